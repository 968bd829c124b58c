#!/usr/bin/env python3
"""Pages made from known texts, scanned, recognised, compared: how many characters are right, and which headings are found.

    python3 tests/trials/scans.py --binary target/release/xunzhang [--keep FOLDER] [--long 100]

Needs tesseract with chi_sim, Pillow, and the Debian packages fonts-noto-cjk, fonts-arphic-gbsn00lp, fonts-arphic-gkai00mp.
Ten pages at 200 dpi: report, notice with a red heading and a seal, law, two columns, table, small type with page furniture; clean,
and lying askew with noise. Each is compared with what tesseract alone says of the same picture (the share of the letters, Han
and digits of the text that stand in the same order). With --long a document of so many pages is killed midway and gone on with.
"""

import argparse
import io
import json
import math
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1654, 2339
FONTS = {
    "song": ("/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0),
    "kai": ("/usr/share/fonts/truetype/arphic-gkai00mp/gkai00mp.ttf", 0),
    "hei": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2),
    "bold": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    "serif": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
}
REPORT = [
    ("title", "关于全市中小学教师减负工作情况的报告"),
    ("p", "根据市人大常委会的工作安排，现将二〇二四年全市中小学教师减负工作情况报告如下，请予审议。"),
    ("h1", "一、基本情况"),
    ("p", "全市共有中小学校一千二百三十四所，在职教师56789人，其中乡村教师12345人，占21.7%。各级党委、政府高度重视教师减负工作，"
     "把它作为办好人民满意教育的重要举措来抓，取得了阶段性成效。"),
    ("h2", "（一）清理各类检查评比"),
    ("p", "对面向学校和教师的督查、检查、评比、考核事项进行全面清理，从2023年的136项减少到2024年的48项，精简64.7%，"
     "凡未列入年度清单的事项一律不得进入校园。"),
    ("h2", "（二）规范社会事务进校园"),
    ("p", "严格控制社会性事务进校园，不得向学校摊派与教育教学无关的任务，确需开展的活动须经教育行政部门审核批准。"),
    ("h1", "二、存在的主要问题"),
    ("p", "一是部分地方认识不到位，仍把教师当作一般工作人员使用；二是信息报送多头重复，平台整合不够；三是长效机制有待健全。"),
    ("h1", "三、下一步工作"),
    ("p", "建立教师减负监测点，每季度公布一次结果，对落实不力的单位进行约谈，切实把时间还给教师。"),
]
NOTICE = [
    ("red", "青河市人民政府文件"),
    ("centre", "青政发〔2024〕18号"),
    ("rule", ""),
    ("title", "青河市人民政府关于加强农村公路养护管理的通知"),
    ("flush", "各县、区人民政府，市政府各部门："),
    ("p", "为进一步加强农村公路养护管理，保障公路完好畅通，经市政府同意，现就有关事项通知如下："),
    ("h1", "一、明确养护责任"),
    ("p", "县级人民政府是农村公路养护的责任主体，乡镇人民政府负责乡道和村道的日常养护，村民委员会协助做好护路工作。"),
    ("h1", "二、落实养护资金"),
    ("p", "市级财政每年安排3200万元，按每公里县道一万元、乡道五千元、村道三千元的标准予以补助，不足部分由县级财政承担。"),
    ("h1", "三、强化监督考核"),
    ("p", "市交通运输局每半年组织一次检查，检查结果与下一年度补助资金挂钩。"),
    ("right", "青河市人民政府"),
    ("right", "2024年6月12日"),
]
LAW = [
    ("title", "青河市城市绿化条例"),
    ("h1c", "第一章 总则"),
    ("p", "第一条 为了促进城市绿化事业的发展，改善生态环境，增进居民身心健康，根据有关法律、法规，结合本市实际，制定本条例。"),
    ("p", "第二条 本市行政区域内城市绿化的规划、建设、保护和管理，适用本条例。"),
    ("p", "第三条 市园林绿化主管部门负责全市的城市绿化工作，其他有关部门按照各自职责做好相关工作。"),
    ("h1c", "第二章 规划和建设"),
    ("p", "第四条 新建居住区的绿地率不低于百分之三十五，旧城改造区的绿地率不低于百分之二十五。"),
    ("p", "第五条 城市绿化工程的设计，应当借鉴国内外先进经验，体现民族风格和地方特色，以植物造景为主，合理配置乔木、灌木和花草。"),
    ("h1c", "第三章 法律责任"),
    ("p", "第六条 擅自砍伐树木的，由主管部门责令停止侵害，并处树木基准价值三倍以上五倍以下的罚款。"),
]
COLUMNS = [
    ("title", "青河年鉴（摘录）"),
    ("h1", "一、农业"),
    ("p", "全年粮食种植面积十八万公顷，比上年增长百分之二，粮食总产量九十六万吨，其中夏粮三十四万吨，秋粮六十二万吨。油料产量五万吨，"
     "蔬菜产量一百二十万吨，水果产量二十八万吨，均创历史最好水平。"),
    ("h1", "二、工业"),
    ("p", "全年规模以上工业增加值增长百分之七点三，其中高新技术产业增长百分之十二，装备制造业增长百分之九，新建成投产项目四十六个，"
     "完成投资一百一十亿元，园区集中度达到百分之八十。"),
    ("h1", "三、教育"),
    ("p", "新建改扩建学校二十三所，新增学位一万八千个，招聘教师一千二百名，义务教育巩固率达到百分之九十九，普通高中招生规模进一步扩大，"
     "职业院校毕业生就业率保持在百分之九十六以上。"),
    ("h1", "四、卫生"),
    ("p", "全市医疗机构床位达到两万张，每千人口执业医师三点二名，基层医疗机构诊疗量占比提高到百分之六十五，家庭医生签约服务覆盖重点人群。"),
]
TABLE = [
    ("title", "二〇二四年重点民生项目完成情况表"),
    ("table", [
        ["序号", "项目名称", "责任单位", "完成情况"],
        ["1", "新建幼儿园十二所", "市教育局", "已建成十所"],
        ["2", "改造老旧小区", "市住房局", "完成八十六个"],
        ["3", "农村饮水安全工程", "市水利局", "全部完工"],
        ["4", "新增公共停车位", "市城管局", "新增五千个"],
        ["5", "建设社区食堂", "市民政局", "投入使用三十家"],
    ]),
    ("p", "注：以上数据截至十二月三十一日，由各责任单位提供，市统计局汇总核对。"),
]
SMALL = REPORT + [("p", text) for kind, text in NOTICE if kind == "p"] + [
    ("p", text) for kind, text in COLUMNS if kind == "p"
]


