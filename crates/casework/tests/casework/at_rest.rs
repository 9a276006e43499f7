//! Whoever has the files of the database or a backup of it reads no name and no sentence that was
//! entered, however it is written there.

use std::fs;
use std::path::Path;
use std::process::Command;

use casework::corrections::Correction;
use casework::his::Noted;
use casework::passwords::Password;
use casework::referrals::{Added, DraftId, Refer};
use casework::signing_in::Whence;
use casework::{Sought, Worker};
use jiff::civil::date;
use pathway::codes::ConsentForm;
use pathway::{Reference, london_day};
use programme::codes::{Content, Way};
use programme::parts::{Attempt, Attended, Placement, SessionNumber};
use testkit::Database;

use crate::hers::{referred, works};
use crate::needles::Needles;
use crate::town::{Town, family};

/// What the people of both sides type on the path, and what they are called.
const ENTERED: &[&str] = &[
    // The referral, and what is sealed of her.
    "Darren",
    "Quillfeather",
    "1985-02-01",
    "07700 900111",
    "He broke the kitchen door in December.",
    "Marigold",
    "Thistlewood",
    "07700 900222",
    "Only through the school on Tuesdays.",
    "At her sister in Netherton.",
    "Zoë-Amélie",
    "Łukasiewicz",
    "zoe.lukasiewicz@example.org",
    "12 Hartshill Crescent",
    "DY5 1QX",
    "known as Blaze",
    "after six, never at work",
    "Sister Perpetua took it",
    "She keeps a bag at the nursery.",
    // Added later by whoever refers.
    "His brother has moved in.",
    "She has a new telephone since Friday.",
    // A draft, and a sign-in that failed.
    "Draft of Ferdinand Oxlade",
    "somebody.else@example.org",
    "the wrong four words",
    // The programme's notes.
    "Rang at noon; he will come.",
    "He says that she made him do it.",
    "He wept when the children were named.",
    "He is the mayor's cousin.",
    "Standing in for a colleague.",
    "Moved nearer to his mother.",
    // What is looked for.
    "Persimmonia Quaddleworth",
    // Her side: the notes of `works`, her plan, her worker's part.
    "She was afraid.",
    "She took it back.",
    "She fears for her life.",
    "A bag is packed.",
    "Ring the school.",
    "To share nothing.",
    "She came back.",
    "It was another woman.",
    "She says that he found the letter.",
    // Workers, and what one of them was called before; a letter to each address waits.
    "Worker 1",
    "worker1@example.org",
    "Octavia Bramblewick",
    "octavia.bramblewick@example.org",
    "worker6@example.org",
];

/// Everything that is typed on the path of two families, by everybody whose it is.
async fn entered(database: &Database) -> Town {
    let (town, his, hers) = referred(database).await;
    referrer(&town, his).await;
    works(&town, hers, None).await;
    his_side(&town, his).await;
    let (other, other_hers) = town.cleared().await;
    session(&town, other).await;
    let worker = town.office.acting(&town.support_worker);
    let form = town.form(worker.her_case(other_hers).await.unwrap().version);
    let note = "She says that he found the letter.".to_owned();
    worker.write_support_note(other_hers, form, note).await.unwrap();
    searches(&town, &town.support_worker).await;
    searches(&town, &town.facilitator).await;
    corrects(&town).await;
    town
}

/// Whoever sits at the machine corrects what somebody is called and signs in with.
async fn corrects(town: &Town) {
    let founder = town.founder();
    let acting = town.office.acting(&founder);
    let whose = acting.account_of("worker6@example.org").await.unwrap();
    let asked = Correction {
        name: "Octavia Bramblewick".to_owned(),
        email: "octavia.bramblewick@example.org".to_owned(),
    };
    acting.correct(&whose, &asked).await.unwrap();
}

async fn referrer(town: &Town, his: Reference) {
    let referrer = town.office.acting(&town.referrer);
    let draft = DraftId::from(town.form(0));
    referrer.begin_draft(draft, "Draft of Ferdinand Oxlade").await.unwrap();
    referrer.keep_draft(draft, "Draft of Ferdinand Oxlade, on").await.unwrap();
    let mut refer: Refer = family();
    refer.him.given = "Zoë-Amélie".to_owned();
    refer.him.family = "Łukasiewicz".to_owned();
    refer.him.also_known_as = Some("known as Blaze".to_owned());
    refer.him.email = Some("zoe.lukasiewicz@example.org".to_owned());
    refer.him.address = Some("12 Hartshill Crescent".to_owned());
    refer.him.postcode = Some("DY5 1QX".to_owned());
    refer.him.contact_note = Some("after six, never at work".to_owned());
    refer.women[0].note = Some("She keeps a bag at the nursery.".to_owned());
    refer.women[0].consent = Some(casework::referrals::Agreed {
        form: ConsentForm::Verbal,
        on: Some(date(2019, 1, 4)),
        taken_by: Some("Sister Perpetua took it".to_owned()),
    });
    referrer.send_draft(draft, &refer).await.unwrap();
    let version = async || referrer.progress(his).await.unwrap().version;
    let added = Added { note: Some("His brother has moved in.".to_owned()), ..Added::default() };
    referrer.add_to_referral(his, town.form(version().await), added).await.unwrap();
    let more = "She has a new telephone since Friday.";
    referrer.add_to_sealed(his, town.form(version().await), 0, more).await.unwrap();
    let whence = Whence { agent: "A browser".to_owned(), ..Whence::default() };
    let typed = Password::typed("the wrong four words".to_owned());
    assert!(town.office.sign_in("somebody.else@example.org", typed, &whence).await.is_err());
}

