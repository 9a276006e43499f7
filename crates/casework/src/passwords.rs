//! Passwords: weighed and hashed (Argon2id), one at a time, apart from the threads that answer and
//! after them.

mod weighed;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock, OnceLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use pathway::Surroundings;
use tokio::sync::{Semaphore, oneshot};

use weighed::Chosen;
pub use weighed::{LONGEST, Near, Password, SHORTEST, Weak};
/// The hashing of passwords did not come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotHashed {
    /// So many wait that the next would wait too long.
    #[error("many sign in at this moment; try again in a few seconds")]
    Busy,
    /// The work was broken off.
    #[error("the password could not be checked; try again")]
    BrokenOff,
}

/// How many may wait for their turn: the last of them a few seconds.
const WAITING: usize = 64;
/// After each the turn is kept for so many times what its hash took, so that a storm of sign-ins,
/// of whoever guesses or of a whole service at nine o'clock, leaves the machine to those who work.
/// A dozen a second get in all the same.
const REST: u32 = 3;
/// However long that was: where everybody works, a hash has to wait for a core itself.
const LONGEST_REST: Duration = Duration::from_millis(150);

/// Weighs, checks and hashes passwords. One at a time, since each takes a core and 19 MiB, by a thread that
/// the machine gives a core when those that answer leave one: a storm of sign-ins waits for itself
/// and not for those who work.
#[derive(Clone, Debug)]
pub struct Passwords {
    turn: Arc<Semaphore>,
    places: Arc<Semaphore>,
    thread: Arc<OnceLock<mpsc::Sender<Work>>>,
}

type Work = Box<dyn FnOnce() + Send>;

/// How far the thread stands back (`nice`): under full load it is given about a tenth of a core,
/// which is enough for a hash in a few tenths of a second.
const BACK: i32 = 10;

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turn: Arc::new(Semaphore::new(1)),
            places: Arc::new(Semaphore::new(WAITING)),
            thread: Arc::default(),
        }
    }
}

impl Passwords {
    /// The hash of a password that somebody wants from now on, as a PHC string; or why it is not
    /// taken. It is weighed where it is hashed, so that no password holds a thread that answers.
    ///
    /// # Errors
    /// When the work is broken off, or so many wait that it is not begun.
    pub async fn choose(
        &self,
        password: Password,
        near: Near,
        surroundings: &dyn Surroundings,
    ) -> Result<Result<String, Weak>, NotHashed> {
        let mut salt = [0; 16];
        surroundings.fill(&mut salt);
        let choose = move || {
            password.weighed(&near).map(|Chosen(password)| {
                hashing()
                    .hash_password_with_salt(password.0.as_bytes(), &salt)
                    .map(|hash| hash.to_string())
            })
        };
        match self.work(choose).await? {
            Ok(hash) => hash.map(Ok).map_err(|_| NotHashed::BrokenOff),
            Err(weak) => Ok(Err(weak)),
        }
    }

    /// Whether a password is the one of a hash. Without a hash (nobody has this address) the
    /// same work is done against one that no password has, and the answer is no.
    ///
    /// # Errors
    /// When the work is broken off.
    pub async fn verify(
        &self,
        password: Password,
        hash: Option<String>,
    ) -> Result<bool, NotHashed> {
        if password.0.len() > LONGEST {
            return Ok(false);
        }
        let verify = move || {
            let known = hash.is_some();
            let hash = hash.as_deref().unwrap_or(&NOBODY);
            hashing().verify_password(password.0.as_bytes(), hash).is_ok() && known
        };
        self.work(verify).await
    }

    /// Whether so many wait that the next would not be let in.
    pub(crate) fn is_full(&self) -> bool {
        self.places.available_permits() == 0
    }

    /// Every place that there is, taken.
    #[cfg(test)]
    pub(crate) fn all_places(&self) -> tokio::sync::OwnedSemaphorePermit {
        let all = u32::try_from(WAITING).unwrap();
        Arc::clone(&self.places).try_acquire_many_owned(all).unwrap()
    }

