//! Archives as folders: every member is read as a file of its own and named `a.zip!/报告.docx`.
//!
//! Nothing is ever written to disk, so a member named `../../x` is only an odd name. Archives inside archives are
//! read to the limit of depth, and all that a file unpacks to counts against the limit of bytes.

mod seven;
mod tar;
#[cfg(test)]
mod tests;
mod zip;

use std::ffi::OsStr;
use std::path::Path;

pub(super) use self::seven::read as read_seven;
pub(super) use self::tar::{begins_here as is_tar, read as read_tar};
pub(super) use self::zip::read as read_zip;

use crate::fault;

use super::super::walk::is_litter;
use super::{ExtractError, Extracted, Extraction, Hand, Input, extract_nested};

/// Reads a member and adds what it gives to `out`. A member that cannot be read costs itself only.
pub(super) fn take(input: &Input<'_>, name: &str, bytes: &[u8], out: &mut Extraction) {
    let inside = |member: Option<&str>| match member {
        Some(member) => format!("{name}!/{member}"),
        None => name.to_owned(),
    };
    let named = |report: Extracted| {
        let member = Some(inside(report.member.as_deref()));
        Extracted { member, ..report }
    };
    // What an archive inside this one hands over goes on at once, under its longer name.
    let pass = |report| {
        if let Some(hand) = input.hand {
            hand.give(named(report));
        }
    };
    let hand = Hand::new(&pass);
    let within = input.hand.map(|_| &hand);
    let inner =
        Input { name: Path::new(name), bytes, depth: input.depth + 1, archive: None, hand: within, ..*input };
    let read =
        fault::caught(|| extract_nested(&inner)).unwrap_or_else(|fault| Err(ExtractError::of_fault(&fault)));
    match read {
        Ok(extraction) => {
            for report in extraction.reports {
                match input.hand {
                    Some(hand) => hand.give(named(report)),
                    None => out.reports.push(named(report)),
                }
            }
            out.refused
                .extend(extraction.refused.into_iter().map(|(member, why)| (inside(Some(&member)), why)));
        }
        // As in a folder: what is no document or empty is passed over.
        Err(ExtractError::Nothing(_)) => {}
        Err(ExtractError::NoReader(what))
            if ["a picture", "a program", "no text"].contains(&what.as_str()) => {}
        Err(error) => out.refused.push((name.to_owned(), error.to_string())),
    }
}

/// Ends an archive: one that gave nothing at all is refused as a whole where one reason tells why, and passed over
/// where nothing in it was to be read.
fn finish(
    input: &Input<'_>,
    out: Extraction,
    (members, encrypted): (usize, usize),
) -> Result<Extraction, ExtractError> {
    if members > 0 && encrypted == members {
        return Err(ExtractError::Encrypted);
    }
    let handed_over = input.hand.map_or(0, Hand::taken);
    if out.reports.is_empty() && out.refused.is_empty() && handed_over == 0 {
        return Err(ExtractError::Nothing("archive without a report".to_owned()));
    }
    Ok(out)
}

/// Returns the name of a member as people read it: decoded, without what would lead out of the archive; `None` for
/// what no one wants to read.
pub(super) fn member_name(raw: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            // Windows writes names in the code page of the machine without saying which.
            let mut guess = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
            guess.feed(raw, true);
            let guessed = guess.guess(Some(b"cn"), chardetng::Utf8Detection::Deny);
            // Names are short, and short Chinese is easily taken for something else.
            let encoding = if [encoding_rs::BIG5, encoding_rs::GBK].contains(&guessed) {
                guessed
            } else {
                encoding_rs::GBK
            };
            let (text, _, broken) = encoding.decode(raw);
            if broken { guessed.decode(raw).0.into_owned() } else { text.into_owned() }
        }
    };
    let text = text.replace('\\', "/");
    let parts: Vec<&str> = text.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    let last = *parts.last()?;
    let hidden = parts.iter().any(|part| part.starts_with('.') || *part == "__MACOSX");
    let unwanted = hidden || is_litter(OsStr::new(last)) || text.ends_with('/');
    (!unwanted).then(|| parts.join("/").chars().filter(|c| !c.is_control()).collect())
}
