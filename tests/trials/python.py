#!/usr/bin/env python3
"""The Python module held against the command of its own wheel: packaging/build wheel, then in a fresh environment

    python3 -m venv V; V/bin/pip install target/wheels/xunzhang-*.whl langchain-core; V/bin/python tests/trials/python.py

The retriever of packaging/python/README.md is run as it stands there (without langchain-core it is passed over, and said so).
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
import unittest

HOME = tempfile.TemporaryDirectory(prefix="xunzhang-python-")
os.environ.update(XDG_DATA_HOME=f"{HOME.name}/data", XDG_CONFIG_HOME=f"{HOME.name}/config")
os.environ.pop("XUNZHANG_INDEX", None)

import xunzhang  # noqa: E402

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
REPORTS = REPOSITORY / "examples" / "reports"
PROGRAM = pathlib.Path(sysconfig.get_path("scripts")) / "xunzhang"


def command(*more):
    return subprocess.run([PROGRAM, *more], capture_output=True, text=True)


class Module(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.index = xunzhang.index(REPORTS)

    def test_hits_are_those_of_the_command(self):
        for query in ("减轻教师负担", "“教师”", "经费 -决算", "年:2000.. 教育"):
            told = command("query", "--json", "-n", "7", query).stdout.splitlines()
            answer = self.index.search(query, limit=7)
            self.assertEqual([hit.raw["text"] for hit in answer], [json.loads(line)["text"] for line in told], query)
            for hit in answer:
                self.assertEqual((hit.path, hit.line), (hit.raw["path"], hit.raw["line_start"]))
                self.assertIn(hit.report, hit.citation)
                self.assertTrue(all(0 <= start < end <= len(hit.text) for start, end in hit.matches))
        page = self.index.search("教师", limit=2, offset=2).hits
        self.assertEqual([hit.text for hit in self.index.search("教师", limit=4).hits[2:]], [hit.text for hit in page])

    def test_sections_hold_the_text(self):
        hit = self.index.search("减轻教师负担").hits[0]
        sections = self.index.sections(hit.report_id)
        outline = self.index.outline(hit.report_id)
        self.assertEqual([one.heading_path for one in sections], [one.heading_path for one in outline.sections])
        own = next(one for one in sections if one.heading_path == hit.heading_path)
        self.assertIn(hit.text.splitlines()[0], own.text)
        self.assertIn(hit.report_id, [report.report_id for report in self.index.reports()])

    def test_what_is_wrong_is_an_exception(self):
        with self.assertRaises(xunzhang.IndexMissing) as raised:
            xunzhang.open(f"{HOME.name}/nowhere")
        self.assertTrue(raised.exception.hint)
        for query in ("", "-教师", "year:2o24"):
            with self.assertRaises(xunzhang.QueryError):
                self.index.search(query)
        with self.assertRaises(xunzhang.QueryError):
            self.index.search("教师", sort="best")
        with self.assertRaises(xunzhang.Error):
            self.index.outline("00")
        with self.assertRaises(xunzhang.Error):
            xunzhang.index(f"{HOME.name}/nowhere", index=f"{HOME.name}/other")

    def test_a_new_commit_is_seen_and_a_part_is_all(self):
        folder = pathlib.Path(HOME.name) / "more"
        (folder / "a").mkdir(parents=True)
        (folder / "a" / "one.txt").write_text("2024年湖北省政府工作报告\n一、总则\n粮食安全。\n", encoding="utf-8")
        index = xunzhang.index(folder, index=folder / ".index")
        self.assertEqual(len(index.search("粮食安全")), 1)
        (folder / "b.txt").write_text("2024年湖南省政府工作报告\n一、总则\n粮食安全。\n", encoding="utf-8")
        xunzhang.index(index=folder / ".index")
        self.assertEqual(len(index.search("粮食安全")), 2)
        for part in (dict(only="地区:湖北"), dict(under=[folder / "a"])):
            self.assertEqual(len(xunzhang.open(folder / ".index", **part).reports()), 1)

    def test_threads_search_at_once(self):
        """A thread that only counts goes on while others search: the interpreter's lock is free."""
        over, counted = threading.Event(), [0]

        def count():
            while not over.is_set():
                counted[0] += 1
                time.sleep(0)

        def search():
            for _ in range(30):
                self.index.search("教师 学生 学校 教育 安全", limit=50)

        alone = threading.Thread(target=count)
        alone.start()
        searching = [threading.Thread(target=search) for _ in range(4)]
        [one.start() for one in searching]
        [one.join() for one in searching]
        over.set()
        alone.join()
        self.assertGreater(counted[0], 100)

    def test_the_retriever_of_the_documentation(self):
        try:
            import langchain_core  # noqa: F401
        except ImportError:
            self.skipTest("langchain-core is not installed")
        text = (REPOSITORY / "packaging" / "python" / "README.md").read_text(encoding="utf-8")
        block = next(block for block in re.findall(r"```python\n(.*?)```", text, re.S) if "BaseRetriever" in block)
        names = {}
        exec(block.replace("粮食安全", "教师负担"), names)
        documents = names["documents"]
        self.assertEqual(documents[0].page_content, self.index.search("教师负担").hits[0].text)
        self.assertTrue(documents[0].metadata["citation"])

    def test_the_first_example_of_the_documentation(self):
        text = (REPOSITORY / "packaging" / "python" / "README.md").read_text(encoding="utf-8")
        block = re.findall(r"```python\n(.*?)```", text, re.S)[0]
        ended = subprocess.run(
            [sys.executable, "-c", block.replace("~/reports", str(REPORTS))], capture_output=True, text=True)
        self.assertEqual(ended.returncode, 0, ended.stderr)


if __name__ == "__main__":
    try:
        unittest.main()
    finally:
        HOME.cleanup()
