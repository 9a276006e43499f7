//! The audit read back: in the order of its chain, to be verified, and by kind, for a manager.

use std::collections::HashMap;

use access::{Act, Action, Permitted, act};
use jiff::Timestamp;
use pathway::{OrganisationId, WorkerId};
use uuid::Uuid;

use crate::Store;
use crate::audit::{ChainKey, Detail, Entry, Findings, Head, Linked, Mac, Outcome, Verification};
use crate::change::Change;
use crate::database::Columns;
use crate::fault::Fault;
use crate::keys::{Ciphertext, DataKey, KeyRing, Side, Subject, Wrap};
use crate::sql::{Sql, stamp};
use crate::tables;
use crate::texts::NotRead;

/// Entries that are read at once.
const PAGE: i64 = 1_000;

/// An entry as a manager's page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnessed {
    /// Which server wrote it.
    pub server: Uuid,
    /// Its number there.
    pub number: u64,
    /// What was done.
    pub entry: Entry,
}

/// Which entries a manager asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// On this record.
    pub record: Option<Uuid>,
    /// By this worker.
    pub worker: Option<WorkerId>,
}

/// Which actions on an account its owner is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldActions {
    /// Where they were done.
    pub done: Vec<&'static str>,
    /// Where they were refused, or came to nothing.
    pub refused: Vec<&'static str>,
}

/// Where a page ends: the next begins after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AuditKey {
    /// When the last entry was written.
    pub at: Timestamp,
    /// By which server.
    pub server: Uuid,
    /// Its number there.
    pub number: u64,
}

impl Witnessed {
    /// Where a page that ends with it ends.
    pub const fn key(&self) -> AuditKey {
        AuditKey { at: self.entry.at, server: self.server, number: self.number }
    }
}

impl Store {
    /// Has the tables hold every line of the audit that is on the disk: what a page that was shown
    /// waited for may be there first, beside the tables, and within a second in them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_audit(&self) -> Result<(), Fault> {
        self.inside.writer.settle().await
    }

    /// The servers that wrote to the audit, or that have a key to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_servers(
        &self,
        _permitted: &Permitted<act::VerifyAudit>,
    ) -> Result<Vec<Uuid>, Fault> {
        let sql = Sql::new(
            "SELECT owner FROM keys WHERE purpose = 'audit' \
             UNION SELECT DISTINCT server FROM audit ORDER BY 1",
        );
        self.read(sql, |row| row.take()).await
    }

    /// The key of a server's chain, for the file of heads; none where the database lost it.
    pub fn audit_key(
        &self,
        _permitted: &Permitted<act::VerifyAudit>,
        server: Uuid,
    ) -> Option<ChainKey> {
        self.keys().audit(server)
    }

    /// Checks the whole chain of a server against its key and the heads that were recorded outside
    /// the database, page by page. None where the server's key is lost: nothing can be said then.
    ///
    /// # Errors
    /// When the database fails. A row that nobody could have written is a finding, and no error.
    pub async fn verify_audit(
        &self,
        _permitted: &Permitted<act::VerifyAudit>,
        server: Uuid,
        heads: &[Head],
    ) -> Result<Option<Findings>, Fault> {
        self.settle_audit().await?;
        let Some(key) = self.keys().audit(server) else { return Ok(None) };
        let mut verification = Verification::of(key, server, heads);
        let mut after = i64::MIN;
        loop {
            let mut sql = Sql::new(SELECT);
            sql.push("server = ").bind(server).push(" AND number > ").bind(after);
            sql.push(" ORDER BY number LIMIT ").bind(PAGE);
            let page =
                self.read(sql, |row| Ok((row.take::<i64>()?, linked(server, row).ok()))).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (number, linked) in &page {
                match linked {
                    Some(linked) => verification.take(linked),
                    // A number below 1 is in nobody's place.
                    None => verification.take_unreadable(u64::try_from(*number).unwrap_or(0)),
                }
            }
        }
        Ok(Some(verification.findings()))
    }

    /// What was done to the cases of the provider that leave was given for, and what its workers
    /// searched and listed on that side, newest first, at most `limit` after a key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_of<A: Act>(
        &self,
        permitted: &Permitted<A>,
        filter: &AuditFilter,
        after: Option<AuditKey>,
        limit: u16,
    ) -> Result<Vec<Witnessed>, Fault> {
        let audited = const { audited(A::ACTION) };
        let (kinds, table) = audited;
        let (programme, organisation) =
            (permitted.programme().uuid(), permitted.organisation().uuid());
        let mut sql = Sql::new(SELECT_WITH_SERVER);
        sql.push("audit.kind IN (").bind_all(kinds.iter().map(|kind| kind.name()));
        sql.push(") AND ((audit.record IS NULL AND audit.organisation = ");
        sql.bind(organisation);
        sql.push(&format!(
            ") OR EXISTS (SELECT 1 FROM {table} WHERE {table}.id = audit.record \
             AND {table}.programme = "
        ));
        sql.bind(programme).push(&format!(" AND {table}.organisation = ")).bind(organisation);
        sql.push("))");
        if let Some(record) = filter.record {
            sql.push(" AND audit.record = ").bind(record);
        }
        if let Some(worker) = filter.worker {
            sql.push(" AND audit.worker = ").bind(worker.uuid());
        }
        self.witnessed(sql, after, limit).await
    }
}

