//! What people of the programme can do on the pages of his case.

use axum::http::StatusCode;
use casework::Worker;
use pathway::Reference;
use pathway::crossing::ToProgramme;
use programme::{Stage, Step};
use support::codes::{ConsentTo, Form};
use support::facts::Ground;

use crate::signing_in::tests::{Answer, ask};
use crate::town::{Town, text};

/// Somebody at the pages of one case.
pub(crate) struct Desk<'t> {
    town: &'t Town,
    cookie: String,
    case: Reference,
}

impl<'t> Desk<'t> {
    pub(crate) async fn of(town: &'t Town, worker: &Worker, case: Reference) -> Desk<'t> {
        Desk { town, cookie: town.enters(worker).await, case }
    }
    async fn asked(&self, method: &str, address: &str, body: &str) -> Answer {
        ask(&self.town.site, method, address, &self.cookie, body).await
    }
    /// A page of the case.
    pub(crate) async fn opens(&self, page: &str) -> Answer {
        self.asked("GET", &format!("/cases/{}{page}", self.case), "").await
    }
    /// What a page says.
    async fn reads(&self, page: &str) -> String {
        let answer = self.opens(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}: {}", text(&answer.body));
        text(&answer.body)
    }
    /// Fills in the form of a page and sends it.
    pub(crate) async fn sends(&self, page: &str, act: &str, answers: &[(&str, &str)]) -> Answer {
        let drawn = self.opens(page).await;
        let body = filled(&drawn.body, act, answers);
        self.sends_body(page, &body).await
    }
    async fn sends_body(&self, page: &str, body: &str) -> Answer {
        let path = page.split('?').next().unwrap();
        self.asked("POST", &format!("/cases/{}{path}", self.case), body).await
    }
    /// Fills in a form that is done; gives the page that it leads to.
    async fn does(&self, page: &str, act: &str, answers: &[(&str, &str)]) -> String {
        let answer = self.sends(page, act, answers).await;
        let said = text(&answer.body);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page} {act}: {said}");
        let after = self.asked("GET", answer.header("location"), "").await;
        assert_eq!(after.status, StatusCode::OK);
        text(&after.body)
    }
}

/// The body of a form as a browser sends it: its hidden fields, and the answers.
pub(crate) fn filled(page: &str, act: &str, answers: &[(&str, &str)]) -> String {
    let marked = format!("name=\"act\" value=\"{act}\"");
    let form = page
        .split("<form ")
        .find(|form| form.split("</form>").next().unwrap_or_default().contains(&marked))
        .unwrap_or_else(|| panic!("no form {act} in {}", text(page)));
    let form = form.split("</form>").next().unwrap_or_default();
    let mut pairs = Vec::new();
    for input in form.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = input.split_once("\" value=\"").unwrap();
        let value = rest.split('"').next().unwrap();
        pairs.push(format!("{name}={}", value.replace('&', "%26").replace(' ', "+")));
    }
    for (name, typed) in answers {
        let typed = typed.replace('%', "%25").replace('&', "%26").replace('+', "%2B");
        pairs.push(format!("{name}={}", typed.replace(' ', "+")));
    }
    pairs.join("&")
}

/// The three inputs of a date.
fn on<'a>(name: &'a str, day: &'a str, month: &'a str) -> Vec<(String, &'a str)> {
    vec![
        (format!("{name}-day"), day),
        (format!("{name}-month"), month),
        (format!("{name}-year"), "2019"),
    ]
}

fn with<'a>(
    dates: &'a [(String, &'a str)],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    dates.iter().map(|(name, typed)| (name.as_str(), *typed)).chain(more.iter().copied()).collect()
}

