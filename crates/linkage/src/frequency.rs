//! How frequent each value is: two Smiths agree less than two Featherstonehaughs.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::names::Name;
use crate::people::{Details, People};
use crate::sorting::{record, runs};

/// Steps of an octave in which frequencies are kept.
pub const STEPS: f32 = 8.0;

/// Of how many others have a value, in eighths of an octave; one and none are alike.
fn step(others: f32) -> u8 {
    if others <= 1.0 { 0 } else { (STEPS * others.log2()).round().min(191.0) as u8 }
}

/// How many others have a value whose frequency was kept as this.
pub fn others(step: u8) -> f32 {
    (f32::from(step) / STEPS).exp2()
}

/// Frequencies of how the names of a record sound, in octaves: of the forename and the surname, and
/// of both the other way round; five bits each.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Octaves(u16);

/// The most octaves, of a code and of five bits: eight million.
const MOST_OCTAVES: u8 = 23;

impl Octaves {
    pub(crate) fn new(sounds: [u8; 2], turned: u8) -> Self {
        let [forename, surname, turned] =
            [sounds[0], sounds[1], turned].map(|octave| u16::from(octave.min(MOST_OCTAVES)));
        Self(forename | surname << 5 | turned << 10)
    }
    /// How many have a forename (0) or surname (1) that sounds so.
    #[inline]
    pub fn of_sound(self, which: usize) -> u8 {
        (self.0 >> (5 * which) & 31) as u8
    }
    /// How many have these names the other way round, as [`turned`] reads it.
    #[inline]
    pub fn of_turned(self) -> u8 {
        (self.0 >> 10) as u8
    }
}

/// Octaves under one: names are the other way round by chance less often than once in a file.
const UNDER_ONE: f32 = 8.0;

pub(crate) fn turned_octave(others: f32) -> u8 {
    (others.max(f32::MIN_POSITIVE).log2() + UNDER_ONE).round().clamp(0.0, MOST_OCTAVES.into()) as u8
}

/// How many others have names the other way round whose frequency was kept as this.
pub fn turned(octave: u8) -> f32 {
    (f32::from(octave) - UNDER_ONE).exp2()
}

/// What is counted while records are together by the key of a rule of blocking.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Counts {
    Nothing,
    Phones,
    Postcodes,
    /// Who bears which names, the records of one pair of sounds in either order being together.
    Names,
}

/// What was counted, by record; nothing where nothing was.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    phones: Vec<u32>,
    postcodes: Vec<u32>,
    /// How many different people bear the full name: as many as there are different dates of birth
    /// with it.
    bearers: Vec<u32>,
    /// Records whose names others have the other way round, and how many strangers these are.
    turned: Vec<(u32, f32)>,
    /// How many pairs of records have each other's names.
    turned_pairs: u64,
}

impl Counts {
    /// Counts records that are sorted by a key.
    pub fn of(self, keyed: &[u64], people: &People) -> Counted {
        let mut counted = Counted::default();
        match self {
            Self::Nothing => {}
            Self::Phones => counted.phones = by_run(keyed, people.len()),
            Self::Postcodes => counted.postcodes = by_run(keyed, people.len()),
            Self::Names => counted.count_names(keyed, &people.details),
        }
        counted
    }
}

/// Of each record how many have its key; 1 of those that have none.
fn by_run(keyed: &[u64], records: usize) -> Vec<u32> {
    let mut counts = vec![1; records];
    for run in runs(keyed).filter(|run| run.len() > 1) {
        run.iter().for_each(|entry| counts[record(*entry) as usize] = run.len() as u32);
    }
    counts
}

impl Counted {
    /// This and that which another rule counted.
    pub fn and(self, other: Self) -> Self {
        let one = |a: Vec<u32>, b: Vec<u32>| if a.is_empty() { b } else { a };
        Self {
            phones: one(self.phones, other.phones),
            postcodes: one(self.postcodes, other.postcodes),
            bearers: one(self.bearers, other.bearers),
            turned: if self.turned.is_empty() { other.turned } else { self.turned },
            turned_pairs: self.turned_pairs + other.turned_pairs,
        }
    }

