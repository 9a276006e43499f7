//! What the codes of lists mean in words: where a case stands, and what is due in it. Codes of
//! both sides; a caseload holds those of its own.

use pathway::clocks::Clock;
use pathway::codes::Code;
use programme::Stage;
use store::State;
use support::Step;

use crate::office::Cases;

/// Where a case of a side can stand: each state by its code, with its words.
pub fn states(cases: Cases) -> Vec<(&'static str, &'static str)> {
    match cases {
        Cases::His => {
            let heard = <Stage as State>::ALL.iter().filter(|stage| **stage != Stage::Unheard);
            heard.map(|stage| (stage.code(), stage.words())).collect()
        }
        Cases::Hers => <Step as State>::ALL
            .iter()
            .filter(|step| **step != Step::NotOpened)
            .map(|step| (step.code(), her_words(*step)))
            .collect(),
    }
}

/// The words of a state's code; none of what is no state of that side.
pub fn state_words(cases: Cases, code: &str) -> Option<&'static str> {
    match cases {
        Cases::His => Stage::from_code(code).map(Stage::words),
        Cases::Hers => Step::from_code(code).map(her_words),
    }
}

fn her_words(step: Step) -> &'static str {
    match step {
        Step::NotOpened => "nothing heard yet",
        Step::Referred => "referred",
        Step::Contacted => "contacted",
        Step::Assessed => "assessed",
        Step::Declined => "declined",
        Step::Supported => "supported",
        Step::Closed => "closed",
        Step::Merged => "merged with another case",
    }
}

/// What a clock's code asks for; none of what is no clock of that side.
pub fn due_words(cases: Cases, code: &str) -> Option<&'static str> {
    match cases {
        Cases::His => Clock::from_code(code).map(Clock::words),
        Cases::Hers => Some(match code {
            "first_contact" => "first contact",
            "support_start" => "start of support",
            "message" => "something that the programme told",
            "discussion" => "case discussion",
            "joint_review" => "joint review",
            "escalation_review" => "review of escalation",
            "marac" => "referral to the MARAC",
            "measure" => "measures",
            "action" => "action",
            "safety_plan" => "safety plan",
            _ => return None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_every_clock_of_either_side_has_words() {
        for cases in [Cases::His, Cases::Hers] {
            for (code, words) in states(cases) {
                assert_eq!(state_words(cases, code), Some(words));
            }
        }
        for clock in Clock::ALL {
            assert!(due_words(Cases::His, clock.code()).is_some());
        }
        assert_eq!(state_words(Cases::His, "supported"), None);
        assert_eq!(due_words(Cases::Hers, "acknowledge"), None);
    }
}
