//! Control words: what groups are for, and which stand for characters.

use super::Part;

/// What a group is for by the control word that it begins with.
pub(super) fn part_of(word: &str) -> Option<Part> {
    Some(match word {
        "fonttbl" => Part::Fonts,
        "stylesheet" => Part::Styles,
        "header" | "headerl" | "headerr" | "headerf" => Part::Apart("page header"),
        "footer" | "footerl" | "footerr" | "footerf" => Part::Apart("page footer"),
        "annotation" => Part::Apart("comment"),
        "footnote" | "shptxt" => Part::Beside,
        "listtext" | "pntext" => Part::ListNumber,
        "fldinst" => Part::Instruction,
        "ud" => Part::Body,
        "colortbl" | "info" | "pict" | "nonshppict" | "shprslt" | "shpinst" | "upr" | "xe" | "tc"
        | "listtable" | "listoverridetable" | "objdata" | "atnid" | "atnauthor" | "atndate" | "themedata"
        | "datastore" | "nonesttables" | "ftnsep" | "ftnsepc" | "aftnsep" | "aftnsepc" | "revtbl" => {
            Part::Left
        }
        _ => return None,
    })
}

/// Control words that stand for characters.
pub(super) fn sign_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "tab" => "\t",
        "line" | "column" => "\n",
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "emspace" | "enspace" | "qmspace" => " ",
        _ => return None,
    })
}
