//! An index as somebody sees it who has rights to a part of it.

use std::path::Path;

use crate::index::Rights;
use crate::search::{Asked, SearchError, Searcher};

impl Searcher {
    /// Opens what somebody may see of the index in this folder: it answers as if there were nothing else.
    ///
    /// # Errors
    /// As [`Searcher::open`]; and where the rights are told by something else than facts.
    pub fn open_for(index: &Path, rights: &Rights) -> Result<Searcher, SearchError> {
        let mut searcher = Searcher::open(index)?;
        if rights.is_whole() {
            return Ok(searcher);
        }
        let own = searcher.own_fact_names();
        if let Asked::Local(reader) = searcher.asked {
            searcher.asked = Asked::Local(Box::new(reader.seen_by(rights, &own)?));
        }
        Ok(searcher)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::query::parse;
    use crate::report::figures::Asked as Indicators;
    use crate::search::tests::Fixture;
    use crate::search::{CountBy, FigureQuery, ReportOrder, SearchOptions, TrendGroup};

    /// Files, and which of them lie in 湖北 and in the folder `hb`.
    const FILES: [(&str, &str); 9] = [
        (
            "hb/2024.txt",
            "2024年湖北省政府工作报告\n一、总则\n粮食安全是大事，教师负担减轻。地区生产总值增长6%。\n二、打算\n粮食安全，粮食安全。《长江保护办法》照行。",
        ),
        ("hb/2025.txt", "2025年湖北省政府工作报告\n一、总则\n粮食安全和秘密计划。地区生产总值增长5.5%左右。"),
        (
            "hb/plan.txt",
            "武汉市人民政府关于减轻教师负担的通知\n武政〔2024〕3号\n一、要求\n减轻教师负担，减少检查。\n2024年5月6日",
        ),
        (
            "hn/2024.txt",
            "2024年湖南省政府工作报告\n一、总则\n粮食安全是大事，机密粮仓。地区生产总值增长7%。\n二、打算\n粮食安全，湘江治理。《长江保护办法》照行。",
        ),
        ("hn/2025.txt", "2025年湖南省政府工作报告\n一、总则\n粮食安全，湘莲产业。地区生产总值增长8%。"),
        (
            "hn/same.txt",
            "武汉市人民政府关于减轻教师负担的通知\n武政〔2024〕3号\n一、要求\n减轻教师负担，减少检查。\n2024年5月6日",
        ),
        (
            "hn/copy.txt",
            "2024年湖北省政府工作报告\n一、总则\n粮食安全是大事，教师负担减轻。地区生产总值增长6%。\n二、打算\n粮食安全，粮食安全。《长江保护办法》照行。又一句。",
        ),
        ("x/none.txt", "杂记\n粮食安全，无名之地。"),
        ("x/note.txt", "粮食安全，通篇没有题目，只有正文的一份材料，一份材料。"),
    ];
    /// Queries of each kind.
    const QUERIES: [&str; 14] = [
        "粮食安全",
        "\"粮食安全\"",
        "教师负担",
        "湘莲",
        "\"机密\"",
        "粮食 AND 大事",
        "年:2024 粮食",
        "地区:湖南",
        "地区:湖南 粮食",
        "-种类:通知 粮食",
        "长江保护办法",
        "title:工作报告",
        "同句:(粮食 大事)",
        "粮食 -秘密",
    ];

    /// All that can be asked, as text; folders are called `~`.
    fn told(searcher: &Searcher, folder: &Path) -> String {
        let mut out = Vec::new();
        let options = SearchOptions { explain: true, ..SearchOptions::default() };
        for typed in QUERIES {
            let query = parse(typed).0;
            let (answer, spelled) = searcher.search_and_spell(&query, &query, &options).expect("an answer");
            out.push(format!("{typed}: {answer:?} {spelled:?}"));
            let why = searcher.why_nothing(&query, &options).expect("a reason");
            out.push(format!("{:?} {:?} {:?}", why.excluded, why.runs, why));
            for by in [CountBy::Year, CountBy::Region, CountBy::Kind, CountBy::Issuer, CountBy::Report] {
                out.push(format!(
                    "{:?}",
                    searcher.count_by(&query, &options, by, &|_| true).expect("counts")
                ));
            }
            out.push(format!("{:?}", searcher.list(&query, ReportOrder::Score).expect("a list")));
        }
        for typed in ["l", "lian", "xiang", "jimi", "粮", "湘", "湘莲", "js", "jiaoshi fudan", "mimi"] {
            out.push(format!("{typed}: {:?}", searcher.suggest(typed, 30, &[]).expect("words")));
        }
        let wanted = FigureQuery {
            asked: Indicators::parse(&["地区生产总值", "增长"]),
            ..FigureQuery::default()
        };
        out.push(format!("{:?}", searcher.figures(&wanted).expect("figures")));
        for by in [TrendGroup::Year, TrendGroup::Region, TrendGroup::Kind] {
            let words = ["粮食".to_owned(), "湘江".to_owned()];
            out.push(format!("{:?}", searcher.trend(&words, by).expect("a trend")));
        }
        out.push(format!("{:?}", searcher.similar("减轻教师负担，减少检查", 9, None).expect("passages")));
        let editions = searcher.series("政府工作报告", "").expect("a series");
        out.push(format!("{:?}", editions.iter().map(|one| (one.year, &one.title)).collect::<Vec<_>>()));
        out.push(format!("{:?} {:?}", searcher.manifest().counts, searcher.own_fact_names()));
        let text = out.join("\n").replace(&*folder.to_string_lossy(), "~");
        // Where in its segment a report stands, and when its file was written, is no answer.
        let mut kept = String::new();
        for part in text.split_inclusive([',', '{']) {
            let is_number =
                ["record:", "modified:", "first:"].iter().any(|name| part.trim_start().starts_with(name));
            kept.push_str(if is_number { "," } else { part });
        }
        kept
    }

    #[test]
    fn who_sees_a_part_is_answered_as_by_an_index_of_that_part_alone() {
        let all = Fixture::of(&FILES);
        let root = all.reports().canonicalize().expect("the folder");
        let under = |name: &str| vec![root.join(name)];
        let rights = |only: &str, under: Vec<PathBuf>| Rights { only: only.to_owned(), under };
        let table = [
            (rights("地区:湖北", Vec::new()), &[0, 1, 2, 5, 6][..]),
            (rights("地区:湖南", Vec::new()), &[3, 4]),
            (rights("年:2024 地区:湖北", Vec::new()), &[0, 2, 5, 6]),
            (rights("年:2025 OR 地区:湖南", Vec::new()), &[1, 3, 4]),
            (rights("-种类:政府工作报告", Vec::new()), &[2, 5, 7, 8]),
            (rights("", under("hb")), &[0, 1, 2]),
            (rights("", under("hn")), &[3, 4, 5, 6]),
            (rights("地区:湖北", under("hn")), &[5, 6]),
            (rights("", vec![root.join("x/none.txt"), root.join("hb")]), &[0, 1, 2, 7]),
        ];
        for (rights, seen) in table {
            let part: Vec<_> = seen.iter().map(|nth| FILES[*nth]).collect();
            let alone = Fixture::of(&part);
            let index = all.searcher.local().expect("it is local").index().to_owned();
            let searcher = Searcher::open_for(&index, &rights).expect("a part");
            let (own, wanted) = (
                told(&searcher, &root),
                told(&alone.searcher, &alone.reports().canonicalize().expect("it is there")),
            );
            for (own, wanted) in own.lines().zip(wanted.lines()) {
                assert_eq!(own, wanted, "{rights:?}");
            }
            assert_eq!(own, wanted, "{rights:?}");
        }
    }

    #[test]
    fn who_sees_nothing_is_answered_nothing() {
        let all = Fixture::of(&FILES);
        let index = all.searcher.local().expect("it is local").index().to_owned();
        for rights in [Rights::none(), Rights { only: "年:1999".to_owned(), under: Vec::new() }] {
            let searcher = Searcher::open_for(&index, &rights).expect("nothing");
            let answer = searcher.search(&parse("粮食安全").0, &SearchOptions::default()).expect("an answer");
            assert_eq!(
                (answer.hits.len(), answer.passages.count, searcher.manifest().counts.reports),
                (0, 0, 0)
            );
            assert!(searcher.suggest("l", 9, &[]).expect("words").is_empty());
            assert!(searcher.list(&parse("").0, ReportOrder::Path).expect("a list").reports.is_empty());
        }
    }

    #[test]
    fn rights_that_are_no_facts_open_nothing() {
        let all = Fixture::of(&FILES[..2]);
        let index = all.searcher.local().expect("it is local").index().to_owned();
        for only in ["粮食", "年:二〇", "地区:湖北 粮食", "密级:内部"] {
            let rights = Rights { only: only.to_owned(), under: Vec::new() };
            let opened = Searcher::open_for(&index, &rights);
            assert!(opened.err().is_some_and(|error| error.to_string().contains(only)), "{only}");
        }
        assert!(Rights::default().is_whole());
    }
}
