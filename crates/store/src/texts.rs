//! Names, notes and sealed parts: sealed on their way in, and opened by leave on one record.
//!
//! A text is found only through a wrap for the record, the organisation and the side that leave was
//! given for; what has none is simply not in the answer, like what was never written.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Act, Action, Effect, Facts, Kind, Permitted, Scope, act};
use pathway::{NarrativeId, OrganisationId, PersonId, SealedPartId, SupportCaseId};
use uuid::Uuid;

use crate::Store;
use crate::cases::Listed;
use crate::database::Columns;
use crate::fault::Fault;
use crate::keys::{
    Ciphertext, DataKey, Details, KeyFault, KeyRing, Narrative, Side, Subject, Wrap,
};
use crate::relations::Restricts;
use crate::sql::{Sql, padded};

/// Whose the seal is, as a holder of texts: what a referral says of her is sealed for it alone.
pub const SEAL: (OrganisationId, Side) = (KeyRing::SEAL, Side::Sealed);

/// Ids in one query; lists and cases have far fewer.
const MOST_IDS: usize = 1_000;

/// Why texts were neither sealed nor opened.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NotRead {
    /// The leave that was given is not of the side that the record is on, or of another record.
    #[error("leave to {} opens no text here", .0.name())]
    NotAllowed(Action),
    /// A key lacks, or what is stored does not open.
    #[error(transparent)]
    Keys(#[from] KeyFault),
    /// The database did not answer, or did not take a new key.
    #[error(transparent)]
    Unavailable(#[from] Fault),
}

/// What a referral says of her, open: held while it crosses, and shown to nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedPart {
    /// The part itself, as casework wrote it.
    pub text: Narrative,
    /// The people whose details were sealed with it.
    pub people: HashMap<PersonId, Details>,
}

/// A text as it was found: by which wrap, and sealed.
struct Found {
    wrap: Wrap,
    sealed: Ciphertext,
}

/// Whether leave for an action opens the texts of its record: to read it or change it, but neither
/// to list nor to guard it, and of no other kind than these.
pub(crate) const fn opens(action: Action) -> bool {
    let kind = matches!(action.kind(), Kind::Referral | Kind::Case | Kind::SupportCase);
    let lists = matches!(
        action,
        Action::ListReferrals
            | Action::SearchReferrals
            | Action::ListCases
            | Action::SearchCases
            | Action::SuggestDuplicates
            | Action::ListSupportCases
            | Action::SearchSupportCases
            | Action::SuggestSupportDuplicates
    );
    kind && !lists && !matches!(action.effect(), Effect::Guards)
}

impl Store {
    /// The details of people of the permitted record, in one query. An action that opens no text
    /// does not compile.
    ///
    /// # Errors
    /// When the database fails, or a text does not open.
    pub async fn people<A: Act>(
        &self,
        permitted: &Permitted<A>,
        people: &[PersonId],
    ) -> Result<HashMap<PersonId, Details>, NotRead> {
        let subjects: Vec<Subject> = people.iter().copied().map(Subject::Person).collect();
        let mut opened = HashMap::with_capacity(people.len());
        for (found, key) in self.opened(permitted, &subjects).await? {
            if let Subject::Person(person) = found.wrap.subject {
                let details = Details::open(&key, person, &found.sealed).map_err(KeyFault::from)?;
                opened.insert(person, details);
            }
        }
        Ok(opened)
    }

    /// Narratives of the permitted record, in one query. An action that opens no text does not
    /// compile.
    ///
    /// # Errors
    /// When the database fails, or a text does not open.
    pub async fn narratives<A: Act>(
        &self,
        permitted: &Permitted<A>,
        narratives: &[NarrativeId],
    ) -> Result<HashMap<NarrativeId, Narrative>, NotRead> {
        let subjects: Vec<Subject> = narratives.iter().copied().map(Subject::Narrative).collect();
        let mut opened = HashMap::with_capacity(narratives.len());
        for (found, key) in self.opened(permitted, &subjects).await? {
            if let Subject::Narrative(id) = found.wrap.subject {
                let text = Narrative::open(&key, id, &found.sealed).map_err(KeyFault::from)?;
                opened.insert(id, text);
            }
        }
        Ok(opened)
    }

