//! Codes that were wrong: in one session, and in a row of one person.

use pathway::WorkerId;

use crate::Store;
use crate::change::Change;
use crate::database::Columns;
use crate::fault::Fault;
use crate::sql::Sql;

/// How much was wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wrong {
    /// In the session; none where it has ended.
    pub in_session: Option<u32>,
    /// Codes of apps in a row, in whichever session, since something right was shown.
    pub in_a_row: u32,
}

impl Change {
    /// What was shown in a session of the worker whose change this is was wrong; of a code of an app
    /// it counts in the row of theirs too.
    pub fn wrong(&mut self, token: &[u8; 32], is_code: bool) -> &mut Self {
        let worker = self.by().uuid();
        self.then(Sql::with(
            "UPDATE sessions SET wrong = wrong + 1 WHERE token = ? AND worker = ?",
            [token.to_vec().into(), worker.into()],
        ));
        if is_code {
            self.then(Sql::with(
                "UPDATE workers SET wrong_codes = wrong_codes + 1 WHERE id = ?",
                [worker.into()],
            ));
        }
        self
    }

    /// Something right was shown by the worker whose change this is: the row is over.
    pub(crate) fn wrong_no_more(&mut self) -> &mut Self {
        let worker = self.by().uuid();
        self.then(Sql::with(
            "UPDATE workers SET wrong_codes = 0 WHERE id = ? AND wrong_codes > 0",
            [worker.into()],
        ))
    }

    /// The password of the worker whose change this is opens nothing any more, and every half of a
    /// session has ended, and the one of a token: they choose another by a link.
    pub fn password_spent(&mut self, token: &[u8; 32]) -> &mut Self {
        let worker = self.by().uuid();
        self.then(Sql::with(
            "UPDATE workers SET password = NULL, wrong_codes = 0 WHERE id = ?",
            [worker.into()],
        ));
        self.then(Sql::with(
            "DELETE FROM sessions WHERE worker = ? AND (factor IS NULL OR token = ?)",
            [worker.into(), token.to_vec().into()],
        ))
    }
}

impl Store {
    /// How much was wrong in a session, and in a row.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wrong(&self, worker: WorkerId, token: &[u8; 32]) -> Result<Wrong, Fault> {
        let sql = Sql::with(
            "SELECT workers.wrong_codes, sessions.wrong FROM workers \
             LEFT JOIN sessions ON sessions.worker = workers.id AND sessions.token = ? \
             WHERE workers.id = ?",
            [token.to_vec().into(), worker.uuid().into()],
        );
        let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        let read = |row: &mut Columns<'_>| {
            let (in_a_row, in_session) = (row.take()?, row.take::<Option<i64>>()?);
            Ok(Wrong { in_a_row: count(in_a_row), in_session: in_session.map(count) })
        };
        Ok(self.read(sql, read).await?.pop().unwrap_or_default())
    }
}
