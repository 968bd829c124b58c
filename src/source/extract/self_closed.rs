//! Elements that close themselves, as XML has them (epub, feeds, XHTML), for a parser of HTML.

use std::borrow::Cow;

/// Elements whose content is no markup: in XML they may close themselves, which a parser of HTML does not see.
const RAW: [&str; 6] = ["title", "script", "style", "textarea", "iframe", "noscript"];

/// Writes `<script/>` as `<script></script>`.
pub(super) fn closed(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut from = 0;
    for (at, _) in text.match_indices("/>") {
        let Some(open) = text[from..at].rfind('<').map(|open| from + open) else { continue };
        let name: &str =
            text[open + 1..at].split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        if RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            out.push_str(&text[from..at]);
            out.push_str("></");
            out.push_str(name);
            out.push('>');
            from = at + 2;
        }
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_that_close_themselves_swallow_nothing() {
        for head in ["<title/>", "<script src='a.js'/>", "<style type='text/css' />", "<Title/><script/>"] {
            let page = format!("<html><head>{head}</head><body><p>水库读本</p></body></html>");
            let report = super::super::html::pages("", &[page]).expect("a page");
            assert_eq!(report.text, "水库读本\n", "{head}");
        }
        assert!(matches!(closed("<p>甲<br/></p>"), Cow::Borrowed(_)));
    }
}
