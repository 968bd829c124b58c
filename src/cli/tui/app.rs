//! What the screen shows and what keys do: no terminal, no thread, so that a test can type.

use std::time::Duration;

use ratatui::layout::Rect;

use crate::language::tr;
use crate::search::{Hit, Total};

use super::super::taking;
use super::document::{Document, Layout};
use super::facts::{self, Choice};
use super::line::Line;
use super::work::{News, Table, TableJob, Wanted};

/// Hits that are fetched first, and so many more times when the last is reached.
const HITS_FIRST: usize = 30;
const HITS_MORE: usize = 4;

/// Where keys go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Focus {
    /// Into the query.
    #[default]
    Query,
    /// To what is read.
    View,
    /// Into the line that looks inside what is read.
    Find,
}

/// What the upper part lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum List {
    /// The hits.
    #[default]
    Hits,
    /// The sections of the report.
    Sections,
    /// The facts of the hits' reports, as conditions.
    Facts,
}

/// What is read below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum View {
    /// The report of the hit.
    #[default]
    Text,
    /// A table of all reports.
    Table(Table),
    /// What can be typed.
    Help,
}

/// What the loop does for a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// End.
    Quit,
    /// Search what is typed.
    Search,
    /// Open the file of the hit.
    Open,
    /// Put the citation where other programs take it from.
    Copy,
    /// Make a table.
    Make(Table),
    /// Lay the report out.
    Lay,
}

/// All that is shown.
#[derive(Default)]
pub(super) struct App {
    /// The query.
    pub(super) query: Line,
    /// What is looked for inside.
    pub(super) find: Line,
    /// Where keys go.
    pub(super) focus: Focus,
    /// What is listed.
    pub(super) list: List,
    /// What is read.
    pub(super) view: View,
    /// The hits.
    pub(super) hits: Vec<Hit>,
    /// The hit that is chosen.
    pub(super) selected: usize,
    /// The section that is chosen.
    pub(super) branch: usize,
    /// The conditions that the hits offer.
    pub(super) choices: Vec<Choice>,
    /// The one of them that is chosen.
    pub(super) choice: usize,
    /// What is found in all, how fast, and what the reader should know.
    pub(super) told: String,
    /// What a key did.
    pub(super) said: String,
    /// The report of the chosen hit.
    pub(super) document: Option<Document>,
    /// First row of it that is shown.
    pub(super) top: usize,
    /// The lines of a table, the words that it is of, and its first line that is shown.
    pub(super) table: Option<(Table, String, Vec<String>)>,
    pub(super) table_top: usize,
    /// Where the list stands, the first of it that is shown, and the rows of each.
    pub(super) list_area: Rect,
    pub(super) list_top: usize,
    pub(super) row_height: usize,
    /// Rows of the list and of what is read, as the screen has them.
    pub(super) list_rows: usize,
    pub(super) view_rows: usize,
    /// Columns of what is read and of snippets.
    pub(super) view_columns: usize,
    pub(super) snippet_columns: usize,
    /// Number of the last query that was asked and of the last that was answered.
    asked: u64,
    answered: u64,
    limit: usize,
    complete: bool,
    /// Whether a layout is under way; where it is to be shown from.
    laying: bool,
    /// Whether the view follows the place of the hit when the layout comes.
    follows: bool,
}

impl App {
    /// Begins with a query.
    pub(super) fn new(typed: &str) -> App {
        App { query: Line::new(typed), limit: HITS_FIRST, complete: true, ..App::default() }
    }

    /// Whether an answer is under way.
    pub(super) fn waits(&self) -> bool {
        !self.is_answered() || self.laying || self.waits_for_table()
    }

    /// Whether the hits are those of what is typed.
    pub(super) fn is_answered(&self) -> bool {
        self.asked == self.answered
    }

    fn waits_for_table(&self) -> bool {
        matches!(self.view, View::Table(table) if self.table.as_ref().is_none_or(|made| made.0 != table))
    }

    /// Returns the chosen hit.
    pub(super) fn hit(&self) -> Option<&Hit> {
        self.hits.get(self.selected)
    }

    /// Returns the query to be answered now.
    pub(super) fn wanted(&mut self) -> Wanted {
        self.asked += 1;
        Wanted {
            nth: self.asked,
            typed: self.query.text().to_owned(),
            columns: self.snippet_columns.max(20),
            limit: self.limit,
        }
    }

    /// Returns the table to be made now.
    pub(super) fn table_job(&mut self, table: Table) -> TableJob {
        (self.table, self.table_top) = (None, 0);
        TableJob { table, typed: self.query.text().to_owned(), columns: self.view_columns.max(40) }
    }

    /// Returns how the report of the chosen hit is to be laid out.
    pub(super) fn layout(&mut self) -> Option<Layout> {
        let hit = self.hit()?;
        let marked = match self.find.text().trim() {
            "" => taking::matched(hit),
            inside => vec![inside.to_owned()],
        };
        let shows = (hit.byte_start, hit.byte_end - hit.byte_start);
        let layout = Layout { record: hit.record, width: self.view_columns, marked, shows };
        self.laying = true;
        Some(layout)
    }

    /// What was typed has become another: hits are asked for from the first on.
    pub(super) fn typed(&mut self) -> Effect {
        self.limit = HITS_FIRST;
        self.list = List::Hits;
        self.find.clear();
        self.view = View::Text;
        Effect::Search
    }

