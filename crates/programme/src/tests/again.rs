//! Answers that are given again: whether two cases are of one man, and whether two were to be united.

use pathway::codes::Answer;
use proptest::prelude::*;

use super::laws::{beginning, command};
use super::office::*;
use crate::parts::Merged;
use crate::{Case, Command, Refusal, SaidAgain, Stage, Step, apply};

fn compare(same: Answer) -> Command {
    Command::Compare { case: other_case(2), same, person: Some(person(9)) }
}

fn again(same: Option<Answer>) -> Command {
    let (case, why) = (other_case(2), note(5));
    Command::CompareAgain(SaidAgain { case, same, person: Some(person(9)), why })
}

fn merge(sessions: &[u8]) -> Command {
    Command::MergeFrom(Box::new(Merged {
        case: other_case(2),
        sessions: sessions.iter().map(|number| session(*number)).collect(),
        counted_before: 0,
        sealed: vec![part(7)],
        why: note(1),
    }))
}

fn reverse() -> Command {
    Command::ReverseMergeFrom { case: other_case(2), why: note(6) }
}

#[test]
fn an_answer_is_changed_and_taken_back_by_entries_that_name_it() {
    let mut office = Office::acknowledged();
    assert_eq!(office.refuses(again(Some(Answer::No))), Refusal::NotCompared);
    office.must(compare(Answer::Yes));
    let answered = office.case.version() - 1;
    assert_eq!(office.case.standing().individual(), Some(person(9)));
    assert_eq!(office.refuses(compare(Answer::No)), Refusal::AlreadyCompared);
    assert_eq!(office.does(again(Some(Answer::Yes))), Ok(0), "it is so already");
    office.must(again(Some(Answer::No)));
    assert_eq!(office.case.standing().compared[&other_case(2)], Answer::No);
    assert_eq!(office.case.standing().individual(), Some(person(1)), "he is himself again");
    let named: Vec<u32> = office
        .case
        .history()
        .iter()
        .filter_map(|event| match &event.step {
            Step::Corrected(correction) => Some(correction.of),
            _ => None,
        })
        .collect();
    assert_eq!(named, [answered, answered + 1]);
    office.must(again(Some(Answer::Yes)));
    assert_eq!(office.case.standing().individual(), Some(person(9)));
    office.must(again(None));
    assert!(office.case.standing().compared.is_empty());
    assert_eq!(office.case.standing().individual(), Some(person(1)));
    office.must(compare(Answer::Unknown));
    assert_eq!(office.case.standing().compared[&other_case(2)], Answer::Unknown);
    assert_eq!(office.case.flags().count(), 0);
}

#[test]
fn of_two_united_cases_the_answer_is_changed_once_they_are_separated() {
    let mut office = Office::with_sessions(3);
    office.must(compare(Answer::Yes));
    office.must(merge(&[2, 7]));
    assert_eq!(office.refuses(again(Some(Answer::No))), Refusal::StillMerged);
    office.must(reverse());
    office.must(again(Some(Answer::No)));
    let mut ended = Office::with_sessions(2);
    ended.must(compare(Answer::Yes));
    ended.must(Command::MergeInto(other_case(2)));
    assert_eq!(ended.refuses(again(None)), Refusal::StillMerged);
}

#[test]
fn what_came_since_stays_where_it_was_entered_and_what_needed_both_is_flagged() {
    let mut office = Office::with_sessions(14);
    office.must(merge(&[14, 20]));
    assert_eq!(office.case.standing().sessions_done(), 15, "each counts once");
    assert!(office.case.standing().midway.is_some());
    office.must(office.attended(21));
    office.must(Command::ReferHer { part: part(7), provider: organisation(3) });
    let (length, crossed) = (office.case.history().len(), office.crossed.len());
    office.must(reverse());
    let standing = office.case.standing();
    assert_eq!(standing.sessions_done(), 15, "fourteen of his own and the one entered since");
    assert!(!standing.sessions.contains_key(&session(20)));
    assert!(standing.merged.is_empty() && !standing.sealed.contains(&part(7)));
    assert!(!standing.hers.contains_key(&part(7)), "he is not hers");
    assert_eq!(office.case.parted().into_iter().collect::<Vec<_>>(), [part(7)]);
    assert_eq!(office.crossed.len(), crossed, "her cases hear nothing of it");
    assert!(office.case.history().len() > length, "nothing is taken out of the history");
    assert_eq!(office.refuses(reverse()), Refusal::NotMerged);
    office.must(merge(&[20]));
    assert_eq!(office.case.standing().sessions_done(), 16);
    assert!(office.case.parted().is_empty());
}

