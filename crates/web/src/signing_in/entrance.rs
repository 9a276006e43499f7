//! The first page: of the demonstration, its invented workers, one press each; of a service, the
//! way to sign in.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use casework::demonstration::door::{DemonstrationDoor, InventedWorker};
use casework::signing_in::NotSignedIn;
use components::{Notification, Page, Weight, button, notification};
use maud::{Markup, html};
use pathway::WorkerId;

use super::{SIGN_IN, TODAY, form};
use crate::faults::Fault;
use crate::figures::OVERVIEW;
use crate::ground::{Known, Open, Said};
use crate::{Site, furniture};

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Extension(known): Extension<Known>,
    uri: Uri,
) -> Response {
    let Some((_, door)) = site.door() else {
        let to = if known.who().is_some() { TODAY } else { SIGN_IN };
        return Redirect::to(to).into_response();
    };
    let page = Page {
        heading: "Choose who to be",
        subtitle: Some(html! { "Each press signs you in as one invented worker." }),
        content: html! {
            @if let Some(said) = Said::of(&uri) { (said.banner()) }
            (notification(&Notification { title: "Important", content: invented() }))
            (workers(door))
            h2 class="govuk-heading-m" { "Without signing in" }
            p class="govuk-body" {
                a class="govuk-link" href=(OVERVIEW) { "The whole evaluation of the invented cohort" }
            }
        },
        ..Page::default()
    };
    furniture::for_worker(&site, known.who(), None, &page)
}

fn invented() -> Markup {
    html! {
        p class="govuk-notification-banner__heading" { "Everything here is invented." }
        p class="govuk-body waymark-words" {
            "No man, woman, child or worker on these pages exists. What you do here is done to \
             this demonstration alone."
        }
    }
}

/// The workers under the headings of their roles.
fn workers(door: &DemonstrationDoor) -> Markup {
    let mut headings: Vec<&str> = Vec::new();
    for worker in door.workers() {
        if !headings.contains(&worker.heading) {
            headings.push(worker.heading);
        }
    }
    html! {
        @for heading in headings {
            h2 class="govuk-heading-m" { (heading) }
            ul class="waymark-rows waymark-rows--plain" {
                @for worker in door.workers().iter().filter(|worker| worker.heading == heading) {
                    (row(worker))
                }
            }
        }
        @if door.workers().is_empty() {
            p class="govuk-body" { "No worker has been invented. Start the demonstration again." }
        }
    }
}

fn row(worker: &InventedWorker) -> Markup {
    html! {
        li class="waymark-rows__row" {
            div class="waymark-rows__words" {
                form action="/demonstration/sign-in" method="post" {
                    input type="hidden" name="worker" value=(worker.id.uuid());
                    (button(&worker.name, Weight::Secondary))
                }
                span class="waymark-rows__aside" { (worker.place) }
            }
        }
    }
}

/// One press.
pub(super) async fn pressed(
    State(site): State<Arc<Site>>,
    Extension(known): Extension<Known>,
    Open(submission): Open,
) -> Result<Response, Fault> {
    let (office, door) = site.door().ok_or(Fault::NotFound)?;
    let worker = submission.typed("worker").and_then(|id| id.parse().ok()).map(WorkerId::of);
    let worker = worker.ok_or(Fault::NotFound)?;
    match office.sign_in_as_invented(door, worker, &known.whence).await {
        Ok(token) => form::signed_in(&site, office, &known, &token).await,
        Err(NotSignedIn::Refused | NotSignedIn::Later(_)) => Err(Fault::NotFound),
        Err(NotSignedIn::Unchecked(cause)) => Err(cause.into()),
    }
}
