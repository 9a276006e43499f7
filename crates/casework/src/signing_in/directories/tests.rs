//! Signing in through a directory, and every answer that is no good one.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use access::{Areas, Role};
use directory::{Group, SecondFactor, Settings};
use pathway::{Area, Surroundings};
use serde_json::{Value, json};
use store::OrganisationKind;
use testkit::{FakeDirectory, Signs, Tells};
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
            group("refuge", "support_worker", &[]),
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
        let office = demonstration::temporary(by_hand).await.unwrap();
        let founder = office.founder();
        let founding = office.acting(&founder);
        founding.begin_programme("Black Country").await.unwrap();
        let areas = [Area::new("Dudley"), Area::new("Walsall")];
        let kind = OrganisationKind::Programme;
        founding.add_organisation("Bridge Street", kind, &areas).await.unwrap();
        let fake = FakeDirectory::begin().await;
        let directories = office.directories(vec![settings(fake.issuer())], SITE).await;
        let directory = directories.unwrap().pop().unwrap();
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

#[tokio::test]
async fn the_first_sign_in_makes_the_account_and_the_second_finds_it() {
    let house = House::new().await;
    let Presented::Halfway(half) = house.enters().await.unwrap() else {
        panic!("a second factor is asked for here, where none was shown there")
    };
    let first = half.whose().actor().clone();
    assert_eq!(half.whose().name, "Ada Nolan");
    assert_eq!(first.held()[0].role, Role::Facilitator);
    assert_eq!(first.held()[0].areas, Areas::These(vec![Area::new("Dudley")]));
    let who = house.whole().await;
    assert_eq!(who.actor().worker(), first.worker(), "the same account");
    assert_eq!(who.directory.as_deref(), Some("council"));
    // No password opens it, and no link can be made for one.
    let wrong = crate::passwords::Password::typed(String::new());
    let by_password = house.office.sign_in("ada@council.example", wrong, &Whence::default()).await;
    assert!(by_password.is_err());
    let founder = house.office.command_line(None).await.unwrap();
    let acting = house.office.acting(&founder);
    let link = acting.invite_again(first.worker(), first.organisation()).await;
    assert!(matches!(link, Err(Fault::Refused(_))));
}

#[tokio::test]
async fn an_answer_that_is_not_true_signs_nobody_in() {
    let house = House::new().await;
    let now = house.office.now().as_second();
    let truly = Tells::default;
    let signs = |signs| Tells { signs, ..truly() };
    for (what, claims, tells, expected) in [
        ("another issuer", json!({"iss": "https://evil.example"}), truly(), "another issuer"),
        ("no issuer", json!({"iss": null}), truly(), "another issuer"),
        ("another audience", json!({"aud": "somebody"}), truly(), "for somebody else"),
        (
            "two audiences, no party",
            json!({"aud": ["waymark", "x"]}),
            truly(),
            "given to somebody else",
        ),
        ("another party", json!({"azp": "x"}), truly(), "given to somebody else"),
        ("another nonce", json!({"nonce": "x"}), truly(), "no answer to what this browser asked"),
        ("no nonce", json!({"nonce": null}), truly(), "no answer to what this browser asked"),
        ("ended", json!({"exp": now - 61}), truly(), "has ended"),
        ("no end", json!({"exp": null}), truly(), "does not say when it ends"),
        ("not yet", json!({"nbf": now + 7200}), truly(), "not valid yet"),
        ("made in the future", json!({"iat": now + 7200}), truly(), "not valid yet"),
        ("kept for long", json!({"iat": now - 3600}), truly(), "too long ago"),
        ("of nobody", json!({"sub": null}), truly(), "does not say whom"),
        ("no name", json!({"name": null}), truly(), "gives no name"),
        ("no address", json!({"email": null}), truly(), "no address of mail"),
        ("an address of anybody", json!({"email_verified": false}), truly(), "never verified"),
        ("unsigned", json!({}), signs(Signs::Not), "no key that the directory publishes"),
        ("another key", json!({}), signs(Signs::WithAnotherKey), "not signed by the directory"),
        ("an unknown key", json!({}), signs(Signs::UnderAnotherName), "no key that the directory"),
        ("a shared secret", json!({}), signs(Signs::WithThePublicKeyAsSecret), "no key that the"),
        ("changed", json!({}), signs(Signs::BeforeAChange), "not signed by the directory"),
        ("down", json!({}), Tells { status: 503, ..truly() }, "does not answer"),
        ("led elsewhere", json!({}), Tells { status: 307, ..truly() }, "does not answer"),
        ("oversized", json!({}), Tells { padding: 300_000, ..truly() }, "does not answer"),
    ] {
        house.lies(claims, tells);
        let why = refused(house.enters().await);
        assert!(why.contains(expected), "{what}: {why}");
        // Others sign in meanwhile, so that nothing that is counted is over.
        house.clock.seconds.fetch_add(31, Ordering::Relaxed);
    }
    let led = house.fake.asked().iter().any(|asked| asked == "/elsewhere");
    assert!(!led, "a redirect of the directory was followed");
    let accounts = house.office.command_line(None).await.unwrap();
    assert_eq!(
        house.office.acting(&accounts).accounts(None, 0).await.unwrap().count,
        0,
        "no account"
    );
    house.tells(json!({}));
    assert!(house.enters().await.is_ok(), "and what is true still does");
}

