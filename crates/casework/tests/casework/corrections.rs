//! The name and the address of mail of an account, corrected by whoever keeps accounts, on both
//! databases.

use access::{Actor, System};
use casework::accounts::AccountListed;
use casework::corrections::{Correction, NotCorrected};
use casework::invitations::Asked;
use casework::{Fault, Worker};
use pathway::ProgrammeId;
use uuid::Uuid;

use crate::guards::administrator_of;
use crate::town::{PROGRAMME, Town};

fn called(name: &str, email: &str) -> Correction {
    Correction { name: name.to_owned(), email: email.to_owned() }
}

async fn account(town: &Town, email: &str) -> AccountListed {
    town.office.acting(&town.founder()).account_of(email).await.unwrap()
}

async fn by(town: &Town, email: &str) -> Worker {
    town.office.at_work(email, PROGRAMME).await.unwrap().unwrap()
}

testkit::both_databases! {
    async fn a_correction_holds_and_what_went_to_the_address_before_ends(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let acting = town.office.acting(&abe);
        let cy = account(&town, "cy.moss@example.org").await;
        assert!(acting.stands(&cy).await.unwrap().invited.is_some());
        assert_eq!(acting.reset_factors(cy.id, cy.organisation, None).await.unwrap(), Asked::OfAnother);
        acting.correct(&cy, &called("Cy Hart", "cy.moss@example.org")).await.unwrap();
        let hart = account(&town, "cy.moss@example.org").await;
        assert_eq!((hart.id, hart.name.as_str()), (cy.id, "Cy Hart"));
        let stands = acting.stands(&hart).await.unwrap();
        assert!(stands.invited.is_some() && stands.reset_asked.is_some(), "a name ends nothing");
        acting.correct(&hart, &called("Cy Hart", " cy.hart@example.org ")).await.unwrap();
        let moved = account(&town, "CY.HART@example.org").await;
        assert_eq!((moved.id, moved.email.as_str()), (cy.id, "cy.hart@example.org"));
        assert_eq!(moved.held, cy.held, "what they see and do stays");
        let before = town.office.acting(&town.founder()).account_of("cy.moss@example.org").await;
        assert!(matches!(before, Err(Fault::NotFound)));
        let stands = acting.stands(&moved).await.unwrap();
        assert!(stands.invited.is_none(), "the link went to the address before");
        assert!(stands.reset_asked.is_none(), "nobody agrees to a link that goes elsewhere");
        assert_eq!(stands.readdressed, Some(town.office.now()));
        // What was done is told to those who keep accounts, with who did it.
        let told: Vec<String> =
            acting.corrections(&moved).await.unwrap().into_iter().map(|(_, words)| words).collect();
        assert_eq!(told, [
            "an administrator changed the e-mail address from cy.moss@example.org to \
             cy.hart@example.org",
            "an administrator corrected the name",
        ]);
        // Found by what they are called now, and by nothing else.
        for (words, count) in [("moss", 0), ("hart", 1)] {
            assert_eq!(acting.accounts(Some(words), 0).await.unwrap().count, count, "{words}");
        }
    }

    async fn whoever_changed_an_address_takes_no_part_in_a_reset_for_a_week(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let (abe, cy) = (town.office.acting(&abe), by(&town, "cy.moss@example.org").await);
        let cy = town.office.acting(&cy);
        let whose = account(&town, "worker2@example.org").await;
        let refused = |answer: Result<Asked, Fault>| {
            assert!(matches!(answer, Err(Fault::Refused(_))), "{answer:?}");
        };
        // Asked for, and then led elsewhere: the other agrees to nothing.
        abe.reset_factors(whose.id, whose.organisation, None).await.unwrap();
        let shown = abe.is_reset_asked(whose.id, whose.organisation).await.unwrap();
        abe.correct(&whose, &called(&whose.name, "mine@example.org")).await.unwrap();
        let stale = cy.reset_factors(whose.id, whose.organisation, shown).await;
        assert!(matches!(stale, Err(Fault::Stale)), "{stale:?}");
        refused(abe.reset_factors(whose.id, whose.organisation, None).await);
        cy.reset_factors(whose.id, whose.organisation, None).await.unwrap();
        let shown = cy.is_reset_asked(whose.id, whose.organisation).await.unwrap();
        refused(abe.reset_factors(whose.id, whose.organisation, shown).await);
        town.later(7 * 24);
        let asked = abe.reset_factors(whose.id, whose.organisation, None).await.unwrap();
        assert_eq!(asked, Asked::OfAnother, "a week later");
    }

    async fn what_may_not_be_corrected_is_refused_and_changes_nothing(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let acting = town.office.acting(&abe);
        let whose = account(&town, "worker6@example.org").await;
        let own = account(&town, "abe.lock@example.org").await;
        let refused = acting.correct(&own, &called("Abe Key", "abe.lock@example.org")).await;
        assert!(matches!(refused, Err(NotCorrected::Fault(Fault::Refused(_)))), "{refused:?}");
        for taken in ["Cy.Moss@example.org", "abe.lock@example.org"] {
            let asked = called(&whose.name, taken);
            assert!(matches!(acting.may_correct(&whose, &asked).await, Err(NotCorrected::EmailTaken)));
            assert!(matches!(acting.correct(&whose, &asked).await, Err(NotCorrected::EmailTaken)));
        }
        let so = called(&whose.name, &whose.email);
        assert!(matches!(acting.correct(&whose, &so).await, Err(NotCorrected::AlreadySo)));
        // Whoever keeps the accounts of another programme, or none, has no such account.
        let elsewhere = ProgrammeId::of(Uuid::from_u128(0xB2));
        let actor = Actor::try_new(abe.actor.worker(), abe.actor.organisation(), vec![
            access::Held { programme: elsewhere, ..abe.actor.held()[0].clone() },
        ]).unwrap();
        let stranger = Worker { actor, programme: elsewhere, address: None };
        assert!(matches!(
            town.office.acting(&stranger).account(whose.id).await,
            Err(Fault::NotFound)
        ));
        let named = called("Nobody", "nobody@example.org");
        for worker in [&town.facilitator, &town.manager, &town.support_manager, &town.referrer] {
            let refused = town.office.acting(worker).correct(&whose, &named).await;
            assert!(matches!(refused, Err(NotCorrected::Fault(Fault::NotFound))), "{refused:?}");
            let history = town.office.acting(worker).corrections(&whose).await;
            assert!(matches!(history, Err(Fault::NotFound)), "{history:?}");
        }
        let now = account(&town, "worker6@example.org").await;
        assert!(now == whose, "nothing of it was done");
    }

    async fn of_two_who_correct_the_same_one_is_told(database: Database) {
        let town = Town::at(database.address()).await;
        let one = administrator_of(&town).await;
        let other = by(&town, "cy.moss@example.org").await;
        let elsewhere = town.another_server(database.address()).await;
        let (one, other) = (town.office.acting(&one), elsewhere.acting(&other));
        let whose = account(&town, "worker2@example.org").await;
        let (hart, hunt) = (called("A Hart", "hart@example.org"), called("A Hunt", "hunt@example.org"));
        let (first, second) = tokio::join!(one.correct(&whose, &hart), other.correct(&whose, &hunt));
        let stale = |answer: &Result<(), NotCorrected>| match answer {
            Ok(()) => false,
            Err(NotCorrected::Fault(Fault::Stale)) => true,
            Err(why) => panic!("{why}"),
        };
        assert!(stale(&first) != stale(&second), "{first:?} {second:?}");
        // Nor does whoever looked at it before.
        let late = one.correct(&whose, &called("A Holt", "holt@example.org")).await;
        assert!(stale(&late));
        let listed = one.accounts(Some("holt"), 0).await.unwrap();
        assert_eq!(listed.count, 0);
    }

    async fn by_command_an_account_is_corrected_too(database: Database) {
        let town = Town::at(database.address()).await;
        let founder = town.founder();
        let acting = town.office.acting(&founder);
        let whose = account(&town, "worker2@example.org").await;
        acting.correct(&whose, &called("A Hart", "hart@example.org")).await.unwrap();
        let moved = account(&town, "hart@example.org").await;
        let told = acting.corrections(&moved).await.unwrap();
        assert!(told[0].1.starts_with("whoever runs Waymark corrected the name and"), "{told:?}");
    }
}

impl Town {
    /// Whoever sits at the machine.
    pub fn founder(&self) -> Worker {
        let actor = Actor::system(System::CommandLine, PROGRAMME);
        Worker { actor, programme: PROGRAMME, address: None }
    }
}
