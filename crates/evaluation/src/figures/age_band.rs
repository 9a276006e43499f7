//! The age bands of demography and equality.

/// The bands, youngest first, as figures write them.
///
/// The data set has years; the bands are those of the census tables on age with the young
/// and the old joined, so that few cells fall under 5. Under 18 stands apart because the
/// rules of intake ask for 18 or over.
pub const AGE_BANDS: [&str; 6] =
    ["under_18", "18_to_24", "25_to_34", "35_to_44", "45_to_54", "55_and_over"];

/// The place of an age in [`AGE_BANDS`].
pub fn age_band(age: u8) -> usize {
    match age {
        0..=17 => 0,
        18..=24 => 1,
        25..=34 => 2,
        35..=44 => 3,
        45..=54 => 4,
        55.. => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_moves_him_to_the_next_band() {
        assert_eq!(AGE_BANDS[age_band(17)], "under_18");
        assert_eq!(AGE_BANDS[age_band(18)], "18_to_24");
        assert_eq!(AGE_BANDS[age_band(54)], "45_to_54");
        assert_eq!(AGE_BANDS[age_band(200)], "55_and_over");
    }
}
