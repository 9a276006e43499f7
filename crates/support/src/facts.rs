//! What is recorded in one go: the contents of commands and of the events that they become.
//! Free text is a [`NarrativeId`], a person a [`PersonId`]. A moment in here is when the thing
//! happened; when it was recorded is the event's.

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::crossing::{Ending, Risk, Signal};
use pathway::{Area, CaseId, NarrativeId, OrganisationId, PersonId, SealedPartId, WorkerId};

use crate::codes::*;

/// The number of an event in its stream, from 1.
pub type Number = u64;

/// She was referred by the programme.
#[derive(Clone, Debug, PartialEq)]
pub struct Referral {
    /// What the referral says of her, sealed until now.
    pub part: SealedPartId,
    /// His case: the link, by id only.
    pub his: CaseId,
    /// The service that she is given to.
    pub provider: OrganisationId,
    /// Where she is supported.
    pub area: Area,
    /// His risk as the programme has it.
    pub his_risk: Option<Risk>,
    /// Who gave her contacts: those from him count as unsafe until verified.
    pub contacts: GivenBy,
}

/// The service opened a case by itself: for a woman who came by another way, or so as to take
/// part in a discussion where no woman was named.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// His case, where there is one.
    pub his: Option<CaseId>,
    /// Her, where she is known.
    pub person: Option<PersonId>,
    /// The service.
    pub provider: OrganisationId,
    /// Where.
    pub area: Area,
}

/// Where a case goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Transfer {
    /// To another worker of the same service.
    Worker(WorkerId),
    /// To another area of the same service, and its worker where one is known.
    Area(Area, Option<WorkerId>),
    /// To another service.
    Provider(OrganisationId, Area),
}

/// An attempt to reach her.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// When it was made.
    pub when: Timestamp,
    /// How.
    pub how: Way,
    /// What became of it.
    pub result: AttemptResult,
    /// Whether this way was safe.
    pub safe: Answer,
}

/// A contact with her.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// When it began.
    pub when: Timestamp,
    /// Of what kind.
    pub kind: ContactKind,
    /// What is to be kept of it.
    pub note: Option<NarrativeId>,
}

/// Who she is, as far as the minimum data set asks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Profile {
    /// How many children she has.
    pub children: Option<u8>,
    /// Whole years, when she was referred.
    pub age_at_referral: Option<u8>,
    /// Her ethnicity.
    pub ethnicity: Option<Ethnicity>,
    /// Her religion.
    pub religion: Option<Religion>,
}

/// Her assessment by the service.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// When.
    pub when: Timestamp,
    /// What she needs.
    pub needs: Vec<Need>,
    /// What stands in the household.
    pub household: Household,
    /// What was found.
    pub findings: Option<NarrativeId>,
}

/// The three that together are the 'toxic trio', as her side knows them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Household {
    /// Domestic abuse.
    pub domestic_abuse: Answer,
    /// Mental ill health.
    pub mental_ill_health: Answer,
    /// Substance misuse.
    pub substance_misuse: Answer,
}

/// An assessment of risk: score, band and judgement each kept apart.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskAssessment {
    /// When.
    pub when: Timestamp,
    /// The instrument, by its code, such as `dash`.
    pub instrument: Box<str>,
    /// Its version.
    pub version: Box<str>,
    /// What it came to.
    pub score: Option<u16>,
    /// The band that the instrument puts the score in.
    pub band: Option<Risk>,
    /// What the worker judges.
    pub judgement: Option<Judgement>,
}

/// A professional judgement beside a score.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The risk, as judged.
    pub risk: Risk,
    /// Whether it belongs at the MARAC. It may raise; a score that puts it there stands.
    pub marac: bool,
    /// Why.
    pub why: NarrativeId,
}

/// A consent as it was given, or not given (`form` none).
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    /// To what.
    pub to: ConsentTo,
    /// To which case of his; for his starting alone.
    pub his: Option<CaseId>,
    /// In what form.
    pub form: Form,
    /// When.
    pub when: Timestamp,
    /// Who took it.
    pub taken_by: WorkerId,
}

/// A consent that was taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct Withdrawal {
    /// To what.
    pub to: ConsentTo,
    /// To which case of his; for his starting alone.
    pub his: Option<CaseId>,
    /// When.
    pub when: Timestamp,
    /// Who heard it.
    pub taken_by: WorkerId,
}

/// On what a clearance rests.
#[derive(Clone, Debug, PartialEq)]
pub enum Ground {
    /// Her consent to his starting.
    HerConsent,
    /// A reasoned decision of the service's manager, where she could not be asked.
    Manager {
        /// Why she could not be asked.
        because: NotAsked,
        /// The manager.
        decided_by: WorkerId,
        /// The reasons.
        why: NarrativeId,
    },
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// What, in words; it stands for the action ever after.
    pub what: NarrativeId,
    /// Who does it.
    pub owner: WorkerId,
    /// By when.
    pub due: Date,
}

/// A safety plan, in its newest wording.
#[derive(Clone, Debug, PartialEq)]
pub struct SafetyPlan {
    /// The plan.
    pub plan: NarrativeId,
    /// When it was agreed with her.
    pub when: Timestamp,
    /// When it is to be looked at again.
    pub review_on: Option<Date>,
}

