//! What an account is called and the address of mail that it is signed in with: read, corrected, and
//! when the address was changed.

use access::{Permitted, act};
use jiff::Timestamp;
use pathway::WorkerId;
use uuid::Uuid;

use crate::Store;
use crate::change::Change;
use crate::database::Columns;
use crate::fault::Fault;
use crate::keys::{Name, Secret};
use crate::premise::Premise;
use crate::sql::{Sql, Value, stamp};
use crate::staff::{self, Sealed, Staff};
use crate::tables;
use crate::writer::{Insert, OnConflict, Table};

/// What an account is called, as it was read.
#[derive(Clone, Debug)]
pub struct Named {
    /// The name.
    pub name: Name,
    /// The address of mail.
    pub email: Secret,
    /// As it stands sealed, by which it is known whether it is so yet.
    as_read: Vec<u8>,
}

/// That the address of mail of an account was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readdressed {
    /// Who changed it.
    pub by: WorkerId,
    /// When.
    pub at: Timestamp,
}

static READDRESSED: Table = Table {
    name: "readdressed",
    columns: &["worker", "changed_by", "at"],
    key: 2,
    on_conflict: OnConflict::Replace { kept: &[] },
};

impl Change {
    /// Gives an account another name or address of mail.
    pub fn renamed(
        &mut self,
        permitted: &Permitted<act::ManageAccounts>,
        (name, email): (&str, &str),
        store: &Store,
    ) -> &mut Self {
        let worker = WorkerId::of(permitted.record());
        let sealed = store.seal_staff(worker, name, email);
        if let Some(Sealed { email, details, wrap }) = self.sealed(sealed) {
            self.row(tables::wrap(&wrap));
            self.then(Sql::with(
                "UPDATE workers SET email = ?, details = ? WHERE id = ?",
                [email.to_vec().into(), details.into_bytes().into(), worker.uuid().into()],
            ));
        }
        self
    }

    /// The address is another from now on, by whose change this is.
    pub fn readdressed(&mut self, permitted: &Permitted<act::ManageAccounts>) -> &mut Self {
        let (worker, by, at) = (permitted.record(), self.by().uuid(), stamp(self.at()));
        self.then(Sql::with(
            "UPDATE workers SET addressed = ? WHERE id = ?",
            [at.into(), worker.into()],
        ));
        self.row(Insert::into(&READDRESSED, [worker.into(), by.into(), at.into()]))
    }

    /// What went to the address before is good no more: a link that is out, and a reset, since nobody
    /// agrees to one whose link goes elsewhere than they were shown.
    pub fn end_what_was_sent(&mut self, permitted: &Permitted<act::ManageAccounts>) -> &mut Self {
        self.end_invitation(permitted).end_reset(permitted)
    }

    /// The change is written only while nobody else than these changed the address after a moment, nor
    /// did any of them again.
    pub fn upon_readdressed(
        &mut self,
        permitted: &Permitted<act::ManageAccounts>,
        read: &[Readdressed],
        since: Timestamp,
    ) -> &mut Self {
        let worker = permitted.record();
        let mut sql = Sql::new("SELECT CASE WHEN 1 = 0");
        for one in read {
            sql.push(" OR (changed_by = ").bind(one.by.uuid());
            sql.push(" AND at = ").bind(stamp(one.at)).push(")");
        }
        sql.push(" THEN 'this' ELSE 'another' END FROM readdressed WHERE worker = ").bind(worker);
        sql.push(" AND at > ").bind(stamp(since));
        let as_read = read.iter().map(|_| Premise::row(["this"])).collect();
        self.upon(Premise::of(worker, sql, 1, as_read))
    }

    /// Clears away who changed addresses until a moment.
    pub fn clear_readdressed(&mut self, until: Timestamp) -> &mut Self {
        self.then(Sql::with("DELETE FROM readdressed WHERE at <= ?", [stamp(until).into()]))
    }

    /// The change is written only while an account is called as it was read.
    pub fn upon_named(
        &mut self,
        permitted: &Permitted<act::ManageAccounts>,
        named: &Named,
    ) -> &mut Self {
        let worker = permitted.record();
        let sql = Sql::with(
            "SELECT CASE WHEN details = ? THEN 'this' ELSE 'another' END FROM workers WHERE id = ?",
            [named.as_read.clone().into(), worker.into()],
        );
        self.upon(Premise::of(worker, sql, 1, vec![Premise::row(["this"])]))
    }

    /// The address of mail that the directory of an account gives is looked for among those of
    /// everybody: counted since a moment.
    pub fn address_looked_for(
        &mut self,
        permitted: &Permitted<act::ManageAccounts>,
        since: Timestamp,
    ) -> &mut Self {
        let (since, now) = (stamp(since), stamp(self.at()));
        self.then(Sql::with(
            "UPDATE identities SET looks = CASE WHEN looked > ? THEN looks + 1 ELSE 1 END, \
             looked = CASE WHEN looked > ? THEN looked ELSE ? END WHERE worker = ?",
            [since.into(), since.into(), now.into(), permitted.record().into()],
        ))
    }

    /// The directory of an account gives an address of mail that another account has; or does so no
    /// more.
    pub fn address_taken(
        &mut self,
        permitted: &Permitted<act::ManageAccounts>,
        is_taken: bool,
    ) -> &mut Self {
        let since: Value = is_taken.then(|| stamp(self.at())).into();
        let sql = "UPDATE identities SET taken = ? WHERE worker = ?";
        self.then(Sql::with(sql, [since, permitted.record().into()]))
    }
}

