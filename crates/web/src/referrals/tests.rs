//! What somebody who refers can do, whatever they type, and what nobody sees.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use access::{Actor, Areas, Held, Role, System};
use axum::http::StatusCode;
use casework::accounts::{Opened, OrganisationKind};
use casework::demonstration::door::{DemonstrationDoor, InventedWorker};
use casework::{Worker, demonstration};
use pathway::{Area, ProgrammeId, Surroundings, WorkerId};
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
        let mut provider = None;
        for (name, kind, role, areas) in [
            ("council", OrganisationKind::Referrer, Role::Referrer, &[][..]),
            ("police", OrganisationKind::Referrer, Role::Referrer, &[]),
            ("desk", OrganisationKind::Programme, Role::SinglePointOfContact, &areas),
            ("refuge", OrganisationKind::Support, Role::SupportManager, &areas),
        ] {
            let organisation = founding.add_organisation(name, kind, areas).await.unwrap();
            if kind == OrganisationKind::Programme {
                provider = Some(organisation);
            }
            let held = vec![Held { role, programme: PROGRAMME, areas: Areas::All }];
            let opened = Opened {
                organisation,
                name: format!("Worker of {name}"),
                email: format!("{name}@example.org"),
                password: None,
                held,
            };
            workers.insert(name, founding.open_account(opened).await.unwrap());
        }
        // One of the programme who refers as well, and may be told who is known.
        let held = [Role::Referrer, Role::SinglePointOfContact].map(|role| Held {
            role,
            programme: PROGRAMME,
            areas: Areas::All,
        });
        let opened = Opened {
            organisation: provider.unwrap(),
            name: "Worker of intake".to_owned(),
            email: "intake@example.org".to_owned(),
            password: None,
            held: held.to_vec(),
        };
        workers.insert("intake", founding.open_account(opened).await.unwrap());
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

    fn later(&self, minutes: i64) {
        self.clock.seconds.fetch_add(minutes * 60, Ordering::Relaxed);
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

#[tokio::test]
async fn the_rules_in_force_stand_before_the_form_for_everybody_who_may_read_them() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let page = referrer.page("/referrals/rules").await;
    assert!(page.contains("In every area"), "{page}");
    assert!(page.contains("He is the father of a child on"), "{page}");
    assert!(page.contains("taking part is judged safe"));
    assert!(page.contains("not certain of the day"), "the uncertain day is said");
    assert!(
        page.contains("What holds from 1 April 2020")
            && page.contains("What held from 1 April 2018")
    );
    assert!(page.contains("Start a referral"));
    let desk = town.signed_in("desk").await;
    let page = desk.page("/referrals/rules").await;
    assert!(page.contains("He is the father of a child on") && !page.contains("Start a referral"));
    // Whoever refers nobody begins nothing, and has no list.
    let begun = desk.sends_from(&page, "/referrals/drafts", &[]).await;
    assert_eq!(begun.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.sees("/referrals").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_referral_is_written_page_by_page_checked_and_sent_once() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.writes(HER).await;
    let check = referrer.page(&format!("{draft}/check")).await;
    assert!(check.contains("By the rules in force the family is eligible"), "{check}");
    for said in
        ["Darren", "A child protection plan", "1 February 1985", "Verbal consent", "Marigold"]
    {
        assert!(check.contains(said), "{said} in {check}");
    }
    assert!(check.contains(&format!("{draft}/him?then=check#family")));
    let sent = referrer.sends_from(&check, &format!("{draft}/check"), &[]).await;
    let confirmation = sent.header("location").to_owned();
    let again = referrer.sends_from(&check, &format!("{draft}/check"), &[]).await;
    assert_eq!(again.header("location"), confirmation, "sent twice, it is one referral");
    let back = referrer.sees(&format!("{draft}/him")).await;
    assert_eq!(back.header("location"), confirmation, "the draft is the referral now");

    let page = referrer.page(&confirmation).await;
    let reference = confirmation.split('/').nth(2).unwrap();
    assert!(page.contains(reference) && page.contains("by 5 March 2019"), "{page}");
    let list = referrer.page("/referrals").await;
    assert!(list.contains("1 referral") && list.contains("Darren Quillfeather"), "{list}");
    assert!(!list.contains("Being written by you"));
    let progress = referrer.page(&format!("/referrals/{reference}")).await;
    assert!(progress.contains("Darren Quillfeather") && progress.contains("Received"));
    assert!(progress.contains("Next: the referral is acknowledged"), "{progress}");
    // What was said of her is nowhere any more, not even for its writer.
    for page in [&page, &list, &progress] {
        assert!(SEALED.iter().all(|sealed| !page.contains(sealed)));
    }
    // Another organisation's is like one that was never made.
    let police = town.signed_in("police").await;
    let theirs = police.sees(&format!("/referrals/{reference}")).await;
    let never = police.sees("/referrals/0000-0000-0000").await;
    assert_eq!((theirs.status, &theirs.body), (StatusCode::NOT_FOUND, &never.body));
    assert!(police.page("/referrals").await.contains("has referred nobody yet"));
}

#[tokio::test]
async fn an_answer_that_rules_the_family_out_is_said_at_once_and_the_person_may_go_on() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.begins().await;
    let high: Vec<(&str, &str)> = RISK
        .iter()
        .map(|(name, _)| if *name == "risk" { (*name, "high") } else { (*name, "no") })
        .collect();
    let page = referrer.page(&format!("{draft}/risk")).await;
    assert!(page.contains(&format!("data-likely=\"{draft}/risk/screened\"")));
    let fragment = referrer.sends_from(&page, &format!("{draft}/risk/screened"), &high).await;
    for reason in ["level of risk is not one", "takes no responsibility", "not willing to change"] {
        assert!(fragment.body.contains(reason), "{}", fragment.body);
    }
    assert!(!fragment.body.contains("<html"));
    let on = referrer.sends_from(&page, &format!("{draft}/risk"), &high).await;
    let next = referrer.page(on.header("location")).await;
    assert!(next.contains("would not take this family") && next.contains("a person decides"));
}

