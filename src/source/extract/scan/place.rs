//! Lines that were recognised to characters as `fixed` takes them: straightened, side by side, of even sizes.
//!
//! Boxes that recognisers give of characters are rough: narrow ones are cut short, neighbours overlap. What holds is the order,
//! where a run of characters begins and ends, and how many there are in it.

use super::super::fixed::{ASLANT, Glyph, PageContent, Part};
use super::PictureHead;
use super::hocr::{Line, Mark, width};

/// A gap between two characters this wide, in sizes, beside their own width parts a line into runs.
const RUN_GAP: f32 = 0.9;
/// Sizes that differ by less than this share are one.
const ONE_SIZE: f32 = 0.07;
/// Characters of a line from which on its width tells its size.
const TELLING: usize = 6;
/// A shorter line has the size of others that differ by less than this share.
const NEAR_SIZE: f32 = 0.3;
/// Lines of which the recogniser is less sure, in per cent, are seals, stains and drawings.
const SURE_MIN: f32 = 40.0;
/// Lines longer than this, in heights, tell how the page lies.
const LONG: f32 = 8.0;
/// A line this many times as high as most is two that were read as one, or a heading.
const HIGH: f32 = 1.7;

/// Puts what was recognised on a page, in place of what stood there.
pub(super) fn put(lines: &[Line], head: PictureHead, page: &mut PageContent) {
    let scale = page.width / (head.width as f32).max(1.0);
    page.height = page.height.max(head.height as f32 * scale);
    let tilt = tilt(lines);
    let mut set: Vec<Set<'_>> = lines.iter().map(|line| Set::new(line, tilt)).collect();
    even(&mut set);
    page.glyphs = set.iter().flat_map(|set| set.glyphs(tilt, scale)).collect();
    page.template_glyphs = 0;
    page.recognised = Some(sure(lines));
}

/// Whether the recogniser was unsure of a line, or took two for one. What tells nothing of how sure it is does not change its mind.
pub(super) fn are_doubtful(lines: &[Line]) -> bool {
    let told = || lines.iter().filter_map(|line| Some((line.confidence?, line.area[3] - line.area[1])));
    let mut heights: Vec<f32> = told().map(|(_, height)| height).collect();
    heights.sort_by(f32::total_cmp);
    let usual = heights.get(heights.len() / 2).copied().unwrap_or(0.0);
    told().any(|(sure, height)| sure < SURE_MIN || height > HIGH * usual)
}

/// How much of a page was read, and how surely: for each character how far the recogniser is above [`SURE_MIN`].
pub(super) fn sureness(lines: &[Line]) -> f32 {
    let above = |line: &Line| (line.confidence.unwrap_or(SURE_MIN) - SURE_MIN).max(0.0);
    lines.iter().map(|line| above(line) * line.marks.len() as f32).sum()
}

/// How sure the recogniser is of the characters of a page, in per cent; 0 where it does not tell.
fn sure(lines: &[Line]) -> u8 {
    let told = lines.iter().filter_map(|line| Some((line.confidence?, line.marks.len() as f32)));
    let (sum, count) =
        told.fold((0.0, 0.0), |(sum, count), (sure, marks)| (sum + sure * marks, count + marks));
    if count > 0.0 { (sum / count).clamp(1.0, 100.0) as u8 } else { 0 }
}

/// How far lines sink for each pixel to the right, of most characters.
fn tilt(lines: &[Line]) -> f32 {
    let is_long = |line: &&Line| line.area[2] - line.area[0] > LONG * (line.area[3] - line.area[1]);
    let mut slopes: Vec<f32> = lines.iter().filter(is_long).map(|line| line.slope).collect();
    slopes.sort_by(f32::total_cmp);
    slopes.get(slopes.len() / 2).copied().unwrap_or(0.0)
}

/// A line about to be set.
struct Set<'a> {
    line: &'a Line,
    runs: Vec<&'a [Mark]>,
    size: f32,
    count: usize,
}

