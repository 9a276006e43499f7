//! Where she is on her pathway, what comes next, and what waits.

use components::{
    Link, Mark, NextAct, Step as Stage, Steps, Summary, Task, Tasks, Weight, Where, button_link,
    next_act, steps, summary_list, tasks,
};
use jiff::Timestamp;
use maud::{Markup, html};
use pathway::codes::Code;
use pathway::london_day;
use support::case::{Held, Recipient, Step};
use support::codes::ConsentTo;
use support::{Act, Case, Clock, Due};

use super::super::CasePage;
use super::super::shell::{Forms, View};
use super::shown::Shown;
use super::words;
use crate::furniture::{day, moment, unbroken};

pub(super) fn view(shown: &Shown, _forms: &Forms<'_>) -> View {
    View {
        heading: "Overview",
        subtitle: Some(html! { (standing(&shown.her.case)) }),
        content: html! {
            (way(shown))
            (next(shown))
            (due(shown))
            (facts(shown))
        },
    }
}

fn standing(case: &Case) -> String {
    match case.step() {
        Step::NotOpened | Step::Referred if case.person.is_none() => {
            "No woman is named. The service takes part in the discussion all the same.".to_owned()
        }
        Step::NotOpened | Step::Referred => "Referred, and not reached yet.".to_owned(),
        Step::Contacted => "Reached, and not assessed yet.".to_owned(),
        Step::Assessed => "Assessed. Support has not started.".to_owned(),
        Step::Declined => {
            "She declined support. She is still told what affects her safety.".to_owned()
        }
        Step::Supported => "Support has started.".to_owned(),
        Step::Closed => "The case is closed.".to_owned(),
        Step::Merged => "The case goes on in another case of hers.".to_owned(),
    }
}

/// Her pathway as a line of steps.
fn way(shown: &Shown) -> Markup {
    let case = &shown.her.case;
    let on = |moment: Option<Timestamp>| moment.map(|moment| day(london_day(moment)));
    let started = on(case.started);
    let (support, supported) = match case.declined.filter(|_| started.is_none()) {
        Some(declined) => ("Declined", Some(day(london_day(declined)))),
        None => ("Support started", started),
    };
    let reached = on(case.reached);
    let assessed = on(case.assessments.first().map(|assessment| assessment.when));
    let closed = case.closed.and_then(|closing| closing.on).map(day);
    let passed = [
        ("Referred", true, on(case.referred.or(case.opened)), None),
        ("Reached", case.is_reached(), reached, Some(Clock::FirstContact)),
        ("Assessed", case.is_assessed(), assessed, None),
        (support, supported.is_some() || case.is_supported(), supported, Some(Clock::SupportStart)),
        ("Closed", case.closed.is_some(), closed, None),
    ];
    let over = case.closed.is_some() || case.merged_into.is_some();
    // The end is no step that the work is at: until it comes, support goes on.
    let last = passed.len() - 2;
    let now = passed.iter().position(|(_, done, ..)| !done).map(|place| place.min(last));
    let now = now.filter(|_| !over);
    let clocks: Vec<(Option<String>, bool)> = passed
        .iter()
        .map(|(_, done, at, clock)| match shown.due.iter().find(|due| Some(due.clock) == *clock) {
            Some(due) if !done => {
                let by = format!("by {}", day(due.by.day()));
                (Some(by), due.is_late(shown.now))
            }
            _ => (at.clone(), false),
        })
        .collect();
    let line: Vec<Stage<'_>> = passed
        .iter()
        .zip(&clocks)
        .enumerate()
        .map(|(place, ((words, done, ..), (clock, late)))| Stage {
            words,
            clock: clock.as_deref(),
            late: *late,
            at: match (done, now) {
                (_, Some(now)) if place == now => Where::Now,
                (true, _) => Where::Done,
                (false, _) if over => Where::LeftOut,
                (false, _) => Where::ToCome,
            },
        })
        .collect();
    steps(&Steps { label: "Her pathway", steps: &line })
}

fn next(shown: &Shown) -> Markup {
    let Some(act) = shown.next else {
        return html! { p class="govuk-body" { "Nothing waits in this case." } };
    };
    let page = page_of(act);
    let theirs = matches!(act, Act::Allocate) && !shown.allowed.allocate;
    let address = page.map(|page| page.of(shown.reference));
    let why = if theirs {
        "The manager of the service gives it to a worker. Until then whoever is on duty acts."
    } else {
        why(act)
    };
    let heading = format!("Next: {}", small(&act.to_string()));
    next_act(&NextAct {
        heading: &heading,
        words: html! { (why) },
        button: address
            .filter(|_| !theirs)
            .map(|address| button_link(&address, button_words(act), Weight::Primary)),
    })
}

