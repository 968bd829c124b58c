#!/usr/bin/env python3
"""What befalls a server: slow clients, rubbish, an index deleted, damaged, moved, a log that cannot be written.

    tests/trials/serve_faults.py XUNZHANG

Each is answered and survived: after each, a plain question is answered in time and the process is the same. Slow clients come from
an address of this machine that is not loopback, as others' do. Needs Linux; a full disk is /dev/full.
"""
import contextlib
import http.client
import json
import os
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from urllib.parse import quote

PROGRAM = sys.argv[1]
world = pathlib.Path(tempfile.mkdtemp(prefix="serve-faults-"))
reports, index = world / "reports", world / "index"
reports.mkdir()
for nth in range(40):
    (reports / f"{nth}.txt").write_text(f"第{nth}号报告\n一、情况\n教师负担减轻，编号{nth}。\n" * 5, encoding="utf-8")
run = lambda *more: subprocess.run([PROGRAM, "--index", str(index), *more], check=True, capture_output=True)
run("index", "--quiet", str(reports))
failed = 0
TARGET = f"/v1/search?q={quote('教师负担')}"


def check(is_so, what):
    global failed
    failed += not is_so
    print("ok  " if is_so else "FAIL", what, flush=True)


def own_address():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


class Server:
    def __init__(self, *more, listen="127.0.0.1:0", stderr=subprocess.PIPE):
        command = [PROGRAM, "--index", str(index), "serve", "--listen", listen, *more]
        self.process = subprocess.Popen(command, stderr=stderr, text=True)
        if stderr == subprocess.PIPE:
            self.port = int(self.process.stderr.readline().split("http://")[1].split("/")[0].rsplit(":", 1)[1])
            threading.Thread(target=self.process.stderr.read, daemon=True).start()
        else:
            self.port = int(listen.rsplit(":", 1)[1])

    def ask(self, target=TARGET, host="127.0.0.1", seconds=20):
        connection = http.client.HTTPConnection(host, self.port, timeout=seconds)
        connection.request("GET", target, headers={"Host": "localhost"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body

    def is_well(self, what, host="127.0.0.1"):
        begun = time.time()
        try:
            status, body = self.ask(host=host)
            hits = len(json.loads(body)["hits"])
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            return check(False, f"{what}: {error!r}")
        check(status == 200 and hits == 10 and self.process.poll() is None, f"{what}: answered in {time.time() - begun:.2f} s")

    def end(self):
        self.process.terminate()
        check(self.process.wait(60) == 0, "it ends when it is told to")


# Slow clients: more connections than there may be, a letter of a head a second each.
address = own_address()
server = Server("--open", listen="0.0.0.0:0")
with contextlib.ExitStack() as all_of_them:
    slow = []
    for _ in range(1500):
        try:
            slow.append(all_of_them.enter_context(socket.create_connection((address, server.port), timeout=5)))
        except OSError:
            break
    for letter in b"GET /":
        for one in slow:
            with contextlib.suppress(OSError):
                one.sendall(bytes([letter]))
        server.is_well(f"{len(slow)} slow clients of {address}")
        time.sleep(1)
server.is_well("slow clients are gone")
# Clients that ask much and do not read.
with contextlib.ExitStack() as all_of_them:
    for _ in range(60):
        deaf = all_of_them.enter_context(socket.create_connection((address, server.port), timeout=5))
        with contextlib.suppress(OSError):
            deaf.sendall(f"GET {TARGET}&limit=200 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 50)
    server.is_well("clients that do not read")
# Rubbish, and heads that are none.
draw = random.Random(7)
for rubbish in [
    b"\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
    b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n{",
    b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n\r\n", b"GET /\x00 HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 50_000 + b"\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
] + [draw.randbytes(draw.randint(1, 5000)) for _ in range(200)]:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), timeout=5) as rude:
        rude.sendall(rubbish)
        rude.shutdown(socket.SHUT_WR)
        said = rude.recv(4096)
        if said and not said.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5")):
            check(False, f"{rubbish[:60]!r} was answered {said[:60]!r}")
server.is_well("rubbish")
server.end()

# The index under it.
server = Server()
server.is_well("a server")
moved = world / "moved"
index.rename(moved)
server.is_well("index moved")
check(json.loads(server.ask("/healthz")[1])["status"] == "stale", "healthz says stale")
moved.rename(index)
server.is_well("index back")
for file in sorted(index.rglob("*")):
    if file.is_file():
        file.unlink()
server.is_well("index deleted")
shutil.rmtree(index)
run("index", "--quiet", str(reports))
server.is_well("index made anew")
check(json.loads(server.ask("/healthz")[1])["status"] == "ok", "healthz says ok")
# Damage goes into new files: what is open stays what it was, as a rewritten file is another one.
for file in sorted(path for path in index.rglob("*") if path.is_file()):
    bytes_of = bytearray(file.read_bytes())
    for _ in range(8):
        if bytes_of:
            bytes_of[draw.randrange(len(bytes_of))] ^= 0xFF
    file.unlink()
    file.write_bytes(bytes_of)
server.is_well("index damaged")
check(json.loads(server.ask("/healthz")[1])["status"] == "stale", "healthz says stale")
shutil.rmtree(index)
run("index", "--quiet", str(reports))
server.is_well("index built anew")
# Reports gone: hits stay, the original is not there.
status, body = server.ask()
key = json.loads(body)["hits"][0]["report_id"]
shutil.rmtree(reports)
server.is_well("reports deleted")
check(server.ask(f"/v1/reports/{key}/original")[0] == 404, "their originals are not there")
server.end()

# A log on a full disk, and one that nobody reads any more.
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
with open("/dev/full", "w") as full:
    server = Server("--log", "--log-queries", listen=f"127.0.0.1:{port}", stderr=full)
    for _ in range(100):
        time.sleep(0.1)
        with contextlib.suppress(OSError):
            server.ask("/healthz")
            break
    for _ in range(20):
        server.ask()
    server.is_well("a log on a full disk")
    server.end()
shutil.rmtree(world)
print("all is well" if failed == 0 else f"{failed} failed")
raise SystemExit(1 if failed else 0)
