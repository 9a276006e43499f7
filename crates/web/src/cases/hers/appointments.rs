//! Meetings of other agencies that her worker went to, and what is to be done.

use components::{
    DateInput, Form, Item, Lines, Radios, Reader, Tag, Tone, Weight, nothing, section, tag,
};
use maud::{Markup, html};
use pathway::{WorkerId, london_day};
use support::codes::Meeting;
use support::facts::{Action, Attended};

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::shown::Shown;
use crate::coded::{self, asked, words as begin};
use crate::faults::Fault;
use crate::furniture::day;
use crate::ground::{Said, Sent};

asked! {
    /// What is asked of something to be done.
    ToDo {
        What = "action-what", "What is to be done?", "Say what is to be done";
        Owner = "action-owner", "Who does it?", "Choose who does it";
        Due = "action-due", "By when?", "Enter the day by which it is to be done";
    }
}

asked! {
    /// What is asked of a meeting.
    Question {
        On = "meeting-on", "Day of the meeting";
        Kind = "meeting-kind", "Which meeting was it?";
        Note = "meeting-note", "What is to be kept of it";
    }
}

const SET: &str = "set";
const MEETING: &str = "meeting";

/// The form that says that an action is done; actions stay in their order.
fn done_act(place: usize) -> String {
    format!("done-{place}")
}

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    View {
        heading: "Meetings and actions",
        subtitle: None,
        content: html! {
            (to_do(shown, forms))
            (forms.act(SET, "Set the action", |form| section("Set an action", &action(shown, form))))
            (meetings(shown))
            (forms.filled(MEETING, "Record the meeting", Weight::Secondary,
                &components::Submission::default(),
                |form| section("Record a meeting", &meeting(form))))
        },
    }
}

fn open(shown: &Shown) -> impl Iterator<Item = (usize, &Action)> {
    let actions = shown.her.case.actions.iter().enumerate();
    actions.filter(|(_, (_, done))| !done).map(|(place, (action, _))| (place, action))
}

fn to_do(shown: &Shown, forms: &Forms<'_>) -> Markup {
    let today = london_day(shown.now);
    html! {
        h2 class="govuk-heading-m" { "To be done" }
        @if open(shown).next().is_none() {
            (nothing("Nothing is to be done.", &[]))
        } @else {
            ol class="waymark-timeline" {
                @for (place, action) in open(shown) {
                    li class="waymark-timeline__entry" {
                        div class="waymark-timeline__said" {
                            h3 class="waymark-timeline__heading waymark-text" {
                                (shown.text(action.what))
                                @if action.due < today { " " (tag(&Tag { words: "Late", tone: Tone::Late })) }
                            }
                            p class="waymark-timeline__by" {
                                (shown.who(action.owner)) ", by " (day(action.due))
                            }
                            div class="waymark-timeline__content" { (done(shown, forms, place, action)) }
                        }
                    }
                }
            }
        }
    }
}

fn done(shown: &Shown, forms: &Forms<'_>, place: usize, action: &Action) -> Markup {
    let words = html! { span class="govuk-visually-hidden" { (shown.text(action.what)) } };
    let fresh = components::Submission::default();
    forms.filled(&done_act(place), "It is done", Weight::Secondary, &fresh, |_| words)
}

fn action(shown: &Shown, form: &Form<'_>) -> Markup {
    let owners = shown
        .colleagues
        .iter()
        .map(|one| Item::new(one.id.uuid().to_string(), one.name.as_str()))
        .collect();
    html! {
        (form.lines(ToDo::What, &Lines { rows: Some(3), ..Lines::default() }))
        (form.radios(ToDo::Owner, &Radios { items: owners, ..Radios::default() }))
        (form.date(ToDo::Due, &DateInput::default()))
    }
}

fn meetings(shown: &Shown) -> Markup {
    let mut meetings: Vec<&Attended> = shown.her.case.meetings.iter().collect();
    meetings.sort_by_key(|meeting| std::cmp::Reverse(meeting.on));
    html! {
        h2 class="govuk-heading-m" { "Meetings of other agencies" }
        @if meetings.is_empty() {
            (nothing("No meeting is recorded yet.", &[]))
        } @else {
            ol class="waymark-timeline" {
                @for meeting in meetings {
                    li class="waymark-timeline__entry" {
                        div class="waymark-timeline__said" {
                            h3 class="waymark-timeline__heading" { (begin(meeting.meeting)) }
                            p class="waymark-timeline__by" { (day(meeting.on)) }
                            @if let Some(note) = meeting.note {
                                div class="waymark-timeline__content" {
                                    p class="waymark-text" { (shown.text(note)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn meeting(form: &Form<'_>) -> Markup {
    html! {
        (form.date(Question::On, &DateInput::default()))
        (form.radios(Question::Kind, &coded::radios::<Meeting>(None)))
        (form.lines(Question::Note, &Lines { at_most: Some(10_000), ..Lines::default() }))
    }
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    let shown = Shown::read(asked).await?;
    match sent.act() {
        SET => match read_action(&shown, sent) {
            Err(faults) => Came::faulty(sent, faults),
            Ok((what, owner, due)) => {
                let form = sent.form()?;
                let done = acting.set_support_action(reference, form, what, owner, due).await;
                Came::of(sent, done, Said::ActionSet, CasePage::Appointments)
            }
        },
        MEETING => {
            let mut read = Reader::new(&sent.submission);
            let on = read.date(Question::On).not_after(london_day(shown.now)).required();
            let kind = coded::one::<Meeting>(&mut read, Question::Kind).required();
            let note = read.lines(Question::Note).optional();
            match read.finish(|| Ok((on?, kind?, note?))) {
                Err(faults) => Came::faulty(sent, faults),
                Ok((on, kind, note)) => {
                    let form = sent.form()?;
                    let done = acting.record_support_meeting(reference, form, on, kind, note).await;
                    Came::of(sent, done, Said::MeetingRecorded, CasePage::Appointments)
                }
            }
        }
        other => {
            let actions = shown.her.case.actions.iter().enumerate();
            let mut named = actions.filter(|(place, _)| done_act(*place) == other);
            let (_, (action, _)) = named.next().ok_or(Fault::NotFound)?;
            let form = sent.form()?;
            let done = acting.finish_support_action(reference, form, action.what).await;
            Came::of(sent, done, Said::ActionDone, CasePage::Appointments)
        }
    }
}

fn read_action(
    shown: &Shown,
    sent: &Sent,
) -> Result<(String, WorkerId, jiff::civil::Date), components::Faults> {
    let owners = shown.colleagues.iter().map(|one| (one.id.uuid().to_string(), one.id));
    let mut read = Reader::new(&sent.submission);
    let what = read.lines(ToDo::What).at_most(2_000).required();
    let owner = read.choice_among(ToDo::Owner, owners).required();
    let due = read.date(ToDo::Due).not_before(london_day(shown.now)).required();
    read.finish(|| Ok((what?, owner?, due?)))
}
