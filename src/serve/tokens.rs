//! The tokens of those who may ask, and what each may see: a file of hashes, read again whenever it changes.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use crate::fault::lock;
use crate::index::Rights;
use crate::system::{Stamps, stamps};
use crate::text::hexadecimal;

/// Letters of a token: 160 bits by base 32.
const TOKEN_LETTERS: usize = 32;
/// Letters that nobody takes for another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// What our tokens begin with, so that they are known where they are lost.
const TOKEN_PREFIX: &str = "xz_";
/// Begins the line of a token that sees a part: a program that knows nothing of parts refuses such a line.
const PART: &str = "part:";

/// Longest file of tokens, in bytes.
const FILE_BYTES_MAX: u64 = 16 << 20;

/// One who may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Whose it is.
    pub name: String,
    /// The hash of the token (see [`token_hash`]); the token itself is kept by its owner alone.
    pub hash: String,
    /// What its owner may see.
    pub rights: Arc<Rights>,
}

/// Why the tokens cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum TokensError {
    /// The file cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A line, counted from 1, is none of ours.
    #[error("line {0} is no token")]
    Line(usize),
}

/// Makes a token of 20 random bytes.
pub fn new_token(random: &[u8; 20]) -> String {
    let mut bits = random.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    let letters = (0..TOKEN_LETTERS).map(|_| {
        let number = (0..5).fold(0, |number, _| number << 1 | bits.next().unwrap_or(0));
        char::from(LETTERS[usize::from(number)])
    });
    format!("{TOKEN_PREFIX}{}", letters.collect::<String>())
}

/// Returns the hash of a token, in hexadecimal. A token is random and long: no hash that is slow on purpose is needed.
pub fn token_hash(token: &str) -> String {
    hexadecimal(&blake3::derive_key("xunzhang token 1", token.as_bytes()))
}

/// A token that sees a part, as its line tells it behind the hash.
#[derive(Serialize, Deserialize)]
struct Part {
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    only: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    under: Vec<PathBuf>,
}

impl Token {
    /// `None` where the line is none of ours.
    fn read(line: &str) -> Option<Token> {
        let is_hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let (hash, rest) = line.strip_prefix(PART).unwrap_or(line).split_once(' ')?;
        let (name, rights) = match line.starts_with(PART) {
            true => {
                let Part { name, only, under } = serde_json::from_str(rest).ok()?;
                (name, Rights { only, under })
            }
            false => (rest.to_owned(), Rights::default()),
        };
        is_hash(hash).then(|| Token { name, hash: hash.to_owned(), rights: Arc::new(rights) })
    }

    fn written(&self) -> String {
        if self.rights.is_whole() {
            return format!("{} {}\n", self.hash, self.name);
        }
        let Rights { only, under } = &*self.rights;
        let part = Part { name: self.name.clone(), only: only.clone(), under: under.clone() };
        format!("{PART}{} {}\n", self.hash, serde_json::to_string(&part).unwrap_or_default())
    }
}

/// Reads the tokens of a file; none where there is no file.
///
/// # Errors
/// When it cannot be read, or a line of it is no token.
pub fn read_tokens(file: &Path) -> Result<Vec<Token>, TokensError> {
    let text = match crate::source::read_regular(file, FILE_BYTES_MAX) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    text.lines().enumerate().map(|(nth, line)| Token::read(line).ok_or(TokensError::Line(nth + 1))).collect()
}

/// Writes the tokens: whole or not at all, and for the owner of the file alone.
///
/// # Errors
/// What the file system says.
pub fn write_tokens(file: &Path, tokens: &[Token]) -> Result<(), TokensError> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let fresh = file.with_extension("new");
    let lines: String = tokens.iter().map(Token::written).collect();
    let mut options = File::options();
    let mut out = crate::system::private(options.write(true).create(true).truncate(true)).open(&fresh)?;
    out.write_all(lines.as_bytes())?;
    out.sync_all()?;
    Ok(fs::rename(&fresh, file)?)
}

