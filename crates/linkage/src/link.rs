//! The whole of it, step by step.

use rayon::prelude::*;

use crate::blocking::{ALL, Blocks, Candidates, Cost, RULES, Sample};
use crate::clusters::{Chained, Joined, chained};
use crate::estimate::estimate;
use crate::model::Model;
use crate::outcome::{Codes, FIELDS, Level, compare, level};
use crate::people::People;
use crate::weights::{Weights, probability, weight};

/// How records are linked.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// From this probability on two records are taken for one person.
    pub threshold: f64,
    /// The seed of what is drawn at random.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { threshold: 0.5, seed: 0 }
    }
}

/// What is being done, for whoever waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Values are counted and candidates found.
    Blocking,
    /// The model is estimated.
    Estimating,
    /// So many candidates are compared.
    Comparing(u64),
    /// Pairs are joined.
    Clustering,
}

/// A pair that was kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linked {
    /// The lesser first.
    pub(crate) records: (u32, u32),
    pub(crate) codes: Codes,
    /// The logarithm to base 2 of the odds that they are one person.
    pub weight: f32,
}

/// How many steps of weight the distribution has.
pub const STEPS: usize = 80;
/// The weight at which the distribution begins.
pub const FROM: f32 = -40.0;
/// How far under the threshold pairs are kept, as weight.
const UNDER: f32 = 4.0;

/// What was found.
pub struct Linkage {
    pub(crate) people: People,
    /// The model.
    pub model: Model,
    pub(crate) weights: Weights,
    /// What each rule costs.
    pub costs: Vec<Cost>,
    /// The pairs at or above the threshold, in the order of their rows.
    pub pairs: Vec<Linked>,
    /// Pairs under the threshold that are near it.
    pub(crate) under: Vec<Linked>,
    /// Of each row that whose record id stands for the individual.
    individuals: Vec<u32>,
    pub(crate) chained: Vec<Chained>,
    /// Of the pairs at or above the threshold, how many were found by how many rules.
    pub found_by: [u64; RULES + 1],
    /// How many candidates have a weight, from [`FROM`] on in steps of 1.
    pub distribution: Vec<u64>,
    /// The probability from which records were joined.
    pub threshold: f64,
}

/// Links.
pub fn link(mut people: People, options: &Options, progress: &dyn Fn(Step)) -> Linkage {
    progress(Step::Blocking);
    let (blocks, counted) = Blocks::of(&people);
    people.count_values(counted);
    progress(Step::Estimating);
    let model = estimate(&people, &blocks, options.seed);
    let weights = model.weights();
    progress(Step::Comparing(blocks.pairs()));
    let threshold = weight(options.threshold) as f32;
    let found = score(&people, &blocks, &weights, threshold - UNDER);
    progress(Step::Clustering);
    let mut costs = blocks.costs();
    for (cost, new) in costs.iter_mut().zip(found.new_pairs) {
        cost.new_pairs = new;
    }
    let (mut pairs, under): (Vec<Linked>, Vec<Linked>) =
        found.pairs.into_iter().partition(|pair| pair.weight >= threshold);
    let mut joined = Joined::none(people.len());
    for pair in &pairs {
        joined.join(pair.records.0, pair.records.1);
    }
    let firsts: Vec<u32> = (0..people.len() as u32).map(|record| joined.first(record)).collect();
    let chained = review(&people, &weights, &firsts, threshold);
    let found_by = found_by(&people, &blocks, &pairs);
    pairs.par_sort_unstable_by_key(|pair| pair.records);
    let individuals = individuals(&people, &firsts);
    Linkage {
        people,
        model,
        weights,
        costs,
        pairs,
        under,
        individuals,
        chained,
        found_by,
        distribution: found.distribution,
        threshold: options.threshold,
    }
}

/// How many pairs were found by how many rules.
fn found_by(people: &People, blocks: &Blocks, pairs: &[Linked]) -> [u64; RULES + 1] {
    let of = |record: u32| (record, &people.details[record as usize]);
    let count = |mut counts: [u64; RULES + 1], pair: &Linked| {
        let rules = blocks.rules_of(of(pair.records.0), of(pair.records.1)).count_ones();
        counts[rules as usize] += 1;
        counts
    };
    let sum = |mut counts: [u64; RULES + 1], others: [u64; RULES + 1]| {
        counts.iter_mut().zip(others).for_each(|(count, other)| *count += other);
        counts
    };
    let none = || [0; RULES + 1];
    pairs.par_iter().fold(none, count).reduce(none, sum)
}

