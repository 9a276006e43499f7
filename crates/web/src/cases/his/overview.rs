//! Where he stands: the line of steps with their clocks, the one next act, what else is due.

use components::{
    Link, Mark, NextAct, Step, Steps, Summary, Task, Tasks, Weight, Where, button_link, next_act,
    steps, summary_list, tasks, when,
};
use jiff::civil::Date;
use maud::{Markup, html};
use pathway::clocks::Clock;
use pathway::codes::Code;
use pathway::london_day;
use programme::{Act, Case, Due, Stage, Standing};

use super::super::CasePage;
use super::shown::Shown;
use super::words;
use crate::coded;
use crate::faults::Fault;
use crate::furniture::{day, moment};

pub(super) async fn view(shown: &Shown<'_>) -> Result<Markup, Fault> {
    let case = &shown.case.case;
    let due = shown.acting().his_clocks(case);
    let standing = shown.standing();
    let names = match standing.facilitator {
        Some(worker) => shown.acting().his_workers(&shown.case, &[worker]).await?,
        None => Default::default(),
    };
    let facilitator = standing.facilitator.and_then(|worker| names.get(&worker).cloned());
    let referrer = shown.acting().referrer_of(&shown.case).await?;
    Ok(html! {
        (line(case, &due, shown.now()))
        (next(shown))
        (also_due(shown, &due))
        (facts(shown, facilitator.as_deref(), referrer.as_deref()))
    })
}

/// The steps of the way, each with when it was or when it is due.
fn line(case: &Case, due: &[Due], now: jiff::Timestamp) -> Markup {
    let standing = case.standing();
    let way = way(standing);
    let over = standing.stage.is_over();
    let first_to_come = way.iter().position(|(_, when, _)| when.is_none());
    let mut clocks = Vec::with_capacity(way.len());
    for (place, (_, when, clock)) in way.iter().enumerate() {
        let waits = clock.iter().filter_map(|clock| due.iter().find(|due| due.clock == *clock));
        let waits = waits.min_by_key(|due| due.by).map(|due| words::due_in_short(due.by, now));
        clocks.push(match (when, waits) {
            (Some(on), _) => (Some(words::short(*on)), false),
            (None, Some((words, late))) if !over => (Some(words), late),
            (None, _) if Some(place) == first_to_come && standing.stage == Stage::OnProgramme => {
                (Some(format!("session {} of 30", standing.sessions_done())), false)
            }
            _ => (None, false),
        });
    }
    let steps_of: Vec<Step<'_>> = way
        .iter()
        .zip(&clocks)
        .enumerate()
        .map(|(place, ((words, when, _), (clock, late)))| Step {
            words,
            clock: clock.as_deref(),
            late: *late,
            at: match when {
                Some(_) => Where::Done,
                None if over => Where::LeftOut,
                None if Some(place) == first_to_come => Where::Now,
                None => Where::ToCome,
            },
        })
        .collect();
    steps(&Steps { label: "His way through the programme", steps: &steps_of })
}

/// Each step with the day on which it was taken, and the clocks that run for it.
fn way(standing: &Standing) -> [(&'static str, Option<Date>, &'static [Clock]); 8] {
    let before = standing.before.as_ref().map(|before| &before.facts);
    let acknowledged = standing.acknowledged.as_ref().map(|(at, _)| london_day(*at));
    let discussed = standing.discussion.as_ref().map(|discussion| discussion.on);
    let received = standing.received.map(london_day);
    [
        ("Received", received.or(before.and_then(|facts| facts.received_on)), &[]),
        (
            "Acknowledged",
            acknowledged.or(before.and_then(|facts| facts.acknowledged_on)),
            &[Clock::Acknowledge],
        ),
        (
            "First attempt",
            standing.first_contact().or(before.and_then(|facts| facts.first_contact_on)),
            &[Clock::FirstAttempt],
        ),
        (
            "Assessed",
            standing
                .assessment
                .as_ref()
                .map(|assessment| assessment.on)
                .or(standing.first_assessed),
            &[Clock::FirstOffer],
        ),
        ("Case discussed", discussed.or(standing.decided), &[Clock::Discuss, Clock::DiscussReady]),
        ("Commenced", standing.placed.map(london_day).or(standing.first_attended), &[Clock::Place]),
        ("Midway", standing.midway.map(london_day), &[]),
        ("Completed", standing.completed.map(|(on, _)| on), &[]),
    ]
}

