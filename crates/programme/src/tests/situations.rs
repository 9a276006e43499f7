//! Each row of the table *What happens when*.

use jiff::civil::Weekday;
use pathway::clocks::Clock;
use pathway::crossing::{Risk, ToSupport};

use super::office::*;
use crate::codes::*;
use crate::parts::*;
use crate::{Command, Refusal, Stage};

#[test]
fn he_who_is_lost_after_assessment_and_before_a_first_session_is_closed_before_start() {
    for mut office in
        [Office::assessed(), Office::pending(), Office::suitable(), Office::commenced()]
    {
        office.must(Command::Close { reason: ClosureReason::NoContact, why: None });
        assert_eq!(office.case.standing().stage, Stage::ClosedBeforeStart);
    }
    let mut office = Office::acknowledged();
    office.must(Command::Close { reason: ClosureReason::NoContact, why: None });
    assert_eq!(office.case.standing().stage, Stage::ClosedBeforeAssessment);
    let office = Office::with_sessions(1);
    let close = Command::Close { reason: ClosureReason::Declined, why: None };
    assert_eq!(office.refuses(close), Refusal::HasStarted);
}

#[test]
fn of_a_friday_referral_the_first_attempt_is_due_when_acknowledgement_is() {
    let mut office = Office::at("2019-03-08T15:00:00Z");
    assert_eq!(office.today().weekday(), Weekday::Friday);
    office.must(Command::Receive(Box::new(office.referral())));
    assert_eq!(office.due_by(Clock::Acknowledge).as_deref(), Some("2019-03-12T00:00:00Z"));
    assert_eq!(office.due_by(Clock::FirstAttempt).as_deref(), Some("2019-03-12T00:00:00Z"));
    let mut office = Office::new();
    office.must(Command::Receive(Box::new(office.referral())));
    assert_eq!(office.due_by(Clock::FirstAttempt).as_deref(), Some("2019-03-08T10:00:00Z"));
}

#[test]
fn an_attempt_without_reaching_him_stops_the_clock_and_changes_no_state() {
    let mut office = Office::acknowledged();
    office.must(office.attempt(AttemptResult::NoAnswer));
    assert_eq!(office.due_by(Clock::FirstAttempt), None);
    assert_eq!(office.case.standing().stage, Stage::Acknowledged);
    let offer = Offer { when: office.now, mode: Mode::InPerson, place: None };
    office.must(Command::OfferAssessment(offer));
    assert_eq!(office.due_by(Clock::FirstOffer), None, "an offer needs no contact");
    let mut office = Office::acknowledged();
    office.must(office.attempt(AttemptResult::Reached));
    assert_eq!(office.case.standing().stage, Stage::Contacted);
}

#[test]
fn the_24_hours_of_a_place_count_from_the_later_of_suitable_and_cleared() {
    let mut office = Office::suitable();
    office.must(office.written());
    assert_eq!(office.due_by(Clock::Place), None, "nothing is late while he is not cleared");
    assert_eq!(office.refuses(Command::Place(Placement::OneToOne)), Refusal::NotCleared);
    office.days(5);
    office.must(cleared(true));
    let by = office.now.checked_add(jiff::Span::new().hours(24)).unwrap();
    assert_eq!(office.due_by(Clock::Place), Some(by.to_string()));
    let mut office = Office::pending();
    office.must(cleared(true));
    office.days(5);
    office.must(office.discussion(Decision::Suitable));
    let by = office.now.checked_add(jiff::Span::new().hours(24)).unwrap();
    assert_eq!(office.due_by(Clock::Place), Some(by.to_string()));
}

#[test]
fn a_woman_who_is_referred_after_he_was_cleared_is_waited_for_until_he_has_started() {
    let mut office = Office::pending();
    office.must(cleared(true));
    let another = part(77);
    office.must(Command::AddSealedPart(another));
    office.must(Command::ReferHer { part: another, provider: organisation(3) });
    office.must(office.discussion(Decision::Suitable));
    office.must(office.written());
    assert_eq!(office.refuses(Command::Place(Placement::OneToOne)), Refusal::NotCleared);
    office.must(cleared(true));
    office.must(Command::Place(Placement::OneToOne));
    let mut office = Office::with_sessions(1);
    let since = office.case.standing().cleared;
    let another = part(77);
    office.must(Command::AddSealedPart(another));
    office.must(Command::ReferHer { part: another, provider: organisation(3) });
    assert_eq!(office.case.standing().cleared, since, "nobody leaves by it");
}

#[test]
fn missed_cancelled_by_us_missed_is_two_in_a_row_and_proposes_closure() {
    let mut office = Office::with_sessions(3);
    office.must(office.missed(4, false));
    let today = pathway::end_of_london_day(office.today()).to_string();
    assert_eq!(office.due_by(Clock::ContactAfterMiss), Some(today), "the same day");
    office.days(7);
    office.must(Command::RecordCancelled { on: office.today(), session: session(5) });
    office.days(7);
    assert!(office.case.standing().proposal.is_none());
    office.must(office.missed(6, false));
    let proposed = office.case.standing().proposal.clone().unwrap();
    assert_eq!(proposed.proposal.by, Proposer::Rule);
    assert_eq!(office.case.standing().stage, Stage::OnProgramme, "nobody is closed by it alone");
    office.must(Command::DeclineLeaving { by: worker(3), why: note(1) });
    assert_eq!(office.case.standing().missed_in_a_row, 0);
}