    /// Takes what a thread tells; returns what is to be done for it.
    pub(super) fn take(&mut self, news: News) -> Option<Effect> {
        match news {
            News::Answered { nth, .. } if nth < self.asked => None,
            News::Answered { nth, answer, took, notes } => {
                let again = nth == self.answered || self.limit > HITS_FIRST;
                self.answered = nth;
                self.complete = answer.complete;
                self.told = found(answer.passages, answer.reports, took, &notes);
                self.hits = answer.hits;
                self.selected = if again { self.selected.min(self.hits.len().saturating_sub(1)) } else { 0 };
                (self.document, self.branch) = (self.document.take().filter(|_| again), 0);
                self.shows_hit()
            }
            News::Laid(document) => {
                self.laying = false;
                if self.hit().is_some_and(|hit| hit.record == document.record) {
                    self.document = Some(*document);
                    self.settle();
                }
                None
            }
            News::Made { table, typed, lines } => {
                self.table = Some((table, typed, lines));
                None
            }
            News::Failed(why) => {
                (self.answered, self.laying) = (self.asked, false);
                if let View::Table(table) = self.view {
                    self.table = Some((table, String::new(), vec![why.clone()]));
                }
                self.said = why;
                None
            }
        }
    }

    /// Shows the chosen hit at its place.
    pub(super) fn shows_hit(&mut self) -> Option<Effect> {
        self.follows = true;
        if self.hits.is_empty() {
            (self.document, self.top) = (None, 0);
            return None;
        }
        Some(Effect::Lay)
    }

    /// Puts the view where it belongs when a report is laid out.
    fn settle(&mut self) {
        let Some(document) = &self.document else { return };
        if std::mem::take(&mut self.follows) {
            let row = match self.find.text().trim().is_empty() {
                true => document.target,
                false => document.match_from(self.top, true).unwrap_or(self.top),
            };
            self.top = row.saturating_sub(self.view_rows / 4);
            self.branch = document.section_of(row);
        }
        self.top = self.top.min(document.rows.len().saturating_sub(1));
    }

    /// Moves in the list by some lines.
    pub(super) fn moves(&mut self, by: isize) -> Option<Effect> {
        let moved = |at: usize, len: usize| at.saturating_add_signed(by).min(len.saturating_sub(1));
        match self.list {
            List::Hits => {
                let to = moved(self.selected, self.hits.len());
                if to == self.selected {
                    return self.more(by);
                }
                self.selected = to;
                self.view = View::Text;
                self.shows_hit()
            }
            List::Facts => {
                self.choice = moved(self.choice, self.choices.len());
                None
            }
            List::Sections => {
                let document = self.document.as_ref()?;
                self.branch = moved(self.branch, document.branches.len());
                self.top = document.branches.get(self.branch)?.row;
                self.view = View::Text;
                None
            }
        }
    }

    /// Shows the conditions that the hits offer, or the hits again.
    pub(super) fn toggles_facts(&mut self) -> Option<Effect> {
        let shows = self.list != List::Facts;
        (self.choices, self.choice) = (facts::choices(&self.hits, self.query.text()), 0);
        self.list = if shows && !self.choices.is_empty() { List::Facts } else { List::Hits };
        None
    }

    /// Puts the chosen condition into the query, or takes it out.
    pub(super) fn toggles_choice(&mut self) -> Option<Effect> {
        let choice = self.choices.get_mut(self.choice)?;
        choice.is_on = !choice.is_on;
        self.query = Line::new(&facts::toggled(self.query.text(), &choice.condition));
        let effect = self.typed();
        self.list = List::Facts;
        Some(effect)
    }

    /// Behind the last hit come more.
    fn more(&mut self, by: isize) -> Option<Effect> {
        if by <= 0 || self.complete || self.hits.is_empty() || self.asked != self.answered {
            return None;
        }
        self.limit = self.limit.saturating_mul(HITS_MORE);
        Some(Effect::Search)
    }

    /// Scrolls what is read by some rows.
    pub(super) fn scrolls(&mut self, by: isize) {
        let (top, len) = match (&self.view, &self.document, &self.table) {
            (View::Table(_), _, Some((_, _, lines))) => (&mut self.table_top, lines.len()),
            (_, Some(document), _) => (&mut self.top, document.rows.len()),
            _ => return,
        };
        // The last rows fill the view.
        let last = len.saturating_sub(self.view_rows.max(1));
        *top = top.saturating_add_signed(by).min(last.max((*top).min(len.saturating_sub(1)).min(last)));
        if let (View::Text, Some(document)) = (self.view, &self.document) {
            self.branch = document.section_of(self.top);
        }
    }

    /// Goes to the next row that is marked, or the one before.
    pub(super) fn next_match(&mut self, forward: bool) {
        let Some(document) = &self.document else { return };
        let quarter = self.view_rows / 4;
        let at = self.top + quarter.min(self.top);
        let from = if forward { at + 1 } else { at };
        match document.match_from(from, forward) {
            Some(row) => {
                self.top = row.saturating_sub(quarter);
                self.branch = document.section_of(row);
                self.said.clear();
            }
            None => self.said = tr!("tui-not-here"),
        }
    }
}

fn found(passages: Total, reports: Total, took: Duration, notes: &[String]) -> String {
    let mut told = format!("{}{}", passages.prefix(), tr!("count-passages", count = passages.count));
    if reports.is_exact() && reports.count > 0 {
        told = tr!("tui-found", passages = told, reports = tr!("count-reports", count = reports.count));
    }
    told.push_str(&format!(" · {} ms", took.as_millis()));
    for note in notes {
        told.push_str(&format!(" · {note}"));
    }
    told
}