impl Store {
    /// What happened to the account: when it was signed in to or somebody tried, and what others
    /// changed of it, as far as it is told. Newest first, at most `limit` after a key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_events(
        &self,
        permitted: &Permitted<act::ReadOwnAccount>,
        actions: &ToldActions,
        after: Option<AuditKey>,
        limit: u16,
    ) -> Result<Vec<Witnessed>, Fault> {
        let (whose, account) = (permitted.record(), access::Kind::Account.name());
        let mut sql = Sql::new(SELECT_WITH_SERVER);
        sql.push("((audit.worker = ").bind(whose).push(" AND audit.kind = 'session')");
        sql.push(" OR (audit.record = ").bind(whose).push(" AND audit.kind = ").bind(account);
        sql.push("))");
        let allowed = i64::from(Outcome::Allowed.code());
        sql.push(" AND ((audit.outcome = ").bind(allowed);
        sql.push(" AND audit.action IN (").bind_all(actions.done.iter().copied()).push("))");
        if !actions.refused.is_empty() {
            sql.push(" OR (audit.outcome <> ").bind(allowed);
            sql.push(" AND audit.action IN (").bind_all(actions.refused.iter().copied());
            sql.push("))");
        }
        sql.push(")");
        self.witnessed(sql, after, limit).await
    }

    /// When something of these was done to an account, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn done_to_account(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
        actions: &[&'static str],
        limit: u16,
    ) -> Result<Vec<Witnessed>, Fault> {
        let mut sql = Sql::new(SELECT_WITH_SERVER);
        sql.push("audit.record = ").bind(permitted.record());
        sql.push(" AND audit.kind = ").bind(access::Kind::Account.name());
        sql.push(" AND audit.action IN (").bind_all(actions.iter().copied());
        sql.push(") AND audit.outcome = ").bind(i64::from(Outcome::Allowed.code()));
        self.witnessed(sql, None, limit).await
    }

    /// When the programme was given a name, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn names_given(
        &self,
        permitted: &Permitted<act::ReadProgramme>,
        limit: u16,
    ) -> Result<Vec<Witnessed>, Fault> {
        let mut sql = Sql::new(SELECT_WITH_SERVER);
        sql.push("audit.record = ").bind(permitted.record());
        sql.push(" AND audit.kind = ").bind(access::Kind::Programme.name());
        sql.push(" AND audit.action = ").bind(Action::ManageProgramme.name());
        sql.push(" AND audit.outcome = ").bind(i64::from(Outcome::Allowed.code()));
        self.witnessed(sql, None, limit).await
    }

    /// When what leave was given for was done to its record, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn done<A: ReadsTold>(
        &self,
        permitted: &Permitted<A>,
        limit: u16,
    ) -> Result<Vec<Witnessed>, Fault> {
        let mut sql = Sql::new(SELECT_WITH_SERVER);
        sql.push("audit.record = ").bind(permitted.record());
        sql.push(" AND audit.kind = ").bind(A::ACTION.kind().name());
        sql.push(" AND audit.action = ").bind(A::ACTION.name());
        sql.push(" AND audit.outcome = ").bind(i64::from(Outcome::Allowed.code()));
        self.witnessed(sql, None, limit).await
    }

    /// What was sealed of those entries for whose account it is, by [`Change::told`]. What was
    /// erased is not among it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn told_of<A: ReadsTold>(
        &self,
        permitted: &Permitted<A>,
        entries: &[Witnessed],
    ) -> Result<HashMap<AuditKey, String>, Fault> {
        let kind = A::ACTION.kind().name();
        let sealed = entries.iter().filter_map(|entry| told(kind, entry));
        let sealed: Vec<(AuditKey, Uuid, Ciphertext)> = sealed.collect();
        if sealed.is_empty() {
            return Ok(HashMap::new());
        }
        let record = permitted.record();
        let mut sql = Sql::new("SELECT subject, version, wrapped FROM wraps WHERE record = ");
        sql.bind(record).push(" AND organisation = ").bind(KeyRing::STAFF.uuid());
        sql.push(" AND side = ").bind(i64::from(Side::Administration.code()));
        sql.push(" AND kind = ").bind(i64::from(Subject::AuditDetail(record).code()));
        sql.push(" AND subject IN (").bind_all(sealed.iter().map(|(_, id, _)| *id)).push(")");
        let keys = self.read_staff(sql, |row| {
            let id = row.take()?;
            let wrap = Wrap {
                subject: Subject::AuditDetail(id),
                record,
                organisation: KeyRing::STAFF,
                side: Side::Administration,
                version: row.number()?,
                wrapped: Ciphertext::of(row.take()?),
            };
            Ok((id, self.keys().unwrap_own(&wrap).map_err(closed)?))
        });
        let keys: HashMap<Uuid, DataKey> = keys.await?.into_iter().collect();
        let mut told = HashMap::new();
        for (entry, id, sealed) in sealed {
            let Some(key) = keys.get(&id) else { continue };
            let plain = key.open(Subject::AuditDetail(id), &sealed).map_err(closed)?;
            told.insert(entry, String::from_utf8_lossy(&plain).into_owned());
        }
        Ok(told)
    }

    /// The entries of a question, newest first, at most `limit` after a key.
    async fn witnessed(
        &self,
        mut sql: Sql,
        after: Option<AuditKey>,
        limit: u16,
    ) -> Result<Vec<Witnessed>, Fault> {
        self.settle_audit().await?;
        if let Some(after) = after {
            sql.push(" AND (audit.at, audit.server, audit.number) < (").bind(stamp(after.at));
            sql.push(", ").bind(after.server).push(", ");
            sql.bind(i64::try_from(after.number).unwrap_or(i64::MAX)).push(")");
        }
        sql.push(" ORDER BY audit.at DESC, audit.server DESC, audit.number DESC LIMIT ");
        sql.bind(i64::from(limit));
        self.read(sql, |row| {
            let server = row.take()?;
            let number = row.number()?;
            Ok(Witnessed { server, number, entry: entry(row)? })
        })
        .await
    }
}

