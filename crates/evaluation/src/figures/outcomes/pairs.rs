//! Answers before and after of the same informant on the same items.

use std::collections::BTreeMap;

use dataset::Measure;
use dataset::codes::{Informant, Point};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Cohort;

/// The name of all domains of an instrument together.
pub const TOTAL: &str = "total";

/// The domain of items whose code names none.
pub const NO_DOMAIN: &str = "not_named";

/// An instrument, one of its domains (or [`TOTAL`]) and an informant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject<'a> {
    /// As the data set spells it.
    pub instrument: &'a str,
    /// The part of the items' codes before the first point.
    pub domain: &'a str,
    /// Whose account it is.
    pub informant: Informant,
}

/// The informants of one subject.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pairs {
    /// Score before and after, over the items answered at both, one pair an informant.
    pub paired: Vec<(f64, f64)>,
    /// Informants without a pair who have answers before.
    pub no_after: u64,
    /// Informants without a pair who have answers after alone.
    pub no_before: u64,
}

/// One informant of one case on one version of one instrument.
type Account<'a> = (&'a str, Informant, &'a str, Option<&'a str>);

/// An answer, and when it was given: the latest stands where one was given twice.
type Answer = (Option<Date>, f64);

/// The answers to an item at T0, T1, T2, T3.
type Item = [Option<Answer>; 4];

/// Every informant's answers by subject, in the order of instrument, domain and informant
/// with the total of an instrument before its domains.
pub fn pairs(cohort: &Cohort) -> BTreeMap<Subject<'_>, Pairs> {
    let mut accounts: FxHashMap<Account<'_>, BTreeMap<&str, Item>> = FxHashMap::default();
    let known = cases(cohort);
    for row in &cohort.data.measures {
        let Some((place, answer)) = answer(cohort, row) else { continue };
        if !known.contains(row.case_ref.as_str()) {
            continue;
        }
        let account =
            (row.case_ref.as_str(), row.informant, row.instrument.as_str(), row.version.as_deref());
        let item = accounts.entry(account).or_default().entry(row.item.as_str()).or_default();
        let slot = &mut item[place];
        if slot.is_none_or(|(on, _)| answer.0 >= on) {
            *slot = Some(answer);
        }
    }
    // Sums of floats depend on their order, so the order is made certain. The versions of one
    // informant on one instrument then stand together, in their order.
    let mut accounts: Vec<_> = accounts.into_iter().collect();
    accounts.sort_by_key(|(account, _)| *account);
    let mut subjects: BTreeMap<Subject<'_>, Pairs> = BTreeMap::new();
    let same =
        |(a, _): &(Account<'_>, _), (b, _): &(Account<'_>, _)| (a.0, a.1, a.2) == (b.0, b.1, b.2);
    for versions in accounts.chunk_by(same) {
        let Some(((_, informant, instrument, _), _)) = versions.first() else { continue };
        let mut domains: BTreeMap<&str, Standing> = BTreeMap::new();
        for (_, items) in versions {
            let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
            for (item, answers) in items {
                for domain in [domain(item), TOTAL] {
                    scores.entry(domain).or_default().add(answers);
                }
            }
            for (domain, score) in scores {
                domains.entry(domain).or_default().add(&score);
            }
        }
        for (domain, standing) in domains {
            let subject = Subject { instrument, domain, informant: *informant };
            standing.count(subjects.entry(subject).or_default());
        }
    }
    subjects
}

/// The part of an item's code before its first point.
fn domain(item: &str) -> &str {
    item.split_once('.').map_or(NO_DOMAIN, |(domain, _)| domain)
}

/// The references of the cases in scope.
fn cases(cohort: &Cohort) -> FxHashSet<&str> {
    if cohort.data.measures.is_empty() {
        return FxHashSet::default();
    }
    let men = cohort.data.referrals.iter().map(|row| row.referral_ref.as_str());
    men.chain(cohort.data.support.iter().map(|row| row.support_ref.as_str())).collect()
}

/// An answer at a point that is paired, given by the day of the evaluation.
fn answer(cohort: &Cohort, row: &Measure) -> Option<(usize, Answer)> {
    let place = match row.point {
        Point::T0 => 0,
        Point::T1 => 1,
        Point::T2 => 2,
        Point::T3 => 3,
        Point::T4 | Point::Review => return None,
    };
    let value = row.value.filter(|value| value.is_finite())?;
    let known = row.taken_on.is_none_or(|on| on <= cohort.scope.as_at);
    known.then_some((place, (row.taken_on, value)))
}

/// The answers of one informant within one domain of one version.
#[derive(Default)]
struct Score {
    before: f64,
    after: f64,
    both: u32,
    /// The latest day on which a paired answer was given, where days are recorded.
    latest: Option<Date>,
    any_before: bool,
    any_after: bool,
}

impl Score {
    /// An item, from T1 (T0 where it was not put then) to T3 (T2 where it was not).
    fn add(&mut self, [first, start, midway, end]: &Item) {
        let (before, after) = (start.or(*first), end.or(*midway));
        self.any_before |= before.is_some();
        self.any_after |= after.is_some();
        if let (Some((from, before)), Some((to, after))) = (before, after) {
            self.before += before;
            self.after += after;
            self.both += 1;
            self.latest = self.latest.max(from).max(to);
        }
    }
    fn pair(&self) -> Option<(f64, f64)> {
        let items = f64::from(self.both);
        (self.both > 0).then(|| (self.before / items, self.after / items))
    }
}

/// One informant within one domain, all versions together: he counts once.
#[derive(Default)]
struct Standing {
    /// The latest pair, and the day that makes it so.
    pair: Option<(Option<Date>, (f64, f64))>,
    any_before: bool,
    any_after: bool,
}

impl Standing {
    /// A version, in the order of versions: of two pairs equally late the later version's stands.
    fn add(&mut self, score: &Score) {
        self.any_before |= score.any_before;
        self.any_after |= score.any_after;
        if let Some(pair) = score.pair()
            && self.pair.is_none_or(|(latest, _)| score.latest >= latest)
        {
            self.pair = Some((score.latest, pair));
        }
    }
    /// Where both sides were answered but never the same items, what lacks is the after.
    fn count(&self, pairs: &mut Pairs) {
        if let Some((_, pair)) = self.pair {
            pairs.paired.push(pair);
        } else if self.any_before {
            pairs.no_after += 1;
        } else if self.any_after {
            pairs.no_before += 1;
        }
    }
}
