//! What is said when nothing was found: the words, the runs, and what is spelled like them.

use std::io::{self, Write};

use crate::language::tr;
use crate::search::{RunFate, WhyNothing};
use crate::text::harmless_line;

/// Words told of those that a query was split into.
const WORDS_TOLD: usize = 40;

/// Writes why nothing was found, a line for the words, one for each run, one for what was left out.
///
/// # Errors
/// What the writer says.
pub fn write_why_nothing(out: &mut dyn Write, why: &WhyNothing) -> io::Result<()> {
    for part in &why.paths {
        writeln!(out, "{}", tr!("nothing-path", part = harmless_line(part)))?;
    }
    if !why.words.is_empty() {
        let told = why.words.iter().take(WORDS_TOLD);
        let words: Vec<String> =
            told.map(|(word, held)| held_by(&format!("`{}`", harmless_line(word)), *held)).collect();
        let more = why.words.len() - words.len();
        let more = if more > 0 {
            tr!("nothing-more-words", more = tr!("count-more-words", count = more))
        } else {
            String::new()
        };
        writeln!(
            out,
            "{}",
            tr!("nothing-read-as", words = words.join(&tr!("count-separator")), more = more)
        )?;
    }
    for fate in &why.runs {
        writeln!(out, "  {}", run_line(fate))?;
    }
    if why.more_runs > 0 {
        writeln!(
            out,
            "{}",
            tr!("nothing-more-parts", more_runs = tr!("count-parts", count = why.more_runs))
        )?;
    }
    if let Some(found) = why.excluded {
        let about = found.prefix();
        let found = tr!("count-passages", count = found.count);
        writeln!(out, "{}", tr!("nothing-excluded", about = about, found = found))?;
    }
    if why.cut_short {
        writeln!(out, "{}", tr!("nothing-no-time"))?;
    }
    Ok(())
}

fn run_line(fate: &RunFate) -> String {
    let quoted = |run: &str| format!("\"{}\"", harmless_line(run));
    if fate.passages > 0 {
        return tr!("nothing-elsewhere", passages = held_up_to(&quoted(&fate.run), fate.passages));
    }
    let mut line = tr!("nothing-nowhere", run = quoted(&fate.run));
    if let Some((part, held)) = &fate.longest {
        line.push_str(&tr!("nothing-longest", held = held_up_to(&quoted(part), *held)));
    }
    if !fate.similar.is_empty() {
        let similar = fate.similar.iter().map(|(run, held)| held_up_to(&quoted(run), *held));
        line.push_str(&tr!(
            "nothing-similar",
            similar = similar.collect::<Vec<_>>().join(&tr!("count-separator"))
        ));
    }
    line
}

/// As [`held_by`], of a number that is counted no further than [`RunFate::COUNTED_MAX`].
fn held_up_to(what: &str, passages: usize) -> String {
    match passages {
        RunFate::COUNTED_MAX.. => {
            tr!("nothing-or-more", what = what, passages = tr!("count-passages", count = passages))
        }
        _ => held_by(what, passages),
    }
}

fn held_by(what: &str, passages: usize) -> String {
    match passages {
        0 => tr!("nothing-word-nowhere", what = what),
        _ => tr!("nothing-held", what = what, passages = tr!("count-passages", count = passages)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Certainty, Total};

    #[test]
    fn what_is_not_counted_to_the_end_and_what_no_path_holds_is_said() {
        let fate = RunFate { run: "教师".to_owned(), passages: 200, longest: None, similar: Vec::new() };
        let why = WhyNothing { runs: vec![fate], paths: vec!["nowhere".to_owned()], ..WhyNothing::default() };
        let mut out = Vec::new();
        write_why_nothing(&mut out, &why).expect("memory takes every byte");
        let wanted = "  \"nowhere\" is in the path of no report\n  \"教师\" (200 passages or more), but not where it was \
                      asked for\n";
        assert_eq!(String::from_utf8(out).expect("text"), wanted);
    }

    #[test]
    fn every_part_is_accounted_for() {
        let fate = |passages, longest: Option<&str>, similar: &[&str]| RunFate {
            run: "教师负旦".to_owned(),
            passages,
            longest: longest.map(|part| (part.to_owned(), 7)),
            similar: similar.iter().map(|run| ((*run).to_owned(), 1)).collect(),
        };
        let why = WhyNothing {
            paths: Vec::new(),
            words: vec![("教师".to_owned(), 1_200), ("负旦".to_owned(), 0)],
            runs: vec![fate(0, Some("教师"), &["教师负担"]), fate(2, None, &[])],
            more_runs: 1_980,
            excluded: Some(Total { count: 30, certainty: Certainty::About }),
            cut_short: true,
        };
        let mut out = Vec::new();
        write_why_nothing(&mut out, &why).expect("memory takes every byte");
        let wanted = "  read as: `教师` (1,200 passages), `负旦` (nowhere)\n  \"教师负旦\" stands nowhere; its longest part \
                      that does: \"教师\" (7 passages); spelled like it: \"教师负担\" (1 passage)\n  \"教师负旦\" (2 \
                      passages), but not where it was asked for\n  and 1,980 parts that more passages hold\n  the `-` parts exclude every match; without them: \
                      about 30 passages\n  there was no time to look for more\n";
        assert_eq!(String::from_utf8(out).expect("text"), wanted);
    }
}
