//! What a recogniser answers to lines: hOCR (lines, words and, where there are, characters with their boxes), or plain text.

use html5gum::{Token, Tokenizer};

use super::PictureHead;

/// A character and where it stands, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) character: char,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// Whether a word of the recogniser begins here.
    pub(super) begins: bool,
}

/// A line of a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub(super) marks: Vec<Mark>,
    /// Left, upper, right and lower end, in pixels.
    pub(super) area: [f32; 4],
    /// How far it sinks for each pixel to the right.
    pub(super) slope: f32,
    /// Where it stands at its left end, from the lower end of its area.
    pub(super) offset: f32,
    /// How sure the recogniser is, in per cent; `None` where it does not tell.
    pub(super) confidence: Option<f32>,
}

/// What an element of hOCR is.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Line,
    Word,
    Character,
    Other,
}

/// Elements without an end.
const VOID: [&[u8]; 6] = [b"meta", b"br", b"img", b"link", b"hr", b"input"];
/// Most lines and characters of a page.
const MARKS_MAX: usize = 100_000;

/// Returns the lines of an answer.
pub(super) fn lines(answer: &str, head: PictureHead) -> Vec<Line> {
    let is_hocr = answer.trim_start().starts_with('<') && answer.contains("ocr_page");
    if !is_hocr {
        return plain(answer, head);
    }
    let mut reading = Reading::default();
    for token in Tokenizer::new(answer) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let attribute = |name: &[u8]| {
                    let found = tag.attributes.iter().find(|(known, _)| known.as_slice() == name);
                    found
                        .map(|(_, value)| String::from_utf8_lossy(&value.value).into_owned())
                        .unwrap_or_default()
                };
                let is_void = tag.self_closing || VOID.contains(&tag.name.as_slice());
                reading.begin(&attribute(b"class"), &attribute(b"title"), is_void);
            }
            Token::String(text) => reading.text(&String::from_utf8_lossy(&text.value)),
            Token::EndTag(_) => reading.end(),
            _ => {}
        }
        if reading.count > MARKS_MAX {
            break;
        }
    }
    reading.fitted(head)
}

#[derive(Default)]
struct Reading {
    lines: Vec<Line>,
    open: Vec<Kind>,
    /// The word that is open: its area, and what of it has no boxes of its own.
    word: ([f32; 4], String),
    /// Box of the character that is open.
    character: Option<[f32; 4]>,
    /// Sum of what is told of how sure it is, and of how many.
    sure: (f32, f32),
    /// Width that the places are told for.
    width: Option<f32>,
    count: usize,
}

impl Reading {
    fn begin(&mut self, class: &str, title: &str, is_void: bool) {
        let numbers = |name: &str| property(title, name);
        let area = |name: &str| <[f32; 4]>::try_from(numbers(name)).ok();
        let kind = match class.split_ascii_whitespace().next().unwrap_or_default() {
            "ocr_page" => {
                self.width = area("bbox").map(|[x0, _, x1, _]| x1 - x0).filter(|width| *width > 0.0);
                Kind::Other
            }
            "ocr_line" | "ocrx_line" | "ocr_header" | "ocr_footer" | "ocr_caption" | "ocr_textfloat" => {
                self.close();
                let baseline = numbers("baseline");
                self.lines.push(Line {
                    area: area("bbox").unwrap_or_default(),
                    slope: baseline.first().copied().unwrap_or(0.0).clamp(-1.0, 1.0),
                    offset: baseline.get(1).copied().unwrap_or(0.0),
                    ..Line::default()
                });
                Kind::Line
            }
            "ocrx_word" | "ocr_word" => {
                self.word = (
                    area("bbox").or(self.lines.last().map(|line| line.area)).unwrap_or_default(),
                    String::new(),
                );
                if let Some(sure) = numbers("x_wconf").first() {
                    self.sure = (self.sure.0 + sure, self.sure.1 + 1.0);
                }
                Kind::Word
            }
            "ocrx_cinfo" => {
                self.character = area("x_bboxes");
                Kind::Character
            }
            _ => Kind::Other,
        };
        if !is_void {
            self.open.push(kind);
        }
    }

    fn text(&mut self, text: &str) {
        match (self.character, self.open.contains(&Kind::Word), self.open.contains(&Kind::Line)) {
            (Some([x0, _, x1, _]), ..) => self.put(text, x0, x1),
            (None, true, _) => self.word.1.push_str(text.trim()),
            // Lines without words have their text themselves.
            (None, false, true) if !text.trim().is_empty() => {
                let [x0, _, x1, _] = self.lines.last().map(|line| line.area).unwrap_or_default();
                self.put(text.trim(), x0, x1);
            }
            _ => {}
        }
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(Kind::Character) => self.character = None,
            Some(Kind::Word) => {
                let ([x0, _, x1, _], text) = std::mem::take(&mut self.word);
                self.put(&text, x0, x1);
                if let Some(line) = self.lines.last_mut() {
                    // The next mark begins a word.
                    line.marks.push(Mark { character: ' ', x0: x1, x1, begins: true });
                }
            }
            Some(Kind::Line) => self.close(),
            _ => {}
        }
    }

    /// Puts characters side by side between two ends.
    fn put(&mut self, text: &str, x0: f32, x1: f32) {
        let Some(line) = self.lines.last_mut() else { return };
        let all: f32 = text.chars().map(width).sum();
        let mut x = x0;
        for character in text.chars() {
            let wide = (x1 - x0) * width(character) / all.max(0.5);
            line.marks.push(Mark { character, x0: x, x1: x + wide, begins: false });
            x += wide;
        }
        self.count += text.len();
    }

    /// Ends a line: blanks become the beginnings of words.
    fn close(&mut self) {
        let Some(line) = self.lines.last_mut() else { return };
        let mut begins = false;
        line.marks.retain_mut(|mark| {
            let is_blank = mark.character.is_whitespace();
            mark.begins |= begins;
            begins = is_blank;
            !is_blank
        });
        let (sum, count) = std::mem::take(&mut self.sure);
        if count > 0.0 {
            line.confidence = Some(sum / count);
        }
    }

    /// The lines in pixels of the picture: some recognisers look at a smaller one.
    fn fitted(mut self, head: PictureHead) -> Vec<Line> {
        self.close();
        let scale = self.width.map_or(1.0, |width| head.width as f32 / width);
        self.lines.retain(|line| !line.marks.is_empty());
        for line in &mut self.lines {
            line.area = line.area.map(|at| at * scale);
            line.offset *= scale;
            line.marks.iter_mut().for_each(|mark| (mark.x0, mark.x1) = (mark.x0 * scale, mark.x1 * scale));
        }
        self.lines
    }
}

