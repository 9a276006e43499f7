//! A change: pure data, made by casework, written whole or not at all.

use access::{Act, Permitted, RolesRefused};
use jiff::Timestamp;
use pathway::{CommandId, MessageId, OrganisationId, ProgrammeId, Reference, WorkerId};
use uuid::Uuid;

use crate::audit::Entry;
use crate::fault::Fault;
use crate::journal::{Envelope, Stream, Written};
use crate::keys::index::Token;
use crate::keys::{Ciphertext, Holder, KeyFault, Side, StoredKey, Subject, Wrap};
use crate::premise::Premise;
use crate::receipts;
use crate::sql::{Sql, stamp};
use crate::writer::Insert;
use crate::{key_rows, tables};

/// Everything that one form, or one step of a job, changes.
#[derive(Clone, Debug)]
pub struct Change {
    command: Option<CommandId>,
    worker: WorkerId,
    at: Timestamp,
    programme: ProgrammeId,
    pub(crate) outcome: String,
    pub(crate) appends: Vec<Append>,
    pub(crate) rows: Vec<Insert>,
    /// Written before all rows of a batch.
    pub(crate) clearing: Vec<Sql>,
    /// Written after all rows of a batch.
    pub(crate) upkeep: Vec<Sql>,
    pub(crate) audit: Vec<Entry>,
    pub(crate) premises: Vec<Premise>,
    refused: Option<NotCommitted>,
    fresh_keys: Vec<StoredKey>,
}

/// Events that a stream goes on with.
#[derive(Clone, Debug)]
pub(crate) struct Append {
    pub(crate) stream: Uuid,
    pub(crate) on: u32,
    pub(crate) events: u32,
}

/// A message into an inbox, with no personal detail.
#[derive(Clone, Debug)]
pub struct Message {
    /// Which.
    pub id: MessageId,
    /// Whose organisation's.
    pub organisation: OrganisationId,
    /// Whose; none: everybody of the organisation in whose scope the record is.
    pub worker: Option<WorkerId>,
    /// The kind of record, as access names it: which inbox.
    pub audience: access::Kind,
    /// The area of the record.
    pub area: Option<pathway::Area>,
    /// The record that it is about.
    pub record: Uuid,
    /// Its reference.
    pub reference: Reference,
    /// What kind of message, as casework names it.
    pub kind: &'static str,
    /// What the kind needs besides, as casework writes it: codes and dates.
    pub body: String,
}

/// What was committed: each stream with its version now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Stream and version.
    pub versions: Vec<(Uuid, u32)>,
}

