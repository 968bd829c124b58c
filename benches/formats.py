#!/usr/bin/env python3
"""Speed and memory of the readers: formats.py CORPUS [PROGRAM]. CPU seconds of one process, least of three runs."""

import glob
import json
import os
import subprocess
import sys

CORPUS = sys.argv[1]
PROGRAM = sys.argv[2] if len(sys.argv) > 2 else "target/release/xunzhang"
LIMITS = json.dumps({"seconds": 600, "memory_bytes": 2 << 30, "unpacked_bytes": 1 << 30, "depth": 4})
# So many bytes of files are read in one run, in repetitions of all files of a format.
BYTES = 12_000_000
FORMATS = {
    "docx": ["office/docx/*", "office/converted/docx/*"],
    "doc": ["office/doc/*", "office/converted/doc/*"],
    "rtf": ["office/converted/rtf/*"],
    "odt": ["office/converted/odt/*"],
    "pdf": ["office/pdf/*", "office/converted/pdf/*"],
    "ofd": ["office/ofd/*"],
    "html": ["state_council_html/*", "office/html/*"],
    "xlsx": ["office/xlsx/*"],
    "xml": ["web_legacy/*/*.xml"],
    # What the corpora lack: to be made by public tools, in a folder with folders of these names.
    "pptx": ["pptx/*"],
    "epub": ["epub/*"],
    "eml": ["mail/*"],
    "zip": ["zip/*"],
    "7z": ["sevenz/*"],
}


def requests(files):
    """What the reader is asked, bytes of the files in it, and how often each file is read."""
    contents = [(name, open(name, "rb").read()) for name in files]
    once = sum(len(content) for _, content in contents)
    times = max(1, min(60, BYTES // once))
    asked = b"".join(
        json.dumps({"name": name, "bytes": len(content)}).encode() + b"\n" + content for name, content in contents
    )
    return asked * times, once, times


def pages(answers):
    """Pages with text in all answers."""
    count = 0
    for line in answers.decode().splitlines():
        for report in json.loads(line).get("Ok", {}).get("reports", []):
            count += max([place.get("page", 0) for _, place in report["markup"]["locations"]] + [0])
    return count


def held(process):
    """The most that a process held so far, in MiB. What `wait4` tells begins with what this program held when it forked."""
    with open(f"/proc/{process}/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM:"))


for name, patterns in FORMATS.items():
    files = sorted(file for pattern in patterns for file in glob.glob(os.path.join(CORPUS, pattern)))
    if not files:
        continue
    asked, once, times = requests(files)
    seconds, memory, answers = float("inf"), 0, b""
    for _ in range(3):
        environment = {**os.environ, "MIMALLOC_ARENA_EAGER_COMMIT": "0"}
        reader = subprocess.Popen(
            [PROGRAM, "read-files", LIMITS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        feeder = os.fork()
        if feeder == 0:
            reader.stdin.write(asked)
            reader.stdin.flush()
            os._exit(0)
        answers = b"".join(reader.stdout.readline() for _ in range(times * len(files)))
        os.waitpid(feeder, 0)
        memory = max(memory, held(reader.pid))
        reader.stdin.close()
        _, _, used = os.wait4(reader.pid, 0)
        seconds = min(seconds, used.ru_utime + used.ru_stime)
    shown = pages(answers)
    rate = f"{shown / seconds:.0f} pages/s" if shown else ""
    print(f"{name}: {len(files)} files, {once / 1e6:.1f} MB, {once * times / 1e6 / seconds:.1f} MB/s, {rate}, {memory} MiB")
