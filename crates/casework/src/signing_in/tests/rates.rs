//! What many networks together may try, and what that does to whoever works.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::*;

const EMAIL: &str = "ada.nolan@example.org";

fn from(address: &str) -> Whence {
    let address: IpAddr = address.parse().unwrap();
    Whence { address: Some(address), ..whence() }
}

async fn tried(office: &Office, whence: &Whence, password: &str) -> Result<Token, NotSignedIn> {
    let browser = Some(office.new_browser());
    let whence = Whence { browser, ..whence.clone() };
    office.sign_in(EMAIL, Password::typed(password.to_owned()), &whence).await
}

#[tokio::test]
async fn guesses_from_everywhere_slow_whoever_comes_and_keep_nobody_out() {
    let (office, ..) = open().await;
    for _ in 0..500 {
        let attempt = office.attempt(&[Counted::All]).await;
        assert!(attempt.is_ok());
    }
    let began = Instant::now();
    assert!(tried(&office, &from("203.0.113.9"), WORDS).await.is_ok());
    assert!(began.elapsed() >= Duration::from_millis(250), "slowed");
    // While so many are slowed already, the next comes again in a few seconds.
    let slowed = office.waiting.all_slowed();
    let later = tried(&office, &from("203.0.113.9"), WORDS).await;
    let Err(NotSignedIn::Later(time)) = later else { panic!("not told to come again") };
    assert_eq!(time, SignedDuration::from_secs(5));
    drop(slowed);
    assert!(tried(&office, &from("203.0.113.9"), WORDS).await.is_ok());
}

#[tokio::test]
async fn guesses_elsewhere_keep_nobody_out_of_a_network_from_which_they_signed_in() {
    let (office, ..) = open().await;
    for home in ["192.0.2.7", "2001:db8::7"] {
        let known = Whence { browser: Some(office.new_browser()), ..from(home) };
        let token = office.sign_in(EMAIL, Password::typed(WORDS.to_owned()), &known).await;
        let Presented::Halfway(half) = session(&office, &token.unwrap()).await else { panic!() };
        if office.ways(half.claimant()).await.unwrap().is_none() {
            office.begin_app(half.claimant()).await.unwrap();
            let secret = office.app_secret(half.claimant()).await.unwrap().unwrap();
            APPS.with_borrow_mut(|apps| apps.insert(EMAIL.to_owned(), App::told(&secret.text)));
            let code = shown(EMAIL, office.now()).unwrap();
            office.set_up_app(half.claimant(), "App", &code, &known).await.unwrap();
        } else {
            let code = shown(EMAIL, office.now()).unwrap();
            office.show_code(half.claimant(), &code, &known).await.unwrap();
        }
    }
    for _ in 0..10 {
        let wrong = tried(&office, &from("198.51.100.1"), "wrong").await;
        assert!(matches!(wrong, Err(NotSignedIn::Refused)));
    }
    let elsewhere = tried(&office, &from("203.0.113.9"), WORDS).await;
    assert!(matches!(elsewhere, Err(NotSignedIn::Later(_))), "from elsewhere it waits");
    for home in ["192.0.2.7", "2001:db8::ffff:1"] {
        assert!(tried(&office, &from(home), WORDS).await.is_ok(), "from {home} it does not");
    }
}

#[tokio::test]
async fn many_nets_of_one_customer_try_no_more_than_a_few() {
    let (office, ..) = open().await;
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
