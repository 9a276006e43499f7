//! Earlier spreadsheets into the record, by command.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use testkit::Past;

use crate::kept::Kept;
use crate::{names, said, waymark, word};

/// Who answers for the programme, and for support.
const HIS: &str = "mo.penhale@example.org";
const HERS: &str = "ros.tamsin@example.org";
/// A facilitator, who may bring nothing in.
const ADA: &str = "ada.nolan@example.org";

/// A service of every area, and a folder with a cohort whose men have names.
fn service(database: &str, seed: &str) -> (Kept, tempfile::TempDir) {
    let kept = Kept::at(database);
    kept.does(&["programme", "add", "My Time"]);
    let areas = "Birmingham,Coventry,Dudley,Sandwell,Solihull,Walsall,Wolverhampton";
    for (name, kind) in [("Turnpike", "programme"), ("Harbour", "support")] {
        kept.does(&["organisation", "add", name, "--kind", kind, "--areas", areas]);
    }
    kept.hires("Ada Nolan", ADA, "Turnpike", "facilitator:Dudley");
    kept.hires("Mo Penhale", HIS, "Turnpike", "programme_manager");
    kept.hires("Ros Tamsin", HERS, "Harbour", "support_manager");
    let folder = tempfile::tempdir().unwrap();
    let made = waymark(["cohort", "--named", "--seed", seed, "--out", word(folder.path())]);
    assert!(made.status.success(), "{}", said(&made));
    (kept, folder)
}

struct Files {
    referrals: PathBuf,
    support: PathBuf,
}

impl Files {
    fn of(folder: &Path) -> Self {
        Self { referrals: folder.join("referrals.csv"), support: folder.join("support.csv") }
    }
    /// The words of an import in the names of both managers.
    fn words<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let words = ["import", "--by", HIS, "--by", HERS, "--referrals", word(&self.referrals)];
        [&words[..], &["--support", word(&self.support)], more].concat()
    }
}

