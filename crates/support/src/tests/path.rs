use super::*;
use jiff::civil::date;

#[test]
fn she_is_referred_reached_assessed_supported_and_closed() {
    let mut walk = Walk::assessed();
    assert_eq!(walk.case.step(), Step::Assessed);
    assert_eq!(walk.refuses(Command::StartSupport { when: walk.now }), Refusal::NoConsentToSupport);
    walk.does(Command::RecordConsent(walk.consent(ConsentTo::Support, Form::Verbal)));
    walk.does(Command::StartSupport { when: walk.now });
    assert_eq!(walk.case.step(), Step::Supported);
    walk.does(Command::Close(ClosureReason::NeedsMet, None));
    assert_eq!(walk.case.step(), Step::Closed);
    let assessment = walk.assessment(vec![Need::Interpreter]);
    assert_eq!(walk.refuses(Command::Assess(assessment)), Refusal::Closed);
    let why = walk.text();
    walk.does(Command::Reopen(why));
    assert_eq!(walk.case.step(), Step::Supported);
}

#[test]
fn an_attempt_in_vain_changes_no_step_and_reaching_her_does() {
    let mut walk = Walk::referred();
    let vain = walk.attempt(Way::Telephone, AttemptResult::NoAnswer, Answer::Unknown);
    walk.does(Command::RecordAttempt(vain.clone()));
    assert_eq!(walk.case.step(), Step::Referred);
    let assessment = walk.assessment(vec![]);
    assert_eq!(walk.refuses(Command::Assess(assessment)), Refusal::NotReached);
    assert_eq!(walk.ask(Command::RecordAttempt(vain)), Ok(Decided::AlreadySo));
    let reached = walk.attempt(Way::Telephone, AttemptResult::Reached, Answer::Yes);
    walk.does(Command::RecordAttempt(reached));
    assert_eq!(walk.case.step(), Step::Contacted);
}

#[test]
fn contacts_that_he_gave_count_as_unsafe_until_verified() {
    let mut walk = Walk::new();
    walk.does(Command::Refer(referral(GivenBy::Him)));
    walk.does(Command::Allocate(worker()));
    assert_eq!(next_act(&walk.case, &walk.rules, walk.now), Some(Act::VerifySafeContact));
    let attempt = walk.attempt(Way::Telephone, AttemptResult::NoAnswer, Answer::Yes);
    assert_eq!(walk.refuses(Command::RecordAttempt(attempt.clone())), Refusal::NotVerified);
    assert!(!walk.case.is_safe(Way::Telephone));
    assert_eq!(walk.refuses(Command::VerifySafeContact(vec![])), Refusal::NoWay);
    walk.does(Command::VerifySafeContact(vec![Way::Telephone]));
    walk.does(Command::RecordAttempt(attempt));
    assert!(walk.case.is_safe(Way::Telephone) && !walk.case.is_safe(Way::Letter));
}

#[test]
fn her_support_goes_on_when_he_is_unsuitable_and_when_he_leaves() {
    let mut walk = Walk::assessed();
    walk.does(Command::TellOfDecision(Told { his: his(), what: false }));
    let on = pathway::london_day(walk.now);
    let end = End { on, how: pathway::crossing::Ending::Unsuitable };
    walk.does(Command::TellOfEnd(Told { his: his(), what: end }));
    walk.does(Command::RecordConsent(walk.consent(ConsentTo::Support, Form::Written)));
    walk.does(Command::StartSupport { when: walk.now });
    assert!(walk.case.is_supported());
}

#[test]
fn her_death_holds_the_record_opens_a_review_and_tells_nobody_of_his_side() {
    let mut walk = Walk::cleared();
    assert_eq!(walk.refuses(Command::Close(ClosureReason::Died, None)), Refusal::DeathNotRecorded);
    let before = walk.case.clone();
    let events = walk.does(Command::RecordDeath(Some(date(2019, 3, 4))));
    let mut then = before;
    for event in &events {
        assert_eq!(crossing(&then, event), None, "{event:?}");
        apply(&mut then, event);
    }
    assert!(walk.case.legal_hold);
    assert_eq!(walk.case.step(), Step::Closed);
    assert_eq!(
        walk.case.his(his()).unwrap().review_due.map(|(cause, _)| cause),
        Some(ReviewCause::HerDeath)
    );
    let why = walk.text();
    assert_eq!(walk.refuses(Command::Reopen(why)), Refusal::Died);
    walk.hours(48);
    let contact = walk.contact(ContactKind::Telephone);
    assert_eq!(walk.refuses(Command::RecordContact(contact)), Refusal::Died);
}

#[test]
fn what_is_to_come_has_not_happened() {
    let walk = Walk::referred();
    let contact = Contact { when: walk.now + 1.hours(), ..walk.contact(ContactKind::DropIn) };
    assert_eq!(
        walk.refuses(Command::RecordContact(contact)),
        Refusal::StillToCome { now: walk.now }
    );
}