#[tokio::test]
async fn an_answer_is_taken_once_from_the_browser_that_asked_and_in_time() {
    let house = House::new().await;
    let (led, other) = (house.led(None).await, house.led(None).await);
    let (code, state) = house.fake.signs_in(&led.address);
    let answer = DirectoryAnswer {
        kept: Some(&led.kept),
        state: Some(&state),
        code: Some(&code),
        ..DirectoryAnswer::default()
    };
    let not_asked = async |answer: DirectoryAnswer<'_>| {
        let why = house.answers(&answer, None).await.err().unwrap();
        assert!(matches!(why, NotByDirectory::NotAsked), "{why}");
    };
    not_asked(DirectoryAnswer { kept: None, ..answer }).await;
    not_asked(DirectoryAnswer { kept: Some(&other.kept), ..answer }).await;
    not_asked(DirectoryAnswer { state: None, ..answer }).await;
    not_asked(DirectoryAnswer { state: Some("x"), ..answer }).await;
    let elsewhere = led.kept.replace(".council.", ".other.");
    not_asked(DirectoryAnswer { kept: Some(&elsewhere), ..answer }).await;
    let changed = format!("{}x", led.kept);
    not_asked(DirectoryAnswer { kept: Some(&changed), ..answer }).await;
    assert!(house.answers(&answer, None).await.is_ok());
    not_asked(answer).await;

    let late = house.led(None).await;
    let (code, state) = house.fake.signs_in(&late.address);
    house.clock.seconds.fetch_add(10 * 60, Ordering::Relaxed);
    let (kept, state, code) = (Some(&*late.kept), Some(&*state), Some(&*code));
    not_asked(DirectoryAnswer { kept, state, code, ..DirectoryAnswer::default() }).await;
}

#[tokio::test]
async fn a_code_of_another_browser_and_an_answer_of_another_directory_sign_nobody_in() {
    let house = House::new().await;
    let (mine, theirs) = (house.led(None).await, house.led(None).await);
    let (_, state) = house.fake.signs_in(&mine.address);
    let (stolen, _) = house.fake.signs_in(&theirs.address);
    let answer = DirectoryAnswer {
        kept: Some(&mine.kept),
        state: Some(&state),
        code: Some(&stolen),
        ..DirectoryAnswer::default()
    };
    let why = house.answers(&answer, None).await.err().unwrap().to_string();
    assert!(why.contains("invalid_grant"), "the verifier is another's: {why}");

    for (issuer, error, expected) in [
        (Some("https://evil.example"), None, "another directory"),
        (None, Some("access_denied"), "refuses: access_denied"),
        (None, Some("<script>'ada@x'"), "refuses: scriptadax"),
    ] {
        let led = house.led(None).await;
        let (code, state) = house.fake.signs_in(&led.address);
        let (kept, state, code) = (Some(&*led.kept), Some(&*state), Some(&*code));
        let answer = DirectoryAnswer { kept, state, code, issuer, error };
        let why = house.answers(&answer, None).await.err().unwrap().to_string();
        assert!(why.contains(expected), "{why}");
    }
}

