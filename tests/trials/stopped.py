#!/usr/bin/env python3
"""Readers stopped (SIGSTOP) at any instant of a run never hang it.

    python3 tests/trials/stopped.py --binary target/release/xunzhang FOLDER [--runs 12] [--seed 7]

FOLDER holds reports that take some seconds to read (office files, pdf). In each run all processes below `index` are stopped at one
instant. The run must end by itself with 0 or 1, leave none of them behind, and `verify` must find the index sound.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

SECONDS_MAX = 120


def below(parent):
    """Numbers of all processes that this one and its children have started."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found += [int(name), *below(int(name))]
    return found


def trial(nth, binary, folder, rng):
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, XUNZHANG_INDEX=home + "/index", XDG_CONFIG_HOME=home + "/config",
                           XDG_DATA_HOME=home + "/data", XDG_CACHE_HOME=home + "/cache", LANG="C.UTF-8")
        begun, wait = time.time(), rng.random() * 2.5
        run = subprocess.Popen([binary, "index", folder, "--reader-seconds", "5"], env=environment,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while time.time() - begun < wait and run.poll() is None:
            time.sleep(0.005)
        stopped = below(run.pid)
        for number in stopped:
            try:
                os.kill(number, signal.SIGSTOP)
            except ProcessLookupError:
                pass
        try:
            said = run.communicate(timeout=SECONDS_MAX)[1]
        except subprocess.TimeoutExpired:
            run.kill()
            said = run.communicate()[1] + "HANGS"
        left = [number for number in stopped if os.path.exists(f"/proc/{number}")]
        for number in left:
            os.kill(number, signal.SIGKILL)
        sound = subprocess.run([binary, "verify"], env=environment, capture_output=True, text=True)
        bad = run.returncode not in (0, 1) or bool(left) or sound.returncode != 0
        print(f"{nth}: {len(stopped)} stopped after {wait:.1f} s, ended after {time.time() - begun:.1f} s with {run.returncode}, "
              f"{len(left)} left, verify {sound.returncode}{'  BAD: ' + said[-300:] if bad else ''}", flush=True)
        return bad


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder")
    options.add_argument("--binary", required=True)
    options.add_argument("--runs", type=int, default=12)
    options.add_argument("--seed", type=int, default=7)
    options = options.parse_args()
    rng = random.Random(options.seed)
    bad = sum(trial(nth, os.path.abspath(options.binary), options.folder, rng) for nth in range(1, options.runs + 1))
    print(f"{options.runs} runs, {bad} bad")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
