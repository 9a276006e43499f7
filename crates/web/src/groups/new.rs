//! Opening a group.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use casework::groups::GroupFilter;
use casework::signing_in::SignedIn;
use components::{Breadcrumb, Form, Page, Submission, Weight, breadcrumbs, button};
use maud::html;

use super::setting::{self, Choices};
use super::{Back, GROUPS, address};
use crate::Site;
use crate::faults::Fault;
use crate::ground::{Asking, Said, Sent};

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let groups = office.acting(&who.worker).groups(&GroupFilter::default()).await?;
    if !groups.may_open {
        return Err(Fault::NotFound);
    }
    let choices = Choices::of(office, &who).await?;
    let back = Back::first(office, 0);
    Ok(drawn(&site, &who, &choices, &Submission::default(), &back))
}

fn drawn(
    site: &Site,
    who: &SignedIn,
    choices: &Choices,
    submission: &Submission,
    back: &Back,
) -> Response {
    let form = Form::new(submission, &back.faults);
    let page = Page {
        heading: "Open a group",
        above: Some(breadcrumbs(&[
            Breadcrumb { href: Some(GROUPS), words: "Groups" },
            Breadcrumb { href: None, words: "Open a group" },
        ])),
        content: form.summary(),
        ..Page::default()
    };
    let fields = html! {
        (setting::view(&form, choices, true))
        (button("Open the group", Weight::Primary))
    };
    back.page(site, who, page, "/groups/new", &fields)
}

pub(super) async fn sent(State(site): State<Arc<Site>>, sent: Sent) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let form = sent.form()?;
    let acting = office.acting(&sent.who.worker);
    if !acting.groups(&GroupFilter::default()).await?.may_open {
        return Err(Fault::NotFound);
    }
    let choices = Choices::of(office, &sent.who).await?;
    let back = match setting::read(&sent.submission, &choices, None) {
        Err(faults) => Back::faulty(faults, form),
        Ok(setting) => match acting.open_group(form, setting).await {
            Ok(done) => {
                return Ok(Said::GroupOpened.at(&address(done.reference)).into_response());
            }
            Err(fault) => Back::refused(office, fault, form, 0)?,
        },
    };
    Ok(drawn(&site, &sent.who, &choices, &sent.submission, &back))
}
