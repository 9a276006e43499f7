use std::sync::Mutex;

use jiff::Timestamp;
use jiff::civil::date;
use pathway::{NarrativeId, OrganisationId, PersonId, Surroundings};
use proptest::prelude::*;
use uuid::Uuid;

use super::index::{
    Field, IndexKey, MOST, MOST_COMPOUNDS, Searched, compounds, query, score, searchable, sought,
    tokens,
};
use super::*;

/// A clock that stands, and bytes that never repeat.
struct Counting(Mutex<u64>);

impl Counting {
    fn new() -> Self {
        Self(Mutex::new(1))
    }
}

impl Surroundings for Counting {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
    fn fill(&self, bytes: &mut [u8]) {
        use sha2::Digest;
        for chunk in bytes.chunks_mut(32) {
            let mut count = self.0.lock().unwrap();
            *count += 1;
            let random = sha2::Sha256::digest(count.to_be_bytes());
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
    }
}

const HERS: (OrganisationId, Side) = (OrganisationId::of(Uuid::from_u128(7)), Side::Support);
const HIS: (OrganisationId, Side) = (OrganisationId::of(Uuid::from_u128(7)), Side::Programme);
const RECORD: Uuid = Uuid::from_u128(100);
const WOMAN: PersonId = PersonId::of(Uuid::from_u128(200));
const SUBJECT: Subject = Subject::Person(WOMAN);

fn details() -> Details {
    Details {
        given: Some(Name::new("Amina \"Mina\"")),
        family: Some(Name::new("Begum\u{1}")),
        aliases: vec![Name::new("Amina Khatun")],
        date_of_birth: Some(DateOfBirth::new(date(1987, 4, 3))),
        contacts: vec![Contact {
            kind: ContactKind::Phone,
            value: Secret::new("07700 900123"),
            safe_to_use: Safe::Unknown,
            when: Some(Secret::new("weekdays before three")),
            words: None,
        }],
        address: Some(Secret::new("1 Any Street\nDudley")),
        postcode: Some(Secret::new("DY1 1AA")),
    }
}

fn ring(master: &MasterKey, holders: &[(OrganisationId, Side)], by: &Counting) -> KeyRing {
    let ring = KeyRing::default();
    for (organisation, side) in holders {
        ring.adopt(master, &ring.successor(*organisation, *side, master, by)).unwrap();
    }
    ring
}

#[test]
fn details_come_back_as_they_were_entered() {
    let by = Counting::new();
    let key = DataKey::random(&by);
    let sealed = details().seal(&key, WOMAN, &by);
    assert_eq!(Details::open(&key, WOMAN, &sealed), Ok(details()));
    assert_eq!(Details::open(&key, PersonId::of(RECORD), &sealed), Err(Foreign));
    assert_eq!(Details::open(&DataKey::random(&by), WOMAN, &sealed), Err(Foreign));
}

#[test]
fn nothing_that_is_printed_for_a_programmer_tells_of_anybody() {
    let by = Counting::new();
    let key = DataKey::random(&by);
    let shown = format!("{:?} {key:?} {:?}", details(), Narrative::new("She fled."));
    for told in ["Amina", "Begum", "1987", "07700", "weekdays", "Dudley", "DY1", "fled"] {
        assert!(!shown.contains(told), "{told} in {shown}");
    }
    assert!(shown.contains("(a key)"));
}

#[test]
fn a_sealed_text_holds_none_of_its_words_and_differs_each_time() {
    let by = Counting::new();
    let (key, id) = (DataKey::random(&by), NarrativeId::of(RECORD));
    let text = Narrative::new("She fled on Tuesday.");
    let [once, twice] = [text.seal(&key, id, &by), text.seal(&key, id, &by)];
    assert_ne!(once, twice);
    assert!(!String::from_utf8_lossy(once.bytes()).contains("fled"));
    assert_eq!(Narrative::open(&key, id, &once), Ok(text));
}

#[test]
fn lengths_do_not_tell_short_names_apart() {
    let by = Counting::new();
    let length = |given: &str| {
        let person = Details { given: Some(Name::new(given)), ..Details::default() };
        person.seal(&DataKey::random(&by), WOMAN, &by).bytes().len()
    };
    assert_eq!(length("Jo"), length("Christopher"));
}

#[test]
fn a_wrap_put_in_the_place_of_another_does_not_open() {
    let by = Counting::new();
    let master = MasterKey::random(&by);
    let ring = ring(&master, &[HERS, HIS], &by);
    let key = DataKey::random(&by);
    let wrap = ring.wrap(&key, SUBJECT, RECORD, HERS, &by).unwrap();
    let open = |wrap: &Wrap| ring.open(wrap);
    assert_eq!(open(&wrap), Ok(key));
    let swapped = [
        Wrap { subject: Subject::Person(PersonId::of(RECORD)), ..wrap.clone() },
        Wrap { subject: Subject::Draft(WOMAN.uuid()), ..wrap.clone() },
        Wrap { record: Uuid::from_u128(101), ..wrap.clone() },
        Wrap { side: Side::Programme, ..wrap.clone() },
    ];
    for wrap in swapped {
        assert_eq!(open(&wrap), Err(KeyFault::Foreign(Foreign)), "{wrap:?}");
    }
    assert!(matches!(
        open(&Wrap { organisation: KeyRing::SEAL, ..wrap }),
        Err(KeyFault::Missing { .. })
    ));
}

#[test]
fn a_wrap_opens_only_for_leave_to_its_record_from_its_organisation_and_side() {
    use access::{Actor, Areas, Facts, Held, Kind, Role, act};
    let by = Counting::new();
    let ring = ring(&MasterKey::random(&by), &[HERS, HIS], &by);
    let key = DataKey::random(&by);
    let wrap = ring.wrap(&key, SUBJECT, RECORD, HERS, &by).unwrap();
    let programme = pathway::ProgrammeId::of(Uuid::from_u128(1));
    let leave = |organisation, record| {
        let held = Held { role: Role::SupportManager, programme, areas: Areas::All };
        let worker = pathway::WorkerId::of(Uuid::from_u128(2));
        let actor = Actor::try_new(worker, organisation, vec![held]).unwrap();
        let facts = Facts {
            kind: Kind::SupportCase,
            record,
            programme,
            area: None,
            organisation: Some(organisation),
            referrer: None,
            assigned: None,
            owner: None,
            conflict: false,
            restricted: false,
            glass_broken: false,
        };
        access::decide(&actor, act::ReadSupportCase, &facts).unwrap()
    };
    let theirs = leave(HERS.0, RECORD);
    assert_eq!(ring.unwrap(&theirs, &wrap), Ok(key.clone()));
    assert_eq!(details().given.unwrap().reveal(&theirs), "Amina \"Mina\"");
    let other = OrganisationId::of(Uuid::from_u128(8));
    for leave in [leave(other, RECORD), leave(HERS.0, Uuid::from_u128(101))] {
        assert_eq!(ring.unwrap(&leave, &wrap), Err(KeyFault::NotYours));
    }
    let his = ring.wrap(&key, SUBJECT, RECORD, HIS, &by).unwrap();
    assert_eq!(ring.unwrap(&theirs, &his), Err(KeyFault::NotYours));
}

#[test]
fn a_stored_key_put_in_the_place_of_another_does_not_load() {
    let by = Counting::new();
    let master = MasterKey::random(&by);
    let mut stored = KeyRing::default().successor(HERS.0, HERS.1, &master, &by);
    stored.holder = Holder::Wrapping { organisation: HIS.0, side: HIS.1, version: 1 };
    assert_eq!(KeyRing::load(&master, None, [&stored]).unwrap_err(), KeyFault::Foreign(Foreign));
    let other = MasterKey::random(&by);
    let fault = KeyRing::load(&other, None, [&stored]).unwrap_err();
    assert_eq!(fault, KeyFault::OtherMaster { sealed: master.id(), given: other.id() });
}

#[test]
fn what_workers_are_called_is_opened_once_until_it_is_forgotten() {
    use crate::staff::Staff;
    let by = Counting::new();
    let holder = (KeyRing::STAFF, Side::Administration);
    let ring = ring(&MasterKey::random(&by), &[holder], &by);
    let (key, worker) = (DataKey::random(&by), pathway::WorkerId::of(RECORD));
    let subject = Subject::Worker(worker);
    let wrap = ring.wrap(&key, subject, RECORD, holder, &by).unwrap();
    let sealed = key.seal(subject, b"Ada", &by);
    let mut opened = 0;
    let mut called = || {
        let staff = ring.called(&wrap, &sealed, |key| {
            opened += 1;
            let name = String::from_utf8(key.open(subject, &sealed)?.to_vec()).unwrap();
            Ok::<_, KeyFault>(Staff { name, email: String::new() })
        });
        assert_eq!(staff.unwrap().name, "Ada");
        opened
    };
    assert_eq!((called(), called()), (1, 1));
    ring.forget_opened();
    assert_eq!((called(), called()), (2, 2));
}

#[test]
fn an_address_that_was_left_opens_as_nothing_else() {
    let by = Counting::new();
    let (key, worker) = (DataKey::random(&by), pathway::WorkerId::of(RECORD));
    let sealed = key.seal(Subject::LeftAddress(worker), b"ada@example.org", &by);
    assert!(key.open(Subject::LeftAddress(worker), &sealed).is_ok());
    assert!(key.open(Subject::Worker(worker), &sealed).is_err());
    let stored = Subject::stored(Subject::LeftAddress(worker).code(), RECORD);
    assert_eq!(stored, Some(Subject::LeftAddress(worker)));
}

#[test]
fn while_a_wrapping_key_rotates_everything_stays_readable_and_after_it_the_old_opens_nothing() {
    let by = Counting::new();
    let master = MasterKey::random(&by);
    let ring = ring(&master, &[HERS], &by);
    let keys: Vec<DataKey> = (0..6).map(|_| DataKey::random(&by)).collect();
    let mut wraps: Vec<Wrap> =
        keys.iter().map(|key| ring.wrap(key, SUBJECT, RECORD, HERS, &by).unwrap()).collect();
    let old = wraps.clone();
    ring.adopt(&master, &ring.successor(HERS.0, HERS.1, &master, &by)).unwrap();
    assert_eq!(ring.retire(HERS.0, HERS.1, 2), Err(KeyFault::InUse { version: 2 }));
    for place in 0..wraps.len() {
        if let Some(anew) = ring.rewrap(&wraps[place], &by).unwrap() {
            assert_eq!(anew.version, 2);
            wraps[place] = anew;
        }
        for (wrap, key) in wraps.iter().zip(&keys) {
            assert_eq!(ring.open(wrap).as_ref(), Ok(key));
        }
    }
    // broken off and begun again, it has nothing left to do
    assert!(wraps.iter().all(|wrap| ring.rewrap(wrap, &by).unwrap().is_none()));
    ring.retire(HERS.0, HERS.1, 1).unwrap();
    assert!(wraps.iter().all(|wrap| ring.open(wrap).is_ok()));
    assert!(old.iter().all(|wrap| matches!(ring.open(wrap), Err(KeyFault::Missing { .. }))));
}

#[test]
fn while_the_master_key_rotates_everything_stays_readable_and_after_it_the_old_opens_nothing() {
    let by = Counting::new();
    let [old, new] = [MasterKey::random(&by), MasterKey::random(&by)];
    let mut stored = vec![
        KeyRing::default().successor(HERS.0, HERS.1, &old, &by),
        KeyRing::default().successor(HIS.0, HIS.1, &old, &by),
        StoredKey::random(Holder::Audit { server: RECORD }, &old, &by),
    ];
    let before = KeyRing::load(&old, None, &stored).unwrap();
    let key = DataKey::random(&by);
    let wrap = before.wrap(&key, SUBJECT, RECORD, HERS, &by).unwrap();
    for place in 0..stored.len() {
        stored[place] = stored[place].rewrapped(&old, &new, &by).unwrap().unwrap();
        assert_eq!(stored[place].rewrapped(&old, &new, &by), Ok(None));
        let during = KeyRing::load(&new, Some(&old), &stored).unwrap();
        assert_eq!(during.open(&wrap), Ok(key.clone()));
        assert_eq!(during.audit(RECORD), before.audit(RECORD));
    }
    assert!(KeyRing::load(&new, None, &stored).is_ok());
    for key in &stored {
        let fault = KeyRing::load(&old, None, [key]).unwrap_err();
        assert!(matches!(fault, KeyFault::OtherMaster { .. }));
        // nor does it where somebody writes the old key's mark onto it
        let marked = StoredKey { master: old.id(), ..key.clone() };
        let fault = KeyRing::load(&old, None, [&marked]).unwrap_err();
        assert_eq!(fault, KeyFault::Foreign(Foreign));
    }
}

#[test]
fn a_master_key_is_read_from_hex_base64_a_file_or_a_command() {
    let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    let key = MasterKey::from_value(hex, "WAYMARK_KEY").unwrap();
    let base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    assert_eq!(MasterKey::from_value(&format!(" {base64}\n"), "x").unwrap(), key);
    assert_eq!(MasterKey::from_value(base64.trim_end_matches('='), "x").unwrap(), key);
    assert_eq!(MasterKey::from_value(&hex.to_uppercase(), "x").unwrap().id(), key.id());
    assert_eq!(MasterKey::from_command(&format!("echo {hex}")).unwrap(), key);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    std::fs::write(&file, hex).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |mode| std::fs::set_permissions(&file, PermissionsExt::from_mode(mode));
        mode(0o640).unwrap();
        let fault = MasterKey::from_file(&file).unwrap_err();
        assert!(matches!(fault, NoMasterKey::Exposed { mode: 0o640, .. }), "{fault}");
        mode(0o600).unwrap();
    }
    assert_eq!(MasterKey::from_file(&file).unwrap(), key);
}

