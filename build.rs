//! Makes what is read at run time: the table of the exact chain, the dictionary as a mapped `fst` and as a table that whole
//! corpora are cut by, the codes of stored texts.
//!
//! They come from data of other people (Unicode, OpenCC by way of `zhhz`, jieba) and from `index_schema/`; making
//! them here costs a second per build instead of a tenth of a second per query.

use std::collections::{BTreeMap, HashMap, HashSet};
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

#[allow(unreachable_pub)]
#[path = "src/analysis/slots.rs"]
mod slots;

// What a character is to folding: its class, two bits; see `chars.rs`.
const PLAIN: u8 = 0;
const CHANGED: u8 = 1;
const DROPPED: u8 = 2;
const TELLING: u8 = 3;

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let fold = Fold::new();
    let table = fold.table();
    let tables = [table.as_slice(), units(Path::new("index_schema/units.txt")).as_bytes()].concat();
    println!("cargo::rustc-env=ANALYSIS_HASH={}", &blake3::hash(&tables).to_hex()[..16]);
    fs::write(out.join("fold_table.bin"), table).expect("OUT_DIR can be written");
    fs::write(out.join("fold_classes.bin"), fold.classes()).expect("OUT_DIR can be written");
    let words = dictionary(&fold);
    let dictionary = packed(&words);
    println!("cargo::rustc-env=DICTIONARY_HASH={}", blake3::hash(&dictionary).to_hex());
    fs::write(out.join("dictionary.fst"), dictionary).expect("OUT_DIR can be written");
    fs::write(out.join("dictionary.cut"), cut_table(&words)).expect("OUT_DIR can be written");
    let characters = characters(Path::new("index_schema/characters.txt"));
    let table = four_bytes_each(characters.iter().map(|character| character.to_string()));
    println!("cargo::rustc-env=CHARACTERS_HASH={}", &blake3::hash(&table).to_hex()[..16]);
    fs::write(out.join("characters.bin"), &table).expect("OUT_DIR can be written");
    let folded = four_bytes_each(characters.iter().map(|character| fold.fold(*character)));
    fs::write(out.join("characters_folded.bin"), &folded).expect("OUT_DIR can be written");
    let target = |what: &str| env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    if (target("ARCH"), target("OS"), target("ENV")) == ("x86_64".into(), "linux".into(), "gnu".into()) {
        // At a fixed address: else the loader writes 58,000 pointers into 250 pages whenever the program starts.
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/text/radicals.rs");
    println!("cargo::rerun-if-changed=src/text/unseen.rs");
    println!("cargo::rerun-if-changed=src/text/numerals.rs");
    println!("cargo::rerun-if-changed=src/analysis/slots.rs");
}

/// The exact chain for one character: compatibility forms, case, accents, script, variants, blanks.
struct Fold {
    simplified: HashMap<char, char>,
    /// For each character of `index_schema/variants.txt` the one that it is folded to.
    variants: HashMap<char, char>,
}

