//! The columns of every file, in the order of the specification: one table from which
//! rows are read, written and counted as recorded.

use compact_str::CompactString;
use jiff::civil::Date;

use crate::codes::*;
use crate::field::{Ages, Coded, Codes, Day, Kind, Number, OLDEST, Pen, Text, Whole};
use crate::rows::*;

/// A column of a file whose rows are `R`.
pub struct Column<R: 'static> {
    /// As its header spells it.
    pub name: &'static str,
    /// Whether a file without it, or a row where it is empty, is at fault.
    pub required: bool,
    /// Whether a row has a value in it. For a required column that is every row.
    pub recorded: fn(&R) -> bool,
    /// What its cells may hold, to follow the word "expected".
    pub expected: fn() -> String,
    /// Whether a person chooses its words.
    pub(crate) is_text: bool,
    /// Puts the value of a cell's text (never empty) into the row; `false` where the
    /// text spells no such value.
    pub(crate) read: fn(&mut R, &str) -> bool,
    pub(crate) write: fn(&R, &mut dyn Pen),
}

/// A file of the data set, or the sheet of that name in a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the values are the files of the specification, word for word")]
pub enum File {
    Referrals,
    Support,
    Interviews,
    Measures,
    Incidents,
    Activity,
    Targets,
}

impl File {
    /// Every file, in the order of the specification.
    pub const ALL: [Self; 7] = [
        Self::Referrals,
        Self::Support,
        Self::Interviews,
        Self::Measures,
        Self::Incidents,
        Self::Activity,
        Self::Targets,
    ];
    /// Its name: of the file without an extension, of the sheet, of the option.
    pub fn name(self) -> &'static str {
        match self {
            Self::Referrals => "referrals",
            Self::Support => "support",
            Self::Interviews => "interviews",
            Self::Measures => "measures",
            Self::Incidents => "incidents",
            Self::Activity => "activity",
            Self::Targets => "targets",
        }
    }
}

/// The column that tells rows apart, and what a row holds in it.
pub type Reference<R> = (&'static str, fn(&R) -> Option<&CompactString>);

/// A row of one of the files.
pub trait Row: Clone + Send + Sync + Sized + 'static {
    /// The file whose rows these are.
    const FILE: File;
    /// Its columns, in the order in which they are written.
    const COLUMNS: &'static [Column<Self>];
    /// Columns that a file may have and of which nothing is kept.
    const PASSED_OVER: &'static [&'static str] = &[];
    /// The column that tells rows apart, where one does.
    const REFERENCE: Option<Reference<Self>> = None;
    /// A row of which nothing is recorded yet; required columns stand at a placeholder,
    /// which no reader ever gives away.
    #[doc(hidden)]
    fn blank() -> Self;
}

macro_rules! column {
    ($row:ty, $name:ident, required $kind:ty) => {
        Column {
            name: stringify!($name),
            required: true,
            recorded: |_| true,
            expected: <$kind as Kind>::expected,
            is_text: <$kind as Kind>::IS_TEXT,
            read: |row: &mut $row, text| {
                let value = <$kind as Kind>::read(text);
                value.map(|value| row.$name = value).is_some()
            },
            write: |row, pen| <$kind as Kind>::write(&row.$name, pen),
        }
    };
    ($row:ty, $name:ident, optional $kind:ty) => {
        Column {
            name: stringify!($name),
            required: false,
            recorded: |row: &$row| row.$name.is_some(),
            expected: <$kind as Kind>::expected,
            is_text: <$kind as Kind>::IS_TEXT,
            read: |row, text| {
                row.$name = <$kind as Kind>::read(text);
                row.$name.is_some()
            },
            write: |row, pen| {
                if let Some(value) = &row.$name {
                    <$kind as Kind>::write(value, pen);
                }
            },
        }
    };
    ($row:ty, $name:ident, several $kind:ty) => {
        Column {
            name: stringify!($name),
            required: false,
            recorded: |row: &$row| !row.$name.is_empty(),
            expected: <$kind as Kind>::expected,
            is_text: <$kind as Kind>::IS_TEXT,
            read: |row, text| {
                let value = <$kind as Kind>::read(text);
                value.map(|value| row.$name = value).is_some()
            },
            write: |row, pen| <$kind as Kind>::write(&row.$name, pen),
        }
    };
}

