//! A town with a worker of each role, and a family whose man was found pending, so that she is
//! referred. Her side is walked by its pages.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use access::{Actor, Areas, Held, Role, System};
use axum::http::StatusCode;
use casework::accounts::{Opened, OrganisationKind};
use casework::demonstration;
use casework::demonstration::door::{DemonstrationDoor, InventedWorker};
use casework::his::Screening;
use casework::referrals::{Agreed, Her, Him, Refer};
use casework::{Office, Sent, Worker};
use documents::Stamp;
use jiff::civil::date;
use pathway::codes::{Answer as Said, ConsentForm, Plan, RiskLevel, Source};
use pathway::crossing::Risk;
use pathway::screening::Facts;
use pathway::{Area, OrganisationId, ProgrammeId, Reference, Surroundings, london_day};
use programme::codes::{AttemptResult, Degree, Kept, Mode, Way};
use programme::parts::{Assessment, Attempt, Offer};
use uuid::Uuid;

use super::super::super::CasePage;
use crate::Site;
use crate::figures::samples;
use crate::signing_in::tests::{Answer, ByHand, ask};

const PROGRAMME: ProgrammeId = ProgrammeId::of(Uuid::from_u128(7));
/// 7 January 2019, 09:00, a Monday; the clock of the tests counts from another moment.
const MORNING: i64 = 1_546_851_600 - 1_795_000_000;

pub(super) struct Town {
    pub site: Arc<Site>,
    clock: Arc<ByHand>,
    pub referrer: Worker,
    pub single_point: Worker,
    pub facilitator: Worker,
    pub manager: Worker,
    pub support_manager: Worker,
    pub support_worker: Worker,
}

/// Somebody at a browser.
pub(super) struct Browser<'a> {
    town: &'a Town,
    cookie: String,
}

impl Town {
    pub(super) async fn new() -> Self {
        let clock = Arc::new(ByHand::default());
        clock.seconds.store(MORNING, Ordering::Relaxed);
        let by_hand = Arc::clone(&clock) as Arc<dyn Surroundings>;
        let office = demonstration::temporary(by_hand).await.unwrap();
        let actor = Actor::system(System::CommandLine, PROGRAMME);
        let founder = Worker { actor, programme: PROGRAMME, address: None };
        let founding = office.acting(&founder);
        founding.begin_programme("My Time").await.unwrap();
        let dudley = [Area::new("Dudley")];
        let add = async |name, kind, areas: &[Area]| {
            founding.add_organisation(name, kind, areas).await.unwrap()
        };
        let council = add("Dudley Council", OrganisationKind::Referrer, &[]).await;
        let provider = add("Bridge Street", OrganisationKind::Programme, &dudley).await;
        let refuge = add("Black Country Women", OrganisationKind::Support, &dudley).await;
        let mut invented = Vec::new();
        let mut hire = async |name: &str, organisation: OrganisationId, role| {
            let held = vec![Held { role, programme: PROGRAMME, areas: Areas::All }];
            let opened = Opened {
                organisation,
                name: name.to_owned(),
                email: format!("{}@example.org", name.to_lowercase().replace(' ', ".")),
                password: None,
                held: held.clone(),
            };
            let id = founding.open_account(opened).await.unwrap();
            let (name, place) = (name.to_owned(), String::new());
            invented.push(InventedWorker { id, name, heading: "Workers", place });
            let actor = Actor::try_new(id, organisation, held).unwrap();
            Worker { actor, programme: PROGRAMME, address: None }
        };
        let referrer = hire("Rosa Dean", council, Role::Referrer).await;
        let single_point = hire("Sam Point", provider, Role::SinglePointOfContact).await;
        let facilitator = hire("Ada Nolan", provider, Role::Facilitator).await;
        let manager = hire("Mo Teal", provider, Role::ProgrammeManager).await;
        let support_manager = hire("Una Frost", refuge, Role::SupportManager).await;
        let support_worker = hire("Wren Hale", refuge, Role::SupportWorker).await;
        let stamp = Stamp { generated: "2026-11-23T09:00:00Z".to_owned(), version: "0.1.0" };
        let door = DemonstrationDoor::new(invented);
        let site = Arc::new(Site::new(samples::usual(), stamp).with_demonstration(office, door));
        Self {
            site,
            clock,
            referrer,
            single_point,
            facilitator,
            manager,
            support_manager,
            support_worker,
        }
    }

