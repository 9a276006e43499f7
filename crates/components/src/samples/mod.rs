//! Every part on pages, empty, usual, full and faulty, written to `target/samples` for a browser
//! to look at (`e2e/tests/parts.test.mjs`).

mod form;

use std::fs;
use std::path::Path;

use jiff::civil::date;
use maud::{Markup, html};

use self::form::{Asked, read, sample_form};
use crate::*;

const CASE_PAGES: [Link<'static>; 6] = [
    Link::new("/overview", "Overview"),
    Link::new("/timeline", "Timeline"),
    Link::new("/assessment", "Assessment"),
    Link::new("/sessions", "Sessions"),
    Link::new("/risk", "Risk"),
    Link::new("/documents", "Documents"),
];

fn case_page(heading: &'static str, here: &str, content: Markup) -> Page<'static> {
    let whose = Identity {
        name: Some("Daniel Marlowe"),
        reference: "7F3K-Q2M8-ZD4T",
        facts: &["Dudley", "Medium risk, 27 February"],
        contact: Some(SafeContact { words: "Text before calling", careful: true }),
    };
    Page {
        heading,
        subtitle: Some(html! { "On programme since 4 March, Monday evenings in Dudley." }),
        content,
        title: Some(heading),
        identity: Some(identity(&whose)),
        side: Some(side_navigation("The case", &CASE_PAGES, here)),
        ..Page::default()
    }
}

fn overview() -> Page<'static> {
    let step = |words, clock, late, at| Step { words, clock: Some(clock), late, at };
    let way = [
        step("Received", "28 Jan", false, Where::Done),
        step("Acknowledged", "29 Jan", false, Where::Done),
        step("Assessed", "19 Feb · day 22", true, Where::Done),
        step("Case discussed", "27 Feb", false, Where::Done),
        step("Commenced", "4 Mar", false, Where::Done),
        step("Midway", "session 11 of 15", false, Where::Now),
        step("Completed", "about 30 Sep", false, Where::ToCome),
    ];
    let next = NextAct {
        heading: "Next: midway report, after four more sessions",
        words: html! { "The support service has been asked for its part. Due within 14 days of session 15." },
        button: Some(button_link("/report", "Start the report", Weight::Primary)),
    };
    let fact = |key, words: &str, act| Summary { key, value: html! { (words) }, act };
    let content = html! {
        (steps(&Steps { label: "His way through the programme", steps: &way }))
        (next_act(&next))
        (summary_list(&[
            fact("Sessions", "11 done, 1 missed with notice (to catch up), 19 to go", Some(Link::new("/sessions", "See"))),
            fact("Referred by", "Children’s services, Dudley. Child protection plan, two children (4 and 7)", Some(Link::new("/write", "Write"))),
            fact("Consent", "Written, 25 February", None),
        ]))
    };
    case_page("Overview", "/overview", content)
}

fn what_happened() -> Page<'static> {
    let put_right = [Correction {
        content: html! { p { "The session was on 25 February, not 26 February." } },
        reason: "The register was read wrongly",
        who: "Ruth Amis",
        at: date(2019, 2, 27).at(9, 5, 0, 0),
    }];
    let happening = |heading, who, day, content, corrections| Happening {
        heading,
        who,
        at: date(2019, 2, day).at(14, 32, 0, 0),
        content,
        corrections,
    };
    let content = timeline(&[
        happening("Case discussed: suitable", "Ruth Amis", 27, None, &[]),
        happening(
            "Assessment, second interview",
            "Ruth Amis",
            26,
            Some(html! { p { "Held on 26 February in Dudley, with an interpreter." } }),
            &put_right,
        ),
        happening("Assessment, first interview", "Ruth Amis", 19, None, &[]),
    ]);
    case_page(
        "Timeline",
        "/timeline",
        html! { h2 class="govuk-heading-m" { "February 2019" } (content) },
    )
}

