//! How far a referral has come: the steps that were told, what comes next and by when, and what
//! whoever refers can do.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use casework::referrals::{Comes, Progress, Told, ToldOf};
use components::{
    Identity, Link, NextAct, Page, Row, Steps, Where, acts, identity, next_act, rows, steps,
};
use maud::{Markup, html};
use pathway::codes::Code;
use pathway::{Area, Reference, london_day};

use super::{Asked, REFERRALS, of, words};
use crate::faults::Fault;
use crate::furniture::{day, moment};
use crate::ground::{Asking, Said};
use crate::{Site, furniture};

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    Path(reference): Path<String>,
    uri: Uri,
) -> Result<Response, Fault> {
    let asked = Asked::new(site, who, &reference, uri)?;
    let office = asked.office()?;
    let progress = office.acting(&asked.who.worker).progress(asked.reference).await?;
    let name = name(&progress);
    let reference = asked.reference.to_string();
    let area: Vec<&str> = progress.listed.facts.area.iter().map(Area::name).collect();
    let whose =
        Identity { name: name.as_deref(), reference: &reference, facts: &area, contact: None };
    let page = Page {
        heading: "How the referral is going",
        subtitle: Some(html! { (words::stands(progress.stage)) "." }),
        title: Some("How the referral is going"),
        content: html! {
            @if let Some(said) = Said::of(&asked.uri) { (said.banner()) }
            (way(&progress))
            (next(&progress))
            (missing(&progress, asked.reference))
            h2 class="govuk-heading-m" { "What you were told" }
            (rows(&told(&progress, asked.reference)))
            h2 class="govuk-heading-m" { "What you can do" }
            (can(&progress, asked.reference))
        },
        identity: Some(identity(&whose)),
        ..Page::default()
    };
    Ok(furniture::for_worker(&asked.site, Some(&asked.who), Some(REFERRALS), &page))
}

/// His name, where the leave opens it.
pub(super) fn name(progress: &Progress) -> Option<String> {
    let him = progress.him.as_ref()?;
    let names = [him.given.as_ref(), him.family.as_ref()].into_iter().flatten();
    let names: Vec<&str> = names.map(|name| name.reveal(&progress.permitted)).collect();
    Some(names.join(" "))
}

/// The line of steps, each with its day; where it is now, with the day by which it goes on.
fn way(progress: &Progress) -> Markup {
    type Is = fn(&ToldOf) -> bool;
    let line: [(&str, Is); 7] = [
        ("Received", |of| matches!(of, ToldOf::Received)),
        ("Acknowledged", |of| matches!(of, ToldOf::Acknowledged)),
        ("Assessment offered", |of| matches!(of, ToldOf::AssessmentOffered { .. })),
        ("Assessed", |of| matches!(of, ToldOf::Assessed)),
        ("Decided", |of| {
            matches!(of, ToldOf::Suitable | ToldOf::Unsuitable { .. } | ToldOf::FoundUnsuitable(_))
        }),
        ("Midway", |of| matches!(of, ToldOf::Midway)),
        ("Completed", |of| matches!(of, ToldOf::Completed(_))),
    ];
    let (told, over) = (&progress.told, progress.stage.is_over());
    // The clocks of reports are none of the line's.
    let next = progress.next.filter(|next| {
        matches!(next.what, Comes::Acknowledgement | Comes::Offer | Comes::Discussion)
    });
    let by = next.and_then(|next| next.by).map(|by| format!("by {}", words::until(by)));
    let late = next.is_some_and(|next| next.late);
    let days: Vec<Option<String>> = line
        .iter()
        .map(|(_, is)| told.iter().find(|told| is(&told.of)).map(|told| day(london_day(told.at))))
        .collect();
    let last = days.iter().rposition(Option::is_some);
    let shown: Vec<components::Step<'_>> = line
        .iter()
        .zip(&days)
        .enumerate()
        .map(|(place, ((words, _), when))| {
            let at = match when {
                Some(_) => Where::Done,
                None if over || last.is_some_and(|last| place < last) => Where::LeftOut,
                None if last.is_some_and(|last| place == last + 1) => Where::Now,
                None => Where::ToCome,
            };
            let now = at == Where::Now;
            let clock = if now { by.as_deref() } else { when.as_deref() };
            components::Step { words, clock, late: now && late, at }
        })
        .collect();
    steps(&Steps { label: "How far the referral has come", steps: &shown })
}

fn next(progress: &Progress) -> Markup {
    match &progress.next {
        Some(next) => next_act(&NextAct {
            heading: words::comes(next),
            words: words::comes_how(next),
            button: None,
        }),
        None => html! {},
    }
}

/// What screening asks and only whoever refers can answer.
fn missing(progress: &Progress, reference: Reference) -> Markup {
    html! {
        @if !progress.missing.is_empty() && progress.takes_more {
            section {
                h2 class="govuk-heading-m" { "What the programme still needs to know from you" }
                (words::sentences(progress.missing.iter().map(|fact| {
                    crate::coded::beginning(fact.words())
                })))
                (acts(&[Link::new(&of(reference, "add"), "Answer")]))
            }
        }
    }
}

/// Newest first.
fn told(progress: &Progress, reference: Reference) -> Vec<Row> {
    let row = |told: &Told| Row {
        lead: None,
        words: html! {
            (words::told(&told.of)) "."
            @if let ToldOf::ReportSent { report, written: true } = told.of {
                " " a class="govuk-link" href=(of(reference, &super::report::page_of(told.place))) {
                    "Read " (report.words())
                }
            }
        },
        aside: Some(html! {
            (moment(told.at))
            @if let Some(follows) = words::follows(&told.of) { ". " (follows) }
        }),
    };
    progress.told.iter().rev().map(row).collect()
}

/// What can be done now: what the pathway refuses is not offered.
fn can(progress: &Progress, reference: Reference) -> Markup {
    let named = progress.women > 0;
    let woman = if named { "Name a further woman" } else { "Name the woman" };
    let all: Vec<(&str, &str)> = [
        ("add", "Add to the referral", progress.takes_more),
        ("tell", "Add to what you said of her", progress.takes_more && named),
        ("woman", woman, progress.takes_more),
        ("update", "Ask for an update", true),
        ("withdraw", "Withdraw the referral", progress.withdrawable),
    ]
    .into_iter()
    .filter_map(|(page, words, offered)| offered.then_some((page, words)))
    .collect();
    let addresses: Vec<String> = all.iter().map(|(page, _)| of(reference, page)).collect();
    let links: Vec<Link<'_>> =
        addresses.iter().zip(&all).map(|(href, (_, words))| Link::new(href, words)).collect();
    acts(&links)
}
