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
        let document = decode(&encoded(SIMPLIFIED, encoding)).expect("it can be decoded");
        assert_eq!((document.text.as_str(), document.encoding), (SIMPLIFIED, name_of(encoding)));
        assert!(document.sure > 0.3, "{}: {}", encoding.name(), document.sure);
    }
    for encoding in [UTF_8, BIG5, GB18030, UTF_16LE] {
        let document = decode(&encoded(TRADITIONAL, encoding)).expect("it can be decoded");
        assert_eq!((document.text.as_str(), document.encoding), (TRADITIONAL, name_of(encoding)));
    }
}

#[test]
fn marks_decide_and_do_not_stay() {
    for (mark, encoding) in [(&b"\xEF\xBB\xBF"[..], UTF_8), (b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)]
    {
        let bytes = [mark, &encoded("报告", encoding)].concat();
        let document = decode(&bytes).expect("it can be decoded");
        assert_eq!(
            (document.text.as_str(), document.encoding, document.sure),
            ("报告", encoding.name(), 1.0)
        );
    }
}

#[test]
fn short_text_is_decoded_too() {
    for text in ["减轻教师负担", "报告", "工作总结。", "实施", "联通", "A组：李明"] {
        assert_eq!(decode(&encoded(text, GB18030)).expect(text).text, text);
    }
    for text in ["減輕教師負擔", "報告書", "國語"] {
        assert_eq!(decode(&encoded(text, BIG5)).expect(text).text, text);
    }
    // The bytes of 三 and 一 are controls in other encodings.
    for text in ["一是三年来，", "减轻教师负担"] {
        for encoding in [UTF_16LE, UTF_16BE] {
            assert_eq!(decode(&encoded(text, encoding)).expect(text).text, text);
        }
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
    let table: [(&[u8], &str); 6] = [
        (b"\x89PNG\r\n\x1A\n\x00\x00", "a picture"),
        (b"PK\x03\x04\x14\x00", "archive"),
        (b"%PDF-1.7", "a PDF"),
        (&random, "is "),
        ("二〇二六年\0\u{1}\0\u{2}".as_bytes(), "is not text"),
        (b"a\x01\x02\x03\x04\x05\x06b", "control characters"),
    ];
    for (bytes, wanted) in table {
        let error = decode(bytes).expect_err(wanted).to_string();
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn lost_characters_are_damage() {
    let sound = SIMPLIFIED.repeat(10);
    let as_gbk = GB18030.decode_without_bom_handling(sound.as_bytes()).0.into_owned();
    let as_latin = encoding_rs::WINDOWS_1252.decode_without_bom_handling(sound.as_bytes()).0.into_owned();
    let table = [
        ("lost", sound.replace('表', "\u{FFFD}")),
        ("lost, then read as GBK", sound.replace('表', "锟斤拷")),
        ("UTF-8 read as GBK", as_gbk.clone()),
        ("UTF-8 read as Windows-1252", as_latin),
        ("half of it read as GBK", format!("{sound}{as_gbk}")),
        ("saved as ASCII", sound.replace(|c: char| !c.is_ascii(), "??")),
    ];
    for (what, text) in table {
        let refused = decode(text.as_bytes());
        assert!(matches!(refused, Err(DecodeError::Damaged { .. })), "{what}: {refused:?}");
    }
}

#[test]
fn a_blemish_spoils_no_report() {
    let sound = SIMPLIFIED.repeat(10);
    let blemishes =
        ["\u{FFFD}", "????", "是否可行？？？？", "café naïve", "\u{E000}", "鏀垮簻", "龘靐齉齾爩鱻麤灪"];
    for blemish in blemishes {
        let text = format!("{sound}{blemish}\r\n{sound}");
        assert_eq!(decode(text.as_bytes()).expect(blemish).text, text);
    }
}

#[test]
fn ascii_before_the_first_character_hides_no_encoding() {
    let text = format!("{}\r\n{}", "<p>&nbsp;</p>\r\n".repeat(8_000), SIMPLIFIED.repeat(3));
    for encoding in [GB18030, UTF_16LE, UTF_16BE, UTF_8] {
        let document = decode(&encoded(&text, encoding)).expect("it can be decoded");
        assert_eq!((document.encoding, document.replaced), (name_of(encoding), 0));
        assert!(document.text == text);
    }
}

#[test]
fn chinese_in_an_unknown_encoding_is_refused() {
    // Every byte pair one row further: characters of GB 2312, but none that anybody would write.
    let mut bytes = encoded(&SIMPLIFIED.repeat(5), GB18030);
    bytes.iter_mut().filter(|byte| (0xB0..=0xD7).contains(*byte)).for_each(|byte| *byte ^= 0x5A & 0x0F);
    let refused = decode(&bytes);
    assert!(matches!(refused, Err(DecodeError::Unknown { .. })), "{refused:?}");
}

proptest! {
    #[test]
    fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = decode(&bytes);
    }

    #[test]
    fn utf8_comes_back_as_it_is(text in "[A-Za-z][\\PC\\n]{0,60}") {
        if let Ok(document) = decode(text.as_bytes()) {
            prop_assert_eq!(document.text, text.trim_start_matches('\u{FEFF}'));
        }
    }

    #[test]
    fn prose_comes_back_from_every_encoding(
        start in 0..SIMPLIFIED.chars().count() - 8,
        length in 8..30_usize,
        times in 1..4_usize,
    ) {
        let piece: String = SIMPLIFIED.chars().skip(start).take(length).collect();
        prop_assume!(piece.chars().filter(|c| !c.is_ascii()).count() >= 6);
        for encoding in [GB18030, UTF_16LE, UTF_16BE, UTF_8] {
            let document = decode(&encoded(&piece.repeat(times), encoding)).expect("it can be decoded");
            prop_assert_eq!(document.text, piece.repeat(times));
            prop_assert_eq!((document.encoding, document.replaced), (name_of(encoding), 0));
        }
    }
}

#[test]
fn a_slip_in_a_short_text_does_not_refuse_it() {
    let text = "各级教育行政部门要切实减轻中小学教师负担，营造良好环境。";
    for odd in [format!("{text}\0{text}"), format!("\u{1b}[31m{text}\u{1b}[0m"), format!("{text}\0")] {
        let document = decode(odd.as_bytes()).expect("text");
        assert_eq!((document.encoding, document.text.as_str()), ("UTF-8", odd.as_str()));
    }
}
