//! What a change was decided upon that is in no stream: it is written only while that is still so.

use uuid::Uuid;

use crate::database::{Columns, Kind, Transaction};
use crate::fault::Fault;
use crate::sql::Sql;

/// Rows as they were read, and how they are read again before the change is written.
#[derive(Clone, Debug)]
pub(crate) struct Premise {
    /// Of what: two servers that change it wait for each other.
    of: Uuid,
    sql: Sql,
    columns: usize,
    as_read: Vec<String>,
}

/// What the columns of a row are apart by: nobody types it.
const BETWEEN: char = '\u{1f}';

impl Premise {
    /// The rows of a statement, whose columns are all text; in whichever order.
    pub(crate) fn of(of: Uuid, sql: Sql, columns: usize, mut as_read: Vec<String>) -> Self {
        as_read.sort_unstable();
        Self { of, sql, columns, as_read }
    }

    /// A row as it is compared.
    pub(crate) fn row<const MANY: usize>(columns: [&str; MANY]) -> String {
        columns.join(&BETWEEN.to_string())
    }

    /// Whether it is still so, in the transaction that writes the change: then it stays so until that
    /// ends.
    pub(crate) async fn holds(&self, transaction: &mut Transaction<'_>) -> Result<bool, Fault> {
        if transaction.kind() == Kind::Postgres {
            // Servers wait for nothing else of each other. Another half than that of a server's turn.
            let (_, half) = self.of.as_u64_pair();
            let turn = Sql::with("SELECT pg_advisory_xact_lock(?)", [half.cast_signed().into()]);
            transaction.execute_late(turn).await?;
        }
        let row = |row: &mut Columns<'_>| {
            let columns = (0..self.columns).map(|_| row.take::<String>());
            Ok(columns.collect::<Result<Vec<_>, _>>()?.join(&BETWEEN.to_string()))
        };
        let mut now = transaction.read(self.sql.clone(), row).await?;
        now.sort_unstable();
        Ok(now == self.as_read)
    }
}
