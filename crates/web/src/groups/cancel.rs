//! Cancelling a session, or moving it to another day. It counts against nobody.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use casework::groups::{Instead, OneGroup, name};
use casework::signing_in::SignedIn;
use components::{DateInput, Faults, Form, Item, Page, Radios, Reader, Submission, Weight, button};
use jiff::civil::Date;
use maud::html;
use pathway::london_day;
use programme::group::Planned;

use super::plan::recordable;
use super::{Back, address, day_of, named, session, way};
use crate::Site;
use crate::coded::asked;
use crate::faults::Fault;
use crate::furniture::day;
use crate::ground::{Asking, Said, Sent};

asked! {
    /// The questions.
    Asked {
        Instead = "instead", "What comes instead?", "Choose what comes instead";
        On = "on", "On which day?", "Enter the day to which it is moved";
    }
}

/// What can be chosen, by whether it is moved.
const INSTEAD: [(&str, &str, bool); 2] = [
    ("nothing", "Nothing: it is cancelled", false),
    ("moved", "The same session, on another day", true),
];

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    Path(reference): Path<String>,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let one = recordable(office, &who, named(&reference)?).await?;
    let on = day_of(&uri).ok_or(Fault::NotFound)?;
    let back = Back::first(office, one.version);
    Ok(drawn(&site, &who, &one, on, &Submission::default(), &back))
}

fn drawn(
    site: &Site,
    who: &SignedIn,
    one: &OneGroup,
    on: Date,
    submission: &Submission,
    back: &Back,
) -> Response {
    let form = Form::new(submission, &back.faults);
    let heading = format!("Cancel or move the session of {}", day(on));
    let planned = one.group.planned.get(&on);
    let page = Page {
        heading: &heading,
        subtitle: Some(html! { (name(&one.listed)) }),
        above: Some(way(&one.listed, "Cancel or move")),
        content: html! {
            (form.summary())
            @if let Some(planned) = planned {
                p class="govuk-body" { (session::words(planned)) "." }
            }
        },
        ..Page::default()
    };
    let moves = planned.is_some();
    let items = INSTEAD.iter().filter(|(_, _, moved)| moves || !moved);
    let items = items.map(|(value, label, moved)| {
        let item = Item::new(*value, *label);
        match moved {
            true => item.reveal(form.date(Asked::On, &DateInput::default())),
            false => item,
        }
    });
    let fields = html! {
        (form.radios(Asked::Instead, &Radios { items: items.collect(), ..Radios::default() }))
        (button("Record it", Weight::Primary))
    };
    let action = format!("{}/cancel?on={on}", address(one.listed.reference()));
    back.page(site, who, page, &action, &fields)
}

fn read(
    submission: &Submission,
    planned: Option<&Planned>,
    on: Date,
    today: Date,
) -> Result<Instead, Faults> {
    let mut read = Reader::new(submission);
    let answers = INSTEAD.iter().map(|(value, _, moved)| (*value, *moved));
    let moved = read.choice_among(Asked::Instead, answers).required();
    let instead = match (moved, planned) {
        (Ok(true), Some(planned)) => {
            let to = read.date(Asked::On).not_before(today).required();
            to.and_then(|to| match to == on {
                true => Err(read.fault(Asked::On, "Enter another day than the one that falls out")),
                false => Ok(Instead::On(Planned { on: to, ..planned.clone() })),
            })
        }
        (Ok(true), None) => {
            Err(read.fault(Asked::Instead, "Nothing was planned for that day that could be moved"))
        }
        (Ok(false), _) => Ok(Instead::Nothing),
        (Err(faulty), _) => Err(faulty),
    };
    read.finish(|| instead)
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Path(reference): Path<String>,
    uri: Uri,
    sent: Sent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let (form, reference) = (sent.form()?, named(&reference)?);
    let one = recordable(office, &sent.who, reference).await?;
    let on = day_of(&uri).ok_or(Fault::NotFound)?;
    let today = london_day(office.now());
    let planned = one.group.planned.get(&on);
    let back = match read(&sent.submission, planned, on, today) {
        Err(faults) => Back::faulty(faults, form),
        Ok(instead) => {
            let said = match instead {
                Instead::Nothing => Said::SessionCancelled,
                Instead::On(_) => Said::SessionMoved,
            };
            let acting = office.acting(&sent.who.worker);
            match acting.cancel_session(reference, form, on, instead).await {
                Ok(_) => return Ok(said.at(&address(reference)).into_response()),
                Err(fault) => Back::refused(office, fault, form, one.version)?,
            }
        }
    };
    Ok(drawn(&site, &sent.who, &one, on, &sent.submission, &back))
}