impl<'a> Set<'a> {
    fn new(line: &'a Line, tilt: f32) -> Set<'a> {
        let [x0, y0, x1, y1] = line.area;
        // A line that sinks has a higher box.
        let height = ((y1 - y0) - tilt.abs() * (x1 - x0)).max(1.0);
        let mut steps: Vec<f32> = line.marks.windows(2).map(|pair| step(pair) / wide(pair)).collect();
        steps.sort_by(f32::total_cmp);
        let usual = steps.get(steps.len() / 2).copied().unwrap_or(height);
        // One step alone may be a gap, or lead to a full stop, whose ink stands aside.
        let usual = if steps.len() < 3 { 1.1 * height } else { usual }.max(1.0);
        let apart = |a: &Mark, b: &Mark| step(&[*a, *b]) - wide(&[*a, *b]) * usual > RUN_GAP * usual;
        let runs: Vec<&[Mark]> = line.marks.chunk_by(|a, b| !apart(a, b)).collect();
        let told =
            runs.iter().filter(|run| run.len() >= TELLING).map(|run| (end(run, usual) - run[0].x0, sum(run)));
        let (extent, widths) = told.fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
        let size = if widths > 0.0 { extent / widths } else { usual.min(1.3 * height) };
        Set { line, runs, size: size.max(1.0), count: line.marks.len() }
    }

    fn glyphs(&self, tilt: f32, scale: f32) -> Vec<Glyph> {
        let Line { area: [x0, _, x1, y1], slope, offset, confidence, .. } = *self.line;
        let middle = (x0 + x1) / 2.0;
        let y = y1 + offset + slope * (middle - x0) - tilt * middle;
        let is_sure = confidence.is_none_or(|sure| sure >= SURE_MIN);
        let mut glyphs = Vec::with_capacity(self.count);
        for run in &self.runs {
            let each = (end(run, self.size) - run[0].x0).max(1.0) / sum(run);
            let mut x = run[0].x0;
            for mark in *run {
                let advance = width(mark.character) * each;
                let glyph = |character, advance: f32| Glyph {
                    character,
                    x: (x + tilt * y) * scale,
                    y: y * scale,
                    advance: advance * scale,
                    size: self.size * scale,
                    angle: if is_sure { 0 } else { ASLANT },
                    part: if is_sure { Part::Body } else { Part::Furniture },
                };
                if mark.begins {
                    glyphs.push(glyph(' ', 0.0));
                }
                glyphs.push(glyph(mark.character, advance));
                x += advance;
            }
        }
        glyphs
    }
}

/// From the middle of a character to that of the next.
fn step(pair: &[Mark]) -> f32 {
    (pair[1].x0 + pair[1].x1 - pair[0].x0 - pair[0].x1) / 2.0
}

/// How far that is where nothing stands between them, in sizes.
fn wide(pair: &[Mark]) -> f32 {
    (width(pair[0].character) + width(pair[1].character)) / 2.0
}

fn sum(run: &[Mark]) -> f32 {
    run.iter().map(|mark| width(mark.character)).sum()
}

/// Where a run ends: a full stop has ink in a quarter of its width only.
fn end(run: &[Mark], size: f32) -> f32 {
    let last = run[run.len() - 1];
    let is_sign = matches!(last.character, '。' | '，' | '、' | '；' | '：');
    if is_sign { last.x1.max(last.x0 + 0.9 * size) } else { last.x1 }
}

/// Makes sizes that are nearly the same one: each line tells its own a little differently.
fn even(lines: &mut [Set<'_>]) {
    let mut told: Vec<(f32, f32)> = lines
        .iter()
        .filter(|line| line.count >= TELLING)
        .map(|line| (line.size, line.count as f32))
        .collect();
    told.sort_by(|a, b| a.0.total_cmp(&b.0));
    // From small to large: each goes to the size before it, or begins one.
    let mut sizes: Vec<(f32, f32)> = Vec::new();
    for (size, count) in told {
        match sizes.last_mut() {
            Some((mean, all)) if size - *mean < ONE_SIZE * *mean => {
                (*mean, *all) = ((*mean * *all + size * count) / (*all + count), *all + count);
            }
            _ => sizes.push((size, count)),
        }
    }
    for line in lines {
        let near = if line.count >= TELLING { ONE_SIZE * 2.0 } else { NEAR_SIZE };
        let nearest = sizes
            .iter()
            .map(|(size, _)| *size)
            .min_by(|a, b| (a - line.size).abs().total_cmp(&(b - line.size).abs()));
        if let Some(size) = nearest.filter(|size| (size - line.size).abs() < near * size) {
            line.size = size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixed;
    use super::*;

    /// A line of Han whose boxes are as rough as a recogniser's, at a size and a place, sinking by a slope.
    fn line(text: &str, x: f32, y: f32, size: f32, slope: f32) -> Line {
        let mut at = x;
        let marks = text.chars().enumerate().map(|(nth, character)| {
            let wide = width(character) * size;
            let rough = if nth % 2 == 0 { 0.05 } else { 0.2 };
            let mark =
                Mark { character, x0: at + rough * wide, x1: at + (1.0 - rough) * wide, begins: false };
            at += wide;
            mark
        });
        let marks: Vec<Mark> = marks.collect();
        let sinks = slope * (at - x);
        Line {
            marks,
            area: [x, y - size + slope * x, at, y + slope * x + sinks.max(0.0)],
            slope,
            offset: -sinks.max(0.0),
            confidence: Some(95.0),
        }
    }

    #[test]
    fn lines_of_which_the_recogniser_is_unsure_are_looked_at_again() {
        let sure = |text, y| line(text, 100.0, y, 40.0, 0.0);
        let page =
            [sure("各级教育部门要切实减轻", 170.0), sure("教师的负担", 240.0), sure("和教师。", 310.0)];
        assert!(!are_doubtful(&page));
        let with = |change: &dyn Fn(&mut Line)| {
            let mut page = page.clone();
            change(&mut page[1]);
            page
        };
        let unsure = with(&|line| line.confidence = Some(20.0));
        let high = with(&|line| line.area[1] -= 40.0);
        assert!(are_doubtful(&unsure) && are_doubtful(&high));
        assert!(sureness(&page) > sureness(&unsure) && sureness(&unsure) > 0.0);
        let untold = with(&|line| line.confidence = None);
        assert!(!are_doubtful(&untold));
    }

    #[test]
    fn lines_become_paragraphs_on_a_page_that_lies_askew() {
        let head = PictureHead { width: 1_000, height: 1_400, channels: 1, dpi: 200 };
        let mut page = PageContent { width: 500.0, height: 700.0, pictures: 1.0, ..PageContent::default() };
        let lines = [
            line("一、总体要求", 140.0, 100.0, 41.0, 0.02),
            line("各级教育部门要切实减轻教师的", 180.0, 170.0, 39.0, 0.02),
            line("负担，不得把无关的任务摊派给学校", 100.0, 240.0, 40.5, 0.02),
            line("和教师。", 100.0, 310.0, 39.5, 0.02),
        ];
        put(&lines, head, &mut page);
        let text = fixed::read(std::slice::from_ref(&page));
        let blocks: Vec<&str> = text.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(
            blocks,
            ["一、总体要求", "各级教育部门要切实减轻教师的负担，不得把无关的任务摊派给学校和教师。"]
        );
        assert_eq!(page.recognised, Some(95));
    }
}
