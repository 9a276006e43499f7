//! The report as one page that opens from disk and asks nothing of anywhere.

use std::sync::LazyLock;

use base64::Engine;
use evaluation::{Evaluation, Figure};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{figure, sections};
use crate::{Stamp, chart, contents, words};

/// The face, as a part of the page.
static FACE: LazyLock<String> = LazyLock::new(|| {
    base64::engine::general_purpose::STANDARD
        .encode(include_bytes!("../../fonts/AtkinsonHyperlegibleNext.woff2"))
});

/// The whole report.
pub fn report(evaluation: &Evaluation, stamp: &Stamp) -> String {
    let as_at = contents::as_at(evaluation);
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light";
                title { (contents::TITLE) " – " (as_at) " – Waymark" }
                style { (PreEscaped(style())) }
            }
            body {
                a .skip href="#main" { "Skip to the report" }
                header .page-head { div .width { p .name { "Waymark" } } }
                main .width id="main" {
                    h1 { (contents::TITLE) }
                    p .lead { (as_at) ". " (contents::made(stamp)) }
                    @if let Some(scope) = contents::scope(evaluation) { p .lead { (scope) } }
                    p .notice { (contents::disclosure_notice(evaluation)) }
                    (sections::summary(evaluation))
                    (sections::contents_list(evaluation))
                    @for of in &evaluation.figures { (block(evaluation, of)) }
                    (sections::contradictions(evaluation))
                    (sections::method(evaluation))
                }
                footer .page-foot { div .width { p { (contents::made(stamp)) } } }
            }
        }
    }
    .into_string()
}

/// A figure with its headline: what it shows first, then what it is.
fn block(evaluation: &Evaluation, of: &Figure) -> Markup {
    html! {
        section .figure {
            h2 .govuk-heading-l id={ "figure-" (of.key) } {
                (words::headline(of).unwrap_or_else(|| words::name(of)))
            }
            @if of.headline.is_some() { p .figure-title { (words::name(of)) } }
            p .figure-question { (of.question) }
            (figure(of, 3))
            @if let Some(rules) = contents::suppressed_in(evaluation, of) {
                p .figure-remark { (rules) }
            }
            p .back { a href="#contents" { "Contents" span .govuk-visually-hidden { ", from " (words::name(of)) } } }
        }
    }
}

pub(crate) fn style() -> String {
    let face = &*FACE;
    format!(
        "@font-face{{font-family:\"Atkinson Hyperlegible Next\";font-weight:200 800;\
         src:url(data:font/woff2;base64,{face}) format(\"woff2\")}}\n{}\n{}",
        include_str!("report.css"),
        chart::STYLE
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn pages() -> Vec<String> {
        [samples::evaluation(), samples::release(), samples::nothing()]
            .iter()
            .map(|evaluation| report(evaluation, &samples::stamp()))
            .collect()
    }

    #[test]
    fn the_report_asks_nothing_of_anywhere() {
        for page in pages() {
            let page = page.replace("http://www.w3.org/2000/svg", "");
            assert!(!page.contains("http:") && !page.contains("https:"));
            assert!(!page.contains("<script") && !page.contains("<link") && !page.contains("<img"));
            assert!(!page.contains("style=") && !page.contains("@import"));
            assert_eq!(page.matches("url(").count(), page.matches("url(data:").count());
        }
    }

    #[test]
    fn it_has_one_heading_that_begins_its_title_and_no_id_twice() {
        for page in pages() {
            assert_eq!(page.matches("<h1").count(), 1);
            assert!(page.contains(&format!("<title>{}", contents::TITLE)));
            assert!(page.contains("lang=\"en-GB\"") && page.contains("<main"));
            let mut ids: Vec<&str> =
                page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "an id stands twice");
            for target in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(ids.contains(&target), "#{target} leads nowhere");
            }
        }
    }

    #[test]
    fn a_release_says_by_which_rule() {
        let page = report(&samples::release(), &samples::stamp());
        assert!(page.contains("Withheld in this figure, by rule: group under 10 (1)."));
        assert!(page.contains("rounded to the nearest 5"));
        let exact = report(&samples::evaluation(), &samples::stamp());
        assert!(exact.contains("These figures are exact."));
    }

    #[test]
    fn the_same_stamp_gives_the_same_bytes() {
        assert_eq!(pages(), pages());
    }
}
