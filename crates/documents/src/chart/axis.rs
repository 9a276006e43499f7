//! Round numbers for an axis, and where they stand.

/// A straight scale from numbers to places, its ends on round numbers.
pub struct Axis {
    low: f64,
    high: f64,
    /// Between two ticks.
    pub step: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// A scale for a range, on the places `from` to `to`, with four to seven ticks.
    pub fn new(range: (f64, f64), places: (f64, f64), whole: bool) -> Self {
        let span = (range.1 - range.0).max(f64::MIN_POSITIVE);
        let rough = span / 5.0;
        let size = 10_f64.powf(rough.log10().floor());
        let mut step = [1.0, 2.0, 2.5, 5.0, 10.0]
            .into_iter()
            .map(|factor| factor * size)
            .find(|step| *step >= rough * 0.999)
            .unwrap_or(10.0 * size);
        if whole && step < 1.0 {
            step = 1.0;
        }
        if whole && (step - 2.5).abs() < 1e-9 {
            step = 5.0;
        }
        let (low, high) = ((range.0 / step).floor() * step, (range.1 / step).ceil() * step);
        let high = if high > low { high } else { low + step };
        Self { low, high, step, from: places.0, to: places.1 }
    }

    /// The same scale, ending no later than at a number.
    pub fn no_further_than(mut self, high: f64) -> Self {
        self.high = self.high.min(high);
        self
    }

    /// Where a number stands.
    pub fn at(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        self.from + share.clamp(0.0, 1.0) * (self.to - self.from)
    }

    /// The numbers that are written.
    pub fn ticks(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step + 1e-6).floor() as usize;
        (0..=count.min(20)).map(|place| self.low + self.step * place as f64).collect()
    }
}

/// Every how many of so many labels one is written, so that each has its width.
pub fn every(labels: usize, room: f64, width: f64) -> usize {
    let fit = (room / width.max(1.0)).floor().max(1.0) as usize;
    let rough = labels.div_ceil(fit).max(1);
    // 31 sessions read better by fives than by threes, months by sixes than by sevens.
    [1, 2, 5, 6, 10, 12, 20].into_iter().find(|every| *every >= rough).unwrap_or(rough)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_over_the_range() {
        let axis = Axis::new((0.0, 35.4), (0.0, 100.0), false);
        assert_eq!(axis.ticks(), [0.0, 10.0, 20.0, 30.0, 40.0]);
        let counts = Axis::new((0.0, 3.0), (0.0, 100.0), true);
        assert_eq!(counts.ticks(), [0.0, 1.0, 2.0, 3.0]);
        let below = Axis::new((-4.0, 8.0), (0.0, 100.0), false);
        assert_eq!(below.ticks().first(), Some(&-5.0));
    }

    #[test]
    fn a_range_of_nothing_still_has_an_axis() {
        let axis = Axis::new((0.0, 0.0), (0.0, 100.0), true);
        assert!(axis.at(0.0).is_finite());
        assert!(axis.ticks().len() >= 2);
    }

    #[test]
    fn labels_are_thinned_to_their_room() {
        assert_eq!(every(5, 600.0, 60.0), 1);
        assert_eq!(every(20, 600.0, 60.0), 2);
        assert_eq!(every(31, 600.0, 80.0), 5);
    }
}
