//! How often something may be tried: by account, by the network it comes from, and in all. A network
//! that tries too often is refused for a while, on one account or on all; what was tried on an
//! account, or by all, from wherever, only slows whoever comes next, one after the other. What is
//! refused is not counted, so that somebody else's attempts leave room for one's own, and a browser
//! that signed in to an account before is counted apart. Of an address that nobody has all is the
//! same. What is right is counted too, where it costs much: nobody with an account of their own is to
//! keep everybody else waiting.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use pathway::{ProgrammeId, WorkerId};
use sha2::{Digest, Sha256};
use store::{Beside, Bucket, Change};
use uuid::Uuid;

use super::slowed::{Line, Lines, OF_ALL, OF_AN_ACCOUNT, Slowing, Tried};
use crate::fault::Fault;
use crate::invitations::NotAccepted;
use crate::office::Office;

/// Attempts count for so long.
const WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// What is counted, and how much of it there may be in ten minutes.
#[derive(Clone, Debug)]
pub(crate) enum Counted<'a> {
    /// Passwords for an address of mail, whether anybody has it or not, from browsers that are not
    /// known to it.
    Account(&'a str),
    /// The same from one network.
    From([u8; 32], &'a str),
    /// Passwords for it that were right, from a browser from which it was signed in to before, or
    /// from a network: each is hashed, and begins a session.
    Right { email: &'a str, place: [u8; 32] },
    /// The same from all browsers that are not known to it.
    RightOf(&'a str),
    /// Passwords from a browser from which it was signed in to before.
    KnownPlace([u8; 32], &'a str),
    /// Passwords from one address of the network: offices share one.
    Address(IpAddr),
    /// Passwords from all the networks of IPv6 that one customer may have.
    Wider([u8; 6]),
    /// Passwords of all, from browsers that are not known.
    All,
    /// Codes of an app of somebody whose password is known already.
    Code(WorkerId),
    /// The same from a browser that signed in to it before.
    CodeAt([u8; 32], WorkerId),
    /// Whatever else is shown in one session: passkeys, recovery codes, the password again.
    Session([u8; 32]),
    /// Passwords that were shown again by whoever is signed in, and were right.
    RightAgain(WorkerId),
    /// Passwords that were chosen by one link and not taken: each is weighed.
    Link(&'a [u8; 32]),
    /// Tokens of programs that are nobody's, from one address.
    Program(Option<IpAddr>),
    /// The same from everywhere: whoever has many addresses is not to fill the audit.
    Programs,
    /// Answers of a directory, brought from one address: for each the directory itself is asked.
    Directory(Option<IpAddr>),
    /// The same from everywhere: nobody is to have Waymark ask a directory without end.
    Directories,
    /// Programmes that somebody wanted to begin and was refused: it says which names and addresses
    /// are taken.
    Begun(WorkerId),
}

/// An attempt that may be made.
pub(crate) struct Attempt {
    id: Uuid,
    /// Against what it counts where it is right; nothing where what is right is not counted.
    right: Vec<Bucket>,
}

/// Why something is not tried now.
#[derive(Debug)]
pub(crate) enum NotNow {
    /// So many were tried: the next may be after this time.
    Wait(SignedDuration),
    /// The same was said a moment ago, and is not looked at again, nor written down: whoever tries
    /// in a storm is answered from memory, and those who work do not wait behind it.
    StillWait(SignedDuration),
    Fault(Fault),
}

/// What has to wait, as this server found a moment ago, and who is slowed.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    told: Mutex<HashMap<Bucket, Told>>,
    lines: Lines,
}

#[derive(Clone, Copy, Debug)]
struct Told {
    /// Until when it is answered from memory.
    until: Timestamp,
    /// When the next may be tried.
    over: Timestamp,
}

/// So long it is answered from memory.
const FROM_MEMORY: SignedDuration = SignedDuration::from_secs(5);
/// So much is remembered at the most.
const REMEMBERED: usize = 4096;
/// Whoever finds the line full is told to come again in so long.
const COME_AGAIN: SignedDuration = SignedDuration::from_secs(5);
impl Waiting {
    /// When the next of any may be tried, where one was told to wait a moment ago.
    fn over(&self, buckets: &[Bucket], now: Timestamp) -> Option<Timestamp> {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let still = buckets.iter().filter_map(|bucket| told.get(bucket));
        still.filter(|told| now < told.until).map(|told| told.over).max()
    }

    fn tell(&self, bucket: Bucket, now: Timestamp, over: Timestamp) {
        let until = now.checked_add(FROM_MEMORY).map_or(over, |until| until.min(over));
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() >= REMEMBERED {
            told.retain(|_, told| now < told.until);
        }
        if told.len() < REMEMBERED {
            told.insert(bucket, Told { until, over });
        }
    }
}

/// How much a network tried in vain on the account, and on any.
fn tried(counted: &[Counted<'_>], buckets: &[Bucket], beside: &[Beside]) -> Tried {
    let most = |these: fn(&Counted<'_>) -> bool| {
        let these = counted.iter().zip(buckets).filter(|(counted, _)| these(counted));
        let found = these.filter_map(|(_, bucket)| beside.iter().find(|one| one.bucket == *bucket));
        found.map(|one| one.count).max().unwrap_or_default()
    };
    let on_any = |one: &Counted<'_>| matches!(one, Counted::Address(_) | Counted::Wider(_));
    (most(|one| matches!(one, Counted::From(..))), most(on_any))
}

impl From<Fault> for NotNow {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Counted<'_> {
    const fn most(&self) -> i64 {
        match self {
            Self::Account(_) | Self::From(..) | Self::KnownPlace(..) | Self::Begun(_) => 10,
            Self::Right { .. } | Self::RightOf(_) | Self::RightAgain(_) | Self::Link(_) => 20,
            Self::Address(_) | Self::Program(_) | Self::Directory(_) => 50,
            Self::Wider(_) => 200,
            Self::All | Self::Programs | Self::Directories => 500,
            // 720 codes a day at the most, of which three of a million are right at any moment.
            Self::Code(_) | Self::CodeAt(..) | Self::Session(_) => 5,
        }
    }

    /// How whoever comes next is slowed, where that is all that follows; else they are refused.
    const fn slows(&self) -> Option<&'static Slowing> {
        match self {
            Self::All => Some(&OF_ALL),
            Self::Account(_) | Self::RightOf(_) => Some(&OF_AN_ACCOUNT),
            _ => None,
        }
    }

    /// Whether what is right counts against it, too.
    const fn counts_right(&self) -> bool {
        matches!(self, Self::Right { .. } | Self::RightOf(_) | Self::RightAgain(_))
    }

    fn bucket(&self) -> Bucket {
        let digest = Sha256::new();
        let digest = match self {
            Self::Account(email) => digest.chain_update(b"account ").chain_update(folded(email)),
            Self::From(network, email) => {
                digest.chain_update(b"from ").chain_update(network).chain_update(folded(email))
            }
            Self::RightOf(email) => digest.chain_update(b"right of ").chain_update(folded(email)),
            Self::Right { email, place } => {
                digest.chain_update(b"right ").chain_update(place).chain_update(folded(email))
            }
            Self::KnownPlace(place, email) => {
                digest.chain_update(b"place ").chain_update(place).chain_update(folded(email))
            }
            Self::Address(address) => digest.chain_update(b"address ").chain_update(net(*address)),
            Self::Wider(first) => digest.chain_update(b"wider ").chain_update(first),
            Self::Program(address) => {
                digest.chain_update(b"program ").chain_update(address.map(net).unwrap_or_default())
            }
            Self::Directory(address) => digest
                .chain_update(b"directory ")
                .chain_update(address.map(net).unwrap_or_default()),
            Self::All => digest.chain_update(b"all"),
            Self::Programs => digest.chain_update(b"programs"),
            Self::Directories => digest.chain_update(b"directories"),
            Self::Code(worker) => {
                digest.chain_update(b"code ").chain_update(worker.uuid().as_bytes())
            }
            Self::CodeAt(place, worker) => digest
                .chain_update(b"code at ")
                .chain_update(place)
                .chain_update(worker.uuid().as_bytes()),
            Self::Begun(worker) => {
                digest.chain_update(b"begun ").chain_update(worker.uuid().as_bytes())
            }
            Self::Session(token) => digest.chain_update(b"session ").chain_update(token),
            Self::Link(link) => digest.chain_update(b"link ").chain_update(link),
            Self::RightAgain(worker) => {
                digest.chain_update(b"right again ").chain_update(worker.uuid().as_bytes())
            }
        };
        digest.finalize().into()
    }
}

/// As the account is found: however it is typed.
fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Whose address it is: of IPv6 whoever has one has 2^64.
fn net(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

/// All the networks that whoever has this address may have: of IPv6 the first 48 bits. None of IPv4,
/// of which nobody is given many.
pub(super) fn wider(address: IpAddr) -> Option<[u8; 6]> {
    match address.to_canonical() {
        IpAddr::V4(_) => None,
        IpAddr::V6(address) => address.octets().first_chunk().copied(),
    }
}

/// The network that somebody came from, with all that one customer may have. Whom no proxy names
/// come from one.
pub(super) fn network(address: Option<IpAddr>) -> [u8; 32] {
    let digest = Sha256::new().chain_update(b"network ");
    let digest = match address.map(|address| (address, wider(address))) {
        Some((_, Some(wider))) => digest.chain_update(wider),
        Some((address, None)) => digest.chain_update(net(address)),
        None => digest,
    };
    digest.finalize().into()
}

impl Office {
    /// Makes an attempt, which counts until it is known to be right. It is counted before it is
    /// looked at, so that of many at one time no more are looked at than of many in turn. Where too
    /// much was tried from everywhere, it is slowed first.
    pub(crate) async fn attempt(&self, counted: &[Counted<'_>]) -> Result<Attempt, NotNow> {
        let (id, now) = (self.id(), self.now());
        let buckets: Vec<Bucket> = counted.iter().map(Counted::bucket).collect();
        let right = counted.iter().filter(|one| one.counts_right()).map(Counted::bucket).collect();
        let attempt = Attempt { id, right };
        if let Some(over) = self.waiting.over(&buckets, now) {
            return Err(NotNow::StillWait(at_least_a_second(over, now)));
        }
        let mut change = nobodys(now);
        change.attempt(id, &buckets);
        self.store.commit(change).await.map_err(Fault::from)?;
        let since = now.checked_sub(WITHIN).unwrap_or(now);
        let beside = self.store.attempts_beside(&buckets, since, id).await;
        let beside = beside.map_err(Fault::from)?;
        let too_many = counted.iter().zip(&buckets).filter_map(|(counted, bucket)| {
            let beside = beside.iter().find(|beside| beside.bucket == *bucket)?;
            let too_many = beside.count.checked_sub(counted.most()).filter(|more| *more >= 0)?;
            Some((counted, beside, too_many))
        });
        let (slow, wait): (Vec<_>, Vec<_>) =
            too_many.partition(|(counted, ..)| counted.slows().is_some());
        let waits = wait
            .iter()
            .map(|(_, beside, _)| (beside.first.checked_add(WITHIN).unwrap_or(now), beside.bucket));
        if let Some((over, bucket)) = waits.max() {
            self.waiting.tell(bucket, now, over);
            self.not_looked_at(attempt).await?;
            return Err(NotNow::Wait(at_least_a_second(over, now)));
        }
        let slow: Vec<_> = slow
            .into_iter()
            .filter_map(|(counted, beside, too_many)| {
                let slows = counted.slows()?;
                Some((Line { of: beside.bucket, slows }, too_many))
            })
            .collect();
        let tried = tried(counted, &buckets, &beside);
        if self.waiting.lines.slow_in_all(&slow, tried).await {
            return Ok(attempt);
        }
        // The same network is not looked at again for a moment.
        let from = counted.iter().position(|one| matches!(one, Counted::From(..)));
        if let (Some(bucket), Ok(over)) =
            (from.and_then(|index| buckets.get(index)), now.checked_add(COME_AGAIN))
        {
            self.waiting.tell(*bucket, now, over);
        }
        self.not_looked_at(attempt).await?;
        Err(NotNow::StillWait(COME_AGAIN))
    }

    /// Writes down that a program asked with a token that is nobody's, as far as that is not done
    /// in a storm.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn program_refused(&self, address: Option<IpAddr>) -> Result<(), Fault> {
        match self.attempt(&[Counted::Program(address), Counted::Programs]).await {
            Ok(_) | Err(NotNow::Wait(_)) => {
                self.note_refused(crate::programs::API_TOKEN, address).await
            }
            Err(NotNow::StillWait(_)) => Ok(()),
            Err(NotNow::Fault(cause)) => Err(cause),
        }
    }

    /// An attempt was not looked at after all.
    pub(crate) async fn not_looked_at(&self, attempt: Attempt) -> Result<(), Fault> {
        let mut change = nobodys(self.now());
        change.attempt_counts_no_more(attempt.id);
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }

    /// An attempt was right, and nothing else comes of it.
    pub(crate) async fn was_right(&self, attempt: Attempt) -> Result<(), Fault> {
        let mut change = nobodys(self.now());
        attempt.was_right(&mut change);
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }

    /// A password is chosen by a link.
    pub(crate) async fn tries_link(&self, link: &[u8; 32]) -> Result<Attempt, NotAccepted> {
        self.attempt(&[Counted::Link(link)]).await.map_err(|why| match why {
            NotNow::Wait(time) | NotNow::StillWait(time) => NotAccepted::Later(time),
            NotNow::Fault(fault) => NotAccepted::Fault(fault),
        })
    }

    /// Clears away what counts no more.
    pub(super) fn clear_attempts(&self, change: &mut Change) {
        let now = self.now();
        change.clear_attempts(now.checked_sub(WITHIN).unwrap_or(now));
    }
}

impl Attempt {
    /// What was no guess.
    pub(super) const fn of_nothing() -> Self {
        Self { id: Uuid::nil(), right: Vec::new() }
    }

    /// It was right.
    pub(crate) fn was_right(&self, change: &mut Change) {
        change.attempt_was_right(self.id, &self.right);
    }

    /// It was wrong.
    pub(super) fn was_wrong(&self, change: &mut Change) {
        change.attempt_was_wrong(self.id, &self.right);
    }
}

fn at_least_a_second(over: Timestamp, now: Timestamp) -> SignedDuration {
    over.duration_since(now).max(SignedDuration::from_secs(1))
}

/// A change of no programme and nobody's.
fn nobodys(now: Timestamp) -> Change {
    Change::unnumbered(WorkerId::of(Uuid::nil()), ProgrammeId::of(Uuid::nil()), now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_counted_however_it_is_typed_and_a_known_place_apart() {
        let bucket = |email| Counted::Account(email).bucket();
        assert_eq!(bucket("ada@example.org"), bucket(" Ada@Example.ORG "));
        assert_ne!(bucket("ada@example.org"), bucket("ben@example.org"));
        let known = Counted::KnownPlace([1; 32], "ada@example.org").bucket();
        assert_ne!(known, bucket("ada@example.org"));
        assert_ne!(known, Counted::KnownPlace([2; 32], "ada@example.org").bucket());
    }

    #[test]
    fn whoever_has_many_nets_of_the_newer_addresses_comes_from_one_network() {
        let of = |address: &str| network(address.parse().ok());
        assert_eq!(of("2001:db8::1"), of("2001:db8:0:ffff::2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:1::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of(""));
    }

    #[test]
    fn who_waits_is_told_from_memory_for_seconds_and_then_looked_at_again() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let waiting = Waiting::default();
        waiting.tell([1; 32], at(0), at(600));
        assert_eq!(waiting.over(&[[2; 32], [1; 32]], at(4)), Some(at(600)));
        assert_eq!(waiting.over(&[[1; 32]], at(5)), None);
        assert_eq!(waiting.over(&[[2; 32]], at(1)), None);
        waiting.tell([3; 32], at(10), at(11));
        assert_eq!(waiting.over(&[[3; 32]], at(11)), None, "no longer than it waits");
        for number in 0..10_000_u32 {
            let mut bucket = [0; 32];
            bucket[..4].copy_from_slice(&number.to_le_bytes());
            waiting.tell(bucket, at(20), at(600));
        }
        assert!(waiting.told.lock().unwrap().len() <= REMEMBERED);
    }

    #[test]
    fn whoever_has_many_nets_of_the_newer_addresses_has_one_that_is_wider() {
        let of = |address: &str| wider(address.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8:0:ffff::2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:1::1"));
        assert!(of("2001:db8::1").is_some() && of("192.0.2.1").is_none());
        assert!(of("::ffff:192.0.2.1").is_none());
    }

    #[test]
    fn whoever_has_a_net_of_addresses_has_one_place() {
        let bucket = |address: &str| Counted::Address(address.parse().unwrap()).bucket();
        assert_eq!(bucket("2001:db8::1"), bucket("2001:db8::ffff:2"));
        assert_ne!(bucket("2001:db8::1"), bucket("2001:db8:0:1::1"));
        assert_ne!(bucket("192.0.2.1"), bucket("192.0.2.2"));
        assert_eq!(bucket("192.0.2.1"), bucket("::ffff:192.0.2.1"));
    }
}
