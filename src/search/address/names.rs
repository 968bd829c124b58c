//! Whether a report is the one that somebody calls by a name: exactly, shortened by rule, or in part.

use crate::analysis::name_key;
use crate::schema::ShortNames;

/// How well a title fits a name; the least is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::search) enum Fit {
    /// It is the name.
    Whole,
    /// It is what the name is short for (`short_names.txt`).
    Short,
    /// It is the name without who issued it and 适用 … 若干问题的.
    Core,
    /// The same, but for a number that one of them lacks, or 规定 for 解释.
    CoreAlone,
    /// The core of the title ends in that of the name: 婚姻家庭编解释一.
    CoreEnd,
    /// It ends in the name.
    End,
    /// It holds the name.
    Inside,
}

impl Fit {
    /// Returns whether it is no guess.
    pub(in crate::search) fn is_sure(self) -> bool {
        self <= Fit::CoreAlone
    }
}

/// A name to be looked for among titles.
pub(in crate::search) struct Called {
    key: String,
    /// What it is short for.
    full: Option<String>,
    core: Core,
    full_core: Option<Core>,
}

impl Called {
    /// Takes a name apart; `None` when nothing of it is left.
    pub(in crate::search) fn new(name: &str) -> Option<Called> {
        let key = title_key(name);
        if key.is_empty() {
            return None;
        }
        let full = ShortNames::builtin().full(&key);
        let full_core = full.as_deref().map(Core::of);
        Some(Called { core: Core::of(&key), full_core, full, key })
    }

    /// Returns the key of the name as it was typed.
    pub(in crate::search) fn key(&self) -> &str {
        &self.key
    }

    /// Returns the keys that titles are to be looked up by: what was typed, what it is short for, what is left of these.
    pub(in crate::search) fn keys(&self) -> Vec<&str> {
        let cores = [Some(&self.core), self.full_core.as_ref()].into_iter().flatten();
        let cores = cores.filter(|core| core.kind.is_some()).map(|core| core.name.as_str());
        [Some(self.key.as_str()), self.full.as_deref()].into_iter().flatten().chain(cores).collect()
    }

    /// Returns how well a title fits, of which only its end or inside does where `loosely`.
    pub(in crate::search) fn fits(&self, title: &str, loosely: bool) -> Option<Fit> {
        let key = title_key(title);
        if key == self.key {
            return Some(Fit::Whole);
        }
        if self.full.as_ref() == Some(&key) {
            return Some(Fit::Short);
        }
        let core = Core::of(&key);
        let cores = [Some(&self.core), self.full_core.as_ref()].into_iter().flatten();
        let by_core = cores.filter_map(|own| own.fits(&core)).min();
        by_core.or_else(|| loosely.then(|| self.loosely(&key))?)
    }

    fn loosely(&self, key: &str) -> Option<Fit> {
        let own = self.full.as_deref().unwrap_or(&self.key);
        // A short word ends many titles.
        if own.chars().count() < LOOSE_CHARS_MIN {
            return None;
        }
        match key.rfind(own) {
            Some(at) if at + own.len() == key.len() => Some(Fit::End),
            Some(_) => Some(Fit::Inside),
            None => None,
        }
    }
}

/// A name of fewer characters is none that part of a title is known by.
const LOOSE_CHARS_MIN: usize = 4;

/// What a title says, without who says it and the words that all such titles share.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Core {
    name: String,
    /// What kind of interpretation it is; `None` for what is none.
    kind: Option<Kind>,
    /// Which of several.
    number: Option<u32>,
}

/// What an interpretation calls itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// 司法解释, as people call all of them.
    Any,
    /// 解释
    Interpretation,
    /// 规定
    Provisions,
}

/// Who issues laws and interpretations, and what the titles of interpretations share; the longer before what it holds.
const SHARED: [&str; 26] = [
    "全国人民代表大会常务委员会",
    "最高人民检察院",
    "最高人民法院",
    "国家安全部",
    "国务院",
    "公安部",
    "司法部",
    "具体应用法律",
    "应用法律",
    "适用法律",
    "若干问题",
    "刑事案件",
    "民事案件",
    "行政案件",
    "审理",
    "办理",
    "处理",
    "案件",
    "纠纷",
    "适用",
    "关于",
    "有关",
    "若干",
    "问题",
    "制度",
    "的",
];

impl Core {
    fn of(key: &str) -> Core {
        let (name, number) = without_number(key);
        const KINDS: [(&str, Kind); 3] =
            [("司法解释", Kind::Any), ("解释", Kind::Interpretation), ("规定", Kind::Provisions)];
        // 公司法解释 is of 公司法: 司法 in it is no word.
        let is_end = |rest: &&str| !rest.ends_with('公');
        let kind = KINDS.iter().find_map(|(end, kind)| Some((*kind, name.strip_suffix(end).filter(is_end)?)));
        let Some((kind, name)) = kind else {
            return Core { name: key.to_owned(), kind: None, number: None };
        };
        let name = SHARED.iter().fold(name.to_owned(), |name, word| name.replace(word, ""));
        Core { name, kind: Some(kind), number }
    }

