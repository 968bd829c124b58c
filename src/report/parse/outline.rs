//! Which paragraphs open sections, and at which level: numbers must run in series, levels come from how the series
//! of a report nest in each other.

use std::collections::{HashMap, HashSet};

use crate::text::Span;

use super::marker::{Marker, Style};
use super::nesting::{Nesting, nests};

/// Most missing numbers over which a series goes on.
const SKIP_MAX: u32 = 3;

/// A paragraph (or a piece of one) that begins with a marker.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    /// The paragraph, or the piece of it.
    pub(super) span: Span,
    /// Its marker.
    pub(super) marker: Marker,
    /// Its level, where the format of the file marks it as a heading.
    pub(super) marked: Option<u8>,
}

/// Candidates among which the end of a series inside another is looked for: without a bound the time for a
/// million lines of `一、` that never go on would grow with the square of their number.
const INNER_CANDIDATES_MAX: usize = 1_000;

/// A candidate that opens a section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opened {
    /// Its number among the candidates.
    pub(super) nth: u32,
    /// Depth in the tree, from 1.
    pub(super) level: u32,
    /// Whether it stands in an appendix.
    pub(super) in_appendix: bool,
    /// How its number follows the one before in its series.
    pub(super) step: Step,
}

/// How a number follows the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// As it should, or there are no numbers.
    Next,
    /// It is the number before, again.
    Repeated,
    /// Numbers are missing: the one before (0 at the beginning of a series).
    Skipped(u32),
}

/// Chooses the candidates that open sections.
pub(super) fn choose(candidates: &[Candidate]) -> Vec<Opened> {
    let mut chooser = Chooser {
        candidates,
        series: series_of(candidates),
        stack: Vec::new(),
        nested: HashSet::new(),
        last: HashMap::new(),
        opened: Vec::new(),
    };
    for nth in 0..candidates.len() {
        chooser.consider(nth);
    }
    chooser.opened
}

/// For each style the candidates of it, in order.
fn series_of(candidates: &[Candidate]) -> HashMap<Style, Vec<usize>> {
    let mut series: HashMap<Style, Vec<usize>> = HashMap::new();
    for (nth, candidate) in candidates.iter().enumerate() {
        series.entry(candidate.marker.style).or_default().push(nth);
    }
    series
}

/// An open level.
#[derive(Clone, Copy)]
struct OpenLevel {
    style: Style,
    number: u32,
    sub: u32,
    /// Its level as the format has it.
    marked: Option<u8>,
}

/// How a heading that the format marks follows the last of its kind; it is one whatever its number.
fn follows(marker: Marker, last: OpenLevel) -> Step {
    let next = marker.number == last.number + 1
        || marker.number == 1 && last.number != 1
        || marker.number == last.number && marker.sub == last.sub + 1;
    match (marker.style.is_unnumbered() || next, marker.number == last.number) {
        (true, _) => Step::Next,
        (false, true) => Step::Repeated,
        (false, false) => Step::Skipped(last.number),
    }
}

struct Chooser<'a> {
    candidates: &'a [Candidate],
    series: HashMap<Style, Vec<usize>>,
    stack: Vec<OpenLevel>,
    /// Kinds that this report has nested against what is usual: inner, outer.
    nested: HashSet<(Style, Style)>,
    /// The number of each style that opened a section last, wherever.
    last: HashMap<Style, u32>,
    opened: Vec<Opened>,
}

