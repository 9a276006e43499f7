//! Ordinary least squares with standard errors that allow for autocorrelation.

use super::distribution::normal_two_sided;
use super::proportion::Z;

/// A coefficient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Its estimate, in units of y a unit of its column.
    pub value: f64,
    /// How far it may be off; none where the rows that tell it fit exactly, since nothing is
    /// then left from which to judge.
    pub doubt: Option<Doubt>,
}

/// How far a coefficient may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubt {
    /// The standard error.
    pub standard_error: f64,
    /// The lower end of the 95% interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The two-sided normal p-value.
    pub p: f64,
}

/// An error this far under the size of the data is what arithmetic leaves of none.
const NOTHING: f64 = 1e-10;

/// Least squares of `y` on the rows `x` (with a column of ones where there is a constant)
/// and Newey–West standard errors: Bartlett's kernel to `lag`, no small-sample correction,
/// normal p-values and intervals.
///
/// None where columns depend on one another, where rows are no more than columns, or where
/// the fit is exact, since nothing is then left from which to judge.
pub fn newey_west(y: &[f64], x: &[Vec<f64>], lag: usize) -> Option<Vec<Term>> {
    let columns = x.first()?.len();
    if columns == 0 || x.len() != y.len() || x.len() <= columns {
        return None;
    }
    let [orthogonal, upper] = factorise(x, columns)?;
    let mut values: Vec<f64> = (0..columns)
        .map(|column| orthogonal.iter().zip(y).map(|(row, y)| row[column] * y).sum())
        .collect();
    solve_upper(&upper, &mut values);
    let residuals: Vec<f64> = x
        .iter()
        .zip(y)
        .map(|(row, y)| y - row.iter().zip(&values).map(|(x, value)| x * value).sum::<f64>())
        .collect();
    let square = |numbers: &[f64]| numbers.iter().map(|number| number * number).sum::<f64>();
    if square(&residuals) <= 1e-24 * square(y) {
        return None;
    }
    // with X = QR, (X'X)⁻¹X' = R⁻¹Q', so that each term's influence at a row is R⁻¹q e
    let influence: Vec<Vec<f64>> = orthogonal
        .iter()
        .zip(&residuals)
        .map(|(row, residual)| {
            let mut scaled: Vec<f64> = row.iter().map(|q| q * residual).collect();
            solve_upper(&upper, &mut scaled);
            scaled
        })
        .collect();
    let size = (square(y) / y.len() as f64).sqrt();
    let terms = (0..columns)
        .map(|column| {
            let mut variance = 0.0;
            for behind in 0..=lag.min(influence.len() - 1) {
                let weight = 1.0 - behind as f64 / (lag as f64 + 1.0);
                let product: f64 = influence[behind..]
                    .iter()
                    .zip(&influence)
                    .map(|(now, then)| now[column] * then[column])
                    .sum();
                variance += if behind == 0 { product } else { 2.0 * weight * product };
            }
            let (value, error) = (values[column], variance.max(0.0).sqrt());
            let doubt = (error > NOTHING * size).then(|| Doubt {
                standard_error: error,
                low: value - Z * error,
                high: value + Z * error,
                p: normal_two_sided(value / error),
            });
            Term { value, doubt }
        })
        .collect();
    Some(terms)
}

/// The rows of Q and the rows of R of X = QR, by Gram and Schmidt's method done twice. None
/// where a column hangs on those before it.
fn factorise(x: &[Vec<f64>], columns: usize) -> Option<[Vec<Vec<f64>>; 2]> {
    let mut orthogonal = vec![vec![0.0; columns]; x.len()];
    let mut upper = vec![vec![0.0; columns]; columns];
    for column in 0..columns {
        let mut vector: Vec<f64> =
            x.iter().map(|row| row.get(column).copied()).collect::<Option<_>>()?;
        let before = vector.iter().map(|value| value * value).sum::<f64>().sqrt();
        for _ in 0..2 {
            for earlier in 0..column {
                let along: f64 =
                    orthogonal.iter().zip(&vector).map(|(row, value)| row[earlier] * value).sum();
                upper[earlier][column] += along;
                for (row, value) in orthogonal.iter().zip(&mut vector) {
                    *value -= along * row[earlier];
                }
            }
        }
        let length = vector.iter().map(|value| value * value).sum::<f64>().sqrt();
        if length.is_nan() || length <= 1e-10 * before {
            return None;
        }
        upper[column][column] = length;
        for (row, value) in orthogonal.iter_mut().zip(vector) {
            row[column] = value / length;
        }
    }
    Some([orthogonal, upper])
}

/// Solves R z = b in place.
fn solve_upper(upper: &[Vec<f64>], right: &mut [f64]) {
    for row in (0..right.len()).rev() {
        let known: f64 = (row + 1..right.len()).map(|place| upper[row][place] * right[place]).sum();
        right[row] = (right[row] - known) / upper[row][row];
    }
}
