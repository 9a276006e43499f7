//! What whoever refers can do, and what they never learn.

use casework::Fault;
use casework::his::Screening;
use casework::inbox::AboutWhat;
use casework::messages::MessageKind;
use casework::referrals::{Added, Comes, DraftId, Her, Standing, ToldOf, Wanted};
use pathway::codes::Answer;
use pathway::screening::Missing;
use pathway::{NarrativeId, Reference, Surroundings};
use programme::Stage;
use programme::codes::{ClosureReason, Report};
use store::keys::{Narrative, Side, Subject};
use store::{Change, Filter};

use crate::town::{Town, family};

async fn made(town: &Town) -> Reference {
    let made = town.office.acting(&town.referrer).make_referral(town.form(0), &family()).await;
    made.unwrap().reference
}

async fn acknowledged(town: &Town) -> Reference {
    let his = made(town).await;
    let to = town.facilitator.actor.worker();
    let single_point = town.office.acting(&town.single_point);
    single_point.acknowledge(his, town.form(1), Screening::GoOn, to).await.unwrap();
    his
}

async fn kinds(town: &Town, worker: &casework::Worker) -> Vec<MessageKind> {
    let inbox = town.office.acting(worker).inbox_page(None).await.unwrap();
    inbox.messages.into_iter().rev().filter_map(|came| came.kind).collect()
}

