//! His stored forms against their fixtures: with every field filled, with every field that may
//! be empty left empty, and broken.

use std::collections::BTreeSet;
use std::path::Path;

use pathway::Reference;
use pathway::codes::*;
use pathway::screening::{Missing, Reason};
use programme::codes::*;
use programme::parts::SessionNumber;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::forms::Kept;

/// The folder of a stream's fixtures, its kinds, and how a text is read and written again.
type Stream = (&'static str, &'static [&'static str], fn(&str) -> Result<String, String>);

const STREAMS: [Stream; 2] = [
    ("programme", KINDS, |text| {
        let event = read(text)?;
        let again = write(&event);
        assert_eq!(read(&again), Ok(event), "{text}");
        Ok(again)
    }),
    ("programme/group", group::KINDS, |text| {
        let event = group::read(text)?;
        let again = group::write(&event);
        assert_eq!(group::read(&again), Ok(event), "{text}");
        Ok(again)
    }),
];

fn fixtures(folder: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/forms/fixtures").join(folder);
    let paths = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files = paths.filter(|path| path.is_file());
    files
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, json(&std::fs::read_to_string(path).unwrap()))
        })
        .collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn fixture(name: &str) -> String {
    let found = fixtures("programme").into_iter().find(|(there, _)| there == name);
    found.unwrap().1.to_string()
}

/// The place of every value inside a value, the outer ones first.
fn places(value: &Value, at: &str, into: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (format!("{at}/{name}"), value)).collect()
        }
        Value::Array(values) => {
            values.iter().enumerate().map(|(n, value)| (format!("{at}/{n}"), value)).collect()
        }
        _ => Vec::new(),
    };
    for (place, value) in inner {
        into.push(place.clone());
        places(value, &place, into);
    }
}

#[test]
fn every_form_ever_shipped_is_read_and_written_again_as_it_was() {
    for (folder, _, again) in STREAMS {
        for (name, text) in fixtures(folder) {
            let written = again(&text.to_string()).unwrap_or_else(|why| panic!("{name}: {why}"));
            assert_eq!(json(&written), text, "{name}");
        }
    }
}

