//! What the published tables ask of a cohort, and the same shape at another size.

use dataset::Code;
use dataset::codes::{Area, SupportType, UnsuitableReason};

use super::Unsolved;
use super::draw::{apportion, scale};
use super::men::PROGRAMME;
use crate::cohort::Engagement;
use crate::published::{self, Table};

/// What a row of the referrals is of: a man once, by how far he came, or a duplicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Kind {
    /// Suitable, attended nothing.
    NoSessions,
    /// Suitable, attended some.
    SomeSessions,
    /// Suitable, completed.
    Completed,
    /// Unsuitable.
    Unsuitable,
    /// Assessed, not decided, and attended all the same.
    UndecidedWithSessions,
    /// Assessed, not decided.
    Undecided,
    /// Never assessed.
    Unassessed,
    /// Another referral of a man with sessions, which carries them too.
    DuplicateWithSessions,
    /// Another referral of a man.
    Duplicate,
}

impl Kind {
    /// Those that are a man each.
    pub const MEN: [Self; 7] = [
        Self::NoSessions,
        Self::SomeSessions,
        Self::Completed,
        Self::Unsuitable,
        Self::UndecidedWithSessions,
        Self::Undecided,
        Self::Unassessed,
    ];
    /// The engagement group, of the suitable.
    pub fn group(self) -> Option<Engagement> {
        match self {
            Self::NoSessions => Some(Engagement::NoSessions),
            Self::SomeSessions => Some(Engagement::SomeSessions),
            Self::Completed => Some(Engagement::Completed),
            _ => None,
        }
    }
    /// Whether he attended sessions.
    pub fn attends(self) -> bool {
        matches!(self, Self::SomeSessions | Self::Completed | Self::UndecidedWithSessions)
    }
}

const KINDS: usize = 9;

/// How many of a group have a value, and what their values sum to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summed {
    /// Men with a value.
    pub n: u64,
    /// The sum of their values.
    pub sum: i64,
}

/// A measure of Figures 21, 22, 23, 26, 27 for the three engagement groups.
pub type ByGroup = [Summed; 3];

/// How many of everything.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Whether this is the published size, at which the significances are held too.
    pub published: bool,
    /// Rows of each kind by area, both in their own order.
    pub rows: Vec<[u64; KINDS]>,
    /// The quarters of the published table.
    pub quarters: Vec<String>,
    /// Referrals by area and quarter.
    pub by_quarter: Vec<Vec<u64>>,
    /// Unsuitable men by reason; `None` is not recorded.
    pub reasons: Vec<(Option<UnsuitableReason>, u64)>,
    /// Days to the first assessment offered (Figure 21).
    pub to_offered: ByGroup,
    /// Days to the first assessment attended (Figure 22).
    pub to_attended: ByGroup,
    /// Days to the first session offered (Figure 23).
    pub to_session: ByGroup,
    /// Age (Figure 26).
    pub age: ByGroup,
    /// Number of children (Figure 27).
    pub children: ByGroup,
    /// Sessions of those who attended without completing.
    pub sessions: i64,
    /// Starters whose referral closed as dropped out.
    pub dropped_out: u64,
    /// Women.
    pub women: u64,
    /// Women who began to be supported.
    pub supported: u64,
    /// Women by kind of support.
    pub support: Vec<(SupportType, u64)>,
    /// Women by sum of benefits; `None` is not recorded.
    pub benefits: Vec<(Option<i8>, u64)>,
}

/// A number of a published table that the cohort cannot do without.
pub fn count(table: &Table, key: &str, value: &str, column: &str) -> Result<u64, Unsolved> {
    whole(table.number(key, value, column), table, value, column)
}

fn whole(number: Option<f64>, table: &Table, row: &str, column: &str) -> Result<u64, Unsolved> {
    number.filter(|number| *number >= 0.0).map(|number| number.round() as u64).ok_or_else(|| {
        Unsolved::Published { table: table.name, row: row.to_owned(), column: column.to_owned() }
    })
}

fn total(rows: &[[u64; KINDS]], kind: Kind) -> u64 {
    rows.iter().map(|row| row[kind as usize]).sum()
}

/// The sums of the groups that print the group means, and together the mean of all.
///
/// Where a figure's printed total counts other men than its groups do (Figure 23), the
/// groups are followed.
fn summed(figure: &str) -> Result<ByGroup, Unsolved> {
    let table = published::engagement_means();
    let mut groups = [Summed { n: 0, sum: 0 }; 3];
    for (group, place) in groups.iter_mut().zip(Engagement::ALL) {
        group.n = count(&table, "figure", figure, &format!("{}_n", place.code()))?;
        let column = format!("{}_mean", place.code());
        let mean = table.number("figure", figure, &column).ok_or(Unsolved::Published {
            table: table.name,
            row: figure.to_owned(),
            column,
        })?;
        group.sum = (mean * group.n as f64).round() as i64;
    }
    let n: u64 = groups.iter().map(|group| group.n).sum();
    let printed = table.number("figure", figure, "total_mean");
    if let Some(printed) = printed.filter(|_| count(&table, "figure", figure, "total_n") == Ok(n)) {
        let sum: i64 = groups.iter().map(|group| group.sum).sum();
        let mean = sum as f64 / n as f64;
        if (mean * 10.0).round() != (printed * 10.0).round() {
            // Each group's sum is already the nearest to its printed mean; no printed table
            // needs more, and one that did could not be reproduced by groups at all.
            return Err(Unsolved::Means { figure: figure.to_owned() });
        }
    }
    Ok(groups)
}

