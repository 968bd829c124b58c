//! What a text tells of itself.

use crate::text::is_blank;

use super::super::Report;
use super::date::{dates_in, year_named};
use super::head::{Label, Signature, has_label, head_lines, labelled, signatures};
use super::history::{Act, Event, events, year_of_congress};
use super::number::{issuer_of_order, number_in, number_of, year_of_number};
use super::organ::{issued_by, organ, organs, organs_of_title, region_of};
use super::phrase::{changed_in_title, organs_below, represented, without_quoted, year_looked_back};
use super::{COUNTRY_CODE, Date, DateKind, FactTables, Facts, How, IssuedBy, Known};

/// What a report to a congress says in its first sentences is looked for in so many bytes.
const OPENING_BYTES: usize = 3_000;
/// A law says near its end from when on it holds; so many bytes are looked at.
const CLOSING_BYTES: usize = 6_000;
/// Kinds whose titles name years to come.
const PLANS: [&str; 5] = ["规划", "纲要", "计划", "方案", "意见"];
/// A title goes over so many lines at most, each of so many characters.
const TITLE_LINES_MAX: usize = 3;
const TITLE_LINE_CHARS_MAX: usize = 40;
/// The kind of reports that governments give to congresses.
const WORK_REPORT: &str = "政府工作报告";

/// All that facts are read from.
struct Reading<'a> {
    text: &'a str,
    report: &'a Report,
    title: &'a str,
    tables: &'a FactTables,
    lines: Vec<&'a str>,
    labels: Vec<(Label, &'a str)>,
    events: Vec<Event>,
    signatures: Vec<Signature>,
}

/// Returns what a text tells of itself. `title` is that of the report as printed, or as given beside the text; empty for none.
/// What follows from names of files and corrections is added later: [`Facts::completed`], [`Facts::correct`].
pub fn read_facts(text: &str, report: &Report, title: &str, tables: &FactTables) -> Facts {
    let first_section = report.sections.get(1).map_or(text.len(), |section| section.span.start);
    let lines = head_lines(text, first_section);
    let labels = labelled(&lines);
    // What a label dates is told by the label.
    let told: Vec<&str> =
        lines.iter().copied().filter(|line| !has_label(line) && number_of(line).is_none()).collect();
    let (events, signatures) = (events(&told), signatures(text, 0));
    let reading = Reading { text, report, title, tables, lines, labels, events, signatures };
    let mut facts = Facts {
        title: (!title.is_empty()).then(|| Known::new(title.to_owned(), How::Title)),
        ..Facts::default()
    };
    facts.number = reading.number();
    facts.issuers = reading.issuers();
    (facts.date, facts.date_kind) = reading.date(&facts);
    facts.published = reading.published();
    facts.effective = reading.effective(&facts);
    let issuer = facts.issuers.as_ref();
    let regions: Vec<Option<u32>> = issuer
        .map(|known| known.value.iter().map(|organ| region_of(organ, &tables.divisions)).collect())
        .unwrap_or_default();
    facts.region =
        regions.iter().flatten().next().zip(issuer).map(|(region, known)| Known::new(*region, known.how));
    facts.kind = reading.kind(&facts, &regions);
    reading.place_of_title(&mut facts);
    facts.year = reading.year(&facts);
    facts
}

