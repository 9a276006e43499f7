//! What goes by mail, and what becomes of it while nobody takes it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use access::{Areas, Held, Role};
use pathway::{OrganisationId, Surroundings};
use store::OrganisationKind;
use testkit::{App, FakeMailServer};

use super::*;
use crate::Worker;
use crate::accounts::Opened;
use crate::corrections::Correction;
use crate::demonstration;
use crate::passwords::Password;
use crate::signing_in::{Presented, Whence};

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

struct House {
    office: Office,
    clock: Arc<ByHand>,
    server: FakeMailServer,
    mailer: Mailer,
    founder: Worker,
    organisation: OrganisationId,
}

impl House {
    async fn new() -> Self {
        let clock = Arc::new(ByHand::default());
        let by_hand = Arc::clone(&clock) as Arc<dyn Surroundings>;
        let office = demonstration::temporary(by_hand).await.unwrap().by_mail();
        let founder = office.founder();
        let founding = office.acting(&founder);
        founding.begin_programme("Black Country").await.unwrap();
        let kind = OrganisationKind::Oversight;
        let organisation = founding.add_organisation("Bridge Street", kind, &[]).await.unwrap();
        let server = FakeMailServer::begin().await;
        let from = "Waymark <waymark@example.org>".parse().unwrap();
        let mailer = Mailer::try_new(&server.address().parse().unwrap(), from, None).unwrap();
        Self { office, clock, server, mailer, founder, organisation }
    }

    fn ada(&self) -> Opened {
        Opened {
            organisation: self.organisation,
            name: "Ada Nolan".to_owned(),
            email: "ada@example.org".to_owned(),
            password: None,
            held: vec![Held {
                role: Role::Commissioner,
                programme: self.founder.programme,
                areas: Areas::All,
            }],
        }
    }

    async fn invites(&self) -> WorkerId {
        self.office.acting(&self.founder).invite(self.ada()).await.unwrap().0
    }

    async fn sends(&self) -> (u32, u32) {
        let posted = self.office.send_mail(&self.mailer, SITE).await.unwrap();
        (posted.sent, posted.failed)
    }

