//! The steps of his case, one after the other.

use jiff::civil::date;
use pathway::clocks::{Clock, Who};
use pathway::crossing::{Ending, Risk, Signal, ToProgramme, ToSupport};

use super::office::*;
use crate::codes::*;
use crate::parts::*;
use crate::{Command, HerChoice, Refusal, Stage, Step, next_act};

#[test]
fn a_referral_is_acknowledged_screened_and_allocated() {
    let mut office = Office::new();
    assert_eq!(office.refuses(Office::acknowledge()), Refusal::NotReceived);
    office.must(Command::Receive(Box::new(office.referral())));
    assert_eq!(next_act(&office.case).unwrap().who, Who::SinglePointOfContact);
    office.must(Office::acknowledge());
    let standing = office.case.standing();
    assert_eq!(standing.facilitator, Some(worker(3)));
    let (_, how) = standing.acknowledged.clone().unwrap();
    assert_eq!(how.screening.screened(), pathway::screening::Screened::Eligible);
    assert!(office.crossed.is_empty(), "nothing of her crosses before his assessment");
}

#[test]
fn a_family_that_the_rules_exclude_goes_on_only_with_a_reason() {
    let mut office = Office::new();
    let mut referral = office.referral();
    referral.screening.age = Some(17);
    office.must(Command::Receive(Box::new(referral)));
    assert!(office.refuses(Office::acknowledge()).to_string().contains("He is too young."));
    let Command::Acknowledge { duplicates, organisation, facilitator, .. } = Office::acknowledge()
    else {
        unreachable!()
    };
    let decision = ScreeningDecision::Ineligible { why: None };
    office.must(Command::Acknowledge {
        decision,
        duplicates,
        organisation,
        facilitator,
        support_provider: None,
    });
    assert_eq!(office.case.standing().stage, Stage::ClosedBeforeAssessment);
    assert_eq!(office.case.facts().closure_reason, Some(RecordedClosure::Ineligible));
}

#[test]
fn before_april_2018_she_is_referred_with_him() {
    let mut office = Office::at("2018-03-28T10:00:00Z");
    office.must(Command::Receive(Box::new(office.referral())));
    assert_eq!(office.refuses(Office::acknowledge()), Refusal::ProviderMissing);
    let Command::Acknowledge { decision, duplicates, organisation: by, facilitator, .. } =
        Office::acknowledge()
    else {
        unreachable!()
    };
    let support_provider = Some(organisation(3));
    office.must(Command::Acknowledge {
        decision,
        duplicates,
        organisation: by,
        facilitator,
        support_provider,
    });
    let risk = Some(Risk::Medium);
    assert_eq!(office.crossed, [ToSupport::Referred { part: part(1), risk }]);
}

#[test]
fn pending_gives_her_part_to_one_provider_and_calls_the_discussion() {
    let office = Office::pending();
    let by = date(2019, 3, 30);
    assert_eq!(
        office.crossed,
        [
            ToSupport::Referred { part: part(1), risk: Some(Risk::Medium) },
            ToSupport::DiscussionDue { by }
        ]
    );
}

#[test]
fn the_discussion_is_due_7_days_after_the_service_is_ready_or_21_after_pending() {
    let mut office = Office::pending();
    assert_eq!(office.due_by(Clock::Discuss).as_deref(), Some("2019-03-31T00:00:00Z"));
    office.must(Command::Hear(ToProgramme::ReadyToDiscuss));
    assert_eq!(office.due_by(Clock::DiscussReady).as_deref(), Some("2019-03-17T00:00:00Z"));
    assert_eq!(office.due_by(Clock::Discuss), None);
    let mut office = Office::pending();
    office.days(20);
    office.must(Command::Hear(ToProgramme::ReadyToDiscuss));
    assert!(office.due_by(Clock::Discuss).is_some(), "whichever is first");
    let mut alone = office.discussion(Decision::Suitable);
    if let Command::Discuss(discussion) = &mut alone {
        discussion.took_part = vec![Party::Programme];
    }
    assert_eq!(office.refuses(alone), Refusal::WithoutSupport);
}

