//! One man of the register: whether he came, and what there is to note of him.

use std::borrow::Cow;

use casework::groups::{Came, Entered, Man, Register};
use casework::his::Noted;
use components::{
    Checkboxes, Field, Form, Item, Kind, Lines, Radios, Read, Reader, Submission, Text, Width,
    details, section,
};
use maud::{Markup, html};
use programme::codes::{Concern, Degree, Kept};

use crate::coded;

/// A man's part of the form, with what he is called in it.
pub(super) struct Block<'a> {
    man: &'a Man,
    who: String,
}

/// The questions of each man.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Came,
    Late,
    Engagement,
    Responsibility,
    Response,
    Concerns,
    Note,
}

/// A question of one man: its name in the form holds the reference of his case, so that what was
/// typed stays his, whoever got a place meanwhile.
#[derive(Clone)]
struct Asked {
    man: String,
    who: String,
    question: Question,
}

impl Field for Asked {
    fn name(&self) -> Cow<'static, str> {
        let question = match self.question {
            Question::Came => "came",
            Question::Late => "late",
            Question::Engagement => "engagement",
            Question::Responsibility => "responsibility",
            Question::Response => "response",
            Question::Concerns => "concerns",
            Question::Note => "note",
        };
        format!("{}-{question}", self.man).into()
    }
    fn label(&self) -> Cow<'static, str> {
        match self.question {
            Question::Came => format!("Did {} come?", self.who).into(),
            Question::Late => "How many minutes late?".into(),
            Question::Engagement => "How far did he engage?".into(),
            Question::Responsibility => "How much responsibility did he show?".into(),
            Question::Response => "He had a notable emotional response".into(),
            Question::Concerns => "Is there a concern?".into(),
            Question::Note => "Note".into(),
        }
    }
    fn called(&self) -> Cow<'static, str> {
        match self.question {
            Question::Late => format!("how many minutes late {} was", self.who).into(),
            Question::Note => format!("the note on {}", self.who).into(),
            _ => self.label(),
        }
    }
    fn missing(&self) -> Option<Cow<'static, str>> {
        (self.question == Question::Came)
            .then(|| format!("Choose whether {} came", self.who).into())
    }
}

/// What can be chosen of his coming.
#[derive(Clone, Copy)]
enum Chosen {
    InTime,
    Late,
    Not(Kept),
}

const CAME: [(&str, &str, Chosen); 5] = [
    ("in-time", "He came in time", Chosen::InTime),
    ("late", "He came late", Chosen::Late),
    ("with-notice", "He missed it and had said so before", Chosen::Not(Kept::MissedWithNotice)),
    ("without-notice", "He missed it without a word", Chosen::Not(Kept::Missed)),
    ("cancelled", "We cancelled for him", Chosen::Not(Kept::CancelledByUs)),
];

impl<'a> Block<'a> {
    pub(super) fn of(man: &'a Man, register: &Register) -> Self {
        let reference = man.case.envelope.reference.to_string();
        let known = man.case.person.and_then(|person| register.people.get(&person));
        let names = known.map(|known| {
            let names = [known.given.as_ref(), known.family.as_ref()].into_iter().flatten();
            names.map(|name| name.reveal_listed(&register.scope)).collect::<Vec<_>>().join(" ")
        });
        let who = names.filter(|names| !names.is_empty()).unwrap_or(reference);
        Self { man, who }
    }

    fn asks(&self, question: Question) -> Asked {
        let man = self.man.case.envelope.reference.to_string().to_lowercase();
        Asked { man, who: self.who.clone(), question }
    }

    pub(super) fn read(&self, read: &mut Reader<'_>, submission: &Submission) -> Read<Entered> {
        let answers = CAME.iter().map(|(value, _, chosen)| (*value, *chosen));
        let chosen = read.choice_among(self.asks(Question::Came), answers).required();
        let noted = self.read_noted(read);
        let came = match chosen? {
            Chosen::InTime => Came::Attended { late: None, noted: noted? },
            Chosen::Late => {
                let minutes = read.number(self.asks(Question::Late)).within(1..=240).required();
                // Within 1 and 240.
                let late = u16::try_from(minutes?).ok();
                Came::Attended { late, noted: noted? }
            }
            Chosen::Not(kept) => {
                if noted?.is_some() {
                    let words = format!("Clear what was noted of {}, who did not come", self.who);
                    let first = [
                        Question::Engagement,
                        Question::Responsibility,
                        Question::Response,
                        Question::Concerns,
                        Question::Note,
                    ]
                    .into_iter()
                    .map(|question| self.asks(question))
                    .find(|asked| {
                        submission
                            .typed(&asked.name())
                            .is_some_and(|typed| !typed.trim().is_empty())
                    });
                    return Err(
                        read.fault(first.unwrap_or_else(|| self.asks(Question::Note)), words)
                    );
                }
                Came::Not(kept)
            }
        };
        Ok(Entered { man: self.man.case.envelope.reference, came })
    }

