//! `figures.json`: the same numbers for machines, at full precision.

use evaluation::{Evaluation, Figure, Finding};
use serde_json::{Map, Value, json};

use crate::Stamp;

/// One figure, as it stands in `figures.json`.
pub fn figure(figure: &Figure) -> Value {
    // A figure has no map with keys that are not text, and no number that is not finite: the
    // two things that JSON refuses.
    serde_json::to_value(figure).unwrap_or(Value::Null)
}

/// The whole evaluation: `generated`, `as_at`, `source`, `scope`, `release`, `findings`, `gaps`,
/// `contradictions`, then `figures` by key in the order of the evaluation.
pub fn value(evaluation: &Evaluation, stamp: &Stamp) -> Value {
    let scope = &evaluation.scope;
    let figures: Map<String, Value> =
        evaluation.figures.iter().map(|of| (of.key.to_owned(), figure(of))).collect();
    let contradictions: Vec<Value> = evaluation
        .contradictions
        .iter()
        .map(|of| {
            json!({
                "place": of.place,
                "printed": of.printed,
                "computed": of.computed,
                "sentence": of.sentence,
                "figure": of.figure,
            })
        })
        .collect();
    let release = evaluation.release.as_ref().map(|release| {
        let log: Vec<Value> = release
            .log
            .iter()
            .map(|of| json!({"figure": of.figure, "row": of.row, "rule": of.rule}))
            .collect();
        json!({"rounded_to": release.rounded_to, "log": log})
    });
    json!({
        "generated": stamp.generated,
        "as_at": scope.as_at.to_string(),
        "source": {
            "referrals": evaluation.source.referrals,
            "individuals": evaluation.source.individuals,
            "support": evaluation.source.support,
        },
        "scope": {
            "from": scope.from.map(|day| day.to_string()),
            "to": scope.to.map(|day| day.to_string()),
            "area": scope.area.map(dataset::Code::code),
        },
        "release": release,
        "findings": findings(&evaluation.findings),
        "gaps": findings(&evaluation.gaps),
        "contradictions": contradictions,
        "figures": figures,
    })
}

/// [`value`] as the text of the file, ending with a line break.
pub fn figures(evaluation: &Evaluation, stamp: &Stamp) -> String {
    let mut text = format!("{:#}", value(evaluation, stamp));
    text.push('\n');
    text
}

fn findings(findings: &[Finding]) -> Vec<Value> {
    findings.iter().map(|of| json!({"sentence": of.sentence, "figure": of.figure})).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn the_keys_of_the_specification_stand_in_order() {
        let text = figures(&samples::evaluation(), &samples::stamp());
        let read: Value = serde_json::from_str(&text).expect("json");
        assert_eq!(read["as_at"], "2020-03-31");
        assert_eq!(read["source"]["individuals"], 959);
        let keys: Vec<&String> = read["figures"].as_object().expect("an object").keys().collect();
        assert_eq!(keys[..3], ["14", "21", "20"]);
        assert_eq!(read["figures"]["21"]["tests"][0]["df"], json!([2.0, 61.0]));
        assert_eq!(read["release"], Value::Null);
    }

    #[test]
    fn every_float_is_read_back_as_it_was() {
        let awkward = [0.1 + 0.2, 1.0 / 3.0, 30.716_666_666_666_665, 5e-324, 1e300, -0.049_7];
        let mut of = samples::waits();
        of.rows = awkward
            .iter()
            .map(|number| evaluation::Row::new().with_number("mean", Some(*number)))
            .collect();
        let text = figure(&of).to_string();
        let read: Value = serde_json::from_str(&text).expect("json");
        for (place, number) in awkward.iter().enumerate() {
            let back = read["rows"][place]["mean"].as_f64().expect("a number");
            assert_eq!(back.to_bits(), number.to_bits(), "{number}");
        }
    }

    #[test]
    fn a_release_says_what_was_taken_away() {
        let read = value(&samples::release(), &samples::stamp());
        assert_eq!(read["release"]["rounded_to"], 5);
        assert_eq!(read["figures"]["21"]["rows"][1]["suppressed"], true);
        assert_eq!(read["figures"]["21"]["rows"][1]["mean"], Value::Null);
    }
}