#[test]
fn a_master_key_that_is_none_is_refused_in_words_that_do_not_repeat_it() {
    let zeros = "00".repeat(32);
    let refused = [
        ("", "empty"),
        ("secret words!", "neither hex nor base64"),
        ("00010203", "not 32 bytes long"),
        (zeros.as_str(), "placeholder"),
    ];
    for (value, why) in refused {
        let fault = MasterKey::from_value(value, "WAYMARK_KEY").unwrap_err().to_string();
        assert!(fault.contains(why) && fault.contains("WAYMARK_KEY"), "{fault}");
        assert!(value.is_empty() || !fault.contains(value), "{fault}");
    }
    assert!(matches!(MasterKey::from_command("false"), Err(NoMasterKey::Failed { .. })));
    assert!(matches!(MasterKey::from_command(" "), Err(NoMasterKey::NoCommand)));
    let absent = MasterKey::from_command("no-such-program-as-this");
    assert!(matches!(absent, Err(NoMasterKey::NotStarted { .. })));
}

fn person(given: &str, family: &str, born: Option<(i16, i8, i8)>) -> Details {
    Details {
        given: Some(Name::new(given)),
        family: Some(Name::new(family)),
        date_of_birth: born.map(|(year, month, day)| DateOfBirth::new(date(year, month, day))),
        ..Details::default()
    }
}

