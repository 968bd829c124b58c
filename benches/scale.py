"""How xunzhang grows: indexes each folder in a memory cgroup and asks the queries of queries.tsv, a process each.

    benches/scale.py XUNZHANG WORK FOLDER...       MEMORY=2048 (MiB of the cgroup), EVERY=1 (every nth query of a kind)

FOLDERs are made by `generate` of benches/baseline (`generate MEGABYTES OUT FOLDER...`). Indexing gets `--memory` three
quarters of the cgroup's; without root or cgroups there is no limit, and that is said. WORK keeps the last index.
Percentiles are of wall time with a warm cache, the least of three runs of each query."""

import collections
import os
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
MEMORY, EVERY = int(os.environ.get("MEMORY", "2048")), int(os.environ.get("EVERY", "1"))
V1, V2 = "/sys/fs/cgroup/memory", "/sys/fs/cgroup"


def group():
    """Makes the cgroup; returns its folder and the names of its files for tasks and peak, or None."""
    if os.geteuid() != 0:
        return None
    if os.path.isdir(V1):
        folder, limit, tasks, peak = f"{V1}/xunzhang-scale", "memory.limit_in_bytes", "tasks", "memory.max_usage_in_bytes"
    elif os.path.exists(f"{V2}/cgroup.controllers"):
        folder, limit, tasks, peak = f"{V2}/xunzhang-scale", "memory.max", "cgroup.procs", "memory.peak"
    else:
        return None
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/{limit}", "w") as out:
        out.write(str(MEMORY << 20))
    return folder, tasks, peak


def anonymous(pid):
    """Anonymous memory of a process in MiB, 0 when it has ended."""
    try:
        with open(f"/proc/{pid}/status") as status:
            return max((int(line.split()[1]) >> 10 for line in status if line.startswith("RssAnon")), default=0)
    except OSError:
        return 0


def size(folder):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


def index(xunzhang, folder, place):
    shutil.rmtree(place, ignore_errors=True)
    command = [xunzhang, "index", "-q", "--threads", "2", "--memory", str(MEMORY * 3 // 4), "--index", place, folder]
    bounds = group()
    if bounds:
        command = ["sh", "-c", f"echo $$ > {bounds[0]}/{bounds[1]}; exec \"$@\"", "sh", *command]
    else:
        print("no cgroup (not root, or none here): memory is only measured")
    text, begun, most, peak_index = size(folder), time.perf_counter(), 0, 0
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    beats = 0
    while process.poll() is None:
        most, beats = max(most, anonymous(process.pid)), beats + 1
        if beats % 100 == 0:
            peak_index = max(peak_index, size_now(place))
        time.sleep(0.05)
    wall, said = time.perf_counter() - begun, process.stderr.read().strip().split("\n")[-1]
    if process.returncode > 1:
        raise SystemExit(f"indexing ended with {process.returncode}: {said}")
    bytes_now = size(place)
    print(f"{folder}: {text / 1e6:.0f} MB in {wall:.0f} s, {text / 1e6 / wall:.1f} MB/s; anonymous memory at most {most} MiB")
    print(f"  index {bytes_now / 1e6:.0f} MB, {bytes_now / text:.3f} of the text, at most {peak_index / 1e6:.0f} MB on the way")
    print(f"  {said}", flush=True)


def size_now(place):
    try:
        return size(place)
    except OSError:
        return 0


def ask(xunzhang, place, query, limit):
    """Returns the milliseconds that a query took, its process included."""
    begun = time.perf_counter()
    done = subprocess.run(
        [xunzhang, "query", "--index", place, "-n", limit, "--", query], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if done.returncode > 1:
        raise SystemExit(f"{query} failed")
    return 1000 * (time.perf_counter() - begun)


def queries(xunzhang, place):
    kinds = collections.defaultdict(list)
    with open(f"{HERE}/queries.tsv", encoding="utf-8") as lines:
        for line in lines:
            kind, query = line.rstrip("\n").split("\t")
            kinds[kind].append(query)
    for kind, texts in [*kinds.items(), ("short, -n 1000", kinds["short"])]:
        limit = "1000" if "1000" in kind else "10"
        took = sorted(min(ask(xunzhang, place, text, limit) for _ in range(3)) for text in texts[::EVERY])
        p99 = took[min(len(took) - 1, int(0.99 * len(took)))]
        print(f"  {kind:16}{len(took):4} queries  p50 {statistics.median(took):7.1f} ms  p99 {p99:7.1f}  largest {took[-1]:7.1f}", flush=True)


def main():
    xunzhang, work, *folders = sys.argv[1:]
    for folder in folders:
        place = os.path.join(work, "scale-index")
        index(xunzhang, folder, place)
        queries(xunzhang, place)


main()
