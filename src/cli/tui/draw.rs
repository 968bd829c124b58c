//! The screen: the query, the list of hits or sections, what is read, and a line of what can be typed.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Paragraph};
use unicode_width::UnicodeWidthStr;

use crate::language::tr;
use crate::output::{marked_parts, shortened};
use crate::search::Hit;
use crate::text::harmless_line;

use super::app::{App, Focus, List, View};
use super::document::Part;
use super::facts::Choice;
use super::work::Table;

/// From so many columns on, what is read stands beside the list.
const BESIDE_COLUMNS: u16 = 110;
/// Less shows nothing.
const LEAST: (u16, u16) = (30, 8);
/// What stands before the query.
const PROMPT: &str = "寻章 ";

/// What can be typed, for the page of help.
fn help() -> [(String, String); 13] {
    let row = |keys: &str, what: String| (keys.to_owned(), what);
    [
        (tr!("tui-help-characters"), tr!("tui-help-typed")),
        row("↑ ↓ PgUp PgDn", tr!("tui-help-choose")),
        row("Enter", tr!("tui-help-open")),
        row("Tab", tr!("tui-help-text")),
        row("  / n N", tr!("tui-help-find")),
        row("  J K", tr!("tui-help-hits")),
        row("  o f # t y ? q", tr!("tui-help-letters")),
        row("Ctrl-O", tr!("tui-help-sections")),
        row("Ctrl-F", tr!("tui-help-facts")),
        row("Ctrl-G", tr!("tui-help-figures")),
        row("Ctrl-T", tr!("tui-help-trend")),
        row("Ctrl-Y", tr!("tui-help-copy")),
        row("Esc, Ctrl-C", tr!("tui-help-close")),
    ]
}

/// The styles of the screen.
#[derive(Clone, Copy)]
pub(super) struct Styles {
    mark: Style,
    dim: Style,
    heading: Style,
    chosen: Style,
}

impl Styles {
    /// Styles with colours or without.
    pub(super) fn new(colour: bool) -> Styles {
        let plain = Style::new();
        let mark = if colour { plain.fg(Color::Red) } else { plain.add_modifier(Modifier::UNDERLINED) };
        Styles {
            mark: mark.add_modifier(Modifier::BOLD),
            dim: plain.add_modifier(Modifier::DIM),
            heading: plain.add_modifier(Modifier::BOLD),
            chosen: plain.add_modifier(Modifier::REVERSED),
        }
    }
}

/// Draws everything.
pub(super) fn draw(frame: &mut Frame<'_>, app: &mut App, styles: Styles) {
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        frame.render_widget(Paragraph::new(tr!("tui-larger")), area);
        return;
    }
    let [top, body, bottom] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(1), Constraint::Length(1)]).areas(area);
    let [list, view] = parted(body);
    draw_query(frame, app, top, styles);
    draw_list(frame, app, list, styles);
    draw_view(frame, app, view, styles);
    draw_bottom(frame, app, bottom, styles);
}

/// Sets the sizes that the state goes by, for a screen of this size.
pub(super) fn measure(app: &mut App, area: Rect) {
    let body = Rect { height: area.height.saturating_sub(2), ..area };
    let [list, view] = parted(body);
    app.row_height = if list.width < area.width { 2 } else { 1 };
    app.list_rows = usize::from(list.height.saturating_sub(1)) / app.row_height;
    app.view_rows = usize::from(view.height.saturating_sub(1));
    app.view_columns = usize::from(view.width.saturating_sub(1));
    let list_columns = usize::from(list.width);
    app.snippet_columns = if app.row_height == 2 {
        list_columns.saturating_sub(5)
    } else {
        list_columns - headline_columns(list_columns) - 4
    };
}

/// The list, and what is read below it or, where there is room, beside it.
fn parted(body: Rect) -> [Rect; 2] {
    if body.width >= BESIDE_COLUMNS {
        let [list, view] = Layout::horizontal([Constraint::Percentage(42), Constraint::Min(1)]).areas(body);
        return [list, Rect { x: view.x + 1, width: view.width - 1, ..view }];
    }
    Layout::vertical([Constraint::Length((body.height * 2 / 5).max(3)), Constraint::Min(1)]).areas(body)
}

/// Of a line with a snippet so much is the title and heading.
fn headline_columns(columns: usize) -> usize {
    columns * 9 / 20
}