fn small(words: &str) -> String {
    let mut signs = words.chars();
    signs.next().map(|first| first.to_lowercase().chain(signs).collect()).unwrap_or_default()
}

/// Where an act is done; the measures have no page yet that is a case's own.
const fn page_of(act: Act) -> Option<CasePage> {
    Some(match act {
        Act::LookAt(_) => CasePage::News,
        Act::ReferToMarac | Act::ReviewEscalation | Act::PlanSafety => CasePage::Risk,
        Act::LookAtFlag(_) => CasePage::Timeline,
        Act::Allocate => CasePage::Allocation,
        Act::VerifySafeContact | Act::Reach => CasePage::Contact,
        Act::HoldReview(_) | Act::SayReady(_) => CasePage::Discussion,
        Act::AskConsent(..) => CasePage::Consent,
        Act::Assess => CasePage::Assessment,
        Act::Clear(_) => CasePage::Decision,
        Act::StartSupport => CasePage::Start,
        Act::TakeMeasure(_) => return None,
    })
}

const fn button_words(act: Act) -> &'static str {
    match act {
        Act::LookAt(_) => "Look at it",
        Act::ReferToMarac => "Record the referral",
        Act::ReviewEscalation => "Review escalation",
        Act::LookAtFlag(_) => "Look at the timeline",
        Act::Allocate => "Choose a worker",
        Act::VerifySafeContact => "Verify a safe way",
        Act::Reach => "Record an attempt",
        Act::HoldReview(_) => "Record the review",
        Act::AskConsent(..) => "Record her answer",
        Act::Assess => "Record the assessment",
        Act::Clear(_) => "Decide on clearance",
        Act::SayReady(_) => "Say that you are ready",
        Act::StartSupport => "Record the start",
        Act::PlanSafety => "Write the plan",
        Act::TakeMeasure(_) => "Take the measure",
    }
}

const fn why(act: Act) -> &'static str {
    match act {
        Act::LookAt(_) => {
            "It may affect her safety. You decide what she is told: Waymark tells her nothing."
        }
        Act::ReferToMarac => "What is recorded puts the case there, whatever was judged since.",
        Act::ReviewEscalation => "An incident opens a review: the decision is a person’s.",
        Act::LookAtFlag(_) => "An earlier entry was corrected, and this one no longer follows.",
        Act::Allocate => "The case has no worker yet. Until it has, the duty manager is told.",
        Act::VerifySafeContact => {
            "He gave her contacts. They count as unsafe until the service has verified a way."
        }
        Act::Reach => "Every attempt counts, whoever makes it and whatever comes of it.",
        Act::HoldReview(_) => "The service takes part, and may share nothing.",
        Act::AskConsent(ConsentTo::HisStarting, _) => {
            "Declining support does not withhold it, nor the other way about. He is never told."
        }
        Act::AskConsent(..) => "Each of her three consents stands for itself.",
        Act::Assess => "Or record that she declines support.",
        Act::Clear(_) => "The programme hears yes or not yet, and never why.",
        Act::SayReady(_) => "The discussion is due seven days after, whatever you share there.",
        Act::StartSupport => "Her support depends on nothing that he does.",
        Act::PlanSafety => "It is agreed with her.",
        Act::TakeMeasure(_) => "The same at the same points, from both, never blended.",
    }
}

fn due(shown: &Shown) -> Markup {
    let marks: Vec<String> = shown.due.iter().map(|due| by(due, shown.now)).collect();
    let words: Vec<String> = shown.due.iter().map(|due| what(shown, due.clock)).collect();
    let addresses: Vec<Option<String>> = shown
        .due
        .iter()
        .map(|due| page_of_clock(due.clock).map(|page| page.of(shown.reference)))
        .collect();
    let rows: Vec<Task<'_>> = shown
        .due
        .iter()
        .zip(&marks)
        .zip(words.iter().zip(&addresses))
        .map(|((due, mark), (words, address))| Task {
            mark: match due.is_late(shown.now) {
                true => Mark::Late(mark),
                false if due.by.day() <= london_day(shown.now) => Mark::Soon(mark),
                false => Mark::Plain(mark),
            },
            subject: None,
            words,
            tag: None,
            aside: None,
            act: address.as_deref().map(|address| Link::new(address, "See")),
        })
        .collect();
    tasks(&Tasks { heading: "Due", id: "due", tasks: &rows, none: "Nothing is due." })
}

