//! Rows against printed totals, and one quantity on several pages.

use super::{Found, Printed, Report, sum, unequal, written};
use crate::Contradiction;

/// Figure 13: referrals less duplicates are individuals.
pub(super) fn outputs(report: &Report<'_>) -> Found {
    let referrals = report.output("referrals to My Time for assessment")?;
    let duplicates = report.output("duplicate or triplicate referrals")?;
    let individuals = report.output("individuals referred to My Time")?;
    let found = unequal(
        "Figure 13",
        "In Figure 13 the referrals less the duplicates are",
        individuals,
        referrals - duplicates,
        Some("13"),
    );
    Some(found.into_iter().collect())
}

/// Figure 20: the areas of each quarter, and of all, against the totals printed under them.
pub(super) fn quarters(report: &Report<'_>) -> Found {
    let rows = report.table("referrals_by_area_quarter")?;
    let totals = report.table("quarter_totals_printed")?;
    let mut found = Vec::new();
    for total in totals.iter() {
        let quarter = total.text("quarter");
        let (Some(printed), Some(computed)) = (total.number("printed_total"), sum(rows, quarter))
        else {
            continue;
        };
        let what = if quarter == "total" {
            "In Figure 20 the areas sum to".to_owned()
        } else {
            format!("In Figure 20 the areas of {quarter} ({}) sum to", total.text("label"))
        };
        found.extend(unequal("Figure 20", &what, printed, computed, Some("20")));
    }
    Some(found)
}

/// Figure 20: each label is the quarter after the one before.
pub(super) fn quarter_labels(report: &Report<'_>) -> Found {
    let mut labels = report
        .table("quarter_totals_printed")?
        .iter()
        .map(|line| line.text("label"))
        .filter(|label| !label.is_empty());
    let (mut year, mut quarter) = year_and_quarter(labels.next()?)?;
    let mut found = Vec::new();
    for label in labels {
        (year, quarter) = if quarter == 4 { (year + 1, 1) } else { (year, quarter + 1) };
        if year_and_quarter(label) != Some((year, quarter)) {
            let computed = format!("Y{year}Q{quarter}");
            found.push(Contradiction {
                place: "Figure 20".to_owned(),
                sentence: format!(
                    "In Figure 20 the column headed {label} is of {computed}, not {label}."
                ),
                printed: label.to_owned(),
                computed,
                figure: Some("20"),
            });
        }
    }
    Some(found)
}

fn year_and_quarter(label: &str) -> Option<(u32, u32)> {
    let (year, quarter) = label.strip_prefix('Y')?.split_once('Q')?;
    Some((year.parse().ok()?, quarter.parse().ok()?))
}

/// Figure 20: the quarters of each area against the total printed beside them.
pub(super) fn area_totals(report: &Report<'_>) -> Found {
    let table = report.table("referrals_by_area_quarter")?;
    let quarters: Vec<&String> =
        table.columns.iter().filter(|column| *column != "area" && *column != "total").collect();
    let found = table.iter().filter_map(|line| {
        let computed = quarters.iter().filter_map(|quarter| line.number(quarter)).sum();
        let what = format!("In Figure 20 the quarters of {} sum to", line.text("area"));
        unequal("Figure 20", &what, line.number("total")?, computed, Some("20"))
    });
    Some(found.collect())
}

/// Figures 21, 22, 23, 26 and 27: the groups' numbers and means against those of the total.
pub(super) fn group_means(report: &Report<'_>) -> Found {
    const GROUPS: [[&str; 2]; 3] = [
        ["no_sessions_n", "no_sessions_mean"],
        ["some_sessions_n", "some_sessions_mean"],
        ["completed_n", "completed_mean"],
    ];
    let mut found = Vec::new();
    for line in report.table("engagement_means")?.iter() {
        let key =
            ["21", "22", "23", "26", "27"].into_iter().find(|key| *key == line.text("figure"));
        let place = format!("Figure {}", line.text("figure"));
        let groups: Option<Vec<(f64, Printed)>> = GROUPS
            .iter()
            .map(|[n, mean]| Some((line.number(n)?, Printed::parse(line.text(mean))?)))
            .collect();
        let (Some(groups), Some(total_n), Some(total)) =
            (groups, line.number("total_n"), Printed::parse(line.text("total_mean")))
        else {
            continue;
        };
        let n: f64 = groups.iter().map(|(n, _)| n).sum();
        found.extend(unequal(&place, &format!("In {place} the groups sum to"), total_n, n, key));
        let weigh =
            |of: fn(Printed) -> f64| groups.iter().map(|(n, mean)| n * of(*mean)).sum::<f64>() / n;
        let mean = weigh(|mean| mean.value);
        // each group's mean was rounded too
        if n > 0.0 && !total.stands_for(mean, weigh(Printed::half)) {
            let (printed, computed) =
                (format!("{:.1$}", total.value, total.decimals), format!("{mean:.1}"));
            found.push(Contradiction {
                sentence: format!(
                    "In {place} the mean of the groups, weighted by their numbers, is {computed}, \
                     not {printed} as printed."
                ),
                place,
                printed,
                computed,
                figure: key,
            });
        }
    }
    Some(found)
}

