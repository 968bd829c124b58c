//! One interface for every format that reports come in: bytes to text, with what the format tells of it.
//!
//! - `detect.rs`: which format bytes are; content decides, never the name alone
//! - `limits.rs`: how much a reader may use; `isolate.rs`: readers in a process of their own; `confine.rs`: what that
//!   process gives up first
//! - `writer.rs`: a text in the making, with headings, locations and furniture
//! - one file for each reader: `plain.rs`, …
//!
//! A new reader is a file, a [`Format`], its signs in `detect.rs` and a line in [`READERS`].

mod archive;
mod confine;
mod dbf;
mod detect;
mod doc;
mod docx;
mod docx_parts;
mod docx_styles;
mod docx_words;
mod drawings;
mod epub;
mod far_cells;
mod feed;
mod fixed;
mod hand;
#[cfg(any(test, fuzzing))]
pub(crate) mod hostile;
mod html;
mod html_blocks;
mod html_hidden;
mod isolate;
mod limits;
mod mail;
mod marks;
mod msg;
mod numbering;
mod odp;
mod ods;
mod odt;
mod odt_outline;
mod ofd;
#[cfg(test)]
mod office_tests;
mod ole;
mod package;
#[cfg(any(test, fuzzing))]
#[path = "../../../tests/harness/packed.rs"]
mod packed;
mod pdf;
mod plain;
mod ppt;
mod pptx;
mod rtf;
mod scan;
mod self_closed;
mod table;
mod workbook;
mod workbook_beside;
mod worker;
mod writer;
mod xml;

use std::cell::Cell;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::fault::{self, Fault};
use crate::text::{Location, Markup};

use super::DecodeError;

use detect::{Format, Start, conversion};
use hand::Hand;
pub use hand::{RefusedMembers, Size, Taker};
pub use isolate::{Extractor, serve};
pub use limits::Limits;
use package::Archive;
#[cfg(any(test, fuzzing))]
use packed::packed;
#[cfg(test)]
pub(super) use scan::PictureHead;
use scan::Recognise;
pub(super) use scan::{Answer, Picture};

/// A report taken out of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extracted {
    /// Its name inside the file, where a file holds many: a record of a collection, a file of an archive.
    pub member: Option<String>,
    /// Title given beside the text; empty where the text has to show it.
    pub title: String,
    /// The text that all spans speak of.
    pub text: String,
    /// What the format tells of the text.
    pub markup: Markup,
    /// Name of the encoding that the text was decoded from.
    pub encoding: String,
    /// The reader and its release, as `docx 1`.
    pub reader: String,
}

impl Extracted {
    /// Returns where a person finds the byte `at` of the text, which stands in line `line`.
    pub fn location(&self, at: usize, line: usize) -> Location {
        self.markup.location_at(at).cloned().unwrap_or(Location::Line { line })
    }
}

/// What a file gave: reports, and members that were refused while the rest was taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// The reports, in the order of the file.
    pub reports: Vec<Extracted>,
    /// Members that could not be read, each with the reason in words for people.
    pub refused: RefusedMembers,
}

