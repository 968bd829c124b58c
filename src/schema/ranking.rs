//! The weights of `index_schema/ranking.toml`.

use serde::Deserialize;

use super::SchemaError;

/// Weights of the ranking; what each does is written in `search/score/` and beside its value in the file.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// Saturation of the frequency of words in BM25 (Robertson and Zaragoza 2009).
    pub k1_words: f32,
    /// The same for pairs of characters.
    pub k1_pairs: f32,
    /// The same for single characters.
    pub k1_characters: f32,
    /// Share of length normalisation in BM25, 0 to 1.
    pub b: f32,
    /// Weight of words.
    pub words: f32,
    /// Weight of pairs of characters.
    pub pairs: f32,
    /// Weight of single characters.
    pub characters: f32,
    /// Weight of matches in the heading path.
    pub heading: f32,
    /// Weight of matches in the report's title.
    pub title: f32,
    /// Worth of holding the query as a whole, per weight of its pairs.
    pub run: f32,
    /// Worth of pieces that were typed apart standing in one passage, per weight of all that was typed.
    pub together: f32,
    /// Worth of words standing near each other.
    pub near: f32,
    /// Factor for words that mean the same as what was typed.
    pub synonym: f32,
    /// Factor for these, once more, where some passage holds the query as it was typed.
    pub synonym_whole: f32,
    /// Factor for the words inside a rare word of several, where passages are chosen.
    pub inner: f32,
    /// Factor for stop words.
    pub stop_word: f32,
    /// Factor for question words, their pairs and characters.
    pub question: f32,
    /// Passages that are ranked in full.
    pub depth: usize,
    /// A run that more passages may hold than this brings none of its own into the ranking.
    pub run_depth: usize,
    /// Share of the score of the passage's whole section.
    pub section: f32,
    /// The same where some passage holds the query as it was typed.
    pub section_whole: f32,
    /// Worth of the pairs that the section's opening sentence holds, per weight of these, where no passage holds the
    /// query as it was typed.
    pub opening: f32,
    /// Share of the score of the passage's whole report.
    pub report: f32,
    /// The same where some passage holds the query as it was typed.
    pub report_whole: f32,
    /// Factor for each `k1` where a report is read as one text.
    pub report_k1: f32,
    /// Share of length normalisation where a report is read as one text, 0 to 1.
    pub report_b: f32,
    /// Share of the mean score of the best passages of the same work.
    pub fellows: f32,
    /// Factor of `fellows` where they are all of one report, which `report` has counted.
    pub fellows_inside: f32,
    /// Share of the best score that is added where the query says the whole title of the report.
    pub subject: f32,
    /// Share of the best score that the most cited statute has before one that nobody cites.
    pub authority: f32,
    /// Share of its own score by which a passage is raised for facts of its report that the query names in plain words.
    pub named: f32,
    /// Factor for the words that name these facts.
    pub named_words: f32,
    /// Share of the way up to the tenth hit that words of the first passages raise one below.
    pub feedback: f32,
}

/// A kind of unit that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// Words as the segmenter cuts them.
    Words,
    /// Pairs of neighbouring characters.
    Pairs,
    /// Single characters.
    Characters,
}

impl Ranking {
    /// Returns the plain BM25 of one kind of unit (Lucene's k1 and b), without any bonus: what a mixture must beat.
    pub fn only(self, kind: UnitKind) -> Ranking {
        let weight = |of: UnitKind| if of == kind { 1.0 } else { 0.0 };
        Ranking {
            k1_words: 1.2,
            k1_pairs: 1.2,
            k1_characters: 1.2,
            b: 0.75,
            words: weight(UnitKind::Words),
            pairs: weight(UnitKind::Pairs),
            characters: weight(UnitKind::Characters),
            run: 0.0,
            near: 0.0,
            together: 0.0,
            synonym: 0.0,
            synonym_whole: 1.0,
            stop_word: 1.0,
            question: 1.0,
            section: 0.0,
            section_whole: 0.0,
            opening: 0.0,
            report: 0.0,
            report_whole: 0.0,
            fellows: 0.0,
            subject: 0.0,
            authority: 0.0,
            named: 0.0,
            named_words: 1.0,
            feedback: 0.0,
            ..self
        }
    }

