//! What is met in workbooks.

use std::io::{Cursor, Write};

use dataset::{Options, ReadError, Reading, Source, Sources};
use jiff::civil::date;
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;

fn ods(content: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("content.xml", SimpleFileOptions::default()).unwrap();
    let start = r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">"#;
    write!(zip, "{start}{content}</office:document-content>").unwrap();
    zip.finish().unwrap().into_inner()
}

/// A workbook with each of its parts as `write` makes it.
fn rewritten(bytes: Vec<u8>, write: impl Fn(&str) -> String) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..from.len() {
        let mut part = from.by_index(place).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        to.start_file(name, SimpleFileOptions::default()).unwrap();
        to.write_all(write(&text).as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

fn read(name: &str, bytes: Vec<u8>) -> Result<Reading, ReadError> {
    let source = Source::reader(name, Cursor::new(bytes));
    dataset::read(Sources::referrals(source), &Options::default())
}

const HEADER: &str = r#"<table:table-row><table:table-cell><text:p>referral_ref</text:p></table:table-cell><table:table-cell><text:p>received_on</text:p></table:table-cell><table:table-cell><text:p>children</text:p></table:table-cell></table:table-row>"#;

#[test]
fn an_ods_supplies_its_sheets() {
    let content = format!(
        r#"<table:table table:name="referrals">{HEADER}<table:table-row>
        <table:table-cell><office:annotation><text:p>a note</text:p></office:annotation><text:p>R&amp;1</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2019-01-02"><text:p>2/1/19</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="2"><text:p>2.00</text:p></table:table-cell>
        <table:table-cell table:number-columns-repeated="16381"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
        <table:table table:name="support"><table:table-row><table:table-cell><text:p>support_ref</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell><text:p>S1</text:p></table:table-cell></table:table-row></table:table>
        <table:table table:name="Notes"/>"#
    );
    let read = read("book.ods", ods(&content)).unwrap();
    assert!(read.faults.is_empty(), "{:?}", read.faults);
    let row = &read.data.referrals[0];
    assert_eq!((row.referral_ref.as_str(), row.received_on), ("R&1", date(2019, 1, 2)));
    assert_eq!(row.children, Some(2));
    assert_eq!(read.data.support[0].support_ref, "S1");
    assert_eq!(read.remarks, ["book.ods: not read, for no file is named so: Notes"]);
}

#[test]
fn a_row_repeated_beyond_the_sheet_is_refused() {
    let content = format!(
        r#"<table:table table:name="referrals">{HEADER}<table:table-row table:number-rows-repeated="4000000000"><table:table-cell><text:p>R</text:p></table:table-cell></table:table-row></table:table>"#
    );
    assert!(matches!(read("b.ods", ods(&content)), Err(ReadError::TooMuch { .. })));
}

#[test]
fn a_row_of_long_texts_that_stands_there_a_million_times_is_refused() {
    let long = "x".repeat(32_000);
    let cells = format!("<table:table-cell><text:p>{long}</text:p></table:table-cell>").repeat(3);
    let content = format!(
        r#"<table:table table:name="referrals">{HEADER}<table:table-row table:number-rows-repeated="1000000">{cells}</table:table-row></table:table>"#
    );
    let refused = read("b.ods", ods(&content)).unwrap_err();
    assert!(matches!(refused, ReadError::TooMuch { .. }), "{refused}");
    assert!(refused.to_string().contains("512 MiB of text"), "{refused}");
}

#[test]
fn a_formula_that_nobody_worked_out_is_not_read_as_not_recorded() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in ["referral_ref", "received_on", "area"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, head).unwrap();
    }
    sheet.write_string(1, 0, "R1").unwrap();
    sheet.write_string(1, 1, "2019-01-02").unwrap();
    let formula = rust_xlsxwriter::Formula::new("=\"Dud\"&\"ley\"").set_result("Dudley");
    sheet.write_formula(1, 2, formula).unwrap();
    sheet.write_blank(1, 3, &rust_xlsxwriter::Format::new().set_bold()).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    // As a program leaves it that calculates nothing.
    for nothing in ["", "<v></v>", "<v/>"] {
        let left_out = rewritten(bytes.clone(), |text| text.replace("<v>Dudley</v>", nothing));
        let refused = read("b.xlsx", left_out).unwrap_err().to_string();
        assert!(refused.contains("sheet Sheet1, cell C2 has a formula"), "{nothing}: {refused}");
    }
    let worked_out = read("b.xlsx", bytes).unwrap();
    assert!(worked_out.faults.is_empty(), "{:?}", worked_out.faults);
    assert!(worked_out.data.referrals[0].area.is_some());
}

#[test]
fn an_xlsx_with_two_far_cells_is_no_giant() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "referral_ref").unwrap();
    sheet.write_string(0, 1, "received_on").unwrap();
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert!(matches!(read("b.xlsx", bytes), Err(ReadError::TooMuch { .. })));
}

