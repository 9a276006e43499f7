//! A second factor that is to be set up anew, which two administrators agree to.

use axum::http::StatusCode;

use super::{another, of, pressed, sends};
use crate::town::{Town, text};

#[tokio::test]
async fn whoever_agrees_to_what_was_asked_for_anew_is_shown_that_first() {
    let town = Town::new().await;
    let bea = another(&town).await;
    let asks = town.office().acting(&bea);
    let worker = town.facilitator.actor.worker();
    let organisation = town.facilitator.actor.organisation();
    asks.reset_factors(worker, organisation, None).await.unwrap();
    let (door, address) = (town.enters(&town.administrator).await, of(&town.facilitator));
    let proposed = sends(&town, &door, &address, "act=reset").await;
    let said = text(&proposed.body);
    assert!(said.contains("Another administrator asked on"), "{said}");
    // It is asked for at another time, under the form that was shown.
    let shown = asks.is_reset_asked(worker, organisation).await.unwrap();
    town.later(1);
    asks.reset_factors(worker, organisation, shown).await.unwrap();
    let door = town.enters(&town.administrator).await;
    let body = format!("act=reset&{}", pressed(&proposed.body));
    let again = sends(&town, &door, &address, &body).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);
    assert!(again.body.contains("Something was changed since you looked"), "{}", again.body);
    assert!(asks.is_reset_asked(worker, organisation).await.unwrap().is_some(), "nothing was done");
    let body = format!("act=reset&{}", pressed(&again.body));
    let done = sends(&town, &door, &address, &body).await;
    assert!(done.header("location").ends_with("?said=reset-done"), "{}", done.body);
}
