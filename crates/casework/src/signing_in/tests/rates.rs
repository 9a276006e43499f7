//! What many networks together may try, and what that does to whoever works.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::*;

const EMAIL: &str = "ada.nolan@example.org";

fn from(address: &str) -> Whence {
    let address: IpAddr = address.parse().unwrap();
    Whence { address: Some(address), ..whence() }
}

both_databases! {
    async fn guesses_from_everywhere_slow_whoever_comes_and_keep_nobody_out(database: Database) {
        let (office, ..) = open(&database).await;
        for _ in 0..500 {
            let attempt = office.attempt(&[Counted::All]).await;
            assert!(attempt.is_ok());
        }
        let began = Instant::now();
        assert!(from_new(&office, EMAIL, "203.0.113.9", WORDS).await.is_ok());
        assert!(began.elapsed() >= Duration::from_millis(250), "slowed");
    }
}

/// Ten wrong passwords for an address, all that one network may try.
async fn guessed(office: &Office, email: &str, network: &str) {
    for _ in 0..10 {
        let wrong = from_new(office, email, network, "wrong").await;
        assert!(matches!(wrong, Err(NotSignedIn::Refused)), "{network}");
    }
}

/// From a browser that nobody signed in from.
async fn from_new(
    office: &Office,
    email: &str,
    network: &str,
    password: &str,
) -> Result<Token, NotSignedIn> {
    let whence = Whence { browser: Some(office.new_browser()), ..from(network) };
    office.sign_in(email, Password::typed(password.to_owned()), &whence).await
}

both_databases! {
    async fn whoever_guesses_is_refused_and_the_owner_gets_in_from_another_network_after_a_moment(database: Database) {
        let (office, ..) = open(&database).await;
        guessed(&office, EMAIL, "198.51.100.1").await;
        let refused = from_new(&office, EMAIL, "198.51.100.1", "wrong").await;
        assert!(matches!(refused, Err(NotSignedIn::Later(_))), "whoever guesses is refused");
        // What is refused does not count: whoever goes on makes nobody wait for longer.
        for _ in 0..20 {
            let _refused = from_new(&office, EMAIL, "198.51.100.1", "wrong").await.unwrap_err();
        }
        let began = Instant::now();
        assert!(from_new(&office, EMAIL, "203.0.113.9", WORDS).await.is_ok());
        let took = began.elapsed();
        assert!(took >= Duration::from_secs(1), "slowed: {took:?}");
        assert!(took < Duration::from_secs(4), "and no more: {took:?}");
    }

    async fn of_many_who_guess_at_one_time_few_stand_in_line_and_the_owner_goes_before_them(database: Database) {
        let (office, ..) = open(&database).await;
        for network in ["198.51.100.1", "198.51.100.2"] {
            for _ in 0..5 {
                let wrong = from_new(&office, EMAIL, network, "wrong").await;
                assert!(matches!(wrong, Err(NotSignedIn::Refused)));
            }
        }
        let began = Instant::now();
        let guess = async |network| {
            let answer = from_new(&office, EMAIL, network, "wrong").await;
            (answer.unwrap_err(), began.elapsed())
        };
        let owner = async {
            // They stand in line by then.
            tokio::time::sleep(Duration::from_millis(500)).await;
            let entered = from_new(&office, EMAIL, "203.0.113.9", WORDS).await;
            (entered.is_ok(), began.elapsed())
        };
        let [one, two] = ["198.51.100.1", "198.51.100.2"];
        let (a, b, c, d, e, (entered, took)) =
            tokio::join!(guess(one), guess(one), guess(one), guess(two), guess(two), owner);
        assert!(entered, "the owner is in");
        let guesses = [a, b, c, d, e];
        let later = guesses.iter().filter(|(why, _)| matches!(why, NotSignedIn::Later(_))).count();
        assert_eq!(later, 2, "the line held four, and one went out of it: {guesses:?}");
        let before =
            guesses.iter().filter(|(why, at)| matches!(why, NotSignedIn::Refused) && *at < took);
        assert!(before.count() <= 1, "but for the one whose turn it was: {guesses:?}, {took:?}");
    }
}

/// What somebody learns who tries a wrong password here, once an address was used up elsewhere.
async fn learnt(office: &Office, email: &str) -> (String, u64) {
    guessed(office, email, "198.51.100.1").await;
    let began = Instant::now();
    let answer = from_new(office, email, "192.0.2.7", "wrong").await.unwrap_err();
    (format!("{answer:?}"), began.elapsed().as_secs())
}

both_databases! {
    async fn nobody_learns_from_a_network_that_they_share_who_signed_in_from_there(database: Database) {
        let (office, clock, _) = open(&database).await;
        let known = Whence { browser: Some(office.new_browser()), ..from("192.0.2.7") };
        let token = office.sign_in(EMAIL, Password::typed(WORDS.to_owned()), &known).await;
        let Presented::Halfway(half) = session(&office, &token.unwrap()).await else { panic!() };
        office.begin_app(half.claimant()).await.unwrap();
        let secret = office.app_secret(half.claimant()).await.unwrap().unwrap();
        let code = App::told(&secret.text).shows(office.now().as_second());
        office.set_up_app(half.claimant(), "App", &code, &known).await.unwrap();
        let of_hers = learnt(&office, EMAIL).await;
        clock.pass(SignedDuration::from_mins(11));
        let of_nobodys = learnt(&office, "nobody@example.org").await;
        assert_eq!(of_hers, of_nobodys);
        assert_eq!(of_hers, ("Refused".to_owned(), 1), "slowed, and not refused");
        // A browser that is known is counted apart, and answered at once.
        let began = Instant::now();
        assert!(office.sign_in(EMAIL, Password::typed(WORDS.to_owned()), &known).await.is_ok());
        assert!(began.elapsed() < Duration::from_secs(1));
    }

    async fn right_passwords_from_one_network_keep_no_other_out(database: Database) {
        let (office, ..) = open(&database).await;
        for _ in 0..20 {
            assert!(from_new(&office, EMAIL, "198.51.100.1", WORDS).await.is_ok());
        }
        let refused = from_new(&office, EMAIL, "198.51.100.1", WORDS).await;
        assert!(matches!(refused, Err(NotSignedIn::Later(_))));
        let began = Instant::now();
        assert!(from_new(&office, EMAIL, "203.0.113.9", WORDS).await.is_ok());
        assert!(began.elapsed() >= Duration::from_secs(1), "slowed");
    }

    async fn many_nets_of_one_customer_try_no_more_than_a_few(database: Database) {
        let (office, ..) = open(&database).await;
        let tries = async |address: String| {
            let (email, whence) = (format!("{address}@example.org"), from(&address));
            let counted = office.counted(None, &email, &whence).await.unwrap();
            office.attempt(&counted).await
        };
        for number in 0..200 {
            let one = tries(format!("2001:db8:0:{number:x}::1")).await;
            assert!(one.is_ok(), "{number}");
        }
        let next = tries("2001:db8:0:ffff::1".to_owned()).await;
        assert!(matches!(next, Err(NotNow::Wait(_))));
        assert!(tries("2001:db8:1::1".to_owned()).await.is_ok(), "another customer");
    }
}
