//! Files that are pictures: one page each, or several (tif).

use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageFormat, ImageReader, Limits, RgbImage, imageops};

use super::super::fixed::{FixedDocument, PageContent, write};
use super::super::{ExtractError, Extraction, Input, single};
use super::{Picture, PictureHead, Recognise, recognise, seal};

/// Width of a page where nothing tells it, in inches: A4.
const PAGE_INCHES: f32 = 8.27;
/// Longest side of a picture that is recognised, in pixels: A3 at 400 dpi. Larger ones are made smaller.
const SIDE_MAX: u32 = 6_600;
/// A picture with a shorter side is a sign or a button.
const SIDE_MIN: u32 = 200;
/// Fewest Han and letters of a picture that is a page of text, and not a photograph with a word in it,
const CHARACTERS_MIN: usize = 12;
/// and how sure the recogniser must be of them, in per cent.
const SURE_MIN: u8 = 60;
/// Most pages of a file.
const PAGES_MAX: usize = 5_000;

/// Returns a picture of any format that is known.
pub(in super::super) fn decoded(bytes: &[u8]) -> Option<Picture> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(PictureHead::BYTES_MAX as u64);
    reader.limits(limits);
    of(reader.decode().ok()?)
}

/// A picture in the form that is recognised: grey where it has no colour, small enough, nothing shining through.
fn of(image: DynamicImage) -> Option<Picture> {
    if image.width().min(image.height()) < SIDE_MIN {
        return None;
    }
    let image = match image.width().max(image.height()) > SIDE_MAX {
        true => image.resize(SIDE_MAX, SIDE_MAX, imageops::FilterType::Triangle),
        false => image,
    };
    let rgba = image.into_rgba8();
    let over_white = |value: u8, alpha: u8| {
        ((u32::from(value) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255) as u8
    };
    let pixels = rgba.pixels().map(|pixel| {
        let [red, green, blue, alpha] = pixel.0;
        [red, green, blue].map(|value| over_white(value, alpha))
    });
    let dpi = (rgba.width().min(rgba.height()) as f32 / PAGE_INCHES).clamp(70.0, 600.0) as u32;
    Some(Picture::of_colours(pixels.collect(), rgba.width(), rgba.height(), dpi))
}

impl Picture {
    /// Returns it half as large again; `None` where that is more than a page may have.
    pub(super) fn larger(&self) -> Option<Picture> {
        let PictureHead { width, height, channels, dpi } = self.head;
        let head = PictureHead { width: width * 3 / 2, height: height * 3 / 2, channels, dpi: dpi * 3 / 2 };
        head.bytes()?;
        if head.width.max(head.height) > SIDE_MAX {
            return None;
        }
        let pixels = self.pixels.clone();
        let filter = imageops::FilterType::CatmullRom;
        let pixels = match channels {
            1 => imageops::resize(
                &GrayImage::from_raw(width, height, pixels)?,
                head.width,
                head.height,
                filter,
            )
            .into_raw(),
            _ => {
                imageops::resize(&RgbImage::from_raw(width, height, pixels)?, head.width, head.height, filter)
                    .into_raw()
            }
        };
        Some(Picture { head, pixels })
    }

    /// Returns a picture of colours, by rows, without the ink of seals; grey where all of them are.
    pub(in super::super) fn of_colours(
        mut pixels: Vec<[u8; 3]>,
        width: u32,
        height: u32,
        dpi: u32,
    ) -> Picture {
        seal::take_off(PictureHead { width, height, channels: 3, dpi }, &mut pixels);
        let is_grey = pixels.iter().all(|[red, green, blue]| red == green && green == blue);
        let channels = if is_grey { 1 } else { 3 };
        let pixels = match is_grey {
            true => pixels.into_iter().map(|[grey, ..]| grey).collect(),
            false => pixels.into_flattened(),
        };
        Picture { head: PictureHead { width, height, channels, dpi }, pixels }
    }
}

/// All pages of a file.
fn pages(bytes: &[u8]) -> Vec<Option<Picture>> {
    if image::guess_format(bytes).ok() != Some(ImageFormat::Tiff) {
        return vec![decoded(bytes)];
    }
    tiff_pages(bytes).unwrap_or_else(|| vec![decoded(bytes)])
}

/// The pages of a tif: `image` reads the first only.
fn tiff_pages(bytes: &[u8]) -> Option<Vec<Option<Picture>>> {
    let mut decoder = tiff::decoder::Decoder::new(Cursor::new(bytes)).ok()?;
    let mut pages = Vec::new();
    loop {
        pages.push(tiff_page(&mut decoder));
        if !decoder.more_images() || pages.len() >= PAGES_MAX || decoder.next_image().is_err() {
            return Some(pages);
        }
    }
}

fn tiff_page(decoder: &mut tiff::decoder::Decoder<Cursor<&[u8]>>) -> Option<Picture> {
    use tiff::ColorType;
    use tiff::decoder::DecodingResult;
    let (width, height) = decoder.dimensions().ok()?;
    let colours = decoder.colortype().ok()?;
    PictureHead { width, height, channels: 3, dpi: 0 }.bytes()?;
    let DecodingResult::U8(values) = decoder.read_image().ok()? else { return None };
    let image = match colours {
        ColorType::RGB(8) => DynamicImage::ImageRgb8(image::RgbImage::from_raw(width, height, values)?),
        ColorType::RGBA(8) => DynamicImage::ImageRgba8(image::RgbaImage::from_raw(width, height, values)?),
        ColorType::Gray(8) => DynamicImage::ImageLuma8(image::GrayImage::from_raw(width, height, values)?),
        ColorType::Gray(1) => {
            let row = (width as usize).div_ceil(8);
            let bit = |x: usize, y: usize| {
                values.get(y * row + x / 8).is_some_and(|byte| byte >> (7 - x % 8) & 1 == 1)
            };
            let spread = (0..height as usize).flat_map(|y| (0..width as usize).map(move |x| (x, y)));
            let grey = spread.map(|(x, y)| if bit(x, y) { 255 } else { 0 }).collect();
            DynamicImage::ImageLuma8(image::GrayImage::from_raw(width, height, grey)?)
        }
        _ => return None,
    };
    of(image)
}

/// Reads the pictures of a document that holds nothing else: each is a page.
///
/// # Errors
/// [`ExtractError::NoTextLayer`] when nobody recognises them.
pub(in super::super) fn read_pictures(
    files: &[Vec<u8>],
    ocr: Option<&dyn Recognise>,
) -> Result<Extraction, ExtractError> {
    let page = || PageContent { width: 100.0, height: 141.0, pictures: 1.0, ..PageContent::default() };
    let mut document = FixedDocument {
        pages: files.iter().map(|_| page()).collect(),
        are_pictures: true,
        ..FixedDocument::default()
    };
    recognise(&mut document, ocr, &mut |nth, _| decoded(files.get(nth)?));
    single(write(document)?)
}

/// Reads a picture as a scanned document; without a recogniser, or without text on it, it is none.
pub(in super::super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let Some(ocr) = input.ocr else { return Err(ExtractError::NoReader("a picture".to_owned())) };
    let kind = input
        .name
        .extension()
        .map_or("a picture".to_owned(), |kind| format!(".{}", kind.to_string_lossy().to_lowercase()));
    let mut pictures = pages(input.bytes);
    let page = |picture: &Option<Picture>| {
        let head = picture.as_ref().map(|picture| picture.head);
        let (width, height) = head.map_or((0, 0), |head| (head.width, head.height));
        PageContent { width: width as f32, height: height as f32, pictures: 1.0, ..PageContent::default() }
    };
    let mut document =
        FixedDocument { pages: pictures.iter().map(page).collect(), ..FixedDocument::default() };
    recognise(&mut document, Some(ocr), &mut |nth, _| pictures.get_mut(nth)?.take());
    let characters =
        document.pages.iter().flat_map(|page| &page.glyphs).filter(|glyph| glyph.character.is_alphanumeric());
    let sure = document.pages.iter().filter_map(|page| page.recognised).max();
    // A photograph is no report, whatever a recogniser sees in it.
    if characters.count() < CHARACTERS_MIN || sure.is_none_or(|sure| sure > 0 && sure < SURE_MIN) {
        return Err(ExtractError::Nothing(kind));
    }
    single(write(document)?)
}