/// A meeting of other agencies.
#[derive(Clone, Debug, PartialEq)]
pub struct Attended {
    /// The day.
    pub on: Date,
    /// Of what kind.
    pub meeting: Meeting,
    /// What is to be kept of it.
    pub note: Option<NarrativeId>,
}

/// An outcome measure, by reference: its answers are kept with the instrument's.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// At which point.
    pub point: Point,
    /// Whose account.
    pub informant: Informant,
    /// The instrument, by its code.
    pub instrument: Box<str>,
    /// Its version.
    pub version: Box<str>,
    /// The day.
    pub on: Date,
    /// Where its answers are.
    pub answers: NarrativeId,
}

/// An outcome measure that was not taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MissedMeasure {
    /// At which point.
    pub point: Point,
    /// Whose account.
    pub informant: Informant,
    /// Why.
    pub why: Missed,
    /// The day when it was given up.
    pub on: Date,
}

/// What she says that support has done: the benefits of 5.4. -1, 0, 1 but for satisfaction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Benefits {
    /// 1 very dissatisfied to 5 very satisfied.
    pub satisfaction: Option<u8>,
    /// Health and wellbeing.
    pub health: Option<Change>,
    /// Everyday life.
    pub everyday_life: Option<Change>,
    /// Safety.
    pub safety: Option<Change>,
    /// Informed and empowered.
    pub informed: Option<Change>,
    /// Confidence to report.
    pub confidence_to_report: Option<Change>,
}

/// An incident as the service knows it. It never raises a flag of his side.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// The day.
    pub on: Date,
    /// Who told of it.
    pub source: IncidentSource,
    /// Of what kind.
    pub kind: IncidentKind,
    /// 1 to 4.
    pub severity: u8,
    /// Whether children were there.
    pub children_present: Answer,
    /// Whether the police were called.
    pub police_called: Answer,
    /// Whether he was arrested.
    pub arrested: Answer,
    /// Whether he was charged.
    pub charged: Answer,
    /// What was done.
    pub done: Option<NarrativeId>,
}

/// A review of escalation, as an incident opens it. A person's decision.
#[derive(Clone, Debug, PartialEq)]
pub struct EscalationReview {
    /// When.
    pub when: Timestamp,
    /// The risk now.
    pub risk: Risk,
    /// Whether it goes to the MARAC by judgement; what the thresholds put there stands.
    pub marac: bool,
    /// The reasons.
    pub why: NarrativeId,
}

/// The service's own part of a discussion, a review or a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is for.
    pub of: PartFor,
    /// Of which case of his.
    pub his: CaseId,
    /// The day of the meeting, or of the report.
    pub on: Date,
    /// Who took part for the service.
    pub took_part: Vec<WorkerId>,
    /// What the service would share, if it shares anything.
    pub shares: Option<NarrativeId>,
    /// Her risk now.
    pub risk: Option<Risk>,
    /// What was decided, for the service's own record.
    pub decisions: Option<NarrativeId>,
    /// When the next one is.
    pub next: Option<Date>,
}

/// A deliberate share: a frozen copy, with its reason and its legal basis, each kept apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// The part, by the number of the event that wrote it.
    pub part: Number,
    /// What is given: a copy that stays as it is.
    pub copy: NarrativeId,
    /// The reason.
    pub why: NarrativeId,
    /// UK GDPR Article 6.
    pub basis: LawfulBasis,
    /// UK GDPR Article 9 or 10.
    pub condition: Condition,
    /// DPA 2018, Schedule 1.
    pub schedule: Option<Schedule>,
    /// The ground of confidentiality.
    pub confidentiality: Confidentiality,
    /// Who decided.
    pub decided_by: WorkerId,
}

/// What was done about something that the programme told. Waymark sends her nothing by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct ActedUpon {
    /// What was told, by the number of its event.
    pub told: Number,
    /// Who decided: her worker, or the duty manager where she has none.
    pub by: WorkerId,
    /// When.
    pub when: Timestamp,
    /// What was done.
    pub done: Vec<Done>,
    /// What is to be kept of it.
    pub note: Option<NarrativeId>,
}

/// Something that the programme told, and of which case of his.
#[derive(Clone, Debug, PartialEq)]
pub struct Told<T> {
    /// His case.
    pub his: CaseId,
    /// What.
    pub what: T,
}

/// He missed a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Absence {
    /// The day.
    pub on: Date,
    /// Whether he said so before.
    pub with_notice: bool,
}

/// A session gave reason to tell her worker the same day.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionSignal {
    /// The day of the session.
    pub on: Date,
    /// What kind of reason.
    pub kind: Signal,
    /// The content area.
    pub content: Box<str>,
}

/// A session that is to come.
#[derive(Clone, Debug, PartialEq)]
pub struct ComingSession {
    /// The day.
    pub on: Date,
    /// The content area.
    pub content: Box<str>,
}

/// He is no longer on the programme, or never came onto it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    /// The day.
    pub on: Date,
    /// How.
    pub how: Ending,
}
