//! What whoever refers can do after a referral was sent, a form a page: add to it, add to what is
//! sealed, name a further woman, ask for an update, withdraw.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::referrals::Progress;
use components::{
    Breadcrumb, Faults, Form, Frame, Item, Lines, Page, Radios, Reader, Submission, Weight,
    breadcrumbs, button, form,
};
use maud::{Markup, html};

use super::steps::her;
use super::{Asked, REFERRALS, added, of};
use crate::coded::asked;
use crate::faults::{Fault, at_the_top};
use crate::furniture;
use crate::ground::{Drawn, Said, Sent};

asked! {
    /// The questions of the smaller forms.
    Question {
        Which = "which", "Which woman is it about?", "Choose the woman";
        More = "more", "What is to be added?", "Write what is to be added";
        Why = "why", "Why is it withdrawn?", "Say why it is withdrawn";
    }
}

/// One thing that can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Add,
    Tell,
    Woman,
    Update,
    Withdraw,
}

impl Act {
    fn named(page: &str) -> Option<Self> {
        Some(match page {
            "add" => Self::Add,
            "tell" => Self::Tell,
            "woman" => Self::Woman,
            "update" => Self::Update,
            "withdraw" => Self::Withdraw,
            _ => return None,
        })
    }
    const fn page(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Tell => "tell",
            Self::Woman => "woman",
            Self::Update => "update",
            Self::Withdraw => "withdraw",
        }
    }
    const fn heading(self) -> &'static str {
        match self {
            Self::Add => "Add to the referral",
            Self::Tell => "Add to what you said of her",
            Self::Woman => "Name a woman",
            Self::Update => "Ask for an update",
            Self::Withdraw => "Withdraw the referral",
        }
    }
    const fn said(self) -> Said {
        match self {
            Self::Add => Said::AddedTo,
            Self::Tell => Said::SealedMore,
            Self::Woman => Said::WomanNamed,
            Self::Update => Said::UpdateAsked,
            Self::Withdraw => Said::Withdrawn,
        }
    }
    /// Whether it can be done, as the pathway has it.
    fn offered(self, progress: &Progress) -> bool {
        match self {
            Self::Add | Self::Woman => progress.takes_more,
            Self::Tell => progress.takes_more && progress.women > 0,
            Self::Update => true,
            Self::Withdraw => progress.withdrawable,
        }
    }
}

/// A form that comes back.
struct Again<'a> {
    submission: &'a Submission,
    faults: Faults,
    sent: casework::Sent,
    /// Somebody else changed the referral: the form is drawn from its new version.
    stale: bool,
}

pub(super) async fn page(asked: Asked, page: &str) -> Result<Response, Fault> {
    let act = Act::named(page).ok_or(Fault::NotFound)?;
    let office = asked.office()?;
    let progress = office.acting(&asked.who.worker).progress(asked.reference).await?;
    if !act.offered(&progress) {
        return Ok(Redirect::to(&of(asked.reference, "")).into_response());
    }
    drawn(&asked, act, &progress, None)
}

pub(super) async fn sent(asked: Asked, page: &str, sent: Sent) -> Result<Response, Fault> {
    let act = Act::named(page).ok_or(Fault::NotFound)?;
    let form = sent.form()?;
    let (faults, stale) = match done(&asked, act, &sent.submission, form).await {
        Ok(()) => return Ok(act.said().at(&of(asked.reference, "")).into_response()),
        Err(Undone::Faulty(faults)) => (faults, false),
        Err(Undone::Fault(fault)) => {
            let stale = matches!(fault, casework::Fault::Stale);
            (at_the_top(fault)?, stale)
        }
    };
    let office = asked.office()?;
    let progress = office.acting(&asked.who.worker).progress(asked.reference).await?;
    let again = Again { submission: &sent.submission, faults, sent: form, stale };
    let status = if stale { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, drawn(&asked, act, &progress, Some(&again))?).into_response())
}

/// Why something was not done.
enum Undone {
    Faulty(Faults),
    Fault(casework::Fault),
}

impl From<Faults> for Undone {
    fn from(faults: Faults) -> Self {
        Self::Faulty(faults)
    }
}

impl From<casework::Fault> for Undone {
    fn from(fault: casework::Fault) -> Self {
        Self::Fault(fault)
    }
}

