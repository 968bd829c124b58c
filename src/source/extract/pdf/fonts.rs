//! What characters are whose font does not tell: by the collection that the font belongs to, by its codes, by the table
//! inside the font.
//!
//! A composite font without `/ToUnicode` still says which collection of characters it numbers (Adobe-GB1, Adobe-CNS1,
//! Adobe-Japan1, Adobe-Korea1): Adobe's tables `Adobe-GB1-UCS2` and so on lead from its numbers to Unicode (ISO
//! 32000-1, 9.10.2).

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use hayro_interpret::font::{Glyph, OutlineGlyph};
use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};
use skrifa::MetadataProvider;

/// Most fonts of a document: none has more.
const FONTS_MAX: usize = 20_000;

/// What the fonts of a document tell beside their own tables, found out when it is first asked.
pub(super) struct Fonts<'a> {
    pdf: &'a Pdf,
    /// By the name of the font: two fonts of one name have a table each.
    known: OnceCell<HashMap<String, Vec<Codes>>>,
    /// Characters by the numbers of glyphs, by the font's bytes.
    inside: RefCell<HashMap<u128, HashMap<u32, char>>>,
}

/// How codes of a font lead to characters.
struct Codes {
    encoding: CMap,
    /// From numbers of the collection to Unicode.
    collection: Option<CMap>,
    /// Whether codes are said to be Unicode (`/ToUnicode /Identity-H`).
    are_unicode: bool,
    /// Whether the font is in the file; of another that is used in its place the glyphs tell nothing.
    is_embedded: bool,
}

impl<'a> Fonts<'a> {
    /// Returns the fonts of a document.
    pub(super) fn new(pdf: &'a Pdf) -> Fonts<'a> {
        Fonts { pdf, known: OnceCell::new(), inside: RefCell::new(HashMap::new()) }
    }

    /// Returns the character of a glyph that its own font's table does not tell; `None` when nothing tells it.
    pub(super) fn character(&self, glyph: &Glyph<'_>) -> Option<BfString> {
        let Glyph::Outline(outline) = glyph else { return None };
        let font = outline.font_data()?;
        let codes = self.known.get_or_init(|| composite_fonts(self.pdf));
        let named = font.postscript_name.as_ref().and_then(|name| codes.get(name));
        let by_code = named.into_iter().flatten().find_map(|codes| codes.character(outline.char_code()));
        let is_embedded = named.into_iter().flatten().any(|codes| codes.is_embedded);
        by_code.or_else(|| is_embedded.then(|| self.inside(outline, &font))?.map(BfString::Char))
    }

    /// By the table inside the font: it leads from characters to glyphs.
    fn inside(&self, glyph: &OutlineGlyph, font: &hayro_interpret::font::OutlineFontData) -> Option<char> {
        let mut inside = self.inside.borrow_mut();
        let known = inside.entry(font.cache_key).or_insert_with(|| {
            let bytes: &[u8] = (*font.data).as_ref();
            let Ok(font) = skrifa::FontRef::new(bytes) else { return HashMap::new() };
            let mut known = HashMap::new();
            for (code, glyph) in font.charmap().mappings() {
                // Of several characters with one glyph the first is the usual one.
                if let Some(character) = char::from_u32(code).filter(|c| is_meant(*c)) {
                    known.entry(glyph.to_u32()).or_insert(character);
                }
            }
            known
        });
        known.get(&glyph.glyph_id().to_u32()).copied()
    }
}

impl Codes {
    fn character(&self, code: u32) -> Option<BfString> {
        if let Some(collection) = &self.collection {
            let number = (1..=4).find_map(|bytes| self.encoding.lookup_cid_code(code, bytes))?;
            return collection.lookup_bf_string(number);
        }
        let character = char::from_u32(code).filter(|c| self.are_unicode && is_meant(*c))?;
        Some(BfString::Char(character))
    }
}

/// Whether a character means the same in every font.
fn is_meant(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FFFD}' | '\u{F0000}'..)
}

/// All composite fonts of a document that tell what their codes are, by their names.
fn composite_fonts(pdf: &Pdf) -> HashMap<String, Vec<Codes>> {
    let mut found: HashMap<String, Vec<Codes>> = HashMap::new();
    let fonts = pdf.objects().into_iter().filter_map(|object| match object {
        Object::Dict(dict) => codes_of(&dict),
        _ => None,
    });
    for (name, codes) in fonts.take(FONTS_MAX) {
        found.entry(name).or_default().push(codes);
    }
    found
}

fn codes_of(font: &Dict<'_>) -> Option<(String, Codes)> {
    if name_of(font, b"Subtype")? != "Type0" {
        return None;
    }
    let name = name_of(font, b"BaseFont")?;
    let name = match name.split_once('+') {
        Some((subset, rest)) if subset.len() == 6 => rest.to_owned(),
        _ => name,
    };
    let encoding = match font.get::<Object<'_>>(b"Encoding".as_slice())? {
        Object::Name(name) => match CMapName::from_bytes(name.as_ref()) {
            CMapName::IdentityH => CMap::identity_h(),
            CMapName::IdentityV => CMap::identity_v(),
            name => CMap::parse(load_embedded(name)?, load_embedded)?,
        },
        Object::Stream(stream) => CMap::parse(&stream.decoded_data().ok()?, load_embedded)?,
        _ => return None,
    };
    let descendant = font.get::<Array<'_>>(b"DescendantFonts".as_slice())?.iter::<Dict<'_>>().next()?;
    let of_encoding = encoding.metadata().character_collection.as_ref().map(|known| known.family.clone());
    let family =
        of_encoding.filter(|family| *family != CidFamily::AdobeIdentity).or_else(|| family_of(&descendant));
    let table = family.and_then(|family| family.ucs2_cmap()).and_then(load_embedded);
    let collection = table.and_then(|table| CMap::parse(table, load_embedded));
    let are_unicode = name_of(font, b"ToUnicode").is_some_and(|name| name.starts_with("Identity"));
    let descriptor = descendant.get::<Dict<'_>>(b"FontDescriptor".as_slice());
    let files = ["FontFile2", "FontFile3", "FontFile"];
    let is_embedded =
        descriptor.is_some_and(|font| files.iter().any(|file| font.contains_key(file.as_bytes())));
    Some((name, Codes { encoding, collection, are_unicode, is_embedded }))
}

/// The collection that the descendant of a composite font says that it belongs to.
fn family_of(descendant: &Dict<'_>) -> Option<CidFamily> {
    let info = descendant.get::<Dict<'_>>(b"CIDSystemInfo".as_slice())?;
    let registry = info.get::<PdfString<'_>>(b"Registry".as_slice())?;
    let ordering = info.get::<PdfString<'_>>(b"Ordering".as_slice())?;
    Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
}

fn name_of(dict: &Dict<'_>, key: &[u8]) -> Option<String> {
    dict.get::<Name<'_>>(key).map(|name| name.as_str().to_owned())
}
