//! What a session is about: asked when it is planned, and in the register where it was not.

use components::{
    Checkboxes, Form, Item, Kind, Radios, Read, Reader, Submission, Text, Width, section,
};
use jiff::civil::Date;
use maud::{Markup, html};
use pathway::codes::Code;
use programme::codes::{Content, Tag};
use programme::group::Planned;
use programme::parts::SessionNumber;

use crate::coded::{self, asked};

asked! {
    /// The questions.
    Asked {
        Number = "session", "Which of the thirty sessions is it?", "Enter the number of the session";
        Content = "content", "What is it about?", "Choose what the session is about";
        Tags = "tags", "What else is it about?";
        Heavy = "heavy", "Is it a heavy session?", "Choose whether it is a heavy session";
    }
}

const HEAVY: [(&str, &str, bool); 2] =
    [("yes", "Yes: it is announced two days before", true), ("no", "No", false)];

/// Reads what a session of a day is about.
pub(super) fn read(read: &mut Reader<'_>, on: impl FnOnce() -> Read<Date>) -> Read<Planned> {
    let most = i64::from(SessionNumber::COUNT);
    let number = read.number(Asked::Number).within(1..=most).required();
    let content = coded::one::<Content>(read, Asked::Content).required();
    let tags = coded::several::<Tag>(read, Asked::Tags).any();
    let answers = HEAVY.iter().map(|(value, _, heavy)| (*value, *heavy));
    let heavy = read.choice_among(Asked::Heavy, answers).required();
    let number = number.and_then(|number| {
        let session =
            u8::try_from(number).ok().and_then(|number| SessionNumber::try_new(number).ok());
        session.ok_or_else(|| read.fault(Asked::Number, "Enter a number from 1 to 30"))
    });
    Ok(Planned { on: on()?, session: number?, content: content?, tags: tags?, heavy: heavy? })
}

/// A session that is planned, as what was answered of it.
pub(super) fn answers(planned: &Planned) -> Submission {
    let mut answers = vec![
        ("session", planned.session.number().to_string()),
        ("content", planned.content.code().to_owned()),
        ("heavy", if planned.heavy { "yes" } else { "no" }.to_owned()),
    ];
    answers.extend(planned.tags.iter().map(|tag| ("tags", tag.code().to_owned())));
    Submission::of(answers)
}

pub(super) fn view(form: &Form<'_>) -> Markup {
    let heavy = HEAVY.iter().map(|(value, label, _)| Item::new(*value, *label)).collect();
    section(
        "The session",
        &html! {
            (form.text(Asked::Number, &Text { hint: Some("1 to 30"), width: Width::Three, kind: Kind::Number, ..Text::default() }))
            (form.radios(Asked::Content, &coded::radios::<Content>(None)))
            (form.checkboxes(Asked::Tags, &Checkboxes { hint: Some("Choose all that apply"), items: coded::every::<Tag>() }))
            (form.radios(Asked::Heavy, &Radios {
                hint: Some("Such as what children live through"),
                items: heavy,
                ..Radios::default()
            }))
        },
    )
}

/// *Session 17: implications for partners, children and witnesses.*
pub(super) fn words(planned: &Planned) -> String {
    format!("Session {}: {}", planned.session.number(), planned.content.words())
}
