//! His sessions: which of the thirty are done, and recording what became of one.

use ::access::act;
use casework::his::Noted;
use components::{
    Cell, Checkboxes, DateInput, Heading, Kind, Lines, Link, Radios, Reader, Summary, Table, Text,
    Width, acts, nothing, section, summary_list, table,
};
use maud::{Markup, html};
use pathway::codes::Code;
use programme::codes::{Concern, Content, Degree, Point, Tag};
use programme::parts::{Attended, Missed, SessionNumber};
use programme::{Act, Standing, Step};

use super::shown::{Doing, NotDone, Shown, no_such_form};
use super::start;
use crate::coded::{self, asked};
use crate::furniture::day;
use crate::ground::Said;

const CAME: &str = "came";
const MISSED: &str = "missed";
const CANCELLED: &str = "cancelled";
const NOTE: &str = "note-later";
const KEY_WORK: &str = "key-work";
const MEASURES: &str = "measures";

asked! {
    /// The questions of this page.
    Asked {
        On = "on", "On which day was the session?", "Enter the day of the session";
        Session = "session", "Which of the thirty was it?", "Enter the number of the session, 1 to 30";
        Content = "content", "Which content area does it belong to?", "Choose the content area";
        Tags = "tags", "What else was it about?";
        Heavy = "heavy", "It was a heavy session";
        Late = "late", "Minutes late";
        Engagement = "engagement", "Did he engage?";
        Responsibility = "responsibility", "Did he show responsibility?";
        Notable = "notable", "He had a notable emotional response";
        Concerns = "concerns", "Is there a concern?";
        Note = "note", "Note";
        Notice = "notice", "Did he say so before?", "Choose whether he said so before";
        Day = "day", "On which day?", "Enter the day";
        Reminder = "kind", "What was it?", "Choose what it was";
        Point = "point", "Which measures?", "Choose which measures";
        Taken = "taken", "Did he answer?", "Choose whether he answered";
    }
}

pub(super) fn view(shown: &Shown<'_>) -> Markup {
    let standing = shown.standing();
    let may = shown.may(act::RecordAttendance, Act::RecordSession);
    html! {
        (done_so_far(standing))
        @if may {
            @match shown.act() {
                MISSED => (missed(shown)),
                CANCELLED => (cancelled(shown)),
                NOTE => (note_later(shown)),
                KEY_WORK => (key_work(shown)),
                MEASURES => (measures(shown)),
                _ => (came(shown)),
            }
            (others(shown))
        } @else {
            @match shown.act() {
                KEY_WORK if shown.granted(act::RecordOneToOne) => (key_work(shown)),
                MEASURES if shown.may(act::RecordMeasures, Act::RecordMeasures) => (measures(shown)),
                _ => {
                    @if let Err(refusal) = programme::can(&shown.case.case, Act::RecordSession) {
                        (nothing(&refusal.to_string(), &[]))
                    }
                    @if shown.granted(act::RecordOneToOne) { (others_outside(shown)) }
                }
            }
        }
        (all(shown))
    }
}

fn done_so_far(standing: &Standing) -> Markup {
    let to_catch_up: Vec<String> =
        standing.to_catch_up.iter().map(|session| session.number().to_string()).collect();
    let row = |key, words: String| Summary { key, value: html! { (words) }, act: None };
    let done = standing.sessions_done();
    let mut rows = vec![
        row("Done", format!("{done} of {}", SessionNumber::COUNT)),
        row("To go", (SessionNumber::COUNT - done).to_string()),
    ];
    if !to_catch_up.is_empty() {
        rows.push(row("To catch up", format!("Sessions {}", to_catch_up.join(", "))));
    }
    if standing.missed_in_a_row > 0 {
        rows.push(row("Missed in a row without contact", standing.missed_in_a_row.to_string()));
    }
    for (point, (on, taken)) in &standing.measures {
        let words = if *taken { "taken" } else { "tried" };
        rows.push(Summary {
            key: match point {
                Point::Initial => "Initial measures",
                Point::Midway => "Midway measures",
                Point::Final => "Final measures",
                Point::FollowUp => "Follow-up measures",
            },
            value: html! { (words) ", " (day(*on)) },
            act: None,
        });
    }
    summary_list(&rows)
}