/// By when, seen from now.
fn by(due: &Due, now: Timestamp) -> String {
    let (today, on) = (london_day(now), due.by.day());
    match today.until(on).map_or(0, |span| span.get_days()) {
        0 => "Today".to_owned(),
        1 => "Tomorrow".to_owned(),
        -1 => "1 day late".to_owned(),
        days if days < 0 => format!("{} days late", -days),
        _ => day(on),
    }
}

fn what(shown: &Shown, clock: Clock) -> String {
    match clock {
        Clock::FirstContact => "First attempt to reach her".to_owned(),
        Clock::SupportStart => "Start of support".to_owned(),
        Clock::Message(number) => shown
            .her
            .case
            .entry(number)
            .and_then(|entry| words::news(shown, &entry.made.what))
            .unwrap_or_else(|| "What the programme told".to_owned()),
        Clock::Discussion(_) => "Case discussion".to_owned(),
        Clock::JointReview(_) => "Joint review".to_owned(),
        Clock::EscalationReview => "Review of escalation".to_owned(),
        Clock::Marac => "Referral to the MARAC".to_owned(),
        Clock::Measure(point) => format!("Measure {}", point.words()),
        Clock::Action(_) => "Something that is to be done".to_owned(),
        Clock::SafetyPlan => "To look at the safety plan again".to_owned(),
    }
}

const fn page_of_clock(clock: Clock) -> Option<CasePage> {
    Some(match clock {
        Clock::FirstContact => CasePage::Contact,
        Clock::SupportStart => CasePage::Start,
        Clock::Message(_) => CasePage::News,
        Clock::Discussion(_) | Clock::JointReview(_) => CasePage::Discussion,
        Clock::EscalationReview | Clock::Marac | Clock::SafetyPlan => CasePage::Risk,
        Clock::Action(_) => CasePage::Appointments,
        Clock::Measure(_) => return None,
    })
}

fn facts(shown: &Shown) -> Markup {
    let case = &shown.her.case;
    let pages = [CasePage::Allocation, CasePage::Consent, CasePage::Decision, CasePage::News];
    let [allocation, consent, decision, news] = pages.map(|page| page.of(shown.reference));
    let worker = match case.recipient() {
        Recipient::Worker(worker) => shown.who(worker).to_owned(),
        Recipient::DutyManager => "Nobody yet: the duty manager is told".to_owned(),
    };
    let see = |address| Some(Link::new(address, "See"));
    let mut list = vec![
        Summary { key: "Her worker", value: html! { (worker) }, act: see(&allocation) },
        Summary {
            key: "Consent to be contacted",
            value: html! { (given(case.consent_to_contact)) },
            act: see(&consent),
        },
        Summary {
            key: "Consent to support",
            value: html! { (given(case.consent_to_support)) },
            act: see(&consent),
        },
    ];
    let linked = shown.linked();
    for his in &linked {
        let value = html! {
            (his.called) ": " (given(his.his.consent))
        };
        list.push(Summary { key: "Consent to his starting", value, act: see(&consent) });
        let cleared = if his.his.cleared.is_some() { "cleared" } else { "not yet" };
        let value = html! { (his.called) ": " (cleared) };
        list.push(Summary { key: "Clearance", value, act: see(&decision) });
        let value = html! { (his.called) ": " (his_standing(his.his)) };
        list.push(Summary { key: "What the programme told", value, act: see(&news) });
    }
    html! {
        h2 class="govuk-heading-m" { "In short" }
        (summary_list(&list))
    }
}

/// A consent and since when, in words.
fn given(held: Option<Held>) -> String {
    match held {
        None => "Not asked yet".to_owned(),
        Some(held) if held.withdrawn => format!("Taken back, {}", unbroken(&moment(held.when))),
        Some(held) => format!("{}, {}", words::held(held.form), unbroken(&moment(held.when))),
    }
}

/// Where he stands, as far as the programme told.
pub(super) fn his_standing(his: &support::case::His) -> String {
    match (his.ended, his.started, his.suitable) {
        (Some((on, how)), ..) => format!("{}, {}", words::ending(how), unbroken(&day(on))),
        (None, Some(on), _) => format!("on the programme since {}", unbroken(&day(on))),
        (None, None, Some((true, at))) => {
            format!("found suitable, {}", unbroken(&day(london_day(at))))
        }
        (None, None, Some((false, at))) => {
            format!("found unsuitable, {}", unbroken(&day(london_day(at))))
        }
        (None, None, None) => "nothing decided yet".to_owned(),
    }
}
