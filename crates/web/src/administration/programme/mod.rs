//! The programme that accounts are kept of: what it is called, who takes part, who serves which area,
//! and how another is begun.

pub(super) mod another;
pub(super) mod name;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use casework::accounts::{OrganisationKind, TakesPart};
use components::{
    Breadcrumb, Cell, Heading, Link, Page, Summary, Table, Weight, acts, breadcrumbs, button_link,
    summary_list, table,
};
use maud::{Markup, html};
use pathway::Area;

use super::{
    ADMINISTRATION, ANOTHER, ORGANISATIONS, PROGRAMME, PROGRAMME_NAME, organisations, roles, under,
};
use crate::faults::Fault;
use crate::furniture::day;
use crate::ground::{Recent, Said};
use crate::{Site, furniture};

/// What this page is called, and links to it.
const HEADING: &str = "The programme";

const PARTS: [Heading<'static>; 3] = [
    Heading { words: "Organisation", numeric: false },
    Heading { words: "What it is", numeric: false },
    Heading { words: "People", numeric: true },
];

const AREAS: [Heading<'static>; 3] = [
    Heading { words: "Area", numeric: false },
    Heading { words: "Runs the programme", numeric: false },
    Heading { words: "Supports women", numeric: false },
];

/// Where a page stands that is beneath the programme's.
fn beneath(words: &str) -> [Breadcrumb<'_>; 3] {
    [
        Breadcrumb { href: Some(ADMINISTRATION), words: "Administration" },
        Breadcrumb { href: Some(PROGRAMME), words: HEADING },
        Breadcrumb { href: None, words },
    ]
}

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Recent(who): Recent,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let programme = office.acting(&who.worker).programme().await?;
    let all: Vec<TakesPart> = programme.organisations.iter().map(|(one, _)| one.clone()).collect();
    let change = Link::new(PROGRAMME_NAME, "Change");
    let page = Page {
        heading: HEADING,
        above: Some(breadcrumbs(&under(HEADING))),
        content: html! {
            @if let Some(said) = Said::of(&uri) { (said.banner()) }
            (summary_list(&[
                Summary { key: "Name", value: html! { (programme.name) }, act: Some(change) },
            ]))
            @if !programme.before.is_empty() {
                p class="govuk-body waymark-words" {
                    "Called before: "
                    @for (number, (at, name)) in programme.before.iter().enumerate() {
                        @if number > 0 { "; " }
                        (name) ", until " (day(pathway::london_day(*at)))
                    }
                    "."
                }
            }
            h2 class="govuk-heading-m" { "Who takes part" }
            (parts(&programme.organisations))
            h2 class="govuk-heading-m" { "Areas" }
            (areas(&all))
            (acts(&[Link::new(ORGANISATIONS, organisations::HEADING)]))
            h2 class="govuk-heading-m" { "Another programme" }
            p class="govuk-body waymark-words" {
                "Another programme is kept apart: other people, other cases, and other figures. \
                 Whoever begins one names who keeps its accounts, and has no part in it."
            }
            (button_link(ANOTHER, "Begin another programme", Weight::Secondary))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), Some(ADMINISTRATION), &page))
}

/// The organisations, by what they do, with how many people; where nobody does it, that is said.
fn parts(all: &[(TakesPart, u64)]) -> Markup {
    let row = |(one, people): &(TakesPart, u64)| {
        vec![
            Cell::words(html! { (one.organisation.name) }),
            Cell::words(html! { (organisations::words(one.organisation.kind)) }),
            Cell::number(html! { (people) }),
        ]
    };
    let missing = |kind: OrganisationKind| {
        vec![
            Cell::words(html! { strong { "Nobody yet" } }),
            Cell::words(html! { (organisations::words(kind)) }),
            Cell::number(html! { "0" }),
        ]
    };
    let of_kind = |kind: &OrganisationKind| {
        let these = all.iter().filter(|(one, _)| one.organisation.kind == *kind);
        let rows: Vec<Vec<Cell>> = these.map(row).collect();
        if rows.is_empty() { vec![missing(*kind)] } else { rows }
    };
    let rows: Vec<Vec<Cell>> = OrganisationKind::ALL.iter().flat_map(of_kind).collect();
    html! {
        (table(&Table { caption: None, head: &PARTS, rows: &rows, first_cell_is_header: true }))
        p class="govuk-body waymark-words" {
            "People are those who have a role here and can sign in."
        }
    }
}

/// Who serves each area, on either side; a gap is said.
fn areas(all: &[TakesPart]) -> Markup {
    let serving = |area: &Area, kind: OrganisationKind| {
        let serves = |one: &&TakesPart| one.organisation.kind == kind && one.areas.contains(area);
        let names: Vec<&str> =
            all.iter().filter(serves).map(|one| one.organisation.name.as_str()).collect();
        Cell::words(html! {
            @if names.is_empty() { strong { "nobody yet" } } @else { (names.join(", ")) }
        })
    };
    let row = |area: &Area| {
        vec![
            Cell::words(html! { (area.name()) }),
            serving(area, OrganisationKind::Programme),
            serving(area, OrganisationKind::Support),
        ]
    };
    let rows: Vec<Vec<Cell>> = roles::served(all).iter().map(row).collect();
    if rows.is_empty() {
        return html! {
            p class="govuk-body waymark-words" { "No area is served yet: add organisations that do." }
        };
    }
    table(&Table { caption: None, head: &AREAS, rows: &rows, first_cell_is_header: true })
}
