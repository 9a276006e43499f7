//! The pages that the bare handler answers with: of the size and the parts of Waymark's own, with
//! references where those show names, which lie here sealed.

use std::borrow::Cow;

use components::{
    Account, Cell, Field, Filters, Form, Furniture, Heading, Identity, Item, Keyed, Link, Mark,
    NextAct, Page, Phase, SafeContact, Select, Session, Step, Steps, Submission, Summary, Table,
    Tag, Task, Tasks, Tone, Where, filters, identity, keyed, link, next_act, safe_contact,
    side_navigation, steps, summary_list, table, tag, tasks, when,
};
use jiff::Timestamp;
use maud::{Markup, html};
use pathway::clocks::Clocks;
use pathway::codes::Code;
use pathway::london_day;
use programme::{Act, Case};

/// A case as its row has it.
pub(crate) struct Row {
    pub(crate) id: uuid::Uuid,
    pub(crate) reference: i64,
    pub(crate) area: String,
    pub(crate) person: Option<uuid::Uuid>,
    pub(crate) state: String,
    pub(crate) received: i64,
    pub(crate) due: Option<i64>,
    pub(crate) due_what: Option<String>,
}

const HEAD: [Heading<'static>; 5] = [
    Heading { words: "Case", numeric: false },
    Heading { words: "Area", numeric: false },
    Heading { words: "Received", numeric: false },
    Heading { words: "Where it stands", numeric: false },
    Heading { words: "Due next", numeric: false },
];
const PLACES: [Link<'static>; 5] = [
    Link { href: "/today", words: "Today" },
    Link { href: "/cases", words: "Cases" },
    Link { href: "/groups", words: "Groups" },
    Link { href: "/messages", words: "Messages" },
    Link { href: "/figures", words: "Figures" },
];
const PAGES: [&str; 14] = [
    "overview",
    "timeline",
    "contact",
    "appointments",
    "assessment",
    "decision",
    "discussion",
    "consent",
    "start",
    "sessions",
    "risk",
    "notes",
    "people",
    "end",
];

fn whole(page: &Page<'_>) -> String {
    let furniture = Furniture {
        navigation: &PLACES,
        here: Some("/cases"),
        phase: Some(Phase {
            tag: "Demonstration",
            text: html! { "Everything here is invented: no person on these pages exists." },
        }),
        footer: &["Beside it."],
        account: Some(Account {
            name: "Somebody",
            role: "programme manager",
            organisation: "An organisation",
            href: Some("/sessions"),
            sign_out: "/sign-out",
            token: "0123456789012345678901234567890123456789012",
        }),
        session: Some(Session {
            ends_in: 1_200,
            warn_before: 120,
            stay: "/session",
            token: "0123456789012345678901234567890123456789012",
            keeps: true,
        }),
        ..Furniture::default()
    };
    components::page(&furniture, page).into_string()
}

fn day(at: i64) -> String {
    let at = Timestamp::from_microsecond(at).unwrap_or_default();
    components::day(london_day(at))
}

/// What a list is narrowed by: its name and the words over it.
struct Narrow(&'static str, &'static str);

impl Field for Narrow {
    fn name(&self) -> Cow<'static, str> {
        self.0.into()
    }
    fn label(&self) -> Cow<'static, str> {
        self.1.into()
    }
}

const STATES: [(&str, &str); 17] = [
    ("received", "Received"),
    ("acknowledged", "Acknowledged"),
    ("contacted", "Contacted"),
    ("assessment_offered", "Assessment offered"),
    ("assessed", "Assessed"),
    ("pending", "Pending"),
    ("suitable", "Suitable"),
    ("commenced", "Commenced"),
    ("on_programme", "On programme"),
    ("returning", "Returning"),
    ("completed", "Completed"),
    ("unsuitable", "Unsuitable"),
    ("left_early", "Left early"),
    ("closed_before_assessment", "Closed before assessment"),
    ("closed_before_start", "Closed before start"),
    ("merged", "Merged with another case"),
    ("all", "All, ended ones too"),
];
const AREAS: [&str; 7] =
    ["Birmingham", "Coventry", "Dudley", "Sandwell", "Solihull", "Walsall", "Wolverhampton"];

fn narrowing() -> Markup {
    let submission = Submission::default();
    let form = Form::fresh(&submission);
    let select = |narrow: Narrow, none, items: Vec<Item<'_>>| {
        form.select(narrow, &Select { items, none: Some(none), hint: None })
    };
    let states = STATES.map(|(code, words)| Item::new(code, words));
    let areas = AREAS.map(|area| Item::new(area, area));
    html! {
        (select(Narrow("state", "Where it stands"), "Going on", states.into()))
        (select(Narrow("area", "Area"), "Any area", areas.into()))
        (select(Narrow("whose", "Whose"), "Anybody’s", vec![Item::new("mine", "Mine"), Item::new("left", "Of those who have left")]))
        (select(Narrow("due", "Due"), "Any time", vec![Item::new("late", "Late"), Item::new("today", "By the end of today")]))
    }
}