#[tokio::test]
async fn whatever_is_typed_gets_a_clear_answer_and_is_kept() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.begins().await;
    let him = format!("{draft}/him");
    let long = "x".repeat(1_000_000);
    let cases: [(Typed<'_>, &str); 9] = [
        (&[], "Enter his first names"),
        (&[("given", "  "), ("family", "Hale")], "Enter his first names"),
        (&[("given", "Adam😀"), ("family", "Hale")], "has the picture 😀"),
        (&[("given", "Ad\u{0}am"), ("family", "Hale")], "cannot be seen (U+0000)"),
        (&[("given", "\u{202e}Adam"), ("family", "Hale")], "turns the direction of text"),
        (
            &[
                ("given", "A"),
                ("family", "H"),
                ("date-of-birth-day", "31"),
                ("date-of-birth-month", "2"),
                ("date-of-birth-year", "1985"),
            ],
            "Date of birth",
        ),
        (&[("given", "A"), ("family", "H"), ("email", "not an address")], "mail"),
        (&[("given", "A"), ("family", "H"), ("ethnicity", "martian")], "thnicity"),
        (&[("given", &long), ("family", "Hale")], "must be 100 characters or fewer"),
    ];
    for (typed, words) in cases {
        let answer = referrer.fills_in(&him, typed).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        whole_page(&him, &answer.body);
        assert!(answer.body.contains("<title>Error: The man"), "{words}");
        assert!(answer.body.contains("There is a problem"), "{words}");
        assert!(answer.body.contains(words), "{words}");
        for (name, typed) in typed.iter().filter(|(_, typed)| !typed.trim().is_empty()) {
            let shown = typed.replace('\u{0}', "\u{fffd}");
            let there = answer.body.contains(&shown);
            assert!(there || *name == "ethnicity", "what was typed is shown again: {name}");
        }
    }
    // What could be kept of it was kept: it is there when the page is opened again.
    referrer.fills_in(&him, &[("given", "Adam\u{202e}")]).await;
    assert!(referrer.page(&him).await.contains("Adam\u{202e}"));
    // Nothing of it can be sent until it is right.
    let check = referrer.page(&format!("{draft}/check")).await;
    assert!(!check.contains("Send the referral") && check.contains("This page is not right yet"));
    let sent = referrer.sends_from(&check, &format!("{draft}/check"), &[]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sent.body.contains("The man: ") && sent.body.contains("Screening and risk: "));
    // More than a form may send.
    let body = format!("given={}", "x".repeat(4_000_001));
    let answer = ask(&town.site, "POST", &him, &referrer.cookie, &body).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("Too much was sent"));
}

