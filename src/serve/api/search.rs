//! Queries and suggestions.

use serde_json::Value;

use crate::output::{write_counts_json, write_hits_json, write_suggestions_json, write_why_nothing};
use crate::query::{Query, hints};
use crate::search::{
    Answer, CountBy, FacetValue, Facets, Fold, Repealed, SearchOptions, Searcher, Total, Versions,
};
use crate::serve::parameters::{Asked, Kind, parameter};
use crate::serve::problem::Problem;
use crate::serve::respond::{Call, Reply};

use super::{Endpoint, Gives, json, list, object};

/// Hits that can be reached by paging.
const REACH_MAX: usize = 10_000;

pub(super) const SEARCH: Endpoint = Endpoint {
    path: "/v1/search",
    name: "search",
    about: "Passages that answer a query, best first.",
    parameters: &[
        parameter("q", Kind::Text, "what to look for, in the query language of `xunzhang query`"),
        parameter("limit", Kind::Number(10, 1, 200), "hits at most"),
        parameter(
            "cursor",
            Kind::Written(r"^([0-9]{1,18}\.[0-9]{1,3})?$"),
            "where to go on: `next` of the answer before",
        ),
        parameter(
            "sort",
            Kind::OneOf(&["relevance", "document", "date"]),
            "best first; by path and position in the report; newest first",
        ),
        parameter("exact", Kind::Flag, "look for nothing beside what was typed: no synonyms"),
        parameter(
            "all",
            Kind::Flag,
            "also search what is kept out of passages (site chrome, contents pages)",
        ),
        parameter("count", Kind::Flag, "count all matches exactly, however many"),
        parameter("explain", Kind::Flag, "tell what each score is the sum of"),
        parameter("fuzzy", Kind::Flag, "where a word stands nowhere, search for what is spelled like it"),
        parameter("facets", Kind::Flag, "also count the reports of each year, region, kind and issuer"),
        parameter("why", Kind::Flag, "say why nothing is found, which takes up to 50 ms"),
        parameter(
            "fold",
            Kind::OneOf(&["marked", "folded", "off"]),
            "hits that say the same: each tells its group; one hit with the others in it; each by itself",
        ),
        parameter("per_report", Kind::Number(0, 0, 200), "hits of one report before those of others; 0: all"),
        parameter(
            "version",
            Kind::Written(r"^(newest|all|(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8]))?$"),
            "of laws and plans: newest, all, or a date (2020-10-17)",
        ),
        parameter(
            "repealed",
            Kind::OneOf(&["last", "show", "hide"]),
            "what is no longer in force: after what is; where its score puts it; not at all",
        ),
    ],
    answer: search,
    gives: &[
        ("hits", Gives::List("hit")),
        ("passages", Gives::Total),
        ("reports", Gives::Total),
        ("complete", Gives::Flag),
        ("notes", Gives::Texts),
        ("commit", Gives::Number),
        ("next", Gives::Text),
        ("respelled", Gives::Text),
        ("facets", Gives::Object),
        ("why", Gives::Text),
    ],
    is_beside: false,
};

pub(super) const SUGGEST: Endpoint = Endpoint {
    path: "/v1/suggest",
    name: "suggest",
    about: "Words of the index that complete what was typed, in characters, pinyin or initials.",
    parameters: &[
        parameter("q", Kind::Text, "the beginning of a word"),
        parameter("limit", Kind::Number(10, 1, 100), "words at most"),
    ],
    answer: suggest,
    gives: &[("suggestions", Gives::List("suggestion"))],
    is_beside: false,
};

pub(super) const COUNTS: Endpoint = Endpoint {
    path: "/v1/counts",
    name: "counts",
    about: "Reports, passages and occurrences that a query finds, by year, region, kind, issuer or report.",
    parameters: &[
        parameter("q", Kind::Text, "what to look for"),
        parameter("by", Kind::OneOf(GROUPS), "what is counted by"),
    ],
    answer: counts,
    gives: &[("counts", Gives::List("count")), ("notes", Gives::Texts)],
    is_beside: false,
};

const GROUPS: &[&str] = &["year", "region", "kind", "issuer", "report"];

