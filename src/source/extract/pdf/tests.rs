//! Files made by hand: encodings without embedded fonts, broken tables of objects, scans.

use std::cell::Cell;
use std::path::Path;

use super::super::{ExtractError, Extracted, Input, Limits};
use crate::text::Location;

/// Puts a PDF together from its objects, from number 1 on; the table of objects is right or not.
fn pdf(objects: &[String], sound: bool) -> Vec<u8> {
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (nth, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", nth + 1).bytes());
    }
    let table = if sound { file.len() } else { 7 };
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        let place = if sound { place } else { place / 2 };
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    file.extend(
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1)
            .bytes(),
    );
    file
}

fn stream(content: &str) -> String {
    format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// Two pages with a font that is not embedded, and bookmarks.
fn document(encoding: &str, lines: [&str; 2], bytes: fn(&str) -> Vec<u8>) -> Vec<String> {
    let hex = |text: &str| bytes(text).iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    let page = |content: usize| {
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R /Resources << /Font << /F1 7 0 R >> >> >>"
        )
    };
    let show = |text: &str| stream(&format!("BT /F1 16 Tf 90 700 Td <{}> Tj ET", hex(text)));
    let title = |text: &str| text.encode_utf16().map(|unit| format!("{unit:04X}")).collect::<String>();
    vec![
        "<< /Type /Catalog /Pages 2 0 R /Outlines 9 0 R /PageLabels << /Nums [0 << /S /r >> 1 << /S /D /St 1 >>] >> >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>".to_owned(),
        page(5),
        page(6),
        show(lines[0]),
        show(lines[1]),
        format!("<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding} /DescendantFonts [8 0 R] >>"),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>".to_owned(),
        "<< /First 10 0 R /Last 11 0 R /Count 2 >>".to_owned(),
        "<< /Title (OLE_LINK1) /Parent 9 0 R /Next 11 0 R /Dest [3 0 R /Fit] >>".to_owned(),
        format!("<< /Title <FEFF{}> /Parent 9 0 R /Dest [4 0 R /Fit] >>", title("减负清单")),
    ]
}

