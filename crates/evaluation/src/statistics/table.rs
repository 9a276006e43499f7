//! Tables of any size: Freeman and Halton's extension of Fisher's exact test.

use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::distribution::ln_factorial;

/// Tables that are drawn where they are too many to be counted.
const REPLICATES: u64 = 10_000;
/// How many tables are counted one by one before simulation takes over.
const COUNTED: u64 = 1_000_000;
/// Tables whose chances differ by less than rounding are equally likely.
const ROUNDING: f64 = 1e-7;

/// Freeman and Halton's test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FreemanHalton {
    /// The chance, the totals given, of tables no likelier than this one.
    pub p: f64,
    /// `exact` or `simulated`.
    pub method: &'static str,
    /// How many tables were drawn, where simulated.
    pub replicates: Option<u64>,
    /// The standard error of p, where simulated.
    pub standard_error: Option<f64>,
}

/// Freeman and Halton's test of a table of counts: exact where its tables can be counted,
/// otherwise simulated from `seed`. Empty rows and columns are left out; none where fewer
/// than two rows or columns are left.
pub fn freeman_halton(table: &[Vec<u64>], seed: u64) -> Option<FreemanHalton> {
    let totals = Totals::of(table)?;
    // −ln of the chance, but for what the totals fix
    let observed: f64 = table.iter().flatten().map(|count| ln_factorial(*count)).sum();
    let limit = observed - ROUNDING;
    if let Some(p) = totals.exact(limit) {
        return Some(FreemanHalton { p, method: "exact", replicates: None, standard_error: None });
    }
    let hits = totals.simulated(limit, seed);
    let p = (1 + hits) as f64 / (1 + REPLICATES) as f64;
    Some(FreemanHalton {
        p,
        method: "simulated",
        replicates: Some(REPLICATES),
        standard_error: Some((p * (1.0 - p) / REPLICATES as f64).sqrt()),
    })
}

/// What every table of the test shares. Sorted, the greatest last: what the others leave
/// falls to it, and the chance of a table does not hang on the order.
struct Totals {
    rows: Vec<u64>,
    columns: Vec<u64>,
    n: u64,
}

impl Totals {
    fn of(table: &[Vec<u64>]) -> Option<Self> {
        let width = table.iter().map(Vec::len).max()?;
        let sorted = |totals: Vec<u64>| {
            let mut totals: Vec<u64> = totals.into_iter().filter(|total| *total > 0).collect();
            totals.sort_unstable();
            totals
        };
        let rows = sorted(table.iter().map(|row| row.iter().sum()).collect());
        let columns = sorted(
            (0..width).map(|column| table.iter().filter_map(|row| row.get(column)).sum()).collect(),
        );
        if rows.len() < 2 || columns.len() < 2 {
            return None;
        }
        let n = rows.iter().sum();
        // fewer, longer steps: the longer side as rows
        let (rows, columns) =
            if rows.len() < columns.len() { (columns, rows) } else { (rows, columns) };
        Some(Self { rows, columns, n })
    }

    /// The exact p-value, by counting every table; none where they are too many.
    fn exact(&self, limit: f64) -> Option<f64> {
        let fixed: f64 = self.rows.iter().chain(&self.columns).map(|n| ln_factorial(*n)).sum();
        let factorials: Vec<f64> =
            (0..=self.columns[self.columns.len() - 1].min(self.n)).map(ln_factorial).collect();
        let mut count = Counting {
            rows: &self.rows,
            factorials: &factorials,
            constant: fixed - ln_factorial(self.n),
            limit,
            sum: 0.0,
            counted: 0,
        };
        let mut left = self.columns.clone();
        count.row(0, 0, self.rows[0], &mut left, 0.0);
        (count.counted <= COUNTED).then(|| count.sum.min(1.0))
    }

