//! Drafts: what is typed and not sent, sealed, each its owner's alone.

use access::{Facts, Kind, Permitted, Scope, act};
use jiff::Timestamp;
use pathway::{OrganisationId, ProgrammeId, WorkerId};
use uuid::Uuid;

use crate::Store;
use crate::change::Change;
use crate::database::Columns;
use crate::fault::Fault;
use crate::keys::{Ciphertext, DataKey, KeyFault, KeyRing, Secret, Side, Subject, Wrap};
use crate::scope;
use crate::sql::{Sql, stamp};

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftListed {
    /// Which.
    pub id: Uuid,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Whose.
    pub owner: WorkerId,
    /// Which form, as casework names it.
    pub kind: String,
    /// How often it was kept.
    pub version: u32,
    /// When it was kept last.
    pub changed: Timestamp,
}

/// A draft, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Which.
    pub id: Uuid,
    /// Which form, as casework names it.
    pub kind: String,
    /// How often it was kept.
    pub version: u32,
    /// When it was kept last.
    pub changed: Timestamp,
    /// What was typed, as casework wrote it.
    pub text: Secret,
}

impl DraftListed {
    /// What the policy decides by.
    pub fn facts(&self) -> Facts {
        Facts {
            kind: Kind::Draft,
            record: self.id,
            programme: self.programme,
            area: None,
            organisation: None,
            referrer: None,
            assigned: None,
            owner: Some(self.owner),
            conflict: false,
            restricted: false,
            glass_broken: false,
        }
    }
}

impl Change {
    /// Keeps a draft: a new one, or over what was kept before. It is sealed with a fresh key for
    /// the owner's organisation. A draft of somebody else stays as it is.
    pub fn keep_draft(
        &mut self,
        permitted: &Permitted<act::KeepDraft>,
        kind: &str,
        text: &str,
        store: &Store,
    ) -> &mut Self {
        let (id, owner) = (permitted.record(), permitted.worker().uuid());
        let Some((sealed, wrap)) = self.sealed_draft(permitted, text, store) else { return self };
        let at = stamp(self.at());
        self.then(Sql::with(
            "INSERT INTO drafts (id, programme, owner, kind, ciphertext, version, begun, changed) \
             VALUES (?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, \
             ciphertext = excluded.ciphertext, version = drafts.version + 1, \
             changed = excluded.changed WHERE drafts.owner = excluded.owner",
            [
                id.into(),
                permitted.programme().uuid().into(),
                owner.into(),
                kind.into(),
                sealed.into_bytes().into(),
                at.into(),
                at.into(),
            ],
        ));
        self.draft_key(id, owner, wrap)
    }

    /// Keeps more of a draft that stands. One that was sent or thrown away meanwhile stays gone.
    pub fn keep_on_draft(
        &mut self,
        permitted: &Permitted<act::KeepDraft>,
        text: &str,
        store: &Store,
    ) -> &mut Self {
        let (id, owner) = (permitted.record(), permitted.worker().uuid());
        let Some((sealed, wrap)) = self.sealed_draft(permitted, text, store) else { return self };
        let at = stamp(self.at());
        self.then(Sql::with(
            "UPDATE drafts SET ciphertext = ?, version = version + 1, changed = ? \
             WHERE id = ? AND owner = ?",
            [sealed.into_bytes().into(), at.into(), id.into(), owner.into()],
        ));
        self.draft_key(id, owner, wrap)
    }

    fn sealed_draft(
        &mut self,
        permitted: &Permitted<act::KeepDraft>,
        text: &str,
        store: &Store,
    ) -> Option<(Ciphertext, Wrap)> {
        match seal(permitted, text, store) {
            Ok(both) => Some(both),
            Err(fault) => {
                self.refuse(fault.into());
                None
            }
        }
    }

    /// The key of a draft in the place of the one before; none where there is no draft.
    fn draft_key(&mut self, id: Uuid, owner: Uuid, wrap: Wrap) -> &mut Self {
        self.drop_key(id, owner);
        self.then(Sql::with(
            "INSERT INTO wraps (subject, record, organisation, side, kind, version, wrapped) \
             SELECT drafts.id, drafts.id, ?, ?, ?, ?, ? FROM drafts \
             WHERE drafts.id = ? AND drafts.owner = ?",
            [
                wrap.organisation.uuid().into(),
                i64::from(wrap.side.code()).into(),
                i64::from(wrap.subject.code()).into(),
                i64::from(wrap.version).into(),
                wrap.wrapped.into_bytes().into(),
                id.into(),
                owner.into(),
            ],
        ))
    }

    /// Throws a draft of whoever has the leave away, with its key.
    pub fn drop_draft(&mut self, permitted: &Permitted<act::KeepDraft>) -> &mut Self {
        let (id, owner) = (permitted.record(), permitted.worker().uuid());
        self.drop_key(id, owner);
        self.then(Sql::with(
            "DELETE FROM drafts WHERE id = ? AND owner = ?",
            [id.into(), owner.into()],
        ))
    }