    fn count_names(&mut self, keyed: &[u64], details: &[Details]) {
        self.bearers = vec![1; details.len()];
        let mut bearers: Vec<([u32; 2], u32, u32)> = Vec::new();
        for run in runs(keyed).filter(|run| run.len() > 1) {
            bearers.clear();
            let mut ways = [0_u64; 2];
            for record in run.iter().map(|entry| record(*entry)) {
                let of = &details[record as usize];
                bearers.push((of.names, of.born.digits(), record));
                // Names that sound alike are the same either way.
                ways[0] += u64::from(of.heard[0] < of.heard[1]);
                ways[1] += u64::from(of.heard[0] > of.heard[1]);
            }
            if ways[0] * ways[1] > 0 {
                self.turned_pairs += ways[0] * ways[1];
                let others = turned_strangers(&bearers, details);
                self.turned.extend(bearers.iter().map(|of| (of.2, others)));
            }
            bearers.sort_unstable();
            for full_name in bearers.chunk_by(|a, b| a.0 == b.0) {
                let dates = full_name.chunk_by(|a, b| a.1 == b.1).count() as u32;
                full_name.iter().for_each(|of| self.bearers[of.2 as usize] = dates);
            }
        }
    }
}

impl People {
    /// Counts every value. Of somebody with the value, *others* have it: his own record is not
    /// counted, so that the share of others is what a random record would have.
    pub(crate) fn count_values(&mut self, counted: Counted) {
        let details = &self.details;
        let [forename_names, surname_names] = &self.names;
        let ((forenames, surnames), (born, areas)) = rayon::join(
            || {
                let of = |which: usize, names: &[Name]| {
                    NamesCounted::of(details.iter().map(|of| of.names[which]), names)
                };
                (of(0, forename_names), of(1, surname_names))
            },
            || (dates(details), by_area(details)),
        );
        self.turned_pairs = counted.turned_pairs;
        // Or as many as would by chance, where forename and surname do not hang together.
        let by_chance = |of: &Details| {
            let borne = |sounds: &FxHashMap<u32, u32>, sound: u32| {
                sounds.get(&sound).copied().unwrap_or(0) as f32
            };
            let expected = |forename: u32, surname: u32| {
                borne(&forenames.sounds, forename) * borne(&surnames.sounds, surname)
                    / details.len() as f32
            };
            let [a, b] = of.heard;
            let (one_way, other) = (expected(a, b), expected(b, a));
            2.0 * one_way * other / (one_way + other)
        };
        let turned: FxHashMap<u32, u8> = counted
            .turned
            .iter()
            .map(|(record, others)| {
                let chance = by_chance(&details[*record as usize]);
                (*record, turned_octave(others.max(chance)))
            })
            .collect();
        let all = details.len() as f32;
        self.details.par_iter_mut().enumerate().for_each(|(record, of)| {
            let [forename, surname] = of.names.map(|name| name as usize);
            let less_one = |count: u32| count as f32 - 1.0;
            of.same.forename = step(less_one(forenames.counts[forename]));
            of.same.surname = step(less_one(surnames.counts[surname]));
            // Names of a community go together: of those who bear his forename, more bear his
            // surname than of all. Those who were born on different days are different people; two
            // of them may be he, once with a wrong date.
            let bearers = counted.bearers[record] as f32 - 2.0;
            let scaled = bearers * all / less_one(forenames.counts[forename]).max(1.0);
            of.same.surname_given_forename = of.same.surname.max(step(scaled));
            of.same.born = step(less_one(born.get(&of.born.digits()).copied().unwrap_or(1)));
            of.same.postcode = step(less_one(counted.postcodes[record]));
            of.same.phone = step(less_one(counted.phones[record]));
            of.same.area = step(less_one(areas[usize::from(of.area)]));
            let sounds = [forenames.octaves[forename], surnames.octaves[surname]];
            let turned = turned.get(&(record as u32)).copied().unwrap_or(0);
            of.octaves = Octaves::new(sounds, turned);
        });
    }
}

