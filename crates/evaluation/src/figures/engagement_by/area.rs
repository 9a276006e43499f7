//! Figure 24: how far the men found suitable came, by area.

use dataset::codes::Area;

use super::By;
use crate::figure::{Figure, Kind, column};
use crate::figures::tally::{TOTAL, beside, names, place};
use crate::quantity::{Quantity, Universe};
use crate::{Cohort, published};

/// Figure 24 of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let figure = Figure::new(
        "24",
        "Engagement of the men found suitable, by area",
        "Do some areas bring more of their men through the programme?",
        "Individuals found suitable, by the area of the index referral and by engagement group: \
         a share of those found suitable in the area, with Wilson's 95% interval. The area's \
         referrals, each counted, stand beside. The Freeman–Halton test is of the areas by the \
         group, those without an area among them.",
        "suitable",
    );
    let by = By {
        key: "area",
        label: "Area",
        values: names::<Area>(),
        place: |man| place(man.area),
        of: "suitable_of_area",
        plural: "areas",
        seed: 24,
    };
    let (mut figure, _) = super::compute(figure, &by, cohort);
    add_referrals(&mut figure, &by.values, cohort);
    for line in published::completions_by_area().iter() {
        let row = [("area", line.text("area")), ("group", "completed")];
        beside(&mut figure, cohort, &row, "count", line.text("completed"));
    }
    figure
}

/// Lays the referrals of the area beside each of its rows.
fn add_referrals(figure: &mut Figure, areas: &[&'static str], cohort: &Cohort) {
    figure.columns.push(column("referrals", "Referrals of the area", Kind::Count));
    let mut referrals = vec![0_u64; areas.len()];
    for row in &cohort.data.referrals {
        referrals[place(row.area)] += 1;
    }
    let all = Quantity::all(Universe::Referrals);
    for row in &mut figure.rows {
        let area = row.text("area").unwrap_or(TOTAL);
        let (count, quantity) = match areas.iter().position(|name| *name == area) {
            Some(place) => (referrals[place], all.clone().only("area", [areas[place]])),
            None => (referrals.iter().sum(), all.clone()),
        };
        *row = std::mem::take(row).with_count("referrals", count, quantity);
    }
}

#[cfg(test)]
mod tests {
    use dataset::codes::{ClosureReason, Outcome};

    use super::*;
    use crate::figures::samples::{Tell, assert_sound, cohort, degenerate, referral};

    fn sample() -> Figure {
        let suitable = |reference: &str| referral(reference).found(Outcome::Suitable);
        compute(&cohort(vec![
            suitable("a").area(Area::Coventry),
            suitable("b").area(Area::Coventry).attended(5),
            suitable("c").area(Area::Coventry).closed(ClosureReason::Completed),
            suitable("d").area(Area::Coventry).attended(30).closed(ClosureReason::Completed),
            suitable("e"),
            referral("f").area(Area::Coventry),
            referral("g").area(Area::Dudley).attended(5),
        ]))
    }

    #[test]
    fn a_group_is_a_share_of_the_suitable_of_its_area() {
        let figure = sample();
        assert_eq!(figure.n, 5);
        assert_eq!(figure.rows.len(), (7 + 1 + 1) * (3 + 1));
        let row = figure.row(&[("area", "Coventry"), ("group", "completed")]).unwrap();
        assert_eq!(row.number("count"), Some(2.0));
        assert_eq!(row.number("share"), Some(0.5));
        assert_eq!(row.text("of"), Some("suitable_of_area"));
        let keys: Vec<_> = row.cells.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, ["area", "group", "count", "of", "share", "low", "high", "referrals"]);
        let total = figure.row(&[("area", "total"), ("group", "completed")]).unwrap();
        assert_eq!(total.number("share"), Some(0.4));
        assert_eq!(total.text("of"), Some("suitable"));
        let nobody = figure.row(&[("area", "Dudley"), ("group", "some_sessions")]).unwrap();
        assert_eq!(nobody.number("count"), Some(0.0), "sessions without a decision start nobody");
        assert_eq!(nobody.number("share"), None);
        let unrecorded = figure.row(&[("area", "not_recorded"), ("group", "total")]).unwrap();
        assert_eq!(unrecorded.number("count"), Some(1.0));
    }

    #[test]
    fn the_referrals_of_the_area_stand_beside() {
        let figure = sample();
        let referrals =
            |area| figure.row(&[("area", area), ("group", "total")]).unwrap().number("referrals");
        assert_eq!(referrals("Coventry"), Some(5.0));
        assert_eq!(referrals("Dudley"), Some(1.0));
        assert_eq!(referrals("total"), Some(7.0));
    }

    #[test]
    fn the_smallest_cohorts_do_not_break_it() {
        for (name, cohort) in degenerate() {
            assert_sound(&compute(&cohort), name);
        }
    }
}
