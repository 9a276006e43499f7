//! PostgreSQL.

use std::error::Error;
use std::time::Duration;

pub(crate) use deadpool_postgres::Pool;
use deadpool_postgres::{Manager, ManagerConfig, Object, PoolError, RecyclingMethod, Runtime};
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use tokio_postgres::{Config, Statement};

use super::tls::Asked;
use super::{Columns, Kind};
use crate::fault::Fault;
use crate::sql::{Sql, Value};

/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens a pool, with one connection made to see that there is a database.
pub(crate) async fn open(url: &str, connections: usize) -> Result<Pool, Fault> {
    let asked = Asked::of(url)?;
    let mut config: Config = asked.url.parse()?;
    let tls = asked.connector(&mut config)?;
    // A connection is tried before it is lent: a database that failed over has closed them all.
    let recycling_method = RecyclingMethod::Verified;
    let manager = Manager::from_config(config, tls, ManagerConfig { recycling_method });
    let pool = Pool::builder(manager)
        .max_size(connections.max(1))
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE))
        .recycle_timeout(Some(PATIENCE))
        .build()
        .map_err(|cause| Fault::Away(cause.to_string()))?;
    drop(pool.get().await?);
    Ok(pool)
}

pub(crate) async fn read<T>(
    pool: &Pool,
    sql: Sql,
    row: impl FnMut(&mut Columns<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    rows(&pool.get().await?, sql, row).await
}

/// What is being written.
pub(crate) struct Transaction {
    connection: Option<Object>,
}

impl Transaction {
    pub(crate) async fn begin(pool: &Pool) -> Result<Self, Fault> {
        let connection = pool.get().await?;
        connection.batch_execute("BEGIN").await?;
        Ok(Self { connection: Some(connection) })
    }

    pub(crate) async fn read<T>(
        &self,
        sql: Sql,
        row: impl FnMut(&mut Columns<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        rows(self.connection()?, sql, row).await
    }

    pub(crate) async fn execute(&self, sql: Sql) -> Result<(), Fault> {
        let (statement, values) = prepared(self.connection()?, sql).await?;
        let values = borrowed(&values);
        self.connection()?.execute(&statement, &values).await?;
        Ok(())
    }

    pub(crate) async fn script(&self, text: &str) -> Result<(), Fault> {
        Ok(self.connection()?.batch_execute(text).await?)
    }

    pub(crate) async fn commit(mut self) -> Result<(), Fault> {
        self.connection()?.batch_execute("COMMIT").await?;
        // Only now may it be lent again: before, what failed would be in the next one's way.
        drop(self.connection.take());
        Ok(())
    }

    fn connection(&self) -> Result<&Object, Fault> {
        self.connection.as_ref().ok_or(Fault::Stopping)
    }
}

impl Drop for Transaction {
    /// Closes the connection, by which PostgreSQL takes back what was not committed.
    fn drop(&mut self) {
        drop(self.connection.take().map(Object::take));
    }
}

async fn rows<T>(
    connection: &Object,
    sql: Sql,
    mut row: impl FnMut(&mut Columns<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let (statement, values) = prepared(connection, sql).await?;
    let values = borrowed(&values);
    let found = connection.query(&statement, &values).await?;
    found.iter().map(|one| row(&mut Columns::of_postgres(one))).collect()
}

fn borrowed(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as _).collect()
}

/// A statement that the connection keeps. Its values say their types, so that nothing is guessed.
async fn prepared(connection: &Object, sql: Sql) -> Result<(Statement, Vec<Value>), Fault> {
    let (text, values) = sql.into_parts(Kind::Postgres);
    let types: Vec<Type> = values.iter().map(of_type).collect();
    Ok((connection.prepare_typed_cached(&text, &types).await?, values))
}

const fn of_type(value: &Value) -> Type {
    match value {
        Value::Number(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
        Value::Bytes(_) => Type::BYTEA,
        Value::Id(_) => Type::UUID,
        Value::Truth(_) => Type::BOOL,
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        of: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Number(number) => number.to_sql(of, out),
            Self::Text(text) => text.to_sql(of, out),
            Self::Bytes(bytes) => bytes.to_sql(of, out),
            Self::Id(id) => id.to_sql(of, out),
            Self::Truth(truth) => truth.to_sql(of, out),
        }
    }
    /// Every statement is prepared for the types of its values.
    fn accepts(_of: &Type) -> bool {
        true
    }
    to_sql_checked!();
}

impl From<PoolError> for Fault {
    fn from(cause: PoolError) -> Self {
        match cause {
            PoolError::Backend(cause) => cause.into(),
            PoolError::Closed => Self::Stopping,
            cause => Self::Away(cause.to_string()),
        }
    }
}
