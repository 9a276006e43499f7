//! When a case is put to MARAC: thresholds, which are local data, and judgement, which may
//! raise and never lowers.

use jiff::Span;
use jiff::civil::Date;

/// The thresholds of an area (`data/marac.csv`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// The DASH score, of 24, from which on a case is put to MARAC.
    pub dash: u16,
    /// So many incidents are potential escalation …
    pub incidents: usize,
    /// … within so many months.
    pub incident_months: u16,
    /// Further abuse within so many months of the last MARAC referral is a repeat.
    pub repeat_months: u16,
}

crate::codes! {
    /// Why a case is put to MARAC.
    MaracReason {
        Score = "score", "the score puts it there";
        Escalation = "escalation", "the incidents are potential escalation";
        Repeat = "repeat", "it is a repeat within months of the last referral";
        Judgement = "judgement", "a professional’s judgement";
    }
}

/// What one side knows that bears on MARAC. Each side counts only what it may read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The latest DASH score.
    pub dash: Option<u16>,
    /// The days of incidents.
    pub incidents: Vec<Date>,
    /// The days of incidents between the same people as the last referral.
    pub between_the_same: Vec<Date>,
    /// The day of the last MARAC referral.
    pub last_referral: Option<Date>,
    /// Whether a professional would put it to MARAC.
    pub judged: bool,
}

/// The thresholds cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the MARAC thresholds give no whole number for {0}")]
pub struct FaultyThreshold(&'static str);

const SHIPPED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/marac.csv"));

impl Thresholds {
    /// The thresholds that come with Waymark.
    ///
    /// # Errors
    /// None, while `data/marac.csv` is as it is shipped: a test reads it.
    pub fn shipped() -> Result<Self, FaultyThreshold> {
        Self::read(SHIPPED)
    }
    /// Reads thresholds from CSV with the columns `threshold` and `value`.
    ///
    /// # Errors
    /// A threshold that is missing or is no whole number.
    pub fn read(text: &str) -> Result<Self, FaultyThreshold> {
        let number = |name: &'static str| {
            let mut rows = text.lines().filter_map(|line| line.split_once(','));
            let value =
                rows.find(|(threshold, _)| *threshold == name).map(|(_, value)| value.trim());
            value.and_then(|value| value.parse::<u16>().ok()).ok_or(FaultyThreshold(name))
        };
        Ok(Self {
            dash: number("dash")?,
            incidents: usize::from(number("incidents")?),
            incident_months: number("incident_months")?,
            repeat_months: number("repeat_months")?,
        })
    }
    /// Every reason to put a case to MARAC on a day. A low judgement takes none away.
    pub fn reasons(&self, known: &Known, today: Date) -> Vec<MaracReason> {
        let since = |end: Date, months: u16| {
            end.checked_sub(Span::new().months(months)).unwrap_or(Date::MIN)
        };
        let from = since(today, self.incident_months);
        let recent = known.incidents.iter().filter(|day| **day > from && **day <= today).count();
        let repeat = known.last_referral.is_some_and(|last| {
            let again = |day: &Date| *day > last && since(*day, self.repeat_months) <= last;
            known.between_the_same.iter().any(again)
        });
        [
            (known.dash.is_some_and(|score| score >= self.dash), MaracReason::Score),
            (recent >= self.incidents, MaracReason::Escalation),
            (repeat, MaracReason::Repeat),
            (known.judged, MaracReason::Judgement),
        ]
        .into_iter()
        .filter_map(|(holds, reason)| holds.then_some(reason))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn reasons(known: &Known) -> Vec<MaracReason> {
        Thresholds::shipped().unwrap().reasons(known, date(2026, 11, 24))
    }

    #[test]
    fn fourteen_of_the_dash_puts_a_case_to_marac_whatever_the_judgement() {
        let known = |dash| Known { dash: Some(dash), ..Known::default() };
        assert_eq!(reasons(&known(13)), []);
        assert_eq!(reasons(&known(14)), [MaracReason::Score]);
    }

    #[test]
    fn three_incidents_in_twelve_months_are_potential_escalation() {
        let mut known = Known {
            incidents: vec![date(2025, 11, 24), date(2026, 2, 1), date(2026, 11, 24)],
            ..Known::default()
        };
        assert_eq!(reasons(&known), [], "the first is a year ago");
        known.incidents[0] = date(2025, 11, 25);
        assert_eq!(reasons(&known), [MaracReason::Escalation]);
    }

    #[test]
    fn abuse_between_the_same_people_within_a_year_of_the_last_referral_is_a_repeat() {
        let again = |day| Known {
            last_referral: Some(date(2025, 10, 1)),
            between_the_same: vec![day],
            ..Known::default()
        };
        assert_eq!(reasons(&again(date(2026, 10, 1))), [MaracReason::Repeat]);
        assert_eq!(reasons(&again(date(2026, 10, 2))), []);
    }

    #[test]
    fn judgement_raises_alone() {
        assert_eq!(
            reasons(&Known { dash: Some(3), judged: true, ..Known::default() }),
            [MaracReason::Judgement]
        );
    }
}
