//! History from spreadsheets: a row of the data set's `support` file, whole.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::{Area, CaseId, OrganisationId, london_day};

use crate::case::Case;
use crate::codes::*;
use crate::facts::{Benefits, Profile};

/// Where a row came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// The name of the file, without its folder.
    pub file: Box<str>,
    /// The row in it, from 1, the header being row 1.
    pub row: u32,
}

/// *Recorded before Waymark*: one row of `support`. It need not satisfy the pathway, which the
/// old practice did not know; the case goes on from where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    /// The reference that the old record knew her case by.
    pub support_ref: Box<str>,
    /// His case, where the files match the two.
    pub his: Option<CaseId>,
    /// The service that answers for her case now.
    pub provider: OrganisationId,
    /// The service as the row names it.
    pub provider_name: Option<Box<str>>,
    /// Where.
    pub area: Option<Area>,
    /// The day of the referral.
    pub referred_on: Option<Date>,
    /// The day of the first contact.
    pub first_contact_on: Option<Date>,
    /// The day of her assessment.
    pub assessed_on: Option<Date>,
    /// The day when support started.
    pub started_on: Option<Date>,
    /// The day when the case was closed.
    pub closed_on: Option<Date>,
    /// Why it was closed.
    pub closure_reason: Option<ClosureReason>,
    /// The kinds of contact there were.
    pub support_types: Vec<ContactKind>,
    /// Contacts of any kind.
    pub sessions: Option<u16>,
    /// Who she is.
    pub profile: Profile,
    /// What she needs.
    pub needs: Vec<Need>,
    /// What she says that support has done.
    pub benefits: Benefits,
    /// Where the row came from.
    pub origin: Origin,
}

/// The `provider` of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Provider {
    /// As the old record had it: empty is *not recorded*, and stays so.
    Recorded(Option<Box<str>>),
    /// The name of this organisation.
    Organisation(OrganisationId),
}

/// Her case as a row of the data set's `support` file, but for its reference, which the record
/// gives anew.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the specification, word for word")]
pub struct Row {
    /// The reference of the old record, where the case began there.
    pub support_ref: Option<Box<str>>,
    pub provider: Provider,
    pub area: Option<Area>,
    pub referred_on: Option<Date>,
    pub first_contact_on: Option<Date>,
    pub assessed_on: Option<Date>,
    pub started_on: Option<Date>,
    pub closed_on: Option<Date>,
    pub closure_reason: Option<ClosureReason>,
    /// In the order of the specification.
    pub support_types: Vec<ContactKind>,
    pub sessions: Option<u16>,
    pub profile: Profile,
    /// In the order of the specification.
    pub needs: Vec<Need>,
    pub benefits: Benefits,
}

impl Case {
    /// Her case as a row of the data set; `None` before it is opened, and where no woman is named
    /// in it. A case that was merged into another is no row of its own: that is for whoever lists
    /// them to leave out.
    pub fn row(&self) -> Option<Row> {
        let opened = self.referred.or(self.opened).filter(|_| !self.is_of_nobody())?;
        let before = self.before.as_deref();
        let provider = match (&self.provider_recorded, self.provider) {
            (Some(recorded), _) => Provider::Recorded(recorded.clone()),
            (None, Some(organisation)) => Provider::Organisation(organisation),
            (None, None) => Provider::Recorded(None),
        };
        let referred_on = match before {
            Some(row) => row.referred_on,
            None => Some(london_day(opened)),
        };
        let or_before = |old: Option<Date>, new: Option<Timestamp>| old.or(new.map(london_day));
        let assessed = self.assessments.iter().map(|assessment| assessment.when).min();
        let held = u16::try_from(self.contacts.len()).unwrap_or(u16::MAX);
        let sessions = match before {
            Some(row) if held == 0 => row.sessions,
            Some(row) => Some(row.sessions.unwrap_or_default().saturating_add(held)),
            None => Some(held),
        };
        let types: BTreeSet<ContactKind> = before
            .iter()
            .flat_map(|row| row.support_types.iter().copied())
            .chain(self.contacts.iter().map(|contact| contact.kind))
            .collect();
        let needs: BTreeSet<Need> = self.needs().collect();
        Some(Row {
            support_ref: before.map(|row| row.support_ref.clone()),
            provider,
            area: self.area.clone(),
            referred_on,
            first_contact_on: or_before(before.and_then(|row| row.first_contact_on), self.reached),
            assessed_on: or_before(before.and_then(|row| row.assessed_on), assessed),
            started_on: or_before(before.and_then(|row| row.started_on), self.started),
            closed_on: self.closed.and_then(|closing| closing.on),
            closure_reason: self.closed.and_then(|closing| closing.reason),
            support_types: types.into_iter().collect(),
            sessions,
            profile: self.profile,
            needs: needs.into_iter().collect(),
            benefits: self.benefits,
        })
    }
    /// What she needs: by her newest assessment, or else by the old record.
    pub fn needs(&self) -> impl Iterator<Item = Need> {
        let assessed = self.assessments.last().map(|assessment| assessment.needs.as_slice());
        let recorded = self.before.as_deref().map(|row| row.needs.as_slice());
        assessed.or(recorded).unwrap_or_default().iter().copied()
    }
}
