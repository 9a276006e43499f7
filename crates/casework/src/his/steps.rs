//! Each step of his case as a method: who may take it is the policy's, what it comes to the
//! programme's.

use access::act;
use pathway::codes::ConsentForm;
use pathway::{Area, OrganisationId, Reference, WorkerId, london_day};
use programme::codes::{Content, Kept};
use programme::parts::{
    Assessment, Attempt, Attended, Consent, Decision, Discussion, Entry, Missed, Offer, Placement,
    ScreeningDecision, SessionNumber,
};
use programme::{Command, HerChoice};
use store::OrganisationKind;

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};

/// What was noted of him after a session.
#[derive(Debug, Default)]
pub struct Noted {
    /// How far he engaged.
    pub engagement: Option<programme::codes::Degree>,
    /// How much responsibility he showed.
    pub responsibility: Option<programme::codes::Degree>,
    /// A notable emotional response.
    pub notable_response: bool,
    /// What worries the facilitators.
    pub concerns: Vec<programme::codes::Concern>,
    /// In words; never leaves the programme's side.
    pub note: Option<String>,
}

/// What a person decides of a referral when it is acknowledged.
#[derive(Debug)]
pub enum Screening {
    /// As screening says.
    GoOn,
    /// Although it says otherwise: why.
    GoOnAlthough(String),
    /// Not.
    Ineligible(Option<String>),
}

