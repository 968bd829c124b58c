//! A query tree to a [`Plan`]: what is required, what is excluded, and what chooses and ranks.

use crate::analysis::{self, Token};
use crate::index::FactFilter;
use crate::query::{FactField, FactValue, Field, Query, pieces, stretches};
use crate::schema::Synonyms;

use crate::search::ask::conditions::words::beside_numbers;
use crate::search::ask::conditions::{
    Condition, ExactRun, FreeWords, HasFact, Heading, HeadingWords, OfPath, Part, Title, TitleWords, Within,
};
use crate::search::ask::lexicon::Lexicon;
use crate::search::ask::plan::{Need, Plan};
use crate::search::ask::runs::Run;
use crate::search::ask::terms::{has_digit, synonyms_of};
use crate::search::ask::together::Together;

/// Returns everything typed in a query, for the segmenter.
pub(in crate::search) fn all_text(query: &Query) -> String {
    let mut all = String::new();
    query.for_each_text(&mut |text| {
        all.push_str(text);
        all.push('\n');
    });
    all
}

/// Makes a plan.
pub(in crate::search) fn plan(query: &Query, lexicon: &Lexicon<'_>, synonyms: &Synonyms) -> Plan {
    let mut lowering = Lowering { wanted: Vec::new(), choosing: Vec::new(), lexicon, synonyms };
    let need = lowering.need(query, Context { required: false, fields_choose: true });
    let Lowering { wanted, choosing, .. } = lowering;
    // What chooses passages by itself is looked for in each of them anyway.
    let alone = wanted.len() == 1 && choosing.len() == 1 && wanted[0].chooses_what_it_requires();
    let need = if alone && matches!(need, Need::Holds(0)) { Need::Nothing } else { need };
    Plan { need, wanted, choosing, address: None }
}

/// What the surroundings of a part of the query make of it.
#[derive(Clone, Copy)]
struct Context {
    /// Words typed freely are required: they stand beside an `AND`.
    required: bool,
    /// No text stands beside a field, so it chooses passages itself.
    fields_choose: bool,
}

struct Lowering<'a> {
    wanted: Vec<Box<dyn Condition>>,
    choosing: Vec<usize>,
    lexicon: &'a Lexicon<'a>,
    synonyms: &'a Synonyms,
}

