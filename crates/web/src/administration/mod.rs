//! Keeping accounts: people, their roles and areas, organisations. Whoever keeps them sees no case.

mod correct;
mod effects;
mod explained;
mod invite;
mod organisation;
mod organisations;
mod people;
mod person;
mod programme;
mod proposal;
mod roles;
#[cfg(test)]
pub(crate) mod tests;
mod tokens;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use casework::Acting;
use casework::accounts::{AccountListed, TakesPart};
use components::Breadcrumb;
use pathway::WorkerId;

use crate::Site;
use crate::faults::Fault;

pub(crate) const ADMINISTRATION: &str = "/administration";
const INVITE: &str = "/administration/invite";
const ORGANISATIONS: &str = "/administration/organisations";
const PROGRAMME: &str = "/administration/programme";
const PROGRAMME_NAME: &str = "/administration/programme/name";
const ANOTHER: &str = "/administration/programme/another";

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route(ADMINISTRATION, get(people::page).post(people::found))
        .route(INVITE, get(invite::page).post(invite::sent))
        .route(ORGANISATIONS, get(organisations::page).post(organisations::sent))
        .route(
            "/administration/organisations/{organisation}",
            get(organisation::page).post(organisation::sent),
        )
        .route(
            "/administration/organisations/{organisation}/tokens",
            get(tokens::page).post(tokens::sent),
        )
        .route(PROGRAMME, get(programme::page))
        .route(PROGRAMME_NAME, get(programme::name::page).post(programme::name::sent))
        .route(ANOTHER, get(programme::another::page).post(programme::another::sent))
        .route("/administration/people/{person}", get(person::page).post(person::sent))
        .route("/administration/people/{person}/correct", post(correct::sent))
        .route("/administration/people/{person}/roles", post(roles::sent))
}

fn address(person: WorkerId) -> String {
    format!("{ADMINISTRATION}/people/{}", person.uuid())
}

/// One account, which is there for whoever keeps accounts of the programme.
async fn account(acting: &Acting<'_>, person: &str) -> Result<AccountListed, Fault> {
    let person = person.parse().ok().map(WorkerId::of).ok_or(Fault::NotFound)?;
    Ok(acting.account(person).await?)
}

/// The name of somebody's organisation.
fn organisation<'a>(account: &AccountListed, all: &'a [TakesPart]) -> &'a str {
    let of = all.iter().find(|one| one.organisation.id == account.organisation);
    of.map_or("", |one| one.organisation.name.as_str())
}

fn under<'a>(words: &'a str) -> [Breadcrumb<'a>; 2] {
    [
        Breadcrumb { href: Some(ADMINISTRATION), words: "Administration" },
        Breadcrumb { href: None, words },
    ]
}
