//! What stands around every page of this site.

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use casework::signing_in::{Place, SignedIn, WARN_BEFORE};
use components::{Account, Furniture, Link, Page, Phase, Session};
use jiff::Timestamp;
use jiff::civil::Date;
use maud::html;

use crate::{Site, assets};

/// The places of the navigation.
pub(crate) const NAVIGATION: [Link<'static>; 4] = [
    Link::new("/", "Overview"),
    Link::new("/figures", "Figures"),
    Link::new("/contradictions", "The report against itself"),
    Link::new("/downloads", "Downloads"),
];

/// A whole page; `here` is the place of the navigation that it belongs to.
pub(crate) fn page(site: &Site, here: Option<&str>, page: &Page<'_>) -> Response {
    let made = format!(
        "Figures as of {}, worked out on {} by Waymark {}.",
        day(site.evaluation.scope.as_at),
        generated(&site.stamp.generated),
        site.stamp.version,
    );
    let furniture = Furniture {
        navigation: &NAVIGATION,
        here,
        // The first page says it at length.
        phase: (here != Some("/")).then(|| Phase {
            tag: "Demonstration",
            text: html! {
                "Everything here is invented: no person on these pages exists. The numbers are made \
                 after the tables of a published report."
            },
        }),
        styles: &[assets::CHARTS.as_str()],
        footer: &[
            "Waymark runs a domestic violence perpetrator programme and the support service \
             beside it, and answers for both from one record.",
            "This is a demonstration on an invented cohort.",
            &made,
        ],
        ..Furniture::default()
    };
    let html = components::page(&furniture, page).into_string();
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

/// A page of the record: for whoever is signed in with the places where they may go, for anybody
/// else without any.
pub(crate) fn for_worker(
    site: &Site,
    who: Option<&SignedIn>,
    here: Option<&str>,
    page: &Page<'_>,
) -> Response {
    let places = who.map(SignedIn::places).unwrap_or_default();
    let navigation: Vec<Link<'_>> = places.into_iter().map(to).collect();
    let (role, token) = who.map(|who| (who.described(), who.form_token.text())).unwrap_or_default();
    let account = who.map(|who| Account {
        name: &who.name,
        role: &role,
        organisation: &who.organisation,
        href: Some("/sessions"),
        sign_out: "/sign-out",
        token: &token,
    });
    let now = site.office().map(casework::Office::now);
    let session = who.zip(now).map(|(who, now)| Session {
        ends_in: who.ends_in(now),
        warn_before: u32::try_from(WARN_BEFORE.as_secs()).unwrap_or_default(),
        stay: "/session",
        token: &token,
    });
    let furniture = Furniture {
        navigation: &navigation,
        here,
        phase: site.door().is_some().then(|| Phase {
            tag: "Demonstration",
            text: html! { "Everything here is invented: no person on these pages exists." },
        }),
        footer: &["Waymark runs a domestic violence perpetrator programme and the support \
                   service beside it, and answers for both from one record."],
        account,
        session,
        ..Furniture::default()
    };
    let html = components::page(&furniture, page).into_string();
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

const fn to(place: Place) -> Link<'static> {
    match place {
        Place::Today => Link::new("/today", "Today"),
        Place::Referrals => Link::new("/referrals", "Referrals"),
        Place::Cases => Link::new("/cases", "Cases"),
        Place::Groups => Link::new("/groups", "Groups"),
        Place::Messages => Link::new("/messages", "Messages"),
        Place::Figures => Link::new("/figures", "Figures"),
    }
}

/// The day of a moment (RFC 3339) in words; as it is where it is no moment.
fn generated(moment: &str) -> String {
    let written = moment.get(..10).unwrap_or(moment);
    written.parse().map_or_else(|_| written.to_owned(), day)
}

/// A day as people write it: *31 March 2020*.
pub(crate) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// *24 November 2026, 09:05*, by the clock of the place.
pub(crate) fn moment(at: Timestamp) -> String {
    let began = pathway::london_day(at);
    let since = at.duration_since(pathway::london_moment(began)).as_mins();
    format!("{}, {:02}:{:02}", day(began), since / 60, since % 60)
}
