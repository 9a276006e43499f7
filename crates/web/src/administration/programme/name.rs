//! Another name for the programme: proposed, shown with what it comes to, and given.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::signing_in::SignedIn;
use components::{
    Faults, Field, Form, Frame, Page, Reader, Submission, Text, Weight, Width, breadcrumbs, button,
    form,
};
use maud::html;

use super::super::proposal::{AS_IT_IS, Pressed, Proposal, SO, follows};
use super::super::{ADMINISTRATION, PROGRAMME, PROGRAMME_NAME};
use super::beneath;
use crate::coded::asked;
use crate::faults::Fault;
use crate::ground::{Recent, Said, SentRecent};
use crate::{Site, furniture};

asked! {
    /// What the programme is to be called.
    Asked {
        Name = "name", "Name of the programme", "Enter the name of the programme";
    }
}

pub(in crate::administration) async fn page(
    State(site): State<Arc<Site>>,
    Recent(who): Recent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let programme = office.acting(&who.worker).programme().await?;
    let answered = Submission::of([(Asked::Name.name(), programme.name)]);
    Ok(drawn(&site, &who, &answered, Faults::NONE))
}

fn drawn(site: &Site, who: &SignedIn, sent: &Submission, faults: &Faults) -> Response {
    let token = who.form_token.text();
    let frame = Frame { action: PROGRAMME_NAME, token: &token, command: "", draft: None };
    let asked = Form::new(sent, faults);
    let name = Text { width: Width::Twenty, autocomplete: Some("off"), ..Text::default() };
    let page = Page {
        heading: "Change the name of the programme",
        above: Some(breadcrumbs(&beneath("Change the name"))),
        content: html! {
            (asked.summary())
            (form(&frame, &html! {
                (asked.text(Asked::Name, &name))
                (button("See what this comes to", Weight::Primary))
            }))
            p class="govuk-body" { a class="govuk-link" href=(PROGRAMME) { (AS_IT_IS) } }
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), Some(ADMINISTRATION), &page)
}

/// The form: proposed first, then given.
pub(in crate::administration) async fn sent(
    State(site): State<Arc<Site>>,
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let before = acting.programme().await?.name;
    let mut read = Reader::new(&submission);
    let name = read.text(Asked::Name).at_most(100).required();
    if name.as_ref().is_ok_and(|name| *name == before) {
        read.fault(Asked::Name, "It is called so already");
    }
    let faults = match read.finish(|| name) {
        Err(faults) => faults,
        Ok(name) => match proposed(&site, &who, &submission, (before, &name)).await {
            Ok(answer) => return Ok(answer),
            Err(casework::Fault::Refused(words)) => {
                let mut faults = Faults::default();
                faults.add(&Asked::Name, words);
                faults
            }
            Err(fault) => return Err(fault.into()),
        },
    };
    let page = drawn(&site, &who, &submission, &faults);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Shows what another name comes to, or gives it where that was seen.
async fn proposed(
    site: &Site,
    who: &SignedIn,
    sent: &Submission,
    (mut before, name): (String, &str),
) -> Result<Response, casework::Fault> {
    let office = site.office().ok_or(casework::Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    acting.may_be_called(name).await?;
    let mut pressed = with((&before, name), |proposal| proposal.pressed(sent));
    if pressed == Pressed::Seen {
        match acting.rename_programme(&before, name).await {
            Ok(()) => return Ok(Said::ProgrammeRenamed.at(PROGRAMME).into_response()),
            // Another administrator was quicker by a moment.
            Err(casework::Fault::Stale) => {
                before = acting.programme().await?.name;
                pressed = Pressed::Otherwise;
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(with((&before, name), |proposal| proposal.drawn(site, who, (sent, pressed))))
}

/// What another name comes to, before it holds.
fn with<T>((before, name): (&str, &str), then: impl FnOnce(&Proposal<'_>) -> T) -> T {
    then(&Proposal {
        above: breadcrumbs(&beneath("Change the name")),
        subtitle: html! { (before) " will be called " (name) "." },
        content: follows([
            "Everybody who works here sees the new name from the next page that they open.",
            "Nothing else changes: cases, people, areas and figures stay as they are.",
            "Commands and settings that name the programme, such as those of directories, are not \
             changed by it. Tell whoever runs Waymark before it is next started: nobody signs in \
             through a directory whose settings name it as it was.",
        ]),
        action: PROGRAMME_NAME,
        command: "",
        press: SO,
        leave: (PROGRAMME, AS_IT_IS),
    })
}
