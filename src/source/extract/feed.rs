//! XML of no office program: news feeds, and pages as sites export them. Read as a web page: elements that HTML does
//! not know begin a line, titles after the first are headings, and pages that are written inside an element, with
//! `&lt;` for `<` or as CDATA, are read like the rest.

use super::super::Document;
use super::html;
use super::{ExtractError, Extraction, Input, single};

/// Elements that are read as HTML has them; all others begin a line.
const KNOWN: &str = " a abbr b big blockquote br center code dd div dl dt em font h1 h2 h3 h4 h5 h6 hr i img li ol p pre \
                     s small span strong sub sup table tbody td th thead tr tt u ul script style ";

/// Reads a file.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let document = html::decoded(input.bytes)?;
    let text = as_html(&document.text);
    single(html::page(&Document { text, ..document })?)
}

/// Rewrites the tags so that they read as HTML.
fn as_html(xml: &str) -> String {
    let plain = xml.replace("<![CDATA[", "").replace("]]>", "");
    let plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    let (mut out, mut titles) = (String::with_capacity(plain.len()), 0);
    let mut rest = plain.as_str();
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let slash = usize::from(rest[1..].starts_with('/'));
        let name_end =
            rest[1 + slash..].find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_')));
        let name_end = 1 + slash + name_end.unwrap_or(rest.len() - 1 - slash);
        let name = rest[1 + slash..name_end].to_ascii_lowercase();
        let known = name.is_empty() || KNOWN.split_ascii_whitespace().any(|known| known == name);
        if known {
            out.push('<');
            rest = &rest[1..];
            continue;
        }
        let is_title = name == "title" || name.ends_with(":title");
        titles += usize::from(is_title && slash == 0);
        let read_as = match is_title {
            true if titles == 1 => "title",
            true => "h2",
            false => "div",
        };
        out.push_str(if slash == 1 { "</" } else { "<" });
        out.push_str(read_as);
        rest = &rest[name_end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::extract::Limits;

    #[test]
    fn a_feed_reads_as_its_articles() {
        let feed = "<?xml version=\"1.0\" encoding=\"gb2312\"?><rss><channel><title>政策动态</title><link>http://a.cn/</link>\
                    <item><title>减负通知</title><dc:date>2026-01-02</dc:date><description>&lt;p&gt;第一段&amp;amp;&lt;br&gt;第二段&lt;/p&gt;</description></item>\
                    <item><title>另一篇</title><description><![CDATA[<b>正</b>文]]></description></item></channel></rss>";
        let bytes = encoding_rs::GBK.encode(feed).0;
        let (limits, spent) = (Limits::default(), std::cell::Cell::new(0));
        let input = Input::new("a.xml".as_ref(), &bytes, &limits, &spent);
        let report = read(&input).expect("a feed").reports.remove(0);
        assert_eq!(report.title, "政策动态");
        assert_eq!(report.text, "http://a.cn/\n减负通知\n2026-01-02\n第一段&\n第二段\n另一篇\n正文\n");
        let headings: Vec<&str> =
            report.markup.headings.iter().map(|heading| heading.span.of(&report.text)).collect();
        assert_eq!(headings, ["减负通知", "另一篇"]);
    }
}
