//! The lines of the page: each part of today as what is to be done, where.

use casework::groups::{name, places};
use casework::inbox::Came;
use casework::today::{GroupAct, GroupToday, Pressing, Referred, Today};
use components::{Link, Mark, Tag, Task, Tone};
use maud::{Markup, html};
use pathway::codes::Code;
use pathway::{Area, london_day};

use super::words;
use crate::cases::{CasePage, LEFT};
use crate::furniture::day;
use crate::messages;

/// A line with its words.
pub(super) struct Line {
    mark: Pressed,
    subject: Option<(String, String)>,
    words: String,
    heavy: bool,
    aside: Option<Markup>,
    act: Option<(String, &'static str)>,
}

/// How pressing a line is, in words.
enum Pressed {
    Late(String),
    Soon(String),
    Plain(String),
    Done(String),
}

const HEAVY: Tag<'static> = Tag { words: "heavy", tone: Tone::Marked };

impl Line {
    pub(super) fn task(&self) -> Task<'_> {
        Task {
            mark: match &self.mark {
                Pressed::Late(words) => Mark::Late(words),
                Pressed::Soon(words) => Mark::Soon(words),
                Pressed::Plain(words) => Mark::Plain(words),
                Pressed::Done(words) => Mark::Done(words),
            },
            subject: self.subject.as_ref().map(|(href, words)| Link::new(href, words)),
            words: &self.words,
            tag: self.heavy.then_some(HEAVY),
            aside: self.aside.clone(),
            act: self.act.as_ref().map(|(href, words)| Link::new(href, words)),
        }
    }
}

pub(super) fn signals(today: &Today) -> Vec<Line> {
    let mark = |one: &Pressing| match one.by < today.now {
        true => Pressed::Late(words::late_by(one.by, today)),
        false => Pressed::Soon(words::when(one.by, today)),
    };
    today.signals.iter().map(|one| of_case(today, one, mark(one))).collect()
}

pub(super) fn left(today: &Today) -> Vec<Line> {
    words::left(today.left)
        .map(|(mark, words)| Line {
            mark: Pressed::Plain(mark),
            subject: None,
            words: words.to_owned(),
            heavy: false,
            aside: Some(html! {
                "Whoever had this has left, or what they may open has changed."
            }),
            act: Some((LEFT.to_owned(), "Say who takes over")),
        })
        .into_iter()
        .collect()
}

pub(super) fn late(today: &Today) -> Vec<Line> {
    let cases = today.late.iter();
    let cases = cases.map(|one| of_case(today, one, Pressed::Late(words::late_by(one.by, today))));
    let groups = today.groups.iter().filter(|one| one.on < today.on);
    let late = |one: &GroupToday| Pressed::Late(words::days_late(one.on, today.on));
    cases.chain(groups.map(|one| of_group(one, late(one)))).collect()
}

pub(super) fn due(today: &Today) -> Vec<Line> {
    let cases = today.due.iter();
    let cases = cases.map(|one| of_case(today, one, Pressed::Soon(words::when(one.by, today))));
    let groups = today.groups.iter().filter(|one| one.on == today.on);
    let mark = |one: &GroupToday| match one.act {
        Some(_) => Pressed::Soon(words::time_of(one)),
        None => Pressed::Done(words::became(one).to_owned()),
    };
    cases.chain(groups.map(|one| of_group(one, mark(one)))).collect()
}

pub(super) fn coming(today: &Today) -> Vec<Line> {
    let cases = today.coming.iter();
    let cases = cases.map(|one| of_case(today, one, Pressed::Plain(words::when(one.by, today))));
    let groups = today.groups.iter().filter(|one| one.on > today.on);
    let mark = |one: &GroupToday| Pressed::Plain(words::weekday(one.on));
    cases.chain(groups.map(|one| of_group(one, mark(one)))).collect()
}

pub(super) fn new(today: &Today) -> Vec<Line> {
    let line = |case: &casework::today::Listed| Line {
        mark: Pressed::Plain("New".to_owned()),
        subject: Some(subject(case)),
        words: "Given to you".to_owned(),
        heavy: false,
        aside: Some(html! { (received(case)) }),
        act: Some((CasePage::Overview.of(case.envelope.reference), "Open the case")),
    };
    today.new.iter().map(line).collect()
}

pub(super) fn referrals(today: &Today) -> Vec<Line> {
    let line = |Referred { case, stage }: &Referred| {
        let address = format!("/referrals/{}", case.envelope.reference);
        Line {
            mark: Pressed::Plain(day(london_day(case.received))),
            subject: Some((address.clone(), case.envelope.reference.to_string())),
            words: stage.map(words::stage).unwrap_or_default(),
            heavy: false,
            aside: None,
            act: Some((address, "See its progress")),
        }
    };
    today.referrals.iter().flatten().map(line).collect()
}

pub(super) fn came(today: &Today) -> Vec<Line> {
    let line = |came: &Came| Line {
        mark: Pressed::Plain(day(london_day(came.made))),
        subject: None,
        words: messages::words(came).to_owned(),
        heavy: false,
        aside: Some(html! { (came.reference) }),
        act: Some((messages::of(came), "Read it")),
    };
    let shown = today.came.iter().map(line);
    let more = usize::try_from(today.unread).unwrap_or(usize::MAX) > today.came.len();
    let all = more.then(|| Line {
        mark: Pressed::Plain("Messages".to_owned()),
        subject: None,
        words: words::unread(today.unread),
        heavy: false,
        aside: None,
        act: Some((messages::MESSAGES.to_owned(), "Read them all")),
    });
    shown.chain(all).collect()
}

fn of_case(today: &Today, one: &Pressing, mark: Pressed) -> Line {
    let asked = words::asked(one.clock);
    let mut aside: Vec<String> = vec![received(&one.case)];
    aside.extend(one.reckoned.map(words::reckoned));
    aside.extend(asked.why.map(str::to_owned));
    aside.extend(words::whose(one).map(str::to_owned));
    aside.extend(words::known(one, today).map(str::to_owned));
    Line {
        mark,
        subject: Some(subject(&one.case)),
        words: asked.what.to_owned(),
        heavy: false,
        aside: Some(html! { (aside.join(" ")) }),
        act: Some((asked.page.of(one.case.envelope.reference), asked.act)),
    }
}

fn of_group(one: &GroupToday, mark: Pressed) -> Line {
    let reference = one.group.reference();
    let session = one.session.as_ref();
    let act = one.act.map(|act| match act {
        GroupAct::TakeRegister => {
            (format!("/groups/{reference}/register?on={}", one.on), "Take the register")
        }
        GroupAct::Plan => (format!("/groups/{reference}/session?on={}", one.on), "Plan it"),
    });
    Line {
        mark,
        subject: Some((format!("/groups/{reference}"), name(&one.group))),
        words: match session.and_then(|session| session.number.zip(session.content)) {
            Some((number, content)) => format!("Session {number}: {}", content.words()),
            None => "What is the session about?".to_owned(),
        },
        heavy: session.is_some_and(|session| session.heavy),
        aside: Some(html! { (places(&one.group)) }),
        act,
    }
}

fn subject(case: &casework::today::Listed) -> (String, String) {
    let reference = case.envelope.reference;
    (CasePage::Overview.of(reference), reference.to_string())
}

/// *Received 28 February 2019, Sandwell.*
fn received(case: &casework::today::Listed) -> String {
    let area = case.facts.area.as_ref().map(Area::name);
    let area = area.map(|area| format!(", {area}")).unwrap_or_default();
    format!("Received {}{area}.", day(london_day(case.received)))
}
