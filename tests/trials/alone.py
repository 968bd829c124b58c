"""A process measured by itself, for the trials that say how much memory a run may hold."""
import os, subprocess, tempfile, time


def run_alone(binary, folder, *args):
    """Runs a program in a folder; returns its status, what it said, what it used, and the most memory (MiB) that its process alone held:
    what the system tells after the end counts its readers, and who forked it."""
    peak, used = 0, None
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([binary, *args], cwd=folder, stdout=said, stderr=subprocess.STDOUT)
        while used is None:
            try:
                with open(f"/proc/{process.pid}/status") as status:
                    peak = max([peak, *(int(line.split()[1]) >> 10 for line in status if line.startswith("VmHWM"))])
            except OSError:
                pass
            ended, status, rusage = os.wait4(process.pid, os.WNOHANG)
            used = rusage if ended else time.sleep(0.005)
        said.seek(0)
        return os.waitstatus_to_exitcode(status), said.read().decode(errors="replace"), used, peak
