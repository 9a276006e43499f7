//! Links by which somebody chooses a password, and who asked for a second factor to be set up anew.

use access::{Permitted, act};
use jiff::Timestamp;
use pathway::{ProgrammeId, WorkerId};
use uuid::Uuid;

use crate::Store;
use crate::called::{keeps_accounts, of_readdressed, pair_of};
use crate::change::Change;
use crate::database::Columns;
use crate::fault::Fault;
use crate::premise::Premise;
use crate::sql::{Sql, stamp};
use crate::staff::{self, Called, Staff};
use crate::writer::{Insert, OnConflict, Table};

/// Whom a link is for.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Who chooses a password by it.
    pub worker: WorkerId,
    /// Until when.
    pub ends: Timestamp,
    /// A programme in which they hold a role; none who holds none.
    pub programme: Option<ProgrammeId>,
    /// What they are called, and where they work.
    pub called: Called,
}

/// That a second factor is to be set up anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reset {
    /// Who asked for it.
    pub asked_by: WorkerId,
    /// When.
    pub made: Timestamp,
}

static INVITATIONS: Table = Table {
    name: "invitations",
    columns: &["digest", "worker", "made", "ends"],
    key: 1,
    on_conflict: OnConflict::Fail,
};
static RESETS: Table = Table {
    name: "resets",
    columns: &["worker", "asked_by", "made"],
    key: 1,
    on_conflict: OnConflict::Replace { kept: &[] },
};

impl Change {
    /// Invites whose account it is to choose a password by a link, whose digest alone is kept. Any
    /// link before is good no more.
    pub fn invite(
        &mut self,
        permitted: &Permitted<act::ManageAccounts>,
        digest: &[u8; 32],
        ends: Timestamp,
    ) -> &mut Self {
        let worker = permitted.record();
        self.clearing.push(Sql::with("DELETE FROM invitations WHERE worker = ?", [worker.into()]));
        self.row(Insert::into(
            &INVITATIONS,
            [digest.to_vec().into(), worker.into(), stamp(self.at()).into(), stamp(ends).into()],
        ))
    }

    /// A link was used by whose change this is: they have a password, and it is good no more.
    pub fn accept_invitation(&mut self, digest: &[u8; 32], password: &str) -> &mut Self {
        let worker = self.by().uuid();
        self.spend(digest);
        self.then(Sql::with(
            "UPDATE workers SET password = ?, wrong_codes = 0 WHERE id = ? AND EXISTS \
             (SELECT 1 FROM invitations WHERE invitations.worker = workers.id AND digest = ?)",
            [password.into(), worker.into(), digest.to_vec().into()],
        ));
        self.then(Sql::with("DELETE FROM invitations WHERE worker = ?", [worker.into()]));
        self.then(Sql::with("DELETE FROM places WHERE worker = ?", [worker.into()]));
        self.then(Sql::with("DELETE FROM sessions WHERE worker = ?", [worker.into()]))
    }

    /// Whoever has the leave asks that a second factor be set up anew.
    pub fn ask_reset(&mut self, permitted: &Permitted<act::ManageAccounts>) -> &mut Self {
        let (worker, by) = (permitted.record(), permitted.worker().uuid());
        self.row(Insert::into(&RESETS, [worker.into(), by.into(), stamp(self.at()).into()]))
    }

    /// The change is written only while this reset is asked for, of those asked for after a moment, or
    /// none is: whoever makes it was shown that.
    pub fn upon_reset(
        &mut self,
        permitted: &Permitted<act::ManageAccounts>,
        asked: Option<Reset>,
        since: Timestamp,
    ) -> &mut Self {
        let worker = permitted.record();
        let (by, made) = match asked {
            Some(Reset { asked_by, made }) => (asked_by.uuid(), made),
            None => (Uuid::nil(), since),
        };
        let sql = Sql::with(
            "SELECT CASE WHEN asked_by = ? AND made = ? THEN 'this' ELSE 'another' END \
             FROM resets WHERE worker = ? AND made > ?",
            [by.into(), stamp(made).into(), worker.into(), stamp(since).into()],
        );
        let as_read = asked.map(|_| Premise::row(["this"]));
        self.upon(Premise::of(worker, sql, 1, as_read.into_iter().collect()))
    }

