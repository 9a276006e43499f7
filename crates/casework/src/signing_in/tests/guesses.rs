//! Whoever guesses waits, and keeps nobody out.

use super::*;

both_databases! {
    async fn whoever_guesses_codes_waits_and_is_let_in_afterwards(database: Database) {
        let (office, clock, _) = open(&database).await;
        sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        let token = halfway(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        let Presented::Halfway(half) = session(&office, &token).await else { panic!() };
        for _ in 0..4 {
            let wrong = office.show_code(half.claimant(), "000000", &whence()).await.unwrap_err();
            assert!(matches!(wrong, NotShown::Refused), "{wrong}");
        }
        let wrong = office.show_code(half.claimant(), "000000", &whence()).await.unwrap_err();
        assert!(matches!(wrong, NotShown::Ended), "{wrong}");
        assert!(matches!(session(&office, &token).await, Presented::Nobody));
        let token = halfway(&office, "ada.nolan@example.org", WORDS).await.unwrap();
        let Presented::Halfway(half) = session(&office, &token).await else { panic!() };
        let right = shown("ada.nolan@example.org", office.now()).unwrap();
        let waits = office.show_code(half.claimant(), &right, &whence()).await.unwrap_err();
        assert!(matches!(waits, NotShown::Later(_)), "{waits}");
        clock.pass(SignedDuration::from_mins(11));
        sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
    }

    async fn whoever_guesses_passwords_waits_alike_whether_anybody_has_the_address(database: Database) {
        let (office, clock, _) = open(&database).await;
        for email in ["ada.nolan@example.org", "nobody@example.org"] {
            for _ in 0..10 {
                let wrong = halfway(&office, email, "wrong").await.unwrap_err();
                assert!(matches!(wrong, NotSignedIn::Refused), "{email}: {wrong}");
            }
            let waits = halfway(&office, email, "wrong").await.unwrap_err();
            assert!(matches!(waits, NotSignedIn::Later(_)), "{email}: {waits}");
        }
        let right = halfway(&office, "ada.nolan@example.org", WORDS).await.unwrap_err();
        assert!(matches!(right, NotSignedIn::Later(_)), "from that network: {right}");
        clock.pass(SignedDuration::from_mins(11));
        sign_in(&office, "ada.nolan@example.org", WORDS).await.unwrap();
    }

    async fn what_was_not_looked_at_is_not_told_as_wrong(database: Database) {
        let (office, clock, _) = open(&database).await;
        let email = "ada.nolan@example.org";
        let token = sign_in(&office, email, WORDS).await.unwrap();
        for _ in 0..10 {
            let _wrong = halfway(&office, email, "wrong").await.unwrap_err();
        }
        let _not_looked_at = halfway(&office, email, WORDS).await.unwrap_err();
        clock.pass(SignedDuration::from_mins(11));
        let half = halfway(&office, email, WORDS).await.unwrap();
        let Presented::Halfway(half) = session(&office, &half).await else { panic!() };
        for _ in 0..5 {
            let _wrong = office.show_code(half.claimant(), "000000", &whence()).await.unwrap_err();
        }
        let half = halfway(&office, email, WORDS).await.unwrap();
        let Presented::Halfway(half) = session(&office, &half).await else { panic!() };
        let right = shown(email, office.now()).unwrap();
        let _not_looked_at = office.show_code(half.claimant(), &right, &whence()).await.unwrap_err();
        let who = signed_in(session(&office, &token).await);
        let events = office.account_events(&who, None).await.unwrap().events;
        let told = |words| events.iter().filter(|event| event.words == words).count();
        assert_eq!(told("A wrong password was given"), 10);
        assert_eq!(told("A wrong code was given, after the right password"), 5);
        assert_eq!(told("Somebody tried too often: nothing was looked at"), 2);
    }

    async fn somebody_elses_guesses_keep_nobody_out_of_a_browser_that_they_know(database: Database) {
        let (office, ..) = open(&database).await;
        let known = Whence { browser: Some(office.new_browser()), ..whence() };
        let email = "ada.nolan@example.org";
        let typed = || Password::typed(WORDS.to_owned());
        let token = office.sign_in(email, typed(), &known).await.unwrap();
        let Presented::Halfway(half) = session(&office, &token).await else { panic!() };
        office.begin_app(half.claimant()).await.unwrap();
        let secret = office.app_secret(half.claimant()).await.unwrap().unwrap();
        let code = App::told(&secret.text).shows(office.now().as_second());
        office.set_up_app(half.claimant(), "App", &code, &known).await.unwrap();
        for _ in 0..20 {
            let _refused = halfway(&office, email, "wrong").await.unwrap_err();
        }
        assert!(halfway(&office, email, WORDS).await.is_err(), "from that network it waits");
        office.sign_in(email, typed(), &known).await.unwrap();
    }
}
