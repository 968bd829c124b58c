//! Pages of a PDF painted, for a recogniser.

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::InterpreterSettings;
use hayro_interpret::hayro_syntax::Pdf;

use super::super::fixed::PageContent;
use super::super::scan::{Picture, PictureHead};

/// Pixels an inch of a page that no picture tells of: what recognisers are made for.
const USUAL_DPI: f32 = 300.0;
/// Fewest and most pixels an inch: below, characters are too small for a recogniser; above, it only takes longer.
const DPI: std::ops::RangeInclusive<f32> = 200.0..=400.0;
/// Longest side in pixels.
const SIDE_MAX: f32 = 8_000.0;

/// Paints pages of a document.
pub(super) struct Pictures<'p, 's> {
    pdf: &'p Pdf,
    settings: &'s InterpreterSettings,
    cache: RenderCache<'p>,
}

impl<'p, 's> Pictures<'p, 's> {
    /// Prepares it.
    pub(super) fn new(pdf: &'p Pdf, settings: &'s InterpreterSettings) -> Pictures<'p, 's> {
        Pictures { pdf, settings, cache: RenderCache::new() }
    }

    /// Returns the picture of a page as large as the pictures on it, so that nothing of them is lost; `None` where it is too
    /// large or has no area.
    pub(super) fn paint(&mut self, nth: usize, content: &PageContent) -> Option<Picture> {
        let page = self.pdf.pages().get(nth)?;
        let (width, height) = page.render_dimensions();
        let told = Some(content.picture_dpi).filter(|dpi| *dpi > 0.0).unwrap_or(USUAL_DPI);
        let dpi = told.clamp(*DPI.start(), *DPI.end()).min(SIDE_MAX * 72.0 / width.max(height).max(1.0));
        let scale = dpi / 72.0;
        let size = |length: f32| (length * scale) as u32;
        PictureHead { width: size(width), height: size(height), channels: 3, dpi: dpi as u32 }.bytes()?;
        let pixmap = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let painted = render(page, &self.cache, self.settings, &RenderSettings::default(), &pixmap);
        // Painted on white: nothing shines through.
        let pixels = painted.data().iter().map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
        // What is kept of a page is of no use to the next: a thousand pages would not fit.
        self.cache = RenderCache::new();
        Some(Picture::of_colours(pixels, painted.width().into(), painted.height().into(), dpi as u32))
    }
}
