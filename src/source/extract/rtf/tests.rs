//! Rich text written by hand.

use std::cell::Cell;
use std::path::Path;

use super::super::{ExtractError, Extracted, Input, Limits};

fn read(text: &[u8]) -> Result<Extracted, ExtractError> {
    let (limits, spent) = (Limits::default(), Cell::new(0));
    let input = Input::new(Path::new("a.rtf"), text, &limits, &spent);
    super::read(&input).map(|mut extraction| extraction.reports.remove(0))
}

fn text(rtf: &str) -> String {
    read(rtf.as_bytes()).map(|report| report.text).unwrap_or_default()
}

#[test]
fn code_pages_and_numbers_are_characters() {
    let fonts = r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset134 \'cb\'ce\'cc\'e5;}{\f2\fcharset136 Ming;}}";
    let gbk =
        format!(r"{{\rtf1\ansi\ansicpg1252\deff0{fonts}\f1 \'b8\'ba\'b5\'a3\f0  caf\'e9\f2  \'a4\'a4\par}}");
    assert_eq!(text(&gbk), "负担 café 中\n");
    // A second byte may be written as it stands; without fonts the code page of the document holds.
    assert_eq!(
        text(r"{\rtf1\ansi\ansicpg936 \'95@\par}"),
        format!("{}\n", encoding_rs::GBK.decode(b"\x95@").0)
    );
    // 32767 and above is negative; what follows is for older programs; halves of a pair belong together.
    assert_eq!(
        text(r"{\rtf1 \uc1\u20943?\u-28699?{\uc2\u25945\'bd\'cc}\u-10179?\u-8704?\uc0\u24072\par}"),
        "减\u{8FE5}教😀师\n"
    );
    assert_eq!(text(r"{\rtf1{\upr{old}{\*\ud{\u26032?}}} \{a\}\~b\par}"), "新 {a}\u{A0}b\n");
}

#[test]
fn headings_tables_notes_and_what_is_kept_apart() {
    let report = read(
        r"{\rtf1{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s5 Title;}}{\info{\title no text}}
        {\header page\par}\pard\s5 Report\par\pard\s1 {\listtext 1.\tab}First\par
        \pard Text{\footnote Note}{\deleted gone} on.\par {\*\unknown left}{\field{\*\fldinst TOC}{\fldrslt shown}}\par
        \trowd\pard\intbl a\par b\cell c\cell\row\pard\outlinelevel1 Second\par
        \pard{\listtext\'b7\tab}item\par{\shp{\*\shpinst{\shptxt box\par}}{\shprslt again}}last\par}"
            .replace('\n', "\r\n")
            .as_bytes(),
    )
    .expect("rich text");
    assert_eq!(
        report.text,
        "Report\n1.First\nText on.\nNote\nshown\na b\tc\nSecond\nitem\nlast\nbox\npage\ngone\n"
    );
    let of = |span: crate::text::Span| span.of(&report.text).to_owned();
    assert_eq!(report.markup.title.map(of).as_deref(), Some("Report"));
    let headings: Vec<_> = report.markup.headings.iter().map(|one| (one.level, of(one.span))).collect();
    assert_eq!(headings, [(1, "1.First".to_owned()), (2, "Second".to_owned())]);
    assert_eq!(report.markup.rows.iter().map(|span| of(*span)).collect::<Vec<_>>(), ["a b\tc"]);
    let apart: Vec<_> = report.markup.furniture.iter().map(|one| (one.what.as_str(), of(one.span))).collect();
    assert_eq!(apart, [("page header", "page".to_owned()), ("deleted or hidden text", "gone".to_owned())]);
}

#[test]
fn rubbish_and_what_is_cut_short_ends() {
    let whole = r"{\rtf1\ansicpg936{\fonttbl{\f0\fcharset134 a;}}\'b8\'ba {\b x} \u25945?\par\trowd\intbl a\cell\row}";
    for length in 0..whole.len() {
        drop(read(&whole.as_bytes()[..length]));
    }
    let cut = read(&whole.as_bytes()[..whole.len() - 1]).expect("most of it is there");
    assert!(cut.markup.notes.iter().any(|note| note.contains("cut short")));
    for rubbish in
        [r"{\rtf1 \'", r"{\rtf1 \u", r"{\rtf1 \bin99999999999 x", "}}}}", r"{\rtf1 \uc-5\u99999999 \'zz"]
    {
        drop(read(rubbish.as_bytes()));
    }
    assert_eq!(read("{".repeat(200_000).as_bytes()), Err(ExtractError::TooDeep(super::DEPTH_MAX)));
}
