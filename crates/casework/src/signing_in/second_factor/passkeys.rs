//! Passkeys (Web Authentication): a key in a phone, a computer or a stick, which signs what this
//! site asks and nothing that another site asks.

use std::net::IpAddr;

use access::act;
use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use store::{Factor, FactorKind, NewFactor};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::{
    AllowedCredentials, AuthenticationVerificationOptions, AuthenticatorAttachmentEnforcement,
    NonDiscoverableAuthenticationServerState, NonDiscoverableCredentialRequestOptions,
};
use webauthn_rp::request::register::{
    PublicKeyCredentialCreationOptions, PublicKeyCredentialUserEntity,
    RegistrationVerificationOptions, UserHandle,
};
use webauthn_rp::request::{
    AsciiDomain, Credentials, PublicKeyCredentialDescriptor, RpId, UserVerificationRequirement,
};
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId};
use webauthn_rp::{
    AuthenticatedCredential, NonDiscoverableAuthentication16, Registration, RegistrationServerState,
};

use super::guesses::Wrong;
use super::{ADD, Claimant, NotShown, SHOW, written};
use crate::fault::Fault;
use crate::office::Office;
use crate::signing_in::leave;
use crate::signing_in::session::{SignedIn, Whence};
use crate::signing_in::token::Token;

/// So long something that was asked of a passkey may be answered.
const ANSWERED_WITHIN: SignedDuration = SignedDuration::from_mins(5);

/// Where pages of this site come from, as a browser says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    domain: AsciiDomain,
    text: String,
}

/// What is asked of a passkey.
#[derive(Clone, Debug)]
pub struct PasskeyAsked {
    /// By what the answer is known: it is good once, and for five minutes.
    pub ceremony: String,
    /// What the browser is told, as JSON.
    pub options: String,
}

/// What a form brings back of it.
#[derive(Clone, Copy)]
pub struct PasskeyAnswer<'a> {
    /// By what it is known.
    pub ceremony: &'a str,
    /// What the browser answered, as JSON.
    pub response: &'a str,
}

/// What is kept of a passkey.
struct Kept {
    id: Vec<u8>,
    transports: u8,
    dynamic: [u8; 7],
    fixed: Vec<u8>,
}

type Fixed = StaticState<CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>>;

impl Origin {
    /// The origin of a host and port, over TLS or on a machine's own loopback. None where browsers
    /// know no passkeys: at an address in numbers.
    pub fn of(tls: bool, host: &str) -> Option<Self> {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let numbers = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
        let letters = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.' | ':');
        if numbers || !host.chars().all(letters) || !tls && name != "localhost" {
            return None;
        }
        let domain = AsciiDomain::try_from(name.to_ascii_lowercase()).ok()?;
        let scheme = if tls { "https" } else { "http" };
        Some(Self { domain, text: format!("{scheme}://{}", host.to_ascii_lowercase()) })
    }

    fn party(&self) -> RpId {
        RpId::Domain(self.domain.clone())
    }
}

impl Kept {
    fn written(&self) -> Vec<u8> {
        // The id of a passkey has 1023 bytes at the most.
        let length = u16::try_from(self.id.len()).unwrap_or(u16::MAX).to_le_bytes();
        let parts: [&[u8]; 5] = [&length, &self.id, &[self.transports], &self.dynamic, &self.fixed];
        parts.concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let (id, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        let (&transports, rest) = rest.split_first()?;
        let (dynamic, fixed) = rest.split_first_chunk::<7>()?;
        Some(Self { id: id.to_vec(), transports, dynamic: *dynamic, fixed: fixed.to_vec() })
    }

    fn of(factor: &Factor) -> Option<Self> {
        Self::read(written::read(&factor.plain)?.1)
    }

    fn descriptor(&self) -> Option<PublicKeyCredentialDescriptor<Vec<u8>>> {
        let id = CredentialId::<Vec<u8>>::decode(self.id.clone()).ok()?;
        Some(PublicKeyCredentialDescriptor {
            id,
            transports: AuthTransports::decode(self.transports).ok()?,
        })
    }
}

impl Office {
    /// What is asked of a browser that is to make a new passkey.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where this is not theirs to do now.
    pub async fn ask_new_passkey(
        &self,
        claimant: Claimant<'_>,
        origin: &Origin,
    ) -> Result<PasskeyAsked, Fault> {
        self.leave_to_add(claimant).await?;
        let who = claimant.who();
        let have = self.passkeys(who).await?;
        let known = have.iter().filter_map(|(_, kept)| kept.descriptor()).collect();
        let (party, handle) = (origin.party(), handle(who));
        let name = who.name.as_str();
        let user = PublicKeyCredentialUserEntity {
            // A name that this standard does not take is left out: the browser shows the site's.
            name: name.try_into().or_else(|_| "Waymark".try_into()).map_err(Fault::unavailable)?,
            id: &handle,
            display_name: name.try_into().ok(),
        };
        let mut options = PublicKeyCredentialCreationOptions::second_factor(&party, user, known);
        options.authenticator_selection.user_verification = UserVerificationRequirement::Preferred;
        let (state, asked) = options.start_ceremony().map_err(Fault::unavailable)?;
        let state = state.encode().map_err(Fault::unavailable)?;
        let options = serde_json::to_string(&asked).map_err(Fault::unavailable)?;
        self.asked(who, state, options).await
    }

