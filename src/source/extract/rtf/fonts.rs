//! In which encoding the bytes of a font are.

use std::collections::HashMap;

use encoding_rs::Encoding;

/// Fonts by their number, and what holds where none is named.
pub(super) struct Fonts {
    known: HashMap<i32, &'static Encoding>,
    /// By `\ansicpg`.
    usual: &'static Encoding,
    /// The font that holds where none is named, by `\deff`.
    pub(super) first: i32,
}

impl Fonts {
    /// Returns no fonts; bytes are those of Western Windows.
    pub(super) fn new() -> Fonts {
        Fonts { known: HashMap::new(), usual: encoding_rs::WINDOWS_1252, first: 0 }
    }

    /// Takes over the code page of the document.
    pub(super) fn code_page(&mut self, page: i32) {
        self.usual = of_page(page).unwrap_or(self.usual);
    }

    /// Takes over the language of East Asian text: code page 10000 is that of a Mac, whatever it writes.
    pub(super) fn language(&mut self, language: i32) {
        if self.usual == encoding_rs::MACINTOSH {
            self.usual = match language & 0x3FF {
                0x04 if matches!(language, 0x404 | 0xC04 | 0x1404) => encoding_rs::BIG5,
                0x04 => encoding_rs::GB18030,
                0x11 => encoding_rs::SHIFT_JIS,
                0x12 => encoding_rs::EUC_KR,
                _ => self.usual,
            };
        }
    }

    /// Takes over the character set of a font (`\fcharset`); those that say nothing leave the code page.
    pub(super) fn charset(&mut self, font: i32, charset: i32) {
        let encoding = match charset {
            78 | 128 => Some(encoding_rs::SHIFT_JIS),
            79 | 129 => Some(encoding_rs::EUC_KR),
            80 | 134 => Some(encoding_rs::GB18030),
            81 | 136 => Some(encoding_rs::BIG5),
            161 => Some(encoding_rs::WINDOWS_1253),
            162 => Some(encoding_rs::WINDOWS_1254),
            177 => Some(encoding_rs::WINDOWS_1255),
            178 => Some(encoding_rs::WINDOWS_1256),
            186 => Some(encoding_rs::WINDOWS_1257),
            204 => Some(encoding_rs::WINDOWS_1251),
            222 => Some(encoding_rs::WINDOWS_874),
            238 => Some(encoding_rs::WINDOWS_1250),
            _ => None,
        };
        self.known.extend(encoding.map(|encoding| (font, encoding)));
    }

    /// Returns the encoding of a font.
    pub(super) fn encoding(&self, font: i32) -> &'static Encoding {
        self.known.get(&font).copied().unwrap_or(self.usual)
    }
}

/// The encoding of a code page of Windows.
fn of_page(page: i32) -> Option<&'static Encoding> {
    match page {
        932 | 10_001 => Some(encoding_rs::SHIFT_JIS),
        936 | 54_936 | 10_008 => Some(encoding_rs::GB18030),
        949 | 10_003 => Some(encoding_rs::EUC_KR),
        950 | 10_002 => Some(encoding_rs::BIG5),
        10_000 => Some(encoding_rs::MACINTOSH),
        65_001 => Some(encoding_rs::UTF_8),
        other => Encoding::for_label(format!("windows-{other}").as_bytes()),
    }
}
