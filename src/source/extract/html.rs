//! Web pages: paragraphs, headings and tables in reading order, navigation kept apart, the title from `<meta>` or
//! `<title>`.
//!
//! Read token by token (html5gum): a stack of open tables is all that is kept of the tree, so no page is too deep. A
//! readability crate was left out: what it drops as no main content would be unfindable.

use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};

use crate::text::Location;

use super::super::decode::declared_encoding;
use super::super::{Document, decode};
use super::html_blocks::{Block, Blocks};
use super::html_hidden::Hidden;
use super::self_closed::closed;
use super::writer::Writer;
use super::{ExtractError, Extracted, Extraction, Input, single};

/// Bytes in which a page names its encoding.
const CHARSET_BYTES: usize = 4_096;
/// Most lines over which the title of a page stands (centred, broken at the issuer).
const TITLE_LINES_MAX: usize = 5;
/// First paragraphs among which the title stands.
const TITLE_BLOCKS_MAX: usize = 60;
/// Fewest characters that may be left of a title when the name of the site is cut off.
const TITLE_CHARS_MIN: usize = 6;

/// Reads a page.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let document = decoded(input.bytes)?;
    single(page(&document)?)
}

/// Reads decoded HTML.
pub(super) fn page(document: &Document) -> Result<Extracted, ExtractError> {
    let page = Page::of(&document.text);
    let (blocks, readings, hidden) = (page.blocks.finish(), page.readings, page.hidden.text());
    let title = page.article_title.or(page.title).map(|title| without_site(title.trim())).unwrap_or_default();
    let mut writer = Writer::new();
    write(&blocks, &title, &mut writer)?;
    writer.furniture(&readings, READINGS, &Location::Paragraph { paragraph: 1 });
    writer.furniture(&hidden, HIDDEN, &Location::Paragraph { paragraph: 1 });
    let report = writer.finish()?;
    Ok(Extracted { title, encoding: document.encoding.to_owned(), ..report })
}

/// Reads decoded pages in a row as one report: chapters of a book, the parts of a mail. Each is read for itself, so that
/// what one leaves open swallows nothing of the next. Without a title it is that of the first page that has one.
pub(super) fn pages(title: &str, texts: &[String]) -> Result<Extracted, ExtractError> {
    let (mut blocks, mut title, mut readings) = (Vec::new(), title.to_owned(), String::new());
    let mut hidden = String::new();
    for text in texts {
        let page = Page::of(text);
        hidden.push_str(&page.hidden.text());
        if let (true, Some(own)) = (title.is_empty(), page.title) {
            title = without_site(own.trim());
        }
        blocks.extend(page.blocks.finish());
        readings.push_str(&page.readings);
    }
    let mut writer = Writer::new();
    write(&blocks, &title, &mut writer)?;
    writer.furniture(&readings, READINGS, &Location::Paragraph { paragraph: 1 });
    writer.furniture(&hidden, HIDDEN, &Location::Paragraph { paragraph: 1 });
    Ok(Extracted { title, ..writer.finish()? })
}

/// Writes text so that it reads as text in a page.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Decodes by mark, by what the page says of itself if that reads without a fault, else by what it looks like.
pub(super) fn decoded(bytes: &[u8]) -> Result<Document, ExtractError> {
    if encoding_rs::Encoding::for_bom(bytes).is_none()
        && let Some(encoding) = declared_encoding(&bytes[..bytes.len().min(CHARSET_BYTES)])
    {
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        if !broken {
            let (text, encoding) = (text.into_owned(), encoding.name());
            return Ok(Document { text, encoding, sure: 1.0, replaced: 0 });
        }
    }
    Ok(decode(bytes)?)
}

/// What is said of the furniture that readings of words make.
const READINGS: &str = "how words are read (ruby)";

/// What is said of the furniture that a page does not show.
const HIDDEN: &str = "not shown on the web page";

#[derive(Default)]
struct Page {
    blocks: Blocks,
    hidden: Hidden,
    /// Whether what is hidden is read like the rest.
    shows_all: bool,
    title: Option<String>,
    article_title: Option<String>,
    /// The element whose content is no text, until it ends.
    skipped: Option<Vec<u8>>,
    in_title: bool,
    /// How the words of a ruby are read, apart from the words; whether the text that comes is of it.
    readings: String,
    in_reading: bool,
}

impl Page {
    fn of(text: &str) -> Page {
        let mut page = Page::default();
        page.read(text);
        if page.hidden.is_doubtful() {
            page = Page { shows_all: true, ..Page::default() };
            page.read(text);
        }
        page
    }

