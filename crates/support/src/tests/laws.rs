use super::*;
use jiff::civil::date;
use pathway::crossing::{Ending, Risk, Signal};
use proptest::prelude::*;

/// A command out of a number, of every kind that changes what the laws speak of.
fn command(walk: &mut Walk, kind: u8, choice: u8) -> Command {
    let form = Form::ALL[usize::from(choice) % 3];
    let to = ConsentTo::ALL[usize::from(choice / 3) % 3];
    let day = date(2019, 3, 4);
    match kind {
        0 => Command::Refer(referral(GivenBy::ALL[usize::from(choice) % 2])),
        1 => Command::Allocate(worker()),
        2 => {
            let result = AttemptResult::ALL[usize::from(choice) % AttemptResult::ALL.len()];
            Command::RecordAttempt(walk.attempt(Way::Telephone, result, Answer::Unknown))
        }
        3 => Command::RecordContact(walk.contact(ContactKind::Telephone)),
        4 => Command::Assess(walk.assessment(vec![Need::Learning])),
        5 => Command::DeclineSupport { when: walk.now },
        6 => Command::StartSupport { when: walk.now },
        7 | 8 => Command::RecordConsent(walk.consent(to, form)),
        9 => Command::WithdrawConsent(Withdrawal {
            to: ConsentTo::HisStarting,
            his: Some(his()),
            when: walk.now,
            taken_by: worker(),
        }),
        10 | 11 => Command::Clear { his: his(), ground: Ground::HerConsent },
        12 => {
            let ground = walk.manager(NotAsked::ALL[usize::from(choice) % 2]);
            Command::Clear { his: his(), ground }
        }
        13 => Command::NotYet { his: his(), why: None },
        14 => Command::ReadyToDiscuss(his()),
        15 => Command::TellOfStart(Told { his: his(), what: day }),
        16 => {
            let how = [Ending::LeftEarly, Ending::Unsuitable][usize::from(choice) % 2];
            Command::TellOfEnd(Told { his: his(), what: End { on: day, how } })
        }
        17 => Command::TellOfReturn(Told { his: his(), what: day }),
        18 => Command::Close(ClosureReason::ALL[usize::from(choice) % 8], None),
        19 => Command::Reopen(walk.text()),
        20 => Command::RecordDeath(Some(day)),
        21 => Command::TellOfSignal(Told {
            his: his(),
            what: SessionSignal { on: day, kind: Signal::Concern, content: "any".into() },
        }),
        22 => Command::TellOfHisRisk(Told { his: his(), what: Risk::High }),
        23 => Command::CallDiscussion(Told { his: his(), what: day }),
        24 => Command::TellOfDecision(Told { his: his(), what: choice.is_multiple_of(2) }),
        25 => Command::Transfer(Transfer::Area(Area::new("Walsall"), None)),
        26 => Command::MergeInto(pathway::SupportCaseId::of(Uuid::from_u128(77))),
        _ => {
            let of = u64::from(choice) % (walk.case.version() + 1);
            Command::Correct(Correction { of, to: None, why: walk.text() })
        }
    }
}

/// Whether the consent that a clearance rested on was held when it was given, told from the
/// events alone and not by what decided it.
fn consent_held(before: &[Event]) -> bool {
    let since = before.iter().rposition(|event| matches!(event.what, What::ToldOfEnd(_)));
    let mut form = Form::None;
    for event in &before[since.unwrap_or(0)..] {
        match &event.what {
            What::ConsentRecorded(consent) if consent.to == ConsentTo::HisStarting => {
                form = if consent.form == Form::None { Form::None } else { form.max(consent.form) };
            }
            What::ConsentWithdrawn(_) => form = Form::None,
            _ => {}
        }
    }
    form == Form::Written
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_sequence_keeps_the_laws(steps in prop::collection::vec((0u8..28, any::<u8>()), 0..50)) {
        let mut walk = Walk::referred();
        let mut corrected = false;
        for (kind, choice) in steps {
            walk.hours(1);
            let command = command(&mut walk, kind, choice);
            let before = walk.case.clone();
            let Ok(Decided::Events(events)) = walk.ask(command.clone()) else { continue };
            corrected |= matches!(command, Command::Correct(_));
            for event in &events {
                // What crosses is a clearance or that the service is ready, and nothing else.
                let crossed = crossing(&walk.case, event);
                let may = matches!(
                    event.what,
                    What::Cleared { .. } | What::NotYetCleared { .. }
                        | What::ReadyToDiscuss(_) | What::Corrected(_)
                );
                prop_assert!(crossed.is_none() || may, "{event:?}");
                if let What::Cleared { ground: Ground::HerConsent, .. } = &event.what {
                    prop_assert!(corrected || consent_held(&walk.events));
                }
                apply(&mut walk.case, event);
                walk.events.push(event.clone());
            }
            // The same again, then or later, changes nothing more.
            for hours in [0, 1] {
                let again = Context { now: walk.now + hours.hours(), rules: &walk.rules };
                let twice = decide(&walk.case, command.clone(), &again);
                prop_assert!(!matches!(twice, Ok(Decided::Events(_))), "{command:?} {twice:?}");
            }
            prop_assert_eq!(walk.case.version(), before.version() + events.len() as u64);
        }
        let mut replayed = Case::default();
        for event in &walk.events {
            apply(&mut replayed, event);
        }
        prop_assert_eq!(&replayed, &walk.case);
    }

    /// Two women, of whom one is reached and supported and one is not, look the same from the
    /// other side of the wall.
    #[test]
    fn reaching_and_supporting_her_never_crosses(kinds in prop::collection::vec(1u8..9, 0..40)) {
        let mut walk = Walk::referred();
        for kind in kinds {
            walk.hours(1);
            let command = command(&mut walk, kind, kind);
            let Ok(Decided::Events(events)) = walk.ask(command) else { continue };
            for event in &events {
                prop_assert_eq!(crossing(&walk.case, event), None);
                apply(&mut walk.case, event);
            }
        }
    }
}
