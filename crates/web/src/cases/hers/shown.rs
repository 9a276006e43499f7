//! Her case with what its pages say of it: names, texts, what is due.

use std::collections::HashMap;

use axum::http::Uri;
use axum::response::Response;
use casework::hers::{Allowed, Colleague, HerCase, Texts};
use components::{Identity, SafeContact};
use jiff::Timestamp;
use pathway::codes::Code;
use pathway::{CaseId, NarrativeId, Reference, WorkerId, london_day};
use support::codes::{Form, GivenBy};
use support::facts::Number;
use support::{Act, Due, What};

use super::super::shell::{Again, Forms, Shell, View};
use super::super::{Asked, CasePage};
use super::{PAGES, words};
use crate::faults::Fault;
use crate::furniture::day;

/// Her case as its pages show it.
pub(super) struct Shown {
    pub reference: Reference,
    pub her: HerCase,
    /// Who did what, by name.
    pub names: HashMap<WorkerId, String>,
    /// The texts that the page asks for.
    pub texts: Texts,
    /// To whom work can be given.
    pub colleagues: Vec<Colleague>,
    pub allowed: Allowed,
    pub next: Option<Act>,
    pub due: Vec<Due>,
    /// The form of her consent that his starting asks for.
    pub asked_of_her: Form,
    /// The most that a DASH comes to, and from where on the case belongs at the MARAC.
    pub dash: Option<(u16, u16)>,
    /// The entry that the address asks for.
    pub about: Option<Number>,
    pub now: Timestamp,
}

/// The instrument whose thresholds the rules know.
pub(super) const DASH: &str = "dash";

fn about(uri: &Uri) -> Option<Number> {
    let asked = uri.query()?.split('&').find_map(|pair| pair.strip_prefix("about="))?;
    asked.parse().ok()
}

/// A case of his that hers answers.
pub(super) struct Linked<'a> {
    pub id: CaseId,
    /// What a form sends for it.
    pub value: String,
    /// What it is called.
    pub called: String,
    pub his: &'a support::case::His,
}

impl Shown {
    /// Reads what the page needs.
    pub(super) async fn read(asked: &Asked) -> Result<Self, Fault> {
        let office = asked.office()?;
        let acting = office.acting(&asked.who.worker);
        let her = acting.her_case(asked.reference).await?;
        let names = acting.names_in_her_case(&her).await?;
        let wanted = words::texts(asked.page, &her.case);
        let texts = match wanted.is_empty() {
            true => Texts::default(),
            false => acting.her_texts(asked.reference, &wanted).await?,
        };
        let colleagues = match asked.page {
            CasePage::Allocation => {
                acting.support_colleagues(her.listed.facts.area.as_ref()).await?
            }
            CasePage::Discussion | CasePage::Appointments => {
                acting.support_colleagues(None).await?
            }
            _ => Vec::new(),
        };
        let (rules, today) = (office.support_rules(), london_day(office.now()));
        Ok(Self {
            reference: asked.reference,
            names,
            texts,
            colleagues,
            allowed: acting.allowed_in_her_case(&her),
            next: acting.her_next_act(&her.case),
            due: acting.her_clocks(&her.case),
            asked_of_her: acting.consent_asked_of_her(),
            dash: rules.most_score(today, DASH).zip(rules.marac_score(today, DASH)),
            about: about(&asked.uri),
            now: office.now(),
            her,
        })
    }

    /// Draws one of the pages around what it says.
    pub(super) fn draw(
        &self,
        asked: &Asked,
        again: Option<&Again>,
        view: impl FnOnce(&Forms<'_>) -> View,
    ) -> Result<Response, Fault> {
        let name = self.name();
        let reference = self.reference.to_string();
        let facts = self.facts();
        let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
        let (words, careful) = self.safe_contact();
        let contact = SafeContact { words: &words, careful };
        let identity = Identity {
            name: name.as_deref(),
            reference: &reference,
            facts: &facts,
            contact: self.her.case.person.map(|_| contact),
        };
        asked.draw(&Shell { identity, pages: &PAGES }, self.her.version, again, view)
    }

    /// Her name.
    pub(super) fn name(&self) -> Option<String> {
        let her = self.her.her.as_ref()?;
        let parts = [&her.given, &her.family];
        let parts: Vec<&str> =
            parts.into_iter().flatten().map(|name| name.reveal(&self.her.permitted)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    fn facts(&self) -> Vec<String> {
        let case = &self.her.case;
        let area = case.area.as_ref().map(|area| area.name().to_owned());
        let risk = case.risks.last().and_then(|risk| {
            let judged = risk.judgement.as_ref().map(|judged| judged.risk).or(risk.band)?;
            Some(format!("{}, {}", words::risk(judged), day(london_day(risk.when))))
        });
        let marac = case.marac_since.map(|_| "For the MARAC".to_owned());
        [area, risk, marac].into_iter().flatten().collect()
    }

    /// How she may be reached, and whether that asks for care.
    pub(super) fn safe_contact(&self) -> (String, bool) {
        let case = &self.her.case;
        if !case.safe_ways.is_empty() {
            let ways: Vec<&str> = case.safe_ways.iter().map(|way| way.words()).collect();
            (format!("Safe: {}", ways.join(", ")), false)
        } else if self.unsafe_still() {
            ("No way is safe yet: he gave her contacts".to_owned(), true)
        } else {
            ("No way is verified as safe yet".to_owned(), true)
        }
    }

    /// Whether he gave her contacts, and the service has verified none of them yet.
    pub(super) fn unsafe_still(&self) -> bool {
        let case = &self.her.case;
        case.contacts_from == Some(GivenBy::Him) && case.safe_ways.is_empty()
    }

    /// The name of a worker, if they stand on this side.
    pub(super) fn who(&self, worker: WorkerId) -> &str {
        self.names.get(&worker).map_or("The programme", String::as_str)
    }

    /// A text of the case; a sentence where it is kept no more.
    pub(super) fn text(&self, id: NarrativeId) -> &str {
        self.texts.of(id).unwrap_or("This text is kept no more.")
    }

    /// The cases of his that hers answers.
    pub(super) fn linked(&self) -> Vec<Linked<'_>> {
        let case = &self.her.case;
        (1..)
            .zip(&case.his)
            .map(|(number, his)| Linked {
                id: his.case,
                value: format!("{number}"),
                called: self.his_name(his.case).unwrap_or_else(|| "his case".to_owned()),
                his,
            })
            .collect()
    }

    /// His name, as the referral that came with his case told it.
    pub(super) fn his_name(&self, his: CaseId) -> Option<String> {
        let part =
            self.her.case.entries().iter().rev().find_map(|entry| match &entry.made.what {
                What::Referred(referral) if referral.his == his => Some(referral.part),
                _ => None,
            })?;
        let told = self.her.referrals().into_iter().find(|(of, _)| *of == part)?;
        told.1.him.map(|(name, _)| name)
    }

    /// How a case of his is called in a sentence.
    pub(super) fn called(&self, his: CaseId) -> String {
        self.his_name(his).unwrap_or_else(|| "him".to_owned())
    }
}
