//! The tokens with which the programs of an organisation ask.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use casework::Acting;
use casework::accounts::TakesPart;
use casework::programs::{ApiToken, May, has_ended};
use casework::signing_in::{SignedIn, Token};
use components::{
    Cell, Faults, Form, Frame, Heading, Item, Kind, Link, Page, Radios, Reader, Submission, Table,
    Text, Weight, Width, acts, breadcrumbs, button, button_with, form, table,
};
use maud::{Markup, html};
use pathway::OrganisationId;

use super::invite::once;
use super::proposal::{AS_IT_IS, Pressed, Proposal, SO, follows};
use super::{ADMINISTRATION, ORGANISATIONS, organisation};
use crate::coded::asked;
use crate::faults::{Fault, at_the_top};
use crate::furniture::moment;
use crate::ground::{Recent, Said, SentRecent};
use crate::{Site, furniture};

asked! {
    /// A token that is made.
    Asked {
        Name = "name", "Which program has it", "Enter which program has it";
        May = "may", "What may it do?", "Choose what it may do";
    }
}

const HEAD: [Heading<'static>; 5] = [
    Heading { words: "Program", numeric: false },
    Heading { words: "It may", numeric: false },
    Heading { words: "Ends", numeric: false },
    Heading { words: "Last used", numeric: false },
    Heading { words: "Change it", numeric: false },
];

fn address(organisation: OrganisationId) -> String {
    format!("{ORGANISATIONS}/{}/tokens", organisation.uuid())
}

async fn found(acting: &Acting<'_>, organisation: &str) -> Result<TakesPart, Fault> {
    let id = organisation.parse().ok().map(OrganisationId::of).ok_or(Fault::NotFound)?;
    let all = acting.organisations().await?;
    all.into_iter().find(|one| one.organisation.id == id).ok_or(Fault::NotFound)
}

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Path(organisation): Path<String>,
    Recent(who): Recent,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let organisation = found(&office.acting(&who.worker), &organisation).await?;
    let shown = (Said::of(&uri), &Submission::default(), Faults::NONE);
    drawn(&site, &who, &organisation, shown).await
}

