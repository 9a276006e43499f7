//! One organisation: what it is, which areas it serves, who its people are; and what can be changed
//! of it, each shown with what it comes to first.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use casework::Sent;
use casework::accounts::{ACCOUNTS_A_PAGE, AccountListed, OrganisationKind};
use casework::organisations::{ComesTo, OrganisationChange, OrganisationShown};
use casework::signing_in::{Directory, SignedIn, described};
use components::{
    Bounds, Breadcrumb, Cell, Faults, Form, Frame, Heading, Item, Keyed, Kind, Link, Page, Radios,
    Reader, Submission, Summary, Table, Text, Weight, Width, acts, breadcrumbs, button_with, form,
    keyed, summary_list, table,
};
use maud::{Markup, html};
use pathway::{Area, CommandId, OrganisationId};

use super::proposal::{AS_IT_IS, Pressed, Proposal, SO, is_pressed};
use super::{ADMINISTRATION, INVITE, ORGANISATIONS, effects, organisations};
use crate::coded::asked;
use crate::faults::{Fault, at_the_top};
use crate::furniture::day;
use crate::ground::{Recent, Said, SentRecent};
use crate::{Site, furniture};

asked! {
    /// What is changed of an organisation.
    Asked {
        Given = "areas", "Areas that it is to serve, too", "Enter at least one area";
        Taken = "area", "Area that it is to serve no more", "Choose an area";
        Name = "name", "Name", "Enter the name of the organisation";
    }
}

const GIVE: &str = "give-areas";
const TAKE: &str = "take-area";
const RENAME: &str = "rename";

const PEOPLE: [Heading<'static>; 3] = [
    Heading { words: "Name", numeric: false },
    Heading { words: "Role", numeric: false },
    Heading { words: "Account", numeric: false },
];

pub(super) fn address(organisation: OrganisationId) -> String {
    format!("{ORGANISATIONS}/{}", organisation.uuid())
}

/// Where a page stands that is beneath that of the organisations.
pub(super) fn beneath(words: &str) -> [Breadcrumb<'_>; 3] {
    [
        Breadcrumb { href: Some(ADMINISTRATION), words: "Administration" },
        Breadcrumb { href: Some(ORGANISATIONS), words: organisations::HEADING },
        Breadcrumb { href: None, words },
    ]
}

/// The areas that somebody typed, with commas between.
pub(super) fn areas(typed: &str) -> Vec<Area> {
    typed.split(',').map(str::trim).filter(|area| !area.is_empty()).map(Area::new).collect()
}

fn known(organisation: &str) -> Result<OrganisationId, Fault> {
    organisation.parse().ok().map(OrganisationId::of).ok_or(Fault::NotFound)
}

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Path(organisation): Path<String>,
    Recent(who): Recent,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let query = Submission::try_new(uri.query().unwrap_or_default().as_bytes(), Bounds::default());
    let typed = query.ok().and_then(|query| query.typed("page")?.parse::<usize>().ok());
    let page = typed.unwrap_or(1).saturating_sub(1);
    let shown = office.acting(&who.worker).organisation(known(&organisation)?, page).await?;
    let said = Said::of(&uri);
    Ok(drawn(&site, &who, (&shown, page, said), (&Submission::default(), Faults::NONE)))
}

fn drawn(
    site: &Site,
    who: &SignedIn,
    (shown, page, said): (&OrganisationShown, usize, Option<Said>),
    (sent, faults): (&Submission, &Faults),
) -> Response {
    let one = &shown.takes_part.organisation;
    let tokens = format!("{}/tokens", address(one.id));
    let served: Vec<&str> = shown.takes_part.areas.iter().map(Area::name).collect();
    let page = Page {
        heading: &one.name,
        above: Some(breadcrumbs(&beneath(&one.name))),
        content: html! {
            @if let Some(said) = said { (said.banner()) }
            (Form::new(sent, faults).summary())
            (summary_list(&[
                Summary {
                    key: "What it is",
                    value: html! { (organisations::words(one.kind)) },
                    act: None,
                },
                Summary {
                    key: "Areas",
                    value: html! { (if served.is_empty() { "none".to_owned() } else { served.join(", ") }) },
                    act: None,
                },
                Summary { key: "Directories", value: directories(site, who, &one.name), act: None },
            ]))
            (acts(&[Link::new(&tokens, "Tokens of its programs")]))
            h2 class="govuk-heading-m" { "People" }
            (people(shown, page))
            h2 class="govuk-heading-m" { "Change it" }
            (changes(who, shown, (sent, faults)))
            @if !shown.changes.is_empty() {
                h2 class="govuk-heading-m" { "What was changed" }
                ul class="govuk-list" {
                    @for (at, words) in &shown.changes {
                        li { (day(pathway::london_day(*at))) ": " (words) }
                    }
                }
            }
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), Some(ADMINISTRATION), &page)
}

