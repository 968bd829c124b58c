//! Hard-wrapped text: lines that an editor or a screen broke at a fixed width are paragraphs again.
//!
//! What broke them counted characters or the columns of a screen, where a Han character takes two and quotation marks
//! and dashes one or two. The way of counting is told from the lines: by the right one many are equally long.

use serde::{Deserialize, Serialize};

use crate::text::Span;

use super::markdown::is_row;
use super::split::{Line, each_line, ends_sentence};

/// Hard-wrapped lines are at most this long, in Han characters.
const WRAP_MAX: usize = 120;
/// And at least this long: lists of short lines are no wrapped text.
const WRAP_MIN: usize = 18;
/// Bytes from which on a line is longer than wrapped lines are, whatever is counted.
const WRAP_BYTES_MAX: usize = 4 * WRAP_MAX;
/// One in this many lines may be longer than the others were broken at: a table, an address.
const OUTLIERS: usize = 50;
/// Where fewer than one in this many full lines is shorter than the others, none counts as shorter.
const STRAIGHT: usize = 50;
/// Characters or columns by which marks may hang over the end of a line.
const OVERHANG: usize = 2;
/// A word that did not fit into a line is at most this long, in characters.
const UNIT_CHARS_MAX: usize = 16;

/// Lines of a text that are kept once they are counted; of a text of more all are read again.
const LINES_KEPT: usize = 1 << 14;

/// Marks that end no line, and marks that begin none.
const OPENING: &str = "（“‘《〈「『〔【(";
const CLOSING: &str = "，。、；：？！）”’》〉」』〕】%％,.;:)";

/// How the length of a line was counted when it was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Measure {
    /// In characters.
    Chars,
    /// In columns of a screen, where what stands before U+3000 (“”—…① too) takes one.
    Narrow,
    /// In columns, where only ASCII takes one, as East Asian fonts draw it.
    Wide,
}

impl Measure {
    const ALL: [Measure; 3] = [Measure::Chars, Measure::Narrow, Measure::Wide];

    fn of(self, text: &str) -> usize {
        Measure::all_of(text)[self as usize]
    }

    /// The length by each measure, in the order of [`Measure::ALL`].
    fn all_of(text: &str) -> [usize; 3] {
        // First bytes tell: 0xC0 and more begin what is not ASCII, 0xE3 and more what is U+3000 or later.
        let (mut chars, mut beyond_ascii, mut late) = (0, 0, 0);
        // In chunks of 255 bytes, which eight bits can count: many bytes are then counted at once.
        for bytes in text.as_bytes().chunks(255) {
            let mut counts = [0u8; 3];
            for byte in bytes {
                counts[0] += u8::from(!(0x80..0xC0).contains(byte));
                counts[1] += u8::from(*byte >= 0xC0);
                counts[2] += u8::from(*byte >= 0xE3);
            }
            let [more, more_beyond, more_late] = counts.map(usize::from);
            (chars, beyond_ascii, late) = (chars + more, beyond_ascii + more_beyond, late + more_late);
        }
        [chars, chars + late, chars + beyond_ascii]
    }

    fn of_han(self) -> usize {
        if self == Measure::Chars { 1 } else { 2 }
    }
}

/// How many lines are how long by one measure, from 0 to the longest that count.
struct Lengths {
    measure: Measure,
    lines: Vec<usize>,
    /// Those of them that hold marks of a sentence and do not end one: entries of a list are often equally long too.
    broken: Vec<usize>,
}

impl Lengths {
    fn new(measure: Measure) -> Self {
        let none = vec![0; WRAP_MAX * measure.of_han() + 1];
        Lengths { measure, lines: none.clone(), broken: none }
    }

    fn see(&mut self, length: usize, is_broken: bool) {
        // All that is longer than wrapped lines can be counts together.
        let length = length.min(self.lines.len() - 1);
        self.lines[length] += 1;
        self.broken[length] += usize::from(is_broken);
    }

    /// Returns the width at which lines were broken and how many fill it; only `outliers` of the lines are longer,
    /// `longer` of which were not even counted.
    fn width(&self, longer: usize, outliers: usize) -> (Width, usize) {
        let mut over = longer;
        let length = (0..self.lines.len()).rev().find(|length| {
            over += self.lines[*length];
            over > outliers
        });
        // From the longest down, until more lines are longer than chance explains: that is the width.
        let length = length.unwrap_or(0);
        let han = self.measure.of_han();
        let down_to =
            |less: usize| -> usize { self.broken[length.saturating_sub(less)..=length].iter().sum() };
        // One less may be a mark that could not begin a line, another half-width letters.
        let (full, nearly) = (down_to(han), down_to(2 * han));
        let ragged = if full * STRAIGHT >= nearly * (STRAIGHT - 1) { 0 } else { han };
        (Width { measure: self.measure, length, ragged }, nearly)
    }
}