impl Lowering<'_> {
    fn need(&mut self, query: &Query, context: Context) -> Need {
        match query {
            Query::Nothing => Need::Nothing,
            Query::Text(text) => {
                let holds = self.want(Box::new(self.free_words(text)), true);
                if context.required { holds } else { Need::Nothing }
            }
            Query::Run(run) => self.want_made(boxed(ExactRun::new(run)), true),
            Query::Gap(runs) => self.want_made(boxed(Within::gap(runs)), true),
            Query::Within(scope, runs) => self.want_made(boxed(Within::new(*scope, runs)), true),
            // The words beside it choose.
            Query::Compared(words, typed) => self.want_made(self.compared(words, typed), false),
            Query::Field(field, run) => self.want_made(in_field(*field, run), context.fields_choose),
            Query::FieldWords(field, words) => {
                self.want_made(self.field_words(*field, words), context.fields_choose)
            }
            Query::Fact(field, value) => self.want_made(fact(field, value), context.fields_choose),
            Query::Together(all) => {
                let needs = self.side_by_side(all, context);
                all_of(needs)
            }
            Query::And(all) => {
                let needs = self.side_by_side(all, Context { required: true, ..context });
                all_of(needs)
            }
            Query::Or(any) => any_of(any.iter().map(|query| self.need(query, context)).collect()),
            Query::Not(query) => Need::Not(Box::new(excluded(query))),
        }
    }

    fn side_by_side(&mut self, all: &[Query], context: Context) -> Vec<Need> {
        // Beside text a field only narrows what the text chooses.
        let fields_choose = context.fields_choose && !all.iter().any(holds_text);
        all.iter().map(|query| self.need(query, Context { fields_choose, ..context })).collect()
    }

    fn want(&mut self, wanted: Box<dyn Condition>, chooses: bool) -> Need {
        let nth = self.wanted.len();
        self.wanted.push(wanted);
        if chooses {
            self.choosing.push(nth);
        }
        Need::Holds(nth)
    }

    /// What folding leaves nothing of asks for nothing.
    fn want_made(&mut self, wanted: Option<Box<dyn Condition>>, chooses: bool) -> Need {
        wanted.map_or(Need::Nothing, |wanted| self.want(wanted, chooses))
    }

    /// Words that a title or a heading must hold.
    fn field_words(&self, field: Field, typed: &str) -> Option<Box<dyn Condition>> {
        match field {
            Field::Heading => self.headed(typed),
            Field::Title => boxed(TitleWords::new(typed, &self.lexicon.name_words(typed))),
            Field::Path => in_field(field, typed),
        }
    }

    /// Words that a heading must hold.
    fn headed(&self, typed: &str) -> Option<Box<dyn Condition>> {
        let tokens = self.lexicon.parted(typed);
        let words = self.lexicon.telling(&self.lexicon.words(typed));
        let mut synonyms = synonyms_of(typed, &tokens, self.lexicon, self.synonyms);
        for synonym in &mut synonyms {
            // What the dictionary keeps whole may stand apart: 减轻负担 in 减轻教师负担.
            if let [word] = &synonym.together.words[..]
                && let inner = self.lexicon.inner_words(word)
                && inner.len() > 1
            {
                synonym.together = Together::of(&synonym.text, inner.clone());
                synonym.words.extend(inner);
            }
        }
        boxed(HeadingWords::new(typed, &words, synonyms))
    }

    /// A value in one sentence with words: as the segmenter cuts them, since 生产总值增长 may stand apart there.
    fn compared(&self, words: &[String], typed: &str) -> Option<Box<dyn Condition>> {
        let cut = words.iter().flat_map(|word| match self.lexicon.telling(&self.lexicon.words(word)) {
            words if words.is_empty() => vec![word.clone()],
            words => words,
        });
        boxed(Within::compared(&cut.collect::<Vec<_>>(), typed))
    }

    fn free_words(&self, typed: &str) -> FreeWords {
        let asked = self.lexicon.asked(typed);
        let mut terms: Vec<String> = Vec::new();
        for token in &asked {
            if !terms.contains(&token.text) {
                terms.push(token.text.clone());
            }
        }
        let telling = self.lexicon.telling(&terms);
        let synonyms = synonyms_of(typed, &self.lexicon.parted(typed), self.lexicon, self.synonyms);
        let pieces = pieces(typed);
        let several = pieces.len() > 1;
        // A single piece is all that was typed, which is a run already.
        let parts = pieces.into_iter().filter(|_| several).filter_map(|piece| self.part(piece));
        let parts: Vec<Part> = parts.collect();
        let mut words = FreeWords::new(Run::new(typed), terms, telling, parts, synonyms);
        words.by_blanks = stretches(typed).len() > 1;
        words.is_number = is_one_number(&asked);
        words.beside_numbers = beside_numbers(typed, &asked, words.is_number);
        let has_number = words.is_number || asked.iter().any(|token| token.is_number);
        words.by_value =
            words.whole.as_ref().filter(|_| has_number).map(|run| analysis::fold_words_text(&run.folded));
        words
    }

    /// A piece that was typed apart, with the words in it that tell something.
    fn part(&self, piece: &str) -> Option<Part> {
        let words = self.lexicon.telling(&self.lexicon.words(piece));
        Some(Part { run: Run::new(piece)?, words })
    }
}

/// Whether what is asked for is one number; a year is asked for with its unit and without.
fn is_one_number(asked: &[Token]) -> bool {
    let is_all = |token: &Token| token.is_number && token.span.start == asked[0].span.start;
    !asked.is_empty() && asked.iter().all(is_all)
}

/// Whether a part chooses passages by their text.
fn holds_text(query: &Query) -> bool {
    match query {
        Query::Text(_) | Query::Run(_) | Query::Gap(_) | Query::Within(..) => true,
        Query::Together(all) | Query::And(all) | Query::Or(all) => all.iter().any(holds_text),
        Query::Nothing | Query::Field(..) | Query::FieldWords(..) | Query::Fact(..) => false,
        Query::Compared(..) | Query::Not(_) => false,
    }
}

fn boxed<C: Condition + 'static>(made: Option<C>) -> Option<Box<dyn Condition>> {
    made.map(|condition| Box::new(condition) as Box<dyn Condition>)
}

fn in_field(field: Field, typed: &str) -> Option<Box<dyn Condition>> {
    match field {
        Field::Title => boxed(Title::new(typed)),
        Field::Heading => boxed(Heading::new(typed)),
        Field::Path => boxed(OfPath::new(typed)),
    }
}

/// A value that cannot be one is refused before.
fn fact(field: &FactField, value: &FactValue) -> Option<Box<dyn Condition>> {
    boxed(FactFilter::of(field, value).ok().map(HasFact))
}

/// What must not hold. Words are excluded as they were typed, numerals by value too, never by their parts.
fn excluded(query: &Query) -> Need {
    // What folding leaves nothing of excludes nothing: `Any` of nothing never holds.
    let run = |made: Option<Box<dyn Condition>>| made.map_or(Need::Any(Vec::new()), Need::Excluded);
    match query {
        Query::Nothing => Need::Any(Vec::new()),
        Query::Text(text) => Need::All(text.split_whitespace().map(excluded_word).collect()),
        Query::Run(text) => run(boxed(ExactRun::new(text))),
        Query::Gap(runs) => run(boxed(Within::gap(runs))),
        Query::Within(scope, runs) => run(boxed(Within::new(*scope, runs))),
        Query::Compared(words, typed) => run(boxed(Within::compared(words, typed))),
        Query::Field(field, text) | Query::FieldWords(field, text) => run(in_field(*field, text)),
        Query::Fact(field, value) => run(fact(field, value)),
        Query::Together(all) | Query::And(all) => Need::All(all.iter().map(excluded).collect()),
        Query::Or(any) => Need::Any(any.iter().map(excluded).collect()),
        Query::Not(query) => Need::Not(Box::new(excluded(query))),
    }
}

