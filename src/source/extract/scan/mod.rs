//! Pages that are pictures: to what a recogniser says of them, and from there to characters in their places.
//!
//! - `picture.rs`: files and members that are pictures, to [`Picture`]s of one form
//! - `hocr.rs`: what a recogniser answers (hOCR or plain text) to lines
//! - `seal.rs`: the ink of seals taken off
//! - `skew.rs`: pages that lie askew turned straight
//! - `place.rs`: lines to characters as `fixed` takes them, straightened and of even sizes
//!
//! The recogniser runs outside of the reader's process, which may start no program: [`Recognise`] asks for it.

mod hocr;
mod picture;
mod place;
mod seal;
mod skew;

pub(super) use picture::{decoded, read, read_pictures};

use super::fixed::{FixedDocument, PageContent};
use hocr::Line;

/// A page as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// What is told of it before its pixels.
    pub(crate) head: PictureHead,
    /// Its pixels by rows from the top, one byte (grey) or three (red, green, blue) each.
    pub(crate) pixels: Vec<u8>,
}

/// What is told of a picture before its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct PictureHead {
    /// Pixels of a row.
    pub(crate) width: u32,
    /// Rows.
    pub(crate) height: u32,
    /// Bytes of a pixel: 1 or 3.
    pub(crate) channels: u8,
    /// Pixels of an inch of the page.
    pub(crate) dpi: u32,
}

impl PictureHead {
    /// Most bytes of the pixels of a page: A3 in colour at 400 dpi takes half of it.
    const BYTES_MAX: usize = 256 << 20;

    /// Returns the number of bytes of its pixels; `None` where no page has as many, or none.
    pub(crate) fn bytes(&self) -> Option<usize> {
        let channels = matches!(self.channels, 1 | 3).then_some(usize::from(self.channels))?;
        let bytes = (self.width as usize).checked_mul(self.height as usize)?.checked_mul(channels)?;
        (1..=PictureHead::BYTES_MAX).contains(&bytes).then_some(bytes)
    }
}

/// What came of a page: what the recogniser says (hOCR or text), nothing where the page waits; or why it could not be done, in
/// words for people.
pub(crate) type Answer = Result<Option<String>, String>;

/// Whoever has pages recognised.
pub(crate) trait Recognise {
    /// Returns what is on a page.
    fn recognise(&self, picture: &Picture) -> Answer;
    /// Whether pages are wanted that have text of their own over the picture.
    fn takes_all(&self) -> bool;
}

/// Has the pages recognised that are pictures; `paint` makes the picture of a page, where it can.
pub(super) fn recognise(
    document: &mut FixedDocument,
    ocr: Option<&dyn Recognise>,
    paint: &mut dyn FnMut(usize, &PageContent) -> Option<Picture>,
) {
    let Some(ocr) = ocr else { return };
    for (nth, page) in document.pages.iter_mut().enumerate() {
        if !(page.is_scan() || ocr.takes_all() && page.is_pictured()) {
            continue;
        }
        let Some(picture) = paint(nth, page) else { continue };
        let picture = skew::straight(picture);
        match lines(&picture, ocr) {
            Ok(Some(lines)) => place::put(&lines, picture.head, page),
            Ok(None) => {}
            Err(why) => document.notes.push(format!("page {} could not be recognised: {why}", nth + 1)),
        }
    }
}

/// The lines of a page, looked at once more and larger where some of them are doubtful: of both readings the surer one counts.
/// (A report in Kai at 200 dpi, of which tesseract reads .89 of the characters, and .95 half as large again; a law in Song 1.00
/// and .98, so that not every page is made larger.)
fn lines(picture: &Picture, ocr: &dyn Recognise) -> Result<Option<Vec<Line>>, String> {
    let Some(answer) = ocr.recognise(picture)? else { return Ok(None) };
    let lines = hocr::lines(&answer, picture.head);
    if !place::are_doubtful(&lines) {
        return Ok(Some(lines));
    }
    let Some(larger) = picture.larger() else { return Ok(Some(lines)) };
    // What fails the second time leaves what was read the first time.
    let again = ocr.recognise(&larger).ok().flatten().map(|answer| hocr::lines(&answer, picture.head));
    Ok(Some(again.filter(|again| place::sureness(again) > place::sureness(&lines)).unwrap_or(lines)))
}
