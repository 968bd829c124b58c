//! One text to its report in the index: parsed, analysed, handed to the writer. A large one is analysed while the writer
//! takes it, so that it never takes many times its size.

use std::path::Path;
use std::sync::Arc;

use crate::analysis::{Segmenters, Sketch};
use crate::fault;
use crate::index::{
    Account, Counts, Hash, IndexError, IndexWriter, Made, Parsed, Place, PreparedReport, ReportName,
    ReportRow, prepare,
};
use crate::language::tr;
use crate::report::{self, Facts, Passage, PassageSize, Remark, Repeal, Report};
use crate::schema::fact_tables;
use crate::source;
use crate::text::{Markup, TextKind};

/// Bytes of text from which on a report is large.
pub(in crate::pipeline) const LARGE_BYTES: usize = 1 << 20;

/// A report read from a file, before it is known whether its text is new.
pub(in crate::pipeline) struct ReadReport {
    /// Hash of its folded text.
    pub(in crate::pipeline) key: Hash,
    pub(in crate::pipeline) text: String,
    pub(in crate::pipeline) markup: Markup,
    /// Title given beside the text; empty where the text has to show it.
    pub(in crate::pipeline) title: String,
    /// Where it stands.
    pub(in crate::pipeline) place: Place,
}

/// How reports are made, and where they go.
#[derive(Clone, Copy)]
pub(in crate::pipeline) struct Maker<'a> {
    /// Where to.
    pub(in crate::pipeline) writer: &'a IndexWriter,
    /// What cuts words.
    pub(in crate::pipeline) segmenters: &'a Segmenters,
    /// How passages are cut.
    pub(in crate::pipeline) size: PassageSize,
    /// Memory for prepared reports that wait for the writer.
    pub(in crate::pipeline) waiting: &'a Arc<Account>,
}

impl Maker<'_> {
    /// Parses and analyses a text and adds it under this number.
    ///
    /// The inner error says why it is refused, when that fails in a way that nobody thought of.
    ///
    /// # Errors
    /// What the writer says; the run cannot go on then.
    pub(in crate::pipeline) fn add(
        &self,
        number: u32,
        (path, read, hash): (&Path, &ReadReport, Hash),
    ) -> Result<Result<ReportRow, String>, IndexError> {
        let understood = match caught(|| Understood::of(path, read, hash, self.size)) {
            Ok(understood) => understood,
            Err(why) => return Ok(Err(why)),
        };
        let parsed = understood.parsed(read);
        let named = (&read.key, &understood.name);
        if read.text.len() >= LARGE_BYTES {
            let add = || self.writer.add_large(number, named, parsed, &self.segmenters.for_text(&read.text));
            // A part of it is with the writer already, and cannot be taken back alone.
            let (counts, sketch) =
                caught(add).map_err(|why| IndexError::Broken { path: path.to_owned(), why })??;
            return Ok(Ok(understood.row(read.key, counts, sketch)));
        }
        let prepared = || prepare(named.0, named.1, parsed, &self.segmenters.for_text(&read.text));
        let prepared: PreparedReport = match caught(prepared) {
            Ok(prepared) => prepared,
            Err(why) => return Ok(Err(why)),
        };
        let (counts, sketch) = (prepared.counts(), prepared.sketch().clone());
        // Prepared reports wait for the writer only as long as there is memory for them.
        let permit = self.waiting.take(prepared.memory(), &|| self.writer.is_alive());
        self.writer.add(number, prepared, permit)?;
        Ok(Ok(understood.row(read.key, counts, sketch)))
    }
}

fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    fault::caught(work).map_err(|fault| {
        tr!("index-not-understood", fault = fault.to_string(), reports = fault::REPORTS.to_string())
    })
}

/// What parsing makes of a text.
struct Understood {
    name: ReportName,
    made: Made,
    report: Report,
    remarks: Vec<Remark>,
    passages: Vec<Passage>,
    facts: Facts,
    /// The works that it says are no longer in force.
    repeals: Vec<Repeal>,
}

