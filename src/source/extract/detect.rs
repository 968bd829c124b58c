//! Which format bytes are. The content decides; the name is asked only between kinds of text.

use std::fmt;
use std::path::Path;

use super::super::decode::is_surely_text;
use super::super::{DecodeError, decode, is_json_lines};
use super::package::{Archive, read_directory};
use super::{archive, dbf, mail, ole};

/// A format that reports, or what is stored beside them, come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    /// Plain text and Markdown.
    Text,
    /// A collection with a report on every line.
    JsonLines,
    /// A web page.
    Html,
    /// A news feed or other XML.
    Xml,
    /// Word since 2007.
    Docx,
    /// A workbook of Excel (any age), WPS or OpenDocument.
    Workbook,
    /// PowerPoint since 2007.
    Pptx,
    /// PowerPoint 97 to 2003, and WPS.
    Ppt,
    /// OpenDocument presentation.
    Odp,
    /// A table in text (csv, tsv).
    Table,
    /// A table of dBASE and its like.
    Dbf,
    /// A message of Outlook.
    Message,
    /// OpenDocument text.
    Odt,
    /// Rich text.
    Rtf,
    /// PDF.
    Pdf,
    /// A picture, which may be of a page.
    Picture,
    /// Fixed layout of official documents (GB/T 33190).
    Ofd,
    /// Word 97 to 2003, and WPS Writer.
    Doc,
    /// An office document with a password.
    EncryptedOffice,
    /// A file that a document-protection system has encrypted.
    Protected,
    /// An archive of files.
    Zip,
    /// A tar archive of files, packed with gzip or not; a file packed with gzip.
    TarGz,
    /// An archive of files, packed as 7z.
    SevenZip,
    /// A book of web pages.
    Epub,
    /// A mail, or a web page saved in one file.
    Mail,
    /// Something that is known, but not read: in words, with an article.
    Other(&'static str),
    /// Bytes that are no text and nothing known.
    Binary,
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Format::Text => "text",
            Format::JsonLines => "a collection of JSON lines",
            Format::Html => "a web page",
            Format::Xml => "an XML file",
            Format::Docx => "a Word document",
            Format::Workbook => "a workbook",
            Format::Pptx => "a PowerPoint presentation",
            Format::Ppt => "an older PowerPoint presentation",
            Format::Odp => "an OpenDocument presentation",
            Format::Table => "a table in text",
            Format::Dbf => "a dBASE table",
            Format::Message => "an Outlook message",
            Format::Odt => "an OpenDocument text",
            Format::Rtf => "a rich-text document",
            Format::Pdf => "a PDF file",
            Format::Picture => "a picture",
            Format::Ofd => "an OFD file",
            Format::Doc => "an older Word or WPS document",
            Format::EncryptedOffice => "an encrypted office document",
            Format::Protected => "a file encrypted by a document-protection system",
            Format::Zip => "a ZIP archive",
            Format::TarGz => "a tar archive",
            Format::SevenZip => "a 7z archive",
            Format::Epub => "an e-book (EPUB)",
            Format::Mail => "a mail",
            Format::Other(what) => what,
            Format::Binary => "no text",
        })
    }
}

/// Bytes that are looked at to tell kinds of text apart.
const START_BYTES: usize = 4_096;

