#!/usr/bin/env python3
"""Asks an index in an engine and the local one the same queries of all kinds: the first ten hits (passages, order, scores within
1e-3), the whole lists and the messages must be equal; with each number of shards, before and after reports are removed,
changed, renamed and new.

    tests/trials/engine_identity.py URL FOLDER [--shards 1,3,8] [--drawn 160] [--seed 1] [--no-changes] [--kinds ten,all-hits,all]
                                    [--shares 2]

With --shares the files lie in that many folders, every tenth in two of them, and are pushed straight from there, all at once
(`push --from`), then joined (`push --finish`).

URL: the engine (tests/engines/opensearch/cluster start); FOLDER: reports, which are copied. XUNZHANG=the program [target/release/xunzhang]
"""
import argparse, json, os, random, shutil, subprocess, sys, tempfile, time
from pathlib import Path

here = Path(__file__).resolve().parents[2]
program = os.environ.get("XUNZHANG", str(here / "target/release/xunzhang"))
reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
reader.add_argument("url")
reader.add_argument("folder", type=Path)
reader.add_argument("--shards", default="1,3,8")
reader.add_argument("--drawn", type=int, default=160)
reader.add_argument("--seed", type=int, default=1)
reader.add_argument("--replicas", default="0")
reader.add_argument("--shares", type=int, default=0)
reader.add_argument("--no-changes", action="store_true")
reader.add_argument("--kinds", default="ten,unfolded,all-hits,all")
asked = reader.parse_args()

FIXED = """减轻教师负担 | 优化营商环境 | 粮食安全 | 稳 | 的 | ， | 教育 经费 投入 | 经费投入 教育 | "教师" | "，" | "的" | "经费投入" | 减轻…负担
教育 -专项 | 教育 AND 资金 | "资金" 教师 | "资金" OR "经费" | title:报告 资金 | title:法 规定 | title:报告 | heading:总则 | heading:一、 教师
同节:(教师 负担) | 同句:(教育 经费) | 同段:(教育 经费) | 同篇:(教育 经费) | 教育经费投入增长了多少 | 如何减轻中小学教师的负担
2026年 | 5% | 3.5% | 第三条 | 第五条 责任 | 二〇二六年 | 专项资金 -决算 | "专项资金" -决算 | 同节:("专项资金" 绩效) | 不在任何报告里的词语
"不在任何报告里" | gdp | 附件 名词解释 | 法律责任 罚款 | 應當 | 甲 乙 丙 | 一是 | 刑法第三条 | 民法典第一百二十条 | 地区生产总值增长5%左右
新质生产力 | 乡村振兴 就业 | year:2026 就业 | kind:法律 责任 | region:江苏 教育 | 就业 OR 创业 -补贴 | NEAR 教育""".replace("\n", "|")
FIXED = [query.strip() for query in FIXED.split("|") if query.strip()]
draw = random.Random(asked.seed)


def run(*arguments):
    process = subprocess.run([program, *arguments], capture_output=True, text=True)
    return process.returncode, process.stdout, process.stderr


def expect(*arguments):
    status, out, err = run(*arguments)
    assert status == 0, f"{arguments}: {err}"
    return out + err


def drawn(texts, count):
    def piece(length):
        while True:
            text = draw.choice(texts)
            at = draw.randrange(max(1, len(text) - length))
            found = "".join(c for c in text[at : at + length] if c.isalnum() or c in "，。、")
            if found:
                return found

    forms = [
        lambda: piece(1), lambda: piece(2), lambda: piece(4), lambda: piece(8), lambda: piece(20),
        lambda: f'"{piece(draw.randrange(2, 14))}"', lambda: f"{piece(2)} {piece(3)}",
        lambda: f"{piece(2)} AND {piece(2)}", lambda: f'"{piece(3)}" {piece(4)} -{piece(2)}',
        lambda: f"{piece(2)}…{piece(2)}", lambda: f"同句:({piece(2)} {piece(2)})", lambda: f"title:{piece(2)} {piece(2)}",
    ]
    return [forms[nth % len(forms)]() for nth in range(count)]


def answers(queries, *more):
    """The lines of JSON of each query, and what was said."""
    begun = time.time()
    status, out, err = run("query", "--json", "--queries", queries, *more)
    assert status < 2, err
    found = {}
    for line in out.splitlines():
        hit = json.loads(line)
        found.setdefault(hit.get("query"), []).append(hit)
    return found, sorted(err.splitlines()), time.time() - begun


def equal(own, its):
    scores = [float(hit.pop("score", 0) or 0) for hit in (own, its)]
    return own == its and abs(scores[0] - scores[1]) <= 1e-3


def place(hit):
    return f"{hit.get('path')}:{hit.get('line_start')}"


