//! One type a row of the minimum data set.
//!
//! `None` is *not recorded*; an `unknown` that was answered is a value of its list.

use compact_str::CompactString;
use jiff::civil::Date;

use crate::codes::*;

/// A referral of a man to the programme: one row of `referrals`.
///
/// Names, date of birth, postcode and telephone number, which only a named file has, are
/// never kept here.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the specification, word for word")]
pub struct Referral {
    pub referral_ref: CompactString,
    pub individual_ref: Option<CompactString>,
    pub support_ref: Option<CompactString>,
    pub area: Option<Area>,
    pub source: Option<Source>,
    pub plan: Option<Plan>,
    pub received_on: Date,
    pub acknowledged_on: Option<Date>,
    pub first_contact_on: Option<Date>,
    pub first_assessment_offered_on: Option<Date>,
    pub first_assessment_attended_on: Option<Date>,
    pub decided_on: Option<Date>,
    pub first_session_offered_on: Option<Date>,
    pub first_session_attended_on: Option<Date>,
    pub closed_on: Option<Date>,
    pub assessment_outcome: Option<Outcome>,
    pub unsuitable_reason: Option<UnsuitableReason>,
    /// 0 to 30.
    pub sessions_attended: Option<u8>,
    pub delivery: Option<Delivery>,
    pub closure_reason: Option<ClosureReason>,
    /// Whole years.
    pub age_at_referral: Option<u8>,
    pub ethnicity: Option<Ethnicity>,
    pub religion: Option<Religion>,
    pub relationship: Option<Relationship>,
    pub needs: Several<Need>,
    pub other_services: Several<OtherService>,
    pub risk_level: Option<RiskLevel>,
    pub children: Option<u8>,
    /// Years of each child, in the order written.
    pub children_ages: ChildrenAges,
}

/// The ages of the children, in whole years, in the order written; at most 20.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChildrenAges {
    ages: [u8; 20],
    len: u8,
}

impl ChildrenAges {
    /// The most that one cell may list.
    pub const MOST: usize = 20;
    /// Adds an age, or gives it back when there are 20 already.
    pub fn push(&mut self, age: u8) -> Result<(), u8> {
        let place = self.ages.get_mut(usize::from(self.len)).ok_or(age)?;
        *place = age;
        self.len += 1;
        Ok(())
    }
    /// Whether none is recorded.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
    /// The ages.
    pub fn as_slice(&self) -> &[u8] {
        &self.ages[..usize::from(self.len)]
    }
}

impl Referral {
    /// A referral of which nothing but its reference and its date is recorded.
    pub fn new(referral_ref: &str, received_on: Date) -> Self {
        Self {
            referral_ref: referral_ref.into(),
            individual_ref: None,
            support_ref: None,
            area: None,
            source: None,
            plan: None,
            received_on,
            acknowledged_on: None,
            first_contact_on: None,
            first_assessment_offered_on: None,
            first_assessment_attended_on: None,
            decided_on: None,
            first_session_offered_on: None,
            first_session_attended_on: None,
            closed_on: None,
            assessment_outcome: None,
            unsuitable_reason: None,
            sessions_attended: None,
            delivery: None,
            closure_reason: None,
            age_at_referral: None,
            ethnicity: None,
            religion: None,
            relationship: None,
            needs: Several::default(),
            other_services: Several::default(),
            risk_level: None,
            children: None,
            children_ages: ChildrenAges::default(),
        }
    }
}

/// A support case of a woman: one row of `support`.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the specification, word for word")]
pub struct Support {
    pub support_ref: CompactString,
    pub provider: Option<CompactString>,
    pub area: Option<Area>,
    pub referred_on: Option<Date>,
    pub first_contact_on: Option<Date>,
    pub assessed_on: Option<Date>,
    pub started_on: Option<Date>,
    pub closed_on: Option<Date>,
    pub closure_reason: Option<SupportClosure>,
    pub support_types: Several<SupportType>,
    /// Contacts of any kind.
    pub sessions: Option<u16>,
    pub children: Option<u8>,
    pub age_at_referral: Option<u8>,
    pub ethnicity: Option<Ethnicity>,
    pub religion: Option<Religion>,
    pub needs: Several<Need>,
    /// 1 very dissatisfied to 5 very satisfied.
    pub satisfaction: Option<u8>,
    pub health: Option<Change>,
    pub everyday_life: Option<Change>,
    pub safety: Option<Change>,
    pub informed: Option<Change>,
    pub confidence_to_report: Option<Change>,
}

/// An interview that was sought: one row of `interviews`.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the specification, word for word")]
pub struct Interview {
    pub interview_ref: Option<CompactString>,
    pub group: Option<InterviewGroup>,
    pub organisation: Option<CompactString>,
    /// `None`: all areas.
    pub area: Option<InterviewArea>,
    /// 1, 2 or 3.
    pub phase: Option<u8>,
    pub contacted_on: Option<Date>,
    pub arranged_on: Option<Date>,
    pub done_on: Option<Date>,
    pub outcome: Option<InterviewOutcome>,
}

/// One answer: one row of `measures`.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the specification, word for word")]
pub struct Measure {
    /// A `referral_ref` or a `support_ref`.
    pub case_ref: CompactString,
    pub informant: Informant,
    pub instrument: CompactString,
    pub version: Option<CompactString>,
    pub point: Point,
    pub taken_on: Option<Date>,
    pub item: CompactString,
    /// `None`: the item was put and not answered.
    pub value: Option<f64>,
}

/// One row of `incidents`.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the specification, word for word")]
pub struct Incident {
    pub referral_ref: CompactString,
    pub occurred_on: Date,
    pub kind: Option<IncidentKind>,
    pub source: Option<IncidentSource>,
    /// 1 to 4.
    pub severity: Option<u8>,
    pub police_called: Option<Answer>,
    pub children_present: Option<Answer>,
    pub arrested: Option<Answer>,
    pub charged: Option<Answer>,
}

/// A programme session: one row of `activity`.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the specification, word for word")]
pub struct Activity {
    pub area: Option<Area>,
    pub held_on: Date,
    pub kind: Option<ActivityKind>,
    pub content: Option<CompactString>,
    pub places: Option<u16>,
    pub attended: Option<u16>,
}

/// A target that a figure is held against: one row of `targets`.
///
/// The file has the columns `output` (as in Figure 13, or funding), `target`, `period` (free text) and
/// `area` (empty: all areas).
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the file, word for word")]
pub struct Target {
    pub output: Output,
    pub target: f64,
    pub period: Option<CompactString>,
    pub area: Option<Area>,
}

/// All files of one evaluation. A file that was not given is empty here, and
/// [`Given`] says so.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are the files of the specification, word for word")]
pub struct DataSet {
    pub referrals: Vec<Referral>,
    pub support: Vec<Support>,
    pub interviews: Vec<Interview>,
    pub measures: Vec<Measure>,
    pub incidents: Vec<Incident>,
    pub activity: Vec<Activity>,
    pub targets: Vec<Target>,
    pub given: Given,
}

/// Which of the files that may be absent were given: *none happened* is not *not told*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the files of the specification, word for word")]
pub struct Given {
    pub support: bool,
    pub interviews: bool,
    pub measures: bool,
    pub incidents: bool,
    pub activity: bool,
    pub targets: bool,
}
