//! Every column of every file, with every code of its list, written and read back.

use dataset::codes::*;
use dataset::{
    Activity, DataSet, Given, Incident, Interview, Measure, Options, Referral, Row, Source,
    Sources, Support, Target,
};
use jiff::civil::{Date, date};

/// Rows of each file: enough for the longest list of codes.
const ROWS: usize = 26;

/// Each value of the list in turn, and after the last one none.
fn turn<C: Code>(place: usize) -> Option<C> {
    C::ALL.get(place % (C::ALL.len() + 1)).copied()
}

fn all<C: Code>(place: usize) -> C {
    C::ALL[place % C::ALL.len()]
}

fn day(place: usize, later: i8) -> Option<Date> {
    (!place.is_multiple_of(9)).then(|| date(2018, later, 1 + i8::try_from(place).unwrap()))
}

fn referral(place: usize) -> Referral {
    let mut row = Referral::new(&format!("R{place}"), date(2018, 1, 1));
    row.individual_ref = Some(format!("=M{place}").into());
    row.support_ref = (place > 3).then(|| format!("S, \"{place}\"").into());
    row.area = turn(place);
    row.source = turn(place);
    row.plan = turn(place);
    row.acknowledged_on = day(place, 1);
    row.first_contact_on = day(place, 2);
    row.first_assessment_offered_on = day(place, 3);
    row.first_assessment_attended_on = day(place, 4);
    row.decided_on = day(place, 5);
    row.first_session_offered_on = day(place, 6);
    row.first_session_attended_on = day(place, 7);
    row.closed_on = day(place, 8);
    row.assessment_outcome = turn(place);
    row.unsuitable_reason = turn(place);
    row.sessions_attended = u8::try_from(place).ok();
    row.delivery = turn(place);
    row.closure_reason = turn(place);
    row.age_at_referral = u8::try_from(place * 4).ok();
    row.ethnicity = turn(place);
    row.religion = turn(place);
    row.relationship = turn(place);
    row.needs = turn(place).into_iter().chain([Need::Other]).collect();
    row.other_services = turn(place).into_iter().collect();
    row.risk_level = turn(place);
    row.children = Some(0);
    for age in 0..place % 4 {
        row.children_ages.push(u8::try_from(age).unwrap()).unwrap();
    }
    row
}

fn support(place: usize) -> Support {
    Support {
        support_ref: format!("S{place}").into(),
        provider: Some("Women’s Aid".into()),
        area: turn(place),
        referred_on: day(place, 1),
        first_contact_on: day(place, 2),
        assessed_on: day(place, 3),
        started_on: day(place, 4),
        closed_on: day(place, 5),
        closure_reason: turn(place),
        support_types: turn(place).into_iter().chain([SupportType::DropIn]).collect(),
        sessions: Some(300),
        children: Some(2),
        age_at_referral: Some(40),
        ethnicity: turn(place),
        religion: turn(place),
        needs: turn(place).into_iter().collect(),
        satisfaction: u8::try_from(1 + place % 5).ok(),
        health: turn(place),
        everyday_life: turn(place),
        safety: turn(place),
        informed: turn(place),
        confidence_to_report: turn(place),
    }
}

