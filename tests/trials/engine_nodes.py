#!/usr/bin/env python3
"""What becomes of queries and pushes when nodes of a cluster die, stop, and take nothing more. Three nodes of OpenSearch are started
(tests/engines/opensearch/cluster) and the reports of tests/corpus and examples/reports pushed, 3 shards with a replica each.

    tests/trials/engine_nodes.py [SECONDS [hang]]   how long each trial asks [20], `hang`: only that; XUNZHANG=the program [target/release/xunzhang]

An answer is right when it equals that of before, or says what is missing in it, or is an error (status 2) with a hint; any
other is wrong. Status 1 where anything was.
"""
import json, os, shutil, signal, subprocess, sys, tempfile, threading, time
from pathlib import Path
from urllib import request

here = Path(__file__).resolve().parents[2]
program = os.environ.get("XUNZHANG", str(here / "target/release/xunzhang"))
seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20
cluster = str(here / "tests/engines/opensearch/cluster")
QUERIES = ["教师", "减轻教师负担", '"经费"', "教育 -专项", "title:报告 资金", "经费 AND 教育", "如何减轻中小学教师的负担", "法律责任"]
LACKS = ("did not answer", "is missing here", "under way")
faults = []


def run(*arguments):
    begun = time.time()
    process = subprocess.run([program, *arguments], capture_output=True, text=True)
    return process.returncode, process.stdout, process.stderr, time.time() - begun


def ask(query, engine):
    status, out, err, took = run("query", query, "--json", "--engine", engine)
    hits = [(hit["path"], hit["byte_start"], round(hit["score"], 3)) for hit in map(json.loads, out.splitlines())]
    return status, hits, err, took


