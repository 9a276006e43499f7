//! `waymark link`, and evaluations of files with names.

use std::fs;

use crate::{names, said, waymark, word};

const PEOPLE: &str = "\
record_id,forename,surname,date_of_birth,postcode,phone,area,colour
A1,Robert,Featherstone,1980-01-31,B12 8QX,07700 900123,Birmingham,red
A2,Bob,Featherstone,31/01/1980,b128qx,+44 7700 900123,Birmingham,blue
B1,Mohammed,Hussain,1979-05-04,WS1 4AB,07700 900456,Walsall,
B2,Muhammad,Hussein,1979-04-05,WS1 4AB,07700 900456,Walsall,
C1,Alan,Bissell,about 1970,DY1 1AA,,Dudley,
'=D1,Gareth,Aldridge,1990-12-12,CV1 2AB,,Coventry,
";

#[test]
fn records_of_one_man_are_joined_and_everything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (people, out) = (folder.path().join("people.csv"), folder.path().join("out"));
    fs::write(&people, PEOPLE).unwrap();
    let linked = waymark(["link", "--people", word(&people), "--out", word(&out)]);
    assert_eq!(linked.status.code(), Some(0), "{}", said(&linked));
    assert_eq!(names(&out), ["individuals.csv", "model.json", "pairs.csv", "report.html"]);
    let individuals = fs::read_to_string(out.join("individuals.csv")).unwrap();
    assert_eq!(
        individuals,
        "record_id,individual_id\nA1,A1\nA2,A1\nB1,B1\nB2,B1\nC1,C1\n'=D1,'=D1\n"
    );
    let pairs = fs::read_to_string(out.join("pairs.csv")).unwrap();
    assert!(pairs.starts_with("left,right,probability,forename_weight,surname_weight,"));
    assert_eq!(pairs.lines().count(), 3, "{pairs}");
    let model: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("model.json")).unwrap()).unwrap();
    assert_eq!(model["records"], 6);
    assert_eq!(model["individuals"], 4);
    assert_eq!(model["unreadable_dates"], 1);
    assert_eq!(model["fields"][0]["field"], "forename");
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert_eq!(report.matches("<h1").count(), 1);
    assert!(report.contains("<title>Who is the same person") && report.contains("<main"));
    assert!(!report.contains("style=") && !report.contains("<script"));
    assert!(report.contains("Featherstone"));
}

#[test]
fn faults_of_structure_and_repeated_records_are_all_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (people, out) = (folder.path().join("people.csv"), folder.path().join("out"));
    fs::write(&people, "record_id,forename,phone,phone\nA,Jo,1,2\n\nB,Jo\n,Jo,1,2\nA,Mo,1,2\n")
        .unwrap();
    let refused = waymark(["link", "--people", word(&people), "--out", word(&out)]);
    assert_eq!(refused.status.code(), Some(1));
    let said = said(&refused);
    for part in [
        "row 1, column phone",
        "row 3: a blank row",
        "row 4: 2 cells",
        "row 5, column record_id",
        "row 6, column record_id: “A”; expected a reference of its own: row 2",
        "5 errors",
    ] {
        assert!(said.contains(part), "{part} is not in: {said}");
    }
    assert!(!said.contains("Jo"), "a name was shown: {said}");
    assert!(!out.exists(), "something was written");
}

#[test]
fn a_file_without_record_ids_and_a_threshold_out_of_bounds_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (people, out) = (folder.path().join("people.csv"), folder.path().join("out"));
    fs::write(&people, "forename,surname\nJo,Bloggs\n").unwrap();
    let refused = waymark(["link", "--people", word(&people), "--out", word(&out)]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("column record_id: expected this column, which is required"));
    for threshold in ["0", "1", "high"] {
        let words =
            ["link", "--people", word(&people), "--out", word(&out), "--threshold", threshold];
        assert_eq!(waymark(words).status.code(), Some(2), "{threshold}");
    }
}

#[test]
fn an_evaluation_finds_whose_the_referrals_are_where_names_are_given() {
    let folder = tempfile::tempdir().unwrap();
    let (referrals, out) = (folder.path().join("referrals.csv"), folder.path().join("out"));
    fs::write(
        &referrals,
        "referral_ref,individual_ref,received_on,forename,surname,date_of_birth,postcode,phone\n\
         R1,,2019-01-01,Robert,Featherstone,1980-01-31,B12 8QX,07700 900123\n\
         R2,,2019-02-01,Bob,Featherstone,1980-01-31,B12 8QX,07700 900123\n\
         R3,M9,2019-03-01,Alan,Bissell,1970-06-05,DY1 1AA,\n",
    )
    .unwrap();
    let words =
        ["evaluate", "--referrals", word(&referrals), "--out", word(&out), "--formats", "json"];
    let evaluated = waymark(words);
    assert_eq!(evaluated.status.code(), Some(0), "{}", said(&evaluated));
    let told = said(&evaluated);
    assert!(told.contains("2 of 3 referrals have no individual_ref"), "{told}");
    assert!(told.contains("2 of them were joined"), "{told}");
    let figures = fs::read_to_string(out.join("figures.json")).unwrap();
    let figures: serde_json::Value = serde_json::from_str(&figures).unwrap();
    assert_eq!(figures["source"]["individuals"], 2, "{}", figures["source"]);
    assert!(!figures.to_string().contains("Featherstone"), "a name left the file");
}