/// Why a file gives no report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ExtractError {
    /// It needs a password.
    #[error("is encrypted; save it without a password")]
    Encrypted,
    /// It is encrypted by what an employer runs on its machines.
    #[error(
        "is encrypted by a document-protection system; where that system opens it, save it without protection"
    )]
    Protected,
    /// It is named as a document and is none.
    #[error(
        "is named .{extension} and is {what}, which cannot be read here; open it where it was made and save it anew"
    )]
    NotAsNamed {
        /// What its name says.
        extension: String,
        /// What it is, in words, with an article.
        what: String,
    },
    /// It is cut short or not what it says it is.
    #[error("is damaged: {0}")]
    Damaged(String),
    /// Pictures of pages.
    #[error("is pictures of pages without text ({}); {OCR_HINT}", pages_told(*.pages))]
    NoTextLayer {
        /// Number of such pages.
        pages: u32,
    },
    /// Characters whose fonts do not tell what they show, for the most part.
    #[error("has text whose fonts do not tell what it says ({percent} % of it); {OCR_HINT}")]
    Unreadable {
        /// How much of all characters that is.
        percent: u8,
        /// Number of pages that cannot be read.
        pages: u32,
    },
    /// It holds no text at all.
    #[error("holds no text")]
    NoText,
    /// There is nothing to take, and that is no fault: what kind of nothing.
    #[error("holds nothing to read ({0})")]
    Nothing(String),
    /// A format without a reader, or none of a document.
    #[error("is {0}, which cannot be read here; {how}", how = conversion(.0))]
    NoReader(String),
    /// Text that cannot be decoded.
    #[error("{0}")]
    Decode(String),
    /// A bomb, or simply too large.
    #[error("unpacks to more than {} MiB (raise the limit with --max-unpacked)", .bytes >> 20)]
    TooLarge {
        /// The limit, in bytes.
        bytes: u64,
    },
    /// More than the reader's process may have.
    #[error("needs more memory than its reader may use (raise the limit with --reader-memory)")]
    NoMemory,
    /// More than whoever asked has room for: why, in words for people.
    #[error("{0}")]
    NoRoom(String),
    /// Nested too deep.
    #[error("is nested more than {0} deep")]
    TooDeep(usize),
    /// The reader did not end in time.
    #[error("could not be read within {0} seconds (raise the limit with --reader-seconds)")]
    TooSlow(u64),
    /// The reader could not be started for want of file handles, which is no fault of the file.
    #[error("cannot be read: too many files are open")]
    NoHandles,
    /// The reader died, by a panic or by using too much memory.
    #[error("cannot be read: its reader {0}")]
    Died(String),
}

/// What there is to do about pages that are pictures.
const OCR_HINT: &str = "`xunzhang index --ocr auto` has them recognised";

fn pages_told(pages: u32) -> String {
    if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages") }
}

impl ExtractError {
    /// Returns the number of pages that wait for a recogniser; 0 for what none would help.
    pub fn waiting(&self) -> u32 {
        match self {
            ExtractError::NoTextLayer { pages } | ExtractError::Unreadable { pages, .. } => *pages,
            _ => 0,
        }
    }

    /// A reader that panicked.
    fn of_fault(fault: &Fault) -> ExtractError {
        let report = format!("please report it at {}", fault::REPORTS);
        ExtractError::Died(format!("met something that it did not expect (at {fault}); {report}"))
    }
}

impl From<DecodeError> for ExtractError {
    fn from(error: DecodeError) -> ExtractError {
        ExtractError::Decode(error.to_string())
    }
}

/// What a reader is given.
pub(crate) struct Input<'a> {
    /// Name of the file or member.
    pub(crate) name: &'a Path,
    /// Its bytes.
    pub(crate) bytes: &'a [u8],
    /// The limits.
    pub(crate) limits: &'a Limits,
    /// Archives that this one stands in.
    pub(crate) depth: usize,
    /// Bytes unpacked so far, from the outermost archive on.
    pub(crate) spent: &'a Cell<u64>,
    /// Who recognises pages that are pictures, if anyone.
    pub(crate) ocr: Option<&'a dyn Recognise>,
    /// The ZIP container that the bytes are, where it was opened to tell their format.
    archive: Option<&'a Archive<'a>>,
    /// Where an archive puts its reports at once; without it they are gathered.
    hand: Option<&'a Hand<'a>>,
}

impl<'a> Input<'a> {
    /// Makes the input of a file that stands in no archive; `spent` counts what it unpacks to.
    pub(crate) fn new(
        name: &'a Path,
        bytes: &'a [u8],
        limits: &'a Limits,
        spent: &'a Cell<u64>,
    ) -> Input<'a> {
        Input { name, bytes, limits, depth: 0, spent, ocr: None, archive: None, hand: None }
    }
}