    /// Parts of referrals that were given to the permitted support case, in one query.
    ///
    /// # Errors
    /// When the database fails, or a text does not open.
    pub async fn given_parts<A: Act>(
        &self,
        permitted: &Permitted<A>,
        parts: &[SealedPartId],
    ) -> Result<HashMap<SealedPartId, Narrative>, NotRead> {
        let subjects: Vec<Subject> = parts.iter().copied().map(Subject::SealedPart).collect();
        let mut opened = HashMap::with_capacity(parts.len());
        for (found, key) in self.opened(permitted, &subjects).await? {
            if let Subject::SealedPart(part) = found.wrap.subject {
                opened.insert(part, part_text(&found, &key)?);
            }
        }
        Ok(opened)
    }

    /// The people whose cases a list shows, in one query. Those of restricted cases are left out
    /// where the worker has not broken the glass.
    ///
    /// # Errors
    /// When the database fails, or a text does not open.
    pub async fn people_of(
        &self,
        scope: &Scope,
        listed: &[Listed],
    ) -> Result<HashMap<PersonId, Arc<Details>>, NotRead> {
        let shown = |facts: &Facts| !facts.restricted || facts.glass_broken;
        let of: HashMap<(Uuid, PersonId), &Facts> = listed
            .iter()
            .filter(|one| shown(&one.facts) && scope.holds(&one.facts))
            .filter_map(|one| Some(((one.envelope.id, one.person?), &one.facts)))
            .collect();
        let side = scope.kind().side().and_then(Side::of);
        let Some(side) = side else { return Ok(HashMap::new()) };
        let whose: Vec<(Uuid, PersonId)> = of.keys().copied().collect();
        let mut opened = HashMap::with_capacity(whose.len());
        for some in whose.chunks(MOST_IDS) {
            let sql = of_cases(some, scope.organisation(), side);
            let read = self.read(sql, |columns| found_or_none(columns, scope.organisation(), side));
            for found in read.await?.into_iter().flatten() {
                let Subject::Person(person) = found.wrap.subject else { continue };
                let Some(facts) = of.get(&(found.wrap.record, person)) else { continue };
                let open = || self.keys().listed(scope, facts, &found.wrap, &found.sealed);
                opened.insert(person, self.with_fresh_keys(open).await?);
            }
        }
        Ok(opened)
    }

    /// Opens what a referral says of her, for what crosses: to index her on the side that she is
    /// given to. None where there is no such part.
    ///
    /// # Errors
    /// When leave was given for another part, the database fails, or a text does not open.
    pub async fn open_sealed(
        &self,
        permitted: &Permitted<act::OpenSealedPart>,
        part: SealedPartId,
    ) -> Result<Option<OpenedPart>, NotRead> {
        let mut text = None;
        let mut people = HashMap::new();
        for found in self.sealed_with(permitted, part).await? {
            let unwrap = || self.keys().unwrap(permitted, &found.wrap);
            let key = self.with_fresh_keys(unwrap).await?;
            match found.wrap.subject {
                Subject::SealedPart(_) => text = Some(part_text(&found, &key)?),
                Subject::Person(person) => {
                    let details =
                        Details::open(&key, person, &found.sealed).map_err(KeyFault::from)?;
                    people.insert(person, details);
                }
                _ => {}
            }
        }
        Ok(text.map(|text| OpenedPart { text, people }))
    }

