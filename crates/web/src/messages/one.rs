//! One message: opening it is reading it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use components::{Breadcrumb, Page, Weight, breadcrumbs, button_link};
use maud::html;
use pathway::MessageId;

use super::{MESSAGES, about, words};
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::Asking;
use crate::{Site, furniture};

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    Path(message): Path<String>,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let id = message.parse().map(MessageId::of).map_err(|_| Fault::NotFound)?;
    let came = office.acting(&who.worker).open_message(id).await?;
    let (words, reference) = (words(&came), came.reference.to_string());
    let page = Page {
        heading: words,
        subtitle: Some(html! { (reference) ", " (moment(came.made)) "." }),
        above: Some(breadcrumbs(&[
            Breadcrumb { href: Some(MESSAGES), words: "Messages" },
            Breadcrumb { href: None, words: &reference },
        ])),
        content: html! {
            @match came.read {
                Some(read) if came.by_oneself => {
                    p class="govuk-body" { "You read this first on " (moment(read)) "." }
                }
                Some(read) => {
                    p class="govuk-body" { "A colleague read this first on " (moment(read)) "." }
                }
                None => p class="govuk-body" { "You are the first to read this." },
            }
            (button_link(&about(&came), &format!("Open {reference}"), Weight::Primary))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), Some(MESSAGES), &page))
}