    /// A new passkey is added, where the browser's answer is right: the session goes on by a new token,
    /// and is whole where it was half. Every other has ended.
    ///
    /// # Errors
    /// See [`NotShown`].
    pub async fn add_passkey(
        &self,
        claimant: Claimant<'_>,
        origin: &Origin,
        (name, answer): (&str, PasskeyAnswer<'_>),
        whence: &Whence,
    ) -> Result<Token, NotShown> {
        let permitted = self.leave_to_add(claimant).await?;
        let who = claimant.who();
        let (digest, state) = self.answered(who, answer.ceremony).await?;
        let Some(kept) = made(&state, origin, answer.response) else {
            return self.refused(who, ADD, whence).await;
        };
        let factor = NewFactor {
            id: self.id(),
            kind: FactorKind::Passkey,
            plain: written::written(name, &kept.written()),
            credential: Some(Sha256::digest(&kept.id).into()),
            set_up: true,
            session: who.mark.0,
        };
        let mut change = self.change_of(who);
        change.end_ceremony(&digest).factor(&permitted, &factor, &self.store);
        self.added(claimant, change, whence).await
    }

    /// What is asked of a passkey that somebody has; none where they have none.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn ask_passkey(
        &self,
        claimant: Claimant<'_>,
        origin: &Origin,
    ) -> Result<Option<PasskeyAsked>, Fault> {
        let who = claimant.who();
        let have = self.passkeys(who).await?;
        let mut allowed = AllowedCredentials::with_capacity(have.len());
        for descriptor in have.iter().filter_map(|(_, kept)| kept.descriptor()) {
            allowed.push(descriptor.into());
        }
        let party = origin.party();
        let Ok(mut options) =
            NonDiscoverableCredentialRequestOptions::second_factor(&party, allowed)
        else {
            return Ok(None);
        };
        // At a desk that was left, a stick that lies beside it is nobody.
        options.options().user_verification = match claimant {
            Claimant::SignedIn(_) => UserVerificationRequirement::Required,
            Claimant::Halfway(_) => UserVerificationRequirement::Preferred,
        };
        let (state, asked) = options.start_ceremony().map_err(Fault::unavailable)?;
        let state = state.encode().map_err(Fault::unavailable)?;
        let options = serde_json::to_string(&asked).map_err(Fault::unavailable)?;
        self.asked(who, state, options).await.map(Some)
    }

    /// A passkey was shown: whoever was half signed in is whole.
    ///
    /// # Errors
    /// See [`NotShown`].
    pub async fn show_passkey(
        &self,
        claimant: Claimant<'_>,
        origin: &Origin,
        answer: PasskeyAnswer<'_>,
        whence: &Whence,
    ) -> Result<Token, NotShown> {
        let who = claimant.who();
        let attempt = self.tries_in_session(who).await?;
        let permitted = leave(who, act::ChangeOwnAccount)?;
        let (digest, state) = self.answered(who, answer.ceremony).await?;
        let have = self.passkeys(who).await?;
        let shown = shown(&state, origin, answer.response, (&have, &handle(who)));
        let Some((factor, dynamic)) = shown else {
            return self.wrong(claimant, Wrong::Passkey, whence).await;
        };
        let mut change = self.change_of(who);
        attempt.was_right(&mut change);
        change.end_ceremony(&digest).factor_shown(&permitted, factor.id, None);
        if let Some((name, _)) = written::read(&factor.plain)
            && let Some(kept) = Kept::of(factor)
        {
            let plain = written::written(name, &Kept { dynamic, ..kept }.written());
            change.factor_anew(&permitted, factor.id, &plain, &self.store);
        }
        self.proved(who, change, (SHOW, whence)).await
    }

