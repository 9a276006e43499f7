use super::*;
use pathway::crossing::{Ending, ToProgramme};

#[test]
fn he_is_cleared_only_with_the_consent_that_the_rule_asks_for() {
    let mut walk = Walk::reached();
    let missing = |held| Refusal::ConsentMissing { asked: Form::Written, held };
    assert_eq!(walk.clear(Ground::HerConsent), Err(missing(Form::None)));
    walk.consents(Form::Verbal);
    assert_eq!(walk.clear(Ground::HerConsent), Err(missing(Form::Verbal)));
    walk.hours(1);
    walk.consents(Form::Written);
    assert!(walk.clear(Ground::HerConsent).is_ok());
    let said = missing(Form::Verbal).to_string();
    assert!(said.contains("written consent is needed, verbal is recorded"), "{said}");
}

#[test]
fn a_rule_that_asks_for_verbal_consent_is_met_by_it() {
    let mut walk = Walk::reached();
    let text = include_str!("../../../../data/support.csv").to_owned()
        + "2019-01-01,consent_to_his_starting,,verbal\n";
    walk.rules = Rules::read(&text).unwrap();
    walk.consents(Form::Verbal);
    assert!(walk.clear(Ground::HerConsent).is_ok());
}

#[test]
fn where_she_cannot_be_reached_the_manager_decides_after_attempts() {
    let mut walk = Walk::referred();
    let not_reached = walk.manager(NotAsked::NotReached);
    assert_eq!(walk.clear(not_reached.clone()), Err(Refusal::NotTried));
    let nobody = walk.manager(NotAsked::NobodyToReach);
    assert!(walk.clear(nobody.clone()).is_ok());
    let attempt = walk.attempt(Way::Telephone, AttemptResult::NoAnswer, Answer::Unknown);
    walk.does(Command::RecordAttempt(attempt));
    assert_eq!(walk.clear(nobody), Err(Refusal::SomebodyToReach));
    assert!(walk.clear(not_reached.clone()).is_ok());
    walk.hours(1);
    let contact = walk.contact(ContactKind::Telephone);
    walk.does(Command::RecordContact(contact));
    assert_eq!(walk.clear(not_reached), Err(Refusal::Reached));
}

#[test]
fn nobody_decides_against_her_answer() {
    let mut walk = Walk::reached();
    walk.consents(Form::None);
    walk.hours(1);
    let attempt = walk.attempt(Way::Telephone, AttemptResult::NoAnswer, Answer::Unknown);
    walk.does(Command::RecordAttempt(attempt));
    let ground = walk.manager(NotAsked::NotReached);
    assert_eq!(walk.clear(ground), Err(Refusal::SheAnswered));
}

#[test]
fn a_consent_withdrawn_before_he_starts_takes_the_clearance_back_and_the_programme_hears_not_yet() {
    let mut walk = Walk::cleared();
    let before = walk.case.clone();
    let events = walk.withdraws();
    assert_eq!(crossing(&before, &events[0]), None, "never why");
    let mut between = before;
    apply(&mut between, &events[0]);
    assert_eq!(crossing(&between, &events[1]), Some(ToProgramme::Clearance { cleared: false }));
    assert!(!walk.case.is_cleared(his()));
}

#[test]
fn a_consent_withdrawn_after_he_started_opens_a_joint_review_and_ends_nothing() {
    let mut walk = Walk::started();
    let before = walk.case.clone();
    let events = walk.withdraws();
    assert!(events.iter().all(|event| crossing(&before, event).is_none()));
    assert_eq!(
        walk.case.his(his()).unwrap().review_due,
        Some((ReviewCause::ConsentWithdrawn, walk.now))
    );
    assert!(walk.case.his(his()).unwrap().on_programme());
    assert_eq!(
        next_act(&walk.case, &walk.rules, walk.now),
        Some(Act::LookAt(walk.case.told[0].number))
    );
    assert!(
        clocks(&walk.case, &walk.rules).iter().any(|due| due.clock == Clock::JointReview(his()))
    );
}