async fn done(
    asked: &Asked,
    act: Act,
    submission: &Submission,
    form: casework::Sent,
) -> Result<(), Undone> {
    let office = asked.site.office().ok_or(casework::Fault::NotFound)?;
    let acting = office.acting(&asked.who.worker);
    let reference = asked.reference;
    match act {
        Act::Add => acting.add_to_referral(reference, form, added::read(submission)?).await?,
        Act::Tell => {
            let (which, more) = more(submission)?;
            acting.add_to_sealed(reference, form, which, &more).await?
        }
        Act::Woman => {
            let today = pathway::london_day(office.now());
            let woman = her::read(submission, today)?;
            acting.name_woman(reference, form, &woman).await?
        }
        Act::Update => acting.ask_for_update(reference, form).await?,
        Act::Withdraw => acting.withdraw_referral(reference, form, Some(why(submission)?)).await?,
    };
    Ok(())
}

fn more(submission: &Submission) -> Result<(usize, String), Faults> {
    let mut read = Reader::new(submission);
    let which = read.choice_among(Question::Which, (0..99).map(|place| (place.to_string(), place)));
    let which = which.required();
    let more = read.lines(Question::More).at_most(4_000).required();
    read.finish(|| Ok((which?, more?)))
}

fn why(submission: &Submission) -> Result<String, Faults> {
    let mut read = Reader::new(submission);
    let why = read.lines(Question::Why).at_most(1_000).required();
    read.finish(|| why)
}

fn drawn(
    asked: &Asked,
    act: Act,
    progress: &Progress,
    again: Option<&Again<'_>>,
) -> Result<Response, Fault> {
    let office = asked.office()?;
    let nothing = Submission::default();
    let (shown, command) = match again {
        Some(again) => {
            let version = if again.stale { progress.version } else { again.sent.version };
            let sent = casework::Sent { version, ..again.sent };
            (Form::new(again.submission, &again.faults), Drawn::again(sent))
        }
        None => (Form::fresh(&nothing), Drawn::from_version(office, progress.version)),
    };
    let (action, token) = (of(asked.reference, act.page()), asked.who.form_token.text());
    let (follow, reference) = (of(asked.reference, ""), asked.reference.to_string());
    let command = command.text();
    let frame = Frame { action: &action, token: &token, command: &command, draft: None };
    let page = Page {
        heading: act.heading(),
        above: Some(breadcrumbs(&[
            Breadcrumb { href: Some(REFERRALS), words: "Referrals" },
            Breadcrumb { href: Some(&follow), words: &reference },
            Breadcrumb { href: None, words: act.heading() },
        ])),
        content: html! {
            (shown.summary())
            (form(&frame, &fields(act, &shown, progress)))
        },
        faulty: again.is_some(),
        ..Page::default()
    };
    Ok(furniture::for_worker(&asked.site, Some(&asked.who), Some(REFERRALS), &page))
}

fn fields(act: Act, form: &Form<'_>, progress: &Progress) -> Markup {
    match act {
        Act::Add => html! {
            (added::view(form, &progress.missing))
            (button("Add it", Weight::Primary))
        },
        Act::Tell => html! {
            (her::sealed(progress.from_himself))
            (which(form, progress.women))
            (form.lines(Question::More, &Lines { at_most: Some(4_000), ..Lines::default() }))
            (button("Seal it", Weight::Primary))
        },
        Act::Woman => html! {
            (her::sealed(progress.from_himself))
            (her::view(form))
            (button("Name her", Weight::Primary))
        },
        Act::Update => html! {
            p class="govuk-body waymark-words" {
                "Whoever has the case is asked to tell you how it goes. They see the reference and \
                 that you asked."
            }
            (button("Ask for an update", Weight::Primary))
        },
        Act::Withdraw => html! {
            (components::warning("The case is closed, and only a new referral opens it again"))
            (form.lines(Question::Why, &Lines {
                hint: Some("The programme reads this. Say nothing here about her or where she is."),
                at_most: Some(1_000),
                ..Lines::default()
            }))
            (button("Withdraw the referral", Weight::Warning))
        },
    }
}

/// The women by the order in which they were named: their names are sealed.
fn which(form: &Form<'_>, women: usize) -> Markup {
    if women == 1 {
        return html! { input type="hidden" name="which" value="0"; };
    }
    let items = (0..women).map(|place| {
        Item::new(place.to_string(), format!("The woman whom you named {}", ordinal(place)))
    });
    form.radios(
        Question::Which,
        &Radios {
            hint: Some("Her name is sealed: choose by the order in which you named them."),
            items: items.collect(),
            ..Radios::default()
        },
    )
}

fn ordinal(place: usize) -> String {
    let words = ["first", "second", "third", "fourth", "fifth", "sixth"];
    words.get(place).map_or_else(|| format!("{}th", place + 1), |&word| word.to_owned())
}
