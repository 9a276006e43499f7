//! What a worker signs in with besides a password: passkeys, apps that show codes, codes for
//! recovery. Each is sealed, its owner's alone, and what is good once is used once, whichever
//! server it is shown to.

use access::{Permitted, act};
use jiff::{SignedDuration, Timestamp};
use pathway::WorkerId;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::Store;
use crate::accounts::OnAccount;
use crate::change::Change;
use crate::database::Columns;
use crate::fault::Fault;
use crate::keys::{Ciphertext, DataKey, KeyRing, Side, Subject, Wrap};
use crate::premise::Premise;
use crate::sql::{Sql, stamp};
use crate::tables;
use crate::writer::{Insert, OnConflict, Table};

/// Kinds of second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorKind {
    /// A key in a phone, a computer or a stick.
    Passkey,
    /// An app that shows a code every half minute.
    App,
}

/// A factor that is added.
pub struct NewFactor {
    /// Which.
    pub id: Uuid,
    /// What it is.
    pub kind: FactorKind,
    /// Its name and what it is checked against, as casework writes it; sealed on the way.
    pub plain: Zeroizing<Vec<u8>>,
    /// SHA-256 of a passkey's id: no two people have the same.
    pub credential: Option<[u8; 32]>,
    /// Whether it was shown already; before that it opens nothing.
    pub set_up: bool,
    /// SHA-256 of the token of the session in which it is set up.
    pub session: [u8; 32],
}

/// A factor, opened.
pub struct Factor {
    /// Which.
    pub id: Uuid,
    /// What it is.
    pub kind: FactorKind,
    /// Its name and what it is checked against, as casework wrote it.
    pub plain: Zeroizing<Vec<u8>>,
    /// When it was added.
    pub made: Timestamp,
    /// Whether it was ever shown; before that it opens nothing.
    pub set_up: bool,
    /// When it was last shown.
    pub used: Option<Timestamp>,
    /// Of the code that was taken last.
    pub step: Option<i64>,
    /// SHA-256 of the token of the session in which it was begun; none of what is older.
    pub session: Option<Vec<u8>>,
}

/// So many pages that ask for a passkey may be open in one session.
const CEREMONIES_OF_ONE: i64 = 5;
/// So long something waits that was begun and not ended: an app that showed no code yet.
const WAITS: SignedDuration = SignedDuration::from_hours(1);
/// So long it is known that something was used: by then it is gone itself, or too old.
const KNOWN: SignedDuration = SignedDuration::from_hours(24);

static FACTORS: Table = Table {
    name: "factors",
    columns: &["id", "worker", "kind", "sealed", "credential", "made", "set_up", "session"],
    key: 1,
    on_conflict: OnConflict::Fail,
};
static RECOVERY_CODES: Table = Table {
    name: "recovery_codes",
    columns: &["worker", "digest"],
    key: 2,
    on_conflict: OnConflict::Fail,
};
static CEREMONIES: Table = Table {
    name: "ceremonies",
    columns: &["id", "worker", "state", "ends", "session"],
    key: 1,
    on_conflict: OnConflict::Fail,
};
static SPENT: Table =
    Table { name: "spent", columns: &["mark", "made"], key: 1, on_conflict: OnConflict::Fail };

impl FactorKind {
    const ALL: [Self; 2] = [Self::Passkey, Self::App];

    /// Its code in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::App => "app",
        }
    }
}

