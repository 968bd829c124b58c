//! OpenDocument presentations: a slide is a section under its title, tables are rows, speaker's notes follow their slide.

use crate::text::Location;

use super::package::Package;
use super::writer::Writer;
use super::xml::{Element, Node};
use super::{ExtractError, Extraction, Input, single};

/// Reads the slides in their order.
pub(super) fn read(input: &Input<'_>) -> Result<Extraction, ExtractError> {
    let mut package = Package::open(input)?;
    let manifest = package.member("META-INF/manifest.xml")?.unwrap_or_default();
    // Members of an encrypted document are unpacked without a complaint, and are noise.
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(ExtractError::Encrypted);
    }
    let content = package.xml("content.xml")?;
    let content = content.ok_or_else(|| ExtractError::Damaged("it holds no content.xml".to_owned()))?;
    let show = content.child("body").and_then(|body| body.child("presentation"));
    let mut writer = Writer::new();
    writer.untitled();
    for (nth, page) in show.into_iter().flat_map(|show| show.all("page")).enumerate() {
        slide(page, &Location::Slide { slide: nth + 1 }, &mut writer)?;
    }
    single(writer.finish()?)
}

fn slide(page: &Element, here: &Location, writer: &mut Writer) -> Result<(), ExtractError> {
    let shapes: Vec<&Element> = page.children().filter(|shape| shape.name != "notes").collect();
    let said = |shape: &&Element| !paragraphs(shape).is_empty();
    let is_title = |shape: &&Element| shape.attribute("class") == Some("title") && said(shape);
    // A slide without title is called by what it says first.
    let title = shapes.iter().position(is_title).or_else(|| shapes.iter().position(said));
    if let Some(title) = title {
        writer.heading(&paragraphs(shapes[title]).join(" "), 1, here)?;
    }
    let notes = page.all("notes").flat_map(Element::children);
    let rest = shapes.iter().enumerate().filter(|(nth, _)| Some(*nth) != title).map(|(_, shape)| *shape);
    for shape in rest.chain(notes) {
        let rows = shape.descendants("table-row");
        for row in &rows {
            let cells: Vec<String> = row.all("table-cell").map(|cell| paragraphs(cell).join(" ")).collect();
            writer.row(&cells, here)?;
        }
        if rows.is_empty() {
            for line in paragraphs(shape) {
                writer.paragraph(&line, here)?;
            }
        }
    }
    Ok(())
}

/// The paragraphs inside an element that hold text.
fn paragraphs(element: &Element) -> Vec<String> {
    let lines = element.descendants("p").into_iter().map(|line| {
        let mut text = String::new();
        words(line, &mut text);
        text.trim().to_owned()
    });
    lines.filter(|line| !line.is_empty()).collect()
}

fn words(element: &Element, text: &mut String) {
    for node in &element.nodes {
        match node {
            Node::Text(said) => text.push_str(said),
            Node::Element(child) if matches!(child.name.as_str(), "s" | "tab" | "line-break") => {
                text.push(' ')
            }
            Node::Element(child) => words(child, text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::packed;
    use crate::source::extract::{Limits, extract};
    use std::path::Path;

    #[test]
    fn slides_come_with_titles_tables_and_notes() {
        let content = r#"<o:document-content xmlns:o="o" xmlns:d="d" xmlns:t="t" xmlns:p="p" xmlns:tb="tb"><o:body><o:presentation>
            <d:page><d:frame p:class="outline"><d:text-box><t:list><t:list-item><t:p>第一条</t:p></t:list-item></t:list></d:text-box></d:frame>
              <d:frame p:class="title"><d:text-box><t:p>减<t:span>负</t:span></t:p></d:text-box></d:frame>
              <p:notes><d:frame p:class="notes"><d:text-box><t:p>讲稿</t:p></d:text-box></d:frame></p:notes></d:page>
            <d:page><d:frame><tb:table><tb:table-row><tb:table-cell><t:p>甲</t:p></tb:table-cell><tb:table-cell><t:p>1</t:p></tb:table-cell></tb:table-row></tb:table></d:frame>
              <d:custom-shape><t:p>形状</t:p></d:custom-shape></d:page></o:presentation></o:body></o:document-content>"#;
        let made = packed(&[
            ("mimetype", "application/vnd.oasis.opendocument.presentation"),
            ("content.xml", content),
        ]);
        let report =
            extract(Path::new("a.odp"), &made, &Limits::default()).expect("slides").reports.remove(0);
        assert_eq!(report.text, "减负\n第一条\n讲稿\n甲 1\n形状\n");
        assert_eq!(report.markup.headings.len(), 2);
    }
}
