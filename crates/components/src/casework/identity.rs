//! Whose case this is, on each of its pages.

use maud::{Markup, html};

use crate::links::Link;

/// How somebody may be reached without danger; always shown where they may be called.
#[derive(Clone, Copy, Debug)]
pub struct SafeContact<'a> {
    /// What to do, as in *Text before calling*.
    pub words: &'a str,
    /// Wrong contact can hurt: the sign stands out.
    pub careful: bool,
}

/// The sign of safe contact.
pub fn safe_contact(contact: &SafeContact<'_>) -> Markup {
    let careful = if contact.careful { " waymark-contact--careful" } else { "" };
    html! {
        span class={ "waymark-contact" (careful) } {
            span class="govuk-visually-hidden" { "Contact: " } (contact.words)
        }
    }
}

/// Who a page is about.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    /// The name, for those who may see it.
    pub name: Option<&'a str>,
    /// The reference.
    pub reference: &'a str,
    /// Where, and what risk since when.
    pub facts: &'a [&'a str],
    /// How to reach them.
    pub contact: Option<SafeContact<'a>>,
}

/// The bar under the header that says whose case this is.
pub fn identity(identity: &Identity<'_>) -> Markup {
    html! {
        section class="waymark-identity" aria-label="Whose case this is" {
            div class="govuk-width-container waymark-identity__row" {
                @if let Some(name) = identity.name {
                    span class="waymark-identity__name" { (name) }
                }
                span class=(if identity.name.is_some() { "waymark-identity__fact" } else { "waymark-identity__name" }) {
                    (identity.reference)
                }
                @for fact in identity.facts { span class="waymark-identity__fact" { (fact) } }
                @if let Some(contact) = &identity.contact { (safe_contact(contact)) }
            }
        }
    }
}

/// The pages of a case, one beneath the other; `here` is the address of this one. On a telephone they
/// are folded away, or they would fill its screen: they stand after what folds them and not in it, so
/// that every browser shows them where the window is wide.
pub fn side_navigation(label: &str, pages: &[Link<'_>], here: &str) -> Markup {
    html! {
        nav class="waymark-side" aria-label=(label) {
            details class="waymark-side__fold" {
                summary class="waymark-side__summary" {
                    (label)
                    @for page in pages.iter().filter(|page| page.href == here) { ": " (page.words) }
                }
            }
            ul class="waymark-side__list" {
                @for page in pages {
                    li {
                        a class="waymark-side__page" href=(page.href)
                            aria-current=[(page.href == here).then_some("page")] { (page.words) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_folds_the_pages_names_the_one_that_is_open_and_does_not_hold_them() {
        let pages = [Link::new("/a", "Overview"), Link::new("/b", "Notes")];
        let drawn = side_navigation("Pages of this case", &pages, "/b").into_string();
        assert!(drawn.contains("Pages of this case: Notes</summary></details><ul"), "{drawn}");
        let elsewhere = side_navigation("Pages of this case", &pages, "/c").into_string();
        assert!(elsewhere.contains("Pages of this case</summary>"), "{elsewhere}");
    }
}
