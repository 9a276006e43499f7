//! Names and e-mail addresses of workers: sealed like anybody's, found by a keyed digest.

use pathway::{ProgrammeId, WorkerId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Store;
use crate::database::Columns;
use crate::fault::Fault;
use crate::keys::{Ciphertext, DataKey, Foreign, KeyFault, KeyRing, Side, Subject, Wrap};
use crate::sql::Sql;
use crate::texts::NotRead;

/// What is sealed of a worker.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Staff {
    pub(crate) name: String,
    pub(crate) email: String,
}

/// What somebody who signs in is called, and where they work.
#[derive(Clone)]
pub struct Called {
    /// Their name.
    pub name: String,
    /// Their address of mail.
    pub email: String,
    /// The name of their organisation.
    pub organisation: String,
    /// The names of the programmes in which they hold a role.
    pub programmes: Vec<String>,
}

impl std::fmt::Debug for Called {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Called(…)")
    }
}

/// The same as the database holds it.
pub(crate) struct Sealed {
    pub(crate) email: [u8; 32],
    pub(crate) details: Ciphertext,
    pub(crate) wrap: Wrap,
}

/// The columns that [`open`] reads, after [`joined`].
pub(crate) const COLUMNS: &str = "workers.details, wraps.version, wraps.wrapped";

/// Goes on with what joins the wraps of workers to their rows.
pub(crate) fn joined(sql: &mut Sql) {
    sql.push(" JOIN wraps ON wraps.subject = workers.id AND wraps.record = workers.id");
    sql.push(" AND wraps.organisation = ").bind(KeyRing::STAFF.uuid());
    sql.push(" AND wraps.side = ").bind(i64::from(Side::Administration.code()));
    sql.push(" AND wraps.kind = ")
        .bind(i64::from(Subject::Worker(WorkerId::of(Uuid::nil())).code()));
}

/// What was sealed of a worker, from [`COLUMNS`].
pub(crate) fn open(
    keys: &KeyRing,
    worker: WorkerId,
    columns: &mut Columns<'_>,
) -> Result<Staff, Fault> {
    let subject = Subject::Worker(worker);
    let details = Ciphertext::of(columns.take()?);
    let wrap = Wrap {
        subject,
        record: worker.uuid(),
        organisation: KeyRing::STAFF,
        side: Side::Administration,
        version: columns.number()?,
        wrapped: Ciphertext::of(columns.take()?),
    };
    let opened = keys.called(&wrap, &details, |key| {
        let plain = key.open(subject, &details).map_err(KeyFault::from)?;
        serde_json::from_slice(&plain).map_err(|_words| KeyFault::from(Foreign))
    });
    let staff = opened.map_err(|cause| Fault::Foreign(format!("{worker:?}: {cause}")))?;
    Ok(Staff::clone(&staff))
}

