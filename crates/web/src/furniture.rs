//! What stands around every page of this site.

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use components::{Furniture, Link, Page, Phase};
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

/// The day of a moment (RFC 3339) in words; as it is where it is no moment.
fn generated(moment: &str) -> String {
    let written = moment.get(..10).unwrap_or(moment);
    written.parse().map_or_else(|_| written.to_owned(), day)
}

/// A day as people write it: *31 March 2020*.
pub(crate) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}
