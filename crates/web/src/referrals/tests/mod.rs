//! What somebody who refers can do, whatever they type, and what nobody sees.

mod following;
mod left;
mod making;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use access::{Actor, Areas, Held, Role, System};
use axum::http::StatusCode;
use casework::accounts::{Opened, OrganisationKind};
use casework::demonstration::door::{DemonstrationDoor, InventedWorker};
use casework::{Worker, demonstration};
use pathway::{Area, OrganisationId, ProgrammeId, Surroundings, WorkerId};
use uuid::Uuid;

use crate::Site;
use crate::figures::samples;
use crate::signing_in::tests::{Answer, ByHand, ask, stamp};

const PROGRAMME: ProgrammeId = ProgrammeId::of(Uuid::from_u128(7));

/// Names of fields with what is typed in them.
type Typed<'a> = &'a [(&'a str, &'a str)];

/// A service in March 2019, when families are taken in.
pub(super) struct Town {
    site: Arc<Site>,
    clock: Arc<ByHand>,
    workers: HashMap<&'static str, WorkerId>,
}

/// Somebody who is signed in.
pub(super) struct Somebody<'a> {
    town: &'a Town,
    cookie: String,
}

impl Town {
    pub(super) async fn new() -> Self {
        let clock = Arc::new(ByHand::default());
        // 4 March 2019, 09:00, a Monday.
        clock.seconds.store(1_551_690_000 - 1_795_000_000, Ordering::Relaxed);
        let by_hand = Arc::clone(&clock) as Arc<dyn Surroundings>;
        let office = demonstration::temporary(by_hand).await.unwrap();
        let actor = Actor::system(System::CommandLine, PROGRAMME);
        let founder = Worker { actor, programme: PROGRAMME, address: None };
        let founding = office.acting(&founder);
        founding.begin_programme("Black Country").await.unwrap();
        let areas = [Area::new("Dudley"), Area::new("Walsall")];
        let mut workers = HashMap::new();
        let mut organisations = HashMap::new();
        for (name, kind, role, areas) in [
            ("council", OrganisationKind::Referrer, Role::Referrer, &[][..]),
            ("police", OrganisationKind::Referrer, Role::Referrer, &[]),
            ("desk", OrganisationKind::Programme, Role::SinglePointOfContact, &areas),
            ("refuge", OrganisationKind::Support, Role::SupportManager, &areas),
        ] {
            let organisation = founding.add_organisation(name, kind, areas).await.unwrap();
            organisations.insert(name, organisation);
            workers.insert(
                name,
                founding.open_account(opened(name, organisation, &[role])).await.unwrap(),
            );
        }
        // One of the programme who refers as well, and may be told who is known; and another of
        // those who refer.
        for (name, of, roles) in [
            ("intake", "desk", &[Role::Referrer, Role::SinglePointOfContact][..]),
            ("colleague", "council", &[Role::Referrer]),
        ] {
            let opened = opened(name, organisations[of], roles);
            workers.insert(name, founding.open_account(opened).await.unwrap());
        }
        // One press signs in: no password is worked out again and again.
        let invented = |(name, id): (&&str, &WorkerId)| InventedWorker {
            id: *id,
            name: format!("Worker of {name}"),
            heading: "Workers",
            place: String::new(),
        };
        let door = DemonstrationDoor::new(workers.iter().map(invented).collect());
        let site = Site::new(samples::usual(), stamp()).with_demonstration(office, door);
        Self { site: Arc::new(site), clock, workers }
    }

    pub(super) async fn signed_in(&self, of: &str) -> Somebody<'_> {
        let body = format!("worker={}", self.workers[of].uuid());
        let answer = ask(&self.site, "POST", "/demonstration/sign-in", "", &body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{of} signs in");
        Somebody { town: self, cookie: answer.cookie() }
    }

    /// Closes the account of somebody, as whoever runs the machine can.
    pub(super) async fn closes(&self, of: &str) {
        let office = self.site.office().unwrap();
        let actor = Actor::system(System::CommandLine, PROGRAMME);
        let founder = Worker { actor, programme: PROGRAMME, address: None };
        let founding = office.acting(&founder);
        let organisation = founding.account(self.workers[of]).await.unwrap().organisation;
        founding.set_open(self.workers[of], organisation, false).await.unwrap();
    }

    fn later(&self, minutes: i64) {
        self.clock.seconds.fetch_add(minutes * 60, Ordering::Relaxed);
    }
}

fn opened(name: &str, organisation: OrganisationId, roles: &[Role]) -> Opened {
    let held = |role: &Role| Held { role: *role, programme: PROGRAMME, areas: Areas::All };
    Opened {
        organisation,
        name: format!("Worker of {name}"),
        email: format!("{name}@example.org"),
        password: None,
        held: roles.iter().map(held).collect(),
    }
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    let whole = components::address("", pairs);
    whole.trim_start_matches('?').to_owned()
}

