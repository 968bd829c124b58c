#[derive(Clone, Debug)]
pub struct Snippet {
    pub text: String,
    pub marks: Vec<(usize, usize)>,
}
pub(super) fn cut(t: &str, _m: &[crate::text::Span], _w: usize) -> Snippet {
    Snippet { text: t.chars().take(60).collect(), marks: vec![] }
}
