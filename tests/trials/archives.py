#!/usr/bin/env python3
"""Indexes archives that hold far more than they are large, and tells how much memory the run itself came to.

    tests/trials/archives.py BINARY [MIXTURES] [FOLDER]

Zips of 60,000 members, of members that unpack to a gibibyte, of members that lie over each other, four of each at once by
four threads, and MIXTURES random ones. `--memory` is 256: the process that indexes must stay below that and 60 MiB (readers
are processes of their own with `--reader-memory`), take or refuse every archive, and leave an index that `verify` finds clean.
"""
import io, os, random, shutil, struct, sys, tempfile, zipfile
from alone import run_alone

binary, mixtures = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20
work = sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp()
MEMORY, MORE = 256, 60
random.seed(1)


def text(bytes_, seed):
    line = f"（一）第{seed}项措施\n切实减轻教师负担，第{seed}县落实专项资金{seed}万元。\n"
    return (f"第{seed}号报告\n一、概况\n" + line * (bytes_ // len(line.encode()) + 1)).encode()


def members(count, bytes_, seed):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for nth in range(count):
            archive.writestr(f"{nth:06}.txt", text(bytes_, seed * count + nth))
    return out.getvalue()


def overlapping(count, bytes_):
    """One packed member that the list at the end names so many times."""
    whole = members(1, bytes_, 7)
    end = whole.rindex(b"PK\x05\x06")
    begin = struct.unpack("<I", whole[end + 16:end + 20])[0]
    entry = whole[begin:end]
    name = struct.unpack("<H", entry[28:30])[0]
    entries = b"".join(entry[:46] + f"{nth:06}.txt".encode()[-name:].rjust(name, b"0") + entry[46 + name:] for nth in range(count))
    return whole[:begin] + entries + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(entries), begin, 0)


def trial(name, archives):
    for folder in ("r", "i"):
        shutil.rmtree(f"{work}/{folder}", ignore_errors=True)
    os.makedirs(f"{work}/r")
    for nth, data in enumerate(archives):
        with open(f"{work}/r/{nth}.zip", "wb") as out:
            out.write(data)
    with open(f"{work}/r/plain.txt", "wb") as out:
        out.write(text(1_000, 1))
    packed = sum(map(len, archives))
    status, said, _, peak = run_alone(binary, work, "index", "--quiet", "--memory", str(MEMORY), "--threads", "4", "--index", "i", "r")
    refused = [line for line in said.splitlines() if line.startswith("not indexed: ")]
    fault = "" if status in (0, 1) and "did not expect" not in said else "BAD: " + said[-300:]
    if not fault and peak > MEMORY + MORE:
        fault = f"BAD: more than {MEMORY} + {MORE} MiB"
    if not fault and run_alone(binary, work, "verify", "--recall", "0", "--index", "i")[0]:
        fault = "BAD: verify"
    print(f"{name}: {packed / 1e6:.1f} MB packed, exit {status}, {peak} MiB at most, {len(refused)} refused {refused[:1]} {fault}", flush=True)
    return bool(fault)


bad = trial("60,000 members", [members(60_000, 100, 1)])
for count in (1, 4):
    bad += trial(f"{count} that unpack to a gibibyte", [members(1_000, 1_000_000, seed) for seed in range(count)])
    bad += trial(f"{count} that unpack to 40 MB", [members(40, 1_000_000, seed) for seed in range(count)])
bad += trial("5,000 members over each other", [overlapping(5_000, 100_000)])
for nth in range(mixtures):
    several = [members(random.choice([1, 30, 2_000]), random.choice([100, 10_000, 300_000]), seed) for seed in range(random.randrange(1, 7))]
    bad += trial(f"mixture {nth}", several)
sys.exit(1 if bad else 0)
