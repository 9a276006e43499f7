//! Attempts on the wall, by somebody who knows the code.

use access::{Actor, Held, System, act};
use casework::accounts::{Organisation, OrganisationKind};
use casework::groups::{Came, Entered, Registered};
use casework::his::{Noted, Screening};
use casework::{Fault, Worker};
use jiff::civil::date;
use pathway::codes::Answer;
use pathway::crossing::Risk;
use pathway::{Area, CaseId, ProgrammeId, Reference, SupportCaseId, london_day};
use programme::codes::{Content, Party};
use programme::group::Planned;
use programme::parts::{RiskAssessment, SessionNumber};
use store::{Change, Filter};
use testkit::Database;

use crate::town::{Town, family};

/// A town where she has been referred: his reference and hers.
async fn referred(database: &Database) -> (Town, Reference, Reference) {
    let town = Town::at(database.address()).await;
    let made = town.office.acting(&town.referrer).make_referral(town.form(0), &family()).await;
    let his = made.unwrap().reference;
    let single_point = town.office.acting(&town.single_point);
    let to = town.facilitator.actor.worker();
    single_point.acknowledge(his, town.form(1), Screening::GoOn, to).await.unwrap();
    // At any step, on risk.
    let facilitator = town.office.acting(&town.facilitator);
    facilitator.refer_her(his, town.form(2)).await.unwrap();
    let list = town.office.acting(&town.support_manager).caseload(&Filter::default(), None).await;
    let hers = list.unwrap().cases[0].envelope.reference;
    (town, his, hers)
}

fn assessed(risk: Risk) -> RiskAssessment {
    RiskAssessment {
        on: date(2019, 1, 7),
        by: Party::Programme,
        instrument: "judgement".into(),
        version: None,
        score: None,
        band: None,
        judgement: Some(risk),
        judged_for_marac: false,
        note: None,
    }
}