/// Her side of the case, cleared: he may start.
async fn cleared(town: &Town) {
    let manager = town.office().acting(&town.support_manager);
    let list = manager.caseload(&casework::Filter::default(), None).await.unwrap();
    let hers = list.cases[0].envelope.reference;
    let version = async || manager.her_case(hers).await.unwrap().version;
    let form = town.form(version().await);
    let worker = town.support_worker.actor.worker();
    manager.allocate_support(hers, form, worker).await.unwrap();
    let support = town.office().acting(&town.support_worker);
    let reached = support::facts::Attempt {
        when: town.office().now(),
        how: support::codes::Way::ThroughProfessional,
        result: support::codes::AttemptResult::Reached,
        safe: support::codes::Answer::Yes,
    };
    let form = town.form(version().await);
    support.record_support_attempt(hers, form, reached).await.unwrap();
    let of_his = support.her_case(hers).await.unwrap().case.his[0].case;
    let form = town.form(version().await);
    let starting = ConsentTo::HisStarting;
    support.record_her_consent(hers, form, starting, Some(of_his), Form::Written).await.unwrap();
    let form = town.form(version().await);
    support.ready_to_discuss(hers, form, of_his).await.unwrap();
    let form = town.form(version().await);
    support.clear(hers, form, of_his, Ground::HerConsent).await.unwrap();
}

/// A case that has gone from the referral to a session with a notable response, on the pages of
/// the people whose each step is; and the facilitator at it.
pub(crate) async fn walked(town: &Town) -> (Reference, Desk<'_>) {
    let case = town.referred().await;

    // The single point of contact acknowledges, and allocates by name.
    let single_point = Desk::of(town, &town.single_point, case).await;
    let overview = single_point.reads("").await;
    assert!(overview.contains("Next: acknowledge the referral"), "{overview}");
    assert!(overview.contains("Darren Quillfeather"), "{overview}");
    let page = single_point.reads("/allocation").await;
    assert!(page.contains("Screening Eligible") && page.contains("Ada Nolan"), "{page}");
    let ada = town.facilitator.actor.worker().uuid().to_string();
    let answers = [("decision", "go-on"), ("facilitator", ada.as_str())];
    let page = single_point.does("/allocation", "acknowledge", &answers).await;
    assert!(page.contains("The referral is acknowledged"), "{page}");

    // The facilitator tries, offers, records what came of it.
    town.later(2);
    let desk = Desk::of(town, &town.facilitator, case).await;
    assert!(desk.reads("").await.contains("Next: try to reach him"));
    let answers = [("way", "telephone"), ("result", "reached"), ("note", "He will come.")];
    let page = desk.does("/contact", "attempt", &answers).await;
    assert!(page.contains("The attempt is recorded") && page.contains("4 March 2019, 11:00"));
    let answers = on("on", "6", "march");
    let answers =
        with(&answers, &[("at", "2.30pm"), ("mode", "in_person"), ("place", "Civic hall")]);
    let page = desk.does("/appointments", "offer", &answers).await;
    assert!(page.contains("6 March 2019, 14:30") && page.contains("Civic hall"), "{page}");
    town.later(72);
    let desk = Desk::of(town, &town.facilitator, case).await;
    let page = desk.does("/appointments", "came", &[("kept", "attended")]).await;
    assert!(page.contains("What came of the appointment is recorded"), "{page}");

    // He is assessed, and pending.
    let answers = on("on", "6", "3");
    let answers = with(
        &answers,
        &[
            ("motivation", "mostly"),
            ("responsibility", "a_little"),
            ("honesty", "mostly"),
            ("risk", "medium"),
            ("needs", "interpreter"),
            ("note", "He speaks of the children."),
        ],
    );
    let page = desk.does("/assessment", "assess", &answers).await;
    assert!(page.contains("The latest assessment"), "{page}");
    let page = desk.does("/decision", "outcome", &[("outcome", "pending")]).await;
    assert!(page.contains("The case is pending"), "{page}");
    let start = desk.reads("/start").await;
    assert!(start.contains("we will write with a date"), "{start}");

    // Her side clears; the two discuss it; he consents, has a place and a first session.
    cleared(town).await;
    let page = desk.reads("/discussion").await;
    assert!(page.contains("The support service is ready since"), "{page}");
    let alone = [("took-part", "programme"), ("decision", "suitable")];
    let refused = desk.sends("/discussion", "discuss", &alone).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&refused.body).contains("The support service takes part in every discussion"));
    let both = [("took-part", "programme"), ("took-part", "support"), ("decision", "suitable")];
    desk.does("/discussion", "discuss", &both).await;
    let refused = desk.opens("/start").await;
    assert!(!refused.body.contains("value=\"place\""), "no place without his written consent");
    let answers = on("on", "7", "3");
    let page = desk.does("/consent", "consent", &with(&answers, &[("form", "written")])).await;
    assert!(page.contains("His consent is recorded"), "{page}");
    let page = desk.does("/start", "place", &[("how", "one_to_one")]).await;
    assert!(page.contains("He has a place"), "{page}");
    let answers = on("on", "11", "3");
    desk.does("/start", "offer", &with(&answers, &[("session", "1")])).await;

    // He comes, and it is noted.
    town.later(5 * 24);
    let desk = Desk::of(town, &town.facilitator, case).await;
    let answers = on("on", "11", "3");
    let answers = with(
        &answers,
        &[
            ("session", "1"),
            ("content", "understanding"),
            ("notable", "yes"),
            ("note", "He wept when the children were named."),
        ],
    );
    let page = desk.does("/sessions", "came", &answers).await;
    assert!(page.contains("It is recorded that he came") && page.contains("1 of 30"), "{page}");
    let acting = town.office().acting(&town.facilitator);
    let his = acting.his_case(case).await.unwrap();
    assert_eq!(his.case.standing().stage, Stage::OnProgramme);
    let notes = desk.reads("/notes").await;
    assert!(notes.contains("He wept") && notes.contains("He speaks of the children."), "{notes}");
    let timeline = desk.reads("/timeline").await;
    assert!(timeline.contains("Ada Nolan") && timeline.contains("Cleared to start"), "{timeline}");

    (case, desk)
}

