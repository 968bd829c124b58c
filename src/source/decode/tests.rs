//! Encodings told apart, damage and binaries refused.

use proptest::prelude::*;

use super::*;

const SIMPLIFIED: &str =
    "各位代表：现在，我代表市人民政府，向大会报告工作，请予审议。\r\n一、过去一年工作回顾\r\n";
const TRADITIONAL: &str = "各位議員：現在我代表市政府向大會報告工作，請予審議。\r\n一、過去一年的工作\r\n";

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    match encoding.name() {
        "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => encoding.encode(text).0.into_owned(),
    }
}

#[test]
fn every_encoding_is_told_apart() {
    for encoding in [UTF_8, GB18030, UTF_16LE, UTF_16BE] {
        let document = decode(&encoded(SIMPLIFIED, encoding)).expect(encoding.name());
        assert_eq!((document.text.as_str(), document.encoding), (SIMPLIFIED, name_of(encoding)));
        assert!(document.sure > 0.3, "{}: {}", encoding.name(), document.sure);
    }
    for encoding in [UTF_8, BIG5, GB18030, UTF_16LE] {
        let document = decode(&encoded(TRADITIONAL, encoding)).expect(encoding.name());
        assert_eq!((document.text.as_str(), document.encoding), (TRADITIONAL, name_of(encoding)));
    }
}

#[test]
fn marks_decide_and_do_not_stay() {
    for (mark, encoding) in [(&b"\xEF\xBB\xBF"[..], UTF_8), (b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)]
    {
        let bytes = [mark, &encoded("报告", encoding)].concat();
        let document = decode(&bytes).expect(encoding.name());
        assert_eq!(
            (document.text.as_str(), document.encoding, document.sure),
            ("报告", encoding.name(), 1.0)
        );
    }
}

#[test]
fn short_text_is_decoded_too() {
    for text in ["减轻教师负担", "报告", "工作总结。"] {
        assert_eq!(decode(&encoded(text, GB18030)).expect(text).text, text);
    }
    assert_eq!(decode(b"").expect("nothing is text").text, "");
}

#[test]
fn utf8_cut_inside_a_character_stays_utf8() {
    let whole = SIMPLIFIED.repeat(20);
    let document = decode(&whole.as_bytes()[..whole.len() - 100]).expect("UTF-8");
    assert_eq!(document.encoding, "UTF-8");
    assert!(document.replaced <= 1);
    let mut broken = whole.into_bytes();
    broken[31] = 0xFF;
    let document = decode(&broken).expect("UTF-8 with one broken byte");
    assert_eq!(document.encoding, "UTF-8");
    assert!(document.replaced >= 1 && document.text.contains("审议"));
}

#[test]
fn what_is_no_text_is_refused_with_the_reason() {
    let random: Vec<u8> = (0..4_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let table: [(&[u8], &str); 5] = [
        (b"\x89PNG\r\n\x1A\n\x00\x00", "a picture"),
        (b"PK\x03\x04\x14\x00", "archive"),
        (b"%PDF-1.7", "a PDF"),
        (&random, "is "),
        (b"a\x01\x02\x03\x04\x05\x06b", "control characters"),
    ];
    for (bytes, wanted) in table {
        let error = decode(bytes).expect_err(wanted).to_string();
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn lost_characters_are_damage() {
    let spoilt = SIMPLIFIED.replace('表', "\u{FFFD}");
    assert!(matches!(decode(spoilt.as_bytes()), Err(DecodeError::Damaged { lost: 2, .. })));
    let once = format!("{}\u{FFFD}", SIMPLIFIED.repeat(10));
    assert!(decode(once.as_bytes()).is_ok(), "one lost character spoils no report");
}

proptest! {
    #[test]
    fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = decode(&bytes);
    }

    #[test]
    fn utf8_comes_back_as_it_is(text in "[\\PC\\n]{0,60}") {
        if let Ok(document) = decode(text.as_bytes()) {
            prop_assert_eq!(document.text, text.trim_start_matches('\u{FEFF}'));
        }
    }
}