/// Whole numbers that print the published percentages and sum to the number under them:
/// the least that print each, then one more from the last row up until the sum is reached.
fn reasons(unsuitable: u64) -> Result<Vec<(Option<UnsuitableReason>, u64)>, Unsolved> {
    let table = published::unsuitable_reasons();
    let column = table.columns.get(1).cloned().unwrap_or_default();
    let of = column.rsplit('_').next().and_then(|of| of.parse::<u64>().ok());
    let of = whole(of.map(|of| of as f64), &table, "header", &column)?;
    let mut counts = Vec::new();
    for line in table.iter() {
        let text = line.text("reason");
        let code = text.to_lowercase().replace(' ', "_");
        let percent = whole(line.number(&column), &table, text, &column)?;
        let prints = |count: u64| (count as f64 * 100.0 / of as f64).round() as u64 == percent;
        let least = (0..=of).find(|count| prints(*count));
        let least = whole(least.map(|least| least as f64), &table, text, &column)?;
        counts.push((UnsuitableReason::from_code(&code), least, prints(least + 1)));
    }
    let mut short = of.saturating_sub(counts.iter().map(|(_, least, _)| least).sum());
    for (_, least, more) in counts.iter_mut().rev() {
        if short > 0 && *more {
            *least += 1;
            short -= 1;
        }
    }
    let mut reasons: Vec<_> =
        counts.into_iter().map(|(reason, least, _)| (reason, least)).collect();
    reasons.push((None, unsuitable.saturating_sub(of)));
    Ok(reasons)
}

impl Shape {
    /// Solves what the published tables ask.
    pub fn published() -> Result<Self, Unsolved> {
        let by_area_quarter = published::referrals_by_area_quarter();
        let suitability = published::suitability_by_area();
        let completions = published::completions_by_area();
        let outputs = published::outputs();
        let records = published::session_records();
        let output = |name| count(&outputs, "output", name, "value");
        let record = |name| count(&records, "measure", name, "value");
        let quarters: Vec<String> =
            by_area_quarter.columns.iter().filter(|column| column.contains('Q')).cloned().collect();

        let (mut rows, mut by_quarter, mut rest) = (Vec::new(), Vec::new(), Vec::new());
        let mut not_completed = Vec::new();
        for area in Area::ALL.iter().map(|area| area.code()) {
            let cells: Vec<u64> = quarters
                .iter()
                .map(|quarter| count(&by_area_quarter, "area", area, quarter))
                .collect::<Result<_, _>>()?;
            let mut row = [0; KINDS];
            let suitable = count(&suitability, "area", area, "suitable")?;
            row[Kind::Completed as usize] = count(&completions, "area", area, "completed")?;
            row[Kind::Unsuitable as usize] = count(&suitability, "area", area, "unsuitable")?;
            not_completed.push(suitable.saturating_sub(row[Kind::Completed as usize]));
            let decided = suitable + row[Kind::Unsuitable as usize];
            rest.push(cells.iter().sum::<u64>().saturating_sub(decided));
            rows.push(row);
            by_quarter.push(cells);
        }
        let to_offered = summed("21")?;
        for (place, share) in apportion(&not_completed, to_offered[0].n).into_iter().enumerate() {
            rows[place][Kind::NoSessions as usize] = share;
            rows[place][Kind::SomeSessions as usize] = not_completed[place].saturating_sub(share);
        }
        let unsuitable = total(&rows, Kind::Unsuitable);
        let suitable: u64 = to_offered.iter().map(|group| group.n).sum();
        let undecided = output("individuals assessed")?.saturating_sub(suitable + unsuitable);
        let attended = record("individuals with sessions after correction")?;
        let starters = to_offered[1].n + to_offered[2].n;
        let with_sessions = attended.saturating_sub(starters);
        let on_both = record("recorded on a primary and a duplicate case")?;
        let duplicates = output("duplicate or triplicate referrals")?;
        for (kind, count) in [
            (Kind::UndecidedWithSessions, with_sessions),
            (Kind::Undecided, undecided.saturating_sub(with_sessions)),
            (Kind::DuplicateWithSessions, on_both),
            (Kind::Duplicate, duplicates.saturating_sub(on_both)),
        ] {
            let shares = apportion(&rest, count);
            for ((row, left), share) in rows.iter_mut().zip(&mut rest).zip(shares) {
                row[kind as usize] = share;
                *left = left.saturating_sub(share);
            }
        }
        for (row, left) in rows.iter_mut().zip(rest) {
            row[Kind::Unassessed as usize] = left;
        }

        let completed = to_offered[2].n * u64::from(PROGRAMME);
        let types = published::iss_support_counts();
        let mut support = Vec::new();
        for kind in SupportType::ALL {
            support.push((*kind, count(&types, "support", kind.code(), "women")?));
        }
        let benefits = published::sum_of_benefits();
        let benefits = benefits
            .iter()
            .map(|line| {
                let sum = line.text("sum_of_benefits");
                Ok((sum.parse().ok(), whole(line.number("women"), &benefits, sum, "women")?))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            published: true,
            reasons: reasons(unsuitable)?,
            rows,
            quarters,
            by_quarter,
            to_offered,
            to_attended: summed("22")?,
            to_session: summed("23")?,
            age: summed("26")?,
            children: summed("27")?,
            sessions: output("sessions delivered")?.saturating_sub(completed) as i64,
            // "103 perpetrators dropped out after attending one session and did not go on to
            // complete the programme" (3.6.2), of which 4.6 makes "the dropout rate for those
            // who attended at least one session"; its note leaves out those who broke rules
            // or whose risk rose. So: starters closed as dropped out, after one or more.
            dropped_out: record("dropped out after attending one session (3.6.2)")?,
            women: output("(ex)partners referred to the ISS")?,
            supported: output("(ex)partners receiving support from the ISS")?,
            support,
            benefits,
        })
    }

