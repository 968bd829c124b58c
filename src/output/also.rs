//! What a hit says beside itself: copies, versions and repeats that are folded into it, and what ends its report.

use std::io::{self, Write};

use crate::language::tr;
use crate::search::{Hit, Relation};
use crate::text::harmless_line;

use super::hits::View;
use super::layout::{MARGIN, shown_path};
use super::place::shown_location;

/// Copies that are named; the rest is counted.
const COPIES_SHOWN: usize = 3;
/// Folded hits that are listed.
const LISTED_MAX: usize = 1_000;

/// Writes what else belongs to a hit: at most two lines, and the folded hits where they were asked for.
pub(super) fn write_also(out: &mut dyn Write, hit: &Hit, view: View<'_>) -> io::Result<()> {
    if let Some(ending) = &hit.repealed {
        let place = format!("{}:{}", shown_path(&ending.path, view.here), ending.line);
        let place = view.screen.linked(&view.screen.place(&place), &ending.path, ending.line);
        let since =
            ending.since.map(|since| tr!("hits-since", since = since.to_string())).unwrap_or_default();
        let by = harmless_line(&ending.by);
        writeln!(out, "{MARGIN}{} {place}", view.screen.dim(&tr!("hits-repealed", by = by, since = since)))?;
    }
    let said = said(hit, view);
    if !said.is_empty() {
        writeln!(out, "{MARGIN}{}", view.screen.dim(&said.join(&tr!("count-semicolon"))))?;
    }
    for (relation, other) in hit.folded.iter().take(LISTED_MAX) {
        let place = &other.places[0];
        let member =
            place.member.as_ref().map(|member| harmless_line(&format!("!/{member}"))).unwrap_or_default();
        let location = harmless_line(&shown_location(&other.location));
        let shown = format!("{}{member}:{location}", shown_path(&place.path, view.here));
        let shown = view.screen.linked(&view.screen.place(&shown), &place.path, other.line_match);
        writeln!(out, "{MARGIN}{MARGIN}{}: {shown}", relation_named(*relation))?;
    }
    Ok(())
}

/// What a hit is to the one that it is folded into.
fn relation_named(relation: Relation) -> String {
    match relation {
        Relation::Copy => tr!("hits-copy"),
        Relation::Version => tr!("hits-version"),
        Relation::Repeat => tr!("hits-repeat"),
    }
}

fn said(hit: &Hit, view: View<'_>) -> Vec<String> {
    let mut said = Vec::new();
    let also = &hit.also;
    let names = also.copies.iter().take(COPIES_SHOWN).map(|path| shown_path(path, view.here));
    let mut names = names.collect::<Vec<_>>().join(&tr!("count-separator"));
    let more = also.copies.len().saturating_sub(COPIES_SHOWN);
    if more > 0 {
        names += &tr!("hits-and-more-copies", more = tr!("count-more-copies", count = more));
    }
    said.extend((!names.is_empty()).then(|| tr!("hits-also-as", names = names)));
    if let Some(version) = hit.version {
        let dated = version.dated;
        match (version.newer, also.versions) {
            (0, 0) => {}
            (0, older) => said.push(tr!(
                "hits-version-of",
                dated = dated.to_string(),
                older = tr!("count-older-versions", count = older)
            )),
            (newer, _) => {
                let total = version.versions;
                said.push(tr!(
                    "hits-older-version",
                    dated = dated.to_string(),
                    newer = newer.to_string(),
                    total = total.to_string()
                ));
            }
        }
    }
    said.extend(
        (also.reports > 0)
            .then(|| tr!("hits-also-in-reports", reports = tr!("count-reports", count = also.reports))),
    );
    said
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::super::hits::tests::hit;
    use super::*;
    use crate::report::Date;
    use crate::search::{Also, Ending, Relation, Version};

    #[test]
    fn what_is_folded_is_told_in_two_lines_and_listed_on_demand() {
        let dated = Date::parse("2020-10-17").expect("a date");
        let mut hit = hit(&["/r/a.txt"]);
        hit.also = Also { copies: vec![PathBuf::from("/r/a.pdf")], versions: 0, reports: 27 };
        let shown = |hit: &Hit| {
            let mut out = Vec::new();
            write_also(&mut out, hit, View { here: Some(Path::new("/r")), ..View::default() })
                .expect("memory");
            String::from_utf8(out).expect("text")
        };
        assert_eq!(shown(&hit), "    also as a.pdf; also in 27 reports\n");
        hit.also = Also { versions: 2, ..Also::default() };
        hit.version = Some(Version { dated, newer: 0, versions: 3 });
        assert_eq!(shown(&hit), "    version of 2020-10-17, 2 older versions\n");
        hit.version = Some(Version { dated, newer: 1, versions: 3 });
        let (by, path) = ("民法典".to_owned(), PathBuf::from("/r/民法典.md"));
        hit.repealed = Some(Ending { by, since: Some(dated), path, line: 7 });
        let wanted = "    废止: by 民法典, 2020-10-17 民法典.md:7\n    older version of 2020-10-17, 1 newer of 3: --version newest\n";
        assert_eq!(shown(&hit), wanted);
        let other = hit.clone();
        hit = super::super::hits::tests::hit(&["/r/b.txt"]);
        hit.folded = vec![(Relation::Copy, other)];
        assert_eq!(shown(&hit), "        copy: a.txt:22\n");
    }
}