/// Beginnings of what is known by its first bytes.
const MAGIC: &[(&[u8], Format)] = &[
    (b"{\\rtf", Format::Rtf),
    (b"\x1F\x8B", Format::TarGz),
    (b"\x89PNG", Format::Picture),
    (b"\xFF\xD8\xFF", Format::Picture),
    (b"GIF8", Format::Picture),
    (b"BM\x00", Format::Picture),
    (b"II*\x00", Format::Picture),
    (b"MM\x00*", Format::Picture),
    (b"\x7FELF", Format::Other("a program")),
    (b"MZ\x90\x00", Format::Other("a program")),
    (b"Rar!", Format::Other("a RAR archive")),
    (b"7z\xBC\xAF\x27\x1C", Format::SevenZip),
    (b"ITSF\x03\x00", Format::Other("a compiled help file (CHM)")),
    (b"AT&TFORM", Format::Other("a DjVu document")),
    (b"HN\x01\x00", Format::Other("a CAJ document")),
    (b"CAJ\x00", Format::Other("a CAJ document")),
    (b"KDH \x00", Format::Other("a CAJ document")),
    (b"BZh", Format::Other("a bzip2 archive")),
    (b"\xFD7zXZ\x00", Format::Other("an xz archive")),
    (b"%TSD-Header", Format::Protected),
    (b"SQLite format 3\x00", Format::Other("a database")),
    (b"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D", Format::Other("a OneNote section")),
];
/// What an OLE container holds, by the name of its stream; the first that is there decides.
const OLE: &[(&str, Format)] = &[
    ("EncryptedPackage", Format::EncryptedOffice),
    ("WordDocument", Format::Doc),
    ("Workbook", Format::Workbook),
    ("Book", Format::Workbook),
    ("PowerPoint Document", Format::Ppt),
    ("VisioDocument", Format::Other("a Visio drawing")),
    ("__substg1.0_", Format::Message),
];
/// What a ZIP container holds, by the name of a member.
const ZIPPED: &[(&str, Format)] = &[
    ("word/document.xml", Format::Docx),
    ("xl/workbook.xml", Format::Workbook),
    ("xl/workbook.bin", Format::Workbook),
    ("ppt/presentation.xml", Format::Pptx),
    ("OFD.xml", Format::Ofd),
    ("META-INF/container.xml", Format::Epub),
];

/// Returns what to do with a file of a kind that has no reader, as one clause.
pub(super) fn conversion(what: &str) -> &'static str {
    match what {
        "a RAR archive" | "a bzip2 archive" | "an xz archive" => "unpack it (unar, 7z x)",
        "a compiled help file (CHM)" => "unpack it to web pages (7z x)",
        "a DjVu document" => "convert it (ddjvu -format=pdf)",
        "a CAJ document" => "print it to PDF where it opens",
        "a Kindle book" => "convert it (ebook-convert FILE FILE.epub, of Calibre)",
        "a Visio drawing" => "convert it (soffice --headless --convert-to pdf)",
        "a picture" => "`xunzhang index --ocr auto` recognises its text",
        "a database" => "export its tables as .csv",
        "a OneNote section" => "export it as .docx or .pdf",
        "a program" => "it holds no report",
        "an older office document of an unknown kind" => "convert it (soffice --headless --convert-to docx)",
        _ => "save it as .docx, .pdf or text",
    }
}

/// Returns which format `bytes` are, and the container that was opened to tell.
pub(super) fn detect<'a>(name: &Path, bytes: &'a [u8]) -> (Format, Option<Archive<'a>>) {
    match by_start(name, bytes) {
        Start::Format(format) => (format, None),
        Start::Ole => (in_ole(bytes), None),
        Start::Zip => match read_directory(bytes) {
            Ok(mut archive) => (in_zip(&mut archive), Some(archive)),
            Err(_) => (cut_zip(bytes), None),
        },
    }
}

/// What the first bytes of a file tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// Its format.
    Format(Format),
    /// A ZIP container: its directory tells what it holds.
    Zip,
    /// A container of older office documents: its streams tell.
    Ole,
}

/// Looks at the first few thousand bytes only, and into no container: so it is safe outside of a reader's process.
pub(super) fn by_start(name: &Path, bytes: &[u8]) -> Start {
    if let Some((_, format)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Start::Format(*format);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Start::Zip;
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Start::Ole;
    }
    if dbf::is_table(name, &bytes[..bytes.len().min(START_BYTES)]) {
        return Start::Format(Format::Dbf);
    }
    // The mark of a tar archive stands behind the name of its first member.
    if archive::is_tar(bytes) {
        return Start::Format(Format::TarGz);
    }
    let start = &bytes[..bytes.len().min(START_BYTES)];
    if bytes.get(60..68) == Some(b"BOOKMOBI") {
        return Start::Format(Format::Other("a Kindle book"));
    }
    // Viewers take the mark anywhere in the first 1,024 bytes (PDF Reference 1.7, appendix H).
    let is_pdf = memchr::memmem::find(&start[..start.len().min(1_024)], b"%PDF-").is_some();
    Start::Format(if is_pdf { Format::Pdf } else { in_text(name, start) })
}

