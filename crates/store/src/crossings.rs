//! Which case of hers answers which case of his: asked by what crosses the wall, and by nothing
//! else. Anybody else's scope for crossing is empty, so that the answer is too.

use access::{Actor, act, scope};
use pathway::CaseId;

use crate::fault::Fault;
use crate::{Filter, Listed, Store};

/// As many women as one referral may name, and room for what history matched.
const MOST: u16 = 64;

impl Store {
    /// The support cases that answer a case of his.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hers_of(&self, crossing: &Actor, his: CaseId) -> Result<Vec<Listed>, Fault> {
        let filter = Filter { linked_to: Some(his.uuid()), ..Filter::default() };
        self.list(&scope(crossing, act::CrossToSupport), &filter, None, MOST).await
    }

    /// A case of his, by the id that her side knows it by.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn his(&self, crossing: &Actor, his: CaseId) -> Result<Option<Listed>, Fault> {
        let filter = Filter { only: Some(his.uuid()), ..Filter::default() };
        Ok(self.list(&scope(crossing, act::CrossToProgramme), &filter, None, 1).await?.pop())
    }
}
