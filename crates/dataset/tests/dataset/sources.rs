//! Where files come from, and what is no file of the data set.

use std::io::{Cursor, Write};
use std::process::{Command, Stdio};

use dataset::{Options, ReadError, Reading, Source, Sources};
use rust_xlsxwriter::Workbook;

const REFERRALS: &str = "referral_ref,received_on\nR1,2019-01-02\n";
const SUPPORT: &str = "support_ref\nS1\n";

fn read(sources: Sources) -> Result<Reading, ReadError> {
    dataset::read(sources, &Options::default())
}

fn with_support(referrals: Source, support: Source) -> Sources {
    Sources { support: Some(support), ..Sources::referrals(referrals) }
}

fn refused(sources: Sources) -> String {
    read(sources).map_or_else(|refused| refused.to_string(), |_| "read".to_owned())
}

/// A workbook with these sheets, each with a header of referrals or of support cases.
fn book(sheets: &[&str]) -> Cursor<Vec<u8>> {
    let mut book = Workbook::new();
    for name in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        let text = if name.eq_ignore_ascii_case("support") { SUPPORT } else { REFERRALS };
        for (row, line) in (0..).zip(text.lines()) {
            for (column, cell) in (0..).zip(line.split(',')) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    Cursor::new(book.save_to_buffer().unwrap())
}

#[test]
fn a_dash_is_standard_input() {
    const CHILD: &str = "WAYMARK_TEST_READS_STANDARD_INPUT";
    if std::env::var_os(CHILD).is_some() {
        let support = Source::reader("s.csv", SUPPORT.as_bytes());
        let read = read(with_support(Source::path("-"), support)).unwrap();
        assert_eq!((read.data.referrals.len(), read.data.support.len()), (1, 1));
        assert!(read.faults.listed()[0].to_string().starts_with("standard input, row 3"));
        return;
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sources::a_dash_is_standard_input"])
        .env(CHILD, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let text = format!("{REFERRALS}R2,soon\n");
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn standard_input_is_one_file_only() {
    let sources = with_support(Source::path("-"), Source::path("-"));
    assert_eq!(
        refused(sources),
        "standard input can be one of the files only; give the others as paths"
    );
}

#[test]
fn an_old_or_locked_workbook_is_refused_with_the_remedy() {
    let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on".as_slice();
    let found = refused(Sources::referrals(Source::reader("r.xls", old)));
    assert!(found.starts_with("r.xls is an old Excel workbook") && found.contains(".xlsx"));
}

#[test]
fn a_file_given_twice_is_refused_and_a_workbook_given_twice_is_one() {
    let both = || Source::reader("b.xlsx", book(&["referrals", "Support"]));
    let csv = Source::reader("s.csv", SUPPORT.as_bytes());
    assert_eq!(
        refused(with_support(both(), csv)),
        "support is given twice, as a sheet of b.xlsx and as s.csv; leave one out"
    );
    let other = Source::reader("o.xlsx", book(&["support"]));
    assert!(refused(with_support(both(), other)).contains("b.xlsx and as o.xlsx"));
    let read = read(with_support(both(), both())).unwrap();
    assert_eq!((read.data.referrals.len(), read.data.support.len()), (1, 1));
}

#[test]
fn sheets_are_sought_by_name() {
    let of = |sheets| refused(Sources::referrals(Source::reader("b.xlsx", book(sheets))));
    assert_eq!(of(&["Anything"]), "read", "the only sheet needs no name");
    assert_eq!(
        of(&["one", "two"]),
        "b.xlsx has no sheet named referrals (its sheets: one, two); \
         name the sheet so, or save it as CSV"
    );
    assert_eq!(
        of(&["referrals", "REFERRALS "]),
        "b.xlsx has two sheets named referrals; leave one"
    );
}

#[test]
fn a_line_without_end_is_refused() {
    let line = "x".repeat(3 << 20);
    let source = Source::reader("r.csv", Cursor::new(format!("{REFERRALS}{line}")));
    assert_eq!(
        refused(Sources::referrals(source)),
        "r.csv was refused: it has a line longer than 1 MiB; \
         see that it is CSV, with a row on each line"
    );
    let wide = Source::reader("r.csv", Cursor::new(",".repeat(300)));
    assert!(refused(Sources::referrals(wide)).contains("its first row has 301 cells"));
}
