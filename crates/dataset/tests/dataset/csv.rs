//! What is met in files of CSV.

use dataset::{Options, ReadError, Source, Sources};

use crate::{faults, referrals};

const GOOD: &str = "referral_ref,received_on,area\nR1,2019-01-02,Walsall\n";

#[test]
fn what_is_met_in_the_wild_is_read_in_silence() {
    let plain = referrals(GOOD);
    assert_eq!(plain.data.referrals.len(), 1);
    for text in [
        format!("\u{feff}{GOOD}"),
        GOOD.replace('\n', "\r\n"),
        format!("{GOOD}\n\n,,\n"),
        GOOD.trim_end().to_owned(),
        GOOD.replace("Walsall", "\"Walsall\""),
    ] {
        let read = referrals(text.clone());
        assert!(read.faults.is_empty() && read.remarks.is_empty(), "{text:?} {:?}", read.faults);
        assert_eq!(read.data, plain.data, "{text:?}");
    }
}

#[test]
fn semicolons_are_accepted_and_said() {
    let text =
        GOOD.replace(',', ";").replace("area", "needs").replace("Walsall", "\"other;learning\"");
    let read = referrals(text);
    assert!(read.faults.is_empty(), "{:?}", read.faults);
    assert_eq!(read.remarks, ["r.csv is separated by semicolons, and was read so"]);
    assert_eq!(read.data.referrals[0].needs.iter().count(), 2);
}

#[test]
fn every_fault_names_its_place() {
    for (text, fault) in [
        ("R2,2019-02-30,", "r.csv, row 3, column received_on: “2019-02-30”; expected a date"),
        (
            "R2,2019-01-02,walsall",
            "row 3, column area: “walsall”; expected “Walsall”, spelled exactly so",
        ),
        ("R2,,", "row 3, column received_on: expected a date"),
        (
            "R1,2019-01-02,",
            "row 3, column referral_ref: “R1”; expected a reference of its own: row 2",
        ),
        ("R2,2019-01-02", "row 3: 2 cells; expected 3 cells"),
        ("R2,2019-01-02,,", "row 3: 4 cells; expected 3 cells"),
        ("R\u{1}2,2019-01-02,", "row 3, column referral_ref: “R\\u{1}2”; expected text without"),
        (
            "\"R2,2019-01-02,",
            "row 3, column referral_ref: “\\\"R2,2019-01-02,”; expected a closing",
        ),
        (
            "\"R\n2\",2019-01-02,",
            "row 3, column referral_ref: “R\\n2”; expected text on one line: put a space",
        ),
        (
            "\nR2,2019-01-02,",
            "row 3: a blank row; expected no blank row before the last: delete it",
        ),
    ] {
        let found = faults(format!("{GOOD}{text}\n"));
        let fault = fault.replace("\\\"", "\"");
        assert!(found.len() == 1 && found[0].contains(&fault), "{text:?}: {found:#?}");
    }
}

#[test]
fn headers_are_held_to_the_specification() {
    for (text, fault) in [
        ("referral_ref,received_on,colour\n", "row 1, column colour"),
        ("referral_ref,received_on,area,area\n", "column area: “area”; expected each column once"),
        ("referral_ref\n", "row 1, column received_on: expected this column, which is required"),
        ("", "row 1"),
        ("referral_ref\treceived_on\n", "cells separated by tabs; expected commas"),
        (
            "sep=;\nreferral_ref;received_on\n",
            "row 1: the line “sep=;”; expected the header: delete this",
        ),
        ("SEP=,\r\nreferral_ref,received_on\r\n", "row 1: the line “SEP=,”; expected the header"),
    ] {
        let found = faults(text);
        assert!(
            !found.is_empty() && found.iter().any(|f| f.contains(fault)),
            "{text:?}: {found:#?}"
        );
    }
    assert!(faults("referral_ref,received_on\n").is_empty(), "no rows is no fault");
}

