#!/usr/bin/env python3
"""Indexes files that are gigantic, deeply nested, one endless line, all headings, or of odd characters.

    tests/trials/giants.py BINARY [MIB] [SMALL_MIB] [FOLDER]

Each file ends in a marker. It must be taken or refused with a reason; what is taken must be found by its marker, and
`verify` be clean. MIB is the size of the largest, SMALL_MIB of the others. As root each run stands in a memory cgroup of
just what `--memory` says (2,048 MiB, and 512 at the end, where the largest must be refused by name): one byte more and the
system would kill it. The most that it held is told.
"""
import os, random, shutil, subprocess, sys, tempfile, time

binary = os.path.abspath(sys.argv[1])
large, small = (int(sys.argv[k]) if len(sys.argv) > k else default for k, default in ((2, 256), (3, 16)))
work = sys.argv[4] if len(sys.argv) > 4 else tempfile.mkdtemp()
MARK = "末尾标记玄武湖畔"
random.seed(1)
PROSE = [f"（{'一二三四五六七八九十'[k % 10]}）第{k}项措施\n切实减轻教师负担，严控督查检查考核事项，第{random.randrange(10**6)}县落实专项资金{k}万元，学生体质健康水平稳步提升。\n" for k in range(5_000)]


def filled(mib, pieces):
    """So many MiB of text, its pieces in turn."""
    out, size, nth = [], 0, 0
    while size < mib << 20:
        piece = pieces[nth % len(pieces)]
        out.append(piece); size += len(piece.encode("utf-8", "surrogatepass")); nth += 1
    return "".join(out)


def running(sentences=400):
    """Paragraphs of some 600 bytes, a heading above each twenty."""
    for k in range(sentences):
        yield f"（{'一二三四五六七八九十'[k // 20 % 10]}）第{k}项措施\n" if k % 20 == 0 else "　　" + "".join(random.choice(PROSE).split("\n")[1] for _ in range(5)) + "\n"


def kinds():
    yield "running text", large, lambda mib: filled(mib, list(running())).encode()
    yield "prose, every second line a heading", large, lambda mib: filled(mib, PROSE).encode()
    yield "all headings, large", large, lambda mib: filled(mib, [f"{'一二三四五六七八九十'[k % 10]}、标题{k}\n" for k in range(1_000)]).encode()
    yield "a collection of records", large, lambda mib: filled(mib, [f'{{"id": "{k}", "title": "第{k}号", "text": "{piece.strip()}"}}\n'.replace("施\n", "施\\n") for k, piece in enumerate(PROSE)]).encode()
    yield "one endless line", large, lambda mib: filled(mib, [piece.replace("\n", "，") for piece in PROSE]).encode()
    yield "one line without punctuation", small, lambda mib: filled(mib, ["减轻教师负担落实专项资金"]).encode()
    yield "all headings", small, lambda mib: filled(mib, [f"{'一二三四五六七八九十'[k % 10]}、标题{k}\n" for k in range(1_000)]).encode()
    yield "nested brackets", small, lambda mib: filled(mib, ["（" * 1_000, "一" + "）" * 1_000, "\n"]).encode()
    yield "nested Markdown", small, lambda mib: filled(mib, ["#" * (k % 7 + 1) + f" 标题{k}\n" + ">" * k + " 文\n" for k in range(200)]).encode()
    yield "blank lines", small, lambda mib: filled(mib, ["\n" * 4_096, "文\n"]).encode()
    yield "NUL inside", small, lambda mib: filled(mib, ["减轻教师\0负担。\n"]).encode()
    yield "UTF-16 with lone surrogates", small, lambda mib: b"\xff\xfe" + filled(mib, ["减轻教师\ud800负担\udc00。\n"]).encode("utf-16-le", "surrogatepass")
    yield "right to left and directions", small, lambda mib: filled(mib, ["\u202e减轻\u2066教师\u2069负担 שלום عليكم\u200f。\n"]).encode()
    yield "combining marks", small, lambda mib: filled(mib, ["减" + "\u0301\u0323" * 200 + "轻e\u0301。\n"]).encode()
    yield "random bytes", small, lambda mib: random.randbytes(mib << 20)