fn found(known: &Details, searched: &Searched) -> Vec<Field> {
    let key = IndexKey::of(Material::from_slice(&[3; 32]).unwrap());
    let looked_for = query(&key, searched);
    let rows = tokens(&key, known);
    rows.iter().filter(|row| looked_for.contains(row)).map(|row| row.field).collect()
}

fn named(name: &str) -> Searched {
    Searched { name: Some(Name::new(name)), ..Searched::default() }
}

#[test]
fn other_spellings_of_a_name_are_found() {
    let pairs = [
        (("Mohammed", "Hussain"), "Muhammad Husain"),
        (("Mohamed", "Choudhury"), "Md Chowdhury"),
        (("Yusuf", "Akhtar"), "Yousef Akter"),
        (("Wasim", "Iqbal"), "Waseem Ikbal"),
        (("Paweł", "Szymański"), "Pawel Shimanski"),
        (("Łukasz", "Kowalski"), "Lukasz Kowalska"),
        (("Sean", "McDonald"), "Shaun MacDonald"),
        (("Stephen", "Thompson"), "Steven Thomson"),
    ];
    for ((given, family), searched) in pairs {
        let sounds = found(&person(given, family, None), &named(searched));
        let heard = sounds.iter().filter(|field| **field == Field::Sound).count();
        assert!(heard >= 2, "{given} {family} / {searched}: {sounds:?}");
    }
}

