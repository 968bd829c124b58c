//! What a search gives back: hits in order, how many there are, and what was left out.

use std::path::{Path, PathBuf};

use crate::language::tr;
use crate::report::{Date, Facts};
use crate::text::Location;

use crate::search::show::snippet::Snippet;

/// One place that answers the query: a passage, or several of one section that touch.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Place in the answer, counted from 1.
    pub rank: usize,
    /// Score of its best passage; larger is better, comparable within one answer only.
    pub score: f32,
    /// Number of the report in the opened index that answered ([`crate::search::Searcher::whole_report`]); it means
    /// nothing to any other.
    pub record: u64,
    /// Key of the report's text, in hexadecimal: what [`crate::search::Searcher::report`] finds it by.
    pub key: String,
    /// Title of the report; its file name where it has none.
    pub report: String,
    /// What tells it apart from others of this title (2026年广东省); empty where the title does.
    pub report_qualifier: String,
    /// What is known about the report; `None` where the index does not tell.
    pub facts: Option<Box<Facts>>,
    /// Headings from the first level down to the hit's section; empty for text before any heading.
    pub heading_path: Vec<String>,
    /// Every file that holds this report; never empty. Lines and bytes below are those of the first, the one that
    /// `path:` asked for.
    pub places: Vec<Place>,
    /// Whether lines, bytes and text are still those of another of these files than the first, whose bytes differ;
    /// [`crate::search::check_files`] makes them its own.
    pub elsewhere: bool,
    /// First line of `text` in the file as decoded, counted from 1.
    pub line_start: usize,
    /// Last line of `text`, counted from 1.
    pub line_end: usize,
    /// First byte of `text` in the decoded text as read, line ends kept.
    pub byte_start: usize,
    /// First byte after `text` in the decoded text.
    pub byte_end: usize,
    /// Line that holds the first match (or `line_start` when nothing is marked), counted from 1.
    pub line_match: usize,
    /// Where a person finds the first match (or the beginning when nothing is marked).
    pub location: Location,
    /// What became of the first file since it was indexed; [`crate::search::check_files`] finds out.
    pub state: FileState,
    /// Whether the hit is text kept out of the passages (site chrome, contents), shown by `--all` only.
    pub remark: bool,
    /// The text itself, as it stands in the report.
    pub text: String,
    /// Matches as spans of characters (not bytes) in `text`, in order, not overlapping.
    pub matches: Vec<(usize, usize)>,
    /// The part of `text` that is best shown.
    pub snippet: Snippet,
    /// Which version of its series the report is; `None` where there is but one.
    pub version: Option<Version>,
    /// What says that the report is no longer in force; `None` where nothing does.
    pub repealed: Option<Ending>,
    /// The number of the group of hits that say the same, from 1; `None` where no other hit does, or nobody asked.
    pub group: Option<usize>,
    /// What is folded into this hit.
    pub also: Also,
    /// The hits that are folded into this one, where [`SearchOptions::list_folded`] asked for them; else none.
    pub folded: Vec<(Relation, Hit)>,
    /// What the score is the sum of, where [`SearchOptions::explain`] asked for it; else empty.
    pub explanation: Vec<ScorePart>,
}

impl Hit {
    /// Returns the path of every file that holds this report, the one first that lines and bytes are of.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.places.iter().map(|place| place.path.as_path())
    }
}

/// Which version of a law or plan a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its date.
    pub dated: Date,
    /// Versions that are newer.
    pub newer: usize,
    /// Versions in all, at least two.
    pub versions: usize,
}

/// Where it is said that a report is no longer in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Title of the report that says so.
    pub by: String,
    /// From when on; `None` where that is not told.
    pub since: Option<Date>,
    /// The file that says so.
    pub path: PathBuf,
    /// The line of that file, from 1.
    pub line: usize,
}

/// What is folded into a hit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Also {
    /// Files that hold near-copies of its report, each by its first path.
    pub copies: Vec<PathBuf>,
    /// Other versions of its report that say the same, or said it in other words.
    pub versions: usize,
    /// Further reports that repeat it.
    pub reports: usize,
}

/// What a hit that is folded into another is to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It stands in a near-copy of the same report.
    Copy,
    /// It stands in another version.
    Version,
    /// It stands in another report.
    Repeat,
}

impl Relation {
    /// Returns its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Copy => "copy",
            Relation::Version => "version",
            Relation::Repeat => "repeat",
        }
    }
}

/// Whether hits that say the same are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fold {
    /// Nobody looks.
    #[default]
    Off,
    /// Each is a hit of its own and tells its group.
    Marked,
    /// They are one hit.
    Folded,
}

/// Which versions are searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Versions {
    /// All.
    #[default]
    All,
    /// The newest of each series.
    Newest,
    /// Those of a day, month or year.
    Of(Date),
}

impl Versions {
    /// Reads `newest`, `all` or a date; `None` for anything else.
    pub fn read(typed: &str) -> Option<Versions> {
        match typed {
            "newest" => Some(Versions::Newest),
            "all" => Some(Versions::All),
            date => Date::parse(date).map(Versions::Of),
        }
    }
}

/// What becomes of reports that others say are no longer in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repealed {
    /// They stand where their scores put them; so do older versions.
    Show,
    /// They come after what is in force, and older versions after newer ones.
    #[default]
    Last,
    /// They are not searched.
    Hide,
}