#[tokio::test]
async fn he_goes_from_the_referral_to_a_session_with_a_notable_response() {
    let town = Town::new().await;
    let (_, _) = walked(&town).await;
    // Her worker hears at once that there is a signal, and never what was noted.
    let heard = town.office().acting(&town.support_worker).inbox(None).await.unwrap();
    assert!(heard.iter().any(|message| message.kind == "signal"));
    let hers = town.office().acting(&town.support_worker);
    let list = hers.caseload(&casework::Filter::default(), None).await.unwrap();
    let case = hers.her_case(list.cases[0].envelope.reference).await.unwrap();
    assert!(!format!("{:?}", case.happened).contains("wept"));
}

#[tokio::test]
async fn what_is_wrong_comes_back_with_everything_that_was_typed() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let desk = Desk::of(&town, &town.facilitator, case).await;
    let answers = [("way", "telephone"), ("at", "25:00"), ("note", "Rang <b>twice</b> 😀")];
    let answer = desk.sends("/contact", "attempt", &answers).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("<title>Error: Contact"));
    let page = text(&answer.body);
    assert!(page.contains("Choose what came of it"), "{page}");
    assert!(page.contains("25:00 is not a time of day"), "{page}");
    assert!(answer.body.contains("value=\"telephone\" checked"), "{}", answer.body);
    assert!(answer.body.contains("Rang &lt;b&gt;twice&lt;/b&gt; 😀"));
    let acting = town.office().acting(&town.facilitator);
    assert_eq!(acting.his_case(case).await.unwrap().version, 2, "nothing was recorded");
}

#[tokio::test]
async fn who_was_later_than_somebody_else_is_told_and_loses_nothing() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let (ada, mo) = (&town.facilitator, &town.manager);
    let (first, second) = (Desk::of(&town, ada, case).await, Desk::of(&town, mo, case).await);
    let drawn = second.opens("/contact").await;
    let answers = [("way", "letter"), ("result", "no_answer"), ("note", "Wrote to him.")];
    let body = filled(&drawn.body, "attempt", &answers);
    first.does("/contact", "attempt", &[("way", "telephone"), ("result", "no_answer")]).await;
    let late = second.sends_body("/contact", &body).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let page = text(&late.body);
    assert!(page.contains("Somebody else changed this while you did"), "{page}");
    assert!(late.body.contains("Wrote to him."));
    // Sent again from what is shown now, it is done; sent twice, it is done once.
    let body = filled(&late.body, "attempt", &answers);
    for _ in 0..2 {
        assert_eq!(second.sends_body("/contact", &body).await.status, StatusCode::SEE_OTHER);
    }
    let acting = town.office().acting(ada);
    assert_eq!(acting.his_case(case).await.unwrap().case.standing().attempts.len(), 2);
}

