//! What holds of any sequence of commands.

use jiff::Span;
use pathway::codes::{Answer, Code, ConsentForm};
use pathway::crossing::{Risk, ToProgramme};
use proptest::prelude::*;

use super::office::*;
use crate::codes::*;
use crate::parts::*;
use crate::{Case, Command, Correction, Decided, HerChoice, SaidAgain, Stage, Step, apply};

/// A command of any kind, by a number: most fit some moment of a case.
pub(super) fn command(office: &Office, kind: u8, number: u8) -> Command {
    let today = office.today();
    let session_number = number % 30 + 1;
    let session = session(session_number);
    let of = u32::from(number) % office.case.version().max(1) + 1;
    let manager = worker(4);
    match kind % 44 {
        0 => Command::Receive(Box::new(office.referral())),
        1 => Office::acknowledge(),
        2 => office.attempt(AttemptResult::ALL_RESULTS[usize::from(number % 2)]),
        3 => Command::OfferAssessment(Offer { when: office.now, mode: Mode::Video, place: None }),
        4 => Command::RecordOffer { offer: of, kept: Kept::Attended },
        5 => Command::RecordAssessment(Box::new(office.assessment())),
        6 => Command::FindPending { support_provider: organisation(3) },
        7 => Command::FindUnsuitable {
            found: Box::new(unsuitable(UnsuitableReason::Denial)),
            her: HerChoice::Refer { provider: organisation(3) },
        },
        8 => Command::Hear(ToProgramme::ReadyToDiscuss),
        9 => cleared(!number.is_multiple_of(4)),
        10 => office.discussion(Decision::Suitable),
        11 => office.written(),
        12 => Command::RecordConsent(Consent {
            form: ConsentForm::None,
            on: today,
            taken_by: Some(manager),
        }),
        13 => Command::Place(Placement::Group(group(u64::from(number % 2)))),
        14 => Command::Place(Placement::OneToOne),
        15 => Command::Unplace(group(u64::from(number % 2))),
        16 => Command::OfferSession { on: today, session: Some(session) },
        17 => office.missed(session_number, number.is_multiple_of(3)),
        18 => Command::RecordCancelled { on: today, session },
        19 => Command::Complete { on: today },
        20 => Command::SendReport { report: Report::Midway, document: None },
        21 => Command::ProposeLeaving {
            reason: LeavingReason::Moved,
            facilitator: worker(3),
            why: None,
        },
        22 => Command::SupportLeaving { facilitator: worker(3) },
        23 => Command::Leave { on: today, reason: LeavingReason::DroppedOut, manager, why: None },
        24 => Command::DeclineLeaving { by: manager, why: note(1) },
        25 => Command::Close { reason: ClosureReason::NoContact, why: None },
        26 => Command::ProposeReturn { by: worker(3) },
        27 => Command::Return { on: today },
        28 => Command::AssessRisk(Box::new(risk_assessment(today, Risk::High, Risk::Medium))),
        29 => Command::HoldMessages,
        30 => Command::ReleaseMessages,
        31 => Command::Correct(Box::new(Correction { of, instead: None, why: note(1) })),
        32 => Command::MergeFrom(Box::new(Merged {
            case: other_case(u64::from(number)),
            sessions: vec![session],
            counted_before: 0,
            sealed: vec![part(2)],
            why: note(1),
        })),
        33 => Command::AddSealedPart(part(u64::from(number % 3))),
        34 => Command::ReferHer { part: part(u64::from(number % 3)), provider: organisation(3) },
        35 => Command::Note(Box::new(entry(today, session_number))),
        36 => Command::AnswerFlag { event: of, why: note(2) },
        40 => Command::Compare {
            case: other_case(u64::from(number % 3)),
            same: Answer::ALL[usize::from(number) % 3],
            person: Some(person(u64::from(number % 5))),
        },
        41 => Command::CompareAgain(SaidAgain {
            case: other_case(u64::from(number % 3)),
            same: (!number.is_multiple_of(4)).then(|| Answer::ALL[usize::from(number / 4) % 3]),
            person: Some(person(u64::from(number % 5))),
            why: note(3),
        }),
        42 => Command::ReverseMergeFrom { case: other_case(u64::from(number)), why: note(4) },
        43 => Command::ReverseMergeInto { case: other_case(u64::from(number)), why: note(4) },
        37 => Command::RecordMeasures { point: Point::Initial, on: today, taken: true },
        _ => office.attended(session_number),
    }
}

impl AttemptResult {
    const ALL_RESULTS: [Self; 2] = [Self::Reached, Self::NoAnswer];
}

/// What must hold at the very moment of an event.
fn holds_at(before: &Case, step: &Step) {
    let standing = before.standing();
    match step {
        Step::Completed { .. } => assert_eq!(standing.sessions.len(), 30),
        Step::Placed(_) if standing.stage == Stage::Suitable => {
            assert!(standing.suitable.is_some());
            assert!(standing.consented(ConsentForm::Written));
            assert!(standing.cleared.is_some());
        }
        _ => {}
    }
}

/// Where a sequence begins: an empty case, or one that has come some way.
pub(super) fn beginning(which: u8) -> Office {
    match which % 6 {
        0 => Office::new(),
        1 => Office::assessed(),
        2 => Office::suitable(),
        3 => Office::commenced(),
        4 => Office::with_sessions(28),
        _ => Office::left(LeavingReason::DroppedOut),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn accepted_commands_replay_keep_the_order_and_are_done_once(
        which: u8,
        commands in prop::collection::vec((any::<u8>(), any::<u8>(), 0u8..4), 1..60),
    ) {
        let mut office = beginning(which);
        for (kind, number, days) in commands {
            office.later(Span::new().hours(24 * i64::from(days)).minutes(1));
            let command = command(&office, kind, number);
            let Ok(Decided::Events(events)) = office.decide(command.clone()) else { continue };
            prop_assert!(!events.is_empty());
            for event in &events {
                holds_at(&office.case, &event.step);
                apply(&mut office.case, event);
            }
            match office.decide(command.clone()) {
                Err(_) | Ok(Decided::AlreadySo) => {}
                Ok(Decided::Events(again)) => {
                    prop_assert!(false, "done twice: {command:?} gave {again:?}");
                }
            }
        }
        let mut replayed = Case::new();
        for event in office.case.history() {
            apply(&mut replayed, event);
        }
        prop_assert_eq!(&replayed, &office.case);
        prop_assert!(office.case.standing().sessions_done() <= 30);
    }

    #[test]
    fn he_has_completed_once_the_thirty_are_done_in_any_order_and_never_before(
        sessions in Just((1..=30).chain(1..=30).collect::<Vec<u8>>()).prop_shuffle(),
        attends in prop::collection::vec(any::<bool>(), 60),
    ) {
        let mut office = Office::commenced();
        for (number, attends) in sessions.into_iter().zip(attends) {
            office.days(1);
            let did = office.case.standing().sessions.contains_key(&session(number));
            let command =
                if attends { office.attended(number) } else { office.missed(number, true) };
            let over = is_over(&office);
            let done = office.does(command);
            prop_assert_eq!(done.is_ok(), !did && !over, "session {}: {:?}", number, done);
            let complete = office.does(Command::Complete { on: office.today() });
            let all = office.case.standing().sessions.len() == 30;
            prop_assert_eq!(complete.is_ok(), all && !over, "{:?}", complete);
            prop_assert_eq!(is_over(&office), all);
        }
    }
}

fn is_over(office: &Office) -> bool {
    office.case.standing().stage == Stage::Completed
}
