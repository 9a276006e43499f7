//! The interviews sought: so many contacted, arranged and done as printed, by group and phase.

use dataset::codes::{InterviewArea, InterviewGroup, InterviewOutcome};
use dataset::{Code, Interview};
use jiff::civil::{Date, date};

use super::Unsolved;
use super::draw::Draw;
use super::places::working_day;
use crate::published;

/// When each phase was held.
const PHASES: [(Date, Date); 3] = [
    (date(2018, 3, 1), date(2018, 6, 29)),
    (date(2019, 2, 1), date(2019, 5, 31)),
    (date(2020, 1, 6), date(2020, 3, 20)),
];

/// One row an interview that was sought.
pub fn write(draw: &mut Draw) -> Result<Vec<Interview>, Unsolved> {
    let mut rows = Vec::new();
    for line in published::consultation().iter() {
        let group = match line.text("group") {
            "stakeholders" => InterviewGroup::Stakeholder,
            "social workers" => InterviewGroup::SocialWorker,
            "(ex)partners" => InterviewGroup::ExPartner,
            "perpetrators" => InterviewGroup::Perpetrator,
            other => return Err(Unsolved(format!("nobody is called {other}"))),
        };
        let phase = line.number("phase").unwrap_or_default() as u8;
        let count = |column: &str| line.number(column).map(|number| number as usize);
        let done = count("done").unwrap_or_default();
        let arranged = count("arranged").unwrap_or(done);
        let contacted = count("contacted").unwrap_or(arranged);
        let of = match group {
            InterviewGroup::SocialWorker => areas(phase)?,
            InterviewGroup::Stakeholder => organisations(phase),
            _ => Vec::new(),
        };
        for place in 0..contacted {
            rows.push(interview(group, phase, place, arranged, of.get(place), done, draw)?);
        }
    }
    for (number, row) in rows.iter_mut().enumerate() {
        row.interview_ref = Some(format!("I-{:03}", number + 1).into());
    }
    Ok(rows)
}

/// Where somebody interviewed works: an area or an organisation.
#[derive(Clone, Debug)]
enum Of {
    Area(InterviewArea),
    Organisation(String),
}

fn interview(
    group: InterviewGroup,
    phase: u8,
    place: usize,
    arranged: usize,
    of: Option<&Of>,
    done: usize,
    draw: &mut Draw,
) -> Result<Interview, Unsolved> {
    let (first, last) = *PHASES
        .get(usize::from(phase).wrapping_sub(1))
        .ok_or_else(|| Unsolved(format!("there was no phase {phase}")))?;
    let contacted = working_day(first, last, draw);
    let arranged_on = (place < arranged).then(|| working_day(contacted, last, draw));
    let done_on = arranged_on
        .filter(|_| place < done)
        .map(|arranged| working_day(arranged, last, draw).max(arranged));
    let (area, organisation) = match of {
        Some(Of::Area(area)) => (Some(*area), Some("children\u{2019}s services".into())),
        Some(Of::Organisation(name)) => (None, Some(name.as_str().into())),
        None => (None, None),
    };
    Ok(Interview {
        interview_ref: None,
        group: Some(group),
        organisation,
        area,
        phase: Some(phase),
        contacted_on: Some(contacted),
        arranged_on,
        done_on,
        outcome: Some(match (arranged_on, done_on) {
            (_, Some(_)) => InterviewOutcome::Done,
            (Some(_), None) => InterviewOutcome::Cancelled,
            (None, None) => InterviewOutcome::NoReply,
        }),
    })
}

/// The areas of those interviewed, each as often as printed.
fn areas(phase: u8) -> Result<Vec<Of>, Unsolved> {
    let column = if phase == 2 { "phase_two" } else { "phase_three" };
    let mut of = Vec::new();
    for line in published::interviews().iter() {
        let area = InterviewArea::from_code(line.text("area"))
            .ok_or_else(|| Unsolved(format!("Figure 6 has an area {}", line.text("area"))))?;
        let count = line.number(column).unwrap_or_default() as usize;
        of.extend(std::iter::repeat_n(Of::Area(area), count));
    }
    Ok(of)
}

fn organisations(phase: u8) -> Vec<Of> {
    let column = match phase {
        1 => "phase_one",
        2 => "phase_two",
        _ => "phase_three",
    };
    let table = published::stakeholders_by_organisation();
    table
        .iter()
        .flat_map(|line| {
            let count = line.number(column).unwrap_or_default() as usize;
            std::iter::repeat_n(Of::Organisation(line.text("organisation").to_owned()), count)
        })
        .collect()
}