macro_rules! columns {
    ($($(#[$about:meta])* $list:ident of $row:ident {
        $($name:ident: $need:ident $kind:ty),+ $(,)?
    })+) => {$(
        $(#[$about])*
        pub const $list: &[Column<$row>] = &[$(column!($row, $name, $need $kind)),+];
    )+};
}

/// Years of a person, at a referral.
type Age = Whole<u8, 0, OLDEST>;
/// A number of children, which a family can have.
type Children = Whole<u8, 0, 99>;
/// A count that no single case or session exceeds.
type Count = Whole<u16, 0, 65_535>;

columns! {
    /// Of `referrals`, but for those that only a named file has.
    REFERRALS of Referral {
        referral_ref: required Text,
        individual_ref: optional Text,
        support_ref: optional Text,
        area: optional Coded<Area>,
        source: optional Coded<Source>,
        plan: optional Coded<Plan>,
        received_on: required Day,
        acknowledged_on: optional Day,
        first_contact_on: optional Day,
        first_assessment_offered_on: optional Day,
        first_assessment_attended_on: optional Day,
        decided_on: optional Day,
        first_session_offered_on: optional Day,
        first_session_attended_on: optional Day,
        closed_on: optional Day,
        assessment_outcome: optional Coded<Outcome>,
        unsuitable_reason: optional Coded<UnsuitableReason>,
        sessions_attended: optional Whole<u8, 0, 30>,
        delivery: optional Coded<Delivery>,
        closure_reason: optional Coded<ClosureReason>,
        age_at_referral: optional Age,
        ethnicity: optional Coded<Ethnicity>,
        religion: optional Coded<Religion>,
        relationship: optional Coded<Relationship>,
        needs: several Codes<Need>,
        other_services: several Codes<OtherService>,
        risk_level: optional Coded<RiskLevel>,
        children: optional Children,
        children_ages: several Ages,
    }
    /// Of `support`.
    SUPPORT of Support {
        support_ref: required Text,
        provider: optional Text,
        area: optional Coded<Area>,
        referred_on: optional Day,
        first_contact_on: optional Day,
        assessed_on: optional Day,
        started_on: optional Day,
        closed_on: optional Day,
        closure_reason: optional Coded<SupportClosure>,
        support_types: several Codes<SupportType>,
        sessions: optional Count,
        children: optional Children,
        age_at_referral: optional Age,
        ethnicity: optional Coded<Ethnicity>,
        religion: optional Coded<Religion>,
        needs: several Codes<Need>,
        satisfaction: optional Whole<u8, 1, 5>,
        health: optional Coded<Change>,
        everyday_life: optional Coded<Change>,
        safety: optional Coded<Change>,
        informed: optional Coded<Change>,
        confidence_to_report: optional Coded<Change>,
    }
    /// Of `interviews`.
    INTERVIEWS of Interview {
        interview_ref: optional Text,
        group: optional Coded<InterviewGroup>,
        organisation: optional Text,
        area: optional Coded<InterviewArea>,
        phase: optional Whole<u8, 1, 3>,
        contacted_on: optional Day,
        arranged_on: optional Day,
        done_on: optional Day,
        outcome: optional Coded<InterviewOutcome>,
    }
    /// Of `measures`.
    MEASURES of Measure {
        case_ref: required Text,
        informant: required Coded<Informant>,
        instrument: required Text,
        version: optional Text,
        point: required Coded<Point>,
        taken_on: optional Day,
        item: required Text,
        value: optional Number,
    }
    /// Of `incidents`.
    INCIDENTS of Incident {
        referral_ref: required Text,
        occurred_on: required Day,
        kind: optional Coded<IncidentKind>,
        source: optional Coded<IncidentSource>,
        severity: optional Whole<u8, 1, 4>,
        police_called: optional Coded<Answer>,
        children_present: optional Coded<Answer>,
        arrested: optional Coded<Answer>,
        charged: optional Coded<Answer>,
    }
    /// Of `activity`.
    ACTIVITY of Activity {
        area: optional Coded<Area>,
        held_on: required Day,
        kind: optional Coded<ActivityKind>,
        content: optional Text,
        places: optional Count,
        attended: optional Count,
    }
    /// Of `targets`.
    TARGETS of Target {
        output: required Coded<Output>,
        target: required Number,
        period: optional Text,
        area: optional Coded<Area>,
    }
}

/// The columns of a named file, read past: an evaluation keeps nothing of them.
pub const NAMED: &[&str] = &["forename", "surname", "date_of_birth", "postcode", "phone"];

/// Where a required date stands until it is read.
const NO_DAY: Date = Date::constant(1900, 1, 1);

impl Row for Referral {
    const FILE: File = File::Referrals;
    const COLUMNS: &'static [Column<Self>] = REFERRALS;
    const PASSED_OVER: &'static [&'static str] = NAMED;
    const REFERENCE: Option<Reference<Self>> =
        Some(("referral_ref", |row| Some(&row.referral_ref)));
    fn blank() -> Self {
        Self::new("", NO_DAY)
    }
}

