//! Characters that no reader sees: the exact chain drops them, and passages do not count them.

/// Returns whether nothing of a character is left after the exact chain: blanks, controls, accents that stand alone
/// (the compatibility form of `´` is a blank with one), zero-width and direction marks, soft hyphens, variation selectors.
pub fn is_unseen(character: char) -> bool {
    // Asked of every character of every text: the commonest are told at once.
    if ('\u{3400}'..='\u{9FFF}').contains(&character) || character.is_ascii_graphic() {
        return false;
    }
    character.is_whitespace()
        || character.is_control()
        || is_accent(character)
        || is_lone_accent(character)
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Returns whether a character is an accent that is written over the one before it.
pub(crate) fn is_accent(character: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&character)
}

/// Accents with a place of their own; their compatibility form is a blank and accents.
fn is_lone_accent(character: char) -> bool {
    matches!(character,
        '\u{A8}' | '\u{AF}' | '\u{B4}' | '\u{B8}' | '\u{2D8}'..='\u{2DD}' | '\u{37A}' | '\u{384}' | '\u{385}'
        | '\u{1FBD}' | '\u{1FBF}'..='\u{1FC1}' | '\u{1FCD}'..='\u{1FCF}' | '\u{1FDD}'..='\u{1FDF}'
        | '\u{1FED}' | '\u{1FEE}' | '\u{1FFD}' | '\u{1FFE}' | '\u{2017}' | '\u{203E}'
        | '\u{FE49}'..='\u{FE4C}' | '\u{FFE3}')
}
