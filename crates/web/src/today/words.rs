//! What each clock asks for, why, and where it is answered: the one place where codes become
//! words.

use casework::MOST_COUNTED;
use casework::inbox::MOST_UNREAD;
use casework::leaving::Left;
use casework::today::{Clock, GroupToday, Pressing, Reckoned, SessionState, Today};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use pathway::clocks::Clock as His;
use pathway::{london_day, london_moment};
use programme::Stage;
use programme::parts::TimeOfDay;
use support::ClockKind as Hers;

use crate::cases::CasePage;

/// What a clock asks for.
pub(super) struct AskedFor {
    /// What.
    pub what: &'static str,
    /// Why, where that helps.
    pub why: Option<&'static str>,
    /// What is pressed.
    pub act: &'static str,
    /// Where that leads.
    pub page: CasePage,
}

const fn asks(
    what: &'static str,
    why: Option<&'static str>,
    act: &'static str,
    page: CasePage,
) -> AskedFor {
    AskedFor { what, why, act, page }
}

pub(super) const fn asked(clock: Clock) -> AskedFor {
    use CasePage::*;
    match clock {
        Clock::His(clock) => match clock {
            His::Acknowledge => {
                asks("Acknowledge the referral", None, "Acknowledge it", Allocation)
            }
            His::FirstAttempt => asks("First contact", None, "Record an attempt", Contact),
            His::FirstOffer => asks(
                "Offer a first assessment",
                Some(
                    "Men who finished the programme had waited 18 days for it on average; those who never came, 31.",
                ),
                "Offer a date",
                Appointments,
            ),
            His::Discuss => {
                asks("Case discussion", Some("With the support service."), "Record it", Discussion)
            }
            His::DiscussReady => asks(
                "Case discussion",
                Some("The support service is ready for it."),
                "Record it",
                Discussion,
            ),
            His::Place => asks(
                "Give him a place",
                Some("He is suitable and cleared to start."),
                "Give him a place",
                Start,
            ),
            His::ContactAfterMiss => asks(
                "Call him: he missed a session without a word",
                Some("A second miss in a row proposes that his file is closed."),
                "Record the call",
                Contact,
            ),
            His::AnswerClosure => asks(
                "He missed two sessions in a row: is his file to be closed?",
                Some("Nobody is closed by a timer alone. Confirm it, or say why not."),
                "Answer",
                End,
            ),
            His::ConfirmLeaving => asks(
                "A facilitator proposes that he leaves early",
                Some("It is for a manager to confirm, or to say why he stays."),
                "Answer",
                End,
            ),
            His::ReviewExit => asks(
                "He left early: review the risks",
                Some("Tell every agency involved, and plan how he can come back."),
                "Review them",
                End,
            ),
            His::JointReview => asks(
                "Joint review",
                Some("Held every month, with the support service."),
                "Open the case",
                Overview,
            ),
            His::MidwayReport => asks(
                "Midway report",
                Some("He has done fifteen sessions."),
                "Open the case",
                Overview,
            ),
            His::CompletionReport => asks(
                "Completion report",
                Some("He has done all thirty sessions."),
                "Open the case",
                Overview,
            ),
            His::FollowUp => asks(
                "Follow-up measures",
                Some("Six months after he completed."),
                "Open the case",
                Overview,
            ),
            His::ReviewIncident => {
                asks("Does risk escalate after the incident?", None, "Review it", Risk)
            }
            His::ReviewHold => {
                asks("Messages to him are held: hold a review", None, "Open the case", Overview)
            }
        },
        Clock::Hers(clock) => match clock {
            Hers::FirstContact => asks(
                "First contact",
                Some("Within 48 hours, in a way that is safe."),
                "Record an attempt",
                Contact,
            ),
            Hers::SupportStart => {
                asks("Start support", Some("He was found suitable."), "Start support", Start)
            }
            Hers::Message => asks(
                "The programme told something that affects her safety",
                Some("Decide what her safety needs, and record what you did."),
                "Look at it",
                News,
            ),
            Hers::Discussion => asks(
                "Case discussion",
                Some("With the programme. You decide what is shared."),
                "Prepare it",
                Discussion,
            ),
            Hers::JointReview => asks(
                "Joint review",
                Some("Held every month, with the programme."),
                "Open it",
                Discussion,
            ),
            Hers::EscalationReview => {
                asks("Does risk escalate after the incident?", None, "Review it", Risk)
            }
            Hers::Marac => asks("Refer her to the MARAC", None, "Record the referral", Risk),
            Hers::Measure => {
                asks("Take her measure, or say why not", None, "Open the case", Overview)
            }
            Hers::Action => {
                asks("Something that was agreed is to be done", None, "Open the case", Overview)
            }
            Hers::SafetyPlan => asks("Look at the safety plan again", None, "Look at it", Risk),
        },
    }
}

/// That a new referral may be of somebody known, for whoever may be told.
pub(super) fn known(one: &Pressing, today: &Today) -> Option<&'static str> {
    let acknowledges = one.clock == Clock::His(His::Acknowledge);
    let known = acknowledges && today.known.contains(&one.case.envelope.reference);
    known.then_some("It may be of somebody known.")
}

/// Whose it is, where it is not one's own.
pub(super) fn whose(one: &Pressing) -> Option<&'static str> {
    match one.case.facts.assigned {
        _ if one.own => None,
        Some(_) => Some("A colleague’s case."),
        None => Some("Given to nobody yet."),
    }
}

