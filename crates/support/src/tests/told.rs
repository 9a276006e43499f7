use super::*;
use jiff::civil::date;
use pathway::crossing::{Risk, Signal, ToSupport};

fn link() -> Link {
    let Referral { his, provider, area, contacts, .. } = referral(GivenBy::Referrer);
    Link { his, provider, area, contacts }
}

#[test]
fn a_signal_is_to_be_looked_at_the_same_day_and_what_was_done_is_recorded() {
    let mut walk = Walk::referred();
    let signal = ToSupport::Signal {
        on: date(2019, 3, 4),
        kind: Signal::NotableResponse,
        content: "implications".to_owned(),
    };
    walk.does(received(signal.clone(), &link()));
    assert_eq!(walk.ask(received(signal, &link())), Ok(Decided::AlreadySo));
    let number = walk.case.version();
    let due = clocks(&walk.case, &walk.rules);
    let look = due.iter().find(|due| due.clock == Clock::Message(number)).unwrap();
    assert_eq!(look.by, By::Day(date(2019, 3, 4)));
    assert!(!look.is_late(walk.now) && look.is_late(walk.now + 24.hours()));
    let mut acted =
        ActedUpon { told: number, by: worker(), when: walk.now, done: vec![], note: None };
    assert_eq!(walk.refuses(Command::ActUpon(acted.clone())), Refusal::NothingDone);
    acted.done = vec![Done::ToldHer, Done::SafetyPlanReviewed];
    walk.does(Command::ActUpon(acted));
    assert_eq!(walk.case.not_acted_upon().count(), 0);
}

#[test]
fn what_affects_her_safety_arrives_though_she_declined_and_the_case_is_closed() {
    let mut walk = Walk::reached();
    walk.does(Command::DeclineSupport { when: walk.now });
    walk.does(Command::Close(ClosureReason::Declined, None));
    for crossed in [
        ToSupport::DiscussionDue { by: date(2019, 3, 20) },
        ToSupport::Decided { suitable: true },
        ToSupport::Started { on: date(2019, 3, 4) },
        ToSupport::Absent { on: date(2019, 3, 4), with_notice: false },
        ToSupport::HeavySession { on: date(2019, 3, 6), content: "children".to_owned() },
        ToSupport::ComingWeek { on: date(2019, 3, 6), content: "children".to_owned() },
        ToSupport::Risk { now: Risk::High },
        ToSupport::Ended { on: date(2019, 3, 4), how: pathway::crossing::Ending::LeftEarly },
        ToSupport::Returned { on: date(2019, 3, 4) },
    ] {
        let events = walk.does(received(crossed, &link()));
        assert_eq!(events.len(), 1);
    }
    assert_eq!(walk.case.told.len(), 9);
}

#[test]
fn without_a_worker_the_duty_manager_is_told() {
    let mut walk = Walk::new();
    walk.does(Command::Refer(referral(GivenBy::Referrer)));
    assert_eq!(walk.case.recipient(), Recipient::DutyManager);
    walk.does(Command::Allocate(worker()));
    assert_eq!(walk.case.recipient(), Recipient::Worker(worker()));
}

#[test]
fn first_contact_is_due_within_48_hours_and_an_attempt_stops_the_clock() {
    let mut walk = Walk::referred();
    let due = clocks(&walk.case, &walk.rules);
    assert_eq!(
        due,
        [Due {
            clock: Clock::FirstContact,
            by: By::Moment("2019-03-06T09:00:00Z".parse().unwrap()),
        }]
    );
    walk.hours(49);
    assert!(due[0].is_late(walk.now));
    let attempt = walk.attempt(Way::Letter, AttemptResult::Other, Answer::Unknown);
    walk.does(Command::RecordAttempt(attempt));
    assert_eq!(clocks(&walk.case, &walk.rules), []);
}

#[test]
fn support_starts_within_24_hours_of_suitable() {
    let mut walk = Walk::assessed();
    walk.does(received(ToSupport::Decided { suitable: true }, &link()));
    let due = clocks(&walk.case, &walk.rules);
    let start = due.iter().find(|due| due.clock == Clock::SupportStart).unwrap();
    assert_eq!(start.by, By::Moment(walk.now + 24.hours()));
}

#[test]
fn the_discussion_is_due_7_days_after_ready_or_on_the_day_called_whichever_is_first() {
    let mut walk = Walk::reached();
    walk.does(received(ToSupport::DiscussionDue { by: date(2019, 3, 25) }, &link()));
    let by = |walk: &Walk| {
        let due = clocks(&walk.case, &walk.rules);
        due.iter().find(|due| due.clock == Clock::Discussion(his())).unwrap().by
    };
    assert_eq!(by(&walk), By::Day(date(2019, 3, 25)));
    walk.does(Command::ReadyToDiscuss(his()));
    assert_eq!(by(&walk), By::Day(date(2019, 3, 11)));
}

#[test]
fn a_joint_review_is_due_every_month_while_he_is_on_the_programme() {
    let mut walk = Walk::started();
    let by = |walk: &Walk| {
        let due = clocks(&walk.case, &walk.rules);
        due.iter().find(|due| due.clock == Clock::JointReview(his())).map(|due| due.by)
    };
    assert_eq!(by(&walk), Some(By::Day(date(2019, 4, 4))));
    let end = End { on: date(2019, 3, 4), how: pathway::crossing::Ending::LeftEarly };
    walk.does(Command::TellOfEnd(Told { his: his(), what: end }));
    assert_eq!(by(&walk), None);
}

#[test]
fn what_the_programme_told_is_not_the_services_to_correct() {
    let mut walk = Walk::started();
    let of = walk.case.version();
    let why = walk.text();
    assert_eq!(
        walk.refuses(Command::Correct(Correction { of, to: None, why })),
        Refusal::NotOursToCorrect(of)
    );
}