/// Leave to do what is sealed in its entry of the audit.
pub trait Tells: Act {}
impl Tells for act::ManageAccounts {}
impl Tells for act::ManageProgramme {}
impl Tells for act::ManageOrganisations {}
impl Tells for act::ManageAreas {}

/// Leave to read what was sealed of the same record.
pub trait ReadsTold: Act {}
impl ReadsTold for act::ReadOwnAccount {}
impl ReadsTold for act::ManageAccounts {}
impl ReadsTold for act::ReadProgramme {}
impl ReadsTold for act::ManageOrganisations {}
impl ReadsTold for act::ManageAreas {}

impl Change {
    /// Seals what was done to an account, a programme or an organisation, for the entry of the audit
    /// that says so: whose account it is reads it, or whoever keeps the programme, and nobody else.
    ///
    /// # Errors
    /// When it could not be sealed.
    pub fn told<A: Tells>(
        &mut self,
        permitted: &Permitted<A>,
        words: &str,
        store: &Store,
    ) -> Result<Detail, NotRead> {
        let surroundings = store.surroundings();
        let (id, key) = (surroundings.id(), DataKey::random(surroundings));
        let subject = Subject::AuditDetail(id);
        let holder = (KeyRing::STAFF, Side::Administration);
        let wrap = store.keys().wrap(&key, subject, permitted.record(), holder, surroundings)?;
        let sealed = key.seal(subject, words.as_bytes(), surroundings);
        self.row(tables::wrap(&wrap));
        // The id goes before the sealed words, by which the wrap is found again.
        let bytes = [id.as_bytes().as_slice(), sealed.bytes()].concat();
        Ok(Detail::of(Ciphertext::of(bytes)))
    }
}

