#!/usr/bin/env python3
"""Kills `push` at random instants and lets it go on, between two states of an archive, then asks the engine and the local
index the same: every difference is told.

    tests/trials/push_kill.py URL KILLS [SEED]     XUNZHANG=the program [target/release/xunzhang]
"""
import json, os, random, shutil, subprocess, sys, tempfile, time
from pathlib import Path

here = Path(__file__).resolve().parents[2]
program = os.environ.get("XUNZHANG", str(here / "target/release/xunzhang"))
url, kills, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1
draw = random.Random(seed)
engine = f"{url}/kill-{seed}"
QUERIES = ["教师", "减轻教师负担", '"经费"', "教育 -专项", "title:报告", "经费 AND 教育", "的", "第三条", "heading:一、", "法律责任"]


def run(index, *arguments, kill_after=None):
    environment = dict(os.environ, XUNZHANG_INDEX=str(index))
    process = subprocess.Popen([program, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if kill_after is not None:
        try:
            process.wait(kill_after)
        except subprocess.TimeoutExpired:
            process.kill()
    out, err = process.communicate()
    return process.returncode, out, err


def answers(index, *more):
    found = []
    for query in QUERIES:
        status, out, err = run(index, "query", query, "--json", "-n", "50", *more)
        assert status < 2, err
        hits = [json.loads(line) for line in out.splitlines()]
        found.append([(hit["path"], hit["byte_start"], round(hit["score"], 3)) for hit in hits])
    return found


with tempfile.TemporaryDirectory() as folder:
    states = []
    for name in ("a", "b"):
        reports = Path(folder) / f"reports-{name}"
        shutil.copytree(here / "tests/corpus", reports)
        if name == "b":
            for file in sorted(reports.iterdir())[::3]:
                file.unlink()
            for file in sorted((here / "examples/reports").iterdir()):
                if file.is_file():
                    shutil.copy(file, reports)
        index = Path(folder) / f"index-{name}"
        status, _, err = run(index, "index", str(reports), "-q")
        assert status < 2, err
        states.append(index)
    status, out, err = run(states[0], "push", "--engine", engine, "--replicas", "0", "--full")
    assert status == 0, err
    # What is killed are pushes from one state to the other: they take less than the first, which writes all.
    begun = time.time()
    status, out, err = run(states[1], "push", "--engine", engine)
    assert status == 0, err
    whole = time.time() - begun
    killed = wrong = 0
    pushes = 0
    while killed < kills:
        pushes += 1
        index = draw.choice(states)
        status, _, _ = run(index, "push", "--engine", engine, kill_after=draw.random() * whole)
        killed += status == -9
        if pushes % 10 == 0 or killed == kills:
            status, out, err = run(index, "push", "--engine", engine)
            if status != 0 or answers(index) != answers(index, "--engine", engine):
                wrong += 1
                print(f"after {pushes} pushes, {killed} killed: {out}{err}")
    print(f"{pushes} pushes, {killed} of them killed within {whole:.1f} s; {wrong} times the engine answered otherwise")
    sys.exit(wrong > 0)