#[tokio::test]
async fn an_entry_is_corrected_beside_itself_and_what_it_makes_impossible_waits_for_a_person() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let desk = Desk::of(&town, &town.facilitator, case).await;
    desk.does("/contact", "attempt", &[("way", "telephone"), ("result", "reached")]).await;
    let answers = [("how", "result"), ("result", "no_answer"), ("why", "It was his brother.")];
    let page = desk.does("/timeline?act=correct&about=3", "correct", &answers).await;
    assert!(page.contains("The correction is recorded"), "{page}");
    assert!(page.contains("Contact: he was reached Corrected"), "{page}");
    assert!(page.contains("Contact: no answer") && page.contains("It was his brother."));
    let acting = town.office().acting(&town.facilitator);
    let his = acting.his_case(case).await.unwrap();
    assert_eq!(his.case.standing().stage, Stage::Acknowledged);
    let refused = desk
        .sends("/timeline?act=correct&about=1", "correct", &[("how", "never"), ("why", "x")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&refused.body).contains("cannot be corrected so"));
}

#[tokio::test]
async fn a_facilitator_proposes_that_he_leaves_and_only_a_manager_confirms_it() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let desk = Desk::of(&town, &town.facilitator, case).await;
    let page = desk.opens("/end").await;
    assert!(page.body.contains("value=\"close\"") && !page.body.contains("value=\"leave\""));
    let answers = [("closure", "no_contact"), ("closure-why", "Five letters.")];
    let page = desk.does("/end", "close", &answers).await;
    assert!(page.contains("closed before assessment"), "{page}");
    assert!(page.contains("The case is over"), "{page}");
    let page = desk.reads("/contact").await;
    assert!(page.contains("Nobody has tried to reach him yet"), "{page}");
}

#[tokio::test]
async fn a_restricted_case_is_listed_without_a_name_and_opens_with_a_reason_that_the_manager_sees()
{
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let manager = Desk::of(&town, &town.manager, case).await;
    let answers = [("why", "His brother is a councillor.")];
    manager.sends("/access", "restrict", &answers).await;
    let ada = Desk::of(&town, &town.facilitator, case).await;
    let list = ada.asked("GET", "/cases", "").await;
    let page = text(&list.body);
    assert!(page.contains("Restricted") && !page.contains("Quillfeather"), "{page}");
    let closed = ada.opens("").await;
    assert_eq!(closed.status, StatusCode::FORBIDDEN);
    assert!(text(&closed.body).contains("Why do you need to see it?"));
    assert!(!closed.body.contains("Quillfeather"));
    let token = closed.body.split("name=\"form-token\" value=\"").nth(1).unwrap();
    let token = token.split('"').next().unwrap();
    let none = ada.sends_body("/access", &format!("form-token={token}&reason=")).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "without a reason it stays closed");
    assert!(!none.body.contains("Quillfeather"));
    let body = format!("form-token={token}&reason=He+rang+me");
    let opened = ada.sends_body("/access", &body).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    assert!(ada.reads("").await.contains("Darren Quillfeather"));
    // The manager sees who opened it and why; nobody else has that page.
    let seen = manager.asked("GET", "/cases/restricted", "").await;
    let page = text(&seen.body);
    assert!(page.contains("He rang me") && page.contains("Ada Nolan"), "{page}");
    let hidden = ada.asked("GET", "/cases/restricted", "").await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    // A day later it is closed again, until the manager lifts it, without opening it.
    town.later(13);
    let ada = Desk::of(&town, &town.facilitator, case).await;
    assert_eq!(ada.opens("").await.status, StatusCode::FORBIDDEN);
    let manager = Desk::of(&town, &town.manager, case).await;
    let closed = manager.opens("/access").await;
    assert!(!closed.body.contains("Quillfeather"), "{}", text(&closed.body));
    manager.does("/access", "lift", &[("why", "He left the council.")]).await;
    assert!(ada.reads("").await.contains("Darren Quillfeather"));
}