/// Of each row that of the least record id of its cluster, which hangs on no order of the rows.
fn individuals(people: &People, firsts: &[u32]) -> Vec<u32> {
    let mut least: Vec<u32> = (0..firsts.len() as u32).collect();
    for (record, first) in (0..).zip(firsts) {
        let best = least[*first as usize];
        if record != *first && people.record_id(record) < people.record_id(best) {
            least[*first as usize] = record;
        }
    }
    firsts.iter().map(|first| least[*first as usize]).collect()
}

/// What comes of comparing all candidates.
struct Found {
    pairs: Vec<Linked>,
    new_pairs: [u64; RULES],
    distribution: Vec<u64>,
}

fn score(people: &People, blocks: &Blocks, weights: &Weights, least: f32) -> Found {
    let new = || Found { pairs: Vec::new(), new_pairs: [0; RULES], distribution: vec![0; STEPS] };
    let parts = Candidates { people, blocks }.fold(Sample::ALL, new, |found, pair| {
        let codes = compare(pair.records.0, pair.records.1, &people.names);
        let weight = weights.of(&codes);
        found.new_pairs[pair.rule] += 1;
        found.distribution[((weight - FROM).max(0.0) as usize).min(STEPS - 1)] += 1;
        if weight >= least {
            let (a, b) = pair.numbers;
            found.pairs.push(Linked { records: (a.min(b), a.max(b)), codes, weight });
        }
    });
    let mut all = new();
    for part in parts {
        all.pairs.extend(part.pairs);
        all.new_pairs.iter_mut().zip(part.new_pairs).for_each(|(sum, count)| *sum += count);
        all.distribution.iter_mut().zip(part.distribution).for_each(|(sum, count)| *sum += count);
    }
    all
}

/// The clusters of three and more whose ends do not match.
fn review(people: &People, weights: &Weights, firsts: &[u32], least: f32) -> Vec<Chained> {
    let mut sizes = vec![0_u32; firsts.len()];
    firsts.iter().for_each(|first| sizes[*first as usize] += 1);
    let mut sorted: Vec<u64> = firsts
        .iter()
        .enumerate()
        .filter(|(_, first)| sizes[**first as usize] > 2)
        .map(|(record, first)| u64::from(*first) << 32 | record as u64)
        .collect();
    sorted.par_sort_unstable();
    let clusters: Vec<&[u64]> = sorted.chunk_by(|a, b| a >> 32 == b >> 32).collect();
    let mut found: Vec<Chained> = clusters
        .par_iter()
        .filter_map(|run| {
            let records: Vec<u32> = run.iter().map(|entry| *entry as u32).collect();
            chained(people, weights, &records, least)
        })
        .collect();
    found.sort_by(|a, b| a.weight.total_cmp(&b.weight).then(a.ends.cmp(&b.ends)));
    found
}

/// How many matches are in no pair of candidates, by estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Missed {
    /// Pairs that one rule alone found.
    pub by_one: u64,
    /// Pairs that two rules found.
    pub by_two: u64,
    /// Pairs that none found, by Chao's estimate of what so many rules miss: that many where rules
    /// find pairs independently and each pair is as easily found, more where some are harder to
    /// find, fewer where what hides a pair from one rule shows it to another.
    pub estimate: f64,
}

/// A rule of blocking, for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleCost {
    /// Its name.
    pub key: &'static str,
    /// What two records have in common by it.
    pub words: &'static str,
    /// By what keys that gather too many are split.
    pub split_by: Vec<&'static str>,
    /// What it costs.
    pub cost: Cost,
}

/// A record as it is shown: its id and its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownRecord {
    /// Its id.
    pub record_id: String,
    /// Forename, surname, date of birth, postcode, phone, area.
    pub fields: [String; FIELDS],
}

/// A cluster whose ends do not match.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// Its records, the first few of many.
    pub records: Vec<ShownRecord>,
    /// How many it has.
    pub count: usize,
    /// The record ids of the two that match least.
    pub ends: (String, String),
    /// How probable it is that these are one person.
    pub probability: f32,
}

/// The most records of a cluster that are shown.
const SHOWN: usize = 12;