/// At what length lines were broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Width {
    measure: Measure,
    length: usize,
    /// Characters or columns by which lines end earlier where letters differ in width: those of a Han
    /// character, or 0 where all are equally long.
    ragged: usize,
}

impl Width {
    /// Whether `line` was broken because what begins `next` had no room.
    fn ends(self, line: &str, next: &str) -> bool {
        let length = self.measure.of(line);
        length <= self.length + OVERHANG
            && length + self.measure.of(first_unit(next)) + self.ragged >= self.length
    }
}

/// Returns what is never broken at the beginning of a line: a character or a word of letters and digits, with opening
/// marks before and closing marks after it.
fn first_unit(line: &str) -> &str {
    let mut in_word = true;
    let mut last = None::<char>;
    let end = line.char_indices().take(UNIT_CHARS_MAX).find(|(_, c)| {
        let goes_on = match last {
            None => true,
            Some(before) if OPENING.contains(before) => true,
            Some(before) => {
                CLOSING.contains(*c)
                    || (in_word && before.is_ascii_alphanumeric() && c.is_ascii_alphanumeric())
            }
        };
        // 减负,reducing: behind a closing mark a new word begins, which may stand on the next line.
        in_word &= !CLOSING.contains(*c);
        last = Some(*c);
        !goes_on
    });
    let longest = || line.char_indices().nth(UNIT_CHARS_MAX).map_or(line.len(), |(at, _)| at);
    &line[..end.map_or_else(longest, |(at, _)| at)]
}

/// Returns the paragraphs of `text`, lines that were broken at a fixed width joined, and that width.
pub(super) fn join_wrapped(text: &str) -> (Vec<Span>, Option<Width>) {
    let mut kept = Vec::new();
    let (lines, width) = count_lines(text, &mut kept);
    // A text of a million lines is read twice rather than kept twice.
    let kept = (lines <= LINES_KEPT).then_some(kept);
    (joined(text, kept, width, false, if width.is_some() { lines / 2 } else { lines }), width)
}

/// Returns the paragraphs of `text`, lines that were broken at a width joined; `guessed` where nothing but their length
/// tells that they were.
pub(super) fn join_at(text: &str, width: Option<Width>, guessed: bool) -> Vec<Span> {
    joined(text, None, width, guessed, 0)
}

/// The length that lines of so few were broken at, if any were: that of the longest.
pub(super) fn guessed_width(text: &str) -> Option<Width> {
    let (measure, mut length) = (Measure::Wide, 0);
    each_line(text, |line| {
        let line = line.span.of(text);
        // A single line that is too long shows that none was broken.
        length = length.max(if line.len() > WRAP_BYTES_MAX { usize::MAX } else { measure.of(line) });
    });
    let han = measure.of_han();
    (WRAP_MIN * han..WRAP_MAX * han).contains(&length).then_some(Width { measure, length, ragged: han })
}

/// Whether a line stops within a sentence: entries of a list are often as long as each other too.
fn is_broken_off(line: &str) -> bool {
    line.contains(['，', '。', '、', '；', '：']) && !ends_sentence(line)
}

fn joined(
    text: &str,
    kept: Option<Vec<Line>>,
    width: Option<Width>,
    guessed: bool,
    about: usize,
) -> Vec<Span> {
    let mut paragraphs: Vec<Span> = Vec::with_capacity(about);
    let mut before = None::<Span>;
    let mut add = |line: Line| {
        let goes_on = match (width, before) {
            (Some(width), Some(before)) if !line.indented && !is_row(line.span.of(text)) => {
                let full = before.of(text);
                // A line that ends its sentence ends its paragraph too, however full it is: joining two is the
                // worse error.
                !is_row(full)
                    && !ends_sentence(full)
                    && (!guessed || is_broken_off(full))
                    && width.ends(full, line.span.of(text))
            }
            _ => false,
        };
        match paragraphs.last_mut() {
            Some(last) if goes_on => last.end = line.span.end,
            _ => paragraphs.push(line.span),
        }
        before = Some(line.span);
    };
    match kept {
        Some(kept) => kept.into_iter().for_each(add),
        None => each_line(text, &mut add),
    }
    paragraphs
}