impl Fold {
    fn new() -> Fold {
        let opencc = zhhz::data::dict_text("TSCharacters").expect("zhhz carries OpenCC's TSCharacters");
        let pair = |line: &str| {
            // Its head is comments, with tabs in them too.
            let (from, to) = line.split_once('\t').filter(|_| !line.starts_with('#'))?;
            Some((from.chars().next()?, to.chars().next()?))
        };
        let variants = variants(Path::new("index_schema/variants.txt"));
        Fold { simplified: opencc.lines().filter_map(pair).collect(), variants }
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
            .map(|c| self.variants.get(&c).copied().unwrap_or(c))
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
            } else if folded.chars().any(may_tell) {
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

/// Whether a folded character may begin a number, or be part of a word of letters.
fn may_tell(c: char) -> bool {
    c.is_ascii_alphanumeric() || numerals::is_numeral(c) || numerals::numeral_of_cheque(c).is_some()
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

/// The words as `src/analysis/best_path.rs` cuts by them. Four counts (frequencies and their sum, codes of characters, numbers
/// of characters, slots), then what is counted: the sum and each frequency that words have, the numbers of characters by
/// their code, the slots of first characters by their number, all other slots.
fn cut_table(words: &BTreeMap<String, u64>) -> Vec<u8> {
    // The empty word stands for the sum.
    let total = words[""];
    let words: Vec<(&str, u64)> =
        words.iter().filter(|(word, _)| !word.is_empty()).map(|(word, f)| (word.as_str(), *f)).collect();
    let mut frequencies: Vec<u64> = words.iter().map(|(_, frequency)| *frequency).collect();
    frequencies.sort_unstable();
    frequencies.dedup();
    let mut numbers: BTreeMap<char, u16> =
        words.iter().flat_map(|(word, _)| word.chars()).map(|c| (c, 0)).collect();
    (1..).zip(numbers.values_mut()).for_each(|(nth, number)| *number = nth);
    let number_of = |c: char| numbers[&c];
    let words: Vec<(Vec<u16>, u16)> = words
        .iter()
        .map(|(word, frequency)| {
            let nth = frequencies.binary_search(frequency).expect("it was taken from there");
            (word.chars().map(number_of).collect(), u16::try_from(nth + 1).expect("there are some thousand"))
        })
        .collect();
    let mut slots = Vec::new();
    let mut first = vec![0; numbers.len() + 1];
    for group in words.chunk_by(|(a, _), (b, _)| a[0] == b[0]) {
        first[usize::from(group[0].0[0])] = slot_of(group, 0, &mut slots);
    }
    let last = numbers.keys().next_back().expect("there are words");
    let mut codes = vec![0; *last as usize + 1];
    numbers.iter().for_each(|(character, number)| codes[*character as usize] = *number);
    let counts = [1 + frequencies.len(), codes.len(), first.len(), slots.len()];
    let counts = counts.into_iter().flat_map(|count| (count as u32).to_le_bytes());
    let frequencies = [total].into_iter().chain(frequencies).flat_map(u64::to_le_bytes);
    let codes = codes.into_iter().flat_map(u16::to_le_bytes);
    let slots = first.into_iter().chain(slots).flat_map(u64::to_le_bytes);
    counts.chain(frequencies).chain(codes).chain(slots).collect()
}

/// Returns the slot for the character at `depth` of words that share all up to it, and adds the slots below it: its
/// number, the number of the frequency of the word that ends with it, where those of the next characters begin (27 bits)
/// and the power of two that counts them (5). They are looked up by a hash, so one of them at least is empty.
fn slot_of(words: &[(Vec<u16>, u16)], depth: usize, slots: &mut Vec<u64>) -> u64 {
    let character = words[0].0[depth];
    let (ending, further) = words.split_at(usize::from(words[0].0.len() == depth + 1));
    let frequency = ending.first().map_or(0, |(_, nth)| *nth);
    let groups: Vec<_> = further.chunk_by(|(a, _), (b, _)| a[depth + 1] == b[depth + 1]).collect();
    let mut next = 0;
    if !groups.is_empty() {
        let power = (groups.len() + groups.len() / 8 + 1).next_power_of_two().trailing_zeros();
        let begin = slots.len();
        slots.resize(begin + (1 << power), 0);
        for group in groups {
            let slot = slot_of(group, depth + 1, slots);
            let mut nth = slots::slot_of_character(slot as u16, power);
            while slots[begin + nth] != 0 {
                nth = (nth + 1) % (1 << power);
            }
            slots[begin + nth] = slot;
        }
        next = u64::try_from(begin << 5).expect("it is no negative number") | u64::from(power);
    }
    next << 32 | u64::from(frequency) << 16 | u64::from(character)
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

/// The lines of `index_schema/units.txt` that say something, as they decide what an index holds.
fn units(path: &Path) -> String {
    println!("cargo::rerun-if-changed={}", path.display());
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect::<Vec<_>>().join("\n")
}

/// The characters of `index_schema/variants.txt`, each with the first of its line.
fn variants(path: &Path) -> HashMap<char, char> {
    println!("cargo::rerun-if-changed={}", path.display());
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let mut variants = HashMap::new();
    for line in text.lines().filter(|line| !line.is_empty() && *line != "#" && !line.starts_with("# ")) {
        let character = |word: &str| match word.strip_prefix("U+") {
            Some(code) => u32::from_str_radix(code, 16).ok().and_then(char::from_u32),
            None => word.chars().next().filter(|_| word.chars().nth(1).is_none()),
        };
        let all: Option<Vec<char>> = line.split(' ').map(character).collect();
        let all = all.filter(|all| all.len() > 1);
        let all =
            all.unwrap_or_else(|| panic!("{}: {line}: characters, a blank between them", path.display()));
        for other in &all[1..] {
            let known = variants.insert(*other, all[0]);
            assert!(known.is_none(), "{}: {other} stands there twice", path.display());
        }
    }
    let chained = variants.values().find(|form| variants.contains_key(form));
    assert!(chained.is_none(), "{}: {chained:?} is a form and a variant", path.display());
    variants
}

/// Characters that stored texts have codes for: `src/index/texts/code.rs` does not compile with another number.
const CHARACTERS: usize = 192 + 63 * 256;

/// The characters of the file in their order.
fn characters(path: &Path) -> Vec<char> {
    println!("cargo::rerun-if-changed={}", path.display());
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let mut characters = Vec::new();
    for line in text.split_terminator('\n').filter(|line| *line != "#" && !line.starts_with("# ")) {
        match line.strip_prefix("U+") {
            Some(code) => {
                let code = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
                characters.push(code.unwrap_or_else(|| panic!("{}: {line}: no character", path.display())));
            }
            None => characters.extend(line.chars()),
        }
    }
    let different: HashSet<char> = characters.iter().copied().collect();
    let sound = characters.len() == CHARACTERS
        && different.len() == CHARACTERS
        && characters.iter().all(|character| u32::from(*character) < 0x1_0000);
    let found = (characters.len(), different.len());
    assert!(sound, "{}: {CHARACTERS} characters below U+10000, each once; it has {found:?}", path.display());
    characters
}

/// Texts as at most three bytes of UTF-8, filled up with zeros, and their number; 0xFF for what is longer.
fn four_bytes_each(texts: impl Iterator<Item = String>) -> Vec<u8> {
    let mut table = Vec::new();
    for text in texts {
        let mut short = [0, 0, 0, 0xFF];
        if text.len() <= 3 {
            short[..text.len()].copy_from_slice(text.as_bytes());
            short[3] = text.len() as u8;
        }
        table.extend(short);
    }
    table
}
