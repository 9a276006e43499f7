//! A family whose man was found pending, so that she is referred, and somebody at a browser.

use axum::http::StatusCode;
use casework::Worker;
use casework::his::Screening;
use casework::referrals::{Agreed, Her, Refer};
use jiff::civil::date;
use pathway::codes::{Answer as Said, ConsentForm, Source};
use pathway::crossing::Risk;
use pathway::{Reference, london_day};
use programme::codes::{AttemptResult, Degree, Kept, Mode, Way};
use programme::parts::{Assessment, Attempt, Offer};

use super::super::super::CasePage;
use crate::signing_in::tests::{Answer, ask};
use crate::town::{self, Town, text};

/// Somebody at a browser.
pub(super) struct Browser<'a> {
    town: &'a Town,
    cookie: String,
}

/// Somebody signs in by the door of the demonstration.
pub(super) async fn enters<'a>(town: &'a Town, worker: &Worker) -> Browser<'a> {
    Browser { town, cookie: town.enters(worker).await }
}

/// He is referred, reached, assessed and found pending: his reference, and hers.
pub(super) async fn pending(town: &Town) -> (Reference, Reference) {
    pending_from(town, Source::ChildrenServices).await
}

pub(super) async fn pending_from(town: &Town, source: Source) -> (Reference, Reference) {
    let office = town.office();
    let mut family = family();
    family.screening.source = Some(source);
    let made = office.acting(&town.referrer).make_referral(town.form(0), &family).await;
    let his = made.unwrap().reference;
    let to = town.facilitator.actor.worker();
    let single_point = office.acting(&town.single_point);
    single_point.acknowledge(his, town.form(1), Screening::GoOn, to).await.unwrap();
    let facilitator = office.acting(&town.facilitator);
    let version = async || facilitator.his_case(his).await.unwrap().version;
    let (when, result) = (office.now(), AttemptResult::Reached);
    let attempt = Attempt { when, way: Way::Telephone, result, note: None };
    facilitator.record_attempt(his, town.form(version().await), attempt, None).await.unwrap();
    let offer = Offer { when, mode: Mode::InPerson, place: None };
    facilitator.offer_assessment(his, town.form(version().await), offer).await.unwrap();
    town.later(1);
    let case = facilitator.his_case(his).await.unwrap();
    let offer = case.case.standing().offers[0].event;
    let form = town.form(case.version);
    facilitator.record_offer(his, form, offer, Kept::Attended).await.unwrap();
    let assessment = Assessment {
        on: london_day(office.now()),
        motivation: Degree::Mostly,
        responsibility: Degree::ALittle,
        honesty: Degree::Mostly,
        risk: Risk::Medium,
        needs: Vec::new(),
        safe_to_take_part: None,
        tool: None,
        note: None,
    };
    let form = town.form(version().await);
    facilitator.record_assessment(his, form, assessment, None).await.unwrap();
    facilitator.find_pending(his, town.form(version().await)).await.unwrap();
    let manager = office.acting(&town.support_manager);
    let listed = manager.caseload(&Default::default(), None).await.unwrap();
    assert_eq!(listed.cases.len(), 1);
    (his, listed.cases[0].envelope.reference)
}

impl Browser<'_> {
    pub(super) async fn get(&self, address: &str) -> Answer {
        ask(&self.town.site, "GET", address, &self.cookie, "").await
    }
    pub(super) async fn sees(&self, reference: Reference, page: CasePage) -> String {
        let answer = self.get(&page.of(reference)).await;
        assert_eq!(answer.status, StatusCode::OK, "{page:?}");
        answer.body
    }
    /// Fills in a form of a page as it is drawn now, and sends it.
    pub(super) async fn sends(
        &self,
        reference: Reference,
        page: CasePage,
        act: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let drawn = self.sees(reference, page).await;
        let form = Drawn::of(&drawn, act);
        self.sends_drawn(reference, page, &form, fields).await
    }
    /// Sends a form that was drawn before.
    pub(super) async fn sends_drawn(
        &self,
        reference: Reference,
        page: CasePage,
        form: &Drawn,
        fields: &[(&str, &str)],
    ) -> Answer {
        let hidden =
            [("form-token", &*form.token), ("command", &*form.command), ("act", &*form.act)];
        let pairs = hidden.iter().chain(fields).map(|(name, typed)| {
            let typed: String = typed
                .bytes()
                .map(|byte| match byte {
                    b' ' => "+".to_owned(),
                    b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(byte).to_string(),
                    other => format!("%{other:02X}"),
                })
                .collect();
            format!("{name}={typed}")
        });
        let body: Vec<String> = pairs.collect();
        let address = page.of(reference);
        ask(&self.town.site, "POST", &address, &self.cookie, &body.join("&")).await
    }
    /// The same, and it is done: what is said of it.
    pub(super) async fn does(
        &self,
        reference: Reference,
        page: CasePage,
        act: &str,
        fields: &[(&str, &str)],
    ) -> String {
        let answer = self.sends(reference, page, act, fields).await;
        let why = text(answer.body.split("<main").nth(1).unwrap_or_default());
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page:?} {act}: {why}");
        let next = answer.header("location").to_owned();
        text(&self.get(&next).await.body)
    }
}

/// A form as it is drawn: what it carries.
pub(super) struct Drawn {
    token: String,
    command: String,
    act: String,
}

impl Drawn {
    pub(super) fn of(page: &str, act: &str) -> Self {
        let field = format!("name=\"act\" value=\"{act}\"");
        let forms = page.split("<form class=\"waymark-form\"").skip(1);
        let mut found = forms.filter(|form| form.contains(&field));
        let form = found.next().unwrap_or_else(|| panic!("no form {act} in {}", text(page)));
        let value = |name: &str| {
            let after = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
            after.split('"').next().unwrap().to_owned()
        };
        Self { token: value("form-token"), command: value("command"), act: act.to_owned() }
    }
    /// The form that stands before a restricted case.
    pub(super) fn of_reason(page: &str) -> Self {
        assert!(page.contains("name=\"reason\""), "{}", text(page));
        let after = page.split("name=\"form-token\" value=\"").nth(1).unwrap();
        let token = after.split('"').next().unwrap().to_owned();
        Self { token, command: String::new(), act: String::new() }
    }
}

/// The family of the town, of whom he has agreed, and she has said how she is reached.
fn family() -> Refer {
    let mut family = town::family();
    family.consent =
        Some(Agreed { form: ConsentForm::Written, on: Some(date(2019, 1, 4)), taken_by: None });
    let her = family.women.remove(0);
    family.women.push(Her {
        phone: Some("07700 900222".into()),
        safe_to_phone: Some(Said::No),
        safe_contact: Some("Only through the school on Tuesdays.".into()),
        whereabouts: Some("At her sister in Netherton.".into()),
        dash_score: Some(11),
        ..her
    });
    family
}
