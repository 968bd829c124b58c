#!/usr/bin/env python3
"""Measures small runs of `index`: refreshing an unchanged tree against `find`, one new report among many, and what a
thousand small runs leave behind.

    benches/incremental.py PROGRAM [--folders 1000] [--files 100] [--runs 1000] [--work DIR]

Prints one line for each figure: medians of 11 interleaved runs, in milliseconds.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time

ROUNDS = 11


def report(number):
    """The text of a small report that no other number has."""
    return (f"关于第{number}号工作的报告\n一、概况\n减轻教师负担第{number}项，专项资金{number * 7}万元。\n"
            f"二、措施\n统筹各类进校园活动，严控督查检查考核事项。\n")


def timed(command):
    """Runs a command and returns its milliseconds."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - begun) * 1e3


def make_tree(root, folders, files):
    """Writes folders with files in them, long enough ago that their times are settled."""
    then = time.time() - 3600
    for folder in range(folders):
        path = f"{root}/部门{folder // 25:02}/年度{folder % 25:02}"
        os.makedirs(path, exist_ok=True)
        for file in range(files):
            name = f"{path}/报告{folder * files + file:06}.txt"
            with open(name, "w", encoding="utf-8") as out:
                out.write(report(folder * files + file))
            os.utime(name, (then, then))


def size_of(folder):
    """Bytes of what a fresh reader would open: the build in force, without what the next run removes."""
    return sum(os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(folder) for name in names)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("--folders", type=int, default=1000)
    arguments.add_argument("--files", type=int, default=100)
    arguments.add_argument("--runs", type=int, default=1000)
    arguments.add_argument("--work")
    chosen = arguments.parse_args()
    work = chosen.work or tempfile.mkdtemp()
    tree, index = f"{work}/tree", f"{work}/index"
    make_tree(tree, chosen.folders, chosen.files)
    program = [chosen.program, "--index", index]
    print(f"first build {timed(program + ['index', '-q', tree]):.0f}")
    time.sleep(3)
    timed(program + ["index", "-q"])
    find, refresh = [], []
    for _ in range(ROUNDS):
        find.append(timed(["find", tree, "-printf", "%s %T@\\n"]))
        refresh.append(timed(program + ["index", "-q"]))
    print(f"find {statistics.median(find):.0f}, refresh {statistics.median(refresh):.0f}, "
          f"ratio {statistics.median(refresh) / statistics.median(find):.2f}")
    new = []
    for nth in range(ROUNDS):
        with open(f"{tree}/新{nth}.txt", "w", encoding="utf-8") as out:
            out.write(report(900_000 + nth))
        new.append(timed(program + ["index", "-q"]))
    print(f"refresh with one new report {statistics.median(new):.0f}, "
          f"beyond a refresh {statistics.median(new) - statistics.median(refresh):.0f}")
    small_runs(chosen, work)


def small_runs(chosen, work):
    """A thousand runs, one report each, against one fresh build of the same."""
    tree, grown, fresh = f"{work}/small", f"{work}/grown", f"{work}/fresh"
    make_tree(tree, 20, 100)
    timed([chosen.program, "--index", grown, "index", "-q", tree])
    begun = time.perf_counter()
    for nth in range(chosen.runs):
        with open(f"{tree}/新{nth}.txt", "w", encoding="utf-8") as out:
            out.write(report(800_000 + nth))
        timed([chosen.program, "--index", grown, "index", "-q"])
    each = (time.perf_counter() - begun) * 1e3 / max(chosen.runs, 1)
    time.sleep(3)
    timed([chosen.program, "--index", grown, "index", "-q"])
    timed([chosen.program, "--index", grown, "index", "-q", "--checksum"])
    timed([chosen.program, "--index", fresh, "index", "-q", tree])
    query = ["query", "减轻教师负担"]
    times = {grown: [], fresh: []}
    for _ in range(4 * ROUNDS):
        for index, taken in times.items():
            taken.append(timed([chosen.program, "--index", index] + query))
    sizes = [size_of(index) for index in (grown, fresh)]
    print(f"{chosen.runs} runs, {each:.0f} each: size {sizes[0]} against {sizes[1]} ({sizes[0] / sizes[1]:.2f}), "
          f"query {statistics.median(times[grown]):.1f} against {statistics.median(times[fresh]):.1f} "
          f"({statistics.median(times[grown]) / statistics.median(times[fresh]):.2f})")


if __name__ == "__main__":
    main()