#[test]
fn a_paper_from_before_does_not_bring_back_what_she_took_back() {
    let mut walk = Walk::cleared();
    let paper = walk.consent(ConsentTo::HisStarting, Form::Written);
    walk.withdraws();
    let earlier = Consent { when: paper.when - 1.hours(), ..paper };
    walk.does(Command::RecordConsent(earlier));
    assert!(walk.clear(Ground::HerConsent).is_err());
}

#[test]
fn back_on_the_programme_she_is_asked_again_and_he_is_cleared_again() {
    let mut walk = Walk::started();
    walk.hours(24);
    let on = pathway::london_day(walk.now);
    let end = End { on, how: Ending::LeftEarly };
    walk.does(Command::TellOfEnd(Told { his: his(), what: end }));
    assert!(!walk.case.is_cleared(his()));
    assert_eq!(walk.clear(Ground::HerConsent), Err(Refusal::ConsentFromBefore));
    walk.hours(1);
    walk.consents(Form::Written);
    let before = walk.case.clone();
    let events = walk.does(Command::Clear { his: his(), ground: Ground::HerConsent });
    assert_eq!(
        crosses_to(&before, &events[0]),
        Some((his(), ToProgramme::Clearance { cleared: true }))
    );
}

#[test]
fn a_not_yet_where_nothing_was_cleared_does_not_cross() {
    let mut walk = Walk::reached();
    let before = walk.case.clone();
    let why = Some(walk.text());
    let events = walk.does(Command::NotYet { his: his(), why });
    assert_eq!(crossing(&before, &events[0]), None);
}

#[test]
fn declining_support_withholds_neither_of_the_other_consents() {
    let mut walk = Walk::reached();
    walk.does(Command::DeclineSupport { when: walk.now });
    assert_eq!(walk.case.step(), Step::Declined);
    walk.consents(Form::Written);
    walk.does(Command::RecordConsent(walk.consent(ConsentTo::BeContacted, Form::Verbal)));
    assert!(walk.clear(Ground::HerConsent).is_ok());
}

#[test]
fn the_service_is_ready_case_or_no_case() {
    let mut walk = Walk::new();
    let opening = Opening {
        his: Some(his()),
        person: None,
        provider: OrganisationId::of(Uuid::from_u128(4)),
        area: Area::new("Dudley"),
    };
    walk.does(Command::Open(opening));
    let by = pathway::london_day(walk.now);
    walk.does(Command::CallDiscussion(Told { his: his(), what: by }));
    assert_eq!(next_act(&walk.case, &walk.rules, walk.now), Some(Act::SayReady(his())));
    let before = walk.case.clone();
    let events = walk.does(Command::ReadyToDiscuss(his()));
    assert_eq!(crossing(&before, &events[0]), Some(ToProgramme::ReadyToDiscuss));
    assert_eq!(walk.ask(Command::ReadyToDiscuss(his())), Ok(Decided::AlreadySo));
}

#[test]
fn a_clearance_for_want_of_anybody_falls_when_she_is_named_and_she_is_reached_from_then_on() {
    let mut walk = Walk::new();
    let Referral { provider, area, .. } = referral(GivenBy::Referrer);
    walk.does(Command::Open(Opening { his: Some(his()), person: None, provider, area }));
    assert!(walk.case.is_of_nobody());
    assert_eq!(walk.case.row(), None, "nobody is no row of the data set");
    let nobody = walk.manager(NotAsked::NobodyToReach);
    walk.does(Command::Clear { his: his(), ground: nobody });
    walk.hours(72);
    let events = walk.does(Command::Refer(referral(GivenBy::Referrer)));
    assert!(matches!(
        events.as_slice(),
        [Event { what: What::Referred(_), .. }, Event { what: What::NotYetCleared { .. }, .. }]
    ));
    assert!(!walk.case.is_cleared(his()) && !walk.case.is_of_nobody());
    let reach = clocks(&walk.case, &walk.rules);
    let by = By::Moment("2019-03-09T09:00:00Z".parse().unwrap());
    assert_eq!(reach, [Due { clock: Clock::FirstContact, by }]);
    let referred_on = walk.case.row().unwrap().referred_on;
    assert_eq!(referred_on, Some(jiff::civil::date(2019, 3, 7)), "and not when it was opened");
}
