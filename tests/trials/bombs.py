#!/usr/bin/env python3
"""Indexes documents made to explode: a zip that holds itself, zips of zips of zips, presentations, text documents and workbooks
that unpack to far more than they are, name one part a hundred thousand times, nest or refer to themselves.

    tests/trials/bombs.py BINARY [FOLDER]

Each lies beside a sound report, in a run with `--memory 256 --reader-memory 512 --reader-seconds 20 --max-unpacked 256`. It must be
taken, passed over or refused in words within a minute of CPU and 316 MiB of the run's own memory; the sound report must be
found, and `verify` be clean. The zip that holds itself is the one of Go's own tests and left out where Go is not installed.
"""
import io, os, re, shutil, subprocess, sys, tempfile, zipfile
from alone import run_alone

binary = os.path.abspath(sys.argv[1])
work = sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp()
LIMITS = ["--memory", "256", "--reader-memory", "512", "--reader-seconds", "20", "--max-unpacked", "256"]
MARK = "玄武湖畔减轻负担"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def packed(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def pptx(slides, slide, more=()):
    """A presentation whose list names `slides` slides, all of them the one part."""
    ids = "".join(f'<p:sldId id="{256 + k}" r:id="rId{k}"/>' for k in range(slides))
    to = "".join(f'<Relationship Id="rId{k}" Type="{R}/slide" Target="slides/slide1.xml"/>' for k in range(slides))
    return packed([
        ("[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"),
        ("ppt/presentation.xml", f"<p:presentation xmlns:p='{P}' xmlns:r='{R}'><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"),
        ("ppt/_rels/presentation.xml.rels", f"<Relationships xmlns='{PACKAGE}'>{to}</Relationships>"),
        ("ppt/slides/slide1.xml", slide), *more])


def slide(inside, before=""):
    return f"{before}<p:sld xmlns:p='{P}' xmlns:a='{A}' xmlns:r='{R}'><p:cSld><p:spTree>{inside}</p:spTree></p:cSld></p:sld>"


def shape(text):
    return f"<p:sp><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"


LAUGHS = '<!DOCTYPE x [<!ENTITY a0 "哈">' + "".join(f'<!ENTITY a{k} "{f"&a{k - 1};" * 10}">' for k in range(1, 10)) + "]>"


def itself():
    """r.zip of Russ Cox as Go's tests carry it."""
    root = subprocess.run(["go", "env", "GOROOT"], capture_output=True, text=True).stdout.strip() if shutil.which("go") else ""
    path = f"{root}/src/archive/zip/reader_test.go"
    if not root or not os.path.exists(path):
        return None
    dump = re.search(r"func rZipBytes.*?`(.*?)`", open(path).read(), re.S).group(1)
    return bytes(int(byte, 16) for line in dump.strip().splitlines() for byte in line.split()[1:])


def tower(levels, wide, inside):
    data = inside
    for _ in range(levels):
        data = packed([(f"{k}.zip", data) for k in range(wide)])
    return data


def bombs():
    yield "zip that holds itself", "zip", itself()
    yield "40 zips inside each other", "zip", tower(40, 1, packed([("a.txt", MARK)]))
    yield "ten zips in each of four levels", "zip", tower(4, 10, packed([("a.txt", "减" * 1_000_000)]))
    yield "presentation of a slide of 1 GiB", "pptx", pptx(1, slide(shape("减轻" * 180_000_000)))
    yield "presentation that names one slide 100,000 times", "pptx", pptx(100_000, slide(shape("减轻负担" * 1_000)))
    yield "slide of a million groups inside each other", "pptx", pptx(1, slide("<p:grpSp>" * 1_000_000 + shape("减") + "</p:grpSp>" * 1_000_000))
    yield "slide of entities", "pptx", pptx(1, slide(shape("&a9;"), LAUGHS))
    own = f"<Relationships xmlns='{PACKAGE}'>" + "".join(f'<Relationship Id="rId{k}" Type="{R}/{kind}" Target="slide1.xml"/>' for k, kind in enumerate(["notesSlide", "chart", "diagramData", "slideLayout"])) + "</Relationships>"
    yield "slide that is its own notes, chart and diagram", "pptx", pptx(1, slide(shape("减轻")), [("ppt/slides/_rels/slide1.xml.rels", own)])
    yield "slide of ten million empty shapes", "pptx", pptx(1, slide("<p:sp/>" * 10_000_000))
    W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = lambda body: packed([("word/document.xml", f"<w:document xmlns:w='{W}' xmlns:r='{R}'><w:body>{body}</w:body></w:document>"), ("word/_rels/document.xml.rels", f"<Relationships xmlns='{PACKAGE}'><Relationship Id='rId1' Type='{R}/aFChunk' Target='document.xml'/></Relationships>")])
    yield "document that has itself as a part", "docx", document("<w:altChunk r:id='rId1'/>" * 100)
    yield "document of tables inside each other", "docx", document("<w:tbl><w:tr><w:tc>" * 100_000 + "</w:tc></w:tr></w:tbl>" * 100_000)
    cell = "<table:table-cell office:value-type='string'><text:p>减轻</text:p></table:table-cell>"
    spread = f"<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:spreadsheet><table:table table:name='a'>" \
        f"<table:table-row>{cell}</table:table-row><table:table-row table:number-rows-repeated='1048000'><table:table-cell/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated='16000'/>{cell}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    yield "sheet of two cells far apart", "ods", packed([("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", spread)])
    yield "rows that repeat a million times", "ods", packed([("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", spread.replace("'1048000'><table:table-cell/>", "'1048000'>" + cell))])


bad = 0
for name, kind, data in bombs():
    if data is None:
        print(f"{name}: LEFT OUT, Go is not installed")
        continue
    for folder in ("r", "i"):
        shutil.rmtree(f"{work}/{folder}", ignore_errors=True)
    os.makedirs(f"{work}/r")
    with open(f"{work}/r/bomb.{kind}", "wb") as out:
        out.write(data)
    with open(f"{work}/r/sound.txt", "w") as out:
        out.write(f"报告\n一、概况\n{MARK}。\n")
    length, data = len(data), None
    status, said, used, peak = run_alone(binary, work, "index", *LIMITS, "--index", "i", "r")
    seconds = used.ru_utime + used.ru_stime
    told = [line for line in said.splitlines() if "bomb" in line][:1]
    fault = ""
    if status not in (0, 1) or "did not expect" in said or "please report" in said:
        fault = "BAD: " + said[-300:]
    elif run_alone(binary, work, "query", f'"{MARK}"', "--index", "i")[0]:
        fault = "BAD: the sound report is not found"
    elif run_alone(binary, work, "verify", "--recall", "0", "--index", "i")[0]:
        fault = "BAD: verify"
    elif seconds > 60 or peak > 316:
        fault = "BAD: too much"
    bad += bool(fault)
    print(f"{name}: {length / 1e3:.0f} kB, exit {status}, {seconds:.1f} s of CPU, {peak} MiB at most; {(told or said.strip().splitlines()[-1:])[0][:140]} {fault}", flush=True)
sys.exit(1 if bad else 0)
