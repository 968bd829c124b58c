//! Office documents made by hand: what Word, PowerPoint and LibreOffice write, cut to what a reader looks at.

use std::path::Path;

use crate::text::{Location, Span};

use super::{Extracted, Limits, extract, packed};

fn read(files: &[(&str, &str)]) -> Extracted {
    extract(Path::new("a"), &packed(files), &Limits::default()).expect("a document").reports.remove(0)
}

fn spans(report: &Extracted, spans: impl Iterator<Item = Span>) -> Vec<&str> {
    spans.map(|span| span.of(&report.text)).collect()
}

fn headings(report: &Extracted) -> Vec<(u8, &str)> {
    report.markup.headings.iter().map(|one| (one.level, one.span.of(&report.text))).collect()
}

fn apart(report: &Extracted) -> Vec<(&str, &str)> {
    report.markup.furniture.iter().map(|one| (one.what.as_str(), one.span.of(&report.text))).collect()
}

#[test]
fn word_numbers_revisions_boxes_notes_and_headers() {
    let document = r#"<w:document xmlns:w="w"><w:body>
        <w:p><w:pPr><w:pStyle w:val="T"/></w:pPr><w:r><w:t>减负报告</w:t></w:r></w:p>
        <w:p><w:pPr><w:pStyle w:val="1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>概况</w:t></w:r></w:p>
        <w:p><w:pPr><w:outlineLvl w:val="1"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>做法</w:t></w:r></w:p>
        <w:p><w:r><w:t>原有</w:t></w:r><w:ins><w:r><w:t>新增</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>
          <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>
          <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>结果</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
          <w:r><w:footnoteReference w:id="2"/></w:r>
          <w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>
          <w:tr><w:tc><w:p><w:r><w:t>独格</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
        <w:sdt><w:sdtContent><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>末节</w:t></w:r></w:p></w:sdtContent></w:sdt>
        </w:body></w:document>"#;
    let styles = r#"<w:styles xmlns:w="w"><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
        <w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style></w:styles>"#;
    let numbering = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">
        <w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
        <w:lvl w:ilvl="1"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
    let report = read(&[
        ("word/document.xml", document),
        ("word/styles.xml", styles),
        ("word/numbering.xml", numbering),
        (
            "word/footnotes.xml",
            r#"<w:footnotes xmlns:w="w"><w:footnote w:id="2"><w:p><w:r><w:t>脚注</w:t></w:r></w:p></w:footnote></w:footnotes>"#,
        ),
        (
            "word/header1.xml",
            r#"<w:hdr xmlns:w="w"><w:p><w:r><w:t>国发〔2026〕1号</w:t></w:r></w:p></w:hdr>"#,
        ),
        (
            "word/comments.xml",
            r#"<w:comments xmlns:w="w"><w:comment><w:p><w:r><w:t>批注</w:t></w:r></w:p></w:comment></w:comments>"#,
        ),
    ]);
    assert_eq!(
        report.text,
        "减负报告\n一、概况\n（一）做法\n原有新增结果\n框中\n脚注\n甲 乙\t1\n独格\n二、末节\n删去\n国发〔2026〕1号\n批注\n"
    );
    assert_eq!(report.markup.title.map(|span| span.of(&report.text)), Some("减负报告"));
    assert_eq!(headings(&report), [(1, "一、概况"), (2, "（一）做法")]);
    assert_eq!(spans(&report, report.markup.rows.iter().copied()), ["甲 乙\t1"]);
    assert_eq!(
        apart(&report),
        [("deleted text (tracked change)", "删去"), ("page header", "国发〔2026〕1号"), ("comment", "批注")]
    );
    let at = report.text.find("二、末节").expect("it is there");
    assert_eq!(report.location(at, 9), Location::Paragraph { paragraph: 7 });
}