/// A log that meets one shows nothing of it.
impl std::fmt::Debug for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Factor").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Change {
    /// Adds a factor to the account of the leave.
    pub fn factor<A: OnAccount>(
        &mut self,
        permitted: &Permitted<A>,
        factor: &NewFactor,
        store: &Store,
    ) -> &mut Self {
        let worker = permitted.record();
        let Some((sealed, wrap)) = self.sealed_factor(worker, factor.id, &factor.plain, store)
        else {
            return self;
        };
        let made = stamp(self.at());
        self.row(Insert::into(
            &FACTORS,
            [
                factor.id.into(),
                worker.into(),
                factor.kind.name().into(),
                sealed.into_bytes().into(),
                factor.credential.map(|digest| digest.to_vec()).into(),
                made.into(),
                factor.set_up.into(),
                factor.session.to_vec().into(),
            ],
        ));
        self.row(tables::wrap(&wrap))
    }

    /// A factor of the account was shown: it is set up, and what is older than this code is not
    /// taken any more.
    pub fn factor_shown<A: OnAccount>(
        &mut self,
        permitted: &Permitted<A>,
        id: Uuid,
        step: Option<i64>,
    ) -> &mut Self {
        let now = stamp(self.at());
        self.then(Sql::with(
            "UPDATE factors SET set_up = TRUE, used = ?, step = ? WHERE id = ? AND worker = ?",
            [now.into(), step.into(), id.into(), permitted.record().into()],
        ))
    }

    /// What a factor of the account is checked against from now on.
    pub fn factor_anew<A: OnAccount>(
        &mut self,
        permitted: &Permitted<A>,
        id: Uuid,
        plain: &[u8],
        store: &Store,
    ) -> &mut Self {
        let worker = permitted.record();
        let Some((sealed, wrap)) = self.sealed_factor(worker, id, plain, store) else {
            return self;
        };
        self.row(tables::wrap(&wrap));
        self.then(Sql::with(
            "UPDATE factors SET sealed = ? WHERE id = ? AND worker = ?",
            [sealed.into_bytes().into(), id.into(), worker.into()],
        ))
    }

    /// It is written only while the account has these factors that were shown, and no others: of two
    /// that are taken away at one time the last stays.
    pub fn upon_factors<A: OnAccount>(
        &mut self,
        permitted: &Permitted<A>,
        kinds: impl IntoIterator<Item = FactorKind>,
    ) -> &mut Self {
        let worker = permitted.record();
        let sql =
            Sql::with("SELECT kind FROM factors WHERE worker = ? AND set_up", [worker.into()]);
        let rows = kinds.into_iter().map(|kind| Premise::row([kind.name()]));
        self.upon(Premise::of(worker, sql, 1, rows.collect()))
    }

    /// Takes a factor from the account, with its key.
    pub fn drop_factor<A: OnAccount>(&mut self, permitted: &Permitted<A>, id: Uuid) -> &mut Self {
        let worker = permitted.record();
        self.then(Sql::with(
            "DELETE FROM factors WHERE id = ? AND worker = ?",
            [id.into(), worker.into()],
        ));
        let kind = Subject::SignIn(WorkerId::of(worker)).code();
        self.then(Sql::with(
            "DELETE FROM wraps WHERE subject = ? AND record = ? AND kind = ?",
            [worker.into(), id.into(), i64::from(kind).into()],
        ))
    }

    /// Takes every factor from the account, and its codes for recovery.
    pub fn drop_factors<A: OnAccount>(&mut self, permitted: &Permitted<A>) -> &mut Self {
        let worker = permitted.record();
        let kind = Subject::SignIn(WorkerId::of(worker)).code();
        self.then(Sql::with("DELETE FROM factors WHERE worker = ?", [worker.into()]));
        self.then(Sql::with(
            "DELETE FROM wraps WHERE subject = ? AND kind = ?",
            [worker.into(), i64::from(kind).into()],
        ));
        self.then(Sql::with("DELETE FROM recovery_codes WHERE worker = ?", [worker.into()]))
    }

    /// Gives the account these codes for recovery, by their digests, in place of any before.
    pub fn recovery_codes<A: OnAccount>(
        &mut self,
        permitted: &Permitted<A>,
        digests: &[[u8; 32]],
    ) -> &mut Self {
        let worker = permitted.record();
        self.clearing
            .push(Sql::with("DELETE FROM recovery_codes WHERE worker = ?", [worker.into()]));
        for digest in digests {
            let row = [worker.into(), digest.to_vec().into()];
            self.row(Insert::into(&RECOVERY_CODES, row));
        }
        self
    }

    /// Uses a code for recovery up.
    pub fn use_recovery_code<A: OnAccount>(
        &mut self,
        permitted: &Permitted<A>,
        digest: &[u8; 32],
    ) -> &mut Self {
        self.spend(digest).then(Sql::with(
            "DELETE FROM recovery_codes WHERE worker = ? AND digest = ?",
            [permitted.record().into(), digest.to_vec().into()],
        ))
    }

    /// What is good once is used with this change: another change that comes with the same is not
    /// written ([`NotCommitted::Spent`](crate::NotCommitted::Spent)).
    pub fn spend(&mut self, mark: &[u8; 32]) -> &mut Self {
        let made = stamp(self.at());
        self.row(Insert::into(&SPENT, [mark.to_vec().into(), made.into()]))
    }

    /// Something is asked of a passkey of the account, in a session: what is to come back is kept
    /// until then, of the latest pages of a session alone.
    pub fn begin_ceremony<A: OnAccount>(
        &mut self,
        permitted: &Permitted<A>,
        (id, session): (&[u8; 32], &[u8; 32]),
        state: Vec<u8>,
        ends: Timestamp,
    ) -> &mut Self {
        let (worker, id, session) = (permitted.record(), id.to_vec(), session.to_vec());
        let ends = stamp(ends).into();
        let row = [id.clone().into(), worker.into(), state.into(), ends, session.clone().into()];
        self.row(Insert::into(&CEREMONIES, row));
        let mut sql = Sql::new("DELETE FROM ceremonies WHERE worker = ");
        sql.bind(worker).push(" AND session = ").bind(session.clone());
        sql.push(" AND id NOT IN (SELECT id FROM ceremonies WHERE worker = ").bind(worker);
        sql.push(" AND session = ").bind(session).push(" ORDER BY CASE WHEN id = ").bind(id);
        sql.push(" THEN 0 ELSE 1 END, ends DESC LIMIT ").bind(CEREMONIES_OF_ONE).push(")");
        self.then(sql)
    }

    /// It came back, and is good no more.
    pub fn end_ceremony(&mut self, id: &[u8; 32]) -> &mut Self {
        self.spend(id).then(Sql::with("DELETE FROM ceremonies WHERE id = ?", [id.to_vec().into()]))
    }

    /// Clears away what was begun and never ended, and marks of what is long used.
    pub fn clear_unfinished(&mut self) -> &mut Self {
        let now = self.at();
        let ago = |time: SignedDuration| stamp(now.checked_sub(time).unwrap_or(now));
        self.then(Sql::with("DELETE FROM ceremonies WHERE ends <= ?", [stamp(now).into()]));
        self.then(Sql::with("DELETE FROM spent WHERE made <= ?", [ago(KNOWN).into()]));
        self.then(Sql::with(
            "DELETE FROM wraps WHERE record IN \
             (SELECT id FROM factors WHERE NOT set_up AND made <= ?)",
            [ago(WAITS).into()],
        ));
        self.then(Sql::with(
            "DELETE FROM factors WHERE NOT set_up AND made <= ?",
            [ago(WAITS).into()],
        ))
    }

    fn sealed_factor(
        &mut self,
        worker: Uuid,
        id: Uuid,
        plain: &[u8],
        store: &Store,
    ) -> Option<(Ciphertext, Wrap)> {
        let subject = Subject::SignIn(WorkerId::of(worker));
        let key = DataKey::random(store.surroundings());
        let holder = (KeyRing::STAFF, Side::Administration);
        match store.keys().wrap(&key, subject, id, holder, store.surroundings()) {
            Ok(wrap) => Some((key.seal(subject, plain, store.surroundings()), wrap)),
            Err(fault) => {
                self.refuse(fault.into());
                None
            }
        }
    }
}

