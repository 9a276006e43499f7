//! Somebody who is signed in and works with the pages over the wire: opens them, fills in their
//! forms as a browser does, and follows where they lead.

use crate::running::{Answer, Running, ask};

/// Names of fields with what is typed in them.
pub type Typed<'a> = &'a [(&'a str, &'a str)];

/// Somebody at work. Every answer is none where the server ended before it gave a whole one.
#[derive(Clone)]
pub struct Person {
    address: String,
    cookie: String,
}

impl Person {
    pub fn new(server: &Running, cookie: String) -> Self {
        Self { address: server.address.clone(), cookie }
    }

    /// An invented worker of the demonstration, by one press.
    pub fn of_demonstration(server: &Running, name: &str) -> Self {
        let page = server.get("/", "").body;
        let worker = page
            .split("name=\"worker\" value=\"")
            .skip(1)
            .find(|rest| rest.split("</form>").next().unwrap_or_default().contains(name))
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_else(|| panic!("{name} is not on the first page: {page}"));
        let answer = server.post("/demonstration/sign-in", "", &encoded(&[("worker", worker)]));
        assert_eq!(answer.status, 303, "{name} signs in: {}", answer.body);
        Self::new(server, answer.cookie())
    }

    /// The same person, the session kept, at a server that was started again.
    pub fn at(&self, server: &Running) -> Self {
        Self::new(server, self.cookie.clone())
    }

    pub fn sees(&self, path: &str) -> Option<Answer> {
        ask(&self.address, "GET", path, &self.cookie, "")
    }

    /// A page that there must be.
    pub fn page(&self, path: &str) -> String {
        let answer = self.sees(path).expect("an answer");
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    pub fn sends(&self, path: &str, body: &str) -> Option<Answer> {
        ask(&self.address, "POST", path, &self.cookie, body)
    }

    /// Fills in the form of a page that holds this text, such as where it is sent to, and sends it
    /// with its hidden fields.
    pub fn fills_in(&self, page: &str, holds: &str, typed: Typed<'_>) -> Option<Answer> {
        let drawn = self.sees(page)?;
        assert_eq!(drawn.status, 200, "{page}: {}", drawn.body);
        let form = form(&drawn.body, holds);
        let to = form.split("action=\"").nth(1).and_then(|rest| rest.split('"').next());
        let to = to.unwrap_or_else(|| page.split('?').next().unwrap()).to_owned();
        let hidden = hidden(form);
        let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let all: Vec<(&str, &str)> = hidden.chain(typed.iter().copied()).collect();
        self.sends(&to, &encoded(&all))
    }

    /// The same of a form that must be taken: where it leads.
    pub fn does(&self, page: &str, holds: &str, typed: Typed<'_>) -> String {
        let answer = self.fills_in(page, holds, typed).expect("an answer");
        assert_eq!(answer.status, 303, "{page}: {}", answer.body);
        answer.header("location").to_owned()
    }

    /// Begins a referral: the address of its draft.
    pub fn begins(&self) -> Option<String> {
        let begun = self.fills_in("/referrals/rules", "/referrals/drafts", &[])?;
        assert_eq!(begun.status, 303, "{}", begun.body);
        let first = begun.header("location");
        Some(first.strip_suffix("/family").expect("the first page").to_owned())
    }

    /// Writes one page of a draft: whether it was taken.
    pub fn writes(&self, draft: &str, page: &str, typed: Typed<'_>) -> Option<bool> {
        let address = format!("{draft}/{page}");
        let answer = self.fills_in(&address, &format!("action=\"{address}\""), typed)?;
        Some(answer.status == 303)
    }

    /// Sends a draft that is whole: the reference.
    pub fn refers(&self, draft: &str) -> Option<String> {
        let check = format!("{draft}/check");
        let sent = self.fills_in(&check, &format!("action=\"{check}\""), &[])?;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let confirmation = sent.header("location").strip_prefix("/referrals/");
        Some(confirmation.and_then(|rest| rest.strip_suffix("/sent")).unwrap().to_owned())
    }
}

/// The first form of a page that holds a text.
fn form<'a>(page: &'a str, holds: &str) -> &'a str {
    page.split("<form ")
        .skip(1)
        .filter_map(|rest| rest.split("</form>").next())
        .find(|form| form.contains(holds))
        .unwrap_or_else(|| panic!("no form with {holds} in {page}"))
}

/// The hidden fields of a form.
fn hidden(form: &str) -> Vec<(String, String)> {
    let inputs = form.split("<input type=\"hidden\" name=\"").skip(1);
    let pair = |input: &str| {
        let (name, rest) = input.split_once("\" value=\"")?;
        Some((name.to_owned(), rest.split('"').next()?.replace("&amp;", "&")))
    };
    inputs.filter_map(pair).collect()
}

/// The body of a form as a browser sends it.
pub fn encoded(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", percent(name), percent(value))).collect();
    pairs.join("&")
}

fn percent(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// The pages of a referral that the rules take, up to the one about her, in their order.
pub const FAMILY: [(&str, Typed<'static>); 5] = [
    (
        "family",
        &[
            ("area", "Dudley"),
            ("source", "children_services"),
            ("reason", "He broke the kitchen door."),
        ],
    ),
    (
        "him",
        &[
            ("given", "Darren"),
            ("family", "Quillfeather"),
            ("date-of-birth-day", "1"),
            ("date-of-birth-month", "2"),
            ("date-of-birth-year", "1985"),
        ],
    ),
    ("children", &[("father", "yes"), ("children-ages", "4 and 7"), ("plan", "cp")]),
    (
        "risk",
        &[
            ("risk", "medium"),
            ("with-a-woman", "yes"),
            ("takes-responsibility", "yes"),
            ("open-and-honest", "yes"),
            ("willing-to-change", "yes"),
            ("strangulation", "no"),
        ],
    ),
    ("consent", &[("consent", "none")]),
];

/// The page about her.
pub const HER: Typed<'static> = &[
    ("given", "Marigold"),
    ("family", "Thistlewood"),
    ("safe-contact", "Through the school on Tuesdays"),
    ("consent", "none"),
];
