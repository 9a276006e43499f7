//! The path of her side, and what its forms say when they are wrong.

use axum::http::StatusCode;
use jiff::civil::date;
use pathway::codes::Source;
use programme::codes::{Content, Party};
use programme::parts::{Attended, Decision, Placement, SessionNumber};

use super::super::super::CasePage;
use super::town::{Drawn, enters, pending, pending_from};
use crate::town::{Town, text};

pub(super) const NOW: [(&str, &str); 4] =
    [("on-day", "4"), ("on-month", "March"), ("on-year", "2019"), ("at", "9.30am")];

/// A moment as the fields of a form have it.
fn at(on: &str, time: &str) -> Vec<(String, String)> {
    let parts = NOW.iter().map(|(part, typed)| match *part {
        "at" => (time.to_owned(), (*typed).to_owned()),
        part => (part.replacen("on", on, 1), (*typed).to_owned()),
    });
    parts.collect()
}

fn with<'a>(
    moment: &'a [(String, String)],
    others: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let moment = moment.iter().map(|(name, typed)| (name.as_str(), typed.as_str()));
    moment.chain(others.iter().copied()).collect()
}

#[tokio::test]
async fn her_case_is_walked_from_the_manager_who_gives_it_to_the_signal_after_his_session() {
    let town = Town::new().await;
    let (his, hers) = pending(&town).await;
    let manager = enters(&town, &town.support_manager).await;
    let page = text(&manager.sees(hers, CasePage::Overview).await);
    assert!(page.contains("Next: give the case to a worker"), "{page}");
    assert!(page.contains("Marigold Thistlewood"), "{page}");
    let page = text(&manager.sees(hers, CasePage::Allocation).await);
    assert!(page.contains("Wren Hale") && !page.contains("Ada Nolan"), "{page}");
    let wren = town.support_worker.actor.worker().uuid().to_string();
    let page = manager.does(hers, CasePage::Allocation, "give", &[("worker", &wren)]).await;
    assert!(
        page.contains("The case is given to a worker.") && page.contains("Wren Hale"),
        "{page}"
    );

    // Her worker reads what the referral said, reaches her, and assesses her.
    let worker = enters(&town, &town.support_worker).await;
    let page = text(&worker.sees(hers, CasePage::Overview).await);
    assert!(page.contains("Next: try to reach her"), "{page}");
    let page = text(&worker.sees(hers, CasePage::People).await);
    for told in ["Only through the school on Tuesdays.", "Netherton", "11", "Darren Quillfeather"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let moment = at("attempt-on", "attempt-at");
    let fields = with(
        &moment,
        &[
            ("attempt-how", "through_professional"),
            ("attempt-result", "reached"),
            ("attempt-safe", "yes"),
        ],
    );
    let page = worker.does(hers, CasePage::Contact, "attempt", &fields).await;
    assert!(page.contains("4 March 2019, 09:30 Through a professional She was reached"), "{page}");
    let page = text(&worker.sees(hers, CasePage::Overview).await);
    assert!(page.contains("Next: ask whether she consents to his starting"), "{page}");
    let moment = at("his-starting-1-on", "his-starting-1-at");
    let fields = with(&moment, &[("his-starting-1-answer", "written")]);
    let page = worker.does(hers, CasePage::Consent, "his-starting-1", &fields).await;
    assert!(page.contains("She consents, in writing: 4 March 2019, 09:30."), "{page}");
    let page = text(&worker.sees(hers, CasePage::Overview).await);
    assert!(page.contains("Next: assess her needs and her risk"), "{page}");
    let moment = at("assessed-on", "assessed-at");
    let fields = with(
        &moment,
        &[
            ("needs", "mental_health"),
            ("abuse", "yes"),
            ("ill-health", "no"),
            ("substances", "unknown"),
            ("findings", "She sleeps with the door locked."),
        ],
    );
    let page = worker.does(hers, CasePage::Assessment, "assess", &fields).await;
    assert!(page.contains("She sleeps with the door locked."), "{page}");

    // She clears him, for her part; the service is ready; support starts.
    let fields = [("clearance-1-decision", "her-consent")];
    let page = worker.does(hers, CasePage::Decision, "clearance-1", &fields).await;
    assert!(page.contains("Cleared. On her consent."), "{page}");
    let page = worker.does(hers, CasePage::Discussion, "ready-1", &[]).await;
    assert!(page.contains("The programme is told that the service is ready."), "{page}");
    let moment = at("support-on", "support-at");
    let fields = with(&moment, &[("support-answer", "verbal")]);
    worker.does(hers, CasePage::Consent, "support", &fields).await;
    let moment = at("started-on", "started-at");
    let page = worker.does(hers, CasePage::Start, "start", &with(&moment, &[])).await;
    assert!(page.contains("Support has started."), "{page}");

    // He comes to a session that gives reason to tell her worker, the same minute.
    let office = town.office();
    let facilitator = office.acting(&town.facilitator);
    let version = async || facilitator.his_case(his).await.unwrap().version;
    let both = vec![Party::Programme, Party::Support];
    let form = town.form(version().await);
    facilitator.discuss(his, form, both, Decision::Suitable, None, None).await.unwrap();
    let form = town.form(version().await);
    facilitator.place(his, form, Placement::OneToOne).await.unwrap();
    let (first, session) = (date(2019, 3, 11), SessionNumber::try_new(1).unwrap());
    let form = town.form(version().await);
    facilitator.offer_session(his, form, first, Some(session)).await.unwrap();
    town.later(7 * 24);
    let attended = Attended {
        on: first,
        session,
        content: Content::Understanding,
        tags: Vec::new(),
        heavy: false,
        group: None,
        late: None,
        catch_up: false,
    };
    let noted = casework::his::Noted {
        notable_response: true,
        note: Some("He wept when the children were named.".to_owned()),
        ..Default::default()
    };
    let form = town.form(version().await);
    facilitator.record_attended(his, form, attended, Some(noted)).await.unwrap();

    let worker = enters(&town, &town.support_worker).await;
    let page = text(&worker.sees(hers, CasePage::Overview).await);
    assert!(page.contains("Next: look at what the programme told"), "{page}");
    let html = worker.sees(hers, CasePage::News).await;
    let page = text(&html);
    let signal = "After a session of Darren Quillfeather: a notable emotional response";
    assert!(page.contains(signal), "{page}");
    assert!(!html.contains("wept"), "never what was noted");
    let told = html.split("name=\"act\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let fields = [("done", "told_her"), ("acted-note", "Rang the school.")];
    let page = worker.does(hers, CasePage::News, told, &fields).await;
    assert!(page.contains("What you did is recorded.") && page.contains("Told her"), "{page}");
    assert!(page.contains("Rang the school."), "{page}");
    let page = text(&worker.sees(hers, CasePage::Timeline).await);
    assert!(page.contains("Wren Hale, 11 March 2019") && page.contains("The programme"), "{page}");
    assert!(!page.contains("Ada Nolan"), "who works on the other side has no name here");
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_said_with_everything_that_was_typed() {
    let town = Town::new().await;
    let (_, hers) = pending(&town).await;
    let worker = enters(&town, &town.support_worker).await;
    let fields = [
        ("attempt-on-day", "31"),
        ("attempt-on-month", "February"),
        ("attempt-on-year", "2019"),
        ("attempt-at", "soon <b>"),
        ("attempt-how", "letter"),
    ];
    let answer = worker.sends(hers, CasePage::Contact, "attempt", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("<title>Error: Reaching her"));
    assert!(answer.body.contains("value=\"soon &lt;b&gt;\""), "{}", answer.body);
    let page = text(&answer.body);
    for said in [
        "There is no 31 February 2019",
        "is not a time of day",
        "Choose an answer to ‘What came of it?’",
        "Choose an answer to ‘Was this way safe for her?’",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // A moment to come is a slip of the pen.
    let moment = [
        ("attempt-on-day", "4"),
        ("attempt-on-month", "3"),
        ("attempt-on-year", "2019"),
        ("attempt-at", "23:59"),
        ("attempt-how", "letter"),
        ("attempt-result", "no_answer"),
        ("attempt-safe", "unknown"),
    ];
    let answer = worker.sends(hers, CasePage::Contact, "attempt", &moment).await;
    assert!(text(&answer.body).contains("It is 10:00 now: enter a time that is past"));
    // What the domain refuses is said in its own words.
    let moment = at("started-on", "started-at");
    let answer = worker.sends(hers, CasePage::Start, "start", &with(&moment, &[])).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(&answer.body);
    assert!(
        page.contains("There is a problem She has not been reached: record the contact first"),
        "{page}"
    );
    assert!(answer.body.contains("value=\"March\""), "everything typed is kept");
}

#[tokio::test]
async fn two_who_change_her_case_at_once_are_told_and_the_second_can_send_again() {
    let town = Town::new().await;
    let (_, hers) = pending(&town).await;
    let one = enters(&town, &town.support_worker).await;
    let other = enters(&town, &town.support_manager).await;
    let drawn = Drawn::of(&one.sees(hers, CasePage::Notes).await, "write");
    other.does(hers, CasePage::Notes, "write", &[("note", "The manager was here.")]).await;
    let typed = [("note", "She rang at noon.")];
    let late = one.sends_drawn(hers, CasePage::Notes, &drawn, &typed).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let page = text(&late.body);
    assert!(page.contains("Somebody else changed this"), "{page}");
    assert!(page.contains("She rang at noon.") && page.contains("The manager was here."), "{page}");
    let again = Drawn::of(&late.body, "write");
    let done = one.sends_drawn(hers, CasePage::Notes, &again, &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    // The same form sent twice is done once.
    let twice = one.sends_drawn(hers, CasePage::Notes, &again, &typed).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER);
    let page = text(&one.sees(hers, CasePage::Notes).await);
    assert_eq!(page.matches("She rang at noon.").count(), 1, "{page}");
}

#[tokio::test]
async fn contacts_that_he_gave_are_unsafe_until_the_service_has_verified_a_way() {
    let town = Town::new().await;
    let (_, hers) = pending_from(&town, Source::Itself).await;
    let manager = enters(&town, &town.support_manager).await;
    let wren = town.support_worker.actor.worker().uuid().to_string();
    manager.does(hers, CasePage::Allocation, "give", &[("worker", &wren)]).await;
    let worker = enters(&town, &town.support_worker).await;
    let page = text(&worker.sees(hers, CasePage::Overview).await);
    assert!(page.contains("No way is safe yet: he gave her contacts"), "{page}");
    assert!(page.contains("Next: verify a safe way to reach her"), "{page}");
    let moment = at("attempt-on", "attempt-at");
    let by_phone =
        [("attempt-how", "telephone"), ("attempt-result", "reached"), ("attempt-safe", "yes")];
    let fields = with(&moment, &by_phone);
    let answer = worker.sends(hers, CasePage::Contact, "attempt", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&answer.body).contains("These contacts were given by him"));
    let page = worker.does(hers, CasePage::Contact, "verify", &[("safe-ways", "telephone")]).await;
    assert!(page.contains("Safe: telephone"), "{page}");
    worker.does(hers, CasePage::Contact, "attempt", &fields).await;
}

#[tokio::test]
async fn a_mistaken_entry_is_struck_out_and_stays_to_be_seen() {
    let town = Town::new().await;
    let (_, hers) = pending(&town).await;
    let worker = enters(&town, &town.support_worker).await;
    worker.does(hers, CasePage::Notes, "write", &[("note", "Of another woman.")]).await;
    let html = worker.sees(hers, CasePage::Timeline).await;
    let about = html.split("/timeline?about=").nth(1).unwrap().split('"').next().unwrap();
    let address = format!("{}?about={about}", CasePage::Timeline.of(hers));
    let drawn = Drawn::of(&worker.get(&address).await.body, &format!("strike-{about}"));
    let page = CasePage::Timeline;
    let answer = worker.sends_drawn(hers, page, &drawn, &[("wrong", "")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&answer.body).contains("Say what is wrong with the entry"));
    let why = [("wrong", "It belongs in another case.")];
    let answer = worker.sends_drawn(hers, page, &drawn, &why).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = text(&worker.sees(hers, CasePage::Timeline).await);
    for stays in ["Corrected", "Of another woman.", "Reason: It belongs in another case."] {
        assert!(page.contains(stays), "{stays}: {page}");
    }
    let page = text(&worker.sees(hers, CasePage::Notes).await);
    assert!(!page.contains("Of another woman."), "{page}");
}

#[tokio::test]
async fn a_restricted_case_opens_with_a_reason_that_the_manager_sees() {
    let town = Town::new().await;
    let (_, hers) = pending(&town).await;
    let manager = enters(&town, &town.support_manager).await;
    let why = [("restrict-why", "She is known in the town.")];
    manager.does(hers, CasePage::Access, "restrict", &why).await;
    let worker = enters(&town, &town.support_worker).await;
    for page in CasePage::ALL.into_iter().filter(|page| *page != CasePage::Access) {
        let answer = worker.get(&page.of(hers)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{page:?}");
        assert!(!answer.body.contains("Marigold"), "{page:?}");
    }
    let page = text(&worker.sees(hers, CasePage::Access).await);
    assert!(page.contains("Restricted") && !page.contains("Marigold"), "{page}");
    assert!(!page.contains("Who opened it with a reason"), "that is the manager’s: {page}");

    let standing = worker.get(&CasePage::Overview.of(hers)).await;
    let drawn = Drawn::of_reason(&standing.body);
    let reason = [("reason", "I stand in for Una today.")];
    let answer = worker.sends_drawn(hers, CasePage::Access, &drawn, &reason).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = text(&worker.sees(hers, CasePage::Overview).await);
    assert!(page.contains("Marigold Thistlewood"), "{page}");
    let page = text(&manager.sees(hers, CasePage::Access).await);
    assert!(page.contains("Wren Hale") && page.contains("I stand in for Una today."), "{page}");
    town.later(13);
    let worker = enters(&town, &town.support_worker).await;
    assert_eq!(worker.get(&CasePage::Overview.of(hers)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn whoever_knows_the_family_says_so_and_the_case_is_gone_for_them() {
    let town = Town::new().await;
    let (_, hers) = pending(&town).await;
    let worker = enters(&town, &town.support_worker).await;
    let answer = worker.sends(hers, CasePage::Access, "mine", &[]).await;
    assert_eq!(answer.header("location"), "/cases?said=conflict");
    let gone = worker.get(&CasePage::Overview.of(hers)).await;
    let never = worker.get(&CasePage::Overview.of(pathway::Reference::random(9))).await;
    assert_eq!((gone.status, never.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(gone.body, never.body);
    let manager = enters(&town, &town.support_manager).await;
    let page = text(&manager.sees(hers, CasePage::Access).await);
    assert!(page.contains("Who knows the family Wren Hale"), "{page}");
    manager.does(hers, CasePage::Access, "over-0", &[]).await;
    let worker = enters(&town, &town.support_worker).await;
    worker.sees(hers, CasePage::Overview).await;
}

/// A form of a page: its name, the days and times that it asks for, and its other answers.
type Filled =
    (CasePage, &'static str, &'static [(&'static str, &'static str)], Vec<(&'static str, String)>);

/// Every form of her case filled in, in an order in which it can be done.
pub(super) fn fills(worker: &str) -> Vec<Filled> {
    let answers = |answers: &[(&'static str, &str)]| {
        answers.iter().map(|(name, typed)| (*name, (*typed).to_owned())).collect::<Vec<_>>()
    };
    vec![
        (CasePage::Contact, "verify", &[], answers(&[("safe-ways", "telephone")])),
        (
            CasePage::Contact,
            "attempt",
            &[("attempt-on", "attempt-at")],
            answers(&[
                ("attempt-how", "telephone"),
                ("attempt-result", "reached"),
                ("attempt-safe", "yes"),
            ]),
        ),
        (
            CasePage::People,
            "details",
            &[],
            answers(&[
                ("given", "Marigold"),
                ("family", "Thistlewood"),
                ("phone", "07700 900223"),
                ("phone-safe", "yes"),
                ("contact-when", "Weekdays before three; text first."),
                ("contact-words", "Say that it is the library."),
            ]),
        ),
        (
            CasePage::People,
            "profile",
            &[],
            answers(&[("children", "2"), ("age", "34"), ("ethnicity", "white_irish")]),
        ),
        (
            CasePage::Sessions,
            "contact",
            &[("contact-on", "contact-at")],
            answers(&[("contact-kind", "face_to_face"), ("contact-note", "We met at the school.")]),
        ),
        (
            CasePage::Assessment,
            "assess",
            &[("assessed-on", "assessed-at")],
            answers(&[
                ("needs", "mental_health"),
                ("abuse", "yes"),
                ("ill-health", "yes"),
                ("substances", "yes"),
                ("findings", "She sleeps with the door locked.\nThe children know why."),
            ]),
        ),
        (
            CasePage::Consent,
            "his-starting-1",
            &[("his-starting-1-on", "his-starting-1-at")],
            answers(&[("his-starting-1-answer", "written")]),
        ),
        (
            CasePage::Consent,
            "support",
            &[("support-on", "support-at")],
            answers(&[("support-answer", "verbal")]),
        ),
        (
            CasePage::Decision,
            "clearance-1",
            &[],
            answers(&[
                ("clearance-1-decision", "not-yet"),
                ("clearance-1-why", "She is not sure."),
            ]),
        ),
        (CasePage::Discussion, "ready-1", &[], Vec::new()),
        (
            CasePage::Discussion,
            "part",
            &[("part-on", "part-no-time")],
            answers(&[
                ("part-of", "discussion"),
                ("part-took", worker),
                ("part-risk", "high"),
                ("part-decisions", "To share nothing."),
            ]),
        ),
        (CasePage::Start, "start", &[("started-on", "started-at")], Vec::new()),
        (
            CasePage::Appointments,
            "meeting",
            &[("meeting-on", "meeting-no-time")],
            answers(&[("meeting-kind", "marac"), ("meeting-note", "Police will call on Friday.")]),
        ),
        (
            CasePage::Appointments,
            "set",
            &[("action-due", "action-no-time")],
            answers(&[("action-what", "Ring the school."), ("action-owner", worker)]),
        ),
        (
            CasePage::Risk,
            "incident",
            &[("incident-on", "incident-no-time")],
            answers(&[
                ("incident-source", "her"),
                ("incident-kind", "coercive_control"),
                ("severity", "3"),
                ("children-present", "yes"),
                ("police-called", "no"),
                ("arrested", "no"),
                ("charged", "no"),
                ("incident-done", "Went over the plan with her."),
            ]),
        ),
        (
            CasePage::Risk,
            "review",
            &[],
            answers(&[
                ("review-risk", "high"),
                ("review-marac", "yes"),
                ("review-why", "It comes oftener."),
            ]),
        ),
        (
            CasePage::Risk,
            "assess",
            &[("risk-on", "risk-at")],
            answers(&[
                ("instrument", "dash"),
                ("score", "17"),
                ("judged", "high"),
                ("judged-marac", "no"),
                ("judged-why", "She has somewhere to go."),
            ]),
        ),
        (
            CasePage::Risk,
            "plan",
            &[("plan-on", "plan-at")],
            answers(&[("plan", "A bag is packed.\nHer sister has the key.")]),
        ),
        (CasePage::Notes, "write", &[], answers(&[("note", "She rang at noon.")])),
    ]
}