#[test]
fn found_unsuitable_the_choice_of_her_referral_is_recorded() {
    let mut office = Office::assessed();
    let found = Box::new(unsuitable(UnsuitableReason::TooHighRisk));
    let find = |her| Command::FindUnsuitable { found: found.clone(), her };
    assert_eq!(office.refuses(find(HerChoice::NothingToDecide)), Refusal::HerChoiceMissing);
    office.must(find(HerChoice::Refer { provider: organisation(3) }));
    assert!(matches!(office.crossed[0], ToSupport::Referred { .. }));
    assert!(matches!(office.crossed[1], ToSupport::Ended { how: Ending::Unsuitable, .. }));
    let row = office.case.facts();
    assert_eq!(row.assessment_outcome, Some(Outcome::Unsuitable));
    assert_eq!(row.unsuitable_reason, Some(UnsuitableReason::TooHighRisk));
    assert_eq!(row.decided_on, Some(office.today()));
}

#[test]
fn he_starts_only_with_written_consent_and_the_clearance() {
    let mut office = Office::suitable();
    let place = || Command::Place(Placement::Group(group(1)));
    assert_eq!(office.refuses(place()), Refusal::NoConsent("written consent"));
    office.must(Command::RecordConsent(Consent {
        form: pathway::codes::ConsentForm::Verbal,
        on: office.today(),
        taken_by: None,
    }));
    assert_eq!(office.refuses(place()), Refusal::NoConsent("written consent"));
    office.must(office.written());
    assert_eq!(office.refuses(place()), Refusal::NotCleared);
    office.must(cleared(true));
    office.must(cleared(false));
    assert_eq!(office.refuses(place()), Refusal::NotCleared);
    office.must(cleared(true));
    office.must(place());
    assert_eq!(office.case.standing().stage, Stage::Commenced);
    office.must(cleared(false));
    assert_eq!(office.refuses(office.attended(1)), Refusal::NotCleared, "taken back in time");
}

#[test]
fn a_session_before_suitability_and_a_completion_with_12_sessions_make_no_sense() {
    let office = Office::pending();
    assert_eq!(office.refuses(office.attended(1)), Refusal::NotSuitable);
    let office = Office::with_sessions(12);
    let refusal = office.refuses(Command::Complete { on: office.today() });
    assert_eq!(refusal, Refusal::SessionsMissing { done: 12 });
    assert_eq!(
        refusal.to_string(),
        "He has done 12 of 30 sessions; 18 more must be done or caught up before he has completed."
    );
}

#[test]
fn fifteen_sessions_are_midway_and_thirty_complete() {
    let mut office = Office::with_sessions(15);
    assert!(office.case.standing().midway.is_some());
    assert!(office.due_by(Clock::MidwayReport).is_some());
    office.must(Command::SendReport { report: Report::Midway, document: None });
    assert_eq!(office.due_by(Clock::MidwayReport), None);
    for number in 16..=30 {
        office.must(office.attended(number));
        office.days(7);
    }
    office.must(Command::Complete { on: office.today() });
    assert_eq!(
        office.crossed.last(),
        Some(&ToSupport::Ended { on: office.today(), how: Ending::Completed })
    );
    let row = office.case.facts();
    assert_eq!(row.sessions_attended, Some(30));
    assert_eq!(row.delivery, Some(Delivery::Group));
    assert_eq!(row.closure_reason, Some(RecordedClosure::Completed));
    assert!(office.due_by(Clock::CompletionReport).is_some());
    assert!(office.due_by(Clock::FollowUp).is_some());
}

#[test]
fn a_notable_response_and_a_concern_reach_her_worker_and_the_notes_never_do() {
    let mut office = Office::commenced();
    let on = office.today();
    let entry = Entry {
        notable_response: true,
        concerns: vec![Concern::WordsWithoutChange],
        ..entry(on, 1)
    };
    let attended = attended(on, 1);
    let crossed = office.crossed.len();
    office.must(Command::RecordAttended { attended, entry: Some(Box::new(entry)) });
    let content = "understanding and defining domestic abuse".to_owned();
    assert_eq!(
        office.crossed[crossed..],
        [
            ToSupport::Started { on },
            ToSupport::Signal { on, kind: Signal::NotableResponse, content: content.clone() },
            ToSupport::Signal { on, kind: Signal::Concern, content },
        ]
    );
}

#[test]
fn an_absence_and_a_heavy_session_are_told_to_her_side() {
    let mut office = Office::with_sessions(1);
    let on = office.today();
    office.must(office.missed(2, true));
    assert_eq!(office.crossed.last(), Some(&ToSupport::Absent { on, with_notice: true }));
    let announce = |heavy| Command::Announce {
        on: date(2019, 4, 3),
        session: session(3),
        content: Content::Implications,
        heavy,
    };
    office.must(announce(false));
    assert!(matches!(office.crossed.last(), Some(ToSupport::ComingWeek { .. })));
    office.must(announce(true));
    assert!(matches!(office.crossed.last(), Some(ToSupport::HeavySession { .. })));
    assert_eq!(office.does(announce(true)), Ok(0));
}

