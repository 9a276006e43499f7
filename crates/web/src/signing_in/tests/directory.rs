//! Signing in through a directory, as a browser meets it.

use std::io::Write;

use casework::signing_in::directory_settings;
use serde_json::json;
use testkit::{FakeDirectory, Tells};

use super::*;

const LEADS: &str = "/sign-in/with/council";

/// A service whose people sign in through a directory, too.
async fn service_with_directory(fake: &FakeDirectory) -> (Arc<Site>, Arc<ByHand>) {
    let (office, clock, _) = office().await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write!(
        file,
        "[[provider]]\nkey = 'council'\nname = 'The Council'\nissuer = '{}'\nclient_id = 'waymark'\n\
         client_secret_env = 'SECRET'\norganisation = 'Bridge Street'\n\
         domains = ['council.example']\n\
         [[provider.group]]\nname = 'dudley'\nrole = 'facilitator'\n",
        fake.issuer()
    )
    .unwrap();
    let settings = directory_settings(file.path(), &|_name| Some("secret".to_owned())).unwrap();
    let directories = office.directories(settings, "http://localhost").await.unwrap().directories;
    let site = Site::new(samples::usual(), stamp()).with_record(office, Outside::default());
    (Arc::new(site.with_directories(directories)), clock)
}

/// What the directory says of Ben, who works for the council.
fn tells(fake: &FakeDirectory, clock: &ByHand, email: &str) {
    let now = clock.now().as_second();
    let claims = json!({
        "sub": "ben", "name": "Ben Okafor", "email": email, "groups": ["dudley"],
        "iat": now, "exp": now + 300, "auth_time": now,
    });
    fake.tells(Tells { claims, ..Tells::default() });
}

async fn led(site: &Arc<Site>, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(LEADS).header("host", "w.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answer(site, request.body(Body::empty()).unwrap()).await
}

/// Led there and back, in a browser that has a cookie.
async fn comes_by_directory(site: &Arc<Site>, fake: &FakeDirectory, cookie: &str) -> Answer {
    let away = led(site, &[("sec-fetch-site", "same-origin"), ("cookie", cookie)]).await;
    let (code, state) = fake.signs_in(away.header("location"));
    let address = format!("{LEADS}/answer?code={code}&state={state}");
    let request = Request::get(address)
        .header("sec-fetch-site", "cross-site")
        .header("cookie", format!("{cookie}; {}", away.cookie()));
    answer(site, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn whom_another_site_leads_to_a_directory_presses_first() {
    let fake = FakeDirectory::begin().await;
    let (site, _) = service_with_directory(&fake).await;
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("referer", "https://evil.example/page")],
    ] {
        let page = led(&site, headers).await;
        assert_eq!(page.status, StatusCode::OK, "{headers:?}");
        assert_eq!((page.header("location"), page.header("set-cookie")), ("", ""));
        assert!(page.body.contains("Another site led you here"), "{}", page.body);
        assert!(page.body.contains(&format!("href=\"{LEADS}\"")), "one button");
    }
    for headers in [
        &[("sec-fetch-site", "same-origin")][..],
        &[("sec-fetch-site", "none")],
        &[("referer", "http://w.example/sign-in")],
        &[],
    ] {
        let away = led(&site, headers).await;
        assert_eq!(away.status, StatusCode::SEE_OTHER, "{headers:?}");
        assert!(away.header("location").starts_with(fake.issuer()));
    }
    let page = ask_at(&site, &format!("{LEADS}?to=%2Faccount"), "cross-site").await;
    assert!(page.body.contains("with/council?to=%2Faccount\""), "{}", page.body);
    let page = ask_at(&site, &format!("{LEADS}?to=%2F%2Fevil.example"), "cross-site").await;
    assert!(!page.body.contains("evil"), "{}", page.body);
}

async fn ask_at(site: &Arc<Site>, address: &str, from: &str) -> Answer {
    sends(site, (from, "GET"), address, "", "").await
}

#[tokio::test]
async fn whoever_was_signed_in_before_is_out_whole_or_half() {
    let fake = FakeDirectory::begin().await;
    let (site, clock) = service_with_directory(&fake).await;
    tells(&fake, &clock, "ben@council.example");
    let half = {
        let body = format!("email={EMAIL}&password={}", WORDS.replace(' ', "+"));
        let given = ask(&site, "POST", "/sign-in", "", &body).await;
        let cookies = given.headers.get_all("set-cookie").iter();
        let mut cookies = cookies.map(|one| one.to_str().unwrap().split(';').next().unwrap());
        cookies.find(|one| one.starts_with("waymark=")).unwrap().to_owned()
    };
    let still = ask(&site, "GET", "/second-factor", &half, "").await;
    assert_eq!(still.status, StatusCode::OK);
    let came = comes_by_directory(&site, &fake, &half).await;
    assert_eq!((came.status, came.header("location")), (StatusCode::SEE_OTHER, "/second-factor"));
    let gone = ask(&site, "GET", "/second-factor", &half, "").await;
    assert_eq!(gone.header("location"), "/sign-in?said=sign-in-first", "half a session");
    let whole = sign_in(&site).await;
    comes_by_directory(&site, &fake, &whole).await;
    let gone = ask(&site, "GET", "/sessions", &whole, "").await;
    assert_eq!(gone.header("location"), "/sign-in?said=sign-in-first", "a whole one");
}

#[tokio::test]
async fn whoever_has_an_address_of_another_domain_is_told_so() {
    let fake = FakeDirectory::begin().await;
    let (site, clock) = service_with_directory(&fake).await;
    tells(&fake, &clock, "ben@evil.example");
    let refused = comes_by_directory(&site, &fake, "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("that is not of council.example"), "{}", refused.body);
    assert!(!refused.body.contains("evil.example"), "nothing of what it said");
}
