//! People who write while the server is killed, each at their own work, and keep what was
//! acknowledged to them: referrals page by page, notes on a case, sign-ins.

use std::iter::Sum;
use std::ops::Add;
use std::thread;
use std::time::Duration;

use crate::person::{FAMILY, Person, Typed, encoded};
use crate::running::{Running, ask};

/// One who writes.
pub enum Writer {
    /// Refers one family after the other, each page of its own.
    Refers(Referrer),
    /// Writes one note after the other on a case.
    Notes {
        who: Person,
        page: String,
        /// How many were tried.
        tried: u32,
        acknowledged: Vec<String>,
    },
    /// Signs in again and again, as each of the others in turn.
    SignsIn { address: String, workers: Vec<String>, cookies: Vec<String> },
}

/// Who refers, with what they keep.
pub struct Referrer {
    who: Person,
    name: &'static str,
    begun: u32,
    /// The referral that is written now, and how many of its pages were acknowledged.
    writing: Option<(Family, usize)>,
    /// Every family of which a referral is known to be made.
    referred: Vec<(Family, String)>,
}

/// So many sessions one person has at the most: of more the oldest ends.
const SESSIONS: usize = 20;

/// One family that is referred: told from the others by its names.
struct Family {
    draft: String,
    name: String,
}

/// How much was acknowledged, and found again.
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    pub signed_in: usize,
    pub pages: usize,
    pub referrals: usize,
    pub notes: usize,
}

/// Those who write, signed in: four who refer, two who write notes on a case each, one who signs
/// in again and again.
pub fn writers(server: &Running) -> Vec<Writer> {
    let names = ["Ashgrove", "Birchwood", "Cedarholm", "Damsonley"];
    let refers = names.into_iter().map(|name| {
        let who = Person::of_demonstration(server, "Grace Adeyemi");
        Writer::Refers(Referrer { who, name, begun: 0, writing: None, referred: Vec::new() })
    });
    let facilitator = Person::of_demonstration(server, "Samir Chaudhry");
    let cases = cases(&facilitator.page("/cases"));
    assert!(cases.len() >= 2, "{cases:?}");
    let notes = cases.into_iter().take(2).map(|case| Writer::Notes {
        who: facilitator.clone(),
        page: format!("{case}/notes"),
        tried: 0,
        acknowledged: Vec::new(),
    });
    let first = server.get("/", "").body;
    let busy = |form: &&str| names_one(form, "Grace Adeyemi") || names_one(form, "Samir Chaudhry");
    let others = first.split("name=\"worker\" value=\"").skip(1).filter(|form| !busy(form));
    let workers: Vec<String> =
        others.map(|form| form.split('"').next().unwrap().to_owned()).collect();
    assert!(workers.len() >= 5, "{workers:?}");
    let signs_in =
        Writer::SignsIn { address: server.address.clone(), workers, cookies: Vec::new() };
    refers.chain(notes).chain([signs_in]).collect()
}

fn names_one(form: &str, name: &str) -> bool {
    form.split("</form>").next().unwrap_or_default().contains(name)
}

/// The addresses of the cases of a page, once each.
fn cases(page: &str) -> Vec<String> {
    let links = page.split("href=\"/cases/").skip(1).filter_map(|rest| rest.split('"').next());
    let mut cases: Vec<String> = links
        .filter(|link| {
            link.starts_with(|first: char| first.is_ascii_uppercase() || first.is_ascii_digit())
        })
        .map(|link| format!("/cases/{link}"))
        .collect();
    cases.sort();
    cases.dedup();
    cases
}

impl Writer {
    /// Goes on at a server that was started again, with the session of before.
    pub fn goes_to(&mut self, server: &Running) {
        match self {
            Self::Refers(referrer) => referrer.who = referrer.who.at(server),
            Self::Notes { who, .. } => *who = who.at(server),
            Self::SignsIn { address, .. } => address.clone_from(&server.address),
        }
    }

    /// Does one piece of work, and keeps what was acknowledged; none where the server ended.
    pub fn works(&mut self) -> Option<()> {
        match self {
            Self::Refers(referrer) => referrer.works(),
            Self::Notes { who, page, tried, acknowledged } => {
                *tried += 1;
                let note = format!("Kept whatever happens, number {tried}.");
                let written = who.fills_in(page, "value=\"note\"", &[("note", &note)])?;
                assert_eq!(written.status, 303, "{page}: {}", written.body);
                acknowledged.push(note);
                Some(())
            }
            Self::SignsIn { address, workers, cookies } => {
                let worker = &workers[cookies.len() % workers.len()];
                let form = encoded(&[("worker", worker)]);
                let answer = ask(address, "POST", "/demonstration/sign-in", "", &form)?;
                assert_eq!(answer.status, 303, "{}", answer.body);
                cookies.push(answer.cookie());
                // It is the least of the work, and leaves the machine to the rest.
                thread::sleep(Duration::from_millis(50));
                Some(())
            }
        }
    }