#[test]
fn every_kind_of_event_has_a_fixture_of_its_version() {
    for (folder, kinds, _) in STREAMS {
        let kinds: BTreeSet<String> =
            kinds.iter().map(|kind| format!("{kind}.{VERSION}")).collect();
        let there: BTreeSet<String> = fixtures(folder).into_iter().map(|(name, _)| name).collect();
        let missing: Vec<_> = kinds.difference(&there).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}

#[test]
fn every_kind_inside_an_event_stands_in_a_fixture() {
    let text: String =
        fixtures("programme").into_iter().map(|(_, text)| text.to_string()).collect();
    for (field, kinds) in [
        ("what", HEARD),
        ("decision", SCREENING_DECISIONS),
        ("duplicates", DUPLICATES),
        ("decision", DECISIONS),
        ("place", PLACEMENTS),
        ("by", PROPOSERS),
    ] {
        for kind in kinds {
            let choice = format!("\"{field}\":{{\"kind\":\"{kind}\"");
            assert!(text.contains(&choice), "{choice}");
        }
    }
}

#[test]
fn a_fixture_leaves_no_field_empty() {
    for (folder, _, _) in STREAMS {
        for (name, text) in fixtures(folder) {
            let mut all = Vec::new();
            places(&text, "", &mut all);
            for place in all {
                let value = text.pointer(&place).unwrap();
                let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
                assert!(!empty, "{name}: {place}");
            }
        }
    }
}

#[test]
fn an_event_with_every_field_empty_that_may_be_is_read_as_it_was_written() {
    let mut emptied = BTreeSet::new();
    for (folder, _, again) in STREAMS {
        for (name, text) in fixtures(folder) {
            let mut all = Vec::new();
            places(&text, "", &mut all);
            let mut empty = text;
            for place in all {
                for nothing in [Value::Null, Value::Array(Vec::new())] {
                    let mut without = empty.clone();
                    let Some(value) = without.pointer_mut(&place) else { break };
                    *value = nothing;
                    if again(&without.to_string()).is_ok() {
                        empty = without;
                        emptied.insert(format!("{name}{place}"));
                        break;
                    }
                }
            }
            assert_eq!(json(&again(&empty.to_string()).unwrap()), empty, "{name}");
        }
    }
    for place in [
        "received.1/step/entry/referrer",
        "received.1/step/entry/sealed",
        "recorded_before.1/step/row/facts/received_on",
        "corrected.1/step/entry/instead",
    ] {
        assert!(emptied.contains(place), "{place}");
    }
}

fn each_reads_back<T: Kept + Code + std::fmt::Debug>() {
    for value in T::ALL {
        assert_eq!(T::back(value.form()), Ok(*value));
    }
}

#[test]
fn every_value_of_a_closed_list_is_kept_by_its_code() {
    assert_eq!(ConsentForm::Written.form(), "written");
    macro_rules! each {
        ($($list:ty),+ $(,)?) => { $(each_reads_back::<$list>();)+ };
    }
    each!(
        Answer,
        AttemptResult,
        ClosureReason,
        Concern,
        ConsentForm,
        Content,
        Degree,
        Delivery,
        Ethnicity,
        HerReferral,
        IncidentKind,
        IncidentSource,
        LeavingReason,
        Missing,
        Mode,
        Need,
        Order,
        OtherService,
        Outcome,
        Party,
        Plan,
        Point,
        programme::codes::Kept,
        Reason,
        RecordedClosure,
        Relationship,
        Religion,
        Report,
        RiskLevel,
        Source,
        Tag,
        UnsuitableReason,
        Way,
    );
}

#[test]
fn what_cannot_be_read_says_what_was_found() {
    let text = fixture("attempted.1");
    for (good, bad, said) in [
        ("\"telephone\"", "\"pigeon\"", "\"pigeon\""),
        ("\"telephone\"", "\"pigeon\"", "way of reaching him"),
        ("\"version\":1", "\"version\":9", "version 9"),
        ("T10:15:00Z", "soon", "moment"),
        ("\"attempted\"", "\"hoped_for\"", "hoped_for"),
        ("\"way\"", "\"road\"", "road"),
        ("}", "", "EOF"),
    ] {
        assert!(text.contains(good), "{good}");
        let fault = read(&text.replace(good, bad)).unwrap_err();
        assert!(fault.contains(said), "{fault}");
    }
}

#[test]
fn a_newer_form_is_told_from_a_broken_one_though_its_shape_is_unknown() {
    let fault = read(r#"{"version":2,"at":"2019-03-04T10:30:00Z","happened":[]}"#).unwrap_err();
    assert!(fault.contains("start the newer Waymark"), "{fault}");
}

#[test]
fn a_session_that_the_programme_does_not_have_is_not_read() {
    let fault = read(&fixture("missed.1").replace(":5,", ":31,")).unwrap_err();
    assert!(fault.contains("number of a session"), "{fault}");
}

proptest! {
    #[test]
    fn numbers_references_and_moments_are_kept_to_the_last_place(
        score in proptest::num::f64::NORMAL,
        bits: u64,
        session in 1..=SessionNumber::COUNT,
        nanosecond in -62_135_596_800_000_000_000_i128..253_370_000_000_000_000_000,
    ) {
        let moment = jiff::Timestamp::from_nanosecond(nanosecond).unwrap();
        prop_assert_eq!(jiff::Timestamp::back(moment.form()), Ok(moment));
        prop_assert_eq!(f64::back(score.form()), Ok(score));
        let reference = Reference::random(bits);
        prop_assert_eq!(Reference::back(reference.form()), Ok(reference));
        let session = SessionNumber::try_new(session).unwrap();
        prop_assert_eq!(SessionNumber::back(session.form()), Ok(session));
    }
}