    /// Returns the weights that this program carries.
    pub fn builtin() -> Ranking {
        Ranking::parse(Ranking::builtin_text()).expect("a test reads the files of index_schema")
    }

    /// Returns the text of these weights, in the form of [`Ranking::parse`].
    pub fn builtin_text() -> &'static str {
        include_str!("../../index_schema/ranking.toml")
    }

    /// Reads weights from a text in the form of `index_schema/ranking.toml`.
    ///
    /// # Errors
    /// When a weight is missing, unknown or out of range.
    pub fn parse(text: &str) -> Result<Ranking, SchemaError> {
        let invalid = |what: String| SchemaError::Invalid { file: "ranking.toml", what };
        let ranking: Ranking = toml::from_str(text).map_err(|error| invalid(error.to_string()))?;
        ranking.check().map_err(invalid)?;
        Ok(ranking)
    }

    fn check(&self) -> Result<(), String> {
        let weights = [
            ("k1_words", self.k1_words),
            ("k1_pairs", self.k1_pairs),
            ("k1_characters", self.k1_characters),
            ("b", self.b),
            ("words", self.words),
            ("pairs", self.pairs),
            ("characters", self.characters),
            ("heading", self.heading),
            ("title", self.title),
            ("run", self.run),
            ("together", self.together),
            ("near", self.near),
            ("synonym", self.synonym),
            ("synonym_whole", self.synonym_whole),
            ("inner", self.inner),
            ("stop_word", self.stop_word),
            ("section", self.section),
            ("section_whole", self.section_whole),
            ("opening", self.opening),
            ("report", self.report),
            ("report_whole", self.report_whole),
            ("report_k1", self.report_k1),
            ("report_b", self.report_b),
            ("fellows", self.fellows),
            ("fellows_inside", self.fellows_inside),
            ("subject", self.subject),
            ("authority", self.authority),
            ("named", self.named),
            ("named_words", self.named_words),
            ("question", self.question),
            ("feedback", self.feedback),
        ];
        if let Some((name, value)) = weights.iter().find(|(_, value)| !value.is_finite() || *value < 0.0) {
            return Err(format!("{name} = {value}: a weight is a number from 0 up"));
        }
        for (name, b) in [("b", self.b), ("report_b", self.report_b)] {
            if b > 1.0 {
                return Err(format!("{name} = {b}: must be 0 to 1"));
            }
        }
        for (name, depth) in [("depth", self.depth), ("run_depth", self.run_depth)] {
            if !(10..=100_000).contains(&depth) {
                return Err(format!("{name} = {depth}: must be 10 to 100000"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_carried_by_the_program_are_those_of_the_file() {
        let text = include_str!("../../index_schema/ranking.toml");
        assert_eq!(Ranking::parse(text).as_ref().ok(), Some(&Ranking::builtin()));
        let table: toml::Table = text.parse().expect("TOML");
        assert_eq!(table["depth"].as_integer(), i64::try_from(Ranking::builtin().depth).ok());
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let good = include_str!("../../index_schema/ranking.toml");
        let first = |key: &str, line: &str| -> String {
            let starts = format!("{key} =");
            good.lines().map(|l| if l.starts_with(&starts) { line } else { l }).collect::<Vec<_>>().join("\n")
        };
        let table = [
            (first("k1_pairs", "k1_pairs = -0.5"), "k1_pairs = -0.5"),
            (first("b", "b = 1.5"), "b = 1.5: must be 0 to 1"),
            (first("depth", "depth = 1"), "depth = 1"),
            (first("near", ""), "missing field `near`"),
            (first("run", "runs = 1.0"), "unknown field `runs`"),
        ];
        for (text, wanted) in table {
            let error = Ranking::parse(&text).expect_err(wanted).to_string();
            assert!(error.contains(wanted), "{error} should say {wanted}");
        }
    }
}
