//! The organisations that take part, and the areas that each serves: what a change of them comes to,
//! before it holds, and the change. None of it tells of a case, not even whether there is one.

mod effects;

use access::{Act, Facts, Kind, Permitted, act, decide};
use jiff::Timestamp;
use pathway::{Area, OrganisationId};
use store::audit::Outcome;
use store::{
    Change, NotCommitted, Organisation, OrganisationKind, ReadsTold, ServedElsewhere, Tells,
};
use uuid::Uuid;

use crate::accounts::{AccountsPage, TakesPart};
use crate::fault::{Fault, NAME_TAKEN};
use crate::office::{Acting, Sent};
use crate::programs::TokenChange;
use crate::signing_in::rates::{Counted, NotNow};
use effects::{effects, moves_elsewhere, spelt, told, told_name, told_token, words};

pub use effects::Effect;
pub(crate) use effects::is_same;

/// A change of who takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrganisationChange {
    /// An organisation takes part that did not.
    Added {
        /// What people call it.
        name: String,
        /// What it takes part as.
        kind: OrganisationKind,
        /// The areas that it serves from the first.
        areas: Vec<Area>,
    },
    /// One gets another name.
    Named(OrganisationId, String),
    /// One serves more areas.
    Given(OrganisationId, Vec<Area>),
    /// One serves an area no more.
    Taken(OrganisationId, Area),
}

/// What a change comes to now.
#[derive(Clone, Debug)]
pub struct ComesTo {
    /// The organisation as it will be.
    pub organisation: Organisation,
    /// The areas that are given; spelt as the programme has them.
    pub areas: Vec<Area>,
    /// What follows.
    pub effects: Vec<Effect>,
    /// From what it was worked out.
    upon: Vec<(Organisation, Vec<Area>)>,
    /// Who serves with it the areas that it serves in other programmes, where it gets another name.
    elsewhere: Vec<ServedElsewhere>,
}

/// An organisation as those see it who keep accounts.
#[derive(Debug)]
pub struct OrganisationShown {
    /// The organisation with its areas.
    pub takes_part: TakesPart,
    /// Its people, a page of them.
    pub people: AccountsPage,
    /// What was changed of it, newest first.
    pub changes: Vec<(Timestamp, String)>,
}

/// So many people are named.
const NAMED: usize = 10;
/// So many changes are shown.
const CHANGES_SHOWN: usize = 20;
/// So many are looked through for those of the programme.
const CHANGES_READ: u16 = 200;
/// What is sealed of a change is apart by.
const BETWEEN: char = '\n';

const ALREADY_TAKES_PART: &str = "An organisation of this name takes part already";
const CALLED_SO: &str = "It is called so already";
const SERVES_ALREADY: &str = "It serves these areas already";
const MOVES_ELSEWHERE: &str = "It serves areas in another programme too, where by this name another \
                               organisation would get what is new: choose another name";
const TOO_OFTEN: &str = "So much was taken already that the next has to wait: try again in ten \
                         minutes";

impl OrganisationChange {
    /// Of which organisation it is; none where it is added.
    const fn of(&self) -> Option<OrganisationId> {
        match self {
            Self::Added { .. } => None,
            Self::Named(id, _) | Self::Given(id, _) | Self::Taken(id, _) => Some(*id),
        }
    }
}

impl ComesTo {
    /// What the organisation is called now; as it will be, where it does not take part yet.
    pub fn called(&self) -> &str {
        let now = self.upon.iter().find(|(one, _)| one.id == self.organisation.id);
        now.map_or(self.organisation.name.as_str(), |(one, _)| one.name.as_str())
    }

    /// Whether nobody serves an area any more.
    pub fn ends(&self, area: &Area) -> bool {
        self.effects.contains(&Effect::AreaEnds(area.clone()))
    }
}

