//! Makes a large corpus of reports from real ones: `generate MEGABYTES OUT FOLDER…`.
//!
//! Sentences of the real texts are drawn at random into new laws of chapters and articles; figures are drawn anew, and
//! names are woven in. Names grow as vocabularies do (Simon 1955): each is new with a probability that falls with the
//! number of names used so far (Heaps' law with exponent .7), else one used before, so that some are frequent and most are rare.
//! The same arguments always give the same files.

use std::fmt::Write;
use std::path::{Path, PathBuf};

type AnyError = Box<dyn std::error::Error>;

/// Marsaglia's xorshift: no need for more here.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % end.max(1)
    }

    fn chance(&mut self, share: f64) -> bool {
        (self.below(1 << 30) as f64) < share * f64::from(1 << 30)
    }
}

/// Names used so far, as often as they were used.
struct Names {
    used: Vec<u32>,
    known: Vec<String>,
    /// Characters of the real texts, as often as they stand there.
    characters: Vec<char>,
}

impl Names {
    fn draw(&mut self, random: &mut Random) -> &str {
        let share = 0.7 * ((self.used.len() + 1) as f64).powf(-0.3);
        let nth = if self.used.is_empty() || random.chance(share) {
            let length = 2 + random.below(3);
            let name = (0..length).map(|_| self.characters[random.below(self.characters.len())]).collect();
            self.known.push(name);
            self.known.len() as u32 - 1
        } else {
            self.used[random.below(self.used.len())]
        };
        // Enough to draw from; the newest stand for the fashion of the day.
        if self.used.len() < 50_000_000 {
            self.used.push(nth);
        }
        &self.known[nth as usize]
    }
}

fn texts(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            texts(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "md" || extension == "txt") {
            found.push(path);
        }
    }
    found.sort();
    Ok(())
}

/// Sentences with their end, at least ten characters, without markup.
fn sentences(text: &str) -> impl Iterator<Item = String> + '_ {
    let lines = text.lines().filter(|line| !line.starts_with(['#', '<', '*']));
    let pieces = lines.flat_map(|line| line.split_inclusive(['。', '；']));
    let pieces = pieces.map(|piece| match piece.trim().strip_prefix('第') {
        // The number of an article is not part of what it says.
        Some(rest) => rest.split_once(['条', ' ', '\u{3000}']).map_or("", |(_, rest)| rest).trim().to_owned(),
        None => piece.trim().to_owned(),
    });
    pieces.filter(|piece| piece.chars().count() >= 10)
}

fn woven(sentence: &str, names: &mut Names, random: &mut Random, out: &mut String) {
    let length = sentence.chars().count();
    let place = if random.chance(0.4) { random.below(length) } else { usize::MAX };
    for (nth, character) in sentence.chars().enumerate() {
        if nth == place {
            out.push_str(names.draw(random));
        }
        match character {
            '0'..='9' => out.push((b'0' + random.below(10) as u8) as char),
            _ => out.push(character),
        }
    }
}

fn report(sentences: &[String], names: &mut Names, random: &mut Random) -> String {
    let mut text = String::new();
    let title = names.draw(random).to_owned() + names.draw(random);
    let _ = writeln!(text, "# {title}管理条例\n");
    let mut article = 0;
    for chapter in 1..=2 + random.below(8) {
        let _ = writeln!(text, "## 第{}章 {}\n", numeral(chapter), names.draw(random));
        for _ in 0..4 + random.below(16) {
            article += 1;
            let _ = write!(text, "第{}条　", numeral(article));
            for _ in 0..1 + random.below(5) {
                woven(&sentences[random.below(sentences.len())], names, random, &mut text);
            }
            text.push_str("\n\n");
        }
    }
    text
}

/// Numbers below a thousand.
fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
    let mut text = if hundreds > 0 { format!("{}百", DIGITS[hundreds]) } else { String::new() };
    match (hundreds, tens) {
        (0, 0) => {}
        (0, 1) => text.push('十'),
        (_, 0) => text.push_str(if ones > 0 { "零" } else { "" }),
        (_, tens) => text = text + DIGITS[tens] + "十",
    }
    text + DIGITS[ones]
}

fn main() -> Result<(), AnyError> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [megabytes, out, folders @ ..] = &arguments[..] else {
        return Err("usage: generate MEGABYTES OUT FOLDER…".into());
    };
    let (goal, out) = (megabytes.parse::<u64>()? * 1_000_000, Path::new(out));
    let mut all = Vec::new();
    for folder in folders {
        texts(Path::new(folder), &mut all)?;
    }
    let mut known = Vec::new();
    for path in &all {
        known.extend(sentences(&String::from_utf8_lossy(&std::fs::read(path)?)));
    }
    let characters = known.iter().step_by(7).flat_map(|s| s.chars()).filter(|c| ('一'..='龥').contains(c));
    let mut names = Names { used: Vec::new(), known: Vec::new(), characters: characters.collect() };
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut written, mut files) = (0, 0);
    while written < goal {
        let text = report(&known, &mut names, &mut random);
        let folder = out.join(format!("{:03}", files / 1_000));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("{files:07}.md")), &text)?;
        (written, files) = (written + text.len() as u64, files + 1);
    }
    println!(
        "{files} reports, {:.1} MB, {} names, from {} sentences",
        written as f64 / 1e6,
        names.known.len(),
        known.len()
    );
    Ok(())
}