/// The directories by which its people sign in to this programme.
fn of_it<'a>(
    site: &'a Site,
    who: &'a SignedIn,
    name: &'a str,
) -> impl Iterator<Item = &'a Directory> {
    let here = |one: &&Directory| one.programme() == who.worker.programme;
    site.directories().iter().filter(here).filter(move |one| one.organisation() == name)
}

fn directories(site: &Site, who: &SignedIn, name: &str) -> Markup {
    let names: Vec<&str> = of_it(site, who, name).map(Directory::name).collect();
    html! {
        @if names.is_empty() { "none: its people sign in with a password" }
        @else { (names.join(", ")) }
    }
}

fn people(shown: &OrganisationShown, page: usize) -> Markup {
    let row = |account: &AccountListed| {
        let roles = described(&account.held);
        vec![
            Cell::words(html! {
                a class="govuk-link" href=(super::address(account.id)) { (account.name) }
                br;
                (account.email)
            }),
            Cell::words(html! { (if roles.is_empty() { "none" } else { &roles }) }),
            Cell::words(html! { (if account.open { "open" } else { "closed" }) }),
        ]
    };
    let rows: Vec<Vec<Cell>> = shown.people.accounts.iter().map(row).collect();
    let own = address(shown.takes_part.organisation.id);
    let at = |page: usize| components::address(&own, &[("page", &(page + 1).to_string())]);
    let more = (page + 1).saturating_mul(ACCOUNTS_A_PAGE) < shown.people.count;
    let (next, previous) = (more.then(|| at(page + 1)), page.checked_sub(1).map(at));
    html! {
        p class="govuk-body" {
            @match shown.people.count {
                0 => {
                    "Nobody of it has an account here. "
                    a class="govuk-link" href=(INVITE) { "Invite somebody" } "."
                },
                1 => "One account.",
                count => { (count) " accounts." },
            }
        }
        @if !rows.is_empty() {
            (table(&Table { caption: None, head: &PEOPLE, rows: &rows, first_cell_is_header: true }))
        }
        (keyed(&Keyed {
            of: "people",
            first: None,
            next: next.as_deref().map(|href| Link::new(href, "further names")),
            previous: previous.as_deref().map(|href| Link::new(href, "earlier names")),
        }))
    }
}

/// What can be changed. What was typed wrongly stands in the form that it was typed in.
fn changes(
    who: &SignedIn,
    shown: &OrganisationShown,
    (sent, faults): (&Submission, &Faults),
) -> Markup {
    let one = &shown.takes_part.organisation;
    let (action, token) = (address(one.id), who.form_token.text());
    let frame = Frame { action: &action, token: &token, command: "", draft: None };
    let called = Submission::of([("name", one.name.as_str())]);
    let fresh = Submission::default();
    let of = |act: &str| sent.typed("act") == Some(act);
    let asked = |act: &str| if of(act) { Form::new(sent, faults) } else { Form::fresh(&fresh) };
    let name = if of(RENAME) { Form::new(sent, faults) } else { Form::fresh(&called) };
    let see = |words, act| button_with(words, Weight::Secondary, "act", act);
    let items = shown.takes_part.areas.iter().map(|area| Item::new(area.name(), area.name()));
    let served = Radios { items: items.collect(), ..Radios::default() };
    html! {
        h3 class="govuk-heading-s" { "Give it areas" }
        (form(&frame, &html! {
            (asked(GIVE).text(Asked::Given, &Text {
                hint: Some("With commas between, such as: Dudley, Walsall"),
                autocomplete: Some("off"),
                ..Text::default()
            }))
            (see("See what giving them comes to", GIVE))
        }))
        @if !shown.takes_part.areas.is_empty() {
            h3 class="govuk-heading-s" { "Take an area from it" }
            (form(&frame, &html! {
                (asked(TAKE).radios(Asked::Taken, &served))
                (see("See what taking it comes to", TAKE))
            }))
        }
        h3 class="govuk-heading-s" { "Give it another name" }
        (form(&frame, &html! {
            (name.text(Asked::Name, &Text {
                kind: Kind::Name,
                width: Width::Twenty,
                autocomplete: Some("off"),
                ..Text::default()
            }))
            (see("See what the name comes to", RENAME))
        }))
    }
}

