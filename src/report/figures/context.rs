//! What stands around a figure and tells whether it is an aim, and of which years: headings, leads, marks of time.

use super::Aim;
use super::clause::Governed;
use super::period::{Period, Told, told};

/// What is known where a sentence begins.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    /// The year of the report.
    pub(super) year: Option<u16>,
    /// What the headings say of the whole section.
    heading: (Aim, Option<Period>),
    /// What a lead (…目标是：) says of the sentences that follow it.
    lead: Option<(Aim, Option<Period>)>,
    /// The last mark of time of an earlier sentence, and how many sentences ago.
    mark: Option<(Period, usize)>,
}

/// What makes a lead of 预期目标 stands so near, in characters.
const LEAD_CHARS_MAX: usize = 7;
/// A mark of time holds for so many further sentences; for the first of them surely.
const MARK_SENTENCES_MAX: usize = 6;
/// The time at which a change begins belongs to an amount so near behind it, in characters.
const START_CHARS_MAX: usize = 8;

/// Headings of sections that look back.
const BACK: [&str; 9] =
    ["回顾", "过去", "成就", "成效", "完成情况", "执行情况", "工作总结", "主要工作情况", "进展"];
/// Headings of sections that look ahead.
const AHEAD: [&str; 12] =
    ["目标", "安排", "打算", "部署", "任务", "展望", "下一步", "今后", "工作重点", "建议", "要求", "计划"];
/// What makes a sentence a lead: aims are listed behind it.
const LEADS: [&str; 10] = [
    "增长目标",
    "预期目标",
    "主要目标",
    "奋斗目标",
    "调控目标",
    "目标是",
    "目标为",
    "目标包括",
    "预期指标",
    "工作目标",
];
/// What tells that a sentence speaks of what was done, though of this year.
const SO_FAR: [&str; 6] = ["上半年", "前三季度", "一季度", "第一季度", "1-6月", "截至"];
/// Words of aims anywhere in a clause.
const AIMS: [&str; 10] = ["力争", "争取", "确保", "将", "计划", "预期", "安排", "规划", "努力", "要求"];
/// A sentence without amounts that is longer ends what a lead began, in characters.
const ASIDE_CHARS_MAX: usize = 12;

impl Context {
    /// Returns what the headings of a section tell.
    pub(super) fn of_headings(headings: &[&str], year: Option<u16>) -> Context {
        let mut heading = (Aim::Unknown, None);
        for text in headings {
            let text: Vec<char> = text.chars().filter(|c| !crate::text::is_blank(*c)).collect();
            let marks = told(&text, year);
            let text: String = text.into_iter().collect();
            let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
            let (back, ahead) = (says(&BACK), says(&AHEAD));
            if back != ahead {
                heading.0 = if back { Aim::Achieved } else { Aim::Target };
            }
            if let [mark] = marks[..] {
                heading.1 = Some(mark.period);
                if !back && !ahead && year.is_some_and(|year| mark.period.from >= year) {
                    heading.0 = Aim::Target;
                }
            }
        }
        Context { year, heading, ..Context::default() }
    }

    /// Takes note of the text that a section stands below: a lead that ends it (主要预期目标是：) lists the sections.
    pub(super) fn below(&mut self, above: &str) {
        let last: Vec<char> =
            above.trim_end().rsplit(['\n', '。']).next().unwrap_or_default().chars().collect();
        let last: Vec<char> = last.into_iter().filter(|c| !crate::text::is_blank(*c)).collect();
        if last.last().is_some_and(|end| matches!(end, '：' | ':')) {
            self.leave(&last, false);
        }
    }

    /// Returns what is known of each place in a sentence.
    pub(super) fn sentence(&self, text: &[char]) -> SentenceContext<'_> {
        let marks = told(text, self.year);
        let whole: String = text.iter().collect();
        // 主要预期目标建议安排为： at the end of a line leads in whatever stands between.
        let ends_in_colon = text.last().is_some_and(|end| matches!(end, '：' | ':'));
        let follows = |at: &usize| {
            let rest = &text[*at..];
            ends_in_colon || rest.iter().take(LEAD_CHARS_MAX).any(|c| matches!(c, '：' | '是' | '为' | '包'))
        };
        // 完成全年预期目标 is no lead: behind one comes a colon, 是 or 为.
        let leads = LEADS
            .iter()
            .flat_map(|lead| whole.match_indices(lead))
            .map(|(at, _)| whole[..at].chars().count());
        let lead = leads.filter(follows).min();
        let so_far = SO_FAR.iter().any(|word| whole.contains(word));
        SentenceContext { around: self, marks, lead, so_far }
    }

    /// Takes note of a sentence that was read: what it leads in, and the time that it speaks of.
    pub(super) fn leave(&mut self, text: &[char], has_amounts: bool) {
        let sentence = self.sentence(text);
        let mark = sentence.marks.iter().rev().find(|mark| !mark.start).map(|mark| mark.period);
        let lead = sentence.lead.map(|at| (Aim::Target, sentence.mark_before(at).map(|mark| mark.period)));
        let goes_on = has_amounts && mark.is_none() || text.len() <= ASIDE_CHARS_MAX;
        if lead.is_some() || !goes_on {
            self.lead = lead;
        }
        let older =
            self.mark.map(|(period, age)| (period, age + 1)).filter(|(_, age)| *age < MARK_SENTENCES_MAX);
        self.mark = mark.map(|period| (period, 0)).or(older);
    }
}

