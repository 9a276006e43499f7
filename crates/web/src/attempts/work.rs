//! Whether a record of the other side can be told from one that was never made: by status, header,
//! body, or by what the answer takes of the database.

use axum::http::StatusCode;
use casework::Worker;
use pathway::Reference;
use testkit::Statements;

use crate::cases::CasePage;
use crate::signing_in::tests::ask;
use crate::town::Town;

/// All that somebody could tell an answer by.
#[derive(Debug, PartialEq)]
struct Told {
    status: StatusCode,
    headers: Vec<(String, String)>,
    body: String,
    asked: Vec<&'static str>,
}

/// Somebody who asks, with a session and its token.
struct Attacker<'a> {
    town: &'a Town,
    statements: &'a Statements,
    cookie: String,
    token: String,
}

impl<'a> Attacker<'a> {
    async fn is(town: &'a Town, statements: &'a Statements, worker: &Worker) -> Self {
        let cookie = town.enters(worker).await;
        let token = ask(&town.site, "GET", "/sessions", &cookie, "").await.token();
        Self { town, statements, cookie, token }
    }

    /// Asks, and takes down everything. What was asked for is left out of it: what a page says
    /// back to whoever typed it tells nothing.
    async fn asks(&self, method: &str, address: &str, body: &str, sought: &str) -> Told {
        self.statements.taken();
        let body = format!("form-token={}&{body}", self.token);
        let body = if method == "GET" { "" } else { &body };
        let answer = ask(&self.town.site, method, address, &self.cookie, body).await;
        // A line of the audit is on its way while the rest is read: who is first is chance.
        let mut asked = self.statements.taken();
        asked.sort_unstable();
        assert!(
            !answer.headers.contains_key("etag"),
            "{address}: a page tells no version of itself"
        );
        let headers = answer.headers.iter().filter(|(name, _)| *name != "x-request-id");
        let plain = |text: &str| text.replace(sought, "SOUGHT");
        Told {
            status: answer.status,
            headers: headers
                .map(|(name, value)| (name.to_string(), plain(value.to_str().unwrap())))
                .collect(),
            body: plain(&answer.body),
            asked,
        }
    }

    /// The same question of two things, one of which was never made, is answered alike.
    async fn cannot_tell(&self, what: impl Fn(&str) -> Question, real: &str, never: &str) {
        let of = async |sought: &str| {
            let Question(method, address, body) = what(sought);
            self.asks(method, &address, &body, sought).await
        };
        let (real, never) = (of(real).await, of(never).await);
        let Question(method, address, body) = what("SOUGHT");
        assert_eq!(real, never, "{method} {address} {body}");
        assert!(!real.asked.is_empty(), "{address}: the record was asked");
    }
}

/// A question: its method, its address and its body.
struct Question(&'static str, String, String);

/// A question that is asked of one thing or another.
type Asks = Box<dyn Fn(&str) -> Question>;

/// Every question about a case by its reference.
fn questions() -> Vec<Asks> {
    let mut all: Vec<Asks> = Vec::new();
    let mut question = |method, ends: String, body: &'static str| {
        all.push(Box::new(move |reference: &str| {
            Question(method, ends.replace("{}", reference), body.replace("{}", reference))
        }));
    };
    const FORM: &str = "command=0000000a-0000-4000-8000-00000000000a.1&act=";
    for page in CasePage::ALL {
        let address = match page {
            CasePage::Overview => "/cases/{}".to_owned(),
            page => format!("/cases/{{}}/{}", page.name()),
        };
        question("GET", address.clone(), "");
        question("POST", address, FORM);
    }
    for page in ["", "/sent", "/report-1", "/add", "/tell", "/woman", "/update", "/withdraw"] {
        question("GET", format!("/referrals/{{}}{page}"), "");
    }
    for page in ["/open", "/add", "/tell", "/update", "/withdraw"] {
        question(
            "POST",
            format!("/referrals/{{}}{page}"),
            "reason=I+know+her&command=0000000a-0000-4000-8000-00000000000a.1&which=0&more=x&why=x&note=x",
        );
    }
    for page in ["", "/change", "/session", "/cancel", "/end", "/waiting", "/register"] {
        question("GET", format!("/groups/{{}}{page}"), "");
    }
    question("POST", "/cases/search".to_owned(), "words={}");
    all
}