#[test]
fn a_column_that_is_missing_is_told_once_and_not_row_by_row() {
    let found = faults("received_on,area\n2019-01-02,Dudley\n2019-01-03,\n2019-01-04,\n");
    assert!(found.len() == 1 && found[0].contains("row 1, column referral_ref"), "{found:#?}");
}

#[test]
fn windows_1252_and_utf_16_are_refused_with_the_remedy() {
    let mut text = GOOD.as_bytes().to_vec();
    text.extend_from_slice(b"Ren\xe9,2019-01-02,\n");
    let found = faults(text);
    assert!(
        found.len() == 1 && found[0].contains("row 3") && found[0].contains("CSV UTF-8"),
        "{found:?}"
    );
    let utf16: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let source = Source::reader("r.csv", std::io::Cursor::new(utf16));
    let read = dataset::read(Sources::referrals(source), &Options::default());
    assert!(matches!(read, Err(ReadError::Utf16 { .. })));
}

#[test]
fn what_is_no_csv_is_said_in_one_sentence() {
    let refused = |bytes: Vec<u8>| {
        let source = Source::reader("r.csv", std::io::Cursor::new(bytes));
        match dataset::read(Sources::referrals(source), &Options::default()) {
            Err(cause) => cause.to_string(),
            Ok(read) => panic!("{:?}", read.faults.listed()),
        }
    };
    let old_macintosh = refused(GOOD.replace('\n', "\r").into_bytes());
    assert_eq!(
        old_macintosh,
        "r.csv ends its rows with carriage returns alone; \
         save it as “CSV UTF-8 (comma delimited)” and try again"
    );
    let picture: Vec<u8> = (0..=255_u8).cycle().take(5_000).collect();
    let no_text = "r.csv is neither text nor a workbook; give a file of CSV, XLSX or ODS";
    assert_eq!(refused(picture), no_text);
}

#[test]
fn a_zero_byte_in_a_cell_is_a_fault_of_that_cell() {
    let found = faults("referral_ref,received_on,area\nR1,2019-01-02,Dud\0ley\n");
    assert!(
        found.len() == 1
            && found[0].contains("row 2, column area: “Dud\\u{0}ley”")
            && found[0].contains("without control characters"),
        "{found:?}"
    );
}

#[test]
fn wrong_surroundings_are_a_sentence() {
    let read = |source| dataset::read(Sources::referrals(source), &Options::default()).map(|_| ());
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(read(Source::path(folder.path())), Err(ReadError::Folder { .. })));
    let missing = folder.path().join("none.csv");
    assert!(matches!(read(Source::path(missing)), Err(ReadError::Missing { .. })));
    let fake = Source::reader("r.xlsx", GOOD.as_bytes());
    assert!(matches!(read(fake), Err(ReadError::NotAWorkbook { .. })));
}

#[test]
fn names_are_neither_kept_nor_shown() {
    let found = faults(b"referral_ref,received_on,surname\nR1,2019-01-02,Sm\xefth\n".to_vec());
    assert!(found.len() == 1 && !found[0].contains("Sm"), "{found:?}");
}

#[test]
fn faulty_rows_are_set_aside_as_they_were() {
    let text = format!("{GOOD}R1,2019-01-03,Dudley\nR2,2019-01-04,\nR3,soon,\n");
    for block in [16, 1 << 20] {
        let source = Source::reader("r.csv", std::io::Cursor::new(text.clone()));
        let options = Options { set_aside: true, block, ..Options::default() };
        let read = dataset::read(Sources::referrals(source), &options).unwrap();
        assert_eq!(read.data.referrals.len(), 2);
        assert_eq!(
            read.set_aside[0].csv,
            "why,referral_ref,received_on,area\n\
             \"referral_ref: “R1”; expected a reference of its own: row 2 has this one already\",\
             R1,2019-01-03,Dudley\n\
             \"received_on: “soon”; expected a date that exists, as YYYY-MM-DD, from 1900 to \
             2100\",R3,soon,\n"
        );
        assert_eq!(read.numbers.referrals, [2, 4]);
        assert!(!read.header_at_fault);
    }
}

