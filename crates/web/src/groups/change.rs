//! Changing a group, and ending it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use casework::Office;
use casework::groups::{OneGroup, name};
use casework::signing_in::SignedIn;
use components::{Form, Page, Submission, Weight, button, warning};
use maud::html;
use pathway::Reference;

use super::setting::{self, Choices};
use super::{Back, address, named, way};
use crate::Site;
use crate::faults::Fault;
use crate::ground::{Asking, Said, Sent};

/// A group that may be changed by whoever asks.
async fn changeable(
    office: &Office,
    who: &SignedIn,
    reference: Reference,
) -> Result<OneGroup, Fault> {
    let one = office.acting(&who.worker).group(reference).await?;
    if one.may_change && !one.group.closed { Ok(one) } else { Err(Fault::NotFound) }
}

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    Path(reference): Path<String>,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let one = changeable(office, &who, named(&reference)?).await?;
    let choices = Choices::of(office, &who).await?;
    let answers = one.group.set_up.as_ref().map(setting::answers).unwrap_or_default();
    let back = Back::first(office, one.version);
    Ok(drawn(&site, &who, &one, &choices, &answers, &back))
}

fn drawn(
    site: &Site,
    who: &SignedIn,
    one: &OneGroup,
    choices: &Choices,
    submission: &Submission,
    back: &Back,
) -> Response {
    let form = Form::new(submission, &back.faults);
    let page = Page {
        heading: "Change the group",
        subtitle: Some(html! { (name(&one.listed)) }),
        above: Some(way(&one.listed, "Change it")),
        content: form.summary(),
        ..Page::default()
    };
    let fields = html! {
        (setting::view(&form, choices, false))
        (button("Change it", Weight::Primary))
    };
    let action = format!("{}/change", address(one.listed.reference()));
    back.page(site, who, page, &action, &fields)
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let (form, reference) = (sent.form()?, named(&reference)?);
    let one = changeable(office, &sent.who, reference).await?;
    let choices = Choices::of(office, &sent.who).await?;
    let back = match setting::read(&sent.submission, &choices, one.listed.area()) {
        Err(faults) => Back::faulty(faults, form),
        Ok(setting) => {
            match office.acting(&sent.who.worker).change_group(reference, form, setting).await {
                Ok(_) => return Ok(Said::GroupChanged.at(&address(reference)).into_response()),
                Err(fault) => Back::refused(office, fault, form, one.version)?,
            }
        }
    };
    Ok(drawn(&site, &sent.who, &one, &choices, &sent.submission, &back))
}

pub(super) async fn end_page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    Path(reference): Path<String>,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let one = changeable(office, &who, named(&reference)?).await?;
    let back = Back::first(office, one.version);
    Ok(ending(&site, &who, &one, &back))
}

fn ending(site: &Site, who: &SignedIn, one: &OneGroup, back: &Back) -> Response {
    let submission = Submission::default();
    let form = Form::new(&submission, &back.faults);
    let page = Page {
        heading: "End the group",
        subtitle: Some(html! { (name(&one.listed)) }),
        above: Some(way(&one.listed, "End it")),
        content: html! {
            (form.summary())
            (warning("A group that has ended does not open again. Its sessions stay in the record."))
            @if one.listed.taken > 0 {
                p class="govuk-body" {
                    "Men still have places in it. Find them places elsewhere first."
                }
            }
        },
        ..Page::default()
    };
    let action = format!("{}/end", address(one.listed.reference()));
    back.page(site, who, page, &action, &button("End the group", Weight::Warning))
}

pub(super) async fn end_sent(
    State(site): State<Arc<Site>>,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let (form, reference) = (sent.form()?, named(&reference)?);
    match office.acting(&sent.who.worker).end_group(reference, form).await {
        Ok(_) => Ok(Said::GroupEnded.at(&address(reference)).into_response()),
        Err(fault) => {
            let one = changeable(office, &sent.who, reference).await?;
            let back = Back::refused(office, fault, form, one.version)?;
            Ok(ending(&site, &sent.who, &one, &back))
        }
    }
}