fn draw_query(frame: &mut Frame<'_>, app: &App, area: Rect, styles: Styles) {
    let room = usize::from(area.width).saturating_sub(PROMPT.width() + 1);
    let (text, column) = app.query.shown(room);
    let line = Line::from(vec![Span::styled(PROMPT, styles.heading), Span::raw(text)]);
    frame.render_widget(Paragraph::new(line), area);
    // An input method composes where the cursor stands.
    if app.focus == Focus::Query {
        frame.set_cursor_position((area.x + (PROMPT.width() + column) as u16, area.y));
    }
}

/// A line over a part of the screen, and what is left below it.
fn titled(frame: &mut Frame<'_>, title: &str, area: Rect, style: Style) -> Rect {
    let title = shortened(title, usize::from(area.width).saturating_sub(4));
    let block = Block::new().borders(Borders::TOP).border_style(style).title(format!(" {title} "));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}

fn draw_list(frame: &mut Frame<'_>, app: &mut App, area: Rect, styles: Styles) {
    let title = match app.list {
        List::Hits if app.query.text().trim().is_empty() => tr!("tui-type"),
        List::Hits => told(app),
        List::Sections => tr!("tui-sections"),
        List::Facts => tr!("tui-facts", told = app.told.to_string()),
    };
    let inner = titled(frame, &title, area, styles.dim);
    let (len, chosen) = match app.list {
        List::Hits => (app.hits.len(), app.selected),
        List::Sections => (app.document.as_ref().map_or(0, |document| document.branches.len()), app.branch),
        List::Facts => (app.choices.len(), app.choice),
    };
    let height = if app.list == List::Hits { app.row_height } else { 1 };
    let rows = usize::from(inner.height) / height.max(1);
    // The chosen one is always seen.
    app.list_top = app.list_top.min(chosen).max((chosen + 1).saturating_sub(rows.max(1)));
    app.list_area = inner;
    let width = usize::from(inner.width);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for nth in app.list_top..len.min(app.list_top + rows) {
        let mut entry = match app.list {
            List::Hits => hit_lines(&app.hits[nth], width, height, styles),
            List::Sections => section_line(app, nth, width, styles),
            List::Facts => vec![choice_line(&app.choices[nth], styles)],
        };
        if nth == chosen {
            entry.iter_mut().for_each(|line| *line = line.clone().patch_style(styles.chosen));
        }
        lines.extend(entry);
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn hit_lines(hit: &Hit, width: usize, height: usize, styles: Styles) -> Vec<Line<'static>> {
    // What tells reports of one title apart comes first: it is never cut off.
    let title = harmless_line(&format!("{} {}", hit.report_qualifier, hit.report));
    let title = title.trim_start().to_owned();
    let heading = hit.heading_path.last().map(|heading| harmless_line(heading));
    let headline = match heading {
        // Both begin where people can tell them apart.
        Some(heading) => {
            let room = if height > 1 { width.saturating_sub(4) } else { headline_columns(width) };
            let title = shortened(&title, (room / 2).max(room.saturating_sub(heading.width() + 3)));
            shortened(&format!("{title} › {heading}"), room)
        }
        None => shortened(&title, if height > 1 { width.saturating_sub(4) } else { headline_columns(width) }),
    };
    let rank = format!("{:>3} ", hit.rank);
    let snippet = marked_parts(&hit.snippet.text, &hit.snippet.marks, usize::MAX);
    let snippet = spans(snippet.into_iter().flatten(), Style::new(), styles);
    let folded = folded(hit).map(|said| Span::styled(said, styles.dim));
    if height > 1 {
        let mut second = vec![Span::raw("    ")];
        second.extend(folded);
        second.extend(snippet);
        return vec![
            Line::from(vec![Span::styled(rank, styles.dim), Span::styled(headline, styles.heading)]),
            Line::from(second),
        ];
    }
    let gap = " ".repeat(headline_columns(width).saturating_sub(headline.width()) + 1);
    let mut spans =
        vec![Span::styled(rank, styles.dim), Span::styled(headline, styles.heading), Span::raw(gap)];
    spans.extend(folded);
    spans.extend(snippet);
    vec![Line::from(spans)]
}

/// What stands before the text of a hit into which others are folded, or whose report is no longer in force.
fn folded(hit: &Hit) -> Option<String> {
    let others = hit.also.copies.len() + hit.also.versions + hit.also.reports;
    match (&hit.repealed, others) {
        (None, 0) => None,
        (None, others) => Some(format!("+{others} ")),
        (Some(_), 0) => Some("废止 ".to_owned()),
        (Some(_), others) => Some(format!("废止 +{others} ")),
    }
}

fn section_line(app: &App, nth: usize, width: usize, styles: Styles) -> Vec<Line<'static>> {
    let Some(branch) = app.document.as_ref().and_then(|document| document.branches.get(nth)) else {
        return Vec::new();
    };
    let count = if branch.matches > 0 { format!(" 【{}】", branch.matches) } else { String::new() };
    let indent = " ".repeat(1 + 2 * branch.level.saturating_sub(1).min(8));
    let room = width.saturating_sub(indent.width() + count.width());
    let heading = format!("{indent}{}", shortened(&branch.heading, room));
    vec![Line::from(vec![Span::raw(heading), Span::styled(count, styles.mark)])]
}

