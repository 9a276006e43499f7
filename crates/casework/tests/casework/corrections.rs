//! The name and the address of mail of an account, corrected by whoever keeps accounts, on both
//! databases.

use access::{Actor, Areas, Held, Role, System};
use casework::account_acts::AccountAct;
use casework::accounts::{AccountListed, Opened};
use casework::corrections::{Correction, NotCorrected};
use casework::resets::Asked;
use casework::signing_in::Token;
use casework::{Acting, Fault, Worker};
use pathway::{ProgrammeId, WorkerId};
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

    async fn whoever_changed_an_address_makes_no_link_that_goes_there_for_a_week(database: Database) {
        let town = Town::at(database.address()).await;
        let one = administrator_of(&town).await;
        let (abe, cy) = (town.office.acting(&one), by(&town, "cy.moss@example.org").await);
        let cy = town.office.acting(&cy);
        let whose = account(&town, "worker2@example.org").await;
        let link = async |acting: &Acting<'_>| acting.invite_again(whose.id, whose.organisation).await;
        let refused = |answer: Result<Token, Fault>| match answer {
            Err(Fault::Refused(words)) => assert!(words.starts_with("You changed their"), "{words}"),
            answer => panic!("{:?}", answer.map(drop)),
        };
        // Nobody signed in yet: an address that was mistyped is put right, and the link goes there.
        abe.correct(&whose, &called(&whose.name, "mistyped@example.org")).await.unwrap();
        link(&abe).await.unwrap();
        town.later(7 * 24);
        town.used(&database, whose.id).await;
        // Reset in good faith by two, then led elsewhere by one of them, with the password gone.
        abe.reset_factors(whose.id, whose.organisation, None).await.unwrap();
        let shown = abe.is_reset_asked(whose.id, whose.organisation).await.unwrap();
        cy.reset_factors(whose.id, whose.organisation, shown).await.unwrap();
        let whose_now = account(&town, "mistyped@example.org").await;
        abe.correct(&whose_now, &called(&whose.name, "mine@example.org")).await.unwrap();
        refused(link(&abe).await);
        let moved = account(&town, "mine@example.org").await;
        let proposed = abe.may_do(AccountAct::Invite, &moved).await;
        assert!(matches!(proposed, Err(Fault::Refused(_))), "{proposed:?}");
        // Another who mends a letter hides nobody, and is none of them.
        cy.correct(&moved, &called(&whose.name, "Mine@example.org")).await.unwrap();
        refused(link(&abe).await);
        link(&cy).await.unwrap();
        // Nor does another who changes it too.
        let moved = account(&town, "mine@example.org").await;
        cy.correct(&moved, &called(&whose.name, "back@example.org")).await.unwrap();
        for acting in [&abe, &cy] {
            refused(link(acting).await);
        }
        town.later(7 * 24);
        link(&abe).await.unwrap();
    }

    async fn whoever_changed_an_address_and_whom_they_let_in_are_one(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let cy = by(&town, "cy.moss@example.org").await;
        let second = opens(&town, &abe, "abe.second@example.org").await;
        let of_cy = opens(&town, &cy, "ann.moss@example.org").await;
        let whose = account(&town, "worker2@example.org").await;
        town.used(&database, whose.id).await;
        let may = async |worker: &Worker, what| {
            let acting = town.office.acting(worker);
            let account = acting.account(whose.id).await.unwrap();
            match acting.may_do(what, &account).await {
                Ok(_) => true,
                Err(Fault::Refused(words)) => {
                    assert!(words.starts_with("You changed their"), "{words}");
                    false
                }
                Err(fault) => panic!("{fault:?}"),
            }
        };
        let others = async |worker: &Worker| {
            town.office.acting(worker).others_let_in(&whose).await.unwrap()
        };
        for one in [&abe, &cy, &second, &of_cy] {
            for what in [AccountAct::Invite, AccountAct::Reset] {
                assert!(may(one, what).await);
            }
            assert_eq!(others(one).await, 2, "neither oneself nor whom one is a pair with");
        }
        // By the machine: nobody's own, who ever opened accounts there.
        let founder = town.founder();
        let founding = town.office.acting(&founder);
        founding.correct(&whose, &called(&whose.name, "first@example.org")).await.unwrap();
        for one in [&abe, &cy, &second, &of_cy] {
            assert!(may(one, AccountAct::Invite).await);
        }
        let now = account(&town, "first@example.org").await;
        let acting = town.office.acting(&second);
        acting.correct(&now, &called(&whose.name, "mine@example.org")).await.unwrap();
        for what in [AccountAct::Invite, AccountAct::Reset] {
            for (one, is_free) in [(&abe, false), (&second, false), (&cy, true), (&of_cy, true)] {
                assert_eq!(may(one, what).await, is_free);
            }
        }
        assert_eq!(others(&cy).await, 0, "all would have changed it");
        // Two of whom one let the other in do it where those of whom neither is true may not.
        let (cy, of_cy) = (town.office.acting(&cy), town.office.acting(&of_cy));
        cy.reset_factors(whose.id, whose.organisation, None).await.unwrap();
        let shown = cy.is_reset_asked(whose.id, whose.organisation).await.unwrap();
        let agreed = of_cy.reset_factors(whose.id, whose.organisation, shown).await.unwrap();
        assert_eq!(agreed, Asked::Done);
        // Nor does whom they let in where whoever did that changes it.
        let moved = account(&town, "mine@example.org").await;
        cy.correct(&moved, &called(&whose.name, "other@example.org")).await.unwrap();
        let link = of_cy.invite_again(whose.id, whose.organisation).await;
        assert!(matches!(link, Err(Fault::Refused(_))));
    }

    async fn nobody_agrees_with_whoever_changed_the_address_however_they_asked(database: Database) {
        let town = Town::at(database.address()).await;
        let one = administrator_of(&town).await;
        let (abe, cy) = (town.office.acting(&one), by(&town, "cy.moss@example.org").await);
        let cy = town.office.acting(&cy);
        let whose = account(&town, "worker2@example.org").await;
        abe.reset_factors(whose.id, whose.organisation, None).await.unwrap();
        let shown = cy.is_reset_asked(whose.id, whose.organisation).await.unwrap();
        let past = database.connect().await.unwrap();
        let at = town.office.now().as_microsecond();
        past.insert("readdressed", &[
            ("worker", whose.id.uuid().into()), ("changed_by", one.actor.worker().uuid().into()),
            ("at", at.into()),
        ]).await.unwrap();
        let refused = cy.reset_factors(whose.id, whose.organisation, shown).await;
        let Err(Fault::Refused(words)) = refused else { panic!("{refused:?}") };
        assert!(words.starts_with("Whoever asked"), "{words}");
    }

    async fn of_a_reset_or_a_link_and_a_change_of_address_at_once_never_are_both(database: Database) {
        let town = Town::at(database.address()).await;
        let one = administrator_of(&town).await;
        let elsewhere = town.another_server(database.address()).await;
        let (asks, corrects) = (town.office.acting(&one), elsewhere.acting(&one));
        let mut whose = account(&town, "worker2@example.org").await;
        town.used(&database, whose.id).await;
        for number in 0..60 {
            let to = called(&whose.name, &format!("mine{number}@example.org"));
            // At every moment of the other.
            let late = async {
                for _ in 0..number / 2 {
                    tokio::task::yield_now().await;
                }
                match number % 2 {
                    0 => drop(asks.reset_factors(whose.id, whose.organisation, None).await),
                    _ => drop(asks.invite_again(whose.id, whose.organisation).await),
                }
            };
            let ((), corrected) = tokio::join!(late, corrects.correct(&whose, &to));
            corrected.unwrap();
            let stands = asks.stands(&whose).await.unwrap();
            assert_eq!((stands.reset_asked, stands.invited), (None, None), "{number}");
            town.later(7 * 24);
            whose = account(&town, &to.email).await;
        }
    }

    async fn a_record_of_before_keeps_who_changed_an_address_last(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let whose = account(&town, "worker2@example.org").await;
        let asked = called(&whose.name, "mine@example.org");
        town.office.acting(&abe).correct(&whose, &asked).await.unwrap();
        town.office.close().await;
        let before = database.connect().await.unwrap();
        let id = match database.is_postgresql() {
            true => "UUID",
            false => "BLOB",
        };
        for step in [
            &*format!("ALTER TABLE workers ADD COLUMN addressed_by {id}"),
            "UPDATE workers SET addressed_by = (SELECT changed_by FROM readdressed) \
             WHERE addressed IS NOT NULL",
            "ALTER TABLE workers DROP COLUMN used",
            "DROP TABLE readdressed",
            "ALTER TABLE identities DROP COLUMN looked",
            "ALTER TABLE identities DROP COLUMN looks",
            "UPDATE meta SET value = '12' WHERE name = 'version'",
        ] {
            before.execute(step).await.unwrap();
        }
        drop(before);
        let office = town.another_server(database.address()).await;
        // Nor is it known of which accounts nobody signed in with yet.
        let link = office.acting(&abe).invite_again(whose.id, whose.organisation).await;
        assert!(matches!(link, Err(Fault::Refused(_))), "{:?}", link.map(drop));
        let founder = town.founder();
        office.acting(&founder).invite_again(whose.id, whose.organisation).await.unwrap();
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
            Held { programme: elsewhere, ..abe.actor.held()[0].clone() },
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

    async fn whoever_keeps_no_accounts_any_more_corrects_none_at_that_moment(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let whose = account(&town, "worker2@example.org").await;
        let founder = town.founder();
        let (own, organisation) = (abe.actor.worker(), abe.actor.organisation());
        town.office.acting(&founder).set_open(own, organisation, false).await.unwrap();
        // Whoever asked is as they were when the page was asked for.
        let late = town.office.acting(&abe).correct(&whose, &called("A Hart", &whose.email)).await;
        assert!(matches!(late, Err(NotCorrected::Fault(Fault::Stale))), "{late:?}");
        assert!(account(&town, &whose.email).await == whose, "nothing of it was done");
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

/// Another who keeps accounts, let in by one who does.
async fn opens(town: &Town, by: &Worker, email: &str) -> Worker {
    let held = vec![Held { role: Role::Administrator, programme: PROGRAMME, areas: Areas::All }];
    let opened = Opened {
        organisation: by.actor.organisation(),
        name: "Another".to_owned(),
        email: email.to_owned(),
        password: None,
        held: held.clone(),
    };
    let (id, _) = town.office.acting(by).invite(opened).await.unwrap();
    let actor = Actor::try_new(id, by.actor.organisation(), held).unwrap();
    Worker { actor, programme: PROGRAMME, address: None }
}

impl Town {
    /// An account was signed in with, and everybody has a password.
    async fn used(&self, database: &testkit::Database, worker: WorkerId) {
        let past = database.connect().await.unwrap();
        past.execute("UPDATE workers SET password = '$argon2id$' WHERE password IS NULL")
            .await
            .unwrap();
        let id = match database.is_postgresql() {
            true => format!("'{}'", worker.uuid()),
            false => format!("x'{}'", worker.uuid().simple()),
        };
        past.execute(&format!("UPDATE workers SET used = made WHERE id = {id}")).await.unwrap();
    }

    /// Whoever sits at the machine.
    pub fn founder(&self) -> Worker {
        let actor = Actor::system(System::CommandLine, PROGRAMME);
        Worker { actor, programme: PROGRAMME, address: None }
    }
}
