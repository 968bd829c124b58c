//! What office documents show in drawings: the words and numbers of charts, the words of diagrams (SmartArt).

use crate::text::Location;

use super::ExtractError;
use super::writer::Writer;
use super::xml::Element;

/// What of a drawing stands on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A title, a box.
    Line(String),
    /// A series of a chart: its name, then `category: value`.
    Row(Vec<String>),
}

/// Writes the pieces of a drawing where it stands.
///
/// # Errors
/// As [`Writer::paragraph`].
pub(super) fn write(pieces: &[Piece], here: &Location, writer: &mut Writer) -> Result<(), ExtractError> {
    for piece in pieces {
        match piece {
            Piece::Line(text) => drop(writer.paragraph(text, here)?),
            Piece::Row(cells) => writer.row(cells, here)?,
        }
    }
    Ok(())
}

/// Returns the id of the relation by which an element refers to a chart or to the data of a diagram.
pub(super) fn reference(element: &Element) -> Option<&str> {
    match element.name.as_str() {
        "chart" => element.attribute("id"),
        "relIds" => element.attribute("dm"),
        _ => None,
    }
}

/// Returns all such ids in an element, in order.
pub(super) fn references(element: &Element) -> Vec<&str> {
    let (mut found, mut waiting) = (Vec::new(), vec![element]);
    while let Some(next) = waiting.pop() {
        found.extend(reference(next));
        let inner: Vec<&Element> = next.children().filter(|child| child.name != "Fallback").collect();
        waiting.extend(inner.into_iter().rev());
    }
    found
}

/// Returns what the part of a relation of this kind says: a chart (`values`: with its numbers), a diagram, or nothing.
pub(super) fn pieces(kind: &str, root: &Element, values: bool) -> Vec<Piece> {
    match kind {
        "chart" | "chartEx" => chart(root, values),
        "diagramData" => diagram(root),
        _ => Vec::new(),
    }
}

/// The title of a chart and those of its axes, then its series.
fn chart(root: &Element, values: bool) -> Vec<Piece> {
    let titles = root.descendants("title").into_iter().map(words).filter(|title| !title.is_empty());
    let mut pieces: Vec<Piece> = titles.map(Piece::Line).collect();
    for series in root.descendants("ser").into_iter().chain(root.descendants("series")) {
        let mut cells: Vec<String> = series.child("tx").map(words).into_iter().collect();
        let of = |names: [&str; 2]| names.into_iter().find_map(|name| series.child(name)).map(points);
        let categories = of(["cat", "xVal"]).unwrap_or_default();
        let numbers = of(["val", "yVal"]).filter(|_| values).unwrap_or_default();
        let number = |at: &str| numbers.iter().find(|(nth, _)| nth == at).map(|(_, number)| number);
        for (at, category) in &categories {
            cells.push(match number(at) {
                Some(number) => format!("{category}: {number}"),
                None => category.clone(),
            });
        }
        if categories.is_empty() {
            cells.extend(numbers.into_iter().map(|(_, number)| number));
        }
        pieces.push(Piece::Row(cells));
    }
    // Charts of the newer kind keep their categories apart from the series.
    for dimension in root.descendants("strDim") {
        pieces.push(Piece::Row(dimension.descendants("pt").into_iter().map(Element::text).collect()));
    }
    pieces
}

/// The points of a series: their numbers and what they say. Of several levels of categories all that stand at a point.
fn points(list: &Element) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for point in list.descendants("pt") {
        let (at, said) = (point.attribute("idx").unwrap_or_default(), point.text_of("v").unwrap_or_default());
        match found.iter_mut().find(|(known, _)| known == at) {
            Some((_, known)) => *known = format!("{said} {known}"),
            None => found.push((at.to_owned(), said)),
        }
    }
    found
}

/// The words of a title or a name: as they are set, else as they were taken from a cell.
fn words(element: &Element) -> String {
    let set: String = element.descendants("t").into_iter().map(Element::text).collect();
    if set.trim().is_empty() {
        let cached: Vec<String> = element.descendants("v").into_iter().map(Element::text).collect();
        return cached.join(" ").trim().to_owned();
    }
    set.trim().to_owned()
}

/// The boxes of a diagram that hold words.
fn diagram(root: &Element) -> Vec<Piece> {
    let boxes = root.child("ptLst").into_iter().flat_map(Element::children);
    let lines = boxes.flat_map(|one| one.descendants("p")).map(words);
    lines.filter(|line| !line.is_empty()).map(Piece::Line).collect()
}

#[cfg(test)]
mod tests {
    use super::super::xml::parse;
    use super::*;

    #[test]
    fn charts_say_their_titles_series_and_numbers() {
        let xml = r#"<chartSpace><chart><title><tx><rich><p><r><t>投资</t></r><r><t>趋势</t></r></p></rich></tx></title>
            <plotArea><barChart><ser><tx><strRef><strCache><pt idx="0"><v>中央</v></pt></strCache></strRef></tx>
            <cat><multiLvlStrRef><multiLvlStrCache><lvl><pt idx="0"><v>一季度</v></pt><pt idx="1"><v>二季度</v></pt></lvl>
            <lvl><pt idx="0"><v>2024年</v></pt></lvl></multiLvlStrCache></multiLvlStrRef></cat>
            <val><numRef><numCache><pt idx="0"><v>120</v></pt></numCache></numRef></val></ser></barChart>
            <valAx><title><tx><rich><p><r><t>万元</t></r></p></rich></tx></title></valAx></plotArea></chart></chartSpace>"#;
        let root = parse(xml.as_bytes()).expect("XML");
        let row = |cells: &[&str]| Piece::Row(cells.iter().map(|cell| (*cell).to_owned()).collect());
        let titles = [Piece::Line("投资趋势".to_owned()), Piece::Line("万元".to_owned())];
        assert_eq!(pieces("chart", &root, true)[..2], titles);
        assert_eq!(pieces("chart", &root, true)[2], row(&["中央", "2024年 一季度: 120", "二季度"]));
        assert_eq!(pieces("chart", &root, false)[2], row(&["中央", "2024年 一季度", "二季度"]));
    }

    #[test]
    fn charts_of_the_newer_kind_and_of_points() {
        let newer = r#"<chartSpace><chartData><data><strDim><lvl><pt idx="0">甲镇</pt></lvl></strDim></data></chartData>
            <chart><title><tx><txData><v>渗漏</v></txData></tx></title><plotArea><series><tx><txData><v>处数</v></txData></tx></series></plotArea></chart></chartSpace>"#;
        let found = pieces("chartEx", &parse(newer.as_bytes()).expect("XML"), true);
        assert_eq!(found[0], Piece::Line("渗漏".to_owned()));
        assert!(found.contains(&Piece::Row(vec!["甲镇".to_owned()])), "{found:?}");
        let points = r#"<chartSpace><ser><tx><v>库容</v></tx><xVal><numCache><pt idx="0"><v>1</v></pt></numCache></xVal>
            <yVal><numCache><pt idx="0"><v>32.5</v></pt></numCache></yVal></ser></chartSpace>"#;
        let found = pieces("chart", &parse(points.as_bytes()).expect("XML"), true);
        assert_eq!(found, [Piece::Row(vec!["库容".to_owned(), "1: 32.5".to_owned()])]);
    }
}
