//! Name and address of mail, as the directory says them at each sign-in.

use store::NotCommitted;

use super::*;
use crate::accounts::AccountListed;
use crate::corrections::{Correction, NotCorrected};

async fn account(house: &House, email: &str) -> Option<AccountListed> {
    let founder = house.office.command_line(None).await.unwrap();
    house.office.acting(&founder).account_of(email).await.ok()
}

async fn corrections(house: &House, account: &AccountListed) -> Vec<String> {
    let founder = house.office.command_line(None).await.unwrap();
    let told = house.office.acting(&founder).corrections(account).await.unwrap();
    told.into_iter().map(|(_, words)| words).collect()
}

/// To whom letters wait, as far as they wait for an address that was left.
async fn waits(house: &House) -> usize {
    let leave = crate::mail::leave(house.directory.programme()).unwrap();
    let taken = house.office.store.take_due(&leave, 20).await.unwrap();
    taken.outgoing.iter().filter(|one| one.address.is_some()).count()
}

#[tokio::test]
async fn name_and_address_follow_the_directory_and_both_addresses_are_told() {
    let mut house = House::new().await;
    house.office = house.office.by_mail();
    let who = house.whole().await;
    let ada = account(&house, "ada@council.example").await.unwrap();
    house.enters().await.ok().unwrap();
    assert!(corrections(&house, &ada).await.is_empty(), "what is said as before is no news");
    house.tells(json!({"name": "Ada Hart", "email": "hart@council.example", "amr": ["mfa"]}));
    let Presented::SignedIn(now) = house.enters().await.unwrap() else { panic!("not whole") };
    assert_eq!((now.name.as_str(), now.email.as_str()), ("Ada Hart", "hart@council.example"));
    assert_eq!(now.actor().worker(), who.actor().worker());
    assert!(account(&house, "ada@council.example").await.is_none());
    let told = "their organisation’s directory corrected the name and changed the e-mail address \
                from ada@council.example to hart@council.example";
    assert_eq!(corrections(&house, &ada).await, [told]);
    assert_eq!(waits(&house).await, 1);
    let events = house.office.unusual_events(&now).await.unwrap();
    assert!(
        events.iter().any(|one| one.words.starts_with("Your organisation corrected your name"))
    );
    // Another way to write it is no other address, and no letter each time.
    house.tells(json!({"name": "Ada Hart", "email": "Hart@Council.example", "amr": ["mfa"]}));
    house.enters().await.ok().unwrap();
    assert_eq!((corrections(&house, &ada).await.len(), waits(&house).await), (1, 0));
}

#[tokio::test]
async fn whose_address_another_has_goes_on_with_the_one_before_and_that_is_seen() {
    let house = House::new().await;
    house.whole().await;
    let founder = house.office.command_line(None).await.unwrap();
    let acting = house.office.acting(&founder);
    let bea = Opened {
        organisation: house.directory.organisation,
        name: "Bea Lock".to_owned(),
        email: "bea@council.example".to_owned(),
        password: None,
        held: Vec::new(),
    };
    let bea = acting.open_account(bea).await.unwrap();
    let says = json!({"name": "Ada Hart", "email": "BEA@council.example", "amr": ["mfa"]});
    for _ in 0..2 {
        house.tells(says.clone());
        let Presented::SignedIn(now) = house.enters().await.unwrap() else { panic!("not whole") };
        assert_eq!((now.name.as_str(), now.email.as_str()), ("Ada Hart", "ada@council.example"));
        let ada = account(&house, "ada@council.example").await.unwrap();
        assert!(acting.stands(&ada).await.unwrap().address_taken.is_some());
    }
    assert_eq!(account(&house, "bea@council.example").await.unwrap().id, bea);
    // The other has another address: it is followed.
    let other = acting.account(bea).await.unwrap();
    let asked = Correction { email: "b@council.example".to_owned(), ..Correction::of(&other) };
    acting.correct(&other, &asked).await.unwrap();
    house.tells(says);
    house.enters().await.ok().unwrap();
    let ada = account(&house, "bea@council.example").await.unwrap();
    assert_eq!(ada.name, "Ada Hart");
    assert!(acting.stands(&ada).await.unwrap().address_taken.is_none());
}

