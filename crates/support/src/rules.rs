//! What is data and not code: clocks, the consent that is asked for, and the thresholds of the
//! MARAC, each from a day on (`data/support.csv`). A programme may give its own.

use jiff::civil::Date;

use crate::codes::{Code, Form};

/// The rules of one programme's support side, every one with the day from which it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    from: Date,
    rule: Box<str>,
    of: Box<str>,
    value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    Number(u16),
    Form(Form),
}

/// The rules that a file has to have, each at least once; `of` is empty.
const NUMBERS: [&str; 8] = [
    "contacted_within_hours",
    "started_within_hours",
    "review_every_months",
    "follow_up_after_months",
    "discussed_within_days",
    "escalation_incidents",
    "escalation_months",
    "repeat_months",
];
/// The rules that an instrument may have, by its code in `of`.
const OF_INSTRUMENTS: [&str; 2] = ["marac_score", "most_score"];
const CONSENT: &str = "consent_to_his_starting";

/// What is wrong with a file of rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesFault {
    /// A row that cannot be read.
    #[error("row {row} of the support rules: {expected}")]
    Row {
        /// Which, the header being row 1.
        row: usize,
        /// What was expected.
        expected: String,
    },
    /// A rule that is not there.
    #[error("the support rules lack {0}: give it a value from a day on")]
    Missing(&'static str),
}

impl Rules {
    /// The rules that come with Waymark, as the specification has them.
    pub fn shipped() -> Result<Self, RulesFault> {
        Self::read(include_str!("../../../data/support.csv"))
    }

    /// Reads rules out of CSV with the columns `from` (a date), `rule`, `of` (an instrument's
    /// code, or empty) and `value`.
    pub fn read(csv: &str) -> Result<Self, RulesFault> {
        let mut rules = Vec::new();
        for (record, row) in csv::Reader::from_reader(csv.as_bytes()).records().zip(2..) {
            let fault = |expected: &str| RulesFault::Row { row, expected: expected.to_owned() };
            let record = record.map_err(|cause| fault(&cause.to_string()))?;
            let cells: Vec<&str> = record.iter().collect();
            let [from, rule, of, value] = cells[..] else {
                return Err(fault("expected four cells: from, rule, of, value"));
            };
            let from = from.parse().map_err(|_| fault("expected a date, such as 2017-09-01"))?;
            let value = if rule == CONSENT {
                let form = Form::from_code(value).filter(|form| *form != Form::None);
                Value::Form(form.ok_or_else(|| fault("expected verbal or written"))?)
            } else if NUMBERS.contains(&rule) == of.is_empty()
                && (of.is_empty() || OF_INSTRUMENTS.contains(&rule))
            {
                let number = value.parse().ok().filter(|number| *number > 0);
                Value::Number(number.ok_or_else(|| fault("expected a number of 1 or more"))?)
            } else {
                return Err(fault("expected the name of a rule"));
            };
            rules.push(Rule { from, rule: rule.into(), of: of.into(), value });
        }
        rules.sort_by_key(|rule| rule.from);
        for name in NUMBERS.iter().chain([&CONSENT]) {
            if !rules.iter().any(|rule| *rule.rule == **name) {
                return Err(RulesFault::Missing(name));
            }
        }
        Ok(Self { rules })
    }

    /// The rule in force on a day: the latest from before it, or else the first there is.
    fn on(&self, day: Date, name: &str, of: &str) -> Option<Value> {
        let named = || self.rules.iter().filter(|rule| *rule.rule == *name && *rule.of == *of);
        named().rfind(|rule| rule.from <= day).or_else(|| named().next()).map(|rule| rule.value)
    }
    /// A number that [`Rules::read`] has made sure of.
    fn number(&self, day: Date, name: &str) -> u16 {
        match self.on(day, name, "") {
            Some(Value::Number(number)) => number,
            _ => 0,
        }
    }