#[tokio::test]
async fn a_directory_that_is_not_who_it_says_or_names_addresses_without_tls_is_not_asked() {
    for (of_itself, expected) in [
        (json!({"issuer": "https://evil.example"}), "another issuer"),
        (json!({"token_endpoint": "http://evil.example/token"}), "not over TLS"),
        (json!({"jwks_uri": "http://evil.example/keys"}), "not over TLS"),
        (json!({"jwks_uri": null}), "no known form"),
    ] {
        let house = House::new().await;
        house.fake.tells(Tells { of_itself, ..Tells::default() });
        let browser = house.office.new_browser();
        let why = house.office.lead_to_directory(&house.directory, &browser, None).await;
        let why = why.err().unwrap().to_string();
        assert!(why.contains(expected), "{why}");
    }
}

#[tokio::test]
async fn what_it_says_of_itself_is_asked_for_once_an_hour_and_kept_while_it_is_down() {
    let house = House::new().await;
    house.enters().await.ok().unwrap();
    house.enters().await.ok().unwrap();
    let asked = |path: &str| house.fake.asked().iter().filter(|asked| *asked == path).count();
    assert_eq!((asked("/keys"), asked("/token")), (1, 2));
    house.clock.seconds.fetch_add(3601, Ordering::Relaxed);
    house.lies(json!({}), Tells { status: 503, ..Tells::default() });
    house.led(None).await;
    assert_eq!(asked("/keys"), 2);
    house.clock.seconds.fetch_add(24 * 3600, Ordering::Relaxed);
    let browser = house.office.new_browser();
    let why = house.office.lead_to_directory(&house.directory, &browser, None).await;
    assert!(matches!(why, Err(NotByDirectory::Answer(NotAnswered::Unreachable(_)))));
}

#[tokio::test]
async fn nobody_without_a_role_has_an_account_and_nobody_has_both_sides() {
    let house = House::new().await;
    for groups in [json!([]), json!(null), json!(["others"]), json!({"a": 1}), json!("dudleys")] {
        house.tells(json!({ "groups": groups }));
        let why = refused(house.enters().await);
        assert!(why.contains("no group of theirs"), "{groups}: {why}");
    }
    house.tells(json!({"groups": ["dudley", "refuge"]}));
    let why = refused(house.enters().await);
    assert!(why.contains("both, in any programme"), "{why}");
    let founder = house.office.command_line(None).await.unwrap();
    assert_eq!(house.office.acting(&founder).accounts(None, 0).await.unwrap().count, 0);
}

#[tokio::test]
async fn roles_follow_the_groups_and_whoever_loses_one_is_out_everywhere() {
    let house = House::new().await;
    let before = house.whole().await;
    house.tells(json!({"groups": ["dudley", "walsall"], "amr": ["mfa"]}));
    let Presented::SignedIn(more) = house.enters().await.unwrap() else { panic!("not whole") };
    let both = Areas::These(vec![Area::new("Dudley"), Area::new("Walsall")]);
    assert_eq!(more.actor().held()[0].areas, both);
    assert_eq!(house.office.sessions(&before).await.unwrap().len(), 2, "what is added ends none");
    house.tells(json!({"groups": "managers", "amr": ["mfa"]}));
    let Presented::SignedIn(other) = house.enters().await.unwrap() else { panic!("not whole") };
    assert_eq!(other.actor().held()[0].role, Role::ProgrammeManager);
    assert_eq!(house.office.sessions(&other).await.unwrap().len(), 1, "what is lost ends them");
    house.tells(json!({"groups": []}));
    assert!(refused(house.enters().await).contains("no group of theirs"));
    assert_eq!(house.office.sessions(&other).await.unwrap().len(), 0);
    house.tells(json!({"amr": ["mfa"]}));
    let Presented::SignedIn(back) = house.enters().await.unwrap() else { panic!("not whole") };
    assert_eq!(back.actor().worker(), before.actor().worker());
}

