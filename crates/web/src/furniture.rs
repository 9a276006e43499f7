//! What stands around every page of this site.

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use casework::signing_in::{Place, SignedIn, WARN_BEFORE};
pub(crate) use components::day;
use components::{Account, Furniture, Link, Page, Phase, Session};
use jiff::Timestamp;
use jiff::civil::DateTime;
use maud::html;

use crate::figures::OVERVIEW;
use crate::figures::shown::Shown;
use crate::ground::Claim;
use crate::second_factor::ACCOUNT;
use crate::{Site, assets};

/// The places of the navigation around figures. The first page is the record's where there is one.
fn navigation(shown: &Shown) -> Vec<Link<'static>> {
    let first = if shown.site.office().is_some() { OVERVIEW } else { "/" };
    let others = shown.who.as_ref().map(SignedIn::places).unwrap_or_default();
    let others = others.into_iter().filter(|place| *place != Place::Figures).map(to);
    others
        .chain([
            Link::new(first, "Overview"),
            Link::new("/figures", "Figures"),
            Link::new("/contradictions", "The published report against itself"),
            Link::new("/downloads", "Downloads"),
        ])
        .collect()
}

/// A page of the figures; `here` is the place of the navigation that it belongs to, `/` for the
/// overview.
pub(crate) fn page(shown: &Shown, here: Option<&str>, page: &Page<'_>) -> Response {
    let made = format!(
        "Figures as of {}, worked out on {} by Waymark {}.",
        day(shown.evaluation().scope.as_at),
        generated(&shown.evaluated.stamp.generated),
        shown.evaluated.stamp.version,
    );
    let overview = here == Some("/");
    let here = if overview && shown.site.office().is_some() { Some(OVERVIEW) } else { here };
    let mut footer = vec![WHAT_IT_IS];
    if shown.is_invented() {
        footer.push("This is a demonstration on an invented cohort.");
    }
    footer.push(&made);
    let signed_in = Standing::of(&shown.site, shown.who.as_ref());
    let navigation = navigation(shown);
    let furniture = Furniture {
        navigation: &navigation,
        here,
        // The overview says it at length.
        phase: (shown.is_invented() && !overview).then(|| Phase {
            tag: "Demonstration",
            text: html! {
                "Everything here is invented: no person on these pages exists. The numbers are made \
                 after the tables of a published report."
            },
        }),
        styles: &[assets::CHARTS.as_str()],
        footer: &footer,
        account: signed_in.account(),
        session: signed_in.session(),
    };
    let html = components::page(&furniture, page).into_string();
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

const WHAT_IT_IS: &str = "Waymark runs a domestic violence perpetrator programme and the support \
                          service beside it, and answers for both from one record.";

/// What every page shows of whoever is signed in.
struct Standing<'a> {
    who: Option<&'a SignedIn>,
    role: String,
    token: String,
    ends_in: u32,
}

impl<'a> Standing<'a> {
    fn of(site: &Site, who: Option<&'a SignedIn>) -> Self {
        let (role, token) =
            who.map(|who| (who.described(), who.form_token.text())).unwrap_or_default();
        let now = site.office().map(casework::Office::now);
        let ends_in = who.zip(now).map(|(who, now)| who.ends_in(now)).unwrap_or_default();
        Self { who, role, token, ends_in }
    }
    fn account(&self) -> Option<Account<'_>> {
        self.who.map(|who| Account {
            name: &who.name,
            role: &self.role,
            organisation: &who.organisation,
            href: Some(ACCOUNT),
            sign_out: "/sign-out",
            token: &self.token,
        })
    }
    fn session(&self) -> Option<Session<'_>> {
        self.who.map(|_| Session {
            ends_in: self.ends_in,
            warn_before: warn_before(),
            stay: "/session",
            token: &self.token,
            keeps: true,
        })
    }
}

fn warn_before() -> u32 {
    u32::try_from(WARN_BEFORE.as_secs()).unwrap_or_default()
}

/// Whether people sign in here, who are not invented.
fn asks_who_it_is(site: &Site) -> bool {
    site.office().is_some() && site.door().is_none()
}

/// A page of the record: for whoever is signed in with the places where they may go, for anybody
/// else without any.
pub(crate) fn for_worker(
    site: &Site,
    who: Option<&SignedIn>,
    here: Option<&str>,
    page: &Page<'_>,
) -> Response {
    let signed_in = Standing::of(site, who);
    of_record(site, &signed_in, (here, signed_in.session()), page)
}

/// The same where somebody is at what they sign in with, halfway or whole: a code is not kept.
pub(crate) fn for_claim(site: &Site, claim: &Claim, page: &Page<'_>) -> Response {
    let token = claim.token();
    let session = site.office().map(|office| Session {
        ends_in: claim.ends_in(office.now()),
        warn_before: warn_before(),
        stay: "/second-factor/session",
        token: &token,
        keeps: false,
    });
    of_record(site, &Standing::of(site, claim.who()), (None, session), page)
}

fn of_record(
    site: &Site,
    signed_in: &Standing<'_>,
    (here, session): (Option<&str>, Option<Session<'_>>),
    page: &Page<'_>,
) -> Response {
    let who = signed_in.who;
    let places = who.map(SignedIn::places).unwrap_or_default();
    let navigation: Vec<Link<'_>> = places.into_iter().map(to).collect();
    let furniture = Furniture {
        navigation: &navigation,
        here,
        phase: site.door().is_some().then(|| Phase {
            tag: "Demonstration",
            text: html! { "Everything here is invented: no person on these pages exists." },
        }),
        // Before anybody has signed in it says nothing to somebody looking over a shoulder.
        footer: if who.is_some() || !asks_who_it_is(site) { &[WHAT_IT_IS] } else { &[] },
        account: signed_in.account(),
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
        Place::Administration => Link::new("/administration", "Administration"),
    }
}

/// The day of a moment (RFC 3339) in words; as it is where it is no moment.
fn generated(moment: &str) -> String {
    let written = moment.get(..10).unwrap_or(moment);
    written.parse().map_or_else(|_| written.to_owned(), day)
}

/// *4 March 2019, 09:05*, by the clock of the place.
pub(crate) fn moment(at: Timestamp) -> String {
    at_clock(pathway::london_clock(at))
}

/// [`moment`], of what the clock shows.
pub(crate) fn at_clock(clock: DateTime) -> String {
    format!("{}, {:02}:{:02}", day(clock.date()), clock.hour(), clock.minute())
}

/// A day or a moment after other words, which is not broken in two.
pub(crate) fn unbroken(words: &str) -> String {
    words.replace(' ', "\u{a0}")
}
