//! What those who run Waymark ask of the record: that its audit is verified, its keys are
//! replaced, its read models and its index made again. Each is done by the part of Waymark that is named for it.

use std::path::Path;

use access::{Act, Actor, Facts, Permitted, System, act, decide};
use store::Rotated;
use store::audit::{Findings, HeadsFault, HeadsFile, NoHeads, Outcome};
use store::keys::MasterKey;
use uuid::Uuid;

use crate::fault::Fault;
use crate::office::{Office, Worker};

/// What a check of the audit of one server came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Which server.
    pub server: Uuid,
    /// What the chain says; none where the key of its chain is lost.
    pub findings: Option<Findings>,
    /// What is wrong with the file of heads.
    pub heads: Vec<HeadsFault>,
}

/// Why the audit could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum NotVerified {
    /// The file of heads.
    #[error(transparent)]
    Heads(#[from] NoHeads),
    /// The record.
    #[error(transparent)]
    Record(#[from] Fault),
}

impl Verified {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        let broken_off = |fault: &HeadsFault| matches!(fault, HeadsFault::BrokenOff { .. });
        self.findings.as_ref().is_some_and(Findings::is_sound) && self.heads.iter().all(broken_off)
    }
}

impl Office {
    /// Checks the audit of every server against its key, and against the heads that were written
    /// outside the database, where their file is given.
    ///
    /// # Errors
    /// See [`NotVerified`]. What is wrong with the audit is told, and no error.
    pub async fn verify_audit(
        &self,
        by: &Worker,
        heads: Option<&Path>,
    ) -> Result<Vec<Verified>, NotVerified> {
        let permitted = self.leave_of(by, act::VerifyAudit)?;
        // In the audit before it is read, so that the check sees its own line.
        self.acting(by).note::<act::VerifyAudit>(None, Outcome::Allowed).await?;
        let mut verified = Vec::new();
        for server in self.store.audit_servers(&permitted).await.map_err(Fault::from)? {
            let mut known = store::audit::Heads::default();
            if let (Some(file), Some(key)) = (heads, self.store.audit_key(&permitted, server)) {
                known = HeadsFile::at(file).read(&key, server)?;
            }
            let findings = self.store.verify_audit(&permitted, server, &known.heads).await;
            let findings = findings.map_err(Fault::from)?;
            verified.push(Verified { server, findings, heads: known.faults });
        }
        Ok(verified)
    }

    /// Gives every organisation and side a new wrapping key and wraps every data key anew, while
    /// others work.
    ///
    /// # Errors
    /// See [`Fault`]; what was done stays, and it goes on from there when asked for again.
    pub async fn rotate_keys(&self, by: &Worker) -> Result<Rotated, Fault> {
        let part = part(System::KeyRotation, by);
        let permitted = self.leave_of(&part, act::RotateKeys)?;
        self.acting(&part).note::<act::RotateKeys>(None, Outcome::Allowed).await?;
        Ok(self.store.rotate(&permitted).await?)
    }

    /// Seals every stored key with the master key that the record was opened with, in place of
    /// the one before. Gives how many were sealed anew.
    ///
    /// # Errors
    /// As [`Self::rotate_keys`].
    pub async fn rotate_master(&self, by: &Worker, before: &MasterKey) -> Result<u64, Fault> {
        let part = part(System::KeyRotation, by);
        let permitted = self.leave_of(&part, act::RotateKeys)?;
        self.acting(&part).note::<act::RotateKeys>(None, Outcome::Allowed).await?;
        Ok(self.store.rotate_master(&permitted, before).await?)
    }

    /// Makes the read models of the programme again from the journal. Gives of how many streams.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn rebuild_models(&self, by: &Worker) -> Result<u64, Fault> {
        let part = part(System::Migration, by);
        let permitted = self.leave_of(&part, act::RebuildModels)?;
        self.acting(&part).note::<act::RebuildModels>(None, Outcome::Allowed).await?;
        Ok(self.store.rebuild(&permitted).await?)
    }

    /// Keeps with each group who leads it, where one was set up by an earlier Waymark, which did not:
    /// without them nobody is told of what a leaver led. Where one lacks them, all of its programme are
    /// made again: gives how many; asked again, none.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn keep_leaders(&self) -> Result<u64, Fault> {
        let mut kept = 0;
        for programme in self.store.programmes().await? {
            let actor = Actor::system(System::Migration, programme.id);
            let part = Worker { actor, programme: programme.id, address: None };
            let permitted = self.leave_of(&part, act::RebuildModels)?;
            let groups = self.store.keep_leaders(&permitted).await?;
            if groups > 0 {
                self.acting(&part).note::<act::RebuildModels>(None, Outcome::Allowed).await?;
            }
            kept += groups;
        }
        Ok(kept)
    }

    /// Makes again by what the people of the programme are found, for those who were entered with
    /// an earlier Waymark. Gives how many people.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn index_again(&self, by: &Worker) -> Result<u64, Fault> {
        let part = part(System::Migration, by);
        let permitted = self.leave_of(&part, act::RebuildModels)?;
        self.acting(&part).note::<act::RebuildModels>(None, Outcome::Allowed).await?;
        self.store.reindex(&permitted).await.map_err(|why| match why {
            store::NotIndexed::NotRead(why) => why.into(),
            store::NotIndexed::NotCommitted(why) => why.into(),
        })
    }

    fn leave_of<A: Act>(&self, worker: &Worker, act: A) -> Result<Permitted<A>, Fault> {
        let facts = Facts {
            kind: A::ACTION.kind(),
            record: worker.programme.uuid(),
            programme: worker.programme,
            area: None,
            organisation: None,
            referrer: None,
            assigned: None,
            owner: None,
            conflict: false,
            restricted: false,
            glass_broken: false,
        };
        Ok(decide(&worker.actor, act, &facts)?)
    }
}

/// A part of Waymark at work where somebody asked for it.
fn part(system: System, asked: &Worker) -> Worker {
    let programme = asked.programme;
    Worker { actor: Actor::system(system, programme), programme, address: asked.address }
}
