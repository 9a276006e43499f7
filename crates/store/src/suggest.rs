//! Who may be known already: candidates by keys of several values together, few rows each, held
//! against the new one in memory by what linkage compares and how it weighs it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use access::Scope;
use jiff::{SignedDuration, Timestamp};
use linkage::{Bearers, Comparison, Likeness, Person};
use pathway::ProgrammeId;
use uuid::Uuid;

use crate::Store;
use crate::cases::{self, Among, Listed};
use crate::keys::index::{self, COMPOUNDS, Field, Token};
use crate::keys::{ContactKind, DateOfBirth, Details, Name, Secret, Side};
use crate::sql::Sql;
use crate::texts::NotRead;

/// A key that more rows have than this is left out: it says too little for what it costs.
pub const MOST_OF_KEY: usize = 60;
/// Candidates that are held against the new one: those that share most.
const MOST_HELD: usize = 32;
/// Cases that are suggested at most.
const MOST_SUGGESTED: usize = 10;
/// Up to so many others with names that sound alike are counted.
const MOST_BEARERS: u32 = 2_000;
/// The least that a restricted case shares, whose details are not opened: one key of a few people.
const LEAST_RESTRICTED: u32 = 5;
/// How long a count of the cases of a side is good for: it is in the weights as an order of
/// magnitude.
const COUNTED_FOR: SignedDuration = SignedDuration::from_hours(1);

/// How many cases there were, by programme and side, and when they were counted.
pub(crate) type CasesCounted = HashMap<(ProgrammeId, Side), (Timestamp, u32)>;

/// Of whom it is asked whether they are known.
#[derive(Clone, Copy, Debug)]
pub struct Newcomer<'a> {
    /// In which programme: suggestions cross none.
    pub programme: ProgrammeId,
    /// Who.
    pub details: &'a Details,
    /// Their own case, where there is one already.
    pub own: Option<Uuid>,
    /// Cases that are held against them in any event: a person compared them before.
    pub also: &'a [Uuid],
}

/// A case that may be of the same person.
#[derive(Debug)]
pub struct Suggested {
    /// The case.
    pub listed: Listed,
    /// Who it is of; none of a restricted case.
    pub details: Option<Arc<Details>>,
    /// How alike the two are; none of a restricted case.
    pub likeness: Option<Likeness>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Suggestions {
    /// The cases, the likest first; restricted ones last.
    pub cases: Vec<Suggested>,
    /// Keys that so many share that they were left out.
    pub left_out: Vec<Field>,
}

/// How many others bear what the newcomer bears.
#[derive(Debug, Default)]
struct Borne {
    names: Option<u32>,
    postcode: Option<u32>,
    phones: Vec<(Token, u32)>,
}

impl Borne {
    /// The same of one of the numbers.
    fn of(&self, phone: Option<Token>) -> Bearers {
        let counted = self.phones.iter().find(|(token, _)| Some(*token) == phone);
        let phone = counted.map(|(_, count)| *count);
        Bearers { names: self.names, postcode: self.postcode, phone }
    }
}

/// A record that shares keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shares {
    says: u32,
    record: Uuid,
}

impl Store {
    /// Cases in the scope that may be of the person with these details, the likest first.
    /// Restricted ones are among them, without their names: who was referred again is known to
    /// whoever reads the referral.
    ///
    /// # Errors
    /// When the database fails, or a key that another server made does not open.
    pub async fn suggested(
        &self,
        scope: &Scope,
        new: &Newcomer<'_>,
    ) -> Result<Suggestions, NotRead> {
        let mut suggestions = Suggestions::default();
        let Some(side) = scope.kind().side().and_then(Side::of) else { return Ok(suggestions) };
        let within = scope.clauses().iter().any(|clause| clause.programme == new.programme);
        if !within {
            return Ok(suggestions);
        }
        let Some(key) = self.index_key(new.programme, side).await? else {
            return Ok(suggestions);
        };
        let mut tokens = index::sought(&key, new.details);
        let looked_for = tokens.len();
        // By a postcode alone nobody is suggested, but how many have it is counted.
        tokens.extend(index::of_postcode(&key, new.details));
        let met = self.met(new.programme, side, &tokens).await?;
        let bearers = self.bearers(new, side, &tokens, &met).await?;
        tokens.truncate(looked_for);
        let mut shares = BTreeMap::new();
        for (token, records) in tokens.iter().zip(&met) {
            if records.len() > MOST_OF_KEY {
                if !suggestions.left_out.contains(&token.field) {
                    suggestions.left_out.push(token.field);
                }
                continue;
            }
            for record in records.iter().filter(|record| Some(**record) != new.own) {
                shares.entry(*record).or_insert_with(Vec::new).push(token.field);
            }
        }
        let mut held: Vec<Shares> = shares
            .into_iter()
            .map(|(record, fields)| Shares { says: says(&fields), record })
            .collect();
        held.sort_unstable_by(|one, other| other.cmp(one));
        held.truncate(MOST_HELD);
        let also = new.also.iter().filter(|also| held.iter().all(|of| of.record != **also));
        let also: Vec<Shares> = also.map(|record| Shares { says: 0, record: *record }).collect();
        held.extend(also);
        let listed = self.listed_of(scope, &held, new.programme).await?;
        if listed.is_empty() {
            return Ok(suggestions);
        }
        let records = self.cases_counted(new.programme, side, scope).await?;
        let mut people = self.people_of(scope, &listed).await?;
        let mut cases: Vec<Suggested> = listed
            .into_iter()
            .map(|listed| {
                let details = listed.person.and_then(|person| people.remove(&person));
                Suggested { listed, details, likeness: None }
            })
            .collect();
        let bearing = |phone: &str| bearers.of(index::of_phone(&key, phone));
        hold(&Comparison::shipped(records), new.details, bearing, &mut cases);
        let compared = |one: &Suggested| new.also.contains(&one.listed.envelope.id);
        let shared = |one: &Suggested| {
            let says = held.iter().find(|of| of.record == one.listed.envelope.id);
            says.map_or(0, |of| of.says)
        };
        cases.retain(|one| {
            compared(one)
                || match &one.likeness {
                    Some(likeness) => likeness.chance().is_some(),
                    None => shared(one) >= LEAST_RESTRICTED,
                }
        });
        let weight = |one: &Suggested| one.likeness.map_or(f32::NEG_INFINITY, |like| like.weight);
        cases.sort_by(|one, other| {
            let by_weight = weight(other).total_cmp(&weight(one));
            by_weight.then(other.listed.envelope.id.cmp(&one.listed.envelope.id))
        });
        let mut place = 0;
        cases.retain(|one| {
            place += usize::from(!compared(one));
            compared(one) || place <= MOST_SUGGESTED
        });
        suggestions.cases = cases;
        Ok(suggestions)
    }