    /// It was done, or is not to be.
    pub fn end_reset(&mut self, permitted: &Permitted<act::ManageAccounts>) -> &mut Self {
        self.then(Sql::with("DELETE FROM resets WHERE worker = ?", [permitted.record().into()]))
    }

    /// Clears away what was asked for until a moment, and nobody agreed to.
    pub fn clear_resets(&mut self, until: Timestamp) -> &mut Self {
        self.then(Sql::with("DELETE FROM resets WHERE made <= ?", [stamp(until).into()]))
    }

    /// Clears away links that are good no more.
    pub fn clear_invitations(&mut self) -> &mut Self {
        let now = stamp(self.at());
        self.then(Sql::with("DELETE FROM invitations WHERE ends <= ?", [now.into()]))
    }
}

impl Store {
    /// Whom a link is for, if it is good now and the account is open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation(
        &self,
        digest: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<Invitation>, Fault> {
        let mut sql = Sql::new("SELECT invitations.worker, invitations.ends, organisations.name, ");
        sql.push(staff::COLUMNS).push(", roles.programme, programmes.name");
        sql.push(" FROM invitations JOIN workers ON workers.id = invitations.worker");
        sql.push(" JOIN organisations ON organisations.id = workers.organisation");
        staff::joined(&mut sql);
        sql.push(" LEFT JOIN roles ON roles.worker = workers.id");
        sql.push(" LEFT JOIN programmes ON programmes.id = roles.programme");
        sql.push(" WHERE workers.state = 'active' AND invitations.digest = ").bind(digest.to_vec());
        sql.push(" AND invitations.ends > ").bind(stamp(now));
        sql.push(" ORDER BY roles.programme");
        let read = |row: &mut Columns<'_>| {
            let (worker, ends, organisation) = (row.id(WorkerId::of)?, row.moment()?, row.take()?);
            let Staff { name, email } = staff::open(self.keys(), worker, row)?;
            let programme = row.id_or_none(ProgrammeId::of)?;
            let programmes = row.take::<Option<String>>()?.into_iter().collect();
            let called = Called { name, email, organisation, programmes };
            Ok(Invitation { worker, ends, programme, called })
        };
        // A row for each role.
        let found = self.read_staff(sql, read).await?;
        Ok(found.into_iter().reduce(|mut one, other| {
            one.called.programmes.extend(other.called.programmes);
            one
        }))
    }

    /// Until when a link is good by which whose account it is chooses a password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invited(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, Fault> {
        let sql = Sql::with(
            "SELECT ends FROM invitations WHERE worker = ? AND ends > ?",
            [permitted.record().into(), stamp(now).into()],
        );
        Ok(self.read(sql, |row| row.moment()).await?.pop())
    }

    /// Whether somebody else has to confirm a reset than whoever has the leave: one of the two opened
    /// the account of the other, and an administrator is there of whose account neither is true, and who
    /// may: whoever changed the address after a moment does not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reset_needs_another(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
        asked_by: WorkerId,
        since: Timestamp,
    ) -> Result<bool, Fault> {
        let (one, other) = (asked_by.uuid(), permitted.worker().uuid());
        let mut sql = Sql::new("SELECT COUNT(*) FROM workers WHERE id = ");
        sql.bind(one).push(" AND ");
        pair_of(&mut sql, other);
        if self.how_many(sql).await? == 0 {
            return Ok(false);
        }
        let mut sql = Sql::new("SELECT COUNT(*) FROM workers WHERE ");
        keeps_accounts(&mut sql, permitted);
        sql.push(" AND id NOT IN (").bind_all([one, other, permitted.record()]).push(") AND NOT ");
        pair_of(&mut sql, one);
        sql.push(" AND NOT ");
        of_readdressed(&mut sql, permitted.record(), since);
        Ok(self.how_many(sql).await? > 0)
    }

    /// Who asked, after a moment, that a second factor of the account be set up anew.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reset_asked(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
        since: Timestamp,
    ) -> Result<Option<Reset>, Fault> {
        let sql = Sql::with(
            "SELECT asked_by, made FROM resets WHERE worker = ? AND made > ?",
            [permitted.record().into(), stamp(since).into()],
        );
        let read = |row: &mut Columns<'_>| {
            Ok(Reset { asked_by: row.id(WorkerId::of)?, made: row.moment()? })
        };
        Ok(self.read(sql, read).await?.pop())
    }
}