    /// Gives the part, and every text that was sealed with it, to one provider of support, to be
    /// read through one support case. The wraps are written by
    /// [`Change::wraps`](crate::Change::wraps) with leave to cross to that support case.
    ///
    /// # Errors
    /// When leave was given for another part, the database fails, or a key does not open.
    pub async fn give_sealed(
        &self,
        permitted: &Permitted<act::OpenSealedPart>,
        part: SealedPartId,
        provider: OrganisationId,
        support_case: SupportCaseId,
    ) -> Result<Vec<Wrap>, NotRead> {
        let holder = (provider, Side::Support);
        self.ready(permitted, &[holder]).await?;
        let mut given = Vec::new();
        for found in self.sealed_with(permitted, part).await? {
            let unwrap = || self.keys().unwrap(permitted, &found.wrap);
            let key = self.with_fresh_keys(unwrap).await?;
            let (subject, record) = (found.wrap.subject, support_case.uuid());
            given.push(self.keys().wrap(&key, subject, record, holder, self.surroundings())?);
        }
        Ok(given)
    }

    /// Seals a person's details with a fresh data key, given to each holder to be read through the
    /// permitted record. To change details that stand, see [`Self::seal_person_again`].
    ///
    /// # Errors
    /// When a holder's first key cannot be written.
    pub async fn seal_person<A: Act>(
        &self,
        permitted: &Permitted<A>,
        person: PersonId,
        details: &Details,
        holders: &[(OrganisationId, Side)],
    ) -> Result<(Ciphertext, Vec<Wrap>), NotRead> {
        let key = DataKey::random(self.surroundings());
        let wraps = self.wrapped(permitted, &key, Subject::Person(person), holders).await?;
        Ok((details.seal(&key, person, self.surroundings()), wraps))
    }

    /// Seals changed details of a person with the data key that all their holders have already, so
    /// that no wrap changes. None where the permitted holds no key to them.
    ///
    /// # Errors
    /// When the database fails, or the key does not open.
    pub async fn seal_person_again<A: Act>(
        &self,
        permitted: &Permitted<A>,
        person: PersonId,
        details: &Details,
    ) -> Result<Option<Ciphertext>, NotRead> {
        let stands = self.opened(permitted, &[Subject::Person(person)]).await?.pop();
        Ok(stands.map(|(_, key)| details.seal(&key, person, self.surroundings())))
    }

    /// Seals a narrative with a fresh data key, given to each holder to be read through the
    /// permitted record.
    ///
    /// # Errors
    /// When a holder's first key cannot be written.
    pub async fn seal_narrative<A: Act>(
        &self,
        permitted: &Permitted<A>,
        narrative: NarrativeId,
        text: &Narrative,
        holders: &[(OrganisationId, Side)],
    ) -> Result<(Ciphertext, Vec<Wrap>), NotRead> {
        let key = DataKey::random(self.surroundings());
        let wraps = self.wrapped(permitted, &key, Subject::Narrative(narrative), holders).await?;
        Ok((text.seal(&key, narrative, self.surroundings()), wraps))
    }

    /// Seals what a referral says of her for nobody but the seal. Her details are sealed with it by
    /// [`Self::seal_person`] with leave for the part, for [`SEAL`].
    ///
    /// # Errors
    /// When leave was given for another record than the part.
    pub async fn seal_part<A: Act>(
        &self,
        permitted: &Permitted<A>,
        part: SealedPartId,
        text: &Narrative,
    ) -> Result<(Ciphertext, Vec<Wrap>), NotRead> {
        if permitted.kind() != Kind::SealedPart || permitted.record() != part.uuid() {
            return Err(NotRead::NotAllowed(A::ACTION));
        }
        let key = DataKey::random(self.surroundings());
        let subject = Subject::SealedPart(part);
        let wraps = self.wrapped(permitted, &key, subject, &[SEAL]).await?;
        let sealed = key.seal(subject, text.text().as_bytes(), self.surroundings());
        Ok((sealed, wraps))
    }

