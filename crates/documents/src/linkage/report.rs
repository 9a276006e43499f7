//! `report.html` of a linkage: one page that opens from disk, for whoever keeps the data.

use linkage::Linkage;
use maud::{DOCTYPE, PreEscaped, html};

use super::sections;
use crate::{Stamp, contents, html as pages};

const TITLE: &str = "Who is the same person";

/// The whole report.
pub fn report(linkage: &Linkage, file: &str, stamp: &Stamp) -> String {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light";
                title { (TITLE) " – Waymark" }
                style { (PreEscaped(pages::style())) }
            }
            body {
                a .skip href="#main" { "Skip to the report" }
                header .page-head { div .width { p .name { "Waymark" } } }
                main .width id="main" {
                    h1 { (TITLE) }
                    p .lead { "Records of " (file) ". " (contents::made(stamp)) }
                    p .notice {
                        "This page shows names, dates of birth and addresses. Keep it where the "
                        "records themselves are kept, and delete it when it has been read."
                    }
                    (sections::summary(linkage))
                    (sections::contents_list())
                    (sections::near(linkage))
                    (sections::clusters(linkage))
                    (sections::scores(linkage))
                    (sections::weights(linkage))
                    (sections::blocking(linkage))
                    (sections::method(linkage))
                }
                footer .page-foot { div .width { p { (contents::made(stamp)) } } }
            }
        }
    }
    .into_string()
}
