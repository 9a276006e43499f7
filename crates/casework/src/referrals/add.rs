//! What whoever refers adds later, asks, or takes back.

use access::{Kind, act};
use pathway::codes::{Answer, Plan, RiskLevel};
use pathway::crossing::ToProgramme;
use pathway::{CaseId, MessageId, NarrativeId, Reference, SealedPartId, london_day};
use programme::{Command, Step, Supplement};
use store::audit::Outcome;
use store::keys::{Narrative, Side, Subject};
use store::{Change, Message};

use super::progress;
use super::refer::Her;
use super::seal::About;
use crate::crossing::unworded;
use crate::fault::Fault;
use crate::messages::{self, MessageKind};
use crate::office::{Acting, Busy, Done, MOST_TRIES, Sent};
use crate::streams;

/// What is known now of the programme's part.
#[derive(Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the questions of the form")]
pub struct Added {
    pub risk: Option<RiskLevel>,
    pub plan: Option<Plan>,
    pub age: Option<u8>,
    pub with_a_woman: Option<Answer>,
    pub father: Option<Answer>,
    pub takes_responsibility: Option<Answer>,
    pub open_and_honest: Option<Answer>,
    pub willing_to_change: Option<Answer>,
    pub strangulation: Option<Answer>,
    pub judged_safe: Option<Answer>,
    /// The rest, in words.
    pub note: Option<String>,
}

/// A log that meets one shows nothing of what was typed.
impl std::fmt::Debug for Added {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Added(…)")
    }
}

impl Added {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same over what the referral said.
    fn over(self, case: &programme::Case, note: Option<NarrativeId>) -> Supplement {
        let facts = case.standing().referral.as_ref().map(|referral| referral.screening.clone());
        let screening = facts.map(|mut facts| {
            facts.age = self.age.or(facts.age);
            for (known, now) in [
                (&mut facts.with_a_woman, self.with_a_woman),
                (&mut facts.father, self.father),
                (&mut facts.takes_responsibility, self.takes_responsibility),
                (&mut facts.open_and_honest, self.open_and_honest),
                (&mut facts.willing_to_change, self.willing_to_change),
                (&mut facts.strangulation, self.strangulation),
                (&mut facts.judged_safe, self.judged_safe),
            ] {
                *known = now.or(*known);
            }
            facts
        });
        Supplement { screening, plan: self.plan, risk: self.risk, note }
    }
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Adds to the programme's part of a referral. What is written is for the programme.
    pub async fn add_to_referral(
        &self,
        reference: Reference,
        sent: Sent,
        added: Added,
    ) -> Result<Done, Fault> {
        if added.is_empty() {
            return Err(Fault::Refused(
                "Answer at least one question, or write what is to be added",
            ));
        }
        self.on_his(act::AddToReferral, reference, sent, |case, texts| {
            let note = texts.keep_some(added.note.clone());
            Ok(Command::Supplement(Box::new(added.over(case, note))))
        })
        .await
    }

    /// Takes a referral back.
    pub async fn withdraw_referral(
        &self,
        reference: Reference,
        sent: Sent,
        why: Option<String>,
    ) -> Result<Done, Fault> {
        self.on_his(act::WithdrawReferral, reference, sent, |_, texts| {
            Ok(Command::WithdrawReferral { why: texts.keep_some(why) })
        })
        .await
    }

    /// Asks the programme how it goes: whoever has the case is told, or the provider.
    pub async fn ask_for_update(&self, reference: Reference, sent: Sent) -> Result<Done, Fault> {
        let (permitted, listed) = self.leave(act::AskForUpdate, reference).await?;
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        let provider = listed
            .facts
            .organisation
            .ok_or(Fault::Refused("Nobody has this case yet: ask whoever runs Waymark"))?;
        change.message(&Message {
            id: MessageId::of(self.office.id()),
            organisation: provider,
            worker: listed.facts.assigned,
            audience: Kind::CaseMessage,
            area: listed.facts.area,
            record: listed.envelope.id,
            reference,
            kind: messages::code(MessageKind::UpdateAsked),
            body: String::new(),
        });
        change.audit(self.entry::<act::AskForUpdate>(Some(permitted.record()), Outcome::Allowed));
        self.commit(change, reference).await
    }

