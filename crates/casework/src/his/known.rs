//! Whether he is known already: cases that may be of the same man, among men's cases alone, what a
//! person said of each, and who may be told.

use std::sync::Arc;

use access::{Scope, act, scope};
use jiff::civil::Date;
use linkage::Likeness;
use pathway::codes::Answer;
use pathway::{CaseId, Reference};
use programme::Stage;
use programme::parts::Duplicates;
use store::audit::Outcome;
use store::keys::{Contact, ContactKind, DateOfBirth, Details, Name, Safe, Secret};
use store::{Listed, Newcomer, State};
use uuid::Uuid;

use crate::fault::Fault;
use crate::office::Acting;

/// New referrals that are held against all others whenever somebody looks at their day.
const MOST_NEW: usize = 5;

/// A case that may be of the same man.
#[derive(Debug)]
pub struct Alike {
    /// The case.
    pub listed: Listed,
    /// Who it is of; none of a restricted case.
    pub him: Option<Arc<Details>>,
    /// How alike the two are; none where a restricted case does not say.
    pub likeness: Option<Likeness>,
    /// What a person said of it before.
    pub compared: Option<Answer>,
}

impl Alike {
    /// Whether the case is over.
    pub fn is_over(&self) -> bool {
        Stage::from_code(&self.listed.state).is_some_and(Stage::is_over)
    }
}

/// Cases that may be of the same man, the likest first. Names are revealed by the scope.
#[derive(Debug)]
pub struct Alikes {
    /// By which names are revealed.
    pub scope: Scope,
    /// The cases.
    pub cases: Vec<Alike>,
    /// Whether something that he shares with very many was left out of the look.
    pub left_out: bool,
}

impl Alikes {
    /// Those of which nobody has said anything yet.
    pub fn unanswered(&self) -> impl Iterator<Item = &Alike> {
        self.cases.iter().filter(|one| one.compared.is_none())
    }
}

/// Who is being referred, as far as it was typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Described {
    /// First names.
    pub given: Option<String>,
    /// Last name.
    pub family: Option<String>,
    /// Other names.
    pub also_known_as: Option<String>,
    /// Date of birth.
    pub date_of_birth: Option<Date>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
}

/// A log that meets one shows nothing of what was typed.
impl std::fmt::Debug for Described {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Described(hidden)")
    }
}

impl From<&Described> for Details {
    fn from(him: &Described) -> Self {
        let name = |name: &Option<String>| name.clone().map(Name::new);
        let phone = him.phone.iter().map(|phone| Contact {
            kind: ContactKind::Phone,
            value: Secret::new(phone.clone()),
            safe_to_use: Safe::Unknown,
            when: None,
            words: None,
        });
        Self {
            given: name(&him.given),
            family: name(&him.family),
            aliases: name(&him.also_known_as).into_iter().collect(),
            date_of_birth: him.date_of_birth.map(DateOfBirth::new),
            contacts: phone.collect(),
            address: None,
            postcode: him.postcode.clone().map(Secret::new),
        }
    }
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Whether the worker is told that somebody may be known: by the grants. Whoever refers is not.
    pub fn may_suggest(&self) -> bool {
        self.may(act::SuggestDuplicates)
    }

    /// Cases that may be of a man who is being referred; none where the worker is not told, without
    /// a question to the record.
    pub async fn known_as(&self, him: &Described) -> Result<Option<Alikes>, Fault> {
        if !self.may_suggest() {
            return Ok(None);
        }
        let him = Details::from(him);
        let alikes = self.alike_to(&him, None, &[]).await?;
        self.note::<act::SuggestDuplicates>(None, Outcome::Allowed).await?;
        Ok(Some(alikes))
    }

    /// Cases that may be of the same man as one case, and those that were compared with it.
    pub async fn his_duplicates(&self, reference: Reference) -> Result<Alikes, Fault> {
        let (record, alikes) = self.alike_to_case(reference).await?;
        self.note::<act::SuggestDuplicates>(Some(record), Outcome::Allowed).await?;
        Ok(alikes)
    }

    /// Of some new referrals those that may be of somebody known, of which nobody has said so yet:
    /// the first few alone.
    pub(crate) async fn may_be_known(&self, new: &[Reference]) -> Result<Vec<Reference>, Fault> {
        let mut known = Vec::new();
        if !self.may_suggest() || new.is_empty() {
            return Ok(known);
        }
        for reference in new.iter().take(MOST_NEW) {
            match self.alike_to_case(*reference).await {
                Ok((_, alikes)) if alikes.unanswered().next().is_some() => known.push(*reference),
                Ok(_) | Err(Fault::NotFound | Fault::Restricted(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        self.note::<act::SuggestDuplicates>(None, Outcome::Allowed).await?;
        Ok(known)
    }

    async fn alike_to_case(&self, reference: Reference) -> Result<(Uuid, Alikes), Fault> {
        let (permitted, listed) = self.leave(act::ResolveDuplicate, reference).await?;
        if let Some(there) = self.worker.within(listed.envelope.programme) {
            return Box::pin(self.office.acting(&there).alike_to_case(reference)).await;
        }
        let (standing, _) =
            self.standing::<programme::Case, _>(&permitted, listed.envelope).await?;
        let standing = standing.state.standing();
        let him = match standing.him {
            Some(him) => self.store().people(&permitted, &[him]).await?.remove(&him),
            None => None,
        };
        let compared: Vec<Uuid> = standing.compared.keys().map(|case| case.uuid()).collect();
        let him = him.unwrap_or_default();
        let mut alikes = self.alike_to(&him, Some(permitted.record()), &compared).await?;
        for one in &mut alikes.cases {
            one.compared = standing.compared.get(&CaseId::of(one.listed.envelope.id)).copied();
        }
        Ok((permitted.record(), alikes))
    }

    async fn alike_to(
        &self,
        him: &Details,
        own: Option<Uuid>,
        also: &[Uuid],
    ) -> Result<Alikes, Fault> {
        let scope = scope(&self.worker.actor, act::SuggestDuplicates);
        // Whoever works in two programmes is shown nothing of one by a case of the other.
        let new = Newcomer { programme: self.worker.programme, details: him, own, also };
        let found = self.store().suggested(&scope, &new).await?;
        let cases = found.cases.into_iter().map(|one| Alike {
            listed: one.listed,
            him: one.details,
            likeness: one.likeness,
            compared: None,
        });
        let left_out = !found.left_out.is_empty();
        Ok(Alikes { cases: cases.collect(), left_out, scope })
    }

    /// What the look for duplicates came to: the cases that a person said are of the same man.
    pub(super) async fn resolved(&self, reference: Reference) -> Result<Duplicates, Fault> {
        let alikes = self.his_duplicates(reference).await?;
        let same = alikes.cases.iter().filter(|alike| alike.compared == Some(Answer::Yes));
        let (over, live): (Vec<_>, Vec<_>) = same
            .map(|alike| (CaseId::of(alike.listed.envelope.id), alike.is_over()))
            .partition(|(_, over)| *over);
        Ok(match (live.first(), over.is_empty()) {
            (Some((live, _)), _) => Duplicates::Live(*live),
            (None, true) => Duplicates::None,
            (None, false) => Duplicates::Before(over.into_iter().map(|(case, _)| case).collect()),
        })
    }
}

/// Two cases are held together within one programme alone.
pub(super) fn of_one_programme(one: &Listed, other: &Listed) -> Result<(), Fault> {
    match one.envelope.programme == other.envelope.programme {
        true => Ok(()),
        false => Err(Fault::NotFound),
    }
}
