//! Mail (eml) and web pages saved in one file (mht), which is mail too: subject, sender and text, then what is attached.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Address, Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{ExtractError, Extraction, Input, archive, html, single};

/// Headers that mails and saved pages begin with; two of them make a mail.
const HEADERS: &[&str] = &[
    "from",
    "to",
    "subject",
    "date",
    "mime-version",
    "received",
    "message-id",
    "return-path",
    "content-type",
    "delivered-to",
    "dkim-signature",
    "snapshot-content-location",
    "x-mailer",
];

/// Tells whether a text begins as mails do: with lines `Name: value` alone, two of which every mail has.
pub(super) fn is_mail(start: &[u8]) -> bool {
    let mut known = 0;
    for line in start.split(|byte| *byte == b'\n') {
        match line {
            b"" | b"\r" => return known >= 2,
            [b' ' | b'\t', ..] => continue,
            _ => {}
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
        let name = line[..colon].to_ascii_lowercase();
        if colon == 0 || !name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        {
            return false;
        }
        known += usize::from(HEADERS.iter().any(|header| header.as_bytes() == name));
    }
    // The start ends within the headers.
    known >= 4
}

/// Reads a mail; what is attached to it is read as well.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let parsed = MessageParser::default().parse(input.bytes);
    let message = parsed.ok_or_else(|| ExtractError::Damaged("it is no mail".to_owned()))?;
    let mut pages = vec![head(&message)];
    for part in message.html_bodies() {
        match &part.body {
            PartType::Html(text) => pages.push(decoded(part, text, &message)),
            PartType::Text(text) => pages.push(as_page(&decoded(part, text, &message))),
            _ => {}
        }
    }
    let subject = message.subject().unwrap_or_default().trim();
    let mut extraction = single(html::pages(subject, &pages)?).or_else(|error| match error {
        // Its attachments may be all that it brings.
        ExtractError::NoText if message.attachment_count() > 0 => Ok(Extraction::default()),
        error => Err(error),
    })?;
    for (nth, part) in message.attachments().enumerate() {
        attached(input, &message, part, nth + 1, &mut extraction);
    }
    if extraction.reports.is_empty() && extraction.refused.is_empty() {
        return Err(ExtractError::NoText);
    }
    Ok(extraction)
}

/// Who wrote to whom and when.
fn head(message: &Message<'_>) -> String {
    let mut page = String::new();
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            page.push_str(&format!("<p>{name}: {}</p>", html::escaped(value)));
        }
    };
    line("From", &people(message.from()));
    line("To", &people(message.to()));
    line("Cc", &people(message.cc()));
    // A page saved by a browser has a date, but nobody sent it.
    if message.from().is_some()
        && let Some(date) = message.date()
    {
        line("Date", &date.to_rfc3339());
    }
    page
}