#[test]
fn a_case_that_ended_goes_on_from_where_it_stood() {
    let mut office = Office::with_sessions(2);
    let before = office.case.standing().clone();
    let reverse = Command::ReverseMergeInto { case: other_case(1), why: note(6) };
    assert_eq!(office.refuses(reverse.clone()), Refusal::NotMerged);
    office.must(Command::MergeInto(other_case(1)));
    let third = Command::ReverseMergeInto { case: other_case(3), why: note(6) };
    assert_eq!(office.refuses(third), Refusal::NotMerged);
    let further = Command::ReverseMergeFrom { case: other_case(2), why: note(6) };
    assert_eq!(office.refuses(further), Refusal::MergedFurther);
    office.must(reverse);
    assert_eq!(office.case.standing(), &before);
    office.must(office.attended(3));
}

/// Takes a command in, where it is decided.
fn took(office: &mut Office, command: Command) -> Option<usize> {
    office.does(command).ok().filter(|events| *events > 0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn a_merge_that_is_reversed_leaves_what_stood_and_loses_no_entry(
        which: u8,
        before in prop::collection::vec((any::<u8>(), any::<u8>()), 0..20),
        since in prop::collection::vec((any::<u8>(), any::<u8>()), 0..20),
        sessions in prop::collection::btree_set(1u8..31, 0..12),
    ) {
        let mut office = beginning(which);
        let does = |office: &mut Office, commands: &[(u8, u8)]| {
            for (kind, number) in commands {
                office.days(1);
                // Other merges, and corrections, which may take away what is counted here, are not.
                if matches!(kind % 44, 31 | 32 | 36 | 42 | 43) { continue; }
                let command = command(office, *kind, *number);
                let _refused = office.does(command);
            }
        };
        does(&mut office, &before);
        let stood = office.case.standing().clone();
        let sessions: Vec<u8> = sessions.into_iter().collect();
        let Some(events) = took(&mut office, merge(&sessions)) else { return Ok(()) };
        let mut at_once = Office { case: office.case.clone(), crossed: Vec::new(), ..beginning(0) };
        at_once.now = office.now;
        at_once.must(reverse());
        if events == 1 {
            prop_assert_eq!(at_once.case.standing(), &stood);
        }
        does(&mut office, &since);
        let history = office.case.history().to_vec();
        let counted = office.case.standing().sessions.clone();
        if took(&mut office, reverse()).is_none() {
            prop_assert!(office.case.standing().goes_on_in.is_some());
            return Ok(());
        }
        prop_assert_eq!(&office.case.history()[..history.len()], &history[..]);
        // Those of his own count, from before and since, and none of the other case.
        let own: std::collections::BTreeSet<u8> = office.case.as_corrected()
            .filter_map(|(_, _, step)| match step {
                Step::Attended(attended) => Some(attended.session.number()),
                _ => None,
            })
            .collect();
        let stands: std::collections::BTreeSet<u8> =
            office.case.standing().sessions.keys().map(|session| session.number()).collect();
        prop_assert_eq!(&stands, &own);
        prop_assert!(stands.iter().all(|number| counted.contains_key(&session(*number))));
        prop_assert!(!office.case.standing().merged.contains(&other_case(2)));
        let mut replayed = Case::new();
        for event in office.case.history() {
            apply(&mut replayed, event);
        }
        prop_assert_eq!(&replayed, &office.case);
    }

    #[test]
    fn a_case_that_ended_by_mistake_stands_as_before(
        which: u8,
        before in prop::collection::vec((any::<u8>(), any::<u8>()), 0..30),
    ) {
        let mut office = beginning(which);
        for (kind, number) in before {
            office.days(1);
            let command = command(&office, kind, number);
            let _refused = office.does(command);
        }
        let stood = office.case.standing().clone();
        if took(&mut office, Command::MergeInto(other_case(9))).is_none() {
            return Ok(());
        }
        prop_assert_eq!(office.case.standing().stage, Stage::Merged);
        office.must(Command::ReverseMergeInto { case: other_case(9), why: note(6) });
        prop_assert_eq!(office.case.standing(), &stood);
    }
}