    /// Gives a text of the permitted record that stands to further holders, to be read through the
    /// same record: what a transfer to another provider comes to. Empty where the permitted holds
    /// no key to it.
    ///
    /// # Errors
    /// When the database fails, or a key does not open or cannot be written.
    pub async fn give<A: Act>(
        &self,
        permitted: &Permitted<A>,
        subjects: &[Subject],
        holders: &[(OrganisationId, Side)],
    ) -> Result<Vec<Wrap>, NotRead> {
        let mut given = Vec::new();
        for (found, key) in self.opened(permitted, subjects).await? {
            given.extend(self.wrapped(permitted, &key, found.wrap.subject, holders).await?);
        }
        Ok(given)
    }

    /// The reasons that were given for opening the permitted record, for whoever guards it: nothing
    /// else of it is opened.
    pub(crate) async fn reasons<A: Restricts>(
        &self,
        permitted: &Permitted<A>,
        reasons: &[NarrativeId],
    ) -> Result<HashMap<NarrativeId, Narrative>, NotRead> {
        let subjects: Vec<Subject> = reasons.iter().copied().map(Subject::Narrative).collect();
        let mut opened = HashMap::with_capacity(reasons.len());
        for (found, key) in self.found_by(permitted, &subjects).await? {
            if let Subject::Narrative(id) = found.wrap.subject {
                let text = Narrative::open(&key, id, &found.sealed).map_err(KeyFault::from)?;
                opened.insert(id, text);
            }
        }
        Ok(opened)
    }

    /// What is found of some texts through the permitted record, with the data keys.
    async fn opened<A: Act>(
        &self,
        permitted: &Permitted<A>,
        subjects: &[Subject],
    ) -> Result<Vec<(Found, DataKey)>, NotRead> {
        const { assert!(opens(A::ACTION), "leave for this action opens no text") };
        self.found_by(permitted, subjects).await
    }

    async fn found_by<A: Act>(
        &self,
        permitted: &Permitted<A>,
        subjects: &[Subject],
    ) -> Result<Vec<(Found, DataKey)>, NotRead> {
        let side = side_of(permitted)?;
        let ids: Vec<Uuid> = subjects.iter().map(|subject| subject.uuid()).collect();
        let mut opened = Vec::with_capacity(ids.len());
        for some in ids.chunks(MOST_IDS) {
            let mut sql = select(permitted.organisation(), side);
            sql.push(" AND wraps.record = ").bind(permitted.record());
            sql.push(" AND wraps.subject IN (").bind_all(padded(some)).push(")");
            for found in self.read_texts(sql, permitted.organisation(), side).await? {
                let unwrap = || self.keys().unwrap(permitted, &found.wrap);
                let key = self.with_fresh_keys(unwrap).await?;
                opened.push((found, key));
            }
        }
        Ok(opened)
    }

    /// All that was sealed through one part.
    async fn sealed_with(
        &self,
        permitted: &Permitted<act::OpenSealedPart>,
        part: SealedPartId,
    ) -> Result<Vec<Found>, NotRead> {
        if permitted.record() != part.uuid() {
            return Err(NotRead::NotAllowed(Action::OpenSealedPart));
        }
        let (organisation, side) = SEAL;
        let mut sql = select(organisation, side);
        sql.push(" AND wraps.record = ").bind(part.uuid());
        Ok(self.read_texts(sql, organisation, side).await?)
    }

    async fn read_texts(
        &self,
        sql: Sql,
        organisation: OrganisationId,
        side: Side,
    ) -> Result<Vec<Found>, Fault> {
        self.read(sql, |columns| found(columns, organisation, side)).await
    }

