//! The waiting list of a group: a man is put on it, or taken off.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use casework::groups::{OneGroup, name};
use casework::signing_in::SignedIn;
use components::{
    Faults, Form, Item, Kind, Page, Radios, Reader, Submission, Text, Weight, Width, button,
};
use maud::html;
use pathway::Reference;

use super::plan::recordable;
use super::{Back, address, named, way};
use crate::Site;
use crate::coded::asked;
use crate::faults::Fault;
use crate::ground::{Asking, Said, Sent};

asked! {
    /// The questions.
    Asked {
        Man = "man", "The reference of his case", "Enter the reference of his case";
        Act = "act", "What is to be done?", "Choose what is to be done";
    }
}

const ACTS: [(&str, &str, bool); 2] =
    [("on", "Put him on the waiting list", true), ("off", "Take him off the waiting list", false)];

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    Path(reference): Path<String>,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let one = recordable(office, &who, named(&reference)?).await?;
    let back = Back::first(office, one.version);
    Ok(drawn(&site, &who, &one, &Submission::default(), &back))
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
        heading: "The waiting list",
        subtitle: Some(html! { (name(&one.listed)) }),
        above: Some(way(&one.listed, "The waiting list")),
        content: html! {
            (form.summary())
            p class="govuk-body waymark-words" {
                "A place that becomes free is given in his case, to whoever waits longest."
            }
        },
        ..Page::default()
    };
    let items = ACTS.iter().map(|(value, label, _)| Item::new(*value, *label)).collect();
    let fields = html! {
        (form.text(Asked::Man, &Text {
            hint: Some("As it stands at the top of his case"),
            width: Width::Twenty,
            kind: Kind::Code,
            ..Text::default()
        }))
        (form.radios(Asked::Act, &Radios { items, ..Radios::default() }))
        (button("Record it", Weight::Primary))
    };
    let action = format!("{}/waiting", address(one.listed.reference()));
    back.page(site, who, page, &action, &fields)
}

fn read(submission: &Submission) -> Result<(Reference, bool), Faults> {
    let mut read = Reader::new(submission);
    let man = read.reference::<Reference, _>(Asked::Man).required();
    let acts = ACTS.iter().map(|(value, _, on)| (*value, *on));
    let on = read.choice_among(Asked::Act, acts).required();
    read.finish(|| Ok((man?, on?)))
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let (form, reference) = (sent.form()?, named(&reference)?);
    let one = recordable(office, &sent.who, reference).await?;
    let acting = office.acting(&sent.who.worker);
    let back = match read(&sent.submission) {
        Err(faults) => Back::faulty(faults, form),
        Ok((man, on)) => {
            let (done, said) = match on {
                true => {
                    (acting.wait_for_place(man, form, one.listed.id()).await, Said::WaitsForPlace)
                }
                false => (acting.wait_no_more(man, form, one.listed.id()).await, Said::WaitsNoMore),
            };
            match done {
                Ok(_) => return Ok(said.at(&address(reference)).into_response()),
                // A reference that is not theirs is a slip of the pen, and answered as such.
                Err(casework::Fault::NotFound) => {
                    let mut faults = Faults::default();
                    faults
                        .add(&Asked::Man, "There is no such case among yours: check the reference");
                    Back::faulty(faults, form)
                }
                Err(fault) => Back::refused(office, fault, form, one.version)?,
            }
        }
    };
    Ok(drawn(&site, &sent.who, &one, &sent.submission, &back))
}