/// Why a change was not written. Nothing of it was.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NotCommitted {
    /// Somebody else changed a stream meanwhile.
    #[error(
        "somebody else changed this while you did: look at it as it is now, and send yours again"
    )]
    Stale {
        /// Which.
        stream: Uuid,
        /// The version that it has now.
        now_at: u32,
    },
    /// What it was decided upon is not so any more.
    #[error("what this was decided upon has changed meanwhile: look at it as it is now")]
    NotAsRead,
    /// The same form was sent before.
    #[error("this was sent before, and is done")]
    AlreadyDone {
        /// What came of it then, as casework put it.
        outcome: String,
    },
    /// A handle was given for another record than the one that is written.
    #[error("leave was given for another record than {record}")]
    NotPermitted {
        /// The record that was to be written.
        record: Uuid,
    },
    /// Roles that exclude each other were to be given.
    #[error(transparent)]
    Roles(#[from] RolesRefused),
    /// The e-mail address is another worker's.
    #[error("somebody signs in with this e-mail address already: give another")]
    EmailTaken,
    /// The name is that of another programme or organisation.
    #[error("the name is taken already: give another")]
    NameTaken,
    /// What was good once has been used.
    #[error("this was used before: it is good once")]
    Spent,
    /// Something could not be sealed.
    #[error(transparent)]
    Keys(#[from] KeyFault),
    /// The database did not do it.
    #[error(transparent)]
    Unavailable(#[from] Fault),
}

impl Append {
    /// The version after it.
    pub(crate) fn then_at(&self) -> u32 {
        self.on + self.events
    }
}

impl Change {
    /// A change by a form, which is done once however often it is sent.
    pub fn of(command: CommandId, worker: WorkerId, programme: ProgrammeId, at: Timestamp) -> Self {
        Self { command: Some(command), ..Self::unnumbered(worker, programme, at) }
    }
    /// A change that may be repeated: a read that is audited, a session that was seen.
    pub fn unnumbered(worker: WorkerId, programme: ProgrammeId, at: Timestamp) -> Self {
        Self {
            command: None,
            worker,
            at,
            programme,
            outcome: String::new(),
            appends: Vec::new(),
            rows: Vec::new(),
            clearing: Vec::new(),
            upkeep: Vec::new(),
            audit: Vec::new(),
            premises: Vec::new(),
            refused: None,
            fresh_keys: Vec::new(),
        }
    }

    /// What is answered when the same form is sent again.
    pub fn outcome(&mut self, outcome: impl Into<String>) -> &mut Self {
        self.outcome = outcome.into();
        self
    }

    /// A stream goes on with events that were decided upon version `on`, and comes to `after`.
    pub fn append<S: Stream, A: Act>(
        &mut self,
        permitted: &Permitted<A>,
        envelope: &Envelope,
        on: u32,
        events: &[S::Event],
        after: &S,
    ) -> &mut Self {
        self.held(permitted, envelope.id);
        if on == 0 {
            self.rows.push(tables::stream(S::KIND, envelope));
        }
        for (event, version) in events.iter().zip(on + 1..) {
            self.rows.push(Insert::into(
                &tables::JOURNAL,
                [
                    envelope.programme.uuid().into(),
                    S::KIND.into(),
                    envelope.id.into(),
                    i64::from(version).into(),
                    stamp(self.at).into(),
                    self.worker.uuid().into(),
                    self.command.map(CommandId::uuid).into(),
                    S::write(event).into(),
                ],
            ));
        }
        // No stream has 2^32 events.
        let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
        self.appends.push(Append { stream: envelope.id, on, events: count });
        self.models(envelope, after, on == 0);
        self
    }

    /// The read models of a stream, cleared before, as it stands by this version: still the last
    /// when they are written.
    pub(crate) fn stands<S: Stream>(&mut self, envelope: &Envelope, version: u32, state: &S) {
        self.appends.push(Append { stream: envelope.id, on: version, events: 0 });
        self.models(envelope, state, true);
    }

    /// Where there are no rows of earlier versions, none is looked for.
    fn models<S: Stream>(&mut self, envelope: &Envelope, state: &S, first: bool) {
        for row in state.rows(envelope) {
            match row.0 {
                Written::Row(row) => self.rows.push(row),
                Written::Sweep(sql) if !first => self.upkeep.push(sql),
                Written::Sweep(_) => {}
            }
        }
    }

    /// A text sealed, with the wraps by which it is read through the permitted record.
    pub fn text<A: Act>(
        &mut self,
        permitted: &Permitted<A>,
        subject: Subject,
        sealed: &Ciphertext,
        wraps: &[Wrap],
    ) -> &mut Self {
        self.rows.push(tables::text(subject, self.programme, sealed, self.at));
        self.wraps(permitted, wraps)
    }

    /// A text that stands already is given to others, through the permitted record.
    pub fn wraps<A: Act>(&mut self, permitted: &Permitted<A>, wraps: &[Wrap]) -> &mut Self {
        for wrap in wraps {
            self.held(permitted, wrap.record);
            self.rows.push(tables::wrap(wrap));
        }
        self
    }

    /// What a person is found by, on one side, through the permitted record.
    pub fn index<A: Act>(
        &mut self,
        permitted: &Permitted<A>,
        side: Side,
        person: pathway::PersonId,
        tokens: &[Token],
    ) -> &mut Self {
        let rows = tokens
            .iter()
            .map(|token| tables::token(self.programme, side, token, permitted.record(), person));
        self.rows.extend(rows);
        self
    }

    /// What a person is found by from now on, instead of all that was there before.
    pub fn index_again<A: Act>(
        &mut self,
        permitted: &Permitted<A>,
        side: Side,
        person: pathway::PersonId,
        tokens: &[Token],
    ) -> &mut Self {
        self.clearing.push(Sql::with(
            "DELETE FROM blind_index WHERE record = ? AND person = ?",
            [permitted.record().into(), person.uuid().into()],
        ));
        self.index(permitted, side, person, tokens)
    }

    /// A message into an inbox.
    pub fn message(&mut self, message: &Message) -> &mut Self {
        self.rows.push(tables::message(self.programme, message, self.at));
        self
    }

    /// An entry of the audit.
    pub fn audit(&mut self, entry: Entry) -> &mut Self {
        self.audit.push(entry);
        self
    }

    pub(crate) fn insert(&mut self, row: Insert) -> &mut Self {
        self.rows.push(row);
        self
    }
    pub(crate) const fn at(&self) -> Timestamp {
        self.at
    }
    pub(crate) const fn of_programme(&self) -> ProgrammeId {
        self.programme
    }
    pub(crate) fn command(&self) -> Option<Uuid> {
        self.command.map(CommandId::uuid)
    }
    pub(crate) fn refused(&self) -> Option<NotCommitted> {
        self.refused.clone()
    }

    /// Whether it changes nothing, and only says in the audit what was read or refused.
    pub(crate) const fn is_audit_alone(&self) -> bool {
        self.command.is_none()
            && self.premises.is_empty()
            && self.appends.is_empty()
            && self.rows.is_empty()
            && self.clearing.is_empty()
            && self.upkeep.is_empty()
    }

    /// All rows: first that the command was done.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Insert> + '_ {
        let done = self.command.map(|command| {
            Insert::into(
                &tables::COMMANDS,
                [
                    command.uuid().into(),
                    self.programme.uuid().into(),
                    self.worker.uuid().into(),
                    stamp(self.at).into(),
                    self.outcome.clone().into(),
                ],
            )
        });
        done.into_iter().chain(self.rows.iter().cloned())
    }

    /// A row on its way.
    pub(crate) fn row(&mut self, row: Insert) -> &mut Self {
        self.rows.push(row);
        self
    }
    /// A statement, after the rows.
    pub(crate) fn then(&mut self, sql: Sql) -> &mut Self {
        self.upkeep.push(sql);
        self
    }
    /// What it was decided upon.
    pub(crate) fn upon(&mut self, premise: Premise) -> &mut Self {
        self.premises.push(premise);
        self
    }
    /// A first wrapping key, which is used once it is written.
    pub(crate) fn first_key(&mut self, key: StoredKey) -> &mut Self {
        let row = Insert { table: &key_rows::FIRST_KEYS, ..key_rows::row(&key) };
        self.fresh_keys.push(key);
        self.row(row)
    }
    pub(crate) fn makes(&self, holder: Holder) -> bool {
        self.fresh_keys.iter().any(|key| key.holder == holder)
    }
    /// The change will not be written; the first reason is given.
    pub(crate) fn refuse(&mut self, why: NotCommitted) {
        self.refused.get_or_insert(why);
    }
    pub(crate) fn by(&self) -> WorkerId {
        self.worker
    }

    pub(crate) fn held<A: Act>(&mut self, permitted: &Permitted<A>, record: Uuid) {
        if permitted.record() != record {
            self.refuse(NotCommitted::NotPermitted { record });
        }
    }
}

impl crate::Store {
    /// What came of a form, where it was done before: as casework put it then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outcome_of(&self, command: CommandId) -> Result<Option<String>, Fault> {
        let sql = Sql::with("SELECT outcome FROM commands WHERE id = ?", [command.uuid().into()]);
        Ok(self.read(sql, |row| row.take()).await?.pop())
    }

    /// The same where it was done at this time or later.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outcome_since(
        &self,
        command: CommandId,
        since: Timestamp,
    ) -> Result<Option<String>, Fault> {
        let values = [command.uuid().into(), stamp(since).into()];
        let sql = Sql::with("SELECT outcome FROM commands WHERE id = ? AND at >= ?", values);
        Ok(self.read(sql, |row| row.take()).await?.pop())
    }

    /// Writes a change, and returns when it is durable. A line of the audit without a change is
    /// waited for at the end of [`Store::audited`](crate::Store::audited), where somebody waits.
    ///
    /// # Errors
    /// See [`NotCommitted`]; nothing was written then.
    pub async fn commit(&self, mut change: Change) -> Result<Committed, NotCommitted> {
        match change.refused() {
            Some(refused) => Err(refused),
            None if change.is_audit_alone() && receipts::are_waited_for() => {
                receipts::keep(self.inside.writer.send(change).await?);
                Ok(Committed { versions: Vec::new() })
            }
            None => {
                // What was read for it is in the audit, or nothing is changed.
                receipts::all_came().await?;
                let fresh = std::mem::take(&mut change.fresh_keys);
                let committed = self.inside.writer.commit(change).await;
                if !fresh.is_empty() && matches!(committed, Err(NotCommitted::Unavailable(_))) {
                    // Another server may have made the key: the next attempt finds it.
                    self.learn_keys().await?;
                }
                let committed = committed.map_err(in_their_words)?;
                for key in fresh {
                    self.inside.keys.adopt(&self.inside.master, &key)?;
                }
                Ok(committed)
            }
        }
    }
}

/// A rule that was broken, as what the people at the screen can change.
fn in_their_words(why: NotCommitted) -> NotCommitted {
    match why {
        NotCommitted::Unavailable(Fault::Rule(rule))
            if rule.contains("spent.mark") || rule.contains("spent_pkey") =>
        {
            NotCommitted::Spent
        }
        NotCommitted::Unavailable(Fault::Rule(rule))
            if [
                "programmes.name",
                "programmes_name",
                "organisations.name",
                "organisations_name",
            ]
            .iter()
            .any(|name| rule.contains(name)) =>
        {
            NotCommitted::NameTaken
        }
        NotCommitted::Unavailable(Fault::Rule(rule))
            if rule.contains("workers.email") || rule.contains("workers_email") =>
        {
            NotCommitted::EmailTaken
        }
        NotCommitted::Unavailable(Fault::Rule(rule)) if rule.contains("one_side") => {
            NotCommitted::Roles(RolesRefused::AnotherSide)
        }
        why => why,
    }
}
