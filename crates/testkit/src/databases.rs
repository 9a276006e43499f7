//! Every test of the record on both databases that Waymark keeps it in.
#![expect(clippy::expect_used, reason = "a test without its database fails, and says why")]

use std::net::{SocketAddr, ToSocketAddrs};
use std::panic::resume_unwind;
use std::process::id;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::Past;

/// The variable that holds the URL of a PostgreSQL server whose user may make databases.
const SERVER: &str = "WAYMARK_TEST_POSTGRES";

/// One asynchronous test as two: `NAME::on_sqlite`, in a file of its own, and
/// `NAME::on_postgresql`, in a database of its own on the server that `WAYMARK_TEST_POSTGRES`
/// names. Without that variable the second says that it is passed over; `./test` sets it.
///
/// ```
/// testkit::both_databases! {
///     async fn an_empty_database_has_an_address(database: Database) {
///         assert!(!database.address().is_empty());
///     }
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($database:ident: Database) $body:block)+) => {$(
        $(#[$attribute])*
        mod $name {
            use super::*;

            async fn tried($database: $crate::Database) $body

            #[test]
            fn on_sqlite() {
                $crate::Database::sqlite(tried);
            }

            #[test]
            fn on_postgresql() {
                $crate::Database::postgresql(tried);
            }
        }
    )+};
}

/// An empty database of one test.
#[derive(Clone, Debug)]
pub struct Database {
    address: String,
}

impl Database {
    /// Runs a test on an empty file of SQLite, which is gone afterwards.
    pub fn sqlite<F: Future<Output = ()> + Send + 'static>(test: impl FnOnce(Self) -> F) {
        let folder = TempDir::new().expect("a temporary folder");
        let address = format!("sqlite:{}", folder.path().join("record.db").display());
        runtime().block_on(test(Self { address }));
    }

    /// Runs a test on an empty database of PostgreSQL, which is gone afterwards.
    #[expect(clippy::print_stderr, reason = "whoever reads the tests is told what was not tried")]
    pub fn postgresql<F: Future<Output = ()> + Send + 'static>(test: impl FnOnce(Self) -> F) {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var(SERVER) else {
            eprintln!("passed over: {SERVER} names no PostgreSQL server (./test starts one)");
            return;
        };
        let name = format!("waymark_{}_{}", id(), MADE.fetch_add(1, Ordering::Relaxed));
        let (before, _) = server.rsplit_once('/').expect("a URL that ends in a database");
        let address = format!("{before}/{name}");
        let gone = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        runtime().block_on(async {
            let server = Past::connect(&server).await.expect("the server that the variable names");
            // One of the same name may be left from a run that was killed.
            server.execute(&gone).await.expect("room for the database of the test");
            let make = format!("CREATE DATABASE {name} TEMPLATE template0");
            server.execute(&make).await.expect("a database for the test");
            let ended = tokio::spawn(test(Self { address })).await;
            server.execute(&gone).await.expect("the database of the test dropped");
            if let Err(failed) = ended {
                resume_unwind(failed.into_panic());
            }
        });
    }

    /// Its address, as `--database` takes it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Whether it is PostgreSQL's.
    pub fn is_postgresql(&self) -> bool {
        self.address.starts_with("postgres")
    }

    /// Where its server is, as its address says it and as it is connected to; none for a file.
    pub fn server(&self) -> Option<(&str, SocketAddr)> {
        let (_, place) = self.address.split_once('@').filter(|_| self.is_postgresql())?;
        let place = place.split('/').next()?;
        let found = place.to_socket_addrs().ok()?.next();
        Some((place, found.expect("the server has an address")))
    }

    /// A connection past the store: to see what it wrote, or to stand in its way.
    ///
    /// # Errors
    /// When there is no database yet.
    pub async fn connect(&self) -> Result<Past, String> {
        Past::connect(&self.address).await
    }
}

/// All tasks of a test on one thread, so that it goes the same way each time.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}