/// Completions by area against the completions of Figure 13.
pub(super) fn completions(report: &Report<'_>) -> Found {
    let computed = sum(report.table("completions_by_area")?, "completed")?;
    let printed = report.output("men completing the 30-week programme")?;
    let what = "The completions of the areas sum to";
    Some(unequal("Figure 13", what, printed, computed, Some("13")).into_iter().collect())
}

/// Men who attended: by the executive summary, and by the session records.
pub(super) fn men_attended(report: &Report<'_>) -> Found {
    let started = report.output("men who started (attended at least one session)")?;
    let records = report.table("session_records")?;
    let number = |measure: &str| records.number("measure", measure, "value");
    let attended = number("individuals with sessions after correction")?;
    let mut found = Vec::new();
    if let (Some(first), Some(twice)) = (
        number("records with sessions as first counted"),
        number("recorded on a primary and a duplicate case"),
    ) {
        let what = "The records with sessions, less those recorded twice, are";
        found.extend(unequal("section 4.6", what, attended, first - twice, Some("14")));
    }
    if (started - attended).abs() > 1e-9 {
        let (started, attended) = (written(started), written(attended));
        found.push(Contradiction {
            place: "Executive summary and section 4.6".to_owned(),
            sentence: format!(
                "{started} men attended at least one session by the executive summary, \
                 {attended} by the session records."
            ),
            printed: started,
            computed: attended,
            figure: Some("14"),
        });
    }
    Some(found)
}

/// Women whom the ISS supported: no page may say fewer than had one kind of support.
pub(super) fn women_supported(report: &Report<'_>) -> Found {
    let outputs = report.output("(ex)partners receiving support from the ISS")?;
    let concluded = report.table("inputs_and_context")?.number(
        "item",
        "women the report says were enabled to receive support (at least)",
        "value",
    )?;
    let (kind, most) = report
        .table("iss_support_counts")?
        .iter()
        .filter_map(|line| Some((line.text("support"), line.number("women")?)))
        .max_by(|one, other| one.1.total_cmp(&other.1))?;
    if outputs == concluded && most <= outputs {
        return None;
    }
    let (outputs, concluded, most) = (written(outputs), written(concluded), written(most));
    Some(vec![Contradiction {
        place: "Figure 13, section 5.4 and section 6".to_owned(),
        sentence: format!(
            "The ISS supported {outputs} women by Figure 13, at least {concluded} by section 6, \
             and at least {most} by section 5.4, where so many had {kind} support."
        ),
        printed: outputs,
        computed: format!("{concluded} or {most}"),
        figure: Some("iss"),
    }])
}

/// Interviews by area and stakeholders by organisation against the consultation table.
pub(super) fn interviews(report: &Report<'_>) -> Found {
    let consultation = report.table("consultation")?;
    let done = |group: &str, phase: &str| {
        consultation
            .iter()
            .find(|line| line.text("group") == group && line.text("phase") == phase)?
            .number("done")
    };
    let mut found = Vec::new();
    for (name, group) in
        [("interviews", "social workers"), ("stakeholders_by_organisation", "stakeholders")]
    {
        let Some(table) = report.table(name) else { continue };
        for (column, phase) in [("phase_one", "1"), ("phase_two", "2"), ("phase_three", "3")] {
            if let (Some(printed), Some(computed)) = (done(group, phase), sum(table, column)) {
                let what = format!("The rows of {group} interviewed in phase {phase} sum to");
                found.extend(unequal("Figure 6", &what, printed, computed, Some("6")));
            }
        }
    }
    Some(found)
}