impl Row for Support {
    const FILE: File = File::Support;
    const COLUMNS: &'static [Column<Self>] = SUPPORT;
    const REFERENCE: Option<Reference<Self>> = Some(("support_ref", |row| Some(&row.support_ref)));
    fn blank() -> Self {
        Self::default()
    }
}

impl Row for Interview {
    const FILE: File = File::Interviews;
    const COLUMNS: &'static [Column<Self>] = INTERVIEWS;
    const REFERENCE: Option<Reference<Self>> =
        Some(("interview_ref", |row| row.interview_ref.as_ref()));
    fn blank() -> Self {
        Self {
            interview_ref: None,
            group: None,
            organisation: None,
            area: None,
            phase: None,
            contacted_on: None,
            arranged_on: None,
            done_on: None,
            outcome: None,
        }
    }
}

impl Row for Measure {
    const FILE: File = File::Measures;
    const COLUMNS: &'static [Column<Self>] = MEASURES;
    fn blank() -> Self {
        Self {
            case_ref: CompactString::default(),
            informant: Informant::Him,
            instrument: CompactString::default(),
            version: None,
            point: Point::T0,
            taken_on: None,
            item: CompactString::default(),
            value: None,
        }
    }
}

impl Row for Incident {
    const FILE: File = File::Incidents;
    const COLUMNS: &'static [Column<Self>] = INCIDENTS;
    fn blank() -> Self {
        Self {
            referral_ref: CompactString::default(),
            occurred_on: NO_DAY,
            kind: None,
            source: None,
            severity: None,
            police_called: None,
            children_present: None,
            arrested: None,
            charged: None,
        }
    }
}

impl Row for Activity {
    const FILE: File = File::Activity;
    const COLUMNS: &'static [Column<Self>] = ACTIVITY;
    fn blank() -> Self {
        Self {
            area: None,
            held_on: NO_DAY,
            kind: None,
            content: None,
            places: None,
            attended: None,
        }
    }
}

impl Row for Target {
    const FILE: File = File::Targets;
    const COLUMNS: &'static [Column<Self>] = TARGETS;
    fn blank() -> Self {
        Self { output: Output::Referrals, target: 0.0, period: None, area: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorded_is_told_apart_from_empty() {
        let mut row = Referral::new("r", NO_DAY);
        let recorded = |row: &Referral| {
            let columns = REFERRALS.iter().filter(|column| (column.recorded)(row));
            columns.map(|column| column.name).collect::<Vec<_>>()
        };
        assert_eq!(recorded(&row), ["referral_ref", "received_on"]);
        row.needs.insert(Need::Other);
        row.ethnicity = Some(Ethnicity::Unknown);
        assert_eq!(recorded(&row), ["referral_ref", "received_on", "ethnicity", "needs"]);
    }

    #[test]
    fn what_is_expected_names_every_code() {
        let of = |name| REFERRALS.iter().find(|column| column.name == name).map(|c| (c.expected)());
        assert_eq!(of("plan").as_deref(), Some("one of cp, cin, early_help, none, unknown"));
        assert_eq!(of("sessions_attended").as_deref(), Some("a whole number from 0 to 30"));
    }
}
