//! His case: where it stands.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::codes::{Answer, ConsentForm, Need};
use pathway::crossing::Risk;
use pathway::{Area, CaseId, OrganisationId, PersonId, SealedPartId, WorkerId};

use crate::codes::*;
use crate::event::{Acknowledgement, Event, Step, Version};
use crate::facts::RecordedBefore;
use crate::parts::*;

/// His case: what has happened, and where it stands by it. Made by [`apply`](crate::apply()) alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    pub(crate) standing: Standing,
    pub(crate) history: Vec<Event>,
    pub(crate) flags: Vec<Flag>,
}

impl Case {
    /// A case of which nothing has been heard.
    pub fn new() -> Self {
        Self::default()
    }
    /// Where it stands.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }
    /// All that has happened, in its order; the first has version 1. What a correction names
    /// stays in it.
    pub fn history(&self) -> &[Event] {
        &self.history
    }
    /// How many events there are.
    pub fn version(&self) -> Version {
        Version::try_from(self.history.len()).unwrap_or(Version::MAX)
    }
    /// What has happened as corrected, each step with its version.
    pub fn as_corrected(&self) -> impl Iterator<Item = (Version, &Event, &Step)> {
        let corrections = self.corrections();
        (1..).zip(&self.history).filter_map(move |(version, event)| {
            let step = corrections.get(&version).copied().unwrap_or(Some(&event.step));
            step.map(|step| (version, event, step))
        })
    }
    /// What each corrected event should have said; the latest correction of one holds.
    pub(crate) fn corrections(&self) -> BTreeMap<Version, Option<&Step>> {
        self.history
            .iter()
            .filter_map(|event| match &event.step {
                Step::Corrected(correction) => Some((correction.of, correction.instead.as_ref())),
                _ => None,
            })
            .collect()
    }
    /// Steps that a correction has made impossible and that wait for a person.
    pub fn flags(&self) -> impl Iterator<Item = &Flag> {
        self.flags.iter().filter(|flag| !flag.answered)
    }
}

/// A step that a correction has made impossible. It is never undone by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The event.
    pub event: Version,
    /// Why it could not have happened.
    pub why: crate::Refusal,
    /// Whether a person has dealt with it.
    pub answered: bool,
}

/// How far the case has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Nothing has been heard.
    #[default]
    Unheard,
    /// Received.
    Received,
    /// Acknowledged.
    Acknowledged,
    /// He was reached.
    Contacted,
    /// An assessment was offered.
    AssessmentOffered,
    /// Assessed; the outcome is to be recorded.
    Assessed,
    /// Pending: her referral and the case discussion follow.
    Pending,
    /// Suitable.
    Suitable,
    /// He has a place; a first session is yet to be attended.
    Commenced,
    /// On programme.
    OnProgramme,
    /// He left early and is to come back: risk, discussion and clearance afresh.
    Returning,
    /// Completed.
    Completed,
    /// Found unsuitable, referred back, closed.
    Unsuitable,
    /// Left early.
    LeftEarly,
    /// Closed before he was assessed.
    ClosedBeforeAssessment,
    /// Closed before a first session.
    ClosedBeforeStart,
    /// United with another case, which goes on.
    Merged,
}

impl Stage {
    /// Whether the case is over.
    pub fn is_over(self) -> bool {
        self >= Self::Completed
    }
    /// Its words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unheard => "nothing heard yet",
            Self::Received => "received",
            Self::Acknowledged => "acknowledged",
            Self::Contacted => "contacted",
            Self::AssessmentOffered => "assessment offered",
            Self::Assessed => "assessed",
            Self::Pending => "pending",
            Self::Suitable => "suitable",
            Self::Commenced => "commenced",
            Self::OnProgramme => "on programme",
            Self::Returning => "returning",
            Self::Completed => "completed",
            Self::Unsuitable => "unsuitable",
            Self::LeftEarly => "left early",
            Self::ClosedBeforeAssessment => "closed before assessment",
            Self::ClosedBeforeStart => "closed before start",
            Self::Merged => "merged with another case",
        }
    }
}