/// A caseload: its rows, how many there are, and how many texts were found for them.
pub(crate) fn caseload(rows: &[Row], count: i64, texts: usize) -> String {
    let cells: Vec<Vec<Cell>> = rows.iter().map(row).collect();
    let counted = format!("{count} cases, {texts} texts");
    let content = html! {
        p class="govuk-body" { (link(&Link::new("/cases/search", "Look a case up"))) }
        (filters(&Filters { action: "/cases", fields: narrowing(), count: &counted, clear: None }))
        (table(&Table { caption: None, head: &HEAD, rows: &cells, first_cell_is_header: true }))
        (keyed(&Keyed {
            of: "cases",
            first: None,
            next: Some(Link::new("/cases?after=1", "Cases received before these")),
            previous: None,
        }))
    };
    whole(&Page { heading: "Cases", content, ..Page::default() })
}

fn row(one: &Row) -> Vec<Cell> {
    let (href, reference) = (format!("/cases/{}", one.reference), one.reference.to_string());
    vec![
        Cell::words(html! {
            (link(&Link::new(&href, &reference))) br;
            span class="waymark-rows__aside" { (reference) }
            br;
            (safe_contact(&SafeContact { words: "Not known to be safe to ring", careful: true }))
        }),
        Cell::words(html! { (one.area) }),
        Cell::when(&day(one.received)),
        Cell::words(html! { (one.state) }),
        Cell::words(html! {
            @if let Some(due) = one.due {
                (one.due_what.as_deref().unwrap_or_default()) br;
                span class="waymark-rows__aside" { (when(&day(due))) } " "
                (tag(&Tag { words: "Late", tone: Tone::Late }))
            }
        }),
    ]
}

/// A case: where it stands by its events, what is due, what comes next.
#[expect(clippy::disallowed_methods, reason = "there is no clock here but the machine's")]
pub(crate) fn case(row: &Row, case: &Case, clocks: &Clocks, texts: usize) -> String {
    let standing = case.standing();
    let reference = row.reference.to_string();
    let address = |page: &str| format!("/cases/{reference}/{page}");
    let addresses: Vec<String> = PAGES.iter().map(|page| address(page)).collect();
    let pages: Vec<Link<'_>> =
        addresses.iter().zip(PAGES).map(|(address, words)| Link::new(address, words)).collect();
    let now = Timestamp::now();
    let due = programme::clocks(case, clocks, now);
    let by: Vec<String> = due.iter().map(|due| day(due.by.as_microsecond())).collect();
    let list: Vec<Task<'_>> = due
        .iter()
        .zip(&by)
        .map(|(due, by)| Task {
            mark: if due.late { Mark::Late(by) } else { Mark::Plain(by) },
            subject: None,
            words: &due.what,
            tag: None,
            aside: Some(html! { "For " (due.who.words()) }),
            act: None,
        })
        .collect();
    let received = day(row.received);
    let way = [
        "Received",
        "Acknowledged",
        "First attempt",
        "Assessed",
        "Case discussed",
        "Commenced",
        "Midway",
        "Completed",
    ];
    let way = way.map(|words| Step { words, clock: Some(&received), late: false, at: Where::Done });
    let content = html! {
        (steps(&Steps { label: "His way through the programme", steps: &way }))
        (next(case))
        (tasks(&Tasks { heading: "Due in this case", id: "due", tasks: &list, none: "Nothing is due." }))
        h2 class="govuk-heading-m" { "The case" }
        (facts(standing.stage.words(), texts, standing.sessions_done()))
    };
    let facts = [row.area.as_str(), row.state.as_str()];
    whole(&Page {
        heading: "Overview",
        content,
        identity: Some(identity(&Identity {
            name: None,
            reference: &reference,
            facts: &facts,
            contact: None,
        })),
        side: Some(side_navigation("Pages of this case", &pages, &addresses[0])),
        ..Page::default()
    })
}

fn next(case: &Case) -> Markup {
    let next = programme::next_act(case);
    let heading = next.as_ref().map_or("Nothing is owed in this case", |next| next.what);
    let words = next.filter(|next| next.act != Act::SendReport).map(|next| next.who.words());
    next_act(&NextAct { heading, words: html! { (words.unwrap_or_default()) }, button: None })
}

fn facts(stage: &str, texts: usize, sessions: u8) -> Markup {
    let keys = [
        "Where he is",
        "Facilitator",
        "Referred by",
        "Consent",
        "Cleared to start",
        "Sessions",
        "Risk",
        "Place",
    ];
    let rows = keys.map(|key| Summary {
        key,
        value: html! { (stage) ", " (texts) ", " (sessions) },
        act: Some(Link::new("/cases", "See")),
    });
    summary_list(&rows)
}