/// Returns the number of lines and the width at which they were broken: many are just as long and hardly one is longer.
/// The first [`LINES_KEPT`] of them are added to `kept`.
fn count_lines(text: &str, kept: &mut Vec<Line>) -> (usize, Option<Width>) {
    let (mut count, mut longer) = (0, 0);
    let mut all = Measure::ALL.map(Lengths::new);
    each_line(text, |line| {
        count += 1;
        if count <= LINES_KEPT {
            kept.push(line);
        }
        let line = line.span.of(text);
        // Rows of a table are as long as their cells.
        if is_row(line) {
            return;
        }
        if line.len() > WRAP_BYTES_MAX {
            longer += 1;
            return;
        }
        let is_broken = is_broken_off(line);
        for (lengths, length) in all.iter_mut().zip(Measure::all_of(line)) {
            lengths.see(length, is_broken);
        }
    });
    (count, width_of(&all, longer, count))
}

/// Returns the width by the measure that most lines fill, of equals the first, if enough do.
fn width_of(all: &[Lengths; 3], longer: usize, count: usize) -> Option<Width> {
    // How lines were counted is not known: the right measure is the one by which most are equally long.
    let widths = all.each_ref().map(|lengths| lengths.width(longer, count / OUTLIERS));
    // `max_by_key` takes the last of equals: reversed, that is the first measure.
    let (width, full) = widths.into_iter().rev().max_by_key(|(_, full)| *full)?;
    let lengths = WRAP_MIN * width.measure.of_han()..WRAP_MAX * width.measure.of_han();
    // Fewer full lines than three, or than one in six, may be equally long by chance.
    (lengths.contains(&width.length) && full >= 3 && full * 6 >= count).then_some(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        join_wrapped(text).0.into_iter().map(|span| span.of(text)).collect()
    }

    /// Breaks `text` where a line would be longer than `length`.
    fn wrapped(text: &str, measure: Measure, length: usize) -> String {
        let (mut lines, mut filled) = (String::new(), 0);
        for c in text.chars() {
            let wide = measure.of(c.encode_utf8(&mut [0; 4]));
            if filled + wide > length {
                lines.push('\n');
                filled = 0;
            }
            lines.push(c);
            filled += wide;
        }
        lines + "\n"
    }

    const LONG: &str = "今年以来，全市完成教育支出1234.5亿元，增长7.8%，新建学校12所，其中“四新”学校8所——规模为历年之最，\
                        惠及学生26万名，发放补助3100万元，教师培训覆盖率由2020年的87%提高到2024年的98.5%，各项指标均居前列。";

    #[test]
    fn lines_broken_at_a_number_of_characters_are_one_paragraph() {
        let long = "甲乙丙，丁戊己庚辛壬".repeat(5);
        let wrapped = wrapped(&long, Measure::Chars, 20);
        let text = format!("第一章　总则\n{wrapped}{wrapped}");
        assert_eq!(texts(&text).len(), 3, "{:?}", texts(&text));
    }

    #[test]
    fn lines_broken_at_a_column_are_one_paragraph() {
        for measure in Measure::ALL {
            for length in [38, 39, 60, 72] {
                let wrapped = wrapped(LONG, measure, length);
                let text = format!("一、工作情况\n{wrapped}二、存在问题\n{wrapped}三、下步打算\n{wrapped}");
                assert_eq!(texts(&text).len(), 6, "{measure:?} {length}: {:?}", texts(&text));
            }
        }
    }

    #[test]
    fn lines_of_letters_that_differ_in_width_are_one_paragraph() {
        // As copied from a page: 24 to 26 Han wide.
        let lines = [
            "全市深入实施基础教育质量提升行动，新增公办幼儿园学位",
            "1.2万个，建成特色高中12所，义务教育优质均衡发展县",
            "达到5个，职业教育、高等教育协同发展，产教融合不断深",
        ];
        let paragraph = format!("{}\n化。\n", lines.join("\n"));
        let text = format!("一、教育\n{paragraph}二、卫生\n{paragraph}");
        assert_eq!(texts(&text).len(), 4, "{:?}", texts(&text));
    }

    #[test]
    fn entries_of_a_list_are_paragraphs_each() {
        let list = "关于某市第一中学建设项目2024年度报告\n".repeat(6);
        assert_eq!(texts(&list).len(), 6);
    }

    #[test]
    fn a_word_and_the_marks_around_it_are_not_broken() {
        assert_eq!(first_unit("2024年"), "2024");
        assert_eq!(first_unit("市，县"), "市，");
        assert_eq!(first_unit("“四”新"), "“四”");
        assert_eq!(first_unit(""), "");
    }
}