testkit::both_databases! {
    async fn her_reference_is_nothing_to_anybody_of_his_side(database: Database) {
        let (town, his, hers) = referred(&database).await;
        let of_his_side =
            [&town.referrer, &town.single_point, &town.facilitator, &town.manager, &town.elsewhere];
        for worker in of_his_side {
            let acting = town.office.acting(worker);
            assert!(matches!(acting.her_case(hers).await, Err(Fault::NotFound)));
            assert!(matches!(acting.his_case(hers).await, Err(Fault::NotFound)));
            assert!(matches!(acting.her_notes(hers, &[]).await, Err(Fault::NotFound)));
            let form = town.form(1);
            let to = worker.actor.worker();
            assert!(matches!(acting.allocate_support(hers, form, to).await, Err(Fault::NotFound)));
            let listed = acting.caseload(&Filter::default(), None).await.unwrap();
            assert!(listed.cases.iter().all(|case| case.envelope.reference != hers));
        }
        for worker in [&town.support_manager, &town.support_worker] {
            let acting = town.office.acting(worker);
            assert!(matches!(acting.his_case(his).await, Err(Fault::NotFound)));
        }
    }

    async fn work_on_her_case_meanwhile_is_nothing_that_his_side_may_notice(database: Database) {
        let (town, his, hers) = referred(&database).await;
        let facilitator = town.office.acting(&town.facilitator);
        let manager = town.office.acting(&town.support_manager);
        let risks = [Risk::High, Risk::Medium].into_iter().cycle().take(12);
        for level in risks {
            let his_form = town.form(town.version(his).await);
            let her_form = town.form(manager.her_case(hers).await.unwrap().version);
            // What each of his assessments comes to crosses, while her note is written.
            let (assessed, written) = tokio::join!(
                facilitator.assess_his_risk(his, his_form, assessed(level), None),
                manager.write_support_note(hers, her_form, "Rang.".to_owned()),
            );
            assessed.unwrap();
            // Her worker is told of what came in, and writes the note again.
            assert!(matches!(written, Ok(_) | Err(Fault::Stale)), "{written:?}");
        }
    }

    async fn a_register_is_taken_whoever_works_on_her_case_meanwhile(database: Database) {
        let town = Town::at(database.address()).await;
        let (his, hers) = town.cleared().await;
        let (group, id) = town.group_of(12).await;
        town.places(his, id).await.unwrap();
        let facilitator = town.office.acting(&town.facilitator);
        let manager = town.office.acting(&town.support_manager);
        for number in 1..=8 {
            let on = london_day(town.office.now());
            let session = SessionNumber::try_new(number).unwrap();
            let content = Content::Implications;
            let session = Planned { on, session, content, tags: Vec::new(), heavy: false };
            // Each session gives her worker something to hear.
            let noted = Some(Noted { notable_response: true, ..Noted::default() });
            let came = Came::Attended { late: None, noted };
            let register = Registered { session, men: vec![Entered { man: his, came }] };
            let drawn = facilitator.register(group, on).await.unwrap();
            let her_form = town.form(manager.her_case(hers).await.unwrap().version);
            let (taken, written) = tokio::join!(
                facilitator.take_register(group, town.form(drawn.version), register),
                manager.write_support_note(hers, her_form, "Rang.".to_owned()),
            );
            taken.unwrap();
            assert!(matches!(written, Ok(_) | Err(Fault::Stale)), "{written:?}");
            town.later(7 * 24);
        }
        let case = manager.her_case(hers).await.unwrap();
        let signals = case.happened.iter().filter(|one| {
            matches!(one.event.what, support::What::SignalReceived(_))
        });
        assert_eq!(signals.count(), 8, "nothing that crosses was lost");
    }

    async fn what_is_added_of_her_goes_to_the_case_that_goes_on_however_often_it_was_merged(database: Database) {
        let town = Town::at(database.address()).await;
        let referrer = town.office.acting(&town.referrer);
        // The same woman, named three times.
        let mut refer = family();
        refer.women = vec![refer.women[0].clone(); 3];
        let his = referrer.make_referral(town.form(0), &refer).await.unwrap().reference;
        let single_point = town.office.acting(&town.single_point);
        let to = town.facilitator.actor.worker();
        single_point.acknowledge(his, town.form(1), Screening::GoOn, to).await.unwrap();
        for _ in 0..3 {
            let form = town.form(town.version(his).await);
            town.office.acting(&town.facilitator).refer_her(his, form).await.unwrap();
        }
        let manager = town.office.acting(&town.support_manager);
        let list = manager.caseload(&Filter::default(), None).await.unwrap();
        let cases: Vec<_> = list.cases.iter().map(|one| one.envelope.reference).collect();
        let [one, two, goes_on] = cases[..] else { panic!("{cases:?}") };
        merges(&town, one, two).await;
        merges(&town, two, goes_on).await;
        for which in 0..3 {
            let added = referrer.add_to_sealed(his, town.form(2), which, "She moves on Friday.").await;
            assert!(added.is_ok(), "{added:?}");
        }
        let case = manager.her_case(goes_on).await.unwrap().case;
        assert_eq!(case.notes.len(), 3, "all of it is read where she is supported");
    }

    async fn no_suggestion_and_no_comparison_crosses_programmes(database: Database) {
        let town = Town::at(database.address()).await;
        let referrer = town.office.acting(&town.referrer);
        let here = referrer.make_referral(town.form(0), &family()).await.unwrap().reference;
        // The same provider runs a second programme, with the same single point of contact.
        let other = ProgrammeId::of(uuid::Uuid::from_u128(0xA2));
        let actor = Actor::system(System::CommandLine, other);
        let founder = Worker { actor, programme: other, address: None };
        let founding = town.office.acting(&founder);
        founding.begin_programme("Another").await.unwrap();
        let provider = Organisation {
            id: town.single_point.actor.organisation(),
            name: "Richmond".to_owned(),
            kind: OrganisationKind::Programme,
        };
        founding.take_part(&provider, &[Area::new("Dudley")]).await.unwrap();
        let council = Organisation {
            id: town.referrer.actor.organisation(),
            name: "Dudley Council".to_owned(),
            kind: OrganisationKind::Referrer,
        };
        founding.take_part(&council, &[]).await.unwrap();
        let within = |worker: &Worker| {
            let held = worker.actor.held().iter();
            let there = held.clone().map(|held| Held { programme: other, ..held.clone() });
            let held: Vec<Held> = held.cloned().chain(there).collect();
            let (id, organisation) = (worker.actor.worker(), worker.actor.organisation());
            let actor = Actor::try_new(id, organisation, held).unwrap();
            Worker { actor, programme: other, address: None }
        };
        let (referrer, single_point) = (within(&town.referrer), within(&town.single_point));
        let referrer = town.office.acting(&referrer);
        let there = referrer.make_referral(town.form(0), &family()).await.unwrap().reference;
        let single_point = town.office.acting(&single_point);
        for case in [here, there] {
            assert!(single_point.his_case(case).await.is_ok(), "both are theirs to work on");
            let alike = single_point.his_duplicates(case).await.unwrap();
            assert!(alike.cases.is_empty(), "{case} is alike to a case of another programme");
        }
        let compared = single_point.compare(here, town.form(1), there, Answer::Yes).await;
        assert!(matches!(compared, Err(Fault::NotFound)), "{compared:?}");
        let merged = single_point.merge(here, town.form(1), there, "One man".to_owned()).await;
        assert!(matches!(merged, Err(Fault::NotFound)), "{merged:?}");
    }

    async fn a_case_of_another_area_is_answered_like_one_that_was_never_made(database: Database) {
        let (town, his, _) = referred(&database).await;
        let elsewhere = town.office.acting(&town.elsewhere);
        let never_made = Reference::random(7);
        for reference in [his, never_made] {
            let answer = elsewhere.his_case(reference).await.unwrap_err();
            assert_eq!(answer.to_string(), "not found");
        }
        let listed = elsewhere.caseload(&Filter::default(), None).await.unwrap();
        assert_eq!((listed.cases.len(), listed.count), (0, 0));
    }

    async fn his_case_says_the_same_whether_she_takes_support_or_not(database: Database) {
        let (town, his, hers) = referred(&database).await;
        let facilitator = town.office.acting(&town.facilitator);
        let before = facilitator.his_case(his).await.unwrap();
        let support = town.office.acting(&town.support_manager);
        let to = town.support_worker.actor.worker();
        let version = support.her_case(hers).await.unwrap().version;
        support.allocate_support(hers, town.form(version), to).await.unwrap();
        let note = "She says that he found the letter.".to_owned();
        let form = town.form(version + 1);
        town.office.acting(&town.support_worker).write_support_note(hers, form, note).await.unwrap();
        let after = facilitator.his_case(his).await.unwrap();
        assert_eq!(before.version, after.version);
        assert_eq!(before.happened, after.happened);
        assert_eq!(before.listed, after.listed);
        let inbox = facilitator.inbox(None).await.unwrap();
        assert!(inbox.iter().all(|message| message.reference == his));
    }
}