fn today() -> Page<'static> {
    let task = |mark, subject, words, aside: &str, act| Task {
        mark,
        subject: Some(Link::new("/case", subject)),
        words,
        tag: None,
        aside: Some(html! { (aside) }),
        act: Some(Link::new("/act", act)),
    };
    let late = [
        task(
            Mark::Late("2 days late"),
            "7K2Q-94TM-1VB6",
            "First contact",
            "Referred Thursday 28 February by children’s services, Sandwell. Two attempts, no answer.",
            "Record an attempt",
        ),
        task(
            Mark::Late("1 day late"),
            "3RD8-51AA-9FH1",
            "Offer a first assessment",
            "Day 15 of 14.",
            "Offer a date",
        ),
    ];
    let mut heavy = task(
        Mark::Soon("18:30"),
        "Dudley, Monday evening",
        "Session 17: how children live with it",
        "Nine of twelve places. Two men catch up here.",
        "Take the register",
    );
    heavy.tag = Some(Tag { words: "heavy", tone: Tone::Marked });
    let due = [
        task(
            Mark::Soon("10:00"),
            "1VB6-33DE-RG41",
            "Assessment, second interview",
            "Dudley office, room 2. Interpreter booked (Polish).",
            "Open the assessment",
        ),
        heavy,
        task(
            Mark::Plain("this week"),
            "6TN4-80BB-QQ12",
            "First case discussion",
            "With the support service.",
            "Write our part",
        ),
    ];
    let content = html! {
        (tasks(&Tasks { heading: "Late", id: "late", tasks: &late, none: "Nothing is late." }))
        (tasks(&Tasks { heading: "Due today", id: "due", tasks: &due, none: "Nothing is due today." }))
        (tasks(&Tasks { heading: "New", id: "new", tasks: &[], none: "Nobody is new. Referrals come here when they are allocated to you." }))
    };
    Page {
        heading: "Today",
        subtitle: Some(html! { "Monday 4 March 2019. Two things are late, three are due." }),
        content,
        ..Page::default()
    }
}

fn list(found: bool) -> Page<'static> {
    let submission = Submission::of([("surname", "Mar")]);
    let shown = Form::fresh(&submission);
    let workers = vec![Item::new("amis", "Ruth Amis"), Item::new("fenwick", "Nadia Fenwick")];
    let content = html! {
        (filters(&Filters {
            action: "/cases",
            fields: html! {
                (shown.text(Asked::Surname, &Text { width: Width::Twenty, ..Text::default() }))
                (shown.select(Asked::Worker, &Select { items: workers, none: Some("Any worker"), ..Select::default() }))
            },
            count: if found { "2 of 84 cases" } else { "None of 84 cases" },
            clear: Some("/cases"),
        }))
        @if found {
            (rows(&[
                Row { lead: Some("Dudley".into()), words: link(&Link::new("/case", "7F3K-Q2M8-ZD4T")), aside: Some(html! { (tag(&Tag { words: "Waiting", tone: Tone::Plain })) " since 4 March" }) },
                Row { lead: Some("Sandwell".into()), words: link(&Link::new("/case", "3RD8-51AA-9FH1")), aside: Some(html! { (tag(&Tag { words: "Late", tone: Tone::Late })) " " (tag(&Tag { words: "Assessed", tone: Tone::Done })) }) },
            ]))
            (keyed(&Keyed { of: "cases", first: Some("/cases"), previous: Some(Link::new("/cases?before=7F3K", "To 7F3K")), next: Some(Link::new("/cases?after=3RD8", "From 3RD8")) }))
        } @else {
            (nothing("No case matches. Leave out a filter, or look for the reference.", &[Link::new("/refer", "Make a referral")]))
        }
    };
    Page { heading: if found { "Cases" } else { "Cases: none found" }, content, ..Page::default() }
}

fn done() -> Page<'static> {
    let answers = [("Surname", "Marlowe"), ("Date of birth", "27 March 1984")];
    let content = html! {
        (panel("Your reference", "7F3K-Q2M8-ZD4T"))
        (inset(&html! { "Keep the reference: it finds the referral again." }))
        (warning("What is sent cannot be taken back."))
        h2 class="govuk-heading-m" { "What was sent" }
        (summary_list(&answers.map(|(key, value)| Summary {
            key,
            value: html! { (value) },
            act: Some(Link::new("/change", "Change")),
        })))
    };
    Page {
        heading: "Referral sent",
        content,
        title: Some("Sent"),
        exit: Some(Exit { href: "https://www.bbc.co.uk/weather" }),
        ..Page::default()
    }
}

