//! What a page does not show (`display:none`): collected apart from its text.

use html5gum::StartTag;

/// Elements that are told when they end, so that what is hidden ends with them.
const CLOSED: [&[u8]; 18] = [
    b"div", b"section", b"article", b"span", b"p", b"table", b"tr", b"td", b"ul", b"ol", b"li", b"dl",
    b"form", b"font", b"a", b"b", b"strong", b"em",
];

/// Collects text that is not shown.
#[derive(Default)]
pub(super) struct Hidden {
    /// The element that hides what stands in it, and how many of its name are open.
    element: Option<(Vec<u8>, usize)>,
    text: String,
    shown_chars: usize,
}

impl Hidden {
    /// A tag begins; returns whether it is hidden.
    pub(super) fn start(&mut self, tag: &StartTag<()>) -> bool {
        if let Some((name, open)) = &mut self.element {
            *open += usize::from(name == tag.name.as_slice() && !tag.self_closing);
            self.text.push(' ');
            return true;
        }
        let hides = CLOSED.contains(&tag.name.as_slice()) && !tag.self_closing && is_hiding(tag);
        if hides {
            self.element = Some((tag.name.to_vec(), 1));
        }
        hides
    }

    /// A tag ends; returns whether it was hidden.
    pub(super) fn end(&mut self, name: &[u8]) -> bool {
        let Some((element, open)) = &mut self.element else { return false };
        *open -= usize::from(element == name);
        if *open == 0 {
            self.element = None;
        }
        self.text.push(' ');
        true
    }

    /// Takes text if it is hidden.
    pub(super) fn takes(&mut self, text: &str) -> bool {
        match self.element {
            Some(_) => self.text.push_str(text),
            None => self.shown_chars += text.chars().filter(|c| !c.is_whitespace()).count(),
        }
        self.element.is_some()
    }

    /// Whether the page hides what it says: a part that never ends, or more than it shows, which a script is to show.
    pub(super) fn is_doubtful(&self) -> bool {
        let hidden = self.text.chars().filter(|c| !c.is_whitespace()).count();
        self.element.is_some() || hidden > self.shown_chars
    }

    /// Returns what was hidden.
    pub(super) fn text(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn is_hiding(tag: &StartTag<()>) -> bool {
    tag.attributes.iter().any(|(key, value)| match key.as_slice() {
        b"hidden" => true,
        b"style" => {
            let style: Vec<u8> =
                value.iter().filter(|byte| !byte.is_ascii_whitespace()).map(u8::to_ascii_lowercase).collect();
            memchr::memmem::find(&style, b"display:none").is_some()
        }
        _ => false,
    })
}
