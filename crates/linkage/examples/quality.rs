//! How good linkage is, by threshold, and whether its probabilities are what they say: on invented
//! people, or on a CSV file with a column `person` as the example `invented` writes it.
//!
//!     cargo run --release -p linkage --example quality -- 100000 [seed]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is there to print")]

use std::collections::HashMap;
use std::time::Instant;

use linkage::invented::{self, Invented};
use linkage::{Linkage, Options, Part, People};

fn main() {
    let mut words = std::env::args().skip(1);
    let first = words.next().unwrap_or_else(|| "10000".to_owned());
    let seed = words.next().and_then(|word| word.parse().ok()).unwrap_or(1);
    let made = match first.parse() {
        Ok(records) => invented::people(records, seed),
        Err(_) => read(&first),
    };
    let start = Instant::now();
    let said = |what: &str| {
        let seconds = start.elapsed().as_secs_f64();
        eprintln!("{seconds:>7.3} s {:>7.2} s of the processors  {what}", processor_seconds());
    };
    let parts = made.chunks(32_768).map(|chunk| {
        let mut part = Part::default();
        chunk.iter().for_each(|of| part.push(&of.as_person()));
        part
    });
    let parts = parts.collect();
    said("read");
    let people = match People::gather(parts, 0) {
        Ok(people) => people,
        Err(repeated) => return eprintln!("{} record ids are repeated", repeated.len()),
    };
    said("gathered");
    let options = Options { threshold: 0.01, ..Options::default() };
    let linkage = linkage::link(people, &options, &|step| said(&format!("{step:?}")));
    said("linked");
    model(&linkage);
    costs(&linkage);
    quality(&linkage, &made);
}

/// Seconds of all cores together, where the system tells.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = text.split(' ').skip(13).take(2).filter_map(|word| word.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
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

fn model(linkage: &Linkage) {
    let model = &linkage.model;
    println!(
        "prior {:.3e}, {} rounds on {} pairs",
        model.prior, model.iterations, model.training_pairs
    );
    for of in &model.fields {
        for level in of.field.levels() {
            println!(
                "{:<14} {:<28} m {:.5} u {:.7} weight {:>6.2}",
                of.field.key(),
                level.words(),
                of.m[*level as usize],
                of.u[*level as usize],
                of.weight(*level)
            );
        }
    }
}

fn costs(linkage: &Linkage) {
    for (rule, cost) in linkage.costs.iter().enumerate() {
        println!("rule {rule}: {cost:?}");
    }
}

fn quality(linkage: &Linkage, made: &[Invented]) {
    let person: HashMap<&str, u32> =
        made.iter().map(|of| (of.record_id.as_str(), of.person)).collect();
    let mut sizes: HashMap<u32, u64> = HashMap::new();
    made.iter().for_each(|of| *sizes.entry(of.person).or_default() += 1);
    let matches: u64 = sizes.values().map(|size| size * (size - 1) / 2).sum();
    let mut found: Vec<(f32, bool)> = linkage
        .pairs
        .iter()
        .map(|pair| {
            let (a, b) = linkage.record_ids(pair);
            (linkage::probability(pair.weight), person[a] == person[b])
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!(
        "{matches} matches, {} expected",
        linkage.model.prior * made.len() as f64 * (made.len() as f64 - 1.0) / 2.0
    );
    println!("threshold precision recall F1");
    for threshold in
        [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999]
    {
        let kept = found.iter().take_while(|(p, _)| *p >= threshold);
        let (all, right) =
            kept.fold((0, 0), |(all, right), (_, is)| (all + 1, right + u64::from(*is)));
        let (precision, recall) = (right as f64 / all as f64, right as f64 / matches as f64);
        let f1 = 2.0 * precision * recall / (precision + recall);
        println!("{threshold:>9} {precision:.4} {recall:.4} {f1:.4}");
    }
    println!("probability pairs said true");
    for (from, to) in [
        (0.01, 0.05),
        (0.05, 0.1),
        (0.1, 0.2),
        (0.2, 0.3),
        (0.3, 0.4),
        (0.4, 0.5),
        (0.5, 0.6),
        (0.6, 0.7),
        (0.7, 0.8),
        (0.8, 0.9),
        (0.9, 0.95),
        (0.95, 0.99),
        (0.99, 0.999),
        (0.999, 1.1),
    ] {
        let of: Vec<_> = found.iter().filter(|(p, _)| (from..to).contains(p)).collect();
        let said: f32 = of.iter().map(|(p, _)| p).sum::<f32>() / of.len() as f32;
        let right = of.iter().filter(|(_, is)| *is).count() as f32 / of.len() as f32;
        println!("{from:>6} – {to:<6} {:>8} {said:.4} {right:.4}", of.len());
    }
}