/// *Day 15 of 14.*
pub(super) fn reckoned(reckoned: Reckoned) -> String {
    match reckoned {
        Reckoned::Hours(run, of) => format!("Hour {run} of {of}."),
        Reckoned::Days(run, of) => format!("Day {run} of {of}."),
    }
}

/// *Monday 4 March 2019. Three things are late, five are due today.*
pub(super) fn summary(today: &Today) -> String {
    let date = today.on.strftime("%A %-d %B %Y");
    let (late, due) = (today.late(), today.due_today());
    let told = match today.signals.len() {
        0 => String::new(),
        1 => " Look first at what the programme told.".to_owned(),
        told => format!(" Look first at the {} things that the programme told.", number(told)),
    };
    let counted = match (late, due) {
        (0, 0) => "Nothing is late and nothing is due today.".to_owned(),
        (late, 0) => format!("{}, nothing is due today.", things(late, "is late", "are late")),
        (0, due) => format!("{}, nothing is late.", things(due, "is due today", "are due today")),
        (late, due) => {
            let verb = if due == 1 { "is" } else { "are" };
            let late = things(late, "is late", "are late");
            format!("{late}, {} {verb} due today.", number(due))
        }
    };
    format!("{date}. {counted}{told}")
}

fn things(count: usize, one: &str, many: &str) -> String {
    let words = number(count);
    let mut signs = words.chars();
    let begins: String =
        signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default();
    match count {
        1 => format!("{begins} thing {one}"),
        _ => format!("{begins} things {many}"),
    }
}

/// A number as a sentence has it: in letters up to twelve.
pub(crate) fn number(count: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// *2 days late*, *3 hours late*.
pub(super) fn late_by(by: Timestamp, today: &Today) -> String {
    let hours = today.now.duration_since(by).as_hours();
    // What was due by the end of a day is late from the next one on.
    let day = london_day(by.checked_sub(1.microsecond()).unwrap_or(by));
    match hours {
        _ if by == london_moment(london_day(by)) => days_late(day, today.on),
        0 => "Less than an hour late".to_owned(),
        1 => "1 hour late".to_owned(),
        2..=47 => format!("{hours} hours late"),
        _ => days_late(day, today.on),
    }
}

pub(super) fn days_late(day: Date, today: Date) -> String {
    match day.until(today).map_or(0, |span| span.get_days()) {
        1 => "1 day late".to_owned(),
        days => format!("{days} days late"),
    }
}

/// *14:30* for a moment of today, *Today* for its end; the weekday for a later day.
pub(super) fn when(by: Timestamp, today: &Today) -> String {
    let day = london_day(by.checked_sub(1.microsecond()).unwrap_or(by));
    let whole = by == london_moment(london_day(by));
    match (day == today.on, whole) {
        (true, true) => "Today".to_owned(),
        (true, false) => {
            let since = by.duration_since(london_moment(day)).as_mins();
            format!("{:02}:{:02}", since / 60, since % 60)
        }
        (false, _) if day < today.on => days_late(day, today.on),
        (false, _) => weekday(day),
    }
}

/// *Tuesday 5 March*.
pub(super) fn weekday(day: Date) -> String {
    day.strftime("%A %-d %B").to_string()
}

/// When in the day a group meets.
pub(super) fn time_of(one: &GroupToday) -> String {
    match one.group.meets.map(|meets| meets.time) {
        Some(TimeOfDay::Evening) => "This evening".to_owned(),
        _ => "Today".to_owned(),
    }
}

/// What became of a session that asks for nothing.
pub(super) fn became(one: &GroupToday) -> &'static str {
    match one.session.as_ref().map(|session| session.state) {
        Some(SessionState::Held) => "Register taken",
        Some(SessionState::Cancelled) => "Cancelled",
        _ => "Today",
    }
}

/// How much is with somebody who cannot open it any more, and what that is; none where nothing is.
pub(super) fn left(left: Left) -> Option<(String, &'static str)> {
    let of = |count: u32, one, many| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        MOST_COUNTED => Some(format!("{MOST_COUNTED} {many} or more")),
        count => Some(format!("{count} {many}")),
    };
    match (of(left.cases, "case", "cases"), of(left.groups, "group", "groups")) {
        (None, None) => None,
        (Some(cases), None) => Some((cases, "Another worker is needed")),
        (None, Some(groups)) => Some((groups, "Another leader is needed")),
        (Some(cases), Some(groups)) => {
            Some((format!("{cases}, {groups}"), "Another worker or leader is needed"))
        }
    }
}

/// How far a referral has come, as the start of a line.
pub(super) fn stage(stage: Stage) -> String {
    let mut signs = stage.words().chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

/// *7 messages that nobody has read.*
pub(super) fn unread(unread: u32) -> String {
    match unread {
        many if many > MOST_UNREAD => {
            format!("More than {MOST_UNREAD} messages that nobody has read")
        }
        many => format!("{many} messages that nobody has read"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_told_in_words_that_are_right_for_one_and_for_several() {
        let told = |cases, groups| {
            left(Left { cases, groups }).map(|(mark, words)| format!("{mark}: {words}"))
        };
        assert_eq!(told(0, 0), None);
        for (cases, groups, words) in [
            (1, 0, "1 case: Another worker is needed"),
            (12, 0, "12 cases: Another worker is needed"),
            (MOST_COUNTED, 0, "500 cases or more: Another worker is needed"),
            (0, 1, "1 group: Another leader is needed"),
            (0, 2, "2 groups: Another leader is needed"),
            (1, 3, "1 case, 3 groups: Another worker or leader is needed"),
        ] {
            assert_eq!(told(cases, groups).as_deref(), Some(words));
        }
    }
}