fn others(shown: &Shown<'_>) -> Markup {
    let forms = [
        ("", "He came"),
        (MISSED, "He missed it"),
        (CANCELLED, "We cancelled it"),
        (NOTE, "Note something later"),
        (KEY_WORK, "Key work or a reminder"),
        (MEASURES, "Measures"),
    ];
    to(shown, &forms)
}

fn others_outside(shown: &Shown<'_>) -> Markup {
    let measures = shown.may(act::RecordMeasures, Act::RecordMeasures);
    let forms = [(KEY_WORK, "Record key work or a reminder"), (MEASURES, "Record measures")];
    to(shown, &forms[..if measures { 2 } else { 1 }])
}

fn to(shown: &Shown<'_>, forms: &[(&str, &str)]) -> Markup {
    let here = shown.act();
    let others: Vec<(String, &str)> = forms
        .iter()
        .filter(|(act, _)| *act != here && !(act.is_empty() && here == CAME))
        .map(|(act, words)| (shown.other(act, None), *words))
        .collect();
    let links: Vec<Link<'_>> = others.iter().map(|(href, words)| Link::new(href, words)).collect();
    html! {
        h2 class="govuk-heading-s" { "Or record something else" }
        (acts(&links))
    }
}

/// What became of every session, the latest first.
fn all(shown: &Shown<'_>) -> Markup {
    let head = [
        Heading { words: "Session", numeric: true },
        Heading { words: "Day", numeric: false },
        Heading { words: "What became of it", numeric: false },
    ];
    let mut rows: Vec<(jiff::civil::Date, Vec<Cell>)> = shown
        .case
        .case
        .as_corrected()
        .filter_map(|(_, _, step)| {
            let (on, session, words) = match step {
                Step::Attended(attended) => (attended.on, attended.session, came_words(attended)),
                Step::Missed(missed) => {
                    let words = if missed.with_notice { "Missed with notice" } else { "Missed" };
                    (missed.on, missed.session, words.to_owned())
                }
                Step::Cancelled { on, session } => (*on, *session, "Cancelled by us".to_owned()),
                _ => return None,
            };
            let cells = vec![
                Cell::number(html! { (session.number()) }),
                Cell::when(&day(on)),
                Cell::words(html! { (words) }),
            ];
            Some((on, cells))
        })
        .collect();
    rows.sort_by_key(|(on, _)| std::cmp::Reverse(*on));
    let rows: Vec<Vec<Cell>> = rows.into_iter().map(|(_, cells)| cells).collect();
    html! {
        h2 class="govuk-heading-m" { "Every session" }
        @if rows.is_empty() {
            (nothing("Nothing is recorded of a session yet.", &[]))
        } @else {
            (table(&Table { caption: None, head: &head, rows: &rows, first_cell_is_header: false }))
        }
    }
}

fn came_words(attended: &Attended) -> String {
    let late = attended.late.map(|late| format!(", {late} minutes late")).unwrap_or_default();
    let made_good = if attended.catch_up { ", caught up" } else { "" };
    format!("Came{late}{made_good}: {}", attended.content.words())
}

fn which(form: &components::Form<'_>) -> Markup {
    html! {
        (form.date(Asked::On, &DateInput::default()))
        (form.text(Asked::Session, &Text { hint: Some("1 to 30"), kind: Kind::Number, width: Width::Three, ..Text::default() }))
    }
}

fn noted(form: &components::Form<'_>) -> Markup {
    let degree = || Radios { items: coded::every::<Degree>(), ..Radios::default() };
    html! {
        (section("What was noted of him", &html! {
            p class="govuk-body waymark-words" {
                "A notable emotional response or a concern reaches her support worker the same \
                 minute: that there is one, never what you write."
            }
            (form.radios(Asked::Engagement, &degree()))
            (form.radios(Asked::Responsibility, &degree()))
            (form.tick(Asked::Notable, None))
            (form.checkboxes(Asked::Concerns, &Checkboxes { hint: Some("Choose all that apply"), items: coded::every::<Concern>() }))
            (form.lines(Asked::Note, &Lines { hint: Some("Never leaves the programme’s side"), at_most: Some(10_000), ..Lines::default() }))
        }))
    }
}