#[test]
fn a_correction_that_makes_a_later_step_impossible_flags_it_and_undoes_nothing() {
    let mut walk = Walk::cleared();
    let consent =
        walk.events.iter().position(|event| matches!(event.what, What::ConsentRecorded(_)));
    let of = consent.unwrap() as u64 + 1;
    let why = walk.text();
    let correction = Correction { of, to: None, why };
    walk.does(Command::Correct(correction.clone()));
    assert_eq!(walk.case.flagged().collect::<Vec<_>>(), [of + 1], "the clearance");
    assert!(walk.case.is_cleared(his()), "it is for a person");
    assert_eq!(walk.case.entries().len(), walk.events.len(), "nothing is deleted");
    assert_eq!(walk.ask(Command::Correct(correction)), Ok(Decided::AlreadySo));
    let note = walk.text();
    walk.does(Command::ResolveFlag(of + 1, note));
    assert_eq!(walk.case.flagged().count(), 0);
    let other = Correction { of, to: Some(Box::new(What::NoteWritten(note))), why };
    assert_eq!(walk.refuses(Command::Correct(other)), Refusal::AnotherKind(of));
}

#[test]
fn cases_of_hers_are_merged_and_what_he_does_still_arrives() {
    let mut walk = Walk::assessed();
    let into = pathway::SupportCaseId::of(Uuid::from_u128(9));
    walk.does(Command::MergeInto(into));
    assert_eq!(walk.case.step(), Step::Merged);
    let note = walk.text();
    assert_eq!(walk.refuses(Command::WriteNote(note)), Refusal::Merged);
    walk.does(Command::TellOfStart(Told { his: his(), what: date(2019, 3, 4) }));
    let mut other = Walk::new();
    let opening = Opening {
        his: None,
        person: None,
        provider: OrganisationId::of(Uuid::from_u128(4)),
        area: Area::new("Dudley"),
    };
    other.does(Command::Open(opening));
    other.does(Command::TakeIn(into, vec![his()]));
    assert!(other.case.his(his()).is_some());
}

#[test]
fn a_transfer_changes_whose_it_is_and_no_clock() {
    let mut walk = Walk::new();
    walk.does(Command::Refer(referral(GivenBy::Referrer)));
    let before = clocks(&walk.case, &walk.rules);
    walk.hours(5);
    walk.does(Command::Transfer(Transfer::Area(Area::new("Walsall"), Some(worker()))));
    assert_eq!(clocks(&walk.case, &walk.rules), before);
    assert_eq!(walk.case.recipient(), Recipient::Worker(worker()));
    let other = OrganisationId::of(Uuid::from_u128(8));
    walk.does(Command::Transfer(Transfer::Provider(other, Area::new("Walsall"))));
    assert_eq!(walk.case.recipient(), Recipient::DutyManager);
}

#[test]
fn a_release_is_a_frozen_copy_with_its_basis_and_is_withdrawn_for_the_future() {
    let mut walk = Walk::reached();
    let shares = Some(walk.text());
    let part = Part {
        of: PartFor::MidwayReport,
        his: his(),
        on: date(2019, 3, 4),
        took_part: vec![worker()],
        shares,
        risk: None,
        decisions: None,
        next: None,
    };
    walk.does(Command::WritePart(part));
    let number = walk.case.version();
    let release = Release {
        part: number,
        copy: walk.text(),
        why: walk.text(),
        basis: LawfulBasis::PublicTask,
        condition: Condition::SubstantialPublicInterest,
        schedule: Some(Schedule::Safeguarding),
        confidentiality: Confidentiality::OverridingInterest,
        decided_by: worker(),
    };
    let why = walk.text();
    assert_eq!(walk.refuses(Command::WithdrawRelease(number, why)), Refusal::NotReleased);
    walk.does(Command::ReleasePart(release.clone()));
    walk.does(Command::WithdrawRelease(number, why));
    assert_eq!(walk.case.reviews[0].sharing, case::Sharing::Withdrawn(release));
}

#[test]
fn a_row_of_an_old_record_comes_back_as_it_was_and_the_case_goes_on() {
    let before = Before {
        support_ref: "S17".into(),
        his: Some(his()),
        provider: OrganisationId::of(Uuid::from_u128(4)),
        provider_name: None,
        area: None,
        referred_on: None,
        first_contact_on: Some(date(2018, 1, 2)),
        assessed_on: None,
        started_on: Some(date(2018, 1, 1)),
        closed_on: None,
        closure_reason: Some(ClosureReason::Moved),
        support_types: vec![ContactKind::Counselling, ContactKind::Other],
        sessions: Some(7),
        profile: Profile { children: Some(0), ..Profile::default() },
        needs: vec![Need::Learning],
        benefits: Benefits { satisfaction: Some(4), ..Benefits::default() },
        origin: before::Origin { file: "support.csv".into(), row: 18 },
    };
    let mut walk = Walk::new();
    walk.does(Command::RecordBefore(Box::new(before.clone())));
    let row = walk.case.row().unwrap();
    assert_eq!(
        row,
        Row {
            support_ref: Some("S17".into()),
            provider: before::Provider::Recorded(None),
            area: None,
            referred_on: None,
            first_contact_on: before.first_contact_on,
            assessed_on: None,
            started_on: before.started_on,
            closed_on: None,
            closure_reason: before.closure_reason,
            support_types: before.support_types.clone(),
            sessions: Some(7),
            profile: before.profile,
            needs: before.needs.clone(),
            benefits: before.benefits,
        }
    );
    let why = walk.text();
    walk.does(Command::Reopen(why));
    let contact = walk.contact(ContactKind::DropIn);
    walk.does(Command::RecordContact(contact));
    let row = walk.case.row().unwrap();
    assert_eq!((row.sessions, row.closure_reason), (Some(8), None));
    assert_eq!(row.first_contact_on, before.first_contact_on);
}
