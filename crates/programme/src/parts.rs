//! What the steps are made of.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use pathway::codes::{
    Answer, ConsentForm, Ethnicity, IncidentKind, Need, OtherService, Relationship, Religion,
    RiskLevel,
};
use pathway::crossing::Risk;
use pathway::screening::Facts;
use pathway::{
    CaseId, GroupId, NarrativeId, OrganisationId, PersonId, Reference, SealedPartId, WorkerId,
};

use crate::codes::*;

/// The programme's part of a referral. What it says of her is in sealed parts, known here by
/// their ids only.
#[derive(Clone, Debug, PartialEq)]
pub struct Referral {
    /// What people say on the telephone.
    pub reference: Reference,
    /// When it was received.
    pub received: Timestamp,
    /// Whose worker sent it; none where he referred himself or it came in on paper.
    pub referrer: Option<Referrer>,
    /// The provider of the programme that it was sent to: the one of the area.
    pub provider: OrganisationId,
    /// He.
    pub him: PersonId,
    /// What screening asks: area, source, age, plan, risk as the referrer has it, strangulation …
    pub screening: Facts,
    /// Whether the two live as a couple.
    pub relationship: Option<Relationship>,
    /// How many children.
    pub children: Option<u8>,
    /// Their ages in whole years.
    pub children_ages: Vec<u8>,
    /// His ethnicity.
    pub ethnicity: Option<Ethnicity>,
    /// His religion.
    pub religion: Option<Religion>,
    /// What he needs.
    pub needs: Vec<Need>,
    /// Whether his working hours limit when he can come.
    pub working_hours: Option<Answer>,
    /// Who else works with him.
    pub other_services: Vec<OtherService>,
    /// Orders and conditions on him.
    pub orders: Vec<Order>,
    /// His consent, as the referrer has it.
    pub consent: Option<Consent>,
    /// A sealed part for each woman who is named.
    pub sealed: Vec<SealedPartId>,
    /// The rest, in words.
    pub note: Option<NarrativeId>,
}

/// Who referred him.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Referrer {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its worker, to whom results go.
    pub worker: WorkerId,
}

/// His consent: in which form, on what day, and who took it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// None, verbal, written.
    pub form: ConsentForm,
    /// When he gave it, or took it back.
    pub on: Date,
    /// Who took it; none where he signed by himself through a link.
    pub taken_by: Option<WorkerId>,
}

/// Whether a referral goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScreeningDecision {
    /// As screening says.
    GoOn,
    /// Although screening says otherwise: why.
    GoOnAlthough {
        /// Why.
        why: NarrativeId,
    },
    /// Not: the case is closed as ineligible.
    Ineligible {
        /// Why.
        why: Option<NarrativeId>,
    },
}

/// What the look for duplicates came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// None was found.
    None,
    /// He has been referred before, and those cases are over.
    Before(Vec<CaseId>),
    /// He has a live case: the two are to be merged.
    Live(CaseId),
}

/// An attempt to reach him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub when: Timestamp,
    /// How.
    pub way: Way,
    /// What came of it.
    pub result: AttemptResult,
    /// In words.
    pub note: Option<NarrativeId>,
}

/// An appointment that was offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// When it is.
    pub when: Timestamp,
    /// In person, by telephone …
    pub mode: Mode,
    /// Where: the name of the venue.
    pub place: Option<Box<str>>,
}

/// What the assessment found of him.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// The day.
    pub on: Date,
    /// How motivated.
    pub motivation: Degree,
    /// How far he takes responsibility.
    pub responsibility: Degree,
    /// How honest.
    pub honesty: Degree,
    /// The risk level.
    pub risk: Risk,
    /// What he needs.
    pub needs: Vec<Need>,
    /// Whether taking part is judged safe where there is a history of strangulation.
    pub safe_to_take_part: Option<Answer>,
    /// The suitability tool.
    pub tool: Option<Tool>,
    /// In words.
    pub note: Option<NarrativeId>,
}

/// A versioned instrument and what it came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Tool {
    /// Its name.
    pub instrument: Box<str>,
    /// Its version.
    pub version: Box<str>,
    /// Its score, where it has one.
    pub score: Option<f64>,
}

