//! What nobody gets by a directory, and what is asked again.

use super::*;

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
    // What is wrong in itself is told of a directory that would be left out, too.
    let wrong = tried(&|one| {
        one.programme = Some("Other".to_owned());
        one.groups[0].role = "king".to_owned();
    });
    assert!(wrong.await.contains("group dudley: role: one of these was expected"));
    let unknown = tried(&|one| one.groups[0].role = "king".to_owned()).await;
    assert!(unknown.contains("group dudley: role: one of these was expected"), "{unknown}");
}

#[tokio::test]
async fn another_name_of_an_organisation_or_an_area_that_is_taken_leaves_one_directory_out() {
    let house = House::new().await;
    let left_out = async |change: &dyn Fn(&mut Settings)| {
        let mut changed = settings(house.fake.issuer());
        changed.key = "changed".to_owned();
        change(&mut changed);
        let as_ever = settings(house.fake.issuer());
        let taken = house.office.directories(vec![changed, as_ever], SITE).await.unwrap();
        let keys: Vec<&str> = taken.directories.iter().map(Directory::key).collect();
        assert_eq!(keys, ["council"], "the service starts with the others");
        taken.left_out[0].to_string()
    };
    let programme = house.office.store.programmes().await.unwrap()[0].name.clone();
    for named in [None, Some(programme)] {
        let changed = |one: &mut Settings| {
            one.programme.clone_from(&named);
            one.organisation = "Bridge Street as it was".to_owned();
        };
        let called = left_out(&changed).await;
        assert!(called.contains("provider changed: organisation"), "{called}");
        assert!(called.contains("Bridge Street"), "{called}");
    }
    let area = left_out(&|one| one.groups[0].areas = vec!["Leeds".to_owned()]).await;
    assert!(area.contains("provider changed, group dudley: areas: nobody serves Leeds"), "{area}");
    assert!(area.contains("Walsall"), "{area}");
    // So is one whose group comes to a role of the other service, as where another is called so now.
    let role = left_out(&|one| one.groups[1].role = "support-worker".to_owned()).await;
    let expected = "provider changed, group walsall: role: support_worker does not fit the organisation, \
                    which runs the programme: one of these was expected: referrer, \
                    single_point_of_contact, facilitator";
    assert!(role.contains(expected), "{role}");
}

#[tokio::test]
async fn another_programme_or_another_name_of_one_keeps_no_other_directory_from_the_start() {
    let house = House::new().await;
    let office = &house.office;
    let tried = async |change: &dyn Fn(&mut Settings)| {
        let mut changed = settings(house.fake.issuer());
        changed.key = "changed".to_owned();
        change(&mut changed);
        let as_ever = settings(house.fake.issuer());
        let taken = office.directories(vec![changed, as_ever], SITE).await.unwrap();
        let keys: Vec<String> = taken.directories.iter().map(|one| one.key().to_owned()).collect();
        let left_out: Vec<String> = taken.left_out.iter().map(ToString::to_string).collect();
        (keys.join(" "), left_out.join("\n"), taken.directories)
    };
    let black_country = house.directory.programme;
    let founder = office.founder();
    let marches = office.acting(&founder);
    marches.begin_programme("Marches").await.unwrap();

    // Where none is named, it is that in which the organisation takes part.
    let (keys, left_out, taken) = tried(&|_| {}).await;
    assert_eq!((keys.as_str(), left_out.as_str()), ("changed council", ""));
    assert!(taken.iter().all(|one| one.programme == black_country));

    // Where the one that is named is called otherwise now, that directory alone is left out.
    let (keys, left_out, _) = tried(&|one| one.programme = Some("My Time".to_owned())).await;
    assert_eq!(keys, "council");
    assert!(left_out.contains("provider changed: programme: none is called My Time"), "{left_out}");
    assert!(left_out.contains("Black Country, Marches"), "{left_out}");

    // And where the organisation takes part in several, and none is named.
    let bridge_street = office.store.organisations(black_country).await.unwrap().remove(0);
    let areas = [Area::new("Dudley"), Area::new("Walsall")];
    marches.take_part(&bridge_street, &areas).await.unwrap();
    let (keys, left_out, taken) = tried(&|one| one.programme = Some("Marches".to_owned())).await;
    assert_eq!(keys, "changed");
    assert_eq!(taken[0].programme, founder.programme);
    let words = "provider council: programme: Bridge Street takes part in several; name one of \
                 these: Black Country, Marches";
    assert_eq!(left_out, words);
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

#[tokio::test]
async fn whoever_is_of_another_organisation_by_now_is_let_in_nowhere() {
    let mut house = House::new().await;
    house.whole().await;
    let founder = house.office.command_line(None).await.unwrap();
    let kind = OrganisationKind::Programme;
    let areas = [Area::new("Dudley")];
    house.office.acting(&founder).add_organisation("Turnpike", kind, &areas).await.unwrap();
    let mut settings = settings(house.fake.issuer());
    settings.organisation = "Turnpike".to_owned();
    let taken = house.office.directories(vec![settings], SITE).await.unwrap();
    house.directory = taken.directories.into_iter().next().unwrap();
    let why = house.enters().await.err().unwrap();
    assert!(matches!(why, NotByDirectory::Closed), "{why}");
}
