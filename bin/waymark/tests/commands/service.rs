//! A service from nothing: a programme, organisations, accounts, by command; then served, signed
//! in to, verified, its keys replaced. On both databases.

use std::fs;
use std::path::Path;

use testkit::Cell;
use uuid::Uuid;

use crate::kept::{ADA, Kept, PASSWORD, enters};
use crate::person::encoded;
use crate::running::{Running, hidden};
use crate::{said, word};

fn signs_in(service: &Running, password: &str) -> String {
    enters(service, "ada.nolan@example.org", password)
}

testkit::both_databases! {
    async fn a_service_is_founded_by_command_served_and_signed_in_to(database: Database) {
        let kept = Kept::founded(database.address());
        let listed = kept.does(&["user", "list"]);
        assert_eq!(
            listed,
            "ada.nolan@example.org\tAda Nolan\tTurnpike\tfacilitator:Dudley\topen\n"
        );
        let organisations = kept.does(&["organisation", "list"]);
        assert!(organisations.contains("Turnpike\tprogramme\tDudley,Walsall"), "{organisations}");

        let service = kept.served();
        assert_eq!(service.get("/health/ready", "").status, 200);
        assert!(signs_in(&service, "another set of words").is_empty(), "a wrong password");
        let cookie = signs_in(&service, PASSWORD);
        let today = service.get("/sessions", &cookie);
        assert_eq!(today.status, 200);
        assert!(today.body.contains("Ada Nolan"), "{}", today.body);
        assert_eq!(service.post("/demonstration/sign-in", "", "worker=x").status, 404);
        assert_eq!(service.get("/figures", &cookie).status, 404, "figures are not hers to see");

        // Closed while she works: gone at once. Open again with another password: the old is gone.
        kept.does(&["user", "close", "ada.nolan@example.org"]);
        assert_eq!(service.get("/sessions", &cookie).status, 303);
        kept.does(&["user", "open", "ada.nolan@example.org"]);
        kept.does(&["user", "roles", "ada.nolan@example.org", "--role", "facilitator:Dudley"]);
        let near = kept.typing(
            &["user", "password", "ada.nolan@example.org", "--password-stdin"],
            "Ada Nolan of Turnpike 1",
        );
        assert!(said(&near).contains("made of your name"), "{}", said(&near));
        let changed = kept.typing(
            &["user", "password", "ada.nolan@example.org", "--password-stdin"],
            "quite another four words",
        );
        assert_eq!(changed.status.code(), Some(0), "{}", said(&changed));
        assert!(signs_in(&service, PASSWORD).is_empty());
        assert!(!signs_in(&service, "quite another four words").is_empty());
        // She is married: name and address are others, and the one before signs nobody in.
        let hart = ["--name", "Ada Hart", "--new-email", "ada.hart@example.org"];
        kept.does(&[&["user", "correct", "ada.nolan@example.org"][..], &hart].concat());
        assert!(kept.does(&["user", "list"]).starts_with("ada.hart@example.org\tAda Hart\t"));
        assert!(signs_in(&service, "quite another four words").is_empty());
        let again = kept.refuses(&["user", "correct", "ada.hart@example.org", "--name", "Ada Hart"], 1);
        assert!(again.contains("nothing was done"), "{again}");
        let wrong = ["user", "correct", "ada.hart@example.org", "--new-email", "ada"];
        assert!(kept.refuses(&wrong, 1).contains("such as name@example.org"));
        // What a directory says of her is corrected there, unless that is there no more.
        let past = database.connect().await.unwrap();
        let worker = past.rows("SELECT id FROM workers").await.unwrap()[0][0].id().unwrap();
        past.insert("identities", &[
            ("digest", vec![7u8; 32].into()), ("worker", worker.into()),
            ("directory", "turnpike".into()), ("made", 0i64.into()),
        ]).await.unwrap();
        let married = ["user", "correct", "ada.hart@example.org", "--name", "Ada Holt"];
        let refused = kept.refuses(&married, 1);
        for part in ["the directory turnpike", "--even-by-directory", "Nothing was done"] {
            assert!(refused.contains(part), "{part}: {refused}");
        }
        assert!(kept.does(&["user", "list"]).contains("\tAda Hart\t"));
        kept.does(&[&married[..], &["--even-by-directory"]].concat());
        assert!(kept.does(&["user", "list"]).contains("\tAda Holt\t"));
        past.execute("DELETE FROM identities").await.unwrap();
        drop(past);
        // The telephone is lost: it is set up anew at the next sign-in.
        kept.does(&["user", "reset", "ada.hart@example.org"]);
        let again = encoded(&[
            ("email", "ada.hart@example.org"),
            ("password", "quite another four words"),
        ]);
        let half = service.post("/sign-in", "", &again).cookie();
        assert!(service.get("/second-factor", &half).body.contains("Set up a second way"));
        assert_eq!(service.stop().code(), Some(0));
        let verified = kept.does(&["audit", "verify"]);
        assert!(verified.contains("heads outside the database agree"), "{verified}");
    }

    async fn what_is_wrong_is_said_with_what_to_do(database: Database) {
        let kept = Kept::at(database.address());
        kept.does(&["programme", "add", "My Time"]);
        for (words, said) in [
            (&["programme", "add", "My Time"][..], "already"),
            (&["user", "close", "nobody@example.org"], "waymark user list"),
            (&["organisation", "add", "T", "--kind", "programme", "--programme", "No"], "waymark programme list"),
        ] {
            let refused = kept.refuses(words, 1);
            assert!(refused.contains(said), "{words:?}: {refused}");
        }
        let role = ["--role", "facilitator:Dudly"];
        let nowhere = kept.typing(&[&ADA[..], &role].concat(), PASSWORD);
        assert!(said(&nowhere).contains("waymark organisation add"), "{}", said(&nowhere));
        kept.does(&["organisation", "add", "Turnpike", "--kind", "programme", "--areas", "Dudley"]);
        let mistyped = kept.typing(&[&ADA[..], &role].concat(), PASSWORD);
        assert!(said(&mistyped).contains("Dudley"), "{}", said(&mistyped));
        let weak = kept.typing(&[&ADA[..], &["--role", "facilitator"]].concat(), "short");
        assert!(said(&weak).contains("at least 15"), "{}", said(&weak));
        for near in ["ada.nolan@example.org1", "Turnpike Turnpike 1", "Ada Nolan, My Time 1"] {
            let near = kept.typing(&[&ADA[..], &["--role", "facilitator"]].concat(), near);
            assert!(said(&near).contains("made of your name"), "{}", said(&near));
        }
        let misfit = kept.typing(&[&ADA[..], &["--role", "support-worker"]].concat(), PASSWORD);
        let expected = "--role: support_worker does not fit the organisation, which runs the programme: \
                        one of these was expected: referrer, single_point_of_contact, facilitator, \
                        programme_manager, administrator";
        assert!(said(&misfit).contains(expected), "{}", said(&misfit));
        let sides = ["--role", "facilitator", "--role", "support_worker"];
        let both = kept.typing(&[&ADA[..], &sides[..]].concat(), PASSWORD);
        assert!(said(&both).contains("both"), "{}", said(&both));
        assert!(kept.refuses(&[&ADA[..7], &role].concat(), 1).contains("--password-stdin"));
        kept.key("master.key", "fedcba9876543210");
        assert!(kept.refuses(&["user", "list"], 1).contains("master key"));
    }

    async fn a_directory_of_a_programme_that_is_called_otherwise_now_is_left_out_and_the_log_says_so(database: Database) {
        let kept = Kept::founded(database.address());
        kept.key("secret", "fedcba9876543210");
        let file = kept.folder.path().join("providers.toml");
        let starts = |programme: &str| {
            let written = format!(
                "[[provider]]\nkey = \"council\"\nname = \"The Council\"\n\
                 issuer = \"https://login.example\"\nclient_id = \"waymark\"\n\
                 client_secret_file = \"secret\"\norganisation = \"Turnpike\"\n\
                 programme = \"{programme}\"\n\
                 [[provider.group]]\nname = \"a\"\nrole = \"facilitator\"\n"
            );
            fs::write(&file, written).unwrap();
            let log = kept.folder.path().join("log");
            let mut command = kept.command();
            command.args(["serve", "--port", "0", "--providers", word(&file)]);
            command.args(["--proxy", "--public-url", "https://waymark.example"]);
            let service = Running::with_log(command.stderr(fs::File::create(&log).unwrap()));
            assert_eq!(service.stop().code(), Some(0));
            fs::read_to_string(log).unwrap()
        };
        let log = starts("My Time");
        assert!(!log.contains("provider council"), "{log}");
        let log = starts("Our Time");
        for said in ["ERROR", "provider council", "none is called Our Time", "My Time", "start again"] {
            assert!(log.contains(said), "{said}: {log}");
        }
    }

    async fn keys_are_replaced_while_it_runs_and_the_models_made_again(database: Database) {
        let kept = Kept::founded(database.address());
        let service = kept.served();
        let cookie = signs_in(&service, PASSWORD);
        let rotated = kept.does(&["key", "rotate"]);
        assert!(rotated.contains("keys made"), "{rotated}");
        assert_eq!(service.get("/sessions", &cookie).status, 200, "a session outlives it");
        assert!(!signs_in(&service, PASSWORD).is_empty(), "names open with the new keys");
        assert_eq!(service.stop().code(), Some(0));

        fs::rename(kept.folder.path().join("master.key"), kept.folder.path().join("old.key"))
            .unwrap();
        kept.key("master.key", "fedcba9876543210");
        let old = kept.folder.path().join("old.key");
        let sealed = kept.does(&["key", "rotate", "--before-file", word(&old)]);
        assert!(sealed.contains("sealed with the new master key"), "{sealed}");
        assert!(kept.does(&["user", "list"]).contains("Ada Nolan"));
        assert!(kept.does(&["migrate", "--rebuild"]).contains("made again"));
    }

    async fn whoever_closes_an_account_by_command_is_told_what_it_leaves_half_written(database: Database) {
        let kept = Kept::founded(database.address());
        let past = database.connect().await.unwrap();
        for (nth, name) in ["grace", "heidi", "iris"].into_iter().enumerate() {
            let email = format!("{name}@example.org");
            kept.hires(name, &email, "Children’s services", "referrer");
            let newest = "SELECT id, kept_in FROM workers ORDER BY made DESC, id DESC";
            let newest = past.rows(newest).await.unwrap();
            let (owner, programme) = (newest[0][0].id().unwrap(), newest[0][1].id().unwrap());
            for draft in 0..=nth {
                let id = Uuid::from_u128(0xD0 + 16 * nth as u128 + draft as u128);
                let columns: [(&str, Cell); 7] = [
                    ("id", id.into()), ("programme", programme.into()), ("owner", owner.into()),
                    ("kind", "referral".into()), ("ciphertext", Cell::Bytes(vec![0])),
                    ("version", 2.into()), ("changed", 0.into()),
                ];
                past.insert("drafts", &columns).await.unwrap();
            }
        }
        let others = kept.does(&["user", "close", "iris@example.org"]);
        assert!(others.starts_with("3 half-written referrals are left to colleagues"), "{others}");
        let roles = ["user", "roles", "heidi@example.org", "--role", "administrator"];
        let others = kept.does(&roles);
        assert!(others.starts_with("2 half-written referrals are left to colleagues"), "{others}");
        let nobody = kept.does(&["user", "close", "grace@example.org"]);
        assert!(nobody.starts_with("1 half-written referral is left, and nobody else"), "{nobody}");
        assert_eq!(kept.does(&["user", "close", "ada.nolan@example.org"]), "");
    }

    async fn a_group_without_its_leaders_is_made_again_by_whatever_opens_the_record_first(database: Database) {
        let kept = Kept::founded(database.address());
        let past = database.connect().await.unwrap();
        let programme = past.rows("SELECT id FROM programmes").await.unwrap()[0][0].id().unwrap();
        // As an earlier Waymark left it; of nothing in the journal, so that it goes.
        let lacks = async || {
            let columns: [(&str, Cell); 9] = [
                ("id", Uuid::from_u128(0x96).into()), ("programme", programme.into()),
                ("reference", 96.into()), ("version", 1.into()), ("area", "Dudley".into()),
                ("venue", "".into()), ("meets", "".into()), ("capacity", 12.into()),
                ("open", true.into()),
            ];
            past.insert("groups", &columns).await.unwrap();
        };
        let there = async || past.rows("SELECT id FROM groups").await.unwrap().len();
        lacks().await;
        kept.does(&["migrate"]);
        assert_eq!(there().await, 0);
        lacks().await;
        assert_eq!(kept.served().stop().code(), Some(0));
        assert_eq!(there().await, 0);
    }

    async fn an_audit_that_was_changed_is_found_and_located(database: Database) {
        let kept = Kept::founded(database.address());
        let service = kept.served();
        assert!(!signs_in(&service, PASSWORD).is_empty());
        service.stop();
        let sound = kept.does(&["audit", "verify"]);
        let entries: u64 = sound
            .split(": ")
            .nth(1)
            .and_then(|rest| rest.split(' ').next())
            .and_then(|number| number.parse().ok())
            .expect(&sound);
        let past = database.connect().await.unwrap();
        past.execute("UPDATE audit SET outcome = 2 WHERE number = 3").await.unwrap();
        assert!(kept.refuses(&["audit", "verify"], 1).contains("entry 3 was altered"));
        past.execute("UPDATE audit SET outcome = 1 WHERE number = 3").await.unwrap();
        kept.does(&["audit", "verify"]);
        let cut = format!("DELETE FROM audit WHERE number >= {}", entries - 1);
        past.execute(&cut).await.unwrap();
        let found = kept.refuses(&["audit", "verify", "--heads", word(&kept.heads())], 1);
        let gone = ["cut off", "not the one", "are missing"];
        assert!(gone.iter().any(|words| found.contains(words)), "{found}");
    }
}

