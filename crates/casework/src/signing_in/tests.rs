//! Signing in, on a record of its own.

mod factors;
mod guarded;
mod guesses;
mod rates;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use access::{Actor, Areas, Held, Role, System};
use jiff::{SignedDuration, Timestamp};
use pathway::rules::Rules;
use pathway::{Area, OrganisationId, ProgrammeId, Surroundings, WorkerId};
use store::keys::MasterKey;
use store::{OrganisationKind, Settings, Store};
use testkit::{App, Database, both_databases};
use uuid::Uuid;

use super::*;
use crate::Worker;
use crate::accounts::Opened;
use crate::demonstration::door::InventedWorker;

const PROGRAMME: ProgrammeId = ProgrammeId::of(Uuid::from_u128(7));
pub(super) const WORDS: &str = "four words to remember";

/// A clock that is set by hand, and numbers for randomness.
#[derive(Default)]
pub(super) struct ByHand {
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

impl ByHand {
    pub(super) fn pass(&self, time: SignedDuration) {
        self.seconds.fetch_add(time.as_secs(), Ordering::Relaxed);
    }
}

pub(super) async fn open(database: &Database) -> (Office, Arc<ByHand>, WorkerId) {
    let surroundings = Arc::new(ByHand::default());
    let by_hand = Arc::clone(&surroundings) as Arc<dyn Surroundings>;
    let master = MasterKey::random(by_hand.as_ref());
    let settings = Settings::at(database.address().parse().unwrap());
    let store = Store::open(settings, &master, None, by_hand).await.unwrap();
    let office = Office::with_rules(store, Rules::shipped().unwrap()).unwrap();
    let founder = founder();
    let founding = office.acting(&founder);
    founding.begin_programme("Black Country").await.unwrap();
    let provider =
        founding.add_organisation("Bridge Street", OrganisationKind::Programme, &[]).await.unwrap();
    let worker = founding.open_account(joining(provider)).await.unwrap();
    (office, surroundings, worker)
}

/// Who opens accounts: the command line.
fn founder() -> Worker {
    let actor = Actor::system(System::CommandLine, PROGRAMME);
    Worker { actor, programme: PROGRAMME, address: None }
}

/// The organisation of whoever has an account already.
async fn provider(office: &Office) -> OrganisationId {
    office.store.organisations(PROGRAMME).await.unwrap()[0].id
}

fn joining(organisation: OrganisationId) -> Opened {
    Opened {
        organisation,
        name: "Ada Nolan".to_owned(),
        email: "ada.nolan@example.org".to_owned(),
        password: Some(Password::typed(WORDS.to_owned())),
        held: vec![Held {
            role: Role::Facilitator,
            programme: PROGRAMME,
            areas: Areas::These(vec![Area::new("Dudley")]),
        }],
    }
}

thread_local! {
    /// The telephones of those who sign in, by the address of mail.
    static APPS: RefCell<HashMap<String, App>> = RefCell::default();
}

/// What an app of somebody's shows now; none where they have none.
fn shown(email: &str, now: Timestamp) -> Option<String> {
    APPS.with_borrow_mut(|apps| apps.get_mut(email).map(|app| app.shows(now.as_second())))
}

fn whence() -> Whence {
    let address = Some([192, 0, 2, 7].into());
    Whence { address, agent: "A browser".to_owned(), browser: None }
}

/// By password alone.
async fn halfway(office: &Office, email: &str, password: &str) -> Result<Token, NotSignedIn> {
    office.sign_in(email, Password::typed(password.to_owned()), &whence()).await
}

/// By password and a code, of an app that is set up where there is none.
pub(super) async fn sign_in(
    office: &Office,
    email: &str,
    password: &str,
) -> Result<Token, NotSignedIn> {
    let token = halfway(office, email, password).await?;
    let Presented::Halfway(half) = session(office, &token).await else { return Ok(token) };
    let (key, now) = (email.trim().to_lowercase(), office.now());
    if let Some(code) = shown(&key, now) {
        return Ok(office.show_code(half.claimant(), &code, &whence()).await.unwrap());
    }
    office.begin_app(half.claimant()).await.unwrap();
    let secret = office.app_secret(half.claimant()).await.unwrap().unwrap();
    APPS.with_borrow_mut(|apps| apps.insert(key.clone(), App::told(&secret.text)));
    let code = shown(&key, now).unwrap();
    let set_up = office.set_up_app(half.claimant(), "Telephone", &code, &whence()).await;
    Ok(set_up.unwrap())
}

pub(super) async fn session(office: &Office, token: &Token) -> Presented {
    office.session(token, &Whence::default()).await.unwrap()
}

pub(super) fn signed_in(presented: Presented) -> SignedIn {
    match presented {
        Presented::SignedIn(who) => *who,
        Presented::Halfway(_) => panic!("halfway"),
        Presented::Lapsed(_) => panic!("the session has ended"),
        Presented::LapsedHalfway => panic!("half of one has ended"),
        Presented::Nobody => panic!("nobody's"),
    }
}

both_databases! {
    async fn whoever_has_the_password_is_signed_in_with_the_roles_held(database: Database) {
        let (office, _, worker) = open(&database).await;
        let token = sign_in(&office, " Ada.Nolan@Example.org", WORDS).await.unwrap();
        let who = signed_in(session(&office, &token).await);
        assert_eq!(who.actor().worker(), worker);
        assert_eq!((who.name.as_str(), who.organisation.as_str()), ("Ada Nolan", "Bridge Street"));
        assert_eq!(who.described(), "facilitator, Dudley");
        assert_eq!(who.worker.programme, PROGRAMME);
        let other = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        assert_ne!(other.text(), token.text(), "a new token at each sign-in");
        let other = signed_in(session(&office, &other).await);
        assert!(!who.form_token.is(Some(&other.form_token.text())), "forms of one session alone");
    }

    async fn a_password_is_good_until_its_owner_changes_it(database: Database) {
        let (office, clock, _) = open(&database).await;
        clock.pass(SignedDuration::from_hours(3 * 365 * 24));
        let token = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        let _who = signed_in(session(&office, &token).await);
    }

    async fn an_unknown_address_and_a_wrong_password_are_answered_alike(database: Database) {
        let (office, ..) = open(&database).await;
        let unknown = sign_in(&office, "nobody@example.org", WORDS).await.unwrap_err();
        let wrong = sign_in(&office, "ada.nolan@example.org", "another").await.unwrap_err();
        assert!(matches!(unknown, NotSignedIn::Refused) && matches!(wrong, NotSignedIn::Refused));
        assert_eq!(unknown.to_string(), wrong.to_string());
    }

    async fn a_session_that_nobody_uses_ends_and_one_that_is_used_goes_on(database: Database) {
        let (office, clock, _) = open(&database).await;
        let token = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        clock.pass(SignedDuration::from_mins(19));
        let who = signed_in(session(&office, &token).await);
        assert_eq!(who.ends_in(office.now()), 20 * 60);
        // The writer notes the use while nobody waits: whatever is written after it comes later.
        let _refused = sign_in(&office, "nobody@example.org", "x").await;
        clock.pass(SignedDuration::from_mins(19));
        let who = signed_in(session(&office, &token).await);
        let _refused = sign_in(&office, "nobody@example.org", "x").await;
        clock.pass(SignedDuration::from_mins(20));
        let Presented::Lapsed(lapsed) = session(&office, &token).await else { panic!("goes on") };
        assert_eq!(lapsed.actor().worker(), who.actor().worker());
    }

    async fn a_session_ends_after_twelve_hours_however_much_it_is_used(database: Database) {
        let (office, clock, _) = open(&database).await;
        let token = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        for _ in 0..(12 * 4 - 1) {
            clock.pass(SignedDuration::from_mins(15));
            let _who = signed_in(session(&office, &token).await);
            let line = office.by(None);
            office.store.commit(line).await.unwrap();
        }
        clock.pass(SignedDuration::from_mins(15));
        assert!(matches!(session(&office, &token).await, Presented::Lapsed(_)));
        clock.pass(SignedDuration::from_hours(24));
        assert!(matches!(session(&office, &token).await, Presented::Nobody));
    }

    async fn whoever_signs_out_is_out_there_and_nowhere_else(database: Database) {
        let (office, ..) = open(&database).await;
        let here = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        let there = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        let who = signed_in(session(&office, &here).await);
        assert_eq!(office.sessions(&who).await.unwrap().len(), 2);
        office.sign_out(&who).await.unwrap();
        assert!(matches!(session(&office, &here).await, Presented::Nobody));
        let who = signed_in(session(&office, &there).await);
        let sessions = office.sessions(&who).await.unwrap();
        assert_eq!(sessions.len(), 1);
        assert_eq!(
            (sessions[0].address.as_str(), sessions[0].agent.as_str()),
            ("192.0.2.7", "A browser")
        );
    }

    async fn one_ends_the_others_of_ones_own_sessions(database: Database) {
        let (office, ..) = open(&database).await;
        let here = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        let there = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        let who = signed_in(session(&office, &here).await);
        office.end_other_sessions(&who).await.unwrap();
        assert!(matches!(session(&office, &there).await, Presented::Nobody));
        let _still = signed_in(session(&office, &here).await);
    }

    async fn what_was_sent_too_late_is_kept_for_the_same_person_alone(database: Database) {
        let (office, clock, _) = open(&database).await;
        let other = Opened { email: "b@example.org".to_owned(), ..joining(provider(&office).await) };
        office.acting(&founder()).open_account(other).await.unwrap();
        let token = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        clock.pass(SignedDuration::from_mins(30));
        let Presented::Lapsed(lapsed) = session(&office, &token).await else { panic!("goes on") };
        let kept = Kept { address: "/referrals/new".to_owned(), body: "name=Tom%20O".to_owned() };
        // Of two pages both, of one page what was sent last.
        let earlier = Kept { body: "name=T".to_owned(), ..kept.clone() };
        let note = Kept { address: "/cases/A/notes".to_owned(), body: "note=She%20rang".to_owned() };
        for one in [&note, &earlier, &kept] {
            clock.pass(SignedDuration::from_secs(1));
            office.keep(&lapsed, one).await.unwrap();
        }

        let token = sign_in(&office, "b@example.org", WORDS).await.unwrap();
        let other = signed_in(session(&office, &token).await);
        assert_eq!(office.kept(&other).await.unwrap(), None);
        let token = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        let who = signed_in(session(&office, &token).await);
        for one in [kept, note] {
            let (id, found) = office.kept(&who).await.unwrap().unwrap();
            assert_eq!(found, one);
            office.throw_kept_away(&who, id).await.unwrap();
        }
        assert_eq!(office.kept(&who).await.unwrap(), None);
        // Of very many the oldest goes.
        for page in 0..7 {
            clock.pass(SignedDuration::from_secs(1));
            let one = Kept { address: format!("/cases/{page}"), body: "a=b".to_owned() };
            office.keep(&lapsed, &one).await.unwrap();
        }
        let mut pages = Vec::new();
        while let Some((id, kept)) = office.kept(&who).await.unwrap() {
            office.throw_kept_away(&who, id).await.unwrap();
            pages.push(kept.address);
        }
        assert_eq!(pages, ["/cases/6", "/cases/5", "/cases/4", "/cases/3", "/cases/2"]);
    }

    async fn the_door_of_the_demonstration_lets_its_own_workers_in_and_nobody_else(database: Database) {
        let (office, _, worker) = open(&database).await;
        let invented = InventedWorker {
            id: worker,
            name: "Ada Nolan".to_owned(),
            heading: "Facilitators",
            place: "Dudley".to_owned(),
        };
        let door = DemonstrationDoor::new(vec![invented]);
        let whence = Whence::default();
        let token = office.sign_in_as_invented(&door, worker, &whence).await.unwrap();
        let _who = signed_in(session(&office, &token).await);
        let closed = DemonstrationDoor::default();
        let refused = office.sign_in_as_invented(&closed, worker, &whence).await.unwrap_err();
        assert!(matches!(refused, NotSignedIn::Refused));
    }

    async fn an_address_is_given_once_and_one_person_never_both_sides(database: Database) {
        let (office, ..) = open(&database).await;
        let (founder, provider) = (founder(), provider(&office).await);
        let founding = office.acting(&founder);
        let taken = founding.open_account(joining(provider)).await.unwrap_err();
        assert!(taken.to_string().contains("e-mail address already"), "{taken}");
        let held = |role| Held { role, programme: PROGRAMME, areas: Areas::All };
        let both = Opened {
            email: "both@example.org".to_owned(),
            held: vec![held(Role::Facilitator), held(Role::SupportWorker)],
            ..joining(provider)
        };
        let refused = founding.open_account(both).await.unwrap_err();
        assert!(refused.to_string().contains("both, in any programme"), "{refused}");
    }

    async fn a_password_alone_signs_nobody_in_whatever_their_role(database: Database) {
        let (office, ..) = open(&database).await;
        let token = halfway(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        assert!(matches!(session(&office, &token).await, Presented::Halfway(_)));
        let whole = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        let _who = signed_in(session(&office, &whole).await);
        // What was half before has ended, and the next can set up no other factor.
        assert!(matches!(session(&office, &token).await, Presented::Nobody));
        let token = halfway(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        let Presented::Halfway(half) = session(&office, &token).await else { panic!("not half") };
        assert!(matches!(office.begin_app(half.claimant()).await, Err(Fault::NotFound)));
        // Whoever sees figures alone, too.
        let held = vec![Held { role: Role::Commissioner, programme: PROGRAMME, areas: Areas::All }];
        let email = "c@example.org".to_owned();
        let founder = founder();
        let founding = office.acting(&founder);
        let kind = OrganisationKind::Oversight;
        let police = founding.add_organisation("Police commissioner", kind, &[]).await.unwrap();
        let cora = Opened { email: email.clone(), held, ..joining(police) };
        founding.open_account(cora).await.unwrap();
        let token = halfway(&office, &email, WORDS).await.unwrap();
        assert!(matches!(session(&office, &token).await, Presented::Halfway(_)));
        let whole = sign_in(&office, &email, WORDS).await.unwrap();
        let _who = signed_in(session(&office, &whole).await);
    }

    async fn the_token_of_half_a_session_is_nobodys_once_it_is_whole(database: Database) {
        let (office, ..) = open(&database).await;
        let half = halfway(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        let Presented::Halfway(claim) = session(&office, &half).await else { panic!("not half") };
        office.begin_app(claim.claimant()).await.unwrap();
        let secret = office.app_secret(claim.claimant()).await.unwrap().unwrap();
        let code = App::told(&secret.text).shows(office.now().as_second());
        let whole = office.set_up_app(claim.claimant(), "App", &code, &whence()).await;
        let whole = whole.unwrap();
        assert!(matches!(session(&office, &half).await, Presented::Nobody));
        let who = signed_in(session(&office, &whole).await);
        assert!(!who.form_token.is(Some(&claim.form_token().text())), "forms of the half are not its");
    }

    async fn a_code_is_good_once_whichever_session_shows_it(database: Database) {
        let (office, clock, _) = open(&database).await;
        sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        clock.pass(SignedDuration::from_mins(5));
        let code = shown("ada.nolan@example.org", office.now()).unwrap();
        let mut taken = 0;
        for _ in 0..3 {
            let token = halfway(&office, "ada.nolan@example.org", WORDS).await.unwrap();
            let Presented::Halfway(half) = session(&office, &token).await else { panic!() };
            match office.show_code(half.claimant(), &code, &whence()).await {
                Ok(_) => taken += 1,
                Err(why) => assert!(matches!(why, NotShown::Refused), "{why}"),
            }
        }
        assert_eq!(taken, 1);
    }

    async fn a_recovery_code_is_good_once_and_new_ones_take_the_place_of_old(database: Database) {
        let (office, ..) = open(&database).await;
        let token = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        let who = signed_in(session(&office, &token).await);
        let old = office.make_recovery_codes(&who).await.unwrap();
        let codes = office.make_recovery_codes(&who).await.unwrap();
        assert_eq!(codes.len(), RECOVERY_CODES);
        for (code, taken) in [(&old[0], false), (&codes[0], true), (&codes[0], false)] {
            let token = halfway(&office, "ada.nolan@example.org", WORDS).await.unwrap();
            let Presented::Halfway(half) = session(&office, &token).await else { panic!() };
            let shown = office.show_recovery_code(half.claimant(), code, &whence()).await;
            assert_eq!(shown.is_ok(), taken);
        }
        let ways = office.ways(Claimant::SignedIn(&who)).await.unwrap();
        assert_eq!(ways.recovery_codes, RECOVERY_CODES - 1);
    }
}

const OPENED: &str =
    "Whoever runs Waymark opened your account in Black Country. Given: facilitator in Dudley";

both_databases! {
    async fn each_attempt_to_sign_in_is_written_down_with_its_way_and_from_where_and_shown_to_whose_it_is(database: Database)
     {
        let (office, clock, worker) = open(&database).await;
        let email = "ada.nolan@example.org";
        let _refused = halfway(&office, email, "wrong").await.unwrap_err();
        let token = sign_in(&office, email, WORDS).await.unwrap();
        let who = signed_in(session(&office, &token).await);
        let codes = office.make_recovery_codes(&who).await.unwrap();
        let half = async || {
            let token = halfway(&office, email, WORDS).await.unwrap();
            let Presented::Halfway(half) = session(&office, &token).await else { panic!() };
            half
        };
        let wrong = office.show_code(half().await.claimant(), "000000", &whence()).await;
        assert!(matches!(wrong, Err(NotShown::Refused)));
        clock.pass(SignedDuration::from_mins(1));
        let code = shown(email, office.now()).unwrap();
        office.show_code(half().await.claimant(), &code, &whence()).await.unwrap();
        office.show_recovery_code(half().await.claimant(), &codes[0], &whence()).await.unwrap();
        let events = office.account_events(&who, None).await.unwrap().events;
        let words: Vec<&str> = events.iter().rev().map(|event| event.words.as_str()).collect();
        assert_eq!(
            words,
            [
                OPENED,
                "A wrong password was given",
                "Password given",
                "A second factor was added",
                "New recovery codes were made",
                "Password given",
                "A wrong code was given, after the right password",
                "Password given",
                "Signed in with a code or passkey",
                "Password given",
                "Signed in with a recovery code",
            ]
        );
        let from = Some([192, 0, 2, 7].into());
        let by_hand = [OPENED, "New recovery codes were made"];
        for event in events.iter().filter(|event| !by_hand.contains(&event.words.as_str())) {
            assert_eq!(event.address, from, "{}", event.words);
        }
        // A link by which the password is chosen anew is told as well: nobody else is to do that unseen.
        let (founder, provider) = (founder(), provider(&office).await);
        let link = office.acting(&founder).invite_again(worker, provider).await.unwrap();
        let chosen = Password::typed("quite another four words".to_owned());
        let token = office.accept(&link, chosen, &whence()).await.unwrap();
        // And the second factor is asked for all the same.
        assert!(matches!(session(&office, &token).await, Presented::Halfway(_)));
        let events = office.account_events(&who, None).await.unwrap().events;
        let told = events.iter().find(|event| event.words == "A password was chosen by a link");
        assert!(told.is_some_and(|told| told.unusual && told.address == from), "{events:?}");
    }
}
