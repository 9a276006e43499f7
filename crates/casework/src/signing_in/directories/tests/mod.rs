//! Signing in through a directory, and every answer that is no good one.

mod entering;
mod kept_out;
mod names;
mod roles;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use access::{Areas, Role};
use directory::{Group, SecondFactor, Settings};
use pathway::rules::Rules;
use pathway::{Area, Surroundings};
use serde_json::{Value, json};
use store::keys::MasterKey;
use store::{Address, OrganisationKind, Store};
use testkit::{FakeDirectory, Past, Signs, Tells};
use zeroize::Zeroizing;

use super::*;
use crate::accounts::Opened;
use crate::demonstration;
use crate::signing_in::{Claimant, Presented};

const SITE: &str = "https://waymark.example";

/// A clock that is set by hand, and numbers for randomness.
#[derive(Default)]
struct ByHand {
    seconds: AtomicI64,
    next: AtomicU64,
}

impl Surroundings for ByHand {
    fn now(&self) -> Timestamp {
        Timestamp::new(1_795_000_000 + self.seconds.load(Ordering::Relaxed), 0).unwrap()
    }
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.next.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        bytes.iter_mut().zip(next.iter().cycle()).for_each(|(byte, next)| *byte = *next);
    }
}

/// A record with one programme, and a directory whose people sign in there.
struct House {
    office: Office,
    clock: Arc<ByHand>,
    fake: FakeDirectory,
    directory: Directory,
}

fn settings(issuer: &str) -> Settings {
    let group = |name: &str, role: &str, areas: &[&str]| Group {
        name: name.to_owned(),
        role: role.to_owned(),
        areas: areas.iter().map(|&area| area.to_owned()).collect(),
    };
    Settings {
        key: "council".to_owned(),
        name: "The Council".to_owned(),
        issuer: issuer.to_owned(),
        client_id: "waymark".to_owned(),
        client_secret: Zeroizing::new("a secret".to_owned()),
        organisation: "Bridge Street".to_owned(),
        programme: None,
        groups_claim: "groups".to_owned(),
        scopes: vec!["profile".to_owned()],
        certificates: None,
        second_factor: SecondFactor { amr: vec!["mfa".to_owned()], acr: Vec::new() },
        domains: Vec::new(),
        session_hours: 4,
        groups: vec![
            group("dudley", "facilitator", &["Dudley"]),
            group("walsall", "facilitator", &["Walsall"]),
            group("managers", "programme-manager", &[]),
        ],
    }
}

impl House {
    async fn new() -> Self {
        Self::drawing(0).await
    }

    /// One whose random numbers, and so its keys, begin there.
    async fn drawing(next: u64) -> Self {
        let clock = Arc::new(ByHand { next: next.into(), ..ByHand::default() });
        let by_hand = Arc::clone(&clock) as Arc<dyn Surroundings>;
        Self::of(clock, demonstration::temporary(by_hand).await.unwrap()).await
    }

    /// One whose record is a file, so that somebody else can stand in the way of what is written.
    async fn at(file: &Path) -> Self {
        let clock = Arc::new(ByHand::default());
        let by_hand = Arc::clone(&clock) as Arc<dyn Surroundings>;
        let master = MasterKey::from_value(&"0123456789abcdef".repeat(4), "the test").unwrap();
        let settings = store::Settings::at(Address::File(file.to_owned()));
        let store = Store::open(settings, &master, None, by_hand).await.unwrap();
        Self::of(clock, Office::with_rules(store, Rules::shipped().unwrap()).unwrap()).await
    }

    async fn of(clock: Arc<ByHand>, office: Office) -> Self {
        let founder = office.founder();
        let founding = office.acting(&founder);
        founding.begin_programme("Black Country").await.unwrap();
        let areas = [Area::new("Dudley"), Area::new("Walsall")];
        let kind = OrganisationKind::Programme;
        founding.add_organisation("Bridge Street", kind, &areas).await.unwrap();
        let fake = FakeDirectory::begin().await;
        let directories = office.directories(vec![settings(fake.issuer())], SITE).await;
        let mut directory = directories.unwrap().directories.pop().unwrap();
        // No settings come to it: what follows of a role that does not fit is held all the same.
        let (role, programme) = (Role::SupportWorker, directory.programme);
        directory.groups.push(("refuge".to_owned(), Held { role, programme, areas: Areas::All }));
        let house = Self { office, clock, fake, directory };
        house.tells(json!({}));
        house
    }

    /// What the directory tells of Ada, who is a facilitator in Dudley, over what is true.
    fn tells(&self, claims: Value) {
        self.lies(claims, Tells::default());
    }

    fn lies(&self, claims: Value, tells: Tells) {
        let now = self.office.now().as_second();
        let mut all = json!({
            "sub": "ada", "groups": ["dudley"], "iat": now, "exp": now + 300, "auth_time": now,
        });
        for (name, value) in claims.as_object().unwrap() {
            all[name] = value.clone();
        }
        self.fake.tells(Tells { claims: all, ..tells });
    }

    async fn led(&self, then: Option<&str>) -> Led {
        let browser = self.office.new_browser();
        self.office.lead_to_directory(&self.directory, &browser, then).await.unwrap()
    }

    async fn answers(
        &self,
        answer: &DirectoryAnswer<'_>,
        who: Option<&SignedIn>,
    ) -> Result<ByDirectory, NotByDirectory> {
        let address = Some([192, 0, 2, 7].into());
        let whence = Whence { address, ..Whence::default() };
        self.office.answer_of_directory(&self.directory, answer, who, &whence).await
    }

    /// Somebody signs in with what the directory tells now.
    async fn enters(&self) -> Result<Presented, NotByDirectory> {
        let led = self.led(None).await;
        let (code, state) = self.fake.signs_in(&led.address);
        let answer = DirectoryAnswer {
            kept: Some(&led.kept),
            state: Some(&state),
            code: Some(&code),
            ..DirectoryAnswer::default()
        };
        match self.answers(&answer, None).await? {
            ByDirectory::SignedIn(token, _) => {
                Ok(self.office.session(&token, &Whence::default()).await.unwrap())
            }
            ByDirectory::Shown(..) => panic!("nobody was asked again"),
        }
    }

    /// How many lines the audit has, with the one of looking at it.
    async fn lines(&self) -> u64 {
        let founder = self.office.command_line(None).await.unwrap();
        let verified = self.office.verify_audit(&founder, None).await.unwrap();
        verified.iter().filter_map(|one| one.findings.as_ref()).map(|found| found.entries).sum()
    }

    /// Whoever is signed in whole, with a second factor that was shown there.
    async fn whole(&self) -> SignedIn {
        self.tells(json!({"amr": ["pwd", "mfa"]}));
        match self.enters().await.unwrap() {
            Presented::SignedIn(who) => *who,
            _ => panic!("the second factor counts"),
        }
    }
}

fn refused(entered: Result<Presented, NotByDirectory>) -> String {
    match entered {
        Err(why) => why.to_string(),
        Ok(_) => panic!("somebody was signed in"),
    }
}