testkit::both_databases! {
    async fn nobody_writes_more_than_fifty_referrals_at_a_time_and_is_told_what_to_do(database: Database) {
        let town = Town::at(database.address()).await;
        let referrer = town.office.acting(&town.referrer);
        let first = DraftId::from(town.form(0));
        referrer.begin_draft(first, "").await.unwrap();
        for _ in 1..50 {
            referrer.begin_draft(DraftId::from(town.form(0)), "").await.unwrap();
        }
        let next = DraftId::from(town.form(0));
        let refused = referrer.begin_draft(next, "").await.unwrap_err().to_string();
        assert!(refused.contains("throw one away"), "{refused}");
        assert_eq!(referrer.referral_drafts().await.unwrap().len(), 50, "none is thrown away");
        referrer.begin_draft(first, "").await.unwrap();
        referrer.throw_draft_away(first).await.unwrap();
        referrer.begin_draft(next, "").await.unwrap();
    }

    async fn a_draft_is_kept_found_again_and_becomes_one_referral(database: Database) {
        let town = Town::at(database.address()).await;
        let referrer = town.office.acting(&town.referrer);
        let draft = DraftId::from(town.form(0));
        referrer.begin_draft(draft, "nothing yet").await.unwrap();
        referrer.keep_draft(draft, "half of it").await.unwrap();
        // The form that begins it was sent twice.
        referrer.begin_draft(draft, "nothing yet").await.unwrap();
        assert_eq!(referrer.referral_draft(draft).await.unwrap().text, "half of it");
        assert_eq!(referrer.referral_drafts().await.unwrap().len(), 1);
        for other in [&town.single_point, &town.support_worker] {
            let other = town.office.acting(other);
            assert!(matches!(other.referral_draft(draft).await, Err(Fault::NotFound)));
            assert!(other.referral_drafts().await.unwrap().is_empty());
            let begun = other.begin_draft(DraftId::from(town.form(0)), "").await;
            assert!(matches!(begun, Err(Fault::NotFound)), "only who refers begins one");
        }
        let first = referrer.send_draft(draft, &family()).await.unwrap();
        let again = referrer.send_draft(draft, &family()).await.unwrap();
        assert_eq!((first.reference, again.already), (again.reference, true));
        assert_eq!(referrer.made_of(draft).await.unwrap(), Some(first.reference));
        assert!(matches!(referrer.referral_draft(draft).await, Err(Fault::NotFound)));
        // What is kept too late brings back nothing of what is sealed now.
        referrer.keep_draft(draft, "typed before it was sent").await.unwrap();
        assert!(referrer.referral_drafts().await.unwrap().is_empty());
        let list = referrer.referrals(&Wanted::default(), None).await.unwrap();
        assert_eq!(list.count, 1);
    }

    async fn a_referrer_is_told_each_step_and_what_comes_next(database: Database) {
        let town = Town::at(database.address()).await;
        let his = made(&town).await;
        let referrer = town.office.acting(&town.referrer);
        let progress = referrer.progress(his).await.unwrap();
        let next = progress.next.unwrap();
        assert_eq!((next.what, next.late), (Comes::Acknowledgement, false));
        town.later(49);
        assert!(referrer.progress(his).await.unwrap().next.unwrap().late);
        let to = town.facilitator.actor.worker();
        let single_point = town.office.acting(&town.single_point);
        single_point.acknowledge(his, town.form(1), Screening::GoOn, to).await.unwrap();
        let progress = referrer.progress(his).await.unwrap();
        let told: Vec<ToldOf> = progress.told.iter().map(|told| told.of.clone()).collect();
        assert_eq!(told, [ToldOf::Received, ToldOf::Acknowledged]);
        assert_eq!(progress.next.unwrap().what, Comes::Offer);
        let family = progress.him.as_ref().unwrap().family.as_ref().unwrap();
        assert_eq!(family.reveal(&progress.permitted), "Quillfeather");
        // Whoever refers nobody, or for others, finds nothing.
        for other in [&town.facilitator, &town.support_manager] {
            let other = town.office.acting(other);
            assert!(matches!(other.progress(his).await, Err(Fault::NotFound)));
            let list = other.referrals(&Wanted::default(), None).await;
            assert!(matches!(list, Err(Fault::NotFound)));
        }
        let never_made = referrer.progress(Reference::random(7)).await;
        assert!(matches!(never_made, Err(Fault::NotFound)));
    }

    async fn what_screening_misses_is_asked_and_answered(database: Database) {
        let town = Town::at(database.address()).await;
        let referrer = town.office.acting(&town.referrer);
        let mut refer = family();
        refer.screening.willing_to_change = Some(Answer::Unknown);
        let his = referrer.make_referral(town.form(0), &refer).await.unwrap().reference;
        assert_eq!(referrer.progress(his).await.unwrap().missing, [Missing::Willing]);
        let nothing = referrer.add_to_referral(his, town.form(1), Added::default()).await;
        assert!(matches!(nothing, Err(Fault::Refused(_))));
        let added = || Added {
            willing_to_change: Some(Answer::Yes),
            note: Some("He asked for the programme himself.".into()),
            ..Added::default()
        };
        let form = town.form(1);
        referrer.add_to_referral(his, form, added()).await.unwrap();
        assert!(referrer.add_to_referral(his, form, added()).await.unwrap().already);
        let stale = referrer.add_to_referral(his, town.form(1), Added {
            note: Some("And he rang again.".into()),
            ..Added::default()
        }).await;
        assert!(matches!(stale, Err(Fault::Stale)));
        let progress = referrer.progress(his).await.unwrap();
        assert!(progress.missing.is_empty());
        assert_eq!(progress.told.last().unwrap().of, ToldOf::AddedTo);
        // The programme reads what was written, and is told.
        let single_point = town.office.acting(&town.single_point);
        let case = single_point.his_case(his).await.unwrap();
        let note = case.happened.iter().find_map(|entry| match &entry.event.step {
            programme::Step::Supplemented(supplement) => supplement.note,
            _ => None,
        });
        let (permitted, notes) = single_point.his_notes(his, &[note.unwrap()]).await.unwrap();
        let words = notes[&note.unwrap()].reveal(&permitted);
        assert_eq!(words, "He asked for the programme himself.");
        assert!(kinds(&town, &town.single_point).await.contains(&MessageKind::Supplemented));
    }

    async fn what_is_added_of_her_reaches_her_worker_before_and_after_she_is_referred(database: Database) {
        let town = Town::at(database.address()).await;
        let his = acknowledged(&town).await;
        let referrer = town.office.acting(&town.referrer);
        let before = town.office.acting(&town.facilitator).his_case(his).await.unwrap();
        let form = town.form(2);
        referrer.add_to_sealed(his, form, 0, "She moves on Friday.").await.unwrap();
        assert!(referrer.add_to_sealed(his, form, 0, "She moves on Friday.").await.unwrap().already);
        let after = town.office.acting(&town.facilitator).his_case(his).await.unwrap();
        assert_eq!(before.happened, after.happened, "his side learns nothing of it");
        town.office.acting(&town.facilitator).refer_her(his, town.form(2)).await.unwrap();
        let manager = town.office.acting(&town.support_manager);
        let list = manager.caseload(&Filter::default(), None).await.unwrap();
        let hers = list.cases[0].envelope.reference;
        referrer.add_to_sealed(his, town.form(2), 0, "She has a new number.").await.unwrap();
        let case = manager.her_case(hers).await.unwrap();
        let (permitted, notes) = manager.her_notes(hers, &case.case.notes).await.unwrap();
        let words: Vec<&str> =
            case.case.notes.iter().map(|note| notes[note].reveal(&permitted)).collect();
        assert_eq!(words.len(), 2);
        assert!(words[0].ends_with("She moves on Friday."), "{words:?}");
        assert!(words[1].ends_with("She has a new number."), "{words:?}");
        let told = kinds(&town, &town.support_manager).await;
        assert!(told.contains(&MessageKind::ToldMoreOfHer), "{told:?}");
        let his_inbox = kinds(&town, &town.facilitator).await;
        assert!(!his_inbox.contains(&MessageKind::ToldMoreOfHer), "{his_inbox:?}");
        let no_such = referrer.add_to_sealed(his, town.form(2), 1, "Who?").await;
        assert!(matches!(no_such, Err(Fault::Refused(_))));
    }

    async fn a_further_woman_is_named_and_sealed_like_the_first(database: Database) {
        let town = Town::at(database.address()).await;
        let his = acknowledged(&town).await;
        let referrer = town.office.acting(&town.referrer);
        let jade = || Her { given: "Jade".into(), family: "Pemberton".into(), ..Her::default() };
        let form = town.form(2);
        referrer.name_woman(his, form, &jade()).await.unwrap();
        assert!(referrer.name_woman(his, form, &jade()).await.unwrap().already);
        assert_eq!(referrer.progress(his).await.unwrap().women, 2);
        let told = kinds(&town, &town.facilitator).await;
        assert!(told.contains(&MessageKind::FurtherWoman), "{told:?}");
        let facilitator = town.office.acting(&town.facilitator);
        facilitator.refer_her(his, town.form(3)).await.unwrap();
        facilitator.refer_her(his, town.form(4)).await.unwrap();
        let manager = town.office.acting(&town.support_manager);
        let list = manager.caseload(&Filter::default(), None).await.unwrap();
        let mut names: Vec<&str> = list
            .people
            .values()
            .filter_map(|her| her.family.as_ref())
            .map(|family| family.reveal_listed(&list.scope))
            .collect();
        names.sort_unstable();
        assert_eq!(names, ["Pemberton", "Thistlewood"]);
    }

    async fn a_referral_is_withdrawn_and_an_update_is_asked_for(database: Database) {
        let town = Town::at(database.address()).await;
        let his = acknowledged(&town).await;
        let referrer = town.office.acting(&town.referrer);
        let form = town.form(2);
        referrer.ask_for_update(his, form).await.unwrap();
        assert!(referrer.ask_for_update(his, form).await.unwrap().already);
        let why = Some("The family has moved to Leeds.".to_owned());
        assert!(referrer.progress(his).await.unwrap().withdrawable);
        referrer.withdraw_referral(his, town.form(2), why).await.unwrap();
        let progress = referrer.progress(his).await.unwrap();
        assert_eq!(progress.stage, Stage::ClosedBeforeAssessment);
        let last = progress.told.last().unwrap();
        assert_eq!(last.of, ToldOf::Closed(ClosureReason::WithdrawnByReferrer));
        assert!(progress.next.is_none() && !progress.withdrawable && !progress.takes_more);
        let again = referrer.withdraw_referral(his, town.form(3), None).await;
        assert!(matches!(again, Err(Fault::RefusedHis(_))), "{again:?}");
        let told = kinds(&town, &town.facilitator).await;
        let asked = told.iter().filter(|kind| **kind == MessageKind::UpdateAsked).count();
        assert_eq!(asked, 1, "{told:?}");
        assert!(told.contains(&MessageKind::Withdrawn), "{told:?}");
        let over = Wanted { standing: Some(Standing::Over), ..Wanted::default() };
        assert_eq!(referrer.referrals(&over, None).await.unwrap().count, 1);
        let waiting = Wanted { standing: Some(Standing::Waiting), ..Wanted::default() };
        assert_eq!(referrer.referrals(&waiting, None).await.unwrap().count, 0);
    }

    async fn a_message_is_read_once_by_whoever_opens_it_first(database: Database) {
        let town = Town::at(database.address()).await;
        let his = made(&town).await;
        let single_point = town.office.acting(&town.single_point);
        let inbox = single_point.inbox_page(None).await.unwrap();
        assert_eq!((inbox.messages.len(), inbox.unread), (1, 1));
        let came = &inbox.messages[0];
        assert_eq!(came.kind, Some(MessageKind::Arrived));
        assert_eq!((came.reference, came.about), (his, AboutWhat::Case));
        let nobodys = town.office.acting(&town.support_manager).open_message(came.id).await;
        assert!(matches!(nobodys, Err(Fault::NotFound)));
        assert_eq!(single_point.open_message(came.id).await.unwrap().read, None);
        let first = single_point.inbox_page(None).await.unwrap().messages[0].read;
        town.later(1);
        town.office.acting(&town.manager).open_message(came.id).await.unwrap();
        let inbox = single_point.inbox_page(None).await.unwrap();
        assert_eq!((inbox.messages[0].read, inbox.unread), (first, 0));
        assert!(inbox.messages[0].by_oneself);
    }

    async fn what_is_added_is_of_the_woman_who_was_chosen(database: Database) {
        let town = Town::at(database.address()).await;
        let mut refer = family();
        let named = |name: &str| Her { given: name.into(), family: name.into(), ..Her::default() };
        refer.women = ["Ada", "Bea", "Cleo", "Dora"].map(named).to_vec();
        let referrer = town.office.acting(&town.referrer);
        let his = referrer.make_referral(town.form(0), &refer).await.unwrap().reference;
        let to = town.facilitator.actor.worker();
        let single_point = town.office.acting(&town.single_point);
        single_point.acknowledge(his, town.form(1), Screening::GoOn, to).await.unwrap();
        referrer.add_to_sealed(his, town.form(2), 2, "It is Cleo's.").await.unwrap();
        for version in 2..6 {
            let facilitator = town.office.acting(&town.facilitator);
            facilitator.refer_her(his, town.form(version)).await.unwrap();
        }
        let manager = town.office.acting(&town.support_manager);
        let list = manager.caseload(&Filter::default(), None).await.unwrap();
        for listed in &list.cases {
            let case = manager.her_case(listed.envelope.reference).await.unwrap();
            let name = case.her.as_ref().unwrap().given.as_ref().unwrap();
            let notes = if name.reveal(&case.permitted) == "Cleo" { 1 } else { 0 };
            assert_eq!(case.case.notes.len(), notes);
        }
        assert_eq!(list.cases.len(), 4);
    }

    async fn a_restricted_referral_is_listed_without_a_name_and_opened_with_a_reason(database: Database) {
        let town = Town::at(database.address()).await;
        let his = made(&town).await;
        let manager = &town.manager.actor;
        let scope = access::scope(manager, access::act::RestrictCase);
        let listed = town.store.find(&scope, his).await.unwrap().unwrap();
        let leave = access::decide(manager, access::act::RestrictCase, &listed.facts).unwrap();
        let programme = town.manager.programme;
        let mut change = Change::unnumbered(manager.worker(), programme, town.office.now());
        change.restrict(&leave, true);
        town.store.commit(change).await.unwrap();

        let referrer = town.office.acting(&town.referrer);
        let list = referrer.referrals(&Wanted::default(), None).await.unwrap();
        assert_eq!((list.cases.len(), list.people.len()), (1, 0), "in the list without its name");
        assert!(matches!(referrer.progress(his).await, Err(Fault::Restricted(_))));
        let facilitator = town.office.acting(&town.facilitator);
        let nobodys = facilitator.open_referral(his, "Why not".into()).await;
        assert!(matches!(nobodys, Err(Fault::NotFound)));
        referrer.open_referral(his, "I am on duty for Ruth".into()).await.unwrap();
        assert!(referrer.progress(his).await.unwrap().him.is_some());
        town.later(13);
        assert!(matches!(referrer.progress(his).await, Err(Fault::Restricted(_))));
    }

    async fn a_report_that_was_sent_is_read_by_whoever_referred_and_by_nobody_else(database: Database) {
        let town = Town::at(database.address()).await;
        let his = acknowledged(&town).await;
        let referrer = town.office.acting(&town.referrer);
        assert!(matches!(referrer.report(his, 1).await, Err(Fault::NotFound)));
        send_report(&town, his, "He has done half of it.").await;
        let told = referrer.progress(his).await.unwrap().told;
        // Received, acknowledged, and the report: no other entry of the case is counted.
        let place = 3;
        let (permitted, report, _, text) = referrer.report(his, place).await.unwrap();
        assert_eq!(report, Report::Midway);
        assert_eq!(text.reveal(&permitted), "He has done half of it.");
        let sent = ToldOf::ReportSent { report: Report::Midway, written: true };
        assert_eq!((told.last().unwrap().place, &told.last().unwrap().of), (place, &sent));
        assert!(matches!(referrer.report(his, 2).await, Err(Fault::NotFound)), "no report");
        assert!(matches!(referrer.report(his, place + 1).await, Err(Fault::NotFound)));
        for other in [&town.support_manager, &town.elsewhere] {
            let read = town.office.acting(other).report(his, place).await;
            assert!(matches!(read, Err(Fault::NotFound)));
        }
    }
}