#[tokio::test]
async fn what_is_typed_is_kept_while_it_is_typed_and_gone_on_with_or_thrown_away() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.begins().await;
    let him = format!("{draft}/him");
    let page = referrer.page(&him).await;
    let keep = format!("{him}/keep");
    assert!(page.contains(&format!("data-draft=\"{keep}\"")));
    let kept = referrer.sends_from(&page, &keep, &[("given", "Dar"), ("family", "Quill")]).await;
    assert_eq!((kept.status, kept.body.as_str()), (StatusCode::NO_CONTENT, ""));
    assert!(referrer.page(&him).await.contains("value=\"Dar\""));
    let long = "x".repeat(200_000);
    let much = referrer.sends_from(&page, &keep, &[("given", long.as_str())]).await;
    assert_eq!(much.status, StatusCode::PAYLOAD_TOO_LARGE);
    let later = referrer.fills_in(&him, &[("given", "Darren"), ("then", "later")]).await;
    assert_eq!(later.header("location"), "/referrals?said=draft-kept");
    let list = referrer.page("/referrals?said=draft-kept").await;
    assert!(list.contains("Being written by you") && list.contains("Darren"), "{list}");
    // It is nobody else's, like one that was never begun; not even of a colleague.
    let other = town.signed_in("police").await;
    let theirs = other.sees(&him).await;
    let nobodys = other.sees(&format!("/referrals/drafts/{}/him", Uuid::from_u128(9))).await;
    assert_eq!((theirs.status, &theirs.body), (StatusCode::NOT_FOUND, &nobodys.body));
    assert!(!other.page("/referrals").await.contains("Darren"));
    let away = format!("{draft}/throw-away");
    let thrown = referrer.fills_in(&away, &[]).await;
    assert_eq!(thrown.header("location"), "/referrals?said=draft-thrown-away");
    assert_eq!(referrer.sees(&him).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_session_that_ends_while_the_form_is_filled_in_loses_nothing() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.begins().await;
    let him = format!("{draft}/him");
    let page = referrer.page(&him).await;
    town.later(21);
    let late = referrer.sends_from(&page, &him, HIM).await;
    assert_eq!(late.header("location"), "/sign-in?said=lapsed-and-kept");
    let back = town.signed_in("council").await;
    let kept = back.page("/sessions/kept").await;
    assert!(kept.contains(&format!("action=\"{him}\"")) && kept.contains("value=\"Darren\""));
    let sent = back.sends_from(&kept, &him, HIM).await;
    assert_eq!(sent.header("location"), format!("{draft}/children"));
    // A form of another session comes back whole.
    let wrong = back.sends(&him, &[("form-token", "AAAA"), ("given", "Typed before")]).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert!(wrong.body.contains("value=\"Typed before\""));
}

#[tokio::test]
async fn several_women_are_each_a_page_of_their_own_and_a_woman_may_be_unknown() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.writes(&[]).await;
    assert!(referrer.page(&format!("{draft}/check")).await.contains("No woman is named"));
    assert_eq!(referrer.sees(&format!("{draft}/her-2")).await.status, StatusCode::OK);
    assert_eq!(referrer.sees(&format!("{draft}/her-3")).await.status, StatusCode::NOT_FOUND);
    let her: Vec<(&str, &str)> = HER.iter().copied().chain([("then", "another")]).collect();
    let on = referrer.fills_in(&format!("{draft}/her-1"), &her).await;
    assert_eq!(on.header("location"), format!("{draft}/her-2"));
    let jade = [
        ("given", "Jade"),
        ("family", "Pemberton"),
        ("safe-contact", "Not known"),
        ("consent", "none"),
    ];
    let on = referrer.fills_in(&format!("{draft}/her-2"), &jade).await;
    assert_eq!(on.header("location"), format!("{draft}/check"));
    let sent = referrer.fills_in(&format!("{draft}/check"), &[]).await;
    let referral = sent.header("location").strip_suffix("/sent").unwrap().to_owned();
    let tell = referrer.page(&format!("{referral}/tell")).await;
    assert!(tell.contains("The woman whom you named second") && !tell.contains("Jade"), "{tell}");
}

#[tokio::test]
async fn a_man_who_refers_himself_gives_no_safe_contact_of_hers_and_gets_no_page() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.writes(HER).await;
    let himself = [("area", "Dudley"), ("source", "self"), ("then", "check")];
    referrer.fills_in(&format!("{draft}/family?then=check"), &himself).await;
    let her = referrer.page(&format!("{draft}/her-1")).await;
    assert!(her.contains("counts as unsafe until"), "{her}");
    let sent = referrer.fills_in(&format!("{draft}/check"), &[]).await;
    let page = referrer.page(sent.header("location")).await;
    assert!(page.contains("He has no page of his own here"), "{page}");
}