#[test]
fn a_facilitator_proposes_and_the_manager_confirms_that_he_leaves() {
    let mut office = Office::with_sessions(4);
    office.must(Command::ProposeLeaving {
        reason: LeavingReason::BrokeRules,
        facilitator: worker(3),
        why: None,
    });
    assert_eq!(next_act(&office.case).unwrap().who, Who::ProgrammeManager);
    assert!(office.due_by(Clock::ConfirmLeaving).is_some());
    let reason = LeavingReason::BrokeRules;
    office.must(Command::Leave { on: office.today(), reason, manager: worker(4), why: None });
    let (_, leaving) = office.case.standing().left.clone().unwrap();
    assert_eq!(leaving.facilitator, Some(worker(3)));
    assert!(office.due_by(Clock::ReviewExit).is_some());
    assert!(matches!(office.crossed.last(), Some(ToSupport::Ended { how: Ending::LeftEarly, .. })));
    office.must(Command::ReviewExit(Box::new(ExitReview {
        risks: note(1),
        told: vec![Party::Referrer, Party::Police],
        final_measures_tried: true,
        plan: None,
    })));
    assert_eq!(office.due_by(Clock::ReviewExit), None);
}

#[test]
fn a_joint_review_is_due_each_month_and_is_never_without_the_support_service() {
    let mut office = Office::with_sessions(1);
    let review = |on, took_part| {
        Command::ReviewJointly(Box::new(JointReview {
            on,
            took_part,
            shares: None,
            risk: Some(Risk::High),
            decisions: None,
            actions: Vec::new(),
            next: None,
        }))
    };
    let on = office.today();
    assert_eq!(office.refuses(review(on, vec![Party::Programme])), Refusal::WithoutSupport);
    office.must(review(on, vec![Party::Programme, Party::Support]));
    assert_eq!(office.crossed.last(), Some(&ToSupport::Risk { now: Risk::High }));
    assert_eq!(office.due_by(Clock::JointReview).as_deref(), Some("2019-04-30T23:00:00Z"));
}

#[test]
fn judgement_raises_a_risk_and_never_lowers_what_the_band_says() {
    let mut office = Office::with_sessions(1);
    let today = office.today();
    office.must(Command::AssessRisk(Box::new(risk_assessment(today, Risk::High, Risk::Standard))));
    assert_eq!(office.case.standing().risk, Some(Risk::High));
    assert_eq!(office.crossed.last(), Some(&ToSupport::Risk { now: Risk::High }));
}

#[test]
fn his_incidents_alone_raise_his_escalation_and_each_asks_for_a_review() {
    let mut office = Office::with_sessions(1);
    let thresholds = pathway::marac::Thresholds::shipped().unwrap();
    for severity in 1..=3 {
        office.must(Command::RecordIncident(Box::new(Incident {
            occurred: office.today(),
            source: IncidentSource::Police,
            kind: pathway::codes::IncidentKind::Physical,
            severity,
            children_present: pathway::codes::Answer::No,
            police_called: pathway::codes::Answer::Yes,
            arrested: pathway::codes::Answer::No,
            charged: pathway::codes::Answer::No,
            same_people: pathway::codes::Answer::Yes,
            done: None,
        })));
    }
    let reasons = crate::marac(&office.case, &thresholds, office.today());
    assert_eq!(reasons, [pathway::marac::MaracReason::Escalation]);
    let incident = office.case.standing().incidents[0].event;
    assert_eq!(office.due().iter().filter(|due| due.clock == Clock::ReviewIncident).count(), 3);
    let review = Command::ReviewEscalation { incident, escalates: false, why: note(1) };
    office.must(review);
    assert_eq!(office.due().iter().filter(|due| due.clock == Clock::ReviewIncident).count(), 2);
}

#[test]
fn the_first_step_that_crosses_for_her_is_her_referral() {
    let office = Office::with_sessions(2);
    assert!(matches!(office.crossed[0], ToSupport::Referred { .. }));
    let started = office.crossed.iter().filter(|it| matches!(it, ToSupport::Started { .. }));
    assert_eq!(started.count(), 1);
    assert!(
        office.case.history().iter().any(|event| matches!(event.step, Step::HerReferred { .. }))
    );
}
