//! The days on which the pathway's rules changed, which split every series over time.

use jiff::civil::{Date, date};

/// The first day of each new rule, and the rule in words (3.6 and 4.4 of the report).
pub const RULE_CHANGES: [(Date, &str); 2] = [
    (date(2018, 4, 1), "her referral to the ISS only after his assessment"),
    (date(2018, 12, 1), "fathers of children in Early Help too"),
];
