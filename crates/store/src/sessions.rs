//! Sessions: who is signed in where. A browser holds the token, the record its digest alone.

use access::{Actor, Permitted, act};
use jiff::{SignedDuration, Timestamp};
use pathway::{OrganisationId, ProgrammeId, WorkerId};
use uuid::Uuid;

use crate::Store;
use crate::accounts::OnAccount;
use crate::actors::Roles;
use crate::change::Change;
use crate::database::Columns;
use crate::fault::Fault;
use crate::organisations::Programme;
use crate::sql::{Sql, stamp};
use crate::staff::{self, Staff};
use crate::writer::{Insert, OnConflict, Table};

/// A session that begins.
#[derive(Clone)]
pub struct NewSession {
    /// SHA-256 of the token.
    pub token_digest: [u8; 32],
    /// Who signed in.
    pub worker: WorkerId,
    /// What the session's forms are signed with.
    pub secret: [u8; 32],
    /// When it ends, however much it is used.
    pub ends: Timestamp,
    /// Whether whoever signed in has a second factor, which is asked for before anything else.
    pub asked: bool,
    /// Whether a second factor was shown, or none is asked for.
    pub whole: bool,
    /// The address it was begun from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// The key of the directory that began it; none where a password did.
    pub directory: Option<String>,
}

/// Whoever is signed in, with everything that a request needs of them.
#[derive(Clone)]
pub struct SignedIn {
    /// Who.
    pub worker: WorkerId,
    /// Whose worker.
    pub organisation: OrganisationId,
    /// Their own name.
    pub name: String,
    /// Their own address of mail.
    pub email: String,
    /// The name of their organisation.
    pub organisation_name: String,
    /// What the policy decides by: the roles held at this moment.
    pub actor: Actor,
    /// The programmes in which they hold a role, by name.
    pub programmes: Vec<Programme>,
    /// What the session's forms are signed with.
    pub secret: [u8; 32],
    /// When it began.
    pub made: Timestamp,
    /// When it was last used, to about a minute.
    pub seen: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// Whether they had a second factor when it began.
    pub asked: bool,
    /// When a second factor was shown; none: not yet.
    pub factor: Option<Timestamp>,
    /// When they last showed who they are.
    pub proved: Timestamp,
    /// Whether the rights were changed since the token was given: it is to be changed too.
    pub turn: bool,
    /// SHA-256 of the token that the session has now.
    pub token_digest: [u8; 32],
    /// The key of the directory that began it; none where a password did.
    pub directory: Option<String>,
}

/// A session whose owner has shown anew who they are: under another token, so that whoever saw
/// the one before has nothing.
#[derive(Clone)]
pub struct ProvedSession {
    /// SHA-256 of the token that it had.
    pub before: [u8; 32],
    /// SHA-256 of the token that it has from now on.
    pub token_digest: [u8; 32],
    /// What its forms are signed with from now on.
    pub secret: [u8; 32],
    /// What was shown.
    pub shown: Shown,
}

/// What the owner of a session has shown, where its token is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A second factor.
    Factor,
    /// That it is they, by less.
    Again,
    /// Nothing by which they are known anew: what they sign in with was changed.
    Nothing,
}

/// A session as its owner sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of its token.
    pub token_digest: [u8; 32],
    /// When it began.
    pub made: Timestamp,
    /// When it was last used, to about a minute.
    pub seen: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// The address it was begun from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// So long what was asked with the token before is still answered, after it was changed: pages ask
/// for several things at one time.
const BEFORE: SignedDuration = SignedDuration::from_secs(30);

/// So many sessions somebody may have, and so many halves beside them: of more, the one that was
/// used longest ago ends.
const SESSIONS_OF_ONE: i64 = 20;

/// How long after a session was noted as seen it is noted again.
const NOTED_AGAIN: SignedDuration = SignedDuration::from_secs(60);