async fn his_side(town: &Town, his: Reference) {
    let facilitator = town.office.acting(&town.facilitator);
    let form = async || town.form(town.version(his).await);
    let attempt = Attempt {
        when: town.office.now(),
        way: Way::Telephone,
        result: programme::codes::AttemptResult::Reached,
        note: None,
    };
    let note = Some("Rang at noon; he will come.".to_owned());
    facilitator.record_attempt(his, form().await, attempt, note).await.unwrap();
    let note = "He says that she made him do it.".to_owned();
    facilitator.write_his_note(his, form().await, note).await.unwrap();
    let manager = town.office.acting(&town.manager);
    let (to, why) = (town.elsewhere.actor.worker(), "Moved nearer to his mother.".to_owned());
    let area = pathway::Area::new("Walsall");
    manager.transfer(his, form().await, area, to, Some(why)).await.unwrap();
    let why = "He is the mayor's cousin.".to_owned();
    manager.restrict_his(his, form().await, true, why).await.unwrap();
    let elsewhere = town.office.acting(&town.elsewhere);
    elsewhere.open_his(his, "Standing in for a colleague.".to_owned()).await.unwrap();
}

async fn session(town: &Town, his: Reference) {
    let facilitator = town.office.acting(&town.facilitator);
    let form = async || town.form(town.version(his).await);
    facilitator.place(his, form().await, Placement::OneToOne).await.unwrap();
    let (on, session) = (london_day(town.office.now()), SessionNumber::try_new(1).unwrap());
    facilitator.offer_session(his, form().await, on, Some(session)).await.unwrap();
    town.later(3);
    let attended = Attended {
        on,
        session,
        content: Content::Understanding,
        tags: Vec::new(),
        heavy: false,
        group: None,
        late: None,
        catch_up: false,
    };
    let note = Some("He wept when the children were named.".to_owned());
    let noted = Noted { notable_response: true, note, ..Noted::default() };
    facilitator.record_attended(his, form().await, attended, Some(noted)).await.unwrap();
}

async fn searches(town: &Town, who: &Worker) {
    let words = "Persimmonia Quaddleworth".to_owned();
    let sought = Sought { words, date_of_birth: Some(date(1985, 2, 1)) };
    town.office.acting(who).search(&sought).await.unwrap();
}

/// The bytes that somebody has who took the files, or a backup that was made while the server
/// runs.
async fn taken(database: &Database, folder: &Path) -> Vec<(String, Vec<u8>)> {
    if database.is_postgresql() {
        let program = dump();
        let dumped = Command::new(&program).args(["--dbname", database.address()]).output();
        let dumped = dumped.unwrap_or_else(|cause| panic!("{program}: {cause}"));
        assert!(dumped.status.success(), "{}", String::from_utf8_lossy(&dumped.stderr));
        return vec![("the dump".to_owned(), dumped.stdout)];
    }
    let record = database.address().strip_prefix("sqlite:").unwrap();
    let copy = folder.join("copy.db");
    let past = database.connect().await.unwrap();
    past.execute(&format!("VACUUM INTO '{}'", copy.display())).await.unwrap();
    let mut files = Vec::new();
    for folder in [Path::new(record).parent().unwrap(), folder] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            files.push((path.display().to_string(), fs::read(path).unwrap()));
        }
    }
    assert!(files.iter().any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty()));
    files
}

/// PostgreSQL's own program: the newest, where Debian keeps it.
fn dump() -> String {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let newest = versions.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).max();
    newest
        .map_or("pg_dump".to_owned(), |newest| format!("/usr/lib/postgresql/{newest}/bin/pg_dump"))
}

testkit::both_databases! {
    async fn no_name_and_no_sentence_that_was_entered_stands_in_the_files_or_in_a_backup(database: Database) {
        let town = entered(&database).await;
        let folder = tempfile::tempdir().unwrap();
        let taken = taken(&database, folder.path()).await;
        let needles = Needles::of(ENTERED.iter().copied());
        // What is kept in the open is found, so that the search itself works.
        let open = Needles::of(["Dudley", "Black Country Women"]);
        let mut bytes = 0;
        for (name, taken) in &taken {
            let found = needles.found_in(taken);
            assert!(found.is_empty(), "{name} holds {found:#?}");
            bytes += taken.len();
        }
        assert!(bytes > 100_000, "the record was written");
        let seen: Vec<String> = taken.iter().flat_map(|(_, taken)| open.found_in(taken)).collect();
        for text in ["Dudley", "Black Country Women"] {
            let typed = format!("“{text}”, as it was typed");
            assert!(seen.contains(&typed), "{seen:?}");
        }
        let past = database.connect().await.unwrap();
        let waits = past.rows("SELECT id FROM outbox WHERE address IS NOT NULL").await.unwrap();
        assert_eq!(waits.len(), 1, "a letter to the address that somebody had before");
        // And it was all there to be read, by those whose it is.
        let worker = town.office.acting(&town.support_worker);
        let listed = worker.caseload(&store::Filter::default(), None).await.unwrap();
        assert!(!listed.cases.is_empty());
        town.store.close().await;
    }
}
