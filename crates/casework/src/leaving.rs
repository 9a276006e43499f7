//! What goes on in the hands of somebody who left, lost the area or the role by which they could
//! open it, or has a conflict of interest with it: a manager of their own side says who gets each
//! case, and who leads each group.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::slice;

use access::{Scope, act, scope};
use pathway::{Area, WorkerId};
use programme::group::Facilitators;
use store::{Filter, GroupListed, Listed};
use uuid::Uuid;

use crate::fault::Fault;
use crate::his::Colleague;
use crate::lists::{Caseload, MOST_COUNTED};
use crate::office::{Acting, Cases, Done, Sent};

/// A page of the cases that were left, with those to whom each can be given.
#[derive(Debug)]
pub struct LeftBehind {
    /// The cases.
    pub load: Caseload,
    /// The groups of which somebody led one or both places; none on her side.
    pub groups: Vec<GroupListed>,
    /// Who works in an area, by name.
    colleagues: HashMap<Option<String>, Vec<Colleague>>,
    /// Who has a conflict of interest with which case, as far as whoever asks may know.
    conflicts: Vec<(Uuid, WorkerId)>,
}

/// How much was left, for whoever gives it to others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// How many cases, counted up to [`MOST_COUNTED`].
    pub cases: u32,
    /// How many groups.
    pub groups: u32,
}

impl LeftBehind {
    /// To whom a case can be given.
    pub fn colleagues_of(&self, case: &Listed) -> Vec<Colleague> {
        let knows = |one: &Colleague| self.conflicts.contains(&(case.envelope.id, one.id));
        let colleagues = self.colleagues_in(case.facts.area.as_ref());
        colleagues.iter().filter(|one| !knows(one)).cloned().collect()
    }
    /// Whether somebody else works in the area of a case, and all of those have a conflict of interest
    /// with it.
    pub fn is_known_to_all(&self, case: &Listed) -> bool {
        let mut others = self.colleagues_in(case.facts.area.as_ref()).iter();
        self.colleagues_of(case).is_empty() && others.any(|one| Some(one.id) != case.facts.assigned)
    }
    /// Who can lead a group.
    pub fn leaders_of(&self, group: &GroupListed) -> &[Colleague] {
        self.colleagues_in(group.area())
    }
    fn colleagues_in(&self, area: Option<&Area>) -> &[Colleague] {
        let area = area.map(|area| area.name().to_owned());
        self.colleagues.get(&area).map(Vec::as_slice).unwrap_or_default()
    }
}

fn left() -> Filter {
    let mut filter = Filter::default();
    filter.left_behind = true;
    filter.open = true;
    filter
}