/// Tells kinds of text apart.
fn in_text(name: &Path, start: &[u8]) -> Format {
    if is_json_lines(name) {
        return Format::JsonLines;
    }
    if mail::is_mail(start) {
        return Format::Mail;
    }
    let extension = name.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let named = ["html", "htm", "xhtml", "shtml"].iter().any(|known| extension.eq_ignore_ascii_case(known));
    // Web systems hand out tables as HTML under the name of an office program.
    let named_office = ["xls", "et", "doc", "wps"].iter().any(|known| extension.eq_ignore_ascii_case(known));
    let opens = start.iter().find(|byte| byte.is_ascii_graphic()) == Some(&b'<');
    if (named || opens)
        && let Some(format) = marked_up(start, named || (named_office && opens), opens)
    {
        return format;
    }
    let is_table = ["csv", "tsv", "xls", "et"].iter().any(|known| extension.eq_ignore_ascii_case(known));
    let start = without_cut_character(start);
    match is_surely_text(start) || !matches!(decode(start), Err(DecodeError::Binary(_))) {
        true if is_table => Format::Table,
        true => Format::Text,
        false => Format::Binary,
    }
}

/// Text with markup, where its `start` holds signs of it: asked when the name is that of a web page, or it `opens` with
/// a bracket.
fn marked_up(start: &[u8], named: bool, opens: bool) -> Option<Format> {
    // Bytes of NUL are dropped: so the signs are seen in UTF-16 too.
    let letters: Vec<u8> = start.iter().filter(|byte| **byte != 0).map(u8::to_ascii_lowercase).collect();
    let has = |sign: &str| memchr::memmem::find(&letters, sign.as_bytes()).is_some();
    if opens && ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| has(tag)) {
        return Some(Format::Html);
    }
    if opens && has("<?xml") {
        return Some(Format::Xml);
    }
    let tags = ["<p>", "<br", "<div", "<h1", "<h>", "<table", "<meta", "<span", "<body", "<p "];
    (named && tags.iter().any(|tag| has(tag))).then_some(Format::Html)
}

/// Sound UTF-8 that was cut inside a character, without the rest of it: so its encoding need not be guessed.
fn without_cut_character(start: &[u8]) -> &[u8] {
    match std::str::from_utf8(start) {
        Err(error) if error.error_len().is_none() => &start[..error.valid_up_to()],
        _ => start,
    }
}

fn in_ole(bytes: &[u8]) -> Format {
    let names = ole::top_names(bytes);
    let holds = |name: &str| match &names {
        // What stands deeper is embedded in the document, and does not tell what the document is.
        Some(names) => names.iter().any(|known| {
            known.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
                && (known.len() == name.len() || name.ends_with('_'))
        }),
        // A damaged container is named as what it was.
        None => {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            memchr::memmem::find(bytes, &wide).is_some()
        }
    };
    let known = OLE.iter().find(|(stream, _)| holds(stream)).map(|(_, format)| *format);
    known.unwrap_or(Format::Other("an older office document of an unknown kind"))
}

fn in_zip(archive: &mut Archive<'_>) -> Format {
    let office = ZIPPED.iter().find(|(member, _)| archive.index_for_name(member).is_some());
    if let Some((_, format)) = office {
        return *format;
    }
    let mut kind = Vec::new();
    if let Ok(member) = archive.by_name("mimetype") {
        // The type is a short line; a longer file of this name is something else.
        let read = std::io::Read::read_to_end(&mut std::io::Read::take(member, 200), &mut kind);
        kind.truncate(if read.is_ok() { kind.len() } else { 0 });
    }
    match String::from_utf8_lossy(&kind).trim().trim_end_matches("-template") {
        "application/vnd.oasis.opendocument.text" => Format::Odt,
        "application/vnd.oasis.opendocument.spreadsheet" => Format::Workbook,
        "application/vnd.oasis.opendocument.presentation" => Format::Odp,
        _ => Format::Zip,
    }
}

/// An archive without its end: the first members tell what it was.
fn cut_zip(bytes: &[u8]) -> Format {
    let start = &bytes[..bytes.len().min(START_BYTES)];
    let has = |name: &str| memchr::memmem::find(start, name.as_bytes()).is_some();
    let kinds = [
        ("word/", Format::Docx),
        ("xl/", Format::Workbook),
        ("ppt/", Format::Pptx),
        ("OFD.xml", Format::Ofd),
        ("opendocument.text", Format::Odt),
    ];
    kinds.iter().find(|(name, _)| has(name)).map_or(Format::Zip, |(_, format)| *format)
}
