//! Distance travelled: what has changed between the first measures and the last, by whose
//! account.

mod pairs;

use dataset::Code;
use dataset::codes::Informant;

use self::pairs::{Pairs, Subject, pairs};
use super::rows::is_small;
use super::wording::{in_words, note_small_rows, thousands};
use crate::Cohort;
use crate::figure::{Figure, Kind, Row, Value, column};
use crate::quantity::{Quantity, Universe};
use crate::statistics::means::summary;
use crate::statistics::paired::{mcnemar, wilcoxon};

/// Paired change by instrument, domain and informant, with who is missing.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "outcomes",
        "Distance travelled on each measure",
        "What has changed from start to end, by his account, hers, the worker's and the child's?",
        "Each row is one instrument, domain and informant; informants are never merged. Domain: \
         the part of an item's code before its first point (not_named where it has none); total: \
         all items of the instrument. An informant's score is the mean of the items that he or \
         she answered both at T1 (T0 where not at T1) and at T3 (T2 where not at T3), on the \
         same version; of two answers at one point the later stands. An informant counts once: \
         of pairs on several versions the latest stands (by the last day on which a paired answer \
         was given, then by version). n: informants with such a pair; missing: those without one, \
         with answers before (missing_after, whether or not other items or another version were \
         answered after) or after alone (missing_before). change: after less before, with its standard deviation \
         and 95% t interval. Where every score is 0 or 1, McNemar's exact test; else Wilcoxon's \
         signed-rank test, zeros dropped, exact where there are no ties and n is 50 or less. \
         effect: matched-pairs rank biserial correlation (for McNemar, its like: risen less \
         fallen, of those that changed). Whether a rise is better is the instrument's to say.",
        "paired informants",
    );
    figure.columns = vec![
        column("instrument", "Instrument", Kind::Text),
        column("domain", "Domain", Kind::Code),
        column("informant", "Informant", Kind::Code),
        column("n", "Pairs", Kind::Count),
        column("missing_after", "No answer after", Kind::Count),
        column("missing_before", "No answer before", Kind::Count),
        column("before", "Mean before", Kind::Number),
        column("after", "Mean after", Kind::Number),
        column("change", "Mean change", Kind::Number),
        column("low", "95% interval, low", Kind::Low),
        column("high", "95% interval, high", Kind::High),
        column("sd", "Standard deviation of change", Kind::Number),
        column("risen", "Risen", Kind::Count),
        column("unchanged", "Unchanged", Kind::Count),
        column("fallen", "Fallen", Kind::Count),
        column("effect", "Effect size", Kind::Number),
        column("test", "Test", Kind::Code),
        column("method", "Method", Kind::Code),
        column("statistic", "Statistic", Kind::Number),
        column("p", "p", Kind::Probability),
    ];
    figure.base = Some(Quantity::all(Universe::Of("outcomes")).only("domain", [pairs::TOTAL]));
    let subjects = pairs(cohort);
    for (subject, pairs) in &subjects {
        if subject.domain == pairs::TOTAL {
            figure.n += pairs.paired.len() as u64;
            figure.missing += pairs.no_after + pairs.no_before;
        }
        figure.rows.push(row(subject, pairs));
    }
    figure.headline = headline(&figure);
    notes(&mut figure, cohort);
    figure
}

fn row(subject: &Subject<'_>, pairs: &Pairs) -> Row {
    let paired = &pairs.paired;
    let set = |what: &[&'static str]| {
        Quantity::all(Universe::Of("outcomes"))
            .only("instrument", [subject.instrument.to_owned()])
            .only("domain", [subject.domain.to_owned()])
            .only("informant", [subject.informant.code()])
            .only("pair", what.iter().copied())
    };
    let n = paired.len() as u64;
    let changes: Vec<f64> = paired.iter().map(|(before, after)| after - before).collect();
    let count = |holds: fn(f64) -> bool| changes.iter().filter(|of| holds(**of)).count() as u64;
    let (risen, fallen) = (count(|of| of > 0.0), count(|of| of < 0.0));
    let mean =
        |of: fn(&(f64, f64)) -> f64| (n > 0).then(|| paired.iter().map(of).sum::<f64>() / n as f64);
    let change = summary(&changes);
    let tested = test(paired, &changes, risen, fallen);
    let mut row = Row::new()
        .with("instrument", subject.instrument.to_owned())
        .with("domain", subject.domain.to_owned())
        .with("informant", subject.informant.code())
        .with_count("n", n, set(&["risen", "unchanged", "fallen"]))
        .with_count("missing_after", pairs.no_after, set(&["missing_after"]))
        .with_count("missing_before", pairs.no_before, set(&["missing_before"]))
        .with_number("before", mean(|pair| pair.0))
        .with_number("after", mean(|pair| pair.1))
        .with_number("change", change.mean)
        .with_number("low", change.low)
        .with_number("high", change.high)
        .with_number("sd", change.sd)
        .with_count("risen", risen, set(&["risen"]))
        .with_count("unchanged", n - risen - fallen, set(&["unchanged"]))
        .with_count("fallen", fallen, set(&["fallen"]))
        .with_number("effect", tested.effect)
        .with("test", tested.test)
        .with("method", tested.method)
        .with_number("statistic", tested.statistic)
        .with_number("p", tested.p);
    row.small = is_small(0, n);
    row
}

