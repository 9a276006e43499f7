//! Screening, and who has the case: acknowledging a referral, and giving the case to another
//! facilitator or area.

use ::access::act;
use casework::his::{Colleague, Screening};
use components::{
    Item, Lines, Link, Radios, Reader, Summary, Tag, Tone, link, nothing, section, summary_list,
    tag,
};
use maud::{Markup, html};
use pathway::screening::{Screened, Verdict};
use pathway::{Area, WorkerId};
use programme::Act;

use super::known;
use super::shown::{Doing, NotDone, Shown};
use crate::coded::asked;
use crate::faults::Fault;
use crate::furniture::{day, moment};
use crate::ground::Said;

const ACKNOWLEDGE: &str = "acknowledge";
const TRANSFER: &str = "transfer";

asked! {
    /// The questions of this page.
    Asked {
        Decision = "decision", "Does the case go on?", "Choose whether the case goes on";
        Although = "although", "Why does it go on all the same?", "Say why it goes on all the same";
        Ineligible = "ineligible-why", "Why not?";
        Facilitator = "facilitator", "Who gets the case?", "Choose who gets the case";
        Area = "area", "In which area?", "Choose the area";
        Reason = "reason", "Why?";
    }
}

pub(super) async fn view(shown: &Shown<'_>) -> Result<Markup, Fault> {
    let verdict = shown.acting().his_screening(&shown.case);
    let standing = shown.standing();
    let waits = shown.may(act::Acknowledge, Act::Acknowledge);
    let duplicates = match shown.granted(act::ResolveDuplicate) {
        true => Some(shown.acting().his_duplicates(shown.asked.reference).await?),
        false => None,
    };
    let facilitators = match waits || shown.may(act::Transfer, Act::Transfer) {
        true => shown.acting().facilitators(standing.area.as_ref()).await?,
        false => Vec::new(),
    };
    let names = match standing.facilitator {
        Some(worker) => shown.acting().his_workers(&shown.case, &[worker]).await?,
        None => Default::default(),
    };
    let has = standing.facilitator.and_then(|worker| names.get(&worker)).map(String::as_str);
    Ok(html! {
        (screened(&verdict))
        @if let Some(duplicates) = &duplicates { (known::view(shown, duplicates)) }
        @if waits {
            (acknowledge(shown, &verdict, &facilitators))
        } @else if let Some((at, _)) = &standing.acknowledged {
            h2 class="govuk-heading-m" { "Allocation" }
            (summary_list(&[
                Summary { key: "Acknowledged", value: html! { (moment(*at)) }, act: None },
                Summary { key: "Facilitator", value: html! { (has.unwrap_or("Not known")) }, act: None },
            ]))
        } @else {
            (nothing("The referral waits for the single point of contact.", &[]))
        }
        @if shown.may(act::Transfer, Act::Transfer) { (transfer(shown, &facilitators).await?) }
    })
}

fn screened(verdict: &Verdict) -> Markup {
    let (words, tone) = match verdict.screened() {
        Screened::Eligible => ("Eligible", Tone::Done),
        Screened::NotEligible => ("Not eligible", Tone::Late),
        Screened::CannotTellYet => ("Cannot tell yet", Tone::Marked),
    };
    html! {
        h2 class="govuk-heading-m" { "Screening " (tag(&Tag { words, tone })) }
        p class="govuk-body" { "By the rules in force since " (day(verdict.rules_since)) "." }
        ul class="govuk-list govuk-list--bullet" {
            @for words in verdict.in_words() { li { (words) } }
        }
    }
}

fn people(facilitators: &[Colleague]) -> Vec<Item<'static>> {
    let item = |one: &Colleague| Item::new(one.id.uuid().to_string(), one.name.clone());
    facilitators.iter().map(item).collect()
}

fn acknowledge(shown: &Shown<'_>, verdict: &Verdict, facilitators: &[Colleague]) -> Markup {
    let form = shown.form(ACKNOWLEDGE);
    let although = form.lines(Asked::Although, &Lines { rows: Some(3), ..Lines::default() });
    let why = form.lines(
        Asked::Ineligible,
        &Lines {
            hint: Some("The referrer is told that he is not eligible"),
            rows: Some(3),
            ..Lines::default()
        },
    );
    let mut items = Vec::new();
    if verdict.screened() != Screened::NotEligible {
        items.push(Item::new("go-on", "Yes"));
    }
    items.push(Item::new("although", "Yes, although screening says otherwise").reveal(although));
    items.push(
        Item::new("ineligible", "No: he is not eligible, and the case is closed").reveal(why),
    );
    let people = Radios {
        hint: Some("Facilitators of the area. Leave it empty where the case does not go on."),
        items: people(facilitators),
        ..Radios::default()
    };
    shown.framed(
        ACKNOWLEDGE,
        &section("Acknowledge the referral", &html! {
            (form.radios(Asked::Decision, &Radios { items, ..Radios::default() }))
            @if facilitators.is_empty() {
                p class="govuk-body" { "Nobody is a facilitator of this area yet. An administrator gives somebody the role." }
            } @else {
                (form.radios(Asked::Facilitator, &people))
            }
        }),
        "Acknowledge the referral",
    )
}

