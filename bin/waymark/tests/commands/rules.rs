//! The rules of intake are the programme's: a file of them at the start of the service.

use std::fs;

use crate::kept::{Kept, PASSWORD, enters};
use crate::person::{FAMILY, HER, Person};
use crate::running::Running;
use crate::word;

/// Opens intake in one area again.
const OPEN_AGAIN: &str =
    "from,area,rule,value,note\n2020-07-01,Dudley,intake,open,We take families again\n";

/// A service in which a council refers, and somebody acknowledges.
fn founded(address: &str) -> Kept {
    let kept = Kept::founded(address);
    kept.hires("Grace Adeyemi", "grace@example.org", "Children’s services", "referrer");
    kept.hires("Ruth Cartwright", "ruth@example.org", "Turnpike", "single_point_of_contact");
    kept
}

fn person(service: &Running, email: &str) -> Person {
    let cookie = enters(service, email, PASSWORD);
    assert!(!cookie.is_empty(), "{email} signs in");
    Person::new(service, cookie)
}

/// Writes a referral: the address of the draft, and what *check answers* says of it.
fn written(referrer: &Person) -> (String, String) {
    let draft = referrer.begins().unwrap();
    for (page, typed) in FAMILY.into_iter().chain([("her-1", HER)]) {
        assert_eq!(referrer.writes(&draft, page, typed), Some(true), "{page}");
    }
    let check = referrer.page(&format!("{draft}/check"));
    (draft, check)
}

testkit::both_databases! {
    async fn a_referral_to_a_service_that_opened_intake_is_not_against_its_rules(database: Database) {
        let kept = founded(database.address());
        let file = kept.folder.path().join("rules.csv");
        fs::write(&file, OPEN_AGAIN).unwrap();
        let mut command = kept.command();
        let service = Running::start(command.args(["serve", "--port", "0", "--rules", word(&file)]));
        let grace = person(&service, "grace@example.org");
        let rules = grace.page("/referrals/rules");
        assert!(rules.contains("Referrals are being taken."), "{rules}");
        assert!(rules.contains("We take families again."), "{rules}");
        let (draft, check) = written(&grace);
        assert!(check.contains("By the rules in force the family is eligible."), "{check}");
        let reference = grace.refers(&draft).unwrap();
        let ruth = person(&service, "ruth@example.org");
        let allocation = format!("/cases/{reference}/allocation");
        let page = ruth.page(&allocation);
        assert!(page.contains("Eligible") && !page.contains("Not eligible"), "{page}");
        let ada = page.split("name=\"facilitator\" type=\"radio\" value=\"").nth(1);
        let ada = ada.and_then(|rest| rest.split('"').next()).expect(&page).to_owned();
        let answers = [("decision", "go-on"), ("facilitator", ada.as_str())];
        ruth.does(&allocation, "value=\"acknowledge\"", &answers);
        let progress = grace.page(&format!("/referrals/{reference}"));
        assert!(progress.contains("Acknowledged"), "{progress}");
        assert_eq!(service.stop().code(), Some(0));

        // Without the file, intake is closed as it was shipped, and the person is told so.
        let service = kept.served();
        let grace = person(&service, "grace@example.org");
        let (draft, check) = written(&grace);
        assert!(check.contains("No referrals are being taken in this area on this day."), "{check}");
        let reference = grace.refers(&draft).unwrap();
        let ruth = person(&service, "ruth@example.org");
        let allocation = format!("/cases/{reference}/allocation");
        assert!(ruth.page(&allocation).contains("Not eligible"));
        let refused = ruth.fills_in(&allocation, "value=\"acknowledge\"", &answers).unwrap();
        assert_eq!(refused.status, 422, "{}", refused.body);
    }
}

#[test]
fn every_wrong_row_is_told_at_the_start_and_nothing_is_begun() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record.db");
    let kept = Kept::at(word(&record));
    let file = folder.path().join("own.csv");
    let wrong = "from,area,rule,value,note\n2026-11-31,,intake,open,\n2026-11-01,,intake,ajar,\n";
    fs::write(&file, wrong).unwrap();
    let refused = kept.refuses(&["serve", "--port", "0", "--rules", word(&file)], 1);
    for said in [
        "own.csv, row 2, column from: \"2026-11-31\"; expected a day of the calendar",
        "own.csv, row 3, column value: \"ajar\"; expected open or closed",
        "2 errors in the rules",
    ] {
        assert!(refused.contains(said), "{said}: {refused}");
    }
    fs::write(&file, [0xff, 0xfe, 0x66, 0x00]).unwrap();
    let refused = kept.refuses(&["serve", "--port", "0", "--rules", word(&file)], 1);
    assert!(refused.contains("is not UTF-8 text"), "{refused}");
    fs::remove_file(&file).unwrap();
    let mut command = kept.command();
    command.env("WAYMARK_RULES", &file).args(["serve", "--port", "0"]);
    let missing = command.output().unwrap();
    assert_eq!(missing.status.code(), Some(1), "the environment says it too");
    assert!(crate::said(&missing).contains("cannot be read"), "{}", crate::said(&missing));
    assert!(!record.exists());
}
