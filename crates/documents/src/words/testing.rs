//! Tests and effect sizes in a sentence.

use evaluation::{Test, Value};

use super::{UNDEFINED, code, decimals, probability, sentence, significant, value};

/// A test in plain words: *Welch's test: F = 3.24 on 2 and 61.5 degrees of freedom, p = 0.046
/// (0.12 after Holm).*
pub fn test(test: &Test) -> String {
    let name = sentence(called(test.name));
    let groups = test.get("groups").map(groups).unwrap_or_default();
    let said = match test.name {
        "welch_anova" | "kruskal_wallis" | "games_howell" | "welch_t" => statistic(test),
        "hedges_g" | "risk_difference" | "odds_ratio" => effect(test),
        "freeman_halton" => freeman_halton(test),
        _ => others(test),
    };
    format!("{name}{groups}: {said}.")
}

/// It could not be made, or is withheld: the notes of the figure say which.
const NO_VALUE: &str = "no value";

/// The name under which a reader knows it.
fn called(name: &str) -> &str {
    match name {
        "welch_anova" => "Welch's test",
        "welch_t" => "Welch's t-test",
        "games_howell" => "Games–Howell",
        "kruskal_wallis" => "Kruskal–Wallis",
        "hedges_g" => "Hedges' g",
        "freeman_halton" => "Freeman–Halton test",
        "fisher" => "Fisher's exact test",
        "mcnemar" => "McNemar's exact test",
        "wilcoxon" => "Wilcoxon signed-rank test",
        "risk_difference" => "difference in shares",
        "odds_ratio" => "odds ratio",
        _ => name,
    }
}

fn groups(groups: &Value) -> String {
    match groups {
        Value::Texts(of) => {
            let of: Vec<String> = of.iter().map(|group| code(group)).collect();
            format!(", {}", of.join(" and "))
        }
        _ => String::new(),
    }
}

fn p(test: &Test) -> String {
    let p = test
        .number("p")
        .map_or_else(|| format!("p {UNDEFINED}"), |p| format!("p {}", probability(p)));
    match test.number("p_holm") {
        Some(holm) => {
            let holm = probability(holm);
            format!("{p} ({} after Holm)", holm.trim_start_matches("= "))
        }
        None => p,
    }
}

fn statistic(test: &Test) -> String {
    let letter = match test.name {
        "welch_anova" => "F",
        "kruskal_wallis" => "H",
        _ => "t",
    };
    let Some(statistic) = test.number("statistic") else {
        return NO_VALUE.into();
    };
    let freedom = match test.get("df") {
        Some(Value::Numbers(df)) => {
            df.iter().map(|df| freedom(*df)).collect::<Vec<_>>().join(" and ")
        }
        Some(df) => df.as_f64().map_or_else(|| UNDEFINED.into(), freedom),
        None => return format!("{letter} = {}, {}", decimals(statistic, 2), p(test)),
    };
    let degrees = if freedom == "1" { "degree" } else { "degrees" };
    format!("{letter} = {} on {freedom} {degrees} of freedom, {}", decimals(statistic, 2), p(test))
}

fn freedom(df: f64) -> String {
    decimals(df, usize::from(df.fract() != 0.0))
}

fn effect(test: &Test) -> String {
    let Some(size) = test.number("value") else {
        return NO_VALUE.into();
    };
    let interval = match (test.number("low"), test.number("high")) {
        (Some(low), Some(high)) => {
            format!(", 95% interval {} to {}", decimals(low, 2), decimals(high, 2))
        }
        _ => String::new(),
    };
    let p = if test.get("p").is_some() { format!(", {}", p(test)) } else { String::new() };
    format!("{}{interval}{p}", decimals(size, 2))
}

fn freeman_halton(test: &Test) -> String {
    if test.number("p").is_none() {
        return NO_VALUE.into();
    }
    let method = match (test.get("method").and_then(Value::as_text), test.number("replicates")) {
        (Some("simulated"), Some(replicates)) => {
            let error = test.number("standard_error").map_or_else(String::new, |error| {
                format!(", standard error {}", significant(error))
            });
            format!(" (simulated, {} tables{error})", decimals(replicates, 0))
        }
        (Some(method), _) => format!(" ({})", code(method)),
        (None, _) => String::new(),
    };
    format!("{}{method}", p(test))
}

/// Whatever a test says beside the known: its fields by name.
fn others(test: &Test) -> String {
    let mut said: Vec<String> = test
        .fields
        .iter()
        .filter(|(key, _)| !matches!(*key, "groups" | "p" | "p_holm" | "low" | "high"))
        .map(|(key, of)| match of {
            Value::Number(number) => format!("{} {}", code(key), significant(*number)),
            of => format!("{} {}", code(key), value(evaluation::Kind::Code, of)),
        })
        .collect();
    if let (Some(low), Some(high)) = (test.number("low"), test.number("high")) {
        said.push(format!("95% interval {} to {}", significant(low), significant(high)));
    }
    if test.get("p").is_some() {
        said.push(p(test));
    }
    said.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_reads_as_a_sentence() {
        let welch = Test::new("welch_anova")
            .with_number("statistic", Some(3.238))
            .with("df", Value::Numbers(vec![2.0, 61.52]))
            .with_number("p", Some(0.0459))
            .with_number("p_holm", Some(0.118));
        assert_eq!(
            test(&welch),
            "Welch's test: F = 3.24 on 2 and 61.5 degrees of freedom, p = 0.046 (0.12 after Holm)."
        );
        let g = Test::new("hedges_g")
            .with("groups", Value::Texts(vec!["no_sessions".into(), "completed".into()]))
            .with_number("value", Some(0.613))
            .with_number("low", Some(-0.11))
            .with_number("high", Some(1.1));
        assert_eq!(
            test(&g),
            "Hedges' g, no sessions and completed: 0.61, 95% interval −0.11 to 1.10."
        );
    }

    #[test]
    fn a_test_that_cannot_be_made_says_so() {
        let welch = Test::new("welch_anova").with("statistic", Value::Null).with("p", Value::Null);
        assert_eq!(test(&welch), "Welch's test: no value.");
        let halton = Test::new("freeman_halton").with("p", Value::Null).with("method", "simulated");
        assert_eq!(test(&halton), "Freeman–Halton test: no value.");
    }

    #[test]
    fn a_simulation_states_its_error() {
        let simulated = Test::new("freeman_halton")
            .with_number("p", Some(0.0213))
            .with("method", "simulated")
            .with("replicates", 100_000)
            .with_number("standard_error", Some(0.000_456));
        assert_eq!(
            test(&simulated),
            "Freeman–Halton test: p = 0.021 (simulated, 100\u{202f}000 tables, standard error 0.000456)."
        );
    }

    #[test]
    fn a_test_that_nobody_told_us_of_is_still_said() {
        let other = Test::new("mcnemar").with("improved", 7).with_number("p", Some(0.5));
        assert_eq!(test(&other), "McNemar's exact test: improved 7, p = 0.50.");
    }
}