    /// Hours within which she is first contacted once referred.
    pub fn contacted_within_hours(&self, day: Date) -> u16 {
        self.number(day, "contacted_within_hours")
    }
    /// Hours within which support starts once he is found suitable.
    pub fn started_within_hours(&self, day: Date) -> u16 {
        self.number(day, "started_within_hours")
    }
    /// Months between two joint case reviews while he is on the programme.
    pub fn review_every_months(&self, day: Date) -> u16 {
        self.number(day, "review_every_months")
    }
    /// Months from his end to the last measure.
    pub fn follow_up_after_months(&self, day: Date) -> u16 {
        self.number(day, "follow_up_after_months")
    }
    /// Days from *ready* to the case discussion.
    pub fn discussed_within_days(&self, day: Date) -> u16 {
        self.number(day, "discussed_within_days")
    }
    /// Incidents that are potential escalation when they fall within
    /// [`Rules::escalation_months`].
    pub fn escalation_incidents(&self, day: Date) -> u16 {
        self.number(day, "escalation_incidents")
    }
    /// Months within which incidents are counted together.
    pub fn escalation_months(&self, day: Date) -> u16 {
        self.number(day, "escalation_months")
    }
    /// Months after a referral to the MARAC within which further abuse is a repeat.
    pub fn repeat_months(&self, day: Date) -> u16 {
        self.number(day, "repeat_months")
    }
    /// The form of her consent that his starting asks for.
    pub fn consent_to_his_starting(&self, day: Date) -> Form {
        match self.on(day, CONSENT, "") {
            Some(Value::Form(form)) => form,
            _ => Form::Written,
        }
    }
    /// The score from which an instrument puts a case at the MARAC, where it has one.
    pub fn marac_score(&self, day: Date, instrument: &str) -> Option<u16> {
        self.of_instrument(day, "marac_score", instrument)
    }
    /// The most that an instrument's score can come to, where that is known.
    pub fn most_score(&self, day: Date, instrument: &str) -> Option<u16> {
        self.of_instrument(day, "most_score", instrument)
    }

    fn of_instrument(&self, day: Date, name: &str, instrument: &str) -> Option<u16> {
        match self.on(day, name, instrument) {
            Some(Value::Number(number)) => Some(number),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_rules_that_are_shipped_are_those_of_the_specification() {
        let rules = Rules::shipped().unwrap();
        let day = date(2019, 1, 1);
        assert_eq!(rules.contacted_within_hours(day), 48);
        assert_eq!(rules.started_within_hours(day), 24);
        assert_eq!(rules.marac_score(day, "dash"), Some(14));
        assert_eq!(rules.most_score(day, "dash"), Some(24));
        assert_eq!(rules.marac_score(day, "sara"), None);
        assert_eq!(rules.escalation_incidents(day), 3);
        assert_eq!(rules.consent_to_his_starting(day), Form::Written);
    }

    #[test]
    fn a_rule_holds_from_its_day_and_the_first_one_before_that() {
        let text = include_str!("../../../data/support.csv").to_owned()
            + "2020-01-01,marac_score,dash,10\n2020-01-01,consent_to_his_starting,,verbal\n";
        let rules = Rules::read(&text).unwrap();
        assert_eq!(rules.marac_score(date(2019, 12, 31), "dash"), Some(14));
        assert_eq!(rules.marac_score(date(2020, 1, 1), "dash"), Some(10));
        assert_eq!(rules.marac_score(date(2001, 1, 1), "dash"), Some(14));
        assert_eq!(rules.consent_to_his_starting(date(2020, 1, 1)), Form::Verbal);
    }

    #[test]
    fn a_wrong_row_is_named_with_what_was_expected() {
        for (row, said) in [
            ("soon,marac_score,dash,14", "row 2 of the support rules: expected a date"),
            ("2020-01-01,luck,,14", "expected the name of a rule"),
            ("2020-01-01,escalation_months,,0", "expected a number of 1 or more"),
            ("2020-01-01,consent_to_his_starting,,none", "expected verbal or written"),
            ("2020-01-01,escalation_months,dash,3", "expected the name of a rule"),
        ] {
            let fault = Rules::read(&format!("from,rule,of,value\n{row}\n")).unwrap_err();
            assert!(fault.to_string().contains(said), "{fault}");
        }
        let missing = Rules::read("from,rule,of,value\n").unwrap_err();
        assert_eq!(missing, RulesFault::Missing("contacted_within_hours"));
    }
}