/// Reads the bytes of one format.
type Read = fn(&Input<'_>) -> Result<Extraction, ExtractError>;

/// A reader of one format.
struct Reader {
    format: Format,
    name: &'static str,
    /// Raised whenever the same bytes may give another text: files are then extracted again.
    release: u32,
    /// Whether it is all our own code over safe decoders, so that no process of its own is needed.
    in_process: bool,
    read: Read,
}

/// All readers.
const READERS: &[Reader] = &[
    Reader { format: Format::Text, name: "text", release: 1, in_process: true, read: plain::text },
    Reader {
        format: Format::JsonLines,
        name: "jsonl",
        release: 1,
        in_process: true,
        read: plain::json_lines,
    },
    Reader {
        format: Format::Workbook,
        name: "calamine",
        release: 3,
        in_process: false,
        read: workbook::read,
    },
    Reader { format: Format::Docx, name: "docx", release: 3, in_process: false, read: docx::read },
    Reader { format: Format::Html, name: "html", release: 3, in_process: false, read: html::read },
    Reader { format: Format::Xml, name: "xml", release: 2, in_process: false, read: feed::read },
    Reader { format: Format::Odt, name: "odt", release: 2, in_process: false, read: odt::read },
    Reader { format: Format::Pptx, name: "pptx", release: 2, in_process: false, read: pptx::read },
    Reader { format: Format::Pdf, name: "pdf", release: 4, in_process: false, read: pdf::read },
    Reader { format: Format::Picture, name: "picture", release: 1, in_process: false, read: scan::read },
    Reader { format: Format::Ofd, name: "ofd", release: 4, in_process: false, read: ofd::read },
    Reader { format: Format::Doc, name: "doc", release: 2, in_process: false, read: doc::read },
    Reader { format: Format::Rtf, name: "rtf", release: 2, in_process: false, read: rtf::read },
    Reader { format: Format::Zip, name: "zip", release: 1, in_process: false, read: archive::read_zip },
    Reader { format: Format::TarGz, name: "tar", release: 1, in_process: false, read: archive::read_tar },
    Reader { format: Format::SevenZip, name: "7z", release: 1, in_process: false, read: archive::read_seven },
    Reader { format: Format::Table, name: "table", release: 1, in_process: true, read: table::read },
    Reader { format: Format::Dbf, name: "dbf", release: 1, in_process: false, read: dbf::read },
    Reader { format: Format::Ppt, name: "ppt", release: 1, in_process: false, read: ppt::read },
    Reader { format: Format::Odp, name: "odp", release: 1, in_process: false, read: odp::read },
    Reader { format: Format::Message, name: "msg", release: 1, in_process: false, read: msg::read },
    Reader { format: Format::Epub, name: "epub", release: 2, in_process: false, read: epub::read },
    Reader { format: Format::Mail, name: "mail", release: 2, in_process: false, read: mail::read },
];

/// Returns names and releases of all readers, for telling when files must be extracted again.
pub fn readers() -> String {
    let names: Vec<String> =
        READERS.iter().map(|reader| format!("{} {}", reader.name, reader.release)).collect();
    names.join(", ")
}

/// Returns whether a file may be a report by its first few thousand bytes; containers are told apart only when all of
/// a file is read.
pub(super) fn may_be_report(name: &Path, start: &[u8]) -> bool {
    document_extension(name).is_some()
        || !matches!(
            detect::by_start(name, start),
            Start::Format(Format::Binary | Format::Picture | Format::Other(_))
        )
}

fn reader_of(name: &Path, format: &Format) -> Result<&'static Reader, ExtractError> {
    let known = READERS.iter().find(|reader| reader.format == *format);
    // What is called a document and is a picture is told as such.
    let known = known.filter(|_| *format != Format::Picture || document_extension(name).is_none());
    known.ok_or_else(|| match (format, document_extension(name)) {
        (Format::EncryptedOffice, _) => ExtractError::Encrypted,
        (Format::Protected, _) => ExtractError::Protected,
        (Format::Binary | Format::Picture | Format::Other(_), Some(extension)) => {
            let what = if *format == Format::Binary { "none" } else { &format.to_string() };
            ExtractError::NotAsNamed { extension, what: what.to_owned() }
        }
        (other, _) => ExtractError::NoReader(other.to_string()),
    })
}