    /// Wraps a data key for each holder, whose first key is made where there is none.
    async fn wrapped<A: Act>(
        &self,
        permitted: &Permitted<A>,
        key: &DataKey,
        subject: Subject,
        holders: &[(OrganisationId, Side)],
    ) -> Result<Vec<Wrap>, NotRead> {
        self.ready(permitted, holders).await?;
        let wrap = |holder: &(OrganisationId, Side)| {
            self.keys().wrap(key, subject, permitted.record(), *holder, self.surroundings())
        };
        Ok(holders.iter().map(wrap).collect::<Result<_, _>>()?)
    }
}

/// The side whose keys open the permitted record. Somebody who holds roles on two sides opens with
/// the keys of the side on which leave was given, and that has to be the record's own.
fn side_of<A: Act>(permitted: &Permitted<A>) -> Result<Side, NotRead> {
    let own = permitted.kind().side().filter(|side| permitted.side() == Some(*side));
    own.and_then(Side::of).ok_or(NotRead::NotAllowed(A::ACTION))
}

fn part_text(found: &Found, key: &DataKey) -> Result<Narrative, NotRead> {
    let plain = key.open(found.wrap.subject, &found.sealed).map_err(KeyFault::from)?;
    let text = std::str::from_utf8(&plain).map_err(|_| KeyFault::from(crate::keys::Foreign))?;
    Ok(Narrative::new(text))
}

/// Who cases are of. Each case names its one person, so that one wrap is looked for and not those
/// of every person with every case. The joins are outer ones: of inner ones SQLite would look
/// through all that an organisation holds for those that are listed.
pub(crate) fn of_cases(
    cases: &[(Uuid, PersonId)],
    organisation: OrganisationId,
    side: Side,
) -> Sql {
    let mut sql = Sql::new(COLUMNS);
    sql.push(" FROM (VALUES ");
    // To a power of two by what is nowhere, so that few statements are prepared.
    for place in 0..cases.len().next_power_of_two() {
        let case = cases.get(place);
        sql.push(if place == 0 { "(" } else { ", (" });
        sql.bind(case.map(|(_, person)| person.uuid())).push(", ");
        sql.bind(case.map(|(record, _)| *record)).push(")");
    }
    sql.push(
        ") AS listed LEFT JOIN wraps ON wraps.subject = listed.column1 \
         AND wraps.record = listed.column2 AND wraps.organisation = ",
    );
    sql.bind(organisation.uuid()).push(" AND wraps.side = ").bind(i64::from(side.code()));
    sql.push(" LEFT JOIN texts ON texts.id = wraps.subject");
    sql
}

const COLUMNS: &str = "SELECT wraps.subject, wraps.kind, wraps.record, wraps.version, \
                       wraps.wrapped, texts.ciphertext";

fn select(organisation: OrganisationId, side: Side) -> Sql {
    let mut sql = Sql::new(COLUMNS);
    sql.push(" FROM wraps JOIN texts ON texts.id = wraps.subject WHERE wraps.organisation = ");
    sql.bind(organisation.uuid()).push(" AND wraps.side = ").bind(i64::from(side.code()));
    sql
}

/// [`found`], of a row that may have found nothing.
fn found_or_none(
    columns: &mut Columns<'_>,
    organisation: OrganisationId,
    side: Side,
) -> Result<Option<Found>, Fault> {
    let mut ahead = columns.clone();
    ahead.skip(5);
    let is_there = ahead.take::<Option<Vec<u8>>>()?.is_some();
    is_there.then(|| found(columns, organisation, side)).transpose()
}

fn found(
    columns: &mut Columns<'_>,
    organisation: OrganisationId,
    side: Side,
) -> Result<Found, Fault> {
    let id: Uuid = columns.take()?;
    let subject = Subject::stored(columns.number()?, id)
        .ok_or_else(|| Fault::Foreign("a row of the table wraps".to_owned()))?;
    let (record, version) = (columns.take()?, columns.number()?);
    let wrapped = Ciphertext::of(columns.take()?);
    let wrap = Wrap { subject, record, organisation, side, version, wrapped };
    Ok(Found { wrap, sealed: Ciphertext::of(columns.take()?) })
}