/// The one next act, as a button where it is the reader's.
fn next(shown: &Shown<'_>) -> Markup {
    let Some(next) = programme::next_act(&shown.case.case) else {
        let stage = shown.standing().stage;
        return next_act(&NextAct {
            heading: "Nothing is owed in this case",
            words: html! { "It is " (stage.words()) "." },
            button: None,
        });
    };
    let page = page_of(next.act);
    let may = page.is_some_and(|_| may(shown, next.act));
    let heading = format!("Next: {}", lower(next.what));
    let href = page.map(|page| shown.address(page)).unwrap_or_default();
    next_act(&NextAct {
        heading: &heading,
        words: html! {
            "It is for " (next.who.words()) "."
        },
        button: may.then(|| button_link(&href, next.what, Weight::Primary)),
    })
}

fn lower(words: &str) -> String {
    let mut signs = words.chars();
    signs.next().map(|first| first.to_lowercase().chain(signs).collect()).unwrap_or_default()
}

/// The page where something is done; none of what other parts of Waymark do.
fn page_of(act: Act) -> Option<CasePage> {
    Some(match act {
        Act::Acknowledge | Act::Transfer => CasePage::Allocation,
        Act::RecordAttempt | Act::AskAboutMiss => CasePage::Contact,
        Act::OfferAssessment | Act::RecordOffer => CasePage::Appointments,
        Act::RecordAssessment => CasePage::Assessment,
        Act::FindOutcome | Act::ReferHer => CasePage::Decision,
        Act::Discuss => CasePage::Discussion,
        Act::RecordConsent => CasePage::Consent,
        Act::Place | Act::OfferSession => CasePage::Start,
        Act::RecordSession | Act::RecordMeasures => CasePage::Sessions,
        Act::Complete
        | Act::ProposeLeaving
        | Act::AnswerProposal
        | Act::Leave
        | Act::ReviewExit
        | Act::Close
        | Act::ProposeReturn
        | Act::Return => CasePage::End,
        Act::AssessRisk => CasePage::Risk,
        Act::AnswerFlags => CasePage::Timeline,
        Act::AwaitClearance | Act::SendReport => return None,
    })
}

/// Whether the reader may do it, by the grants.
fn may(shown: &Shown<'_>, next: Act) -> bool {
    use ::access::act;
    match next {
        Act::Acknowledge => shown.granted(act::Acknowledge),
        Act::Transfer => shown.granted(act::Transfer),
        Act::RecordAttempt | Act::AskAboutMiss => shown.granted(act::RecordAttempt),
        Act::OfferAssessment | Act::RecordOffer => shown.granted(act::OfferAssessment),
        Act::RecordAssessment => shown.granted(act::RecordAssessment),
        Act::FindOutcome => shown.granted(act::DecideSuitability),
        Act::ReferHer => shown.granted(act::ReferHer),
        Act::Discuss => shown.granted(act::RecordDiscussion),
        Act::RecordConsent => shown.granted(act::RecordConsent),
        Act::Place => shown.granted(act::Place),
        Act::OfferSession => shown.granted(act::Commence),
        Act::RecordSession => shown.granted(act::RecordAttendance),
        Act::RecordMeasures => shown.granted(act::RecordMeasures),
        Act::Complete => shown.granted(act::Complete),
        Act::ProposeLeaving => shown.granted(act::ProposeEnding),
        Act::AnswerProposal => shown.granted(act::AnswerProposedClosure),
        Act::Leave => shown.granted(act::ConfirmEnding),
        Act::ReviewExit | Act::ProposeReturn | Act::Return => shown.granted(act::ReEngage),
        Act::Close => shown.granted(act::CloseBeforeStart),
        Act::AssessRisk => shown.granted(act::AssessRisk),
        Act::AnswerFlags => shown.granted(act::CorrectCase),
        Act::AwaitClearance | Act::SendReport => false,
    }
}