/// Where his case stands, by all that has happened as corrected.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// How far it has come.
    pub stage: Stage,
    /// The referral's programme part.
    pub referral: Option<Box<Referral>>,
    /// The row by which history entered, where it did.
    pub before: Option<Box<RecordedBefore>>,
    /// When the referral was received.
    pub received: Option<Timestamp>,
    /// He, by the details that this case has of him.
    pub him: Option<PersonId>,
    /// The person of an earlier case that he turned out to be.
    pub same_as: Option<PersonId>,
    /// The cases that a person compared with this one, with whether each is of the same man.
    pub compared: BTreeMap<CaseId, Answer>,
    /// The area that has the case.
    pub area: Option<Area>,
    /// The provider that is responsible.
    pub organisation: Option<OrganisationId>,
    /// Who has the case.
    pub facilitator: Option<WorkerId>,
    /// The sealed parts of the women who are named.
    pub sealed: BTreeSet<SealedPartId>,
    /// When and how it was acknowledged.
    pub acknowledged: Option<(Timestamp, Box<Acknowledgement>)>,
    /// Every attempt to reach him.
    pub attempts: Vec<Attempt>,
    /// Every assessment that was offered.
    pub offers: Vec<Offered>,
    /// The latest assessment.
    pub assessment: Option<Box<Assessment>>,
    /// The day of the first.
    pub first_assessed: Option<Date>,
    /// When it came to *pending*.
    pub pending: Option<Timestamp>,
    /// Her referrals to the support service: the part and the occasion.
    pub hers: BTreeMap<SealedPartId, (OrganisationId, HerReferral)>,
    /// Since when the support service is ready for the discussion that is due.
    pub ready: Option<Timestamp>,
    /// The latest discussion.
    pub discussion: Option<Box<Discussion>>,
    /// What he was found, and when it was decided.
    pub outcome: Option<Outcome>,
    /// Why he was found unsuitable.
    pub unsuitable: Option<UnsuitableReason>,
    /// The day of the decision.
    pub decided: Option<Date>,
    /// Since when he is suitable.
    pub suitable: Option<Timestamp>,
    /// Since when he is cleared to start. `None`: not yet.
    pub cleared: Option<Timestamp>,
    /// His consent, as it stands.
    pub consent: Option<Consent>,
    /// His place.
    pub placement: Option<Placement>,
    /// Whether he ever had one in a group.
    pub in_group: bool,
    /// Whether he ever had one one-to-one.
    pub one_to_one: bool,
    /// When he first got one.
    pub placed: Option<Timestamp>,
    /// The first session offered to him.
    pub first_session_offered: Option<Date>,
    /// Those that he did, each once, with the first day.
    pub sessions: BTreeMap<SessionNumber, Date>,
    /// Sessions that history counts without saying which.
    pub counted_before: u8,
    /// The first session that he came to.
    pub first_attended: Option<Date>,
    /// Sessions missed that wait to be caught up.
    pub to_catch_up: BTreeSet<SessionNumber>,
    /// Missed in a row without contact, since he last came, gave notice or was reached.
    pub missed_in_a_row: u8,
    /// Every session missed, with whether he gave notice.
    pub missed: BTreeMap<(Date, SessionNumber), bool>,
    /// Sessions cancelled by us.
    pub cancelled: BTreeSet<(Date, SessionNumber)>,
    /// Since when he is to be asked why he missed.
    pub contact_due: Option<Timestamp>,
    /// That he leaves is proposed.
    pub proposal: Option<Proposed>,
    /// When midway was reached.
    pub midway: Option<Timestamp>,
    /// The day on which he completed, and when that was recorded.
    pub completed: Option<(Date, Timestamp)>,
    /// Measures taken or tried.
    pub measures: BTreeMap<Point, (Date, bool)>,
    /// Reports sent.
    pub reports: BTreeMap<Report, Timestamp>,
    /// His latest leaving.
    pub left: Option<(Timestamp, Leaving)>,
    /// Whether that leaving has been reviewed.
    pub exit_reviewed: bool,
    /// That it is over, and how.
    pub closed: Option<Closed>,
    /// What his return has so far.
    pub returning: Option<Returning>,
    /// The cases that were united with this one.
    pub merged: Vec<CaseId>,
    /// The case that goes on in the place of this one.
    pub goes_on_in: Option<CaseId>,
    /// Since when messages to him are held.
    pub held: Option<Timestamp>,
    /// Whether the review that the hold asks for is due.
    pub hold_review_due: bool,
    /// His risk.
    pub risk: Option<Risk>,
    /// Every risk assessment.
    pub risk_assessments: Vec<RiskAssessment>,
    /// The day of the last decision on MARAC.
    pub marac_decided: Option<Date>,
    /// The day of the last MARAC referral.
    pub last_marac: Option<Date>,
    /// Incidents that the programme heard of itself.
    pub incidents: Vec<Recorded>,
    /// What he needs, as the referral and the assessment have it.
    pub needs: BTreeSet<Need>,
    /// The day of the last joint review.
    pub reviewed: Option<Date>,
    /// The day agreed for the next.
    pub next_review: Option<Date>,
    /// Since when an extra review is due.
    pub extra_review: Option<Timestamp>,
    /// When it was last announced what the coming session is about: days and sessions.
    pub announced: BTreeSet<(Date, SessionNumber, bool)>,
}