/// The methods are errors alike: see [`Fault`].
impl Acting<'_> {
    /// Acknowledges a referral, and gives the case to a facilitator.
    pub async fn acknowledge(
        &self,
        reference: Reference,
        sent: Sent,
        screening: Screening,
        facilitator: WorkerId,
    ) -> Result<Done, Fault> {
        let support = self.support_provider(reference, act::Acknowledge).await?;
        let duplicates = self.resolved(reference).await?;
        self.on_his(act::Acknowledge, reference, sent, |case, texts| {
            let decision = match screening {
                Screening::GoOn => ScreeningDecision::GoOn,
                Screening::GoOnAlthough(why) => ScreeningDecision::GoOnAlthough {
                    why: texts
                        .keep(why)
                        .ok_or(Fault::Refused("Say why it goes on all the same"))?,
                },
                Screening::Ineligible(why) => {
                    ScreeningDecision::Ineligible { why: texts.keep_some(why) }
                }
            };
            let organisation = case.standing().organisation;
            Ok(Command::Acknowledge {
                decision,
                duplicates,
                organisation: organisation.unwrap_or_else(|| self.worker.actor.organisation()),
                facilitator,
                support_provider: support,
            })
        })
        .await
    }

    /// Records an attempt to reach him.
    pub async fn record_attempt(
        &self,
        reference: Reference,
        sent: Sent,
        attempt: Attempt,
        note: Option<String>,
    ) -> Result<Done, Fault> {
        self.on_his(act::RecordAttempt, reference, sent, |_, texts| {
            Ok(Command::RecordAttempt(Attempt { note: texts.keep_some(note), ..attempt }))
        })
        .await
    }

    /// Offers an assessment.
    pub async fn offer_assessment(
        &self,
        reference: Reference,
        sent: Sent,
        offer: Offer,
    ) -> Result<Done, Fault> {
        self.on_his(act::OfferAssessment, reference, sent, |_, _| {
            Ok(Command::OfferAssessment(offer))
        })
        .await
    }

    /// Records what came of an offer, which the event names by which it was made.
    pub async fn record_offer(
        &self,
        reference: Reference,
        sent: Sent,
        offer: programme::Version,
        kept: Kept,
    ) -> Result<Done, Fault> {
        self.on_his(act::OfferAssessment, reference, sent, |_, _| {
            Ok(Command::RecordOffer { offer, kept })
        })
        .await
    }

    /// Records what the assessment found.
    pub async fn record_assessment(
        &self,
        reference: Reference,
        sent: Sent,
        assessment: Assessment,
        note: Option<String>,
    ) -> Result<Done, Fault> {
        self.on_his(act::RecordAssessment, reference, sent, |_, texts| {
            let note = texts.keep_some(note);
            Ok(Command::RecordAssessment(Box::new(Assessment { note, ..assessment })))
        })
        .await
    }

    /// The assessment came to *pending*: what is sealed goes to the provider of the area.
    pub async fn find_pending(&self, reference: Reference, sent: Sent) -> Result<Done, Fault> {
        let support =
            self.support_provider(reference, act::ReferHer).await?.ok_or(NOBODY_SUPPORTS)?;
        self.on_his(act::ReferHer, reference, sent, |_, _| {
            Ok(Command::FindPending { support_provider: support })
        })
        .await
    }

    /// Refers her at any step, on risk: every woman who is named and not referred yet.
    pub async fn refer_her(&self, reference: Reference, sent: Sent) -> Result<Done, Fault> {
        let support =
            self.support_provider(reference, act::ReferHer).await?.ok_or(NOBODY_SUPPORTS)?;
        self.on_his(act::ReferHer, reference, sent, |case, _| {
            let standing = case.standing();
            let waits = standing.sealed.iter().find(|part| !standing.hers.contains_key(part));
            let part = *waits.ok_or(Fault::Refused("No woman is named who is not referred yet"))?;
            Ok(Command::ReferHer { part, provider: support })
        })
        .await
    }

    /// The assessment came to *unsuitable*. `chosen` says whether a person chose what becomes of
    /// the woman's referral; `her_not`, why she is not referred.
    pub async fn find_unsuitable(
        &self,
        reference: Reference,
        sent: Sent,
        found: programme::parts::Unsuitable,
        risks: Option<String>,
        her_not: Option<String>,
        chosen: bool,
    ) -> Result<Done, Fault> {
        let support = self.support_provider(reference, act::DecideSuitability).await?;
        self.on_his(act::DecideSuitability, reference, sent, |case, texts| {
            let her = match (her_not, support) {
                (Some(why), _) => HerChoice::Not {
                    why: texts.keep(why).ok_or(Fault::Refused("Say why she is not referred"))?,
                },
                // Refused where there is a woman to decide of.
                _ if !chosen || case.standing().sealed.is_empty() => HerChoice::NothingToDecide,
                (None, Some(provider)) => HerChoice::Refer { provider },
                (None, None) => return Err(NOBODY_SUPPORTS),
            };
            let found = programme::parts::Unsuitable { risks: texts.keep_some(risks), ..found };
            Ok(Command::FindUnsuitable { found: Box::new(found), her })
        })
        .await
    }

    /// Records the case discussion, the programme's part, and its decision.
    pub async fn discuss(
        &self,
        reference: Reference,
        sent: Sent,
        took_part: Vec<programme::codes::Party>,
        decision: Decision,
        findings: Option<String>,
        reasons: Option<String>,
    ) -> Result<Done, Fault> {
        let on = london_day(self.office.now());
        self.on_his(act::RecordDiscussion, reference, sent, |_, texts| {
            Ok(Command::Discuss(Box::new(Discussion {
                on,
                took_part,
                findings: texts.keep_some(findings),
                decision,
                reasons: texts.keep_some(reasons),
            })))
        })
        .await
    }

    /// Records his consent.
    pub async fn record_his_consent(
        &self,
        reference: Reference,
        sent: Sent,
        form: ConsentForm,
        on: jiff::civil::Date,
    ) -> Result<Done, Fault> {
        let taken_by = Some(self.worker.actor.worker());
        self.on_his(act::RecordConsent, reference, sent, |_, _| {
            Ok(Command::RecordConsent(Consent { form, on, taken_by }))
        })
        .await
    }

    /// Gives him a place.
    pub async fn place(
        &self,
        reference: Reference,
        sent: Sent,
        placement: Placement,
    ) -> Result<Done, Fault> {
        self.on_his(act::Place, reference, sent, |_, _| Ok(Command::Place(placement))).await
    }

    /// Offers a session.
    pub async fn offer_session(
        &self,
        reference: Reference,
        sent: Sent,
        on: jiff::civil::Date,
        session: Option<SessionNumber>,
    ) -> Result<Done, Fault> {
        self.on_his(act::Commence, reference, sent, |_, _| {
            Ok(Command::OfferSession { on, session })
        })
        .await
    }

    /// He came to a session, and what was noted of him.
    pub async fn record_attended(
        &self,
        reference: Reference,
        sent: Sent,
        attended: Attended,
        noted: Option<Noted>,
    ) -> Result<Done, Fault> {
        self.on_his(act::RecordAttendance, reference, sent, |_, texts| {
            let entry = noted.map(|noted| {
                Box::new(entry(texts.keep_some(noted.note.clone()), &attended, noted))
            });
            Ok(Command::RecordAttended { attended, entry })
        })
        .await
    }

    /// He did not come.
    pub async fn record_missed(
        &self,
        reference: Reference,
        sent: Sent,
        missed: Missed,
    ) -> Result<Done, Fault> {
        self.on_his(act::RecordAttendance, reference, sent, |_, _| {
            Ok(Command::RecordMissed(missed))
        })
        .await
    }

    /// Closes the case before a first session.
    pub async fn close(
        &self,
        reference: Reference,
        sent: Sent,
        reason: programme::codes::ClosureReason,
        why: Option<String>,
    ) -> Result<Done, Fault> {
        self.on_his(act::CloseBeforeStart, reference, sent, |_, texts| {
            Ok(Command::Close { reason, why: texts.keep_some(why) })
        })
        .await
    }

    /// He left early: a manager decides, or confirms.
    pub async fn confirm_ending(
        &self,
        reference: Reference,
        sent: Sent,
        on: jiff::civil::Date,
        reason: programme::codes::LeavingReason,
        why: Option<String>,
    ) -> Result<Done, Fault> {
        let manager = self.worker.actor.worker();
        self.on_his(act::ConfirmEnding, reference, sent, |_, texts| {
            Ok(Command::Leave { on, reason, manager, why: texts.keep_some(why) })
        })
        .await
    }

    /// The provider of support for the area of his case.
    async fn support_provider<A: access::Act>(
        &self,
        reference: Reference,
        act: A,
    ) -> Result<Option<OrganisationId>, Fault> {
        let (_, listed) = self.leave(act, reference).await?;
        let area: Option<Area> = listed.facts.area;
        match area {
            Some(area) => self.provider(&area, OrganisationKind::Support).await,
            None => Ok(None),
        }
    }
}

const NOBODY_SUPPORTS: Fault = Fault::Refused(
    "Nobody runs the support service in this area: ask whoever keeps accounts to say who does",
);

fn entry(note: Option<pathway::NarrativeId>, attended: &Attended, noted: Noted) -> Entry {
    let content: Content = attended.content;
    Entry {
        on: attended.on,
        session: attended.session,
        content,
        engagement: noted.engagement,
        responsibility: noted.responsibility,
        notable_response: noted.notable_response,
        concerns: noted.concerns,
        note,
    }
}
