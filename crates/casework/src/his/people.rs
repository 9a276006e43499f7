//! Who he is, and changing it.

use access::act;
use pathway::Reference;
use programme::Command;
use store::audit::Outcome;
use store::keys::{Details, Side, Subject};

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};
use crate::streams;

impl Acting<'_> {
    /// Changes his details. What they were is not kept; that they were changed, when and by whom,
    /// is. He is found by the new ones from now on.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn change_his_details(
        &self,
        reference: Reference,
        sent: Sent,
        details: &Details,
    ) -> Result<Done, Fault> {
        let (permitted, listed) = self.leave(act::ChangeCasePeople, reference).await?;
        let (mut standing, _) =
            self.standing::<programme::Case, _>(&permitted, listed.envelope).await?;
        if let Some(done) = self.done_before(sent, reference).await? {
            return Ok(done);
        }
        if standing.on != sent.version {
            return Err(Fault::Stale);
        }
        let him = standing.state.standing().him;
        let him = him.ok_or(Fault::Refused("Nothing is known of who he is in this case"))?;
        let sealed = self.store().seal_person_again(&permitted, him, details).await?;
        let sealed = sealed.ok_or(Fault::Refused("His details are not open to you"))?;
        let command = Command::ChangeDetails(him);
        let decided = programme::decide(&standing.state, command, &self.his_context())?;
        let _nothing_crosses = standing.take(streams::events(decided), programme::crossing);
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        standing.append(&mut change, &permitted);
        change.text(&permitted, Subject::Person(him), &sealed, &[]);
        let tokens = self.store().tokens(&permitted, Side::Programme, details).await?;
        change.index_again(&permitted, Side::Programme, him, &tokens);
        change
            .audit(self.entry::<act::ChangeCasePeople>(Some(permitted.record()), Outcome::Allowed));
        self.commit(change, reference).await
    }
}