impl Store {
    /// Reads rows with what was sealed of workers. Where one does not open, the keys are read
    /// again first: a name may be wrapped under one that was made meanwhile, by another server or
    /// by command.
    pub(crate) async fn read_staff<T>(
        &self,
        sql: Sql,
        mut row: impl FnMut(&mut Columns<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        match self.read(sql.clone(), &mut row).await {
            Ok(read) => Ok(read),
            Err(_) => {
                self.keys_made_meanwhile().await?;
                self.read(sql, row).await
            }
        }
    }

    /// Takes in the keys that were made meanwhile.
    pub(crate) async fn keys_made_meanwhile(&self) -> Result<(), Fault> {
        self.refresh_keys().await.map_err(|cause| match cause {
            NotRead::Unavailable(fault) => fault,
            cause => Fault::Foreign(cause.to_string()),
        })
    }

    /// By what an e-mail address is found.
    pub(crate) fn email(&self, email: &str) -> Result<[u8; 32], KeyFault> {
        let key = self.keys().index(ProgrammeId::of(Uuid::nil()), Side::Administration);
        Ok(key.ok_or(KeyFault::NotYours)?.email(email))
    }

    /// A link of an id, which is made again when it is sent.
    ///
    /// # Errors
    /// Where the record has no key for it.
    pub fn link(&self, id: Uuid) -> Result<[u8; 32], KeyFault> {
        let key = self.keys().index(ProgrammeId::of(Uuid::nil()), Side::Administration);
        Ok(key.ok_or(KeyFault::NotYours)?.link(id))
    }

    /// What belongs to something that a browser keeps, by which it is known that this record gave it.
    ///
    /// # Errors
    /// Where the record has no key for it.
    pub fn kept(&self, text: &str) -> Result<[u8; 32], KeyFault> {
        let key = self.keys().index(ProgrammeId::of(Uuid::nil()), Side::Administration);
        Ok(key.ok_or(KeyFault::NotYours)?.kept(text))
    }

    /// What a browser is to keep for one worker, so that it tells nobody else anything: not whoever
    /// sits there, nor whoever signs in there next.
    ///
    /// # Errors
    /// Where the record has no key for it.
    pub fn sealed_for(&self, worker: WorkerId, text: &str) -> Result<Vec<u8>, KeyFault> {
        self.seal_of(worker, Subject::Worker(worker), text)
    }

    /// What was sealed for this very worker; none where it was not, or was altered.
    ///
    /// # Errors
    /// Where the record has no key for it.
    pub fn opened_for(
        &self,
        worker: WorkerId,
        sealed: Vec<u8>,
    ) -> Result<Option<String>, KeyFault> {
        self.open_of(worker, Subject::Worker(worker), sealed)
    }

    /// An address of mail that a worker has no more, for a letter to it: what a browser brings is none.
    ///
    /// # Errors
    /// Where the record has no key for it.
    pub fn sealed_address(&self, worker: WorkerId, left: &str) -> Result<Vec<u8>, KeyFault> {
        self.seal_of(worker, Subject::LeftAddress(worker), left)
    }

    /// The address that was sealed so; none where it was not, or was altered.
    ///
    /// # Errors
    /// Where the record has no key for it.
    pub fn opened_address(
        &self,
        worker: WorkerId,
        sealed: Vec<u8>,
    ) -> Result<Option<String>, KeyFault> {
        self.open_of(worker, Subject::LeftAddress(worker), sealed)
    }

    fn seal_of(&self, worker: WorkerId, as_what: Subject, text: &str) -> Result<Vec<u8>, KeyFault> {
        let key = self.key_of(worker)?;
        Ok(key.seal(as_what, text.as_bytes(), self.surroundings()).into_bytes())
    }

    fn open_of(
        &self,
        worker: WorkerId,
        as_what: Subject,
        sealed: Vec<u8>,
    ) -> Result<Option<String>, KeyFault> {
        let opened = self.key_of(worker)?.open(as_what, &Ciphertext::of(sealed));
        Ok(opened.ok().and_then(|plain| String::from_utf8(plain.to_vec()).ok()))
    }

    fn key_of(&self, worker: WorkerId) -> Result<DataKey, KeyFault> {
        let key = self.keys().index(ProgrammeId::of(Uuid::nil()), Side::Administration);
        key.and_then(|key| key.of_worker(worker.uuid())).ok_or(KeyFault::NotYours)
    }

    pub(crate) fn seal_staff(
        &self,
        worker: WorkerId,
        name: &str,
        email: &str,
    ) -> Result<Sealed, KeyFault> {
        let subject = Subject::Worker(worker);
        let key = DataKey::random(self.surroundings());
        let holder = (KeyRing::STAFF, Side::Administration);
        let wrap = self.keys().wrap(&key, subject, worker.uuid(), holder, self.surroundings())?;
        let staff = Staff { name: name.trim().to_owned(), email: email.trim().to_owned() };
        // Two strings are always written.
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&staff).unwrap_or_default());
        let details = key.seal(subject, &plain, self.surroundings());
        Ok(Sealed { email: self.email(email)?, details, wrap })
    }
}
