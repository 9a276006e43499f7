//! What nearly every page shows and next to nobody changes: what organisations are called and where
//! they serve, what colleagues are called.
//!
//! It is kept until a change is committed here, whatever that changes, and no longer than for
//! moments, for another server or a command may have changed it there. Nothing that the policy
//! decides by is read from here.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use access::Side;
use pathway::{Area, OrganisationId, ProgrammeId, WorkerId};

use crate::fault::Fault;
use crate::{Organisation, Store};

/// So long at most what another server or a command changed is shown as it was.
const LASTS: Duration = Duration::from_secs(2);
/// Of so many colleagues at most.
const MOST: usize = 2_000;

/// What is kept.
#[derive(Debug)]
pub(crate) struct Seldom {
    changes: Arc<Changes>,
    kept: Mutex<Kept>,
}

/// How many changes were committed here.
#[derive(Debug, Default)]
pub(crate) struct Changes(AtomicU64);

/// Whose names somebody may know: those of a side, and of an organisation where no others.
pub(crate) type Knows = (Option<Side>, Option<OrganisationId>);

#[derive(Debug)]
struct Kept {
    after: u64,
    since: Instant,
    taking_part: HashMap<ProgrammeId, Arc<TakingPart>>,
    names: HashMap<(Knows, WorkerId), Option<Arc<str>>>,
}

/// Who takes part in a programme, and where.
type TakingPart = Vec<(Organisation, Vec<Area>)>;

impl Changes {
    /// One more, in the tables before anybody is told of it.
    pub(crate) fn one_more(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

impl Seldom {
    pub(crate) fn until(changes: Arc<Changes>) -> Self {
        Self { kept: Mutex::new(Kept::after(0)), changes }
    }

    /// What names are kept, after how many changes; and whose are not.
    pub(crate) fn names(
        &self,
        knows: Knows,
        of: &[WorkerId],
    ) -> (u64, HashMap<WorkerId, String>, Vec<WorkerId>) {
        let kept = self.kept();
        let (mut names, mut missing) = (HashMap::with_capacity(of.len()), Vec::new());
        for worker in of {
            match kept.names.get(&(knows, *worker)) {
                Some(Some(name)) => drop(names.insert(*worker, name.as_ref().to_owned())),
                Some(None) => {}
                None => missing.push(*worker),
            }
        }
        (kept.after, names, missing)
    }

    /// Keeps names that were read after so many changes; of whom there is none, that too.
    pub(crate) fn keep_names(
        &self,
        after: u64,
        knows: Knows,
        of: &[WorkerId],
        names: &HashMap<WorkerId, String>,
    ) {
        let mut kept = self.kept();
        if kept.after == after && kept.names.len() + of.len() <= MOST {
            let each = |worker: &WorkerId| {
                ((knows, *worker), names.get(worker).map(|name| name.as_str().into()))
            };
            kept.names.extend(of.iter().map(each));
        }
    }

    /// Forgets everything.
    pub(crate) fn forget(&self) {
        *self.locked() = Kept::after(self.changes.0.load(Ordering::Acquire));
    }

    /// What is kept still, which is nothing where anything was changed.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        let after = self.changes.0.load(Ordering::Acquire);
        let mut kept = self.locked();
        if kept.after != after || kept.since.elapsed() > LASTS {
            *kept = Kept::after(after);
        }
        kept
    }

    fn locked(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn after(after: u64) -> Self {
        let (taking_part, names) = (HashMap::new(), HashMap::new());
        Self { after, since: Instant::now(), taking_part, names }
    }
}

impl Store {
    /// What an organisation that takes part in a programme is called, as pages show it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisation_name(
        &self,
        programme: ProgrammeId,
        organisation: OrganisationId,
    ) -> Result<Option<String>, Fault> {
        let all = self.taking_part_as_shown(programme).await?;
        let of = all.iter().find(|(one, _)| one.id == organisation);
        Ok(of.map(|(one, _)| one.name.clone()))
    }

    /// The areas of a programme that an organisation serves, by name, as pages offer them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn areas_of(
        &self,
        programme: ProgrammeId,
        organisation: OrganisationId,
    ) -> Result<Vec<Area>, Fault> {
        let all = self.taking_part_as_shown(programme).await?;
        let of = all.iter().find(|(one, _)| one.id == organisation);
        Ok(of.map(|(_, areas)| areas.clone()).unwrap_or_default())
    }

    async fn taking_part_as_shown(&self, programme: ProgrammeId) -> Result<Arc<TakingPart>, Fault> {
        let seldom = &self.inside.seldom;
        let after = {
            let kept = seldom.kept();
            if let Some(all) = kept.taking_part.get(&programme) {
                return Ok(Arc::clone(all));
            }
            kept.after
        };
        let all = Arc::new(self.taking_part(programme).await?);
        let mut kept = seldom.kept();
        if kept.after == after {
            kept.taking_part.insert(programme, Arc::clone(&all));
        }
        Ok(all)
    }
}