/// What was read of the file last.
#[derive(Default)]
struct Known {
    stamps: Option<Stamps>,
    tokens: Arc<Vec<Token>>,
}

/// The tokens that are in force.
pub(super) struct Tokens {
    /// `None`: whoever reaches the address may ask.
    file: Option<PathBuf>,
    /// Whether a token is needed: from the beginning for other machines, else once there is one. The last that is taken back
    /// opens nothing.
    are_needed: AtomicBool,
    known: Mutex<Known>,
}

impl Tokens {
    /// Keeps an eye on a file.
    pub(super) fn of(file: Option<PathBuf>, are_needed: bool) -> Tokens {
        let are_needed = AtomicBool::new(are_needed && file.is_some());
        Tokens { file, are_needed, known: Mutex::default() }
    }

    /// Returns the tokens in force, and whether one is needed.
    ///
    /// # Errors
    /// When the file cannot be read any more, or holds what is no token: then nobody is to be answered.
    pub(super) fn now(&self) -> Result<(Arc<Vec<Token>>, bool), TokensError> {
        let Some(file) = &self.file else { return Ok((Arc::default(), false)) };
        let now = match fs::metadata(file) {
            Ok(known) => Some(stamps(&known)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        let mut known = lock(&self.known);
        if known.stamps != now {
            // What cannot be read is tried again at the next request.
            known.stamps = None;
            known.tokens = Arc::new(read_tokens(file)?);
            known.stamps = now;
        } else if now.is_none() {
            known.tokens = Arc::default();
        }
        if !known.tokens.is_empty() {
            self.are_needed.store(true, Ordering::Relaxed);
        }
        Ok((Arc::clone(&known.tokens), self.are_needed.load(Ordering::Relaxed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(name: &str, only: &str, under: &[&str]) -> Token {
        let rights = Rights { only: only.to_owned(), under: under.iter().map(PathBuf::from).collect() };
        Token { name: name.to_owned(), hash: token_hash(name), rights: Arc::new(rights) }
    }

    #[test]
    fn tokens_are_of_letters_that_nobody_takes_for_others() {
        let token = new_token(&[0xff; 20]);
        assert_eq!(token, format!("xz_{}", "9".repeat(32)));
        assert_ne!(new_token(&[0; 20]), token);
        assert_eq!(token_hash("a").len(), 64);
    }

    #[test]
    fn what_is_written_is_read_and_a_part_is_no_token_of_before() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("tokens");
        let all = [token("王 五", "", &[]), token("李", "地区:湖北", &[]), token("赵", "", &["/a b", "/c"])];
        write_tokens(&file, &all).expect("it is written");
        assert_eq!(read_tokens(&file).expect("it is read"), all);
        let text = fs::read_to_string(&file).expect("a text");
        let before = |line: &str| line.split_once(' ').is_some_and(|(hash, _)| hash.len() == 64);
        assert_eq!(text.lines().map(before).collect::<Vec<_>>(), [true, false, false]);
        fs::write(&file, format!("{text}rubbish\n")).expect("it is written");
        assert!(matches!(read_tokens(&file), Err(TokensError::Line(4))));
    }

    #[test]
    fn a_file_that_changes_is_read_again_and_an_empty_one_opens_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("tokens");
        let tokens = Tokens::of(Some(file.clone()), false);
        let now = || tokens.now().map(|(tokens, needed)| (tokens.len(), needed));
        assert_eq!(now().ok(), Some((0, false)));
        write_tokens(&file, &[token("王", "", &[])]).expect("it is written");
        assert_eq!(now().ok(), Some((1, true)));
        fs::write(&file, "rubbish\n").expect("it is written");
        assert!(now().is_err() && now().is_err());
        fs::remove_file(&file).expect("it is removed");
        assert_eq!(now().ok(), Some((0, true)));
        assert_eq!(Tokens::of(None, true).now().ok().map(|(_, needed)| needed), Some(false));
    }
}