static SESSIONS: Table = Table {
    name: "sessions",
    columns: &[
        "token",
        "worker",
        "secret",
        "made",
        "seen",
        "ends",
        "asked",
        "factor",
        "proved",
        "address",
        "agent",
        "directory",
    ],
    key: 1,
    on_conflict: OnConflict::Fail,
};

impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSession").field("worker", &self.worker).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ProvedSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProvedSession(…)")
    }
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("worker", &self.worker).finish_non_exhaustive()
    }
}

impl Change {
    /// Begins a session of somebody whose sign-in was checked. Of more than twenty of theirs the one
    /// that was used longest ago ends; halves are counted apart, so that a password alone ends nobody's
    /// session.
    pub fn begin_session(&mut self, session: &NewSession) -> &mut Self {
        let now = stamp(self.at());
        self.no_more_sessions(session.worker, &session.token_digest, session.whole);
        self.stood(session.worker, "roles").used(session.worker);
        self.row(Insert::into(
            &SESSIONS,
            [
                session.token_digest.to_vec().into(),
                session.worker.uuid().into(),
                session.secret.to_vec().into(),
                now.into(),
                now.into(),
                stamp(session.ends).into(),
                session.asked.into(),
                session.whole.then_some(now).into(),
                now.into(),
                session.address.clone().into(),
                session.agent.clone().into(),
                session.directory.clone().into(),
            ],
        ))
    }

    /// A session of the worker whose change this is has its second factor, or its owner showed
    /// anew who they are, or changed what they sign in with. Neither the token that it had opens
    /// anything from now on, nor one that was changed a moment ago.
    pub fn prove_session(&mut self, proved: &ProvedSession) -> &mut Self {
        let now = stamp(self.at());
        let worker = self.by().uuid();
        self.app_goes_on(&proved.before, &proved.token_digest);
        self.then(Sql::with(
            "UPDATE sessions SET token = ?, secret = ?, factor = COALESCE(?, factor), \
             proved = COALESCE(?, proved), seen = ?, wrong = 0, token_before = NULL, \
             token_turned = NULL WHERE token = ? AND worker = ?",
            [
                proved.token_digest.to_vec().into(),
                proved.secret.to_vec().into(),
                (proved.shown == Shown::Factor).then_some(now).into(),
                (proved.shown != Shown::Nothing).then_some(now).into(),
                now.into(),
                proved.before.to_vec().into(),
                worker.into(),
            ],
        ));
        match proved.shown == Shown::Factor {
            true => self.wrong_no_more().no_more_sessions(
                WorkerId::of(worker),
                &proved.token_digest,
                true,
            ),
            false => self,
        }
    }

    /// An app that is being set up in a session goes on with its next token.
    fn app_goes_on(&mut self, before: &[u8; 32], token: &[u8; 32]) {
        let worker = self.by().uuid();
        self.then(Sql::with(
            "UPDATE factors SET session = ? WHERE session = ? AND worker = ?",
            [token.to_vec().into(), before.to_vec().into(), worker.into()],
        ));
    }

    /// Ends what is more than somebody may have, of those that showed a factor or of those that did
    /// not, and never the one of a token.
    fn no_more_sessions(&mut self, worker: WorkerId, token: &[u8; 32], factor: bool) -> &mut Self {
        let these = if factor { "factor IS NOT NULL" } else { "factor IS NULL" };
        let mut sql = Sql::new("DELETE FROM sessions WHERE worker = ");
        sql.bind(worker.uuid()).push(" AND ").push(these);
        sql.push(" AND token NOT IN (SELECT token FROM sessions WHERE worker = ");
        sql.bind(worker.uuid()).push(" AND ").push(these);
        sql.push(" ORDER BY CASE WHEN token = ").bind(token.to_vec());
        sql.push(" THEN 0 ELSE 1 END, seen DESC, made DESC LIMIT ").bind(SESSIONS_OF_ONE);
        sql.push(")");
        self.then(sql)
    }

