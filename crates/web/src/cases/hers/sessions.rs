//! Contacts with her, of the nine kinds.

use components::{Form, Lines, Reader, nothing, section};
use maud::{Markup, html};
use support::codes::ContactKind;
use support::facts::Contact;

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::shown::Shown;
use crate::coded::{self, asked, words as begin};
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Said, Sent};
use crate::moments;

asked! {
    /// What is asked of a contact.
    Question {
        On = "contact-on", "Day of the contact";
        At = "contact-at", "Time when it began";
        Kind = "contact-kind", "What kind of contact was it?";
        Note = "contact-note", "What is to be kept of it";
    }
}

const CONTACT: &str = "contact";

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    let count = shown.her.case.contacts.len();
    View {
        heading: "Contacts with her",
        subtitle: (count > 0).then(|| {
            html! {
                (count) @if count == 1 { " contact so far." } @else { " contacts so far." }
            }
        }),
        content: html! {
            (forms.act(CONTACT, "Record the contact", |form| section("Record a contact", &fields(form))))
            (so_far(shown))
        },
    }
}

fn fields(form: &Form<'_>) -> Markup {
    html! {
        (moments::fields(form, Question::On, Question::At))
        (form.radios(Question::Kind, &coded::radios::<ContactKind>(None)))
        (form.lines(Question::Note, &Lines { at_most: Some(10_000), ..Lines::default() }))
    }
}

fn so_far(shown: &Shown) -> Markup {
    let mut contacts: Vec<&Contact> = shown.her.case.contacts.iter().collect();
    contacts.sort_by_key(|contact| std::cmp::Reverse(contact.when));
    if contacts.is_empty() {
        return nothing("No contact is recorded yet.", &[]);
    }
    html! {
        h2 class="govuk-heading-m" { "So far" }
        ol class="waymark-timeline" {
            @for contact in contacts {
                li class="waymark-timeline__entry" {
                    div class="waymark-timeline__said" {
                        h3 class="waymark-timeline__heading" { (begin(contact.kind)) }
                        p class="waymark-timeline__by" { (moment(contact.when)) }
                        @if let Some(note) = contact.note {
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

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let office = asked.office()?;
    let mut read = Reader::new(&sent.submission);
    let when = moments::read(&mut read, Question::On, Question::At, office.now());
    let kind = coded::one::<ContactKind>(&mut read, Question::Kind).required();
    let note = read.lines(Question::Note).optional();
    match read.finish(|| Ok((Contact { when: when?, kind: kind?, note: None }, note?))) {
        Err(faults) => Came::faulty(sent, faults),
        Ok((contact, note)) => {
            let acting = office.acting(&asked.who.worker);
            let form = sent.form()?;
            let done = acting.record_support_contact(asked.reference, form, contact, note).await;
            Came::of(sent, done, Said::ContactRecorded, CasePage::Sessions)
        }
    }
}