/// Extensions by which people name documents: such a file is read or refused, never passed over.
const DOCUMENTS: [&str; 22] = [
    "docx", "doc", "wps", "wpt", "docm", "dotx", "rtf", "odt", "pdf", "ofd", "xlsx", "xlsm", "xls", "et",
    "ods", "pptx", "ppt", "pps", "dps", "odp", "msg", "epub",
];

/// Returns the extension of a name by which people name documents, in lower case.
fn document_extension(name: &Path) -> Option<String> {
    let extension = name.extension()?.to_str()?.to_ascii_lowercase();
    DOCUMENTS.contains(&extension.as_str()).then_some(extension)
}

/// Extracts the reports of a file in this process. `name` is asked only where the content leaves open what it is.
///
/// # Errors
/// [`ExtractError`] when nothing of the file can be taken.
pub fn extract(name: &Path, bytes: &[u8], limits: &Limits) -> Result<Extraction, ExtractError> {
    extract_nested(&Input::new(name, bytes, limits, &Cell::new(0)))
}

/// As [`extract`], where pages that are pictures are recognised, and each report of an archive is handed over as soon as it is
/// read, in the order of the file; returns what was refused.
///
/// # Errors
/// Why nothing more comes; what was handed over before is good.
fn extract_each(
    name: &Path,
    bytes: &[u8],
    limits: &Limits,
    (ocr, give): (Option<&dyn Recognise>, &dyn Fn(Extracted)),
) -> Result<RefusedMembers, ExtractError> {
    let (hand, spent) = (Hand::new(give), Cell::new(0));
    let input = Input { hand: Some(&hand), ocr, ..Input::new(name, bytes, limits, &spent) };
    let Extraction { reports, refused } = extract_nested(&input)?;
    reports.into_iter().for_each(|report| hand.give(report));
    Ok(refused)
}

/// Extracts a file or a member of an archive.
pub(crate) fn extract_nested(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    if input.depth > input.limits.depth {
        return Err(ExtractError::TooDeep(input.limits.depth));
    }
    // The container that was opened to tell the format is handed on, so that it is read once.
    let (format, archive) = detect::detect(input.name, input.bytes);
    read_by(reader_of(input.name, &format)?, &Input { archive: archive.as_ref(), ..*input })
}

/// Extracts what is known to be of the format of a reader.
fn read_by(reader: &Reader, input: &Input<'_>) -> Result<Extraction, ExtractError> {
    // Others give several reports too, but only together: their own text comes before what is attached.
    let is_archive = matches!(reader.format, Format::Zip | Format::TarGz | Format::SevenZip);
    let mut extraction = (reader.read)(&Input { hand: input.hand.filter(|_| is_archive), ..*input })?;
    log::debug!(
        "{}: read by {} {}, {} reports, {} members refused",
        input.name.display(),
        reader.name,
        reader.release,
        extraction.reports.len(),
        extraction.refused.len()
    );
    // Members of an archive have been given theirs by the reader of their own format.
    for report in extraction.reports.iter_mut().filter(|report| report.reader.is_empty()) {
        report.reader = format!("{} {}", reader.name, reader.release);
    }
    Ok(extraction)
}

/// Makes the extraction of a file that holds one report.
pub(crate) fn single(report: Extracted) -> Result<Extraction, ExtractError> {
    if report.text.trim().is_empty() {
        return Err(ExtractError::NoText);
    }
    Ok(Extraction { reports: vec![report], refused: Vec::new() })
}
