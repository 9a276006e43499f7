//! One change to her support case, from leave to commit.

use access::Act;
use pathway::Reference;
use store::audit::Outcome;
use store::keys::Side;
use support::Command;

use crate::fault::Fault;
use crate::office::{Acting, Busy, Done, MOST_TRIES, Sent};
use crate::streams;
use crate::texts::Texts;

impl Acting<'_> {
    /// Does something to her case, like [`Acting::on_his`] to his. What crosses is *cleared or
    /// not yet*, and that the service is ready to discuss: nothing else is ever computed for him.
    ///
    /// # Errors
    /// See [`Fault`].
    pub(crate) async fn on_hers<A: Act>(
        &self,
        act: A,
        reference: Reference,
        sent: Sent,
        make: impl FnOnce(&support::Case, &mut Texts) -> Result<Command, Fault>,
    ) -> Result<Done, Fault> {
        let (permitted, listed) = self.leave(act, reference).await?;
        if let Some(there) = self.worker.within(listed.envelope.programme) {
            return Box::pin(self.office.acting(&there).on_hers(act, reference, sent, make)).await;
        }
        let (mut standing, _) =
            self.standing::<support::Case, _>(&permitted, listed.envelope).await?;
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        let mut texts = self.texts();
        let command = make(&standing.state, &mut texts)?;
        let decided = match support::decide(&standing.state, command, &self.hers_context()) {
            Ok(decided) => streams::hers(decided),
            Err(refusal) => {
                if let Some(done) = self.done_before(sent, reference).await? {
                    return Ok(done);
                }
                self.note::<A>(Some(permitted.record()), Outcome::Refused).await?;
                return Err(refusal.into());
            }
        };
        if decided.is_empty() {
            self.note::<A>(Some(permitted.record()), Outcome::Allowed).await?;
            return Ok(Done { reference, already: true });
        }
        if standing.on != sent.version {
            return self.done_before(sent, reference).await?.ok_or(Fault::Stale);
        }
        let crossed = standing.take(decided, support::crossing::crosses_to);
        standing.append(&mut change, &permitted);
        let holder = (self.worker.actor.organisation(), Side::Support);
        self.seal(&mut change, &permitted, texts, holder).await?;
        change.audit(self.entry::<A>(Some(permitted.record()), Outcome::Allowed));
        for _ in 0..MOST_TRIES {
            let mut change = change.clone();
            self.cross_to_programme(&mut change, standing.envelope.id, crossed.clone()).await?;
            let own = [standing.envelope.id];
            if let Some(done) = self.commit_to(&own, change, reference).await? {
                return Ok(done);
            }
        }
        Err(Fault::unavailable(Busy))
    }
}
