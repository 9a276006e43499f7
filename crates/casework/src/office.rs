//! The office: what every question and every change goes through.

use std::net::IpAddr;
use std::sync::Arc;

use access::{Act, Actor, Denied, Facts, Permitted, System, act, decide, may, scope};
use jiff::Timestamp;
use pathway::clocks::Clocks;
use pathway::rules::Rules;
use pathway::{Area, CommandId, OrganisationId, ProgrammeId, Reference};
use store::audit::{Entry, Outcome};
use store::{Change, Listed, NotCommitted, OrganisationKind, Store};
use uuid::Uuid;

use crate::fault::Fault;
use crate::passwords::Passwords;
use crate::signing_in::rates::Waiting;

/// The record with the rules that it is kept by. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    pub(crate) store: Store,
    pub(crate) rules: Arc<Rules>,
    pub(crate) clocks: Arc<Clocks>,
    pub(crate) hers: Arc<support::Rules>,
    pub(crate) passwords: Passwords,
    pub(crate) waiting: Arc<Waiting>,
    /// Whether mail is sent.
    pub(crate) mails: bool,
    /// The keys of the directories of the settings; none where that was not told.
    pub(crate) directories: Option<Arc<[String]>>,
}

/// Somebody at work: who, in which programme, from where.
#[derive(Clone, Debug)]
pub struct Worker {
    /// Who, with the roles held at this moment.
    pub actor: Actor,
    /// The programme that is worked in.
    pub programme: ProgrammeId,
    /// From where.
    pub address: Option<IpAddr>,
}

/// Whose cases somebody works with. Nobody works with both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cases {
    /// The programme's.
    His,
    /// The support service's.
    Hers,
}

impl Worker {
    /// The same at work in another programme, with the same roles, where they work elsewhere now:
    /// whoever holds roles in several works in that of the case.
    pub(crate) fn within(&self, programme: ProgrammeId) -> Option<Self> {
        (self.programme != programme).then(|| Self { programme, ..self.clone() })
    }

    /// Whose cases they work with, by the grants; none who only refers, or sees figures.
    pub fn cases(&self) -> Option<Cases> {
        let his = may(&self.actor, act::ListCases).then_some(Cases::His);
        his.or_else(|| may(&self.actor, act::ListSupportCases).then_some(Cases::Hers))
    }
}

/// A form that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its own id, made when it was drawn: sent twice, it is done once.
    pub command: CommandId,
    /// The version of what it was drawn from.
    pub version: u32,
}

/// What a form came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Of what.
    pub reference: Reference,
    /// Whether it was so before: nothing more was written.
    pub already: bool,
}

/// A worker, or a part of Waymark, at work.
#[derive(Clone, Copy)]
pub struct Acting<'a> {
    pub(crate) office: &'a Office,
    pub(crate) worker: &'a Worker,
}

impl Office {
    /// Answers a request, and gives the answer out once the audit says on the disk what was read
    /// for it.
    ///
    /// # Errors
    /// When that could not be written: then the answer is to be shown to nobody.
    pub async fn audited<T>(&self, answers: impl Future<Output = T>) -> Result<T, Fault> {
        self.store.audited(answers).await.map_err(Fault::from)
    }

