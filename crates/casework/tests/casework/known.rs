//! Who is known already: suggested, answered, answered again, united and separated.

use access::{Actor, System};
use casework::his::{Chance, Level, Screening};
use casework::referrals::{Him, Refer};
use casework::{Fault, Filter, Worker};
use jiff::civil::date;
use pathway::Reference;
use pathway::codes::Answer;
use programme::Stage;
use testkit::Past;

use crate::town::{PROGRAMME, Town, family};

/// The family again, he written otherwise: names swapped and misspelt, day and month exchanged.
fn written_otherwise() -> Refer {
    let him = Him {
        given: "Quilfeather".into(),
        family: "Daren".into(),
        date_of_birth: Some(date(1985, 1, 2)),
        phone: Some("+44 7700 900111".into()),
        ..family().him
    };
    Refer { him, women: Vec::new(), ..family() }
}

async fn refers(town: &Town, refer: &Refer) -> Reference {
    let referrer = town.office.acting(&town.referrer);
    referrer.make_referral(town.form(0), refer).await.unwrap().reference
}

async fn acknowledged(town: &Town, refer: &Refer) -> Reference {
    let his = refers(town, refer).await;
    let to = town.facilitator.actor.worker();
    let single_point = town.office.acting(&town.single_point);
    single_point.acknowledge(his, town.form(1), Screening::GoOn, to).await.unwrap();
    his
}

fn migration(town: &Town) -> Worker {
    let actor = Actor::system(System::CommandLine, PROGRAMME);
    Worker { actor, programme: PROGRAMME, address: town.single_point.address }
}