impl Store {
    /// What an account is called; none where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn named(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
    ) -> Result<Option<Named>, Fault> {
        let worker = WorkerId::of(permitted.record());
        let mut sql = Sql::new("SELECT workers.details, ");
        sql.push(staff::COLUMNS).push(" FROM workers");
        staff::joined(&mut sql);
        sql.push(" WHERE workers.id = ").bind(worker.uuid());
        let read = |row: &mut Columns<'_>| {
            let as_read = row.take()?;
            let Staff { name, email } = staff::open(self.keys(), worker, row)?;
            Ok(Named { name: Name::new(name), email: Secret::new(email), as_read })
        };
        Ok(self.read_staff(sql, read).await?.pop())
    }

    /// Who changed the address of mail of an account after a moment, the latest first: each once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn readdressed(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
        since: Timestamp,
    ) -> Result<Vec<Readdressed>, Fault> {
        let sql = Sql::with(
            "SELECT changed_by, at FROM readdressed WHERE worker = ? AND at > ? \
             ORDER BY at DESC, changed_by",
            [permitted.record().into(), stamp(since).into()],
        );
        let read = |row: &mut Columns<'_>| {
            Ok(Readdressed { by: row.id(WorkerId::of)?, at: row.moment()? })
        };
        self.read(sql, read).await
    }

    /// Whether somebody is one of those who changed the address of an account after a moment: did it,
    /// opened the account of whoever did, or got theirs from them. Nobody can know that these are two
    /// people.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_of_readdressed(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
        who: WorkerId,
        since: Timestamp,
    ) -> Result<bool, Fault> {
        let mut sql = Sql::new("SELECT COUNT(*) FROM workers WHERE id = ");
        sql.bind(who.uuid()).push(" AND ");
        of_readdressed(&mut sql, permitted.record(), since);
        Ok(self.how_many(sql).await? > 0)
    }

    /// How many others who keep accounts may let the owner of an account in anew, once whoever has the
    /// leave has changed its address too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn others_let_in(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
        since: Timestamp,
    ) -> Result<u64, Fault> {
        let (worker, own) = (permitted.record(), permitted.worker().uuid());
        let mut sql = Sql::new("SELECT COUNT(*) FROM workers WHERE ");
        keeps_accounts(&mut sql, permitted);
        sql.push(" AND id NOT IN (").bind_all([worker, own]).push(") AND NOT ");
        of_readdressed(&mut sql, worker, since);
        sql.push(" AND NOT ");
        pair_of(&mut sql, own);
        Ok(self.how_many(sql).await?.unsigned_abs())
    }

    /// What a statement counts.
    pub(crate) async fn how_many(&self, sql: Sql) -> Result<i64, Fault> {
        Ok(self.read(sql, |row| row.take()).await?.pop().unwrap_or_default())
    }

    /// How often the address that the directory of an account gives was looked for among those of
    /// everybody, where that began after a moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn address_looks(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
        since: Timestamp,
    ) -> Result<u32, Fault> {
        let sql = Sql::with(
            "SELECT looks FROM identities WHERE worker = ? AND looked > ?",
            [permitted.record().into(), stamp(since).into()],
        );
        Ok(self.read(sql, |row| row.number()).await?.pop().unwrap_or_default())
    }

    /// Since when the directory of an account gives an address of mail that another account has; none
    /// where it does not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn address_taken(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
    ) -> Result<Option<Timestamp>, Fault> {
        let sql =
            Sql::with("SELECT taken FROM identities WHERE worker = ?", [permitted.record().into()]);
        Ok(self.read(sql, |row| row.moment_or_none()).await?.pop().flatten())
    }
}

/// That somebody keeps accounts and can sign in.
pub(crate) fn keeps_accounts(sql: &mut Sql, permitted: &Permitted<act::ManageAccounts>) {
    sql.push(
        "state = 'active' AND (password IS NOT NULL OR \
         EXISTS (SELECT 1 FROM identities WHERE identities.worker = workers.id)) AND EXISTS \
         (SELECT 1 FROM roles WHERE roles.worker = workers.id \
         AND roles.role = 'administrator' AND roles.programme = ",
    );
    sql.bind(permitted.programme().uuid()).push(")");
}

/// That one of the two opened the account of the other.
pub(crate) fn pair_of(sql: &mut Sql, other: Uuid) {
    sql.push("(COALESCE(opened_by = ").bind(other);
    sql.push(", FALSE) OR EXISTS (SELECT 1 FROM workers AS other WHERE other.id = ").bind(other);
    sql.push(" AND other.opened_by = workers.id))");
}

/// That somebody changed the address of an account after a moment, or is a pair with whoever did.
pub(crate) fn of_readdressed(sql: &mut Sql, worker: Uuid, since: Timestamp) {
    // Joined to accounts: whoever runs the machine, or a directory, is a pair with nobody.
    sql.push(
        "EXISTS (SELECT 1 FROM readdressed JOIN workers AS changer \
         ON changer.id = readdressed.changed_by WHERE readdressed.worker = ",
    );
    sql.bind(worker).push(" AND readdressed.at > ").bind(stamp(since));
    sql.push(
        " AND (changer.id = workers.id OR changer.opened_by = workers.id \
         OR workers.opened_by = changer.id))",
    );
}
