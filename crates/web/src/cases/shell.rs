//! What every page of a case has in common: whose case it is, its other pages, what was just done,
//! and its forms, each of which can come back with its faults.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::{Cases, Done, Office};
use components::{
    Faults, Form, Frame, Identity, Link, Page, Submission, Weight, button, form, identity,
    side_navigation,
};
use maud::{Markup, html};

use super::{Asked, CASES, CasePage};
use crate::faults::{Fault, at_the_top};
use crate::furniture;
use crate::ground::{Drawn, Said, Sent};

/// Whose case it is, and which pages it has.
pub(crate) struct Shell<'a> {
    /// The bar at the top.
    pub identity: Identity<'a>,
    /// The pages with their names, in order.
    pub pages: &'a [(CasePage, &'a str)],
}

/// What one page says.
pub(crate) struct View {
    /// The one `h1`.
    pub heading: &'static str,
    /// A quieter line under it.
    pub subtitle: Option<Markup>,
    /// What stands under it.
    pub content: Markup,
}

/// The field that says which form of a page was sent.
const ACT: &str = "act";

/// The forms of a page as they are drawn: each new, but for the one that comes back.
pub(crate) struct Forms<'a> {
    /// Where they are sent: the page's own address.
    pub address: &'a str,
    /// The token of the session.
    pub token: &'a str,
    /// What a new form carries.
    pub fresh: &'a (dyn Fn() -> Drawn + 'a),
    /// The form that comes back, with what it carries.
    pub again: Option<(&'a Again, Drawn)>,
}

/// A form that was sent and not done.
#[derive(Debug)]
pub(crate) struct Again {
    submission: Submission,
    faults: Faults,
    sent: casework::Sent,
    /// Somebody else changed the case: the form is drawn from its new version.
    stale: bool,
}

/// What a form came to.
#[derive(Debug)]
pub(crate) enum Came {
    /// It is done: what is said of it, and on which page.
    Done(Said, CasePage),
    /// It is not, and comes back.
    Again(Again),
}

impl Came {
    /// What is done with what a person sent: faults of the form bring it back.
    ///
    /// # Errors
    /// Whatever is no fault of the form.
    pub(crate) fn of(
        sent: &Sent,
        done: Result<Done, casework::Fault>,
        said: Said,
        page: CasePage,
    ) -> Result<Self, Fault> {
        match done {
            Ok(_) => Ok(Self::Done(said, page)),
            Err(fault) => {
                let stale = matches!(fault, casework::Fault::Stale);
                let faults = at_the_top(fault)?;
                Ok(Self::Again(Again { stale, ..Again::new(sent, faults)? }))
            }
        }
    }

    /// What was sent cannot be read: it comes back.
    ///
    /// # Errors
    /// Where no form of ours was sent.
    pub(crate) fn faulty(sent: &Sent, faults: Faults) -> Result<Self, Fault> {
        Again::new(sent, faults).map(Self::Again)
    }
}

impl Again {
    fn new(sent: &Sent, faults: Faults) -> Result<Self, Fault> {
        Ok(Self::of(&sent.submission, faults, sent.form()?))
    }

    /// What was typed, with its faults, and what the form carries.
    pub(crate) fn of(typed: &Submission, faults: Faults, sent: casework::Sent) -> Self {
        Self { submission: typed.clone(), faults, sent, stale: false }
    }

