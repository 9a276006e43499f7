//! What whoever knows or guesses half of what somebody signs in with does to them: nothing lasting.

use super::*;
use crate::invitations::{NotAccepted, NotChanged};

pub(super) const ADA: &str = "ada.nolan@example.org";

fn typed() -> Password {
    Password::typed(WORDS.to_owned())
}

/// From a browser that somebody signed in from before.
async fn known(office: &Office) -> Whence {
    let known = Whence { browser: Some(office.new_browser()), ..whence() };
    let half = half(office, &known).await;
    match shown(ADA, office.now()) {
        Some(code) => {
            office.show_code(half.claimant(), &code, &known).await.unwrap();
        }
        None => {
            office.begin_app(half.claimant()).await.unwrap();
            let secret = office.app_secret(half.claimant()).await.unwrap().unwrap();
            APPS.with_borrow_mut(|apps| apps.insert(ADA.to_owned(), App::told(&secret.text)));
            let code = shown(ADA, office.now()).unwrap();
            office.set_up_app(half.claimant(), "App", &code, &known).await.unwrap();
        }
    }
    known
}

async fn half(office: &Office, whence: &Whence) -> Box<Halfway> {
    let token = office.sign_in(ADA, typed(), whence).await.unwrap();
    let Presented::Halfway(half) = session(office, &token).await else { panic!("not half") };
    half
}

both_databases! {
    async fn a_right_password_is_slowed_too_and_a_browser_that_is_known_goes_on(database: Database) {
        let (office, clock, _) = open(&database).await;
        let known = known(&office).await;
        clock.pass(SignedDuration::from_mins(11));
        for _ in 0..20 {
            halfway(&office, ADA, WORDS).await.unwrap();
        }
        let waits = halfway(&office, ADA, WORDS).await.unwrap_err();
        assert!(matches!(waits, NotSignedIn::Later(_)), "{waits}");
        office.sign_in(ADA, typed(), &known).await.unwrap();
        // What is wrong does not count against what is right.
        clock.pass(SignedDuration::from_mins(11));
        for _ in 0..9 {
            halfway(&office, ADA, "wrong").await.unwrap_err();
        }
        for _ in 0..20 {
            halfway(&office, ADA, WORDS).await.unwrap();
        }
    }

    async fn nobody_has_more_than_twenty_sessions_and_a_password_alone_ends_none(database: Database) {
        let (office, clock, _) = open(&database).await;
        let first = sign_in(&office, ADA, WORDS).await.unwrap();
        for _ in 0..2 {
            for _ in 0..15 {
                halfway(&office, ADA, WORDS).await.unwrap();
            }
            clock.pass(SignedDuration::from_mins(11));
            let _used = signed_in(session(&office, &first).await);
            // The use of a session is noted while nobody waits: whatever is written after it comes later.
            office.store.commit(office.by(None)).await.unwrap();
        }
        let who = signed_in(session(&office, &first).await);
        let permitted = leave(&who, act::ReadOwnAccount).unwrap();
        let rows = office.store.sessions_of(&permitted, office.now()).await.unwrap();
        assert_eq!(rows.len(), 21, "one, and twenty halves");
        let mut tokens = Vec::new();
        for _ in 0..20 {
            clock.pass(SignedDuration::from_mins(1));
            tokens.push(sign_in(&office, ADA, WORDS).await.unwrap());
        }
        assert!(matches!(session(&office, &first).await, Presented::Nobody), "used longest ago");
        for token in &tokens {
            let _who = signed_in(session(&office, token).await);
        }
    }
}

/// What waits to be sent is taken by this.
fn leave_to_send() -> Permitted<act::SendMessages> {
    let facts = Facts {
        kind: <act::SendMessages as Act>::ACTION.kind(),
        record: PROGRAMME.uuid(),
        programme: PROGRAMME,
        area: None,
        organisation: None,
        referrer: None,
        assigned: None,
        owner: None,
        conflict: false,
        restricted: false,
        glass_broken: false,
    };
    decide(&Actor::system(System::Outbox, PROGRAMME), act::SendMessages, &facts).unwrap()
}

/// So many wrong codes in a row, shown in half a session.
async fn wrong_codes(office: &Office, half: &Halfway, count: u32) {
    for _ in 0..count {
        let mut change = office.change_of(half.whose());
        change.wrong(&half.whose().mark.0, true);
        office.store.commit(change).await.unwrap();
    }
}