/// One summand of a score (the formula stands in `search/score/rank.rs`).
#[derive(Clone, Debug, PartialEq)]
pub struct ScorePart {
    /// `word`, `pair` or `character` of the query; or a bonus: `nearness` of words, the query `as typed`, pieces typed apart that stand `together`, a share of
    /// its `section` and of its `fellows` (the best passages of the same work), what the `opening` sentence of its section
    /// holds, the `feedback` of the first hits,
    /// the `lift` that keeps what was typed among the first, what puts first what the query is the `address` of, the `order` of the first stage for what was not scored in full.
    pub what: &'static str,
    /// What matched, folded; `None` for a bonus.
    pub text: Option<String>,
    /// What was typed, when it belongs to another word for that (`index_schema/synonyms.txt`).
    pub of: Option<String>,
    /// How often it stands in the passage.
    pub count: u16,
    /// What headings and title add to that count.
    pub named: f32,
    /// Its rarity (inverse document frequency) times the weight of its kind.
    pub weight: f32,
    /// What it adds to the score.
    pub worth: f32,
}

/// A file that holds a report, as it was when it was indexed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Absolute path of the file.
    pub path: PathBuf,
    /// Name of the report inside the file, where a file holds many.
    pub member: Option<String>,
    /// Name of the encoding that it was decoded from.
    pub encoding: String,
    /// Size in bytes.
    pub size: u64,
    /// Time of the last change of the content, nanoseconds since 1970.
    pub modified: i64,
    /// The beginning of the hash of its bytes, in hexadecimal.
    pub hash: String,
    /// Whether it is known to be there no more; [`crate::search::check_files`] puts those behind the ones that are there.
    pub gone: bool,
}

/// What became of a file since it was indexed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileState {
    /// Nothing, or nobody has looked.
    #[default]
    AsIndexed,
    /// Its bytes are others.
    Changed {
        /// Whether the text of the hit still stands in it, at the place that the hit now tells.
        found: bool,
    },
    /// It is there no more.
    Gone,
}

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// The number.
    pub count: usize,
    /// How sure it is.
    pub certainty: Certainty,
}

/// How sure a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// It was counted.
    Counted,
    /// It is within a tenth: that many may match by their n-grams, and all of a sample of them do.
    About,
    /// There are no fewer.
    AtLeast,
}

impl Certainty {
    /// Returns its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Certainty::Counted => "counted",
            Certainty::About => "about",
            Certainty::AtLeast => "at_least",
        }
    }
}

impl Total {
    /// Returns whether the number was counted.
    pub fn is_exact(self) -> bool {
        self.certainty == Certainty::Counted
    }

    /// Returns what is said before the number: nothing, `about ` or `at least `.
    pub fn prefix(self) -> String {
        match self.certainty {
            Certainty::Counted => String::new(),
            Certainty::About => tr!("count-about"),
            Certainty::AtLeast => tr!("count-at-least"),
        }
    }
}

/// The answer to a query.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The best hits, best first (or in document order when asked for).
    pub hits: Vec<Hit>,
    /// Passages that match in all.
    pub passages: Total,
    /// Reports that these stand in.
    pub reports: Total,
    /// Whether the hits hold all passages that match: nothing was cut off.
    pub complete: bool,
    /// What the reader should know, one clear sentence each (for standard error).
    pub notes: Vec<String>,
}

/// A report as collections for tests of retrieval judge it.
#[derive(Clone, Debug)]
pub struct RankedReport {
    /// Its names: ids inside collections, else paths. Several when its text stands in several places.
    pub ids: Vec<String>,
    /// Score of its best passage.
    pub score: f32,
    /// Text of that passage.
    pub best_passage: String,
}

/// What is wanted of a search beside the query.
#[derive(Clone, Debug)]
pub struct SearchOptions {
    /// At most this many hits.
    pub limit: usize,
    /// Passages that are scored in full, where fewer than the weights say (`depth` in ranking.toml) are enough.
    pub depth: Option<usize>,
    /// Also search what was kept out of the passages (site chrome, contents pages).
    pub all: bool,
    /// Give every hit in document order (by path, then position) instead of the best first.
    pub document_order: bool,
    /// In document order, those of the newest reports first; those without a date come last.
    pub newest_first: bool,
    /// Count all matches exactly, however many there are.
    pub count: bool,
    /// Width of a snippet in screen columns.
    pub snippet_columns: usize,
    /// Tell for each hit what its score is the sum of.
    pub explain: bool,
    /// Look for nothing beside what was typed: no synonyms.
    pub exact: bool,
    /// What becomes of hits that say the same; not in document order.
    pub fold: Fold,
    /// Give the hits that are folded into others too.
    pub list_folded: bool,
    /// So many hits of one report come before further ones of it do, while others fill the answer; 0 for no limit.
    pub per_report: usize,
    /// Which versions are searched.
    pub versions: Versions,
    /// What becomes of what is no longer in force.
    pub repealed: Repealed,
}

impl Default for SearchOptions {
    /// Ten hits, the best first, in snippets for a screen of 80 columns.
    fn default() -> SearchOptions {
        SearchOptions {
            limit: 10,
            depth: None,
            all: false,
            document_order: false,
            newest_first: false,
            count: false,
            snippet_columns: 76,
            explain: false,
            exact: false,
            fold: Fold::Off,
            list_folded: false,
            per_report: 0,
            versions: Versions::All,
            repealed: Repealed::Last,
        }
    }
}