#[test]
fn what_was_set_aside_is_put_right_and_read_or_set_aside_once_more() {
    let aside = |text: &str| {
        let source = Source::reader("r.csv", std::io::Cursor::new(text.to_owned()));
        let options = Options { set_aside: true, ..Options::default() };
        dataset::read(Sources::referrals(source), &options).unwrap()
    };
    let text =
        "referral_ref;received_on;area;children_ages\nR1;soon;\"Dudley\";\nR2;2019-01-03;;\n";
    let first = aside(text).set_aside.remove(0);
    assert_eq!(first.rows, 1);
    let again = aside(&first.csv).set_aside.remove(0);
    assert_eq!(again.csv, first.csv, "its reason stands once");
    let right = aside(&first.csv.replace("soon;\"", "2019-01-02;\""));
    assert_eq!(right.data.referrals.len(), 1, "{:?}", right.faults);
    assert_eq!(right.data.referrals[0].area, Some(dataset::codes::Area::Dudley));
}

#[test]
fn every_row_that_is_set_aside_says_why_however_many_there_are() {
    let mut text = GOOD.to_owned();
    for row in 0..3_000 {
        text.push_str(&format!("X{row},soon,\n"));
    }
    let source = Source::reader("r.csv", std::io::Cursor::new(text));
    let options = Options { set_aside: true, ..Options::default() };
    let read = dataset::read(Sources::referrals(source), &options).unwrap();
    assert_eq!((read.faults.listed().len(), read.faults.count()), (1_000, 3_000));
    let whys =
        read.set_aside[0].csv.lines().filter(|line| line.starts_with("\"received_on: “soon”"));
    assert_eq!(whys.count(), 3_000);
}

#[test]
fn a_thousand_faults_are_listed_and_the_rest_counted() {
    let mut text = GOOD.to_owned();
    for row in 0..3_000 {
        text.push_str(&format!("X{row},soon,\n"));
    }
    let read = referrals(text);
    assert_eq!((read.faults.listed().len(), read.faults.count()), (1_000, 3_000));
    assert_eq!(read.faults.listed()[999].row, 1_002);
}

#[test]
fn an_awful_file_is_told_line_by_line() {
    let text = "referral_ref,received_on,Area,needs,ethnicity,children\n\
        R1,31/01/2019,walsall,\"learning, other\",White British,2.5\n\
        R2 ,2019-02-30,Leeds,drink;other,unknown,n/a\n\
        R3,43496,,other;other,,-1\n\
        ,2019-01-31 10:30,,,,\n\
        \n\
        R3,2019-01-31,,,,100\n\
        R4,2019-01-31,Walsall,other, ,\n\
        \"R\n5\",2019-01-31,,,,\n\
        R6,2019-01-31,,a\tb,,\n\
        R7,2019-01-31,Walsall, Dudley,,,\n\
        R8,2019-01-31\n\
        R\"9\",2019-01-31,,,,\n\
        \"R10\" ,2019-01-31,,,,\n";
    let told = [
        "1, column Area: “Area”; expected “area”, spelled exactly so",
        "2, column received_on: “31/01/2019”; \
         expected a date as YYYY-MM-DD: the year first, with hyphens",
        "2, column needs: “learning, other”; expected “learning;other”, spelled exactly so",
        "2, column ethnicity: “White British”; expected “white_british”, spelled exactly so",
        "2, column children: “2.5”; expected a whole number from 0 to 99",
        "3, column referral_ref: “R2 ”; expected “R2” without a space before or after it",
        "3, column received_on: “2019-02-30”; \
         expected a date that exists, as YYYY-MM-DD, from 1900 to 2100",
        "3, column needs: “drink;other”; expected any of interpreter, disability, \
         mental_health, substance_use, learning, other, each once, separated by ; \
         without spaces; “drink” is none of them",
        "3, column children: “n/a”; \
         expected an empty cell where nothing is recorded; else a whole number from 0 to 99",
        "4, column received_on: “43496”; expected a date as YYYY-MM-DD; this is a \
         spreadsheet's day number: format the column as a date and save again",
        "4, column needs: “other;other”; expected each code once",
        "4, column children: “-1”; expected a whole number from 0 to 99",
        "5, column received_on: “2019-01-31 10:30”; \
         expected a date as YYYY-MM-DD, without a time",
        "5, column referral_ref: expected text; every row needs one, and here is none",
        "6: a blank row; expected no blank row before the last: \
         delete it, or fill it where data are missing",
        "7, column children: “100”; expected a whole number from 0 to 99",
        "7, column referral_ref: “R3”; \
         expected a reference of its own: row 4 has this one already",
        "8, column ethnicity: “ ”; \
         expected an empty cell, without spaces, where nothing is recorded",
        "9, column referral_ref: “R\\n5”; \
         expected text on one line: put a space in place of each line break in the cell",
        "10, column needs: “a\\tb”; expected text without tabs: put a space in place of each",
        "11: 7 cells; expected 6 cells, as in the header: \
         a text with a separator in it stands in quotation marks",
        "12: 2 cells; expected 6 cells, as in the header: an empty cell keeps its separator",
        "13, column referral_ref: “R\"9\"”; expected a cell with a quotation mark in \
         quotation marks, and the mark inside written twice",
        "14, column referral_ref: “\"R10\" ,2019-01-31,,,,”; expected nothing between a \
         closing quotation mark and the separator \
         (a quotation mark inside a cell is written twice)",
    ];
    let found = faults(text);
    for (found, told) in found.iter().zip(told) {
        assert_eq!(*found, format!("r.csv, row {told}"));
    }
    assert_eq!(found.len(), told.len());
}