    fn read(&mut self, text: &str) {
        let mut emitter: DefaultEmitter<()> = DefaultEmitter::default();
        // Without it the text of a script would be read as tags.
        emitter.naively_switch_states(true);
        let text = closed(text);
        for token in Tokenizer::new_with_emitter(&*text, emitter).flatten() {
            match token {
                Token::StartTag(tag) => self.start(&tag),
                Token::EndTag(tag) => self.end(&tag.name),
                Token::String(text) => self.text(&String::from_utf8_lossy(&text)),
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
    }

    fn start(&mut self, tag: &StartTag<()>) {
        if self.skipped.is_some() || (!self.shows_all && self.hidden.start(tag)) {
            return;
        }
        match tag.name.as_slice() {
            b"script" | b"style" | b"noscript" | b"template" | b"svg" | b"select" | b"iframe" | b"object" => {
                // `<object/>` has no end that could be waited for.
                if !tag.self_closing {
                    self.skipped = Some(tag.name.to_vec());
                }
            }
            b"title" => self.in_title = true,
            b"rt" | b"rp" => {
                self.in_reading = true;
                self.readings.push(' ');
            }
            b"rb" => self.in_reading = false,
            b"meta" => self.meta(tag),
            name => {
                // What nobody closed ends with the paragraph.
                self.in_reading &=
                    !matches!(name, b"p" | b"div" | b"li" | b"td" | b"br" | b"h1" | b"h2" | b"h3");
                self.blocks.open(name);
            }
        }
    }

    fn end(&mut self, name: &HtmlString) {
        if let Some(skipped) = &self.skipped {
            // Tags inside a script are text of it: only its own end counts.
            if skipped == name.as_slice() {
                self.skipped = None;
            }
            return;
        }
        if self.hidden.end(name) {
            return;
        }
        match name.as_slice() {
            b"title" => self.in_title = false,
            b"rt" | b"rp" | b"rtc" => self.in_reading = false,
            b"ruby" => self.in_reading = false,
            name => self.blocks.close(name),
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipped.is_none() && self.hidden.takes(text) {
            return;
        }
        if self.in_title {
            self.title.get_or_insert_default().push_str(text);
        } else if self.in_reading && self.skipped.is_none() {
            self.readings.push_str(text);
        } else if self.skipped.is_none() {
            self.blocks.text(text);
        }
    }

    /// Government sites name the title of the article apart from that of the page.
    fn meta(&mut self, tag: &StartTag<()>) {
        let value = |name: &str| {
            let wanted = |key: &HtmlString| key.as_slice() == name.as_bytes();
            let found = tag.attributes.iter().find(|(key, _)| wanted(key));
            found.map(|(_, value)| String::from_utf8_lossy(value).trim().to_owned())
        };
        let names_title = value("name").is_some_and(|name| name.eq_ignore_ascii_case("ArticleTitle"));
        if let Some(title) = value("content").filter(|title| names_title && !title.is_empty()) {
            self.article_title = Some(title);
        }
    }
}

/// A title without the name of its site: 关于…的通知_国务院_中国政府网.
fn without_site(title: &str) -> String {
    let line: Vec<&str> = title.split_whitespace().collect();
    // Titles are broken over lines in the source of many pages.
    let line = line.join(" ");
    let cut = line.find(['_', '|']).or_else(|| line.find(" - ")).or_else(|| line.find("--"));
    match cut {
        Some(at) if line[..at].chars().count() >= TITLE_CHARS_MIN => line[..at].trim().to_owned(),
        _ => line,
    }
}

/// Writes the blocks; paragraphs that together are the title become one.
fn write(blocks: &[Block], title: &str, writer: &mut Writer) -> Result<(), ExtractError> {
    let titled = title_lines(blocks, title);
    let mut nth = 0;
    while let Some(block) = blocks.get(nth) {
        let here = Location::Paragraph { paragraph: nth + 1 };
        if let Some((first, end)) = titled
            && nth == first
        {
            let lines: Vec<&str> = blocks[first..end].iter().map(Block::line).collect();
            writer.title(&lines.concat(), &here)?;
            nth = end;
            continue;
        }
        match block {
            Block::Furniture(text) => writer.apart(text, "navigation of the web page", &here)?,
            Block::Heading(level, text) => writer.heading(text, *level, &here)?,
            Block::Paragraph(text) => writer.paragraph(text, &here).map(|_| ())?,
            Block::Row(cells) => writer.row(cells, &here)?,
        }
        nth += 1;
    }
    Ok(())
}

/// Which blocks (first, one after the last) say just what the title says.
fn title_lines(blocks: &[Block], title: &str) -> Option<(usize, usize)> {
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let wanted = squeezed(title);
    if wanted.is_empty() {
        return None;
    }
    for first in 0..blocks.len().min(TITLE_BLOCKS_MAX) {
        let mut said = String::new();
        for (nth, block) in blocks.iter().enumerate().skip(first).take(TITLE_LINES_MAX) {
            said.push_str(&squeezed(block.line()));
            if said == wanted {
                return Some((first, nth + 1));
            }
            // A title may be set in several centred paragraphs, none of which says it whole.
            if said.is_empty() || !wanted.starts_with(&said) {
                break;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::extract::Limits;
    use std::path::Path;

    fn read_page(html: &str) -> Extracted {
        let (limits, spent) = (Limits::default(), std::cell::Cell::new(0));
        let input = Input::new(Path::new("a.html"), html.as_bytes(), &limits, &spent);
        read(&input).expect("a page").reports.remove(0)
    }

    #[test]
    fn readings_do_not_part_their_word() {
        let pages = [
            "<p>切实<ruby>减<rp>(</rp><rt>jiǎn</rt><rp>)</rp>轻<rp>(</rp><rt>qīng</rt><rp>)</rp></ruby>教师负担。</p><p>后文。</p>",
            "<p>切实<ruby>减轻<rt>jiǎnqīng</ruby>教师负担。</p><p>后文。</p>",
            "<p>切实<ruby><rb>减</rb><rb>轻</rb><rt>jiǎn</rt><rt>qīng</rt></ruby>教师负担。</p><p>后文。</p>",
        ];
        for page in pages {
            let report = super::pages("", &[page.to_owned()]).expect("a page");
            let kept: Vec<&str> =
                report.markup.furniture.iter().map(|piece| piece.span.of(&report.text)).collect();
            assert!(report.text.starts_with("切实减轻教师负担。\n后文。\n"), "{}", report.text);
            assert!(kept.concat().contains("qīng"), "{kept:?}");
        }
    }

    #[test]
    fn pages_read_as_people_see_them() {
        let page = read_page(
            "<html><head><title>关于减负的通知_某网</title><style>p{}</style></head><body><nav><a>首页</a></nav>\
             <p>关于减负</p><p>的通知</p><h2>概　况</h2><p>正文<b>加\n粗</b>。<br>又一行 &amp; 完</p>\
             <table><tr><td><table><tr><td>甲</td><td>1</td></tr></table></td></tr></table>\
             <script>var a = '<p>不是</p>';</script></body></html>",
        );
        assert_eq!(page.text, "首页\n关于减负的通知\n概　况\n正文加粗。\n又一行 & 完\n甲\t1\n");
        assert_eq!(page.markup.title.map(|span| span.of(&page.text)), Some("关于减负的通知"));
        assert_eq!((page.markup.headings[0].level, page.markup.rows.len()), (2, 1));
        assert_eq!(page.markup.furniture[0].span.of(&page.text), "首页");
    }

    #[test]
    fn what_is_not_shown_is_kept_apart() {
        let page = read_page(
            "<p>正文在<span style='Display: none'>暗</span>这里。</p><div hidden><div>甲</div>乙</div><p>后文。</p>",
        );
        assert_eq!(page.text, "正文在这里。\n后文。\n暗 甲 乙\n");
        assert_eq!(page.markup.furniture[0].what, HIDDEN);
        // More than the page shows, and what never ends: a script is to show it, or the page is broken.
        let page = read_page("<h1>公告</h1><div style='display:none'>全文在这里，比其余都长。</div>");
        assert_eq!(page.text, "公告\n全文在这里，比其余都长。\n");
        assert!(page.markup.furniture.is_empty());
        assert_eq!(
            read_page("<p>前文很长很长</p><div style='display:none'>后文").text,
            "前文很长很长\n后文\n"
        );
    }

    #[test]
    fn what_a_page_says_of_its_encoding_counts_if_it_is_true() {
        let html = "<html><head><meta charset=\"gb2312\"></head><body><p>某市关于减负的报告，全文公开。</p></body></html>";
        let (bytes, _, _) = encoding_rs::GBK.encode(html);
        assert_eq!(decoded(&bytes).map(|document| document.encoding), Ok("gb18030"));
        assert_eq!(decoded(html.as_bytes()).map(|document| document.text), Ok(html.to_owned()));
    }

    #[test]
    fn pages_of_tags_alone_end() {
        let deep = format!("<html>{}甲", "<table><tr><td><div>".repeat(20_000));
        assert_eq!(read_page(&deep).text, "甲\n");
    }
}