impl Store {
    /// The factors of the account, the oldest first.
    ///
    /// # Errors
    /// When the database fails, or what it holds does not open.
    pub async fn factors(
        &self,
        permitted: &Permitted<act::ReadOwnAccount>,
    ) -> Result<Vec<Factor>, Fault> {
        let worker = WorkerId::of(permitted.record());
        let sql = Sql::with(
            "SELECT factors.id, factors.kind, factors.made, factors.set_up, factors.used, \
             factors.step, factors.session, factors.sealed, wraps.version, wraps.wrapped FROM factors \
             JOIN wraps ON wraps.record = factors.id AND wraps.subject = factors.worker \
             WHERE factors.worker = ? AND wraps.kind = ? ORDER BY factors.made, factors.id",
            [worker.uuid().into(), i64::from(Subject::SignIn(worker).code()).into()],
        );
        self.read_staff(sql, |row| self.factor_of(worker, row)).await
    }

    /// Whether somebody has a factor that was shown.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_factor(&self, worker: WorkerId) -> Result<bool, Fault> {
        let sql = Sql::with(
            "SELECT COUNT(*) FROM factors WHERE worker = ? AND set_up",
            [worker.uuid().into()],
        );
        Ok(self.read(sql, |row| row.take::<i64>()).await?.pop().unwrap_or_default() > 0)
    }

    /// The digests of the codes for recovery that are left to the account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recovery_codes(
        &self,
        permitted: &Permitted<act::ReadOwnAccount>,
    ) -> Result<Vec<Vec<u8>>, Fault> {
        let sql = Sql::with(
            "SELECT digest FROM recovery_codes WHERE worker = ?",
            [permitted.record().into()],
        );
        self.read(sql, |row| row.take()).await
    }

    /// What was asked of a passkey of the account, if that has not ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ceremony(
        &self,
        permitted: &Permitted<act::ReadOwnAccount>,
        id: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<Vec<u8>>, Fault> {
        let sql = Sql::with(
            "SELECT state FROM ceremonies WHERE id = ? AND worker = ? AND ends > ?",
            [id.to_vec().into(), permitted.record().into(), stamp(now).into()],
        );
        Ok(self.read(sql, |row| row.take()).await?.pop())
    }

    fn factor_of(&self, worker: WorkerId, row: &mut Columns<'_>) -> Result<Factor, Fault> {
        let id: Uuid = row.take()?;
        let closed =
            |cause: &dyn std::fmt::Display| Fault::Foreign(format!("the factor {id}: {cause}"));
        let kind: String = row.take()?;
        let kind = FactorKind::ALL.into_iter().find(|known| known.name() == kind);
        let kind = kind.ok_or_else(|| closed(&"of no known kind"))?;
        let (made, set_up) = (row.moment()?, row.take()?);
        let (used, step, session) = (row.moment_or_none()?, row.take()?, row.take()?);
        let sealed = Ciphertext::of(row.take()?);
        let subject = Subject::SignIn(worker);
        let wrap = Wrap {
            subject,
            record: id,
            organisation: KeyRing::STAFF,
            side: Side::Administration,
            version: row.number()?,
            wrapped: Ciphertext::of(row.take()?),
        };
        let key = self.keys().unwrap_own(&wrap).map_err(|cause| closed(&cause))?;
        let plain = key.open(subject, &sealed).map_err(|cause| closed(&cause))?;
        Ok(Factor { id, kind, plain, made, set_up, used, step, session })
    }
}
