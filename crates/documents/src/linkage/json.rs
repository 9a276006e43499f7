//! `model.json`: every parameter and every count, for people and for machines.

use linkage::{Linkage, MOST_OF_A_KEY};
use serde_json::{Value, json};

use crate::Stamp;

/// The model of a linkage.
pub fn model(linkage: &Linkage, stamp: &Stamp) -> String {
    let model = &linkage.model;
    let fields: Vec<Value> = model
        .fields
        .iter()
        .map(|of| {
            let levels = of.field.levels().iter().map(|level| {
                let place = *level as usize;
                json!({
                    "level": level.key(),
                    "m": of.m[place],
                    "u": of.u[place],
                    "kin": of.kin[place],
                    "weight": of.weight(*level),
                })
            });
            json!({
                "field": of.field.key(),
                "recorded": of.recorded,
                "random_pairs": of.random_pairs,
                "levels": levels.collect::<Vec<_>>(),
            })
        })
        .collect();
    let rules: Vec<Value> = linkage
        .rules()
        .into_iter()
        .map(|rule| {
            json!({
                "rule": rule.key,
                "words": rule.words,
                "keys": rule.cost.keys,
                "pairs_of_keys": rule.cost.pairs_of_keys.to_string().parse::<f64>().ok(),
                "pairs": rule.cost.pairs,
                "new_pairs": rule.cost.new_pairs,
                "largest_key": rule.cost.largest_key,
                "split_keys": rule.cost.split_keys,
                "split_records": rule.cost.split_records,
                "split_by": rule.split_by,
                "cut_blocks": rule.cost.cut_blocks,
            })
        })
        .collect();
    let missed = linkage.missed();
    let compared: u64 = linkage.costs.iter().map(|cost| cost.new_pairs).sum();
    let whole = json!({
        "generated": stamp.generated,
        "version": stamp.version,
        "threshold": linkage.threshold,
        "records": linkage.records(),
        "individuals": linkage.individuals(),
        "pairs": linkage.pairs.len(),
        "clusters_by_size": linkage.sizes().into_iter()
            .map(|(size, count)| (size.to_string(), count.into()))
            .collect::<serde_json::Map<String, Value>>(),
        "clusters_to_review": linkage.review(0).0,
        "unreadable_dates": linkage.unreadable_dates(),
        "prior": model.prior,
        "kin": {
            "prior": model.kinship.prior,
            "twins": model.kinship.twins,
            "namesakes": model.kinship.namesakes,
        },
        "expectation_maximisation": {
            "rounds": model.iterations,
            "converged": model.converged,
            "training_pairs": model.training_pairs,
        },
        "fields": fields,
        "blocking": {
            "all_pairs": linkage.all_pairs().to_string().parse::<f64>().ok(),
            "compared_pairs": compared,
            "most_records_of_a_key": MOST_OF_A_KEY,
            "rules": rules,
            "pairs_by_number_of_rules": linkage.found_by[1..],
            "missed_by_estimate": missed.estimate,
        },
        "distribution": {
            "from_weight": linkage::FROM,
            "step": 1,
            "pairs": linkage.distribution,
        },
    });
    // A value with text keys always has a form in JSON.
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}
