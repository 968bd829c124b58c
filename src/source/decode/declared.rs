//! The encoding that markup names in its first bytes.

use encoding_rs::Encoding;

/// Returns the encoding after `charset=` or, in XML, `encoding=`, where `start` can be in it.
pub(in crate::source) fn declared_encoding(start: &[u8]) -> Option<&'static Encoding> {
    let lower = start.to_ascii_lowercase();
    let after = ["charset=", "encoding="]
        .iter()
        .find_map(|sign| memchr::memmem::find(&lower, sign.as_bytes()).map(|at| &lower[at + sign.len()..]))?;
    let after: &[u8] = after.trim_ascii_start();
    let label: Vec<u8> = after
        .iter()
        .skip_while(|byte| matches!(byte, b'"' | b'\''))
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .copied()
        .collect();
    match Encoding::for_label(&label)? {
        // What is called GB 2312 is its superset.
        encoding if encoding == encoding_rs::GBK => Some(encoding_rs::GB18030),
        // A page in UTF-16 could not say so in ASCII.
        encoding if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE => None,
        encoding => Some(encoding),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_in_all_their_spellings() {
        for (start, encoding) in [
            ("<meta charset=\"gb2312\">", Some("gb18030")),
            ("<meta content='text/html; CHARSET= big5'>", Some("Big5")),
            ("<?xml version='1.0' encoding='GBK'?>", Some("gb18030")),
            ("<?xml version='1.0' encoding=\"utf-8\"?>", Some("UTF-8")),
            ("<?xml version='1.0' encoding='utf-16'?>", None),
            ("<?xml version='1.0' encoding='klingon'?>", None),
            ("<?xml version='1.0'?>", None),
        ] {
            assert_eq!(declared_encoding(start.as_bytes()).map(Encoding::name), encoding, "{start}");
        }
    }
}