#[tokio::test]
async fn what_a_directory_says_is_corrected_there_and_by_nobody_here() {
    let house = House::new().await;
    house.whole().await;
    let founder = house.office.command_line(None).await.unwrap();
    let acting = house.office.acting(&founder);
    let ada = account(&house, "ada@council.example").await.unwrap();
    let asked = Correction { name: "Ada Hart".to_owned(), ..Correction::of(&ada) };
    let refused = acting.correct(&ada, &asked).await;
    assert!(matches!(refused, Err(NotCorrected::Fault(Fault::Refused(_)))), "{refused:?}");
    // Whose directory is in the settings no more is corrected as anybody is, and nothing is said of
    // what it gave.
    let office = house.office.clone().of_directories([]);
    let opened = Opened {
        organisation: house.directory.organisation,
        name: "Bea Lock".to_owned(),
        email: "bea@council.example".to_owned(),
        password: None,
        held: Vec::new(),
    };
    acting.open_account(opened).await.unwrap();
    house.tells(json!({"email": "bea@council.example", "amr": ["mfa"]}));
    house.enters().await.ok().unwrap();
    assert!(acting.stands(&ada).await.unwrap().address_taken.is_some());
    assert!(office.acting(&founder).stands(&ada).await.unwrap().address_taken.is_none());
    office.acting(&founder).correct(&ada, &asked).await.unwrap();
}

#[tokio::test]
async fn of_a_name_and_an_address_each_is_followed_that_is_one() {
    let house = House::new().await;
    let worker = house.whole().await.actor().worker();
    let says = |name: &str, email: &str| Person {
        subject: "ada".to_owned(),
        name: name.to_owned(),
        email: email.to_owned(),
        groups: Vec::new(),
        second_factor: true,
        authenticated: None,
    };
    for (name, email, called) in [
        ("  ", "hart@council.example", ("Ada Nolan", "hart@council.example")),
        ("Ada Hart", "@x", ("Ada Hart", "hart@council.example")),
        ("Ada\u{202e} Hunt", "ada hunt", ("Ada Hart", "hart@council.example")),
    ] {
        let person = says(name, email);
        house.office.follow_name(&house.directory, worker, &person).await.unwrap();
        let ada = account(&house, called.1).await.unwrap();
        assert_eq!((ada.name.as_str(), ada.email.as_str()), called);
    }
}

#[tokio::test]
async fn whoever_changes_their_own_address_there_learns_of_no_more_than_ten_a_day() {
    let house = House::new().await;
    house.whole().await;
    let founder = house.office.command_line(None).await.unwrap();
    let acting = house.office.acting(&founder);
    let bea = Opened {
        organisation: house.directory.organisation,
        name: "Bea Lock".to_owned(),
        email: "bea@council.example".to_owned(),
        password: None,
        held: Vec::new(),
    };
    acting.open_account(bea).await.unwrap();
    let tries = async |email: &str| {
        house.tells(json!({"email": email, "amr": ["mfa"]}));
        let Presented::SignedIn(now) = house.enters().await.unwrap() else { panic!("not whole") };
        now.email.clone()
    };
    for one in 0..10 {
        let email = format!("a{one}@council.example");
        assert_eq!(tries(&email).await, email);
    }
    // Whether it is anybody's or nobody's, nothing comes of it.
    for email in ["bea@council.example", "nobody@council.example"] {
        assert_eq!(tries(email).await, "a9@council.example");
        let ada = account(&house, "a9@council.example").await.unwrap();
        assert!(acting.stands(&ada).await.unwrap().address_taken.is_none(), "{email}");
    }
    house.clock.seconds.fetch_add(24 * 3600, Ordering::Relaxed);
    assert_eq!(tries("nobody@council.example").await, "nobody@council.example");
}

#[tokio::test]
async fn what_was_corrected_since_it_was_read_is_decided_anew() {
    let house = House::new().await;
    let worker = house.whole().await.actor().worker();
    let ada = account(&house, "ada@council.example").await.unwrap();
    let founder = house.office.command_line(None).await.unwrap();
    let permitted = house.office.leave_for(&house.directory, worker).unwrap();
    let named = house.office.store.named(&permitted).await.unwrap().unwrap();
    let asked = Correction { email: "hart@council.example".to_owned(), ..Correction::of(&ada) };
    let corrected = Office::corrected(&named, &permitted, &asked).unwrap();
    let mut change = house.office.directorys(&house.directory);
    house.office.corrects(&mut change, &permitted, (&named, &corrected)).unwrap();
    let other = Correction { email: "hunt@council.example".to_owned(), ..Correction::of(&ada) };
    let office = house.office.clone().of_directories([]);
    office.acting(&founder).correct(&ada, &other).await.unwrap();
    let late = house.office.store.commit(change).await;
    assert!(matches!(late, Err(NotCommitted::NotAsRead)), "{late:?}");
    assert!(account(&house, "hunt@council.example").await.is_some());
}
