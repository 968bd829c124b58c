//! The engine's schema: which documents there are and what each of their fields is for.
//!
//! A report is one contiguous batch of documents, so that a passage finds its neighbours by
//! counting: the record, its passages in reading order, then what remarks keep out. Each file that
//! holds the report is one more document, a *place*, tied to the record by the report's key: a
//! second file with the same text adds only a place, and removing one removes only that.

use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};

/// Name under which the tokenizer for already segmented words is registered.
pub(crate) const WORDS_TOKENIZER: &str = "segmented";

/// The fields of a document; not every document has each of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Words of a passage without its heading.
    pub(crate) body: Field,
    /// Words of a heading, in the passage that begins with it (so once a section).
    pub(crate) heading: Field,
    /// Words of text that a remark keeps out of the passages.
    pub(crate) remark: Field,
    /// What kind of document this is and, for a passage, its section: see [`Slot`].
    pub(crate) slot: Field,
    /// Place in the report's batch: 0 for the record, from 1 on for its passages and remarks.
    pub(crate) ordinal: Field,
    /// Number of the report, on its record: what the order by path goes by.
    pub(crate) number: Field,
    /// Pairs of characters of the title, on the record: what `title:` looks reports up by.
    pub(crate) title: Field,
    /// Works that a passage names in 《》, each with the work that names it: `citations.rs`.
    pub(crate) cited: Field,
    /// Key of the report, on its record.
    pub(crate) report: Field,
    /// Key of the report that a place holds.
    pub(crate) place_of: Field,
}

/// What a document is, packed in one small number so that the column stays narrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// A file that holds a report.
    Place,
    /// The record of a report.
    Record,
    /// Text kept out of the passages.
    Remark,
    /// A passage of this section of its report.
    Passage(u32),
}

impl Slot {
    /// Returns the number that stands in the index.
    pub(crate) fn number(self) -> u64 {
        match self {
            Slot::Place => 0,
            Slot::Record => 1,
            Slot::Remark => 2,
            // Passages come last, since there is no upper bound for the number of a section.
            Slot::Passage(section) => 3 + u64::from(section),
        }
    }

    /// Returns what the number in the index says.
    pub(crate) fn from_number(number: u64) -> Slot {
        match number {
            0 => Slot::Place,
            1 => Slot::Record,
            2 => Slot::Remark,
            section => Slot::Passage((section - 3) as u32),
        }
    }
}

/// Returns the engine's schema.
pub(crate) fn engine_schema() -> Schema {
    let mut schema = Schema::builder();
    let words = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(WORDS_TOKENIZER)
            // Frequencies without positions: the texts tell what stands beside what.
            .set_index_option(IndexRecordOption::WithFreqs)
            .set_fieldnorms(true),
    );
    schema.add_text_field("body", words.clone());
    schema.add_text_field("heading", words.clone());
    schema.add_text_field("remark", words);
    // What is looked up and never scored needs no lengths.
    let looked_up = |tokenizer| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing)
    };
    schema.add_text_field("title", looked_up(WORDS_TOKENIZER));
    schema.add_text_field("cited", looked_up(WORDS_TOKENIZER));
    // Columns without lists: they are read for a known document and never looked up by value.
    schema.add_u64_field("slot", FAST);
    schema.add_u64_field("ordinal", FAST);
    schema.add_u64_field("number", FAST);
    schema.add_text_field("report", looked_up("raw"));
    schema.add_text_field("place_of", looked_up("raw"));
    schema.build()
}

impl Fields {
    /// Finds the fields in the schema of an index.
    ///
    /// # Errors
    /// When one is missing: the index was made by another program.
    pub(crate) fn of(schema: &Schema) -> tantivy::Result<Fields> {
        let field = |name| schema.get_field(name);
        Ok(Fields {
            body: field("body")?,
            heading: field("heading")?,
            remark: field("remark")?,
            slot: field("slot")?,
            ordinal: field("ordinal")?,
            number: field("number")?,
            title: field("title")?,
            cited: field("cited")?,
            report: field("report")?,
            place_of: field("place_of")?,
        })
    }
}
