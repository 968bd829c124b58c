//! Round red seals: their ink is taken from the picture, so that what stands under them can be recognised.

use super::PictureHead;

/// Side of the squares that a page is looked at in, in inches: the ring of a seal is as wide.
const SQUARE_INCHES: f32 = 0.04;
/// Share of a square's pixels that are red where it is part of a seal.
const RED_SHARE: f32 = 0.08;
/// Sides of a seal in inches: official ones are 38 to 45 mm wide, which is 1.5 to 1.8 inches; scanned smaller or larger.
const SEAL_INCHES: std::ops::RangeInclusive<f32> = 0.9..=2.4;
/// A seal is nearly as high as it is wide.
const ROUND: std::ops::RangeInclusive<f32> = 0.75..=1.33;
/// Light of red alone from which on a pixel of a seal is ink upon paper; darker is print under it.
const INK: u8 = 165;
/// What print under the ink has gained in light by it.
const GAIN: u8 = 60;

fn is_red([red, green, blue]: [u8; 3]) -> bool {
    red > 110 && red.saturating_sub(green) > 50 && red.saturating_sub(blue) > 50
}

/// Takes the ink of seals from a picture, whose pixels stand by rows. Red headings are wider than high and stay.
pub(super) fn take_off(head: PictureHead, pixels: &mut [[u8; 3]]) {
    let side = ((head.dpi as f32 * SQUARE_INCHES) as usize).max(2);
    let (width, height) = (head.width as usize, head.height as usize);
    let (columns, rows) = (width.div_ceil(side), height.div_ceil(side));
    let mut red = vec![0_usize; columns * rows];
    for nth in (0..pixels.len()).filter(|nth| is_red(pixels[*nth])) {
        red[nth / width / side * columns + nth % width / side] += 1;
    }
    let least = (RED_SHARE * (side * side) as f32) as usize + 1;
    let mut open: Vec<bool> = red.iter().map(|count| *count >= least).collect();
    let inches = |squares: usize| squares as f32 * side as f32 / head.dpi.max(1) as f32;
    for start in 0..open.len() {
        let Some([left, top, right, bottom]) = patch(&mut open, start, columns) else { continue };
        let (wide, high) = (inches(right + 1 - left), inches(bottom + 1 - top));
        if !SEAL_INCHES.contains(&wide) || !SEAL_INCHES.contains(&high) || !ROUND.contains(&(wide / high)) {
            continue;
        }
        for y in top.saturating_sub(1) * side..((bottom + 2) * side).min(height) {
            for x in left.saturating_sub(1) * side..((right + 2) * side).min(width) {
                let pixel = &mut pixels[y * width + x];
                let [light, green, blue] = *pixel;
                // The edges of its strokes are pink.
                if light.saturating_sub(green.max(blue)) > 20 {
                    *pixel = [if light > INK { 255 } else { light.saturating_sub(GAIN) }; 3];
                }
            }
        }
    }
}

/// The ends of the red squares that hang together with one, which are closed: left, top, right, bottom. Gaps of one square
/// between strokes do not part them.
fn patch(open: &mut [bool], start: usize, columns: usize) -> Option<[usize; 4]> {
    if !std::mem::take(&mut open[start]) {
        return None;
    }
    let (mut waiting, mut ends) = (vec![start], [usize::MAX, usize::MAX, 0, 0]);
    let rows = open.len() / columns;
    while let Some(square) = waiting.pop() {
        let (x, y) = (square % columns, square / columns);
        ends = [ends[0].min(x), ends[1].min(y), ends[2].max(x), ends[3].max(y)];
        for beside in y.saturating_sub(2)..(y + 3).min(rows) {
            for at in x.saturating_sub(2)..(x + 3).min(columns) {
                if std::mem::take(&mut open[beside * columns + at]) {
                    waiting.push(beside * columns + at);
                }
            }
        }
    }
    Some(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_goes_and_print_and_a_red_heading_stay() {
        let head = PictureHead { width: 800, height: 600, channels: 3, dpi: 200 };
        let mut pixels = vec![[255; 3]; 800 * 600];
        let mut put = |x: usize, y: usize, colour| pixels[y * 800 + x] = colour;
        // A heading over the page, a ring of 1.5 inches, print under it.
        (100..700).for_each(|x| (40..80).for_each(|y| put(x, y, [200, 20, 20])));
        for step in 0..3_600 {
            let (sine, cosine) = (step as f32 / 1_800.0 * std::f32::consts::PI).sin_cos();
            (140..150).for_each(|r| {
                put(
                    (400.0 + r as f32 * cosine) as usize,
                    (350.0 + r as f32 * sine) as usize,
                    [225, 110, 110],
                );
            });
        }
        (380..420).for_each(|x| put(x, 350, [0, 0, 0]));
        (300..320).for_each(|x| put(x, 250, [140, 30, 30]));
        take_off(head, &mut pixels);
        let red = |pixel: &&[u8; 3]| is_red(**pixel);
        assert_eq!(pixels[..100 * 800].iter().filter(red).count(), 600 * 40);
        assert_eq!(pixels[100 * 800..].iter().filter(red).count(), 0);
        assert_eq!((pixels[350 * 800 + 400], pixels[250 * 800 + 310][0] < 100), ([0; 3], true));
    }
}