def call(method, url, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    sent = request.Request(url + path, data, {"Content-Type": "application/json"}, method=method)
    with request.urlopen(sent, timeout=60) as answer:
        return json.loads(answer.read() or b"{}")


def fault(what):
    faults.append(what)
    print("  WRONG:", what)


def trial(name, engine, right, begin, end=lambda: None, must_tell=False):
    """Asks while something happens; tells how many answers were right, said what they lack, or were errors."""
    counts = {"right": 0, "told": 0, "errors": 0}
    slowest, said = 0.0, set()
    thread = threading.Timer(seconds / 10, begin)
    thread.start()
    until, nth = time.time() + seconds, 0
    while time.time() < until:
        query = QUERIES[nth % len(QUERIES)]
        nth += 1
        status, hits, err, took = ask(query, engine)
        slowest = max(slowest, took)
        lines = [line for line in err.splitlines() if any(lack in line for lack in LACKS)]
        if status == 2:
            counts["errors"] += 1
            said.add(err.strip().splitlines()[0][:160])
            if "hint" not in err and "提示" not in err:
                fault(f"{name}: {query}: an error without a hint: {err}")
        elif lines:
            counts["told"] += 1
            said.add(lines[0][:160])
        elif hits == right[query]:
            counts["right"] += 1
        else:
            fault(f"{name}: {query}: another answer than before, and nothing is said of it")
    thread.join()
    end()
    if must_tell and not counts["told"] + counts["errors"]:
        fault(f"{name}: nothing was said to be missing")
    print(f"{name}: {nth} queries, {counts}, slowest {slowest:.1f} s; said: {sorted(said)}", flush=True)


def wait(url, colour="green"):
    for _ in range(120):
        try:
            if not call("GET", url, f"/_cluster/health?wait_for_status={colour}&timeout=1s").get("timed_out"):
                return
        except OSError:
            time.sleep(1)
    fault(f"the cluster is not {colour} again")


with tempfile.TemporaryDirectory() as folder:
    os.environ |= {"XUNZHANG_INDEX": f"{folder}/index", "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder, "XUNZHANG_LANG": "en"}
    reports = Path(folder) / "reports"
    shutil.copytree(here / "tests/corpus", reports)
    shutil.copytree(here / "examples/reports", reports / "more")
    nodes = Path(folder) / "nodes"
    try:
        started = subprocess.run([cluster, "start", str(nodes), "3", "19600"], capture_output=True, text=True, check=True)
        urls = started.stdout.split()
        pid = lambda node: int((nodes / f"n{node}.pid").read_text())
        engine = ",".join([urls[0] + "/nodes", *urls[1:]])
        assert run("index", str(reports), "-q")[0] == 0
        status, out, err, took = run("push", "--engine", engine, "--full", "--shards", "3", "--replicas", "1")
        assert status == 0, err
        print(f"{out.strip()} ({took:.1f} s)")
        wait(urls[0])
        right = {query: ask(query, engine)[1] for query in QUERIES}

        kill = lambda node: subprocess.run([cluster, "kill", str(nodes), str(node)], check=True)
        again = lambda node: (subprocess.run([cluster, "again", str(nodes), str(node)], check=True, capture_output=True), wait(urls[1]))
        stop = lambda node, sign: os.kill(pid(node), sign)
        if sys.argv[2:] == ["hang"]:
            for node in (2, 1):
                trial(f"node {node} hangs", engine, right, lambda: stop(node, signal.SIGSTOP), lambda: (stop(node, signal.SIGCONT), wait(urls[2])))
            sys.exit(len(faults) > 0)
        trial("a node killed, replicas 1", engine, right, lambda: kill(3), lambda: again(3))
        # The elected manager is whoever it is: each of the others is killed once.
        trial("the first node killed", engine, right, lambda: kill(1), lambda: again(1))
        trial("a node that hangs", engine, right, lambda: stop(2, signal.SIGSTOP), lambda: (stop(2, signal.SIGCONT), wait(urls[0])))

        # Without replicas what a dead node held is missing.
        alone = engine.replace("/nodes", "/single")
        status, out, err, _ = run("push", "--engine", alone, "--full", "--shards", "6", "--replicas", "0")
        assert status == 0, err
        # The small index of reports must live on, else nothing can be answered at all.
        call("PUT", urls[0], "/single-reports/_settings", {"index": {"number_of_replicas": 2}})
        wait(urls[0])
        trial("a node killed, replicas 0", alone, right, lambda: kill(3), lambda: again(3), must_tell=True)
        wait(urls[0])

        # A full disk: engines block writes to the index.
        (reports / "new.txt").write_text("关于经费的报告\n一、总体情况\n教育经费增长，教师负担减轻。\n")
        assert run("index", "-q")[0] == 0
        real = list(call("GET", urls[0], "/nodes/_mapping"))[0]
        for index in (real, real.replace("-passages", "-reports")):
            call("PUT", urls[0], f"/{index}/_settings", {"index.blocks.read_only_allow_delete": True})
        status, _, err, took = run("push", "--engine", engine)
        print(f"full: status {status} after {took:.1f} s: {err.strip()}")
        if status != 2 or "push again" not in err:
            fault("a full disk is not said")
        if any(ask(query, engine)[1] != right[query] for query in QUERIES[:3]):
            fault("a full disk changes answers")
        for index in (real, real.replace("-passages", "-reports")):
            call("PUT", urls[0], f"/{index}/_settings", {"index.blocks.read_only_allow_delete": None})
        status, out, err, _ = run("push", "--engine", engine)
        print(f"room again: {out.strip()}{err.strip()}")
        if status != 0 or ask('"教师负担减轻"', engine)[0] != 0:
            fault("a push after a full disk does not go on")

        # An index of another version beside: refused, with what to do.
        mapping = call("GET", urls[0], f"/{real}/_mapping")[real]["mappings"]
        call("PUT", urls[0], f"/{real}/_mapping", {"_meta": {**mapping["_meta"], "version": 99}})
        told = {"doc": {"state": {"meta": {"version": 99}}}}
        call("POST", urls[0], f"/{real.replace('-passages', '-reports')}/_update/state?refresh=true", told)
        for command in (["query", "教师"], ["push"]):
            status, _, err, _ = run(*command, "--engine", engine)
            print(f"another version, {command[0]}: status {status}: {err.strip()}")
            if status != 2 or "--full" not in err:
                fault(f"another version is not refused by {command[0]}")
    finally:
        subprocess.run([cluster, "stop", str(nodes)])
        time.sleep(3)
print(f"{len(faults)} faults")
sys.exit(len(faults) > 0)
