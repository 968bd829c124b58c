//! What is asked of many reports at once: figures, trends, changes, passages alike.

use crate::output::{
    Comparison, write_comparison_json, write_figures_json, write_similar_json, write_trend_json,
};
use crate::report::compare::{Part, compare};
use crate::report::figures::{Aim, Asked as Indicators, Condition, Period};
use crate::search::{FigureQuery, Group, TrendGroup};
use crate::serve::parameters::{Asked, Kind, parameter};
use crate::serve::problem::Problem;
use crate::serve::respond::{Call, Reply};

use super::reports::report_of;
use super::{Endpoint, Gives, json, list, object};

/// Words of one trend.
const WORDS_MAX: usize = 50;
/// What figures are put in order by, or chosen from.
pub(in crate::serve) const GROUPS: &[&str] = &["none", "region", "year", "report"];

pub(super) const FIGURES: Endpoint = Endpoint {
    path: "/v1/figures",
    name: "figures",
    about: "The numbers that reports give for an indicator.",
    parameters: &[
        parameter(
            "indicator",
            Kind::Texts,
            "names of an indicator, of which one is enough, and words of change (增长)",
        ),
        parameter("aim", Kind::OneOf(&["any", "target", "achieved"]), "what is to be reached, or was"),
        parameter(
            "period",
            Kind::Written(r"^((19|20)[0-9]{2}年?|十[一二三四五]五|“十[一二三四五]五”)?$"),
            "the year, years or plan that they speak of: 2026, 2021-2025, 十四五",
        ),
        parameter(
            "where",
            Kind::Written(r"^((>|<|>=|<=|≥|≤|大于|不低于)[1-9][0-9]{0,3}(%|亿元|万元|万人))?$"),
            "only values that fit: >5%, 100..200亿元, 不低于5%",
        ),
        parameter("sure", Kind::Flag, "only what is sure"),
        parameter("by", Kind::OneOf(GROUPS), "in the order of these"),
        parameter("one_per", Kind::OneOf(GROUPS), "the best figure alone of each of these"),
        parameter("limit", Kind::Number(200, 1, 2_000), "figures at most"),
    ],
    answer: figures,
    gives: &[
        ("figures", Gives::List("figure")),
        ("count", Gives::Number),
        ("looked_into", Gives::Number),
        ("unsure", Gives::Number),
    ],
    is_beside: false,
};

pub(super) const TREND: Endpoint = Endpoint {
    path: "/v1/trend",
    name: "trend",
    about: "How often words stand in the reports of each year, place or kind.",
    parameters: &[
        parameter("word", Kind::Texts, "runs of characters to count"),
        parameter("by", Kind::OneOf(&["year", "region", "kind"]), "what reports are put together by"),
        parameter("paths", Kind::Flag, "with the paths of the reports that were counted"),
    ],
    answer: trend,
    gives: &[("trend", Gives::List("trend")), ("copies", Gives::Number), ("unknown", Gives::Number)],
    is_beside: false,
};

pub(super) const COMPARE: Endpoint = Endpoint {
    path: "/v1/compare",
    name: "compare",
    about: "What changed between two reports, or from the last but one to the last of a series, section by section.",
    parameters: &[
        parameter("old", Kind::MayText, "id of the older report"),
        parameter("new", Kind::MayText, "id of the newer report"),
        parameter("series", Kind::MayText, "instead: what the titles of a series hold"),
        parameter("region", Kind::MayText, "of a series only the reports of this place"),
        parameter("from", Kind::Number(0, 1900, 2999), "of a series the year of the older report"),
        parameter("to", Kind::Number(0, 1900, 2999), "of a series the year of the newer report"),
    ],
    answer: comparison,
    gives: &[("changes", Gives::List("change")), ("old_title", Gives::Text), ("new_title", Gives::Text)],
    is_beside: false,
};

pub(super) const SIMILAR: Endpoint = Endpoint {
    path: "/v1/similar",
    name: "similar",
    about: "The passages most like a text.",
    parameters: &[
        parameter("text", Kind::Text, "the text"),
        parameter("limit", Kind::Number(10, 1, 100), "passages at most"),
    ],
    answer: similar,
    gives: &[("passages", Gives::List("alike"))],
    is_beside: false,
};

/// Reads which figures are wanted.
///
/// # Errors
/// A problem where that cannot be understood.
pub(in crate::serve) fn wanted_figures(asked: &Asked) -> Result<FigureQuery, Problem> {
    let words = asked.texts("indicator");
    let words: Vec<&str> = words.iter().flat_map(|word| word.split_whitespace()).collect();
    let indicators = Indicators::parse(&words);
    if indicators.names().all(str::is_empty) {
        return Err(Problem::wrong(
            "there is no indicator in what was asked for",
            "name one: 地区生产总值 增长",
        ));
    }
    let period = Some(asked.text("period")).filter(|typed| !typed.is_empty()).map(|typed| {
        Period::typed(typed).ok_or_else(|| {
            Problem::wrong(format!("`{typed}` names no years"), "give 2026, 2021-2025 or 十四五")
        })
    });
    let condition = Some(asked.text("where")).filter(|typed| !typed.is_empty()).map(|typed| {
        let hint = "give a sign, a number and its unit: >5%, >=100亿元, 100..200亿元";
        Condition::parse(typed).ok_or_else(|| Problem::wrong(format!("`{typed}` is no comparison"), hint))
    });
    let group = |name: &str| match asked.word(name) {
        "region" => Some(Group::Region),
        "year" => Some(Group::Year),
        "report" => Some(Group::Report),
        _ => None,
    };
    Ok(FigureQuery {
        asked: indicators,
        aim: match asked.word("aim") {
            "target" => Some(Aim::Target),
            "achieved" => Some(Aim::Achieved),
            _ => None,
        },
        period: period.transpose()?,
        condition: condition.transpose()?,
        sure: asked.flag("sure"),
        by: group("by"),
        one_per: group("one_per"),
    })
}