fn counts(call: &Call) -> Result<Reply, Problem> {
    let searcher = &call.snapshot()?.searcher;
    let (query, ..) = searcher.read_query(call.asked.text("q"));
    let by = match call.asked.word("by") {
        "region" => CountBy::Region,
        "kind" => CountBy::Kind,
        "issuer" => CountBy::Issuer,
        "report" => CountBy::Report,
        _ => CountBy::Year,
    };
    let counted = searcher.count_by(&query, &SearchOptions::default(), by, &|_| true)?;
    let mut lines = Vec::new();
    write_counts_json(&mut lines, &counted, call.asked.word("by"), None).map_err(|_| Problem::busy())?;
    Ok(object(&[("counts", list(&lines)), ("notes", json(&counted.notes))]))
}

/// What a query found, with all that is to be said of it.
pub(in crate::serve) struct Found {
    /// The query as it was read.
    pub(in crate::serve) query: Query,
    /// The hits from `offset` on.
    pub(in crate::serve) answer: Answer,
    /// What the reader should know.
    pub(in crate::serve) notes: Vec<String>,
    /// What is spelled like what was typed and stands somewhere, where that stands nowhere.
    pub(in crate::serve) respelled: Option<String>,
    /// The first hit of the next page.
    pub(in crate::serve) next: Option<usize>,
}

/// Answers a query, narrowed to reports with some facts, with the hits from `offset` on.
///
/// # Errors
/// A problem where nothing is asked for, or the index cannot be read.
pub(in crate::serve) fn find(
    searcher: &Searcher,
    (typed, facts): (&str, &[Query]),
    options: &SearchOptions,
    (offset, fuzzy): (usize, bool),
) -> Result<Found, Problem> {
    let (query, ignored, own) = searcher.read_query(typed);
    let mut query = query.narrowed_by(facts);
    if !query.wants_something() {
        let detail = match query {
            Query::Nothing => "nothing was asked for".to_owned(),
            _ => format!("`{query}` only says what to leave out"),
        };
        return Err(Problem::wrong(detail, "add what to look for"));
    }
    if offset + options.limit > REACH_MAX {
        let detail = format!("paging reaches {REACH_MAX} hits");
        return Err(Problem::wrong(detail, "ask for something rarer, or for each year or place apart"));
    }
    let mut notes: Vec<String> = Vec::new();
    if !ignored.is_empty() {
        let signs: Vec<String> = ignored.iter().map(ToString::to_string).collect();
        notes.push(format!("ignored: {}", signs.join(", ")));
    }
    notes.extend(hints(typed, &own));
    let options = SearchOptions { limit: offset + options.limit, ..options.clone() };
    let (mut answer, respelled) = searcher.search_and_spell(&query, &query, &options)?;
    let respelled = respelled.map(|spelled| spelled.text);
    if let Some(text) = respelled.as_ref().filter(|_| fuzzy) {
        notes.push(format!("searched for {text}"));
        query = Query::Text(text.clone()).narrowed_by(facts);
        answer = searcher.search(&query, &options)?;
    }
    if let Some(preferred) = query.with_runs_preferred().filter(|_| answer.hits.is_empty()) {
        let loosened = searcher.search(&preferred, &options)?;
        if !loosened.hits.is_empty() {
            notes.push("no section holds all that is quoted: it is preferred here, not required".to_owned());
            answer = loosened;
        }
    }
    notes.append(&mut answer.notes);
    let reached = answer.hits.len();
    answer.hits.drain(..offset.min(reached));
    let next = (!answer.complete && reached == options.limit && reached < REACH_MAX).then_some(reached);
    Ok(Found { query, answer, notes, respelled, next })
}

/// Returns facets as JSON.
fn facets_json(facets: &Facets) -> String {
    let values = |all: &[FacetValue]| -> Vec<Value> {
        all.iter().map(|one| serde_json::json!({ "value": one.value, "reports": one.reports })).collect()
    };
    let certainty = facets.reports.certainty.name();
    json(&serde_json::json!({
        "reports": { "count": facets.reports.count, "certainty": certainty },
        "year": values(&facets.years),
        "region": values(&facets.regions),
        "kind": values(&facets.kinds),
        "issuer": values(&facets.issuers),
    }))
}

