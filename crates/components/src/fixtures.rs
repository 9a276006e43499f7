//! Our parts against the fixtures that govuk-frontend ships: the same elements, roles, names,
//! `aria-*`, ids, addresses and words.

use crate::*;
use maud::{Markup, PreEscaped, html};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

/// What a fixture was made from, and the markup that it must be.
struct Fixture {
    options: Value,
    html: String,
}

fn fixture(component: &str, name: &str) -> Fixture {
    let path = format!(
        "{}/npm/node_modules/govuk-frontend/dist/govuk/components/{component}/fixtures.json",
        env!("OUT_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|fault| {
        panic!("{path}: {fault}; build without WAYMARK_ASSETS to have the fixtures")
    });
    let all: Value = serde_json::from_str(&text).unwrap();
    let fixture = all["fixtures"]
        .as_array()
        .unwrap()
        .iter()
        .find(|fixture| fixture["name"] == name)
        .unwrap_or_else(|| panic!("{component} has no fixture {name}"));
    Fixture {
        options: fixture["options"].clone(),
        html: fixture["html"].as_str().unwrap().to_owned(),
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}"))
}

fn link_of(value: &Value) -> Link<'_> {
    Link::new(text(value, "href"), text(value, "labelText"))
}

/// Elements with their attributes, sorted, and words, without white space. Drawings are left
/// out: they are decoration, and ours are drawn by ourselves.
fn shape(html: &str) -> Vec<String> {
    // A line break has no end tag in HTML.
    let html = html.replace("<br>", "<br/>");
    let mut reader = Reader::from_str(&html);
    let (mut shape, mut drawing) = (Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return shape,
            Event::Start(tag) if tag.name().as_ref() == "svg" => {
                drawing = true;
                let hidden = tag.html_attributes().flatten().any(|attribute| {
                    attribute.key.as_ref() == "aria-hidden" && attribute.value.as_ref() == "true"
                });
                assert!(hidden, "a drawing that is read out");
                shape.push("a drawing".to_owned());
            }
            Event::End(tag) if tag.name().as_ref() == "svg" => drawing = false,
            _ if drawing => {}
            Event::Start(tag) | Event::Empty(tag) => shape.push(element(&tag)),
            Event::End(tag) => {
                shape.push(format!("</{}>", tag.name().as_ref()));
            }
            Event::Text(words) => {
                let words = words.as_ref().to_owned();
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                if !words.is_empty() {
                    shape.push(words);
                }
            }
            other => shape.push(format!("{other:?}")),
        }
    }
}

fn element(tag: &BytesStart<'_>) -> String {
    let mut attributes: Vec<String> = tag
        .html_attributes()
        .map(|attribute| {
            let attribute = attribute.unwrap();
            format!("{}={:?}", attribute.key.as_ref(), attribute.value)
        })
        .collect();
    attributes.sort();
    format!("<{} {}>", tag.name().as_ref(), attributes.join(" "))
}

#[track_caller]
fn same(ours: &Markup, fixture: &Fixture) {
    assert_eq!(shape(&ours.0).join("\n"), shape(&fixture.html).join("\n"));
}

#[test]
fn skip_link_is_govuk_frontends() {
    let fixture = fixture("skip-link", "default");
    let (href, words) = (text(&fixture.options, "href"), text(&fixture.options, "text"));
    same(&skip_link(href, words), &fixture);
}

#[test]
fn breadcrumbs_are_govuk_frontends() {
    let fixture = fixture("breadcrumbs", "with last breadcrumb as current page");
    let steps: Vec<Breadcrumb<'_>> = fixture.options["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| Breadcrumb { href: item["href"].as_str(), words: text(item, "text") })
        .collect();
    same(&breadcrumbs(&steps), &fixture);
}

#[test]
fn tables_are_govuk_frontends() {
    for name in ["with head and caption", "with firstCellIsHeader true", "default"] {
        let fixture = fixture("table", name);
        let numeric = |cell: &Value| cell["format"] == "numeric";
        let head: Vec<Heading<'_>> = fixture.options["head"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|cell| Heading { words: text(cell, "text"), numeric: numeric(cell) })
            .collect();
        let rows: Vec<Vec<Cell>> = fixture.options["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                row.as_array()
                    .unwrap()
                    .iter()
                    .map(|cell| Cell {
                        content: html! { (text(cell, "text")) },
                        numeric: numeric(cell),
                    })
                    .collect()
            })
            .collect();
        let ours = table(&Table {
            caption: fixture.options["caption"].as_str(),
            head: &head,
            rows: &rows,
            first_cell_is_header: fixture.options["firstCellIsHeader"] == true,
        });
        same(&ours, &fixture);
    }
}

#[test]
fn summary_lists_are_govuk_frontends() {
    let fixture = fixture("summary-list", "default");
    let list: Vec<Summary<'_>> = fixture.options["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| Summary {
            key: text(&row["key"], "text"),
            value: row["value"]["html"].as_str().map_or_else(
                || html! { (text(&row["value"], "text")) },
                |html| PreEscaped(html.to_owned()),
            ),
        })
        .collect();
    same(&summary_list(&list), &fixture);
}

#[test]
fn notification_banners_are_govuk_frontends() {
    let fixture = fixture("notification-banner", "default");
    let content = html! {
        p class="govuk-notification-banner__heading" { (text(&fixture.options, "text")) }
    };
    same(&notification(&Notification { title: "Important", content }), &fixture);
}

#[test]
fn phase_banners_are_govuk_frontends() {
    let fixture = fixture("phase-banner", "default");
    let tag = text(&fixture.options["tag"], "text");
    let sentence = PreEscaped(text(&fixture.options, "html").to_owned());
    same(&phase(&Phase { tag, text: sentence }), &fixture);
}

#[test]
fn details_are_govuk_frontends() {
    let fixture = fixture("details", "default");
    let content = html! { (text(&fixture.options, "text")) };
    same(&details(text(&fixture.options, "summaryText"), &content), &fixture);
}

#[test]
fn pagination_is_govuk_frontends() {
    let fixture = fixture("pagination", "with prev and next only and labels");
    let ours = pagination(&Pagination {
        label: "Pagination",
        of: "page",
        previous: Some(link_of(&fixture.options["previous"])),
        next: Some(link_of(&fixture.options["next"])),
    });
    same(&ours, &fixture);
}