#[tokio::test]
async fn a_session_of_a_directory_ends_after_the_hours_of_the_settings() {
    let house = House::new().await;
    house.tells(json!({"amr": ["mfa"]}));
    let led = house.led(None).await;
    let (code, state) = house.fake.signs_in(&led.address);
    let (kept, state, code) = (Some(&*led.kept), Some(&*state), Some(&*code));
    let answer = DirectoryAnswer { kept, state, code, ..DirectoryAnswer::default() };
    let Ok(ByDirectory::SignedIn(token, _)) = house.answers(&answer, None).await else {
        panic!("not signed in")
    };
    let session = async || house.office.session(&token, &Whence::default()).await.unwrap();
    for _ in 0..(4 * 4 - 1) {
        house.clock.seconds.fetch_add(15 * 60, Ordering::Relaxed);
        assert!(matches!(session().await, Presented::SignedIn(_)));
        let line = house.office.by(None);
        house.office.store.commit(line).await.unwrap();
    }
    house.clock.seconds.fetch_add(15 * 60, Ordering::Relaxed);
    assert!(matches!(session().await, Presented::Lapsed(_)), "four hours are over");
}

#[tokio::test]
async fn whose_roles_are_refused_is_out_everywhere() {
    let mut house = House::new().await;
    let first = house.whole().await;
    assert_eq!(house.office.sessions(&first).await.unwrap().len(), 1);
    // The directory moves them to the other side, on which no account can be.
    let role = Held {
        role: Role::SupportWorker,
        areas: Areas::All,
        ..house.directory.groups[0].1.clone()
    };
    house.directory.groups = vec![("refuge".to_owned(), role)];
    house.tells(json!({"groups": ["refuge"], "amr": ["mfa"]}));
    let why = refused(house.enters().await);
    assert!(why.contains("on the other side"), "{why}");
    assert_eq!(house.office.sessions(&first).await.unwrap().len(), 0);
}

#[tokio::test]
async fn an_address_of_another_domain_is_refused() {
    let mut house = House::new().await;
    let mut settings = settings(house.fake.issuer());
    settings.domains = vec!["council.example".to_owned()];
    house.directory = house.office.directories(vec![settings], SITE).await.unwrap().pop().unwrap();
    for outside in [
        "ada@evil.example",
        "ada@sub.council.example",
        "ada@council.example@evil.example",
        "ada@council.example.evil.example",
        "@",
    ] {
        house.tells(json!({ "email": outside }));
        let why = house.enters().await.err().unwrap();
        assert!(matches!(why, NotByDirectory::Answer(NotAnswered::Outside)), "{outside}: {why}");
    }
    house.tells(json!({"email": "Ada@Council.Example"}));
    assert!(house.enters().await.is_ok());
}

#[tokio::test]
async fn an_account_with_a_password_is_not_taken_over_by_an_address_of_mail() {
    let house = House::new().await;
    let founder = house.office.command_line(None).await.unwrap();
    let acting = house.office.acting(&founder);
    let organisation = house.directory.organisation;
    let email = "Ada@Council.example".to_owned();
    let local = Opened {
        organisation,
        name: "Ada Nolan".to_owned(),
        email,
        password: None,
        held: vec![Held {
            role: Role::ProgrammeManager,
            programme: house.directory.programme,
            areas: Areas::All,
        }],
    };
    let id = acting.open_account(local).await.unwrap();
    assert!(refused(house.enters().await).contains("another account has the address"));
    // A closed account of a directory stays closed, whatever the directory says.
    house.tells(json!({"email": "other@council.example"}));
    let Presented::Halfway(half) = house.enters().await.unwrap() else { panic!("not half") };
    let worker = half.whose().actor().worker();
    assert_ne!(worker, id);
    acting.set_open(worker, organisation, false).await.unwrap();
    assert!(refused(house.enters().await).contains("account is closed"));
}