    pub(super) fn office(&self) -> &Office {
        self.site.office().unwrap()
    }
    pub(super) fn later(&self, hours: i64) {
        self.clock.seconds.fetch_add(hours * 3_600, Ordering::Relaxed);
    }
    pub(super) fn form(&self, version: u32) -> Sent {
        self.office().form(version)
    }

    /// Somebody signs in by the door of the demonstration.
    pub(super) async fn enters(&self, worker: &Worker) -> Browser<'_> {
        let body = format!("worker={}", worker.actor.worker().uuid());
        let answer = ask(&self.site, "POST", "/demonstration/sign-in", "", &body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        Browser { town: self, cookie }
    }

    /// He is referred, reached, assessed and found pending: his reference, and hers.
    pub(super) async fn pending(&self) -> (Reference, Reference) {
        self.pending_from(Source::ChildrenServices).await
    }
    pub(super) async fn pending_from(&self, source: Source) -> (Reference, Reference) {
        let office = self.office();
        let mut family = family();
        family.screening.source = Some(source);
        let made = office.acting(&self.referrer).make_referral(self.form(0), &family).await;
        let his = made.unwrap().reference;
        let to = self.facilitator.actor.worker();
        let single_point = office.acting(&self.single_point);
        single_point.acknowledge(his, self.form(1), Screening::GoOn, to).await.unwrap();
        let facilitator = office.acting(&self.facilitator);
        let version = async || facilitator.his_case(his).await.unwrap().version;
        let (when, result) = (office.now(), AttemptResult::Reached);
        let attempt = Attempt { when, way: Way::Telephone, result, note: None };
        facilitator.record_attempt(his, self.form(version().await), attempt, None).await.unwrap();
        let offer = Offer { when, mode: Mode::InPerson, place: None };
        facilitator.offer_assessment(his, self.form(version().await), offer).await.unwrap();
        self.later(1);
        let case = facilitator.his_case(his).await.unwrap();
        let offer = case.case.standing().offers[0].event;
        let form = self.form(case.version);
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
        let form = self.form(version().await);
        facilitator.record_assessment(his, form, assessment, None).await.unwrap();
        facilitator.find_pending(his, self.form(version().await)).await.unwrap();
        (his, self.hers().await)
    }

    /// The only case in the list of the support service.
    async fn hers(&self) -> Reference {
        let manager = self.office().acting(&self.support_manager);
        let listed = manager.caseload(&Default::default(), None).await.unwrap();
        assert_eq!(listed.cases.len(), 1);
        listed.cases[0].envelope.reference
    }
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

/// What a page says, without its markup.
pub(super) fn text(html: &str) -> String {
    let mut text = String::new();
    let mut tag = false;
    for sign in html.chars() {
        match sign {
            '<' => tag = true,
            '>' => {
                tag = false;
                text.push(' ');
            }
            _ if !tag => text.push(sign),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn family() -> Refer {
    Refer {
        him: Him {
            given: "Darren".into(),
            family: "Quillfeather".into(),
            date_of_birth: Some(date(1985, 2, 1)),
            ..Him::default()
        },
        screening: Facts {
            area: Some(Area::new("Dudley")),
            source: Some(Source::ChildrenServices),
            age: Some(33),
            risk: Some(RiskLevel::Medium),
            with_a_woman: Some(Said::Yes),
            father: Some(Said::Yes),
            plan: Some(Plan::ChildProtection),
            takes_responsibility: Some(Said::Yes),
            open_and_honest: Some(Said::Yes),
            willing_to_change: Some(Said::Yes),
            strangulation: Some(Said::No),
            judged_safe: None,
        },
        reason: None,
        children: Some(2),
        children_ages: vec![4, 7],
        orders: Vec::new(),
        consent: Some(Agreed {
            form: ConsentForm::Written,
            on: Some(date(2019, 1, 4)),
            taken_by: None,
        }),
        women: vec![Her {
            given: "Marigold".into(),
            family: "Thistlewood".into(),
            phone: Some("07700 900222".into()),
            safe_to_phone: Some(Said::No),
            safe_contact: Some("Only through the school on Tuesdays.".into()),
            whereabouts: Some("At her sister in Netherton.".into()),
            dash_score: Some(11),
            ..Her::default()
        }],
    }
}
