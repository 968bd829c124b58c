#!/usr/bin/env python3
"""Soaks a server: clients that ask without rest while commits are made; no error, no growth.

    tests/trials/soak.py XUNZHANG FOLDER [--minutes 30] [--clients 8] [--every 2]

FOLDER is copied to a temporary place, indexed there, and a file of it changed every so many seconds. Beside the clients go
slow ones (a letter of a head a second), ones that leave before the answer, and rubbish. Written down each minute: requests,
errors, p50 and p99 in milliseconds, memory of the server (RSS), open files.
"""
import argparse
import http.client
import os
import pathlib
import random
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from urllib.parse import quote

QUERIES = ["减轻教师负担", "粮食安全", "“教育”", "经费 -决算", "title:报告 就业", "乡村振兴", "学校安全", "5%"]

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("folder")
parser.add_argument("--minutes", type=float, default=30)
parser.add_argument("--clients", type=int, default=8)
parser.add_argument("--every", type=float, default=2)
arguments = parser.parse_args()

world = pathlib.Path(tempfile.mkdtemp(prefix="soak-"))
reports = world / "reports"
shutil.copytree(arguments.folder, reports)
index = str(world / "index")
run = lambda *more: subprocess.run([arguments.program, "--index", index, *more], check=True, capture_output=True)
run("index", "--quiet", str(reports))
server = subprocess.Popen(
    [arguments.program, "--index", index, "serve", "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True
)
host, port = server.stderr.readline().split("http://")[1].split("/")[0].split(":")
port = int(port)
over = threading.Event()
lock = threading.Lock()
times, errors, commits = [], [], 0


def ask():
    random_of = random.Random(threading.get_ident())
    connection = http.client.HTTPConnection(host, port, timeout=60)
    while not over.is_set():
        query = quote(random_of.choice(QUERIES))
        target = random_of.choice([f"/v1/search?q={query}", f"/?q={query}", f"/v1/suggest?q={query}", "/healthz"])
        begun = time.perf_counter()
        try:
            connection.request("GET", target)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                errors.append(f"{target} {answer.status} {body[:200]}")
        except (OSError, http.client.HTTPException) as error:
            # A connection ends after five minutes, or when it was idle: the next request opens another.
            connection.close()
            if not isinstance(error, (http.client.RemoteDisconnected, BrokenPipeError)):
                errors.append(f"{target} {error!r}")
            continue
        with lock:
            times.append(time.perf_counter() - begun)


def disturb():
    while not over.is_set():
        try:
            with socket.create_connection((host, port), timeout=5) as rude:
                rude.sendall(f"GET /v1/trend?word={quote('教育')} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            with socket.create_connection((host, port), timeout=5) as rude:
                rude.sendall(os.urandom(200))
            with socket.create_connection((host, port), timeout=5) as slow:
                for letter in b"GET / HTTP/1.1":
                    slow.sendall(bytes([letter]))
                    if over.wait(0.2):
                        break
        except OSError:
            pass
        over.wait(0.5)


def commit():
    global commits
    files = sorted(path for path in reports.rglob("*") if path.suffix in (".txt", ".md"))
    while not over.wait(arguments.every):
        with open(random.choice(files), "a", encoding="utf-8") as file:
            file.write(f"\n补记{commits}。\n")
        run("index", "--quiet")
        commits += 1


def known():
    status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
    rss = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
    anonymous = int(next(line for line in status.splitlines() if line.startswith("RssAnon")).split()[1])
    return rss // 1024, anonymous // 1024, len(os.listdir(f"/proc/{server.pid}/fd"))


threads = [threading.Thread(target=ask) for _ in range(arguments.clients)]
threads += [threading.Thread(target=disturb), threading.Thread(target=commit)]
for thread in threads:
    thread.start()
begun = time.time()
told = []
while time.time() - begun < arguments.minutes * 60:
    time.sleep(min(60, arguments.minutes * 60 / 4))
    with lock:
        taken, times = sorted(times), []
    rss, anonymous, files = known()
    told.append((anonymous, files))
    at = lambda share: taken[int(len(taken) * share)] * 1000 if taken else 0
    print(
        f"{time.time() - begun:6.0f} s  {len(taken)} requests  p50 {at(0.5):.1f}  p99 {at(0.99):.1f} ms  "
        f"rss {rss} MB (own {anonymous})  {files} files  {commits} commits  {len(errors)} errors",
        flush=True,
    )
over.set()
for thread in threads:
    thread.join()
server.terminate()
status = server.wait(60)
for error in errors[:10]:
    print(error)
# The second quarter is warm; what comes after must not need more.
warm = told[len(told) // 4][0]
grown = told[-1][0] > warm * 1.5 + 32
shutil.rmtree(world)
print("ended with", status, "- grown" if grown else "- no growth")
raise SystemExit(1 if errors or grown or status else 0)
