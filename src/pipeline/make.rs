//! One text to its report in the index: parsed, analysed, handed to the writer. A large one is analysed while the writer
//! takes it, so that it never takes many times its size.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use crate::analysis::Segmenters;
use crate::index::{
    Account, Hash, IndexError, IndexWriter, Made, Parsed, Place, PreparedReport, ReportRow, prepare,
};
use crate::report::{self, Passage, PassageSize, Remark, Report};
use crate::source;
use crate::text::{Markup, TextKind};

/// Texts from so many bytes on are large.
pub(super) const LARGE_BYTES: usize = 1 << 20;

/// A report read from a file, before it is known whether its text is new.
pub(super) struct Read {
    /// Hash of its folded text.
    pub(super) key: Hash,
    pub(super) text: String,
    pub(super) markup: Markup,
    /// Title given beside the text; empty where the text has to show it.
    pub(super) title: String,
    /// Where it stands.
    pub(super) place: Place,
}

/// How reports are made, and where they go.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    /// Where to.
    pub(super) writer: &'a IndexWriter,
    /// What cuts words.
    pub(super) segmenters: &'a Segmenters,
    /// How passages are cut.
    pub(super) size: PassageSize,
    /// Memory for prepared reports that wait for the writer.
    pub(super) waiting: &'a Arc<Account>,
}

impl Maker<'_> {
    /// Parses and analyses a text and adds it under this number.
    ///
    /// The inner error says why it is refused, when that fails in a way that nobody thought of.
    ///
    /// # Errors
    /// What the writer says; the run cannot go on then.
    pub(super) fn add(
        &self,
        number: u32,
        (path, read, hash): (&Path, &Read, Hash),
    ) -> Result<Result<ReportRow, String>, IndexError> {
        let understood = match caught(|| Understood::of(path, read, hash, self.size)) {
            Ok(understood) => understood,
            Err(why) => return Ok(Err(why)),
        };
        let row = |counts, made| ReportRow { key: read.key, counts, made };
        let parsed = understood.parsed(read);
        let named = (&read.key, understood.title.as_str());
        if read.text.len() >= LARGE_BYTES {
            let add = || self.writer.add_large(number, named, parsed, &self.segmenters.for_text(&read.text));
            // A part of it is with the writer already, and cannot be taken back alone.
            let counts = caught(add).map_err(|why| IndexError::Broken { path: path.to_owned(), why })??;
            return Ok(Ok(row(counts, understood.made)));
        }
        let prepared = || prepare(named.0, named.1, parsed, &self.segmenters.for_text(&read.text));
        let prepared: PreparedReport = match caught(prepared) {
            Ok(prepared) => prepared,
            Err(why) => return Ok(Err(why)),
        };
        let counts = prepared.counts();
        let permit = self.waiting.take(prepared.memory(), &|| self.writer.is_alive());
        self.writer.add(number, prepared, permit)?;
        Ok(Ok(row(counts, understood.made)))
    }
}

fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|_| "understanding it failed in a way that is an error of xunzhang".to_owned())
}

/// What parsing makes of a text.
struct Understood {
    title: String,
    made: Made,
    report: Report,
    remarks: Vec<Remark>,
    passages: Vec<Passage>,
}

impl Understood {
    fn of(path: &Path, read: &Read, hash: Hash, size: PassageSize) -> Understood {
        let (report, remarks) = report::parse_marked(&read.text, &read.markup);
        let passages = report::cut_passages(&read.text, &report, &remarks, size);
        let member = read.place.member.as_ref();
        let name = member.cloned().unwrap_or_else(|| name_of(path));
        let shown = [read.title.as_str(), report.title()].into_iter().find(|title| !title.is_empty());
        let made = Made {
            hash,
            nth: read.place.nth,
            markdown: source::text_kind(path) == TextKind::Markdown,
            named: (shown.is_none() && member.is_none()).then(|| name.clone().into_bytes()),
        };
        let title = shown.map_or(name, str::to_owned);
        Understood { title, made, report, remarks, passages }
    }

    fn parsed<'a>(&'a self, read: &'a Read) -> Parsed<'a> {
        let Understood { report, remarks, passages, .. } = self;
        Parsed { text: &read.text, markup: &read.markup, report, remarks, passages }
    }
}

/// The name that serves as title where a text shows none.
fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether a report made from such a file would be made the same from this one, at this place in it.
pub(super) fn made_alike(made: &Made, path: &Path, hash: &Hash, nth: u32) -> bool {
    let markdown = source::text_kind(path) == TextKind::Markdown;
    let named_alike = |name: &Vec<u8>| name.as_slice() == name_of(path).as_bytes();
    made.hash == *hash
        && made.nth == nth
        && made.markdown == markdown
        && made.named.as_ref().is_none_or(named_alike)
}