impl Linkage {
    /// How many records there are.
    pub fn records(&self) -> usize {
        self.people.len()
    }
    /// How many people they are found to be.
    pub fn individuals(&self) -> usize {
        self.individuals.iter().enumerate().filter(|(row, of)| *row == **of as usize).count()
    }
    /// How many clusters have how many records, from 2 on.
    pub fn sizes(&self) -> std::collections::BTreeMap<u32, u64> {
        let mut counts = vec![0_u32; self.individuals.len()];
        self.individuals.iter().for_each(|of| counts[*of as usize] += 1);
        let mut sizes = std::collections::BTreeMap::new();
        counts.iter().filter(|count| **count > 1).for_each(|count| {
            *sizes.entry(*count).or_default() += 1;
        });
        sizes
    }
    /// The record id of a row.
    pub fn record_id(&self, row: usize) -> &str {
        self.people.record_id(row as u32)
    }
    /// The id of the individual of a row: the least of his record ids.
    pub fn individual_id(&self, row: usize) -> &str {
        self.people.record_id(self.individuals[row])
    }
    /// The record ids of a pair, the one that stands first in the file first.
    pub fn record_ids(&self, pair: &Linked) -> (&str, &str) {
        let (a, b) = pair.records;
        (self.people.record_id(a), self.people.record_id(b))
    }
    /// The rows of a pair, from 0, the lesser first.
    pub fn rows(&self, pair: &Linked) -> (usize, usize) {
        let (a, b) = pair.records;
        (a as usize, b as usize)
    }
    /// What each field of a pair weighs.
    pub fn weights_of(&self, pair: &Linked) -> [f32; FIELDS] {
        self.weights.of_fields(&pair.codes)
    }
    /// What is taken off because kin would explain the pair as well.
    pub fn kin_weight(&self, pair: &Linked) -> f32 {
        self.weights.of_kin(&pair.codes)
    }
    /// How each field of a pair agrees.
    pub fn levels_of(&self, pair: &Linked) -> [Level; FIELDS] {
        pair.codes.map(level)
    }
    /// Both records of a pair, as they are shown.
    pub fn shown(&self, pair: &Linked) -> [ShownRecord; 2] {
        let (a, b) = pair.records;
        [a, b].map(|record| self.shown_record(record))
    }
    fn shown_record(&self, record: u32) -> ShownRecord {
        ShownRecord {
            record_id: self.people.record_id(record).to_owned(),
            fields: self.people.shown(record),
        }
    }
    /// The pairs nearest to the threshold, so many above and so many under it, and how many pairs
    /// under it were kept.
    pub fn near(&self, most: usize) -> (Vec<Linked>, Vec<Linked>) {
        let nearest = |pairs: &[Linked], descending: bool| {
            let mut pairs: Vec<Linked> = pairs.to_vec();
            let order = |a: &Linked, b: &Linked| {
                let by_weight = a.weight.total_cmp(&b.weight);
                let by_weight = if descending { by_weight.reverse() } else { by_weight };
                by_weight.then(a.records.cmp(&b.records))
            };
            if pairs.len() > most {
                pairs.select_nth_unstable_by(most, order);
                pairs.truncate(most);
            }
            pairs.sort_by(order);
            pairs
        };
        (nearest(&self.pairs, false), nearest(&self.under, true))
    }
    /// How many clusters have ends that do not match, and the worst of them.
    pub fn review(&self, most: usize) -> (usize, Vec<Review>) {
        let shown = self.chained.iter().take(most).map(|of| {
            let id = |record| self.people.record_id(record).to_owned();
            let records = of.records.iter().take(SHOWN);
            Review {
                records: records.map(|record| self.shown_record(*record)).collect(),
                count: of.records.len(),
                ends: (id(of.ends.0), id(of.ends.1)),
                probability: probability(of.weight),
            }
        });
        (self.chained.len(), shown.collect())
    }
    /// What blocking missed, by estimate.
    pub fn missed(&self) -> Missed {
        let (by_one, by_two) = (self.found_by[1], self.found_by[2]);
        let (one, two) = (by_one as f64, by_two as f64);
        let rules = self.costs.iter().filter(|cost| cost.keys > 0).count().max(1) as f64;
        let estimate = (rules - 1.0) / rules * (one * (one - 1.0)).max(0.0) / (2.0 * (two + 1.0));
        Missed { by_one, by_two, estimate }
    }
    /// The rules of blocking and what each costs.
    pub fn rules(&self) -> Vec<RuleCost> {
        let rules = ALL.iter().zip(&self.costs);
        let rules = rules.map(|(rule, cost)| RuleCost {
            key: rule.key,
            words: rule.words,
            split_by: rule.split_by.iter().map(|splitter| splitter.words).collect(),
            cost: *cost,
        });
        rules.collect()
    }
    /// How many dates of birth could not be read as dates.
    pub fn unreadable_dates(&self) -> u64 {
        self.people.unreadable_dates()
    }
    /// How many pairs of records there are.
    pub fn all_pairs(&self) -> u128 {
        let count = self.people.len() as u128;
        count * count.saturating_sub(1) / 2
    }
}