def compare(engine, queries, when):
    bad = 0
    kinds = {"ten": ["--fold"], "unfolded": ["--no-fold"], "all-hits": ["--all-hits"], "all": ["--all"]}
    for kind in asked.kinds.split(","):
        local, said, own_time = answers(queries, *kinds[kind])
        there, said_there, its_time = answers(queries, *kinds[kind], "--engine", engine)
        wrong = []
        for query in dict.fromkeys([*local, *there]):
            own, its = local.get(query, []), there.get(query, [])
            differs = [nth for nth, two in enumerate(zip(own, its)) if not equal(*map(dict, two))]
            if len(own) != len(its) or differs:
                wrong.append(query)
                nth = differs[0] if differs else min(len(own), len(its))
                print(f"  {when}, {kind}: {query}: {len(own)} hits, there {len(its)}; first differs {nth}")
                if nth < min(len(own), len(its)):
                    a, b = own[nth], its[nth]
                    fields = [(k, a.get(k), b.get(k)) for k in dict.fromkeys([*a, *b]) if a.get(k) != b.get(k)]
                    for k, x, y in fields[:3]:
                        print(f"      {place(a)} {k}: {str(x)[:160]} | there {str(y)[:160]}")
        for line in sorted(set(said) ^ set(said_there))[:10]:
            print(f"  {when}, {kind}: said {'here' if line in said else 'there'} only: {line[:200]}")
        bad += len(wrong) + (said != said_there)
        print(f"{when}, {kind}: {len(wrong)} of {count} queries differ, messages {'equal' if said == said_there else 'DIFFER'};"
              f" {own_time:.1f} s here, {its_time:.1f} s there", flush=True)
    return bad


def push(engine, shards, first):
    if not asked.shares:
        return expect("push", "--engine", engine, *(["--full", "--shards", shards, "--replicas", asked.replicas] if first else []))
    options = ["--shards", shards, "--replicas", asked.replicas]
    all_at_once = [
        subprocess.Popen([program, "push", "--engine", engine, "--from", str(root), *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for root in roots
    ]
    told = [(process.communicate()[0].strip(), process.returncode) for process in all_at_once]
    assert not any(status for _, status in told), told
    return " | ".join(text.splitlines()[-1] for text, _ in told) + " | " + expect("push", "--engine", engine, "--finish")


with tempfile.TemporaryDirectory() as folder:
    os.environ |= {"XUNZHANG_INDEX": f"{folder}/index", "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder, "XUNZHANG_LANG": "en"}
    reports = Path(folder) / "reports"
    shutil.copytree(asked.folder, reports)
    subprocess.run(["chmod", "-R", "u+w", str(reports)], check=True)
    roots = [reports]
    if asked.shares:
        roots = [Path(folder) / f"share{nth}" for nth in range(asked.shares)]
        for nth, file in enumerate(sorted(file for file in reports.rglob("*") if file.is_file())):
            for root in {roots[nth % asked.shares], *([roots[0]] if nth % 10 == 1 else [])}:
                (root / file.relative_to(reports)).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, root / file.relative_to(reports))
        shutil.rmtree(reports)
        reports = roots[0]
    expect("index", *map(str, roots), "-q")
    files = sorted(file for root in roots for file in root.rglob("*") if file.is_file())
    texts = [file.read_text(errors="ignore") for file in files if file.suffix in (".txt", ".md", ".html")]
    texts = [text for text in texts if len(text) > 40]
    all_queries = [*FIXED, *drawn(texts, asked.drawn)]
    count = len(set(all_queries))
    queries = f"{folder}/queries.txt"
    Path(queries).write_text("\n".join(all_queries) + "\n")
    bad = 0
    shards = asked.shards.split(",")
    name = lambda shards: f"{asked.url}/{f'shares-{os.getpid()}' if asked.shares else 'identity'}-{shards}"
    for number in shards:
        begun = time.time()
        print(push(name(number), number, True).strip().splitlines()[-1], f"{time.time() - begun:.1f} s")
        bad += compare(name(number), queries, f"{number} shards")
    if not asked.no_changes:
        texts_only = [file for file in files if file.suffix == ".txt"] or files
        chosen = draw.sample(texts_only, min(len(texts_only), max(4, len(texts_only) // 8)))
        for nth, file in enumerate(chosen):
            if nth % 4 == 0:
                file.unlink()
            elif nth % 4 == 1:
                file.write_text(file.read_text(errors="ignore") + "\n十、另外\n教育经费投入只增不减，教师负担有所减轻。\n")
            elif nth % 4 == 2:
                file.rename(file.with_name("A" + file.name))
            else:
                file.write_text(draw.choice(texts)[: 2 * len(texts[0])])
        (reports / "0_new.txt").write_text("关于教育经费的报告\n一、总体情况\n教育经费投入增长5%，教师负担有所减轻。\n")
        expect("index", "-q")
        for number in shards:
            print(push(name(number), number, False).strip().splitlines()[-1])
            bad += compare(name(number), queries, f"{number} shards, after changes")
    print(f"{bad} differences")
    sys.exit(bad > 0)
