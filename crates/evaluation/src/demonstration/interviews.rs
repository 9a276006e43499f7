//! The interviews of the evaluation itself: not scaled, for they do not grow with the men.

use compact_str::format_compact;
use dataset::codes::{InterviewArea, InterviewGroup, InterviewOutcome};
use dataset::{Code, Interview};

use super::Unsolved;
use super::calendar::Calendar;
use super::draw::Draw;
use crate::published;

/// Everyone who was asked for, in the order of the report's consultation.
pub fn interviews(calendar: &Calendar, draw: &mut Draw) -> Result<Vec<Interview>, Unsolved> {
    let table = published::consultation();
    let mut rows = Vec::new();
    for line in table.iter() {
        let whole = |column| line.number(column).map(|number| number as usize);
        let group = group(line.text("group"));
        let phase = whole("phase").unwrap_or(1);
        let done = whole("done").ok_or_else(|| Unsolved::Published {
            table: table.name,
            row: line.text("group").to_owned(),
            column: "done".to_owned(),
        })?;
        // Where it is not printed how many were asked or agreed, no more than are known of.
        let arranged = whole("arranged").unwrap_or(done).max(done);
        let contacted = whole("contacted").unwrap_or(arranged).max(arranged);
        let whom = whom(group, phase);
        let day = phase_starts(calendar, phase);
        for place in 0..contacted {
            let asked = day + draw.below(40) as i32;
            let agreed = asked + 2 + draw.below(10) as i32;
            // Those who were seen come first and fill the table of those seen.
            let (organisation, area) = whom
                .get(if place < whom.len() { place } else { draw.below(whom.len()) })
                .cloned()
                .unwrap_or_default();
            let (is_done, is_arranged) = (place < done, place < arranged);
            rows.push(Interview {
                interview_ref: Some(format_compact!("I-{:03}", rows.len() + 1)),
                group,
                organisation: organisation.map(Into::into),
                area,
                phase: u8::try_from(phase).ok(),
                contacted_on: calendar.date(asked),
                arranged_on: is_arranged.then(|| calendar.date(agreed)).flatten(),
                done_on: is_done
                    .then(|| calendar.date(agreed + 3 + draw.below(14) as i32))
                    .flatten(),
                outcome: if is_done {
                    Some(InterviewOutcome::Done)
                } else if is_arranged {
                    Some(InterviewOutcome::Cancelled)
                } else {
                    let why = [(InterviewOutcome::NoReply, 70), (InterviewOutcome::Declined, 30)];
                    draw.choose(&why)
                },
            });
        }
    }
    Ok(rows)
}

fn group(printed: &str) -> Option<InterviewGroup> {
    match printed {
        "stakeholders" => Some(InterviewGroup::Stakeholder),
        "social workers" => Some(InterviewGroup::SocialWorker),
        "(ex)partners" => Some(InterviewGroup::ExPartner),
        "perpetrators" => Some(InterviewGroup::Perpetrator),
        _ => None,
    }
}

/// Where those who were seen work, one entry each: stakeholders by organisation, social
/// workers by area (Figure 6).
fn whom(
    group: Option<InterviewGroup>,
    phase: usize,
) -> Vec<(Option<String>, Option<InterviewArea>)> {
    let column = ["phase_one", "phase_two", "phase_three"].get(phase.wrapping_sub(1));
    let column = column.copied().unwrap_or_default();
    let table = match group {
        Some(InterviewGroup::Stakeholder) => published::stakeholders_by_organisation(),
        Some(InterviewGroup::SocialWorker) => published::interviews(),
        _ => return Vec::new(),
    };
    let mut whom = Vec::new();
    for line in table.iter() {
        let count = line.number(column).unwrap_or(0.0) as usize;
        let of = if group == Some(InterviewGroup::Stakeholder) {
            (Some(line.text("organisation").to_owned()), None)
        } else {
            let area = InterviewArea::from_code(line.text("area"));
            (Some("children's services".to_owned()), area)
        };
        whom.extend(std::iter::repeat_n(of, count));
    }
    whom
}

/// The first day on which a phase asked: early, midway, and at the end with time to see them.
fn phase_starts(calendar: &Calendar, phase: usize) -> i32 {
    match phase {
        1 => 90,
        2 => calendar.last() / 2,
        _ => calendar.last() - 90,
    }
}
