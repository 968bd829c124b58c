//! Makes what analysis reads at run time: the table of the exact chain and the dictionary as a mapped `fst`.
//!
//! Both come from data of other people (Unicode, OpenCC by way of `zhhz`, jieba) and from `index_schema/`; making
//! them here costs a second per build instead of a tenth of a second per query.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::{env, fs};

use unicode_normalization::UnicodeNormalization;

// Shared with the readers, where it is public.
#[allow(unreachable_pub)]
#[path = "src/text/radicals.rs"]
mod radicals;

#[allow(unreachable_pub)]
#[path = "src/text/unseen.rs"]
mod unseen;

#[allow(unreachable_pub)]
#[path = "src/text/numerals.rs"]
mod numerals;

// What a character is to folding: its class, two bits; see `chars.rs`.
const PLAIN: u8 = 0;
const CHANGED: u8 = 1;
const DROPPED: u8 = 2;
const TELLING: u8 = 3;

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let fold = Fold::new();
    fs::write(out.join("fold_table.bin"), fold.table()).expect("OUT_DIR can be written");
    fs::write(out.join("fold_classes.bin"), fold.classes()).expect("OUT_DIR can be written");
    let words = dictionary(&fold);
    fs::write(out.join("dictionary.fst"), packed(&words)).expect("OUT_DIR can be written");
    fs::write(out.join("dictionary.list"), listed(&words)).expect("OUT_DIR can be written");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/text/radicals.rs");
    println!("cargo::rerun-if-changed=src/text/unseen.rs");
    println!("cargo::rerun-if-changed=src/text/numerals.rs");
}

/// The exact chain for one character: compatibility forms, case, accents, script, blanks.
struct Fold {
    simplified: HashMap<char, char>,
}

impl Fold {
    fn new() -> Fold {
        let opencc = zhhz::data::dict_text("TSCharacters").expect("zhhz carries OpenCC's TSCharacters");
        let pair = |line: &str| {
            // Its head is comments, with tabs in them too.
            let (from, to) = line.split_once('\t').filter(|_| !line.starts_with('#'))?;
            Some((from.chars().next()?, to.chars().next()?))
        };
        Fold { simplified: opencc.lines().filter_map(pair).collect() }
    }

    /// Folds until nothing changes, so that folded text folds to itself.
    fn fold(&self, character: char) -> String {
        let mut text = character.to_string();
        for _ in 0..4 {
            let next = self.once(&text);
            if next == text {
                break;
            }
            text = next;
        }
        text
    }

    fn once(&self, text: &str) -> String {
        let compatible = text.nfkc().map(radicals::unified).flat_map(char::to_lowercase).map(without_accent);
        compatible
            .filter(|c| !unseen::is_unseen(*c))
            .map(|c| self.simplified.get(&c).copied().unwrap_or(c))
            .collect()
    }

    /// For each code below 0x10000 two bytes: the folded character, 0 when dropped, 0xFFFF when it is several (or
    /// beyond 16 bits). Then, for those and all that change beyond: code (4 bytes), length (1), UTF-8.
    fn table(&self) -> Vec<u8> {
        let mut direct = Vec::with_capacity(1 << 17);
        let mut others = Vec::new();
        for code in 0..=0x10_FFFFu32 {
            let folded = char::from_u32(code).map(|c| self.fold(c)).unwrap_or_default();
            let mut characters = folded.chars();
            let short = match (characters.next(), characters.next()) {
                (None, _) => Some(0),
                (Some(one), None) => u16::try_from(u32::from(one)).ok(),
                _ => None,
            };
            if code < 0x1_0000 {
                direct.extend(short.unwrap_or(0xFFFF).to_le_bytes());
            }
            let unchanged = char::from_u32(code).is_none_or(|c| folded.chars().eq([c]));
            if (code >= 0x1_0000 && !unchanged) || (code < 0x1_0000 && short.is_none()) {
                others.extend(code.to_le_bytes());
                others
                    .push(u8::try_from(folded.len()).expect("the longest folding has fewer than 256 bytes"));
                others.extend(folded.as_bytes());
            }
        }
        direct.extend(others);
        direct
    }
}