def font(name, size):
    path, index = FONTS[name]
    return ImageFont.truetype(path, size, index=index)


class Page:
    """A page in the making: lines are broken as Chinese texts are, no stop begins one."""

    def __init__(self, body, size=44, pitch=80, left=220, right=1440, top=260):
        self.image = Image.new("RGB", (WIDTH, HEIGHT), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.body, self.size, self.pitch, self.left, self.right, self.y = body, size, pitch, left, right, top

    def put(self, x, text, name, size, colour="black"):
        chosen = font(name, size)
        for c in text:
            try:
                c.encode("gb2312")
                one = chosen
            except UnicodeEncodeError:
                one = font("serif", size)
            self.draw.text((x, self.y), c, font=one, fill=colour)
            x += size if ord(c) > 0x2000 else size / 2

    def wrap(self, text, name, size, indent):
        x, line, lines = self.left + indent * size, "", []
        for c in text:
            wide = size if ord(c) > 0x2000 else size / 2
            if x + wide > self.right and c not in "，。；：、）》！？":
                lines.append(line)
                x, line = self.left, ""
            line += c
            x += wide
        lines.append(line)
        for nth, line in enumerate(lines):
            self.put(self.left + (indent * size if nth == 0 else 0), line, name, size)
            self.y += self.pitch

    def centred(self, text, name, size, colour="black"):
        wide = sum(size if ord(c) > 0x2000 else size / 2 for c in text)
        self.put((self.left + self.right - wide) / 2, text, name, size, colour)
        self.y += int(size * 1.8)

    def block(self, kind, text):
        if kind == "title":
            room = self.right - self.left
            size = min(60, int(self.size * 1.4))
            fits = room // size
            for start in range(0, len(text), fits):
                self.centred(text[start:start + fits], "bold", size)
        elif kind == "red":
            self.centred(text, "bold", 110, (200, 20, 20))
        elif kind == "centre":
            self.centred(text, self.body, self.size)
        elif kind == "rule":
            self.draw.line((self.left, self.y, self.right, self.y), fill=(200, 20, 20), width=5)
            self.y += 40
        elif kind == "h1":
            self.wrap(text, "hei", self.size, 2)
        elif kind == "h1c":
            self.centred(text, "hei", self.size)
        elif kind == "h2":
            self.wrap(text, "kai", self.size, 2)
        elif kind == "p":
            self.wrap(text, self.body, self.size, 2)
        elif kind == "flush":
            self.wrap(text, self.body, self.size, 0)
        elif kind == "right":
            wide = sum(self.size if ord(c) > 0x2000 else self.size / 2 for c in text)
            self.put(self.right - 2 * self.size - wide, text, self.body, self.size)
            self.y += self.pitch
        elif kind == "table":
            edges = [self.left, self.left + 120, self.left + 620, self.left + 890, self.right]
            top = self.y
            for row in text:
                self.draw.line((edges[0], self.y, edges[-1], self.y), fill="black", width=3)
                self.y += 18
                for x, cell in zip(edges, row):
                    self.put(x + 16, cell, self.body, self.size - 8)
                self.y += self.pitch - 18
            self.draw.line((edges[0], self.y, edges[-1], self.y), fill="black", width=3)
            for x in edges:
                self.draw.line((x, top, x, self.y), fill="black", width=3)
            self.y += 40

    def seal(self, x, y, radius=150):
        over = Image.new("RGBA", self.image.size, (0, 0, 0, 0))
        draw = ImageDraw.Draw(over)
        red = (210, 30, 30, 170)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=red, width=9)
        for nth, c in enumerate("青河市人民政府"):
            angle = math.radians(-210 + nth * 40)
            piece = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
            ImageDraw.Draw(piece).text((8, 4), c, font=font("serif", 42), fill=red)
            piece = piece.rotate(-math.degrees(angle) - 90, resample=Image.BICUBIC)
            over.paste(piece, (int(x + 112 * math.cos(angle)) - 30, int(y + 112 * math.sin(angle)) - 30), piece)
        star = [(x + r * math.sin(math.radians(36 * n)), y - r * math.cos(math.radians(36 * n)))
                for n, r in enumerate([48, 19] * 5)]
        draw.polygon(star, fill=red)
        self.image = Image.alpha_composite(self.image.convert("RGBA"), over).convert("RGB")
        self.draw = ImageDraw.Draw(self.image)