#[test]
fn a_fault_in_a_workbook_names_its_sheet() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "referral_ref").unwrap();
    sheet.write_string(0, 1, "received_on").unwrap();
    sheet.write_number(1, 0, 17).unwrap();
    sheet.write_number(1, 1, 43_000).unwrap();
    let read = read("b.xlsx", book.save_to_buffer().unwrap()).unwrap();
    let found = read.faults.listed()[0].to_string();
    assert!(
        found.starts_with("b.xlsx, sheet Sheet1, row 2, column received_on: “43000”"),
        "{found}"
    );
}

#[test]
fn a_bomb_is_refused() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("content.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(&vec![b' '; 3 << 20]).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 10_000, "small as it lies there");
    assert!(matches!(read("b.ods", bytes), Err(ReadError::TooMuch { .. })));
}

#[test]
fn a_workbook_that_counts_days_from_1904_keeps_its_dates() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "referral_ref").unwrap();
    sheet.write_string(0, 1, "received_on").unwrap();
    sheet.write_string(1, 0, "R1").unwrap();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    // 2 January 2019 is day 43,467 from 1900 and day 42,005 from 1904.
    sheet.write_number_with_format(1, 1, 42_005, &day).unwrap();
    let bytes = rewritten(book.save_to_buffer().unwrap(), |text| {
        text.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
    });
    let read = read("b.xlsx", bytes).unwrap();
    assert!(read.faults.is_empty(), "{:?}", read.faults);
    assert_eq!(read.data.referrals[0].received_on, date(2019, 1, 2));
}

#[test]
fn a_whole_number_is_the_same_in_a_number_cell_and_as_text() {
    let of = |cell: &str| {
        let content = format!(
            r#"<table:table table:name="referrals">{HEADER}<table:table-row><table:table-cell><text:p>R</text:p></table:table-cell><table:table-cell><text:p>2019-01-02</text:p></table:table-cell>{cell}</table:table-row></table:table>"#
        );
        let read = read("b.ods", ods(&content)).unwrap();
        (read.data.referrals.first().and_then(|row| row.children), read.faults.count())
    };
    let number = r#"<table:table-cell office:value-type="float" office:value="2.0"/>"#;
    assert_eq!(of(number), (Some(2), 0));
    assert_eq!(of("<table:table-cell><text:p>2.0</text:p></table:table-cell>"), (Some(2), 0));
}

fn told(book: &mut Workbook) -> Vec<String> {
    let read = read("b.xlsx", book.save_to_buffer().unwrap()).unwrap();
    read.faults.listed().iter().map(ToString::to_string).collect()
}

fn with_one_row() -> Workbook {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in ["referral_ref", "received_on"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, name).unwrap();
    }
    sheet.write_string(1, 0, "R1").unwrap();
    sheet.write_string(1, 1, "2019-01-02").unwrap();
    book
}

#[test]
fn a_stray_cell_is_the_only_fault_and_is_told_by_its_place() {
    let mut book = with_one_row();
    book.worksheet_from_index(0).unwrap().write_string(4_999, 51, "see over").unwrap();
    assert_eq!(
        told(&mut book),
        ["b.xlsx, sheet Sheet1, row 5000, column AZ: “see over”; \
          expected nothing to the right of the header: delete it, or name its column"]
    );
    // Beside a row with something in it, too.
    let mut book = with_one_row();
    book.worksheet_from_index(0).unwrap().write_string(1, 3, "?").unwrap();
    assert_eq!(
        told(&mut book),
        ["b.xlsx, sheet Sheet1, row 2, column D: “?”; \
          expected nothing to the right of the header: delete it, or name its column"]
    );
}

#[test]
fn a_far_cell_below_the_table_is_told_with_the_blank_rows_before_it() {
    let mut book = with_one_row();
    book.worksheet_from_index(0).unwrap().write_string(4_999, 0, "total").unwrap();
    let told = told(&mut book);
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].starts_with("b.xlsx, sheet Sheet1, row 3: 4997 blank rows from here;"));
    assert!(told[1].starts_with("b.xlsx, sheet Sheet1, row 5000, column received_on: expected"));
}

#[test]
fn a_sheet_without_a_header_is_told_so_once() {
    let expected = "expected the header, a row with the names of the columns, \
                    among them referral_ref and received_on";
    let mut book = Workbook::new();
    book.add_worksheet();
    assert_eq!(
        told(&mut book),
        [format!("b.xlsx, sheet Sheet1, row 1: an empty sheet; {expected}")]
    );
    let mut book = Workbook::new();
    book.add_worksheet().write_string(2, 0, "referral_ref").unwrap();
    assert_eq!(told(&mut book), [format!("b.xlsx, sheet Sheet1, row 1: a blank row; {expected}")]);
    let mut book = with_one_row();
    book.worksheet_from_index(0).unwrap().write_string(0, 4, "notes").unwrap();
    let told = told(&mut book);
    assert!(told[0].contains("row 1, column C to D: expected a name in the header"), "{told:#?}");
    assert_eq!(told.len(), 2);
}