both_databases! {
    async fn wrong_codes_of_whoever_stole_a_password_close_nothing_to_its_owner(database: Database) {
        let (office, clock, _) = open(&database).await;
        let known = known(&office).await;
        clock.pass(SignedDuration::from_mins(1));
        let who = sign_in(&office, ADA, WORDS).await.unwrap();
        let who = signed_in(session(&office, &who).await);
        let codes = office.make_recovery_codes(&who).await.unwrap();
        let stranger = half(&office, &whence()).await;
        for guess in 0..5 {
            let wrong = office.show_code(stranger.claimant(), "000000", &whence()).await.unwrap_err();
            let ended = matches!(wrong, NotShown::Ended);
            assert_eq!(ended, guess == 4, "{wrong}");
        }
        let stranger = half(&office, &whence()).await;
        let waits = office.show_code(stranger.claimant(), "000000", &whence()).await.unwrap_err();
        assert!(matches!(waits, NotShown::Later(_)), "{waits}");
        // Where they signed in before a code is counted apart; anywhere else a recovery code is.
        clock.pass(SignedDuration::from_mins(1));
        let code = shown(ADA, office.now()).unwrap();
        let owner = half(&office, &known).await;
        office.show_code(owner.claimant(), &code, &known).await.unwrap();
        let owner = half(&office, &whence()).await;
        office.show_recovery_code(owner.claimant(), &codes[0], &whence()).await.unwrap();
    }

    async fn whoever_gives_five_wrong_codes_is_out_and_the_owner_is_told(database: Database) {
        let (office, clock, _) = open(&database).await;
        let office = office.by_mail();
        let whole = sign_in(&office, ADA, WORDS).await.unwrap();
        let who = signed_in(session(&office, &whole).await);
        let codes = office.make_recovery_codes(&who).await.unwrap();
        clock.pass(SignedDuration::from_mins(11));
        let token = halfway(&office, ADA, WORDS).await.unwrap();
        let Presented::Halfway(stranger) = session(&office, &token).await else { panic!() };
        for code in ["000000", "000001", "000002", "000003"] {
            office.show_code(stranger.claimant(), code, &whence()).await.unwrap_err();
        }
        let claimant = stranger.claimant();
        let ended = office.show_recovery_code(claimant, "AAAA", &whence()).await.unwrap_err();
        assert!(matches!(ended, NotShown::Ended), "{ended}");
        assert!(matches!(session(&office, &token).await, Presented::Nobody));
        let right = office.show_recovery_code(claimant, &codes[0], &whence()).await;
        let nobodys = right.unwrap();
        assert!(matches!(session(&office, &nobodys).await, Presented::Nobody));
        let events = office.account_events(&who, None).await.unwrap().events;
        let told = "Somebody with your password gave wrong codes, and was signed out";
        let told = events.iter().find(|event| event.words == told);
        assert!(told.is_some_and(|told| told.unusual), "{events:?}");
        let programme = leave_to_send();
        let taken = office.store.take_due(&programme, 50).await.unwrap();
        assert!(taken.outgoing.iter().any(|one| one.kind == crate::mail::WRONG_CODES), "{taken:?}");
        let _still = signed_in(session(&office, &whole).await);
    }

    async fn a_hundred_wrong_codes_in_a_row_end_the_password_and_a_right_one_ends_the_row(database: Database) {
        let (office, clock, worker) = open(&database).await;
        let whole = sign_in(&office, ADA, WORDS).await.unwrap();
        clock.pass(SignedDuration::from_mins(1));
        let stranger = half(&office, &whence()).await;
        wrong_codes(&office, &stranger, 99).await;
        sign_in(&office, ADA, WORDS).await.unwrap();
        let stranger = half(&office, &whence()).await;
        let wrong = office.show_code(stranger.claimant(), "000000", &whence()).await.unwrap_err();
        assert!(matches!(wrong, NotShown::Refused), "the row was over: {wrong}");
        wrong_codes(&office, &stranger, 98).await;
        let spent = office.show_code(stranger.claimant(), "000000", &whence()).await.unwrap_err();
        assert!(matches!(spent, NotShown::Ended), "{spent}");
        let refused = halfway(&office, ADA, WORDS).await.unwrap_err();
        assert!(matches!(refused, NotSignedIn::Refused), "{refused}");
        let who = signed_in(session(&office, &whole).await);
        let events = office.account_events(&who, None).await.unwrap().events;
        assert!(events.iter().any(|event| event.words.contains("after 100 wrong codes")), "{events:?}");
        let (founder, provider) = (founder(), provider(&office).await);
        let link = office.acting(&founder).invite_again(worker, provider).await.unwrap();
        let chosen = "quite another four words";
        let password = Password::typed(chosen.to_owned());
        office.accept(&link, password, &whence()).await.unwrap();
        clock.pass(SignedDuration::from_mins(11));
        sign_in(&office, ADA, chosen).await.unwrap();
    }

    async fn a_password_that_could_not_be_looked_at_counts_against_nobody(database: Database) {
        let (office, clock, _) = open(&database).await;
        let token = sign_in(&office, ADA, WORDS).await.unwrap();
        let who = signed_in(session(&office, &token).await);
        let chosen = || Password::typed("quite another four words".to_owned());
        let places = office.passwords.all_places();
        for _ in 0..12 {
            let busy = office.change_password(&who, (typed(), chosen()), &whence()).await.unwrap_err();
            let NotChanged::NotShown(NotShown::Later(time)) = busy else { panic!("{busy}") };
            assert_eq!(time.as_secs(), 5);
        }
        drop(places);
        clock.pass(SignedDuration::from_secs(6));
        office.change_password(&who, (typed(), chosen()), &whence()).await.unwrap();
    }

    async fn another_password_turns_the_token_and_forgets_every_other_browser(database: Database) {
        let (office, clock, worker) = open(&database).await;
        let (here, there) = (known(&office).await, {
            clock.pass(SignedDuration::from_mins(1));
            known(&office).await
        });
        clock.pass(SignedDuration::from_mins(1));
        let token = sign_in(&office, ADA, WORDS).await.unwrap();
        let who = signed_in(session(&office, &token).await);
        let chosen = Password::typed("quite another four words".to_owned());
        let turned = office.change_password(&who, (typed(), chosen), &here).await.unwrap();
        assert!(matches!(session(&office, &token).await, Presented::Nobody), "as whoever saw it has");
        let still = signed_in(session(&office, &turned).await);
        assert_eq!(still.proved, who.proved, "by the password nobody with an app is shown to be there");
        for (whence, expected) in [(&here, true), (&there, false)] {
            let mark = whence.browser.as_ref().unwrap().digest();
            assert_eq!(office.store.knows_place(worker, &mark).await.unwrap(), expected);
        }
        clock.pass(SignedDuration::from_hours(365 * 24));
        office.forget_what_is_over().await.unwrap();
        assert!(!office.store.knows_any_place(worker).await.unwrap(), "nor for longer than a year");
    }

    async fn whoever_shows_again_who_they_are_leaves_no_token_behind(database: Database) {
        let (office, clock, worker) = open(&database).await;
        let first = sign_in(&office, ADA, WORDS).await.unwrap();
        let (founder, provider) = (founder(), provider(&office).await);
        let held = joining(provider).held;
        office.acting(&founder).give_roles(worker, provider, &held).await.unwrap();
        let who = signed_in(session(&office, &first).await);
        let second = office.turned(&who).await.unwrap().unwrap();
        clock.pass(SignedDuration::from_secs(29));
        let who = signed_in(session(&office, &first).await);
        let code = shown(ADA, office.now()).unwrap();
        let third = office.show_code(Claimant::SignedIn(&who), &code, &whence()).await.unwrap();
        let _whole = signed_in(session(&office, &third).await);
        for before in [&first, &second] {
            assert!(matches!(session(&office, before).await, Presented::Nobody));
        }
    }

    async fn whoever_adds_a_second_factor_ends_what_the_password_alone_began(database: Database) {
        let (office, ..) = open(&database).await;
        let half = async |token: &Token| match session(&office, token).await {
            Presented::Halfway(half) => half,
            _ => panic!("not half"),
        };
        let stolen = halfway(&office, ADA, WORDS).await.unwrap();
        let token = halfway(&office, ADA, WORDS).await.unwrap();
        let hers = half(&token).await;
        office.begin_app(hers.claimant()).await.unwrap();
        // What one session is told no other is shown.
        let thief = half(&stolen).await;
        assert!(office.app_secret(thief.claimant()).await.unwrap().is_none());
        office.begin_app(thief.claimant()).await.unwrap();
        let secret = office.app_secret(hers.claimant()).await.unwrap().unwrap();
        let code = App::told(&secret.text).shows(office.now().as_second());
        let turned = office.set_up_app(hers.claimant(), "App", &code, &whence()).await.unwrap();
        for ended in [&stolen, &token] {
            assert!(matches!(session(&office, ended).await, Presented::Nobody));
        }
        let _whole = signed_in(session(&office, &turned).await);
    }

    async fn no_number_of_wrong_passwords_pushes_out_of_sight_what_is_worth_a_second_look(database: Database) {
        let (office, clock, worker) = open(&database).await;
        let _first = known(&office).await;
        clock.pass(SignedDuration::from_mins(1));
        let _new_to_them = known(&office).await;
        let token = sign_in(&office, ADA, WORDS).await;
        let who = match token {
            Ok(token) => signed_in(session(&office, &token).await),
            Err(why) => panic!("{why}"),
        };
        for _ in 0..70 {
            let wrong = Attempt::of_nothing();
            office.not_signed_in(Some(worker), Some(&wrong), &whence()).await.unwrap();
        }
        let unusual = office.unusual_events(&who).await.unwrap();
        let words: Vec<&str> = unusual.iter().map(|event| event.words.as_str()).collect();
        assert!(words.contains(&"Signed in from a browser that was new to you"), "{words:?}");
        assert!(!words.contains(&"A wrong password was given"), "{words:?}");
        let (mut after, mut all) = (None, Vec::new());
        loop {
            let page = office.account_events(&who, after).await.unwrap();
            assert!(page.events.len() <= 25);
            all.extend(page.events);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let wrong = all.iter().filter(|event| event.words == "A wrong password was given");
        assert_eq!(wrong.count(), 70);
        assert!(all.iter().any(|event| event.words == words[0]));
    }

    async fn what_is_no_news_takes_no_line_of_what_happened(database: Database) {
        let (office, ..) = open(&database).await;
        let token = sign_in(&office, ADA, WORDS).await.unwrap();
        let who = signed_in(session(&office, &token).await);
        let latest = async || office.account_events(&who, None).await.unwrap();
        let before = latest().await.events;
        assert!(!before.is_empty());
        // Views of an administrator, and what was kept for her.
        for _ in 0..15 {
            let mut view = office.change_of(&who);
            view.audit(Entry {
                kind: Kind::Account.name().into(),
                record: Some(who.actor().worker().uuid()),
                ..office.line(None, "read_accounts", Outcome::Allowed, &whence())
            });
            office.store.commit(view).await.unwrap();
            let kept = Kept { address: "/cases".to_owned(), body: "a=b".to_owned() };
            office.keep(&who, &kept).await.unwrap();
        }
        let after = latest().await;
        assert_eq!((after.events, after.next), (before, None));
    }

    async fn whoever_has_a_second_factor_is_asked_for_it_without_a_role_too(database: Database) {
        let (office, clock, worker) = open(&database).await;
        let owner = sign_in(&office, ADA, WORDS).await.unwrap();
        let (founder, provider) = (founder(), provider(&office).await);
        let keeping = office.acting(&founder);
        keeping.give_roles(worker, provider, &[]).await.unwrap();
        let stolen = async || {
            let token = halfway(&office, ADA, WORDS).await.unwrap();
            let presented = session(&office, &token).await;
            let Presented::Halfway(half) = presented else { panic!("a password alone signs in") };
            assert!(matches!(office.begin_app(half.claimant()).await, Err(Fault::NotFound)));
            token
        };
        stolen().await;
        keeping.set_open(worker, provider, false).await.unwrap();
        assert!(matches!(session(&office, &owner).await, Presented::Nobody));
        keeping.set_open(worker, provider, true).await.unwrap();
        let token = stolen().await;
        // Its owner goes on with a code once they have a role again; and the last one stays.
        keeping.give_roles(worker, provider, &joining(provider).held).await.unwrap();
        clock.pass(SignedDuration::from_mins(1));
        let Presented::Halfway(half) = session(&office, &token).await else { panic!("not half") };
        let code = shown(ADA, office.now()).unwrap();
        let whole = office.show_code(half.claimant(), &code, &whence()).await.unwrap();
        let who = signed_in(session(&office, &whole).await);
        let app = office.factors(&who).await.unwrap().remove(0).id;
        let refused = office.remove_factor(&who, app).await;
        assert!(matches!(refused, Err(Fault::Refused(_))), "{refused:?}");
    }

    async fn whoever_has_neither_role_nor_second_factor_sets_one_up_before_they_reach_their_account(database: Database) {
        let (office, _, worker) = open(&database).await;
        let founder = founder();
        let provider = provider(&office).await;
        office.acting(&founder).give_roles(worker, provider, &[]).await.unwrap();
        let half = half(&office, &whence()).await;
        office.begin_app(half.claimant()).await.unwrap();
        let secret = office.app_secret(half.claimant()).await.unwrap().unwrap();
        let code = App::told(&secret.text).shows(office.now().as_second());
        let whole = office.set_up_app(half.claimant(), "App", &code, &whence()).await.unwrap();
        let who = signed_in(session(&office, &whole).await);
        assert!(!who.holds_a_role());
        assert_eq!(office.sessions(&who).await.unwrap().len(), 1);
        assert!(
            office.unusual_events(&who).await.unwrap().iter().any(|one| one.words.contains("added"))
        );
        // Of what they work with nothing is theirs.
        assert!(matches!(office.acting(&who.worker).inbox_page(None).await, Err(Fault::NotFound)));
    }

    async fn a_wrong_password_in_a_session_is_counted_before_another_is_weighed_and_told_to_its_owner(database: Database)
    {
        let (office, clock, _) = open(&database).await;
        let token = sign_in(&office, ADA, WORDS).await.unwrap();
        let who = signed_in(session(&office, &token).await);
        let change = async |before: &str, chosen: &str| {
            let both = [before, chosen].map(|text| Password::typed(text.to_owned()));
            office.change_password(&who, both.into(), &whence()).await.unwrap_err()
        };
        for _ in 0..5 {
            let wrong = change("wrong", "passwordpassword").await;
            assert!(matches!(wrong, NotChanged::NotShown(NotShown::Refused)), "{wrong}");
        }
        let waits = change(WORDS, "passwordpassword").await;
        assert!(matches!(waits, NotChanged::NotShown(NotShown::Later(_))), "{waits}");
        let events = office.account_events(&who, None).await.unwrap().events;
        let told = "A wrong password was given, by somebody signed in as you";
        let told: Vec<&AccountEvent> = events.iter().filter(|event| event.words == told).collect();
        assert!(told.len() == 5 && told.iter().all(|event| event.unusual), "{events:?}");
        assert_eq!(told[0].address, whence().address);
        // Weighed for whoever knows it, a few times, and in its turn alone.
        clock.pass(SignedDuration::from_mins(11));
        let all = office.passwords.all_places();
        let waits = change(WORDS, "passwordpassword").await;
        assert!(matches!(waits, NotChanged::NotShown(NotShown::Later(_))), "{waits}");
        drop(all);
        for _ in 0..20 {
            let weak = change(WORDS, "passwordpassword").await;
            assert!(matches!(weak, NotChanged::Weak(_)), "{weak}");
        }
        let waits = change(WORDS, "passwordpassword").await;
        assert!(matches!(waits, NotChanged::NotShown(NotShown::Later(_))), "{waits}");
    }

    async fn a_password_that_is_chosen_by_a_link_is_weighed_in_its_turn_alone(database: Database) {
        let (office, _, worker) = open(&database).await;
        let (founder, provider) = (founder(), provider(&office).await);
        let link = office.acting(&founder).invite_again(worker, provider).await.unwrap();
        let crafted: String = "4@8({[<36190!|1$5+7%2".chars().cycle().take(100).collect();
        let choose =
            async |text: &str| office.accept(&link, Password::typed(text.to_owned()), &whence()).await;
        let all = office.passwords.all_places();
        for text in [crafted.as_str(), "passwordpassword"] {
            let waits = choose(text).await.unwrap_err();
            assert!(matches!(waits, NotAccepted::Later(_)), "{waits}");
        }
        drop(all);
        let weak = choose("passwordpassword").await.unwrap_err();
        assert!(matches!(weak, NotAccepted::Weak(_)), "{weak}");
    }
}
