//! Groups: which there are and how full, one group with its men and sessions, and its register.

mod cancel;
mod change;
mod list;
mod new;
mod one;
mod plan;
mod register;
mod session;
mod setting;
#[cfg(test)]
mod tests;
mod waiting;

use std::sync::Arc;

use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use casework::Office;
use casework::groups::GroupListed;
use casework::signing_in::SignedIn;
use components::{Breadcrumb, Faults, Frame, Page, breadcrumbs, form};
use jiff::civil::Date;
use maud::Markup;
use pathway::Reference;

use crate::faults::{Fault, at_the_top};
use crate::ground::Drawn;
use crate::{Site, furniture};

/// Where the list is.
const GROUPS: &str = "/groups";

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/groups", get(list::page))
        .route("/groups/new", get(new::page).post(new::sent))
        .route("/groups/{reference}", get(one::page))
        .route("/groups/{reference}/change", get(change::page).post(change::sent))
        .route("/groups/{reference}/end", get(change::end_page).post(change::end_sent))
        .route("/groups/{reference}/session", get(plan::page).post(plan::sent))
        .route("/groups/{reference}/cancel", get(cancel::page).post(cancel::sent))
        .route("/groups/{reference}/waiting", get(waiting::page).post(waiting::sent))
        .route("/groups/{reference}/register", get(register::page).post(register::sent))
}

fn address(reference: Reference) -> String {
    format!("{GROUPS}/{reference}")
}

/// The reference of an address.
fn named(reference: &str) -> Result<Reference, Fault> {
    reference.parse().map_err(|_| Fault::NotFound)
}

/// The day that an address asks for; none where it asks for none, or for what is no day.
fn day_of(uri: &Uri) -> Option<Date> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("on="))?.parse().ok()
}

/// The way down to a page of a group.
fn way(group: &GroupListed, words: &str) -> Markup {
    let (address, name) = (address(group.reference()), casework::groups::name(group));
    breadcrumbs(&[
        Breadcrumb { href: Some(GROUPS), words: "Groups" },
        Breadcrumb { href: Some(&address), words: &name },
        Breadcrumb { href: None, words },
    ])
}

/// A form as it came back.
struct Back {
    faults: Faults,
    status: StatusCode,
    drawn: Drawn,
}

impl Back {
    /// A form that is drawn for the first time.
    fn first(office: &Office, version: u32) -> Self {
        let drawn = Drawn::from_version(office, version);
        Self { faults: Faults::default(), status: StatusCode::OK, drawn }
    }
    /// A form with faults in what was typed.
    fn faulty(faults: Faults, sent: casework::Sent) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self { faults, status, drawn: Drawn::again(sent) }
    }
    /// A form that was refused as a whole; drawn from the version of now where somebody else was
    /// quicker.
    fn refused(
        office: &Office,
        fault: casework::Fault,
        sent: casework::Sent,
        version: u32,
    ) -> Result<Self, Fault> {
        let stale = matches!(fault, casework::Fault::Stale);
        let faults = at_the_top(fault)?;
        Ok(match stale {
            true => {
                let drawn = Drawn::from_version(office, version);
                Self { faults, status: StatusCode::CONFLICT, drawn }
            }
            false => Self::faulty(faults, sent),
        })
    }

    /// The page of the form.
    fn page(
        &self,
        site: &Site,
        who: &SignedIn,
        page: Page<'_>,
        action: &str,
        fields: &Markup,
    ) -> Response {
        let (token, command) = (who.form_token.text(), self.drawn.text());
        let frame = Frame { action, token: &token, command: &command, draft: None };
        let page = Page {
            content: maud::html! { (page.content) (form(&frame, fields)) },
            faulty: !self.faults.is_empty(),
            ..page
        };
        let drawn = furniture::for_worker(site, Some(who), Some(GROUPS), &page);
        (self.status, drawn).into_response()
    }
}
