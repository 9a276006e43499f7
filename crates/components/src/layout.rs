//! What stands around every page: skip link, header, navigation, title, footer.

use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::banners::{Phase, phase};
use crate::casework::{Account, Exit, Session, account, exit, session_warning};
use crate::links::{Link, skip_link};

/// What is the same on every page that a person sees.
#[derive(Clone, Debug, Default)]
pub struct Furniture<'a> {
    /// The places of the navigation, in order.
    pub navigation: &'a [Link<'a>],
    /// Which of them this page belongs to: its address.
    pub here: Option<&'a str>,
    /// A line above the page that says what the whole service is.
    pub phase: Option<Phase<'a>>,
    /// Styles beyond those of the components: their addresses.
    pub styles: &'a [&'a str],
    /// The sentences of the footer.
    pub footer: &'a [&'a str],
    /// Who is signed in.
    pub account: Option<Account<'a>>,
    /// When the session ends, where somebody is signed in.
    pub session: Option<Session<'a>>,
}

/// A page. Its `h1` and the start of its `title` are the same words by construction.
#[derive(Clone, Debug, Default)]
pub struct Page<'a> {
    /// The one `h1`.
    pub heading: &'a str,
    /// What the heading is about, in a quieter line under it.
    pub subtitle: Option<Markup>,
    /// What stands above the heading: breadcrumbs.
    pub above: Option<Markup>,
    /// What stands under it.
    pub content: Markup,
    /// What the tab says instead of the heading, where that says too much.
    pub title: Option<&'a str>,
    /// Something is wrong with the form of the page: the tab says so first.
    pub faulty: bool,
    /// Whose case this is: see [`identity`](crate::identity).
    pub identity: Option<Markup>,
    /// The pages of the case: see [`side_navigation`](crate::side_navigation).
    pub side: Option<Markup>,
    /// What a service user may read can be left at once: see [`exit`].
    pub exit: Option<Exit<'a>>,
}

/// The name on the tab and in the header. It says nothing to somebody looking over a shoulder.
const NAME: &str = "Waymark";

/// A whole document.
pub fn page(furniture: &Furniture<'_>, page: &Page<'_>) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" class="govuk-template" {
            head {
                meta charset="utf-8";
                title {
                    @if page.faulty { "Error: " }
                    (page.title.unwrap_or(page.heading)) " – " (NAME)
                }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="theme-color" content="#1f4d47";
                meta name="format-detection" content="telephone=no";
                link rel="icon" href=(SIGN_ADDRESS) type="image/svg+xml";
                link rel="preload" href=(assets::FONT) as="font" type="font/woff2" crossorigin;
                link rel="stylesheet" href=(assets::STYLES);
                @for styles in furniture.styles { link rel="stylesheet" href=(styles); }
                script type="module" src=(assets::SCRIPT) {}
            }
            body class="govuk-template__body" {
                (skip_link("#main-content", "Skip to main content"))
                (header(furniture))
                // A landmark, so that who goes from one to the next hears it too.
                @if let Some(words) = &furniture.phase {
                    section aria-label=(words.tag) { (phase(words)) }
                }
                @if let Some(identity) = &page.identity { (identity) }
                div class="govuk-width-container" {
                    @if let Some(way_out) = &page.exit { (exit(way_out)) }
                    @match &page.side {
                        Some(side) => div class="waymark-beside" { (side) div { (main(page)) } },
                        None => (main(page)),
                    }
                }
                @if let Some(session) = &furniture.session { (session_warning(session)) }
                (footer(furniture))
            }
        }
    }
}

fn main(page: &Page<'_>) -> Markup {
    html! {
        @if let Some(above) = &page.above { (above) }
        main class="govuk-main-wrapper" id="main-content" {
            @match &page.subtitle {
                Some(subtitle) => {
                    h1 class="govuk-heading-l waymark-title" { (page.heading) }
                    p class="waymark-subtitle" { (subtitle) }
                }
                None => {
                    h1 class="govuk-heading-l waymark-title waymark-title--alone" {
                        (page.heading)
                    }
                }
            }
            (page.content)
        }
    }
}