    /// An office over a record.
    pub fn new(store: Store, rules: Rules, clocks: Clocks, hers: support::Rules) -> Self {
        Self {
            store,
            rules: Arc::new(rules),
            clocks: Arc::new(clocks),
            hers: Arc::new(hers),
            passwords: Passwords::default(),
            waiting: Arc::default(),
            mails: false,
            directories: None,
        }
    }
    /// What a worker can ask and do.
    pub fn acting<'a>(&'a self, worker: &'a Worker) -> Acting<'a> {
        Acting { office: self, worker }
    }
    /// An office by the rules of intake of an installation, and all else as Waymark ships it.
    ///
    /// # Errors
    /// Where a file that is shipped cannot be read: names the file's row and what was expected.
    pub fn with_rules(
        store: Store,
        rules: Rules,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self::new(store, rules, Clocks::shipped()?, support::Rules::shipped()?))
    }
    /// Who asks from the command line: in the programme of a name; in the one programme of the
    /// record, where none is given, or in the history of a demonstration.
    ///
    /// # Errors
    /// Where the record holds none, none of the name, or several.
    pub async fn command_line(&self, name: Option<&str>) -> Result<Worker, Fault> {
        let programmes = self.store.programmes().await?;
        let history = programmes.iter().find(|one| one.id == crate::demonstration::HISTORY);
        let programme = match (name, programmes.as_slice()) {
            (_, []) => return Err(Fault::Refused(NO_PROGRAMME)),
            (Some(name), programmes) => {
                let found = programmes.iter().find(|one| one.name == name);
                found.ok_or(Fault::Refused(NO_SUCH_PROGRAMME))?.id
            }
            (None, [one]) => one.id,
            (None, _) => history.ok_or(Fault::Refused(SEVERAL_PROGRAMMES))?.id,
        };
        let actor = Actor::system(System::CommandLine, programme);
        Ok(Worker { actor, programme, address: None })
    }
    /// The worker who signs in with an e-mail address, at work in a programme with the roles held
    /// there, for what is done in their name from the command line; none where there is no such
    /// account, or it is closed.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn at_work(
        &self,
        email: &str,
        programme: ProgrammeId,
    ) -> Result<Option<Worker>, Fault> {
        let Some(found) = self.store.credentials(email).await? else { return Ok(None) };
        let actor = self.store.actor(found.worker).await?;
        Ok(actor.map(|actor| Worker { actor, programme, address: None }))
    }
    /// The rules of intake, of all days.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }
    /// The rules of the support side, of all days.
    pub fn support_rules(&self) -> &support::Rules {
        &self.hers
    }
    /// Writes what waits, and closes the record.
    pub async fn close(&self) {
        self.store.close().await;
    }
    /// A form that is drawn now, from a version of the record; 0 where it begins one.
    pub fn form(&self, version: u32) -> Sent {
        Sent { command: CommandId::of(self.id()), version }
    }
    /// Now, as the record sees it.
    pub fn now(&self) -> Timestamp {
        self.store.surroundings().now()
    }
    /// The day and the hour where the programme works.
    pub fn london(&self) -> (jiff::civil::Date, i8) {
        let now = self.now();
        let day = pathway::london_day(now);
        let hours = now.duration_since(pathway::london_moment(day)).as_hours();
        // On a day of 23 or 25 hours it may be one off.
        (day, i8::try_from(hours).unwrap_or_default())
    }
    pub(crate) fn id(&self) -> Uuid {
        self.store.surroundings().id()
    }
}

const NO_PROGRAMME: &str =
    "the record holds no programme yet: add one with waymark programme add NAME";
const NO_SUCH_PROGRAMME: &str =
    "the record holds no programme of that name: waymark programme list shows their names";
const SEVERAL_PROGRAMMES: &str =
    "the record holds several programmes: say which with --programme NAME";

/// So often a change that reaches the other side is made again while others write there.
pub(crate) const MOST_TRIES: u32 = 8;

/// Others wrote to the same case all the while.
#[derive(Debug, thiserror::Error)]
#[error("a case was written to each time that something was to be added to it")]
pub(crate) struct Busy;

