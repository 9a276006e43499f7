//! A second factor that is to be set up anew: two administrators agree to one and the same, on both
//! databases.

use casework::Fault;
use casework::resets::Asked;

use crate::guards::administrator_of;
use crate::town::{PROGRAMME, Town};

testkit::both_databases! {
    async fn nobody_agrees_to_another_reset_than_the_one_that_they_were_shown(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let cy = town.office.at_work("cy.moss@example.org", PROGRAMME).await.unwrap().unwrap();
        let (abe, cy) = (town.office.acting(&abe), town.office.acting(&cy));
        let whose =
            (town.facilitator.actor.worker(), town.facilitator.actor.organisation());
        let asked = async || abe.is_reset_asked(whose.0, whose.1).await.unwrap();
        let stale = |answer: Result<Asked, Fault>| {
            assert!(matches!(answer, Err(Fault::Stale)), "{answer:?}");
        };
        assert_eq!(abe.reset_factors(whose.0, whose.1, None).await.unwrap(), Asked::OfAnother);
        let shown = asked().await;
        town.later(1);
        // It is asked for anew since it was shown.
        assert_eq!(abe.reset_factors(whose.0, whose.1, shown).await.unwrap(), Asked::OfAnother);
        stale(cy.reset_factors(whose.0, whose.1, shown).await);
        // Nor does whoever meant to ask agree, or whoever meant to agree ask.
        let shown = asked().await;
        stale(cy.reset_factors(whose.0, whose.1, None).await);
        assert_eq!(cy.reset_factors(whose.0, whose.1, shown).await.unwrap(), Asked::Done);
        stale(cy.reset_factors(whose.0, whose.1, shown).await);
        assert_eq!(asked().await, None);
        // What nobody agreed to within a day is asked for no more.
        assert_eq!(abe.reset_factors(whose.0, whose.1, None).await.unwrap(), Asked::OfAnother);
        let shown = asked().await;
        town.later(24);
        stale(cy.reset_factors(whose.0, whose.1, shown).await);
        assert_eq!(cy.reset_factors(whose.0, whose.1, None).await.unwrap(), Asked::OfAnother);
    }

    async fn of_two_who_ask_at_once_one_is_told_and_neither_agreed(database: Database) {
        let town = Town::at(database.address()).await;
        let one = administrator_of(&town).await;
        let other = town.office.at_work("cy.moss@example.org", PROGRAMME).await.unwrap().unwrap();
        let elsewhere = town.another_server(database.address()).await;
        let (one, other) = (town.office.acting(&one), elsewhere.acting(&other));
        let whose =
            (town.facilitator.actor.worker(), town.facilitator.actor.organisation());
        let (asks, asks_too) = tokio::join!(
            one.reset_factors(whose.0, whose.1, None),
            other.reset_factors(whose.0, whose.1, None),
        );
        let told = |answer: &Result<Asked, Fault>| match answer {
            Ok(asked) => {
                assert_eq!(*asked, Asked::OfAnother);
                false
            }
            Err(fault) => {
                assert!(matches!(fault, Fault::Stale), "{fault:?}");
                true
            }
        };
        assert!(told(&asks) != told(&asks_too), "{asks:?} {asks_too:?}");
    }
}