impl Reading<'_> {
    fn labelled(&self, wanted: Label) -> Option<&str> {
        self.labels.iter().find(|(label, _)| *label == wanted).map(|(_, value)| *value)
    }

    fn number(&self) -> Option<Known<String>> {
        let in_table =
            self.labelled(Label::Number).and_then(number_of).map(|number| Known::new(number, How::Table));
        let on_line = || number_in(&self.lines);
        // Of a law that of the order that made it known first.
        let of_order = || self.events.iter().find_map(|event| event.order.clone());
        in_table.or_else(|| on_line().or_else(of_order).map(|number| Known::new(number, How::Head)))
    }

    fn issuers(&self) -> Option<Known<Vec<String>>> {
        let known = |organs: Vec<String>, how| (!organs.is_empty()).then(|| Known::new(organs, how));
        let in_table = || known(self.labelled(Label::Issuer).map(organs).unwrap_or_default(), How::Table);
        let in_title = || known(organs_of_title(self.title), How::Title);
        in_title()
            .filter(|told| told.value.iter().all(|organ| organ.chars().nth(2).is_some()))
            .or_else(in_table)
            .or_else(|| known(self.acting(), How::Head))
            .or_else(|| known(self.ordering(), How::Head))
            .or_else(|| {
                known(organs_below(&self.lines, self.title), How::Head).filter(|_| self.is_delivered())
            })
            .or_else(|| known(self.speaking().into_iter().collect(), How::Head))
            // A letterhead, or who stands above the rest of a title.
            .or_else(|| known(organ(self.title).into_iter().collect(), How::Title))
            .or_else(|| {
                let signed = self.signatures.iter().find(|signature| !signature.organs.is_empty());
                known(signed.map(|signature| signature.organs.clone()).unwrap_or_default(), How::Signature)
            })
            .or_else(|| known(self.above_title(), How::Head))
    }

    /// Who stands on the cover of a yearly report above its title, its name in other letters and its codes between them.
    fn above_title(&self) -> Vec<String> {
        if !["年度报告", "年报"].iter().any(|words| self.title.contains(words)) {
            return Vec::new();
        }
        let above = self.lines.iter().take_while(|line| **line != self.title);
        above.filter_map(|line| organ(line)).last().into_iter().collect()
    }

    /// Who passed or made known what the head tells of: a congress that passed it, else who made it known, else who passed it.
    fn acting(&self) -> Vec<String> {
        let of = |wanted: Act| {
            let acts = self.events.iter().filter(move |event| event.act == wanted);
            acts.map(|event| &event.organs).filter(|organs| !organs.is_empty())
        };
        let is_congress = |organs: &&Vec<String>| organs.iter().any(|organ| organ.contains("人民代表大会"));
        of(Act::Adopted)
            .find(is_congress)
            .or_else(|| of(Act::Promulgated).next())
            .or_else(|| of(Act::Adopted).next())
            .or_else(|| of(Act::Revised).chain(of(Act::Amended)).find(is_congress))
            .cloned()
            .unwrap_or_default()
    }

    /// Whose order or announcement it is, by its number.
    fn ordering(&self) -> Vec<String> {
        issuer_of_order(&self.lines).map(organs).unwrap_or_default()
    }

    /// Whether it was read out to a congress.
    fn is_delivered(&self) -> bool {
        self.events.iter().any(|event| event.act == Act::Delivered)
    }

    /// Whose government gives a report to a congress: of the place of the congress, the office of who speaks, or 我代表….
    fn speaking(&self) -> Option<String> {
        let congress = self
            .events
            .iter()
            .find(|event| event.act == Act::Delivered)
            .and_then(|event| Some(event.organs.first()?.as_str()));
        let opening = self.opening();
        let offices = ["国务院总理", "国务院代总理", "国务院副总理"];
        let premier = self.lines.iter().any(|line| offices.iter().any(|office| line.starts_with(office)));
        let is_report =
            self.title.is_empty() || self.title.contains("政府工作") || self.title.contains("计划");
        if premier || is_report && congress.is_some_and(|congress| congress.starts_with("全国")) {
            return Some("国务院".to_owned());
        }
        let place = congress.and_then(|congress| congress.strip_suffix("人民代表大会"));
        if let Some(place) = place.filter(|place| is_report && !place.is_empty()) {
            return Some(format!("{place}人民政府"));
        }
        let represented = represented(opening)?;
        (represented == "国务院" || region_of(&represented, &self.tables.divisions).is_some())
            .then_some(represented)
    }

    fn opening(&self) -> &str {
        let mut end = self.text.len().min(OPENING_BYTES);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        &self.text[..end]
    }

    fn date(&self, facts: &Facts) -> (Option<Known<Date>>, Option<DateKind>) {
        let changed = |event: &&Event| matches!(event.act, Act::Revised | Act::Amended | Act::Adopted);
        let kind_of = |act: Act| match act {
            Act::Revised => DateKind::Revised,
            Act::Amended => DateKind::Amended,
            Act::Adopted => DateKind::Adopted,
            Act::Delivered => DateKind::Delivered,
            Act::Approved | Act::Promulgated | Act::Effective => DateKind::Promulgated,
        };
        let told = |event: &Event| (Some(Known::new(event.date, How::Head)), Some(kind_of(event.act)));
        let signed = |date: Date, how| (Some(Known::new(date, how)), Some(DateKind::Signed));
        if let Some(last) = self.events.iter().filter(changed).max_by_key(|event| event.date) {
            return told(last);
        }
        if let Some((date, kind)) = changed_in_title(self.title) {
            return (Some(Known::new(date, How::Title)), Some(kind));
        }
        let of = |act: Act| {
            self.events.iter().filter(move |event| event.act == act).max_by_key(|event| event.date)
        };
        if let Some(event) = of(Act::Promulgated).or_else(|| of(Act::Approved)).or_else(|| of(Act::Delivered))
        {
            return told(event);
        }
        if let Some(date) = self.labelled(Label::Signed).and_then(|value| Some(dates_in(value).first()?.1)) {
            return signed(date, How::Table);
        }
        let issuers = facts.issuers.as_ref().map(|known| known.value.as_slice()).unwrap_or_default();
        let signatures = || self.signatures.iter().filter(|one| !self.closes_year(one.date));
        let by_issuer = signatures().find(|one| one.organs.iter().any(|organ| issuers.contains(organ)));
        let by_any = signatures().rev().find(|one| !one.organs.is_empty());
        if let Some(signature) = by_issuer.or(by_any) {
            return signed(signature.date, How::Signature);
        }
        if let Some(date) = self.lone_date() {
            return signed(date, How::Head);
        }
        let lone = signatures().rev().find(|one| one.organs.is_empty());
        lone.map_or((None, None), |signature| signed(signature.date, How::Signature))
    }

    /// Whether a day is the last of what a yearly report tells of, as its balance sheets bear it: it is signed later.
    fn closes_year(&self, date: Date) -> bool {
        let is_yearly = ["年度报告", "年报"].iter().any(|words| self.title.contains(words));
        is_yearly
            && matches!((date.month, date.day), (12, 31) | (6, 30))
            && year_named(self.title).is_none_or(|year| date.year <= year)
    }

    /// A day alone on a line of the head, in Chinese form: the others are of web pages.
    fn lone_date(&self) -> Option<Date> {
        self.lines.iter().find_map(|line| {
            let line = line.trim_matches(|c: char| is_blank(c) || "（）()—－-".contains(c));
            let dates = dates_in(line);
            let (span, date) = *dates.first()?;
            (span.len() == line.len() && line.contains('年') && date.month > 0).then_some(date)
        })
    }

    fn published(&self) -> Option<Known<Date>> {
        let in_table = self.labelled(Label::Published).and_then(|value| Some(dates_in(value).first()?.1));
        // With the time of day only web pages have it.
        let timed = || {
            self.lines.iter().find_map(|line| {
                let (span, date) = *dates_in(line).first()?;
                let rest = line[span.end..].trim_start_matches(is_blank);
                let clock = rest.chars().nth(2).is_some_and(|c| matches!(c, ':' | '：' | '时'));
                (span.start == 0 && date.day > 0 && clock).then_some(date)
            })
        };
        in_table.or_else(timed).map(|date| Known::new(date, How::Table))
    }

    fn effective(&self, facts: &Facts) -> Option<Known<Date>> {
        if let Some(event) = self.events.iter().rev().find(|event| event.act == Act::Effective) {
            return Some(Known::new(event.date, How::Head));
        }
        let in_table = self.labelled(Label::Effective).and_then(|value| Some(dates_in(value).first()?.1));
        if let Some(date) = in_table {
            return Some(Known::new(date, How::Table));
        }
        let mut begin = self.text.len().saturating_sub(CLOSING_BYTES);
        while !self.text.is_char_boundary(begin) {
            begin += 1;
        }
        let closing = &self.text[begin..];
        let at =
            ["起施行", "起实施", "起生效", "起执行"].iter().filter_map(|words| closing.rfind(words)).max()?;
        let sentence = closing[..at].rfind(['。', '\n', '；']).map_or(0, |before| before);
        let clause = &closing[sentence..at];
        if !clause.contains('本') && !clause.contains("自") {
            return None;
        }
        let days = ["公布之日", "发布之日", "印发之日"];
        // 已经1月13日会议通过，自公布之日起施行: the day before it is another.
        let other_day = days.iter().any(|words| clause.ends_with(words));
        if let Some((_, date)) = dates_in(clause).last().filter(|(_, date)| date.day > 0 && !other_day) {
            return Some(Known::new(*date, How::Text));
        }
        let at_once = days.iter().any(|words| clause.contains(words));
        let promulgated =
            self.events.iter().find(|event| event.act == Act::Promulgated).map(|event| event.date);
        let own = facts.date.as_ref().map(|known| known.value);
        // Who makes an order known signs it, later than it was passed.
        let signed = || {
            let mut days = self.signatures.iter().map(|signature| signature.date).filter(|date| date.day > 0);
            own.and_then(|own| days.find(|date| *date >= own && date.days_from(own) < 366))
        };
        let date = promulgated.or_else(signed).or(own).filter(|_| at_once);
        date.map(|date| Known::new(date, How::Inferred))
    }

    fn kind(&self, facts: &Facts, regions: &[Option<u32>]) -> Option<Known<String>> {
        let organs = facts.issuers.iter().flat_map(|known| &known.value).zip(regions);
        let mut by: Vec<_> = organs.map(|(organ, region)| issued_by(organ, *region)).collect();
        // What the State Council issues with others is its own.
        if by.contains(&IssuedBy::StateCouncil) {
            by.retain(|one| *one != IssuedBy::Ministry);
        }
        let told = self.tables.kinds.of(self.title, &by);
        if let Some((kind, by_issuer)) = told {
            return Some(Known::new(kind.to_owned(), if by_issuer { How::Inferred } else { How::Title }));
        }
        if self.is_delivered() && self.title.contains(WORK_REPORT) {
            return Some(Known::new(WORK_REPORT.to_owned(), How::Title));
        }
        if let Some((kind, _)) = self.whole_titles().find_map(|title| self.tables.kinds.of(&title, &by)) {
            return Some(Known::new(kind.to_owned(), How::Head));
        }
        let opening = self.opening();
        let gives = represented(opening).is_some_and(|organ| organ == "国务院" || organ.ends_with("政府"));
        let is_report = opening.contains("向大会") && opening.contains("工作") && opening.contains("审议");
        (gives && is_report).then(|| Known::new(WORK_REPORT.to_owned(), How::Text))
    }

    /// The title with the lines below it, which may be the rest of it: 中心 / 2025年12月 / 会议纪要.
    fn whole_titles(&self) -> impl Iterator<Item = String> + '_ {
        let below = self.lines.iter().skip_while(|line| **line != self.title).skip(1);
        let short = below.take(TITLE_LINES_MAX - 1).take_while(|line| {
            let ends = line.ends_with(['。', '：', ':', '；', '，', ',']);
            !ends && !has_label(line) && line.chars().nth(TITLE_LINE_CHARS_MAX).is_none()
        });
        let mut whole = self.title.to_owned();
        short.map(move |line| {
            whole.push_str(line);
            whole.clone()
        })
    }

    /// The region that the title speaks of; where nobody is told who issued it, that is the region too.
    fn place_of_title(&self, facts: &mut Facts) {
        let divisions = &self.tables.divisions;
        let bare: String = self.title.chars().filter(|c| !is_blank(*c)).collect();
        let bare = bare.trim_start_matches(|c: char| c.is_numeric() || "年度".contains(c));
        let after_issuer =
            facts.issuers.as_ref().filter(|known| known.how == How::Title).and_then(|_| bare.find("关于"));
        let rest = &bare[after_issuer.unwrap_or(0)..];
        let rest = rest
            .strip_prefix("中国人民政治协商会议")
            .filter(|rest| divisions.at_beginning(rest).is_some())
            .unwrap_or(rest);
        let country = ["中华人民共和国", "中国", "全国"].iter().any(|name| rest.starts_with(name));
        let place = match country {
            true => Some(COUNTRY_CODE),
            false => divisions.within(rest).map(|(code, ..)| code),
        };
        let Some(place) = place else { return };
        match &facts.region {
            None if after_issuer.is_none() => facts.region = Some(Known::new(place, How::Title)),
            Some(region) if region.value == place => {}
            _ => facts.about = Some(Known::new(place, How::Title)).filter(|_| place != COUNTRY_CODE),
        }
    }

    fn year(&self, facts: &Facts) -> Option<Known<u16>> {
        // 申办2009年…运动会, signed in 2004, is of 2004; a plan may look far ahead, anything else a year.
        let is_plan = facts.kind.as_ref().is_some_and(|kind| PLANS.contains(&kind.value.as_str()));
        let signed = facts.date.as_ref().map(|date| date.value.year).filter(|_| !is_plan);
        let named = |title| year_named(title).filter(|year| signed.is_none_or(|signed| *year <= signed + 1));
        if let Some(year) = named(without_quoted(self.title)) {
            return Some(Known::new(year, How::Title));
        }
        if let Some(date) = &facts.date {
            return Some(Known::new(date.value.year, date.how));
        }
        if let Some(year) = named(self.title) {
            return Some(Known::new(year, How::Title));
        }
        if let Some(year) = self.whole_titles().find_map(|title| year_named(&title)) {
            return Some(Known::new(year, How::Head));
        }
        // 一、2014年工作回顾: the report is of the year after.
        let is_work = facts.kind.as_ref().is_some_and(|kind| kind.value == WORK_REPORT);
        let looked_back = self
            .report
            .sections
            .iter()
            .skip(1)
            .take(2)
            .find_map(|section| year_looked_back(&section.heading));
        if let Some(year) = looked_back.filter(|_| is_work) {
            return Some(Known::new(year + 1, How::Inferred));
        }
        let of_congress = || year_of_congress(self.opening()).filter(|_| is_work);
        let of_number = || year_of_number(&facts.number.as_ref()?.value);
        of_congress().or_else(of_number).map(|year| Known::new(year, How::Inferred))
    }
}
