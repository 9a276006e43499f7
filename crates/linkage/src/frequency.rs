//! How frequent each value is: two Smiths agree less than two Featherstonehaughs.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::names::{Name, stirred};
use crate::people::{Details, People};
use crate::sorting::{by_key, entry, record, runs};

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

impl People {
    /// Counts every value. Of somebody with the value, *others* have it: his own record is not
    /// counted, so that the share of others is what a random record would have.
    pub(crate) fn count_values(&mut self) {
        let details = &self.details;
        let [forename_names, surname_names] = &self.names;
        let ((forenames, surnames), ((postcodes, phones), (full_names, (born, areas)))) =
            rayon::join(
                || {
                    let of = |name: fn(&Details) -> u32, names: &[Name]| {
                        let counts = by_number(details.iter().map(name), names.len());
                        let sounds = by_sound(names, &counts);
                        (counts, sounds)
                    };
                    (of(|of| of.names[0], forename_names), of(|of| of.names[1], surname_names))
                },
                || {
                    rayon::join(
                        || {
                            (
                                by_sorting(details, |of| stirred(of.postcode.number())),
                                by_sorting(details, |of| stirred(of.phone.number())),
                            )
                        },
                        || (bearers(details), (dates(details), by_area(details))),
                    )
                },
            );
        let all = details.len() as f32;
        self.details.par_iter_mut().enumerate().for_each(|(record, of)| {
            let [forename, surname] = of.names.map(|name| name as usize);
            let less_one = |count: u32| count as f32 - 1.0;
            of.same.forename = step(less_one(forenames.0[forename]));
            of.same.surname = step(less_one(surnames.0[surname]));
            // Names of a community go together: of those who bear his forename, more bear his
            // surname than of all. Those who were born on different days are different people; two
            // of them may be he, once with a wrong date.
            let bearers = full_names[record] as f32 - 2.0;
            let scaled = bearers * all / less_one(forenames.0[forename]).max(1.0);
            of.same.surname_given_forename = of.same.surname.max(step(scaled));
            of.same.born = step(less_one(born.get(&of.born.digits()).copied().unwrap_or(1)));
            of.same.postcode = step(less_one(postcodes[record]));
            of.same.phone = step(less_one(phones[record]));
            of.same.area = step(less_one(areas[usize::from(of.area)]));
            of.sounds = [forenames.1[forename], surnames.1[surname]];
        });
    }
}

fn by_number(numbers: impl Iterator<Item = u32>, different: usize) -> Vec<u32> {
    let mut counts = vec![0; different];
    numbers.for_each(|number| counts[number as usize] += 1);
    counts
}

/// Of each name how many records have one that sounds so, in octaves.
fn by_sound(names: &[Name], counts: &[u32]) -> Vec<u8> {
    let mut sounds: FxHashMap<u32, u32> = FxHashMap::default();
    for (name, count) in names.iter().zip(counts) {
        *sounds.entry(name.brief().sound).or_default() += count;
    }
    let octave =
        |name: &Name| (sounds[&name.brief().sound].max(2) as f32 - 1.0).log2().round() as u8;
    names.iter().map(octave).collect()
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

/// Of each record how many have its value, by sorting the records by it.
fn by_sorting(details: &[Details], key: impl Fn(&Details) -> u64 + Sync) -> Vec<u32> {
    let mut counts = vec![0; details.len()];
    for run in runs(&sorted(details, key)) {
        run.iter().for_each(|entry| counts[record(*entry) as usize] = run.len() as u32);
    }
    counts
}

fn sorted(details: &[Details], key: impl Fn(&Details) -> u64) -> Vec<u64> {
    let entries = details.iter().enumerate();
    let mut entries: Vec<u64> = entries.map(|(record, of)| entry(key(of), record as u32)).collect();
    by_key(&mut entries);
    entries
}

/// Of each record how many different people bear its full name: as many as there are different
/// dates of birth with it.
fn bearers(details: &[Details]) -> Vec<u32> {
    let full_name = |of: &Details| stirred(u64::from(of.names[0]) << 32 | u64::from(of.names[1]));
    let mut counts = vec![0; details.len()];
    let mut dates: Vec<u32> = Vec::new();
    for run in runs(&sorted(details, full_name)) {
        dates.clear();
        dates.extend(run.iter().map(|entry| details[record(*entry) as usize].born.digits()));
        dates.sort_unstable();
        dates.dedup();
        run.iter().for_each(|entry| counts[record(*entry) as usize] = dates.len() as u32);
    }
    counts
}
