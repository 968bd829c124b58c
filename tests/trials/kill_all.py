#!/usr/bin/env python3
"""Kills every operation that writes an index, at any instant, and checks what is left.

    tests/trials/kill_all.py BINARY [TRIALS] [FOLDER] [OPERATION…]

State A is an index that has a history: four runs, so several segments and deletions; words and synonyms of its own, a file
that is left out, one that was and is not, eleven more roots. Each trial copies it, runs one operation
(`first` builds from nothing) and sends SIGKILL, half of the times when a phase begins or soon after (XUNZHANG_KILL), half at a
time drawn from its whole course. Then `verify` must be clean, all that the index tells must be that of state A or of state B to the
byte, the operation and `index` run again must lead to state B, with no file that no commit names; every tenth time a rebuild
must tell the same. State B is what the operation leads to when nobody kills it, and what a rebuild after it tells.
"""
import collections, json, os, random, shutil, signal, subprocess, sys, tempfile, time

binary, trials = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100
work = os.path.realpath(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp())
seed = random.randrange(10**6)
random.seed(seed)
os.makedirs(work, exist_ok=True)
ENV = {**{name: value for name, value in os.environ.items() if not name.startswith("XUNZHANG")}, "HOME": f"{work}/home", "XDG_CONFIG_HOME": f"{work}/home/c", "XDG_DATA_HOME": f"{work}/home/d", "XDG_CACHE_HOME": f"{work}/home/k"}
ROOTS = [f"e{nth}" for nth in range(11)]
REPORTS = 24
MEMORY = ["--threads", "4", "--memory", "256"]


def report(path, nth, version=""):
    sections = "".join(f"（{'一二三四五六七八九十'[k % 10]}）第{k}项措施{version}\n减负：切实减轻教师负担，第{nth}县第{k}项，制定减负清单{version}。\n" for k in range(8))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as out:
        out.write(f"第{nth}县关于减负的报告\n一、概况\n{sections}")


def run(*args, env=ENV):
    return subprocess.run([binary, "--index", "i", *args], capture_output=True, text=True, cwd=work, env=env)


def good(*args):
    said = run(*args)
    assert said.returncode in (0, 1), (args, said.returncode, said.stderr)
    return said


def told():
    """All that the index tells: every passage with its place and text, an order of hits, words, synonyms, roots."""
    asked = [run("query", '"减负"', "--all", "--all-hits", "--json"), run("query", "减轻 教师负担 措施", "-n", "40", "--json")]
    return [(said.returncode, said.stdout) for said in asked] + [run("dict", "list").stdout, run("synonym", "list").stdout, run("root", "list").stdout]


def commit():
    """What names the commit in force, to the byte."""
    try:
        pointer = open(f"{work}/i/current").read()
        return pointer, open(f"{work}/i/{pointer.strip()}/meta.json", "rb").read()
    except OSError:
        return None


def strange():
    """Files in the folder of the index that the commit in force does not name."""
    pointer = open(f"{work}/i/current").read().strip()
    seal = json.loads(open(f"{work}/i/{pointer}/meta.json").read().splitlines()[-2])
    known = {f"{pointer}/{name}" for name in [*seal, "meta.json"]} | {"current", "lock"}
    found = {os.path.relpath(f"{folder}/{name}", f"{work}/i") for folder, _, names in os.walk(f"{work}/i") for name in names}
    return sorted(name for name in found - known if not name.endswith("lock"))


def change():
    for nth in (3, 17, 21):
        report(f"{work}/r/{nth:03}.txt", nth, "新")
    os.remove(f"{work}/r/005.txt")
    report(f"{work}/e2/new.txt", 90, "新")
    report(f"{work}/r/{REPORTS + 3:03}.txt", REPORTS + 3)


def gone():
    shutil.rmtree(f"{work}/e5")


def moved():
    os.rename(f"{work}/e4", f"{work}/f4")