    fn passes(&self, seconds: i64) {
        self.clock.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    /// The last letter, put together again from how mail carries it.
    fn letter(&self) -> String {
        let taken = self.server.taken();
        let last = taken.last().expect("a letter");
        assert_eq!(last.to, "ada@example.org");
        last.text.replace("=\n", "").replace("=3D", "=")
    }
}

fn chosen(words: &str) -> Password {
    Password::typed(words.to_owned())
}

#[tokio::test]
async fn an_invitation_goes_by_mail_once_with_a_link_that_the_record_does_not_hold() {
    let house = House::new().await;
    house.invites().await;
    assert_eq!(house.sends().await, (1, 0));
    assert_eq!(house.sends().await, (0, 0), "and not again");
    let letter = house.letter();
    let begins = format!("{SITE}/invitation/");
    let link = letter.split(&begins).nth(1).unwrap().split_whitespace().next().unwrap();
    let token = Token::read(link).unwrap();
    let words = "five words that nobody guesses";
    assert!(house.office.accept(&token, chosen(words), &Whence::default()).await.is_ok());
    assert!(house.office.accept(&token, chosen(words), &Whence::default()).await.is_err());
    assert!(!letter.contains("Nolan"), "no name");
}

#[tokio::test]
async fn a_letter_that_is_not_taken_is_kept_tried_again_with_growing_waits_and_shown() {
    let house = House::new().await;
    house.invites().await;
    house.server.refuses(Some("451 <ada@example.org> is busy"));
    assert_eq!(house.sends().await, (0, 1));
    assert_eq!(house.sends().await, (0, 0), "not at once");
    let administrator =
        Held { role: Role::Administrator, programme: house.founder.programme, areas: Areas::All };
    let abe = Opened {
        email: "abe@example.org".to_owned(),
        password: Some(chosen("four words to remember")),
        held: vec![administrator.clone()],
        ..house.ada()
    };
    let abe = house.office.acting(&house.founder).open_account(abe).await.unwrap();
    let actor = Actor::try_new(abe, house.organisation, vec![administrator]).unwrap();
    let abe = Worker { actor, ..house.founder.clone() };
    let unsent = house.office.acting(&abe).unsent_mail().await.unwrap();
    assert_eq!((unsent.len(), unsent[0].attempts), (1, 1));
    assert_eq!(unsent[0].fault, "the mail server refuses it (451)");
    for wait in [60, 120, 240] {
        house.passes(wait - 1);
        assert_eq!(house.sends().await, (0, 0), "{wait}");
        house.passes(1);
        assert_eq!(house.sends().await, (0, 1), "{wait}");
    }
    house.server.refuses(None);
    house.passes(480);
    assert_eq!(house.sends().await, (1, 0));
    assert!(house.office.acting(&abe).unsent_mail().await.unwrap().is_empty());
    house.passes(24 * 3600);
    assert_eq!(house.sends().await, (0, 0));
    assert_eq!(house.server.taken().len(), 1);
}

#[tokio::test]
async fn whoever_keeps_no_accounts_is_not_shown_what_was_not_sent() {
    let house = House::new().await;
    let ada = house.invites().await;
    let actor = Actor::try_new(ada, house.organisation, house.ada().held).unwrap();
    let ada = Worker { actor, ..house.founder.clone() };
    assert!(matches!(house.office.acting(&ada).unsent_mail().await, Err(Fault::NotFound)));
}

#[tokio::test]
async fn what_is_no_news_any_more_or_to_nobody_is_not_sent() {
    let house = House::new().await;
    let ada = house.invites().await;
    let acting = house.office.acting(&house.founder);
    // The link was replaced: the letter with the first is not sent.
    acting.invite_again(ada, house.organisation).await.unwrap();
    assert_eq!(house.sends().await, (1, 0));
    acting.take_factors_away(ada, house.organisation).await.unwrap();
    assert_eq!(house.sends().await, (2, 0));
    let taken = house.server.taken();
    let away = |letter: &testkit::TakenLetter| letter.text.contains("second factor was taken away");
    assert!(taken.iter().any(away), "{taken:?}");
    acting.take_factors_away(ada, house.organisation).await.unwrap();
    house.passes(3 * 24 * 3600);
    assert_eq!(house.sends().await, (0, 0), "after three days it is no news");
    acting.take_factors_away(ada, house.organisation).await.unwrap();
    acting.set_open(ada, house.organisation, false).await.unwrap();
    assert_eq!(house.sends().await, (1, 0), "nothing else is told whose account is closed");
    assert!(house.letter().contains("Your account is closed"));
    assert_eq!(house.server.taken().len(), 4);
}

#[tokio::test]
async fn a_reset_leaves_no_password_and_the_link_for_another_goes_to_its_owner_alone() {
    let house = House::new().await;
    let words = "four words to remember";
    let ada = Opened { password: Some(chosen(words)), ..house.ada() };
    let acting = house.office.acting(&house.founder);
    let ada = acting.open_account(ada).await.unwrap();
    acting.take_factors_away(ada, house.organisation).await.unwrap();
    let whence = Whence::default();
    let before = house.office.sign_in("ada@example.org", chosen(words), &whence).await;
    assert!(before.is_err(), "a password that somebody else may know is no proof");
    assert_eq!(house.sends().await, (2, 0));
    let begins = format!("{SITE}/invitation/");
    let letters = house.server.taken();
    let text = |letter: &testkit::TakenLetter| letter.text.replace("=\n", "").replace("=3D", "=");
    let link = letters.iter().map(text).find(|letter| letter.contains(&begins)).unwrap();
    let link = link.split(&begins).nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let token = Token::read(&link).unwrap();
    assert!(
        house
            .office
            .accept(&token, chosen("five words that nobody guesses"), &whence)
            .await
            .is_ok()
    );
    assert_eq!(house.sends().await, (1, 0));
    assert!(house.letter().contains("A password was chosen by your link"));
}

#[tokio::test]
async fn who_somebody_is_from_now_on_is_told_to_them() {
    let house = House::new().await;
    let ada = Opened { password: Some(chosen("four words to remember")), ..house.ada() };
    let acting = house.office.acting(&house.founder);
    let held = ada.held.clone();
    let ada = acting.open_account(ada).await.unwrap();
    acting.give_roles(ada, house.organisation, &held).await.unwrap();
    assert_eq!(house.sends().await, (0, 0), "she is what she was");
    let evaluator = Held { role: Role::Evaluator, ..held[0].clone() };
    for (now, said) in [
        (vec![held[0].clone(), evaluator.clone()], "gave you roles or areas that you did not have"),
        (vec![evaluator], "took roles or areas of yours away"),
        (held, "gave you roles or areas, and took others away"),
    ] {
        acting.give_roles(ada, house.organisation, &now).await.unwrap();
        assert_eq!(house.sends().await, (1, 0));
        let letter = house.letter();
        assert!(letter.contains("What you are in Waymark was changed"), "{letter}");
        assert!(letter.contains(said), "{letter}");
        let tells = ["ommissioner", "valuator", "Bridge Street", "Black Country"];
        assert!(!tells.iter().any(|word| letter.contains(word)), "{letter}");
    }
    let account = acting.account(ada).await.unwrap();
    acting.set_password(&account, chosen("quite another four words")).await.unwrap();
    assert_eq!(house.sends().await, (1, 0));
    assert!(house.letter().contains("Subject: Your password was changed"));
    acting.set_open(ada, house.organisation, false).await.unwrap();
    assert_eq!(house.sends().await, (1, 0));
    assert!(house.letter().contains("Your account is closed"));
    acting.set_open(ada, house.organisation, true).await.unwrap();
    assert_eq!(house.sends().await, (1, 0));
    assert!(house.letter().contains("Your account is open again"));
}

#[tokio::test]
async fn a_changed_address_is_told_at_both_and_the_link_to_the_one_before_is_never_sent() {
    let house = House::new().await;
    let ada = house.invites().await;
    let acting = house.office.acting(&house.founder);
    let account = acting.account(ada).await.unwrap();
    let (name, email) = ("Ada Hart".to_owned(), "hart@elsewhere.example".to_owned());
    acting.correct(&account, &Correction { name, email }).await.unwrap();
    assert_eq!(house.sends().await, (2, 0), "no invitation goes to anybody");
    let taken = house.server.taken();
    let text = |to: &str| {
        let letter = taken.iter().find(|letter| letter.to == to).expect("a letter");
        letter.text.replace("=\n", "").replace("=3D", "=")
    };
    let (before, after) = (text("ada@example.org"), text("hart@elsewhere.example"));
    assert!(before.contains("Subject: This is your e-mail address in Waymark no more"), "{before}");
    assert!(after.contains("Subject: This is your e-mail address in Waymark now"), "{after}");
    // Whoever reads the one may be nobody to whom the other is known; nor does either tell a name.
    assert!(!before.contains("elsewhere") && !after.contains("ada@"), "{before} {after}");
    assert!([&before, &after].iter().all(|one| !one.contains("Nolan") && !one.contains("Hart")));
    // A name alone is told where the account is.
    let account = acting.account(ada).await.unwrap();
    let asked = Correction { name: "Ada Hunt".to_owned(), ..Correction::of(&account) };
    acting.correct(&account, &asked).await.unwrap();
    assert_eq!(house.sends().await, (1, 0));
    let last = house.server.taken().pop().unwrap();
    assert!(last.to == "hart@elsewhere.example" && last.text.contains("was corrected"), "{last:?}");
}

#[tokio::test]
async fn nobody_leads_a_closed_account_elsewhere_without_a_word_to_the_address_before() {
    let house = House::new().await;
    let ada = house.invites().await;
    let acting = house.office.acting(&house.founder);
    acting.set_open(ada, house.organisation, false).await.unwrap();
    assert_eq!(house.sends().await, (1, 0), "that it is closed");
    let account = acting.account(ada).await.unwrap();
    let asked = Correction { email: "mine@example.org".to_owned(), ..Correction::of(&account) };
    acting.correct(&account, &asked).await.unwrap();
    house.server.refuses(Some("451 busy"));
    assert_eq!(house.sends().await, (0, 2));
    // Changed again before it was taken: both are told all the same.
    let account = acting.account(ada).await.unwrap();
    let asked = Correction { email: "back@example.org".to_owned(), ..Correction::of(&account) };
    acting.correct(&account, &asked).await.unwrap();
    house.server.refuses(None);
    house.passes(60);
    assert_eq!(house.sends().await, (4, 0));
    let told: Vec<String> = house.server.taken().into_iter().map(|letter| letter.to).collect();
    for to in ["ada@example.org", "mine@example.org", "back@example.org"] {
        assert!(told.iter().any(|one| one == to), "{to}: {told:?}");
    }
}

#[tokio::test]
async fn whose_account_is_closed_is_told_of_a_corrected_name_too() {
    let house = House::new().await;
    let ada = house.invites().await;
    let acting = house.office.acting(&house.founder);
    acting.set_open(ada, house.organisation, false).await.unwrap();
    assert_eq!(house.sends().await, (1, 0), "that it is closed");
    let account = acting.account(ada).await.unwrap();
    let asked = Correction { name: "Ada Hunt".to_owned(), ..Correction::of(&account) };
    acting.correct(&account, &asked).await.unwrap();
    assert_eq!(house.sends().await, (1, 0));
    assert!(house.letter().contains("Your name in Waymark was corrected"));
}

#[tokio::test]
async fn that_an_address_before_was_told_nothing_is_seen_until_it_is_cleared_away() {
    let house = House::new().await;
    let ada = house.invites().await;
    let acting = house.office.acting(&house.founder);
    let account = acting.account(ada).await.unwrap();
    let asked = Correction { email: "mine@example.org".to_owned(), ..Correction::of(&account) };
    acting.correct(&account, &asked).await.unwrap();
    house.passes(3 * 24 * 3600);
    assert_eq!(house.sends().await, (0, 1), "to the address before alone it matters yet");
    let unsent = acting.unsent_mail().await.unwrap();
    assert_eq!(unsent.len(), 1, "{unsent:?}");
    assert!(unsent[0].words == "News of an e-mail address" && unsent[0].fault == NOT_TOLD);
    house.passes(24 * 3600);
    assert_eq!(house.sends().await, (0, 1));
    assert_eq!(acting.unsent_mail().await.unwrap().len(), 1);
    assert!(house.server.taken().is_empty());
}

#[tokio::test]
async fn what_a_browser_keeps_is_no_address_of_a_letter() {
    let house = House::new().await;
    let (store, ada) = (&house.office.store, house.invites().await);
    let kept = store.sealed_for(ada, "thief@example.org").unwrap();
    assert_eq!(store.opened_address(ada, kept).unwrap(), None);
    let left = store.sealed_address(ada, "ada@example.org").unwrap();
    assert_eq!(store.opened_for(ada, left.clone()).unwrap(), None);
    assert_eq!(store.opened_address(ada, left).unwrap().as_deref(), Some("ada@example.org"));
}

#[tokio::test]
async fn a_changed_password_is_told_to_its_owner() {
    let house = House::new().await;
    let words = "four words to remember";
    let ada = Opened { password: Some(chosen(words)), ..house.ada() };
    house.office.acting(&house.founder).open_account(ada).await.unwrap();
    let whence = Whence::default();
    let token = house.office.sign_in("ada@example.org", chosen(words), &whence).await.unwrap();
    let Presented::Halfway(half) = house.office.session(&token, &whence).await.unwrap() else {
        panic!("not half");
    };
    house.office.begin_app(half.claimant()).await.unwrap();
    let secret = house.office.app_secret(half.claimant()).await.unwrap().unwrap();
    let code = App::told(&secret.text).shows(house.office.now().as_second());
    let token = house.office.set_up_app(half.claimant(), "App", &code, &whence).await.unwrap();
    let Presented::SignedIn(who) = house.office.session(&token, &whence).await.unwrap() else {
        panic!("not signed in");
    };
    assert_eq!(house.sends().await, (1, 0), "that an app was added");
    let both = (chosen(words), chosen("five words that nobody guesses"));
    house.office.change_password(&who, both, &whence).await.unwrap();
    assert_eq!(house.sends().await, (1, 0));
    assert!(house.letter().contains("Subject: Your password was changed"));
}