    /// How many of the tables drawn are no likelier.
    fn simulated(&self, limit: f64, seed: u64) -> u64 {
        let mut random = Pcg64::seed_from_u64(seed);
        let (last_row, last_column) = (self.rows.len() - 1, self.columns.len() - 1);
        let mut hits = 0;
        let mut left = self.columns.clone();
        for _ in 0..REPLICATES {
            left.copy_from_slice(&self.columns);
            let mut of_all = self.n;
            let mut statistic = 0.0;
            for row in &self.rows[..last_row] {
                let (mut of_row, mut beyond) = (*row, of_all);
                for column in &mut left[..last_column] {
                    let taken = hypergeometric(of_row, *column, beyond, &mut random);
                    beyond -= *column;
                    *column -= taken;
                    of_row -= taken;
                    statistic += ln_factorial(taken);
                }
                left[last_column] -= of_row;
                statistic += ln_factorial(of_row);
                of_all -= row;
            }
            statistic += left.iter().map(|count| ln_factorial(*count)).sum::<f64>();
            hits += u64::from(statistic >= limit);
        }
        hits
    }
}

/// Counting every table with the same totals, row by row, cell by cell.
struct Counting<'a> {
    rows: &'a [u64],
    factorials: &'a [f64],
    constant: f64,
    limit: f64,
    sum: f64,
    counted: u64,
}

impl Counting<'_> {
    /// Fills the cells of `row` from `column` on, of which `of_row` are to be placed, from
    /// what is `left` of each column; `statistic` is of the cells filled.
    fn row(&mut self, row: usize, column: usize, of_row: u64, left: &mut [u64], statistic: f64) {
        if row + 1 == self.rows.len() {
            self.counted += 1;
            let statistic =
                statistic + left.iter().map(|n| self.factorials[*n as usize]).sum::<f64>();
            if statistic >= self.limit {
                self.sum += (self.constant - statistic).exp();
            }
            return;
        }
        let room: u64 = left[column + 1..].iter().sum();
        let (least, most) = (of_row.saturating_sub(room), of_row.min(left[column]));
        for taken in least..=most {
            if self.counted > COUNTED {
                return;
            }
            left[column] -= taken;
            let statistic = statistic + self.factorials[taken as usize];
            if column + 1 == left.len() {
                self.row(row + 1, 0, self.rows[row + 1], left, statistic);
            } else {
                self.row(row, column + 1, of_row - taken, left, statistic);
            }
            left[column] += taken;
        }
    }
}

/// How many of `drawn` out of `all` are among the `marked`: drawn at random, walking outward
/// from the likeliest number (Patefield 1981), in steps of about the deviation.
fn hypergeometric(drawn: u64, marked: u64, all: u64, random: &mut Pcg64) -> u64 {
    let (least, most) = ((drawn + marked).saturating_sub(all), drawn.min(marked));
    if least == most {
        return least;
    }
    let middle = (u128::from(drawn + 1) * u128::from(marked + 1) / (u128::from(all) + 2)) as u64;
    let mode = middle.clamp(least, most);
    let chance_of_mode = (ln_factorial(drawn)
        + ln_factorial(all - drawn)
        + ln_factorial(marked)
        + ln_factorial(all - marked)
        - ln_factorial(all)
        - ln_factorial(mode)
        - ln_factorial(drawn - mode)
        - ln_factorial(marked - mode)
        - ln_factorial(all + mode - drawn - marked))
    .exp();
    loop {
        let mut rest = (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64 - chance_of_mode;
        if rest < 0.0 {
            return mode;
        }
        let (mut above, mut below) = (mode, mode);
        let (mut up, mut down) = (chance_of_mode, chance_of_mode);
        while above < most || below > least {
            if above < most {
                up *= (drawn - above) as f64 * (marked - above) as f64
                    / ((above + 1) as f64 * (all + above + 1 - drawn - marked) as f64);
                above += 1;
                rest -= up;
                if rest < 0.0 {
                    return above;
                }
            }
            if below > least {
                down *= below as f64 * (all + below - drawn - marked) as f64
                    / ((drawn + 1 - below) as f64 * (marked + 1 - below) as f64);
                below -= 1;
                rest -= down;
                if rest < 0.0 {
                    return below;
                }
            }
        }
        // the chances sum to 1 but for rounding: draw again
    }
}