/// The numbers of a property in a title: `bbox 402 218 1058 276; x_wconf 94`.
fn property(title: &str, name: &str) -> Vec<f32> {
    let mut properties = title.split(';').map(str::trim);
    let found = properties.find_map(|property| property.strip_prefix(name)?.strip_prefix(' '));
    let numbers = found.unwrap_or_default().split_ascii_whitespace().map_while(|word| word.parse().ok());
    numbers.filter(|number: &f32| number.is_finite()).collect()
}

/// Width of a character in sizes.
pub(super) fn width(character: char) -> f32 {
    if (character as u32) < 0x2000 && character != '·' { 0.5 } else { 1.0 }
}

/// Lines without places are set one below the other, as wide as they are long: which of them are full tells paragraphs.
fn plain(answer: &str, head: PictureHead) -> Vec<Line> {
    let blank = |c: char| c.is_whitespace();
    let rows: Vec<&str> = answer.lines().map(|line| line.trim_end_matches(blank)).collect();
    let longest = rows.iter().map(|row| row.chars().map(width).sum::<f32>()).fold(1.0, f32::max);
    // A margin of a tenth at each side.
    let (left, size) = (head.width as f32 * 0.1, head.width as f32 * 0.8 / longest);
    let size = size.min(head.height as f32 / (1.6 * (rows.len() as f32 + 8.0)));
    let mut lines = Vec::new();
    for (nth, row) in rows.iter().enumerate().filter(|(_, row)| !row.trim().is_empty()) {
        let (mut x, y, mut begins) = (left, (nth as f32 + 4.0) * 1.6 * size, false);
        let mut line = Line { area: [left, y - size, left, y], ..Line::default() };
        for character in row.chars() {
            let wide = width(character) * size;
            if !blank(character) {
                line.marks.push(Mark { character, x0: x, x1: x + wide, begins });
            }
            begins = blank(character);
            x += wide;
        }
        line.area[2] = x;
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: PictureHead = PictureHead { width: 1_000, height: 1_400, channels: 1, dpi: 200 };

    fn told(lines: &[Line]) -> Vec<String> {
        let text = |line: &Line| {
            let marks = line.marks.iter();
            marks.map(|mark| format!("{}{}", if mark.begins { " " } else { "" }, mark.character)).collect()
        };
        lines.iter().map(text).collect()
    }

    #[test]
    fn characters_words_and_lines_of_hocr() {
        let answer = "<?xml version='1.0'?><html><body><div class='ocr_page' title='image \"a;b\"; bbox 0 0 500 700'>\
             <span class='ocr_line' title='bbox 10 20 110 40; baseline 0.01 -2; x_size 20'>\
             <span class='ocrx_word' title='bbox 10 20 50 40; x_wconf 90'>\
             <span class='ocrx_cinfo' title='x_bboxes 10 20 28 40; x_conf 99'>教</span>\
             <span class='ocrx_cinfo' title='x_bboxes 31 20 50 40; x_conf 99'>师</span></span> \
             <span class='ocrx_word' title='bbox 60 20 110 40; x_wconf 80'>ab</span></span>\
             <span class='ocr_header' title='bbox 10 60 110 80'>减&lt;负</span></div></body></html>";
        let lines = lines(answer, HEAD);
        assert_eq!(told(&lines), ["教师 ab", "减<负"]);
        // Told for a picture of half the width.
        assert_eq!(lines[0].area, [20.0, 40.0, 220.0, 80.0]);
        assert_eq!((lines[0].slope, lines[0].offset, lines[0].confidence), (0.01, -4.0, Some(85.0)));
        assert_eq!((lines[0].marks[1].x0, lines[0].marks[2].x0, lines[0].marks[3].x0), (62.0, 120.0, 170.0));
        assert_eq!(lines[1].confidence, None);
    }

    #[test]
    fn plain_text_keeps_its_lines() {
        let lines = lines("  关于减负\n\n全市共有 12 所。\n", HEAD);
        assert_eq!(told(&lines), [" 关于减负", "全市共有 12 所。"]);
        assert!(lines[0].marks[0].x0 > lines[1].marks[0].x0 && lines[1].area[3] > lines[0].area[3]);
    }

    #[test]
    fn rubbish_is_read_without_a_word() {
        for answer in
            ["", "<html class=ocr_page", "<p class='ocr_page'><span class='ocrx_word' title='bbox a'>x</p>"]
        {
            assert!(told(&lines(answer, HEAD)).iter().all(|line| line.len() < 30), "{answer}");
        }
    }
}
