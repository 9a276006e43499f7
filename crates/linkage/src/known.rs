//! Linking referrals of which some already say whose they are.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clusters::Joined;
use crate::link::{Linkage, Linked};

/// Whose each referral is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Individuals {
    /// Of each row its individual: the one given, or the one found; none where the row is an
    /// individual of its own.
    pub refs: Vec<Option<String>>,
    /// Rows that did not say.
    pub unsaid: usize,
    /// Of these, those that share their individual with another row now.
    pub joined: usize,
}

/// Finds whose the rows are that do not say. Rows that say are believed: what they say is neither
/// changed nor joined. The likeliest pairs are joined first, and no pair that would make two
/// individuals of the file one.
///
/// `referral_refs` and `given` are of the rows of the linkage, in their order.
pub fn individuals(
    linkage: &Linkage,
    referral_refs: &[&str],
    given: &[Option<&str>],
) -> Individuals {
    let mut joined = Joined::none(given.len());
    // Of the first row of a set, what its rows say.
    let mut said: Vec<Option<&str>> = given.to_vec();
    let mut first_of: FxHashMap<&str, u32> = FxHashMap::default();
    for (row, of) in given.iter().enumerate() {
        if let Some(of) = of {
            joined.join(*first_of.entry(of).or_insert(row as u32), row as u32);
        }
    }
    let mut pairs: Vec<&Linked> = linkage.pairs.iter().collect();
    let ids = |pair: &Linked| {
        let (a, b) = linkage.record_ids(pair);
        if a < b { (a, b) } else { (b, a) }
    };
    pairs.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| ids(a).cmp(&ids(b))));
    for pair in pairs {
        let (a, b) = linkage.rows(pair);
        let (a, b) = (joined.first(a as u32), joined.first(b as u32));
        let both = (said[a as usize], said[b as usize]);
        if a == b || matches!(both, (Some(one), Some(other)) if one != other) {
            continue;
        }
        joined.join(a, b);
        said[joined.first(a) as usize] = both.0.or(both.1);
    }
    name(&mut joined, &said, referral_refs, given)
}

/// Names the individuals that were found after the least of their referrals.
fn name(
    joined: &mut Joined,
    said: &[Option<&str>],
    referral_refs: &[&str],
    given: &[Option<&str>],
) -> Individuals {
    let firsts: Vec<usize> =
        (0..given.len()).map(|row| joined.first(row as u32) as usize).collect();
    let mut counts = vec![0_usize; given.len()];
    let mut least: Vec<&str> = referral_refs.to_vec();
    for (row, first) in firsts.iter().enumerate() {
        counts[*first] += 1;
        least[*first] = least[*first].min(referral_refs[row]);
    }
    let taken: FxHashSet<&str> = given.iter().flatten().copied().collect();
    let mut found = Individuals::default();
    for (row, first) in firsts.into_iter().enumerate() {
        let own = given[row].is_none();
        let shared = counts[first] > 1;
        found.unsaid += usize::from(own);
        found.joined += usize::from(own && shared);
        found.refs.push(match (given[row].or(said[first]), shared) {
            (Some(said), _) => Some(said.to_owned()),
            (None, true) => {
                let mut name = least[first].to_owned();
                while taken.contains(name.as_str()) {
                    name.push('\'');
                }
                Some(name)
            }
            (None, false) => None,
        });
    }
    found
}
