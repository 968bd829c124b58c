//! EPUB: the chapters of a book in its reading order, each a web page.
//!
//! `META-INF/container.xml` names the package document, whose spine lists the chapters (EPUB 3.3, sections 4 and 5).

use std::collections::HashMap;

use super::html;
use super::package::{Package, folder_of, resolve};
use super::xml::Element;
use super::{ExtractError, Extraction, Input, single};

const CONTAINER: &str = "META-INF/container.xml";
const ENCRYPTION: &str = "META-INF/encryption.xml";

/// Reads a book.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let mut package = Package::open(input)?;
    let missing = |what: &str| ExtractError::Damaged(format!("its {what} is missing"));
    let container = package.xml(CONTAINER)?.ok_or_else(|| missing(CONTAINER))?;
    let named = container.child("rootfiles").and_then(|files| files.child("rootfile"));
    let path =
        named.and_then(|file| file.attribute("full-path")).ok_or_else(|| missing("package document"))?;
    let path = resolve("", path);
    let book = package.xml(&path)?.ok_or_else(|| missing(&path))?;
    let folder = folder_of(&path);
    let locked = locked(&mut package)?;
    let (mut pages, mut notes) = (Vec::new(), Vec::new());
    for chapter in chapters(&book, folder) {
        if locked.contains(&chapter) {
            return Err(ExtractError::Encrypted);
        }
        match package.member(&chapter)? {
            Some(bytes) => pages.push(html::decoded(&bytes)?.text),
            None => notes.push(format!("its {chapter} is missing, so that what it holds is not found")),
        }
    }
    let title = book.child("metadata").and_then(|data| data.text_of("title")).unwrap_or_default();
    let mut report = html::pages(&title, &pages)?;
    report.markup.notes.append(&mut notes);
    single(report)
}

/// Paths of the chapters in the order of reading.
fn chapters(book: &Element, folder: &str) -> Vec<String> {
    let items = book.child("manifest").into_iter().flat_map(|manifest| manifest.all("item"));
    let paths: HashMap<&str, &str> =
        items.filter_map(|item| Some((item.attribute("id")?, item.attribute("href")?))).collect();
    let spine = book.child("spine").into_iter().flat_map(|spine| spine.all("itemref"));
    let listed = spine.filter_map(|item| paths.get(item.attribute("idref")?));
    listed.map(|path| resolve(folder, &unquoted(path))).collect()
}

/// Members that are encrypted; fonts often are, where the text is not.
fn locked(package: &mut Package<'_>) -> Result<Vec<String>, ExtractError> {
    let Some(list) = package.xml(ENCRYPTION)? else { return Ok(Vec::new()) };
    let data =
        list.all("EncryptedData").filter_map(|data| data.child("CipherData")?.child("CipherReference"));
    Ok(data.filter_map(|named| Some(resolve("", &unquoted(named.attribute("URI")?)))).collect())
}

/// Resolves `%E7%AB%A0` of a link.
fn unquoted(link: &str) -> String {
    let link = link.split('#').next().unwrap_or_default();
    let (mut bytes, mut rest) = (Vec::new(), link.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok()).filter(|_| *first == b'%');
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| link.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::{Extraction, Limits, extract, packed};
    use super::*;

    fn book(last: &'static str) -> Vec<(&'static str, &'static str)> {
        vec![
            ("mimetype", "application/epub+zip"),
            (CONTAINER, "<container><rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles></container>"),
            (
                "OPS/book.opf",
                "<package><metadata xmlns:dc='d'><dc:title>减负文件汇编</dc:title></metadata><manifest>\
                 <item id='b' href='%E4%B8%8B.xhtml'/><item id='a' href='../上.xhtml'/><item id='c' href='no.xhtml'/></manifest>\
                 <spine><itemref idref='a'/><itemref idref='b'/><itemref idref='c'/></spine></package>",
            ),
            (
                "上.xhtml",
                "<html><head><title>上</title></head><body><h1>第一章 总则</h1><p>甲</p><!-- open</body></html>",
            ),
            ("OPS/下.xhtml", "<html><body><h1>第二章 附则</h1><p>乙</p></body></html>"),
            (
                last,
                "<encryption><EncryptedData><CipherData><CipherReference URI='OPS/下.xhtml'/></CipherData></EncryptedData></encryption>",
            ),
        ]
    }

    fn read_book(last: &'static str) -> Result<Extraction, ExtractError> {
        extract("a.epub".as_ref(), &packed(&book(last)), &Limits::default())
    }

    #[test]
    fn chapters_are_read_in_their_order() {
        let report = read_book("other.xml").expect("a book").reports.remove(0);
        assert_eq!((report.title.as_str(), report.reader.as_str()), ("减负文件汇编", "epub 2"));
        assert_eq!(report.text, "第一章 总则\n甲\n第二章 附则\n乙\n");
        assert_eq!(report.markup.headings.len(), 2);
        assert!(report.markup.notes[0].contains("OPS/no.xhtml is missing"));
    }

    #[test]
    fn books_with_a_lock_are_refused_as_such() {
        assert_eq!(read_book(ENCRYPTION), Err(ExtractError::Encrypted));
    }
}