    /// With which status it comes back.
    pub(crate) fn status(&self) -> StatusCode {
        if self.stale { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    /// What was typed, and what is wrong with it.
    pub(crate) fn form(&self) -> Form<'_> {
        Form::new(&self.submission, &self.faults)
    }

    /// Whether it is the form of this name.
    pub(crate) fn is(&self, act: &str) -> bool {
        self.submission.typed(ACT).unwrap_or_default() == act
    }

    /// What it carries when it is drawn over this version.
    pub(crate) fn drawn(&self, version: u32) -> Drawn {
        let version = if self.stale { version } else { self.sent.version };
        Drawn::again(casework::Sent { version, ..self.sent })
    }
}

impl Sent {
    /// Which form of the page it is.
    pub(crate) fn act(&self) -> &str {
        self.submission.typed(ACT).unwrap_or_default()
    }
}

impl Forms<'_> {
    /// A form with its button. `act` says which of the page it is; its fields have names that no
    /// other form of the page has.
    pub(crate) fn act(
        &self,
        act: &str,
        words: &str,
        fields: impl FnOnce(&Form<'_>) -> Markup,
    ) -> Markup {
        self.filled(act, words, Weight::Primary, &Submission::default(), fields)
    }

    /// The same with what is known already, and how much its button says.
    pub(crate) fn filled(
        &self,
        act: &str,
        words: &str,
        weight: Weight,
        known: &Submission,
        fields: impl FnOnce(&Form<'_>) -> Markup,
    ) -> Markup {
        let again = self.again.filter(|(again, _)| again.is(act));
        let (shown, drawn) = match again {
            Some((again, drawn)) => (Form::new(&again.submission, &again.faults), drawn),
            None => (Form::fresh(known), (self.fresh)()),
        };
        let command = drawn.text();
        let frame =
            Frame { action: self.address, token: self.token, command: &command, draft: None };
        form(
            &frame,
            &html! {
                input type="hidden" name=(ACT) value=(act);
                (fields(&shown))
                (button(words, weight))
            },
        )
    }

    /// Whether this form came back.
    pub(crate) fn came_back(&self, act: &str) -> bool {
        self.again.is_some_and(|(again, _)| again.is(act))
    }
}

impl Asked {
    /// The office that is asked.
    ///
    /// # Errors
    /// Where no record is served.
    pub(crate) fn office(&self) -> Result<&Office, Fault> {
        self.site.office().ok_or(Fault::NotFound)
    }

    /// Draws a page of the case at a version; with the form that came back, if one did.
    ///
    /// # Errors
    /// Where no record is served.
    pub(crate) fn draw(
        &self,
        shell: &Shell<'_>,
        version: u32,
        again: Option<&Again>,
        view: impl FnOnce(&Forms<'_>) -> View,
    ) -> Result<Response, Fault> {
        let office = self.office()?;
        let address = self.page.of(self.reference);
        let token = self.who.form_token.text();
        let forms = Forms {
            address: &address,
            token: &token,
            fresh: &|| Drawn::from_version(office, version),
            again: again.map(|again| (again, again.drawn(version))),
        };
        let view = view(&forms);
        let said = match self.who.worker.cases() {
            _ if again.is_some() => None,
            Some(Cases::Hers) => Said::of_hers(&self.uri),
            _ => Said::of(&self.uri),
        };
        let addresses: Vec<String> =
            shell.pages.iter().map(|(page, _)| page.of(self.reference)).collect();
        let pages: Vec<Link<'_>> = addresses
            .iter()
            .zip(shell.pages)
            .map(|(address, (_, words))| Link::new(address, words))
            .collect();
        let page = Page {
            heading: view.heading,
            subtitle: view.subtitle,
            content: html! {
                @if let Some(said) = said { (said.banner()) }
                @if let Some(again) = again {
                    (Form::new(&again.submission, &again.faults).summary())
                }
                (view.content)
            },
            faulty: again.is_some(),
            identity: Some(identity(&shell.identity)),
            side: Some(side_navigation("Pages of this case", &pages, &address)),
            ..Page::default()
        };
        let drawn = furniture::for_worker(&self.site, Some(&self.who), Some(CASES), &page);
        Ok(match again {
            Some(again) => (again.status(), drawn).into_response(),
            None => drawn,
        })
    }

    /// Where a form leads that is done.
    pub(crate) fn after(&self, said: Said, page: CasePage) -> Response {
        said.at(&page.of(self.reference)).into_response()
    }
}
