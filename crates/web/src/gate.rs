//! A route that no test of access visits fails here. The list of exceptions may only shrink.

use std::fs;
use std::path::{Path, PathBuf};

use axum::http::StatusCode;

use crate::second_factor::tests::halfway;
use crate::signing_in::tests::{ask, ask_from, service};
use crate::town::Town;

/// Routes of whoever is signed in: asked by nobody, they lead to the door or do nothing.
pub(crate) const OF_WORKERS: &[(&str, &str)] = &[
    ("GET", "/cases"),
    ("GET", "/cases/search"),
    ("POST", "/cases/search"),
    ("GET", "/cases/restricted"),
    ("GET", "/cases/left"),
    ("POST", "/cases/left"),
    ("GET", "/cases/{reference}"),
    ("POST", "/cases/{reference}"),
    ("GET", "/cases/{reference}/{page}"),
    ("POST", "/cases/{reference}/{page}"),
    ("GET", "/groups"),
    ("GET", "/groups/new"),
    ("POST", "/groups/new"),
    ("GET", "/groups/{reference}"),
    ("GET", "/groups/{reference}/change"),
    ("POST", "/groups/{reference}/change"),
    ("POST", "/groups/{reference}/end"),
    ("GET", "/groups/{reference}/session"),
    ("POST", "/groups/{reference}/session"),
    ("GET", "/groups/{reference}/cancel"),
    ("POST", "/groups/{reference}/cancel"),
    ("GET", "/groups/{reference}/end"),
    ("GET", "/groups/{reference}/waiting"),
    ("POST", "/groups/{reference}/waiting"),
    ("GET", "/groups/{reference}/register"),
    ("POST", "/groups/{reference}/register"),
    ("GET", "/today"),
    ("POST", "/sign-out"),
    ("GET", "/session"),
    ("POST", "/session"),
    ("GET", "/sessions"),
    ("POST", "/sessions/end"),
    ("POST", "/sessions/end-others"),
    ("GET", "/sessions/kept"),
    ("POST", "/sessions/kept/throw-away"),
    // One's own account, and what one signs in with
    ("GET", "/sign-in/again"),
    ("POST", "/sign-in/again"),
    ("GET", "/second-factor"),
    ("POST", "/second-factor"),
    ("GET", "/second-factor/recovery"),
    ("POST", "/second-factor/recovery"),
    ("GET", "/second-factor/session"),
    ("POST", "/second-factor/session"),
    ("POST", "/second-factor/leave"),
    ("GET", "/second-factor/app"),
    ("POST", "/second-factor/app"),
    ("POST", "/second-factor/app/begin"),
    ("GET", "/second-factor/passkey"),
    ("POST", "/second-factor/passkey"),
    ("POST", "/second-factor/passkey/show"),
    ("GET", "/account"),
    ("GET", "/account/events"),
    ("POST", "/account/factors/remove"),
    ("GET", "/account/password"),
    ("POST", "/account/password"),
    ("GET", "/account/recovery-codes"),
    ("POST", "/account/recovery-codes"),
    // Keeping accounts
    ("GET", "/administration"),
    ("POST", "/administration"),
    ("GET", "/administration/invite"),
    ("POST", "/administration/invite"),
    ("GET", "/administration/organisations"),
    ("POST", "/administration/organisations"),
    ("GET", "/administration/organisations/{organisation}"),
    ("POST", "/administration/organisations/{organisation}"),
    ("GET", "/administration/organisations/{organisation}/tokens"),
    ("POST", "/administration/organisations/{organisation}/tokens"),
    ("GET", "/administration/programme"),
    ("GET", "/administration/programme/name"),
    ("POST", "/administration/programme/name"),
    ("GET", "/administration/programme/another"),
    ("POST", "/administration/programme/another"),
    ("GET", "/administration/people/{person}"),
    ("POST", "/administration/people/{person}"),
    ("POST", "/administration/people/{person}/correct"),
    ("POST", "/administration/people/{person}/roles"),
    // Referrals
    ("GET", "/referrals"),
    ("GET", "/referrals/rules"),
    ("POST", "/referrals/drafts"),
    ("GET", "/referrals/drafts/{draft}/{page}"),
    ("POST", "/referrals/drafts/{draft}/{page}"),
    ("POST", "/referrals/drafts/{draft}/{page}/keep"),
    ("POST", "/referrals/drafts/{draft}/{page}/screened"),
    ("POST", "/referrals/drafts/{draft}/{page}/likely"),
    ("GET", "/referrals/{reference}"),
    ("GET", "/referrals/{reference}/{page}"),
    ("POST", "/referrals/{reference}/{page}"),
    // Messages
    ("GET", "/messages"),
    ("GET", "/messages/{message}"),
];

