#!/usr/bin/env python3
"""An index in an engine, in figures: how fast it is pushed beside being indexed here, how large it is there, what a query costs
(requests, bytes, time) beside a plain `match` of the engine that returns as many texts.

    benches/engine.py URL FOLDER [--queries N] [--shards 1] [--samples FILE]

--samples keeps the time of each search that the engine answered, a line in milliseconds each, for benches/engine_tail.py.
XUNZHANG=the program [target/release/xunzhang]
"""
import argparse, json, os, re, statistics, subprocess, sys, tempfile, time
from pathlib import Path
from urllib import request

here = Path(__file__).resolve().parents[1]
program = os.environ.get("XUNZHANG", str(here / "target/release/xunzhang"))
reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
reader.add_argument("url")
reader.add_argument("folder", type=Path)
reader.add_argument("--queries", type=int, default=60)
reader.add_argument("--shards", default="1")
reader.add_argument("--samples", type=Path)
asked = reader.parse_args()


def run(*arguments, log=None):
    environment = dict(os.environ, **({"XUNZHANG_LOG": log} if log else {}))
    begun = time.time()
    process = subprocess.run([program, *arguments], capture_output=True, text=True, errors="replace", env=environment)
    assert process.returncode < 2, process.stderr
    return process.stdout, process.stderr, time.time() - begun


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    sent = request.Request(asked.url + path, data, {"Content-Type": "application/json"}, method=method)
    with request.urlopen(sent, timeout=600) as answer:
        return json.loads(answer.read())


def spread(times):
    times = sorted(times)
    return f"p50 {1e3 * statistics.median(times):.1f} ms, p95 {1e3 * times[int(len(times) * 0.95)]:.1f}, largest {1e3 * times[-1]:.1f}"


lines = (here / "benches/queries.tsv").read_text().splitlines()
queries = [line.split("\t")[-1] for line in lines if line and not line.startswith("#")]
queries = queries[:: max(1, len(queries) // asked.queries)][: asked.queries]
with tempfile.TemporaryDirectory() as folder:
    os.environ |= {"XUNZHANG_INDEX": f"{folder}/index", "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder, "XUNZHANG_LANG": "en"}
    out, err, indexed = run("index", str(asked.folder), "-q")
    stats = json.loads(run("stats", "--json")[0]) if "--json" in run("stats", "--help")[0] else {}
    engine = f"{asked.url}/bench"
    out, err, pushed = run("push", "--engine", engine, "--full", "--shards", asked.shards, "--replicas", "0")
    print(out.strip())
    index = list(call("GET", "/bench/_mapping"))[0]
    call("POST", f"/{index}/_forcemerge?max_num_segments=1&flush=true")
    # What was merged goes only once nobody reads it any more.
    call("POST", f"/{index}/_refresh")
    time.sleep(2)
    size = call("GET", f"/{index}/_stats/store,docs")["_all"]["primaries"]
    text = sum(file.stat().st_size for file in asked.folder.rglob("*") if file.is_file())
    documents = size["docs"]["count"]
    print(f"indexed here in {indexed:.1f} s, pushed in {pushed:.1f} s: {indexed / pushed:.2f} of that speed; {documents / pushed:.0f} passages/s")
    print(f"{documents} passages of {text / 1e6:.1f} MB of files: {size['store']['size_in_bytes'] / documents:.0f} bytes a passage there,"
          f" {size['store']['size_in_bytes'] / text:.2f} of the text")
    local, there, matched, counts, samples, bytes_there = [], [], [], [], [], []
    for query in queries:
        local.append(run("query", query, "--json")[2])
        there.append(run("query", query, "--json", "--engine", engine)[2])
        _, err, _ = run("query", query, "--json", "--engine", engine, log="trace")
        done = re.findall(r"(\d+) requests so far, (\d+) bytes sent, (\d+) received", err)
        counts.append(int(done[-1][0])), bytes_there.append(int(done[-1][1]) + int(done[-1][2]))
        for value, unit in re.findall(r"_msearch: 200, \d+ bytes for \d+ in ([0-9.]+)(ms|µs|s):", err):
            samples.append(float(value) * {"ms": 1, "µs": 1e-3, "s": 1e3}[unit])
        words = re.search(r"words that rank: \[(.*?)\]", err)
        words = re.findall(r'"([^"]+)"', words.group(1)) if words else [query]
        sent = re.search(r'"size":(\d+),"sort":\[\{"_score"', err)
        body = {"size": 620, "query": {"match": {"words": " ".join(words)}}, "track_total_hits": False}
        begun = time.time()
        call("POST", "/bench/_search", body)
        matched.append(time.time() - begun)
    print(f"{len(queries)} queries, a process each: here {spread(local)}; there {spread(there)}")
    print(f"a match that returns as many texts: {spread(matched)}; the query costs {statistics.median(there) / statistics.median(matched):.2f} of it")
    print(f"requests a query: median {statistics.median(counts)}, most {max(counts)}; bytes on the wire: median {statistics.median(bytes_there) / 1e3:.0f} kB,"
          f" most {max(bytes_there) / 1e3:.0f} kB")
    print(f"a request of searches: {spread([one / 1e3 for one in samples])}")
    if asked.samples:
        asked.samples.write_text("".join(f"{one:.3f}\n" for one in samples))
