//! What an account is called and the address of mail that it is signed in with: read, corrected, and
//! when the address was changed.

use access::{Permitted, act};
use jiff::Timestamp;
use pathway::WorkerId;

use crate::Store;
use crate::change::Change;
use crate::database::Columns;
use crate::fault::Fault;
use crate::keys::{Name, Secret};
use crate::premise::Premise;
use crate::sql::{Sql, Value, stamp};
use crate::staff::{self, Sealed, Staff};
use crate::tables;

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

    /// The address is another from now on, by whose change this is: a link that went to the one before
    /// is good no more, and nobody agrees to a reset whose link would go elsewhere than they were shown.
    pub fn readdressed(&mut self, permitted: &Permitted<act::ManageAccounts>) -> &mut Self {
        let (at, by) = (stamp(self.at()), self.by().uuid());
        self.then(Sql::with(
            "UPDATE workers SET addressed = ?, addressed_by = ? WHERE id = ?",
            [at.into(), by.into(), permitted.record().into()],
        ));
        self.end_invitation(permitted).end_reset(permitted)
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

    /// Who changed the address of mail of an account last, where that was after a moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn readdressed(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
        since: Timestamp,
    ) -> Result<Option<Readdressed>, Fault> {
        let sql = Sql::with(
            "SELECT addressed_by, addressed FROM workers WHERE id = ? AND addressed > ?",
            [permitted.record().into(), stamp(since).into()],
        );
        let read = |row: &mut Columns<'_>| {
            Ok(Readdressed { by: row.id(WorkerId::of)?, at: row.moment()? })
        };
        Ok(self.read(sql, read).await?.pop())
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