impl Chooser<'_> {
    fn consider(&mut self, nth: usize) {
        let marker = self.candidates[nth].marker;
        let style = marker.style;
        // 篇 and 卷 of a law stand above its articles; without number only 附则 comes so late.
        let above = matches!(style, Style::Hashes(_) | Style::Appendix | Style::Part | Style::Unnumbered)
            || matches!(style, Style::Weak { rank, .. } if rank < Style::Article.rank());
        let numbered_in_article = !style.is_law() && !above;
        if numbered_in_article && self.stack.iter().any(|level| level.style == Style::Article) {
            // 款 and 项 are text of their 条.
            return;
        }
        // What the format says of the level is believed, whatever the number: authors mark by hand, and count by
        // hand too.
        let mut marked = self.candidates[nth].marked;
        let step = match (marked, self.open_series(&marker)) {
            (Some(depth), at) => {
                let step = at.map_or(Step::Next, |at| follows(marker, self.stack[at]));
                self.close_marked(depth, style);
                Some(step)
            }
            // A list under a heading that the format marks with a number counts for itself.
            (None, Some(at)) if marker.number == 1 && self.stack[at].marked.is_some() => self.begin(nth),
            (None, Some(at)) => {
                // One that the author forgot to mark stands where those before it in its series do.
                marked = self.stack[at].marked;
                self.go_on(nth, at)
            }
            (None, None) => self.begin(nth),
        };
        let Some(step) = step else { return };
        self.last.insert(style, marker.number);
        self.stack.push(OpenLevel { style, number: marker.number, sub: marker.sub, marked });
        self.opened.push(Opened {
            nth: nth as u32,
            level: self.stack.len() as u32,
            in_appendix: self.stack.iter().any(|level| level.style == Style::Appendix),
            step,
        });
    }

    /// Returns which open level a marker goes on from: of those of its kind the innermost whose next number it is,
    /// or else the innermost.
    fn open_series(&self, marker: &Marker) -> Option<usize> {
        // 一、 may be open twice, around an appendix and in it: the number tells which one goes on.
        let next = |level: &OpenLevel| level.style == marker.style && level.number + 1 == marker.number;
        let same = |level: &OpenLevel| level.style == marker.style;
        self.stack.iter().rposition(next).or_else(|| self.stack.iter().rposition(same))
    }

    /// A heading that the format marks closes what is marked as deep as it is or deeper, with all inside that, and what
    /// numbering alone opened, unless it is of a kind that nests in it.
    fn close_marked(&mut self, depth: u8, style: Style) {
        let closed = self.stack.iter().position(|level| match (level.marked, nests(level.style, style)) {
            (None, _) => false,
            // 编, 章, 节 nest in this order, whatever the format says of their depths.
            (Some(_), Nesting::Always(is_inside)) => !is_inside,
            (Some(outer), Nesting::AtOneDepth) => outer > depth,
            (Some(outer), Nesting::AsMarked) => outer >= depth,
        });
        // A marked heading ends what numbering alone opened inside those of its level.
        self.stack.truncate(closed.unwrap_or(self.stack.len()));
        while let Some(top) = self.stack.last() {
            let stays = top.marked.is_some() || style != Style::Marked && top.style.rank() < style.rank();
            if stays {
                break;
            }
            self.stack.pop();
        }
    }

    /// A marker whose series is open at `at`: its next number, or a new series in its place.
    fn go_on(&mut self, nth: usize, at: usize) -> Option<Step> {
        let marker = self.candidates[nth].marker;
        let last = self.stack[at];
        // A list that counts 一、二、 inside 一、 of the report, and not the report from its beginning.
        if self.may_restart(nth) && self.is_inner_series(nth, last.number, at) {
            self.stack.truncate(at + 1);
            return Some(Step::Next);
        }
        let step = if marker.style.is_unnumbered() {
            Step::Next
        } else if marker.number == last.number {
            // 第十条之一 follows 第十条, and an author may write a number twice.
            let next_sub = marker.sub == last.sub + 1;
            if next_sub { Step::Next } else { Step::Repeated }
        } else if marker.number == last.number + 1 {
            Step::Next
        // A heading in between may have been lost when the text was copied; many were not.
        } else if marker.number > last.number && marker.number <= last.number + SKIP_MAX + 1 {
            Step::Skipped(last.number)
        } else if self.may_restart(nth) {
            Step::Next
        } else if marker.style.is_law() && marker.blank_follows {
            // A law quoted in a decision, or printed in part.
            Step::Skipped(last.number)
        } else {
            return None;
        };
        self.stack.truncate(at);
        Some(step)
    }

    /// Whether the number 1 at `nth` begins a series inside one of its kind that stands at the number `outer`: that
    /// one goes on, after the inner one has ended, where it stopped (an audit report with its own 一、 to 六、 under
    /// 一、). `open` is how many levels stand outside both.
    fn is_inner_series(&self, nth: usize, outer: u32, open: usize) -> bool {
        let Some(list) = self.series.get(&self.candidates[nth].marker.style) else { return false };
        let is_outside = |candidate: &Candidate| {
            self.stack[..open].iter().any(|level| level.style == candidate.marker.style)
        };
        let mut last = 1;
        let following = &list[list.partition_point(|known| *known <= nth)..];
        for &later in following.iter().take_while(|later| **later - nth <= INNER_CANDIDATES_MAX) {
            let number = self.candidates[later].marker.number;
            if number < last || number == last && number == outer + 1 {
                // An outer heading in between would have ended both series.
                let within = !self.candidates[nth..later].iter().any(is_outside);
                return number == outer + 1 && last > outer && within;
            }
            last = number;
        }
        false
    }

    /// Whether a series goes on from another section: （三） under 二、 after （一） and （二） under 一、.
    fn runs_through(&self, marker: &Marker) -> bool {
        matches!(marker.style, Style::HanBracketed | Style::Arabic)
            && marker.number > 1
            && self.last.get(&marker.style) == Some(&(marker.number - 1))
    }

    /// A marker whose series is not open: the first of a new one.
    fn begin(&mut self, nth: usize) -> Option<Step> {
        let marker = self.candidates[nth].marker;
        let style = marker.style;
        if matches!(style, Style::Appendix) {
            self.stack.clear();
            // An appendix counts for itself: nothing of the report goes on in it.
            self.last.clear();
            return Some(Step::Next);
        }
        let unnumbered = style.is_unnumbered();
        // A law may be printed in part, from any number on.
        let step = if unnumbered || marker.number == 1 || style.is_law() {
            if !unnumbered && !self.may_begin(nth) {
                return None;
            }
            if marker.number > 1 && style != Style::Article { Step::Skipped(0) } else { Step::Next }
        } else if self.runs_through(&marker) {
            Step::Next
        } else if marker.number <= SKIP_MAX && self.next_number(nth, style) == Some(marker.number + 1) {
            Step::Skipped(0)
        } else {
            return None;
        };
        while let Some(top) = self.stack.last() {
            // 1. inside 11.4: if it were the outer kind, its series would be open.
            let counts_inside = style == Style::Arabic && matches!(top.style, Style::Decimal(_));
            let is_outer = top.style.rank() < style.rank() || counts_inside;
            // A list of its own below a heading that the format marks.
            let is_list = top.style == style && top.marked.is_some();
            if is_outer || is_list || self.nested.contains(&(style, top.style)) {
                break;
            }
            if self.continues(*top, nth, style) {
                // Seen once, it holds for this report: authors nest their own way, but always the same.
                self.nested.insert((style, top.style));
                break;
            }
            self.stack.pop();
        }
        Some(step)
    }

    /// Whether the number 1 begins a series: kinds that also begin mere lists must be followed by their 2, at once or
    /// after a series inside.
    fn may_begin(&self, nth: usize) -> bool {
        let style = self.candidates[nth].marker.style;
        let listlike = style.is_ordinal()
            || matches!(style, Style::Arabic | Style::ArabicBracketed | Style::Circled | Style::Weak { .. });
        !listlike
            || self.next_in_series(nth, style).is_some_and(|next| match self.candidates[next].marker.number {
                1 => self.is_inner_series(next, 1, self.stack.len()),
                // 上篇, 下篇.
                number => number == 2 || number == 3 && matches!(style, Style::Weak { .. }),
            })
    }

    fn may_restart(&self, nth: usize) -> bool {
        self.candidates[nth].marker.number == 1 && self.may_begin(nth)
    }

    /// The number of the next candidate of a style after the candidate `nth`.
    fn next_number(&self, nth: usize, style: Style) -> Option<u32> {
        self.next_in_series(nth, style).map(|next| self.candidates[next].marker.number)
    }

    fn next_in_series(&self, nth: usize, style: Style) -> Option<usize> {
        let list = self.series.get(&style)?;
        list.get(list.partition_point(|known| *known <= nth)).copied()
    }

    /// Whether an open series of an inner kind goes on after the candidate `nth` of another `style`: then that
    /// one nests in it, whatever is usual.
    fn continues(&self, level: OpenLevel, nth: usize, style: Style) -> bool {
        if matches!(level.style, Style::Unnumbered | Style::Hashes(_) | Style::Appendix)
            || level.style.is_law()
        {
            return false;
        }
        let Some(list) = self.series.get(&level.style) else { return false };
        let Some(next) = list.get(list.partition_point(|known| *known <= nth)) else { return false };
        let goes_on = self.candidates[*next].marker.number == level.number + 1;
        // The other series must not reach over the next number of this one, or it would be the outer.
        let other =
            self.series.get(&style).and_then(|list| list.get(list.partition_point(|known| *known <= nth)));
        let ended_before = other.is_none_or(|other| other > next || self.ends_before(style, *next));
        goes_on && ended_before
    }

    /// Whether the series of `style` starts anew, or ends, after the candidate `limit`.
    fn ends_before(&self, style: Style, limit: usize) -> bool {
        let Some(list) = self.series.get(&style) else { return true };
        let after = list.partition_point(|known| *known <= limit);
        list.get(after).is_none_or(|next| self.candidates[*next].marker.number <= 1)
    }
}
