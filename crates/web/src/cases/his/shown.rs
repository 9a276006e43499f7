//! What every page of his case is drawn with, and what every form of one is done with.

use ::access::Act as Grant;
use axum::response::Response;
use casework::his::HisCase;
use casework::people::{Details, Safe};
use casework::signing_in::SignedIn;
use casework::{Acting, Office};
use components::{Faults, Form, Frame, Identity, SafeContact, Submission, Weight, button, form};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use maud::{Markup, html};
use pathway::Reference;
use programme::{Act, Standing, Version};

use super::super::shell::{Again, Shell, View};
use super::super::{Asked, CasePage};
use crate::faults::Fault;
use crate::ground::Drawn;

/// The hidden field that says which form of a page was sent.
pub(super) const ACT: &str = "act";
/// The hidden field that says what of the case a form is about: the number of an entry.
pub(super) const ABOUT: &str = "about";

/// A page of his case on its way.
pub(super) struct Shown<'a> {
    pub asked: &'a Asked,
    pub office: &'a Office,
    pub case: HisCase,
    /// The form that comes back, where one does.
    pub again: Option<&'a Again>,
}

/// A form of his case that is to be done.
pub(super) struct Doing<'a> {
    pub office: &'a Office,
    pub who: &'a SignedIn,
    pub reference: Reference,
    pub form: casework::Sent,
    pub typed: &'a Submission,
}

/// Why a form was not done.
pub(super) enum NotDone {
    /// Something is wrong with what was typed.
    Faulty(Faults),
    /// The record does not do it.
    Not(casework::Fault),
}

impl From<Faults> for NotDone {
    fn from(faults: Faults) -> Self {
        Self::Faulty(faults)
    }
}

impl From<casework::Fault> for NotDone {
    fn from(fault: casework::Fault) -> Self {
        Self::Not(fault)
    }
}

impl<'a> Doing<'a> {
    pub(super) fn acting(&self) -> Acting<'a> {
        self.office.acting(&self.who.worker)
    }
    pub(super) fn today(&self) -> Date {
        pathway::london_day(self.office.now())
    }
    /// Which form of the page it is.
    pub(super) fn act(&self) -> &str {
        self.typed.typed(ACT).unwrap_or_default()
    }
    /// The entry that it is about.
    pub(super) fn about(&self) -> Result<Version, NotDone> {
        let about = self.typed.typed(ABOUT).and_then(|about| about.parse().ok());
        about.ok_or(NotDone::Not(casework::Fault::NotFound))
    }
}

/// No form of the page has such a name.
pub(super) fn no_such_form() -> NotDone {
    NotDone::Not(casework::Fault::NotFound)
}