/// Whether somebody leads a group that goes on who cannot any more.
fn is_left(group: &GroupListed) -> bool {
    group.open && group.gone.contains(&true)
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// The open cases, of the worker's own side and in their scope, of those who cannot open them any
    /// more, and the groups that they led, with those to whom each can be given. [`Fault::NotFound`]
    /// for whoever gives no cases.
    pub async fn left_behind(&self) -> Result<LeftBehind, Fault> {
        if !self.gives_on() {
            return Err(Fault::NotFound);
        }
        let load = self.caseload(&left(), None).await?;
        let groups = self.led_by_nobody().await?;
        let mut colleagues = HashMap::new();
        let areas = load.cases.iter().map(|case| case.facts.area.as_ref());
        for area in areas.chain(groups.iter().map(GroupListed::area)) {
            let name = area.map(|area| area.name().to_owned());
            if let Entry::Vacant(vacant) = colleagues.entry(name) {
                vacant.insert(self.colleagues_in(area).await?);
            }
        }
        let conflicts = self.conflicts_with(&load.cases).await?;
        Ok(LeftBehind { load, groups, colleagues, conflicts })
    }

    /// What was left, with what is in the hands of somebody who has a conflict of interest with it,
    /// where whoever asks may know that: of his side, whoever acknowledges gives cases on too, and
    /// is not told.
    pub(crate) fn as_known(&self, filter: &Filter) -> Filter {
        let mut filter = filter.clone();
        if filter.left_behind {
            let lifts = self.lifts_conflicts();
            let clauses = lifts.iter().flat_map(Scope::clauses);
            filter.conflicts_in = clauses.map(|clause| clause.programme).collect();
        }
        filter
    }

    /// The cases of which whoever asks may know who has a conflict of interest: by side.
    fn lifts_conflicts(&self) -> [Scope; 2] {
        let actor = &self.worker.actor;
        [scope(actor, act::LiftConflict), scope(actor, act::LiftSupportConflict)]
    }

    /// Who has a conflict of interest with some cases, as far as whoever asks may know.
    async fn conflicts_with(&self, cases: &[Listed]) -> Result<Vec<(Uuid, WorkerId)>, Fault> {
        let ids: Vec<Uuid> = cases.iter().map(|case| case.envelope.id).collect();
        let mut all = Vec::new();
        // Nobody works on both sides: one of the two is of nothing, and asks nothing.
        for scope in self.lifts_conflicts().iter().filter(|scope| !scope.clauses().is_empty()) {
            all.extend(self.store().conflicts_among(scope, &ids).await?);
        }
        Ok(all)
    }

    /// How much there is of it, with those of some groups that are listed; nothing for whoever gives
    /// no cases.
    pub(crate) async fn left_counted(&self, listed: &[GroupListed]) -> Result<Left, Fault> {
        if !self.gives_on() {
            return Ok(Left::default());
        }
        let cases =
            self.store().count(&self.cases(), &self.as_known(&left()), MOST_COUNTED).await?;
        let manages = scope(&self.worker.actor, act::ManageGroup);
        let groups = listed.iter().filter(|group| is_left(group) && manages.holds(&group.facts));
        let groups = u32::try_from(groups.count()).unwrap_or(u32::MAX);
        Ok(Left { cases, groups })
    }

    /// Whether the worker gives cases of their own side to others.
    fn gives_on(&self) -> bool {
        match self.worker.cases() {
            Some(Cases::His) => self.may(act::Transfer),
            Some(Cases::Hers) => self.may(act::AllocateSupport),
            None => false,
        }
    }

    /// The groups that the worker may change and that somebody leads who cannot any more.
    async fn led_by_nobody(&self) -> Result<Vec<GroupListed>, Fault> {
        let mut groups = match self.may(act::ManageGroup) {
            true => self.store().groups(&scope(&self.worker.actor, act::ManageGroup), None).await?,
            false => Vec::new(),
        };
        groups.retain(is_left);
        Ok(groups)
    }

    /// Gives a group to colleagues of its area: the man, then the woman; who is not given stays.
    pub async fn lead_on(
        &self,
        group: &GroupListed,
        sent: Sent,
        given: [Option<WorkerId>; 2],
    ) -> Result<Done, Fault> {
        let colleagues = self.colleagues_in(group.area()).await?;
        let works = |given: WorkerId| colleagues.iter().any(|colleague| colleague.id == given);
        if !given.into_iter().flatten().all(works) {
            return Err(Fault::Refused("Choose somebody who works in that area"));
        }
        let [man, woman] = [0, 1].map(|place| given[place].or(group.leaders[place]));
        let (Some(man), Some(woman)) = (man, woman) else { return Err(Fault::NotFound) };
        self.lead_group(group.reference(), sent, Facilitators { man, woman }).await
    }

    /// Gives a case that was left to a colleague of its area.
    pub async fn give_on(&self, case: &Listed, sent: Sent, to: WorkerId) -> Result<Done, Fault> {
        let reference = case.envelope.reference;
        let colleagues = self.colleagues_in(case.facts.area.as_ref()).await?;
        if !colleagues.iter().any(|colleague| colleague.id == to) {
            return Err(Fault::Refused("Choose somebody who works in that area"));
        }
        // It would be left as it is.
        let conflicts = self.conflicts_with(slice::from_ref(case)).await?;
        if conflicts.iter().any(|(_, worker)| *worker == to) {
            return Err(Fault::Refused("They have a conflict of interest: choose somebody else"));
        }
        match (self.worker.cases(), case.facts.area.clone()) {
            (Some(Cases::His), Some(area)) => self.transfer(reference, sent, area, to, None).await,
            (Some(Cases::His), None) => {
                Err(Fault::Refused("This case has no area yet: give it on its own page"))
            }
            (Some(Cases::Hers), _) => self.allocate_support(reference, sent, to).await,
            (None, _) => Err(Fault::NotFound),
        }
    }

    async fn colleagues_in(&self, area: Option<&Area>) -> Result<Vec<Colleague>, Fault> {
        match self.worker.cases() {
            Some(Cases::His) => self.facilitators(area).await,
            Some(Cases::Hers) => self.support_colleagues(area).await,
            None => Err(Fault::NotFound),
        }
    }
}
