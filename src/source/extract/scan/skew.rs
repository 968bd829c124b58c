//! Pages that lie askew are turned straight: recognisers lose lines of a page that is turned by half a degree.
//!
//! The slope is the one along which ink piles up in rows most sharply: the sum of the squares of the differences between
//! neighbouring rows (Postl 1986). Everything is reckoned in whole pixels and slopes in thousandths, so that a page looks the
//! same on every machine and what was recognised of it is found again.

use super::{Picture, PictureHead};

/// A page is looked at in squares, so that it is about as many of them wide.
const SQUARES: usize = 800;
/// Largest slope that is looked for, and the steps in which, in thousandths: 3° and .17°, then .06°.
const SLOPE_MAX: i32 = 54;
const STEP: i32 = 3;
/// A smaller slope is left as it is.
const SLOPE_MIN: i32 = 3;
/// Rows must be so much sharper along a slope, in per cent.
const SHARPER: u64 = 110;
/// Fewest squares with ink that tell how a page lies.
const INK_MIN: usize = 500;

/// Returns the picture turned so that its lines are level; the same where they are.
pub(super) fn straight(picture: Picture) -> Picture {
    match slope(&picture) {
        slope if slope.abs() < SLOPE_MIN => picture,
        slope => turned(&picture, slope),
    }
}

/// How far lines sink for a thousand pixels to the right, in pixels.
fn slope(picture: &Picture) -> i32 {
    let (ink, rows) = ink(picture);
    if ink.len() < INK_MIN {
        return 0;
    }
    let score = |slope: i32| sharpness(&ink, rows, slope);
    let best =
        |slopes: &mut dyn Iterator<Item = i32>| slopes.max_by_key(|slope| (score(*slope), -slope.abs()));
    let rough = best(&mut (-SLOPE_MAX..=SLOPE_MAX).step_by(STEP as usize)).unwrap_or(0);
    let fine = best(&mut (rough - STEP + 1..rough + STEP)).unwrap_or(0);
    if score(fine) * 100 < score(0) * SHARPER { 0 } else { fine }
}

/// The squares that hold ink, by column and row, and how many rows there are.
fn ink(picture: &Picture) -> (Vec<(i32, i32)>, usize) {
    let PictureHead { width, height, channels, .. } = picture.head;
    let (width, height, channels) = (width as usize, height as usize, usize::from(channels));
    let side = (width / SQUARES).max(1);
    let (columns, rows) = (width / side, height / side);
    let mut darkest = vec![u8::MAX; columns * rows];
    for (y, row) in picture.pixels.chunks_exact(width * channels).take(rows * side).enumerate() {
        for (x, pixel) in row.chunks_exact(channels).take(columns * side).enumerate() {
            // Green is closest to what the eye takes for light.
            let light = pixel[channels / 2];
            let square = &mut darkest[y / side * columns + x / side];
            *square = light.min(*square);
        }
    }
    let mut sorted = darkest.clone();
    sorted.sort_unstable();
    let at = |percent: usize| sorted.get(sorted.len() * percent / 100).copied().unwrap_or(0);
    // Between the darkest and the paper.
    let threshold = (u16::from(at(1)) + u16::from(at(90))) / 2;
    let is_ink = |nth: &usize| u16::from(darkest[*nth]) < threshold;
    let place = |nth: usize| ((nth % columns) as i32, (nth / columns) as i32);
    ((0..darkest.len()).filter(is_ink).map(place).collect(), rows)
}

fn sharpness(ink: &[(i32, i32)], rows: usize, slope: i32) -> u64 {
    // Lines that sink or rise leave the page by less than a tenth of it.
    let margin = rows as i32 / 4 + 64;
    let mut counts = vec![0_i64; rows + 2 * margin as usize];
    for (x, y) in ink {
        let row = y + margin - x * slope / 1_000;
        if let Some(count) = usize::try_from(row).ok().and_then(|row| counts.get_mut(row)) {
            *count += 1;
        }
    }
    counts.windows(2).map(|pair| (pair[1] - pair[0]).unsigned_abs().pow(2)).sum()
}

/// Turns a picture around its middle; what comes in from outside is white.
fn turned(picture: &Picture, slope: i32) -> Picture {
    let PictureHead { width, height, channels, .. } = picture.head;
    let (width, height, channels) = (width as usize, height as usize, usize::from(channels));
    let tangent = slope as f32 / 1_000.0;
    let cosine = 1.0 / (1.0 + tangent * tangent).sqrt();
    let sine = tangent * cosine;
    let (middle_x, middle_y) = (width as f32 / 2.0, height as f32 / 2.0);
    let mut pixels = Vec::with_capacity(picture.pixels.len());
    for y in 0..height {
        for x in 0..width {
            let (dx, dy) = (x as f32 - middle_x, y as f32 - middle_y);
            let from = (middle_x + dx * cosine - dy * sine, middle_y + dx * sine + dy * cosine);
            for channel in 0..channels {
                pixels.push(between(&picture.pixels, (width, height, channels), from, channel));
            }
        }
    }
    Picture { head: picture.head, pixels }
}

/// The light between four pixels.
fn between(
    pixels: &[u8],
    (width, height, channels): (usize, usize, usize),
    (x, y): (f32, f32),
    channel: usize,
) -> u8 {
    let (left, top) = (x.floor(), y.floor());
    if left < 0.0 || top < 0.0 || left as usize + 1 >= width || top as usize + 1 >= height {
        return u8::MAX;
    }
    let (right, down) = (x - left, y - top);
    let light = |column: usize, row: usize| {
        f32::from(pixels[((top as usize + row) * width + left as usize + column) * channels + channel])
    };
    let upper = light(0, 0) * (1.0 - right) + light(1, 0) * right;
    let lower = light(0, 1) * (1.0 - right) + light(1, 1) * right;
    (upper * (1.0 - down) + lower * down).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of blocks that sink by a slope, in thousandths.
    fn page(slope: i32, channels: u8) -> Picture {
        let (width, height) = (1_200_usize, 1_600_usize);
        let mut pixels = vec![250; width * height * usize::from(channels)];
        for line in 0..20_i32 {
            for x in (100..1_100_i32).filter(|x| x % 25 < 19) {
                for y in 0..20 {
                    let row = (200 + line * 60 + y + x * slope / 1_000) as usize;
                    let at = (row * width + x as usize) * usize::from(channels);
                    pixels[at..at + usize::from(channels)].fill(30);
                }
            }
        }
        Picture { head: PictureHead { width: 1_200, height: 1_600, channels, dpi: 150 }, pixels }
    }

    #[test]
    fn pages_that_lie_askew_are_turned_straight() {
        for (wanted, channels) in [(-40, 1), (5, 1), (21, 3)] {
            let askew = page(wanted, channels);
            assert!((slope(&askew) - wanted).abs() <= 1, "{wanted}: {}", slope(&askew));
            let turned = straight(askew);
            assert!(slope(&turned).abs() < SLOPE_MIN, "{wanted}: {}", slope(&turned));
            assert_eq!(turned.pixels.len(), turned.head.bytes().unwrap_or(0));
        }
    }

    #[test]
    fn what_is_level_or_tells_nothing_stays_as_it_is() {
        let level = page(0, 1);
        assert_eq!(straight(level.clone()), level);
        let head = PictureHead { width: 30, height: 2_000, channels: 1, dpi: 0 };
        for light in [0, 255] {
            let blank = Picture { head, pixels: vec![light; 60_000] };
            assert_eq!(straight(blank.clone()), blank);
        }
    }
}
