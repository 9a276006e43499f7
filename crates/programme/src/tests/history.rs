//! History from spreadsheets enters by its row, and the case goes on from where it stands.

use jiff::civil::date;
use pathway::Area;

use super::office::*;
use crate::codes::*;
use crate::parts::*;
use crate::{Command, RecordedBefore, ReferralFacts, Refusal, Stage};

fn before(facts: ReferralFacts) -> Command {
    Command::RecordBefore(Box::new(RecordedBefore {
        file: "referrals.csv".into(),
        row: 12,
        referral_ref: "MT-0012".into(),
        provider: None,
        him: Some(person(1)),
        facts: ReferralFacts { received_on: Some(date(2018, 5, 1)), ..facts },
    }))
}

fn full() -> ReferralFacts {
    ReferralFacts {
        individual_ref: Some("I-7".into()),
        area: Some(Area::new("Dudley")),
        source: Some(pathway::codes::Source::Police),
        plan: Some(pathway::codes::Plan::ChildInNeed),
        received_on: Some(date(2018, 5, 1)),
        acknowledged_on: Some(date(2018, 5, 2)),
        first_contact_on: Some(date(2018, 5, 3)),
        first_assessment_offered_on: Some(date(2018, 5, 9)),
        first_assessment_attended_on: Some(date(2018, 5, 16)),
        decided_on: Some(date(2018, 6, 1)),
        first_session_offered_on: Some(date(2018, 6, 2)),
        first_session_attended_on: Some(date(2018, 6, 9)),
        closed_on: Some(date(2018, 9, 1)),
        assessment_outcome: Some(Outcome::Suitable),
        unsuitable_reason: None,
        sessions_attended: Some(7),
        delivery: Some(Delivery::Blended),
        closure_reason: Some(RecordedClosure::Other),
        age_at_referral: Some(29),
        ethnicity: Some(pathway::codes::Ethnicity::WhiteBritish),
        religion: Some(pathway::codes::Religion::Unknown),
        relationship: Some(pathway::codes::Relationship::Separated),
        needs: vec![pathway::codes::Need::Other, pathway::codes::Need::MentalHealth],
        other_services: vec![pathway::codes::OtherService::Debt],
        risk_level: Some(pathway::codes::RiskLevel::Unknown),
        children: Some(2),
        children_ages: vec![9, 4],
    }
}

#[test]
fn a_row_comes_back_as_it_went_in() {
    for row in [
        full(),
        ReferralFacts { received_on: Some(date(2018, 5, 1)), ..ReferralFacts::default() },
        ReferralFacts { closure_reason: None, ..full() },
        // What the machine would refuse: sessions without a decision, a completion with 12.
        ReferralFacts { assessment_outcome: None, decided_on: None, ..full() },
        ReferralFacts {
            closure_reason: Some(RecordedClosure::Completed),
            sessions_attended: Some(12),
            ..full()
        },
        ReferralFacts {
            assessment_outcome: Some(Outcome::Unsuitable),
            unsuitable_reason: Some(UnsuitableReason::Denial),
            closed_on: None,
            closure_reason: None,
            sessions_attended: None,
            ..full()
        },
        ReferralFacts { unsuitable_reason: Some(UnsuitableReason::Unknown), ..full() },
        ReferralFacts { closed_on: None, closure_reason: None, ..full() },
        ReferralFacts { sessions_attended: Some(0), first_session_attended_on: None, ..full() },
    ] {
        let mut office = Office::at("2026-11-24T10:00:00Z");
        office.must(before(row.clone()));
        assert_eq!(office.case.facts(), row);
        assert_eq!(office.case.referral_ref().as_deref(), Some("MT-0012"));
    }
}

#[test]
fn the_case_goes_on_under_the_machine_from_where_it_stands() {
    let mut office = Office::at("2019-03-06T10:00:00Z");
    office.must(before(ReferralFacts { closed_on: None, closure_reason: None, ..full() }));
    assert_eq!(office.case.standing().stage, Stage::OnProgramme);
    office.must(office.attended(8));
    assert_eq!(office.case.facts().sessions_attended, Some(8));
    assert_eq!(office.case.facts().delivery, Some(Delivery::Blended));
    let refusal = office.refuses(Command::Complete { on: office.today() });
    assert_eq!(refusal, Refusal::SessionsMissing { done: 8 });
    assert_eq!(office.refuses(before(full())), Refusal::AlreadyReceived);
}

#[test]
fn he_who_left_before_waymark_may_come_back() {
    let mut office = Office::at("2019-03-06T10:00:00Z");
    office.must(before(full()));
    assert_eq!(office.case.standing().stage, Stage::LeftEarly);
    office.must(Command::ProposeReturn { by: worker(3) });
    assert_eq!(office.case.standing().stage, Stage::Returning);
    let mut office = Office::at("2019-03-06T10:00:00Z");
    let died = Some(RecordedClosure::Died);
    office.must(before(ReferralFacts { closure_reason: died, ..full() }));
    assert!(matches!(
        office.refuses(Command::ProposeReturn { by: worker(3) }),
        Refusal::NoReturn("he died")
    ));
}

#[test]
fn suitable_before_waymark_he_still_needs_consent_and_clearance_to_start() {
    let mut office = Office::at("2019-03-06T10:00:00Z");
    let row = ReferralFacts {
        closed_on: None,
        closure_reason: None,
        sessions_attended: None,
        first_session_attended_on: None,
        delivery: None,
        ..full()
    };
    office.must(before(row));
    assert_eq!(office.case.standing().stage, Stage::Suitable);
    office.must(office.written());
    assert_eq!(office.refuses(Command::Place(Placement::OneToOne)), Refusal::NotCleared);
}