/// Sends a report as the programme will: its text is for both who read it.
async fn send_report(town: &Town, his: Reference, words: &str) {
    let manager = &town.manager.actor;
    let found = town.store.find(&access::scope(manager, access::act::SendReport), his).await;
    let listed = found.unwrap().unwrap();
    let leave = access::decide(manager, access::act::SendReport, &listed.facts).unwrap();
    let happened = town.store.events::<programme::Case, _>(&leave).await.unwrap();
    let mut case = programme::Case::new();
    for entry in &happened {
        programme::apply(&mut case, &entry.event);
    }
    let document = NarrativeId::of(town.clock.id());
    let step = programme::Step::ReportSent { report: Report::Midway, document: Some(document) };
    let event = programme::Event { at: town.office.now(), step };
    programme::apply(&mut case, &event);
    let holders = [
        (manager.organisation(), Side::Programme),
        (town.referrer.actor.organisation(), Side::Referring),
    ];
    let text = Narrative::new(words);
    let sealed = town.store.seal_narrative(&leave, document, &text, &holders).await;
    let (sealed, wraps) = sealed.unwrap();
    let programme = town.manager.programme;
    let mut change = Change::unnumbered(manager.worker(), programme, town.office.now());
    change.append::<programme::Case, _>(&leave, &listed.envelope, listed.version, &[event], &case);
    change.text(&leave, Subject::Narrative(document), &sealed, &wraps);
    town.store.commit(change).await.unwrap();
}