#[tokio::test]
async fn whoever_came_by_a_directory_shows_there_again_who_they_are() {
    let house = House::new().await;
    let who = house.whole().await;
    house.clock.seconds.fetch_add(15 * 60, Ordering::Relaxed);
    assert!(!who.is_recent(house.office.now(), false));
    let again = async |claims: Value| {
        let led = house.led(Some("/account/recovery-codes")).await;
        assert!(led.address.contains("prompt=login") && led.address.contains("max_age=0"));
        house.tells(claims);
        let (code, state) = house.fake.signs_in(&led.address);
        let (kept, state, code) = (Some(&*led.kept), Some(&*state), Some(&*code));
        house
            .answers(&DirectoryAnswer { kept, state, code, ..Default::default() }, Some(&who))
            .await
    };
    let long_ago = house.office.now().as_second() - 600;
    for (claims, expected) in [
        (json!({"auth_time": long_ago}), "did not ask again"),
        (json!({"auth_time": null}), "did not ask again"),
        (json!({"sub": "ben"}), "somebody else"),
    ] {
        let why = again(claims).await.err().unwrap().to_string();
        assert!(why.contains(expected), "{why}");
    }
    let Ok(ByDirectory::Shown(token, to)) = again(json!({})).await else { panic!("not shown") };
    assert_eq!(to, "/account/recovery-codes");
    let session = house.office.session(&token, &Whence::default()).await.unwrap();
    let Presented::SignedIn(who) = session else { panic!("nobody's") };
    assert!(who.is_recent(house.office.now(), false));
}

#[tokio::test]
async fn a_directory_of_what_the_record_does_not_know_is_refused_with_its_place() {
    let house = House::new().await;
    let tried = async |change: &dyn Fn(&mut Settings)| {
        let mut settings = settings(house.fake.issuer());
        change(&mut settings);
        house.office.directories(vec![settings], SITE).await.unwrap_err().to_string()
    };
    let unknown = tried(&|one| one.organisation = "Nobody".to_owned()).await;
    assert!(
        unknown.contains("provider council: organisation") && unknown.contains("Bridge Street")
    );
    let unknown = tried(&|one| one.programme = Some("Other".to_owned())).await;
    assert!(unknown.contains("programme: one of these was expected: Black Country"), "{unknown}");
    let unknown = tried(&|one| one.groups[0].role = "king".to_owned()).await;
    assert!(unknown.contains("group dudley: role: one of these was expected"), "{unknown}");
    let unknown = tried(&|one| one.groups[0].areas = vec!["Leeds".to_owned()]).await;
    assert!(unknown.contains("nobody serves Leeds") && unknown.contains("Walsall"), "{unknown}");
}

#[tokio::test]
async fn answers_that_nobody_asked_for_keep_nobody_out_and_write_nothing() {
    let house = House::new().await;
    let lines = house.lines().await;
    let led = house.led(None).await;
    let (code, state) = house.fake.signs_in(&led.address);
    let good = DirectoryAnswer {
        kept: Some(&led.kept),
        state: Some(&state),
        code: Some(&code),
        ..DirectoryAnswer::default()
    };
    for number in 0..60 {
        let answer = match number % 3 {
            0 => DirectoryAnswer::default(),
            1 => DirectoryAnswer { kept: None, ..good },
            _ => DirectoryAnswer { state: None, ..good },
        };
        let why = house.answers(&answer, None).await.err().unwrap();
        assert!(matches!(why, NotByDirectory::NotAsked), "{number}: {why}");
    }
    assert_eq!(house.lines().await, lines + 1, "nothing but that it was looked at");
    assert!(house.fake.asked().iter().all(|asked| asked != "/token"), "it is not asked");
    assert!(house.answers(&good, None).await.is_ok(), "and who was led there is let in");
}