/// *Unsuitable*, from the assessment: what else is to be weighed and advised.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsuitable {
    /// Why.
    pub reason: UnsuitableReason,
    /// What the assessment identified of risks to her and the children, in words.
    pub risks: Option<NarrativeId>,
    /// Whether DASH or MARAC is recommended.
    pub dash_or_marac: bool,
    /// Other services recommended to him, by their names in the directory.
    pub recommended: Vec<Box<str>>,
}

/// A case discussion, the programme's part.
#[derive(Clone, Debug, PartialEq)]
pub struct Discussion {
    /// The day.
    pub on: Date,
    /// Who took part; the support service always does, case or no case.
    pub took_part: Vec<Party>,
    /// What the programme found.
    pub findings: Option<NarrativeId>,
    /// The decision.
    pub decision: Decision,
    /// The reasons, of the programme's side only: all that he is ever told.
    pub reasons: Option<NarrativeId>,
}

/// What a discussion decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// Suitable.
    Suitable,
    /// Unsuitable: he is referred back.
    Unsuitable {
        /// Why, and what follows.
        found: Unsuitable,
        /// Whether the referrer is asked to escalate.
        escalate: bool,
        /// The plan from here, and where he is referred onward, in words.
        plan: Option<NarrativeId>,
    },
}

/// A session of the programme: 1 to 30.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionNumber(u8);

/// There is no session of that number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the programme has sessions 1 to 30; {0} is none of them")]
pub struct NoSession(pub u8);

impl SessionNumber {
    /// How many there are.
    pub const COUNT: u8 = 30;
    /// How many make half of them.
    pub const MIDWAY: u8 = 15;
    /// The session of a number from 1 to 30.
    ///
    /// # Errors
    /// Any other number.
    pub fn try_new(number: u8) -> Result<Self, NoSession> {
        if (1..=Self::COUNT).contains(&number) { Ok(Self(number)) } else { Err(NoSession(number)) }
    }
    /// 1 to 30.
    pub fn number(self) -> u8 {
        self.0
    }
    /// All thirty.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=Self::COUNT).map(Self)
    }
}

/// Where he has his place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// In a group.
    Group(GroupId),
    /// One-to-one.
    OneToOne,
    /// In a group and one-to-one.
    Blended(GroupId),
}

impl Placement {
    /// His group, where he has one.
    pub fn group(self) -> Option<GroupId> {
        match self {
            Self::Group(group) | Self::Blended(group) => Some(group),
            Self::OneToOne => None,
        }
    }
    /// As the data set has it.
    pub fn delivery(self) -> Delivery {
        match self {
            Self::Group(_) => Delivery::Group,
            Self::OneToOne => Delivery::OneToOne,
            Self::Blended(_) => Delivery::Blended,
        }
    }
}

/// He came to a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attended {
    /// The day.
    pub on: Date,
    /// Which session.
    pub session: SessionNumber,
    /// Its content.
    pub content: Content,
    /// What else it was about.
    pub tags: Vec<Tag>,
    /// Whether it was a heavy one.
    pub heavy: bool,
    /// With which group; none for a one-to-one.
    pub group: Option<GroupId>,
    /// Minutes after the start; none where he was in time, which is ten minutes before it.
    pub late: Option<u16>,
    /// Whether it made good a session that he had missed.
    pub catch_up: bool,
}

/// He did not come to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The day.
    pub on: Date,
    /// Which session.
    pub session: SessionNumber,
    /// Whether he said so before.
    pub with_notice: bool,
}

/// What the facilitators noted of one man after a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The day of the session.
    pub on: Date,
    /// Which session.
    pub session: SessionNumber,
    /// Its content.
    pub content: Content,
    /// How far he engaged.
    pub engagement: Option<Degree>,
    /// How much responsibility he showed.
    pub responsibility: Option<Degree>,
    /// Whether he had a notable emotional response: her worker hears the same day.
    pub notable_response: bool,
    /// What worries the facilitators: her worker hears that there is a concern, never which.
    pub concerns: Vec<Concern>,
    /// In words; never leaves the programme's side.
    pub note: Option<NarrativeId>,
}

impl Entry {
    /// Whether her worker is to hear of it.
    pub fn signals(&self) -> bool {
        self.notable_response || !self.concerns.is_empty()
    }
}

