#!/usr/bin/env python3
"""Holds the facts that a program reads of reports against tests/facts/truth.tsv, field by field: with the files as they are,
and with their names and folders replaced by numbers (of what the text itself tells).

usage: tests/trials/facts.py PROGRAM CORPUS [--wrong]

PROGRAM is target/release/xunzhang, CORPUS the folder that the paths of the table are below; --wrong names each fault."""
import json, os, shutil, subprocess, sys, tempfile
from collections import Counter

program, corpus = sys.argv[1:3]
table = os.path.join(os.path.dirname(__file__), "../facts/truth.tsv")
lines = [line.rstrip("\n").split("\t") for line in open(table, encoding="utf-8") if not line.startswith("#")]
fields = lines[0][1:]


def said(path):
    """What the program says of a file, as the table has it."""
    out = subprocess.run([program, "outline", "--json", path], capture_output=True, text=True).stdout
    facts = json.loads(out.splitlines()[0])["facts"]
    of = {"region": lambda v: v["name"], "about": lambda v: v["name"], "issuers": "、".join}
    return {name: of.get(name, str)(facts[name]) if name in facts else "" for name in fields}


def wanted(cell, numbered):
    """The values that fit a cell; None where it is not judged."""
    if cell == "*":
        return None
    if cell.startswith("~"):
        by_name, _, by_text = cell[1:].partition("=")
        return (by_text.split("|") if by_text else None) if numbered else by_name.split("|")
    return cell.split("|")


with tempfile.TemporaryDirectory() as folder:
    for numbered in (False, True):
        judged, right = Counter(), Counter()
        for number, (path, *cells) in enumerate(lines[1:]):
            file = os.path.join(corpus, path)
            if numbered:
                copy = os.path.join(folder, f"{number:04}{os.path.splitext(path)[1]}")
                shutil.copy(file, copy)
                file = copy
            told = said(file)
            for name, cell in zip(fields, cells):
                fits = wanted(cell, numbered)
                # What neither tells is no proof of anything.
                if fits is None or fits == [""] and not told[name]:
                    continue
                judged[name] += 1
                right[name] += told[name] in fits
                if told[name] not in fits and "--wrong" in sys.argv:
                    print(f"{path}: {name} is {cell}, said {told[name]!r}")
        print("names replaced by numbers" if numbered else "as they are", len(lines) - 1, "reports")
        for name in fields:
            share = 100 * right[name] / max(judged[name], 1)
            print(f"  {name:<10} {right[name]:>4} of {judged[name]:>4}  {share:5.1f} %")
