//! How good linkage is, by threshold; whether its probabilities are what they say; and what blocking
//! missed, beside its estimate: on invented people, or on a CSV file as the example `invented`
//! writes it. Prints the tables of docs/linkage.md, with a column for each number of records or
//! file; `--model` prints the model too, and the agreements by which most is said wrongly.
//!
//!     cargo run --release -p linkage --example quality -- [--model] [--seed N] 100000 1000000
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is there to print")]

use std::collections::HashMap;
use std::time::Instant;

use linkage::invented::{self, Invented};
use linkage::{Level, Linkage, Linked, Options, Part, People, link, probability};

const THRESHOLDS: [f64; 12] = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
const RANGES: [f64; 15] =
    [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0];
/// Under it hardly a candidate is left out.
const NEARLY_NONE: f64 = 1e-12;

/// What came of one set of records.
struct Measured {
    name: String,
    /// How probable each pair is and whether it is a match, the likeliest first.
    found: Vec<(f32, bool)>,
    matches: u64,
    expected: f64,
    /// Pairs of one person that are no candidates, by estimate and by truth.
    missed: (f64, u64),
}

fn main() {
    let (mut seed, mut model) = (1, false);
    let mut measured = Vec::new();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match (word.as_str(), word.parse()) {
            ("--model", _) => model = true,
            ("--seed", _) => seed = words.next().and_then(|word| word.parse().ok()).unwrap_or(1),
            (_, Ok(records)) => {
                let made = invented::people(records, seed);
                measured.push(measure(word.clone(), &made, model));
            }
            (file, Err(_)) => measured.push(measure(file.to_owned(), &read(file), model)),
        }
    }
    thresholds(&measured);
    reliability(&measured);
    blocking(&measured);
}

fn measure(name: String, made: &[Invented], with_model: bool) -> Measured {
    let start = Instant::now();
    let said = |what: &str| eprintln!("{:>7.3} s  {what}", start.elapsed().as_secs_f64());
    let person: HashMap<&str, u32> =
        made.iter().map(|of| (of.record_id.as_str(), of.person)).collect();
    let linked = |threshold| {
        let options = Options { threshold, ..Options::default() };
        link(gathered(made), &options, &|step| said(&format!("{step:?}")))
    };
    let is_match = |linkage: &Linkage, pair: &Linked| {
        let (a, b) = linkage.record_ids(pair);
        person[a] == person[b]
    };
    let mut sizes: HashMap<u32, u64> = HashMap::new();
    made.iter().for_each(|of| *sizes.entry(of.person).or_default() += 1);
    let matches = sizes.values().map(|size| size * (size - 1) / 2).sum();
    let all = linked(NEARLY_NONE);
    let candidates = all.pairs.iter().filter(|pair| is_match(&all, pair)).count() as u64;
    drop(all);
    let estimate = linked(Options::default().threshold).missed().estimate;
    let linkage = linked(RANGES[0]);
    let of = |pair: &Linked| (probability(pair.weight), is_match(&linkage, pair));
    let mut found: Vec<(f32, bool)> = linkage.pairs.iter().map(of).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    if with_model {
        println!("{name}");
        model(&linkage);
        agreements(&linkage, &|pair| is_match(&linkage, pair));
    }
    let expected = linkage.model.prior * made.len() as f64 * (made.len() as f64 - 1.0) / 2.0;
    Measured { name, found, matches, expected, missed: (estimate, matches - candidates) }
}

fn gathered(made: &[Invented]) -> People {
    let parts = made.chunks(32_768).map(|chunk| {
        let mut part = Part::default();
        chunk.iter().for_each(|of| part.push(&of.as_person()));
        part
    });
    People::gather(parts.collect(), 0).unwrap_or_else(|repeated| {
        eprintln!("{} record ids are repeated: nothing is linked", repeated.len());
        People::default()
    })
}

fn read(path: &str) -> Vec<Invented> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |place: usize| cells.get(place).copied().unwrap_or_default().to_owned();
        Invented {
            record_id: cell(0),
            forename: cell(1),
            surname: cell(2),
            date_of_birth: cell(3),
            postcode: cell(4),
            phone: cell(5),
            area: cell(6),
            person: cell(7).parse().unwrap_or(0),
        }
    };
    text.lines().skip(1).map(row).collect()
}

/// One row of a table.
fn row(first: &str, cells: impl IntoIterator<Item = String>) {
    let cells: Vec<String> = cells.into_iter().collect();
    println!("| {first} | {} |", cells.join(" | "));
}