#[test]
fn a_command_that_keeps_a_record_makes_none_where_the_path_is_mistyped() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("none.db");
    let kept = Kept::at(word(&file));
    for words in [&["user", "list"][..], &["audit", "verify"], &["key", "rotate"], &["migrate"]] {
        assert!(kept.refuses(words, 1).contains("there is no record at"));
    }
    assert!(!file.exists());
}

#[test]
fn a_port_in_use_is_said_before_the_record_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.db");
    let kept = Kept::at(word(&file));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    assert!(kept.refuses(&["serve", "--port", &port], 3).contains("--port"));
    assert!(!file.exists());
}

#[test]
fn a_database_that_is_not_there_is_the_surroundings_fault() {
    let kept = Kept::at("postgres://nobody@127.0.0.1:1/record");
    let refused = kept.refuses(&["serve", "--port", "0"], 3);
    assert!(refused.contains("cannot be opened") && !refused.contains("panicked"), "{refused}");
}

#[test]
fn nothing_of_a_person_is_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::founded(word(&folder.path().join("record.db")));
    let log = folder.path().join("log");
    let (read, write) = (Path::new(&log), fs::File::create(&log).unwrap());
    let mut command = kept.command();
    command.args(["serve", "--port", "0", "--log-level", "debug"]).stderr(write);
    let service = Running::with_log(&mut command);
    let cookie = signs_in(&service, PASSWORD);
    let page = service.get("/sessions?quillfeather", &cookie);
    let token = hidden(&page.body, "form-token");
    service.get("/cases/QUILLFEATHER", &cookie);
    service.post("/sign-out", &cookie, &format!("form-token={token}&note=Quillfeather"));
    service.stop();
    let written = fs::read_to_string(read).unwrap();
    assert!(written.lines().count() > 5, "{written}");
    // The id of a request is drawn, and may well spell a short name.
    let without_ids: Vec<&str> = written
        .split("\"request\":\"")
        .map(|rest| rest.split_once('"').map_or(rest, |(_, after)| after))
        .collect();
    let small = without_ids.concat().to_lowercase();
    for marked in ["quillfeather", "ada", "nolan", "four words", &token.to_lowercase()] {
        assert!(!small.contains(marked), "{marked} is in the log: {written}");
    }
}
