//! What the programs of an organisation may ask, by a bearer token: one thing each, of what the
//! organisation itself may see, for a year at the most.

use std::net::IpAddr;

use access::{Actor, Areas, Facts, Held, Kind, Permitted, Role, act, decide};
use jiff::{SignedDuration, Timestamp};
use pathway::{OrganisationId, WorkerId};
pub use store::ApiToken;
use store::{NewApiToken, OrganisationKind};
use uuid::Uuid;

use crate::fault::Fault;
use crate::office::{Acting, Office, Sent, Worker};
use crate::signing_in::Token;

/// What a program is refused with in the audit.
pub(crate) const API_TOKEN: &str = "api_token";
/// So long a token is good.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(365 * 24);
/// So long one that is replaced is still good, until the program has the next.
const OVERLAP: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// Ask how far the referrals of the organisation have come.
    FollowReferrals,
    /// Read the figures that the organisation may see.
    ReadFigures,
}

impl May {
    /// Everything that a token may be made for.
    pub const ALL: [Self; 2] = [Self::FollowReferrals, Self::ReadFigures];

    /// Its code.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FollowReferrals => "follow_referrals",
            Self::ReadFigures => "read_figures",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|may| may.name() == name)
    }

    /// What people call it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::FollowReferrals => "Ask how far its referrals have come",
            Self::ReadFigures => "Read the figures",
        }
    }

    /// By which role the organisation may do it; none where it may not at all.
    const fn role(self, kind: OrganisationKind) -> Option<Role> {
        match (self, kind) {
            (Self::FollowReferrals, OrganisationKind::Referrer) => Some(Role::Referrer),
            (Self::ReadFigures, OrganisationKind::Oversight) => Some(Role::Commissioner),
            _ => None,
        }
    }
}