fn choice_line(choice: &Choice, styles: Styles) -> Line<'static> {
    let sign = if choice.is_on { " ✓ " } else { "   " };
    let hits = format!("{:>5}  ", choice.hits);
    Line::from(vec![Span::raw(sign), Span::styled(hits, styles.dim), Span::raw(choice.condition.clone())])
}

fn spans(parts: impl Iterator<Item = Part>, style: Style, styles: Styles) -> Vec<Span<'static>> {
    parts.map(|(text, marked)| Span::styled(text, if marked { styles.mark } else { style })).collect()
}

fn draw_view(frame: &mut Frame<'_>, app: &App, area: Rect, styles: Styles) {
    let title = match (app.view, &app.document) {
        (View::Help, _) => tr!("tui-help"),
        (View::Table(Table::Figures), _) => "figures".to_owned(),
        (View::Table(Table::Trend), _) => tr!("tui-trend"),
        (View::Text, Some(document)) => {
            let section = document.branches.get(app.branch);
            let heading = section.filter(|branch| branch.level > 0).map(|branch| branch.heading.as_str());
            let heading = heading.map(|heading| format!(" › {heading}")).unwrap_or_default();
            let read = (app.top + app.view_rows).min(document.rows.len()) * 100 / document.rows.len().max(1);
            format!("{read} % · {}{heading}", document.title)
        }
        (View::Text, None) => String::new(),
    };
    let style = if app.focus == Focus::Query { styles.dim } else { styles.heading };
    let inner = titled(frame, &title, area, style);
    let rows = usize::from(inner.height);
    let lines: Vec<Line<'static>> = match (app.view, &app.document, &app.table) {
        (View::Help, ..) => help_lines(styles),
        (View::Table(_), _, Some((_, _, lines))) => {
            let lines = lines.iter().skip(app.table_top).take(rows);
            lines.map(|line| Line::from(line.clone())).collect()
        }
        (View::Table(_), ..) => vec![Line::styled(tr!("tui-reading"), styles.dim)],
        (View::Text, Some(document), _) => {
            let rows = document.rows.iter().skip(app.top).take(rows);
            rows.map(|row| {
                let style = if row.is_heading { styles.heading } else { Style::new() };
                Line::from(spans(row.parts.iter().cloned(), style, styles))
            })
            .collect()
        }
        (View::Text, None, _) if app.query.text().is_empty() => help_lines(styles),
        (View::Text, None, _) => Vec::new(),
    };
    frame.render_widget(Paragraph::new(lines), inner);
}

fn help_lines(styles: Styles) -> Vec<Line<'static>> {
    let rows = help();
    let width = rows.iter().map(|(keys, _)| keys.width()).max().unwrap_or(0) + 2;
    let line = |(keys, what): (String, String)| {
        let gap = " ".repeat(width - keys.width());
        Line::from(vec![Span::styled(keys, styles.heading), Span::raw(gap), Span::raw(what)])
    };
    rows.into_iter().map(line).collect()
}

fn draw_bottom(frame: &mut Frame<'_>, app: &App, area: Rect, styles: Styles) {
    if app.focus == Focus::Find {
        let (text, column) = app.find.shown(usize::from(area.width).saturating_sub(2));
        frame.render_widget(Paragraph::new(format!("/{text}")), area);
        frame.set_cursor_position((area.x + 1 + column as u16, area.y));
        return;
    }
    let hints = match app.focus {
        _ if !app.said.is_empty() => app.said.as_str(),
        Focus::Query => &tr!("tui-keys-query"),
        _ => &tr!("tui-keys-report"),
    };
    let hints = shortened(&harmless_line(hints), usize::from(area.width));
    let style = if app.said.is_empty() { styles.dim } else { styles.heading };
    frame.render_widget(Paragraph::new(Line::styled(hints, style)), area);
}

/// What was found; while an answer is under way, that of what was typed before is no more said.
fn told(app: &App) -> String {
    if app.is_answered() { app.told.clone() } else { "…".to_owned() }
}