fn figures(call: &Call) -> Result<Reply, Problem> {
    let found = call.snapshot()?.searcher.figures(&wanted_figures(&call.asked)?)?;
    let shown = &found.rows[..found.rows.len().min(call.asked.number("limit"))];
    let mut lines = Vec::new();
    write_figures_json(&mut lines, shown).map_err(|_| Problem::busy())?;
    Ok(object(&[
        ("figures", list(&lines)),
        ("count", json(&found.rows.len())),
        ("looked_into", json(&found.reports)),
        ("unsure", json(&found.unsure)),
    ]))
}

/// Returns what reports are put together by.
pub(in crate::serve) fn trend_group(by: &str) -> TrendGroup {
    match by {
        "region" => TrendGroup::Region,
        "kind" => TrendGroup::Kind,
        _ => TrendGroup::Year,
    }
}

/// Returns the words of a trend.
///
/// # Errors
/// A problem where there are too many.
pub(in crate::serve) fn trend_words(asked: &Asked) -> Result<Vec<String>, Problem> {
    let words = asked.texts("word");
    if words.len() > WORDS_MAX {
        let detail = format!("{} words are asked for, at most {WORDS_MAX} are counted", words.len());
        return Err(Problem::wrong(detail, "ask in parts"));
    }
    Ok(words)
}

fn trend(call: &Call) -> Result<Reply, Problem> {
    let words = trend_words(&call.asked)?;
    let mut trend = call.snapshot()?.searcher.trend(&words, trend_group(call.asked.word("by")))?;
    if !call.asked.flag("paths") {
        trend.rows.iter_mut().for_each(|row| row.paths.clear());
    }
    let mut lines = Vec::new();
    write_trend_json(&mut lines, &trend).map_err(|_| Problem::busy())?;
    Ok(object(&[("trend", list(&lines)), ("copies", json(&trend.copies)), ("unknown", json(&trend.unknown))]))
}

/// Two versions: what each is called, and its sections.
pub(in crate::serve) type Versions = [(String, Vec<Part>); 2];

/// Returns the two reports that are to be compared.
///
/// # Errors
/// A problem where there are no two.
pub(in crate::serve) fn versions(call: &Call) -> Result<Versions, Problem> {
    let (asked, searcher) = (&call.asked, &call.snapshot()?.searcher);
    if !asked.text("old").is_empty() && !asked.text("new").is_empty() {
        let version = |name| {
            let report = report_of(searcher, asked.text(name))?;
            Ok::<_, Problem>((report.full_title(), report.parts()))
        };
        return Ok([version("old")?, version("new")?]);
    }
    let series = asked.text("series");
    if series.is_empty() {
        let hint = "give `old` and `new`, ids of reports, or `series`, a part of their title";
        return Err(Problem::wrong("two reports are needed", hint));
    }
    let found = searcher.series(series, asked.text("region"))?;
    let years: Vec<String> = found.iter().map(|edition| edition.year.to_string()).collect();
    let position = |name: &str, usual: Option<usize>| {
        let year = asked.number(name);
        if year == 0 { usual } else { found.iter().position(|edition| usize::from(edition.year) == year) }
    };
    let new = position("to", found.len().checked_sub(1));
    let old = position("from", new.and_then(|new| new.checked_sub(1)));
    let (Some(old), Some(new)) = (old, new) else {
        let years = if years.is_empty() { "none".to_owned() } else { years.join(", ") };
        let detail =
            format!("the index holds no two such reports of `{series}`; there are those of: {years}");
        return Err(Problem::not_there(detail, "give another part of their title, or other years"));
    };
    let version = |nth: usize| (found[nth].title.clone(), found[nth].parts.clone());
    Ok([version(old), version(new)])
}

fn comparison(call: &Call) -> Result<Reply, Problem> {
    let [old, new] = versions(call)?;
    let changes = compare(&old.1, &new.1);
    let told = Comparison { names: (&old.0, &new.0), old: &old.1, new: &new.1, changes: &changes };
    let mut lines = Vec::new();
    write_comparison_json(&mut lines, told).map_err(|_| Problem::busy())?;
    Ok(object(&[("changes", list(&lines)), ("old_title", json(&old.0)), ("new_title", json(&new.0))]))
}

fn similar(call: &Call) -> Result<Reply, Problem> {
    let found =
        call.snapshot()?.searcher.similar(call.asked.text("text"), call.asked.number("limit"), None)?;
    let mut lines = Vec::new();
    write_similar_json(&mut lines, &found).map_err(|_| Problem::busy())?;
    Ok(object(&[("passages", list(&lines))]))
}
