//! Today: where whoever signs in begins. What is late, due, new and came, each line one press from
//! its act, one's own first.

mod lines;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use casework::signing_in::SignedIn;
use casework::today::Today;
use components::{Frame, Link, Page, Task, Tasks, Weight, acts, button, form, tasks};
use maud::{Markup, html};

use crate::cases::CASES;
use crate::faults::Fault;
use crate::ground::{Asking, Said};
use crate::second_factor::ACCOUNT;
use crate::{Site, furniture};
use lines::Line;

const TODAY: &str = "/today";

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/today", get(page))
}

async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    if !who.holds_a_role() {
        return Ok(without_a_role(&site, &who, Said::of(&uri)));
    }
    let today = office.acting(&who.worker).today().await?;
    let page = Page {
        heading: "Today",
        subtitle: Some(html! { (words::summary(&today)) }),
        content: html! {
            @if let Some(said) = Said::of(&uri) { (said.banner()) }
            (view(&today))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), Some(TODAY), &page))
}

/// Where there is no work: who can change that, and what is theirs all the same.
fn without_a_role(site: &Site, who: &SignedIn, said: Option<Said>) -> Response {
    let token = who.form_token.text();
    let frame = Frame { action: "/sign-out", token: &token, command: "", draft: None };
    let page = Page {
        heading: "You have no role at the moment",
        content: html! {
            @if let Some(said) = said { (said.banner()) }
            p class="govuk-body waymark-words" {
                "There is nothing here for you to work on until you are given a role. Whoever keeps \
                 the accounts of " (who.organisation) " can give you one: ask them."
            }
            p class="govuk-body waymark-words" {
                "Your account is still yours. You can see where you are signed in and what happened \
                 to it, and change what you sign in with."
            }
            (acts(&[Link::new(ACCOUNT, "Your account"), Link::new("/sessions", "Where you are signed in")]))
            (form(&frame, &html! { (button("Sign out", Weight::Secondary)) }))
        },
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), None, &page)
}

/// Every part that has something to say.
pub(super) fn view(today: &Today) -> Markup {
    if today.is_empty() {
        return nothing(today);
    }
    let parts = [
        ("Told by the programme, to look at", "told", lines::signals(today), ""),
        ("To give to others", "left", lines::left(today), ""),
        ("Late", "late", lines::late(today), ""),
        ("Due today", "due", lines::due(today), none_due(today)),
        ("Coming", "coming", lines::coming(today), ""),
        ("New to you", "new", lines::new(today), ""),
        ("Your newest referrals", "referrals", lines::referrals(today), ""),
        ("What came", "came", lines::came(today), ""),
    ];
    html! {
        @for (heading, id, lines, none) in parts {
            @if !lines.is_empty() || !none.is_empty() { (part(heading, id, &lines, none)) }
        }
        @if today.more {
            p class="govuk-body" {
                "More is due than is shown here. "
                a class="govuk-link" href=(CASES) { "See all cases" }
            }
        }
    }
}

/// What is said where nothing is due today: nothing to those who have no clocks of their own.
fn none_due(today: &Today) -> &'static str {
    let works = today.referrals.is_none() || !today.late.is_empty() || !today.coming.is_empty();
    if works { "Nothing is due today." } else { "" }
}

fn part(heading: &str, id: &str, lines: &[Line], none: &str) -> Markup {
    let list: Vec<Task<'_>> = lines.iter().map(Line::task).collect();
    tasks(&Tasks { heading, id, tasks: &list, none })
}

/// An empty page says what comes next.
fn nothing(today: &Today) -> Markup {
    html! {
        @if today.referrals.is_some() {
            p class="govuk-body waymark-words" {
                "Your referrals appear here, newest first, with how far each has come. You are told \
                 of every step."
            }
            (acts(&[Link::new("/referrals/new", "Make a referral")]))
        } @else {
            p class="govuk-body waymark-words" {
                "Nothing waits for you. Work appears here as soon as something is due: cases that \
                 are given to you, and everything that they ask for, with the day by which it is \
                 to be done."
            }
            (acts(&[Link::new(CASES, "See your cases")]))
        }
    }
}
