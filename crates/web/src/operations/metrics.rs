//! Figures of the running server for those who watch it, in the text form of Prometheus. Nothing
//! of a person is among them: routes as they are written in the program, never an address.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the histogram, in seconds: around the targets of 10, 50 and 200 ms.
const BOUNDS: [f64; 9] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 1.0, 5.0];

/// What is counted.
#[derive(Debug, Default)]
pub(crate) struct Metrics(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    answers: BTreeMap<(String, String, u16), u64>,
    times: BTreeMap<String, Times>,
    signed_in: u64,
    refused: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Times {
    within: [u64; BOUNDS.len()],
    count: u64,
    seconds: f64,
}

impl Metrics {
    /// Counts an answer.
    pub(crate) fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        self.change(|counts| {
            let answer = (route.to_owned(), method.to_owned(), status);
            *counts.answers.entry(answer).or_default() += 1;
            let times = counts.times.entry(route.to_owned()).or_default();
            let seconds = took.as_secs_f64();
            for (bound, within) in BOUNDS.iter().zip(&mut times.within) {
                *within += u64::from(seconds <= *bound);
            }
            times.count += 1;
            times.seconds += seconds;
        });
    }

    /// Counts a sign-in, or a refused one.
    pub(crate) fn sign_in(&self, done: bool) {
        self.change(|counts| match done {
            true => counts.signed_in += 1,
            false => counts.refused += 1,
        });
    }

    /// Everything, as Prometheus reads it.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String never fails.
        let _written = self.change(|counts| counts.write(&mut text));
        text
    }

    fn change<T>(&self, change: impl FnOnce(&mut Counts) -> T) -> T {
        // A count is whole after each step, whoever panicked.
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Counts {
    fn write(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "# HELP waymark_requests_total Answers by route, method and status.")?;
        writeln!(text, "# TYPE waymark_requests_total counter")?;
        for ((route, method, status), count) in &self.answers {
            writeln!(
                text,
                "waymark_requests_total{{route=\"{route}\",method=\"{method}\",\
                 status=\"{status}\"}} {count}"
            )?;
        }
        writeln!(text, "# HELP waymark_request_seconds Time from the request to its answer.")?;
        writeln!(text, "# TYPE waymark_request_seconds histogram")?;
        for (route, times) in &self.times {
            for (bound, within) in BOUNDS.iter().zip(times.within) {
                writeln!(
                    text,
                    "waymark_request_seconds_bucket{{route=\"{route}\",le=\"{bound}\"}} {within}"
                )?;
            }
            let (count, seconds) = (times.count, times.seconds);
            writeln!(
                text,
                "waymark_request_seconds_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}"
            )?;
            writeln!(text, "waymark_request_seconds_sum{{route=\"{route}\"}} {seconds}")?;
            writeln!(text, "waymark_request_seconds_count{{route=\"{route}\"}} {count}")?;
        }
        writeln!(text, "# HELP waymark_sign_ins_total Sign-ins by how they ended.")?;
        writeln!(text, "# TYPE waymark_sign_ins_total counter")?;
        writeln!(text, "waymark_sign_ins_total{{outcome=\"signed_in\"}} {}", self.signed_in)?;
        writeln!(text, "waymark_sign_ins_total{{outcome=\"refused\"}} {}", self.refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_route_and_status_and_timed() {
        let metrics = Metrics::default();
        metrics.answered("GET", "/cases/{reference}", 200, Duration::from_millis(7));
        metrics.answered("GET", "/cases/{reference}", 200, Duration::from_millis(70));
        metrics.sign_in(true);
        let text = metrics.text();
        for line in [
            "waymark_requests_total{route=\"/cases/{reference}\",method=\"GET\",status=\"200\"} 2",
            "waymark_request_seconds_bucket{route=\"/cases/{reference}\",le=\"0.005\"} 0",
            "waymark_request_seconds_bucket{route=\"/cases/{reference}\",le=\"0.01\"} 1",
            "waymark_request_seconds_bucket{route=\"/cases/{reference}\",le=\"+Inf\"} 2",
            "waymark_sign_ins_total{outcome=\"signed_in\"} 1",
        ] {
            assert!(text.lines().any(|written| written == line), "{line}\n{text}");
        }
    }
}
