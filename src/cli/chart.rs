//! Charts to files, and the font on this machine that their letters are taken from.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::language::tr;
use crate::output::{Chart, is_chinese_font, write_chart};

use super::failure::Failure;
use super::say;

/// Names the font file whose letters are drawn, where the usual places have none or another one is wanted.
const FONT_VARIABLE: &str = "XUNZHANG_FONT";
/// Where systems keep fonts; `~` is the home folder.
const FONT_FOLDERS: [&str; 9] = [
    "~/.local/share/fonts",
    "~/.fonts",
    "/usr/local/share/fonts",
    "/usr/share/fonts",
    "~/Library/Fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:\\Windows\\Fonts",
    "/data/data/com.termux/files/usr/share/fonts",
];
/// Beginnings of the names of font files with Chinese, best first, lower case.
const FONT_NAMES: [&str; 15] = [
    "notosanscjk-regular",
    "notosanscjksc-regular",
    "notosanssc",
    "sourcehansanssc-regular",
    "sourcehansans",
    "pingfang",
    "hiragino sans gb",
    "stheiti",
    "msyh",
    "deng",
    "wqy-",
    "simhei",
    "simsun",
    "droidsansfallback",
    "uming",
];
/// Folders below those that are looked into.
const DEPTH_MAX: usize = 4;
/// A font file is no larger, in bytes.
const FONT_BYTES_MAX: u64 = 128 << 20;

/// Writes a chart to a file and says so.
pub(super) fn write(file: &Path, chart: &Chart) -> Result<(), Failure> {
    let font = font()?;
    let mut picture = Vec::new();
    write_chart(&mut picture, chart, font.as_deref())?;
    let failed = |error: std::io::Error| {
        let what = tr!("chart-cannot-write", file = format!("{file:?}"), error = error.to_string());
        Failure::new(what, Some(&tr!("chart-name-file")))
    };
    std::fs::File::create(file).and_then(|mut out| out.write_all(&picture)).map_err(failed)?;
    say(&tr!("chart-wrote", file = file.display().to_string()));
    if font.is_none() {
        say(&tr!("chart-no-font", variable = FONT_VARIABLE));
    }
    Ok(())
}

/// The bytes of a font with Chinese, if there is one.
fn font() -> Result<Option<Vec<u8>>, Failure> {
    if let Some(named) = std::env::var_os(FONT_VARIABLE).filter(|named| !named.is_empty()) {
        let file = PathBuf::from(named);
        let bytes = read(&file).filter(|bytes| is_chinese_font(bytes));
        return bytes.map(Some).ok_or_else(|| {
            let what = tr!("chart-is-no-font", variable = FONT_VARIABLE, file = format!("{file:?}"));
            Failure::new(what, Some(&tr!("chart-font-files")))
        });
    }
    let home = std::env::home_dir();
    let mut found: Vec<(usize, PathBuf)> = Vec::new();
    for folder in FONT_FOLDERS {
        let folder = match folder.strip_prefix("~/") {
            Some(rest) => home.as_ref().map(|home| home.join(rest)),
            None => Some(PathBuf::from(folder)),
        };
        folder.into_iter().for_each(|folder| look_into(&folder, DEPTH_MAX, &mut found));
    }
    found.sort();
    Ok(found.into_iter().find_map(|(_, file)| read(&file).filter(|bytes| is_chinese_font(bytes))))
}

/// Adds the font files of a folder that are called as fonts with Chinese are, with the rank of the name.
fn look_into(folder: &Path, depth: usize, found: &mut Vec<(usize, PathBuf)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if depth > 0 {
                look_into(&path, depth - 1, found);
            }
            continue;
        }
        let name = entry.file_name().to_string_lossy().to_lowercase();
        let is_font = [".ttf", ".otf", ".ttc", ".otc"].iter().any(|ending| name.ends_with(ending));
        let rank = FONT_NAMES.iter().position(|known| name.starts_with(known));
        found.extend(rank.filter(|_| is_font).map(|rank| (rank, path)));
    }
}

fn read(file: &Path) -> Option<Vec<u8>> {
    let size = std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file)?.len();
    if size > FONT_BYTES_MAX {
        return None;
    }
    std::fs::read(file).ok()
}
