//! Packages made by hand.

use std::cell::Cell;
use std::path::Path;

use super::super::{ExtractError, Extraction, Input, Limits, packed};
use crate::text::Location;

fn text(x: f32, y: f32, text: &str) -> String {
    let steps = "5 ".repeat(text.chars().count().saturating_sub(1));
    format!(
        "<ofd:TextObject ID=\"9\" Boundary=\"{x} {y} 150 6\" Font=\"1\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"5\" DeltaX=\"{steps}\">{text}</ofd:TextCode></ofd:TextObject>"
    )
}

fn page(objects: &str) -> String {
    format!(
        "<ofd:Page xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:Template TemplateID=\"50\"/><ofd:Content><ofd:Layer ID=\"2\">{objects}</ofd:Layer></ofd:Content></ofd:Page>"
    )
}

/// A document of two pages with a template, an annotation, an attachment and a bookmark.
fn document() -> Vec<(&'static str, String)> {
    vec![
        ("OFD.xml", "<ofd:OFD xmlns:ofd=\"u\"><ofd:DocBody><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>".to_owned()),
        (
            "Doc_0/Document.xml",
            "<ofd:Document xmlns:ofd=\"u\"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>\
             <ofd:TemplatePage ID=\"50\" BaseLoc=\"Tpls/Tpl_0/Content.xml\"/></ofd:CommonData>\
             <ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"Pages/Page_0/Content.xml\"/><ofd:Page ID=\"2\" BaseLoc=\"Pages/Page_1/Content.xml\"/></ofd:Pages>\
             <ofd:Outlines><ofd:OutlineElem Title=\"减负清单\"><ofd:Actions><ofd:Action Event=\"CLICK\"><ofd:Goto><ofd:Dest Type=\"XYZ\" PageID=\"2\"/></ofd:Goto></ofd:Action></ofd:Actions></ofd:OutlineElem></ofd:Outlines>\
             <ofd:Annotations>Annots/Annotations.xml</ofd:Annotations><ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>"
                .to_owned(),
        ),
        ("Doc_0/Tpls/Tpl_0/Content.xml", format!("<ofd:Page xmlns:ofd=\"u\"><ofd:Content><ofd:Layer>{}</ofd:Layer></ofd:Content></ofd:Page>", text(20.0, 30.0, "某市人民政府文件"))),
        ("Doc_0/Pages/Page_0/Content.xml", page(&format!("{}{}", text(30.0, 60.0, "减轻教师负担"), text(20.0, 100.0, "第二段")))),
        ("Doc_0/Pages/Page_1/Content.xml", page(&text(20.0, 60.0, "减负清单"))),
        ("Doc_0/Annots/Annotations.xml", "<ofd:Annotations xmlns:ofd=\"u\"><ofd:Page PageID=\"1\"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>".to_owned()),
        ("Doc_0/Annots/Page_0/Annotation.xml", format!("<ofd:PageAnnot xmlns:ofd=\"u\"><ofd:Annot Type=\"Stamp\"><ofd:Appearance Boundary=\"100 200 50 50\">{}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>", text(0.0, 0.0, "已阅"))),
        ("Doc_0/Attachs/Attachments.xml", "<ofd:Attachments xmlns:ofd=\"u\"><ofd:Attachment ID=\"7\" Name=\"说明\"><ofd:FileLoc>说明.txt</ofd:FileLoc></ofd:Attachment></ofd:Attachments>".to_owned()),
        ("Doc_0/Attachs/说明.txt", "附件的正文。\n".to_owned()),
    ]
}

fn read(bytes: &[u8]) -> Result<Extraction, ExtractError> {
    super::read(&Input::new(Path::new("a.ofd"), bytes, &Limits::default(), &Cell::new(0)))
}

#[test]
fn pages_templates_annotations_attachments_and_bookmarks_are_read() {
    let extraction = read(&packed(&document())).expect("a sound package");
    let report = &extraction.reports[0];
    assert_eq!(report.text, "某市人民政府文件\n减轻教师负担\n第二段\n已阅\n某市人民政府文件\n减负清单\n");
    assert_eq!(
        report.markup.location_at(report.text.len() - 2),
        Some(&Location::Page { page: 2, page_label: None, recognised: None })
    );
    assert_eq!(report.markup.headings.len(), 1);
    assert_eq!(report.markup.headings[0].span.of(&report.text), "减负清单");
    let attached = &extraction.reports[1];
    assert_eq!((attached.member.as_deref(), attached.text.as_str()), (Some("说明.txt"), "附件的正文。\n"));
}

#[test]
fn missing_pages_are_noted_and_missing_roots_refused() {
    let mut files = document();
    files.retain(|(name, _)| *name != "Doc_0/Pages/Page_1/Content.xml");
    let extraction = read(&packed(&files)).expect("one page is there");
    assert!(extraction.reports[0].markup.notes[0].contains("Page_1/Content.xml is missing"));
    files.retain(|(name, _)| *name != "OFD.xml");
    assert!(matches!(read(&packed(&files)), Err(ExtractError::Damaged(_))));
    files.push(("Encryptions.xml", String::new()));
    assert_eq!(read(&packed(&files)), Err(ExtractError::Encrypted));
}

#[test]
fn bombs_and_cut_packages_are_refused() {
    let mut files = document();
    files[3].1 = " ".repeat(3 << 20);
    let bytes = packed(&files);
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    let refused = super::read(&Input::new(Path::new("a.ofd"), &bytes, &limits, &Cell::new(0)));
    assert_eq!(refused, Err(ExtractError::TooLarge { bytes: 1 << 20 }));
    assert!(matches!(read(&bytes[..bytes.len() / 2]), Err(ExtractError::Damaged(_))));
}