    fn fits(&self, title: &Core) -> Option<Fit> {
        let (own, other) = (self.kind?, title.kind?);
        if self.name.is_empty() {
            return None;
        }
        let same_number = self.number == title.number;
        // Where there is but one it has no number, or nobody says it.
        let one_lacks = same_number || self.number.unwrap_or(1) == title.number.unwrap_or(1);
        let same_kind = own == other || own == Kind::Any;
        if self.name == title.name {
            return match (same_number && same_kind, one_lacks) {
                (true, _) => Some(Fit::Core),
                (false, true) => Some(Fit::CoreAlone),
                (false, false) => None,
            };
        }
        let long = self.name.chars().count() >= LOOSE_CHARS_MIN;
        (long && one_lacks && same_kind && title.name.ends_with(&self.name)).then_some(Fit::CoreEnd)
    }
}

/// A key without the number at its end: 解释三, 解释3.
fn without_number(key: &str) -> (&str, Option<u32>) {
    let is_digit = |c: &char| crate::text::small_number(&c.to_string()).is_some();
    let digits: usize = key.chars().rev().take_while(is_digit).map(char::len_utf8).sum();
    let (name, number) = key.split_at(key.len() - digits);
    match crate::text::small_number(number) {
        Some(number) if !name.is_empty() => (name, Some(number)),
        _ => (key, None),
    }
}

/// Returns the key of a title: without the ending of a file's name, the edition in brackets, and a date.
pub(in crate::search) fn title_key(title: &str) -> String {
    let mut title = title.trim();
    if let Some((name, ending)) = title.rsplit_once('.')
        && (2..=5).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && ending.bytes().any(|byte| byte.is_ascii_alphabetic())
    {
        title = name;
    }
    // Edition, date and signs may follow each other in any order.
    loop {
        let shorter = without_edition(title).trim_end_matches(['_', '-', ' ', '　']);
        if shorter.len() == title.len() {
            break;
        }
        title = shorter;
    }
    name_key(title)
}

/// (2018-10-26), （2020年修正）, _20201226, （试行） at the end tell one edition from another.
fn without_edition(title: &str) -> &str {
    let closed = title.strip_suffix([')', '）', ']', '〕', '】']);
    if let Some(inner) = closed
        && let Some((name, edition)) = inner.rsplit_once(['(', '（', '[', '〔', '【'])
        && !name.trim().is_empty()
    {
        let has_year = edition.chars().filter(char::is_ascii_digit).count() >= 4;
        let says = ["修正", "修订", "试行", "最新", "现行"].iter().any(|word| edition.contains(word));
        return if has_year || says { name } else { title };
    }
    let name = title.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | '_'));
    let digits = title[name.len()..].bytes().filter(u8::is_ascii_digit).count();
    if digits >= 8 && !name.is_empty() { name } else { title }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_known_without_their_edition() {
        let table = [
            ("中华人民共和国刑法", "刑法"),
            ("刑法(2020-12-26)", "刑法"),
            ("刑法（2020年修正）", "刑法"),
            ("中华人民共和国刑法_20201226.docx", "刑法"),
            ("某办法（试行）", "某办法"),
            ("某规定（三）", "某规定三"),
            ("2024年工作报告.txt", "2024年工作报告"),
            ("工作报告2024", "工作报告2024"),
            ("(2020)", "2020"),
        ];
        for (title, key) in table {
            assert_eq!(title_key(title), key, "{title}");
        }
    }

    #[test]
    fn reports_are_known_by_what_people_call_them() {
        use Fit::*;
        let company = "最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（三）";
        let civil = "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释";
        let family = "最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（一）";
        let theft = "最高人民法院、最高人民检察院关于办理盗窃刑事案件适用法律若干问题的解释";
        let table = [
            ("刑法", "中华人民共和国刑法", Some(Whole)),
            ("刑法", "中华人民共和国刑法修正案", None),
            ("教育法", "中华人民共和国高等教育法", None),
            ("治安处罚法", "中华人民共和国治安管理处罚法（2025修订）", Some(Short)),
            ("民诉法", "中华人民共和国民事诉讼法", Some(Short)),
            ("民诉法解释", civil, Some(Core)),
            ("民事诉讼法司法解释", civil, Some(Core)),
            ("民诉解释", civil, Some(Core)),
            ("公司法司法解释三", company, Some(Core)),
            ("公司法司法解释（三）", company, Some(Core)),
            ("公司法解释3", company, Some(CoreAlone)),
            ("公司法司法解释二", company, None),
            ("公司法规定三", company, Some(Core)),
            ("民法典婚姻家庭编解释一", family, Some(Core)),
            ("民法典婚姻家庭编解释", family, Some(CoreAlone)),
            ("婚姻家庭编解释（一）", family, Some(CoreEnd)),
            ("盗窃解释", theft, Some(Core)),
            ("盗窃司法解释", theft, Some(Core)),
            ("诈骗解释", theft, None),
            ("人口与计划生育条例", "某省人口与计划生育条例", Some(End)),
            ("政府工作报告", "某市政府工作报告全文", Some(Inside)),
            ("规定", company, None),
            ("解释", civil, None),
        ];
        for (name, title, fit) in table {
            let called = Called::new(name).expect("a name");
            assert_eq!(called.fits(title, true), fit, "{name} of {title}");
        }
        assert!(Called::new("——").is_none());
    }
}