/// What a form asks for.
fn read(
    sent: &Submission,
    id: OrganisationId,
) -> Result<Result<OrganisationChange, Faults>, Fault> {
    let mut read = Reader::new(sent);
    Ok(match sent.typed("act") {
        Some(GIVE) => {
            let typed = read.text(Asked::Given).at_most(500).required();
            let these = typed.as_ref().map(|typed| areas(typed)).unwrap_or_default();
            if typed.is_ok() && these.is_empty() {
                read.fault(Asked::Given, "Enter at least one area");
            }
            read.finish(|| typed.map(|_| OrganisationChange::Given(id, these)))
        }
        Some(TAKE) => {
            // Which areas there are, the record says.
            let area = sent.typed(components::Field::name(&Asked::Taken).as_ref());
            let area = area.map(str::trim).filter(|area| !area.is_empty());
            match area {
                Some(area) => Ok(OrganisationChange::Taken(id, Area::new(area))),
                None => {
                    let mut faults = Faults::default();
                    faults.add(&Asked::Taken, "Choose an area");
                    Err(faults)
                }
            }
        }
        Some(RENAME) => {
            let name = read.text(Asked::Name).at_most(100).required();
            read.finish(|| Ok(OrganisationChange::Named(id, name?)))
        }
        _ => return Err(Fault::NotFound),
    })
}

/// The form: proposed first, then done.
pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Path(organisation): Path<String>,
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let id = known(&organisation)?;
    let shown = acting.organisation(id, 0).await?;
    let faults = match read(&submission, id)? {
        Err(faults) => faults,
        Ok(change) => match proposed(&site, &who, &submission, &change).await {
            Ok(answer) => return Ok(answer),
            Err(casework::Fault::NotFound) if is_pressed(&submission) => {
                // It was there when it was proposed.
                let mut faults = Faults::default();
                let words = "It does not serve this area, or no longer: see which it serves now";
                faults.add_of_page(words.to_owned());
                faults
            }
            Err(casework::Fault::Refused(words)) => {
                let mut faults = Faults::default();
                let field = match change {
                    OrganisationChange::Named(..) => Asked::Name,
                    _ => Asked::Given,
                };
                faults.add(&field, words);
                faults
            }
            Err(fault) => at_the_top(fault)?,
        },
    };
    let page = drawn(&site, &who, (&shown, 0, None), (&submission, &faults));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Shows what a change comes to now, or makes it hold where that was seen.