#[test]
fn a_name_is_the_same_with_or_without_apostrophe_accent_and_capitals_either_way_round() {
    let known = person("Siân", "O'Brien", None);
    for searched in ["Sian OBrien", "sian o’brien", "SIAN O BRIEN", "O'Brien, Siân"] {
        let met = found(&known, &named(searched));
        assert!(met.contains(&Field::FullName) && score(&met) >= 30, "{searched}: {met:?}");
    }
}

#[test]
fn day_and_month_changed_over_are_found_and_count_for_less() {
    let known = person("Jan", "Nowak", Some((1987, 4, 3)));
    let born = |month, day| Searched {
        date_of_birth: Some(DateOfBirth::new(date(1987, month, day))),
        ..Searched::default()
    };
    let [same, over, other] =
        [born(4, 3), born(3, 4), born(4, 5)].map(|searched| score(&found(&known, &searched)));
    assert!(same > over && over > 0 && other == 0, "{same} {over} {other}");
}

#[test]
fn a_slip_of_the_keyboard_is_found_by_its_pieces() {
    let met = found(&person("Katarzyna", "Wisniewska", None), &named("Kataryzna Wisneiwska"));
    assert!(met.iter().filter(|field| **field == Field::Piece).count() >= 2, "{met:?}");
    let met = found(&person("Katarzyna", "Wisniewska", None), &named("Brian Jones"));
    assert_eq!(score(&met), 0, "{met:?}");
}

