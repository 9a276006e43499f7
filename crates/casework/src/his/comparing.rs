//! What a person says of two cases: whether they are of one man. It stands in both, so that whoever
//! looks at either finds it.

use access::act;
use pathway::codes::Answer;
use pathway::{CaseId, PersonId, Reference};
use programme::{Command, SaidAgain};
use store::audit::Outcome;
use store::keys::Side;

use super::change::is_as_drawn;
use super::known::of_one_programme;
use crate::fault::Fault;
use crate::office::{Acting, Busy, Done, MOST_TRIES, Sent};
use crate::streams::{self, Standing};
use crate::texts::Texts;

/// What is said.
enum Says {
    /// For the first time.
    First(Answer),
    /// Otherwise than before, or nothing any more, with the reason.
    Again(Option<Answer>, String),
}

impl Says {
    /// The same as a command to the case from which it is said. Where the two are of one man, the
    /// person that the other case names is his.
    fn command(
        &self,
        case: CaseId,
        person: Option<PersonId>,
        texts: &mut Texts,
    ) -> Result<Command, Fault> {
        Ok(match self {
            Self::First(same) => Command::Compare { case, same: *same, person },
            Self::Again(same, why) => {
                let says = !why.trim().is_empty();
                let why = says.then(|| texts.keep(why.clone())).flatten();
                let why = why.ok_or(Fault::Refused("Say why the answer is another"))?;
                Command::CompareAgain(SaidAgain { case, same: *same, person, why })
            }
        })
    }

    /// The same as a command to the other case; none where it stands there so. Whose that case is
    /// follows from neither: it was there first.
    fn there(
        &self,
        other: &programme::Case,
        case: CaseId,
        texts: &mut Texts,
    ) -> Result<Option<Command>, Fault> {
        let stands = other.standing().compared.get(&case).copied();
        let (same, again) = match self {
            Self::First(same) => (Some(*same), false),
            Self::Again(same, _) => (*same, true),
        };
        Ok(match (stands, same) {
            (None, None) => None,
            (None, Some(same)) => Some(Self::First(same).command(case, None, texts)?),
            (Some(_), _) if !again || stands == same => None,
            (Some(_), _) => Some(self.command(case, None, texts)?),
        })
    }
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Says whether another case is of the same man. Where it is, both are of one individual.
    pub async fn compare(
        &self,
        reference: Reference,
        sent: Sent,
        other: Reference,
        same: Answer,
    ) -> Result<Done, Fault> {
        self.say(reference, sent, other, &Says::First(same)).await
    }

    /// Says anew whether another case is of the same man, or takes back what was said; the entry
    /// names the one that it corrects.
    pub async fn compare_again(
        &self,
        reference: Reference,
        sent: Sent,
        other: Reference,
        same: Option<Answer>,
        why: String,
    ) -> Result<Done, Fault> {
        self.say(reference, sent, other, &Says::Again(same, why)).await
    }

    /// Again while others write to the other case: only the one that the form was drawn from has to
    /// be as it was then.
    async fn say(
        &self,
        reference: Reference,
        sent: Sent,
        other: Reference,
        says: &Says,
    ) -> Result<Done, Fault> {
        for _ in 0..MOST_TRIES {
            if let Some(done) = self.said(reference, sent, other, says).await? {
                return Ok(done);
            }
        }
        Err(Fault::unavailable(Busy))
    }

    async fn said(
        &self,
        reference: Reference,
        sent: Sent,
        other: Reference,
        says: &Says,
    ) -> Result<Option<Done>, Fault> {
        let (permitted, listed) = self.leave(act::ResolveDuplicate, reference).await?;
        let (leave_other, listed_other) = self.leave(act::ResolveDuplicate, other).await?;
        of_one_programme(&listed, &listed_other)?;
        if let Some(there) = self.worker.within(listed.envelope.programme) {
            let there = self.office.acting(&there);
            return Box::pin(there.said(reference, sent, other, says)).await;
        }
        if permitted.record() == leave_other.record() {
            return Err(Fault::Refused("A case is held against others, and not against itself"));
        }
        let (mut own, happened) =
            self.standing::<programme::Case, _>(&permitted, listed.envelope).await?;
        let (mut others, _) =
            self.standing::<programme::Case, _>(&leave_other, listed_other.envelope).await?;
        let (mut texts, mut other_texts) = (self.texts(), self.texts());
        let (case, case_other) = (CaseId::of(own.envelope.id), CaseId::of(others.envelope.id));
        let person = others.state.standing().individual();
        let command = says.command(case_other, person, &mut texts)?;
        let decided = match programme::decide(&own.state, command, &self.his_context()) {
            Ok(decided) => streams::events(decided),
            Err(refusal) => {
                if let Some(done) = self.done_before(sent, reference).await? {
                    return Ok(Some(done));
                }
                let record = Some(permitted.record());
                self.note::<act::ResolveDuplicate>(record, Outcome::Refused).await?;
                return Err(refusal.into());
            }
        };
        if decided.is_empty() {
            let record = Some(permitted.record());
            self.note::<act::ResolveDuplicate>(record, Outcome::Allowed).await?;
            return Ok(Some(Done { reference, already: true }));
        }
        if !is_as_drawn(&happened, sent.version) {
            return self.done_before(sent, reference).await?.ok_or(Fault::Stale).map(Some);
        }
        let crossed = own.take(decided, programme::crossing);
        let mut crossed_there = Vec::new();
        if let Some(command) = says.there(&others.state, case, &mut other_texts)? {
            let decided = programme::decide(&others.state, command, &self.his_context())?;
            crossed_there = others.take(streams::events(decided), programme::crossing);
        }
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        own.append(&mut change, &permitted);
        others.append(&mut change, &leave_other);
        self.seal(&mut change, &permitted, texts, self.holder_of(&own)).await?;
        self.seal(&mut change, &leave_other, other_texts, self.holder_of(&others)).await?;
        for record in [permitted.record(), leave_other.record()] {
            change.audit(self.entry::<act::ResolveDuplicate>(Some(record), Outcome::Allowed));
        }
        self.cross(&mut change, &own, crossed).await?;
        self.cross(&mut change, &others, crossed_there).await?;
        self.commit_to(&[own.envelope.id], change, reference).await
    }

    /// Who reads the texts of a case: the provider that has it.
    fn holder_of(&self, case: &Standing<programme::Case>) -> (pathway::OrganisationId, Side) {
        let provider = case.state.standing().organisation;
        (provider.unwrap_or_else(|| self.worker.actor.organisation()), Side::Programme)
    }
}