fn people(address: Option<&Address<'_>>) -> String {
    let each = address.into_iter().flat_map(Address::iter).map(|one| {
        let parts = [one.name.as_deref(), one.address.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    });
    each.filter(|one| !one.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The text of a part: one that does not name its encoding is decoded as files are.
fn decoded(part: &MessagePart<'_>, text: &str, message: &Message<'_>) -> String {
    let named = part.content_type().is_some_and(|kind| kind.attribute("charset").is_some());
    if named || !text.contains('\u{FFFD}') {
        return text.to_owned();
    }
    let raw = raw(part, message);
    let bytes = match part.encoding {
        Encoding::None => Some(Cow::Borrowed(raw)),
        Encoding::QuotedPrintable => quoted_printable_decode(raw).map(Cow::Owned),
        Encoding::Base64 => base64_decode(raw).map(Cow::Owned),
    };
    bytes
        .and_then(|bytes| html::decoded(&bytes).ok())
        .map_or_else(|| text.to_owned(), |document| document.text)
}

fn raw<'m>(part: &MessagePart<'_>, message: &'m Message<'_>) -> &'m [u8] {
    let span = part.offset_body as usize..part.offset_end as usize;
    message.raw_message().get(span).unwrap_or_default()
}

/// A text with a paragraph on each line.
fn as_page(text: &str) -> String {
    text.lines().map(|line| format!("<p>{}</p>", html::escaped(line))).collect()
}

/// Reads an attachment as a member.
fn attached(
    input: &Input<'_>,
    message: &Message<'_>,
    part: &MessagePart<'_>,
    nth: usize,
    out: &mut Extraction,
) {
    let subtype =
        part.content_type().and_then(|kind| kind.subtype()).unwrap_or_default().to_ascii_lowercase();
    // What pages are made with.
    if ["css", "javascript", "x-javascript"].contains(&subtype.as_str()) {
        return;
    }
    let usual = match &part.body {
        PartType::Message(_) => format!("attachment {nth}.eml"),
        PartType::Html(_) => format!("attachment {nth}.html"),
        _ => format!("attachment {nth}"),
    };
    let named = part.attachment_name().and_then(|name| archive::member_name(name.as_bytes()));
    let name = named.unwrap_or(usual);
    match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => archive::take(input, &name, bytes, out),
        PartType::Text(text) | PartType::Html(text) => {
            archive::take(input, &name, decoded(part, text, message).as_bytes(), out);
        }
        PartType::Message(inner) if part.encoding == Encoding::None => {
            let bytes = if raw(part, message).is_empty() { inner.raw_message() } else { raw(part, message) };
            archive::take(input, &name, bytes, out);
        }
        PartType::Message(inner) => archive::take(input, &name, inner.raw_message(), out),
        PartType::Multipart(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Extraction, Limits, extract};
    use super::*;

    fn read_mail(bytes: &[u8]) -> Extraction {
        extract("a".as_ref(), bytes, &Limits::default()).expect("a mail")
    }

    #[test]
    fn mails_and_what_is_attached_are_read() {
        let mail = "From: =?GBK?B?1cXI/Q==?= <a@b.cn>\r\nTo: c@d.cn\r\nSubject: =?UTF-8?B?5YeP6LSf6YCa55+l?=\r\n\
                    Date: Mon, 2 Feb 2026 08:00:00 +0800\r\nMIME-Version: 1.0\r\n\
                    Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\
                    Content-Type: text/plain; charset=utf-8\r\n\r\n一、总体要求 a<b\r\n减轻负担\r\n--x\r\n\
                    Content-Type: text/html\r\nContent-Disposition: attachment; filename=\"../b.html\"\r\n\r\n\
                    <html><body><h1>附件</h1></body></html>\r\n--x\r\n\
                    Content-Type: message/rfc822\r\n\r\nSubject: in\r\nFrom: e@f.cn\r\n\r\n内层\r\n--x--\r\n";
        let extraction = read_mail(mail.as_bytes());
        let texts: Vec<(Option<&str>, &str)> =
            extraction.reports.iter().map(|one| (one.member.as_deref(), one.text.as_str())).collect();
        let whole =
            "From: 张三 a@b.cn\nTo: c@d.cn\nDate: 2026-02-02T08:00:00+08:00\n一、总体要求 a<b\n减轻负担\n";
        assert_eq!(
            texts,
            [(None, whole), (Some("b.html"), "附件\n"), (Some("attachment 2.eml"), "From: e@f.cn\n内层\n")]
        );
        assert_eq!((extraction.reports[0].title.as_str(), extraction.refused.len()), ("减负通知", 0));
    }

    #[test]
    fn saved_pages_are_read_as_pages() {
        let start = "From: <Saved by Blink>\r\nSubject: page\r\nMIME-Version: 1.0\r\n\
                     Content-Type: multipart/related; type=\"text/html\"; boundary=\"y\"\r\n\r\n--y\r\n\
                     Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
        let page = "<html><head><meta charset=gbk><style>p{}</style></head><body><h2>一、减负</h2><p>正文在这里。</p></body></html>";
        let end = "\r\n--y\r\nContent-Type: text/css\r\n\r\np { color: red }\r\n--y\r\n\
                   Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--y--\r\n";
        let bytes = [start.as_bytes(), &encoding_rs::GBK.encode(page).0, end.as_bytes()].concat();
        let extraction = read_mail(&bytes);
        assert_eq!((extraction.reports.len(), extraction.refused.len()), (1, 0), "{extraction:?}");
        assert!(
            extraction.reports[0].text.ends_with("一、减负\n正文在这里。\n"),
            "{}",
            extraction.reports[0].text
        );
        assert_eq!(extraction.reports[0].markup.headings.len(), 1);
    }

    #[test]
    fn text_with_colons_is_no_mail() {
        for text in ["from: a\nabout things\n", "Date: 1\n\nx", "主题: 甲\nFrom: b\nTo: c\n\n", ""] {
            assert!(!is_mail(text.as_bytes()), "{text}");
        }
        assert!(is_mail(b"From: a\r\n b\r\nX-Odd: c\r\nDate: d\r\n\r\nbody"));
    }
}