/// Who proposes that he leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proposer {
    /// The rule: two sessions missed in a row without contact.
    Rule,
    /// A facilitator.
    Facilitator(WorkerId),
}

/// A proposal that he leaves. Nobody leaves by it alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Why.
    pub reason: LeavingReason,
    /// Who proposes.
    pub by: Proposer,
    /// In words.
    pub why: Option<NarrativeId>,
}

/// He left early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// The day.
    pub on: Date,
    /// Why.
    pub reason: LeavingReason,
    /// The manager who decided or confirmed.
    pub manager: WorkerId,
    /// The facilitator who asked for it, where one did.
    pub facilitator: Option<WorkerId>,
    /// In words.
    pub why: Option<NarrativeId>,
}

/// What follows his leaving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitReview {
    /// The risks as reviewed.
    pub risks: NarrativeId,
    /// Every agency involved that was told.
    pub told: Vec<Party>,
    /// Whether final measures were tried.
    pub final_measures_tried: bool,
    /// How he can come back.
    pub plan: Option<NarrativeId>,
}

/// Another live case of the same man, united with this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The other case.
    pub case: CaseId,
    /// The sessions that were done in it.
    pub sessions: Vec<SessionNumber>,
    /// Sessions that history counts in it without saying which.
    pub counted_before: u8,
    /// The sealed parts of the women named in it, who keep their cases.
    pub sealed: Vec<SealedPartId>,
    /// Why they are one man.
    pub why: NarrativeId,
}

/// A risk assessment. Score, band and judgement are kept apart.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskAssessment {
    /// The day.
    pub on: Date,
    /// Who assessed, of which agency.
    pub by: Party,
    /// What with.
    pub instrument: Box<str>,
    /// Its version.
    pub version: Option<Box<str>>,
    /// Its score, where it has one.
    pub score: Option<u16>,
    /// The band that the instrument gives.
    pub band: Option<Risk>,
    /// The professional judgement.
    pub judgement: Option<Risk>,
    /// Whether the professional would put it to MARAC: raises, never lowers.
    pub judged_for_marac: bool,
    /// In words.
    pub note: Option<NarrativeId>,
}

impl RiskAssessment {
    /// The risk that holds after it: the higher of band and judgement.
    pub fn risk(&self) -> Option<Risk> {
        self.band.max(self.judgement)
    }
}

/// An incident that the programme heard of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// The day.
    pub occurred: Date,
    /// Where the programme heard of it.
    pub source: IncidentSource,
    /// What was done to whom, as a kind.
    pub kind: IncidentKind,
    /// 1 to 4.
    pub severity: u8,
    /// Whether children were present.
    pub children_present: Answer,
    /// Whether the police were called.
    pub police_called: Answer,
    /// Whether he was arrested.
    pub arrested: Answer,
    /// Whether he was charged.
    pub charged: Answer,
    /// Whether it was between the same two people as the last MARAC referral.
    pub same_people: Answer,
    /// What was done about it.
    pub done: Option<NarrativeId>,
}

/// The programme's part of a joint case review.
#[derive(Clone, Debug, PartialEq)]
pub struct JointReview {
    /// The day.
    pub on: Date,
    /// Who took part.
    pub took_part: Vec<Party>,
    /// What the programme shares.
    pub shares: Option<NarrativeId>,
    /// His risk now.
    pub risk: Option<Risk>,
    /// What was decided.
    pub decisions: Option<NarrativeId>,
    /// Who does what by when.
    pub actions: Vec<ReviewAction>,
    /// The next review.
    pub next: Option<Date>,
}

/// Something to be done after a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewAction {
    /// What.
    pub what: NarrativeId,
    /// Whose it is.
    pub owner: WorkerId,
    /// By when.
    pub by: Date,
}

/// When in the day a group meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeOfDay {
    /// By day.
    Day,
    /// In the evening.
    Evening,
}

/// When a group meets: weekday and time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meets {
    /// The weekday.
    pub weekday: Weekday,
    /// Day or evening.
    pub time: TimeOfDay,
}

/// The level as the data set writes it.
pub fn level(risk: Risk) -> RiskLevel {
    risk.into()
}