#[tokio::test]
async fn a_referral_is_followed_added_to_and_withdrawn() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let referral = referrer.refers().await;
    // Nothing is added by an empty form.
    let add = format!("{referral}/add");
    let empty = referrer.fills_in(&add, &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Answer at least one question"));
    let drawn_before = referrer.page(&add).await;
    let note = [("note", "The plan has changed."), ("plan", "cin")];
    let added = referrer.sends_from(&drawn_before, &add, &note).await;
    assert_eq!(added.header("location"), format!("{referral}?said=added-to"));
    let twice = referrer.sends_from(&drawn_before, &add, &note).await;
    assert_eq!(twice.header("location"), format!("{referral}?said=added-to"), "done once");
    assert!(referrer.page(&format!("{referral}?said=added-to")).await.contains("It is added"));
    // Somebody else was quicker: both are told, nothing typed is lost, and it can be sent again.
    let withdraw = format!("{referral}/withdraw");
    let drawn = referrer.page(&withdraw).await;
    referrer.fills_in(&add, &[("note", "He moved.")]).await;
    let why = [("why", "The family has moved to Leeds.")];
    let stale = referrer.sends_from(&drawn, &withdraw, &why).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(
        stale.body.contains("Somebody else changed this") && stale.body.contains("moved to Leeds")
    );
    let again = referrer.sends_from(&stale.body, &withdraw, &why).await;
    assert_eq!(again.header("location"), format!("{referral}?said=withdrawn"));
    let page = referrer.page(&referral).await;
    assert!(page.contains("the referrer withdrew the referral"), "{page}");
    assert!(!page.contains("Withdraw the referral") && page.contains("Ask for an update"));
    assert_eq!(referrer.sees(&add).await.header("location"), referral);
    let over = referrer.page("/referrals?standing=over&area=Dudley").await;
    assert!(over.contains("1 referral") && over.contains("Closed before assessment"));
    let none = referrer.page("/referrals?area=Walsall").await;
    assert!(none.contains("No referral is like this"));
}

#[tokio::test]
async fn what_is_sealed_can_be_added_to_and_not_read() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let referral = referrer.refers().await;
    let tell = format!("{referral}/tell");
    let empty = referrer.fills_in(&tell, &[("which", "0")]).await;
    assert!(empty.body.contains("Write what is to be added"), "{}", empty.body);
    let told = referrer.fills_in(&tell, &[("which", "0"), ("more", "She moves on Friday.")]).await;
    assert_eq!(told.header("location"), format!("{referral}?said=sealed-more"));
    let named = referrer
        .fills_in(
            &format!("{referral}/woman"),
            &[
                ("given", "Jade"),
                ("family", "Pemberton"),
                ("safe-contact", "Not known"),
                ("consent", "none"),
            ],
        )
        .await;
    assert_eq!(named.header("location"), format!("{referral}?said=woman-named"));
    for page in ["", "/add", "/tell", "/woman", "/update", "/withdraw", "/sent"] {
        let page = referrer.page(&format!("{referral}{page}")).await;
        for sealed in SEALED.iter().chain(&["moves on Friday", "Jade", "Pemberton"]) {
            assert!(!page.contains(sealed), "{sealed}");
        }
    }
    let update = referrer.fills_in(&format!("{referral}/update"), &[]).await;
    assert_eq!(update.header("location"), format!("{referral}?said=update-asked"));
    let nothing = referrer.sees(&format!("{referral}/report-1")).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    assert_eq!(
        referrer.sees(&format!("{referral}/session-notes")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn everybody_is_told_in_words_and_finds_what_it_is_about() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let empty = town.signed_in("desk").await.page("/messages").await;
    assert!(empty.contains("Nothing has come yet"));
    let referral = referrer.refers().await;
    let reference = referral.strip_prefix("/referrals/").unwrap();
    let inbox = referrer.page("/messages").await;
    assert!(inbox.contains("Your referral has been received") && inbox.contains("1 is unread"));
    assert!(inbox.contains(reference) && !inbox.contains("Quillfeather"), "nothing personal");
    let desk = town.signed_in("desk").await;
    let inbox = desk.page("/messages").await;
    assert!(inbox.contains("A referral has arrived"));
    let one = inbox.split("href=\"/messages/").nth(1).unwrap().split('"').next().unwrap();
    let page = desk.page(&format!("/messages/{one}")).await;
    assert!(page.contains("You are the first to read this"));
    assert!(page.contains(&format!("href=\"/cases/{reference}\"")), "{page}");
    let read = desk.page("/messages").await;
    assert!(read.contains("Everything is read") && read.contains("You read it on"), "{read}");
    // To whom it is not, it is not there.
    for other in ["refuge", "police", "council"] {
        let answer = town.signed_in(other).await.sees(&format!("/messages/{one}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{other}");
    }
    assert!(
        town.signed_in("refuge").await.page("/messages").await.contains("Nothing has come yet")
    );
    assert_eq!(desk.sees("/messages?after=nonsense").await.status, StatusCode::NOT_FOUND);
}