fn others(place: usize) -> (Interview, Measure, Incident, Activity, Target) {
    let interview = Interview {
        interview_ref: (place > 2).then(|| format!("I{place}").into()),
        group: turn(place),
        organisation: Some("Police; probation".into()),
        area: turn(place),
        phase: u8::try_from(1 + place % 3).ok(),
        contacted_on: day(place, 1),
        arranged_on: day(place, 2),
        done_on: day(place, 3),
        outcome: turn(place),
    };
    let measure = Measure {
        case_ref: "R1".into(),
        informant: all(place),
        instrument: "Impact toolkit".into(),
        version: (place > 5).then(|| "2".into()),
        point: all(place),
        taken_on: day(place, 4),
        item: format!("item {place}").into(),
        value: [None, Some(-1.5), Some(0.1), Some(1e-7), Some(4e9), Some(3.0)][place % 6],
    };
    let incident = Incident {
        referral_ref: "R1".into(),
        occurred_on: date(2018, 5, 6),
        kind: turn(place),
        source: turn(place),
        severity: u8::try_from(1 + place % 4).ok(),
        police_called: turn(place),
        children_present: turn(place + 1),
        arrested: turn(place + 2),
        charged: turn(place + 3),
    };
    let activity = Activity {
        area: turn(place),
        held_on: date(2018, 5, 7),
        kind: turn(place),
        content: Some("- minimising, “denial”".into()),
        places: Some(12),
        attended: u16::try_from(place).ok(),
    };
    let target = Target {
        output: Output::ALL[place % Output::ALL.len()],
        target: 12.5,
        period: Some("2018/19".into()),
        area: turn(place),
    };
    (interview, measure, incident, activity, target)
}

fn data() -> DataSet {
    let mut data = DataSet {
        referrals: (0..ROWS).map(referral).collect(),
        support: (0..ROWS).map(support).collect(),
        given: Given {
            support: true,
            interviews: true,
            measures: true,
            incidents: true,
            activity: true,
            targets: true,
        },
        ..DataSet::default()
    };
    for (interview, measure, incident, activity, target) in (0..ROWS).map(others) {
        data.interviews.push(interview);
        data.measures.push(measure);
        data.incidents.push(incident);
        data.activity.push(activity);
        data.targets.push(target);
    }
    data
}

#[test]
fn every_file_reads_back_from_csv_as_it_was() {
    fn csv<R: Row>(rows: &[R]) -> Source {
        let mut bytes = Vec::new();
        dataset::write_csv(rows, &mut bytes).unwrap();
        Source::reader(R::FILE.name(), std::io::Cursor::new(bytes))
    }
    let data = data();
    let sources = Sources {
        referrals: csv(&data.referrals),
        support: Some(csv(&data.support)),
        interviews: Some(csv(&data.interviews)),
        measures: Some(csv(&data.measures)),
        incidents: Some(csv(&data.incidents)),
        activity: Some(csv(&data.activity)),
        targets: Some(csv(&data.targets)),
    };
    let read = dataset::read(sources, &Options { block: 300, ..Options::default() }).unwrap();
    assert!(read.faults.is_empty(), "{:?}", read.faults);
    assert_eq!(read.data, data);
}

#[test]
fn every_sheet_reads_back_from_one_workbook_as_it_was() {
    let data = data();
    let mut book = std::io::Cursor::new(Vec::new());
    dataset::write_workbook(&data, &mut book, &std::env::temp_dir()).unwrap();
    book.set_position(0);
    let sources = Sources::referrals(Source::reader("book.xlsx", book));
    let read = dataset::read(sources, &Options::default()).unwrap();
    assert!(read.faults.is_empty() && read.remarks.is_empty(), "{:?}", read.faults);
    assert_eq!(read.data, data);
}

#[test]
fn a_workbook_leaves_nothing_beside_itself_and_needs_a_folder_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let book = std::fs::File::create(folder.path().join("book.xlsx")).unwrap();
    dataset::write_workbook(&data(), book, folder.path()).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "a passing file was left");
    let nowhere = std::io::Cursor::new(Vec::new());
    let refused = dataset::write_workbook(&data(), nowhere, &folder.path().join("nowhere"));
    assert!(matches!(refused, Err(dataset::WriteError::Failed(_))), "{refused:?}");
}

#[test]
fn every_column_is_recorded_somewhere_in_these_rows() {
    fn recorded<R: Row>(rows: &[R]) {
        for column in R::COLUMNS {
            let name = column.name;
            assert!(rows.iter().any(column.recorded), "{} {name}", R::FILE.name());
        }
    }
    let data = data();
    recorded(&data.referrals);
    recorded(&data.support);
    recorded(&data.interviews);
    recorded(&data.measures);
    recorded(&data.incidents);
    recorded(&data.activity);
    recorded(&data.targets);
}
