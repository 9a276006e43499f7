//! Waits counted by length, so that their quartiles need no sorting.

/// How many waits there were of each length.
#[derive(Clone, Debug, Default)]
pub struct Waits {
    /// By days.
    lengths: Vec<u64>,
    /// How many in all.
    pub n: u64,
    /// How many ran without an end recorded.
    pub missing: u64,
    /// How many kept to the target.
    pub within: u64,
}

impl Waits {
    /// Counts a wait of so many days.
    pub fn add(&mut self, days: usize) {
        if self.lengths.len() <= days {
            self.lengths.resize(days + 1, 0);
        }
        self.lengths[days] += 1;
        self.n += 1;
    }

    /// Quartiles by linear interpolation between the waits in order (as `means::quartiles`).
    pub fn quartiles(&self) -> Option<[f64; 3]> {
        let last = self.n.checked_sub(1)? as f64;
        Some([0.25, 0.5, 0.75].map(|part| {
            let place = last * part;
            let (below, above) = (self.at(place.floor()), self.at(place.ceil()));
            below + (above - below) * (place - place.floor())
        }))
    }

    /// The wait at a place, from 0 on, of all in order.
    fn at(&self, place: f64) -> f64 {
        let mut before = 0;
        for (days, count) in self.lengths.iter().enumerate() {
            before += count;
            if before as f64 > place {
                return days as f64;
            }
        }
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::means;

    #[test]
    fn the_quartiles_are_those_of_the_sorted_waits() {
        for sample in [&[4_usize][..], &[1, 2], &[0, 0, 3, 9, 9, 40], &[5, 1, 2, 2, 8, 13, 700]] {
            let mut waits = Waits::default();
            sample.iter().for_each(|days| waits.add(*days));
            let mut sorted: Vec<f64> = sample.iter().map(|days| *days as f64).collect();
            sorted.sort_by(f64::total_cmp);
            assert_eq!(waits.quartiles(), means::quartiles(&sorted));
        }
        assert_eq!(Waits::default().quartiles(), None);
    }
}
