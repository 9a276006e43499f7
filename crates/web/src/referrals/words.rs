//! What a referrer is told, in words: one place for the page of progress, the list and the
//! confirmation.

use casework::referrals::{Comes, Next, ToldOf};
use jiff::Timestamp;
use maud::{Markup, html};
use pathway::codes::Code;
use pathway::london_day;
use programme::Stage;

use crate::coded::beginning;
use crate::furniture::{day, moment};

/// A step that was told.
pub(crate) fn told(of: &ToldOf) -> String {
    match of {
        ToldOf::Received => "The referral was received".to_owned(),
        ToldOf::AddedTo => "The referral was added to".to_owned(),
        ToldOf::FurtherWoman => "A further woman was named".to_owned(),
        ToldOf::Acknowledged => {
            "The referral was acknowledged, and given to a facilitator".to_owned()
        }
        ToldOf::AssessmentOffered { when, mode } => {
            format!("An assessment was offered for {}, {}", moment(*when), mode.words())
        }
        ToldOf::Assessed => "He was assessed".to_owned(),
        ToldOf::FoundUnsuitable(reason) => {
            format!("The assessment came to ‘unsuitable’: {}", reason.words())
        }
        ToldOf::Suitable => "The case was discussed: he is suitable".to_owned(),
        ToldOf::Unsuitable { reason, .. } => {
            format!("The case was discussed: he is unsuitable ({})", reason.words())
        }
        ToldOf::Placed => "He was given a place".to_owned(),
        ToldOf::Midway => "He has done 15 sessions: midway is reached".to_owned(),
        ToldOf::Completed(on) => format!("He completed the programme on {}", day(*on)),
        ToldOf::ReportSent { report, .. } => format!("You were sent {}", report.words()),
        ToldOf::Left { on, reason } => {
            format!("He left the programme early on {}: {}", day(*on), reason.words())
        }
        ToldOf::Closed(reason) => format!("The case was closed: {}", reason.words()),
        ToldOf::Returned(on) => format!("He came back to the programme on {}", day(*on)),
    }
}

/// What is asked of the referrer after a step, if anything is.
pub(super) fn follows(of: &ToldOf) -> Option<&'static str> {
    match of {
        ToldOf::FoundUnsuitable(_) => {
            Some("He is referred back to you: review the plan for the family.")
        }
        ToldOf::Unsuitable { escalate: true, .. } => Some(
            "He is referred back to you: review the plan for the family, and consider whether \
             it is to be escalated.",
        ),
        ToldOf::Unsuitable { .. } => {
            Some("He is referred back to you: review the plan for the family.")
        }
        ToldOf::Left { .. } => Some("Review the risks to the family with what you know."),
        ToldOf::Midway => Some("A review by children’s services follows."),
        _ => None,
    }
}

/// What comes next, as a heading.
pub(crate) fn comes(next: &Next) -> &'static str {
    match next.what {
        Comes::Acknowledgement => "Next: the referral is acknowledged",
        Comes::Offer => "Next: he is offered an assessment",
        Comes::Appointment(_) => "Next: his assessment",
        Comes::AfterAppointment => "Next: what came of his appointment",
        Comes::Outcome => "Next: the outcome of the assessment",
        Comes::Discussion => "Next: the case is discussed",
        Comes::Place => "Next: he is given a place",
        Comes::MidwayReport => "Next: the midway report",
        Comes::Completion => "Next: the second half of the programme",
        Comes::CompletionReport => "Next: the completion report",
        Comes::Return => "Next: he is to come back",
    }
}

/// What comes next, in a sentence or two with its clock.
pub(super) fn comes_how(next: &Next) -> Markup {
    let what = match next.what {
        Comes::Acknowledgement => {
            "The single point of contact screens the referral and gives it to a facilitator."
        }
        Comes::Offer => "A facilitator reaches him and offers an appointment.",
        Comes::Appointment(_) => "He has an appointment.",
        Comes::AfterAppointment => {
            "What came of the appointment is recorded, or another is offered."
        }
        Comes::Outcome => "The facilitator records what the assessment came to; you are told.",
        Comes::Discussion => {
            "Both services discuss the case. Until then its outcome is pending; please do not \
             discuss it with him."
        }
        Comes::Place => "He is suitable. We will write with a date.",
        Comes::MidwayReport => "You are sent a report when he has done 15 sessions.",
        Comes::Completion => "You are sent a report when he has done all 30 sessions.",
        Comes::CompletionReport => "He has completed the programme; you are sent a report.",
        Comes::Return => "He left early and is to come back. We will write with a date.",
    };
    html! {
        (what)
        @if let Comes::Appointment(when) = next.what { " It is on " (moment(when)) "." }
        @if let Some(by) = next.by {
            @if next.late { " This was due by " (until(by)) " and is late: ask for an update." }
            @else { " You are told by " (until(by)) "." }
        }
    }
}

/// A moment by which something is due: the end of a day is that day.
pub(super) fn until(by: Timestamp) -> String {
    let last = by.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(by);
    day(london_day(last))
}

/// How far a referral has come, at the start of a line.
pub(crate) fn stands(stage: Stage) -> String {
    match stage {
        // That there is another case of his would tell whoever refers that he is known.
        Stage::Merged => "Closed".to_owned(),
        stage => beginning(stage.words()),
    }
}

/// Sentences under one another.
pub(super) fn sentences(sentences: impl Iterator<Item = String>) -> Markup {
    html! {
        ul class="govuk-list govuk-list--bullet waymark-words" {
            @for sentence in sentences { li { (sentence) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_refers_is_not_told_that_there_is_another_case_of_his() {
        assert_eq!(stands(Stage::Merged), "Closed");
        assert_eq!(stands(Stage::OnProgramme), "On programme");
    }
}
