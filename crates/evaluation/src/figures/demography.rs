//! Who the men and the women are (appendices 4 and 5 of the report).

use super::characteristics::{Characteristic, NOT_RECORDED, Person};
use super::rows::{PROPORTION, proportion};
use super::wording::{in_words, note_small_rows, share_of};
use crate::cohort::{Cohort, Engagement};
use crate::figure::{Figure, Kind, Row, column};
use crate::quantity::{Quantity, Universe};

/// Those who are counted side by side, in the order of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Men,
    Group(Engagement),
    Women,
}

impl Who {
    const ALL: [Self; 5] = [
        Self::Men,
        Self::Group(Engagement::NoSessions),
        Self::Group(Engagement::SomeSessions),
        Self::Group(Engagement::Completed),
        Self::Women,
    ];
    fn code(self) -> &'static str {
        match self {
            Self::Men => "men",
            Self::Group(group) => group.code(),
            Self::Women => "women",
        }
    }
    /// The name of the denominator.
    fn of(self) -> &'static str {
        match self {
            Self::Men => "individuals",
            Self::Group(group) => group.code(),
            Self::Women => "support_cases",
        }
    }
    fn quantity(self) -> Quantity {
        match self {
            Self::Men => Quantity::all(Universe::Individuals),
            Self::Group(group) => Quantity::suitable().only("group", [group.code()]),
            Self::Women => Quantity::all(Universe::Support),
        }
    }
}

/// The characteristics, and the column of the data set that each is read from.
const COLUMNS: [(Characteristic, &str); 4] = [
    (Characteristic::Age, "age_at_referral"),
    (Characteristic::Ethnicity, "ethnicity"),
    (Characteristic::Religion, "religion"),
    (Characteristic::Needs, "needs"),
];

/// More than the values of any characteristic.
const MOST_VALUES: usize = 32;

/// How many have each value of each characteristic.
#[derive(Clone, Copy, Default)]
struct Counts {
    whole: u64,
    by: [[u64; MOST_VALUES]; COLUMNS.len()],
}

impl Counts {
    fn add(&mut self, person: &Person) {
        self.whole += 1;
        for (counts, (characteristic, _)) in self.by.iter_mut().zip(COLUMNS) {
            characteristic.each(person, |place| counts[place] += 1);
        }
    }
}

/// Age, ethnicity, religion and needs of men, of men by engagement group, and of women.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "demography",
        "Who the men and women are",
        "What are the age, ethnicity, religion and needs of those referred?",
        "Men: each individual once, as on his index referral; men found suitable also by \
         engagement group (no sessions, some sessions, completed). Women: support cases, since \
         there is no identifier of a woman across cases. Age in whole years at referral, in \
         bands. A person may have several needs, so needs do not add up to everyone; an empty \
         list of needs is not recorded. Every share is of everyone named under Of, those not \
         recorded among them, with Wilson's 95% interval.",
        "individuals",
    );
    figure.columns = vec![
        column("who", "Who", Kind::Code),
        column("column", "Characteristic", Kind::Code),
        column("value", "Value", Kind::Code),
    ];
    figure.columns.extend(PROPORTION);
    figure.n = cohort.individuals.len() as u64;
    figure.base = Some(Quantity::all(Universe::Individuals));

    let counted = count(cohort);
    for (who, counts) in Who::ALL.into_iter().zip(&counted) {
        for (place, (characteristic, name)) in COLUMNS.into_iter().enumerate() {
            for (value, count) in characteristic.values().into_iter().zip(counts.by[place]) {
                let row =
                    Row::new().with("who", who.code()).with("column", name).with("value", value);
                let quantity = characteristic.restrict(who.quantity(), value);
                figure.rows.push(proportion(row, count, quantity, who.of(), counts.whole));
            }
        }
    }
    figure.headline = headline(&figure, &counted[0]);
    if figure.n == 0 {
        figure.note("No individual is in scope, so shares of men are null.");
    }
    if cohort.data.support.is_empty() {
        figure.note("No support case is in scope, so shares of women are null.");
    }
    note_small_rows(&mut figure);
    figure
}

fn count(cohort: &Cohort) -> [Counts; 5] {
    let mut counted = [Counts::default(); 5];
    for man in &cohort.individuals {
        let person = Person {
            age: man.age,
            ethnicity: man.ethnicity,
            religion: man.religion,
            needs: man.needs,
        };
        counted[0].add(&person);
        if let Some(group) = man.group {
            counted[1 + group as usize].add(&person);
        }
    }
    for case in &cohort.data.support {
        counted[4].add(&Person {
            age: case.age_at_referral,
            ethnicity: case.ethnicity,
            religion: case.religion,
            needs: case.needs,
        });
    }
    counted
}

