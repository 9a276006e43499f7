//! Whole numbers that meet sums: the solving in *solved rather than typed in*.

use super::Unsolved;
use super::draw::Draw;

/// Whole counts in proportion to `weights` that sum to `whole`, by largest remainder.
pub fn apportion(weights: &[u64], whole: u64) -> Vec<u64> {
    let sum: u64 = weights.iter().sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: u64| weight as f64 * whole as f64 / sum as f64;
    let mut counts: Vec<u64> = weights.iter().map(|weight| exact(*weight).floor() as u64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|one, other| {
        exact(weights[*other]).fract().total_cmp(&exact(weights[*one]).fract()).then(one.cmp(other))
    });
    let short = whole - counts.iter().sum::<u64>();
    for place in order.into_iter().cycle().take(short as usize) {
        counts[place] += 1;
    }
    counts
}

/// A table of whole counts whose rows sum to `rows` and whose columns sum to `columns`, near to
/// proportional: each row is apportioned to what the columns still have to give.
pub fn table(rows: &[u64], columns: &[u64]) -> Result<Vec<Vec<u64>>, Unsolved> {
    if rows.iter().sum::<u64>() != columns.iter().sum::<u64>() {
        return Err(Unsolved("the sums of rows and of columns differ".to_owned()));
    }
    let mut left = columns.to_vec();
    let mut table = Vec::with_capacity(rows.len());
    for row in rows {
        let mut counts = apportion(&left, *row);
        for place in 0..counts.len() {
            // Rounding up may take one more than is left; the next column takes it over.
            while counts[place] > left[place] {
                counts[place] -= 1;
                let other = (0..counts.len()).find(|other| counts[*other] < left[*other]);
                let other = other.ok_or_else(|| Unsolved("a column ran out".to_owned()))?;
                counts[other] += 1;
            }
        }
        for (left, count) in left.iter_mut().zip(&counts) {
            *left -= count;
        }
        table.push(counts);
    }
    Ok(table)
}

/// The whole sum of `n` whole numbers whose mean is printed as `mean` with one decimal, nearest
/// to the printed mean.
pub fn sum_of_mean(n: u64, mean: f64) -> i64 {
    (n as f64 * mean).round() as i64
}

/// Whether `sum` of `n` numbers has a mean that is printed as `mean` with one decimal.
pub fn prints_as(sum: i64, n: u64, mean: f64) -> bool {
    ((sum as f64 / n as f64) * 10.0).round() == (mean * 10.0).round()
}

/// Moves numbers by single steps, at random places, until they sum to `sum`; none leaves its
/// bounds.
pub fn adjust(
    numbers: &mut [i64],
    bounds: impl Fn(usize) -> (i64, i64),
    sum: i64,
    draw: &mut Draw,
) -> Result<(), Unsolved> {
    let mut short = sum - numbers.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    while short != 0 {
        draw.shuffle(&mut order);
        let before = short;
        for place in &order {
            let (low, high) = bounds(*place);
            let step = short.signum();
            let moved = numbers[*place] + step;
            if short != 0 && (low..=high).contains(&moved) {
                numbers[*place] = moved;
                short -= step;
            }
        }
        if short == before {
            return Err(Unsolved(format!("a sum of {sum} is out of reach by {short}")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_the_sums_asked_for() {
        let (rows, columns) = ([177, 22, 79, 159, 35, 49, 89], [76, 419, 115]);
        let table = table(&rows, &columns).unwrap();
        for (row, sum) in table.iter().zip(rows) {
            assert_eq!(row.iter().sum::<u64>(), sum);
        }
        for (place, sum) in columns.into_iter().enumerate() {
            assert_eq!(table.iter().map(|row| row[place]).sum::<u64>(), sum);
        }
    }

    #[test]
    fn numbers_are_moved_to_a_sum_within_their_bounds() {
        let mut numbers = vec![5, 5, 5, 30];
        adjust(&mut numbers, |_| (1, 30), 29, &mut Draw::new(1)).unwrap();
        assert_eq!(numbers.iter().sum::<i64>(), 29);
        assert!(numbers.iter().all(|number| (1..=30).contains(number)));
        assert!(adjust(&mut numbers, |_| (1, 30), 3, &mut Draw::new(1)).is_err());
    }
}
