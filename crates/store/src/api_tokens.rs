//! What the programs of an organisation ask with. The record keeps the digest of each token alone.

use access::{Permitted, act};
use jiff::{SignedDuration, Timestamp};
use pathway::{OrganisationId, ProgrammeId, WorkerId};
use uuid::Uuid;

use crate::Store;
use crate::change::Change;
use crate::database::Columns;
use crate::fault::Fault;
use crate::organisations::OrganisationKind;
use crate::sql::{Sql, stamp};
use crate::writer::{Insert, OnConflict, Table};

/// A token that is made.
#[derive(Clone, Debug)]
pub struct NewApiToken {
    /// Which.
    pub id: Uuid,
    /// What people call it: which program of theirs has it.
    pub name: String,
    /// What it may do, as casework names it.
    pub may: &'static str,
    /// SHA-256 of the token.
    pub digest: [u8; 32],
    /// When it ends.
    pub ends: Timestamp,
}

/// A token as those see it who keep them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Which.
    pub id: Uuid,
    /// In which programme.
    pub programme: ProgrammeId,
    /// Whose.
    pub organisation: OrganisationId,
    /// What kind of organisation that is.
    pub kind: OrganisationKind,
    /// What people call it.
    pub name: String,
    /// What it may do, as casework names it.
    pub may: String,
    /// When it was made.
    pub made: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// When it was last used, to about a minute.
    pub used: Option<Timestamp>,
}

/// How long after a use was noted the next is.
const NOTED_AGAIN: SignedDuration = SignedDuration::from_secs(60);

static API_TOKENS: Table = Table {
    name: "api_tokens",
    columns: &["id", "programme", "organisation", "name", "may", "digest", "made", "ends"],
    key: 1,
    on_conflict: OnConflict::Fail,
};

impl Change {
    /// Makes a token for the organisation of the leave.
    pub fn api_token(
        &mut self,
        permitted: &Permitted<act::ManageOrganisations>,
        token: &NewApiToken,
    ) -> &mut Self {
        let made = stamp(self.at());
        self.row(Insert::into(
            &API_TOKENS,
            [
                token.id.into(),
                permitted.programme().uuid().into(),
                permitted.record().into(),
                token.name.clone().into(),
                token.may.into(),
                token.digest.to_vec().into(),
                made.into(),
                stamp(token.ends).into(),
            ],
        ))
    }

    /// A token of the organisation ends by then at the latest.
    pub fn api_token_ends(
        &mut self,
        permitted: &Permitted<act::ManageOrganisations>,
        id: Uuid,
        by: Timestamp,
    ) -> &mut Self {
        self.then(Sql::with(
            "UPDATE api_tokens SET ends = ? \
             WHERE id = ? AND organisation = ? AND programme = ? AND ends > ?",
            [
                stamp(by).into(),
                id.into(),
                permitted.record().into(),
                permitted.programme().uuid().into(),
                stamp(by).into(),
            ],
        ))
    }
}

impl Store {
    /// The tokens of the organisation of the leave, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn api_tokens(
        &self,
        permitted: &Permitted<act::ManageOrganisations>,
    ) -> Result<Vec<ApiToken>, Fault> {
        let mut sql = Sql::new(SELECT);
        sql.push("api_tokens.organisation = ").bind(permitted.record());
        sql.push(" AND api_tokens.programme = ").bind(permitted.programme().uuid());
        sql.push(" ORDER BY api_tokens.made DESC, api_tokens.id DESC");
        self.read(sql, token).await
    }

    /// Whose a token is, if it has not ended and the organisation still takes part.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn api_token(
        &self,
        digest: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<ApiToken>, Fault> {
        let mut sql = Sql::new(SELECT);
        sql.push("api_tokens.digest = ").bind(digest.to_vec());
        sql.push(" AND api_tokens.ends > ").bind(stamp(now));
        sql.push(" AND EXISTS (SELECT 1 FROM taking_part WHERE taking_part.programme =");
        sql.push(" api_tokens.programme AND taking_part.organisation = api_tokens.organisation)");
        Ok(self.read(sql, token).await?.pop())
    }

    /// Notes that a token was used, at most once a minute; nobody waits for it.
    pub fn api_token_used(&self, token: &ApiToken, now: Timestamp) {
        if token.used.is_some_and(|used| now.duration_since(used) < NOTED_AGAIN) {
            return;
        }
        let mut change = Change::unnumbered(WorkerId::of(token.id), token.programme, now);
        change.then(Sql::with(
            "UPDATE api_tokens SET used = ? WHERE id = ?",
            [stamp(now).into(), token.id.into()],
        ));
        self.inside.writer.leave(change);
    }
}

const SELECT: &str = "SELECT api_tokens.id, api_tokens.programme, api_tokens.organisation, \
                      organisations.kind, api_tokens.name, api_tokens.may, api_tokens.made, \
                      api_tokens.ends, api_tokens.used FROM api_tokens JOIN organisations ON \
                      organisations.id = api_tokens.organisation WHERE ";

fn token(row: &mut Columns<'_>) -> Result<ApiToken, Fault> {
    let (id, programme) = (row.take()?, row.id(ProgrammeId::of)?);
    let organisation = row.id(OrganisationId::of)?;
    let kind: String = row.take()?;
    let kind = OrganisationKind::named(&kind)
        .ok_or_else(|| Fault::Foreign(format!("the kind {kind} of an organisation")))?;
    let (name, may) = (row.take()?, row.take()?);
    let (made, ends, used) = (row.moment()?, row.moment()?, row.moment_or_none()?);
    Ok(ApiToken { id, programme, organisation, kind, name, may, made, ends, used })
}