fn form_page<'a>(heading: &'a str, shown: &Form<'_>) -> Page<'a> {
    Page {
        heading,
        faulty: !shown.faults.is_empty(),
        content: html! { (shown.summary()) (sample_form(shown)) },
        ..Page::default()
    }
}

/// Every sample with the name of its file.
fn samples() -> Vec<(&'static str, Markup)> {
    let empty = Submission::default();
    let usual = Submission::of([
        ("surname", "Marlowe"),
        ("born-day", "27"),
        ("born-month", "March"),
        ("born-year", "1984"),
        ("telephone", "0121 496 0000"),
        ("seen", "2.30pm"),
        ("contact", "text"),
        ("number", "07700 900000"),
        ("needs", "lift"),
        ("worker", "amis"),
        ("account", "He came by himself and asked for help."),
    ]);
    let wrong = Submission::of([
        ("surname", "Mar\u{202e}lowe \u{1f600}"),
        ("born-day", "31"),
        ("born-month", "April"),
        ("born-year", "1984"),
        ("telephone", "12"),
        ("email", "ruth@"),
        ("seen", "9"),
        ("account", &"A long account without an end. ".repeat(20)),
    ]);
    let faults = read(&wrong);
    assert!(read(&usual).is_empty(), "{:?}", read(&usual));
    assert_eq!(faults.iter().len(), 9, "{faults:?}");
    let nothing_typed = read(&empty);
    let navigation = [
        Link::new("/today", "Today"),
        Link::new("/cases", "Cases"),
        Link::new("/groups", "Groups"),
        Link::new("/figures", "Figures"),
    ];
    let furniture = Furniture {
        navigation: &navigation,
        here: Some("/cases"),
        account: Some(Account {
            name: "Ruth Amis",
            role: "facilitator, Dudley",
            organisation: "Northgate Programmes",
            href: Some("/me"),
            sign_out: "/sign-out",
            token: "token",
        }),
        session: Some(Session {
            ends_in: 1800,
            warn_before: 120,
            stay: "/stay",
            token: "token",
            keeps: true,
        }),
        footer: &["Waymark runs a programme and the support service beside it."],
        ..Furniture::default()
    };
    let shown = |page_shown: &Page<'_>| page(&furniture, page_shown);
    vec![
        ("overview.html", shown(&overview())),
        ("timeline.html", shown(&what_happened())),
        ("today.html", shown(&today())),
        ("list.html", shown(&list(true))),
        ("list-none.html", shown(&list(false))),
        ("done.html", shown(&done())),
        ("form.html", shown(&form_page("Make a referral", &Form::fresh(&empty)))),
        ("form-usual.html", shown(&form_page("Make a referral", &Form::fresh(&usual)))),
        ("form-faulty.html", shown(&form_page("Make a referral", &Form::new(&wrong, &faults)))),
        (
            "form-empty.html",
            shown(&form_page("Make a referral", &Form::new(&empty, &nothing_typed))),
        ),
    ]
}

#[test]
fn every_sample_is_written_with_what_it_needs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/samples");
    for (name, markup) in samples() {
        // What a page must never have: its policy forbids it.
        assert!(!markup.0.contains(" style="), "{name}");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), markup.0).unwrap();
    }
    for asset in assets::every() {
        let file = folder.join("assets").join(asset.name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, asset.content).unwrap();
    }
}

#[test]
fn the_tab_of_a_faulty_page_says_so_first() {
    let faulty = samples().into_iter().find(|(name, _)| *name == "form-faulty.html").unwrap().1.0;
    assert!(faulty.contains("<title>Error: Make a referral – Waymark</title>"));
}

#[test]
fn every_id_of_a_page_is_there_once_and_every_named_id_is_there() {
    for (name, markup) in samples() {
        let words = |attribute: &str| -> Vec<String> {
            let begins = format!(" {attribute}=\"");
            let values = markup.0.split(&begins).skip(1);
            values
                .flat_map(|rest| rest.split('"').next().unwrap().split(' '))
                .map(str::to_owned)
                .collect()
        };
        let mut ids = words("id");
        let many = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), many, "{name} has an id twice");
        for attribute in ["for", "aria-describedby", "aria-labelledby", "aria-controls"] {
            for id in words(attribute) {
                assert!(ids.contains(&id), "{name} names {id} in {attribute}");
            }
        }
    }
}
