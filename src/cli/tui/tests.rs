//! Keys typed to the state, and the screen that comes of it.

use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;

use crate::search::{Answer, Certainty, Total};

use super::app::{App, Effect, Focus, List, View};
use super::draw;
use super::work::{News, Table};

fn app(columns: u16, rows: u16) -> App {
    let mut app = App::new("");
    draw::measure(&mut app, Rect::new(0, 0, columns, rows));
    app
}

fn press(app: &mut App, code: KeyCode) -> Option<Effect> {
    app.on_key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn ctrl(app: &mut App, c: char) -> Option<Effect> {
    app.on_key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL))
}

fn screen(app: &mut App, columns: u16, rows: u16) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("memory");
    terminal.draw(|frame| draw::draw(frame, app, draw::Styles::new(false))).expect("memory");
    let buffer = terminal.backend().buffer();
    let cell = |x, y| buffer[(x, y)].symbol().to_owned();
    // The second half of a wide character is a blank of its own.
    (0..rows).map(|y| (0..columns).map(|x| cell(x, y)).collect::<String>().replace(' ', "")).collect()
}

fn nothing(nth: u64) -> News {
    let none = Total { count: 0, certainty: Certainty::Counted };
    let answer = Answer { hits: vec![], passages: none, reports: none, complete: true, notes: vec![] };
    News::Answered { nth, answer: Box::new(answer), took: Duration::from_millis(3), notes: vec![] }
}

#[test]
fn each_character_asks_anew_and_old_answers_are_dropped() {
    let mut app = app(80, 24);
    for c in "减轻".chars() {
        assert_eq!(press(&mut app, KeyCode::Char(c)), Some(Effect::Search));
    }
    assert_eq!((app.wanted().nth, app.wanted().nth), (1, 2));
    app.take(nothing(1));
    assert!(app.waits() && app.told.is_empty());
    app.take(nothing(2));
    assert!(!app.waits() && app.told.starts_with("0 passages"));
    // Moving the cursor asks nothing.
    assert_eq!(press(&mut app, KeyCode::Left), None);
    assert_eq!(app.on_paste("教师\n"), Some(Effect::Search));
    assert_eq!(app.query.text(), "减教师轻");
}

#[test]
fn escape_closes_what_was_opened_last_and_clears_at_the_end() {
    let mut app = app(80, 24);
    app.on_paste("负担");
    assert_eq!(ctrl(&mut app, 'g'), Some(Effect::Make(Table::Figures)));
    assert_eq!(app.view, View::Table(Table::Figures));
    press(&mut app, KeyCode::Esc);
    assert_eq!(app.view, View::Text);
    press(&mut app, KeyCode::Tab);
    assert_eq!(app.focus, Focus::View);
    press(&mut app, KeyCode::Esc);
    assert_eq!((app.focus, app.query.text()), (Focus::Query, "负担"));
    assert_eq!(press(&mut app, KeyCode::Esc), Some(Effect::Search));
    assert_eq!(app.query.text(), "");
    assert_eq!(ctrl(&mut app, 'c'), Some(Effect::Quit));
}

#[test]
fn without_hits_nothing_is_opened_or_copied() {
    let mut app = app(80, 24);
    assert_eq!(
        (press(&mut app, KeyCode::Enter), ctrl(&mut app, 'y'), ctrl(&mut app, 'o')),
        (None, None, None)
    );
    assert_eq!(app.list, List::Hits);
    press(&mut app, KeyCode::Down);
    press(&mut app, KeyCode::PageUp);
    press(&mut app, KeyCode::Tab);
    for c in "/nNjkgGJKof?".chars() {
        press(&mut app, KeyCode::Char(c));
    }
    assert_eq!(press(&mut app, KeyCode::Char('q')), Some(Effect::Quit));
}

#[test]
fn the_screen_fits_any_size() {
    for (columns, rows) in [(1, 1), (30, 8), (80, 24), (200, 60), (110, 9)] {
        let mut app = app(columns, rows);
        app.on_paste("减轻教师负担");
        let shown = screen(&mut app, columns, rows);
        if columns >= 80 {
            assert!(shown[0].starts_with("寻章减轻教师负担"), "{shown:?}");
        }
    }
    let help = screen(&mut app(80, 24), 80, 24).concat();
    assert!(help.contains("Ctrl-Othesections") && help.contains("Esc,Ctrl-C"), "{help}");
}