#[tokio::test]
async fn what_another_record_gave_is_asked_of_nobody() {
    let (house, other) = (House::new().await, House::drawing(1 << 32).await);
    // As whoever knows how it is written makes it, without being led to the directory.
    let led = other.led(None).await;
    let (code, state) = other.fake.signs_in(&led.address);
    let (kept, state, code) = (Some(&*led.kept), Some(&*state), Some(&*code));
    let answer = DirectoryAnswer { kept, state, code, ..DirectoryAnswer::default() };
    let why = house.answers(&answer, None).await.err().unwrap();
    assert!(matches!(why, NotByDirectory::NotAsked), "{why}");
    assert!(house.fake.asked().is_empty(), "it is not asked");
    assert!(other.answers(&answer, None).await.is_ok());
}

#[tokio::test]
async fn answers_that_are_no_good_are_slowed() {
    let house = House::new().await;
    house.clock.seconds.fetch_add(660, Ordering::Relaxed);
    let brought = async |address: [u8; 4]| {
        let led = house.led(None).await;
        let (_, state) = house.fake.signs_in(&led.address);
        let (kept, state, code) = (Some(&*led.kept), Some(&*state), Some("made-up"));
        let answer = DirectoryAnswer { kept, state, code, ..DirectoryAnswer::default() };
        let whence = Whence { address: Some(address.into()), ..Whence::default() };
        let came = house.office.answer_of_directory(&house.directory, &answer, None, &whence);
        came.await.err().unwrap()
    };
    for _ in 0..50 {
        let why = brought([192, 0, 2, 7]).await;
        assert!(matches!(why, NotByDirectory::Answer(_)), "{why}");
    }
    let why = brought([192, 0, 2, 7]).await;
    assert!(matches!(why, NotByDirectory::Later(_)), "{why}");
    // From many addresses together there are more, and not without end.
    for number in 50..500_u16 {
        let [high, low] = number.to_be_bytes();
        let why = brought([198, 51, high, low]).await;
        assert!(matches!(why, NotByDirectory::Answer(_)), "{number}: {why}");
    }
    let asked = house.fake.asked().len();
    let why = brought([198, 51, 100, 1]).await;
    assert!(matches!(why, NotByDirectory::Later(_)), "{why}");
    assert_eq!(house.fake.asked().len(), asked, "the directory is not asked");
}

#[tokio::test]
async fn whoever_has_a_second_factor_here_shows_no_less_at_the_directory() {
    let house = House::new().await;
    let who = house.whole().await;
    let claimant = Claimant::SignedIn(&who);
    house.office.begin_app(claimant).await.unwrap();
    let secret = house.office.app_secret(claimant).await.unwrap().unwrap();
    let code = testkit::App::told(&secret.text).shows(house.office.now().as_second());
    let set_up = house.office.set_up_app(claimant, "App", &code, &Whence::default()).await;
    let session = house.office.session(&set_up.unwrap(), &Whence::default()).await.unwrap();
    let Presented::SignedIn(who) = session else { panic!("nobody's") };
    let again = async |claims: Value| {
        let led = house.led(Some("/account/recovery-codes")).await;
        house.tells(claims);
        let (code, state) = house.fake.signs_in(&led.address);
        let (kept, state, code) = (Some(&*led.kept), Some(&*state), Some(&*code));
        let answer = DirectoryAnswer { kept, state, code, ..Default::default() };
        house.answers(&answer, Some(&who)).await
    };
    let less = again(json!({"amr": ["pwd"]})).await.err().unwrap();
    assert!(matches!(less, NotByDirectory::LessThanTheyHave), "{less}");
    assert!(again(json!({"amr": ["pwd", "mfa"]})).await.is_ok());
}