fn excluded_word(word: &str) -> Need {
    let by_value = analysis::fold_words_text(word);
    if by_value.starts_with(|c: char| c.is_ascii_digit()) {
        // 5年 leaves 15年 in.
        return Need::ByValue(by_value);
    }
    let as_typed = boxed(ExactRun::new(word)).map(Need::Excluded);
    let has_number = has_digit(&by_value);
    Need::Any(as_typed.into_iter().chain(has_number.then_some(Need::ByValue(by_value))).collect())
}

fn all_of(mut needs: Vec<Need>) -> Need {
    needs.retain(|need| !need.is_nothing());
    match needs.len() {
        0 => Need::Nothing,
        1 => needs.remove(0),
        _ => Need::All(needs),
    }
}

fn any_of(mut needs: Vec<Need>) -> Need {
    // A part that requires nothing makes the whole OR require nothing.
    if needs.iter().any(Need::is_nothing) {
        return Need::Nothing;
    }
    if needs.len() == 1 { needs.remove(0) } else { Need::Any(needs) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Dictionary;
    use crate::query;
    use crate::schema::StopWords;

    /// A need as a term of the numbers of the parts.
    fn told(need: &Need) -> String {
        let all = |name: &str, needs: &[Need]| {
            format!("{name}({})", needs.iter().map(told).collect::<Vec<_>>().join(" "))
        };
        match need {
            Need::Nothing => "-".to_owned(),
            Need::Holds(nth) => nth.to_string(),
            Need::Excluded(part) => part.texts().join("+"),
            Need::ByValue(text) => format!("#{text}"),
            Need::All(needs) => all("all", needs),
            Need::Any(needs) => all("any", needs),
            Need::Not(need) => format!("!{}", told(need)),
        }
    }

    #[test]
    fn queries_become_plans() {
        // What was typed; what the parts rank by; which of them choose; what is required.
        let table = [
            ("减轻教师负担", "减轻教师负担", "0", "-"),
            ("减轻 教师", "减轻+教师", "0", "-"),
            ("\"减轻教师\"", "减轻教师", "0", "-"),
            ("\"减轻\" 教师", "减轻 教师", "0 1", "0"),
            ("减轻 AND 教师", "减轻 教师", "0 1", "all(0 1)"),
            ("减轻 OR \"教师\"", "减轻 教师", "0 1", "-"),
            ("\"减轻\" OR \"教师\"", "减轻 教师", "0 1", "any(0 1)"),
            ("减轻 -教师", "减轻", "0", "!all(any(教师))"),
            ("减轻 -\"教师\"", "减轻", "0", "!教师"),
            ("减轻 -5年", "减轻+-", "0", "-"),
            ("减轻 -五年", "减轻", "0", "!all(#5年)"),
            ("title:教师", "教师", "0", "-"),
            ("title:教师 减轻", "教师 减轻", "1", "0"),
            ("heading:教师 减轻", "教师 减轻", "1", "0"),
            ("path:教师", "", "0", "0"),
            ("年:2024 减轻", " 减轻", "1", "0"),
            ("年:2024", "", "0", "-"),
            ("减轻 -年:2024", "减轻", "0", "!"),
            ("减轻…负担", "减轻+负担", "0", "0"),
            ("同句:(减轻 负担)", "减轻+负担", "0", "0"),
            ("减轻 >5%", "减轻 减轻", "0", "1"),
        ];
        let (dictionary, stop_words) = (Dictionary::builtin(), StopWords::builtin());
        let mut wrong = Vec::new();
        for (typed, texts, choosing, need) in table {
            let query = query::parse(typed).0;
            let lexicon = Lexicon::for_text(&dictionary, &stop_words, &all_text(&query));
            let plan = plan(&query, &lexicon, &Synonyms::default());
            let parts: Vec<String> = plan.wanted.iter().map(|part| part.texts().join("+")).collect();
            let numbers: Vec<String> = plan.choosing.iter().map(ToString::to_string).collect();
            let got = format!("{typed}: {} | {} | {}", parts.join(" "), numbers.join(" "), told(&plan.need));
            let wanted = format!("{typed}: {texts} | {choosing} | {need}");
            wrong.extend((got != wanted).then(|| format!("{got}\n{wanted}")));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
