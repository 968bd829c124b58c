"""Runs both programs in turn and prints what they took side by side; started by compare.sh, which see."""

import collections
import os
import shutil
import statistics
import subprocess
import time

XZ, BASE, FOLDER, OUT = (os.environ[name] for name in ("XZ", "BASE", "FOLDER", "OUT"))
ROUNDS = int(os.environ["ROUNDS"])
RIPGREP = shutil.which("rg") or shutil.which("grep")


def run(*command):
    """Returns seconds of wall time, seconds of CPU time, and the largest resident size in MB."""
    begun = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode > 1:
        raise SystemExit(f"{command} failed")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def size(folder):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


def least(runs):
    return [min(column) for column in zip(*runs)]


def index():
    text = size(FOLDER) / 1e6
    ours, plain = os.path.join(OUT, "xunzhang"), os.path.join(OUT, "plain")
    took = collections.defaultdict(list)
    for _ in range(max(1, ROUNDS // 2)):
        shutil.rmtree(plain, ignore_errors=True)
        took["plain"].append(run(BASE, "index", FOLDER, plain))
        shutil.rmtree(ours, ignore_errors=True)
        took["xunzhang"].append(run(XZ, "index", "--threads", "2", "-q", "--index", ours, FOLDER))
    print(f"index {text:.1f} MB, 2 threads:     wall s    MB/s   CPU s  MB/s of CPU   RSS MB   index/text")
    for name, place in (("plain", plain), ("xunzhang", ours)):
        wall, cpu, memory = least(took[name])
        ratio = size(place) / 1e6 / text
        print(f"  {name:22}{wall:12.2f}{text / wall:8.1f}{cpu:8.2f}{text / cpu:13.1f}{memory:9.0f}{ratio:13.3f}")
    (wall, cpu, _), (plain_wall, plain_cpu, _) = least(took["xunzhang"]), least(took["plain"])
    print(f"  speed of plain: {plain_wall / wall:.2f} by wall, {plain_cpu / cpu:.2f} by CPU")
    return ours, plain


def queries(ours, plain):
    kinds = collections.defaultdict(list)
    with open(os.environ["QUERIES"], encoding="utf-8") as lines:
        for line in lines:
            kind, query = line.rstrip("\n").split("\t")
            kinds[kind].append(query)
    empty = [run(BASE, "nothing")[:2] for _ in range(20)]
    help_ = [run(XZ, "--help")[:2] for _ in range(20)]
    median = lambda runs: [1000 * statistics.median(column) for column in zip(*runs)]
    print("one process, ms:          wall p50     p99   CPU p50     p99")
    for name, runs in (("empty Rust process", empty), ("xunzhang --help", help_)):
        wall, cpu = median(runs)
        print(f"  {name:22}{wall:10.1f}{'':8}{cpu:10.1f}")
    everything = []
    for kind, texts in [*kinds.items(), ("short, -n 1000", kinds["short"])]:
        more = ["-n", "1000"] if "-n" in kind else ["-n", "10"]
        runs = [least([run(XZ, "query", "--index", ours, *more, "--", text)[:2] for _ in range(ROUNDS)]) for text in texts]
        show(kind, runs)
        if "-n" not in kind:
            everything += runs
    show("all 200", everything)
    if shutil.which("rg"):
        show("rg, short", [least([run("rg", "-F", "-c", "--", text, FOLDER)[:2] for _ in range(2)]) for text in kinds["short"][:10]])
    else:
        show("grep -rF, short", [least([run("grep", "-rFc", "--", text, FOLDER)[:2] for _ in range(2)]) for text in kinds["short"][:10]])
    show("plain query, short", [least([run(BASE, "query", plain, text)[:2] for _ in range(2)]) for text in kinds["short"][:10]])


def show(name, runs):
    wall, cpu = zip(*runs)
    tail = lambda column: sorted(column)[min(len(column) - 1, int(len(column) * 0.99))] * 1000
    values = [1000 * statistics.median(wall), tail(wall), 1000 * statistics.median(cpu), tail(cpu)]
    print(f"  {name:22}{values[0]:10.1f}{values[1]:8.1f}{values[2]:10.1f}{values[3]:8.1f}")


if __name__ == "__main__":
    queries(*index())