fn came(shown: &Shown<'_>) -> Markup {
    let form = shown.form(CAME);
    let content = Radios { items: coded::every::<Content>(), ..Radios::default() };
    shown.framed(
        CAME,
        &html! {
            (section("He came to a session", &html! {
                (which(&form))
                (form.radios(Asked::Content, &content))
                (form.checkboxes(Asked::Tags, &Checkboxes { hint: None, items: coded::every::<Tag>() }))
                (form.tick(Asked::Heavy, Some("Such as the one about how children live with it")))
                (form.text(Asked::Late, &Text { hint: Some("After the start. He is due ten minutes before it. Leave it empty where he was in time"), kind: Kind::Number, width: Width::Three, ..Text::default() }))
            }))
            (noted(&form))
        },
        "Record that he came",
    )
}

fn missed(shown: &Shown<'_>) -> Markup {
    let form = shown.form(MISSED);
    let notice = super::decision::yes_or_no(None);
    shown.framed(
        MISSED,
        &section(
            "He missed a session",
            &html! {
                (which(&form))
                (form.radios(Asked::Notice, &notice))
            },
        ),
        "Record that he missed it",
    )
}

fn cancelled(shown: &Shown<'_>) -> Markup {
    let form = shown.form(CANCELLED);
    let fields = section("We cancelled a session", &which(&form));
    shown.framed(CANCELLED, &fields, "Record that we cancelled it")
}

fn note_later(shown: &Shown<'_>) -> Markup {
    let form = shown.form(NOTE);
    shown.framed(
        NOTE,
        &html! {
            (section("A session that he came to", &html! {
                (form.text(Asked::Session, &Text { hint: Some("1 to 30"), kind: Kind::Number, width: Width::Three, ..Text::default() }))
            }))
            (noted(&form))
        },
        "Record the note",
    )
}

fn key_work(shown: &Shown<'_>) -> Markup {
    let form = shown.form(KEY_WORK);
    let kinds = Radios {
        items: vec![
            components::Item::new("one-to-one", "A motivational one-to-one"),
            components::Item::new("reminder", "A reminder"),
        ],
        ..Radios::default()
    };
    shown.framed(
        KEY_WORK,
        &section("Key work, outside the thirty", &html! {
            (form.radios(Asked::Reminder, &kinds))
            (form.date(Asked::Day, &DateInput::default()))
            (form.lines(Asked::Note, &Lines { at_most: Some(4_000), rows: Some(3), hint: None }))
        }),
        "Record it",
    )
}

fn measures(shown: &Shown<'_>) -> Markup {
    let form = shown.form(MEASURES);
    let points = Radios { items: coded::every::<Point>(), ..Radios::default() };
    shown.framed(
        MEASURES,
        &section(
            "Measures",
            &html! {
                (form.radios(Asked::Point, &points))
                (form.date(Asked::Day, &DateInput::default()))
                (form.radios(Asked::Taken, &super::decision::yes_or_no(None)))
            },
        ),
        "Record the measures",
    )
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    match doing.act() {
        CAME => he_came(doing).await,
        MISSED => he_missed(doing).await,
        CANCELLED => we_cancelled(doing).await,
        NOTE => noted_later(doing).await,
        KEY_WORK => worked(doing).await,
        MEASURES => measured(doing).await,
        _ => Err(no_such_form()),
    }
}

/// Which session, which must be given.
fn session(read: &mut Reader<'_>) -> components::Read<SessionNumber> {
    match start::number(read, Asked::Session)? {
        Some(session) => Ok(session),
        None => Err(read.fault(Asked::Session, "Enter the number of the session, 1 to 30")),
    }
}

fn read_noted(read: &mut Reader<'_>) -> impl FnOnce() -> components::Read<Noted> + use<> {
    let engagement = coded::one::<Degree>(read, Asked::Engagement).optional();
    let responsibility = coded::one::<Degree>(read, Asked::Responsibility).optional();
    let notable_response = read.ticked(Asked::Notable);
    let concerns = coded::several::<Concern>(read, Asked::Concerns).any();
    let note = read.lines(Asked::Note).optional();
    move || {
        Ok(Noted {
            engagement: engagement?,
            responsibility: responsibility?,
            notable_response,
            concerns: concerns?,
            note: note?,
        })
    }
}