/// Routes that are not there for whoever may not see figures.
pub(crate) const OF_FIGURES: [&str; 10] = [
    "/overview",
    "/figures",
    "/figures/{name}",
    "/figures/report.pdf",
    "/figures/report.html",
    "/figures/workbook.xlsx",
    "/figures/figures.json",
    "/contradictions",
    "/downloads",
    "/api/figures/{key}",
];

/// Open to whoever holds a link or a token of 256 random bits, and to nobody else: tested where they are.
pub(crate) const OF_LINKS: [&str; 2] = ["/api/referrals/{reference}", "/invitation/{link}"];

/// Open to whoever is led to the directory of an organisation and back, where there is one: tested
/// where they are.
pub(crate) const OF_DIRECTORIES: [&str; 2] =
    ["/sign-in/with/{directory}", "/sign-in/with/{directory}/answer"];

/// Routes that show and change nothing of anybody's. Never longer than this.
pub(crate) const ANYBODYS: [&str; 9] = [
    "/",
    "/assets/{*name}",
    "/charts",
    "/demonstration/sign-in",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/sign-in",
    "/waymark.svg",
];

#[tokio::test]
async fn nobody_sees_or_does_anything_of_a_workers() {
    let (site, _) = service().await;
    for &(method, route) in OF_WORKERS {
        for cookie in ["", "waymark=AAAA", "waymark=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            let address =
                route.replace("{reference}", "0000-0000-0000").replace("{page}", "contact");
            let answer = ask(&site, method, &address, cookie, "form-token=AAAA").await;
            if method == "GET" {
                assert_eq!(answer.header("location"), "/sign-in?said=sign-in-first", "{route}");
            } else {
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{route}");
            }
        }
    }
}

/// Where whoever gave their password alone may go, and nowhere else.
const OF_THE_HALF_SIGNED_IN: [&str; 8] = [
    "/second-factor/session",
    "/second-factor/passkey",
    "/second-factor/passkey/show",
    "/second-factor",
    "/second-factor/recovery",
    "/second-factor/leave",
    "/second-factor/app",
    "/second-factor/app/begin",
];

#[tokio::test]
async fn whoever_gave_a_password_alone_sees_and_does_nothing_of_a_workers() {
    let (site, _) = service().await;
    let half = halfway(&site).await;
    let page = ask(&site, "GET", "/second-factor", &half, "").await;
    assert_eq!(page.status, StatusCode::OK);
    let token = page.token();
    for &(method, route) in OF_WORKERS {
        if OF_THE_HALF_SIGNED_IN.contains(&route) {
            continue;
        }
        let address = route.replace("{reference}", "0000-0000-0000").replace("{page}", "contact");
        let answer = ask(&site, method, &address, &half, &format!("form-token={token}")).await;
        if method == "GET" {
            assert_eq!(answer.header("location"), "/second-factor", "{route}");
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{route}");
        }
    }
    for route in OF_FIGURES {
        let address = route.replace("{name}", "21").replace("{key}", "21");
        let answer = ask(&site, "GET", &address, &half, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{route}");
    }
}

#[tokio::test]
async fn figures_of_real_people_are_not_there_for_nobody() {
    let (site, _) = service().await;
    for route in OF_FIGURES {
        let address = route.replace("{name}", "21").replace("{key}", "21");
        let answer = ask(&site, "GET", &address, "", "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{route}");
    }
}

/// What is of one's own account, one's own sessions, or says that there is no role: open to whoever
/// holds none. Never longer than this.
const OF_ONES_OWN: [(&str, &str); 26] = [
    ("GET", "/today"),
    ("POST", "/sign-out"),
    ("GET", "/session"),
    ("POST", "/session"),
    ("GET", "/sessions"),
    ("POST", "/sessions/end"),
    ("POST", "/sessions/end-others"),
    ("GET", "/sessions/kept"),
    ("GET", "/sign-in/again"),
    ("POST", "/sign-in/again"),
    ("GET", "/second-factor"),
    ("POST", "/second-factor"),
    ("GET", "/second-factor/recovery"),
    ("POST", "/second-factor/recovery"),
    ("GET", "/second-factor/session"),
    ("POST", "/second-factor/session"),
    ("POST", "/second-factor/leave"),
    ("GET", "/second-factor/app"),
    ("POST", "/second-factor/app"),
    ("POST", "/second-factor/app/begin"),
    ("GET", "/account"),
    ("GET", "/account/events"),
    ("GET", "/account/password"),
    ("POST", "/account/password"),
    ("GET", "/account/recovery-codes"),
    ("POST", "/account/recovery-codes"),
];

#[tokio::test]
async fn whoever_holds_no_role_reaches_their_own_account_and_nothing_else() {
    let town = Town::new().await;
    let his = town.cleared().await.to_string();
    let (ada, abe) = (&town.facilitator, town.administrator.actor.worker().uuid().to_string());
    let keepers = town.administrator.actor.organisation().uuid().to_string();
    town.takes_roles_of(ada).await;
    let mut open = Vec::new();
    for &(method, route) in OF_WORKERS {
        let address = route
            .replace("{reference}", &his)
            .replace("{page}", "notes")
            .replace("{person}", &abe)
            .replace("{organisation}", &keepers);
        let cookie = town.enters(ada).await;
        let page = ask(&town.site, "GET", "/sessions", &cookie, "").await;
        assert_eq!(page.status, StatusCode::OK);
        let mark = "A".repeat(43);
        let sent = format!("form-token={}&act=note&note=x&words=x&session={mark}", page.token());
        let answer = ask(&town.site, method, &address, &cookie, &sent).await;
        if answer.status == StatusCode::NOT_FOUND {
            assert!(answer.body.contains("Page not found"), "{method} {route}");
        } else {
            open.push((method, route));
        }
    }
    // A factor or a form that is not named, or is another's, looks the same as no page; so does a
    // passkey, where the site has no name.
    assert_eq!(open, OF_ONES_OWN);
}

#[tokio::test]
async fn no_route_does_anything_that_another_site_or_another_session_sends() {
    let town = Town::new().await;
    let his = town.cleared().await.to_string();
    let (cookie, other) = (town.enters(&town.manager).await, town.enters(&town.single_point).await);
    let token = async |cookie: &str| ask(&town.site, "GET", "/sessions", cookie, "").await.token();
    let (own, others) = (token(&cookie).await, token(&other).await);
    for &(_, route) in OF_WORKERS.iter().filter(|(method, _)| *method == "POST") {
        let address = route.replace("{reference}", &his).replace("{page}", "notes");
        let sent = |token: &str| format!("form-token={token}&act=note&note=x");
        let foreign = ask_from(&town.site, "cross-site", &address, &cookie, &sent(&own)).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN, "{route} from another site");
        for token in ["", "AAAA", &others] {
            let forged = ask(&town.site, "POST", &address, &cookie, &sent(token)).await;
            assert_eq!(forged.status, StatusCode::FORBIDDEN, "{route} with another token");
        }
    }
}

