//! What the minimum data set says of a referral: the row that a case becomes, and the row that
//! history enters by.

use jiff::civil::Date;
use pathway::Area;
use pathway::codes::{
    Ethnicity, Need, OtherService, Plan, Relationship, Religion, RiskLevel, Source,
};

use crate::codes::{Delivery, Outcome, RecordedClosure, UnsuitableReason};

/// One row of `referrals`: every column but the names, which are in no event, and
/// `support_ref`, which the programme's side may not hold (the wall): a link from his history
/// to hers is recorded on her side.
///
/// `None` and an empty list are *not recorded*.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the columns of the data set, word for word")]
pub struct ReferralFacts {
    pub individual_ref: Option<Box<str>>,
    pub area: Option<Area>,
    pub source: Option<Source>,
    pub plan: Option<Plan>,
    /// Recorded of every referral; `None` only in a case that nothing has been heard of.
    pub received_on: Option<Date>,
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
    pub closure_reason: Option<RecordedClosure>,
    /// Whole years.
    pub age_at_referral: Option<u8>,
    pub ethnicity: Option<Ethnicity>,
    pub religion: Option<Religion>,
    pub relationship: Option<Relationship>,
    pub needs: Vec<Need>,
    pub other_services: Vec<OtherService>,
    pub risk_level: Option<RiskLevel>,
    pub children: Option<u8>,
    /// Whole years, in the order written.
    pub children_ages: Vec<u8>,
}

/// History from a spreadsheet: what a row said, and where it stood. It need not satisfy the
/// machine; the case goes on under the machine from where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedBefore {
    /// The name of the file.
    pub file: Box<str>,
    /// The row in it, counted from the header as 1.
    pub row: u64,
    /// `referral_ref`, as the file spells it: figures break ties by it.
    pub referral_ref: Box<str>,
    /// The provider that is responsible for it now.
    pub provider: Option<pathway::OrganisationId>,
    /// He, where the import knows who he is.
    pub him: Option<pathway::PersonId>,
    /// The row.
    pub facts: ReferralFacts,
}