#[test]
fn notice_contact_or_coming_resets_the_misses() {
    for between in 0..3 {
        let mut office = Office::with_sessions(3);
        office.must(office.missed(4, false));
        office.days(3);
        match between {
            0 => office.must(office.missed(5, true)),
            1 => office.must(office.attempt(AttemptResult::Reached)),
            _ => office.must(office.attended(5)),
        }
        office.days(4);
        office.must(office.missed(6, false));
        assert!(office.case.standing().proposal.is_none(), "{between}");
    }
    let mut office = Office::with_sessions(3);
    office.must(office.missed(4, false));
    office.must(office.attempt(AttemptResult::NoAnswer));
    assert_eq!(office.due_by(Clock::ContactAfterMiss), None, "he was tried");
    office.days(7);
    office.must(office.missed(5, false));
    assert!(office.case.standing().proposal.is_some(), "to be tried is not to be reached");
}

#[test]
fn catching_up_counts_thirty_distinct_sessions_once_each() {
    let mut office = Office::with_sessions(3);
    office.must(office.missed(4, true));
    office.days(1);
    let on = office.today();
    let attended = Attended { catch_up: true, group: None, ..attended(on, 4) };
    office.must(Command::RecordAttended { attended, entry: None });
    assert_eq!(office.case.standing().sessions_done(), 4);
    assert!(office.case.standing().to_catch_up.is_empty());
    office.days(1);
    assert!(matches!(office.refuses(office.attended(4)), Refusal::SessionDone { session: 4, .. }));
}

#[test]
fn he_cannot_come_back_after_death_completion_unsuitable_or_duplicate() {
    let back = || Command::ProposeReturn { by: worker(3) };
    let no_return = |office: &Office| matches!(office.refuses(back()), Refusal::NoReturn(_));
    assert!(no_return(&Office::left(LeavingReason::Died)));
    let mut office = Office::with_sessions(30);
    office.must(Command::Complete { on: office.today() });
    assert!(no_return(&office));
    let mut office = Office::pending();
    let found = unsuitable(UnsuitableReason::Denial);
    office.must(office.discussion(Decision::Unsuitable { found, escalate: true, plan: None }));
    assert!(no_return(&office));
    let mut office = Office::with_sessions(2);
    office.must(Command::MergeInto(other_case(2)));
    assert!(no_return(&office));
}

#[test]
fn coming_back_needs_risk_discussion_and_clearance_afresh_and_carries_his_sessions_forward() {
    let mut office = Office::left(LeavingReason::DroppedOut);
    office.days(60);
    office.must(Command::ProposeReturn { by: worker(3) });
    assert!(matches!(office.crossed.last(), Some(ToSupport::DiscussionDue { .. })));
    let back = Command::Return { on: office.today() };
    let Refusal::ReturnIncomplete(missing) = office.refuses(back.clone()) else { panic!() };
    assert_eq!(missing.len(), 3, "{missing:?}");
    let risk = risk_assessment(office.today(), Risk::Medium, Risk::Medium);
    office.must(Command::AssessRisk(Box::new(risk)));
    office.must(office.discussion(Decision::Suitable));
    assert_eq!(
        office.refuses(back.clone()).to_string(),
        "Before he is back, this is needed afresh: the clearance to start."
    );
    office.must(cleared(true));
    office.must(back);
    assert_eq!(office.crossed.last(), Some(&ToSupport::Returned { on: office.today() }));
    assert_eq!(office.case.standing().sessions_done(), 5);
    office.must(office.attended(6));
    assert_eq!(office.case.standing().sessions_done(), 6);
    assert_eq!(office.case.facts().closed_on, None);
}

#[test]
fn merging_two_live_cases_unites_their_sessions_and_keeps_both_histories() {
    let mut office = Office::with_sessions(3);
    let merged = Merged {
        case: other_case(2),
        sessions: vec![session(2), session(7)],
        counted_before: 0,
        sealed: vec![part(2)],
        why: note(1),
    };
    let length = office.case.history().len();
    office.must(Command::MergeFrom(Box::new(merged)));
    assert_eq!(office.case.standing().sessions_done(), 4);
    assert_eq!(office.case.history().len(), length + 1);
    let mut other = Office::with_sessions(2);
    let crossed = other.crossed.len();
    other.must(Command::MergeInto(other_case(1)));
    assert_eq!(other.crossed.len(), crossed, "her cases are merged by her side alone");
    assert_eq!(other.case.standing().stage, Stage::Merged);
}

#[test]
fn a_transfer_leaves_the_clocks_going() {
    let mut office = Office::acknowledged();
    let before = office.due();
    office.days(1);
    office.must(Command::Transfer {
        area: pathway::Area::new("Walsall"),
        organisation: organisation(5),
        facilitator: worker(8),
        why: None,
    });
    let by =
        |due: Vec<crate::Due>| due.into_iter().map(|due| (due.clock, due.by)).collect::<Vec<_>>();
    assert_eq!(by(office.due()), by(before));
    assert_eq!(office.case.standing().facilitator, Some(worker(8)));
}

#[test]
fn a_hold_of_messages_says_nothing_of_why_and_asks_for_a_review() {
    let mut office = Office::with_sessions(1);
    let crossed = office.crossed.len();
    office.must(Command::HoldMessages);
    assert_eq!(office.crossed.len(), crossed);
    assert!(office.case.standing().held.is_some());
    assert!(office.due_by(Clock::ReviewHold).is_some());
    office.must(Command::ReviewHold(note(2)));
    assert_eq!(office.due_by(Clock::ReviewHold), None);
    assert!(office.case.standing().held.is_some(), "the hold stays until a person lifts it");
}