impl Acting<'_> {
    pub(crate) fn store(&self) -> &Store {
        &self.office.store
    }

    /// Leave to do something to one case of a reference, with what is known of it. A case that
    /// is not theirs is answered as one that was never made: one query, one line of the audit.
    pub(crate) async fn leave<A: Act>(
        &self,
        act: A,
        reference: Reference,
    ) -> Result<(Permitted<A>, Listed), Fault> {
        let scope = scope(&self.worker.actor, act);
        let found = self.store().find(&scope, reference).await?;
        let Some(listed) = found else {
            self.note::<A>(None, Outcome::Hidden).await?;
            return Err(Fault::NotFound);
        };
        match decide(&self.worker.actor, act, &listed.facts) {
            Ok(permitted) => Ok((permitted, listed)),
            Err(Denied::Hidden) => {
                self.note::<A>(None, Outcome::Hidden).await?;
                Err(Fault::NotFound)
            }
            Err(Denied::Restricted) => {
                self.note::<A>(Some(listed.facts.record), Outcome::Restricted).await?;
                Err(Fault::Restricted(reference))
            }
        }
    }

    /// Leave to do something to what is no case, such as the accounts of the programme. That it was
    /// refused is written down like any refusal.
    pub(crate) async fn leave_beside<A: Act>(
        &self,
        act: A,
        facts: &Facts,
    ) -> Result<Permitted<A>, Fault> {
        match decide(&self.worker.actor, act, facts) {
            Ok(permitted) => Ok(permitted),
            Err(denied) => {
                self.note::<A>(None, Outcome::Hidden).await?;
                Err(denied.into())
            }
        }
    }

    /// A change by a form.
    pub(crate) fn change(&self, sent: Sent) -> Change {
        Change::of(
            sent.command,
            self.worker.actor.worker(),
            self.worker.programme,
            self.office.now(),
        )
    }

    /// What his side is decided by.
    pub(crate) fn his_context(&self) -> programme::Context<'_> {
        let Office { rules, clocks, .. } = self.office;
        programme::Context { now: self.office.now(), rules, clocks }
    }

    /// What her side is decided by.
    pub(crate) fn hers_context(&self) -> support::Context<'_> {
        support::Context { now: self.office.now(), rules: &self.office.hers }
    }

    /// The provider of a kind that serves an area, where there is one.
    pub(crate) async fn provider(
        &self,
        area: &Area,
        kind: OrganisationKind,
    ) -> Result<Option<OrganisationId>, Fault> {
        let serving = self.store().serving(self.worker.programme, area).await?;
        Ok(serving.into_iter().find(|one| one.kind == kind).map(|one| one.id))
    }

    /// A line of the audit.
    pub(crate) fn entry<A: Act>(&self, record: Option<Uuid>, outcome: Outcome) -> Entry {
        Entry {
            at: self.office.now(),
            worker: Some(self.worker.actor.worker()),
            organisation: Some(self.worker.actor.organisation()),
            action: A::ACTION.name().into(),
            kind: A::ACTION.kind().name().into(),
            record,
            outcome,
            address: self.worker.address,
            detail: None,
        }
    }

    /// Writes a line of the audit of something that changes nothing: durable before the answer,
    /// which is at the end of [`Office::audited`] where there is one.
    pub(crate) async fn note<A: Act>(
        &self,
        record: Option<Uuid>,
        outcome: Outcome,
    ) -> Result<(), Fault> {
        let worker = self.worker.actor.worker();
        let mut line = Change::unnumbered(worker, self.worker.programme, self.office.now());
        line.audit(self.entry::<A>(record, outcome));
        self.store().commit(line).await.map(drop).map_err(Fault::from)
    }

    /// What came of a form that was done before.
    pub(crate) async fn done_before(
        &self,
        sent: Sent,
        reference: Reference,
    ) -> Result<Option<Done>, Fault> {
        let outcome = self.store().outcome_of(sent.command).await?;
        let reference = |outcome: String| outcome.parse().unwrap_or(reference);
        Ok(outcome.map(|outcome| Done { reference: reference(outcome), already: true }))
    }

    /// Commits a change to streams of one's own side that reaches others too. None where somebody
    /// changed one of the others meanwhile: then it is made again, since work on the other side's
    /// record is nothing that whoever works on this side may notice.
    pub(crate) async fn commit_to(
        &self,
        own: &[Uuid],
        change: Change,
        reference: Reference,
    ) -> Result<Option<Done>, Fault> {
        match self.store().commit(change).await {
            Ok(_) => Ok(Some(Done { reference, already: false })),
            Err(NotCommitted::AlreadyDone { outcome }) => {
                let reference = outcome.parse().unwrap_or(reference);
                Ok(Some(Done { reference, already: true }))
            }
            Err(NotCommitted::Stale { stream, .. }) if !own.contains(&stream) => Ok(None),
            Err(why) => Err(why.into()),
        }
    }

    /// Commits a change. A form that was sent before is answered as it was then.
    pub(crate) async fn commit(&self, change: Change, reference: Reference) -> Result<Done, Fault> {
        match self.store().commit(change).await {
            Ok(_) => Ok(Done { reference, already: false }),
            Err(NotCommitted::AlreadyDone { outcome }) => {
                let reference = outcome.parse().unwrap_or(reference);
                Ok(Done { reference, already: true })
            }
            Err(why) => Err(why.into()),
        }
    }
}