impl Shown<'_> {
    pub(super) fn acting(&self) -> Acting<'_> {
        self.office.acting(&self.asked.who.worker)
    }
    pub(super) fn standing(&self) -> &Standing {
        self.case.case.standing()
    }
    pub(super) fn now(&self) -> Timestamp {
        self.office.now()
    }
    pub(super) fn address(&self, page: CasePage) -> String {
        page.of(self.asked.reference)
    }
    /// Whether the worker may do something by the grants, and the case is where it can be done.
    pub(super) fn may<A: Grant>(&self, grant: A, act: Act) -> bool {
        self.granted(grant) && programme::can(&self.case.case, act).is_ok()
    }
    pub(super) fn granted<A: Grant>(&self, grant: A) -> bool {
        self.acting().may_to_his(grant, &self.case)
    }
    /// Which form of the page was sent or is asked for; empty for the page's own first.
    pub(super) fn act(&self) -> &str {
        self.typed(ACT).or_else(|| self.asked_for(ACT)).unwrap_or_default()
    }
    /// The entry that the form is about.
    pub(super) fn about(&self) -> Option<Version> {
        let about = self.typed(ABOUT).or_else(|| self.asked_for(ABOUT));
        about.and_then(|about| about.parse().ok())
    }
    /// What was typed in the form that comes back.
    pub(super) fn typed(&self, name: &str) -> Option<&str> {
        self.again.and_then(|again| again.form().submission.typed(name))
    }
    /// The same as it was written: a reference.
    pub(super) fn asked_about(&self) -> Option<&str> {
        self.asked_for(ABOUT)
    }
    fn asked_for(&self, name: &str) -> Option<&str> {
        let query = self.asked.uri.query()?;
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find_map(|(key, value)| (key == name).then_some(value))
    }
    /// The form that was sent, with what is wrong with it; a fresh one where another was.
    pub(super) fn form(&self, act: &str) -> Form<'_> {
        match self.again.filter(|again| again.is(act)) {
            Some(again) => again.form(),
            None => Form::fresh(&EMPTY),
        }
    }
    /// A form of the page with its fields and its one button.
    pub(super) fn framed(&self, act: &str, fields: &Markup, press: &str) -> Markup {
        self.weighed(act, None, fields, press, Weight::Primary)
    }
    /// The same about one entry.
    pub(super) fn framed_about(
        &self,
        act: &str,
        about: Version,
        fields: &Markup,
        press: &str,
    ) -> Markup {
        self.weighed(act, Some(about.to_string()), fields, press, Weight::Primary)
    }
    /// The same about anything, with a button of any weight.
    pub(super) fn weighed(
        &self,
        act: &str,
        about: Option<String>,
        fields: &Markup,
        press: &str,
        weight: Weight,
    ) -> Markup {
        let token = self.asked.who.form_token.text();
        let action = self.address(self.asked.page);
        // Each form of a page is one of its own: sent one after the other, each is done.
        let version = self.case.version;
        let back =
            self.again.filter(|again| again.is(act) && self.typed(ABOUT) == about.as_deref());
        let drawn = back.map(|again| again.drawn(version));
        let drawn = drawn.unwrap_or_else(|| Drawn::from_version(self.office, version));
        let command = drawn.text();
        let frame = Frame { action: &action, token: &token, command: &command, draft: None };
        form(
            &frame,
            &html! {
                input type="hidden" name=(ACT) value=(act);
                @if let Some(about) = about { input type="hidden" name=(ABOUT) value=(about); }
                (fields)
                (button(press, weight))
            },
        )
    }
    /// A link to another form of this page.
    pub(super) fn other(&self, act: &str, about: Option<Version>) -> String {
        let page = self.address(self.asked.page);
        match about {
            Some(about) => format!("{page}?{ACT}={act}&{ABOUT}={about}"),
            None => format!("{page}?{ACT}={act}"),
        }
    }

    /// The whole page.
    pub(super) fn page(&self, content: Markup) -> Result<Response, Fault> {
        let standing = self.standing();
        let name = self.name();
        let reference = self.asked.reference.to_string();
        let risk = standing.risk.map(|risk| {
            let level = crate::coded::words(pathway::codes::RiskLevel::from(risk));
            format!("{level} risk")
        });
        let area = standing.area.as_ref().map(|area| area.name().to_owned());
        let restricted = self.case.listed.facts.restricted.then(|| "Restricted".to_owned());
        let facts: Vec<String> = area.into_iter().chain(risk).chain(restricted).collect();
        let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
        let contact = self.case.him.as_ref().and_then(|him| contact_words(him, &self.case));
        let whose = Identity {
            name: name.as_deref(),
            reference: &reference,
            facts: &facts,
            contact: contact
                .as_ref()
                .map(|(words, careful)| SafeContact { words, careful: *careful }),
        };
        let pages = PAGES.map(|page| (page, heading(page)));
        let shell = Shell { identity: whose, pages: &pages };
        let heading = heading(self.asked.page);
        self.asked.draw(&shell, self.case.version, self.again, |_| View {
            heading,
            subtitle: None,
            content,
        })
    }

    /// His name, for those who may read it.
    pub(super) fn name(&self) -> Option<String> {
        let him = self.case.him.as_ref()?;
        let parts = [him.given.as_ref(), him.family.as_ref()];
        let parts: Vec<&str> =
            parts.into_iter().flatten().map(|part| part.reveal(&self.case.permitted)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

static EMPTY: std::sync::LazyLock<Submission> = std::sync::LazyLock::new(Submission::default);

/// The pages of his case, in the order of the work.
const PAGES: [CasePage; 16] = [
    CasePage::Overview,
    CasePage::Timeline,
    CasePage::People,
    CasePage::Allocation,
    CasePage::Contact,
    CasePage::Appointments,
    CasePage::Assessment,
    CasePage::Decision,
    CasePage::Discussion,
    CasePage::Consent,
    CasePage::Start,
    CasePage::Sessions,
    CasePage::Risk,
    CasePage::Notes,
    CasePage::End,
    CasePage::Access,
];

/// What a page is called.
pub(super) const fn heading(page: CasePage) -> &'static str {
    match page {
        CasePage::Overview => "Overview",
        CasePage::Timeline => "Timeline",
        CasePage::People => "People",
        CasePage::Allocation => "Screening and allocation",
        CasePage::Contact => "Contact",
        CasePage::Appointments => "Appointments",
        CasePage::Assessment => "Assessment",
        CasePage::Consent => "Consent",
        CasePage::Discussion => "Case discussion",
        CasePage::Decision => "Outcome of the assessment",
        CasePage::Start => "Place and first session",
        CasePage::Sessions => "Sessions",
        CasePage::Risk => "Risk",
        CasePage::Notes => "Notes",
        CasePage::News => "News",
        CasePage::End => "Closing and leaving",
        CasePage::Access => "Who may see this case",
    }
}

/// A day and a time of day as a moment; now where both are left empty.
pub(super) fn moment(
    day: Option<Date>,
    time: Option<jiff::civil::Time>,
    now: Timestamp,
) -> Timestamp {
    match (day, time) {
        (None, None) => now,
        (day, time) => {
            let clock = pathway::london_clock(now);
            let day = day.unwrap_or_else(|| clock.date());
            let time = time.unwrap_or_else(|| clock.time());
            pathway::london_moment_of(DateTime::from_parts(day, time))
        }
    }
}

/// How he may be reached, and whether wrong contact can hurt.
fn contact_words(him: &Details, case: &HisCase) -> Option<(String, bool)> {
    let first = him.contacts.first()?;
    if let Some(when) = &first.when {
        return Some((when.reveal(&case.permitted).to_owned(), first.safe_to_use != Safe::Yes));
    }
    match first.safe_to_use {
        Safe::Yes => None,
        Safe::No => Some(("Do not use his number".to_owned(), true)),
        Safe::Unknown => Some(("Ask whether it is safe to ring".to_owned(), true)),
    }
}