    /// Does one piece of work in its turn, which is kept a while after it.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NotHashed> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| NotHashed::Busy)?;
        let turn =
            Arc::clone(&self.turn).acquire_owned().await.map_err(|_| NotHashed::BrokenOff)?;
        let (tell, told) = oneshot::channel();
        let timed = move || {
            let began = Instant::now();
            let done = work();
            // Whoever asked may have gone.
            let _gone = tell.send((done, began.elapsed()));
        };
        self.thread()?.send(Box::new(timed)).map_err(|_ended| NotHashed::BrokenOff)?;
        let (done, took) = told.await.map_err(|_| NotHashed::BrokenOff)?;
        drop(place);
        tokio::spawn(async move {
            tokio::time::sleep((took * REST).min(LONGEST_REST)).await;
            drop(turn);
        });
        Ok(done)
    }

    /// The thread that hashes, begun when it is first needed. It ends with the last that asks it.
    fn thread(&self) -> Result<&mpsc::Sender<Work>, NotHashed> {
        if let Some(thread) = self.thread.get() {
            return Ok(thread);
        }
        let (asks, asked) = mpsc::channel::<Work>();
        let hashes = move || {
            stand_back();
            while let Ok(work) = asked.recv() {
                // What breaks off ends itself alone: whoever waits for it is told by its silence.
                let _broken_off = catch_unwind(AssertUnwindSafe(work));
            }
        };
        let begun = thread::Builder::new().name("passwords".to_owned()).spawn(hashes);
        begun.map_err(|_none| NotHashed::BrokenOff)?;
        // Of two that were begun at one time one ends at once.
        Ok(self.thread.get_or_init(|| asks))
    }
}

/// Lets every other thread go first. Elsewhere than on Linux this would be of the whole program.
fn stand_back() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{getpriority_process, setpriority_process};
        let already = getpriority_process(None).is_ok_and(|rank| rank >= BACK);
        if let Some(cause) = (!already).then(|| setpriority_process(None, BACK).err()).flatten() {
            tracing::warn!(%cause, "passwords are hashed at the cost of pages");
        }
    }
}

/// Argon2id with 19 MiB and two passes (OWASP Password Storage Cheat Sheet).
fn hashing() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// The hash of a password that nobody knows: made once, of the same cost as any.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    hashing()
        .hash_password_with_salt(b"nobody signs in with this", b"0123456789abcdef")
        .map(|hash| hash.to_string())
        .unwrap_or_default()
});

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::weighed::tests::{ada, typed};
    use super::*;

    struct Still;

    impl Surroundings for Still {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_and_another_is_not() {
        let passwords = Passwords::default();
        let chosen = passwords.choose(typed("four words to remember"), ada(), &Still).await;
        let hash = chosen.unwrap().unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let verify = |text: &str, hash: Option<String>| passwords.verify(typed(text), hash);
        assert!(verify("four words to remember", Some(hash.clone())).await.unwrap());
        assert!(!verify("four words to remember ", Some(hash)).await.unwrap());
        assert!(!verify("four words to remember", None).await.unwrap());
        assert!(!verify("nobody signs in with this", None).await.unwrap());
    }

    #[tokio::test]
    async fn a_long_password_counts_to_its_last_letter_and_exactly_as_it_was_typed() {
        let passwords = Passwords::default();
        let long = "Seven walnuts under an orange tram, and nobody rings ".repeat(4);
        assert!(long.len() > 200);
        let hash = passwords.choose(typed(&long), ada(), &Still).await.unwrap().unwrap();
        let last = format!("{}!", &long[..long.len() - 1]);
        let cases = [
            (long.clone(), true),
            (last, false),
            (long.to_lowercase(), false),
            (long.trim().to_owned(), false),
            (long[..72].to_owned(), false),
        ];
        for (typed, right) in cases {
            let password = Password::typed(typed.clone());
            let known = passwords.verify(password, Some(hash.clone())).await.unwrap();
            assert_eq!(known, right, "{typed}");
        }
        // Whatever signs it is made of: no rule asks for one sort of them.
        for any in [
            "quiet lamps follow gravel",
            "QUIETLAMPSFOLLOWGRAVEL",
            "82046 11937 55082 7",
            "☂☕🚲🐟🪁🧂🥁🛟🧭🪜🧶🍐🪨🌋🪞",
        ] {
            assert!(typed(any).weighed(&ada()).is_ok(), "{any}");
        }
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn those_who_work_go_first_and_what_breaks_off_ends_nothing_else() {
        let passwords = Passwords::default();
        let rank = || rustix::process::getpriority_process(None).unwrap();
        let ours = rank();
        assert_eq!(passwords.work(rank).await, Ok(ours.max(BACK)));
        assert_eq!(rank(), ours, "no other thread stands back");
        let broken = passwords.work::<()>(|| panic!("a fault of ours")).await;
        assert_eq!(broken, Err(NotHashed::BrokenOff));
        assert_eq!(passwords.work(|| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn a_password_is_weighed_in_its_turn_and_never_by_whoever_answers() {
        let passwords = Passwords::default();
        let guessed = || passwords.choose(typed("passwordpassword"), ada(), &Still);
        let all = passwords.all_places();
        assert_eq!(guessed().await, Err(NotHashed::Busy), "it is not looked at out of turn");
        drop(all);
        assert_eq!(guessed().await, Ok(Err(Weak::Guessed)));
        let name = || thread::current().name().map(str::to_owned);
        assert_eq!(passwords.work(name).await.unwrap().as_deref(), Some("passwords"));
    }
}