    /// Somebody's passkeys.
    async fn passkeys(&self, who: &SignedIn) -> Result<Vec<(Factor, Kept)>, Fault> {
        let permitted = leave(who, act::ReadOwnAccount)?;
        let factors = self.store.factors(&permitted).await?;
        let is_one = |factor: &Factor| factor.set_up && factor.kind == FactorKind::Passkey;
        let kept = |factor: Factor| Kept::of(&factor).map(|kept| (factor, kept));
        Ok(factors.into_iter().filter(is_one).filter_map(kept).collect())
    }

    /// Keeps what is to come back.
    async fn asked(
        &self,
        who: &SignedIn,
        state: Vec<u8>,
        options: String,
    ) -> Result<PasskeyAsked, Fault> {
        let permitted = leave(who, act::ChangeOwnAccount)?;
        let (token, now) = (Token::fresh(self.store.surroundings()), self.now());
        let ends = now.checked_add(ANSWERED_WITHIN).unwrap_or(now);
        let mut change = self.change_of(who);
        change.begin_ceremony(&permitted, (&token.digest(), &who.mark.0), state, ends);
        self.store.commit(change).await?;
        Ok(PasskeyAsked { ceremony: token.text(), options })
    }

    /// What was kept of it; nothing of what somebody else was asked, or too long ago.
    async fn answered(
        &self,
        who: &SignedIn,
        ceremony: &str,
    ) -> Result<([u8; 32], Vec<u8>), NotShown> {
        let permitted = leave(who, act::ReadOwnAccount)?;
        let digest = Token::read(ceremony).ok_or(NotShown::Refused)?.digest();
        let state = self.store.ceremony(&permitted, &digest, self.now()).await;
        let state = state.map_err(Fault::from)?.ok_or(NotShown::Gone)?;
        Ok((digest, state))
    }
}

/// As whom a passkey knows somebody.
fn handle(who: &SignedIn) -> UserHandle<16> {
    let Ok(handle) = UserHandle::decode(*who.actor().worker().uuid().as_bytes());
    handle
}

/// The passkey that a browser made, where its answer is to what was asked, from this site.
fn made(state: &[u8], origin: &Origin, response: &str) -> Option<Kept> {
    let state = RegistrationServerState::<16>::decode(state).ok()?;
    let response = Registration::from_json_relaxed(response.as_bytes()).ok()?;
    let origins = [origin.text.as_str()];
    let options = RegistrationVerificationOptions::<&str, &str> {
        allowed_origins: &origins,
        ..RegistrationVerificationOptions::default()
    };
    let made = state.verify(&origin.party(), &response, &options).ok()?;
    let Ok(dynamic) = made.dynamic_state().encode();
    let Ok(fixed) = made.static_state().encode();
    let Ok(transports) = made.transports().encode();
    let credential = made.id();
    let Ok(id) = credential.encode();
    Some(Kept { id: id.to_vec(), transports, dynamic, fixed })
}

/// Which of somebody's passkeys signed what was asked, from this site, and how it stands since.
fn shown<'a>(
    state: &[u8],
    origin: &Origin,
    response: &str,
    (have, handle): (&'a [(Factor, Kept)], &UserHandle<16>),
) -> Option<(&'a Factor, [u8; 7])> {
    let state = NonDiscoverableAuthenticationServerState::decode(state).ok()?;
    let response = NonDiscoverableAuthentication16::from_json_relaxed(response.as_bytes()).ok()?;
    let credential = response.raw_id();
    let Ok(id) = credential.encode();
    let (factor, kept) = have.iter().find(|(_, kept)| kept.id == id)?;
    let fixed = Fixed::decode(kept.fixed.as_slice()).ok()?;
    let dynamic = DynamicState::decode(kept.dynamic).ok()?;
    let id = CredentialId::<&[u8]>::decode(kept.id.as_slice()).ok()?;
    let mut known = AuthenticatedCredential::new(id, handle, fixed, dynamic).ok()?;
    let origins = [origin.text.as_str()];
    let options = AuthenticationVerificationOptions::<&str, &str> {
        allowed_origins: &origins,
        auth_attachment_enforcement: AuthenticatorAttachmentEnforcement::Ignore(false),
        ..AuthenticationVerificationOptions::default()
    };
    state.verify(&origin.party(), &response, &mut known, &options).ok()?;
    let Ok(dynamic) = known.dynamic_state().encode();
    Some((factor, dynamic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_of_a_name_over_tls_or_of_the_machine_itself() {
        let origin = |tls, host| Origin::of(tls, host).map(|origin| origin.text);
        assert_eq!(origin(true, "Waymark.example"), Some("https://waymark.example".to_owned()));
        assert_eq!(origin(true, "w.example:8443"), Some("https://w.example:8443".to_owned()));
        assert_eq!(origin(false, "localhost:8080"), Some("http://localhost:8080".to_owned()));
        for (tls, host) in [
            (false, "waymark.example"),
            (false, "127.0.0.1:8080"),
            (true, "192.0.2.1"),
            (true, "[2001:db8::1]:443"),
            (true, ""),
            (true, "a b"),
        ] {
            assert_eq!(origin(tls, host), None, "{host}");
        }
    }

    testkit::both_databases! {
        async fn whoever_is_asked_again_shows_the_passkey_and_that_it_is_they(database: Database) {
            use crate::signing_in::tests::{WORDS, open, session, sign_in, signed_in};
            let (office, ..) = open(&database).await;
            let token = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
            let who = signed_in(session(&office, &token).await);
            let kept = Kept { id: vec![7; 20], transports: 0, dynamic: [0; 7], fixed: vec![9; 40] };
            let factor = NewFactor {
                id: office.id(),
                kind: FactorKind::Passkey,
                plain: written::written("Key", &kept.written()),
                credential: None,
                set_up: true,
                session: who.mark.0,
            };
            let mut change = office.change_of(&who);
            change.factor(&leave(&who, act::ChangeOwnAccount).unwrap(), &factor, &office.store);
            office.store.commit(change).await.unwrap();
            let origin = Origin::of(false, "localhost:8080").unwrap();
            let asked = office.ask_passkey(Claimant::SignedIn(&who), &origin).await.unwrap().unwrap();
            assert!(asked.options.contains(r#""userVerification":"required""#), "{}", asked.options);
        }

        async fn of_the_pages_that_ask_for_a_passkey_the_latest_few_are_answered(database: Database) {
            use crate::signing_in::tests::{WORDS, open, session, sign_in, signed_in};
            let (office, clock, _) = open(&database).await;
            let token = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
            let who = signed_in(session(&office, &token).await);
            let origin = Origin::of(false, "localhost:8080").unwrap();
            let claimant = Claimant::SignedIn(&who);
            let mut ceremonies = Vec::new();
            for _ in 0..6 {
                clock.pass(SignedDuration::from_secs(1));
                ceremonies.push(office.ask_new_passkey(claimant, &origin).await.unwrap().ceremony);
            }
            for (place, ceremony) in ceremonies.iter().enumerate() {
                let answer = ("Key", PasskeyAnswer { ceremony, response: "{}" });
                let why = office.add_passkey(claimant, &origin, answer, &Whence::default()).await;
                let gone = matches!(why, Err(NotShown::Gone));
                assert_eq!(gone, place == 0, "{place}");
            }
        }
    }

    #[test]
    fn what_is_kept_of_a_passkey_is_read_as_it_was_written() {
        let kept = Kept { id: vec![7; 20], transports: 3, dynamic: [1; 7], fixed: vec![9; 40] };
        let read = Kept::read(&kept.written()).unwrap();
        assert_eq!((read.id, read.transports), (kept.id, kept.transports));
        assert_eq!((read.dynamic, read.fixed), (kept.dynamic, kept.fixed));
        assert!(Kept::read(&[0]).is_none() && Kept::read(&[9, 0, 1]).is_none());
    }
}