    /// Changes the token of a session of the worker whose change this is, whose rights were changed.
    pub fn turn_session(&mut self, before: &[u8; 32], token: &[u8; 32]) -> &mut Self {
        let (now, worker) = (stamp(self.at()), self.by().uuid());
        self.app_goes_on(before, token);
        self.then(Sql::with(
            "UPDATE sessions SET token = ?, token_before = ?, token_turned = ?, turn = FALSE \
             WHERE token = ? AND worker = ? AND turn",
            [
                token.to_vec().into(),
                before.to_vec().into(),
                now.into(),
                before.to_vec().into(),
                worker.into(),
            ],
        ))
    }

    /// The rights of a worker were changed: every token of theirs is changed when it is next used.
    pub(crate) fn turn_sessions_of(&mut self, worker: WorkerId) -> &mut Self {
        self.then(Sql::with(
            "UPDATE sessions SET turn = TRUE WHERE worker = ?",
            [worker.uuid().into()],
        ))
    }

    /// Ends a session of the worker whose change this is; nobody else's.
    pub fn end_session(&mut self, token_digest: &[u8; 32]) -> &mut Self {
        let worker = self.by().uuid();
        self.then(Sql::with(
            "DELETE FROM sessions WHERE token = ? AND worker = ?",
            [token_digest.to_vec().into(), worker.into()],
        ))
    }

    /// Ends every session of the account, or all but one.
    pub fn end_sessions_of<A: OnAccount>(
        &mut self,
        permitted: &Permitted<A>,
        but: Option<&[u8; 32]>,
    ) -> &mut Self {
        let mut sql = Sql::new("DELETE FROM sessions WHERE worker = ");
        sql.bind(permitted.record());
        if let Some(but) = but {
            sql.push(" AND token <> ").bind(but.to_vec());
        }
        self.then(sql)
    }

    /// Clears away the sessions that have ended.
    pub fn clear_ended_sessions(&mut self) -> &mut Self {
        let now = stamp(self.at());
        self.then(Sql::with("DELETE FROM sessions WHERE ends <= ?", [now.into()]))
    }
}

impl Store {
    /// Who holds a token, if the session has not ended and the account is open: one query, and for
    /// a token that nobody has another, for one that was just changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(
        &self,
        token_digest: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<SignedIn>, Fault> {
        let mut by = Sql::new("sessions.token = ");
        by.bind(token_digest.to_vec());
        if let Some(found) = self.session_by(by, now).await? {
            return Ok(Some(found));
        }
        let just = self.surroundings().now().checked_sub(BEFORE).unwrap_or(now);
        let mut by = Sql::new("sessions.token_before = ");
        by.bind(token_digest.to_vec()).push(" AND sessions.token_turned > ").bind(stamp(just));
        self.session_by(by, now).await
    }

