//! Messages of Outlook (`.msg`): subject, sender and text, then what is attached. After \[MS-OXMSG\]: a property is a
//! stream that is named by its number and type.

use std::io::Read;
use std::path::Path;

use super::ole::{self, Container};
use super::{ExtractError, Extraction, Input, archive, html, single};

/// Numbers of properties (\[MS-OXPROPS\]).
const SUBJECT: u16 = 0x0037;
const SENDER: [u16; 2] = [0x0C1A, 0x0C1F];
const TO: u16 = 0x0E04;
const CC: u16 = 0x0E03;
const BODY: u16 = 0x1000;
const HTML: u16 = 0x1013;
const ATTACHED_NAMES: [u16; 2] = [0x3707, 0x3704];
const ATTACHED_DATA: u16 = 0x3701;

/// What is attached stands in storages of this name.
const ATTACHMENTS: &str = "__attach_version1.0_";
/// Attachments that are looked for, at most: no message has more.
const ATTACHMENTS_MAX: usize = 10_000;

/// Reads a message; what is attached to it is read as well.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let container = ole::open(input.bytes).map_err(|error| ExtractError::Damaged(error.to_string()))?;
    let mut message = Message { container, most: input.limits.unpacked_bytes };
    let mut head = String::new();
    let sender: Vec<String> = SENDER.iter().filter_map(|number| message.text("", *number)).collect();
    let people =
        [("From", Some(sender.join(" "))), ("To", message.text("", TO)), ("Cc", message.text("", CC))];
    for (name, value) in people {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            head.push_str(&format!("<p>{name}: {}</p>", html::escaped(&value)));
        }
    }
    let lines = |text: String| -> String {
        text.lines().map(|line| format!("<p>{}</p>", html::escaped(line))).collect()
    };
    let page = message.bytes("", HTML, 0x0102).and_then(|bytes| html::decoded(&bytes).ok());
    let body = page.map(|page| page.text).or_else(|| message.text("", HTML));
    let body = body.or_else(|| message.text("", BODY).map(lines)).unwrap_or_default();
    let subject = message.text("", SUBJECT).unwrap_or_default();
    let attached = message.attachments();
    let mut extraction = single(html::pages(&subject, &[head, body])?).or_else(|error| match error {
        // Its attachments may be all that it brings.
        ExtractError::NoText if !attached.is_empty() => Ok(Extraction::default()),
        error => Err(error),
    })?;
    for (nth, storage) in attached.iter().enumerate() {
        let Some(bytes) = message.bytes(storage, ATTACHED_DATA, 0x0102) else { continue };
        let name = ATTACHED_NAMES.iter().find_map(|number| message.text(storage, *number));
        let name = name.and_then(|name| archive::member_name(name.as_bytes()));
        archive::take(input, &name.unwrap_or(format!("attachment {}", nth + 1)), &bytes, &mut extraction);
    }
    match extraction.reports.is_empty() && extraction.refused.is_empty() {
        true => Err(ExtractError::NoText),
        false => Ok(extraction),
    }
}

struct Message<'a> {
    container: Container<'a>,
    /// A property is no longer, in bytes.
    most: u64,
}

impl Message<'_> {
    /// The bytes of a property of a type, in a storage or at the top.
    fn bytes(&mut self, storage: &str, number: u16, kind: u16) -> Option<Vec<u8>> {
        let path = Path::new("/").join(storage).join(format!("__substg1.0_{number:04X}{kind:04X}"));
        let stream = self.container.open_stream(path).ok()?;
        let mut bytes = Vec::new();
        stream.take(self.most).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// The text of a property: in UTF-16, or in the code page of the machine.
    fn text(&mut self, storage: &str, number: u16) -> Option<String> {
        let text = match self.bytes(storage, number, 0x001F) {
            Some(wide) => encoding_rs::UTF_16LE.decode_without_bom_handling(&wide).0.into_owned(),
            None => {
                let narrow = self.bytes(storage, number, 0x001E)?;
                let mut guess = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
                guess.feed(&narrow, true);
                let encoding = guess.guess(Some(b"cn"), chardetng::Utf8Detection::Allow);
                encoding.decode_without_bom_handling(&narrow).0.into_owned()
            }
        };
        Some(text.trim_matches(['\0', ' ', '\r', '\n']).to_owned()).filter(|text| !text.is_empty())
    }

    fn attachments(&self) -> Vec<String> {
        let entries = self.container.read_root_storage();
        let names = entries.filter(|entry| entry.is_storage()).map(|entry| entry.name().to_owned());
        let mut names: Vec<String> =
            names.filter(|name| name.starts_with(ATTACHMENTS)).take(ATTACHMENTS_MAX).collect();
        names.sort();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::extract::Limits;

    #[test]
    fn messages_read_with_what_is_attached() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
        let attached = "减负清单\n一、清理各类检查事项。\n二、清理各类评比事项。\n";
        let both = [
            [wide("关于减负的函"), wide("王某"), wide("正文在这里。\r\n第二段。"), wide("清单.txt")],
            [gbk("关于减负的函"), gbk("王某"), gbk("正文在这里。\r\n第二段。"), gbk("清单.txt")],
        ];
        for ([subject, sender, body, name], kind) in both.iter().zip(["001F", "001E"]) {
            let storage = "__attach_version1.0_#00000000/__substg1.0_";
            let made = ole::tests::container(&[
                ("__properties_version1.0", &[0; 32]),
                (&format!("__substg1.0_0037{kind}"), subject),
                (&format!("__substg1.0_0C1A{kind}"), sender),
                (&format!("__substg1.0_1000{kind}"), body),
                (&format!("{storage}3707{kind}"), name),
                (&format!("{storage}37010102"), attached.as_bytes()),
            ]);
            let (limits, spent) = (Limits::default(), std::cell::Cell::new(0));
            let input = Input::new(Path::new("a.msg"), &made, &limits, &spent);
            let read = read(&input).expect("a message").reports;
            assert_eq!(read[0].title, "关于减负的函");
            assert_eq!(read[0].text, "From: 王某\n正文在这里。\n第二段。\n");
            assert_eq!((read[1].member.as_deref(), read[1].text.as_str()), (Some("清单.txt"), attached));
        }
    }
}
