//! PDF: the text layer, where each character stands, bookmarks and page labels.
//!
//! `hayro-interpret` carries out what a page paints, with fonts, encodings (GBK-EUC-H, UniGB-UCS2-H and all others
//! that the format predefines), encryption without a password and files whose table of objects is broken; what
//! it paints is text for `fixed`.

mod fonts;
mod letters;
mod outline;
mod paint;
mod picture;
#[cfg(test)]
mod tests;

use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::{InterpreterCache, InterpreterSettings};

use super::fixed::{FixedDocument, write};
use super::{ExtractError, Extraction, Input, scan, single};

/// Most pages of a document: more are a page tree that bites its own tail.
const PAGES_MAX: usize = 50_000;

/// Reads a PDF.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let pdf = Pdf::new(input.bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => ExtractError::Encrypted,
        LoadPdfError::Invalid => ExtractError::Damaged("no pages can be found in it".to_owned()),
    })?;
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings::default();
    let fonts = fonts::Fonts::new(&pdf);
    let pages =
        pdf.pages().iter().take(PAGES_MAX).map(|page| paint::content(page, &cache, &settings, &fonts));
    let mut pages: Vec<_> = pages.collect();
    letters::restore(&mut pages);
    let mut document = FixedDocument {
        pages,
        labels: outline::page_labels(&pdf),
        bookmarks: outline::bookmarks(&pdf),
        title: pdf.metadata().title.as_ref().map(|title| outline::text_string(title)),
        ..FixedDocument::default()
    };
    if document.pages.is_empty() {
        return Err(ExtractError::Damaged("no pages can be found in it".to_owned()));
    }
    let mut pictures = picture::Pictures::new(&pdf, &settings);
    scan::recognise(&mut document, input.ocr, &mut |nth, page| pictures.paint(nth, page));
    single(write(document)?)
}
