//! What a workbook (xlsx) shows beside its cells: text boxes, shapes and charts; comments, headers and footers.

use std::collections::HashMap;

use crate::text::Location;

use super::drawings::{self, Piece};
use super::package::{Package, Relation};
use super::writer::Writer;
use super::xml::{self, Element};
use super::{ExtractError, Input};

/// Headers and footers stand behind the cells: a sheet that unpacks to more bytes is not unpacked again for them.
const SHEET_BYTES_MAX: u64 = 32 << 20;

/// A workbook of which the sheets are known.
pub(super) struct Beside<'a> {
    package: Package<'a>,
    /// Members of the sheets, by name.
    members: HashMap<String, String>,
}

impl<'a> Beside<'a> {
    /// Opens a workbook; `None` when it is of another format.
    pub(super) fn open(input: &Input<'a>) -> Option<Beside<'a>> {
        const BOOK: &str = "xl/workbook.xml";
        let mut package = Package::open(input).ok()?;
        let book = package.xml(BOOK).ok()??;
        let relations = package.relations(BOOK).ok()?;
        let member = |sheet: &Element| {
            let id = sheet.attribute("id")?;
            let relation = relations.iter().find(|relation| relation.id == id)?;
            Some((sheet.attribute("name")?.to_owned(), relation.target.clone()))
        };
        let members = book.child("sheets")?.children().filter_map(member).collect();
        Some(Beside { package, members })
    }

    /// Writes what stands beside the cells of a sheet.
    ///
    /// # Errors
    /// As [`Writer::paragraph`]; what cannot be read costs a note.
    pub(super) fn write(&mut self, sheet: &str, writer: &mut Writer) -> Result<(), ExtractError> {
        let Some(member) = self.members.get(sheet).cloned() else { return Ok(()) };
        let relations = self.package.relations(&member).unwrap_or_default();
        for relation in relations {
            let written = match relation.kind.as_str() {
                "drawing" => self.drawing(sheet, &relation, writer),
                "comments" => self.comments(sheet, &relation, writer),
                _ => Ok(()),
            };
            match written {
                Err(error @ ExtractError::TooLarge { .. }) => return Err(error),
                Err(error) => {
                    writer.note(format!("what stands beside sheet {sheet} cannot be read ({error})"))
                }
                Ok(()) => {}
            }
        }
        self.headers(sheet, &member, writer);
        Ok(())
    }

    fn drawing(&mut self, sheet: &str, drawing: &Relation, writer: &mut Writer) -> Result<(), ExtractError> {
        let Some(root) = self.package.xml(&drawing.target)? else { return Ok(()) };
        let mut drawn: HashMap<String, Vec<Piece>> = HashMap::new();
        for Relation { id, kind, target } in self.package.relations(&drawing.target)? {
            if matches!(kind.as_str(), "chart" | "chartEx" | "diagramData")
                && let Some(root) = self.package.xml(&target)?
            {
                // Numbers of a chart are those of cells.
                drawn.insert(id, drawings::pieces(&kind, &root, false));
            }
        }
        for anchor in root.children() {
            let row = anchor.child("from").and_then(|from| from.text_of("row")?.parse::<usize>().ok());
            let here = at(sheet, row.unwrap_or(0).saturating_add(1));
            for body in anchor.descendants("txBody") {
                for line in body.all("p") {
                    let words: String = line.descendants("t").into_iter().map(Element::text).collect();
                    writer.paragraph(&words, &here)?;
                }
            }
            for id in drawings::references(anchor) {
                drawings::write(drawn.get(id).map_or(&[], Vec::as_slice), &here, writer)?;
            }
        }
        Ok(())
    }

    fn comments(
        &mut self,
        sheet: &str,
        comments: &Relation,
        writer: &mut Writer,
    ) -> Result<(), ExtractError> {
        let Some(root) = self.package.xml(&comments.target)? else { return Ok(()) };
        for comment in root.child("commentList").into_iter().flat_map(Element::children) {
            let words: String = comment.descendants("t").into_iter().map(Element::text).collect();
            let cell = comment.attribute("ref").unwrap_or_default();
            let row = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap_or(1);
            writer.furniture(&words, "comment", &at(sheet, row));
        }
        Ok(())
    }

    fn headers(&mut self, sheet: &str, member: &str, writer: &mut Writer) {
        let is_small = self.package.size(member).is_some_and(|size| size <= SHEET_BYTES_MAX);
        let bytes = if is_small { self.package.member(member).ok().flatten() } else { None };
        let Some(root) = bytes.as_deref().and_then(header_footer) else { return };
        let mut said = Vec::new();
        for part in root.children() {
            let what = if part.name.ends_with("Header") { "page header" } else { "page footer" };
            let words = printed(&part.text());
            // Odd, even and first pages mostly say the same; what only counts pages says nothing.
            if !said.contains(&words) && !counts_pages(&words) {
                writer.furniture(&words, what, &at(sheet, 1));
                said.push(words);
            }
        }
    }
}

fn at(sheet: &str, row: usize) -> Location {
    Location::Row { sheet: sheet.to_owned(), row }
}

/// Cuts the headers and footers out of a sheet: reading all of it for them would cost as much as its cells.
fn header_footer(sheet: &[u8]) -> Option<Element> {
    let name = memchr::memmem::rfind(sheet, b"headerFooter>")?;
    let end = name + b"headerFooter>".len();
    let start = memchr::memmem::find(sheet, b"<headerFooter")?;
    sheet.get(start..end).and_then(|part| xml::parse(part).ok())
}

/// Whether a header is nothing but the words around a page number.
fn counts_pages(words: &str) -> bool {
    let letters: String = words.chars().filter(|c| c.is_alphabetic()).collect();
    ["", "Page", "Pageof", "第页", "第页共页", "共页", "页"].contains(&letters.as_str())
}

/// The words of a header: without the codes for fonts, places and page numbers (ECMA-376 part 1, 18.3.1.46).
fn printed(codes: &str) -> String {
    let (mut out, mut rest) = (String::new(), codes.chars().peekable());
    while let Some(c) = rest.next() {
        if c != '&' {
            out.push(c);
            continue;
        }
        match rest.next() {
            Some('&') => out.push('&'),
            Some('"') => while rest.next().is_some_and(|c| c != '"') {},
            Some('K') => {
                let digits = (0..6).map_while(|_| rest.next_if(char::is_ascii_hexdigit));
                digits.for_each(|_| ());
            }
            Some('L' | 'C' | 'R') => out.push(' '),
            Some('0'..='9') => while rest.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_lose_their_codes() {
        for (codes, words) in [
            ("&L青岚县&C&\"宋体,加粗\"&14水库台账&R第 &P 页", "青岚县 水库台账 第 页"),
            ("&C&KFF0000秘密&&内部", "秘密&内部"),
            ("&P/&N", "/"),
            ("", ""),
        ] {
            assert_eq!(printed(codes), words);
        }
        assert!(counts_pages("第 页 共 页") && counts_pages("Page") && !counts_pages("第一季度"));
        let sheet = "<worksheet><sheetData/><headerFooter><oddHeader>&amp;C表一</oddHeader></headerFooter></worksheet>";
        let found = header_footer(sheet.as_bytes()).expect("it is there");
        assert_eq!(found.child("oddHeader").map(|header| printed(&header.text())).as_deref(), Some("表一"));
    }
}
