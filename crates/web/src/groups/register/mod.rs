//! The register of a session: one block a man, made for a phone in the hand of whoever ran it.

mod form;
mod man;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use casework::groups::{Register, name};
use casework::signing_in::SignedIn;
use components::{Form, Page, Submission, Weight, button};
use jiff::civil::Date;
use maud::{Markup, html};
use pathway::london_day;

use super::{Back, address, day_of, named, session, way};
use crate::Site;
use crate::faults::Fault;
use crate::furniture::day;
use crate::ground::{Asking, Said, Sent, evenly};

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    Path(reference): Path<String>,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let on = day_of(&uri).unwrap_or_else(|| london_day(office.now()));
    let register = office.acting(&who.worker).register(named(&reference)?, on).await?;
    let back = Back::first(office, register.version);
    Ok(drawn(&site, &who, &register, london_day(office.now()), &Submission::default(), &back))
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Path(reference): Path<String>,
    uri: Uri,
    sent: Sent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let (form, reference) = (sent.form()?, named(&reference)?);
    let on = day_of(&uri).unwrap_or_else(|| london_day(office.now()));
    let acting = office.acting(&sent.who.worker);
    if acting.was_done(form).await? {
        return Ok(Said::RegisterTaken.at(&address(reference)).into_response());
    }
    let register = acting.register(reference, on).await?;
    let back = match form::read(&sent.submission, &register) {
        Err(faults) => Back::faulty(faults, form),
        Ok(registered) => match evenly(acting.take_register(reference, form, registered)).await {
            Ok(_) => return Ok(Said::RegisterTaken.at(&address(reference)).into_response()),
            Err(fault) => Back::refused(office, fault, form, register.version)?,
        },
    };
    let today = london_day(office.now());
    Ok(drawn(&site, &sent.who, &register, today, &sent.submission, &back))
}

fn drawn(
    site: &Site,
    who: &SignedIn,
    register: &Register,
    today: Date,
    submission: &Submission,
    back: &Back,
) -> Response {
    let form = Form::new(submission, &back.faults);
    let heading = format!("Register of {}", day(register.on));
    let page = Page {
        heading: &heading,
        subtitle: Some(html! { (name(&register.listed)) }),
        above: Some(way(&register.listed, "The register")),
        content: html! { (form.summary()) (about(register)) },
        ..Page::default()
    };
    let action = format!("{}/register?on={}", address(register.listed.reference()), register.on);
    match nothing(register, today) {
        Some(words) => {
            let page = Page { content: html! { (page.content) (words) }, ..page };
            crate::furniture::for_worker(site, Some(who), Some(super::GROUPS), &page)
        }
        None => {
            let fields = html! {
                (form::view(&form, register))
                (button("Take the register", Weight::Primary))
            };
            back.page(site, who, page, &action, &fields)
        }
    }
}

/// What the session is about, where that is known.
fn about(register: &Register) -> Markup {
    html! {
        @if let Some(planned) = &register.session {
            p class="govuk-body" {
                (session::words(planned)) "."
                @if planned.heavy { " A heavy one." }
            }
        }
        @if register.held && !register.cancelled {
            p class="govuk-body" {
                "This register has been taken. Men without an entry can still get one; what is \
                 wrong is corrected in the man’s own case."
            }
        }
    }
}

/// Why there is nothing to fill in.
fn nothing(register: &Register, today: Date) -> Option<Markup> {
    let words = if register.cancelled {
        "The session of this day was cancelled: there is nothing to record."
    } else if register.on > today {
        "This session is yet to come. Its register can be taken on the day itself."
    } else if register.men.is_empty() {
        "Nobody has a place in this group yet, so there is nobody to record. A place is given in \
         the case of a man who is suitable and cleared."
    } else if register.held && register.men.iter().all(|man| man.nothing.is_some()) {
        "Every man has his entry."
    } else {
        return None;
    };
    Some(html! { p class="govuk-body waymark-words" { (words) } })
}