/// Returns the options of a search as they are asked for.
fn options(asked: &Asked) -> Result<SearchOptions, Problem> {
    let versions = match asked.text("version") {
        "" => Versions::All,
        typed => Versions::read(typed).ok_or_else(|| {
            Problem::wrong(
                "`version` cannot be taken as it is".to_owned(),
                "newest, all or a date, as 2020-10-17",
            )
        })?,
    };
    let fold = match asked.word("fold") {
        "folded" => Fold::Folded,
        "off" => Fold::Off,
        _ => Fold::Marked,
    };
    let is_ranked = asked.word("sort") == "relevance" && !asked.flag("count");
    Ok(SearchOptions {
        fold: if is_ranked { fold } else { Fold::Off },
        list_folded: is_ranked && fold == Fold::Folded,
        per_report: if is_ranked { asked.number("per_report") } else { 0 },
        versions,
        repealed: match asked.word("repealed") {
            "show" => Repealed::Show,
            "hide" => Repealed::Hide,
            _ => Repealed::Last,
        },
        limit: asked.number("limit"),
        all: asked.flag("all"),
        document_order: asked.word("sort") != "relevance",
        newest_first: asked.word("sort") == "date",
        count: asked.flag("count"),
        explain: asked.flag("explain"),
        exact: asked.flag("exact"),
        ..SearchOptions::default()
    })
}

fn search(call: &Call) -> Result<Reply, Problem> {
    let (asked, snapshot) = (&call.asked, call.snapshot()?);
    let cursor = Cursor::read(asked.text("cursor"))?;
    let options = options(asked)?;
    let offset = cursor.as_ref().map_or(0, |cursor| cursor.offset);
    let found = find(&snapshot.searcher, (asked.text("q"), &[]), &options, (offset, asked.flag("fuzzy")))?;
    let mut notes = found.notes;
    if cursor.is_some_and(|cursor| cursor.commit != snapshot.number) {
        notes.push(
            "the index has changed since the first page: hits may stand twice or be passed over".to_owned(),
        );
    }
    let mut hits = Vec::new();
    write_hits_json(&mut hits, &found.answer, None).map_err(|_| Problem::busy())?;
    let mut members = vec![
        ("hits", list(&hits)),
        ("passages", total(found.answer.passages)),
        ("reports", total(found.answer.reports)),
        ("complete", json(&found.answer.complete)),
        ("notes", json(&notes)),
        ("commit", json(&snapshot.number)),
    ];
    if let Some(offset) = found.next {
        members.push(("next", json(&Cursor { commit: snapshot.number, offset }.written())));
    }
    if let Some(text) = &found.respelled {
        members.push(("respelled", json(text)));
    }
    if asked.flag("facets") {
        members.push(("facets", facets_json(&snapshot.searcher.facets(&found.query, &options)?)));
    }
    if asked.flag("why") && found.answer.hits.is_empty() && offset == 0 {
        let why = snapshot.searcher.why_nothing(&found.query, &options)?;
        let mut lines = Vec::new();
        write_why_nothing(&mut lines, &why).map_err(|_| Problem::busy())?;
        members.push(("why", json(&String::from_utf8_lossy(&lines).trim_end())));
    }
    Ok(object(&members))
}

fn suggest(call: &Call) -> Result<Reply, Problem> {
    let found = call.snapshot()?.searcher.suggest(call.asked.text("q"), call.asked.number("limit"), &[])?;
    let mut lines = Vec::new();
    write_suggestions_json(&mut lines, &found).map_err(|_| Problem::busy())?;
    Ok(object(&[("suggestions", list(&lines))]))
}

/// Returns a number and how sure it is.
pub(super) fn total(total: Total) -> String {
    json(&serde_json::json!({ "count": total.count, "certainty": total.certainty.name() }))
}

/// Where a page ends.
struct Cursor {
    commit: u64,
    offset: usize,
}

impl Cursor {
    fn read(text: &str) -> Result<Option<Cursor>, Problem> {
        if text.is_empty() {
            return Ok(None);
        }
        let read = || {
            let (commit, offset) = text.split_once('.')?;
            Some(Cursor { commit: commit.parse().ok()?, offset: offset.parse().ok()? })
        };
        let hint = "give `next` of the answer before, as it is";
        let cursor = read().filter(|cursor| cursor.offset <= REACH_MAX);
        cursor.map(Some).ok_or_else(|| Problem::wrong("`cursor` cannot be taken as it is", hint))
    }

    fn written(&self) -> String {
        format!("{}.{}", self.commit, self.offset)
    }
}
