//! The end of her case, what may come after it, and what is set right.

use access::act;
use jiff::civil::Date;
use pathway::{NarrativeId, Reference};
use support::facts::Number;
use support::{Command, Correction, What};

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};
use crate::texts::Texts;

fn said(texts: &mut Texts, why: String) -> Result<NarrativeId, Fault> {
    texts.keep(why).ok_or(Fault::Refused("Say why"))
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Opens a closed case again.
    pub async fn reopen_support(
        &self,
        reference: Reference,
        sent: Sent,
        why: String,
    ) -> Result<Done, Fault> {
        self.on_hers(act::ReopenSupport, reference, sent, |_, texts| {
            said(texts, why).map(Command::Reopen)
        })
        .await
    }

    /// Records her death: nothing of the case may be erased, and there is a joint review.
    pub async fn record_her_death(
        &self,
        reference: Reference,
        sent: Sent,
        on: Option<Date>,
    ) -> Result<Done, Fault> {
        self.on_hers(act::RecordHerDeath, reference, sent, |_, _| Ok(Command::RecordDeath(on)))
            .await
    }

    /// Corrects an entry: what should stand there instead, made from the case as it stands; or
    /// that nothing should.
    pub async fn correct_support(
        &self,
        reference: Reference,
        sent: Sent,
        of: Number,
        to: Option<What>,
        why: String,
    ) -> Result<Done, Fault> {
        self.on_hers(act::CorrectSupportCase, reference, sent, |_, texts| {
            let why = said(texts, why)?;
            Ok(Command::Correct(Correction { of, to: to.map(Box::new), why }))
        })
        .await
    }

    /// Records that a person looked at a step that a correction made impossible.
    pub async fn resolve_support_flag(
        &self,
        reference: Reference,
        sent: Sent,
        of: Number,
        why: String,
    ) -> Result<Done, Fault> {
        self.on_hers(act::CorrectSupportCase, reference, sent, |_, texts| {
            said(texts, why).map(|why| Command::ResolveFlag(of, why))
        })
        .await
    }
}