fn read(bytes: &[u8]) -> Result<Extracted, ExtractError> {
    let (limits, spent) = (Limits::default(), Cell::new(0));
    let input = Input::new(Path::new("a.pdf"), bytes, &limits, &spent);
    super::read(&input).map(|mut extraction| extraction.reports.remove(0))
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

fn ucs2(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

const LINES: [&str; 2] = ["关于减轻教师负担的报告", "减负清单"];

#[test]
fn chinese_encodings_without_fonts_are_read_with_labels_and_bookmarks() {
    for (encoding, bytes) in [("GBK-EUC-H", gbk as fn(&str) -> Vec<u8>), ("UniGB-UCS2-H", ucs2)] {
        let report = read(&pdf(&document(encoding, LINES, bytes), true)).expect(encoding);
        assert_eq!(report.text, "关于减轻教师负担的报告\n减负清单\n", "{encoding}");
        let page = |page, label: Option<&str>| Location::Page {
            page,
            page_label: label.map(str::to_owned),
            recognised: None,
        };
        let second = report.text.find("减负清单").expect("it is there");
        assert_eq!(report.markup.locations, [(0, page(1, Some("i"))), (second, page(2, Some("1")))]);
        // OLE_LINK1 leads to the title and is no heading.
        let headings: Vec<&str> =
            report.markup.headings.iter().map(|heading| heading.span.of(&report.text)).collect();
        assert_eq!(headings, ["减负清单"]);
    }
}

#[test]
fn a_broken_table_of_objects_is_made_anew() {
    let report = read(&pdf(&document("GBK-EUC-H", LINES, gbk), false)).expect("the objects are all there");
    assert_eq!(report.text, "关于减轻教师负担的报告\n减负清单\n");
}

/// The document with another font.
fn with_font(font: &str, ordering: &str, lines: [&str; 2], bytes: fn(&str) -> Vec<u8>) -> Vec<String> {
    let mut objects = document("Identity-H", lines, bytes);
    objects[6] = format!("<< /Type /Font {font} >>");
    objects[7] = objects[7].replace("(GB1)", &format!("({ordering})"));
    objects
}

#[test]
fn codes_that_are_said_to_be_unicode_are_read_so() {
    let font = "/Subtype /Type0 /BaseFont /ABCDEF+Song /Encoding /Identity-H /ToUnicode /Identity-H /DescendantFonts [8 0 R]";
    let report = read(&pdf(&with_font(font, "Identity", LINES, ucs2), true)).expect("all is there");
    assert_eq!(report.text, "关于减轻教师负担的报告\n减负清单\n");
}

#[test]
fn of_characters_that_look_alike_the_written_one_is_read() {
    let font =
        "/Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /ToUnicode 12 0 R /DescendantFonts [8 0 R]";
    let mut objects = with_font(font, "Identity", ["\u{1}\u{2}络", "网络"], ucs2);
    let map = "1 begincodespacerange <0000> <FFFF> endcodespacerange 3 beginbfchar <0001> <51734E8E> \
               <0002> <2EB42F797F51> <7EDC> <7EDC> endbfchar 1 beginbfchar <7F51> <2F797F51> endbfchar";
    objects.push(stream(map));
    assert_eq!(read(&pdf(&objects, true)).expect("all is there").text, "关于网络\n网络\n");
}

#[test]
fn drawn_characters_are_read_by_their_names() {
    let names = ["uni51CF", "u8D1F", "A", "one", "percent", "uni62A5544A"];
    let drawn: String = names.iter().map(|name| format!("/{name} 12 0 R ")).collect();
    let listed: String = names.iter().map(|name| format!("/{name} ")).collect();
    let font = format!(
        "/Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << {drawn} >> \
         /Encoding << /Type /Encoding /Differences [65 {listed}] >> /FirstChar 65 /LastChar 70 \
         /Widths [1000 1000 1000 1000 1000 2000] /Resources << >>"
    );
    let mut objects = with_font(&font, "Identity", ["ABF", "CDE"], |text| text.as_bytes().to_vec());
    objects.push(stream("1000 0 d0 0 0 800 800 re f"));
    assert_eq!(read(&pdf(&objects, true)).expect("all is there").text, "减负报告\nA1%\n");
}

#[test]
fn text_that_nobody_can_read_is_refused() {
    let ascii = |text: &str| text.as_bytes().to_vec();
    let font = "/Subtype /Type1 /BaseFont /Helvetica";
    let codes = "!\"#$%&'()*+,-./0!1#2$3%4&5\"6#7!8$9%:&;!<#=$>%?&@";
    let said = read(&pdf(&with_font(font, "Identity", [codes, codes], ascii), true));
    assert_eq!(said.map(|report| report.text), Err(ExtractError::Unreadable { percent: 100, pages: 2 }));
    // Half of it can be read: a remark, and the rest is found.
    let words = "This report covers the reservoirs of the county, their state and what is to be done.";
    let report = read(&pdf(&with_font(font, "Identity", [words, codes], ascii), true)).expect("half of it");
    assert!(report.markup.notes[0].contains("most of them on page 2"), "{:?}", report.markup.notes);
}

#[test]
fn scans_are_named_as_such() {
    let picture = "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream";
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        &stream("q 595 0 0 842 0 0 cm /I Do Q"),
        picture,
    ];
    let scan = pdf(&objects.map(str::to_owned), true);
    assert_eq!(read(&scan), Err(ExtractError::NoTextLayer { pages: 1 }));
}

#[test]
fn files_cut_short_or_changed_are_refused_or_read_and_nothing_worse() {
    let whole = pdf(&document("GBK-EUC-H", LINES, gbk), true);
    for length in (0..whole.len()).step_by(97) {
        if let Ok(report) = read(&whole[..length]) {
            assert!(!report.text.trim().is_empty());
        }
    }
    for at in (0..whole.len()).step_by(31) {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        drop(read(&changed));
    }
    assert!(matches!(read(b"%PDF-1.5\n"), Err(ExtractError::Damaged(_))));
}