    /// How many of a kind there are, in all areas.
    pub fn count(&self, kind: Kind) -> u64 {
        total(&self.rows, kind)
    }

    /// Men.
    pub fn men(&self) -> u64 {
        Kind::MEN.iter().map(|kind| self.count(*kind)).sum()
    }

    /// The same shape for another number of men, every share to the nearest whole number.
    pub fn scaled(self, men: u64) -> Self {
        let from = self.men();
        if men == from {
            return self;
        }
        let apportioned = |kinds: &[Kind], to: u64| {
            let weights: Vec<u64> = self
                .rows
                .iter()
                .flat_map(|row| kinds.iter().map(|kind| row[*kind as usize]))
                .collect();
            apportion(&weights, to)
        };
        let duplicates = [Kind::DuplicateWithSessions, Kind::Duplicate];
        let extra: u64 = duplicates.iter().map(|kind| self.count(*kind)).sum();
        let of_men = apportioned(&Kind::MEN, men);
        let of_duplicates = apportioned(&duplicates, scale(extra, from, men));
        let rows: Vec<[u64; KINDS]> = of_men
            .chunks(Kind::MEN.len())
            .zip(of_duplicates.chunks(duplicates.len()))
            .map(|(men, duplicates)| {
                let mut row = [0; KINDS];
                row[..men.len()].copy_from_slice(men);
                row[men.len()..].copy_from_slice(duplicates);
                row
            })
            .collect();
        let by_group = |measure: ByGroup| {
            let mut scaled = measure;
            for (place, group) in scaled.iter_mut().enumerate() {
                let kind = Kind::MEN[place];
                let n = scale(group.n, self.count(kind), total(&rows, kind));
                group.sum = scale(group.sum.unsigned_abs(), group.n, n) as i64;
                group.n = n;
            }
            scaled
        };
        let attend = |of: &[[u64; KINDS]]| {
            total(of, Kind::SomeSessions) + total(of, Kind::UndecidedWithSessions)
        };
        let starters = |of: &[[u64; KINDS]]| total(of, Kind::SomeSessions);
        let women = scale(self.women, from, men);
        let counts = |weights: Vec<u64>, to: u64| -> std::vec::IntoIter<u64> {
            apportion(&weights, to).into_iter()
        };
        let by_quarter = self
            .by_quarter
            .iter()
            .zip(&rows)
            .map(|(cells, row)| apportion(cells, row.iter().sum()))
            .collect();
        let reasons =
            counts(self.reasons.iter().map(|of| of.1).collect(), total(&rows, Kind::Unsuitable));
        let benefits = counts(self.benefits.iter().map(|of| of.1).collect(), women);
        Self {
            published: false,
            by_quarter,
            reasons: self.reasons.iter().map(|of| of.0).zip(reasons).collect(),
            to_offered: by_group(self.to_offered),
            to_attended: by_group(self.to_attended),
            to_session: by_group(self.to_session),
            age: by_group(self.age),
            children: by_group(self.children),
            sessions: scale(self.sessions as u64, attend(&self.rows), attend(&rows)) as i64,
            dropped_out: scale(self.dropped_out, starters(&self.rows), starters(&rows)),
            women,
            supported: scale(self.supported, self.women, women),
            support: self
                .support
                .iter()
                .map(|(kind, count)| (*kind, scale(*count, self.women, women)))
                .collect(),
            benefits: self.benefits.iter().map(|of| of.0).zip(benefits).collect(),
            quarters: self.quarters,
            rows,
        }
    }
}