#[test]
fn every_route_is_visited_by_a_test_of_access() {
    let mut written: Vec<String> = Vec::new();
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        written.extend(routes(&fs::read_to_string(&file).unwrap(), &file));
    }
    written.sort();
    written.dedup();
    let mut visited: Vec<&str> = OF_WORKERS.iter().map(|(_, route)| *route).collect();
    visited.extend(OF_FIGURES);
    visited.extend(ANYBODYS);
    visited.extend(OF_LINKS);
    visited.extend(OF_DIRECTORIES);
    visited.sort_unstable();
    visited.dedup();
    assert_eq!(written, visited);
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if !path.ends_with("tests.rs") && !path.ends_with("gate.rs") {
            files.push(path);
        }
    }
    files
}

/// The routes that a file gives to the router, be they literals or names.
fn routes(text: &str, file: &Path) -> Vec<String> {
    let given = text.split(".route(").skip(1).map(str::trim_start);
    given
        .flat_map(|given| match given.strip_prefix('"') {
            Some(literal) => vec![literal.split('"').next().unwrap().to_owned()],
            None => named(given.split(',').next().unwrap(), file),
        })
        .collect()
}

/// What the names stand for that routes are given by.
fn named(name: &str, file: &Path) -> Vec<String> {
    let routes: &[&str] = match name {
        "first" => &["/", "/overview"],
        "CASES" => &["/cases"],
        "SEARCH" => &["/cases/search"],
        "RESTRICTED" => &["/cases/restricted"],
        "LEFT" => &["/cases/left"],
        "SIGN_IN" => &["/sign-in"],
        "AGAIN" => &["/sign-in/again"],
        "SECOND_FACTOR" => &["/second-factor"],
        "RECOVERY" => &["/second-factor/recovery"],
        "PASSWORD" => &["/account/password"],
        "PASSKEY" => &["/second-factor/passkey"],
        "SHOW_PASSKEY" => &["/second-factor/passkey/show"],
        "ADMINISTRATION" => &["/administration"],
        "INVITE" => &["/administration/invite"],
        "ORGANISATIONS" => &["/administration/organisations"],
        "PROGRAMME" => &["/administration/programme"],
        "PROGRAMME_NAME" => &["/administration/programme/name"],
        "ANOTHER" => &["/administration/programme/another"],
        "APP" => &["/second-factor/app"],
        "ACCOUNT" => &["/account"],
        "CODES" => &["/account/recovery-codes"],
        "EVENTS" => &["/account/events"],
        "SESSIONS" => &["/sessions"],
        "GUARDED" => &["/cases/restricted"],
        "KEPT" => &["/sessions/kept"],
        "CHARTS.as_str()" => &["/charts"],
        "layout::SIGN_ADDRESS" => &["/waymark.svg"],
        other => panic!("{}: what does the route {other} stand for?", file.display()),
    };
    routes.iter().map(|&route| route.to_owned()).collect()
}