def worn(image, degrees, noise, blur, rng):
    """The page as a scanner sees it: askew, with specks, a little out of focus."""
    image = image.rotate(degrees, resample=Image.BICUBIC, fillcolor="white")
    if blur:
        image = image.filter(ImageFilter.GaussianBlur(blur))
    if noise:
        grain = Image.effect_noise(image.size, noise).convert("RGB")
        image = Image.blend(image, grain, 0.12)
        draw = ImageDraw.Draw(image)
        for _ in range(400):
            x, y = rng.randrange(WIDTH), rng.randrange(HEIGHT)
            draw.ellipse((x, y, x + rng.randrange(1, 3), y + rng.randrange(1, 3)), fill="black")
    return image


def flow(blocks, body="song", **shape):
    page = Page(body, **shape)
    for kind, text in blocks:
        page.block(kind, text)
    return page


def columns(blocks):
    page = Page("song", size=34, pitch=58)
    page.block(*blocks[0])
    top = page.y
    half = len(blocks) // 2 + 1
    for nth, part in enumerate([blocks[1:half], blocks[half:]]):
        page.left, page.right, page.y = 180 + nth * 680, 180 + nth * 680 + 610, top
        for kind, text in part:
            page.block(kind, text)
    return page


def small(body):
    page = Page(body, size=29, pitch=50, top=300)
    page.y = 120
    page.put(220, "青河市第十五届人民代表大会常务委员会会议材料", body, 26)
    page.y = 300
    for kind, text in SMALL:
        page.block(kind, text)
    page.y = 2200
    page.put(800, "- 3 -", body, 28)
    return page


