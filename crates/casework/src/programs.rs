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
use crate::office::{Acting, Office, Worker};
use crate::signing_in::Token;

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

impl Acting<'_> {
    /// Makes a token for a program of an organisation: it is told once.
    ///
    /// # Errors
    /// [`Fault::Refused`] where an organisation of that kind may not do it at all.
    pub async fn make_api_token(
        &self,
        organisation: OrganisationId,
        kind: OrganisationKind,
        name: &str,
        may: May,
    ) -> Result<Token, Fault> {
        self.may_have_api_token(organisation, kind, may)?;
        let permitted = self.leave_to_keep(organisation)?;
        let (token, new) = self.fresh_token(name, may);
        let mut change = self.founding();
        change.api_token(&permitted, &new);
        self.found::<act::ManageOrganisations>(change, organisation.uuid()).await?;
        Ok(token)
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
        organisation: OrganisationId,
        id: Uuid,
    ) -> Result<(String, Token), Fault> {
        let permitted = self.leave_to_keep(organisation)?;
        let before = self.store().api_tokens(&permitted).await?;
        let before = before.into_iter().find(|token| token.id == id).ok_or(Fault::NotFound)?;
        let may = may(&before).ok_or(Fault::NotFound)?;
        let (token, new) = self.fresh_token(&before.name, may);
        let now = self.office.now();
        let mut change = self.founding();
        change.api_token(&permitted, &new).api_token_ends(
            &permitted,
            id,
            now.checked_add(OVERLAP).unwrap_or(now),
        );
        self.found::<act::ManageOrganisations>(change, organisation.uuid()).await?;
        Ok((before.name, token))
    }

    /// Ends a token at once.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn end_api_token(&self, organisation: OrganisationId, id: Uuid) -> Result<(), Fault> {
        let permitted = self.leave_to_keep(organisation)?;
        let mut change = self.founding();
        change.api_token_ends(&permitted, id, self.office.now());
        self.found::<act::ManageOrganisations>(change, organisation.uuid()).await
    }

    /// The tokens of an organisation, the newest first.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn api_tokens(&self, organisation: OrganisationId) -> Result<Vec<ApiToken>, Fault> {
        let permitted = self.leave_to_keep(organisation)?;
        Ok(self.store().api_tokens(&permitted).await?)
    }

    fn fresh_token(&self, name: &str, may: May) -> (Token, NewApiToken) {
        let (token, now) = (Token::fresh(self.store().surroundings()), self.office.now());
        let new = NewApiToken {
            id: self.office.id(),
            name: name.to_owned(),
            may: may.name(),
            digest: token.digest(),
            ends: now.checked_add(GOOD_FOR).unwrap_or(now),
        };
        (token, new)
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
    /// audit names the token.
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
        let Some(found) = found.filter(|found| may(found) == Some(wants)) else {
            return Ok(None);
        };
        let Some(role) = wants.role(found.kind) else { return Ok(None) };
        self.store.api_token_used(&found, now);
        let held = vec![Held { role, programme: found.programme, areas: Areas::All }];
        let actor = Actor::try_new(WorkerId::of(found.id), found.organisation, held)?;
        Ok(Some(Worker { actor, programme: found.programme, address }))
    }
}

fn may(token: &ApiToken) -> Option<May> {
    May::ALL.into_iter().find(|may| may.name() == token.may)
}

/// Whether a token has ended.
pub fn has_ended(token: &ApiToken, now: Timestamp) -> bool {
    token.ends <= now
}