fn header(furniture: &Furniture<'_>) -> Markup {
    html! {
        header class="waymark-header" {
            div class="govuk-width-container waymark-header__row" {
                a class="waymark-header__name" href="/" {
                    (sign())
                    (NAME)
                }
                @if !furniture.navigation.is_empty() { (places(furniture)) }
                @if let Some(who) = &furniture.account { (account(who)) }
            }
        }
    }
}

fn places(furniture: &Furniture<'_>) -> Markup {
    html! {
        nav aria-label="Menu" {
            ul class="waymark-header__places" {
                @for place in furniture.navigation {
                    @let here = furniture.here == Some(place.href);
                    li {
                        a class="waymark-header__place" href=(place.href)
                            aria-current=[here.then_some("true")] { (place.words) }
                    }
                }
            }
        }
    }
}

fn footer(furniture: &Furniture<'_>) -> Markup {
    html! {
        footer class="waymark-footer" {
            div class="govuk-width-container" {
                @for sentence in furniture.footer { p { (sentence) } }
            }
        }
    }
}

/// Where [`SIGN`] is served, for the tab.
pub const SIGN_ADDRESS: &str = "/waymark.svg";

/// The waymark as a file: a yellow disc with a chevron, as on a footpath's post.
pub const SIGN: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 22 22\">\
    <circle cx=\"11\" cy=\"11\" r=\"11\" fill=\"#e0a526\"/>\
    <path d=\"M8.4 5.6 13.8 11l-5.4 5.4\" fill=\"none\" stroke=\"#17211f\" stroke-width=\"2.6\"/>\
    </svg>";

/// The waymark in a page; decoration, since the name stands beside it.
fn sign() -> Markup {
    html! {
        svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" focusable="false" {
            circle cx="11" cy="11" r="11" fill="#e0a526" {}
            path d="M8.4 5.6 13.8 11l-5.4 5.4" fill="none" stroke="#17211f" stroke-width="2.6" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> String {
        let furniture = Furniture {
            navigation: &[Link::new("/", "Overview"), Link::new("/figures", "Figures")],
            here: Some("/figures"),
            phase: Some(Phase { tag: "Demonstration", text: html! { "Invented." } }),
            styles: &[],
            footer: &["Waymark runs a programme."],
            ..Furniture::default()
        };
        let sample = Page {
            heading: "Men < women & others",
            subtitle: Some(html! { "Figure 21." }),
            above: None,
            content: html! { p { "Words." } },
            ..Page::default()
        };
        page(&furniture, &sample).into_string()
    }

    #[test]
    fn the_title_begins_with_the_only_h1() {
        let page = sample();
        assert_eq!(page.matches("<h1").count(), 1);
        assert!(page.contains("<title>Men &lt; women &amp; others – Waymark</title>"));
        assert!(page.contains("waymark-title\">Men &lt; women &amp; others</h1>"));
    }

    #[test]
    fn the_skip_link_comes_first_and_leads_to_main() {
        let page = sample();
        let first = page.find("<a ").unwrap();
        assert!(page[first..].starts_with("<a class=\"govuk-skip-link\" href=\"#main-content\""));
        assert!(page.contains("<main class=\"govuk-main-wrapper\" id=\"main-content\">"));
    }

    #[test]
    fn whoever_may_go_nowhere_has_no_empty_menu() {
        let page = page(&Furniture::default(), &Page::default()).into_string();
        assert!(!page.contains("<nav") && !page.contains("<ul"), "{page}");
        assert!(sample().contains("<nav aria-label=\"Menu\">"));
    }

    #[test]
    fn only_the_place_where_the_page_belongs_is_current() {
        let page = sample();
        assert_eq!(page.matches("aria-current").count(), 1);
        assert!(page.contains("href=\"/figures\" aria-current=\"true\">Figures"));
    }
}