async fn transfer(shown: &Shown<'_>, of_area: &[Colleague]) -> Result<Markup, Fault> {
    if shown.act() != TRANSFER {
        let href = shown.other(TRANSFER, None);
        return Ok(html! {
            p class="govuk-body" { (link(&Link::new(&href, "Give the case to another facilitator or area"))) }
        });
    }
    let areas = shown.acting().areas().await?;
    let everybody = shown.acting().facilitators(None).await?;
    let elsewhere = everybody.into_iter().filter(|one| !of_area.contains(one));
    let all: Vec<Colleague> = of_area.iter().cloned().chain(elsewhere).collect();
    let form = shown.form(TRANSFER);
    let areas = areas.iter().map(|area| Item::new(area.name().to_owned(), area.name().to_owned()));
    Ok(shown.framed(
        TRANSFER,
        &section("Give the case to another facilitator or area", &html! {
            (form.radios(Asked::Area, &Radios { items: areas.collect(), ..Radios::default() }))
            (form.radios(Asked::Facilitator, &Radios { items: people(&all), ..Radios::default() }))
            (form.lines(Asked::Reason, &Lines { rows: Some(2), at_most: Some(2_000), ..Lines::default() }))
        }),
        "Give the case away",
    ))
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    match doing.act() {
        ACKNOWLEDGE => acknowledged(doing).await,
        TRANSFER => transferred(doing).await,
        _ => known::done(doing).await,
    }
}

async fn acknowledged(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let case = doing.acting().his_case(doing.reference).await?;
    let area = case.case.standing().area.clone();
    let facilitators = doing.acting().facilitators(area.as_ref()).await?;
    let mut read = Reader::new(doing.typed);
    let choices = [("go-on", 0), ("although", 1), ("ineligible", 2)];
    let decision = read.choice_among(Asked::Decision, choices).required();
    let although = read.lines(Asked::Although).at_most(2_000).optional();
    let why = read.lines(Asked::Ineligible).at_most(2_000).optional();
    let facilitator = chosen(&mut read, &facilitators).optional();
    if let (Ok(1), Ok(None)) = (&decision, &although) {
        read.fault(Asked::Although, "Say why it goes on all the same");
    }
    if let (Ok(0 | 1), Ok(None)) = (&decision, &facilitator) {
        read.fault(Asked::Facilitator, "Choose who gets the case");
    }
    let own = doing.who.actor().worker();
    let (screening, facilitator) = read.finish(|| {
        let screening = match (decision?, although?) {
            (1, Some(why)) => Screening::GoOnAlthough(why),
            (2, _) => Screening::Ineligible(why?),
            _ => Screening::GoOn,
        };
        // What does not go on stays with whoever closed it.
        Ok((screening, facilitator?.unwrap_or(own)))
    })?;
    doing.acting().acknowledge(doing.reference, doing.form, screening, facilitator).await?;
    Ok(Said::Acknowledged)
}

fn chosen<'r, 'a>(
    read: &'r mut Reader<'a>,
    facilitators: &[Colleague],
) -> components::ReadChoice<'r, 'a, WorkerId> {
    let choices = facilitators.iter().map(|one| (one.id.uuid().to_string(), one.id));
    read.choice_among(Asked::Facilitator, choices)
}

async fn transferred(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let areas: Vec<Area> = doing.acting().areas().await?;
    let facilitators = doing.acting().facilitators(None).await?;
    let mut read = Reader::new(doing.typed);
    let choices = areas.iter().map(|area| (area.name().to_owned(), area.clone()));
    let area = read.choice_among(Asked::Area, choices).required();
    let facilitator = chosen(&mut read, &facilitators).required();
    let why = read.lines(Asked::Reason).at_most(2_000).optional();
    if let (Ok(area), Ok(facilitator)) = (&area, &facilitator) {
        let there = doing.acting().facilitators(Some(area)).await?;
        if !there.iter().any(|one| one.id == *facilitator) {
            read.fault(Asked::Facilitator, "Choose a facilitator who works in that area");
        }
    }
    let (area, facilitator, why) = read.finish(|| Ok((area?, facilitator?, why?)))?;
    doing.acting().transfer(doing.reference, doing.form, area, facilitator, why).await?;
    Ok(Said::Transferred)
}