fn never() -> String {
    Reference::random(0x5eed_0000_1234).to_string()
}

#[tokio::test]
async fn her_case_is_answered_to_his_side_like_one_that_was_never_made_and_by_the_same_work() {
    let (statements, _guard) = Statements::watched();
    let town = Town::new().await;
    let _his = town.cleared().await;
    let hers = town.hers().await.to_string();
    let message = town.newest_message(&town.support_worker).await;
    for worker in town.his_side().into_iter().chain(town.of_no_case()) {
        let attacker = Attacker::is(&town, &statements, worker).await;
        for question in questions() {
            attacker.cannot_tell(question, &hers, &never()).await;
        }
        let no_message = "/messages/0177c2b0-0000-7000-8000-00000000002a";
        let open = |address: &str| Question("GET", address.to_owned(), String::new());
        attacker.cannot_tell(open, &message, no_message).await;
    }
}

#[tokio::test]
async fn his_case_is_answered_to_her_side_like_one_that_was_never_made_and_by_the_same_work() {
    let (statements, _guard) = Statements::watched();
    let town = Town::new().await;
    let his = town.cleared().await.to_string();
    let message = town.newest_message(&town.facilitator).await;
    for worker in town.her_side().into_iter().chain(town.of_no_case()) {
        let attacker = Attacker::is(&town, &statements, worker).await;
        for question in questions() {
            attacker.cannot_tell(question, &his, &never()).await;
        }
        let no_message = "/messages/0177c2b0-0000-7000-8000-00000000002a";
        let open = |address: &str| Question("GET", address.to_owned(), String::new());
        attacker.cannot_tell(open, &message, no_message).await;
    }
}

#[tokio::test]
async fn her_name_is_found_on_his_side_like_one_that_nobody_has() {
    let (statements, _guard) = Statements::watched();
    let town = Town::new().await;
    town.cleared().await;
    for worker in [&town.single_point, &town.facilitator, &town.manager] {
        let attacker = Attacker::is(&town, &statements, worker).await;
        let search =
            |words: &str| Question("POST", "/cases/search".to_owned(), format!("words={words}"));
        for (hers, nobodys) in [("Thistlewood", "Quarrendens"), ("Marigold", "Primrose")] {
            attacker.cannot_tell(search, hers, nobodys).await;
        }
    }
    // On her own side she is found, so that the search itself works.
    let attacker = Attacker::is(&town, &statements, &town.support_manager).await;
    let found = attacker.asks("POST", "/cases/search", "words=Thistlewood", "§").await;
    assert!(found.body.contains(&town.hers().await.to_string()), "{}", found.body);
}

/// A case of one's own beside which the other side's is named: as a duplicate, or as a man of a
/// group.
#[tokio::test]
async fn her_reference_beside_a_case_of_his_is_one_that_was_never_made() {
    let (statements, _guard) = Statements::watched();
    let town = Town::new().await;
    let his = town.cleared().await;
    let hers = town.hers().await.to_string();
    let manager = town.office().acting(&town.manager);
    let group = manager.open_group(town.form(0), town.setting()).await.unwrap().reference;
    const FORM: &str = "command=0000000a-0000-4000-8000-00000000000a.1";
    for worker in [&town.single_point, &town.manager] {
        let attacker = Attacker::is(&town, &statements, worker).await;
        let address = CasePage::Allocation.of(his);
        for act in ["compare", "change-answer", "merge", "separate"] {
            let shown = |about: &str| {
                Question("GET", format!("{address}?act={act}&about={about}"), String::new())
            };
            let drawn = attacker.asks("GET", &shown(&hers).1, "", &hers).await;
            let other = attacker.asks("GET", &shown(&never()).1, "", &never()).await;
            assert_eq!(drawn.asked, other.asked);
            let sent = |about: &str| {
                let body = format!(
                    "{FORM}&act={act}&about={about}&same=yes&why=One+man\
                     &otherwise=no&changed-why=Two&apart-why=Two"
                );
                Question("POST", address.clone(), body)
            };
            attacker.cannot_tell(sent, &hers, &never()).await;
        }
        // As a man who waits for a place.
        let sent = |man: &str| {
            Question("POST", format!("/groups/{group}/waiting"), format!("{FORM}&man={man}&act=on"))
        };
        if worker.actor == town.manager.actor {
            attacker.cannot_tell(sent, &hers, &never()).await;
        }
    }
}