/// The commonest recorded age band, and how far ethnicity is known.
fn headline(figure: &Figure, men: &Counts) -> Option<String> {
    if men.whole == 0 {
        return None;
    }
    let unknown = men.by[1][Characteristic::Ethnicity.values().len() - 1];
    let ethnicity = format!("ethnicity is not recorded for {}", share_of(unknown, men.whole));
    let ages = figure.rows.iter().filter(|row| {
        row.text("who") == Some("men")
            && row.text("column") == Some("age_at_referral")
            && row.text("value") != Some(NOT_RECORDED)
    });
    // The first of those that tie, so that the sentence does not depend on chance.
    let commonest = ages.rev().max_by(|a, b| {
        let count = |row: &Row| row.number("count").unwrap_or_default();
        count(a).total_cmp(&count(b))
    })?;
    let (band, count) = (commonest.text("value")?, commonest.number("count")?);
    if count == 0.0 {
        return Some(format!("Age is recorded for nobody; {ethnicity}"));
    }
    Some(format!(
        "The commonest age band of the men is {}, {}; {ethnicity}",
        in_words(band),
        share_of(count as u64, men.whole),
    ))
}

#[cfg(test)]
mod tests {
    use dataset::codes::{Ethnicity, Need, Outcome};
    use dataset::{DataSet, Referral, Support};
    use jiff::civil::date;

    use super::*;
    use crate::Scope;

    fn cohort(referrals: Vec<Referral>, support: Vec<Support>) -> Cohort {
        let data = DataSet { referrals, support, ..DataSet::default() };
        Cohort::new(data, Scope::as_at(date(2020, 3, 31)))
    }

    fn number(figure: &Figure, who: &str, column: &str, value: &str, key: &str) -> Option<f64> {
        figure.row(&[("who", who), ("column", column), ("value", value)])?.number(key)
    }

    #[test]
    fn men_women_and_engagement_groups_are_counted_apart() {
        let mut first = Referral::new("a", date(2018, 1, 1));
        first.age_at_referral = Some(30);
        first.ethnicity = Some(Ethnicity::WhiteBritish);
        first.assessment_outcome = Some(Outcome::Suitable);
        first.sessions_attended = Some(3);
        first.needs = [Need::Learning, Need::Other].into_iter().collect();
        let second = Referral::new("b", date(2018, 1, 1));
        let case = Support { age_at_referral: Some(17), ..Support::default() };
        let figure = compute(&cohort(vec![first, second], vec![case]));

        assert_eq!(number(&figure, "men", "age_at_referral", "25_to_34", "share"), Some(0.5));
        assert_eq!(number(&figure, "men", "age_at_referral", "not_recorded", "count"), Some(1.0));
        assert_eq!(
            number(&figure, "some_sessions", "ethnicity", "white_british", "share"),
            Some(1.0)
        );
        assert_eq!(
            number(&figure, "no_sessions", "ethnicity", "white_british", "count"),
            Some(0.0)
        );
        assert_eq!(number(&figure, "men", "needs", "learning", "count"), Some(1.0));
        assert_eq!(number(&figure, "men", "needs", "other", "count"), Some(1.0));
        assert_eq!(number(&figure, "women", "age_at_referral", "under_18", "share"), Some(1.0));
        assert_eq!(
            figure.headline.as_deref(),
            Some(
                "The commonest age band of the men is 25 to 34, 1 of 2 (50.0%); ethnicity is not \
                 recorded for 1 of 2 (50.0%)"
            )
        );
    }

    #[test]
    fn nobody_has_rows_of_zero_and_null_shares() {
        let figure = compute(&cohort(Vec::new(), Vec::new()));
        assert_eq!(figure.n, 0);
        assert_eq!(number(&figure, "women", "religion", "sikh", "count"), Some(0.0));
        assert_eq!(number(&figure, "women", "religion", "sikh", "share"), None);
        let values: usize = COLUMNS.iter().map(|(of, _)| of.values().len()).sum();
        assert_eq!(figure.rows.len(), Who::ALL.len() * values, "every combination has a row");
        assert!(figure.rows.iter().all(|row| !row.small), "a nought is no small number");
        assert_eq!(figure.notes.len(), 2, "{:?}", figure.notes);
    }
}