fn says_something(noted: &Noted) -> bool {
    noted.engagement.is_some()
        || noted.responsibility.is_some()
        || noted.notable_response
        || !noted.concerns.is_empty()
        || noted.note.is_some()
}

async fn he_came(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let case = doing.acting().his_case(doing.reference).await?;
    let mut read = Reader::new(doing.typed);
    let on = read.date(Asked::On).not_after(doing.today()).required();
    let session = session(&mut read);
    let content = coded::one::<Content>(&mut read, Asked::Content).required();
    let tags = coded::several::<Tag>(&mut read, Asked::Tags).any();
    let heavy = read.ticked(Asked::Heavy);
    let late = read.number(Asked::Late).within(1..=240).optional();
    let noted = read_noted(&mut read);
    let standing = case.case.standing();
    let (attended, noted) = read.finish(|| {
        let session = session?;
        let attended = Attended {
            on: on?,
            session,
            content: content?,
            tags: tags?,
            heavy,
            group: standing.placement.and_then(programme::parts::Placement::group),
            late: late?.and_then(|late| u16::try_from(late).ok()),
            catch_up: standing.to_catch_up.contains(&session),
        };
        Ok((attended, noted()?))
    })?;
    let noted = Some(noted).filter(says_something);
    doing.acting().record_attended(doing.reference, doing.form, attended, noted).await?;
    Ok(Said::AttendanceRecorded)
}

async fn he_missed(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let mut read = Reader::new(doing.typed);
    let on = read.date(Asked::On).not_after(doing.today()).required();
    let session = session(&mut read);
    let with_notice = read.choice_among(Asked::Notice, [("yes", true), ("no", false)]).required();
    let missed =
        read.finish(|| Ok(Missed { on: on?, session: session?, with_notice: with_notice? }))?;
    doing.acting().record_missed(doing.reference, doing.form, missed).await?;
    Ok(Said::MissRecorded)
}

async fn we_cancelled(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let mut read = Reader::new(doing.typed);
    let on = read.date(Asked::On).required();
    let session = session(&mut read);
    let (on, session) = read.finish(|| Ok((on?, session?)))?;
    doing.acting().record_cancelled(doing.reference, doing.form, on, session).await?;
    Ok(Said::CancellationRecorded)
}

async fn noted_later(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let case = doing.acting().his_case(doing.reference).await?;
    let mut read = Reader::new(doing.typed);
    let session = session(&mut read);
    let noted = read_noted(&mut read);
    let came = session.as_ref().ok().map(|session| {
        let found = case.case.as_corrected().find_map(|(_, _, step)| match step {
            Step::Attended(attended) if attended.session == *session => {
                Some((attended.on, attended.content))
            }
            _ => None,
        });
        (*session, found)
    });
    if let Some((session, None)) = came {
        let refusal = programme::Refusal::NotAttended(session.number());
        read.fault(Asked::Session, refusal.to_string());
    }
    let (session, noted) = read.finish(|| Ok((session?, noted()?)))?;
    let Some((_, Some((on, content)))) = came else { return Err(no_such_form()) };
    let of = (on, session, content);
    doing.acting().note_session(doing.reference, doing.form, of, noted).await?;
    Ok(Said::NoteWritten)
}

async fn worked(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let mut read = Reader::new(doing.typed);
    let kinds = [("one-to-one", false), ("reminder", true)];
    let reminder = read.choice_among(Asked::Reminder, kinds).required();
    let on = read.date(Asked::Day).not_after(doing.today()).required();
    let note = read.lines(Asked::Note).at_most(4_000).optional();
    let (reminder, on, note) = read.finish(|| Ok((reminder?, on?, note?)))?;
    doing.acting().record_key_work(doing.reference, doing.form, on, reminder, note).await?;
    Ok(Said::KeyWorkRecorded)
}

async fn measured(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let mut read = Reader::new(doing.typed);
    let point = coded::one::<Point>(&mut read, Asked::Point).required();
    let on = read.date(Asked::Day).not_after(doing.today()).required();
    let taken = read.choice_among(Asked::Taken, [("yes", true), ("no", false)]).required();
    let (point, on, taken) = read.finish(|| Ok((point?, on?, taken?)))?;
    doing.acting().record_measures(doing.reference, doing.form, point, on, taken).await?;
    Ok(Said::MeasuresRecorded)
}
