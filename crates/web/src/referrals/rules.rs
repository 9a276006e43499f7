//! The rules in force, in plain words, before the form.

use std::sync::Arc;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use casework::referrals::Intake;
use casework::signing_in::{Place, SignedIn};
use components::{Frame, Page, Weight, button, details, form};
use jiff::civil::Date;
use maud::{Markup, html};
use pathway::Area;
use pathway::rules::{InForce, Intake as Taken};

use super::REFERRALS;
use crate::faults::Fault;
use crate::furniture::day;
use crate::ground::{Asking, Drawn, Said};
use crate::{Site, furniture};

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let intake = office.acting(&who.worker).intake().await?;
    let begins = begins(&who, &Drawn::from_version(office, 0).text());
    let page = Page {
        heading: "Before you refer",
        subtitle: Some(html! { "The rules in force on " (day(intake.today)) "." }),
        content: html! {
            @if let Some(said) = Said::of(&uri) { (said.banner()) }
            (today(&intake))
            @if let Some(begins) = begins { (begins) }
            (other_days(&intake))
        },
        ..Page::default()
    };
    let here = who.places().contains(&Place::Referrals).then_some(REFERRALS);
    Ok(furniture::for_worker(&site, Some(&who), here, &page))
}

/// The way on, for whoever may refer.
fn begins(who: &SignedIn, command: &str) -> Option<Markup> {
    if !who.places().contains(&Place::Referrals) {
        return None;
    }
    let token = who.form_token.text();
    let frame = Frame { action: "/referrals/drafts", token: &token, command, draft: None };
    Some(html! {
        p class="govuk-body waymark-words" {
            "One form refers the family to the programme and to the support service. It takes \
             about 15 minutes. What you type is kept as you go on, and you can come back to it. \
             If an answer means that the rules do not take the family, the form says so at once; \
             you may go on all the same, since a person decides."
        }
        (form(&frame, &html! { (button("Start a referral", Weight::Primary)) }))
    })
}

/// Areas whose rules are the same are named together.
fn today(intake: &Intake<'_>) -> Markup {
    let alike = alike(intake, intake.today);
    html! {
        @if alike.is_empty() {
            p class="govuk-body" {
                "Nobody runs the programme in any area yet. Ask whoever runs Waymark."
            }
        }
        @for (areas, rules) in &alike {
            section {
                h2 class="govuk-heading-m" { (places(areas, intake.areas.len())) }
                p class="govuk-body waymark-words" {
                    @match rules.intake {
                        Taken::Open => { "Referrals are being taken. " }
                        Taken::Closed => { strong { "No referrals are being taken." } " " }
                    }
                    "What has to be true of a family, and what follows:"
                }
                (sentences(rules))
                p class="govuk-body waymark-words" { "In force since " (day(rules.since)) "." }
            }
        }
    }
}

fn alike(intake: &Intake<'_>, on: Date) -> Vec<(Vec<Area>, InForce)> {
    let mut alike: Vec<(Vec<Area>, InForce)> = Vec::new();
    for area in &intake.areas {
        let rules = intake.rules.on(on, Some(area));
        match alike.iter_mut().find(|(_, known)| *known == rules) {
            Some((areas, _)) => areas.push(area.clone()),
            None => alike.push((vec![area.clone()], rules)),
        }
    }
    alike
}

fn places(areas: &[Area], of: usize) -> String {
    if areas.len() == of && of > 1 {
        return "In every area".to_owned();
    }
    let names: Vec<&str> = areas.iter().map(Area::name).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("In {} and {last}", rest.join(", ")),
        _ => format!("In {}", names.concat()),
    }
}

fn sentences(rules: &InForce) -> Markup {
    html! {
        ul class="govuk-list govuk-list--bullet waymark-words" {
            @for sentence in rules.in_words() { li { (sentence) } }
        }
    }
}

/// The rules of other days: a referral is judged by those of the day on which it is received.
fn other_days(intake: &Intake<'_>) -> Markup {
    let mut days: Vec<Date> = intake.rules.all().iter().map(|rule| rule.from).collect();
    days.dedup();
    let (earlier, later): (Vec<Date>, Vec<Date>) =
        days.into_iter().partition(|day| *day <= intake.today);
    let held = earlier.len().saturating_sub(1);
    html! {
        @for from in &later {
            (details(&format!("What holds from {}", day(*from)), &of_day(intake, *from)))
        }
        @for from in earlier.iter().take(held).rev() {
            (details(&format!("What held from {}", day(*from)), &of_day(intake, *from)))
        }
    }
}

fn of_day(intake: &Intake<'_>, on: Date) -> Markup {
    html! {
        @for (areas, rules) in alike(intake, on) {
            p class="govuk-body" {
                (places(&areas, intake.areas.len()))
                @if rules.intake == Taken::Closed { ", where no referrals are taken" }
                ":"
            }
            (sentences(&rules))
        }
    }
}