/// The rows of a file, cell by cell; no cell of a cohort has a comma.
fn rows(file: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn write(file: &Path, rows: &[Vec<String>]) {
    let lines: Vec<String> = rows.iter().map(|row| row.join(",") + "\n").collect();
    fs::write(file, lines.concat()).unwrap();
}

fn column(rows: &[Vec<String>], name: &str) -> usize {
    rows[0].iter().position(|column| column == name).unwrap()
}

async fn count(database: &str, table: &str) -> i64 {
    let past = Past::connect(database).await.unwrap();
    let rows = past.rows(&format!("SELECT COUNT(*) FROM {table}")).await.unwrap();
    rows[0][0].number().unwrap()
}

/// The figures of an evaluation, without what says when and of what it was made. The record gives
/// its rows in an order of its own, in which sums differ by the last digit.
fn figures(out: &Path) -> Value {
    fn rounded(value: Value) -> Value {
        match value {
            Value::Number(number) => format!("{:.9}", number.as_f64().unwrap()).into(),
            Value::Array(all) => all.into_iter().map(rounded).collect(),
            Value::Object(all) => all.into_iter().map(|(key, one)| (key, rounded(one))).collect(),
            other => other,
        }
    }
    let text = fs::read(out.join("figures.json")).unwrap();
    rounded(serde_json::from_slice::<Value>(&text).unwrap()["figures"].take())
}

testkit::both_databases! {
    async fn a_named_file_comes_in_once_and_gives_the_figures_of_its_file(database: Database) {
        let (kept, folder) = service(database.address(), "1");
        let files = Files::of(folder.path());

        // A dry run says what would be, and writes none of it.
        let told = kept.does(&files.words(&[]));
        assert!(told.contains("1074 referrals and 376 support cases would be imported"), "{told}");
        assert_eq!(count(database.address(), "streams").await, 0);

        let done = kept.run(&files.words(&["--commit"]));
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let told = String::from_utf8(done.stdout.clone()).unwrap();
        assert_eq!(told, "1074 referrals and 376 support cases imported\n");
        let warned = said(&done);
        assert!(warned.contains("warning: referrals.csv, "), "{warned}");
        assert!(warned.contains("sessions attended by a man not found suitable (rows "), "{warned}");
        assert_eq!(count(database.address(), "cases").await, 1_074);
        assert_eq!(count(database.address(), "support_cases").await, 376);

        // Every man has a name now, of which the database shows nothing.
        assert_eq!(count(database.address(), "texts").await - 3, 1_074 - 3);
        let all = rows(&files.referrals);
        let surname = column(&all, "surname");
        let past = Past::connect(database.address()).await.unwrap();
        for cells in past.rows("SELECT body FROM journal").await.unwrap() {
            let body = cells[0].text().unwrap();
            assert!(!all[1..40].iter().any(|row| body.contains(&row[surname])), "{body}");
        }

        // The same file again adds nothing; a row that says something else is told and left.
        let again = kept.run(&files.words(&["--commit"]));
        assert!(said(&again).contains("1074 referrals are there already"), "{}", said(&again));
        assert!(said(&again).contains(": 0 changed since"), "{}", said(&again));
        assert_eq!(again.stdout, b"0 referrals and 0 support cases imported\n");
        let mut changed = all.clone();
        let (plan, phone) = (column(&all, "plan"), column(&all, "phone"));
        changed[6][plan] = if all[6][plan] == "cp" { "cin" } else { "cp" }.to_owned();
        changed[9][phone] = "07700 900999".to_owned();
        write(&files.referrals, &changed);
        let again = kept.run(&files.words(&["--commit"]));
        let (told, listed) = (said(&again), |row: u32| format!("referrals.csv, row {row}: says something else"));
        assert!(told.contains(": 2 changed since"), "{told}");
        assert!(told.contains(&listed(7)) && told.contains(&listed(10)), "{told}");
        assert_eq!(count(database.address(), "cases").await, 1_074);
        write(&files.referrals, &all);

        // The record gives the figures of the files.
        let key = kept.folder.path().join("master.key");
        let out = |name: &str| folder.path().join(name);
        let of_record = ["evaluate", "--database", database.address(), "--master-key-file", word(&key)];
        let (of_files, as_at) = (["evaluate", "--referrals", word(&files.referrals)], ["--as-at", "2020-12-31", "--formats", "json"]);
        for (name, words) in [
            ("record", &of_record[..]),
            ("files", &[&of_files[..], &["--support", word(&files.support)]].concat()),
        ] {
            kept.does(&[words, &as_at, &["--out", word(&out(name))]].concat());
        }
        let (record, files) = (figures(&out("record")), figures(&out("files")));
        for (key, figure) in files.as_object().unwrap() {
            assert!(record[key] == *figure, "figure {key} of the record: {}", record[key]);
        }
        assert_eq!(record.as_object().unwrap().len(), files.as_object().unwrap().len());
        kept.served().stop();
        kept.does(&["audit", "verify"]);
    }

    async fn what_goes_out_is_read_again_and_holds_no_name(database: Database) {
        let (kept, folder) = service(database.address(), "4");
        let files = Files::of(folder.path());
        kept.does(&files.words(&["--commit"]));
        kept.does(&["organisation", "add", "University", "--kind", "oversight"]);
        kept.hires("Kit Lorne", "kit.lorne@example.org", "University", "evaluator");
        let out = folder.path().join("out");
        let words = ["export", "--formats", "csv,xlsx", "--out", word(&out)];
        let refused = kept.refuses(&[&words[..], &["--by", HIS]].concat(), 1);
        assert!(refused.contains("is for an evaluator"), "{refused}");
        assert_eq!(names(&out), [""; 0]);
        let told = kept.does(&[&words[..], &["--by", "kit.lorne@example.org"]].concat());
        assert_eq!(told.lines().count(), 3, "{told}");
        assert_eq!(names(&out), ["data-set.xlsx", "referrals.csv", "support.csv"]);

        // The rows that came in, by their references; in what order is the record's own.
        let (mut before, mut after) = (rows(&files.referrals), rows(&out.join("referrals.csv")));
        let named = column(&before, "forename");
        before.iter_mut().for_each(|row| row.truncate(named));
        before[1..].sort();
        after[1..].sort();
        assert!(before == after, "the referrals went out otherwise than they came in");
        let (mut before, mut after) = (rows(&files.support), rows(&out.join("support.csv")));
        before[1..].sort();
        after[1..].sort();
        assert!(before == after, "the support cases went out otherwise than they came in");

        // It is read again, in both forms, and adds nothing where it came from.
        for (referrals, more) in
            [("referrals.csv", &["--support", word(&out.join("support.csv"))][..]), ("data-set.xlsx", &[])]
        {
            let referrals = out.join(referrals);
            let words = ["import", "--commit", "--by", HIS, "--by", HERS, "--referrals", word(&referrals)];
            let again = kept.run(&[&words[..], more].concat());
            let told = said(&again);
            assert_eq!(again.stdout, b"0 referrals and 0 support cases imported\n", "{told}");
            assert!(told.contains("1074 referrals are there already"), "{told}");
            assert!(told.matches(": 0 changed since").count() == 2, "{told}");
        }
        let audited = Past::connect(database.address()).await.unwrap();
        let asked = "SELECT outcome FROM audit WHERE action = 'export_data_set' ORDER BY at";
        let lines = audited.rows(asked).await.unwrap();
        let outcomes: Vec<_> = lines.iter().map(|row| row[0].number().unwrap()).collect();
        assert_eq!(outcomes, [2, 1], "hidden from one, given to the other");
    }

    async fn men_who_are_not_told_apart_are_found_and_are_one_in_the_record(database: Database) {
        let (kept, folder) = service(database.address(), "2");
        let files = Files::of(folder.path());
        let mut all = rows(&files.referrals);
        let individual = column(&all, "individual_ref");
        for row in &mut all[1..] {
            row[individual].clear();
        }
        // The latter half comes later, in a file that holds the former as well.
        let whole = all.clone();
        write(&files.referrals, &all[..500]);
        fs::remove_file(&files.support).unwrap();
        let words = ["import", "--by", HIS, "--commit", "--referrals", word(&files.referrals)];
        let first = kept.run(&words);
        assert_eq!(first.status.code(), Some(0), "{}", said(&first));
        write(&files.referrals, &whole);
        let second = kept.run(&words);
        let told = said(&second);
        assert_eq!(second.stdout, b"575 referrals and 0 support cases imported\n", "{told}");
        assert!(told.contains("1074 of 1074 referrals have no individual_ref"), "{told}");

        let key = kept.folder.path().join("master.key");
        let (record, file) = (folder.path().join("record"), folder.path().join("file"));
        let last = ["--as-at", "2020-12-31", "--formats", "json", "--out"];
        let of_record = ["evaluate", "--database", database.address(), "--master-key-file", word(&key)];
        kept.does(&[&of_record[..], &last, &[word(&record)]].concat());
        let of_file = ["evaluate", "--referrals", word(&files.referrals)];
        let evaluated = waymark([&of_file[..], &last, &[word(&file)]].concat());
        assert!(evaluated.status.success(), "{}", said(&evaluated));
        assert_eq!(figures(&record)["14"], figures(&file)["14"]);
        let source = |out: &Path| {
            let text = fs::read(out.join("figures.json")).unwrap();
            serde_json::from_slice::<Value>(&text).unwrap()["source"]["individuals"].as_u64().unwrap()
        };
        let (in_record, in_file) = (source(&record), source(&file));
        assert!(in_file < 1_000, "{in_file} men were found");
        assert_eq!(in_record, in_file);
    }

    async fn nobody_brings_in_what_is_not_theirs_and_nothing_comes_in_by_halves(database: Database) {
        let (kept, folder) = service(database.address(), "3");
        let files = Files::of(folder.path());
        let (referrals, support) = (word(&files.referrals), word(&files.support));
        for (by, why) in [
            (ADA, "a programme manager, his side, and a support manager, hers"),
            ("nobody@example.org", "nobody signs in as nobody@example.org"),
        ] {
            let words = ["import", "--commit", "--referrals", referrals, "--by", by];
            let told = kept.refuses(&words, 1);
            assert!(told.contains(why), "{told}");
        }
        // His side is closed to whoever answers for hers, and the other way round.
        let words = ["import", "--commit", "--referrals", referrals, "--support", support, "--by"];
        for (by, counted) in [(HIS, "376 rows may not"), (HERS, "1074 rows may not")] {
            let told = kept.refuses(&[&words[..], &[by]].concat(), 1);
            assert!(told.contains(counted), "{told}");
        }
        // A closed account brings nothing in.
        kept.does(&["user", "close", HIS]);
        let told = kept.refuses(&files.words(&["--commit"]), 1);
        assert!(told.contains("nobody signs in as mo.penhale@example.org"), "{told}");
        kept.does(&["user", "open", HIS]);
        kept.does(&["user", "roles", HIS, "--role", "programme_manager"]);

        // One error, and nothing comes in; unless the row is set aside.
        let mut all = rows(&files.referrals);
        let (reference, received) = (column(&all, "referral_ref"), column(&all, "received_on"));
        let plan = column(&all, "plan");
        all[4][plan] = "CP".to_owned();
        let good = std::mem::replace(&mut all[20][received], "31/01/2019".to_owned());
        write(&files.referrals, &all);
        let told = kept.refuses(&files.words(&["--commit"]), 1);
        assert!(told.contains("row 5, column plan: “CP”"), "{told}");
        assert!(told.contains("2 errors in the input; nothing was done"), "{told}");
        assert_eq!(count(database.address(), "streams").await, 0);

        let aside = folder.path().join("aside");
        let done = kept.run(&files.words(&["--commit", "--set-aside", word(&aside)]));
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let told = String::from_utf8(done.stdout).unwrap();
        assert!(told.ends_with("1072 referrals and 376 support cases imported\n"), "{told}");
        assert_eq!(names(&aside), ["referrals-set-aside.csv"]);
        let set_aside = aside.join("referrals-set-aside.csv");
        let text = fs::read_to_string(&set_aside).unwrap();
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.starts_with("why,referral_ref,"), "{text}");
        assert!(text.contains("“31/01/2019”") && text.contains(&all[20][reference]), "{text}");

        // Names stand beside their own rows, whatever was set aside before them.
        let key = kept.folder.path().join("master.key");
        assert!(key.exists());
        fs::write(&set_aside, text.replace(",CP,", ",cp,").replace(",31/01/2019,", &format!(",{good},"))).unwrap();
        let words = ["import", "--commit", "--by", HIS, "--referrals", word(&set_aside)];
        assert_eq!(kept.does(&words), "2 referrals and 0 support cases imported\n");
        assert_eq!(count(database.address(), "cases").await, 1_074);

        // A header at fault is not set aside.
        all[0][plan] = "Plan".to_owned();
        write(&files.referrals, &all);
        let told = kept.refuses(&files.words(&["--set-aside", word(&aside)]), 1);
        assert!(told.contains("a header is at fault"), "{told}");
    }
}
