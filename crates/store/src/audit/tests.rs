use std::borrow::Cow;
use std::fs::OpenOptions;
use std::io::Write;

use jiff::Timestamp;
use pathway::{OrganisationId, WorkerId};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::keys::{Ciphertext, Material};

const SERVER: Uuid = Uuid::from_u128(1);

fn key() -> ChainKey {
    ChainKey::of(Material::from_slice(&[9; 32]).unwrap())
}

fn entry(number: u64) -> Entry {
    Entry {
        at: Timestamp::from_microsecond(1_800_000_000_000_000).unwrap(),
        worker: Some(WorkerId::of(Uuid::from_u128(u128::from(number) + 50))),
        organisation: Some(OrganisationId::of(Uuid::from_u128(3))),
        action: Cow::Borrowed("read_case"),
        kind: Cow::Borrowed("case"),
        record: Some(Uuid::from_u128(u128::from(number))),
        outcome: Outcome::Allowed,
        address: Some("192.0.2.7".parse().unwrap()),
        detail: Some(Detail::of(Ciphertext::of(vec![1, 2, 3]))),
    }
}

fn written(many: u64) -> (Vec<Linked>, Vec<Head>) {
    let mut chain = Chain::new(key(), SERVER);
    let entries: Vec<Linked> = (1..=many).map(|number| chain.next(entry(number))).collect();
    (entries, vec![Head::of(&chain, Timestamp::UNIX_EPOCH)])
}

fn check((entries, heads): (Vec<Linked>, Vec<Head>)) -> Findings {
    verify(&key(), SERVER, entries, &heads)
}

#[test]
fn a_chain_that_nobody_touched_is_sound() {
    let findings = check(written(20));
    assert!(findings.is_sound(), "{findings:?}");
    assert_eq!((findings.entries, findings.last, findings.proven_to), (20, 20, 20));
    assert!(check((Vec::new(), Vec::new())).is_sound());
}

#[test]
fn a_chain_goes_on_after_the_server_was_started_again() {
    let (mut entries, _) = written(5);
    let last = entries[4].mac;
    let mut chain = Chain::after(key(), SERVER, 5, last);
    entries.push(chain.next(entry(6)));
    let heads = vec![Head::of(&chain, Timestamp::UNIX_EPOCH)];
    assert!(check((entries, heads)).is_sound());
}

#[test]
fn an_erased_text_leaves_the_chain_whole_and_an_exchanged_one_does_not() {
    let (mut entries, heads) = written(5);
    entries[2].entry.detail.as_mut().unwrap().sealed = None;
    assert!(check((entries.clone(), heads.clone())).is_sound());
    entries[2].entry.detail.as_mut().unwrap().sealed = Some(Ciphertext::of(vec![1]));
    assert_eq!(check((entries, heads)).found, [Finding::DetailAltered { number: 3 }]);
}

#[test]
fn an_entry_put_in_at_the_end_without_the_key_is_found() {
    let (mut entries, heads) = written(5);
    let thief = ChainKey::of(Material::from_slice(&[8; 32]).unwrap());
    entries.push(Chain::after(thief, SERVER, 5, entries[4].mac).next(entry(6)));
    assert_eq!(check((entries, heads)).found, [Finding::Altered { first: 6, last: 6 }]);
}

#[test]
fn a_chain_written_anew_with_its_key_differs_from_its_heads() {
    let (_, heads) = written(5);
    let mut chain = Chain::new(key(), SERVER);
    let entries = (1..=5).map(|number| chain.next(entry(number + 1))).collect();
    assert_eq!(check((entries, heads)).found, [Finding::HeadDiffers { number: 5 }]);
}

#[test]
fn what_is_lost_after_the_last_head_is_not_seen() {
    let (mut entries, _) = written(8);
    let heads = written(5).1;
    entries.truncate(6);
    let findings = check((entries, heads));
    assert!(findings.is_sound());
    assert_eq!((findings.last, findings.proven_to), (6, 5));
}

#[test]
fn an_entry_of_another_server_or_twice_is_found() {
    let (mut entries, heads) = written(4);
    entries.insert(2, Linked { server: Uuid::from_u128(2), ..entries[1].clone() });
    entries.insert(2, entries[1].clone());
    let other = Finding::OtherServer { number: 2, server: Uuid::from_u128(2) };
    assert_eq!(check((entries, heads)).found, [Finding::OutOfPlace { number: 2 }, other]);
}

