//! Bytes of rich text to groups, control words and text.

/// A piece of rich text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// A control word and its number: `\par`, `\u25945`.
    Word(&'a str, Option<i32>),
    /// A control sign: `\~`, `\*`.
    Sign(u8),
    /// A byte in hexadecimal: `\'b5`.
    Byte(u8),
    /// Bytes as they stand, without line ends.
    Text(&'a [u8]),
}

/// Reads pieces one after another; never fails.
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    /// Begins with the first byte.
    pub(super) fn new(bytes: &'a [u8]) -> Tokens<'a> {
        Tokens { bytes, at: 0 }
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let rest = &self.bytes[self.at + 1..];
        let first = *rest.first()?;
        if first == b'\'' {
            let digits = std::str::from_utf8(rest.get(1..3).unwrap_or_default()).unwrap_or_default();
            self.at += 2 + digits.len();
            return Some(Token::Byte(u8::from_str_radix(digits, 16).unwrap_or(b'?')));
        }
        if !first.is_ascii_alphabetic() {
            self.at += 2;
            // A line end behind a backslash ends the paragraph.
            let ends = matches!(first, b'\n' | b'\r');
            return Some(if ends { Token::Word("par", None) } else { Token::Sign(first) });
        }
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let after = &rest[letters..];
        let sign = usize::from(after.first() == Some(&b'-'));
        let digits = after[sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let length = letters + if digits > 0 { sign + digits } else { 0 };
        // Letters, digits and a minus sign are ASCII.
        let word = std::str::from_utf8(&rest[..letters]).unwrap_or_default();
        let number = std::str::from_utf8(&rest[letters..length]).ok().and_then(|number| number.parse().ok());
        // One blank behind a control word belongs to it.
        self.at += 1 + length + usize::from(rest.get(length) == Some(&b' '));
        if word == "bin" {
            // Raw bytes of a picture.
            self.at = self.at.saturating_add(number.unwrap_or(0).max(0) as usize).min(self.bytes.len());
        }
        Some(Token::Word(word, number))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            match *self.bytes.get(self.at)? {
                b'\\' => return self.control(),
                b'{' => {
                    self.at += 1;
                    return Some(Token::Open);
                }
                b'}' => {
                    self.at += 1;
                    return Some(Token::Close);
                }
                b'\r' | b'\n' | 0 => self.at += 1,
                _ => {
                    let start = self.at;
                    let is_text = |byte: &u8| !matches!(byte, b'\\' | b'{' | b'}' | b'\r' | b'\n' | 0);
                    self.at += self.bytes[start..].iter().take_while(|byte| is_text(byte)).count();
                    return Some(Token::Text(&self.bytes[start..self.at]));
                }
            }
        }
    }
}