/// What else is due.
fn also_due(shown: &Shown<'_>, due: &[Due]) -> Markup {
    let words: Vec<(String, bool)> =
        due.iter().map(|due| words::due(due.by, shown.now())).collect();
    let list: Vec<Task<'_>> = due
        .iter()
        .zip(&words)
        .map(|(due, (words, late))| Task {
            mark: if *late { Mark::Late(words) } else { Mark::Plain(words) },
            subject: None,
            words: &due.what,
            tag: None,
            aside: Some(html! { "For " (due.who.words()) }),
            act: None,
        })
        .collect();
    tasks(&Tasks { heading: "Due in this case", id: "due", tasks: &list, none: "Nothing is due." })
}

fn facts(shown: &Shown<'_>, facilitator: Option<&str>, referrer: Option<&str>) -> Markup {
    let standing = shown.standing();
    let pages = [CasePage::Allocation, CasePage::Consent, CasePage::Sessions, CasePage::Risk];
    let [allocation, consent, sessions, risk] = pages.map(|page| shown.address(page));
    let row = |key, words: String| Summary { key, value: html! { (words) }, act: None };
    let see = |href| Some(Link { href, words: "See" });
    let mut rows = vec![row("Where he is", upper(standing.stage.words()))];
    rows.push(Summary {
        key: "Facilitator",
        value: html! { (facilitator.unwrap_or("Nobody yet")) },
        act: see(allocation.as_str()),
    });
    rows.push(row("Referred by", referred(standing, referrer)));
    rows.push(Summary {
        key: "Consent",
        value: html! {
            @match &standing.consent {
                Some(consent) => { (coded::words(consent.form)) ", " (when(&day(consent.on))) },
                None => "Nothing recorded yet",
            }
        },
        act: see(consent.as_str()),
    });
    rows.push(row(
        "Cleared to start",
        standing.cleared.map_or_else(|| "Not yet".to_owned(), moment),
    ));
    rows.push(Summary {
        key: "Sessions",
        value: html! {
            (standing.sessions_done()) " done"
            @if !standing.to_catch_up.is_empty() { ", " (standing.to_catch_up.len()) " to catch up" }
        },
        act: see(sessions.as_str()),
    });
    rows.push(Summary {
        key: "Risk",
        value: html! {
            @match standing.risk { Some(level) => (upper(words::risk(level))), None => "Not known" }
        },
        act: see(risk.as_str()),
    });
    if let Some(place) = standing.placement {
        rows.push(row("Place", words::placement(place)));
    }
    html! {
        h2 class="govuk-heading-m" { "The case" }
        (summary_list(&rows))
    }
}

fn upper(words: &str) -> String {
    let mut signs = words.chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

fn referred(standing: &Standing, referrer: Option<&str>) -> String {
    let facts = standing.before.as_ref().map(|before| &before.facts);
    let referral = standing.referral.as_deref();
    let source = referral
        .map_or_else(|| facts.and_then(|facts| facts.source), |referral| referral.screening.source);
    let plan = referral
        .map_or_else(|| facts.and_then(|facts| facts.plan), |referral| referral.screening.plan);
    let children = referral
        .map_or_else(|| facts.and_then(|facts| facts.children), |referral| referral.children);
    let source = source.map_or("Not known", |source| source.words());
    let mut parts =
        vec![referrer.map_or_else(|| upper(source), |name| format!("{name} ({source})"))];
    parts.extend(plan.map(|plan| plan.words().to_owned()));
    parts.extend(children.map(|count| match count {
        1 => "1 child".to_owned(),
        count => format!("{count} children"),
    }));
    parts.join(", ")
}
