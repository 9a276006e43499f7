//! Mistaken entries: corrected by a further one that names them, and never overwritten.

use access::act;
use pathway::Reference;
use programme::{Command, Correction, Step, Version};

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Corrects an entry: `instead` makes of the entry as it stands what holds in its place; none
    /// where it never happened.
    pub async fn correct_his(
        &self,
        reference: Reference,
        sent: Sent,
        of: Version,
        instead: impl FnOnce(&Step) -> Option<Step>,
        why: String,
    ) -> Result<Done, Fault> {
        self.on_his(act::CorrectCase, reference, sent, |case, texts| {
            let stands = case.as_corrected().find(|(version, ..)| *version == of);
            let (_, _, step) = stands.ok_or(programme::Refusal::NoEvent(of))?;
            let instead = instead(step);
            let why = texts.keep(why).ok_or(Fault::Refused("Say why it is corrected"))?;
            Ok(Command::Correct(Box::new(Correction { of, instead, why })))
        })
        .await
    }

    /// Says what was done about an entry that a correction made impossible.
    pub async fn answer_flag(
        &self,
        reference: Reference,
        sent: Sent,
        event: Version,
        why: String,
    ) -> Result<Done, Fault> {
        self.on_his(act::CorrectCase, reference, sent, |_, texts| {
            let why = texts.keep(why).ok_or(Fault::Refused("Say what was done"))?;
            Ok(Command::AnswerFlag { event, why })
        })
        .await
    }
}
