//! Free text on its way into the record: kept apart from events, under a key of its own.

use access::{Act, Permitted};
use pathway::{NarrativeId, OrganisationId};
use store::Change;
use store::keys::{Narrative, Side, Subject};

use crate::fault::Fault;
use crate::office::Acting;

/// What somebody wrote in a form, each text with the id that the command names it by.
#[derive(Debug, Default)]
pub struct Texts {
    kept: Vec<(NarrativeId, Narrative)>,
    ids: Vec<NarrativeId>,
}

impl Texts {
    /// With fresh ids for as many texts as a form may have.
    pub(crate) fn with(ids: Vec<NarrativeId>) -> Self {
        Self { kept: Vec::new(), ids }
    }
    /// Keeps a text. A form has few; the ids that were made for it are never used up.
    pub fn keep(&mut self, text: impl Into<String>) -> Option<NarrativeId> {
        let id = self.ids.pop()?;
        self.kept.push((id, Narrative::new(text)));
        Some(id)
    }
    /// Keeps a text where there is one.
    pub fn keep_some(&mut self, text: Option<String>) -> Option<NarrativeId> {
        text.and_then(|text| self.keep(text))
    }
}

impl Acting<'_> {
    /// Room for the texts of one form.
    pub(crate) fn texts(&self) -> Texts {
        Texts::with((0..8).map(|_| NarrativeId::of(self.office.id())).collect())
    }

    /// Seals the texts for one side of one organisation.
    pub(crate) async fn seal<A: Act>(
        &self,
        change: &mut Change,
        permitted: &Permitted<A>,
        texts: Texts,
        holder: (OrganisationId, Side),
    ) -> Result<(), Fault> {
        for (id, text) in texts.kept {
            let (sealed, wraps) =
                self.store().seal_narrative(permitted, id, &text, &[holder]).await?;
            change.text(permitted, Subject::Narrative(id), &sealed, &wraps);
        }
        Ok(())
    }
}