    async fn session_by(&self, by: Sql, now: Timestamp) -> Result<Option<SignedIn>, Fault> {
        let mut sql = Sql::new(
            "SELECT sessions.worker, workers.organisation, organisations.name, sessions.secret, \
             sessions.made, sessions.seen, sessions.ends, sessions.asked, sessions.factor, \
             sessions.proved, sessions.turn, sessions.token, sessions.directory, ",
        );
        sql.push(staff::COLUMNS).push(", programmes.name, ").push(Roles::COLUMNS);
        sql.push(" FROM sessions JOIN workers ON workers.id = sessions.worker");
        sql.push(" JOIN organisations ON organisations.id = workers.organisation");
        staff::joined(&mut sql);
        sql.push(" LEFT JOIN roles ON roles.worker = workers.id");
        sql.push(" LEFT JOIN programmes ON programmes.id = roles.programme");
        sql.push(" WHERE workers.state = 'active' AND ").push_sql(by);
        sql.push(" AND sessions.ends > ").bind(stamp(now));
        sql.push(" ORDER BY programmes.name, roles.role, roles.area");
        let (mut signed_in, mut roles) = (None::<SignedIn>, Roles::default());
        self.read_staff(sql, |row| {
            let of_session = match &mut signed_in {
                Some(signed_in) => {
                    row.skip(SIGNED_IN_COLUMNS);
                    signed_in
                }
                none => none.insert(self.signed_in(row)?),
            };
            let name: Option<String> = row.take()?;
            let mut again = row.clone();
            roles.take(row)?;
            let programme = again.id_or_none(ProgrammeId::of)?;
            let programme = programme.zip(name).map(|(id, name)| Programme { id, name });
            if let Some(programme) = programme
                && of_session.programmes.last() != Some(&programme)
            {
                of_session.programmes.push(programme);
            }
            Ok(())
        })
        .await?;
        let Some(mut signed_in) = signed_in else { return Ok(None) };
        signed_in.actor = roles.actor(signed_in.worker, signed_in.organisation)?;
        Ok(Some(signed_in))
    }

    /// Notes that a session was used, at most once a minute; nobody waits for it.
    pub fn seen(&self, token_digest: &[u8; 32], signed_in: &SignedIn, now: Timestamp) {
        if now.duration_since(signed_in.seen) < NOTED_AGAIN {
            return;
        }
        // No row of this change names a programme.
        let mut change = Change::unnumbered(signed_in.worker, ProgrammeId::of(Uuid::nil()), now);
        change.then(Sql::with(
            "UPDATE sessions SET seen = ? WHERE token = ? AND seen < ?",
            [stamp(now).into(), token_digest.to_vec().into(), stamp(now).into()],
        ));
        self.inside.writer.leave(change);
    }

    /// Where the owner of the account is signed in, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of(
        &self,
        permitted: &Permitted<act::ReadOwnAccount>,
        now: Timestamp,
    ) -> Result<Vec<Session>, Fault> {
        let sql = Sql::with(
            "SELECT token, made, seen, ends, address, agent FROM sessions \
             WHERE worker = ? AND ends > ? ORDER BY seen DESC, made DESC",
            [permitted.record().into(), stamp(now).into()],
        );
        let read = |row: &mut Columns<'_>| {
            Ok(Session {
                token_digest: digest(row)?,
                made: row.moment()?,
                seen: row.moment()?,
                ends: row.moment()?,
                address: row.take()?,
                agent: row.take()?,
            })
        };
        self.read(sql, read).await
    }

    fn signed_in(&self, row: &mut Columns<'_>) -> Result<SignedIn, Fault> {
        let (worker, organisation) = (row.id(WorkerId::of)?, row.id(OrganisationId::of)?);
        let organisation_name = row.take()?;
        let secret = digest(row)?;
        let (made, seen, ends) = (row.moment()?, row.moment()?, row.moment()?);
        let (asked, factor, proved) = (row.take()?, row.moment_or_none()?, row.moment()?);
        let (turn, token_digest, directory) = (row.take()?, digest(row)?, row.take()?);
        let Staff { name, email } = staff::open(self.keys(), worker, row)?;
        let actor = Roles::default().actor(worker, organisation)?;
        let programmes = Vec::new();
        Ok(SignedIn {
            worker,
            organisation,
            name,
            email,
            organisation_name,
            actor,
            programmes,
            secret,
            made,
            seen,
            ends,
            asked,
            factor,
            proved,
            turn,
            token_digest,
            directory,
        })
    }
}

/// How many columns [`Store::signed_in`] reads.
const SIGNED_IN_COLUMNS: usize = 16;

fn digest(row: &mut Columns<'_>) -> Result<[u8; 32], Fault> {
    let bytes: Vec<u8> = row.take()?;
    <[u8; 32]>::try_from(bytes).map_err(|_| Fault::Foreign("a digest of a session".to_owned()))
}