pub(super) async fn proposed(
    site: &Site,
    who: &SignedIn,
    sent: &Submission,
    change: &OrganisationChange,
) -> Result<Response, casework::Fault> {
    let office = site.office().ok_or(casework::Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let command = sent.command().and_then(|typed| typed.parse().ok()).map(CommandId::of);
    let once = command.map(|command| Sent { command, version: 0 });
    if let Some(once) = once.filter(|_| is_pressed(sent))
        && let Some(done) = acting.held_before(once).await?
    {
        return Ok(said(change).at(&address(done)).into_response());
    }
    let mut comes_to = acting.comes_to(change).await?;
    let once = once.unwrap_or_else(|| office.form(0));
    let command = once.command.uuid().to_string();
    let mut pressed =
        with(site, who, (change, &comes_to, &command), |proposal| proposal.pressed(sent));
    if pressed == Pressed::Seen {
        match acting.hold(once, change, &comes_to).await {
            Ok(id) => return Ok(said(change).at(&address(id)).into_response()),
            // Somebody else was quicker by a moment.
            Err(casework::Fault::Stale) => {
                comes_to = acting.comes_to(change).await?;
                pressed = Pressed::Otherwise;
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(with(site, who, (change, &comes_to, &command), |proposal| {
        proposal.drawn(site, who, (sent, pressed))
    }))
}

const fn said(change: &OrganisationChange) -> Said {
    match change {
        OrganisationChange::Added { .. } => Said::OrganisationAdded,
        OrganisationChange::Named(..) => Said::OrganisationRenamed,
        OrganisationChange::Given(..) => Said::AreasGiven,
        OrganisationChange::Taken(..) => Said::AreaTaken,
    }
}

/// The proposal of a change.
fn with<T>(
    site: &Site,
    who: &SignedIn,
    (change, comes_to, command): (&OrganisationChange, &ComesTo, &str),
    then: impl FnOnce(&Proposal<'_>) -> T,
) -> T {
    let one = &comes_to.organisation;
    let (action, above, subtitle) = match change {
        OrganisationChange::Added { .. } => (
            ORGANISATIONS.to_owned(),
            beneath("Add an organisation"),
            html! { (one.name) " takes part." },
        ),
        OrganisationChange::Named(..) => (
            address(one.id),
            beneath("Give it another name"),
            html! { (comes_to.called()) " will be called " (one.name) "." },
        ),
        OrganisationChange::Given(..) => {
            let areas: Vec<&str> = comes_to.areas.iter().map(Area::name).collect();
            let words = html! { (one.name) " serves " (areas.join(", ")) ", too." };
            (address(one.id), beneath(&one.name), words)
        }
        OrganisationChange::Taken(_, area) => {
            let words = html! { (one.name) " serves " (area.name()) " no more." };
            (address(one.id), beneath(&one.name), words)
        }
    };
    then(&Proposal {
        above: breadcrumbs(&above),
        subtitle,
        content: content(site, who, change, comes_to),
        action: &action,
        command,
        press: SO,
        leave: (&action, AS_IT_IS),
    })
}

/// What a change comes to.
fn content(site: &Site, who: &SignedIn, change: &OrganisationChange, comes_to: &ComesTo) -> Markup {
    let one = &comes_to.organisation;
    let sentences: Vec<String> = comes_to.effects.iter().map(effects::words).collect();
    let works = matches!(one.kind, OrganisationKind::Programme | OrganisationKind::Support);
    html! {
        @if matches!(change, OrganisationChange::Added { .. }) { (added(comes_to)) }
        ul class="govuk-list govuk-list--bullet waymark-words" {
            @for sentence in &sentences { li { (sentence) } }
            @match change {
                OrganisationChange::Added { .. } => {
                    li { "Its people can be invited from then on. None of them sees anything until they have a role." }
                    li { "Its name and areas can be changed. It cannot be taken out again here." }
                },
                OrganisationChange::Named(..) => {
                    li { "Everybody sees the new name from the next page that they open, wherever it takes part." }
                    li { "Its people, their roles, its areas and its tokens stay as they are." }
                    li { "Files that are brought in and name it go by the new name." }
                    @for directory in of_it(site, who, comes_to.called()) {
                        li {
                            "The settings of the directory " (directory.name()) " name it as it was. Tell \
                             whoever runs Waymark before it is next started: until they name it anew, \
                             nobody signs in through that directory."
                        }
                    }
                },
                OrganisationChange::Given(..) => {
                    li { "Nobody gets a role by it. People of it who work in every area work there, too; of others the areas are changed one by one." }
                },
                OrganisationChange::Taken(_, area) => {
                    @if works {
                        li { "Work that is open there stays with whoever has it: nobody else is given it by this, and whoever has it goes on being told what they must know." }
                    }
                    @if comes_to.ends(area) {
                        @for directory in naming(site, who, area) {
                            li {
                                "The settings of the directory " (directory.name()) " name " (area.name()) ". \
                                 Tell whoever runs Waymark before it is next started: until they take \
                                 it out, nobody signs in through that directory."
                            }
                        }
                    }
                },
            }
            li { "That you did it stays in the audit." }
        }
    }
}

fn added(comes_to: &ComesTo) -> Markup {
    let areas: Vec<&str> = comes_to.areas.iter().map(Area::name).collect();
    let areas = if areas.is_empty() { "none".to_owned() } else { areas.join(", ") };
    let line = |key, value: &str| Summary { key, value: html! { (value) }, act: None };
    summary_list(&[
        line("Name", &comes_to.organisation.name),
        line("What it is", organisations::words(comes_to.organisation.kind)),
        line("Areas", &areas),
    ])
}

/// The directories of this programme whose settings name an area.
fn naming<'a>(
    site: &'a Site,
    who: &'a SignedIn,
    area: &'a Area,
) -> impl Iterator<Item = &'a Directory> {
    let here = |one: &&Directory| one.programme() == who.worker.programme;
    site.directories().iter().filter(here).filter(move |one| one.names(area))
}
