//! Who is signed in, and for how long yet.

use std::net::IpAddr;

use access::Actor;
use jiff::{SignedDuration, Timestamp};
use store::{Fault, Programme};

use super::places::{Place, described, places};
use super::second_factor::Claimant;
use super::token::{Browser, FormToken, SessionMark};
use crate::office::Worker;
use crate::passwords::Near;

/// A session that nobody uses ends after this time. Its use is noted once a minute, so that it
/// may end up to a minute earlier and never later.
pub const IDLE: SignedDuration = SignedDuration::from_mins(20);
/// A session ends after this time, however much it is used.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// So long after somebody showed who they are it is not asked again.
const RECENT: SignedDuration = SignedDuration::from_mins(10);
/// So long in a form that was drawn by then.
const RECENT_FORM: SignedDuration = SignedDuration::from_mins(30);
/// The store notes no oftener than this that a session was used.
pub(super) const NOTED_AGAIN: SignedDuration = SignedDuration::from_mins(1);
/// So long before the end a page warns.
pub const WARN_BEFORE: SignedDuration = SignedDuration::from_mins(2);
/// So long after the end what is sent is still known as the same person's, to be kept for them.
pub(super) const KNOWN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// From where somebody asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whence {
    /// The address.
    pub address: Option<IpAddr>,
    /// What the browser calls itself, as far as it is kept: shown to whoever signs in.
    pub agent: String,
    /// By what the browser is known again.
    pub browser: Option<Browser>,
}

/// Somebody who is signed in, with what every page needs of them.
#[derive(Clone)]
pub struct SignedIn {
    /// Who, in which programme, from where.
    pub worker: Worker,
    /// Their name.
    pub name: String,
    /// Their address of mail.
    pub email: String,
    /// The name of their organisation.
    pub organisation: String,
    /// The programmes in which they hold a role, by name.
    pub programmes: Vec<Programme>,
    /// What their forms carry.
    pub form_token: FormToken,
    /// When the session ends if nothing is done.
    pub ends: Timestamp,
    /// When they last showed who they are.
    pub proved: Timestamp,
    /// The key of the directory through which they signed in; none where it was by a password.
    pub directory: Option<String>,
    /// Whether they had a second factor when the session began.
    pub(super) asked: bool,
    /// Whether their rights were changed since the token was given.
    pub(super) turn: bool,
    pub(super) mark: SessionMark,
}

/// Somebody whose password was right and who has not shown a second factor. Nothing of the record
/// can be asked in their name but what they sign in with.
#[derive(Clone)]
pub struct Halfway(SignedIn);

/// Whose a token is.
#[derive(Clone)]
pub enum Presented {
    /// Somebody's who is signed in.
    SignedIn(Box<SignedIn>),
    /// Somebody's who has to show a second factor first, or to set one up.
    Halfway(Box<Halfway>),
    /// Somebody's whose session has ended: they may do nothing, and what they send is kept for
    /// them alone.
    Lapsed(Box<SignedIn>),
    /// Somebody's who showed no second factor in time: nothing of it goes on.
    LapsedHalfway,
    /// Nobody's.
    Nobody,
}

impl SignedIn {
    pub(super) fn of(found: store::SignedIn, address: Option<IpAddr>) -> Result<Self, Fault> {
        let ends = ending(found.seen, found.ends);
        let programme = found.programmes.first().map_or(Actor::NOWHERE, |one| one.id);
        Ok(Self {
            worker: Worker { actor: found.actor, programme, address },
            name: found.name,
            email: found.email,
            organisation: found.organisation_name,
            programmes: found.programmes,
            form_token: FormToken::of(found.secret),
            ends,
            proved: found.proved,
            directory: found.directory,
            asked: found.asked,
            turn: found.turn,
            mark: SessionMark(found.token_digest),
        })
    }

    /// Who, with the roles held at this moment.
    pub fn actor(&self) -> &Actor {
        &self.worker.actor
    }

    /// What no password of theirs is made of.
    pub fn near(&self) -> Near {
        let programmes = self.programmes.iter().map(|one| one.name.as_str());
        let called = [self.name.as_str(), self.email.as_str(), self.organisation.as_str()];
        Near::of(called.into_iter().chain(programmes))
    }

    /// What they are, in words: *facilitator, Dudley*.
    pub fn described(&self) -> String {
        described(self.worker.actor.held())
    }

    /// Whether they hold a role anywhere. Without one there is their own account and nothing else.
    pub fn holds_a_role(&self) -> bool {
        !self.worker.actor.held().is_empty()
    }

    /// Where they may go.
    pub fn places(&self) -> Vec<Place> {
        places(&self.worker.actor)
    }

    /// Seconds until the session ends if nothing is done.
    pub fn ends_in(&self, now: Timestamp) -> u32 {
        u32::try_from(self.ends.duration_since(now).as_secs()).unwrap_or_default()
    }

    /// Whether they showed who they are so short a time ago that it need not be asked again before
    /// what is worth a second look. A form may take a while longer than the page that it stands on.
    pub fn is_recent(&self, now: Timestamp, form: bool) -> bool {
        let time = if form { RECENT_FORM } else { RECENT };
        self.proved.checked_add(time).is_ok_and(|until| now < until)
    }

    /// Which of their own sessions this is.
    pub fn mark(&self) -> SessionMark {
        self.mark
    }
}

impl Halfway {
    /// What a session is that has not ended.
    pub(super) fn or_whole(signed_in: SignedIn, factor: Option<Timestamp>) -> Presented {
        // A password alone makes no whole session, whether its owner holds a role at the moment or
        // not: it would pass for one that was proved a moment ago, and opens their account.
        match factor {
            Some(_) => Presented::SignedIn(Box::new(signed_in)),
            None => Presented::Halfway(Box::new(Self(signed_in))),
        }
    }

    /// What their forms carry.
    pub fn form_token(&self) -> &FormToken {
        &self.0.form_token
    }

    /// As whoever shows a second factor, or sets the first one up.
    pub fn claimant(&self) -> Claimant<'_> {
        Claimant::Halfway(self)
    }

    /// Seconds until it ends if nothing is done.
    pub fn ends_in(&self, now: Timestamp) -> u32 {
        self.0.ends_in(now)
    }

    pub(super) const fn whose(&self) -> &SignedIn {
        &self.0
    }
}

/// When a session ends if nothing is done.
pub(super) fn ending(seen: Timestamp, ends: Timestamp) -> Timestamp {
    seen.checked_add(IDLE).map_or(ends, |idle| idle.min(ends))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_twenty_minutes_after_its_last_use_and_twelve_hours_after_its_beginning() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let ends = at("2026-11-24T20:00:00Z");
        assert_eq!(ending(at("2026-11-24T09:00:00Z"), ends), at("2026-11-24T09:20:00Z"));
        assert_eq!(ending(at("2026-11-24T19:50:00Z"), ends), ends);
    }
}