/// What is known inside one sentence.
pub(super) struct SentenceContext<'a> {
    around: &'a Context,
    marks: Vec<Told>,
    /// Character where a lead stands.
    lead: Option<usize>,
    so_far: bool,
}

impl SentenceContext<'_> {
    fn mark_before(&self, at: usize) -> Option<&Told> {
        self.marks.iter().rev().find(|mark| mark.at < at && (!mark.start || mark.at + START_CHARS_MAX >= at))
    }

    /// The span that an average of years is of, where the last mark of time before it is the span's last year.
    fn span_of_average(&self, mark: &Told, how: &Governed) -> Option<&Told> {
        let spans =
            |told: &&Told| told.period.is_span() && told.period.to == mark.period.to && told.at < mark.at;
        self.marks.iter().rev().find(spans).filter(|_| how.yearly)
    }

    /// Returns whether an amount at a character is an aim, its years, and what is not sure of either. `clause` are the words
    /// of its clause; `how` is what governs it.
    pub(super) fn of(
        &self,
        at: usize,
        clause: &str,
        how: &Governed,
    ) -> (Aim, Option<Period>, Vec<&'static str>) {
        let year = self.around.year;
        // “十四五”期间，…，到2025年突破3万亿元；…年均增长7%: an average is of the whole span.
        let mark = self.mark_before(at);
        let mark = mark.map(|mark| self.span_of_average(mark, how).unwrap_or(mark));
        let lead = match self.lead {
            Some(lead) if lead < at => Some((Aim::Target, self.mark_before(lead).map(|mark| mark.period))),
            _ => self.around.lead.filter(|_| mark.is_none()),
        };
        let past = mark.is_some_and(|mark| year.is_some_and(|year| mark.period.to < year));
        let now = mark.is_some_and(|mark| year.is_some_and(|year| mark.period.to == year));
        let ahead = mark.is_some_and(|mark| {
            mark.ahead || year.is_some_and(|year| mark.period.from >= year && mark.period.is_span())
        });
        let wanted = AIMS.iter().any(|word| clause.contains(word));
        // 过去一年成绩很大。生产总值增长10%: under a heading that looks ahead, too.
        let before =
            self.around.mark.filter(|(period, age)| *age == 0 && year.is_some_and(|year| period.to < year));
        let looks_back = before.is_some()
            && mark.is_none()
            && lead.is_none()
            && !wanted
            && self.around.heading.0 == Aim::Target;
        let mut doubts = Vec::new();
        let aim = match () {
            () if how.aims => Aim::Target,
            () if past || how.done => Aim::Achieved,
            () if lead.is_some() => Aim::Target,
            () if how.on_year && !wanted => Aim::Achieved,
            () if self.so_far => Aim::Achieved,
            () if looks_back => {
                doubts.push("whether it is a target or achieved");
                Aim::Achieved
            }
            () if ahead || now && wanted => Aim::Target,
            () if self.around.heading.0 != Aim::Unknown => self.around.heading.0,
            () => {
                doubts.push("whether it is a target or achieved");
                if wanted || now { Aim::Target } else { Aim::Unknown }
            }
        };
        if let Some((period, _)) = before.filter(|_| looks_back) {
            return (aim, Some(period), doubts);
        }
        let (period, is_sure) = self.period(mark, lead, aim, how);
        if !is_sure {
            doubts.push("its period");
        }
        (aim, period, doubts)
    }

    fn period(
        &self,
        mark: Option<&Told>,
        lead: Option<(Aim, Option<Period>)>,
        aim: Aim,
        how: &Governed,
    ) -> (Option<Period>, bool) {
        let year = self.around.year;
        let told = mark.map(|mark| mark.period);
        let told = told.or(lead.and_then(|(_, period)| period)).or(self.around.heading.1);
        let fits = |period: Period| {
            let year = year.unwrap_or(u16::MAX);
            if aim == Aim::Target { period.to >= year } else { period.to < year }
        };
        let earlier = self.around.mark.filter(|(period, _)| lead.is_none() && fits(*period));
        let several = how.yearly || how.since;
        let is_several = |period: Period| period.is_span() || aim == Aim::Target && mark.is_some();
        match (told, earlier) {
            // What several years changed is not of one.
            (Some(period), _) if several && !is_several(period) => (None, false),
            (None, Some((period, _))) if several && !period.is_span() => (None, false),
            (Some(period), _) => (Some(period), true),
            (None, Some((period, age))) => (Some(period), age == 0),
            (None, None) if several => (None, false),
            (None, None) => match (aim, year) {
                (Aim::Target, Some(year)) => (Some(Period::year(year)), lead.is_some()),
                (Aim::Achieved, Some(year)) => (Some(Period::year(year - 1)), false),
                _ => (None, false),
            },
        }
    }
}
