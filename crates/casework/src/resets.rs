//! What two administrators do together for whoever lost their second factor, or whoever runs the
//! machine at once.

use access::{Permitted, act};
use jiff::{SignedDuration, Timestamp};
use pathway::{OrganisationId, WorkerId};
pub use store::Reset;
use store::audit::Outcome;
use store::{Change, Readdressed};

use crate::account_changes::AccountChange;
use crate::fault::Fault;
use crate::invitations::LED_ELSEWHERE;
use crate::mail::{FACTORS_RESET, RESET_ASKED};
use crate::office::Acting;

/// So long a second administrator may take.
pub(crate) const RESET_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// What came of one administrator's wish that somebody may set up a second factor anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Another administrator has to wish it too.
    OfAnother,
    /// Both wished it, and it is done: they set one up at their next sign-in.
    Done,
}

impl Acting<'_> {
    /// One administrator wishes that somebody may set up a second factor anew, who lost theirs. It
    /// is done once another wishes it too, within a day: then everything that they signed in with
    /// besides the password is gone, and their sessions have ended. Where mail is sent the password is
    /// gone too, and a link for another goes to them alone.
    ///
    /// Of two of whom one opened the account of the other another has to, where there is any.
    ///
    /// # Errors
    /// [`Fault::Stale`] where another than was shown is asked for by now, or none any more: nobody
    /// agrees to what they were not shown.
    pub async fn reset_factors(
        &self,
        worker: WorkerId,
        organisation: OrganisationId,
        shown: Option<Reset>,
    ) -> Result<Asked, Fault> {
        let permitted = self.leave_to_manage(worker, organisation)?;
        let (asked, readdressed) = self.may_reset(worker, &permitted).await?;
        if asked != shown {
            return Err(Fault::Stale);
        }
        let mut change = self.founding();
        // Nor is it another when it is written, or goes elsewhere.
        change.upon_reset(&permitted, shown, self.reset_since()).upon_readdressed(
            &permitted,
            &readdressed,
            self.readdressed_since(),
        );
        let (asked, what) = match shown {
            Some(reset) if reset.asked_by != permitted.worker() => {
                let what = self.without_factors(&mut change, &permitted).await?;
                (Asked::Done, what)
            }
            _ => {
                change.ask_reset(&permitted);
                self.office.news(&mut change, RESET_ASKED, worker);
                (Asked::OfAnother, AccountChange::ResetAsked)
            }
        };
        self.changed(change, &permitted, &what).await?;
        Ok(asked)
    }

    /// Whether an administrator may wish it, which one was wished within a day, and who changed the
    /// address of late.
    pub(crate) async fn may_reset(
        &self,
        worker: WorkerId,
        permitted: &Permitted<act::ManageAccounts>,
    ) -> Result<(Option<Reset>, Vec<Readdressed>), Fault> {
        self.not_oneself(worker, "Nobody asks for themselves: ask another administrator").await?;
        let readdressed = self.was_readdressed(permitted).await?;
        // One alone would have the link go to an address of their own.
        if self.led_elsewhere(permitted, permitted.worker()).await? {
            self.note::<act::ManageAccounts>(Some(worker.uuid()), Outcome::Refused).await?;
            return Err(Fault::Refused(LED_ELSEWHERE));
        }
        let asked = self.store().reset_asked(permitted, self.reset_since()).await?;
        let by = asked.map(|reset| reset.asked_by).filter(|by| *by != permitted.worker());
        if let Some(by) = by
            && self.led_elsewhere(permitted, by).await?
        {
            self.note::<act::ManageAccounts>(Some(worker.uuid()), Outcome::Refused).await?;
            return Err(Fault::Refused(
                "Whoever asked for it changed their e-mail address less than a week ago, or counts as \
                 one with whoever did: whoever runs Waymark has to do it",
            ));
        }
        if let Some(by) = by
            && self.store().reset_needs_another(permitted, by, self.readdressed_since()).await?
        {
            self.note::<act::ManageAccounts>(Some(worker.uuid()), Outcome::Refused).await?;
            return Err(Fault::Refused(
                "One of you two opened the account of the other: a third administrator has to do it",
            ));
        }
        Ok((asked, readdressed))
    }

    /// What was asked for until then has come to nothing.
    fn reset_since(&self) -> Timestamp {
        self.office.now().checked_sub(RESET_WITHIN).unwrap_or(Timestamp::MIN)
    }

    /// The same at once, by whoever runs the machine: where there is no second administrator, or
    /// all of them lost theirs.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where a person asks for it: two of them do it together.
    pub async fn take_factors_away(
        &self,
        worker: WorkerId,
        organisation: OrganisationId,
    ) -> Result<(), Fault> {
        if !self.worker.actor.is_system() {
            return Err(Fault::NotFound);
        }
        let permitted = self.leave_to_manage(worker, organisation)?;
        let mut change = self.founding();
        let what = self.without_factors(&mut change, &permitted).await?;
        self.changed(change, &permitted, &what).await
    }

    /// Whoever it is sets up a second factor anew, and is told. A password alone is no proof that it is
    /// they: by mail they get a link for another.
    async fn without_factors(
        &self,
        change: &mut Change,
        permitted: &Permitted<act::ManageAccounts>,
    ) -> Result<AccountChange, Fault> {
        change
            .drop_factors(permitted)
            .end_reset(permitted)
            .end_sessions_of(permitted, None)
            .forget_places(permitted, None)
            .outbox(self.office.id(), FACTORS_RESET, permitted.record().to_string());
        if self.office.mails() && !self.is_by_directory(permitted).await? {
            let link = self.fresh_link()?;
            change.no_password(permitted);
            self.invited(change, permitted, &link);
            return Ok(AccountChange::AllTaken);
        }
        Ok(AccountChange::FactorsTaken)
    }

    /// Whether an administrator has wished it already within a day, and another has to.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn is_reset_asked(
        &self,
        worker: WorkerId,
        organisation: OrganisationId,
    ) -> Result<Option<Reset>, Fault> {
        let permitted = self.leave_to_manage(worker, organisation)?;
        Ok(self.store().reset_asked(&permitted, self.reset_since()).await?)
    }
}