#[test]
fn slides_come_in_the_order_in_which_they_are_shown() {
    let slide = |title: &str, rest: &str| {
        format!(
            r#"<p:sld xmlns:p="p" xmlns:a="a"><p:cSld><p:spTree>
            <p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>{title}</a:t></a:r></a:p></p:txBody></p:sp>
            <p:grpSp><p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:txBody><a:p><a:r><a:t>{rest}</a:t></a:r><a:br/><a:r><a:t>续</a:t></a:r></a:p></p:txBody></p:sp></p:grpSp>
            <p:graphicFrame><a:tbl><a:tr><a:tc><a:p><a:r><a:t>甲</a:t></a:r></a:p></a:tc><a:tc><a:p><a:r><a:t>1</a:t></a:r></a:p></a:tc></a:tr></a:tbl></p:graphicFrame>
            <p:sp><p:nvSpPr><p:nvPr><p:ph type="sldNum"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>页脚{title}</a:t></a:r></a:p></p:txBody></p:sp>
            </p:spTree></p:cSld></p:sld>"#
        )
    };
    let relations = r#"<Relationships><Relationship Id="r1" Target="slides/slide1.xml"/><Relationship Id="r2" Target="slides/slide2.xml"/></Relationships>"#;
    let shown = r#"<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r1"/></p:sldIdLst></p:presentation>"#;
    let notes = r#"<p:notes xmlns:p="p" xmlns:a="a"><p:sp><p:nvSpPr><p:nvPr><p:ph type="body"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>讲稿</a:t></a:r></a:p></p:txBody></p:sp></p:notes>"#;
    let report = read(&[
        ("ppt/presentation.xml", shown),
        ("ppt/_rels/presentation.xml.rels", relations),
        ("ppt/slides/slide1.xml", &slide("后一张", "后文")),
        ("ppt/slides/slide2.xml", &slide("前一张", "前文")),
        (
            "ppt/slides/_rels/slide2.xml.rels",
            r#"<Relationships><Relationship Id="n" Target="../notesSlides/notesSlide1.xml"/></Relationships>"#,
        ),
        ("ppt/notesSlides/notesSlide1.xml", notes),
    ]);
    assert_eq!(report.text, "前一张\n前文 续\n甲\t1\n讲稿\n后一张\n后文 续\n甲\t1\n页脚前一张\n页脚后一张\n");
    assert_eq!(headings(&report), [(1, "前一张"), (1, "后一张")]);
    assert_eq!(
        report.location(report.text.find("后文").expect("it is there"), 6),
        Location::Slide { slide: 2 }
    );
    assert_eq!(apart(&report).len(), 2);
}

#[test]
fn open_document_headings_lists_notes_and_deletions() {
    let content = r#"<o:document-content xmlns:o="o" xmlns:t="t" xmlns:style="s" xmlns:tb="b">
        <o:automatic-styles><t:list-style style:name="L"><t:list-level-style-number t:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/></t:list-style></o:automatic-styles>
        <o:body><o:text>
        <t:tracked-changes><t:changed-region><t:deletion><t:p>删去</t:p></t:deletion></t:changed-region></t:tracked-changes>
        <t:h t:outline-level="1">概况</t:h>
        <t:list t:style-name="L"><t:list-item><t:p>其一</t:p></t:list-item><t:list-item><t:p>其二</t:p></t:list-item></t:list>
        <t:p>正<t:s/>文<t:note><t:note-citation>1</t:note-citation><t:note-body><t:p>脚注</t:p></t:note-body></t:note></t:p>
        <tb:table><tb:table-row><tb:table-cell><t:p>甲</t:p></tb:table-cell><tb:table-cell><t:p>1</t:p></tb:table-cell></tb:table-row></tb:table>
        </o:text></o:body></o:document-content>"#;
    let styles = r#"<o:document-styles xmlns:o="o" xmlns:style="s" xmlns:t="t"><o:master-styles><style:master-page><style:header><t:p>页眉</t:p></style:header></style:master-page></o:master-styles></o:document-styles>"#;
    let report = read(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", content),
        ("styles.xml", styles),
    ]);
    assert_eq!(headings(&report), [(1, "概况")]);
    for line in ["一、其一", "二、其二", "正 文", "脚注", "甲\t1"] {
        assert!(report.text.lines().any(|found| found == line), "{line} in {}", report.text);
    }
    let apart = apart(&report);
    assert!(apart.iter().any(|(_, text)| *text == "删去") && apart.iter().any(|(_, text)| *text == "页眉"));
}
