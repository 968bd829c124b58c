#!/usr/bin/env python3
"""Loads a server beside an OpenSearch node, over the same sections and queries, and tells requests a second and times.

    tests/trials/load.py XUNZHANG INDEX ENGINE [--seconds 10] [--clients 1,16,256]

ENGINE is the address of a running node (tests/engines/opensearch/cluster start FOLDER). Its index `load` is made of the sections
of INDEX where it is not there: title, headings and text by the analyser `cjk` (pairs of characters), one shard, merged. Both are
asked for the ten best sections of the same words, with their texts; `asked again` are questions that were answered before, which the
server keeps. Needs wrk (Debian: wrk). Rounds alternate between the two, and
the better of two is told, since other work on the machine comes and goes; what each request cost in processor time does not depend on that.
"""
import argparse
import json
import os
import pathlib
import random
import re
import subprocess
import tempfile
import urllib.error
import urllib.request
from urllib.parse import quote

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("index")
parser.add_argument("engine")
parser.add_argument("--seconds", type=int, default=10)
parser.add_argument("--clients", default="1,16,256")
parser.add_argument("--seed", type=int, default=7)
arguments = parser.parse_args()
engine = arguments.engine.rstrip("/")


def asked(address, body=None, kind="application/json", method=None):
    data = body.encode() if body is not None else None
    request = urllib.request.Request(address, data, {"Content-Type": kind}, method=method)
    with urllib.request.urlopen(request, timeout=300) as answer:
        return json.load(answer)


server = subprocess.Popen(
    [arguments.program, "--index", arguments.index, "serve", "--listen", "127.0.0.1:0", "--time-limit", "60"],
    stderr=subprocess.PIPE, text=True,
)
base = "http://" + server.stderr.readline().split("http://")[1].split("/")[0]


def sections():
    """Each section with its text, by runs that next to every one of them holds; which is lacking is told by the count."""
    command = [arguments.program, "--index", arguments.index, "query", "--all-hits", "--json", "\"第\" OR \"的\" OR \"年\" OR \"一\""]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as listing:
        for line in listing.stdout:
            told = json.loads(line)
            yield {"title": told["report"], "headings": " ".join(told["heading_path"]), "text": told["text"]}


def fill():
    text = {"type": "text", "analyzer": "cjk"}
    settings = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}
    mappings = {"properties": {"title": text, "headings": text, "text": text}}
    asked(f"{engine}/load", json.dumps({"settings": settings, "mappings": mappings}), method="PUT")
    lines, count = [], 0
    for section in sections():
        lines += ['{"index":{}}', json.dumps(section, ensure_ascii=False)]
        count += 1
        if count % 2000 == 0:
            asked(f"{engine}/load/_bulk", "\n".join(lines) + "\n", "application/x-ndjson")
            lines = []
    if lines:
        asked(f"{engine}/load/_bulk", "\n".join(lines) + "\n", "application/x-ndjson")
    asked(f"{engine}/load/_forcemerge?max_num_segments=1", "")
    asked(f"{engine}/load/_refresh", "")


try:
    asked(f"{engine}/load/_count")
except urllib.error.HTTPError:
    fill()
held = asked(f"{engine}/load/_count")["count"]

# What people type: two words of a sentence, from all over the reports.
draw = random.Random(arguments.seed)
sample = asked(f"{engine}/load/_search", json.dumps(
    {"size": 300, "query": {"function_score": {"random_score": {"seed": arguments.seed, "field": "_seq_no"}}}}))
queries = []
for hit in sample["hits"]["hits"]:
    runs = re.findall(r"[\u4e00-\u9fff]{4,}", hit["_source"]["text"])
    if len(runs) >= 2:
        one, two = draw.sample(runs, 2)
        queries.append(f"{one[:4]} {two[:4]}")
queries = queries[:200]


def of_engine(query):
    fields = ["title", "headings", "text"]
    body = {"size": 10, "_source": ["title", "text"], "query": {"multi_match": {"query": query, "fields": fields}}}
    return f"/load/_search?source_content_type=application/json&source={quote(json.dumps(body, ensure_ascii=False))}"


def script(targets, varied=False):
    """A script of wrk: one target after the other; `varied`: no two requests alike, by blanks that mean nothing."""
    file = pathlib.Path(tempfile.mkstemp(suffix=".lua")[1])
    rows = ",\n".join(json.dumps(target) for target in targets)
    file.write_text(
        f"local all = {{\n{rows}\n}}\nlocal nth = 0\n"
        "local function blanks() local made = {} for bit = 1, 16 do "
        'made[bit] = math.random(2) == 1 and "+" or "%20" end return table.concat(made) end\n'
        "init = function() math.randomseed(os.time() + tonumber(tostring({}):sub(8), 16) % 1000000) end\n"
        "request = function() nth = nth % #all + 1; "
        f'return wrk.format("GET", all[nth]{" .. blanks()" if varied else ""}) end\n', encoding="utf-8")
    return file


def cpu(pid):
    """Seconds of processor that a process has used."""
    if not pid:
        return 0.0
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def round_of(address, file, clients, pid):
    before = cpu(pid)
    said = subprocess.run(
        ["wrk", "--latency", "-t", str(min(2, clients)), "-c", str(clients), "-d", f"{arguments.seconds}s",
         "--timeout", "60s", "-s", str(file), address], capture_output=True, text=True, check=True).stdout
    time = lambda share: re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", said).groups()
    unit = {"us": 0.001, "ms": 1, "s": 1000}
    at = lambda share: float(time(share)[0]) * unit[time(share)[1]]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    spent = (cpu(pid) - before) * 1000 / max(1, int(re.search(r"(\d+) requests in", said)[1]))
    return rate, at(50), at(99), int(wrong[1]) if wrong else 0, spent


def memory(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    number = lambda name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) // 1024
    return f"rss {number('VmRSS')} MB, its own {number('RssAnon')} MB"


def engine_pid():
    port = engine.rsplit(":", 1)[1]
    told = subprocess.run(["ss", "-ltnp"], capture_output=True, text=True).stdout
    line = next((line for line in told.splitlines() if f":{port} " in line and "pid=" in line), "")
    return int(re.search(r"pid=(\d+)", line)[1]) if line else None


both = {
    "xunzhang": (base, script([f"/v1/search?limit=10&q={quote(query)}" for query in queries], True)),
    "asked again": (base, script([f"/v1/search?limit=10&q={quote(query)}" for query in queries])),
    "OpenSearch": (engine, script([of_engine(query) for query in queries])),
}
print(f"{held} sections, {len(queries)} queries, {arguments.seconds} s a round, better of two rounds", flush=True)
pid_of = {base: server.pid, engine: engine_pid()}
for address, file in both.values():
    round_of(address, file, 4, None)
for clients in map(int, arguments.clients.split(",")):
    rounds = {name: [] for name in both}
    for _ in range(2):
        for name, (address, file) in both.items():
            rounds[name].append(round_of(address, file, clients, pid_of[address]))
    for name, told in rounds.items():
        rate, median, late, wrong, spent = max(told)
        print(f"{clients:4} clients  {name:11}  {rate:8.1f} a second  p50 {median:7.1f}  p99 {late:7.1f} ms  {spent:6.2f} ms of processor each  {wrong} refused", flush=True)
print("xunzhang  ", memory(server.pid))
if engine_pid():
    print("OpenSearch", memory(engine_pid()))
server.terminate()
raise SystemExit(server.wait(60))
