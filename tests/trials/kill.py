#!/usr/bin/env python3
"""Kills `xunzhang index` in every phase, many times, and checks what is left.

    tests/trials/kill.py BINARY [TRIALS] [FOLDER] [large]

Each trial copies an index of 2,000 passages (state A; with `large` of 10,000 in 10 MB, which a rebuild with little memory
writes in so many segments that it merges some), changes the reports and runs `index`, which is sent SIGKILL when a
phase begins or soon after (XUNZHANG_KILL). Then the index must open, `verify` must be clean, the answer
must be that of state A or of state B to the byte, and the next `index` must lead to state B. A kill is counted
under the last phase that the process told. The phase with the fewest kills is aimed at.
"""
import collections, json, os, random, shutil, signal, subprocess, sys, tempfile, time

binary, trials = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100
work = sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp()
PHASES = ["walk", "extract", "segment-write", "merge", "commit", "swap", "collection"]
LARGE = sys.argv[4:] == ["large"]
MODES = ["rebuild"] if LARGE else ["update", "rebuild"]
REPORTS = 400 if LARGE else 40
FILLER = [chr(random.randrange(0x4E00, 0x6E00)) for _ in range(600)]


def write(folder, nth, version):
    sections = "".join(f"（{'一二三四五六七八九十'[k % 10]}）第{k}项措施{version}\n减负：切实减轻教师负担，第{nth}县第{k}项，制定减负清单{version}。\n" for k in range(50))
    if LARGE:
        lines = random.Random(f"{nth}{version}")
        text = lambda: "".join(lines.choices(FILLER, k=230)) + "。\n"
        sections = "".join(f"（{'一二三四五六七八九十'[k % 10]}）第{k}项\n{text()}{text()}{text()}" for k in range(12)) + f"减负{version}。\n"
    with open(f"{folder}/{nth:03}.txt", "w") as out:
        out.write(f"第{nth}县关于减负的报告\n一、概况\n{sections}")


def run(*args, **more):
    return subprocess.run([binary, *args], capture_output=True, text=True, **more)


def index_args(mode):
    return ["index", "--threads", "8", "--memory", "256", "--index", "i", *(["--rebuild"] if mode == "rebuild" else []), "r"]


def answer():
    """Every passage that the index holds, in document order, with its place and text: as the program tells it."""
    said = run("query", '"减负"', "--all", "--all-hits", "--json", "--index", "i", cwd=work)
    return said.returncode, said.stdout


def commit():
    """What names the commit in force, to the byte."""
    try:
        pointer = open(f"{work}/i/current").read()
        return pointer, open(f"{work}/i/{pointer.strip()}/meta.json", "rb").read()
    except OSError as error:
        return str(error)


def fresh(template):
    for name in ("r", "i"):
        shutil.rmtree(f"{work}/{name}", ignore_errors=True)
    subprocess.run(f"cp -a {template}/r r && cp -al {template}/i i", shell=True, cwd=work, check=True)


def change():
    for nth in (3, 17, 39):
        write(f"{work}/r", nth, "新")
    os.remove(f"{work}/r/005.txt")
    write(f"{work}/r", REPORTS + 10, "新")


os.makedirs(f"{work}/A/r", exist_ok=True)
for nth in range(REPORTS):
    write(f"{work}/A/r", nth, "")
os.makedirs(f"{work}/r", exist_ok=True)
subprocess.run(f"cp -a A/r/. r/", shell=True, cwd=work, check=True)
assert run(*index_args("rebuild"), cwd=work).returncode == 0
subprocess.run("cp -a i A/i", shell=True, cwd=work, check=True)
state_a, commit_a = answer(), commit()
expected = {}
for mode in MODES:
    fresh(f"{work}/A"); change()
    said = run(*index_args(mode), cwd=work)
    assert said.returncode == 0, said.stderr
    expected[mode] = answer()
    assert expected[mode] != state_a and expected[mode][0] == 0 and state_a[1].count("\n") >= REPORTS
    passages = json.loads(run("stats", "--json", "--index", "i", cwd=work).stdout)["manifest"]["passages"]
    assert passages >= 2_000, passages
    print(mode, "of", passages, "passages", flush=True)

kills, survived, bad = collections.Counter(), 0, []
begun = time.time()
told = f"{work}/phases"
for trial in range(trials):
    mode = random.choice(MODES)
    phases = [phase for phase in PHASES if (mode, phase) not in (("update", "swap"), *([] if LARGE else [("rebuild", "merge")]))]
    # The merges of a rebuild are what the large index is for.
    target = "merge" if LARGE else min(phases, key=lambda phase: (kills[mode, phase], random.random())) if random.random() < 0.8 else random.choice(phases)
    fresh(f"{work}/A"); change()
    open(told, "w").close()
    nth = 0 if target in ("walk", "extract", "swap") else random.randrange({"segment-write": 150 if LARGE else 24, "merge": 24 if LARGE else 4, "commit": 2, "collection": 2}[target])
    after = random.choice([0, 0, 50, 200, 500, 2_000, 10_000, *([60_000] if target == "extract" else [])])
    ended = subprocess.run([binary, *index_args(mode)], cwd=work, env={**os.environ, "XUNZHANG_PHASES": told, "XUNZHANG_KILL": f"{target} {nth} {after}"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if ended.returncode != -signal.SIGKILL:
        survived += 1
        continue
    died = (open(told).read().split() or ["start"])[-1]
    kills[mode, died] += 1
    fault = None
    checked = run("verify", "--recall", "0", "--index", "i", cwd=work)
    # The same commit, whose every file is as it was written, answers the same.
    left = state_a if commit() == commit_a else answer()
    if checked.returncode != 0:
        fault = "verify: " + checked.stdout + checked.stderr
    elif left not in (state_a, expected[mode]):
        fault = "neither state: " + left[1][:200]
    else:
        again = run(*index_args(mode), cwd=work)
        if again.returncode != 0 or answer() != expected[mode]:
            fault = "the next run: " + again.stderr
        elif run("index", "--index", "i", cwd=work).returncode != 0:
            fault = "the run that has nothing to do"
        elif len([name for name in os.listdir(f"{work}/i") if name.startswith("build-")]) != 1:
            fault = f"left over: {os.listdir(f'{work}/i')}"
    if fault:
        bad.append((mode, died, fault)); print("BAD", bad[-1], flush=True)
    if trial % 50 == 49:
        print(trial + 1, "trials", f"{time.time() - begun:.0f} s", dict(kills), "ended first:", survived, "bad:", len(bad), flush=True)
print("kills by mode and phase:", dict(kills), "in all", sum(kills.values()), "ended first:", survived, "bad:", len(bad))
sys.exit(1 if bad else 0)