def notice():
    page = flow(NOTICE, "song", top=160)
    page.seal(1180, page.y - 100)
    return page


def pages():
    rng = random.Random(7)
    plain = [
        ("report-song", flow(REPORT), REPORT, True),
        ("report-kai", flow(REPORT, "kai"), REPORT, True),
        ("law-serif", flow(LAW, "serif"), LAW, True),
        ("notice", notice(), NOTICE, True),
        ("columns", columns(COLUMNS), COLUMNS, True),
        ("table", flow(TABLE), TABLE, True),
        ("small", small("song"), SMALL, True),
        ("report-askew", flow(REPORT), REPORT, (0.8, 60, 0.6)),
        ("notice-askew", notice(), NOTICE, (-1.2, 50, 0.5)),
        ("law-askew", flow(LAW, "song"), LAW, (-0.6, 80, 0.8)),
    ]
    for name, page, blocks, wear in plain:
        image = page.image if wear is True else worn(page.image, *wear, rng)
        yield name, image, blocks, wear is True


def letters(text):
    return "".join(c for c in text if c.isalnum())


def text_of(blocks):
    parts = []
    for kind, text in blocks:
        parts.append("".join("".join(row) for row in text) if kind == "table" else text)
    return letters("".join(parts))


def common(a, b):
    """Length of the longest common subsequence, by bits (Hyyrö 2004)."""
    where = {}
    for nth, c in enumerate(a):
        where[c] = where.get(c, 0) | 1 << nth
    mask = (1 << len(a)) - 1
    row = mask
    for c in b:
        here = row & where.get(c, 0)
        row = (row + here | row - here) & mask
    return len(a) - bin(row).count("1")


def headings_of(blocks):
    """Headings of the source with their levels: 条 below 章, （一） below 一、."""
    found, has_chapters = [], any(kind == "h1c" for kind, _ in blocks)
    for kind, text in blocks:
        if kind in ("h1", "h1c"):
            found.append((1, letters(text)))
        elif kind == "h2":
            found.append((2, letters(text)))
        elif has_chapters and kind == "p":
            found.append((2, letters(text.split(" ")[0])))
    return found


def outline(tree, level=1):
    for section in tree:
        yield level, letters(section["heading"])
        yield from outline(section["children"], level + 1)


def inside(path):
    """The picture that lies in the document: scanners keep pages as JPEG, which costs a recogniser characters too."""
    data = path.read_bytes()
    start = data.index(b"\xff\xd8")
    return Image.open(io.BytesIO(data[start:data.index(b"endstream", start)]))


