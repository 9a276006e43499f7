//! Looking cases up by a name, a number or a reference, on one's own side alone.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Kind, Scope, act, scope};
use jiff::civil::Date;
use pathway::{PersonId, Reference};
use store::Listed;
use store::audit::Outcome;
use store::keys::index::Searched;
use store::keys::{DateOfBirth, Details, Name, Secret};

use crate::fault::Fault;
use crate::office::Acting;

/// What somebody looks for.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// A name, whole or in part, a telephone number, or a reference.
    pub words: String,
    /// A date of birth.
    pub date_of_birth: Option<Date>,
}

impl std::fmt::Debug for Sought {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sought(hidden)")
    }
}

/// What was found, the likest first. Names are revealed by the scope that it carries.
#[derive(Debug)]
pub struct Found {
    /// By which names are revealed.
    pub scope: Scope,
    /// The cases.
    pub cases: Vec<Listed>,
    /// Who they are of; none of a restricted case.
    pub people: HashMap<PersonId, Arc<Details>>,
}

impl Acting<'_> {
    /// Cases of the worker's own side that are like what is sought. What was sought is kept in the
    /// audit, sealed.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn search(&self, sought: &Sought) -> Result<Found, Fault> {
        let actor = &self.worker.actor;
        let his = scope(actor, act::SearchCases);
        let hers = scope(actor, act::SearchSupportCases);
        // Nobody holds two sides.
        let scope = if his.clauses().is_empty() { hers } else { his };
        let cases = match sought.words.parse::<Reference>() {
            Ok(reference) => self.store().find(&scope, reference).await?.into_iter().collect(),
            Err(_no_reference) => {
                let found = self.store().search(&scope, &searched(sought)).await?;
                found.into_iter().map(|(one, _)| one).collect::<Vec<_>>()
            }
        };
        let people = self.store().people_of(&scope, &cases).await?;
        let born = sought.date_of_birth.map(|day| day.to_string()).unwrap_or_default();
        let words = format!("{} {born}", sought.words);
        match scope.kind() {
            Kind::SupportCase => {
                self.note_searched::<act::SearchSupportCases>(&scope, words.trim()).await?;
            }
            _ => self.note_searched::<act::SearchCases>(&scope, words.trim()).await?,
        }
        Ok(Found { scope, cases, people })
    }

    async fn note_searched<A: access::Act>(&self, scope: &Scope, words: &str) -> Result<(), Fault> {
        let worker = self.worker.actor.worker();
        let mut line = store::Change::unnumbered(worker, self.worker.programme, self.office.now());
        let detail = self.store().seal_searched(&mut line, scope, words)?;
        let mut entry = self.entry::<A>(None, Outcome::Allowed);
        entry.detail = detail;
        line.audit(entry);
        self.store().commit(line).await.map(drop).map_err(Fault::from)
    }
}

fn searched(sought: &Sought) -> Searched {
    let digits = sought.words.chars().filter(char::is_ascii_digit).count();
    let letters = sought.words.chars().any(char::is_alphabetic);
    let phone = (digits >= 6 && !letters).then(|| Secret::new(sought.words.clone()));
    Searched {
        name: letters.then(|| Name::new(sought.words.clone())),
        date_of_birth: sought.date_of_birth.map(DateOfBirth::new),
        phone,
        postcode: (letters && digits > 0).then(|| Secret::new(sought.words.clone())),
    }
}
