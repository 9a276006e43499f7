//! The sessions of Figure 13, where they would tell of how many men they are, or how these left.

use microlp::{ComparisonOp, OptimizationDirection, Problem};

use super::cells::{Cells, Place, Set};
use super::earlier::Earlier;
use super::numbers::SMALLEST_GROUP;
use super::suppress::{APART, Withheld};
use crate::Evaluation;
use crate::quantity::Quantity;

/// The sessions of the programme, which one who completed has attended.
const PROGRAMME: usize = 30;
/// The most that a few men attend: four of them, each of all sessions.
const OF_A_FEW: u64 = 4 * PROGRAMME as u64;

/// The row of sessions, where it has to be hidden: each starter has one at least, so that they bound
/// how many started; of under ten they are a number of these alone; what they differ by from an
/// earlier release can be the sessions of one man; and they are the sum of what each attended before
/// he left.
pub(super) fn that_tell(
    evaluation: &Evaluation,
    cells: &Cells,
    earlier: &[Earlier<'_>],
    log: &[Withheld],
) -> Option<Place> {
    let place = evaluation.figures.iter().position(|of| of.key == "13")?;
    let figure = &evaluation.figures[place];
    let line = figure.rows.iter().position(|row| row.text("output") == Some("sessions"))?;
    let row = &figure.rows[line];
    let sessions = row.number("value").filter(|sessions| *sessions > 0.0)? as u64;
    let starters = Quantity::suitable().only("group", ["some_sessions", "completed"]);
    let of_few = cells
        .cell(&Set::of(&starters))
        .is_none_or(|cell| cell.suppressed || cell.value < SMALLEST_GROUP);
    let differs = earlier.iter().any(|release| {
        let then = release.told(figure, row, "value");
        then.is_some_and(|then| (1..=OF_A_FEW).contains(&then.abs_diff(sessions)))
    });
    let tells = || Exits::of(evaluation, log).is_some_and(|exits| exits.are_told_by(sessions));
    (of_few || differs || tells()).then_some(Place::Row(place, line))
}

/// How many were last seen at each session, as far as it is told.
struct Exits {
    at: Vec<Exit>,
    /// Sessions of others, at least: of men without a decision that they are suitable.
    others: f64,
    /// Whether sessions are all of those who left before the last, or may be of others too.
    all: bool,
}

struct Exit {
    session: f64,
    count: f64,
    /// Those who came as far, where it is told.
    at_risk: Option<f64>,
    hidden: bool,
}

impl Exits {
    fn of(evaluation: &Evaluation, log: &[Withheld]) -> Option<Self> {
        let figure = |key: &str| evaluation.figures.iter().position(|of| of.key == key);
        let hidden = |place| log.iter().any(|(at, _)| *at == place);
        let place = figure("attrition")?;
        let rows = evaluation.figures[place].rows.iter().enumerate();
        let at = rows.map(|(line, row)| {
            let number = |key| row.number(key).unwrap_or_default();
            let is_hidden = hidden(Place::Row(place, line));
            let told = !is_hidden && !hidden(Place::Beside(place, line));
            Exit {
                session: number("sessions"),
                count: number("left") + number("censored"),
                at_risk: told.then(|| number("at_risk")),
                hidden: is_hidden,
            }
        });
        let at: Vec<Exit> = at.collect();
        let undecided = figure("completeness").and_then(|place| {
            let rows = evaluation.figures[place].rows.iter().enumerate();
            let mut of = rows.filter(|(_, row)| {
                row.text("column") == Some("sessions_without_suitable_decision")
            });
            let (line, row) = of.next()?;
            row.number("count").filter(|_| !hidden(Place::Row(place, line)))
        });
        let to_the_end = at.last().is_none_or(|last| last.hidden || last.count > 0.0);
        Some(Self {
            at,
            others: undecided.unwrap_or_default(),
            all: undecided == Some(0.0) && !to_the_end,
        })
    }

    /// Whether the sessions of all bound how many were last seen at a session, where that is hidden
    /// and not bounded so closely anyhow.
    fn are_told_by(&self, sessions: u64) -> bool {
        let mut hidden = (0..self.at.len()).filter(|exit| self.at[*exit].hidden);
        hidden
            .any(|exit| self.is_narrow(exit, Some(sessions as f64)) && !self.is_narrow(exit, None))
    }

    fn is_narrow(&self, exit: usize, sessions: Option<f64>) -> bool {
        let bound = |direction| self.bound(exit, sessions, direction);
        let bounds =
            bound(OptimizationDirection::Minimize).zip(bound(OptimizationDirection::Maximize));
        bounds.is_some_and(|(least, most)| {
            (most + 1e-6).floor() - (least - 1e-6).ceil() < APART as f64
        })
    }

    /// The least or the most who were last seen at a session; nothing where there is no bound.
    fn bound(
        &self,
        of: usize,
        sessions: Option<f64>,
        direction: OptimizationDirection,
    ) -> Option<f64> {
        let mut problem = Problem::new(direction);
        // Where nobody was hidden that must not be taken for somebody.
        let range = |exit: &Exit| {
            if exit.hidden {
                (exit.count.min(1.0), f64::INFINITY)
            } else {
                (exit.count, exit.count)
            }
        };
        let exits: Vec<_> = self
            .at
            .iter()
            .enumerate()
            .map(|(place, exit)| problem.add_var(f64::from(u8::from(place == of)), range(exit)))
            .collect();
        for (place, exit) in self.at.iter().enumerate() {
            if let Some(at_risk) = exit.at_risk {
                let later: Vec<_> = exits[place..].iter().map(|exit| (*exit, 1.0)).collect();
                problem.add_constraint(later, ComparisonOp::Eq, at_risk);
            }
        }
        if let Some(sessions) = sessions {
            let attended: Vec<_> =
                exits.iter().zip(&self.at).map(|(exit, at)| (*exit, at.session)).collect();
            let relation = if self.all { ComparisonOp::Eq } else { ComparisonOp::Le };
            problem.add_constraint(attended, relation, sessions - self.others);
        }
        match problem.solve() {
            Err(microlp::Error::Unbounded) => None,
            // Where nothing was found it is taken for told.
            found => Some(
                found
                    .ok()
                    .and_then(|found| found.into_solution().ok())
                    .map_or(self.at[of].count, |solution| solution.var_value(exits[of])),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use dataset::codes::{ClosureReason, Outcome};
    use dataset::{DataSet, Referral};
    use jiff::civil::date;

    use super::super::{Options, protect};
    use super::*;
    use crate::{Figure, Scope};

    /// Figures 13 and of attrition, of men of whom so many left after each number of sessions.
    fn released(exits: &[(u8, usize)]) -> [Figure; 2] {
        let mut referrals = Vec::new();
        for (sessions, men) in exits {
            for man in 0..*men {
                let mut row = Referral::new(&format!("{sessions} {man}"), date(2019, 1, 10));
                row.assessment_outcome = Some(Outcome::Suitable);
                row.sessions_attended = Some(*sessions);
                row.closure_reason = Some(match sessions {
                    30 => ClosureReason::Completed,
                    _ => ClosureReason::DroppedOut,
                });
                referrals.push(row);
            }
        }
        let data = DataSet { referrals, ..DataSet::default() };
        let evaluation = Evaluation::of(data, Scope::as_at(date(2020, 3, 31)));
        let released = protect(evaluation, &Options::default()).unwrap();
        ["13", "attrition"].map(|key| released.figure(key).unwrap().clone())
    }

    #[test]
    fn sessions_are_withheld_where_they_tell_how_many_left_at_which() {
        for (exits, told) in [
            // Ten left after one session or two, and 18 sessions less 10 say that 8 after two.
            (&[(1, 2), (2, 8), (4, 12), (9, 9)][..], false),
            // Those who completed may each have more than 30.
            (&[(1, 2), (2, 8), (4, 12), (30, 9)], true),
            (&[(1, 8), (2, 8), (4, 12), (9, 9)], true),
        ] {
            let [outputs, attrition] = released(exits);
            let row = outputs.row(&[("output", "sessions")]).unwrap();
            let hidden = attrition.rows.iter().filter(|row| row.suppressed).count();
            assert_eq!(row.number("value").is_some(), told, "{exits:?} {hidden}");
        }
    }
}