    fn read_noted(&self, read: &mut Reader<'_>) -> Read<Option<Noted>> {
        let engagement = coded::one::<Degree>(read, self.asks(Question::Engagement)).optional();
        let responsibility =
            coded::one::<Degree>(read, self.asks(Question::Responsibility)).optional();
        let notable_response = read.ticked(self.asks(Question::Response));
        let concerns = coded::several::<Concern>(read, self.asks(Question::Concerns)).any();
        let note = read.lines(self.asks(Question::Note)).at_most(4_000).optional();
        let noted = Noted {
            engagement: engagement?,
            responsibility: responsibility?,
            notable_response,
            concerns: concerns?,
            note: note?,
        };
        let empty = noted.engagement.is_none()
            && noted.responsibility.is_none()
            && !noted.notable_response
            && noted.concerns.is_empty()
            && noted.note.is_none();
        Ok((!empty).then_some(noted))
    }

    pub(super) fn view(&self, form: &Form<'_>) -> Markup {
        let content = match &self.man.nothing {
            Some(words) => html! { p class="govuk-body" { (words) } },
            None => html! {
                p class="govuk-hint" { (self.standing()) }
                (form.radios(self.asks(Question::Came), &self.came(form)))
                @if self.is_noted(form) { (self.noted(form)) }
                @else { (details("Something to note of him", &self.noted(form))) }
            },
        };
        section(&self.who, &content)
    }

    fn standing(&self) -> String {
        let mut words =
            format!("{}. {} of 30 sessions done.", self.man.case.envelope.reference, self.man.done);
        match self.man.missed_in_a_row {
            0 => {}
            1 => words.push_str(" He missed the last one without a word."),
            many => words.push_str(&format!(" He missed the last {many} without a word.")),
        }
        if self.man.catches_up {
            words.push_str(" This one makes good a session that he missed.");
        }
        words
    }

    fn came<'f>(&self, form: &Form<'_>) -> Radios<'f> {
        let late = form.text(
            self.asks(Question::Late),
            &Text { width: Width::Three, kind: Kind::Number, ..Text::default() },
        );
        let items = CAME.iter().map(|(value, label, chosen)| {
            let item = Item::new(*value, *label);
            match chosen {
                Chosen::Late => item.reveal(late.clone()),
                _ => item,
            }
        });
        Radios { items: items.collect(), ..Radios::default() }
    }

    /// Whether something was typed: then it is not folded away.
    fn is_noted(&self, form: &Form<'_>) -> bool {
        let questions = [
            Question::Engagement,
            Question::Responsibility,
            Question::Response,
            Question::Concerns,
            Question::Note,
        ];
        questions.into_iter().any(|question| {
            let name = self.asks(question).name();
            form.submission.typed(&name).is_some_and(|typed| !typed.trim().is_empty())
                || form.faults.of(&name).is_some()
        })
    }

    fn noted(&self, form: &Form<'_>) -> Markup {
        let told = "The support service is told the same day that there was a reason; never what.";
        let degree = coded::radios::<Degree>(None);
        html! {
            (form.radios(self.asks(Question::Engagement), &degree))
            (form.radios(self.asks(Question::Responsibility), &degree))
            (form.tick(self.asks(Question::Response), Some(told)))
            (form.checkboxes(self.asks(Question::Concerns), &Checkboxes {
                hint: Some(told),
                items: coded::every::<Concern>(),
            }))
            (form.lines(self.asks(Question::Note), &Lines {
                hint: Some("It stays with the programme."),
                rows: Some(3),
                ..Lines::default()
            }))
        }
    }
}