OPERATIONS = {
    "first": (None, ["index", *MEMORY, "r", *ROOTS]),
    "update": (change, ["index", *MEMORY]),
    "rebuild": (change, ["index", *MEMORY, "--rebuild"]),
    "reword": (None, ["dict", "add", "教师负担", "县第"]),
    "unword": (None, ["dict", "remove", "减负清单"]),
    "synonym": (None, ["synonym", "add", "减负", "减轻负担"]),
    "unsynonym": (None, ["synonym", "remove", "教师"]),
    "remove": (None, ["remove", "r/007.txt"]),
    "take back": (None, ["index", "r/002.txt"]),
    "add a root": (lambda: report(f"{work}/g/1.txt", 95), ["root", "add", "g"]),
    "remove a root": (None, ["root", "remove", "e3"]),
    "move a root": (moved, ["root", "move", "e4", "f4"]),
    "prune": (gone, ["index", "--prune"]),
    "a root gone": (lambda: (change(), gone()), ["index"]),
    "watch": (change, ["index", "--watch", *MEMORY]),
}
wanted = sys.argv[4:] or list(OPERATIONS)


def fresh(operation):
    for name in os.listdir(work):
        if name not in ("A", "home", "phases"):
            path = f"{work}/{name}"
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    for name in os.listdir(f"{work}/A"):
        if not (operation == "first" and name == "i"):
            subprocess.run(["cp", "-a", *(["-l"] if name == "i" else []), f"{work}/A/{name}", f"{work}/{name}"], check=True)


def history():
    for nth in range(REPORTS):
        report(f"{work}/r/{nth:03}.txt", nth)
    for nth, name in enumerate(ROOTS):
        report(f"{work}/{name}/1.txt", 50 + nth)
    good("index", *MEMORY, "r", *ROOTS[:6])
    good("dict", "add", "减负清单")
    good("synonym", "add", "教师", "老师")
    good("remove", "r/002.txt", "r/004.txt")
    good("index", "r/004.txt", *ROOTS[6:])
    for nth in (8, 9, 10):
        report(f"{work}/r/{nth:03}.txt", nth, "改")
    os.remove(f"{work}/r/011.txt")
    good("index")
    report(f"{work}/r/{REPORTS:03}.txt", REPORTS)
    good("index")
    os.makedirs(f"{work}/A")
    for name in ["r", "i", *ROOTS]:
        subprocess.run(["cp", "-a", f"{work}/{name}", f"{work}/A/{name}"], check=True)


history()
state_a, commit_a = told(), commit()
expected, seconds, phases = {}, {}, {}
for operation in wanted:
    before, args = OPERATIONS[operation]
    fresh(operation)
    before and before()
    begun = time.time()
    open(f"{work}/phases", "w").close()
    plain = [word for word in args if word != "--watch"]
    said = run(*plain, env={**ENV, "XUNZHANG_PHASES": f"{work}/phases"})
    seconds[operation] = time.time() - begun
    assert said.returncode in (0, 1), (operation, said.stderr)
    phases[operation] = collections.Counter(open(f"{work}/phases").read().split())
    good("index")
    expected[operation] = told()
    assert expected[operation][0][0] == 0 and expected[operation] != state_a, operation
    if operation == "a root gone":
        # What the index has of it cannot be made anew.
        continue
    good("index", "--rebuild")
    if (anew := told()) != expected[operation]:
        for nth, (old, new) in enumerate(zip(expected[operation], anew)):
            open(f"{work}/home/old{nth}", "w").write(str(old)); open(f"{work}/home/new{nth}", "w").write(str(new))
        sys.exit(f"{operation}: a rebuild tells otherwise: {work}/home")
print("seed", seed, "operations:", {operation: f"{seconds[operation]:.2f} s, {sum(phases[operation].values())} phases" for operation in wanted}, flush=True)