/// What was done about a token, as the audit keeps it for whoever keeps the organisation.
pub(crate) enum TokenChange<'a> {
    /// It was made, for one thing.
    Made(May, &'a str),
    /// Another was made in its place.
    Replaced(&'a str),
    /// It was ended.
    Ended(&'a str),
}

impl<'a> TokenChange<'a> {
    /// What is kept of it: what was done, and the name.
    pub(crate) const fn parts(&self) -> (&'static str, &'a str) {
        match *self {
            Self::Made(may, name) => (may.name(), name),
            Self::Replaced(name) => ("replaced", name),
            Self::Ended(name) => ("ended", name),
        }
    }

    /// What was kept; none where this Waymark does not know it.
    pub(crate) fn read(mut parts: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (what, name) = (parts.next()?, parts.next()?);
        match what {
            "replaced" => Some(Self::Replaced(name)),
            "ended" => Some(Self::Ended(name)),
            may => Some(Self::Made(May::named(may)?, name)),
        }
    }

    pub(crate) fn words(&self) -> String {
        match self {
            Self::Made(may, name) => format!("Token made for {name}. It may: {}", may.words()),
            Self::Replaced(name) => format!("Token for {name} replaced"),
            Self::Ended(name) => format!("Token for {name} ended"),
        }
    }
}

impl Acting<'_> {
    /// Makes a token for a program of an organisation: it is told once, and again where the same form
    /// is sent again.
    ///
    /// # Errors
    /// [`Fault::Refused`] where an organisation of that kind may not do it at all.
    pub async fn make_api_token(
        &self,
        sent: Sent,
        (organisation, kind): (OrganisationId, OrganisationKind),
        name: &str,
        may: May,
    ) -> Result<Token, Fault> {
        self.may_have_api_token(organisation, kind, may)?;
        let permitted = self.leave_to_keep(organisation)?;
        if let Some(token) = self.told_before(sent).await? {
            return Ok(token);
        }
        let (of, token, new) = self.fresh_token(name, may)?;
        let mut change = self.change(sent);
        change.outcome(self.tells_again(of)).api_token(&permitted, &new);
        self.told_token(&mut change, &permitted, &TokenChange::Made(may, name))?;
        self.told_once(sent, change, token).await
    }

    /// Whether a token may be made, before it is.
    ///
    /// # Errors
    /// As [`Self::make_api_token`].
    pub fn may_have_api_token(
        &self,
        organisation: OrganisationId,
        kind: OrganisationKind,
        may: May,
    ) -> Result<(), Fault> {
        let _leave = self.leave_to_keep(organisation)?;
        match may.role(kind) {
            Some(_) => Ok(()),
            None => Err(Fault::Refused("An organisation of this kind may not do that")),
        }
    }

    /// Another token in place of one, which stays good for a week.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where the organisation has no such token.
    pub async fn replace_api_token(
        &self,
        sent: Sent,
        organisation: OrganisationId,
        id: Uuid,
    ) -> Result<(String, Token), Fault> {
        let permitted = self.leave_to_keep(organisation)?;
        let before = self.store().api_tokens(&permitted).await?;
        let before = before.into_iter().find(|token| token.id == id).ok_or(Fault::NotFound)?;
        let may = may(&before).ok_or(Fault::NotFound)?;
        if let Some(token) = self.told_before(sent).await? {
            return Ok((before.name, token));
        }
        let (of, token, new) = self.fresh_token(&before.name, may)?;
        let now = self.office.now();
        let mut change = self.change(sent);
        change.outcome(self.tells_again(of)).api_token(&permitted, &new).api_token_ends(
            &permitted,
            id,
            now.checked_add(OVERLAP).unwrap_or(now),
        );
        self.told_token(&mut change, &permitted, &TokenChange::Replaced(&before.name))?;
        let token = self.told_once(sent, change, token).await?;
        Ok((before.name, token))
    }

    /// Ends a token at once.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where the organisation has no such token.
    pub async fn end_api_token(&self, organisation: OrganisationId, id: Uuid) -> Result<(), Fault> {
        let permitted = self.leave_to_keep(organisation)?;
        let all = self.store().api_tokens(&permitted).await?;
        let ended = all.into_iter().find(|token| token.id == id).ok_or(Fault::NotFound)?;
        let mut change = self.founding();
        change.api_token_ends(&permitted, id, self.office.now());
        self.told_token(&mut change, &permitted, &TokenChange::Ended(&ended.name))?;
        self.store().commit(change).await.map(drop).map_err(Fault::from)
    }

    /// The tokens of an organisation, the newest first.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn api_tokens(&self, organisation: OrganisationId) -> Result<Vec<ApiToken>, Fault> {
        let permitted = self.leave_to_keep(organisation)?;
        Ok(self.store().api_tokens(&permitted).await?)
    }

    /// A token, and the id of which it is made again where its form is sent again.
    fn fresh_token(&self, name: &str, may: May) -> Result<(Uuid, Token, NewApiToken), Fault> {
        let (of, now) = (self.office.id(), self.office.now());
        let token = self.office.link(of)?;
        let new = NewApiToken {
            id: self.office.id(),
            name: name.to_owned(),
            may: may.name(),
            digest: token.digest(),
            ends: now.checked_add(GOOD_FOR).unwrap_or(now),
        };
        Ok((of, token, new))
    }

    fn leave_to_keep(
        &self,
        organisation: OrganisationId,
    ) -> Result<Permitted<act::ManageOrganisations>, Fault> {
        let facts = Facts {
            organisation: Some(organisation),
            ..self.of(Kind::Organisation, organisation.uuid())
        };
        Ok(decide(&self.worker.actor, act::ManageOrganisations, &facts)?)
    }
}

impl Office {
    /// The program that a token is of, where it may do this: it acts for its organisation, and the
    /// audit names the token; also where it may do something else alone, and is refused.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn program(
        &self,
        token: &Token,
        wants: May,
        address: Option<IpAddr>,
    ) -> Result<Option<Worker>, Fault> {
        let now = self.now();
        let found = self.store.api_token(&token.digest(), now).await?;
        let Some(found) = found else {
            self.program_refused(address).await?;
            return Ok(None);
        };
        let Some(role) = wants.role(found.kind).filter(|_| may(&found) == Some(wants)) else {
            let by = WorkerId::of(found.id);
            self.note_refused_of(Some(by), API_TOKEN, address).await?;
            return Ok(None);
        };
        self.store.api_token_used(&found, now);
        let held = vec![Held { role, programme: found.programme, areas: Areas::All }];
        let actor = Actor::try_new(WorkerId::of(found.id), found.organisation, held)?;
        Ok(Some(Worker { actor, programme: found.programme, address }))
    }
}

fn may(token: &ApiToken) -> Option<May> {
    May::named(&token.may)
}

/// Whether a token has ended.
pub fn has_ended(token: &ApiToken, now: Timestamp) -> bool {
    token.ends <= now
}