#[tokio::test]
async fn whoever_knows_the_family_says_so_and_the_case_is_gone_until_a_manager_lifts_it() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let ada = Desk::of(&town, &town.facilitator, case).await;
    let id = town.facilitator.actor.worker().uuid().to_string();
    let gone = ada.sends("/access", "conflict", &[("who", id.as_str())]).await;
    assert_eq!(gone.header("location"), "/cases?said=conflict");
    assert_eq!(ada.opens("").await.status, StatusCode::NOT_FOUND);
    let manager = Desk::of(&town, &town.manager, case).await;
    manager.does("/access", "lift-conflict", &[("over", id.as_str())]).await;
    assert_eq!(ada.opens("").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_man_who_is_referred_again_is_suggested_and_what_a_person_said_is_remembered() {
    let town = Town::new().await;
    let first = town.acknowledged().await;
    let second = town.referred().await;
    let desk = Desk::of(&town, &town.single_point, second).await;
    let page = desk.reads("/allocation").await;
    assert!(page.contains(&first.to_string()), "{page}");
    assert!(page.contains("Almost certainly the same man"), "{page}");
    assert!(page.contains("What agrees: first name, last name, date of birth."), "{page}");
    let drawn = desk.opens("/allocation").await;
    let body = filled(&drawn.body, "compare", &[]);
    // Of the three buttons the first: the same man.
    assert_eq!(desk.sends_body("/allocation", &body).await.status, StatusCode::SEE_OTHER);
    let page = desk.reads("/allocation").await;
    assert!(page.contains("A person said: the same man."), "{page}");
    let acting = town.office().acting(&town.single_point);
    let (one, other) =
        (acting.his_case(first).await.unwrap(), acting.his_case(second).await.unwrap());
    let individual = |case: &casework::his::HisCase| case.case.standing().individual();
    assert_eq!(individual(&one), individual(&other), "both are of one individual");
    let place = format!("/allocation?act=merge&about={first}");
    let page = desk.does(&place, "merge", &[("why", "Same birthday, same address.")]).await;
    assert!(page.contains("The two cases are united"), "{page}");
    let one = acting.his_case(first).await.unwrap();
    assert_eq!(one.case.standing().stage, Stage::Merged);
    // It was a mistake: both stand as before, and the answer is another now.
    let place = format!("/allocation?act=separate&about={first}");
    let none = desk.sends(&place, "separate", &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "not without a reason");
    let page = desk.does(&place, "separate", &[("apart-why", "They are twins.")]).await;
    assert!(page.contains("The two cases are separated"), "{page}");
    let one = acting.his_case(first).await.unwrap();
    assert_eq!(one.case.standing().stage, Stage::Acknowledged);
    let place = format!("/allocation?act=change-answer&about={first}");
    let answers = [("otherwise", "no"), ("changed-why", "They are twins.")];
    let page = desk.does(&place, "change-answer", &answers).await;
    assert!(page.contains("Not the same man, as a person said"), "{page}");
    let answers = [("otherwise", "back"), ("changed-why", "Nobody knows.")];
    let page = desk.does(&place, "change-answer", &answers).await;
    assert!(page.contains("What was said of the two cases is taken back"), "{page}");
    let timeline = desk.reads("/timeline").await;
    for said in ["Same birthday, same address.", "They are twins.", "Nobody knows."] {
        assert!(timeline.contains(said), "{said}: {timeline}");
    }
}

#[tokio::test]
async fn cases_are_listed_narrowed_and_looked_up_on_ones_own_side_alone() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let ada = Desk::of(&town, &town.facilitator, case).await;
    let list = text(&ada.asked("GET", "/cases", "").await.body);
    assert!(list.contains("1 case") && list.contains("Darren Quillfeather"), "{list}");
    let none = text(&ada.asked("GET", "/cases?state=completed", "").await.body);
    assert!(none.contains("0 cases") && none.contains("No case matches"), "{none}");
    let mine = text(&ada.asked("GET", "/cases?whose=mine&due=today&area=Dudley", "").await.body);
    assert!(!mine.contains("Quillfeather"), "what is due is due tomorrow: {mine}");
    let looked = async |worker: &Worker, words: &str| {
        let cookie = town.enters(worker).await;
        let page = ask(&town.site, "GET", "/cases/search", &cookie, "").await;
        let token = page.body.split("name=\"form-token\" value=\"").last().unwrap();
        let token = token.split('"').next().unwrap();
        let body = format!("form-token={token}&words={}", words.replace(' ', "+"));
        text(&ask(&town.site, "POST", "/cases/search", &cookie, &body).await.body)
    };
    for words in ["Quillfether", "darren quillfeather", &case.to_string()] {
        let found = looked(&town.facilitator, words).await;
        assert!(found.contains("Darren Quillfeather"), "{words}: {found}");
    }
    let found = looked(&town.facilitator, "Thistlewood").await;
    assert!(found.contains("No case of yours is like that"), "{found}");
    let found = looked(&town.support_manager, "Quillfeather").await;
    assert!(found.contains("No case of yours is like that"), "{found}");
}

