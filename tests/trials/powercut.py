#!/usr/bin/env python3
"""Replays what a power cut could leave of a run of `xunzhang index`.

    tests/trials/powercut.py BINARY [TRIALS] [FOLDER] [update|rebuild|dict|watch] [lies]

`strace` records every call of a real run (`index`, `index --rebuild`, `dict add`, or `index --watch` under which files change) that changes the index folder. Each trial cuts the record at a call and builds
a folder that a disk could hold then: of each file, what was synced, or any part of what was written since (a prefix, a
block of zeros); of each folder, for each name that was made, moved or removed since the folder was synced, the old entry or
the new. In that folder the index must open, `verify` must be clean, and it must hold state A or state B to the byte.

With `lies` the disk has said that all was synced and had nothing synced. Nothing can promise a state then; but what is left must be
state A or B, or `verify` must say that it is damaged, and `index --rebuild FOLDER` must heal it.
"""
import json, os, random, re, shutil, signal, subprocess, sys, tempfile, time

binary, trials = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100
work = os.path.realpath(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp())
MODES = {"update": ["index", "--threads", "2", "--index", "i", "r"], "rebuild": ["index", "--rebuild", "--threads", "2", "--index", "i", "r"], "dict": ["dict", "add", "县第", "--index", "i"], "watch": ["index", "--watch", "--threads", "2", "--index", "i", "r"]}
mode = sys.argv[4] if len(sys.argv) > 4 else "update"
lies = sys.argv[5:] == ["lies"]
os.makedirs(f"{work}/r", exist_ok=True)


def report(nth, version=""):
    with open(f"{work}/r/{nth}.txt", "w") as out:
        out.write(f"第{nth}县关于减负的报告\n一、概况\n" + "".join(f"（一）第{k}项\n减负：减轻教师负担，第{nth}县第{k}项{version}。\n" for k in range(20)))


def run(*args, cwd=work):
    return subprocess.run([binary, *args], capture_output=True, text=True, cwd=cwd)


def held(cwd):
    said = run("query", '"减负"', "--all", "--all-hits", "--json", "--index", "i", cwd=cwd)
    words = run("dict", "list", "--index", "i", cwd=cwd).stdout
    return said.returncode, words, sorted((hit["path"], hit["byte_start"], hit["text"]) for hit in map(json.loads, said.stdout.splitlines()))


class Inode:
    def __init__(self, folder):
        self.folder = folder
        self.now, self.disk = ({}, {}) if folder else (b"", b"")

    def sync(self):
        self.disk = dict(self.now) if self.folder else self.now


def load(path):
    node = Inode(os.path.isdir(path))
    if node.folder:
        node.now = {name: load(f"{path}/{name}") for name in os.listdir(path)}
    else:
        node.now = open(path, "rb").read()
    node.sync()
    return node


def find(root, path):
    node = root
    for part in path.strip("/").split("/") if path.strip("/") else []:
        node = node.now.get(part) if node and node.folder else None
    return node


def left(node, path):
    """Writes what a disk could hold of it."""
    if node.folder:
        os.makedirs(path, exist_ok=True)
        for name in set(node.now) | set(node.disk):
            one = random.choice([node.now, node.disk]).get(name)
            if one is not None:
                left(one, f"{path}/{name}")
        return
    content = node.now
    if node.now != node.disk:
        way = random.randrange(4)
        if way == 0:
            content = node.disk
        elif way == 1:
            content = node.now[: random.randrange(len(node.now) + 1)]
        elif way == 2 and node.now:
            at = random.randrange(len(node.now)) // 4096 * 4096
            content = node.now[:at] + bytes(min(4096, len(node.now) - at)) + node.now[at + 4096 :]
    with open(path, "wb") as out:
        out.write(content)


STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
unhex = lambda text: bytes.fromhex(text.replace("\\x", ""))


def operations(log):
    """Calls in the order in which they ended, as (name, arguments, result)."""
    waiting = {}
    for line in open(log, errors="replace"):
        pid, _, rest = line.rstrip("\n").partition(" ")
        rest = rest.strip()
        if rest.endswith("<unfinished ...>"):
            waiting[pid] = rest[: -len("<unfinished ...>")]
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>(.*)", rest)
        if resumed:
            rest = waiting.pop(pid, "") + resumed.group(1)
        call = re.match(r"(\w+)\((.*)\)\s+= (-?\d+|\?)", rest)
        if call and not call.group(3).startswith(("-", "?")):
            yield call.group(1), call.group(2), int(call.group(3)), rest


base = os.fsencode(f"{work}/i")
described = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)>")


def inside(path):
    path = os.path.normpath(os.path.join(os.fsencode(work), path))
    return os.fsdecode(path[len(base) :]) if path == base or path.startswith(base + b"/") else None