/// A hidden field of a page.
fn hidden(page: &str, name: &str) -> Option<String> {
    let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    after.split('"').next().map(str::to_owned)
}

impl Somebody<'_> {
    pub(super) async fn sees(&self, address: &str) -> Answer {
        ask(&self.town.site, "GET", address, &self.cookie, "").await
    }
    pub(super) async fn page(&self, address: &str) -> String {
        let answer = self.sees(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
        whole_page(address, &answer.body);
        answer.body
    }
    pub(super) async fn sends(&self, address: &str, pairs: &[(&str, &str)]) -> Answer {
        let body = encoded(pairs);
        ask(&self.town.site, "POST", address, &self.cookie, &body).await
    }
    /// Fills in the form of a page as a browser does, and sends it.
    pub(super) async fn fills_in(&self, address: &str, pairs: &[(&str, &str)]) -> Answer {
        let page = self.page(address).await;
        self.sends_from(&page, address, pairs).await
    }
    /// The same with a page that was drawn before.
    pub(super) async fn sends_from(
        &self,
        page: &str,
        address: &str,
        pairs: &[(&str, &str)],
    ) -> Answer {
        let token = hidden(page, "form-token").expect("a form");
        let command = hidden(page, "command").unwrap_or_default();
        let mut all = vec![("form-token", token.as_str()), ("command", command.as_str())];
        all.extend(pairs);
        self.sends(address, &all).await
    }
    /// Begins a referral: the address of its draft.
    pub(super) async fn begins(&self) -> String {
        let page = self.page("/referrals/rules").await;
        let begun = self.sends_from(&page, "/referrals/drafts", &[]).await;
        let first = begun.header("location").to_owned();
        first.strip_suffix("/family").expect("the first page").to_owned()
    }
    /// Fills in everything, up to *check answers*.
    pub(super) async fn writes(&self, woman: &[(&str, &str)]) -> String {
        let draft = self.begins().await;
        let pages: [(&str, Typed<'_>, &str); 6] = [
            ("family", FAMILY, "him"),
            ("him", HIM, "children"),
            ("children", CHILDREN, "risk"),
            ("risk", RISK, "consent"),
            ("consent", CONSENT, "her-1"),
            ("her-1", woman, "check"),
        ];
        for (page, answers, next) in pages {
            let answer = self.fills_in(&format!("{draft}/{page}"), answers).await;
            assert_eq!(answer.header("location"), format!("{draft}/{next}"), "{}", answer.body);
        }
        draft
    }
    /// Makes a referral: its address.
    pub(super) async fn refers(&self) -> String {
        let draft = self.writes(HER).await;
        let sent = self.fills_in(&format!("{draft}/check"), &[]).await;
        sent.header("location").strip_suffix("/sent").expect("a confirmation").to_owned()
    }
}

/// One `h1` with which the title begins, a `main`, nothing inline.
pub(super) fn whole_page(address: &str, page: &str) {
    assert_eq!(page.matches("<h1").count(), 1, "{address}");
    let heading = page.split("<h1").nth(1).and_then(|rest| rest.split('>').nth(1));
    let heading = heading.and_then(|rest| rest.split("</h1").next()).unwrap();
    let title = page.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
    let title = title.unwrap().trim_start_matches("Error: ");
    assert!(title.starts_with(heading), "{address}: {title} / {heading}");
    assert!(page.contains("<main") && !page.contains(" style="), "{address}");
    let ids: Vec<&str> =
        page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "{address}: an id stands twice in {ids:?}");
}

pub(super) const FAMILY: &[(&str, &str)] = &[
    ("area", "Dudley"),
    ("source", "children_services"),
    ("reason", "He broke the kitchen door."),
];
pub(super) const HIM: &[(&str, &str)] = &[
    ("given", "Darren"),
    ("family", "Quillfeather"),
    ("date-of-birth-day", "1"),
    ("date-of-birth-month", "feb"),
    ("date-of-birth-year", "1985"),
];
pub(super) const CHILDREN: &[(&str, &str)] =
    &[("father", "yes"), ("children-ages", "4 and 7"), ("plan", "cp")];
pub(super) const RISK: &[(&str, &str)] = &[
    ("risk", "medium"),
    ("with-a-woman", "yes"),
    ("takes-responsibility", "yes"),
    ("open-and-honest", "yes"),
    ("willing-to-change", "yes"),
    ("strangulation", "no"),
];
pub(super) const CONSENT: &[(&str, &str)] = &[
    ("consent", "verbal"),
    ("consent-on-day", "1"),
    ("consent-on-month", "3"),
    ("consent-on-year", "2019"),
];
pub(super) const HER: &[(&str, &str)] = &[
    ("given", "Marigold"),
    ("family", "Thistlewood"),
    ("safe-contact", "Through the school on Tuesdays"),
    ("consent", "none"),
];
/// What was said of her, none of which is ever shown again.
const SEALED: [&str; 3] = ["Marigold", "Thistlewood", "Through the school"];
