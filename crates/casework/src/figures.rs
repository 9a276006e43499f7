//! Figures of a running service: who may see them and how, and the data set that they are worked
//! out from.

use access::{Act, Actor, Facts, System, act, decide};
use dataset::DataSet;
use pathway::ProgrammeId;
use store::audit::Outcome;

use crate::fault::Fault;
use crate::office::{Acting, Office, Worker};

/// How somebody sees the figures of the evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seen {
    /// As they are: whoever may have the data set itself.
    Exact,
    /// As they may leave the service, small numbers taken away.
    Protected,
}

impl Acting<'_> {
    /// How the worker sees figures of the programme that is worked in. Who sees none is answered
    /// as if there were none.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn figures(&self) -> Result<Seen, Fault> {
        if !self.may_here(act::ReadFigures) {
            self.note::<act::ReadFigures>(None, Outcome::Hidden).await?;
            return Err(Fault::NotFound);
        }
        let exact = self.may_here(act::ExportDataSet);
        Ok(if exact { Seen::Exact } else { Seen::Protected })
    }

    /// Writes down that figures are taken away as a file, before they are given.
    ///
    /// # Errors
    /// As [`Self::figures`].
    pub async fn take_figures(&self) -> Result<(), Fault> {
        self.figures().await?;
        self.note::<act::ReadFigures>(None, Outcome::Allowed).await
    }

    /// Whether the policy allows it of the programme that is worked in.
    fn may_here<A: Act>(&self, act: A) -> bool {
        let programme = self.worker.programme;
        let facts = Facts {
            kind: A::ACTION.kind(),
            record: programme.uuid(),
            programme,
            area: None,
            organisation: None,
            referrer: None,
            assigned: None,
            owner: None,
            conflict: false,
            restricted: false,
            glass_broken: false,
        };
        decide(&self.worker.actor, act, &facts).is_ok()
    }
}

impl Office {
    /// What the figures of a programme are worked out from, by the part of Waymark that does so.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn evaluated(&self, programme: ProgrammeId) -> Result<DataSet, Fault> {
        let actor = Actor::system(System::Evaluation, programme);
        self.acting(&Worker { actor, programme, address: None }).cohort().await
    }

    /// How far the journal has come: the same as before where nothing has happened since.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn journal_mark(&self) -> Result<i64, Fault> {
        Ok(self.store.journal_mark().await?)
    }
}