def apply(root, operation, offsets):
    """Does one call in the model; returns whether it changed or synced anything there."""
    name, args, result, rest = operation
    paths = [inside(unhex(text)) for text in STRING.findall(args)] if not name.startswith(("write", "pwrite")) else []
    at = described.match(args)
    folder_at = unhex(at.group(2)) if at else b""
    if name.endswith("at") and at and paths == [None] and not os.path.isabs(unhex(STRING.findall(args)[0])):
        paths = [inside(os.path.join(folder_at, unhex(STRING.findall(args)[0])))]
    fd_path = inside(unhex(at.group(2)).replace(b" (deleted)", b"")) if at else None

    def entry(path):
        parent, _, last = path.rpartition("/")
        return find(root, parent), last

    if name in ("openat", "open", "creat"):
        if not paths or paths[-1] is None:
            return False
        offsets[result] = 0
        parent, last = entry(paths[-1])
        if parent and "O_CREAT" in args and last not in parent.now:
            parent.now[last] = Inode(False)
            return True
        if parent and "O_TRUNC" in args and last in parent.now:
            parent.now[last].now = b""
            return True
        return False
    if name == "write" and fd_path is not None:
        node, fd = find(root, fd_path), int(at.group(1))
        data = unhex(STRING.findall(args)[0])[:result] if STRING.findall(args) else b""
        if node is None or node.folder:
            return False
        begin = offsets.get(fd, 0)
        node.now = node.now[:begin].ljust(begin, b"\0") + data + node.now[begin + len(data) :]
        offsets[fd] = begin + len(data)
        return True
    if name == "ftruncate" and fd_path is not None:
        node = find(root, fd_path)
        if node:
            node.now = node.now[: int(args.rsplit(",", 1)[1])]
        return bool(node)
    if name in ("fsync", "fdatasync") and fd_path is not None:
        node = find(root, fd_path)
        if node and not lies:
            node.sync()
        return bool(node)
    if name in ("rename", "renameat", "renameat2") and len(paths) == 2 and None not in paths:
        (old_parent, old), (new_parent, new) = entry(paths[0]), entry(paths[1])
        new_parent.now[new] = old_parent.now.pop(old)
        return True
    if name in ("mkdir", "mkdirat") and paths and paths[-1]:
        parent, last = entry(paths[-1])
        parent.now[last] = Inode(True)
        return True
    if name in ("unlink", "unlinkat", "rmdir") and paths and paths[-1]:
        parent, last = entry(paths[-1])
        return bool(parent and parent.now.pop(last, None))
    return False


for nth in range(8):
    report(nth)
assert run("index", "--threads", "2", "--index", "i", "r").returncode == 0
state_a = held(work)
shutil.rmtree(f"{work}/kept", ignore_errors=True)
shutil.copytree(f"{work}/i", f"{work}/kept")


def change():
    for nth in (2, 5, 8):
        report(nth, "，新")
    os.remove(f"{work}/r/3.txt")


if mode in ("update", "rebuild"):
    change()
calls = "openat,open,creat,write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,ftruncate"
command = ["strace", "-f", "-y", "-xx", "-s", "99999999", "-e", f"trace={calls}", "-o", f"{work}/log", binary, *MODES[mode]]
if mode == "watch":
    watching = subprocess.Popen(command, cwd=work, stderr=subprocess.PIPE, text=True, start_new_session=True)
    for line in watching.stderr:
        if "watch" in line.lower():
            break
    change()
    before, until = held(work), time.time() + 120
    while held(work) == before and time.time() < until:
        time.sleep(0.5)
    time.sleep(3)
    os.killpg(watching.pid, signal.SIGINT)
    watching.communicate()
else:
    recorded = subprocess.run(command, cwd=work, capture_output=True)
    assert recorded.returncode == 0, recorded.stderr
state_b = held(work)
assert state_a[2] and state_b[2] and state_a != state_b
root = load(f"{work}/kept")
offsets, changing = {}, []
for nth, operation in enumerate(operations(f"{work}/log")):
    assert operation[0] not in ("pwrite64", "writev") or inside(unhex((described.match(operation[1]) or [0, 0, ""])[2])) is None, operation[0]
    if apply(root, operation, offsets):
        changing.append(operation)
print(len(changing), "calls change the index folder")

def same(node, path):
    if node.folder:
        return sorted(node.now) == sorted(os.listdir(path)) and all(same(one, f"{path}/{name}") for name, one in node.now.items())
    return node.now == open(path, "rb").read()
assert same(root, f"{work}/i"), "the record replayed to its end is not what the run left"

states, bad = {"A": 0, "B": 0, "damaged and healed": 0}, 0
os.makedirs(f"{work}/cut", exist_ok=True)
for trial in range(trials):
    # The calls around the swap are tried most.
    cut = random.randrange(len(changing) + 1) if trial % 2 else len(changing) - min(len(changing), int(random.expovariate(1 / 30)))
    root, offsets = load(f"{work}/kept"), {}
    for operation in changing[:cut]:
        apply(root, operation, offsets)
    shutil.rmtree(f"{work}/cut/i", ignore_errors=True)
    left(root, f"{work}/cut/i")
    checked, found = run("verify", "--recall", "0", "--index", "i", cwd=f"{work}/cut"), held(f"{work}/cut")
    state = "A" if found == state_a else "B" if found == state_b else None
    if lies and checked.returncode == 2:
        healed = run("index", "--rebuild", "--quiet", "--index", "i", f"{work}/r", cwd=f"{work}/cut")
        checked = run("verify", "--recall", "0", "--index", "i", cwd=f"{work}/cut")
        state = "damaged and healed" if healed.returncode == 0 and held(f"{work}/cut")[2] == state_b[2] else None
    if checked.returncode or state is None:
        bad += 1
        print("BAD: cut at", cut, changing[cut - 1][0], checked.stdout[:300], checked.stderr[:300], flush=True)
    else:
        states[state] += 1
print("power cuts in", mode, "of a disk that lies:" if lies else ":", trials, "left:", states, "bad:", bad)
sys.exit(1 if bad else 0)