/// One case of hers goes on in another, as her service will have it.
async fn merges(town: &Town, from: Reference, into: Reference) {
    let (ends, links) = support_case(town, from).await;
    let (goes_on, _) = support_case(town, into).await;
    let into_it = support::What::MergedInto(SupportCaseId::of(goes_on));
    happens(town, from, into_it).await;
    happens(town, into, support::What::TookIn(SupportCaseId::of(ends), links)).await;
}

/// The id of a case of hers, and the cases of his that it answers.
async fn support_case(town: &Town, reference: Reference) -> (uuid::Uuid, Vec<CaseId>) {
    let case = town.office.acting(&town.support_manager).her_case(reference).await.unwrap();
    (case.permitted.record(), case.case.his.iter().map(|his| his.case).collect())
}

/// Something happens in a case of hers that no method of casework does yet.
async fn happens(town: &Town, hers: Reference, what: support::What) {
    let actor = &town.support_manager.actor;
    let scope = access::scope(actor, act::MergeSupportCases);
    let listed = town.store.find(&scope, hers).await.unwrap().unwrap();
    let leave = access::decide(actor, act::MergeSupportCases, &listed.facts).unwrap();
    let mut case = support::Case::default();
    for entry in town.store.events::<support::Case, _>(&leave).await.unwrap() {
        support::apply(&mut case, &entry.event);
    }
    let event = support::Event { at: town.office.now(), what };
    support::apply(&mut case, &event);
    let programme = town.support_manager.programme;
    let mut change = Change::unnumbered(actor.worker(), programme, town.office.now());
    change.append::<support::Case, _>(&leave, &listed.envelope, listed.version, &[event], &case);
    town.store.commit(change).await.unwrap();
}
