//! The summands of a score, for `query --explain`.

use crate::language::tr;
use crate::search::ScorePart;
use crate::text::harmless_line;

/// A summand of the score by its name, in the language in force.
fn part_named(what: &str) -> String {
    match what {
        "word" => tr!("hits-part-word"),
        "pair" => tr!("hits-part-pair"),
        "character" => tr!("hits-part-character"),
        "nearness" => tr!("hits-part-nearness"),
        "as typed" => tr!("hits-part-as-typed"),
        "together" => tr!("hits-part-together"),
        "section" => tr!("hits-part-section"),
        "opening" => tr!("hits-part-opening"),
        "report" => tr!("hits-part-report"),
        "fellows" => tr!("hits-part-fellows"),
        "subject" => tr!("hits-part-subject"),
        "authority" => tr!("hits-part-authority"),
        "facts named" => tr!("hits-part-facts-named"),
        "feedback" => tr!("hits-part-feedback"),
        "lift" => tr!("hits-part-lift"),
        "address" => tr!("hits-part-address"),
        "order" => tr!("hits-part-order"),
        other => other.to_owned(),
    }
}

/// A summand of the score: `+ 12.31  word 教师 (3 in the text, +0.8 in headings and title, weight 4.20)`.
pub(super) fn explained(part: &ScorePart) -> String {
    let sign = if part.worth < 0.0 { '-' } else { '+' };
    let worth = format!("{sign}{:>6.2}  {}", part.worth.abs(), part_named(part.what));
    let Some(text) = &part.text else { return worth };
    let named = if part.named > 0.0 {
        tr!("hits-named", named = format!("{:+.2}", part.named))
    } else {
        String::new()
    };
    let of = part.of.as_ref().map(|of| tr!("hits-for", of = harmless_line(of)));
    let of = of.unwrap_or_default();
    let (text, count, weight) = (harmless_line(text), part.count, part.weight);
    tr!(
        "hits-worth",
        worth = worth.to_string(),
        text = text.to_string(),
        of = of.to_string(),
        count = count.to_string(),
        named = named.to_string(),
        weight = format!("{weight:.2}")
    )
}