    /// Of each token the records that have it, one more than [`MOST_OF_KEY`] at most. One query.
    async fn met(
        &self,
        programme: ProgrammeId,
        side: Side,
        tokens: &[Token],
    ) -> Result<Vec<Vec<Uuid>>, NotRead> {
        let mut met = vec![Vec::new(); tokens.len()];
        if tokens.is_empty() {
            return Ok(met);
        }
        let mut sql = Sql::new("");
        for (place, token) in tokens.iter().enumerate() {
            let union = if place > 0 { " UNION ALL " } else { "" };
            sql.push(&format!(
                "{union}SELECT met.place, met.record FROM (SELECT CAST({place} AS BIGINT) AS place, \
                 record FROM blind_index WHERE programme = "
            ));
            one_key(&mut sql, programme, side, token);
            sql.push(&format!(" LIMIT {}) AS met", MOST_OF_KEY + 1));
        }
        let rows = self.read(sql, |row| Ok((row.number::<u32>()?, row.take::<Uuid>()?))).await?;
        for (place, record) in rows {
            if let Some(records) = met.get_mut(place as usize) {
                records.push(record);
            }
        }
        Ok(met)
    }

    /// How many others bear names that sound like both of the newcomer's, the postcode, and each of
    /// the numbers: of what many bear they are counted, up to a bound.
    async fn bearers(
        &self,
        new: &Newcomer<'_>,
        side: Side,
        tokens: &[Token],
        met: &[Vec<Uuid>],
    ) -> Result<Borne, NotRead> {
        let mut borne = Borne::default();
        for (token, records) in tokens.iter().zip(met) {
            if !matches!(token.field, Field::Names | Field::Postcode | Field::Phone) {
                continue;
            }
            let count = if records.len() > MOST_OF_KEY {
                let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT 1 AS one FROM blind_index ");
                sql.push("WHERE programme = ");
                one_key(&mut sql, new.programme, side, token);
                sql.push(&format!(" LIMIT {MOST_BEARERS}) AS counted"));
                self.read(sql, |row| row.number()).await?.pop().unwrap_or(0)
            } else {
                let others = records.iter().filter(|record| Some(**record) != new.own).count();
                u32::try_from(others).unwrap_or(MOST_BEARERS)
            };
            // The one who is held against them is not counted.
            let count = count.saturating_sub(1);
            match token.field {
                Field::Names => borne.names = borne.names.max(Some(count)),
                Field::Postcode => borne.postcode = Some(count),
                _ => borne.phones.push((*token, count)),
            }
        }
        Ok(borne)
    }

    async fn listed_of(
        &self,
        scope: &Scope,
        held: &[Shares],
        programme: ProgrammeId,
    ) -> Result<Vec<Listed>, NotRead> {
        let (Some(records), false) = (cases::records(scope.kind()), held.is_empty()) else {
            return Ok(Vec::new());
        };
        let ids: Vec<Uuid> = held.iter().map(|of| of.record).collect();
        let now = self.surroundings().now();
        let mut sql = cases::select_from(scope, records, now, Among::These(&ids));
        sql.push(&format!(" AND {}.programme = ", records.table)).bind(programme.uuid());
        Ok(self.read(sql, |row| cases::listed(row, scope.kind(), records)).await?)
    }