#[test]
fn a_misspelled_header_is_told_once() {
    let found = faults("Referral Ref,received on,colour\n");
    assert_eq!(
        found[..2],
        [
            "r.csv, row 1, column Referral Ref: “Referral Ref”; expected “referral_ref”, spelled exactly so",
            "r.csv, row 1, column received on: “received on”; expected “received_on”, spelled exactly so",
        ]
    );
    assert!(found.len() == 3 && found[2].ends_with("; rename or delete it"), "{found:#?}");
}

#[test]
fn a_file_without_a_header_is_told_so_once() {
    for (text, what) in [
        ("", "an empty file"),
        ("\u{feff}", "an empty file"),
        ("\n\r\n  \n", "a file with nothing in it but blank lines"),
        ("\nreferral_ref,received_on\nR1,2019-01-02\n", "a blank row"),
        (",,\nR1,2019-01-02,\n", "a blank row"),
    ] {
        assert_eq!(
            faults(text),
            [format!(
                "r.csv, row 1: {what}; expected the header, a row with the names of the columns, \
                 among them referral_ref and received_on"
            )],
            "{text:?}"
        );
    }
}

#[test]
fn a_header_alone_is_no_fault_and_is_remarked() {
    let read = referrals("referral_ref,received_on\n");
    assert!(read.faults.is_empty() && read.data.referrals.is_empty());
    assert_eq!(read.remarks, ["r.csv has a header and no rows below it"]);
}

#[test]
fn columns_without_a_name_are_one_fault() {
    assert_eq!(
        faults("referral_ref,,,received_on\n"),
        ["r.csv, row 1, column 2 to 3: expected a name in the header for each column: \
          delete what stands apart from the table, or name its columns"]
    );
}

#[test]
fn blank_rows_one_after_another_are_one_fault_wherever_a_block_ends() {
    let text = format!("{GOOD}R2,2019-01-02,\n{}R3,2019-01-02,\n\n\n", "\n".repeat(40));
    for block in [16, 20, 64, 1 << 16] {
        let options = Options { block, ..Options::default() };
        let source = Source::reader("r.csv", std::io::Cursor::new(text.clone().into_bytes()));
        let read = dataset::read(Sources::referrals(source), &options).unwrap();
        let found: Vec<String> = read.faults.listed().iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            ["r.csv, row 4: 40 blank rows from here; expected no blank row before the last: \
              delete it, or fill it where data are missing"],
            "in blocks of {block}"
        );
    }
}
