//! The organisations that take part, and the areas that each serves.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use casework::accounts::{OrganisationKind, TakesPart};
use casework::organisations::OrganisationChange;
use casework::signing_in::{Directory, SignedIn};
use components::{
    Cell, Faults, Form, Frame, Heading, Item, Kind, Page, Radios, Reader, Submission, Table, Text,
    Weight, Width, breadcrumbs, button, form, table,
};
use maud::{Markup, html};
use pathway::Area;

use super::{ADMINISTRATION, ORGANISATIONS, organisation, under};
use crate::coded::asked;
use crate::faults::{Fault, at_the_top};
use crate::ground::{Recent, Said, SentRecent};
use crate::{Site, furniture};

asked! {
    /// An organisation that is added.
    Asked {
        Name = "name", "Name", "Enter the name of the organisation";
        Kind = "kind", "What is it?", "Choose what it is";
        Areas = "areas", "Areas that it serves";
    }
}

/// What this page is called, and links to it.
pub(super) const HEADING: &str = "Organisations and areas";

const HEAD: [Heading<'static>; 3] = [
    Heading { words: "Organisation", numeric: false },
    Heading { words: "What it is", numeric: false },
    Heading { words: "Areas", numeric: false },
];

const DIRECTORIES: [Heading<'static>; 3] = [
    Heading { words: "Directory", numeric: false },
    Heading { words: "Organisation", numeric: false },
    Heading { words: "Group, and what it comes to", numeric: false },
];

pub(super) const fn words(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Referrer => "Refers families",
        OrganisationKind::Programme => "Runs the programme",
        OrganisationKind::Support => "Supports women",
        OrganisationKind::Oversight => "Commissions or evaluates",
        OrganisationKind::Administration => "Keeps accounts",
    }
}

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Recent(who): Recent,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let all = office.acting(&who.worker).organisations().await?;
    let said = Said::of(&uri);
    Ok(drawn(&site, &who, (&all, said), &Submission::default(), Faults::NONE))
}

fn drawn(
    site: &Site,
    who: &SignedIn,
    (all, said): (&[TakesPart], Option<Said>),
    sent: &Submission,
    faults: &Faults,
) -> Response {
    let token = who.form_token.text();
    let frame = Frame { action: ORGANISATIONS, token: &token, command: "", draft: None };
    let asked = Form::new(sent, faults);
    let row = |one: &TakesPart| {
        let areas: Vec<&str> = one.areas.iter().map(Area::name).collect();
        vec![
            Cell::words(html! {
                a class="govuk-link" href=(organisation::address(one.organisation.id)) {
                    (one.organisation.name)
                }
            }),
            Cell::words(html! { (words(one.organisation.kind)) }),
            Cell::words(
                html! { (if areas.is_empty() { "–".to_owned() } else { areas.join(", ") }) },
            ),
        ]
    };
    let rows: Vec<Vec<Cell>> = all.iter().map(row).collect();
    let kinds = OrganisationKind::ALL.iter().map(|kind| Item::new(kind.name(), words(*kind)));
    let kinds = Radios { items: kinds.collect(), ..Radios::default() };
    let name = Text { kind: Kind::Name, width: Width::Twenty, ..Text::default() };
    let page = Page {
        heading: HEADING,
        subtitle: Some(html! { "Of " (programme(who)) "." }),
        above: Some(breadcrumbs(&under(HEADING))),
        content: html! {
            @if let Some(said) = said { (said.banner()) }
            (asked.summary())
            (table(&Table { caption: None, head: &HEAD, rows: &rows, first_cell_is_header: true }))
            (directories(site, who))
            h2 class="govuk-heading-m" { "Add an organisation" }
            (form(&frame, &html! {
                (asked.text(Asked::Name, &name))
                (asked.radios(Asked::Kind, &kinds))
                (asked.text(Asked::Areas, &Text {
                    hint: Some("With commas between, such as: Dudley, Walsall. Empty for none"),
                    ..Text::default()
                }))
                (button("See what this comes to", Weight::Primary))
            }))
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), Some(ADMINISTRATION), &page)
}

/// The programme that is worked in, by its name.
fn programme(who: &SignedIn) -> &str {
    let here = who.programmes.iter().find(|one| one.id == who.worker.programme);
    here.map_or("the programme", |one| one.name.as_str())
}

/// The directories by which people of an organisation sign in to this programme, as the settings
/// of the service have them.
fn directories(site: &Site, who: &SignedIn) -> Markup {
    let here = |one: &&Directory| one.programme() == who.worker.programme;
    let row = |one: &Directory| {
        vec![
            Cell::words(html! { (one.name()) }),
            Cell::words(html! { (one.organisation()) }),
            Cell::words(html! {
                ul class="govuk-list" {
                    @for (group, role) in one.groups() { li { (group) ": " (role) } }
                }
            }),
        ]
    };
    let rows: Vec<Vec<Cell>> = site.directories().iter().filter(here).map(row).collect();
    html! {
        h2 class="govuk-heading-m" { "Directories" }
        @if rows.is_empty() {
            p class="govuk-body waymark-words" {
                "Nobody signs in through a directory of their organisation. Whoever runs Waymark can \
                 name one in its settings."
            }
        } @else {
            p class="govuk-body waymark-words" {
                "People of these organisations sign in through a directory of theirs, whose groups \
                 say what they are here. Whoever runs Waymark names directories and groups in its \
                 settings; whoever keeps a directory says who is in a group."
            }
            (table(&Table {
                caption: None,
                head: &DIRECTORIES,
                rows: &rows,
                first_cell_is_header: true,
            }))
        }
    }
}

/// The form: proposed first, then added.
pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let all = acting.organisations().await?;
    let mut read = Reader::new(&submission);
    let name = read.text(Asked::Name).at_most(100).required();
    let kinds = OrganisationKind::ALL.iter().map(|kind| (kind.name(), *kind));
    let kind = read.choice_among(Asked::Kind, kinds).required();
    let areas = read.text(Asked::Areas).at_most(500).optional();
    let faults = match read.finish(|| Ok((name?, kind?, areas?))) {
        Err(faults) => faults,
        Ok((name, kind, areas)) => {
            let areas = organisation::areas(&areas.unwrap_or_default());
            let change = OrganisationChange::Added { name, kind, areas };
            match organisation::proposed(&site, &who, &submission, &change).await {
                Ok(answer) => return Ok(answer),
                Err(casework::Fault::Refused(words)) => {
                    let mut faults = Faults::default();
                    faults.add(&Asked::Name, words);
                    faults
                }
                Err(fault) => at_the_top(fault)?,
            }
        }
    };
    let page = drawn(&site, &who, (&all, None), &submission, &faults);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
