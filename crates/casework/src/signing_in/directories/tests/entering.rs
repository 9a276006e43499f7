//! Who a directory says somebody is, and what is no answer of it.

use super::*;

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
        ("made nobody knows when", json!({"iat": null}), truly(), "does not say when it was made"),
        ("of nobody", json!({"sub": null}), truly(), "does not say whom"),
        ("no name", json!({"name": null}), truly(), "gives no name"),
        ("a blank name", json!({"name": "  \u{202e}"}), truly(), "gives no name"),
        ("half an address", json!({"email": "@x"}), truly(), "no address of mail"),
        ("no address", json!({"email": null}), truly(), "no address of mail"),
        ("an address of anybody", json!({"email_verified": false}), truly(), "never verified"),
        (
            "to be read by a rule that nobody knows",
            json!({}),
            Tells { head: json!({"crit": ["exp"], "exp": now + 300}), ..truly() },
            "asks for what Waymark does not know",
        ),
        (
            "unsigned, under the name of no key",
            json!({}),
            Tells { head: json!({"kid": null}), ..signs(Signs::Not) },
            "no key that the directory publishes",
        ),
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
async fn an_answer_to_what_another_directory_was_asked_or_to_what_is_yet_to_be_asked_is_none() {
    let house = House::new().await;
    let mut other = settings(house.fake.issuer());
    other.key = "other".to_owned();
    let other = house.office.directories(vec![other], SITE).await.unwrap().directories.remove(0);
    let browser = house.office.new_browser();
    let led = house.office.lead_to_directory(&other, &browser, None).await.unwrap();
    let (code, state) = house.fake.signs_in(&led.address);
    let (kept, state, code) = (Some(&*led.kept), Some(&*state), Some(&*code));
    let answer = DirectoryAnswer { kept, state, code, ..DirectoryAnswer::default() };
    let why = house.answers(&answer, None).await.err().unwrap();
    assert!(matches!(why, NotByDirectory::NotAsked), "{why}");
    let believed =
        house.office.answer_of_directory(&other, &answer, None, &Whence::default()).await;
    assert!(believed.is_ok(), "it is an answer of that one");

    let led = house.led(None).await;
    let (code, state) = house.fake.signs_in(&led.address);
    let (kept, state, code) = (Some(&*led.kept), Some(&*state), Some(&*code));
    let answer = DirectoryAnswer { kept, state, code, ..DirectoryAnswer::default() };
    house.clock.seconds.fetch_sub(1, Ordering::Relaxed);
    let why = house.answers(&answer, None).await.err().unwrap();
    assert!(matches!(why, NotByDirectory::NotAsked), "{why}");
    house.clock.seconds.fetch_add(1, Ordering::Relaxed);
    assert!(house.answers(&answer, None).await.is_ok());
    // What a browser keeps has as much chance in it as was drawn.
    let (random, rest) = led.kept.split_once('.').unwrap();
    let now = house.office.now();
    let is_read = |text: &str| Kept::read(text, house.directory.key(), now).is_some();
    assert!(is_read(&format!("{random}.{rest}")) && !is_read(&format!("{}.{rest}", &random[4..])));
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
