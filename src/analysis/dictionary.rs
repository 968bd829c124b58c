//! The dictionary: words and their frequency in an `fst`, folded by the exact chain, read where it lies. Words that
//! users add lie in a second, small one; where both have a word, theirs counts.

use std::sync::Arc;

/// Words with their frequency. Cheap to clone; the bytes are shared, and may be a mapped file.
#[derive(Clone)]
pub struct Dictionary {
    words: Arc<fst::Map<Bytes>>,
    /// Words added by the user.
    added: Option<Arc<fst::Map<Bytes>>>,
    /// Sum of the frequencies of `words`. It stays when words are added: so no cut moves where they do not occur.
    total: u64,
}

/// Bytes that live somewhere else.
struct Bytes(Box<dyn AsRef<[u8]> + Send + Sync>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

/// The bytes are no dictionary.
#[derive(Debug, thiserror::Error)]
pub enum DictionaryError {
    /// They are no `fst`.
    #[error("the dictionary cannot be read ({0})")]
    Unreadable(#[from] fst::Error),
    /// The sum of frequencies is missing.
    #[error("the dictionary does not hold the sum of its frequencies")]
    NoTotal,
}

static BUILTIN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/dictionary.fst"));

impl Dictionary {
    /// Returns the dictionary that this program carries: jieba's words and those of `index_schema/dictionary.txt`.
    pub fn builtin() -> Dictionary {
        Dictionary::from_bytes(BUILTIN).expect("build.rs makes a whole dictionary")
    }

    /// Returns the BLAKE3 hash of [`Dictionary::builtin`], in hexadecimal: a file with this hash need not be read.
    pub fn builtin_hash() -> &'static str {
        env!("DICTIONARY_HASH")
    }

    /// Returns the dictionary in these bytes, as [`Dictionary::as_bytes`] gave them; nothing is copied.
    ///
    /// # Errors
    /// When they are no dictionary.
    pub fn from_bytes(
        bytes: impl AsRef<[u8]> + Send + Sync + 'static,
    ) -> Result<Dictionary, DictionaryError> {
        let words = fst::Map::new(Bytes(Box::new(bytes)))?;
        // The empty word holds the sum, since no text can hold it as a word.
        let total = words.get("").ok_or(DictionaryError::NoTotal)?;
        Ok(Dictionary { words: Arc::new(words), added: None, total })
    }

    /// Returns this dictionary with the added words in these bytes, as `AddedWords::to_bytes` gave them.
    ///
    /// # Errors
    /// When they are none.
    pub fn with_added(
        self,
        bytes: impl AsRef<[u8]> + Send + Sync + 'static,
    ) -> Result<Dictionary, DictionaryError> {
        let added = fst::Map::new(Bytes(Box::new(bytes)))?;
        Ok(Dictionary { added: (!added.is_empty()).then(|| Arc::new(added)), ..self })
    }

    /// Returns this dictionary without the words that were added.
    pub(super) fn without_added(&self) -> Dictionary {
        Dictionary { added: None, ..self.clone() }
    }

    /// Whether words were added.
    pub(super) fn has_added(&self) -> bool {
        self.added.is_some()
    }

    /// Whether an added word occurs in folded text.
    pub fn has_added_in(&self, folded: &str) -> bool {
        let Some(added) = &self.added else { return false };
        let mut found = false;
        for (at, _) in folded.char_indices() {
            walk(added, &folded[at..], &mut |_, _| found = true);
            if found {
                return true;
            }
        }
        false
    }

    /// Returns the bytes of the words that the program carries, to be stored.
    pub fn as_bytes(&self) -> &[u8] {
        self.words.as_fst().as_bytes()
    }

    /// Returns the sum of all frequencies.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Calls `each` with every word that was not added, and its frequency.
    pub(crate) fn for_each(&self, each: impl FnMut(&str, u64)) {
        for_each_in(&self.words, each);
    }

    /// Whether its words, but for those that were added, are those that this program carries.
    pub(super) fn is_builtin(&self) -> bool {
        // Mostly they are the same bytes in memory; only a copy read from a file has to be compared.
        std::ptr::eq(self.as_bytes(), BUILTIN) || self.as_bytes() == BUILTIN
    }

    /// Returns whether a folded text is a word of it.
    pub fn holds(&self, folded: &str) -> bool {
        self.frequency(folded).is_some()
    }

    /// Returns whether a folded text is a word that was added.
    pub fn is_added(&self, folded: &str) -> bool {
        self.added.as_ref().is_some_and(|added| added.get(folded).is_some())
    }

    /// Returns the frequency of a word; `None` when it is none.
    pub(super) fn frequency(&self, word: &str) -> Option<u64> {
        let added = self.added.as_ref().and_then(|added| added.get(word));
        added.or_else(|| self.words.get(word)).filter(|_| !word.is_empty())
    }

    /// Calls `each` with every word that begins where `text` begins, and its frequency; of a word named twice the second
    /// counts.
    pub(super) fn words_at<'t>(&self, text: &'t str, mut each: impl FnMut(&'t str, u64)) {
        walk(&self.words, text, &mut each);
        if let Some(added) = &self.added {
            walk(added, text, &mut each);
        }
    }
}

/// Calls `each` with every word of a map and its frequency.
pub(super) fn for_each_in<B: AsRef<[u8]>>(words: &fst::Map<B>, mut each: impl FnMut(&str, u64)) {
    use fst::Streamer;
    let mut stream = words.stream();
    while let Some((word, frequency)) = stream.next() {
        if let (false, Ok(word)) = (word.is_empty(), std::str::from_utf8(word)) {
            each(word, frequency);
        }
    }
}

/// Calls `each` with every word of a map that begins where `text` begins.
fn walk<'t>(words: &fst::Map<Bytes>, text: &'t str, each: &mut dyn FnMut(&'t str, u64)) {
    let fst = words.as_fst();
    let mut node = fst.root();
    let mut sum = fst::raw::Output::zero();
    for (at, byte) in text.bytes().enumerate() {
        let Some(next) = node.find_input(byte) else { return };
        let transition = node.transition(next);
        sum = sum.cat(transition.out);
        node = fst.node(transition.addr);
        // Only a damaged map has a word that ends inside a character.
        if node.is_final() && text.is_char_boundary(at + 1) {
            each(&text[..=at], sum.cat(node.final_output()).value());
        }
    }
}