async fn drawn(
    site: &Site,
    who: &SignedIn,
    organisation: &TakesPart,
    (said, sent, faults): (Option<Said>, &Submission, &Faults),
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let id = organisation.organisation.id;
    let tokens = office.acting(&who.worker).api_tokens(id).await?;
    let (action, token, now) = (address(id), who.form_token.text(), office.now());
    let words = |code: &str| May::ALL.iter().find(|may| may.name() == code).map(|may| may.words());
    let rows: Vec<Vec<Cell>> = tokens
        .iter()
        .map(|one| {
            let ended = has_ended(one, now);
            let used = one.used.map_or_else(|| "never".to_owned(), moment);
            vec![
                Cell::words(html! { (one.name) }),
                Cell::words(html! { (words(&one.may).unwrap_or("–")) }),
                Cell::words(html! { @if ended { "has ended" } @else { (moment(one.ends)) } }),
                Cell::words(html! { (used) }),
                Cell::words(if ended {
                    html! { "–" }
                } else {
                    change(&action, &token, &one.id.to_string())
                }),
            ]
        })
        .collect();
    let frame = Frame { action: &action, token: &token, command: "", draft: None };
    let asked = Form::new(sent, faults);
    let may = May::ALL.iter().map(|may| Item::new(may.name(), may.words())).collect();
    let name = Text { kind: Kind::Name, width: Width::Twenty, ..Text::default() };
    let heading = format!("Tokens of {}", organisation.organisation.name);
    let page = Page {
        heading: &heading,
        above: Some(breadcrumbs(&organisation::beneath(&heading))),
        content: html! {
            @if let Some(said) = said { (said.banner()) }
            (asked.summary())
            @if rows.is_empty() {
                p class="govuk-body" { "No program of theirs asks anything." }
            } @else {
                (table(&Table { caption: None, head: &HEAD, rows: &rows, first_cell_is_header: true }))
            }
            h2 class="govuk-heading-m" { "Make a token" }
            (form(&frame, &html! {
                (asked.text(Asked::Name, &name))
                (asked.radios(Asked::May, &Radios { items: may, ..Radios::default() }))
                (button("See what this comes to", Weight::Primary))
            }))
            (acts(&[Link::new(&organisation::address(id), "Back to the organisation")]))
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    Ok(furniture::for_worker(site, Some(who), Some(ADMINISTRATION), &page))
}

fn change(action: &str, token: &str, id: &str) -> Markup {
    let frame = Frame { action, token, command: "", draft: None };
    form(
        &frame,
        &html! {
            input type="hidden" name="token" value=(id);
            (button_with("Replace", Weight::Secondary, "act", "replace"))
            (button_with("End", Weight::Secondary, "act", "end"))
        },
    )
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Path(organisation): Path<String>,
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let organisation = found(&acting, &organisation).await?;
    let (id, kind) = (organisation.organisation.id, organisation.organisation.kind);
    // Sent again it is answered as it was: the token is told to nobody else.
    let once = once(office, &submission);
    let token = submission.typed("token").and_then(|token| token.parse().ok());
    match (submission.typed("act"), token) {
        (Some(act @ ("replace" | "end")), Some(token)) => {
            let tokens = acting.api_tokens(id).await?;
            let good = |one: &&ApiToken| one.id == token && !has_ended(one, office.now());
            let known = tokens.iter().find(good).ok_or(Fault::NotFound)?;
            let changed = if act == "end" { TokenChange::Ended } else { TokenChange::Replaced };
            let of = (known.name.as_str(), changed, once);
            let pressed = with(&organisation, of, |it| it.pressed(&submission));
            if pressed != Pressed::Seen {
                let shown = (&submission, pressed);
                return Ok(with(&organisation, of, |it| it.drawn(&site, &who, shown)));
            }
            if act == "end" {
                acting.end_api_token(id, token).await?;
                return Ok(Said::TokenEnded.at(&address(id)).into_response());
            }
            let (name, fresh) = acting.replace_api_token(once, id, token).await?;
            return Ok(shown(&site, &who, id, (&name, &fresh)));
        }
        (Some(_), _) => return Err(Fault::NotFound),
        (None, _) => {}
    }
    let mut read = Reader::new(&submission);
    let name = read.text(Asked::Name).at_most(100).required();
    let may = May::ALL.iter().map(|may| (may.name(), *may));
    let may = read.choice_among(Asked::May, may).required();
    let faults = match read.finish(|| Ok((name?, may?))) {
        Err(faults) => faults,
        Ok((name, may)) => {
            let changed = TokenChange::Made(may);
            let of = (name.as_str(), changed, once);
            let pressed = with(&organisation, of, |it| it.pressed(&submission));
            let done = match pressed {
                Pressed::Seen => {
                    acting.make_api_token(once, (id, kind), &name, may).await.map(Some)
                }
                _ => acting.may_have_api_token(id, kind, may).map(|()| None),
            };
            match done {
                Ok(Some(token)) => return Ok(shown(&site, &who, id, (&name, &token))),
                Ok(None) => {
                    let shown = (&submission, pressed);
                    return Ok(with(&organisation, of, |it| it.drawn(&site, &who, shown)));
                }
                Err(fault) => at_the_top(fault)?,
            }
        }
    };
    let page = drawn(&site, &who, &organisation, (None, &submission, &faults)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What is done about a token.
#[derive(Clone, Copy)]
enum TokenChange {
    Made(May),
    Replaced,
    Ended,
}

/// What it comes to, before it is done.
fn with<T>(
    organisation: &TakesPart,
    (program, changed, once): (&str, TokenChange, casework::Sent),
    then: impl FnOnce(&Proposal<'_>) -> T,
) -> T {
    let action = address(organisation.organisation.id);
    let of = &organisation.organisation.name;
    let shown = "It is shown to you, this once. Whoever has it can ask what the program asks: give it \
                 to nobody else.";
    let (subtitle, sentences) = match changed {
        TokenChange::Made(may) => (
            html! { "A token for " (program) " of " (of) "." },
            vec![
                format!("With it the program may, of {of} alone: {}.", lower(may.words())),
                "It is good for a year, and opens no page.".to_owned(),
                shown.to_owned(),
            ],
        ),
        TokenChange::Replaced => (
            html! { "The token for " (program) " of " (of) " is replaced." },
            vec![
                "The new one may do the same, and is good for a year.".to_owned(),
                "The one before is good for a week more, in which the program is given the new one."
                    .to_owned(),
                shown.to_owned(),
            ],
        ),
        TokenChange::Ended => (
            html! { "The token for " (program) " of " (of) " ends." },
            vec![
                "It opens nothing any more, at once: the program is refused until it has another."
                    .to_owned(),
                "It cannot be made good again.".to_owned(),
            ],
        ),
    };
    let command = once.command.uuid().to_string();
    then(&Proposal {
        above: breadcrumbs(&organisation::beneath("Tokens")),
        subtitle,
        content: follows(sentences.iter().map(String::as_str)),
        action: &action,
        command: &command,
        press: SO,
        leave: (&action, AS_IT_IS),
    })
}

fn lower(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The token, this once.
fn shown(
    site: &Site,
    who: &SignedIn,
    organisation: OrganisationId,
    (name, token): (&str, &Token),
) -> Response {
    let back = address(organisation);
    let page = Page {
        heading: "The token",
        above: Some(breadcrumbs(&organisation::beneath("The token"))),
        subtitle: Some(html! { "For " (name) ". It is shown this once." }),
        content: html! {
            p class="govuk-body" { strong class="waymark-secret" { (token.text()) } }
            p class="govuk-body waymark-words" {
                "The program sends it as " code { "Authorization: Bearer …" } ". It is good for a \
                 year; one that it replaces is good for a week more."
            }
            (acts(&[Link::new(&back, "Back")]))
        },
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), Some(ADMINISTRATION), &page)
}