fn head(first: &str, measured: &[Measured], columns: [&str; 3]) {
    println!();
    row(
        first,
        measured.iter().flat_map(|of| columns.map(|column| format!("{}: {column}", of.name))),
    );
    row("---", measured.iter().flat_map(|_| columns.map(|_| "---".to_owned())));
}

fn thresholds(measured: &[Measured]) {
    head("threshold", measured, ["precision", "recall", "F1"]);
    for threshold in THRESHOLDS {
        let of = |of: &Measured| {
            let kept = of.found.iter().take_while(|(p, _)| f64::from(*p) >= threshold);
            let (all, right) =
                kept.fold((0, 0), |(all, right), (_, is)| (all + 1, right + u64::from(*is)));
            let (precision, recall) = (right as f64 / all as f64, right as f64 / of.matches as f64);
            let f1 = 2.0 * precision * recall / (precision + recall);
            [precision, recall, f1].map(|share| format!("{share:.4}"))
        };
        row(&threshold.to_string(), measured.iter().flat_map(of));
    }
}

fn reliability(measured: &[Measured]) {
    head("probability", measured, ["pairs", "said", "so"]);
    let of_range = |of: &Measured, from: f64, to: f64| {
        let within = |p: f64| p >= from && (p < to || to == 1.0);
        let of = of.found.iter().filter(|(p, _)| within((*p).into()));
        of.fold((0_u32, 0.0, 0_u32), |(all, said, so), (p, is)| {
            (all + 1, said + f64::from(*p), so + u32::from(*is))
        })
    };
    for range in RANGES.windows(2) {
        let of = |of: &Measured| {
            let (all, said, so) = of_range(of, range[0], range[1]);
            let share = |sum: f64| format!("{:.4}", sum / f64::from(all));
            [all.to_string(), share(said), share(f64::from(so))]
        };
        row(&format!("{} to {}", range[0], range[1]), measured.iter().flat_map(of));
    }
    for of in measured {
        let wrong = RANGES.windows(2).map(|range| {
            let (_, said, so) = of_range(of, range[0], range[1]);
            (said - f64::from(so)).abs()
        });
        println!(
            "\n{}: {} matches, {:.0} expected; what is said is wrong by {:.4} on average",
            of.name,
            of.matches,
            of.expected,
            wrong.sum::<f64>() / of.found.len() as f64
        );
    }
}

fn blocking(measured: &[Measured]) {
    head("blocking", measured, ["matches", "missed by estimate", "missed"]);
    let cells = |of: &Measured| {
        [of.matches.to_string(), format!("{:.0}", of.missed.0), of.missed.1.to_string()]
    };
    row("pairs", measured.iter().flat_map(cells));
}

fn model(linkage: &Linkage) {
    let model = &linkage.model;
    println!(
        "prior {:.3e}, kin {:?}, {} rounds on {} pairs",
        model.prior, model.kinship, model.iterations, model.training_pairs
    );
    for of in &model.fields {
        for level in of.field.levels() {
            let place = *level as usize;
            println!(
                "{:<14} {:<28} m {:.5} u {:.9} kin {:.5} weight {:>6.2}",
                of.field.key(),
                level.words(),
                of.m[place],
                of.u[place],
                of.kin[place],
                of.weight(*level)
            );
        }
    }
    for rule in linkage.rules() {
        println!("{}: {:?}", rule.key, rule.cost);
    }
}

/// The agreements by which most is said wrongly: how many pairs, how many matches are said to be
/// among them, how much of that was taken off for kin, and how many there are.
fn agreements(linkage: &Linkage, is_match: &dyn Fn(&Linked) -> bool) {
    let mut found: HashMap<String, (u32, f64, f64, u32)> = HashMap::new();
    for pair in &linkage.pairs {
        let levels = linkage.levels_of(pair).map(Level::key).join(" ");
        let (pairs, said, kin, so) = found.entry(levels).or_default();
        *pairs += 1;
        *said += f64::from(probability(pair.weight));
        *kin += 1.0 - f64::from(linkage.kin_weight(pair)).exp2();
        *so += u32::from(is_match(pair));
    }
    let mut found: Vec<_> = found.into_iter().collect();
    let wrong =
        |(_, (_, said, _, so)): &(String, (u32, f64, f64, u32))| (said - f64::from(*so)).abs();
    found.sort_by(|a, b| wrong(b).total_cmp(&wrong(a)).then(a.0.cmp(&b.0)));
    println!("  pairs      said       kin      so  agreement");
    for (levels, (pairs, said, kin, so)) in found.iter().take(40) {
        println!("{pairs:>7} {said:>9.1} {kin:>9.1} {so:>7}  {levels}");
    }
}