/// An assessment that was offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The event by which it was.
    pub event: Version,
    /// When it was offered.
    pub at: Timestamp,
    /// The offer.
    pub offer: Offer,
    /// What came of it; `None` while that is not recorded.
    pub kept: Option<Kept>,
}

/// That a case is over, and how as the data set has it; history may not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The day.
    pub on: Option<Date>,
    /// Why.
    pub reason: Option<RecordedClosure>,
}

/// That he leaves is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Since when.
    pub at: Timestamp,
    /// What.
    pub proposal: Proposal,
    /// The facilitator who stands by it: then a manager has to confirm.
    pub facilitator: Option<WorkerId>,
}

/// What his return has so far: each is to be had afresh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Returning {
    /// Since when.
    pub since: Option<Timestamp>,
    /// Whether risk was assessed since.
    pub risk_assessed: bool,
    /// Whether the case was discussed since, and found suitable.
    pub found_suitable: bool,
}

/// An incident as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The event by which it was.
    pub event: Version,
    /// When it was recorded.
    pub at: Timestamp,
    /// The incident.
    pub incident: Incident,
    /// Whether it escalates, once a person has reviewed that.
    pub escalates: Option<bool>,
}

impl Standing {
    /// Sessions done, each counted once, with those that history counts: 0 to 30.
    pub fn sessions_done(&self) -> u8 {
        let distinct = u8::try_from(self.sessions.len()).unwrap_or(SessionNumber::COUNT);
        distinct.saturating_add(self.counted_before).min(SessionNumber::COUNT)
    }
    /// How the programme reached him, by the places that he has had.
    pub fn delivery(&self) -> Option<Delivery> {
        match (self.in_group, self.one_to_one) {
            (true, true) => Some(Delivery::Blended),
            (true, false) => Some(Delivery::Group),
            (false, true) => Some(Delivery::OneToOne),
            (false, false) => None,
        }
    }
    /// The individual that the case is of: the same in every case of one man.
    pub fn individual(&self) -> Option<PersonId> {
        self.same_as.or(self.him)
    }
    /// Whether he was reached.
    pub fn reached(&self) -> bool {
        self.attempts.iter().any(|attempt| attempt.result == AttemptResult::Reached)
    }
    /// Whether he has come to a session.
    pub fn has_started(&self) -> bool {
        self.first_attended.is_some() || self.sessions_done() > 0
    }
    /// Whether he has consented in at least such a form.
    pub fn consented(&self, least: ConsentForm) -> bool {
        self.consent
            .as_ref()
            .is_some_and(|consent| consent.form >= least && consent.form != ConsentForm::None)
    }
    /// Whether all three of the *toxic trio* stand: domestic abuse, for which he is here, mental
    /// ill health and substance misuse.
    pub fn toxic_trio(&self) -> bool {
        self.needs.contains(&Need::MentalHealth) && self.needs.contains(&Need::SubstanceUse)
    }
    /// Sessions of the thirty that he has yet to do; `None` where history counts some without
    /// saying which.
    pub fn sessions_left(&self) -> Option<Vec<SessionNumber>> {
        (self.counted_before == 0).then(|| {
            SessionNumber::all().filter(|session| !self.sessions.contains_key(session)).collect()
        })
    }
}