/// What is sealed of an entry about an account: the id of its key, and the text.
fn told(kind: &str, entry: &Witnessed) -> Option<(AuditKey, Uuid, Ciphertext)> {
    let of_kind = entry.entry.kind == kind;
    let sealed = entry.entry.detail.as_ref().filter(|_| of_kind)?.sealed.as_ref()?;
    let (id, text) = sealed.bytes().split_first_chunk::<16>()?;
    Some((entry.key(), Uuid::from_bytes(*id), Ciphertext::of(text.to_vec())))
}

/// Of which kinds a manager reads the audit by leave for an action, and in which table the records
/// are. Leave for any other action does not compile.
const fn audited(action: Action) -> (&'static [access::Kind], &'static str) {
    match action {
        Action::ReadCaseAudit => (&[access::Kind::Case], "cases"),
        Action::ReadSupportAudit => (&[access::Kind::SupportCase], "support_cases"),
        _ => panic!("leave for this action reads no audit"),
    }
}

const SELECT: &str = "SELECT number, number, at, worker, organisation, action, kind, record, \
                      outcome, address, digest, sealed, mac FROM audit WHERE ";
const SELECT_WITH_SERVER: &str = "SELECT audit.server, audit.number, audit.at, audit.worker, audit.organisation, audit.action, \
     audit.kind, audit.record, audit.outcome, audit.address, audit.digest, audit.sealed \
     FROM audit WHERE ";

fn linked(server: Uuid, row: &mut Columns<'_>) -> Result<Linked, Fault> {
    let number = row.number()?;
    let entry = entry(row)?;
    let mac = <[u8; 32]>::try_from(row.take::<Vec<u8>>()?).map_err(|_| foreign("a mac"))?;
    Ok(Linked { server, number, entry, mac: Mac::of(mac) })
}

fn entry(row: &mut Columns<'_>) -> Result<Entry, Fault> {
    let at = row.moment()?;
    let worker = row.id_or_none(WorkerId::of)?;
    let organisation = row.id_or_none(OrganisationId::of)?;
    let action: String = row.take()?;
    let kind: String = row.take()?;
    let record = row.take()?;
    let outcome = Outcome::stored(row.number()?).ok_or_else(|| foreign("an outcome"))?;
    let address: Option<String> = row.take()?;
    let address =
        address.map(|address| address.parse().map_err(|_| foreign("an address"))).transpose()?;
    let digest: Option<Vec<u8>> = row.take()?;
    let sealed: Option<Vec<u8>> = row.take()?;
    let detail = match digest {
        None => None,
        Some(digest) => Some(Detail {
            digest: digest.try_into().map_err(|_| foreign("a digest"))?,
            sealed: sealed.map(Ciphertext::of),
        }),
    };
    let (action, kind) = (action.into(), kind.into());
    Ok(Entry { at, worker, organisation, action, kind, record, outcome, address, detail })
}

fn closed(cause: impl std::fmt::Display) -> Fault {
    foreign(&format!("a text that does not open ({cause})"))
}

fn foreign(what: &str) -> Fault {
    Fault::Foreign(format!("{what} in the table audit"))
}
