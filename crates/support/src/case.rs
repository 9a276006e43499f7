//! Her case as it stands: what its events come to.

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::crossing::{Ending, Risk};
use pathway::{
    Area, CaseId, NarrativeId, OrganisationId, PersonId, SealedPartId, SupportCaseId, WorkerId,
};

use crate::before::Before;
use crate::codes::*;
use crate::event::{Event, What};
use crate::facts::*;

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Nothing has happened.
    NotOpened,
    /// She was referred, or the service opened the case.
    Referred,
    /// She was reached.
    Contacted,
    /// She was assessed.
    Assessed,
    /// She declined support. She is still told what affects her safety.
    Declined,
    /// Support has started.
    Supported,
    /// Closed.
    Closed,
    /// Merged into another case of hers.
    Merged,
}

/// Her support case. Empty before its first event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    pub(crate) entries: Vec<Entry>,
    pub(crate) resolved: Vec<Number>,
    pub(crate) flagged: Vec<Number>,
    /// When the case began in the record.
    pub opened: Option<Timestamp>,
    /// When she was first referred; none, while the service takes part without her.
    pub referred: Option<Timestamp>,
    /// What the referrals said of her.
    pub parts: Vec<SealedPartId>,
    /// Who gave her contacts.
    pub contacts_from: Option<GivenBy>,
    /// Her.
    pub person: Option<PersonId>,
    /// The service.
    pub provider: Option<OrganisationId>,
    /// The service as the old record named it, until the case went to another.
    pub provider_recorded: Option<Option<Box<str>>>,
    /// Where.
    pub area: Option<Area>,
    /// Her worker.
    pub worker: Option<WorkerId>,
    /// The case that this one went into.
    pub merged_into: Option<SupportCaseId>,
    /// Cases of hers that went into this one.
    pub took_in: Vec<SupportCaseId>,
    /// His cases, and what the service knows and has decided of each.
    pub his: Vec<His>,
    /// The row of an earlier spreadsheet.
    pub before: Option<Box<Before>>,

    /// Attempts to reach her.
    pub attempts: Vec<Attempt>,
    /// Ways verified as safe.
    pub safe_ways: Vec<Way>,
    /// Contacts with her.
    pub contacts: Vec<Contact>,
    /// When she was first reached.
    pub reached: Option<Timestamp>,
    /// Who she is.
    pub profile: Profile,
    /// Her assessments.
    pub assessments: Vec<Assessment>,
    /// When she declined support, unless she consented to it since.
    pub declined: Option<Timestamp>,
    /// When support started.
    pub started: Option<Timestamp>,
    /// The safety plans; the last is in force.
    pub safety_plans: Vec<SafetyPlan>,
    /// What is to be done, and whether it is.
    pub actions: Vec<(Action, bool)>,
    /// Meetings of other agencies.
    pub meetings: Vec<Attended>,
    /// Notes.
    pub notes: Vec<NarrativeId>,
    /// Outcome measures.
    pub measures: Vec<Measure>,
    /// Outcome measures that were not taken.
    pub missed_measures: Vec<MissedMeasure>,
    /// What she says that support has done.
    pub benefits: Benefits,

    /// Her consent to be contacted.
    pub consent_to_contact: Option<Held>,
    /// Her consent to support.
    pub consent_to_support: Option<Held>,

    /// Assessments of risk.
    pub risks: Vec<RiskAssessment>,
    /// Incidents.
    pub incidents: Vec<Incident>,
    /// Whether an incident waits for its review.
    pub escalation_review_due: Option<Timestamp>,
    /// Reviews of escalation.
    pub escalation_reviews: Vec<EscalationReview>,
    /// On what grounds her case belongs at the MARAC, since the last referral there.
    pub marac: Vec<MaracGround>,
    /// Since when it does.
    pub marac_since: Option<Timestamp>,
    /// Referrals to the MARAC.
    pub marac_referrals: Vec<Date>,

    /// The service's parts, by the numbers of the events that wrote them.
    pub reviews: Vec<Written>,
    /// What the programme told, by the numbers of the events that told it.
    pub told: Vec<Message>,

    /// That the case is closed.
    pub closed: Option<Closing>,
    /// That she died, and when that is known.
    pub died: Option<Option<Date>>,
    /// Whether nothing of it may be erased.
    pub legal_hold: bool,
}

/// How a case was closed. An old record may lack either.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closing {
    /// The day.
    pub on: Option<Date>,
    /// Why.
    pub reason: Option<ClosureReason>,
}

/// An entry of the journal, as it was made and as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// As it was made.
    pub made: Event,
    /// The number of the last correction of it, and what stands instead; `None` inside: nothing.
    pub corrected: Option<(Number, Option<What>)>,
}

/// One case of his, as the service knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct His {
    /// Which.
    pub case: CaseId,
    /// His risk, as the programme has it.
    pub risk: Option<Risk>,
    /// What was decided of him, and when that was told.
    pub suitable: Option<(bool, Timestamp)>,
    /// The day of the first session that he came to; again after a return.
    pub started: Option<Date>,
    /// The day of his end, and how; none after a return.
    pub ended: Option<(Date, Ending)>,
    /// When his last end was told: consent and clearance from before do not count.
    pub fresh_from: Option<Timestamp>,
    /// The latest day of the discussion that was called.
    pub discussion_by: Option<Date>,
    /// When the service said that it is ready for it.
    pub ready: Option<Timestamp>,
    /// Her consent to his starting.
    pub consent: Option<Held>,
    /// The clearance in force: none is *not yet*.
    pub cleared: Option<Ground>,
    /// A joint review that is due outside its month, and since when.
    pub review_due: Option<(ReviewCause, Timestamp)>,
}

