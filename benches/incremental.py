#!/usr/bin/env python3
"""Measures small runs of `index`: refreshing an unchanged tree against `find`, one new report among many, and what a
thousand small runs leave behind.

    benches/incremental.py PROGRAM [--folders 1000] [--files 100] [--runs 1000] [--work DIR] [--only tree|runs]

Prints one line for each figure: medians of 11 interleaved runs in milliseconds, wall clock and, in brackets, CPU (user
and system), which a busy machine spoils less. A tree and an index that are in DIR from an earlier time are used again.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time

ROUNDS = 11


def report(number, version=""):
    """The text of a small report that no other number has."""
    return (f"关于第{number}号工作的报告\n一、概况\n减轻教师负担第{number}项，专项资金{number * 7}万元{version}。\n"
            f"二、措施\n统筹各类进校园活动，严控督查检查考核事项。\n")


def timed(command):
    """Runs a command and returns its milliseconds, by the clock and of CPU."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, command
    return (time.perf_counter() - begun) * 1e3, (used.ru_utime + used.ru_stime) * 1e3


def median(times):
    return tuple(statistics.median(kind) for kind in zip(*times))


def told(times):
    return f"{times[0]:.1f} ({times[1]:.1f})"


def ratio(a, b):
    return f"{a[0] / b[0]:.2f} ({a[1] / b[1]:.2f})"


def write(path, text):
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def make_tree(root, folders, files):
    """Writes folders with files in them, long enough ago that their times are settled."""
    then = time.time() - 3600
    for folder in range(folders):
        path = f"{root}/部门{folder // 25:02}/年度{folder % 25:02}"
        os.makedirs(path, exist_ok=True)
        for file in range(files):
            name = f"{path}/报告{folder * files + file:06}.txt"
            write(name, report(folder * files + file))
            os.utime(name, (then, then))


def size_of(folder):
    """Bytes of all that is in the folder of an index."""
    return sum(os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(folder) for name in names)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("--folders", type=int, default=1000)
    arguments.add_argument("--files", type=int, default=100)
    arguments.add_argument("--runs", type=int, default=1000)
    arguments.add_argument("--work")
    arguments.add_argument("--only", choices=["tree", "runs"])
    chosen = arguments.parse_args()
    work = chosen.work or tempfile.mkdtemp()
    if chosen.only != "runs":
        refreshes(chosen, work)
    if chosen.only != "tree":
        small_runs(chosen, work)


def refreshes(chosen, work):
    """An unchanged tree looked through, and one new report in it."""
    tree = f"{work}/tree"
    program = [chosen.program, "--index", f"{work}/index"]
    if not os.path.exists(tree):
        make_tree(tree, chosen.folders, chosen.files)
    # Once more when the times of the last files are settled.
    print(f"first run {told(timed(program + ['index', '-q', tree]))}", flush=True)
    time.sleep(3)
    timed(program + ["index", "-q"])
    find, refresh = [], []
    for _ in range(ROUNDS):
        find.append(timed(["find", tree, "-printf", "%s %T@\\n"]))
        refresh.append(timed(program + ["index", "-q"]))
    find, refresh = median(find), median(refresh)
    print(f"find {told(find)}, refresh {told(refresh)}, ratio {ratio(refresh, find)}", flush=True)
    new, again, nth = [], [], int(time.time())
    for _ in range(ROUNDS):
        nth += 1
        write(f"{tree}/新{nth}.txt", report(nth))
        new.append(timed(program + ["index", "-q"]))
        again.append(timed(program + ["index", "-q"]))
    beyond = tuple(one - other for one, other in zip(median(new), median(again)))
    print(f"refresh with one new report {told(median(new))}, beyond the refresh after it {told(beyond)}", flush=True)


def small_runs(chosen, work):
    """A thousand runs, of one report to three each that are new, changed or gone, against one fresh build of the same."""
    tree, grown, fresh = f"{work}/small", f"{work}/grown", f"{work}/fresh"
    for folder in (tree, grown, fresh):
        shutil.rmtree(folder, ignore_errors=True)
    make_tree(tree, 20, 100)
    timed([chosen.program, "--index", grown, "index", "-q", tree])
    draw, names, begun = random.Random(1), [], time.perf_counter()
    for nth in range(chosen.runs):
        for _ in range(draw.choice([1, 1, 2, 3])):
            kind = draw.random()
            if kind < 0.7 or len(names) < 10:
                names.append(f"{tree}/新{nth}-{draw.randrange(10**9)}.txt")
                write(names[-1], report(draw.randrange(10**6, 10**9)))
            elif kind < 0.9:
                write(draw.choice(names), report(draw.randrange(10**6, 10**9), "，已经核实"))
            else:
                os.remove(names.pop(draw.randrange(len(names))))
        timed([chosen.program, "--index", grown, "index", "-q"])
    each = (time.perf_counter() - begun) * 1e3 / max(chosen.runs, 1)
    time.sleep(3)
    # The last commit but one stays for a run, for readers that have just opened it.
    timed([chosen.program, "--index", grown, "index", "-q"])
    timed([chosen.program, "--index", grown, "index", "-q"])
    timed([chosen.program, "--index", fresh, "index", "-q", tree])
    timed([chosen.program, "--index", fresh, "index", "-q"])
    sizes = [size_of(index) for index in (grown, fresh)]
    print(f"{chosen.runs} runs, {each:.0f} each: size {sizes[0]} against {sizes[1]} ({sizes[0] / sizes[1]:.2f})", flush=True)
    for query in (["减轻教师负担"], ['"专项资金"', "--all"], ["核实 活动"]):
        times = {grown: [], fresh: []}
        for _ in range(4 * ROUNDS):
            for index, taken in times.items():
                taken.append(timed([chosen.program, "--index", index, "query", *query]))
        a, b = median(times[grown]), median(times[fresh])
        print(f"query {' '.join(query)}: {told(a)} against {told(b)}, ratio {ratio(a, b)}", flush=True)


if __name__ == "__main__":
    main()