#[test]
fn a_telephone_and_a_postcode_are_found_however_they_are_written() {
    for phone in ["07700900123", "+44 7700 900 123", "0044 (0)7700 900123"] {
        let searched = Searched { phone: Some(Secret::new(phone)), ..Searched::default() };
        assert_eq!(found(&details(), &searched), [Field::Phone], "{phone}");
    }
    let searched = Searched { postcode: Some(Secret::new("dy11aa")), ..Searched::default() };
    assert_eq!(found(&details(), &searched), [Field::Postcode]);
}

#[test]
fn the_tokens_of_two_programmes_or_sides_never_meet() {
    let [one, two] = [1, 2]
        .map(|byte| tokens(&IndexKey::of(Material::from_slice(&[byte; 32]).unwrap()), &details()));
    assert!(one.iter().all(|token| !two.contains(token)));
}

#[test]
fn a_person_of_many_names_has_a_bounded_number_of_tokens() {
    let mut known = person("Anna Maria Josefina", "Kowalska Nowak-Wisniewska", Some((1980, 1, 2)));
    known.aliases = (0..9).map(|n| Name::new(format!("Other{n} Name{n}"))).collect();
    known.postcode = Some(Secret::new("DY1 1AA"));
    known.contacts = (0..9)
        .map(|n| Contact {
            kind: ContactKind::Phone,
            value: Secret::new(format!("0770090012{n}")),
            safe_to_use: Safe::Yes,
            when: None,
            words: None,
        })
        .collect();
    let key = IndexKey::of(Material::from_slice(&[1; 32]).unwrap());
    assert_eq!(searchable(&key, &known).len(), MOST);
    assert!(compounds(&key, &known).len() <= MOST_COMPOUNDS);
    assert!(tokens(&key, &known).len() <= MOST + MOST_COMPOUNDS);
    assert!(tokens(&key, &Details::default()).is_empty());
}