#[tokio::test]
async fn his_details_are_changed_and_he_is_found_by_the_new_ones() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let desk = Desk::of(&town, &town.facilitator, case).await;
    let answers = [("given", "Darren"), ("family", "Marlowe"), ("phone", "07700 900123")];
    let page = desk.does("/people?act=change", "change", &answers).await;
    assert!(page.contains("Darren Marlowe") && page.contains("07700 900123"), "{page}");
    let acting = town.office().acting(&town.facilitator);
    let sought = |words: &str| casework::Sought { words: words.to_owned(), date_of_birth: None };
    assert_eq!(acting.search(&sought("Marlowe")).await.unwrap().cases.len(), 1);
    assert_eq!(acting.search(&sought("Quillfeather")).await.unwrap().cases.len(), 0);
    let happened = acting.his_case(case).await.unwrap().happened;
    assert!(happened.iter().any(|one| matches!(one.event.step, Step::DetailsChanged { .. })));
    let heard = |step: &Step| matches!(step, Step::Heard(ToProgramme::Clearance { .. }));
    assert!(!happened.iter().any(|one| heard(&one.event.step)));
}

#[tokio::test]
async fn risk_incidents_notes_and_measures_are_recorded_on_their_pages() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let desk = Desk::of(&town, &town.facilitator, case).await;
    let day = on("on", "3", "3");
    let answers = with(
        &day,
        &[("by", "programme"), ("instrument", "DASH"), ("score", "15"), ("judgement", "high")],
    );
    let page = desk.does("/risk?act=assess", "assess", &answers).await;
    assert!(page.contains("His risk now: high"), "{page}");
    assert!(page.contains("to be put to MARAC: the score puts it there"), "{page}");
    let answers = with(&day, &[("referred", "yes"), ("why", "The score is 15.")]);
    let page = desk.does("/risk?act=marac", "marac", &answers).await;
    assert!(!page.contains("is to be put to MARAC"), "{page}");
    let answers = with(
        &day,
        &[
            ("source", "police"),
            ("kind", "physical"),
            ("severity", "3"),
            ("children", "yes"),
            ("police", "yes"),
            ("arrested", "no"),
            ("charged", "no"),
            ("same-people", "unknown"),
        ],
    );
    let page = desk.does("/risk?act=incident", "incident", &answers).await;
    assert!(page.contains("Review it"), "{page}");
    let version = town.office().acting(&town.facilitator).his_case(case).await.unwrap().version;
    let place = format!("/risk?act=review&about={version}");
    let answers = [("escalates", "no"), ("why", "An old matter.")];
    let page = desk.does(&place, "review", &answers).await;
    assert!(page.contains("The review is recorded"), "{page}");
    let page = desk.does("/notes", "note", &[("note", "He asked for evening groups.")]).await;
    assert!(page.contains("He asked for evening groups."), "{page}");
    let day = on("day", "4", "3");
    let answers = with(&day, &[("kind", "reminder")]);
    desk.does("/sessions?act=key-work", "key-work", &answers).await;
}

#[tokio::test]
async fn what_is_not_theirs_is_answered_on_every_page_like_what_was_never_made() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let never = Reference::random(77);
    for worker in [&town.referrer, &town.support_manager, &town.support_worker] {
        let cookie = town.enters(worker).await;
        for page in crate::cases::CasePage::ALL {
            let of = async |reference: Reference| {
                let answer = ask(&town.site, "GET", &page.of(reference), &cookie, "").await;
                (answer.status, answer.body)
            };
            let (theirs, made_up) = (of(case).await, of(never).await);
            assert_eq!(theirs.0, StatusCode::NOT_FOUND, "{page:?}");
            assert_eq!(theirs, made_up, "{page:?}");
        }
    }
}
