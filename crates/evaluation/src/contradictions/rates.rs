//! Percentages against the counts that they are of.

use super::{Printed, Report, percent, sum, written};
use crate::Contradiction;

type Found = Option<Vec<Contradiction>>;

/// Figure 18: each share against its count and all decided; a share that is of another total
/// is said to be.
pub(super) fn suitability(report: &Report<'_>) -> Found {
    let counts = report.table("suitability_by_area")?;
    let shares = report.table("suitability_percent_printed")?;
    let (suitable, unsuitable) = (sum(counts, "suitable")?, sum(counts, "unsuitable")?);
    let decided = suitable + unsuitable;
    let mut found = Vec::new();
    for line in shares.iter() {
        let area = line.text("area");
        for (outcome, column, all) in [
            ("suitable", "suitable_percent", suitable),
            ("unsuitable", "unsuitable_percent", unsuitable),
        ] {
            let count =
                if area == "total" { Some(all) } else { counts.number("area", area, outcome) };
            let (Some(count), Some(printed)) = (count, Printed::parse(line.text(column))) else {
                continue;
            };
            if printed.stands_for(percent(count, decided), 0.0) {
                continue;
            }
            let (share, text) = (written(percent(count, decided)), line.text(column));
            let (count, of) = (written(count), written(decided));
            let other = if area != "total" && printed.stands_for(percent_of(&count, all), 0.0) {
                format!(
                    "{text}% is of the {} {outcome}, where the others are of {of}",
                    written(all)
                )
            } else {
                format!("{text}% is printed")
            };
            found.push(Contradiction {
                place: "Figure 18".to_owned(),
                printed: format!("{text}%"),
                computed: format!("{share}%"),
                sentence: format!(
                    "In Figure 18 the {outcome} of {area} are {count} of {of}, which is {share}%: {other}."
                ),
                figure: Some("18"),
            });
        }
    }
    Some(found)
}

fn percent_of(count: &str, of: f64) -> f64 {
    count.replace(',', "").parse().map_or(f64::NAN, |count| percent(count, of))
}

/// Figure 19: the number that its shares are of against the unsuitable of Figure 18, and
/// their sum against the whole.
pub(super) fn unsuitable_reasons(report: &Report<'_>) -> Found {
    let reasons = report.table("unsuitable_reasons")?;
    let unsuitable = sum(report.table("suitability_by_area")?, "unsuitable")?;
    let column = reasons.columns.iter().find(|column| column.starts_with("percent_of_"))?;
    let base: f64 = column.trim_start_matches("percent_of_").parse().ok()?;
    let total = sum(reasons, column)?;
    let rounding: f64 = reasons
        .iter()
        .filter_map(|line| Printed::parse(line.text(column)))
        .map(Printed::half)
        .sum();
    if base == unsuitable && (total - 100.0).abs() <= rounding {
        return None;
    }
    let (base, unsuitable, total) = (written(base), written(unsuitable), written(total));
    Some(vec![Contradiction {
        place: "Figure 19".to_owned(),
        sentence: format!(
            "Figure 19 sums to {total}% of {base} where {unsuitable} are unsuitable by Figure 18."
        ),
        printed: format!("{total}% of {base}"),
        computed: format!("100% of {unsuitable}"),
        figure: Some("19"),
    }])
}

/// Figure 30: each share against its count and all who were rated, and all against the women
/// referred.
pub(super) fn benefits(report: &Report<'_>) -> Found {
    let counts = report.table("sum_of_benefits")?;
    let all = sum(counts, "women")?;
    let missing = counts.number("sum_of_benefits", "missing", "women").unwrap_or(0.0);
    let rated = all - missing;
    let mut found: Vec<Contradiction> = report
        .table("benefits_percent_printed")?
        .iter()
        .filter_map(|line| {
            let value = line.text("sum_of_benefits");
            let count = counts.number("sum_of_benefits", value, "women")?;
            let what = format!("a sum of benefits of {value}");
            share("Figure 30", &what, count, rated, line.text("percent"), "30")
        })
        .collect();
    if let Some(referred) = report.output("(ex)partners referred to the ISS") {
        let what = "In Figure 30 the women rated and not rated sum to";
        found.extend(super::unequal("Figure 30", what, referred, all, Some("30")));
    }
    Some(found)
}