/// A paired test, undefined where nobody changed.
struct Tested {
    test: &'static str,
    method: Value,
    effect: Option<f64>,
    statistic: Option<f64>,
    p: Option<f64>,
}

fn test(paired: &[(f64, f64)], changes: &[f64], risen: u64, fallen: u64) -> Tested {
    let binary = |value: f64| value == 0.0 || value == 1.0;
    if !paired.is_empty() && paired.iter().all(|(before, after)| binary(*before) && binary(*after))
    {
        let changed = risen + fallen;
        return Tested {
            test: "mcnemar",
            method: "exact".into(),
            effect: (changed > 0).then(|| (risen as f64 - fallen as f64) / changed as f64),
            statistic: (changed > 0).then_some(risen.min(fallen) as f64),
            p: (changed > 0).then(|| mcnemar(risen, fallen)).flatten(),
        };
    }
    // Means of answers carry rounding; it must not part ties nor make a zero a change.
    let steady: Vec<f64> = changes.iter().map(|of| (of * 1e9).round() / 1e9).collect();
    let tested = (risen + fallen > 0).then(|| wilcoxon(&steady)).flatten();
    Tested {
        test: "wilcoxon_signed_rank",
        method: tested.as_ref().map_or(Value::Null, |tested| tested.method.into()),
        effect: tested.as_ref().map(|tested| tested.effect),
        statistic: tested.as_ref().map(|tested| tested.statistic),
        p: tested.as_ref().map(|tested| tested.p),
    }
}

/// Whose accounts have changed, of those with enough pairs to be tested.
fn headline(figure: &Figure) -> Option<String> {
    if figure.n == 0 {
        return None;
    }
    let totals = figure.rows.iter().filter(|row| row.text("domain") == Some(pairs::TOTAL));
    let said: Vec<String> = totals
        .filter_map(|row| {
            let (n, change) = (row.number("n")? as u64, row.number("change")?);
            let informant = match row.text("informant")? {
                "him" => "his account",
                "her" => "her account",
                "worker" => "the worker's",
                _ => "the child's",
            };
            let instrument = row.text("instrument")?;
            Some(format!(
                "{} {change:+.2} by {informant} (n {})",
                in_words(instrument),
                thousands(n)
            ))
        })
        .take(4)
        .collect();
    let whole = figure.n + figure.missing;
    Some(format!(
        "Mean change from start to end: {}. {} of {} informants have a pair.",
        said.join("; "),
        thousands(figure.n),
        thousands(whole)
    ))
}

fn notes(figure: &mut Figure, cohort: &Cohort) {
    if cohort.data.measures.is_empty() {
        figure.note(
            "No measures file was given, or it is empty: no change can be told. Give one with \
             --measures.",
        );
        return;
    }
    if figure.n == 0 {
        figure.note("No informant has answers both before (T0 or T1) and after (T2 or T3).");
    }
    if figure.rows.iter().any(|row| row.get("p") == Some(&Value::Null)) {
        figure.note(
            "Means are null without a pair, a deviation and an interval with one pair, a test \
             where nobody changed.",
        );
    }
    if figure.missing > 0 {
        figure.note(
            "Those without a pair may differ from those with one: men who left early seldom \
             answer at the end.",
        );
    }
    let informants: Vec<&str> = Informant::ALL
        .iter()
        .map(|informant| informant.code())
        .filter(|code| figure.row(&[("informant", code)]).is_none())
        .collect();
    if !informants.is_empty() {
        figure.note(format!("Nothing was asked of: {}.", informants.join(", ")));
    }
    figure.note("The p-values are of many tests and are not corrected for it.");
    note_small_rows(figure);
}

#[cfg(test)]
mod tests;
