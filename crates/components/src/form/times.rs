//! Times of day, as people write them.

use jiff::civil::Time;

/// Reads `14:30`, `14.30`, `1430`, `2:30pm`, `2pm`, `noon` and `midnight`.
pub(super) fn time(typed: &str) -> Result<Time, String> {
    let wrong = || format!("{typed} is not a time of day: enter one such as 9:30, 2.30pm or 14:30");
    let small: String = typed.to_lowercase().chars().filter(|sign| !sign.is_whitespace()).collect();
    match small.as_str() {
        "noon" | "midday" | "12noon" => return time("12:00"),
        "midnight" | "12midnight" => return time("0:00"),
        _ => {}
    }
    let small = small.replace("a.m.", "am").replace("p.m.", "pm");
    let (digits, half) = match (small.strip_suffix("am"), small.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        _ => (small.as_str(), None),
    };
    let (hour, minute) = match digits.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return Err(wrong()),
        None if digits.len() > 2 => digits.split_at_checked(digits.len() - 2).ok_or_else(wrong)?,
        None if half.is_none() => {
            return Err(format!("Say whether {typed} is am or pm, such as 9am, 9pm or 21:00"));
        }
        None => (digits, "00"),
    };
    let number = |digits: &str| {
        let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|d| d.is_ascii_digit());
        plain.then(|| digits.parse::<i8>().ok()).flatten()
    };
    let (hour, minute) = (number(hour).ok_or_else(wrong)?, number(minute).ok_or_else(wrong)?);
    let hour = match half {
        None => hour,
        Some(later) if (1..=12).contains(&hour) => hour % 12 + later,
        Some(_) => return Err(wrong()),
    };
    Time::new(hour, minute, 0, 0).map_err(|_| wrong())
}
