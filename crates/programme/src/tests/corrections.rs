//! A mistaken entry is corrected by a further one; nothing is overwritten, nothing undone.

use super::office::*;
use crate::codes::*;
use crate::{Case, Command, Correction, Refusal, Stage, Step, Version};

fn version_of(case: &Case, which: impl Fn(&Step) -> bool) -> Version {
    case.as_corrected().find_map(|(version, _, step)| which(step).then_some(version)).unwrap()
}

fn correct(of: Version, instead: Option<Step>) -> Command {
    Command::Correct(Box::new(Correction { of, instead, why: note(1) }))
}

#[test]
fn a_correction_that_makes_a_later_step_impossible_flags_it_and_undoes_nothing() {
    let mut office = Office::with_sessions(2);
    let discussed = version_of(&office.case, |step| matches!(step, Step::Discussed(_)));
    let length = office.case.history().len();
    office.must(correct(discussed, None));
    assert_eq!(office.case.history().len(), length + 1);
    let flagged: Vec<Version> = office.case.flags().map(|flag| flag.event).collect();
    let placed = version_of(&office.case, |step| matches!(step, Step::Placed(_)));
    assert!(flagged.contains(&placed), "{flagged:?}");
    assert_eq!(office.case.standing().sessions_done(), 2, "never undone by itself");
    office.must(Command::AnswerFlag { event: placed, why: note(2) });
    assert!(office.case.flags().all(|flag| flag.event != placed));
    let again = Command::AnswerFlag { event: placed, why: note(3) };
    assert_eq!(office.refuses(again), Refusal::NoFlag(placed));
}

#[test]
fn a_corrected_attendance_counts_as_corrected() {
    let mut office = Office::with_sessions(3);
    let third = version_of(
        &office.case,
        |step| matches!(step, Step::Attended(attended) if attended.session.number() == 3),
    );
    office.must(correct(third, None));
    assert_eq!(office.case.standing().sessions_done(), 2);
    assert_eq!(office.does(correct(third, None)), Ok(0), "sent twice, done once");
    office.must(office.attended(3));
    assert_eq!(office.case.standing().sessions_done(), 3);
}

#[test]
fn a_completion_whose_session_is_corrected_away_is_flagged() {
    let mut office = Office::with_sessions(30);
    office.must(Command::Complete { on: office.today() });
    let first = version_of(&office.case, |step| matches!(step, Step::Attended(_)));
    office.must(correct(first, None));
    let why: Vec<Refusal> = office.case.flags().map(|flag| flag.why.clone()).collect();
    assert!(why.contains(&Refusal::SessionsMissing { done: 29 }), "{why:?}");
    assert_eq!(office.case.standing().stage, Stage::Completed);
}

#[test]
fn a_correction_is_of_the_same_kind_and_possible_itself() {
    let mut office = Office::with_sessions(3);
    let second = version_of(
        &office.case,
        |step| matches!(step, Step::Attended(attended) if attended.session.number() == 2),
    );
    assert_eq!(office.refuses(correct(second, Some(Step::MessagesHeld))), Refusal::OtherKind);
    assert_eq!(office.refuses(correct(99, None)), Refusal::NoEvent(99));
    assert_eq!(office.refuses(correct(1, None)), Refusal::NotCorrectable(1));
    let on = office.today();
    let first_again = Step::Attended(attended(on, 1));
    assert!(matches!(
        office.refuses(correct(second, Some(first_again))),
        Refusal::InFuture(_) | Refusal::SessionDone { .. }
    ));
    let mut referral = office.referral();
    referral.screening.age = Some(44);
    office.must(correct(1, Some(Step::Received(Box::new(referral)))));
    assert_eq!(office.case.facts().age_at_referral, Some(44));
    assert_eq!(office.case.flags().count(), 0);
    assert_eq!(office.case.standing().stage, Stage::OnProgramme);
}

#[test]
fn what_has_crossed_is_not_corrected_away() {
    let office = Office::pending();
    let hers = version_of(&office.case, |step| matches!(step, Step::HerReferred { .. }));
    assert_eq!(office.refuses(correct(hers, None)), Refusal::NotCorrectable(hers));
    assert_eq!(HerReferral::AtPending, office.case.standing().hers[&part(1)].1);
}