impl Fold {
    /// The class of each code below 0x10000, four to a byte, the first in the lowest bits.
    fn classes(&self) -> Vec<u8> {
        let class = |code: u32| {
            // Surrogates are no characters.
            let Some(character) = char::from_u32(code) else { return TELLING };
            let folded = self.fold(character);
            if folded.is_empty() {
                DROPPED
            } else if folded.chars().any(|c| c.is_ascii_alphanumeric() || numerals::is_numeral(c)) {
                TELLING
            } else if folded.chars().eq([character]) {
                PLAIN
            } else {
                CHANGED
            }
        };
        let four = |first: u32| (0..4).fold(0, |byte, nth| byte | class(first + nth) << (2 * nth));
        (0..0x1_0000).step_by(4).map(four).collect()
    }
}

/// é and e with a loose accent become e: the two spellings of Unicode look the same to people.
fn without_accent(character: char) -> char {
    let mut parts = character.nfd();
    match (parts.next(), parts.next()) {
        (Some(base), Some(accent)) if unseen::is_accent(accent) && parts.all(unseen::is_accent) => base,
        _ => character,
    }
}

/// Reads both dictionaries and folds their words; the empty word holds the sum of all frequencies.
fn dictionary(fold: &Fold) -> BTreeMap<String, u64> {
    let mut words: BTreeMap<String, u64> = BTreeMap::new();
    for name in ["jieba_dictionary.txt", "dictionary.txt"] {
        for (word, frequency) in entries(&Path::new("index_schema").join(name)) {
            let folded: String = word.chars().map(|c| fold.fold(c)).collect();
            if !folded.is_empty() {
                let known = words.entry(folded).or_default();
                *known = (*known).max(frequency);
            }
        }
    }
    // A query takes only the words that occur in it; their weight stands against the sum of all.
    words.insert(String::new(), words.values().sum());
    words
}

/// The words to be looked up one by one.
fn packed(words: &BTreeMap<String, u64>) -> Vec<u8> {
    let mut builder = fst::MapBuilder::memory();
    for (word, frequency) in words {
        builder.insert(word, *frequency).expect("a BTreeMap gives its keys in order");
    }
    builder.into_inner().expect("memory takes every byte")
}

/// The words to be read one after another, several times faster than out of the `fst`: bytes that a word shares with
/// the one before it and bytes of its own, each number in one byte; the bytes; the frequency, seven bits to a byte.
fn listed(words: &BTreeMap<String, u64>) -> Vec<u8> {
    let (mut list, mut before) = (Vec::new(), "");
    for (word, frequency) in words.iter().filter(|(word, _)| !word.is_empty()) {
        let shared = word.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count();
        // The rest of a word is a text of its own.
        let shared = (0..=shared).rev().find(|at| word.is_char_boundary(*at)).unwrap_or(0);
        for number in [shared, word.len() - shared] {
            list.push(u8::try_from(number).expect("no word is so long"));
        }
        list.extend_from_slice(&word.as_bytes()[shared..]);
        let mut rest = *frequency;
        while rest >= 0x80 {
            list.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        list.push(rest as u8);
        before = word;
    }
    list
}

/// Returns the entries of a dictionary file; stops the build at the first line that is none.
fn entries(path: &Path) -> Vec<(String, u64)> {
    println!("cargo::rerun-if-changed={}", path.display());
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let mut entries = Vec::new();
    for (nth, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
    {
        let entry = line.split_once(' ').and_then(|(word, frequency)| Some((word, frequency.parse().ok()?)));
        let wanted = "`word frequency`, one blank between them, the frequency a number above 0";
        let (word, frequency) = entry
            .filter(|(word, frequency)| !word.is_empty() && *frequency > 0)
            .unwrap_or_else(|| panic!("{}:{}: an entry is {wanted}", path.display(), nth + 1));
        entries.push((word.to_owned(), frequency));
    }
    entries
}