impl Acting<'_> {
    /// Adds an organisation, with the areas that it serves.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn add_organisation(
        &self,
        name: &str,
        kind: OrganisationKind,
        areas: &[Area],
    ) -> Result<OrganisationId, Fault> {
        let id = OrganisationId::of(self.office.id());
        self.take_part(&Organisation { id, name: name.to_owned(), kind }, areas).await?;
        Ok(id)
    }

    /// Lets an organisation take part in the programme that is worked in, and serve areas of it:
    /// one that is new, or takes part in another programme already.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn take_part(
        &self,
        organisation: &Organisation,
        areas: &[Area],
    ) -> Result<(), Fault> {
        let mut change = self.founding();
        self.takes_part(&mut change, organisation, areas)?;
        self.store().commit(change).await.map(drop).map_err(Fault::from)
    }

    fn takes_part(
        &self,
        change: &mut Change,
        organisation: &Organisation,
        areas: &[Area],
    ) -> Result<(), Fault> {
        let permitted = self.leave_to_change(organisation.id)?;
        change.organisation(&permitted, organisation, self.store());
        let serves = self.leave_for_areas(organisation.id)?;
        for area in areas {
            change.serves(&serves, area, organisation.id);
        }
        self.told_change(change, &permitted, &told("added", self.worker.programme, &[], areas))
    }

    /// The organisations that take part in the programme, by name.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn organisations(&self) -> Result<Vec<TakesPart>, Fault> {
        let programme = self.worker.programme;
        let facts = self.of(Kind::Organisation, programme.uuid());
        let _leave = self.leave_beside(act::ManageOrganisations, &facts).await?;
        let all = self.store().taking_part(programme).await?;
        Ok(all.into_iter().map(|(organisation, areas)| TakesPart { organisation, areas }).collect())
    }

    /// One of them, with a page of its people, the first being 0, and what was changed of it.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where it does not take part here.
    pub async fn organisation(
        &self,
        id: OrganisationId,
        page: usize,
    ) -> Result<OrganisationShown, Fault> {
        let all = self.organisations().await?;
        let found = all.into_iter().find(|one| one.organisation.id == id);
        let takes_part = found.ok_or(Fault::NotFound)?;
        let people = self.people_of(id, page).await?;
        let permitted = self.leave_to_change(id)?;
        let only = !self.store().takes_part_elsewhere(&permitted).await?;
        let mut changes = self.changes_by(&permitted, only).await?;
        changes.extend(self.changes_by(&self.leave_for_areas(id)?, only).await?);
        changes.sort_by(|(one, _), (other, _)| other.cmp(one));
        changes.truncate(CHANGES_SHOWN);
        Ok(OrganisationShown { takes_part, people, changes })
    }

    /// What was done by a leave in the programme that is worked in, in words. The organisation may
    /// take part in others, or in this one `only`.
    async fn changes_by<A: ReadsTold>(
        &self,
        permitted: &Permitted<A>,
        only: bool,
    ) -> Result<Vec<(Timestamp, String)>, Fault> {
        let within = self.worker.programme;
        let found = self.store().done(permitted, CHANGES_READ).await?;
        let told = self.store().told_of(permitted, &found).await?;
        let told = |one: &store::Witnessed| {
            Some((one.entry.at, words(told.get(&one.key())?, within, only)?))
        };
        Ok(found.iter().filter_map(told).collect())
    }

    /// What a change comes to, before it holds. What is not there to be changed is answered as what
    /// was never made: an organisation of another programme, an area that it does not serve.
    ///
    /// # Errors
    /// [`Fault::Refused`] where it cannot be, in words that say why not.
    pub async fn comes_to(&self, change: &OrganisationChange) -> Result<ComesTo, Fault> {
        let programme = self.worker.programme;
        let record = change.of().map_or(programme.uuid(), OrganisationId::uuid);
        let facts = self.of(Kind::Organisation, record);
        let _leave = self.leave_beside(act::ManageOrganisations, &facts).await?;
        let upon = self.store().taking_part(programme).await?;
        let before = match change.of() {
            None => None,
            Some(id) => match upon.iter().find(|(one, _)| one.id == id) {
                Some(found) => Some(found.clone()),
                None => return Err(self.never_made().await?),
            },
        };
        let (mut organisation, serves) = match (&before, change) {
            (Some(before), _) => before.clone(),
            (None, OrganisationChange::Added { name, kind, .. }) => {
                let (id, name) = (OrganisationId::of(self.office.id()), name.trim().to_owned());
                (Organisation { id, name, kind: *kind }, Vec::new())
            }
            (None, _) => return Err(Fault::NotFound),
        };
        let mut after = upon.clone();
        after.retain(|(one, _)| one.id != organisation.id);
        let (mut areas, mut touched, mut elsewhere) = (Vec::new(), Vec::new(), Vec::new());
        let mut serves_then = serves.clone();
        match change {
            OrganisationChange::Added { areas: asked, .. }
            | OrganisationChange::Given(_, asked) => {
                areas = spelt(asked, &upon);
                areas.retain(|area| !serves.contains(area));
                if before.is_some() && areas.is_empty() {
                    return Err(Fault::Refused(SERVES_ALREADY));
                }
                if before.is_none() {
                    self.is_free(&organisation, &upon).await?;
                }
                serves_then.extend(areas.iter().cloned());
                touched.clone_from(&areas);
            }
            OrganisationChange::Named(_, name) => {
                let name = name.trim();
                if name == organisation.name {
                    return Err(Fault::Refused(CALLED_SO));
                }
                let before = std::mem::replace(&mut organisation.name, name.to_owned());
                self.is_free(&organisation, &upon).await?;
                elsewhere = self.moves_nothing_elsewhere(&organisation, &before).await?;
                touched.clone_from(&serves);
            }
            OrganisationChange::Taken(_, area) => {
                if !serves.contains(area) {
                    return Err(self.never_made().await?);
                }
                serves_then.retain(|one| one != area);
                touched.push(area.clone());
            }
        }
        after.push((organisation.clone(), serves_then.clone()));
        after.sort_by(|(one, _), (other, _)| one.name.cmp(&other.name));
        let mut effects = effects(&upon, &after, &organisation, &touched);
        if let OrganisationChange::Taken(_, area) = change {
            if serves_then.is_empty() {
                effects.push(Effect::NoAreaLeft);
            }
            effects.extend(self.holding(organisation.id, area).await?);
        }
        Ok(ComesTo { organisation, areas, effects, upon, elsewhere })
    }

    /// Makes a change hold that comes to what was worked out of it.
    ///
    /// # Errors
    /// [`Fault::Stale`] where it comes to something else by now: then nothing was done.
    pub async fn hold(
        &self,
        sent: Sent,
        change: &OrganisationChange,
        comes_to: &ComesTo,
    ) -> Result<OrganisationId, Fault> {
        let organisation = &comes_to.organisation;
        let id = organisation.id;
        let permitted = self.leave_to_change(id)?;
        let serves = self.leave_for_areas(id)?;
        let mut row = self.change(sent);
        row.outcome(id.uuid().to_string()).upon_taking_part(&permitted, &comes_to.upon);
        match change {
            OrganisationChange::Added { .. } => {
                self.takes_part(&mut row, organisation, &comes_to.areas)?;
            }
            OrganisationChange::Named(..) => {
                row.upon_served_elsewhere(&permitted, &comes_to.elsewhere);
                row.organisation(&permitted, organisation, self.store());
                let named = told_name(self.worker.programme, comes_to.called());
                self.told_change(&mut row, &permitted, &named)?;
            }
            OrganisationChange::Given(..) => {
                for area in &comes_to.areas {
                    row.serves(&serves, area, id);
                }
                let given = told("areas", self.worker.programme, &[], &comes_to.areas);
                self.told_change(&mut row, &serves, &given)?;
            }
            OrganisationChange::Taken(_, area) => {
                row.serves_no_more(&serves, area, id);
                let taken = told("areas", self.worker.programme, std::slice::from_ref(area), &[]);
                self.told_change(&mut row, &serves, &taken)?;
            }
        }
        match self.store().commit(row).await {
            Ok(_) => Ok(id),
            Err(NotCommitted::AlreadyDone { outcome }) => {
                outcome.parse().map(OrganisationId::of).map_err(|_| Fault::Stale)
            }
            Err(why) => Err(why.into()),
        }
    }

    /// What was done before by whoever sends a form again.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn held_before(&self, sent: Sent) -> Result<Option<OrganisationId>, Fault> {
        let facts = self.of(Kind::Organisation, self.worker.programme.uuid());
        let _leave = self.leave_beside(act::ManageOrganisations, &facts).await?;
        let outcome = self.store().outcome_of(sent.command).await?;
        let all = self.organisations().await?;
        let id = outcome.and_then(|id| id.parse().ok()).map(OrganisationId::of);
        Ok(id.filter(|id| all.iter().any(|one| one.organisation.id == *id)))
    }

    /// Who of an organisation holds a role by the name of an area. It stays theirs: they may have work
    /// there, and whoever keeps accounts takes it from them one by one.
    async fn holding(&self, of: OrganisationId, area: &Area) -> Result<Option<Effect>, Fault> {
        let facts = self.of(Kind::Account, self.worker.programme.uuid());
        let permitted = self.leave_beside(act::ReadAccounts, &facts).await?;
        let all = self.store().holding_area(&permitted, of, area).await?;
        let name = |worker: &store::Worker| worker.name.reveal(&permitted).to_owned();
        let people: Vec<String> = all.iter().take(NAMED).map(name).collect();
        let more = all.len() - people.len();
        Ok((!people.is_empty()).then(|| Effect::Held { area: area.clone(), people, more }))
    }

    /// Whether an organisation may be called so: no other of the programme is, however it is written.
    /// Of what nobody here sees the very same name alone is refused, as the tables do, since commands
    /// go by names; more would tell what others are called. How often that is told is counted.
    async fn is_free(
        &self,
        organisation: &Organisation,
        here: &[(Organisation, Vec<Area>)],
    ) -> Result<(), Fault> {
        let others = here.iter().filter(|(one, _)| one.id != organisation.id);
        if others.map(|(one, _)| &one.name).any(|name| is_same(name, &organisation.name)) {
            return Err(Fault::Refused(ALREADY_TAKES_PART));
        }
        let record = Some(organisation.id.uuid());
        let is_taken = self.is_taken::<act::ManageOrganisations>(record, async {
            let taken = self.store().organisation_names().await?;
            let own = here.iter().find(|(one, _)| one.id == organisation.id);
            let is_own = own.is_some_and(|(one, _)| one.name == organisation.name);
            Ok(!is_own && taken.contains(&organisation.name))
        });
        match is_taken.await? {
            true => Err(Fault::Refused(NAME_TAKEN)),
            false => Ok(()),
        }
    }

    /// Who serves areas with an organisation in other programmes, where another name changes nobody's
    /// place there: whoever keeps this one sees nothing of those, and sends nothing another way. How
    /// often it is told that it would is counted, as it says what others are called.
    async fn moves_nothing_elsewhere(
        &self,
        organisation: &Organisation,
        before: &str,
    ) -> Result<Vec<ServedElsewhere>, Fault> {
        let permitted = self.leave_to_change(organisation.id)?;
        let all = self.store().served_elsewhere(&permitted).await?;
        if all.is_empty() {
            return Ok(all);
        }
        let record = Some(organisation.id.uuid());
        let moves = async { Ok(moves_elsewhere(&all, before, &organisation.name)) };
        match self.is_taken::<act::ManageOrganisations>(record, moves).await? {
            true => Err(Fault::Refused(MOVES_ELSEWHERE)),
            false => Ok(all),
        }
    }

    /// Whether a name or an address is taken, by what nobody here may see: told only so often, and
    /// each time that it is, or that it no longer is told, is in the audit; no more while they storm.
    pub(crate) async fn is_taken<A: Act>(
        &self,
        record: Option<Uuid>,
        is_taken: impl Future<Output = Result<bool, Fault>>,
    ) -> Result<bool, Fault> {
        let counted = [Counted::Begun(self.worker.actor.worker())];
        let attempt = match self.office.attempt(&counted).await {
            Ok(attempt) => attempt,
            Err(NotNow::Wait(_)) => {
                self.note::<A>(record, Outcome::Refused).await?;
                return Err(Fault::Refused(TOO_OFTEN));
            }
            Err(NotNow::StillWait(_)) => return Err(Fault::Refused(TOO_OFTEN)),
            Err(NotNow::Fault(fault)) => return Err(fault),
        };
        let is_taken = is_taken.await;
        match is_taken {
            Ok(true) => self.note::<A>(record, Outcome::Refused).await?,
            _ => self.office.not_looked_at(attempt).await?,
        }
        is_taken
    }

    async fn never_made(&self) -> Result<Fault, Fault> {
        self.note::<act::ManageOrganisations>(None, Outcome::Hidden).await?;
        Ok(Fault::NotFound)
    }

    fn leave_to_change(
        &self,
        id: OrganisationId,
    ) -> Result<Permitted<act::ManageOrganisations>, Fault> {
        let facts: Facts = self.of(Kind::Organisation, id.uuid());
        Ok(decide(&self.worker.actor, act::ManageOrganisations, &facts)?)
    }

    fn leave_for_areas(&self, id: OrganisationId) -> Result<Permitted<act::ManageAreas>, Fault> {
        let facts: Facts = self.of(Kind::Area, id.uuid());
        Ok(decide(&self.worker.actor, act::ManageAreas, &facts)?)
    }

    /// The entry of the audit for what was done about a token.
    pub(crate) fn told_token(
        &self,
        change: &mut Change,
        permitted: &Permitted<act::ManageOrganisations>,
        token: &TokenChange<'_>,
    ) -> Result<(), Fault> {
        self.told_change(change, permitted, &told_token(self.worker.programme, token))
    }

    /// The entry of the audit for a change, with what was changed sealed in it.
    fn told_change<A: Tells>(
        &self,
        change: &mut Change,
        permitted: &Permitted<A>,
        told: &str,
    ) -> Result<(), Fault> {
        let mut entry = self.entry::<A>(Some(permitted.record()), Outcome::Allowed);
        entry.detail = Some(change.told(permitted, told, self.store())?);
        change.audit(entry);
        Ok(())
    }
}