/// Support types: each share against its count, and against the other page that prints it.
pub(super) fn support(report: &Report<'_>) -> Found {
    let counts = report.table("iss_support_counts")?;
    let mut found = Vec::new();
    for line in counts.iter() {
        if let (Some(women), Some(of)) = (line.number("women"), line.number("of")) {
            let what = line.text("support").replace('_', " ");
            found.extend(share("section 5.4", &what, women, of, line.text("percent"), "iss"));
        }
    }
    Some(found)
}

/// A printed share of a count, where the count gives another.
fn share(
    place: &str,
    what: &str,
    count: f64,
    of: f64,
    text: &str,
    figure: &'static str,
) -> Option<Contradiction> {
    let printed = Printed::parse(text)?;
    let computed = percent(count, of);
    (!printed.stands_for(computed, 0.0)).then(|| Contradiction {
        place: place.to_owned(),
        printed: format!("{text}%"),
        computed: format!("{computed:.1}%"),
        sentence: format!(
            "In {place}, {what}: {} of {} is {computed:.1}%, not {text}% as printed.",
            written(count),
            written(of),
        ),
        figure: Some(figure),
    })
}

/// Rates stated in the text, against their numerators and denominators.
pub(super) fn stated(report: &Report<'_>) -> Found {
    let mut found = Vec::new();
    for line in report.table("stated_rates")?.iter() {
        let (Some(printed), Some(count), Some(of)) = (
            Printed::parse(line.text("printed")),
            line.number("numerator"),
            line.number("denominator"),
        ) else {
            continue;
        };
        let share = percent(count, of);
        if printed.stands_for(share, 0.0) {
            continue;
        }
        let statement = line.text("statement");
        let computed = format!("{share:.1}%");
        let (text, section) = (line.text("printed"), line.text("section"));
        let (count, all) = (written(count), written(of));
        let otherwise = if statement == "referrals closed without assessment" {
            by_individuals(report)
        } else {
            would_be(printed, text, of)
        };
        found.push(Contradiction {
            place: format!("section {section}"),
            printed: text.to_owned(),
            sentence: format!(
                "The report prints {text} for {statement} (section {section}), but {count} of {all} is \
                 {computed}{}.",
                otherwise.map(|words| format!("; {words}")).unwrap_or_default()
            ),
            computed,
            figure: Some(match statement {
                "share of the completion target" => "13",
                "starters who dropped out" => "attrition",
                "women with benefits recorded" | "rated women who benefited" => "30",
                "decided found unsuitable" => "18",
                _ => "14",
            }),
        });
    }
    Some(found)
}

/// The same of individuals, each once.
fn by_individuals(report: &Report<'_>) -> Option<String> {
    let individuals = report.output("individuals referred to My Time")?;
    let unassessed = individuals - report.output("individuals assessed")?;
    Some(format!(
        "of individuals it is {} of {}, {:.1}%",
        written(unassessed),
        written(individuals),
        percent(unassessed, individuals)
    ))
}

/// The counts that would have been printed so.
fn would_be(printed: Printed, text: &str, of: f64) -> Option<String> {
    let at_least = ((printed.value - printed.half()) / 100.0 * of).ceil();
    let at_most = ((printed.value + printed.half()) / 100.0 * of).floor();
    if at_least > at_most {
        return Some(format!("no number of {} would be {text}", written(of)));
    }
    let counts = if at_least == at_most {
        written(at_least)
    } else {
        format!("{} to {}", written(at_least), written(at_most))
    };
    Some(format!("{text} would be {counts} of {}", written(of)))
}