    /// About how many cases of a side the programme has.
    async fn cases_counted(
        &self,
        programme: ProgrammeId,
        side: Side,
        scope: &Scope,
    ) -> Result<u32, NotRead> {
        let now = self.surroundings().now();
        let kept = self.counted().get(&(programme, side)).copied();
        if let Some((_, count)) = kept.filter(|(at, _)| now.duration_since(*at) < COUNTED_FOR) {
            return Ok(count);
        }
        let Some(records) = cases::records(scope.kind()) else { return Ok(0) };
        let mut sql =
            Sql::new(&format!("SELECT COUNT(*) FROM {} WHERE programme = ", records.table));
        sql.bind(programme.uuid());
        let count = self.read(sql, |row| row.number()).await?.pop().unwrap_or(0);
        self.counted().insert((programme, side), (now, count));
        Ok(count)
    }

    fn counted(&self) -> std::sync::MutexGuard<'_, CasesCounted> {
        // A thread that panicked left whole counts behind.
        self.inside.counted.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn one_key(sql: &mut Sql, programme: ProgrammeId, side: Side, token: &Token) {
    sql.bind(programme.uuid()).push(" AND side = ").bind(i64::from(side.code()));
    sql.push(" AND field = ").bind(i64::from(token.field.code()));
    sql.push(" AND token = ").bind(token.bytes.to_vec());
}

/// How much the keys that are shared say together, each field once.
fn says(shared: &[Field]) -> u32 {
    let says = COMPOUNDS.iter().filter(|(field, _)| shared.contains(field));
    says.map(|(_, says)| says).sum()
}

/// Holds somebody against each of the cases, under each name and number; the likest counts.
/// `bearing` tells of a number how many others bear it, and what else the newcomer bears.
fn hold(
    comparison: &Comparison,
    new: &Details,
    bearing: impl Fn(&str) -> Bearers,
    cases: &mut [Suggested],
) {
    let known: Vec<Option<Told<'_>>> =
        cases.iter().map(|one| one.details.as_deref().map(Told::of)).collect();
    let new = Told::of(new);
    let mut best: Vec<Option<Likeness>> = vec![None; cases.len()];
    for one in new.named() {
        let mut others = Vec::new();
        let mut places = Vec::new();
        for (place, known) in known.iter().enumerate() {
            for other in known.iter().flat_map(|known| known.named_to(one.phone)) {
                others.push(other);
                places.push(place);
            }
        }
        for (place, likeness) in
            places.into_iter().zip(comparison.of(&one, &others, bearing(one.phone)))
        {
            if let Some(best) = best.get_mut(place)
                && best.is_none_or(|best| likeness.weight > best.weight)
            {
                *best = Some(likeness);
            }
        }
    }
    for (one, likeness) in cases.iter_mut().zip(best) {
        one.likeness = likeness;
    }
}

/// What is compared of somebody, in words.
struct Told<'a> {
    names: Vec<(&'a str, &'a str)>,
    born: String,
    postcode: &'a str,
    phones: Vec<&'a str>,
}

impl<'a> Told<'a> {
    fn of(details: &'a Details) -> Self {
        let text = |name: &'a Option<Name>| name.as_ref().map_or("", Name::text);
        let mut names = vec![(text(&details.given), text(&details.family))];
        // The last word of an alias is taken for its family name.
        names.extend(details.aliases.iter().take(2).map(|alias| {
            let alias = alias.text().trim();
            alias.rsplit_once(' ').unwrap_or(("", alias))
        }));
        let phones = details
            .contacts
            .iter()
            .filter(|contact| matches!(contact.kind, ContactKind::Phone | ContactKind::Text))
            .map(|contact| contact.value.text());
        Self {
            names,
            born: details.date_of_birth.map(DateOfBirth::written).unwrap_or_default(),
            postcode: details.postcode.as_ref().map_or("", Secret::text),
            phones: phones.take(2).collect(),
        }
    }

    /// Under each name with each number.
    fn named(&self) -> Vec<Person<'_>> {
        let phones = if self.phones.is_empty() { &[""][..] } else { &self.phones };
        let named =
            self.names.iter().flat_map(|name| phones.iter().map(move |phone| (name, phone)));
        named.map(|(name, phone)| self.person(*name, phone)).collect()
    }

    /// Under each name, with the number that is the other's, where one is.
    fn named_to<'b>(&'b self, other: &str) -> impl Iterator<Item = Person<'b>> + use<'a, 'b> {
        let same = self.phones.iter().find(|phone| index::is_one_number(phone, other));
        let phone = same.or(self.phones.first()).copied().unwrap_or_default();
        self.names.iter().map(move |name| self.person(*name, phone))
    }

    fn person<'b>(&'b self, (forename, surname): (&'b str, &'b str), phone: &'b str) -> Person<'b> {
        Person {
            forename,
            surname,
            date_of_birth: &self.born,
            postcode: self.postcode,
            phone,
            ..Person::default()
        }
    }
}
