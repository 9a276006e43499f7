//! The referrals of one's own organisation, a page at a time.

use access::{act, scope};
use pathway::Area;
use programme::Stage;
use store::audit::Outcome;
use store::{Filter, Key, Listed, State};
use uuid::Uuid;

use crate::fault::Fault;
use crate::lists::{Caseload, MOST_COUNTED, PAGE};
use crate::office::Acting;

/// Which referrals are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of this area.
    pub area: Option<Area>,
    /// That stand so; none given: however they stand.
    pub standing: Option<Standing>,
}

pathway::codes! {
    /// How far referrals have come, as a list is narrowed by it.
    Standing {
        Waiting = "waiting", "not decided yet";
        OnProgramme = "on_programme", "suitable or on the programme";
        Over = "over", "over";
    }
}

impl Standing {
    fn holds(self, stage: Stage) -> bool {
        match self {
            Self::Waiting => stage < Stage::Suitable,
            Self::OnProgramme => stage >= Stage::Suitable && !stage.is_over(),
            Self::Over => stage.is_over(),
        }
    }
}

/// How far a referral in a list has come.
pub fn stage_of(listed: &Listed) -> Option<Stage> {
    Stage::from_code(&listed.state)
}

/// A place in the list as an address carries it.
pub fn place_after(key: Key) -> String {
    format!("{}_{}", key.received, key.id)
}

fn place(text: &str) -> Result<Key, Fault> {
    let (received, id) = text.split_once('_').ok_or(Fault::NotFound)?;
    let received = received.parse().map_err(|_| Fault::NotFound)?;
    let id: Uuid = id.parse().map_err(|_| Fault::NotFound)?;
    Ok(Key { received, id })
}

impl Acting<'_> {
    /// The referrals of the worker's organisation, newest first, after a place in the list.
    ///
    /// # Errors
    /// [`Fault::NotFound`] for whoever refers nobody, and where there is no such place.
    pub async fn referrals(&self, wanted: &Wanted, after: Option<&str>) -> Result<Caseload, Fault> {
        let scope = scope(&self.worker.actor, act::ListReferrals);
        if scope.clauses().is_empty() {
            self.note::<act::ListReferrals>(None, Outcome::Hidden).await?;
            return Err(Fault::NotFound);
        }
        let states = match wanted.standing {
            Some(standing) => {
                let held = Stage::ALL.iter().filter(|stage| standing.holds(**stage));
                held.map(|stage| stage.code()).collect()
            }
            None => Vec::new(),
        };
        let mut filter = Filter::default();
        filter.states = states;
        filter.area.clone_from(&wanted.area);
        let after = after.map(place).transpose()?;
        let mut cases = self.store().list(&scope, &filter, after, PAGE + 1).await?;
        let more = cases.len() > usize::from(PAGE);
        cases.truncate(PAGE.into());
        let next = if more { cases.last().map(Listed::key) } else { None };
        let count = self.store().count(&scope, &filter, MOST_COUNTED).await?;
        let people = self.store().people_of(&scope, &cases).await?;
        self.note::<act::ListReferrals>(None, Outcome::Allowed).await?;
        Ok(Caseload { scope, cases, people, count, next })
    }
}