def run(arguments, **more):
    done = subprocess.run(arguments, capture_output=True, text=True, **more)
    if done.returncode > 1:
        sys.exit(f"{arguments[:3]} failed: {done.stderr.strip()}")
    return done


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", required=True)
    options.add_argument("--keep", help="where the pages are put; else a temporary folder")
    options.add_argument("--long", type=int, default=0, help="pages of the document that is killed midway")
    options.add_argument("--only", help="one page")
    options = options.parse_args()
    home = Path(options.keep or tempfile.mkdtemp(prefix="scans-"))
    folder = home / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ, HOME=str(home), XDG_CACHE_HOME=str(home / "cache"), XDG_CONFIG_HOME=str(home / "config"),
                       XDG_DATA_HOME=str(home / "data"), XUNZHANG_INDEX=str(home / "index"))
    binary = str(Path(options.binary).resolve())
    made = [page for page in pages() if options.only in (None, page[0])]
    for name, image, _, _ in made:
        image.save(folder / f"{name}.pdf", resolution=200)
        inside(folder / f"{name}.pdf").save(home / f"{name}.png", dpi=(200, 200))
    begun = time.time()
    said = run([binary, "index", str(folder), "--ocr", "auto"], env=environment)
    print(said.stderr.strip(), f"({time.time() - begun:.0f} s)")
    failed = False
    for name, image, blocks, clean in made:
        truth = text_of(blocks)
        alone = run(["tesseract", str(home / f"{name}.png"), "stdout", "--dpi", "200", "-l", "chi_sim"], env=environment).stdout
        ours = run([binary, "show", "--report", str(folder / f"{name}.pdf")], env=environment).stdout
        tree = json.loads(run([binary, "outline", "--json", str(folder / f"{name}.pdf")], env=environment).stdout)
        shares = [common(truth, letters(text)) / len(truth) for text in (alone, ours)]
        wanted, found = headings_of(blocks), list(outline(tree["sections"]))
        starts = [(level, heading) for level, heading in wanted
                  if any(level == other and heading[:4] == its[:4] for other, its in found)]
        bad = shares[1] < shares[0] - 0.005 or clean and shares[1] < 0.97
        failed |= bad
        print(f"{name:14} tesseract {shares[0]:.4f} ours {shares[1]:.4f} headings {len(starts)}/{len(wanted)}"
              f" of {len(found)} found{'  BAD' if bad else ''}")
    if options.long:
        failed |= not killed(binary, home, environment, options.long)
    sys.exit(failed)


def killed(binary, home, environment, count):
    """A long scan killed midway: the next run goes on where it was, and a query finds a page by its run."""
    folder = home / "long"
    folder.mkdir(exist_ok=True)
    rng = random.Random(11)
    images = []
    for nth in range(count):
        text = f"第{nth + 1}号档案记载，青河市第{rng.randrange(1000, 9999)}号水库蓄水{rng.randrange(100, 999)}万立方米，运行正常。"
        images.append(flow([("p", text)]).image.convert("L"))
    images[0].save(folder / "long.pdf", save_all=True, append_images=images[1:], resolution=200)
    kept = home / "cache" / "xunzhang" / "ocr"
    pages_kept = lambda: sum(1 for path in kept.rglob("*") if path.is_file() and len(path.name) == 62)
    before = pages_kept()
    job = subprocess.Popen([binary, "index", str(folder), "--ocr", "auto"], env=environment, stderr=subprocess.DEVNULL)
    while pages_kept() - before < count // 2 and job.poll() is None:
        time.sleep(0.05)
    job.send_signal(signal.SIGKILL)
    job.wait()
    half = pages_kept() - before
    begun = time.time()
    said = run([binary, "index", str(folder), "--ocr", "auto"], env=environment)
    print(f"killed after {half} of {count} pages; the rest in {time.time() - begun:.0f} s: {said.stderr.strip()}")
    again = time.time()
    run([binary, "index", "--rebuild"], env=environment)
    print(f"rebuilt without --ocr in {time.time() - again:.1f} s, {pages_kept() - before} pages kept")
    said = run([binary, "query", f"\"第{count - 3}号档案\"", "--json"], env=environment).stdout
    hit = json.loads(said.splitlines()[0]) if said.strip() else {}
    print("query:", json.dumps(hit.get("location") or hit, ensure_ascii=False)[:300])
    return half < count and pages_kept() - before >= count


if __name__ == "__main__":
    main()
