#!/usr/bin/env python3
"""Damages every file of an index in every way, follows what is advised, and looks whether that heals it.

    tests/trials/damage.py BINARY [FLIPS] [FOLDER]

The index has all kinds of files: several segments, deletions, words and synonyms of its own, a file that is left out, corrections,
copies and versions. Each file that its commit names, `current` and `meta.json` are emptied, cut in four places, grown, filled with
zeros, replaced by another file of the index, by one of an earlier commit, by a folder, a FIFO, an endless link and nothing, and
FLIPS (16) times flipped in one bit. Then `verify` must say that it is damaged and what to type; that is typed, word by word as it
was said; and after it `verify` must be clean and everything that the index tells must be as it was before the damage.
"""
import collections, json, os, re, shlex, shutil, subprocess, sys, tempfile, time

binary, flips = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 16
work = os.path.realpath(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp())
ENV = {**{name: value for name, value in os.environ.items() if not name.startswith("XUNZHANG")}, "HOME": f"{work}/home", "XDG_CONFIG_HOME": f"{work}/home/c", "XDG_DATA_HOME": f"{work}/home/d", "XDG_CACHE_HOME": f"{work}/home/k", "XUNZHANG_INDEX": f"{work}/i"}


def run(*args):
    return subprocess.run([binary, *args], capture_output=True, text=True, cwd=work, env=ENV, timeout=120)


def good(*args):
    said = run(*args)
    assert said.returncode in (0, 1), (args, said.returncode, said.stderr)
    return said.stdout


def report(path, text):
    os.makedirs(os.path.dirname(f"{work}/{path}"), exist_ok=True)
    with open(f"{work}/{path}", "w") as out:
        out.write(text)


def text(nth, more=""):
    return f"第{nth}县关于减负的报告\n一、概况\n切实减轻教师负担，制定减负清单{more}。\n二、数据\n落实专项资金{nth * 37}万元，增长{nth}.5%。\n"


def told():
    return [good("query", '"减负"', "--all", "--all-hits", "--json"), good("query", "减轻 教师负担", "-n", "40", "--json"), good("dict", "list"), good("synonym", "list"), good("root", "list")]


for nth in range(30):
    report(f"r/{nth:02}.txt", text(nth))
report("r/法2020.txt", "某某法\n（2020年1月1日起施行）\n第一条 为了减负，制定本法。\n第二条 学校应当减负。\n")
report("r/法2024.txt", "某某法\n（2024年1月1日起施行，2020年的某某法同时废止）\n第一条 为了减负，制定本法。\n第二条 学校和家长应当减负。\n")
report("s/01.txt", text(99))
report("r/xunzhang.toml", '[facts."07.txt"]\n"地区" = "江苏"\n')
good("index", "r", "s")
good("dict", "add", "减负清单")
good("synonym", "add", "教师", "老师")
good("remove", "r/03.txt")
for nth in range(30, 44):
    report(f"r/{nth:02}.txt", text(nth))
good("index")
report("r/35.txt", text(35, "新"))
os.remove(f"{work}/r/31.txt")
# What an earlier commit held under other names: files are put in place of each other.
shutil.copytree(f"{work}/i", f"{work}/earlier")
good("index")
good("verify", "--recall", "0")
before = told()
shutil.copytree(f"{work}/i", f"{work}/kept")
build = open(f"{work}/i/current").read().strip()
seal = json.loads(open(f"{work}/i/{build}/meta.json").read().splitlines()[-2])
files = ["current", *(f"{build}/{name}" for name in [*sorted(seal), "meta.json"])]


def kind_of(name):
    base = os.path.basename(name)
    return re.sub(r"^[0-9a-f]{32}", "SEGMENT", re.sub(r"-\d+$", "-N", base))


def damages(path):
    whole = open(f"{work}/kept/{path}", "rb").read()
    put = lambda data: lambda at: open(at, "wb").write(data)
    yield "emptied", put(b"")
    for cut in sorted({1, len(whole) // 2, 4, 12} & set(range(1, len(whole)))):
        yield f"cut by {cut}", put(whole[:-cut])
    yield "grown", put(whole + b"\0")
    yield "zeros", put(bytes(len(whole)))
    other = next(name for name in files if name != path and open(f"{work}/kept/{name}", "rb").read() != whole)
    yield "another file", put(open(f"{work}/kept/{other}", "rb").read())
    folder, base = os.path.dirname(path), os.path.basename(path)
    earlier = [name for name in os.listdir(f"{work}/earlier/{folder}") if kind_of(name) == kind_of(base)] if os.path.isdir(f"{work}/earlier/{folder}") else []
    for name in sorted(earlier):
        old = open(f"{work}/earlier/{folder}/{name}", "rb").read()
        if old != whole:
            yield "one of an earlier commit", put(old)
            break
    yield "a folder", lambda at: (os.remove(at), os.mkdir(at))
    yield "a FIFO", lambda at: (os.remove(at), os.mkfifo(at))
    yield "a link without end", lambda at: (os.remove(at), os.symlink(os.path.basename(at), at))
    yield "/dev/zero", lambda at: (os.remove(at), os.symlink("/dev/zero", at))
    yield "removed", os.remove
    for nth in range(flips):
        at = nth * (len(whole) - 1) // max(1, flips - 1)
        flipped = bytearray(whole)
        flipped[at] ^= 1 << nth % 8
        yield "flipped", put(bytes(flipped))


done, bad, begun = collections.Counter(), [], time.time()
for path in files:
    for how, damage in damages(path):
        shutil.rmtree(f"{work}/i")
        shutil.copytree(f"{work}/kept", f"{work}/i", symlinks=True)
        damage(f"{work}/i/{path}")
        what, fault = f"{kind_of(path)} {how}", ""
        try:
            said = run("verify", "--recall", "0")
            advice = re.findall(r"`(xunzhang index[^`]*)`", said.stdout + said.stderr)
            if said.returncode != 2 or not advice:
                fault = f"verify: {said.returncode} {said.stdout[-200:]}{said.stderr[-200:]}"
            else:
                typed = run(*shlex.split(advice[0])[1:])
                if typed.returncode:
                    fault = f"`{advice[0]}`: {typed.returncode} {typed.stderr[-300:]}"
                elif (checked := run("verify", "--recall", "0")).returncode:
                    fault = f"still damaged: {checked.stdout[-300:]}"
                elif (now := told()) != before:
                    fault = f"it tells otherwise: {[k for k, (a, b) in enumerate(zip(before, now)) if a != b]}"
        except subprocess.TimeoutExpired as late:
            fault = f"hangs: {late.cmd[1:]}"
        done[kind_of(path)] += 1
        if fault:
            bad.append((what, fault))
            print("BAD", what, fault, flush=True)
print(f"{sum(done.values())} damages to {len(files)} files, {time.time() - begun:.0f} s; by kind: {dict(done)}; bad: {len(bad)}")
sys.exit(1 if bad else 0)
