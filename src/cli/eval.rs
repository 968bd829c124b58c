//! `eval`: the ranking measured on a collection with judgements.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::eval::{self, Collection, EvalRun, Measures};
use crate::language::tr;
use crate::output::Bar;
use crate::pipeline::{Freshness, refresh};
use crate::schema::{Ranking, UnitKind};

use super::args::{EvalArguments, Only};
use super::failure::Failure;
use super::resources::{READING, ResourceArguments};
use super::{Outcome, home, index, say};

/// Queries shown as won and lost most against a baseline.
const SHOWN: usize = 5;
/// Draws of the randomization test.
const DRAWS: usize = 20_000;

/// Asks all queries, prints the measures, and compares with a baseline.
pub(super) fn run(
    arguments: &EvalArguments,
    index: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let collection = Collection::load(&arguments.queries, &arguments.qrels, arguments.answers.as_deref())?;
    // Read before all is asked, which may take minutes.
    let baseline = arguments.baseline.as_deref().map(eval::read_run).transpose()?;
    let mut searcher = super::engine::open(&index_of(arguments, index)?)?;
    let mut ranking = arguments.weights.as_deref().map_or_else(|| Ok(Ranking::builtin()), weights)?;
    if let Some(only) = arguments.only {
        ranking = ranking.only(match only {
            Only::Words => UnitKind::Words,
            Only::Bigrams => UnitKind::Pairs,
            Only::Characters => UnitKind::Characters,
        });
    }
    searcher.set_ranking(ranking);
    // Single kinds of units are a plain ranking to compare with: synonyms would be more.
    let exact = arguments.exact || arguments.only.is_some();
    let run = eval::ask(&searcher, &collection, exact, &|_| ())?;
    if let Some(path) = &arguments.run {
        write_run(&run, path)?;
    }
    let scored = collection.score(&run.lists);
    let measures: Vec<Measures> = scored.iter().map(|(_, measures)| *measures).collect();
    if measures.is_empty() {
        return Err(Failure::new(tr!("eval-none-judged"), Some(&tr!("eval-first-column"))));
    }
    write_measures(&run, &measures, out)?;
    if let Some(baseline) = &baseline {
        compare(&scored, &collection.score(baseline), &collection, out)?;
    }
    if !collection.is_judged_of(&run.lists) {
        say(&tr!("eval-no-judged-found"));
        say(&tr!("eval-give-corpus"));
        return Ok(Outcome::Lacking);
    }
    Ok(Outcome::Found)
}

/// The index of the collection, built first if it is new or changed; else the present index.
fn index_of(arguments: &EvalArguments, index: Option<&Path>) -> Result<PathBuf, Failure> {
    let Some(corpus) = &arguments.corpus else { return super::look::index_to_ask(None, index) };
    let place = home::index_kept_of(std::slice::from_ref(corpus), index)?;
    // A collection is one large file, beyond what is usual for reports.
    let resources =
        ResourceArguments { threads: None, memory: 16_384, max_file_size: 4095, reading: READING };
    let job = index::job(vec![corpus.clone()], place.clone(), &resources, false);
    let bar = Bar::new(false);
    let freshness = refresh(&job, &bar);
    bar.clear();
    if let Freshness::Refreshed(summary) = freshness? {
        index::report(&summary, &job)?;
        if !summary.refused.is_empty() {
            return Err(Failure::new(tr!("eval-not-whole"), Some(&tr!("eval-mend"))));
        }
    }
    Ok(place)
}

fn weights(file: &Path) -> Result<Ranking, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::new(tr!("failure-cannot-read", file = format!("{file:?}"), error = error.to_string()), None)
    })?;
    Ranking::parse(&text)
        .map_err(|error| Failure::new(format!("{file:?}: {error}"), Some(&tr!("eval-weights"))))
}

fn write_run(run: &EvalRun, path: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(tr!("failure-cannot-write", file = format!("{path:?}"), error = error.to_string()), None)
    };
    let mut file = BufWriter::new(File::create(path).map_err(failed)?);
    eval::write_run(&run.lists, &mut file).and_then(|()| file.flush()).map_err(failed)
}