GROUP = "/sys/fs/cgroup/memory/xunzhang-giants"
if os.path.isdir("/sys/fs/cgroup/memory") and os.geteuid() == 0:
    limit_file, peak_file, tasks_file = "memory.limit_in_bytes", "memory.max_usage_in_bytes", "tasks"
elif os.path.exists("/sys/fs/cgroup/cgroup.controllers") and os.geteuid() == 0:
    GROUP = "/sys/fs/cgroup/xunzhang-giants"
    limit_file, peak_file, tasks_file = "memory.max", "memory.peak", "cgroup.procs"
else:
    GROUP = None


def index(memory):
    """Runs `index` where it cannot have more than so many MiB; returns exit status, what it said, CPU seconds, peak MiB."""
    command = [binary, "index", "--memory", str(memory), "--index", "i", "r"]
    if GROUP:
        os.makedirs(GROUP, exist_ok=True)
        with open(f"{GROUP}/{limit_file}", "w") as out:
            out.write(str(memory << 20))
        command = ["sh", "-c", f"echo $$ > {GROUP}/{tasks_file}; exec \"$@\"", "sh", *command]
    process = subprocess.Popen(command, cwd=work, stderr=subprocess.PIPE, text=True)
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    if GROUP:
        os.rmdir(GROUP)
    return os.waitstatus_to_exitcode(status), said, used.ru_utime + used.ru_stime, used.ru_maxrss >> 10


def fresh(name, make):
    """Writes the file in a process of its own: what this one held would count as held by those that it starts."""
    if child := os.fork():
        assert os.waitpid(child, 0)[1] == 0
        return
    data = make()
    shutil.rmtree(f"{work}/r", ignore_errors=True); shutil.rmtree(f"{work}/i", ignore_errors=True)
    os.makedirs(f"{work}/r")
    mark = f"\n{MARK}\n"
    if "records" in name:
        mark = f'{{"id": "last", "text": "{MARK}"}}\n'
    data += mark.encode("utf-16-le") if data[:2] == b"\xff\xfe" else mark.encode()
    kind = "md" if "Markdown" in name else "jsonl" if "records" in name else "txt"
    with open(f"{work}/r/giant.{kind}", "wb") as out:
        out.write(data)
    os._exit(0)


bad = 0
for name, mib, make in kinds():
    fresh(name, lambda: make(mib))
    status, said, seconds, peak = index(2_048)
    line = said.strip().splitlines()[-1] if said.strip() else ""
    refused = [one for one in said.splitlines() if one.startswith("not indexed: ")]
    fault = "" if status in (0, 1, 2) and "did not expect" not in said and "please report" not in said else "BAD status or message: " + said[:300]
    if status == 0 and not fault:
        found = subprocess.run([binary, "query", f'"{MARK}"', "--all", "--count", "--index", "i"], cwd=work, capture_output=True, text=True)
        checked = subprocess.run([binary, "verify", "--recall", "0", "--index", "i"], cwd=work, capture_output=True, text=True)
        if found.returncode:
            fault = "BAD: the marker is not found"
        elif checked.returncode:
            fault = "BAD: verify: " + (checked.stdout + checked.stderr)[:300]
    elif not refused and not fault:
        fault = "BAD: neither taken nor refused: " + said[:300]
    bad += bool(fault)
    print(f"{name}, {mib} MiB: exit {status}, {seconds:.1f} s of CPU, {peak} MiB at most; {(refused or [line])[0][:150]} {fault}", flush=True)
fresh("prose", lambda: filled(large, PROSE).encode())
status, said, seconds, peak = index(512)
if large >= 128:
    told = [one for one in said.splitlines() if "giant.txt" in one and "--memory" in one]
    bad += not told
    print(f"prose, {large} MiB, with --memory 512: exit {status}, {peak} MiB at most; {told or 'BAD: ' + said[:300]}")
sys.exit(1 if bad else 0)
