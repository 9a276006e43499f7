//! The referrals of one's own organisation, one's own drafts, and those that colleagues left.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use casework::Caseload;
use casework::referrals::{Intake, ReferralDraft, Standing, Wanted, place_after, stage_of};
use components::{
    Filters, Form, Item, Keyed, Link, Page, Row, Select, Submission, Weight, button_link, filters,
    keyed, nothing, rows,
};
use maud::{Markup, html};
use pathway::codes::Code;
use pathway::{Area, london_day};

use super::draft::{address, read};
use super::left;
use super::steps::{self, Answers, Step};
use super::{REFERRALS, RULES, of, words};
use crate::coded::{self, asked};
use crate::faults::Fault;
use crate::furniture::{day, moment};
use crate::ground::{Asking, Said};
use crate::{Site, furniture};

asked! {
    /// By what the list is narrowed.
    Narrowed {
        Area = "area", "Area";
        Standing = "standing", "How far";
    }
}

/// The address of the list, taken apart.
type Given = Vec<(String, String)>;

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    Query(given): Query<Given>,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let given = Submission::of(given);
    let chosen = |name: &str| given.typed(name).filter(|typed| !typed.is_empty());
    let wanted = Wanted {
        area: chosen("area").map(Area::new),
        standing: chosen("standing").and_then(Standing::from_code),
    };
    let after = chosen("after");
    let list = acting.referrals(&wanted, after).await?;
    // What is not drawn is not asked for, nor said to have been seen.
    let (drafts, half_written) = match after {
        None => (acting.referral_drafts().await?, acting.half_written().await?),
        Some(_) => <_>::default(),
    };
    let intake = acting.intake().await?;
    let page = Page {
        heading: "Referrals",
        subtitle: Some(html! { "What your organisation referred, newest first." }),
        content: html! {
            @if let Some(said) = Said::of(&uri) { (said.banner()) }
            (button_link(RULES, "Refer a family", Weight::Primary))
            @if after.is_none() {
                (being_written(&drafts))
                (left::by_colleagues(&half_written, &who.form_token.text()))
            }
            h2 class="govuk-heading-m" { "Sent" }
            (sent(&list, &given, &intake, wanted != Wanted::default()))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), Some(REFERRALS), &page))
}

/// One's own drafts, each with the way back into it.
fn being_written(drafts: &[ReferralDraft]) -> Markup {
    let kept: Vec<(&ReferralDraft, Answers)> = drafts
        .iter()
        .map(|draft| (draft, read(&draft.text)))
        .filter(|(_, answers)| !answers.is_empty())
        .collect();
    let list: Vec<Row> = kept.iter().map(|(draft, answers)| row_of(draft, answers)).collect();
    html! {
        @if !list.is_empty() {
            section {
                h2 class="govuk-heading-m" { "Being written by you" }
                (rows(&list))
            }
        }
    }
}

fn row_of(draft: &ReferralDraft, answers: &Answers) -> Row {
    let him = steps::typed(answers, Step::Him);
    let names = ["given", "family"].map(|name| him.typed(name).unwrap_or_default().trim());
    let name = names.join(" ").trim().to_owned();
    let name = if name.is_empty() { "A man who is not named yet".to_owned() } else { name };
    let (go_on, away) = (address(draft.id, "check"), address(draft.id, "throw-away"));
    Row {
        lead: None,
        words: html! { a class="govuk-link" href=(go_on) { (name) } },
        aside: Some(html! {
            "Kept on " (moment(draft.changed)) ". "
            a class="govuk-link" href=(away) {
                "Throw away" span class="govuk-visually-hidden" { ": " (name) }
            }
        }),
    }
}

fn sent(list: &Caseload, given: &Submission, intake: &Intake<'_>, narrowed: bool) -> Markup {
    let every: Vec<Row> = list.cases.iter().map(|listed| row(list, listed)).collect();
    let next = list.next.map(|key| with(given, Some(&place_after(key))));
    let first = given.typed("after").map(|_| with(given, None));
    let count = counted(list.count);
    html! {
        @if narrowed || list.count > 0 {
            (filters(&Filters {
                action: REFERRALS,
                fields: fields(given, intake),
                count: &count,
                clear: narrowed.then_some(REFERRALS),
            }))
        }
        @if every.is_empty() { (none(narrowed)) } @else { (rows(&every)) }
        (keyed(&Keyed {
            of: "referrals",
            first: first.as_deref(),
            next: next.as_deref().map(|href| Link::new(href, "older referrals")),
            previous: None,
        }))
    }
}

fn row(list: &Caseload, listed: &casework::Listed) -> Row {
    let reference = listed.envelope.reference;
    let him = listed.person.and_then(|person| list.people.get(&person));
    let name = him.map(|him| {
        let names = [him.given.as_ref(), him.family.as_ref()].into_iter().flatten();
        names.map(|name| name.reveal_listed(&list.scope)).collect::<Vec<_>>().join(" ")
    });
    let area = listed.facts.area.as_ref().map_or("", Area::name);
    let stands = stage_of(listed).map(words::stands).unwrap_or_default();
    Row {
        lead: None,
        words: html! {
            a class="govuk-link" href=(of(reference, "")) { (reference) }
            @if let Some(name) = name { " " (name) }
            @else if listed.facts.restricted { " (restricted)" }
        },
        aside: Some(html! {
            (stands) ". " (area) ", received on " (day(london_day(listed.received))) "."
        }),
    }
}

fn fields(given: &Submission, intake: &Intake<'_>) -> Markup {
    let form = Form::fresh(given);
    let areas = intake.areas.iter().map(|area| Item::new(area.name(), area.name())).collect();
    html! {
        (form.select(Narrowed::Area, &Select { none: Some("Every area"), items: areas, ..Select::default() }))
        (form.select(Narrowed::Standing, &Select {
            none: Some("However far"),
            items: coded::every::<Standing>(),
            ..Select::default()
        }))
    }
}

fn counted(count: u32) -> String {
    match count {
        0 => "No referral".to_owned(),
        1 => "1 referral".to_owned(),
        many if many >= casework::MOST_COUNTED => format!("{many} referrals or more"),
        many => format!("{many} referrals"),
    }
}

fn none(narrowed: bool) -> Markup {
    match narrowed {
        true => nothing(
            "No referral is like this. Choose another area, or see all.",
            &[Link::new(REFERRALS, "Show all")],
        ),
        false => nothing(
            "Your organisation has referred nobody yet. Read the rules in force, then fill in the \
             form; you get a reference at once and are told of every step.",
            &[],
        ),
    }
}

/// The address of the list, narrowed as it is, after another place in it.
fn with(given: &Submission, after: Option<&str>) -> String {
    let kept = ["area", "standing"]
        .into_iter()
        .filter_map(|name| Some((name, given.typed(name).filter(|typed| !typed.is_empty())?)));
    let all: Vec<(&str, &str)> = kept.chain(after.map(|after| ("after", after))).collect();
    components::address(REFERRALS, &all)
}
