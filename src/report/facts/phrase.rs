//! What single phrases tell: 我代表省人民政府，向大会…, and （2018年修正） at the end of a title.

use super::date::dates_in;
use super::organ::organ;
use super::{Date, DateKind};

/// Whom a report to a congress speaks for: 我代表国务院，向大会….
pub(super) fn represented(opening: &str) -> Option<String> {
    let at = opening.find("代表").filter(|_| opening.contains("向大会") || opening.contains("向第"))?;
    let mut found = opening[at..].match_indices("代表");
    found.find_map(|(nth, word)| {
        let rest = &opening[at + nth + word.len()..];
        let end = rest.find(['，', '向', ',', '作'])?;
        organ(rest.get(..end)?)
    })
}

/// （2018年修正）, （2020年5月28日修订） at the end of a title.
pub(super) fn changed_in_title(title: &str) -> Option<(Date, DateKind)> {
    let open = title.rfind(['（', '('])?;
    let inside = title[open..].trim_end_matches(['）', ')']);
    let (_, date) = *dates_in(inside).first()?;
    let kinds = [
        ("修订", DateKind::Revised),
        ("修正", DateKind::Amended),
        ("修改", DateKind::Amended),
        ("通过", DateKind::Adopted),
    ];
    kinds.iter().find(|(word, _)| inside.ends_with(word)).map(|(_, kind)| (date, *kind))
}