/// Of records whose names sound as *a, b* and *b, a*, how many strangers have them the other way
/// round.
///
/// Among strangers the pair is met as often as both are borne, `2 n(ab) n(ba) / N²`, and among
/// records of one person as often as he bears either, `(n(ab) + n(ba)) / N`: their ratio over N is
/// the harmonic mean of both counts. Counted are people, by their birthdays. One birthday on both
/// sides is one person, and one more pair may be he, once with a wrong date.
fn turned_strangers(bearers: &[([u32; 2], u32, u32)], details: &[Details]) -> f32 {
    let mut sides: [Vec<u32>; 2] = Default::default();
    for (_, born, record) in bearers {
        let [forename, surname] = details[*record as usize].heard;
        sides[usize::from(forename > surname)].push(*born);
    }
    for side in &mut sides {
        side.sort_unstable();
        side.dedup();
    }
    let [one, other] = sides;
    let both = one.iter().filter(|born| other.binary_search(born).is_ok()).count();
    let pairs = (one.len() * other.len()).saturating_sub(both + 1);
    2.0 * pairs as f32 / (one.len() + other.len()) as f32
}

/// Forenames or surnames, counted.
struct NamesCounted {
    /// How many records have each.
    counts: Vec<u32>,
    /// How many have one of each sound.
    sounds: FxHashMap<u32, u32>,
    /// Of each how many have one that sounds so, in octaves.
    octaves: Vec<u8>,
}

impl NamesCounted {
    fn of(numbers: impl Iterator<Item = u32>, names: &[Name]) -> Self {
        let counts = by_number(numbers, names.len());
        let mut sounds: FxHashMap<u32, u32> = FxHashMap::default();
        for (name, count) in names.iter().zip(&counts) {
            *sounds.entry(name.brief().sound).or_default() += count;
        }
        let octave =
            |name: &Name| (sounds[&name.brief().sound].max(2) as f32 - 1.0).log2().round() as u8;
        let octaves = names.iter().map(octave).collect();
        Self { counts, sounds, octaves }
    }
}

fn by_number(numbers: impl Iterator<Item = u32>, different: usize) -> Vec<u32> {
    let mut counts = vec![0; different];
    numbers.for_each(|number| counts[number as usize] += 1);
    counts
}

fn by_area(details: &[Details]) -> Vec<u32> {
    by_number(details.iter().map(|of| of.area.into()), usize::from(u8::MAX) + 1)
}

fn dates(details: &[Details]) -> FxHashMap<u32, u32> {
    let mut counts = FxHashMap::default();
    for of in details {
        *counts.entry(of.born.digits()).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocking::Blocks;
    use crate::people::{Part, Person};

    #[test]
    fn names_borne_either_way_are_frequent_so_and_one_slip_is_not() {
        let mut part = Part::default();
        let mut push = |forename, surname, born: &str| {
            let record_id = &part.len().to_string();
            let person =
                Person { record_id, forename, surname, date_of_birth: born, ..Person::default() };
            part.push(&person);
        };
        for day in 1..21 {
            push("Ali", "Hussain", &format!("1980-01-{day:02}"));
            push("Hussain", "Ali", &format!("1990-01-{day:02}"));
        }
        push("Quentin", "Featherstone", "1970-05-06");
        push("Featherstone", "Quentin", "1970-05-06");
        let mut people = People::gather(vec![part], 0).unwrap();
        let (_, counted) = Blocks::of(&people);
        assert_eq!(counted.turned_pairs, 401);
        people.count_values(counted);
        let others = |record: usize| turned(people.details[record].octaves.of_turned());
        assert_eq!((others(0), others(1)), (16.0, 16.0), "about twenty, in octaves");
        assert!(others(40) < 0.1 && others(40) == others(41), "{}", others(40));
    }
}
