//! What people type, and what they are told.

use std::borrow::Cow;

use jiff::civil::{Date, date, time};
use proptest::prelude::*;

use super::*;
use crate::{Form, Lines, Text};

#[derive(Clone, Copy)]
struct Asked(&'static str);

impl Field for Asked {
    fn name(&self) -> Cow<'static, str> {
        "asked".into()
    }
    fn label(&self) -> Cow<'static, str> {
        self.0.into()
    }
}

const SURNAME: Asked = Asked("Surname");

fn typed(text: &str) -> Submission {
    Submission::of([("asked", text)])
}

fn sent(body: &str) -> Submission {
    Submission::try_new(body.as_bytes(), Bounds::default()).unwrap()
}

/// What was read, or the words of the faults.
fn told<T>(
    submission: &Submission,
    read: impl FnOnce(&mut Reader<'_>) -> Read<T>,
) -> Result<T, String> {
    let mut reader = Reader::new(submission);
    let read = read(&mut reader);
    reader.finish(|| read).map_err(|faults| {
        faults.iter().map(|fault| fault.words.clone()).collect::<Vec<_>>().join("; ")
    })
}

fn surname(text: &str) -> Result<String, String> {
    told(&typed(text), |read| read.text(SURNAME).required())
}

fn day_of(day: &str, month: &str, year: &str) -> Result<Date, String> {
    let parts = [("asked-day", day), ("asked-month", month), ("asked-year", year)];
    told(&Submission::of(parts), |read| {
        let latest = date(2026, 11, 24);
        read.date(Asked("Date of birth")).not_before(date(1900, 1, 1)).not_after(latest).required()
    })
}

#[test]
fn every_fault_is_told_at_once() {
    let nothing = Submission::default();
    let mut read = Reader::new(&nothing);
    let surname = read.text(SURNAME).required();
    let born = read.date(Asked("Date of birth")).required();
    let faults = read.finish(|| Ok((surname?, born?))).unwrap_err();
    let words: Vec<&str> = faults.iter().map(|fault| fault.words.as_str()).collect();
    assert_eq!(words, ["Enter surname", "Enter date of birth"]);
}

#[test]
fn a_fault_said_by_the_page_is_not_lost_where_everything_could_be_read() {
    let submission = typed("Marlowe");
    let mut read = Reader::new(&submission);
    let surname = read.text(SURNAME).required();
    let _faulty = read.fault(SURNAME, "Two people cannot have one number");
    assert_eq!(read.finish(|| surname).unwrap_err().iter().len(), 1);
}

#[test]
fn signs_that_nobody_sees_are_named_with_their_place() {
    let told = |text| surname(text).unwrap_err();
    assert!(told("Mar\0lowe").contains("after ‘Mar’ that cannot be seen (U+0000)"));
    assert!(told("Mar\u{7}lowe").contains("U+0007"));
    assert!(told("\u{202e}Marlowe").contains("at its start that turns the direction of text"));
    assert!(told("Mar\u{200f}lowe").contains("U+200F"));
    assert!(told("Marlowe 😀").contains("the picture 😀 after ‘Marlowe’: write it in words"));
    assert!(told("Mar\nlowe").contains("a new line"));
    assert!(told("Mar\u{200b}lowe").contains("U+200B"));
    assert!(told("Mar\u{10ffff}lowe").contains("U+10FFFF"));
}

#[test]
fn names_are_taken_as_people_write_them() {
    for name in ["O’Brien-Şahin", "Nguyễn", "محمد", "李", "D'Souza", "N\u{303}o"] {
        assert_eq!(surname(&format!("  {name} ")).unwrap(), name);
    }
}

#[test]
fn an_account_may_quote_a_message_with_its_pictures_and_lines() {
    let account = "He wrote:\r\n“You will see 😀”";
    let read = told(&typed(account), |read| read.lines(SURNAME).required());
    assert_eq!(read.unwrap(), "He wrote:\n“You will see 😀”");
}

#[test]
fn a_million_bytes_are_a_fault_and_not_a_loss() {
    let submission = sent(&format!("asked={}", "x".repeat(1_000_000)));
    let words = told(&submission, |read| read.lines(SURNAME).required()).unwrap_err();
    assert_eq!(words, "Surname must be 10,000 characters or fewer: shorten it by 990,000");
    assert_eq!(submission.typed("asked").unwrap().len(), 1_000_000);
}

#[test]
fn more_than_any_page_asks_is_refused() {
    let bounds = Bounds { bytes: 20, fields: 2 };
    let refused = |body: &str| Submission::try_new(body.as_bytes(), bounds).unwrap_err();
    assert_eq!(refused("a=1&b=2&c=3"), Overfull::Fields { most: 2 });
    assert_eq!(refused("a=123456789012345678901234"), Overfull::Bytes { most: 20 });
}

#[test]
fn what_is_no_text_is_a_fault_of_its_field_alone() {
    let submission = sent("asked=Mar%FFlowe&other=well");
    assert!(
        told(&submission, |read| read.text(SURNAME).required()).unwrap_err().contains("damaged")
    );
    assert_eq!(submission.typed("other"), Some("well"));
}

#[test]
fn two_different_answers_to_one_question_are_kept_and_told() {
    let submission = sent("asked=Marlowe&asked=Marlow");
    assert_eq!(submission.every("asked").count(), 2);
    assert!(told(&submission, |read| read.text(SURNAME).required()).unwrap_err().contains("twice"));
}

#[test]
fn a_draft_keeps_neither_token_nor_command() {
    let submission = sent("form-token=t&command=c&asked=Marlowe");
    assert_eq!(submission.answers().collect::<Vec<_>>(), [("asked", "Marlowe")]);
    assert_eq!((submission.token(), submission.command()), (Some("t"), Some("c")));
    assert!(!format!("{submission:?}").contains("Marlowe"));
}

#[test]
fn dates_are_read_as_people_write_them() {
    for (day, month) in [("3", "3"), ("03", "03"), ("3rd", "March"), (" 3 ", "mar"), ("3.", "MAR.")]
    {
        assert_eq!(day_of(day, month, "2019"), Ok(date(2019, 3, 3)), "{day} {month}");
    }
    assert_eq!(day_of("29", "feb", "2016"), Ok(date(2016, 2, 29)));
    assert_eq!(day_of("1", "sept", "2016"), Ok(date(2016, 9, 1)));
}

#[test]
fn what_is_wrong_with_a_date_is_said() {
    let told = |day, month, year| day_of(day, month, year).unwrap_err();
    assert_eq!(told("29", "2", "2019"), "There is no 29 February 2019: February 2019 has 28 days");
    assert_eq!(told("", "2", ""), "Date of birth must include a day and a year");
    assert_eq!(
        told("1", "ju", "2019"),
        "‘ju’ is not a month: enter a number from 1 to 12 or a name, such as March"
    );
    assert_eq!(
        told("1", "13", "2019"),
        "‘13’ is not a month: enter a number from 1 to 12 or a name, such as March"
    );
    assert_eq!(told("1", "1", "19"), "‘19’ is not a year: enter four digits, such as 2019");
    assert_eq!(told("0", "1", "2019"), "‘0’ is not a day of a month: enter a number from 1 to 31");
    assert_eq!(told("25", "11", "2026"), "Date of birth must be 24 November 2026 or earlier");
    assert_eq!(told("31", "12", "1899"), "Date of birth must be 1 January 1900 or later");
}

#[test]
fn times_are_read_as_people_write_them() {
    let read = |text: &str| told(&typed(text), |read| read.time(Asked("Time")).required());
    for text in ["14:30", "14.30", "1430", "2:30pm", "2.30 p.m.", "2:30 PM", "0230pm"] {
        assert_eq!(read(text), Ok(time(14, 30, 0, 0)), "{text}");
    }
    assert_eq!(read("12am"), Ok(time(0, 0, 0, 0)));
    assert_eq!(read("noon"), Ok(time(12, 0, 0, 0)));
    for text in ["25:00", "9", "13pm", "soon", "1:2", "é30", "12:60", "☃"] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn addresses_and_numbers_are_read_as_people_write_them() {
    let mail = |text: &str| told(&typed(text), |read| read.email(SURNAME).required());
    for text in ["ruth.amis+x@example.org", "o'brien@a-b.example.co.uk"] {
        assert_eq!(mail(text).unwrap(), text);
    }
    for text in
        ["ruth", "ruth@", "@example.org", "a b@example.org", "a@b", "a..b@c.org", "a@-c.org"]
    {
        assert!(mail(text).is_err(), "{text}");
    }
    let phone = |text: &str| told(&typed(text), |read| read.phone(SURNAME).required());
    for text in ["0121 496 0000", "+44 (0)121 496 0000", "0121-496-0000 ext 12", "07700900000 x3"] {
        assert_eq!(phone(text).unwrap(), text);
    }
    for text in ["12", "call me", "0121 496 0000 0000 0000", "01+21 496 0000", "0121 496 ext"] {
        assert!(phone(text).is_err(), "{text}");
    }
    let number =
        |text: &str| told(&typed(text), |read| read.number(SURNAME).within(1..=5000).required());
    assert_eq!(number("1,200"), Ok(1200));
    assert!(number("0").unwrap_err().contains("from 1 to 5000"));
    for text in ["1.5", "-", "twelve", "99999999999999999999"] {
        assert!(number(text).is_err(), "{text}");
    }
}

#[test]
fn a_reference_is_read_by_its_own_type_and_told_in_its_words() {
    let read = |text: &str| told(&typed(text), |read| read.reference::<u8, _>(SURNAME).required());
    assert_eq!(read(" 12 "), Ok(12));
    assert_eq!(read("x").unwrap_err(), "Invalid digit found in string");
}

#[test]
fn choices_are_read_by_their_values() {
    let choices = [("yes", 1), ("no", 2), ("not-known", 3)];
    let one = |body: &str| {
        told(&sent(body), |read| read.choice_among(Asked("Is he there?"), choices).required())
    };
    assert_eq!(one("asked=no"), Ok(2));
    assert_eq!(one("").unwrap_err(), "Choose an answer to ‘Is he there?’");
    assert!(one("asked=maybe").unwrap_err().contains("choose again"));
    assert!(one("asked=no&asked=yes").unwrap_err().contains("More than one"));
    let any = |body: &str| told(&sent(body), |read| read.choices_among(SURNAME, choices).any());
    assert_eq!(any("asked=not-known&asked=yes&asked=yes"), Ok(vec![1, 3]));
    assert_eq!(any(""), Ok(vec![]));
}

/// What a browser makes of an attribute or of text.
fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn escaped_for_a_form(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

proptest! {
    #[test]
    fn anything_typed_comes_back_word_for_word(text in ".{0,40}", more in "(?s).{0,40}") {
        let text = format!("{text}{more}");
        let submission = sent(&format!("asked={}", escaped_for_a_form(&text)));
        prop_assert_eq!(submission.typed("asked"), Some(text.as_str()));
        let shown = Form::fresh(&submission);
        let line = shown.text(SURNAME, &Text::default()).0;
        let value = line.split_once(" value=\"").map(|(_, rest)| rest.split('"').next().unwrap());
        prop_assert_eq!(unescaped(value.unwrap_or_default()), visible(&text));
        let lines = shown.lines(SURNAME, &Lines::default()).0;
        let (_, rest) = lines.split_once("rows=\"5\">").unwrap();
        let content = unescaped(rest.split("</textarea>").next().unwrap());
        let content = content.strip_prefix('\n').unwrap_or(&content);
        prop_assert_eq!(content, visible(&text));
    }

    #[test]
    fn no_body_is_too_odd_to_be_taken_apart(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let submission = Submission::try_new(&body, Bounds::default()).unwrap();
        let mut read = Reader::new(&submission);
        for field in [SURNAME, Asked("")] {
            let _text = read.text(field).optional();
            let _date = read.date(field).optional();
        }
        let _finished = read.finish(|| Ok(()));
    }

    #[test]
    fn nothing_typed_upsets_a_reader(text in "\\PC{0,12}") {
        let submission = Submission::of(["asked", "asked-day", "asked-month", "asked-year"].map(|name| (name, text.clone())));
        let mut read = Reader::new(&submission);
        let _all = (
            read.date(SURNAME).required(), read.time(SURNAME).required(), read.phone(SURNAME).required(),
            read.email(SURNAME).required(), read.number(SURNAME).required(), read.lines(SURNAME).required(),
        );
        let _finished = read.finish(|| Ok(()));
    }

    #[test]
    fn every_day_is_read_by_number_and_by_name(days in 0..45_000_i32) {
        let day = date(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let read = |month: String| {
            told(&Submission::of([("asked-day", day.day().to_string()), ("asked-month", month), ("asked-year", day.year().to_string())]),
                |read| read.date(SURNAME).required())
        };
        prop_assert_eq!(read(day.month().to_string()), Ok(day));
        prop_assert_eq!(read(day.strftime("%B").to_string()), Ok(day));
    }
}
