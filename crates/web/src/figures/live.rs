//! Figures from the record as it is: worked out when somebody first asks, apart from the threads
//! that answer, and again when the journal has moved on. At the start of the server nothing is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use casework::Office;
use casework::figures::Seen;
use dataset::DataSet;
use documents::Stamp;
use evaluation::{Evaluation, Scope, disclosure};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pathway::{ProgrammeId, london_day};
use tokio::sync::Mutex as Turn;
use tokio::task::spawn_blocking;

use super::evaluated::Evaluated;
use crate::faults::Fault;

/// Figures are shown so long without looking whether the journal has moved on.
const FRESH: SignedDuration = SignedDuration::from_mins(1);

/// What the record does not hold of an evaluation, such as the interviews of a demonstration.
pub type Completes = Arc<dyn Fn(&mut DataSet) + Send + Sync>;

/// The figures of a programme as they are seen: made by one who asks, while others wait.
type Made = HashMap<(ProgrammeId, Seen), Arc<Turn<Option<Kept>>>>;

/// The figures of a record.
pub(crate) struct Live {
    version: &'static str,
    completes: Option<Completes>,
    made: Mutex<Made>,
}

/// What was made last.
struct Kept {
    evaluated: Arc<Evaluated>,
    /// How far the journal had come.
    mark: i64,
    /// The last day of the quarter that had ended last.
    quarter: Date,
    /// When it was last known to be as the journal is.
    looked: Timestamp,
}

impl Live {
    pub(crate) fn new(version: &'static str) -> Self {
        Self { version, completes: None, made: Mutex::default() }
    }

    pub(crate) fn completed_by(&mut self, completes: Completes) {
        self.completes = Some(completes);
    }

    /// The figures of a programme as somebody sees them. Whoever comes while they are being made
    /// waits for the same; whoever goes does not stop it.
    pub(crate) async fn figures(
        self: &Arc<Self>,
        office: &Office,
        programme: ProgrammeId,
        seen: Seen,
    ) -> Result<Arc<Evaluated>, Fault> {
        let turn = {
            // The map is whole after each step, whoever panicked.
            let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(made.entry((programme, seen)).or_default())
        };
        let (live, office) = (Arc::clone(self), office.clone());
        let making = tokio::spawn(async move {
            let mut kept = turn.lock().await;
            let now = office.now();
            if let Some(kept) = kept.as_mut() {
                if now.duration_since(kept.looked).abs() < FRESH {
                    return Ok(Arc::clone(&kept.evaluated));
                }
                let mark = office.journal_mark().await?;
                if kept.stands(seen, quarter_before(london_day(now)), mark) {
                    kept.looked = now;
                    return Ok(Arc::clone(&kept.evaluated));
                }
            }
            let mark = office.journal_mark().await?;
            let earlier = kept.take().map(|kept| kept.evaluated);
            let data = office.evaluated(programme).await?;
            let evaluated = live.evaluate(data, seen, now, earlier).await?;
            let quarter = quarter_before(london_day(now));
            let made = Kept { evaluated: Arc::clone(&evaluated), mark, quarter, looked: now };
            *kept = Some(made);
            Ok(evaluated)
        });
        making.await.unwrap_or_else(|_panic| Err(Fault::Unavailable))
    }

    async fn evaluate(
        self: &Arc<Self>,
        mut data: DataSet,
        seen: Seen,
        now: Timestamp,
        earlier: Option<Arc<Evaluated>>,
    ) -> Result<Arc<Evaluated>, Fault> {
        let live = Arc::clone(self);
        let stamp = Stamp { generated: now.to_string(), version: self.version };
        let worked_out = spawn_blocking(move || {
            if let Some(completes) = &live.completes {
                completes(&mut data);
            }
            let today = london_day(now);
            let as_at = match seen {
                Seen::Exact => today,
                Seen::Protected => quarter_before(today),
            };
            let scope = Scope::as_at(evaluation::as_at::latest_day(&data, as_at));
            let evaluation = Evaluation::of(data, scope);
            match seen {
                Seen::Exact => Ok(evaluation),
                Seen::Protected => protected(evaluation, earlier.as_deref()),
            }
        });
        let evaluation = match worked_out.await {
            Ok(Ok(evaluation)) => evaluation,
            Ok(Err(cause)) => {
                tracing::error!(%cause, "the figures could not be protected");
                return Err(Fault::Unavailable);
            }
            Err(_panic) => return Err(Fault::Unavailable),
        };
        Ok(Arc::new(Evaluated::new(evaluation, stamp)))
    }
}

impl Kept {
    /// Whether the figures are still those to be shown. Protected ones are those of the quarter that
    /// ended last, and stay as they were first shown until the next has ended: from figures of many
    /// days, each with what was entered late since, the steps of one person could be told. Figures
    /// of nobody tell of nobody, and give way to the first of somebody.
    fn stands(&self, seen: Seen, quarter: Date, mark: i64) -> bool {
        let source = &self.evaluated.evaluation.source;
        let of_nobody = source.referrals == Some(0) && source.support == Some(0);
        match seen {
            Seen::Protected if !of_nobody => self.quarter == quarter,
            Seen::Protected => self.mark == mark && self.quarter == quarter,
            Seen::Exact => self.mark == mark,
        }
    }
}

/// For release, checked against the release before where there was one.
fn protected(
    evaluation: Evaluation,
    earlier: Option<&Evaluated>,
) -> Result<Evaluation, disclosure::DisclosureError> {
    let earlier = earlier.and_then(|earlier| {
        let text = documents::json::figures(&earlier.evaluation, &earlier.stamp);
        serde_json::from_str(&text).ok()
    });
    let options = disclosure::Options { round: None, earlier: earlier.into_iter().collect() };
    disclosure::protect(evaluation, &options)
}

/// The last day of the quarter that ended last.
fn quarter_before(day: Date) -> Date {
    let first = Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).unwrap_or(day);
    first.yesterday().unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use evaluation::Evaluation;
    use jiff::civil::date;

    use super::*;

    fn kept(evaluation: Evaluation) -> Kept {
        let stamp = Stamp { generated: String::new(), version: "0" };
        Kept {
            evaluated: Arc::new(Evaluated::new(evaluation, stamp)),
            mark: 7,
            quarter: date(2026, 9, 30),
            looked: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn protected_figures_stay_as_they_were_shown_until_the_next_quarter_has_ended() {
        let shown = kept(crate::figures::samples::usual());
        let (this, next) = (date(2026, 9, 30), date(2026, 12, 31));
        // What is entered late moves the journal on, and not the figures.
        assert!(shown.stands(Seen::Protected, this, 7) && shown.stands(Seen::Protected, this, 8));
        assert!(!shown.stands(Seen::Protected, next, 7));
        assert!(shown.stands(Seen::Exact, next, 7) && !shown.stands(Seen::Exact, this, 8));
        let nobody = kept(Evaluation::of(DataSet::default(), Scope::as_at(this)));
        assert!(nobody.stands(Seen::Protected, this, 7));
        assert!(!nobody.stands(Seen::Protected, this, 8));
    }

    #[test]
    fn protected_figures_are_of_the_quarter_that_ended_last() {
        assert_eq!(quarter_before(date(2026, 11, 29)), date(2026, 9, 30));
        assert_eq!(quarter_before(date(2026, 10, 1)), date(2026, 9, 30));
        assert_eq!(quarter_before(date(2026, 9, 30)), date(2026, 6, 30));
        assert_eq!(quarter_before(date(2026, 1, 1)), date(2025, 12, 31));
    }
}
