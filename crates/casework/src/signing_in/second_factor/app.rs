//! Setting up an app that shows codes: its secret is told in the session that began it, and in no
//! other. Whoever has nothing yet may go on with it when that session has ended.

use access::act;
use data_encoding::BASE32_NOPAD;
use store::{Factor, FactorKind, NewFactor};
use zeroize::Zeroizing;

use super::{ADD, Claimant, NotShown, digits, mark, totp, written};
use crate::fault::Fault;
use crate::office::Office;
use crate::signing_in::leave;
use crate::signing_in::session::Whence;
use crate::signing_in::token::Token;

/// Bytes of the secret of an app (RFC 4226 recommends 20).
const SECRET: usize = 20;

/// What an app is told, once.
pub struct AppSecret {
    /// The secret as people type it: base 32, in groups of four.
    pub text: Zeroizing<String>,
    /// The same as a picture holds it.
    pub address: Zeroizing<String>,
}

impl Office {
    /// Begins to set up an app, in place of one that was begun and never showed a code.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where this is not theirs to do now, [`Fault::Refused`] where they have too many.
    pub async fn begin_app(&self, claimant: Claimant<'_>) -> Result<(), Fault> {
        let permitted = self.leave_to_add(claimant).await?;
        let surroundings = self.store.surroundings();
        let mut secret = Zeroizing::new([0; SECRET]);
        surroundings.fill(&mut *secret);
        let mut change = self.change_of(claimant.who());
        for waiting in self.waiting_app(claimant).await? {
            change.drop_factor(&permitted, waiting.id);
        }
        let factor = NewFactor {
            id: self.id(),
            kind: FactorKind::App,
            plain: written::written("App", &*secret),
            credential: None,
            set_up: false,
            session: claimant.who().mark.0,
        };
        change.factor(&permitted, &factor, &self.store);
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }

    /// What the app that is being set up is told; none where none is.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where this is not theirs to do now, [`Fault::Refused`] where they have too many.
    pub async fn app_secret(&self, claimant: Claimant<'_>) -> Result<Option<AppSecret>, Fault> {
        self.leave_to_add(claimant).await?;
        let Some(waiting) = self.waiting_app(claimant).await?.pop() else { return Ok(None) };
        let Some((_, secret)) = written::read(&waiting.plain) else { return Ok(None) };
        let base32 = Zeroizing::new(BASE32_NOPAD.encode(secret));
        let groups: Vec<&str> = base32
            .as_bytes()
            .chunks(4)
            .filter_map(|group| std::str::from_utf8(group).ok())
            .collect();
        let address = format!(
            "otpauth://totp/Waymark:{}?secret={}&issuer=Waymark",
            in_address(&claimant.who().name),
            *base32
        );
        Ok(Some(AppSecret {
            text: Zeroizing::new(groups.join(" ")),
            address: Zeroizing::new(address),
        }))
    }

    /// The app is set up, where the code is its: the session goes on by a new token, and is whole
    /// where it was half. Every other has ended.
    ///
    /// # Errors
    /// See [`NotShown`].
    pub async fn set_up_app(
        &self,
        claimant: Claimant<'_>,
        name: &str,
        code: &str,
        whence: &Whence,
    ) -> Result<Token, NotShown> {
        let permitted = self.leave_to_add(claimant).await?;
        let attempt = self.tries_in_session(claimant.who()).await?;
        let begun = match claimant {
            // They were told the secret, in this session or before it ended: who was not has no code.
            Claimant::Halfway(_) => self.begun_apps(claimant).await?,
            Claimant::SignedIn(_) => self.waiting_app(claimant).await?,
        };
        let (code, now) = (digits(code), self.now());
        let shows = |app: &Factor| {
            let (_, secret) = written::read(&app.plain)?;
            totp::shown(secret, &code, now, None)
        };
        let Some((waiting, step)) = begun.iter().rev().find_map(|app| Some((app, shows(app)?)))
        else {
            return self.refused(claimant.who(), ADD, whence).await;
        };
        let (_, secret) = written::read(&waiting.plain).ok_or(NotShown::Refused)?;
        let mut change = self.change_of(claimant.who());
        attempt.was_right(&mut change);
        change
            .spend(&mark(waiting.id, step))
            .factor_anew(&permitted, waiting.id, &written::written(name, secret), &self.store)
            .factor_shown(&permitted, waiting.id, Some(step));
        self.added(claimant, change, whence).await
    }

    /// What was begun of an app in this session and never showed a code.
    async fn waiting_app(&self, claimant: Claimant<'_>) -> Result<Vec<Factor>, Fault> {
        let mut begun = self.begun_apps(claimant).await?;
        let session = claimant.who().mark.0;
        begun.retain(|app| app.session.as_deref() == Some(session.as_slice()));
        Ok(begun)
    }

    /// The same in any session.
    async fn begun_apps(&self, claimant: Claimant<'_>) -> Result<Vec<Factor>, Fault> {
        let permitted = leave(claimant.who(), act::ReadOwnAccount)?;
        let mut factors = self.store.factors(&permitted).await?;
        factors.retain(|factor| !factor.set_up && factor.kind == FactorKind::App);
        Ok(factors)
    }
}

/// What stands for itself in an address; everything else by its bytes.
fn in_address(text: &str) -> String {
    let mut written = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            written.push(char::from(byte));
        } else {
            written.push_str(&format!("%{byte:02X}"));
        }
    }
    written
}