    /// Names a further woman: a sealed part of her own.
    pub async fn name_woman(
        &self,
        reference: Reference,
        sent: Sent,
        her: &Her,
    ) -> Result<Done, Fault> {
        let (permitted, listed) = self.leave(act::AddToReferral, reference).await?;
        if let Some(there) = self.worker.within(listed.envelope.programme) {
            return Box::pin(self.office.acting(&there).name_woman(reference, sent, her)).await;
        }
        if let Some(done) = self.done_before(sent, reference).await? {
            return Ok(done);
        }
        let area = listed.facts.area.clone().ok_or(NO_AREA)?;
        let (mut standing, _) =
            self.standing::<programme::Case, _>(&permitted, listed.envelope).await?;
        if progress::version(&standing.state) != sent.version {
            return Err(Fault::Stale);
        }
        let him = match standing.state.standing().him {
            Some(him) => self.store().people(&permitted, &[him]).await?.remove(&him),
            None => None,
        };
        let name = |name: Option<&store::keys::Name>| {
            name.map(|name| name.reveal(&permitted).to_owned()).unwrap_or_default()
        };
        let given = name(him.as_ref().and_then(|him| him.given.as_ref()));
        let family = name(him.as_ref().and_then(|him| him.family.as_ref()));
        let born = him.as_ref().and_then(|him| him.date_of_birth);
        let referral = standing.state.standing().referral.as_ref();
        let about = About {
            given: &given,
            family: &family,
            date_of_birth: born.map(|born| born.reveal(&permitted)),
            source: referral.and_then(|referral| referral.screening.source),
        };
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        let part = self.seal_her(&mut change, &area, &about, her).await?;
        let command = Command::AddSealedPart(part);
        let decided = programme::decide(&standing.state, command, &self.his_context())?;
        let crossed = standing.take(streams::events(decided), programme::crossing);
        debug_assert!(crossed.is_empty(), "nothing crosses before she is referred");
        standing.append(&mut change, &permitted);
        for message in messages::of_his(self, &standing) {
            change.message(&message);
        }
        change.audit(self.entry::<act::AddToReferral>(Some(permitted.record()), Outcome::Allowed));
        self.commit(change, reference).await
    }

    /// Adds to what was said of a woman, by her place among those who are named, from 0. Before
    /// she is referred it is sealed with the rest; after that it goes to her worker the same
    /// minute. Whoever refers is answered alike, and never reads it back.
    pub async fn add_to_sealed(
        &self,
        reference: Reference,
        sent: Sent,
        which: usize,
        words: &str,
    ) -> Result<Done, Fault> {
        let (permitted, listed) = self.leave(act::AddToReferral, reference).await?;
        if let Some(there) = self.worker.within(listed.envelope.programme) {
            let acting = self.office.acting(&there);
            return Box::pin(acting.add_to_sealed(reference, sent, which, words)).await;
        }
        let area = listed.facts.area.clone().ok_or(NO_AREA)?;
        let his = CaseId::of(listed.envelope.id);
        let (standing, _) =
            self.standing::<programme::Case, _>(&permitted, listed.envelope).await?;
        let named = named(&standing.state);
        let part = *named.get(which).ok_or(Fault::Refused("Choose the woman"))?;
        let day = london_day(self.office.now()).strftime("%-d %B %Y");
        let text = Narrative::new(format!("Added by whoever referred, {day}:\n{words}"));
        let mut tries = 0;
        loop {
            let mut change = self.change(sent);
            change.outcome(reference.to_string());
            if !self.tell_her_worker(&mut change, his, part, &text).await? {
                self.seal_more(&mut change, &area, part, &text).await?;
            }
            change.audit(self.entry::<act::WriteSealedPart>(Some(part.uuid()), Outcome::Allowed));
            match self.commit(change, reference).await {
                // Work on her case meanwhile is nothing that whoever refers may notice.
                Err(Fault::Stale) if tries < MOST_TRIES => tries += 1,
                Err(Fault::Stale) => return Err(Fault::unavailable(Busy)),
                other => return other,
            }
        }
    }

    /// Writes what is added into the support case that the part was given to. `false` where it
    /// was given to none that is open to it.
    async fn tell_her_worker(
        &self,
        change: &mut Change,
        his: CaseId,
        part: SealedPartId,
        text: &Narrative,
    ) -> Result<bool, Fault> {
        let Some((facts, mut standing)) = self.given_to(his, part).await? else {
            return Ok(false);
        };
        let Some(provider) = standing.state.provider else { return Ok(false) };
        let permitted = access::decide(&self.crossing(), act::CrossToSupport, &facts)?;
        let id = NarrativeId::of(self.office.id());
        let holder = (provider, Side::Support);
        let (sealed, wraps) = self.store().seal_narrative(&permitted, id, text, &[holder]).await?;
        change.text(&permitted, Subject::Narrative(id), &sealed, &wraps);
        let command = support::Command::WriteNote(id);
        let decided = support::decide(&standing.state, command, &self.hers_context());
        standing.take(unworded(decided)?, |_, _| None::<ToProgramme>);
        standing.append(change, &permitted);
        change.message(&messages::more_of_her(self, &standing));
        Ok(true)
    }
}

/// The women in the order in which they were named.
fn named(case: &programme::Case) -> Vec<SealedPartId> {
    let mut named = Vec::new();
    for (_, _, step) in case.as_corrected() {
        match step {
            Step::Received(referral) => named.extend(&referral.sealed),
            Step::SealedPartAdded { part } => named.push(*part),
            _ => {}
        }
    }
    named
}

const NO_AREA: Fault = Fault::Refused("The case has no area yet: ask whoever has it");
