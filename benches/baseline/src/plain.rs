//! The plain way to rank with tantivy: one field, BM25 of what a tokenizer cuts (`cut.rs`), an OR of what the query
//! holds. The program beside this file uses it, and so do tests and benches of ranking (`tests/integration/headings.rs`,
//! `benches/ranking.rs`), by path.

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{TextAnalyzer, Token, Tokenizer};
use tantivy::{Index, Searcher, TantivyDocument, Term};

/// A collection in memory, to be ranked.
pub(crate) struct Plain {
    cut: TextAnalyzer,
    searcher: Searcher,
    text: Field,
    id: Field,
}

impl Plain {
    /// Indexes documents, each an id and its text.
    ///
    /// # Errors
    /// What the engine says.
    pub(crate) fn new<'a>(
        documents: impl Iterator<Item = (&'a str, &'a str)>,
        cut: impl Tokenizer,
    ) -> tantivy::Result<Plain> {
        let cut = TextAnalyzer::from(cut);
        let mut schema = Schema::builder();
        let indexing =
            TextFieldIndexing::default().set_tokenizer("cut").set_index_option(IndexRecordOption::WithFreqs);
        let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        let id = schema.add_text_field("id", STORED);
        let index = Index::create_in_ram(schema.build());
        index.tokenizers().register("cut", cut.clone());
        let mut writer = index.writer_with_num_threads(1, 256 << 20)?;
        for (name, content) in documents {
            let mut document = TantivyDocument::new();
            document.add_text(text, content);
            document.add_text(id, name);
            writer.add_document(document)?;
        }
        writer.commit()?;
        Ok(Plain { cut, searcher: index.reader()?.searcher(), text, id })
    }

    /// Returns the ids of the best `most` documents, best first.
    ///
    /// # Errors
    /// What the engine says.
    pub(crate) fn ask(&self, query: &str, most: usize) -> tantivy::Result<Vec<String>> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        self.cut.clone().token_stream(query).process(&mut |token: &Token| {
            let term = Term::from_field_text(self.text, &token.text);
            clauses.push((Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))));
        });
        let query = BooleanQuery::new(clauses);
        let found = self.searcher.search(&query, &TopDocs::with_limit(most).order_by_score())?;
        let name = |at| -> tantivy::Result<String> {
            let document: TantivyDocument = self.searcher.doc(at)?;
            let name = document.get_first(self.id).and_then(|value| value.as_str());
            Ok(name.unwrap_or_default().to_owned())
        };
        found.into_iter().map(|(_, at)| name(at)).collect()
    }
}