impl Understood {
    fn of(path: &Path, read: &ReadReport, hash: Hash, size: PassageSize) -> Understood {
        let (report, remarks) = report::parse_marked(&read.text, &read.markup);
        let passages = report::cut_passages(&read.text, &report, &remarks, size);
        let member = read.place.member.as_ref();
        let name = member.cloned().unwrap_or_else(|| name_of(path));
        // A title given beside the text goes before one that is found in it.
        let shown = [read.title.as_str(), report.title()].into_iter().find(|title| !title.is_empty());
        let title = shown.map_or_else(|| name.clone(), str::to_owned);
        let printed = shown.unwrap_or_default();
        let (qualifier, told_by_name) = report::qualifier(printed, &report.head, &name);
        let made = Made {
            hash,
            nth: read.place.nth,
            markdown: source::text_kind(path) == TextKind::Markdown,
            named: ((shown.is_none() || told_by_name) && member.is_none()).then(|| name.into_bytes()),
        };
        let mut facts = report::read_facts(&read.text, &report, printed, fact_tables());
        // The name inside an archive stays with the text; that of the file is added when all is settled.
        if let Some(stem) = member.and_then(|member| stem_of_member(member)) {
            facts.completed(&report::facts_of_name(stem, &[], fact_tables()), fact_tables());
        }
        log::debug!("{}: {title:?}, {} passages", path.display(), passages.len());
        let repeals = report::repeals(&read.text);
        Understood { name: ReportName { title, qualifier }, made, report, remarks, passages, facts, repeals }
    }

    fn row(self, key: Hash, counts: Counts, sketch: Sketch) -> ReportRow {
        ReportRow { key, counts, made: self.made, facts: self.facts, sketch, repeals: self.repeals }
    }

    fn parsed<'a>(&'a self, read: &'a ReadReport) -> Parsed<'a> {
        let Understood { report, remarks, passages, .. } = self;
        Parsed { text: &read.text, markup: &read.markup, report, remarks, passages }
    }
}

/// The name of a file in an archive without its ending; of a line in a collection, which has a number rather, nothing.
fn stem_of_member(member: &str) -> Option<&str> {
    let name = member.rsplit('/').next()?;
    name.rsplit_once('.').map(|(stem, _)| stem).filter(|stem| !stem.is_empty())
}

/// The name that serves as title where a text shows none.
fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether a report made from such a file would be made the same from this one, at this place in it.
pub(in crate::pipeline) fn made_alike(made: &Made, path: &Path, hash: &Hash, nth: u32) -> bool {
    let markdown = source::text_kind(path) == TextKind::Markdown;
    let named_alike = |name: &Vec<u8>| name.as_slice() == name_of(path).as_bytes();
    made.hash == *hash
        && made.nth == nth
        && made.markdown == markdown
        && made.named.as_ref().is_none_or(named_alike)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_made_anew_where_another_file_would_make_it_otherwise() {
        let made = Made { hash: [1; 32], nth: 0, markdown: false, named: Some("报告".into()) };
        let untitled = Made { named: None, ..made.clone() };
        for (made, path, hash, nth, alike) in [
            (&made, "/r/报告.txt", 1, 0, true),
            (&made, "/q/报告.txt", 1, 0, true),
            (&made, "/r/别的.txt", 1, 0, false),
            (&untitled, "/r/别的.txt", 1, 0, true),
            (&untitled, "/r/别的.md", 1, 0, false),
            (&untitled, "/r/别的.txt", 2, 0, false),
            (&untitled, "/r/别的.txt", 1, 1, false),
        ] {
            assert_eq!(made_alike(made, Path::new(path), &[hash; 32], nth), alike, "{path} {hash} {nth}");
        }
    }

    #[test]
    fn a_text_without_a_title_is_named_by_its_file() {
        let size = crate::schema::Schema::builtin().passage_size();
        let understood = |title: &str, member: Option<&str>| {
            let place = Place {
                root: 1,
                path: "a.txt".into(),
                nth: 0,
                size: 0,
                modified: 0,
                hash: [0; 32],
                member: member.map(str::to_owned),
                encoding: "UTF-8".to_owned(),
            };
            let text = "本行没有题目，只有一句话。\n".to_owned();
            let read =
                ReadReport { key: [0; 32], text, markup: Markup::default(), title: title.to_owned(), place };
            let understood = Understood::of(Path::new("/r/文件.txt"), &read, [0; 32], size);
            (understood.name.title, understood.made.named, understood.passages.len())
        };
        assert_eq!(understood("题", None), ("题".to_owned(), None, 1));
        assert_eq!(understood("", None), ("文件".to_owned(), Some("文件".into()), 1));
        // The name inside an archive does not change with the archive's.
        assert_eq!(understood("", Some("内.txt")), ("内.txt".to_owned(), None, 1));
    }
}