#[test]
fn heads_come_back_from_their_file_and_faults_are_named_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = HeadsFile::at(folder.path().join("heads"));
    assert!(matches!(file.read(&key(), SERVER), Err(NoHeads::Missing { .. })));
    let [three, five] = [3, 5].map(|many| written(many).1.remove(0));
    file.append(&key(), &three).unwrap();
    let foreign = Head { server: Uuid::from_u128(2), ..five.clone() };
    file.append(&ChainKey::of(Material::from_slice(&[8; 32]).unwrap()), &foreign).unwrap();
    let read = file.read(&key(), SERVER).unwrap();
    assert_eq!((read.heads, read.faults), (vec![three.clone()], vec![]));

    let mut raw = OpenOptions::new().append(true).open(file.path()).unwrap();
    raw.write_all(b"00000000-0000").unwrap();
    let read = file.read(&key(), SERVER).unwrap();
    assert_eq!(read.faults, [HeadsFault::BrokenOff { line: 3 }]);
    // the next head stands on a line of its own
    file.append(&key(), &five).unwrap();
    file.append(&key(), &three).unwrap();
    let read = file.read(&key(), SERVER).unwrap();
    assert_eq!(read.heads, [three.clone(), five.clone(), three]);
    let faults = [HeadsFault::NotAHead { line: 3 }, HeadsFault::Backwards { line: 5 }];
    assert_eq!(read.faults, faults);

    let text = std::fs::read_to_string(file.path()).unwrap();
    std::fs::write(file.path(), text.replacen(" 5 ", " 4 ", 2)).unwrap();
    let read = file.read(&key(), SERVER).unwrap();
    assert!(read.faults.contains(&HeadsFault::Foreign { line: 4 }), "{:?}", read.faults);
}

/// Each way to alter one entry.
fn altered(entry: &mut Linked, how: usize) {
    let said = &mut entry.entry;
    match how {
        0 => said.at = Timestamp::UNIX_EPOCH,
        1 => said.worker = None,
        2 => said.organisation = None,
        3 => said.action = Cow::Borrowed("read_cas"),
        4 => said.kind = Cow::Borrowed("ecase"),
        5 => said.record = None,
        6 => said.outcome = Outcome::Hidden,
        7 => said.address = None,
        8 => said.detail = None,
        _ => entry.mac = Mac::of([0; 32]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_alteration_is_found_at_its_number(many in 1u64..30, place in 0usize..30, how in 0usize..10) {
        let (mut entries, _) = written(many);
        let place = place % entries.len();
        altered(&mut entries[place], how);
        let number = place as u64 + 1;
        let found = check((entries, Vec::new())).found;
        prop_assert_eq!(found, vec![Finding::Altered { first: number, last: number }]);
    }

    #[test]
    fn what_is_taken_out_is_found_at_its_number(many in 2u64..30, place in 0usize..30, count in 1usize..5) {
        let (mut entries, heads) = written(many);
        let place = place % (entries.len() - 1);
        let end = (place + count).min(entries.len() - 1);
        entries.drain(place..end);
        let missing = Finding::Missing { first: place as u64 + 1, last: end as u64 };
        prop_assert_eq!(check((entries, heads)).found, vec![missing]);
    }

    #[test]
    fn two_entries_exchanged_are_found_at_the_first(many in 2u64..30, one in 0usize..30, two in 0usize..30) {
        let (mut entries, heads) = written(many);
        let (one, two) = (one % entries.len(), two % entries.len());
        prop_assume!(one < two);
        let (first, second) = (entries[one].clone(), entries[two].clone());
        entries[one] = Linked { number: first.number, ..second.clone() };
        entries[two] = Linked { number: second.number, ..first };
        let found = check((entries, heads)).found;
        let at = one as u64 + 1;
        let begins =
            matches!(found.first(), Some(Finding::Altered { first, .. }) if *first == at);
        prop_assert!(begins, "{:?}", found);
    }

    #[test]
    fn an_end_cut_off_before_the_last_head_is_found(many in 1u64..30, left in 0usize..30) {
        let (mut entries, heads) = written(many);
        let left = left % entries.len();
        entries.truncate(left);
        let cut = Finding::CutOff { after: left as u64, known: many };
        prop_assert_eq!(check((entries, heads)).found, vec![cut]);
    }
}