    /// Clears away drafts of a kind that were kept last before a moment, with their keys, whosever
    /// they are.
    pub fn clear_drafts(&mut self, kind: &str, before: Timestamp) -> &mut Self {
        let old = |what: &str| {
            let mut sql = Sql::new(what);
            sql.push(" drafts WHERE kind = ").bind(kind);
            sql.push(" AND changed <= ").bind(stamp(before));
            sql
        };
        let mut keys = old("DELETE FROM wraps WHERE record IN (SELECT id FROM");
        keys.push(")");
        self.then(keys);
        self.then(old("DELETE FROM"))
    }

    fn drop_key(&mut self, id: Uuid, owner: Uuid) {
        self.then(Sql::with(
            "DELETE FROM wraps WHERE subject = ? AND record = ? AND EXISTS \
             (SELECT 1 FROM drafts WHERE drafts.id = wraps.record AND drafts.owner = ?)",
            [id.into(), id.into(), owner.into()],
        ));
    }
}

impl Store {
    /// The drafts in a scope of [`act::ReadDraft`], the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drafts(&self, scope: &Scope) -> Result<Vec<DraftListed>, Fault> {
        self.drafts_where(scope, None).await
    }

    /// One of them, to decide by.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_draft(&self, scope: &Scope, id: Uuid) -> Result<Option<DraftListed>, Fault> {
        Ok(self.drafts_where(scope, Some(id)).await?.pop())
    }

    /// The permitted draft, opened, if it is of whoever has the leave.
    ///
    /// # Errors
    /// When the database fails, or what it holds does not open.
    pub async fn draft(
        &self,
        permitted: &Permitted<act::ReadDraft>,
    ) -> Result<Option<Draft>, Fault> {
        let id = permitted.record();
        let sql = Sql::with(
            "SELECT drafts.kind, drafts.version, drafts.changed, drafts.ciphertext, \
             wraps.organisation, wraps.side, wraps.version, wraps.wrapped FROM drafts \
             JOIN wraps ON wraps.subject = drafts.id AND wraps.record = drafts.id \
             WHERE drafts.id = ? AND drafts.owner = ?",
            [id.into(), permitted.worker().uuid().into()],
        );
        let read = |row: &mut Columns<'_>| {
            let (kind, version, changed) = (row.take()?, row.number()?, row.moment()?);
            let sealed = Ciphertext::of(row.take()?);
            Ok(Draft { id, kind, version, changed, text: self.opened_draft(id, &sealed, row)? })
        };
        Ok(self.read(sql, read).await?.pop())
    }

    async fn drafts_where(
        &self,
        scope: &Scope,
        id: Option<Uuid>,
    ) -> Result<Vec<DraftListed>, Fault> {
        if scope.kind() != Kind::Draft {
            return Ok(Vec::new());
        }
        let mut sql =
            Sql::new("SELECT id, programme, owner, kind, version, changed FROM drafts WHERE ");
        scope::within(&mut sql, scope, scope::DRAFTS);
        if let Some(id) = id {
            sql.push(" AND drafts.id = ").bind(id);
        }
        sql.push(" ORDER BY drafts.changed DESC, drafts.id");
        let read = |row: &mut Columns<'_>| {
            Ok(DraftListed {
                id: row.take()?,
                programme: row.id(ProgrammeId::of)?,
                owner: row.id(WorkerId::of)?,
                kind: row.take()?,
                version: row.number()?,
                changed: row.moment()?,
            })
        };
        self.read(sql, read).await
    }

    fn opened_draft(
        &self,
        id: Uuid,
        sealed: &Ciphertext,
        row: &mut Columns<'_>,
    ) -> Result<Secret, Fault> {
        let closed = |cause: &dyn std::fmt::Display| Fault::Foreign(format!("draft {id}: {cause}"));
        let organisation = row.id(OrganisationId::of)?;
        let side = Side::stored(row.number()?).ok_or_else(|| closed(&"wrapped for no side"))?;
        let version = row.number()?;
        let subject = Subject::Draft(id);
        let wrapped = Ciphertext::of(row.take()?);
        let wrap = Wrap { subject, record: id, organisation, side, version, wrapped };
        let key = self.keys().unwrap_own(&wrap).map_err(|cause| closed(&cause))?;
        let plain = key.open(subject, sealed).map_err(|cause| closed(&cause))?;
        let text = std::str::from_utf8(&plain).map_err(|cause| closed(&cause))?;
        Ok(Secret::new(text))
    }
}

/// What was typed, sealed with a key of its own, and that key for the owner's organisation, on the
/// side on which they work.
fn seal(
    permitted: &Permitted<act::KeepDraft>,
    text: &str,
    store: &Store,
) -> Result<(Ciphertext, Wrap), KeyFault> {
    let (id, surroundings) = (permitted.record(), store.surroundings());
    let subject = Subject::Draft(id);
    // Whoever works on no case, or has no role, has no key of a side: what they sign in with is
    // sealed for Waymark's own keeping, and so is this.
    let organisation = permitted.organisation();
    let side = permitted.works_on().and_then(Side::of);
    let side = side.filter(|side| store.keys().current(organisation, *side).is_some());
    let holder = side.map_or((KeyRing::STAFF, Side::Administration), |side| (organisation, side));
    let key = DataKey::random(surroundings);
    let wrap = store.keys().wrap(&key, subject, id, holder, surroundings)?;
    Ok((key.seal(subject, text.as_bytes(), surroundings), wrap))
}
