//! What each key does, wherever the focus is.

use ratatui::crossterm::event::{
    KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use super::app::{App, Effect, Focus, List, View};
use super::work::Table;

/// Rows of a turn of the wheel.
const WHEEL_ROWS: isize = 3;

impl App {
    /// Takes a key.
    pub(super) fn on_key(&mut self, key: KeyEvent) -> Option<Effect> {
        if key.kind == KeyEventKind::Release {
            return None;
        }
        self.said.clear();
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('c' | 'q') if ctrl => Some(Effect::Quit),
            KeyCode::Char('o') if ctrl => self.toggles_sections(),
            KeyCode::Char('f') if ctrl => self.toggles_facts(),
            KeyCode::Char('g') if ctrl => self.shows_table(Table::Figures),
            KeyCode::Char('t') if ctrl => self.shows_table(Table::Trend),
            KeyCode::Char('y') if ctrl => self.hit().map(|_| Effect::Copy),
            KeyCode::F(1) => self.toggles_help(),
            KeyCode::Enter if self.focus == Focus::Find => self.looks_inside(),
            KeyCode::Enter if self.list == List::Facts => self.toggles_choice(),
            KeyCode::Enter => self.hit().map(|_| Effect::Open),
            KeyCode::Tab | KeyCode::BackTab => self.turns(),
            KeyCode::Esc => self.goes_back(),
            _ if self.focus == Focus::View => self.on_view_key(key),
            KeyCode::Down if self.focus == Focus::Query => self.moves(1),
            KeyCode::Up if self.focus == Focus::Query => self.moves(-1),
            KeyCode::PageDown if self.focus == Focus::Query => self.moves(self.list_rows.max(1) as isize),
            KeyCode::PageUp if self.focus == Focus::Query => self.moves(-(self.list_rows.max(1) as isize)),
            _ => self.on_line_key(key, ctrl),
        }
    }

    /// Takes what was pasted: into the line that is typed into, else into the query.
    pub(super) fn on_paste(&mut self, text: &str) -> Option<Effect> {
        if self.focus == Focus::Find {
            self.find.insert(text);
            return None;
        }
        self.focus = Focus::Query;
        self.query.insert(text.trim_end());
        Some(self.typed())
    }

    /// Takes the mouse: the wheel moves what it is over, a click chooses in the list.
    pub(super) fn on_mouse(&mut self, mouse: MouseEvent) -> Option<Effect> {
        let is_list = self.list_area.contains((mouse.column, mouse.row).into());
        match mouse.kind {
            MouseEventKind::ScrollDown if is_list => self.moves(1),
            MouseEventKind::ScrollUp if is_list => self.moves(-1),
            MouseEventKind::ScrollDown => self.scrolled(WHEEL_ROWS),
            MouseEventKind::ScrollUp => self.scrolled(-WHEEL_ROWS),
            MouseEventKind::Down(MouseButton::Left) if is_list => {
                let nth = self.list_top + usize::from(mouse.row - self.list_area.y) / self.row_height.max(1);
                let chosen = match self.list {
                    List::Hits => self.selected,
                    List::Sections => self.branch,
                    List::Facts => self.choice,
                };
                self.moves(nth as isize - chosen as isize)
            }
            _ => None,
        }
    }

    fn scrolled(&mut self, by: isize) -> Option<Effect> {
        self.scrolls(by);
        None
    }

    /// Keys of a line that is typed into.
    fn on_line_key(&mut self, key: KeyEvent, ctrl: bool) -> Option<Effect> {
        let is_query = self.focus == Focus::Query;
        let line = if is_query { &mut self.query } else { &mut self.find };
        let before = line.text().to_owned();
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Char('a') if ctrl => line.jump(false),
            KeyCode::Char('e') if ctrl => line.jump(true),
            KeyCode::Char('h') if ctrl => line.delete(false),
            KeyCode::Char('d') if ctrl => line.delete(true),
            KeyCode::Char('w') if ctrl => line.delete_word(),
            KeyCode::Char('u') if ctrl => line.delete_to(false),
            KeyCode::Char('k') if ctrl => line.delete_to(true),
            KeyCode::Char(c) if !ctrl && !alt => line.insert(c.encode_utf8(&mut [0; 4])),
            KeyCode::Backspace if alt => line.delete_word(),
            KeyCode::Backspace => line.delete(false),
            KeyCode::Delete => line.delete(true),
            KeyCode::Left => line.step(false),
            KeyCode::Right => line.step(true),
            KeyCode::Home => line.jump(false),
            KeyCode::End => line.jump(true),
            _ => return None,
        }
        (is_query && before != line.text()).then(|| self.typed())
    }

    /// Keys of what is read.
    fn on_view_key(&mut self, key: KeyEvent) -> Option<Effect> {
        let page = self.view_rows.saturating_sub(2).max(1) as isize;
        match key.code {
            KeyCode::Char('q') => return Some(Effect::Quit),
            KeyCode::Char('y') => return self.hit().map(|_| Effect::Copy),
            KeyCode::Char('?') => return self.toggles_help(),
            KeyCode::Char('o') => return self.toggles_sections(),
            KeyCode::Char('f') => return self.toggles_facts(),
            KeyCode::Char('#') => return self.shows_table(Table::Figures),
            KeyCode::Char('t') => return self.shows_table(Table::Trend),
            KeyCode::Char('J') => return self.moves(1),
            KeyCode::Char('K') => return self.moves(-1),
            KeyCode::Char('/') if self.document.is_some() => {
                self.view = View::Text;
                self.find.clear();
                self.focus = Focus::Find;
            }
            KeyCode::Char('n') => self.next_match(true),
            KeyCode::Char('N') => self.next_match(false),
            KeyCode::Char('j') | KeyCode::Down => self.scrolls(1),
            KeyCode::Char('k') | KeyCode::Up => self.scrolls(-1),
            KeyCode::Char(' ') | KeyCode::PageDown => self.scrolls(page),
            KeyCode::Char('b') | KeyCode::PageUp => self.scrolls(-page),
            KeyCode::Char('g') | KeyCode::Home => self.scrolls(isize::MIN / 2),
            KeyCode::Char('G') | KeyCode::End => self.scrolls(isize::MAX / 2),
            _ => {}
        }
        None
    }

    fn toggles_sections(&mut self) -> Option<Effect> {
        let shows = self.list != List::Sections && self.document.is_some();
        self.list = if shows { List::Sections } else { List::Hits };
        None
    }

    fn toggles_help(&mut self) -> Option<Effect> {
        self.view = if self.view == View::Help { View::Text } else { View::Help };
        None
    }

    fn shows_table(&mut self, table: Table) -> Option<Effect> {
        if self.view == View::Table(table) {
            self.view = View::Text;
            return None;
        }
        self.view = View::Table(table);
        Some(Effect::Make(table))
    }

    fn turns(&mut self) -> Option<Effect> {
        self.focus = if self.focus == Focus::Query { Focus::View } else { Focus::Query };
        None
    }

    /// What was opened last is closed first; in the end the query is cleared.
    fn goes_back(&mut self) -> Option<Effect> {
        if self.focus == Focus::Find || !self.find.text().is_empty() {
            self.find.clear();
            self.focus = Focus::View;
            return self.shows_hit();
        }
        if self.view != View::Text {
            self.view = View::Text;
        } else if self.list != List::Hits {
            self.list = List::Hits;
        } else if self.focus == Focus::View {
            self.focus = Focus::Query;
        } else if !self.query.text().is_empty() {
            self.query.clear();
            return Some(self.typed());
        }
        None
    }

    fn looks_inside(&mut self) -> Option<Effect> {
        self.focus = Focus::View;
        self.shows_hit()
    }
}