fn write_measures(run: &EvalRun, measures: &[Measures], out: &mut dyn Write) -> Result<(), Failure> {
    let mean = Measures::mean(measures);
    writeln!(
        out,
        "{} queries  MRR@10 {:.4}  nDCG@10 {:.4}  R@10 {:.4}  R@100 {:.4}",
        measures.len(),
        mean.mrr_10,
        mean.ndcg_10,
        mean.recall_10,
        mean.recall_100
    )?;
    let millis = |share: f64| eval::quantile(&run.latencies, share).as_secs_f64() * 1e3;
    writeln!(
        out,
        "{}",
        tr!(
            "eval-latency",
            half = format!("{:.1}", millis(0.5)),
            most = format!("{:.1}", millis(0.95)),
            empty = run.empty.len()
        )
    )?;
    if !run.empty.is_empty() {
        writeln!(out, "{}", tr!("eval-without-hit", empty = run.empty.join(" ")))?;
    }
    if !run.answered.is_empty() {
        let reciprocal: f64 = run.answered.iter().flatten().map(|place| 1.0 / (*place as f64 + 1.0)).sum();
        let all = run.answered.len() as f64;
        let first = run.answered.iter().filter(|place| **place == Some(0)).count() as f64;
        writeln!(
            out,
            "{}",
            tr!(
                "eval-passages",
                mrr = format!("{:.4}", reciprocal / all),
                first = format!("{:.4}", first / all),
                ten = format!("{:.4}", run.answered.iter().flatten().count() as f64 / all)
            )
        )?;
    }
    Ok(())
}

/// Per query: difference in MRR@10 and nDCG@10 with a paired randomization test, and where most was won and lost.
fn compare(
    ours: &[(String, Measures)],
    base: &[(String, Measures)],
    collection: &Collection,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let base: HashMap<&str, Measures> = base.iter().map(|(id, measures)| (id.as_str(), *measures)).collect();
    let pairs: Vec<(&str, Measures, Measures)> =
        ours.iter().filter_map(|(id, m)| Some((id.as_str(), *m, *base.get(id.as_str())?))).collect();
    for (name, of) in
        [("MRR@10", (|m: &Measures| m.mrr_10) as fn(&Measures) -> f64), ("nDCG@10", |m: &Measures| m.ndcg_10)]
    {
        let differences: Vec<f64> = pairs.iter().map(|(_, a, b)| of(a) - of(b)).collect();
        let mean = differences.iter().sum::<f64>() / differences.len().max(1) as f64;
        let won = differences.iter().filter(|d| **d > 0.0).count();
        let lost = differences.iter().filter(|d| **d < 0.0).count();
        let p = eval::randomization_test(&differences, DRAWS);
        writeln!(
            out,
            "{}",
            tr!(
                "eval-baseline",
                name = name,
                mean = format!("{mean:+.4}"),
                won = won,
                lost = lost,
                p = format!("{p:.4}")
            )
        )?;
    }
    let texts: HashMap<&str, &str> =
        collection.queries.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    let mut by_difference: Vec<(&str, f64)> =
        pairs.iter().map(|(id, a, b)| (*id, a.ndcg_10 - b.ndcg_10)).collect();
    by_difference.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let worst = by_difference.iter().rev().take(SHOWN).filter(|(_, difference)| *difference < 0.0);
    let best = by_difference.iter().take(SHOWN).filter(|(_, difference)| *difference > 0.0);
    for (word, list) in [(tr!("eval-won"), best.collect::<Vec<_>>()), (tr!("eval-lost"), worst.collect())] {
        for (id, difference) in list {
            let text = crate::text::harmless_line(texts.get(id).unwrap_or(&""));
            writeln!(out, "{word:>5} {difference:+.3}  {id}  {text}")?;
        }
    }
    if pairs.len() < ours.len() {
        say(&tr!("eval-not-in-baseline", pairs = (ours.len() - pairs.len()).to_string()));
    }
    Ok(())
}
