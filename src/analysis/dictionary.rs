//! The dictionary: words and their frequency in an `fst`, folded by the exact chain, read where it lies.

use std::sync::Arc;

/// Words with their frequency. Cheap to clone; the bytes are shared, and may be a mapped file.
#[derive(Clone)]
pub struct Dictionary {
    words: Arc<fst::Map<Bytes>>,
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

    /// Returns the dictionary in these bytes, as [`Dictionary::as_bytes`] gave them; nothing is copied.
    ///
    /// # Errors
    /// When they are no dictionary.
    pub fn from_bytes(
        bytes: impl AsRef<[u8]> + Send + Sync + 'static,
    ) -> Result<Dictionary, DictionaryError> {
        let words = fst::Map::new(Bytes(Box::new(bytes)))?;
        let total = words.get("").ok_or(DictionaryError::NoTotal)?;
        Ok(Dictionary { words: Arc::new(words), total })
    }

    /// Returns the bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        self.words.as_fst().as_bytes()
    }

    /// Returns the sum of all frequencies.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Calls `each` with every word and its frequency.
    pub(super) fn for_each(&self, mut each: impl FnMut(&str, u64)) {
        use fst::Streamer;
        let mut stream = self.words.stream();
        while let Some((word, frequency)) = stream.next() {
            if let (false, Ok(word)) = (word.is_empty(), std::str::from_utf8(word)) {
                each(word, frequency);
            }
        }
    }

    /// Calls `each` with every word that begins where `text` begins, and its frequency.
    pub(super) fn words_at<'t>(&self, text: &'t str, mut each: impl FnMut(&'t str, u64)) {
        let fst = self.words.as_fst();
        let mut node = fst.root();
        let mut sum = fst::raw::Output::zero();
        for (at, byte) in text.bytes().enumerate() {
            let Some(next) = node.find_input(byte) else { return };
            let transition = node.transition(next);
            sum = sum.cat(transition.out);
            node = fst.node(transition.addr);
            if node.is_final() && text.is_char_boundary(at + 1) {
                each(&text[..=at], sum.cat(node.final_output()).value());
            }
        }
    }
}
