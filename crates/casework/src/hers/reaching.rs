//! Reaching her: who she is, and which ways are safe.

use access::act;
use pathway::Reference;
use store::audit::Outcome;
use store::keys::{Details, Side, Subject};
use support::Command;
use support::codes::Way;
use support::facts::Profile;

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};
use crate::streams;

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Records in which ways she can be reached safely, as the service verified.
    pub async fn verify_safe_contact(
        &self,
        reference: Reference,
        sent: Sent,
        ways: Vec<Way>,
    ) -> Result<Done, Fault> {
        self.on_hers(act::ChangeSupportPeople, reference, sent, |_, _| {
            Ok(Command::VerifySafeContact(ways))
        })
        .await
    }

    /// Records who she is, as far as the data set asks.
    pub async fn record_her_profile(
        &self,
        reference: Reference,
        sent: Sent,
        profile: Profile,
    ) -> Result<Done, Fault> {
        self.on_hers(act::ChangeSupportPeople, reference, sent, |_, _| {
            Ok(Command::RecordProfile(profile))
        })
        .await
    }

    /// Changes her name and contacts. What they were is not kept; that they were changed, when and
    /// by whom, is. She is found by the new ones from now on.
    pub async fn change_her_details(
        &self,
        reference: Reference,
        sent: Sent,
        details: &Details,
    ) -> Result<Done, Fault> {
        let (permitted, listed) = self.leave(act::ChangeSupportPeople, reference).await?;
        let (mut standing, _) =
            self.standing::<support::Case, _>(&permitted, listed.envelope).await?;
        if let Some(done) = self.done_before(sent, reference).await? {
            return Ok(done);
        }
        if standing.on != sent.version {
            return Err(Fault::Stale);
        }
        let her = standing.state.person.ok_or(Fault::Refused("No woman is named in this case"))?;
        let sealed = self.store().seal_person_again(&permitted, her, details).await?;
        let sealed = sealed.ok_or(Fault::Refused("Her details are not open to you"))?;
        let command = Command::ChangeDetails(her);
        let decided = support::decide(&standing.state, command, &self.hers_context())?;
        let _nothing_crosses = standing.take(streams::hers(decided), support::crossing);
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        standing.append(&mut change, &permitted);
        change.text(&permitted, Subject::Person(her), &sealed, &[]);
        let tokens = self.store().tokens(&permitted, Side::Support, details).await?;
        change.index_again(&permitted, Side::Support, her, &tokens);
        let record = Some(permitted.record());
        change.audit(self.entry::<act::ChangeSupportPeople>(record, Outcome::Allowed));
        self.commit(change, reference).await
    }
}
