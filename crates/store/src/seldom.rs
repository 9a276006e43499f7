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

use crate::Store;
use crate::database::Columns;
use crate::fault::Fault;
use crate::sql::Sql;

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
pub(crate) type Knows = (Side, Option<OrganisationId>);

#[derive(Debug)]
struct Kept {
    after: u64,
    since: Instant,
    taking_part: HashMap<ProgrammeId, Arc<[TakesPart]>>,
    names: HashMap<(Knows, WorkerId), Option<Arc<str>>>,
}

/// An organisation as it takes part in a programme.
#[derive(Debug)]
pub(crate) struct TakesPart {
    organisation: OrganisationId,
    name: String,
    areas: Vec<Area>,
}

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
        let all = self.taking_part(programme).await?;
        let of = all.iter().find(|one| one.organisation == organisation);
        Ok(of.map(|one| one.name.clone()))
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
        let all = self.taking_part(programme).await?;
        let of = all.iter().find(|one| one.organisation == organisation);
        Ok(of.map(|one| one.areas.clone()).unwrap_or_default())
    }

    async fn taking_part(&self, programme: ProgrammeId) -> Result<Arc<[TakesPart]>, Fault> {
        let seldom = &self.inside.seldom;
        let after = {
            let kept = seldom.kept();
            if let Some(all) = kept.taking_part.get(&programme) {
                return Ok(Arc::clone(all));
            }
            kept.after
        };
        let sql = Sql::with(
            "SELECT organisations.id, organisations.name, areas_served.area FROM taking_part \
             JOIN organisations ON organisations.id = taking_part.organisation \
             LEFT JOIN areas_served ON areas_served.programme = taking_part.programme \
             AND areas_served.organisation = taking_part.organisation \
             WHERE taking_part.programme = ? ORDER BY organisations.id, areas_served.area",
            [programme.uuid().into()],
        );
        let row = |row: &mut Columns<'_>| {
            Ok((row.id(OrganisationId::of)?, row.take::<String>()?, row.take::<Option<String>>()?))
        };
        let mut all: Vec<TakesPart> = Vec::new();
        for (organisation, name, area) in self.read(sql, row).await? {
            if all.last().is_none_or(|one| one.organisation != organisation) {
                all.push(TakesPart { organisation, name, areas: Vec::new() });
            }
            if let Some(one) = all.last_mut() {
                one.areas.extend(area.as_deref().map(Area::new));
            }
        }
        let all: Arc<[TakesPart]> = all.into();
        let mut kept = seldom.kept();
        if kept.after == after {
            kept.taking_part.insert(programme, Arc::clone(&all));
        }
        Ok(all)
    }
}
