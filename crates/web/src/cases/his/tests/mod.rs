//! What people of the programme can do on the pages of his case.

mod path;
mod seen;

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