def killed(operation, args):
    """Runs it and kills it; returns whether it was killed and the last phase that it told."""
    env = {**ENV, "XUNZHANG_PHASES": f"{work}/phases"}
    open(f"{work}/phases", "w").close()
    limit = seconds[operation] * random.uniform(0, 1.1)
    if phases[operation] and random.random() < 0.5:
        aim = random.choice(sorted(phases[operation]))
        env["XUNZHANG_KILL"] = f"{aim} {random.randrange(phases[operation][aim])} {random.choice([0, 0, 50, 200, 1_000, 5_000])}"
        limit = 60
    started = time.time()
    process = subprocess.Popen([binary, "--index", "i", *args], cwd=work, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE if operation == "watch" else subprocess.DEVNULL, text=True)
    if operation == "watch":
        # It tells that it watches; then files change under it.
        for line in process.stderr:
            if "watch" in line.lower():
                break
        OPERATIONS[operation][0]()
        limit = random.uniform(0, 1.5)
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        process.kill()
    died = process.wait() == -signal.SIGKILL
    # How long it takes depends on what else the machine does: the time to draw from follows.
    if "XUNZHANG_KILL" not in env and operation != "watch":
        seconds[operation] = seconds[operation] * 1.02 if died else (seconds[operation] + time.time() - started) / 2
    return died, (open(f"{work}/phases").read().split() or ["start"])[-1]


def mixed(now, one, other):
    """Whether each path has all the passages of the one state or all of the other, when a watch took in a part of what changed."""
    def by_path(state):
        paths = collections.defaultdict(list)
        for line in state[0][1].splitlines():
            hit = json.loads(line)
            paths[hit["path"]].append((hit["byte_start"], hit["text"]))
        return paths
    now, one, other = map(by_path, (now, one, other))
    return all(now[path] in (one[path], other[path]) for path in {*now, *one, *other})


def look(operation, args):
    """What is wrong with what the kill left, or an empty text."""
    checked = run("verify", "--recall", "0")
    nothing = operation == "first" and commit() is None
    if nothing:
        if checked.returncode != 2 or not any(said in checked.stdout + checked.stderr for said in ("no index", "names its build, is missing")):
            return "nothing was built, but verify says " + checked.stdout + checked.stderr
    elif checked.returncode:
        return "verify: " + checked.stdout + checked.stderr
    # The same commit, whose every file is as it was written, tells the same.
    left = state_a if nothing or commit() == commit_a else told()
    if operation == "watch":
        if left[2:] != state_a[2:] or not (left in (state_a, expected[operation]) or mixed(left, state_a, expected[operation])):
            return "no mixture of whole files: " + str(left)[:300]
    elif left not in (state_a, expected[operation]):
        return "neither state: " + str(left)[:300]
    plain = [word for word in args if word != "--watch"]
    if left != expected[operation]:
        again = run(*plain)
        if again.returncode not in (0, 1):
            return "run again: " + again.stderr
    last = run("index")
    if last.returncode not in (0, 1):
        return "the last run: " + last.stderr
    if told() != expected[operation]:
        return "not state B after all"
    if strange():
        return f"left over: {strange()}"
    if operation != "a root gone" and random.random() < 0.05:
        if run("index", "--rebuild").returncode not in (0, 1) or told() != expected[operation]:
            return "not equal to a fresh build"
    return ""


kills, survived, bad, begun = collections.Counter(), 0, [], time.time()
for trial in range(trials):
    operation = wanted[trial % len(wanted)]
    before, args = OPERATIONS[operation]
    fresh(operation)
    if before and operation != "watch":
        before()
    died, phase = killed(operation, args)
    if not died:
        survived += 1
        continue
    kills[operation, phase] += 1
    if fault := look(operation, args):
        bad.append((operation, phase, fault))
        print("BAD", trial, bad[-1], flush=True)
        shutil.copytree(f"{work}/i", f"{work}/A/bad{trial}", symlinks=True)
        shutil.rmtree(f"{work}/A/bad{trial}") if len(bad) > 5 else os.rename(f"{work}/A/bad{trial}", f"{work}/home/bad{trial}")
    if trial % 20 == 19:
        print(trial + 1, "trials", f"{time.time() - begun:.0f} s", "killed:", sum(kills.values()), "ended first:", survived, "bad:", len(bad), flush=True)
by_operation = collections.Counter()
for (operation, _), count in kills.items():
    by_operation[operation] += count
print("kills by operation:", dict(by_operation), "by phase:", {f"{o}/{p}": n for (o, p), n in sorted(kills.items())}, "in all", sum(kills.values()), "ended first:", survived, "bad:", len(bad))
sys.exit(1 if bad else 0)