/// By which keys of several values somebody known is met by the details of a new referral.
fn suggested(known: &Details, new: &Details) -> Vec<Field> {
    let key = IndexKey::of(Material::from_slice(&[3; 32]).unwrap());
    let looked_for = sought(&key, new);
    let rows = tokens(&key, known);
    let mut met: Vec<Field> =
        rows.iter().filter(|row| looked_for.contains(row)).map(|row| row.field).collect();
    met.dedup();
    met
}

#[test]
fn somebody_is_suggested_by_several_values_together_however_they_were_written() {
    let mut known = person("Mohammed", "Choudhury", Some((1987, 4, 3)));
    known.postcode = Some(Secret::new("DY1 1AA"));
    // Another spelling, day and month in each other's place, names swapped, moved across the street.
    let mut new = person("Chowdhury", "Muhammad", Some((1987, 3, 4)));
    new.postcode = Some(Secret::new("dy11ab"));
    let all = [
        Field::Names,
        Field::NamesAndYear,
        Field::FamilyAndYear,
        Field::GivenAndBirth,
        Field::FamilyAndSector,
        Field::BirthAndSector,
    ];
    assert_eq!(suggested(&known, &new), all);
    // Neither a single name nor a date alone suggests anybody.
    assert!(suggested(&known, &person("Mohammed", "Nowak", Some((1990, 1, 1)))).is_empty());
    assert!(suggested(&known, &person("Jan", "Nowak", Some((1987, 4, 3)))).is_empty());
    assert!(suggested(&known, &person("Jan", "Choudhury", Some((1990, 1, 1)))).is_empty());
    // A double name is met by either half, and an alias by its last word.
    let double = person("Anna", "Nowak-Wisniewska", Some((1980, 1, 2)));
    let half = suggested(&double, &person("Anna", "Wisniewska", Some((1980, 5, 6))));
    assert_eq!(half, [Field::Names, Field::NamesAndYear, Field::FamilyAndYear]);
    let mut alias = person("Jan", "Nowak", Some((1987, 4, 3)));
    alias.aliases = vec![Name::new("Johnny Newman")];
    assert!(
        suggested(&alias, &person("John", "Newman", Some((1987, 9, 9))))
            .contains(&Field::FamilyAndYear)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_sealed_opens_and_with_any_bit_changed_does_not(
        text in ".{0,80}", bit in 0usize..8_000,
    ) {
        let by = Counting::new();
        let (key, id) = (DataKey::random(&by), NarrativeId::of(RECORD));
        let sealed = Narrative::new(text.clone()).seal(&key, id, &by);
        prop_assert_eq!(Narrative::open(&key, id, &sealed), Ok(Narrative::new(text)));
        let mut bytes = sealed.into_bytes();
        let place = bit % (bytes.len() * 8);
        bytes[place / 8] ^= 1 << (place % 8);
        prop_assert_eq!(Narrative::open(&key, id, &Ciphertext::of(bytes.clone())), Err(Foreign));
        bytes.truncate(place / 8);
        prop_assert_eq!(Narrative::open(&key, id, &Ciphertext::of(bytes)), Err(Foreign));
    }

    #[test]
    fn no_name_breaks_the_index(name in any::<String>(), phone in any::<String>()) {
        let searched = Searched {
            name: Some(Name::new(name.clone())),
            phone: Some(Secret::new(phone)),
            ..Searched::default()
        };
        let known = person(&name, &name, None);
        prop_assert!(found(&known, &searched).len() <= MOST);
    }
}
