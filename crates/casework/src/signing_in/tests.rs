//! Signing in, on a record of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use access::{Actor, Areas, Held, Role, System};
use jiff::{SignedDuration, Timestamp};
use pathway::{Area, OrganisationId, ProgrammeId, Surroundings, WorkerId};
use store::OrganisationKind;
use uuid::Uuid;

use super::*;
use crate::Worker;
use crate::accounts::Opened;
use crate::demonstration;
use crate::demonstration::door::InventedWorker;

const PROGRAMME: ProgrammeId = ProgrammeId::of(Uuid::from_u128(7));
const WORDS: &str = "four words to remember";

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

impl ByHand {
    fn pass(&self, time: SignedDuration) {
        self.seconds.fetch_add(time.as_secs(), Ordering::Relaxed);
    }
}

async fn open() -> (Office, Arc<ByHand>, WorkerId) {
    let surroundings = Arc::new(ByHand::default());
    let by_hand = Arc::clone(&surroundings) as Arc<dyn Surroundings>;
    let office = demonstration::temporary(by_hand).await.unwrap();
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
        password: Some(Password::chosen(WORDS.to_owned()).unwrap()),
        held: vec![Held {
            role: Role::Facilitator,
            programme: PROGRAMME,
            areas: Areas::These(vec![Area::new("Dudley")]),
        }],
    }
}

async fn sign_in(office: &Office, email: &str, password: &str) -> Result<Token, NotSignedIn> {
    let whence = Whence { address: Some([192, 0, 2, 7].into()), agent: "A browser".to_owned() };
    office.sign_in(email, Password::typed(password.to_owned()), &whence).await
}

async fn session(office: &Office, token: &Token) -> Presented {
    office.session(token, &Whence::default()).await.unwrap()
}

fn signed_in(presented: Presented) -> SignedIn {
    match presented {
        Presented::SignedIn(who) => *who,
        Presented::Lapsed(_) => panic!("the session has ended"),
        Presented::Nobody => panic!("nobody's"),
    }
}

#[tokio::test]
async fn whoever_has_the_password_is_signed_in_with_the_roles_held() {
    let (office, _, worker) = open().await;
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

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_are_answered_alike() {
    let (office, ..) = open().await;
    let unknown = sign_in(&office, "nobody@example.org", WORDS).await.unwrap_err();
    let wrong = sign_in(&office, "ada.nolan@example.org", "another").await.unwrap_err();
    assert!(matches!(unknown, NotSignedIn::Refused) && matches!(wrong, NotSignedIn::Refused));
    assert_eq!(unknown.to_string(), wrong.to_string());
}

#[tokio::test]
async fn a_session_that_nobody_uses_ends_and_one_that_is_used_goes_on() {
    let (office, clock, _) = open().await;
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

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_much_it_is_used() {
    let (office, clock, _) = open().await;
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

#[tokio::test]
async fn whoever_signs_out_is_out_there_and_nowhere_else() {
    let (office, ..) = open().await;
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

#[tokio::test]
async fn one_ends_the_others_of_ones_own_sessions() {
    let (office, ..) = open().await;
    let here = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
    let there = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
    let who = signed_in(session(&office, &here).await);
    office.end_other_sessions(&who).await.unwrap();
    assert!(matches!(session(&office, &there).await, Presented::Nobody));
    let _still = signed_in(session(&office, &here).await);
}

#[tokio::test]
async fn what_was_sent_too_late_is_kept_for_the_same_person_alone() {
    let (office, clock, _) = open().await;
    let other = Opened { email: "b@example.org".to_owned(), ..joining(provider(&office).await) };
    office.acting(&founder()).open_account(other).await.unwrap();
    let token = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
    clock.pass(SignedDuration::from_mins(30));
    let Presented::Lapsed(lapsed) = session(&office, &token).await else { panic!("goes on") };
    let kept = Kept { address: "/referrals/new".to_owned(), body: "name=Tom%20O".to_owned() };
    assert!(office.keep(&lapsed, &kept).await.unwrap());
    assert!(office.keep(&lapsed, &kept).await.unwrap());

    let token = sign_in(&office, "b@example.org", WORDS).await.unwrap();
    let other = signed_in(session(&office, &token).await);
    assert_eq!(office.kept(&other).await.unwrap(), None);
    let token = sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
    let who = signed_in(session(&office, &token).await);
    assert_eq!(office.kept(&who).await.unwrap(), Some(kept));
    office.throw_kept_away(&who).await.unwrap();
    assert_eq!(office.kept(&who).await.unwrap(), None);
}

#[tokio::test]
async fn the_door_of_the_demonstration_lets_its_own_workers_in_and_nobody_else() {
    let (office, _, worker) = open().await;
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

#[tokio::test]
async fn an_address_is_given_once_and_one_person_never_both_sides() {
    let (office, ..) = open().await;
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