/// A consent that is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// In what form; none: she does not consent.
    pub form: Form,
    /// When it was given, or taken back.
    pub when: Timestamp,
    /// Who took it.
    pub taken_by: WorkerId,
    /// Whether it was taken back.
    pub withdrawn: bool,
}

/// A part that the service wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Its number.
    pub number: Number,
    /// The part.
    pub part: Part,
    /// What became of it.
    pub sharing: Sharing,
}

/// What became of a part.
#[derive(Clone, Debug, PartialEq)]
pub enum Sharing {
    /// Nobody has decided.
    Undecided,
    /// Released, as a frozen copy.
    Released(Release),
    /// Not shared, by decision.
    Withheld,
    /// Released once; withdrawn for the future, not the past.
    Withdrawn(Release),
}

/// Something that the programme told.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its number.
    pub number: Number,
    /// When it came.
    pub at: Timestamp,
    /// What was done about it.
    pub acted: Vec<ActedUpon>,
}

/// Whom Waymark tells. Her, never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// Her worker.
    Worker(WorkerId),
    /// The duty manager of the service, where she has no worker.
    DutyManager,
}

impl Held {
    /// The form that counts: none once it was taken back.
    pub fn in_force(&self) -> Form {
        if self.withdrawn { Form::None } else { self.form }
    }
}

impl His {
    pub(crate) fn new(case: CaseId) -> Self {
        Self {
            case,
            risk: None,
            suitable: None,
            started: None,
            ended: None,
            fresh_from: None,
            discussion_by: None,
            ready: None,
            consent: None,
            cleared: None,
            review_due: None,
        }
    }
    /// Whether he is on the programme.
    pub fn on_programme(&self) -> bool {
        self.started.is_some() && self.ended.is_none()
    }
    /// Her consent to his starting, as far as it counts: what was given before his last end
    /// does not.
    pub fn consent_in_force(&self) -> Form {
        match (self.consent, self.fresh_from) {
            (Some(held), Some(from)) if held.when < from => Form::None,
            (Some(held), _) => held.in_force(),
            (None, _) => Form::None,
        }
    }
}

impl Case {
    /// The version of the stream: how many events the case has come to.
    pub fn version(&self) -> Number {
        self.entries.len() as Number
    }
    /// Every entry, as it was made and as it stands; the first is number 1.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
    /// The entry of a number, as it was made and as it stands.
    pub fn entry(&self, number: Number) -> Option<&Entry> {
        self.entries.get(usize::try_from(number.checked_sub(1)?).ok()?)
    }
    /// Steps that a correction made impossible and that no person has looked at since.
    pub fn flagged(&self) -> impl Iterator<Item = Number> {
        self.flagged.iter().copied().filter(|number| !self.resolved.contains(number))
    }
    /// One case of his, where it is linked.
    pub fn his(&self, case: CaseId) -> Option<&His> {
        self.his.iter().find(|his| his.case == case)
    }
    /// Whether no woman is named in it: the service takes part in what the programme discusses.
    pub fn is_of_nobody(&self) -> bool {
        self.person.is_none() && self.parts.is_empty() && self.before.is_none()
    }
    /// Where the case stands.
    pub fn step(&self) -> Step {
        let before = self.before.as_deref();
        if self.opened.is_none() {
            Step::NotOpened
        } else if self.merged_into.is_some() {
            Step::Merged
        } else if self.closed.is_some() {
            Step::Closed
        } else if self.started.is_some() || before.is_some_and(|row| row.started_on.is_some()) {
            Step::Supported
        } else if self.declined.is_some() {
            Step::Declined
        } else if self.is_assessed() {
            Step::Assessed
        } else if self.is_reached() {
            Step::Contacted
        } else {
            Step::Referred
        }
    }
    /// Whether she was ever reached.
    pub fn is_reached(&self) -> bool {
        self.reached.is_some()
            || self.before.as_deref().is_some_and(|row| row.first_contact_on.is_some())
    }
    /// Whether she was assessed.
    pub fn is_assessed(&self) -> bool {
        !self.assessments.is_empty()
            || self.before.as_deref().is_some_and(|row| row.assessed_on.is_some())
    }
    /// Whether support has started and the case is open.
    pub fn is_supported(&self) -> bool {
        self.step() == Step::Supported
    }
    /// Whether this way of reaching her counts as safe: verified, or given by the referrer and
    /// not found unsafe since.
    pub fn is_safe(&self, way: Way) -> bool {
        if self.safe_ways.contains(&way) || way == Way::ThroughProfessional {
            return true;
        }
        let found_unsafe =
            self.attempts.iter().any(|attempt| attempt.how == way && attempt.safe == Answer::No);
        self.contacts_from != Some(GivenBy::Him) && !found_unsafe
    }
    /// Who is told what the programme tells: her worker, or the duty manager where she has none.
    pub fn recipient(&self) -> Recipient {
        self.worker.map_or(Recipient::DutyManager, Recipient::Worker)
    }
    /// Whether the clearance for a case of his stands: *yes*, or *not yet*.
    pub fn is_cleared(&self, his: CaseId) -> bool {
        self.his(his).is_some_and(|his| his.cleared.is_some())
    }
    /// What the programme told and nobody has acted upon, oldest first.
    pub fn not_acted_upon(&self) -> impl Iterator<Item = &Message> {
        self.told.iter().filter(|message| message.acted.is_empty())
    }
}