    /// Looks for everything that was acknowledged.
    pub fn finds_all_again(&mut self, server: &Running) -> Done {
        self.goes_to(server);
        match self {
            Self::Refers(referrer) => referrer.finds_all_again(),
            Self::Notes { who, page, acknowledged, .. } => {
                let page = who.page(page);
                for note in acknowledged.iter() {
                    assert_eq!(page.matches(note.as_str()).count(), 1, "{note}");
                }
                Done { notes: acknowledged.len(), ..Done::default() }
            }
            Self::SignsIn { cookies, workers, .. } => {
                // One that was written and not acknowledged may stand beside them.
                for cookie in cookies.iter().rev().take((SESSIONS - 1) * workers.len()) {
                    let page = server.get("/sessions", cookie);
                    assert_eq!(page.status, 200, "an acknowledged session is gone");
                }
                Done { signed_in: cookies.len(), ..Done::default() }
            }
        }
    }
}

impl Referrer {
    fn works(&mut self) -> Option<()> {
        let Some((family, written)) = &mut self.writing else {
            let draft = self.who.begins()?;
            self.begun += 1;
            let name = format!("{}{}", self.name, lettered(self.begun));
            self.writing = Some((Family { draft, name }, 0));
            return Some(());
        };
        if let Some((page, typed)) = family.pages().get(*written) {
            let typed: Vec<(&str, &str)> =
                typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let taken = self.who.writes(&family.draft, page, &typed)?;
            assert!(taken, "{}/{page} was not taken", family.draft);
            *written += 1;
            return Some(());
        }
        // Sent before, and the answer lost: then the draft is the referral by now.
        let reference = match family.became(&self.who)? {
            Some(reference) => reference,
            None => self.who.refers(&family.draft)?,
        };
        let (family, _) = self.writing.take()?;
        self.referred.push((family, reference));
        Some(())
    }

    fn finds_all_again(&mut self) -> Done {
        let mut done = Done::default();
        if let Some((family, written)) = self.writing.take() {
            let pages = family.pages();
            done.pages += written;
            match family.became(&self.who).expect("an answer") {
                Some(reference) => self.referred.push((family, reference)),
                None => {
                    for (page, typed) in pages.iter().take(written) {
                        let shown = self.who.page(&format!("{}/{page}", family.draft));
                        let (name, value) = typed.last().unwrap();
                        let there = shown.contains(value.as_str());
                        assert!(there, "{page}: {name} {value} is gone: {shown}");
                    }
                }
            }
        }
        let every = FAMILY.len() + 1;
        for (family, reference) in &self.referred {
            let page = self.who.page(&format!("/referrals/{reference}"));
            assert!(page.contains(reference.as_str()), "{page}");
            assert!(page.contains(family.name.as_str()), "{} is not {reference}'s", family.name);
            done.pages += every;
        }
        done.referrals = self.referred.len();
        done
    }
}

impl Family {
    /// The pages of the referral, and what is typed on each; the last of each tells it from the
    /// same page of another family, or shows that it was filled in.
    fn pages(&self) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
        let own = |typed: Typed<'static>, own: Vec<(&'static str, String)>| {
            let usual = typed.iter().filter(|(name, _)| own.iter().all(|(known, _)| known != name));
            let usual = usual.map(|(name, value)| (*name, (*value).to_owned()));
            usual.chain(own.clone()).collect::<Vec<_>>()
        };
        let mut pages: Vec<_> = FAMILY
            .into_iter()
            .map(|(page, typed)| match page {
                "family" => (page, own(typed, vec![("reason", format!("Told of {}.", self.name))])),
                "him" => (page, own(typed, vec![("family", self.name.clone())])),
                "children" => (page, own(typed, vec![("children-ages", "4 and 7".to_owned())])),
                page => (page, own(typed, Vec::new())),
            })
            .collect();
        let her = vec![
            ("given", "Marigold".to_owned()),
            ("safe-contact", "Through the school".to_owned()),
            ("consent", "none".to_owned()),
            ("family", format!("Her{}", self.name.to_lowercase())),
        ];
        pages.push(("her-1", her));
        pages
    }

    /// The reference of the referral that the draft became, where it did; the outer none where
    /// the server ended.
    fn became(&self, who: &Person) -> Option<Option<String>> {
        let answer = who.sees(&format!("{}/check", self.draft))?;
        let sent = answer.header("location").strip_prefix("/referrals/");
        let reference = sent.and_then(|rest| rest.strip_suffix("/sent")).map(str::to_owned);
        assert!(reference.is_some() || answer.status == 200, "{}", answer.body);
        Some(reference)
    }
}

/// A number in letters, as a name has them.
fn lettered(number: u32) -> String {
    let letter =
        |digit: char| char::from(b'a' + u8::try_from(digit.to_digit(10).unwrap()).unwrap());
    number.to_string().chars().map(letter).collect()
}

impl Add for Done {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            signed_in: self.signed_in + other.signed_in,
            pages: self.pages + other.pages,
            referrals: self.referrals + other.referrals,
            notes: self.notes + other.notes,
        }
    }
}

impl Sum for Done {
    fn sum<I: Iterator<Item = Self>>(every: I) -> Self {
        every.fold(Self::default(), Add::add)
    }
}
