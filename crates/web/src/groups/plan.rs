//! Planning a session: what it is about, so that it can be announced.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use casework::Office;
use casework::groups::{OneGroup, name};
use casework::signing_in::SignedIn;
use components::{DateInput, Faults, Form, Page, Reader, Submission, Weight, button};
use jiff::civil::Date;
use maud::html;
use pathway::{Reference, london_day};
use programme::group::Planned;

use super::{Back, address, day_of, named, session, way};
use crate::Site;
use crate::coded::asked;
use crate::faults::Fault;
use crate::ground::{Asking, Said, Sent};

asked! {
    /// The questions besides those of the session itself.
    Asked {
        On = "on", "On which day is it?", "Enter the day of the session";
    }
}

/// A group whose sessions whoever asks may record.
pub(super) async fn recordable(
    office: &Office,
    who: &SignedIn,
    reference: Reference,
) -> Result<OneGroup, Fault> {
    let one = office.acting(&who.worker).group(reference).await?;
    if one.may_record && !one.group.closed { Ok(one) } else { Err(Fault::NotFound) }
}

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    Path(reference): Path<String>,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let one = recordable(office, &who, named(&reference)?).await?;
    let answers = day_of(&uri).map(|on| known(&one, on)).unwrap_or_default();
    let back = Back::first(office, one.version);
    Ok(drawn(&site, &who, &one, &answers, &back))
}

/// What is known of a day: what was planned for it before, and the day itself.
fn known(one: &OneGroup, on: Date) -> Submission {
    let planned = one.group.planned.get(&on).map(session::answers).unwrap_or_default();
    let day = date(on);
    let answers = planned.answers().map(|(name, typed)| (name.to_owned(), typed.to_owned()));
    Submission::of(answers.chain(day))
}

/// A day as it is typed.
pub(super) fn date(on: Date) -> [(String, String); 3] {
    let part = |part: &str, number: String| (format!("on-{part}"), number);
    [
        part("day", on.day().to_string()),
        part("month", on.month().to_string()),
        part("year", on.year().to_string()),
    ]
}

fn drawn(
    site: &Site,
    who: &SignedIn,
    one: &OneGroup,
    submission: &Submission,
    back: &Back,
) -> Response {
    let form = Form::new(submission, &back.faults);
    let page = Page {
        heading: "Plan a session",
        subtitle: Some(html! { (name(&one.listed)) }),
        above: Some(way(&one.listed, "Plan a session")),
        content: form.summary(),
        ..Page::default()
    };
    let fields = html! {
        (form.date(Asked::On, &DateInput { hint: Some("For example, 11 3 2019"), ..DateInput::default() }))
        (session::view(&form))
        (button("Plan it", Weight::Primary))
    };
    let action = format!("{}/session", address(one.listed.reference()));
    back.page(site, who, page, &action, &fields)
}

fn read(submission: &Submission, today: Date) -> Result<Planned, Faults> {
    let mut read = Reader::new(submission);
    let on = read.date(Asked::On).not_before(today).required();
    let planned = session::read(&mut read, || on);
    read.finish(|| planned)
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let (form, reference) = (sent.form()?, named(&reference)?);
    let one = recordable(office, &sent.who, reference).await?;
    let back = match read(&sent.submission, london_day(office.now())) {
        Err(faults) => Back::faulty(faults, form),
        Ok(planned) => {
            match office.acting(&sent.who.worker).plan_session(reference, form, planned).await {
                Ok(_) => return Ok(Said::SessionPlanned.at(&address(reference)).into_response()),
                Err(fault) => Back::refused(office, fault, form, one.version)?,
            }
        }
    };
    Ok(drawn(&site, &sent.who, &one, &sent.submission, &back))
}
