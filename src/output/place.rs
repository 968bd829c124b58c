//! Where a person finds something in a file, in the language of who reads it.

use crate::language::{Language, current};
use crate::text::Location;

/// Returns a location as `show FILE:LOCATION` takes it: a line is its number alone, a page is `page 3` or 第3页.
pub fn shown_location(location: &Location) -> String {
    match (current(), location) {
        (Language::English, _) | (_, Location::Line { .. }) => location.to_string(),
        (Language::Chinese, _) => {
            let sure = location.recognised().map(|percent| format!("（识别文本，{percent} %）"));
            format!("{}{}", location.in_chinese(), sure.unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::within;

    #[test]
    fn places_are_named_in_the_language_of_the_reader() {
        let page = Location::Page { page: 3, page_label: None, recognised: Some(88) };
        let line = Location::Line { line: 7 };
        assert_eq!(shown_location(&page), "page 3, recognised (88 %)");
        within(Language::Chinese, || {
            assert_eq!(shown_location(&page), "第3页（识别文本，88 %）");
            assert_eq!(shown_location(&line), "7");
        });
    }
}