testkit::both_databases! {
    async fn he_is_suggested_however_he_was_written_with_what_agrees(database: Database) {
        let town = Town::at(database.address()).await;
        let first = acknowledged(&town, &family()).await;
        let stranger = Him { given: "Adeel".into(), family: "Hussain".into(), ..Him::default() };
        acknowledged(&town, &Refer { him: stranger, ..family() }).await;
        let second = refers(&town, &written_otherwise()).await;
        let single_point = town.office.acting(&town.single_point);
        let alikes = single_point.his_duplicates(second).await.unwrap();
        assert_eq!(alikes.cases.len(), 1, "and nobody else");
        assert_eq!(alikes.cases[0].listed.envelope.reference, first);
        let likeness = alikes.cases[0].likeness.unwrap();
        assert_eq!(likeness.chance(), Some(Chance::AlmostCertainly));
        assert_eq!(likeness.levels[0], Level::Swapped);
        assert_eq!(likeness.levels[2], Level::DayAndMonthSwapped);
        assert_eq!(likeness.levels[4], Level::Same);
        // A restricted case is suggested without saying whose it is, or by what.
        let manager = town.office.acting(&town.manager);
        manager.restrict_his(first, town.form(2), true, "Known.".to_owned()).await.unwrap();
        let alikes = single_point.his_duplicates(second).await.unwrap();
        assert_eq!(alikes.cases.len(), 1);
        assert!(alikes.cases[0].him.is_none() && alikes.cases[0].likeness.is_none());
    }

    async fn who_was_indexed_by_an_earlier_version_is_suggested_once_the_index_is_made_again(database: Database) {
        let town = Town::at(database.address()).await;
        let first = acknowledged(&town, &family()).await;
        let second = refers(&town, &written_otherwise()).await;
        let past = Past::connect(database.address()).await.unwrap();
        past.execute("DELETE FROM blind_index WHERE field > 8 OR field = 5").await.unwrap();
        let single_point = town.office.acting(&town.single_point);
        assert!(single_point.his_duplicates(second).await.unwrap().cases.is_empty());
        assert_eq!(town.office.index_again(&migration(&town)).await.unwrap(), 2, "he, twice");
        let alikes = single_point.his_duplicates(second).await.unwrap();
        assert_eq!(alikes.cases[0].listed.envelope.reference, first);
        // Made again and again it is the same.
        let asked = "SELECT COUNT(*) FROM blind_index";
        let count = past.rows(asked).await.unwrap()[0][0].number();
        town.office.index_again(&migration(&town)).await.unwrap();
        assert_eq!(past.rows(asked).await.unwrap()[0][0].number(), count);
    }

    async fn what_very_many_share_is_left_out_of_the_look_and_that_is_said(database: Database) {
        let town = Town::at(database.address()).await;
        let him = |born| Him { date_of_birth: born, phone: None, ..family().him };
        let refer = |him| Refer { him, women: Vec::new(), ..family() };
        for _ in 0..store::MOST_OF_KEY + 1 {
            refers(&town, &refer(him(None))).await;
        }
        let new = refers(&town, &refer(him(None))).await;
        let single_point = town.office.acting(&town.single_point);
        let alikes = single_point.his_duplicates(new).await.unwrap();
        assert!(alikes.left_out && alikes.cases.is_empty(), "a name alone that so many bear");
        let born = Some(date(1985, 2, 1));
        let known = refers(&town, &refer(him(born))).await;
        let new = refers(&town, &refer(him(born))).await;
        let alikes = single_point.his_duplicates(new).await.unwrap();
        assert!(alikes.left_out);
        let found: Vec<Reference> =
            alikes.cases.iter().map(|one| one.listed.envelope.reference).collect();
        assert_eq!(found, [known]);
    }

    async fn what_is_said_of_two_cases_stands_in_both_and_is_changed_from_either(database: Database) {
        let town = Town::at(database.address()).await;
        let first = acknowledged(&town, &family()).await;
        let second = refers(&town, &family()).await;
        let single_point = town.office.acting(&town.single_point);
        let compared = async |reference| {
            let alikes = single_point.his_duplicates(reference).await.unwrap();
            assert_eq!(alikes.cases.len(), 1);
            alikes.cases[0].compared
        };
        let version = async |reference| single_point.his_case(reference).await.unwrap().version;
        let individual = async |reference| {
            single_point.his_case(reference).await.unwrap().case.standing().individual()
        };
        let (one, other) = (individual(first).await, individual(second).await);
        let form = town.form(version(second).await);
        single_point.compare(second, form, first, Answer::No).await.unwrap();
        assert_eq!((compared(first).await, compared(second).await), (Some(Answer::No), Some(Answer::No)));
        assert!(single_point.compare(second, form, first, Answer::No).await.unwrap().already);

        // From the other: they are one man, known as he was first known in that case.
        let form = town.form(version(first).await);
        let why = "He said so himself.".to_owned();
        single_point.compare_again(first, form, second, Some(Answer::Yes), why).await.unwrap();
        assert_eq!((compared(first).await, compared(second).await), (Some(Answer::Yes), Some(Answer::Yes)));
        assert_eq!((individual(first).await, individual(second).await), (other, other));

        // And taken back from either, in both.
        let form = town.form(version(second).await);
        let why = "It was his brother.".to_owned();
        single_point.compare_again(second, form, first, None, why).await.unwrap();
        assert_eq!((compared(first).await, compared(second).await), (None, None));
        assert_eq!((individual(first).await, individual(second).await), (one, other));

        // A case is not held against itself.
        let form = town.form(version(first).await);
        let tried = single_point.compare(first, form, first, Answer::Yes).await;
        assert!(matches!(tried, Err(Fault::Refused(_))), "{tried:?}");
    }

    async fn a_number_that_many_share_says_less_of_two_men(database: Database) {
        let town = Town::at(database.address()).await;
        let him = |given: &str, family_name: &str, phone: &str| Refer {
            him: Him {
                given: given.to_owned(),
                family: family_name.to_owned(),
                date_of_birth: None,
                phone: Some(phone.to_owned()),
                ..family().him
            },
            women: Vec::new(),
            ..family()
        };
        // Of two pairs alike in all, one has the number of a hostel.
        for (family_name, phone) in [("Quillfeather", "07700 900111"), ("Wrenfield", "07700 900222")] {
            refers(&town, &him("Darren", family_name, phone)).await;
        }
        for place in 0..40 {
            let family_name = format!("Guest{}", char::from(b'a' + place % 26));
            refers(&town, &him("Tom", &family_name, "07700 900111")).await;
        }
        let single_point = town.office.acting(&town.single_point);
        let mut weights = Vec::new();
        for (family_name, phone) in [("Quillfeather", "07700 900111"), ("Wrenfield", "07700 900222")] {
            let new = refers(&town, &him("Darren", family_name, phone)).await;
            let alikes = single_point.his_duplicates(new).await.unwrap();
            weights.push(alikes.cases[0].likeness.unwrap().weight);
        }
        // Both are bounded by fathers and sons of one name; without the count they would be equal.
        assert!(weights[0] + 0.1 < weights[1], "forty others have the number of one: {weights:?}");
    }

    async fn an_answer_is_changed_taken_back_and_remembered(database: Database) {
        let town = Town::at(database.address()).await;
        let first = acknowledged(&town, &family()).await;
        let second = refers(&town, &family()).await;
        let single_point = town.office.acting(&town.single_point);
        let said = async || single_point.his_duplicates(second).await.unwrap().cases[0].compared;
        let version = async || single_point.his_case(second).await.unwrap().version;
        let none = single_point.compare_again(second, town.form(1), first, None, "x".into()).await;
        assert!(matches!(none, Err(Fault::RefusedHis(programme::Refusal::NotCompared))), "{none:?}");
        single_point.compare(second, town.form(1), first, Answer::No).await.unwrap();
        assert_eq!(said().await, Some(Answer::No));
        let form = town.form(version().await);
        let why = "He showed his passport.".to_owned();
        let again = Some(Answer::Yes);
        single_point.compare_again(second, form, first, again, why.clone()).await.unwrap();
        assert_eq!(said().await, Some(Answer::Yes));
        let twice = single_point.compare_again(second, form, first, again, why).await.unwrap();
        assert!(twice.already, "a form sent twice is done once");
        let form = town.form(version().await);
        single_point.compare_again(second, form, first, None, "Nobody knows.".into()).await.unwrap();
        assert_eq!(said().await, None);
        // Whoever may not resolve duplicates has no such case.
        for worker in [&town.referrer, &town.facilitator, &town.support_manager] {
            let acting = town.office.acting(worker);
            let form = town.form(version().await);
            let tried = acting.compare_again(second, form, first, None, "x".into()).await;
            assert!(matches!(tried, Err(Fault::NotFound)), "{tried:?}");
            assert!(acting.known_as(&Default::default()).await.unwrap().is_none());
        }
    }

    async fn two_cases_that_were_united_by_mistake_stand_as_before_and_hers_are_not_touched(database: Database) {
        let town = Town::at(database.address()).await;
        let first = acknowledged(&town, &family()).await;
        let facilitator = town.office.acting(&town.facilitator);
        facilitator.refer_her(first, town.form(2)).await.unwrap();
        let support = town.office.acting(&town.support_manager);
        let hers = support.caseload(&Filter::default(), None).await.unwrap();
        let hers = hers.cases[0].envelope.reference;
        let second = acknowledged(&town, &Refer { women: Vec::new(), ..family() }).await;
        let single_point = town.office.acting(&town.single_point);
        let standing = async |reference| {
            single_point.his_case(reference).await.unwrap().case.standing().clone()
        };
        let (one, other) = (standing(first).await, standing(second).await);
        let version = async |reference| single_point.his_case(reference).await.unwrap().version;
        let form = town.form(version(second).await);
        let inbox = town.office.acting(&town.referrer).inbox(None).await.unwrap();
        let heard_before: Vec<_> = inbox.into_iter().map(|one| (one.kind, one.reference)).collect();
        single_point.merge(second, form, first, "Same street.".into()).await.unwrap();
        assert_eq!(standing(first).await.stage, Stage::Merged);
        assert_eq!(standing(second).await.hers.len(), 1, "she is referred from here too");
        // Whoever referred hears nothing of it, nor of the separation: they would learn that he is known.
        let heard = async || {
            let inbox = town.office.acting(&town.referrer).inbox(None).await.unwrap();
            inbox.into_iter().map(|one| (one.kind, one.reference)).collect::<Vec<_>>()
        };
        assert_eq!(heard().await, heard_before);
        let form = town.form(version(second).await);
        facilitator.write_his_note(second, form, "He rang.".into()).await.unwrap();
        // Her service has a case of hers for each of his by now.
        let both = support.caseload(&Filter::default(), None).await.unwrap();
        let both: Vec<Reference> = both.cases.iter().map(|one| one.envelope.reference).collect();
        assert_eq!(both.len(), 2);
        let happened = async || {
            let mut happened = Vec::new();
            for case in &both {
                happened.push(support.her_case(*case).await.unwrap().happened.len());
            }
            happened
        };
        let of_hers = happened().await;
        // Not by those who see one area alone, not without a reason, not of a case that is not united.
        let form = town.form(version(second).await);
        let tried = facilitator.separate(second, form, first, "x".into()).await;
        assert!(matches!(tried, Err(Fault::NotFound)), "{tried:?}");
        let tried = single_point.separate(second, form, first, "  ".into()).await;
        assert!(matches!(tried, Err(Fault::Refused(_))), "{tried:?}");
        let form_of_first = town.form(version(first).await);
        let tried = single_point.separate(first, form_of_first, second, "x".into()).await;
        assert!(matches!(tried, Err(Fault::RefusedHis(_))), "{tried:?}");
        single_point.separate(second, form, first, "They are twins.".into()).await.unwrap();
        let again = single_point.separate(second, form, first, "They are twins.".into()).await;
        assert!(again.unwrap().already, "sent twice, done once");
        assert_eq!(heard().await, heard_before);
        assert_eq!(standing(first).await, one);
        assert_eq!(standing(second).await, other);
        let length = single_point.his_case(second).await.unwrap().happened.len();
        assert!(length > 3, "all that happened stays, and the note that came since: {length}");
        assert_eq!(happened().await, of_hers, "her cases are not touched");
        // Nothing of the one who is not hers crosses to her any more, and of hers all does.
        let assessed = |on| programme::parts::RiskAssessment {
            on,
            by: programme::codes::Party::Programme,
            instrument: "judgement".into(),
            version: None,
            score: None,
            band: None,
            judgement: Some(pathway::crossing::Risk::High),
            judged_for_marac: false,
            note: None,
        };
        let form = town.form(version(second).await);
        let on = date(2019, 1, 7);
        facilitator.assess_his_risk(second, form, assessed(on), None).await.unwrap();
        assert_eq!(happened().await, of_hers, "what becomes of another man is nothing to her");
        let form = town.form(version(first).await);
        facilitator.assess_his_risk(first, form, assessed(on), None).await.unwrap();
        let told = happened().await;
        let of_first = both.iter().position(|case| *case == hers).unwrap();
        assert!(told[of_first] > of_hers[of_first], "and of hers she hears");
        assert_eq!(told[1 - of_first], of_hers[1 - of_first]);
    }
}
