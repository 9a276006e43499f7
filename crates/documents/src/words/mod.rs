//! How codes, numbers and tests read on a page.

mod names;
mod prose;
mod testing;

use evaluation::{Kind, Value};
use jiff::civil::Date;

pub use prose::{definition, note, prose};
pub use testing::test;

/// What stands for a suppressed number, as in official statistics.
pub const SUPPRESSED: &str = "[c]";
/// What stands for an undefined number.
pub const UNDEFINED: &str = "–";
/// Thousands are parted by a thin space, which a reader's eye and not a decimal point makes, and
/// at which no line is broken.
const THIN: char = '\u{202f}';

/// A code in words: `some_sessions` is `some sessions`. Words are left as they are.
pub fn code(code: &str) -> String {
    if let Some(named) = names::peoples(code) {
        return named;
    }
    if let Some(dated) = dated(code) {
        return dated;
    }
    match code {
        "cp" => "child protection plan".into(),
        "cin" => "child in need plan".into(),
        "iss" => "integrated support service".into(),
        "isss" => "integrated support services".into(),
        "self" => "himself".into(),
        "drop_in" => "drop-in".into(),
        "ex_partner" => "ex-partner".into(),
        "referral_ref" | "individual_ref" | "support_ref" | "interview_ref" => {
            code.replace("_ref", " reference")
        }
        "q1" => "lower quartile".into(),
        "q3" => "upper quartile".into(),
        _ => prose(code),
    }
}

/// A code in words, at the head of a row: `Some sessions`.
pub fn head(text: &str) -> String {
    sentence(&code(text))
}

/// The first letter as a capital.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The base of a figure in words: `suitable` is `men found suitable`.
pub fn base(of: &str) -> String {
    match of {
        "suitable" => "men found suitable".into(),
        "individuals" => "individuals".into(),
        "decided" | "all_decided" => "men with a decision".into(),
        "assessed" => "men assessed".into(),
        "started" | "starters" => "men who started".into(),
        "unsuitable_with_reason" => "men found unsuitable with a reason".into(),
        "suitable_of_area" => "men of the area found suitable".into(),
        "suitable_of_plan" => "men of the plan found suitable".into(),
        _ => code(of),
    }
}

/// A whole number, its thousands parted by thin spaces: `1 074`.
pub fn whole(number: i128) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(THIN);
        }
        text.push(digit);
    }
    text
}

/// A number as the report prints it, its thousands parted as everywhere else: `1 074`.
pub fn printed(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('£').map_or(("", text), |digits| ("£", digits));
    let number: String = digits.chars().filter(|letter| *letter != ',').collect();
    match number.parse::<u32>() {
        Ok(number) => format!("{sign}{}", whole(i128::from(number))),
        Err(_) => text.to_owned(),
    }
}

/// A number with so many decimals, its thousands parted: `1 234.5`.
pub fn decimals(number: f64, places: usize) -> String {
    let text = format!("{:.*}", places, number.abs());
    let (integer, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let parted = integer.parse().map_or_else(|_| integer.to_owned(), whole);
    let sign = if number < 0.0 && text.contains(|digit| ('1'..='9').contains(&digit)) {
        "−"
    } else {
        ""
    };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{parted}{point}{fraction}")
}

/// A number with three significant figures, and no zeros that say nothing: `2.13`, `0.0123`.
pub fn significant(number: f64) -> String {
    if number == 0.0 {
        return "0".into();
    }
    let size = number.abs().log10().floor();
    let places = (2.0 - size).clamp(0.0, 6.0) as usize;
    decimals(number, places)
}

/// A share in per cent with one decimal: `49.7%`.
pub fn share(share: f64) -> String {
    format!("{}%", decimals(share * 100.0, 1))
}

/// A p-value after its sign: `= 0.046`, `< 0.0001`.
pub fn probability(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".into() } else { format!("= {}", probability_number(p)) }
}

fn probability_number(p: f64) -> String {
    let places = if p < 0.001 {
        4
    } else if p < 0.0995 {
        3
    } else {
        2
    };
    decimals(p, places)
}

/// A number of a kind, as a page shows it.
pub fn number(kind: Kind, value: f64) -> String {
    match kind {
        Kind::Count => whole(value as i128),
        Kind::Share => share(value),
        Kind::Mean => decimals(value, 1),
        Kind::Probability if value < 0.0001 => "< 0.0001".into(),
        Kind::Probability => probability_number(value),
        Kind::Money => format!("£{}", decimals(value, 2)),
        Kind::Code | Kind::Text | Kind::Low | Kind::High | Kind::Number => significant(value),
    }
}

/// A value of a kind, as a page shows it. Undefined is [`UNDEFINED`].
pub fn value(kind: Kind, value: &Value) -> String {
    match value {
        Value::Null => UNDEFINED.into(),
        Value::Withheld => SUPPRESSED.into(),
        Value::Text(text) if kind == Kind::Text => {
            dated(text).unwrap_or_else(|| text.clone().into_owned())
        }
        Value::Text(text) => code(text),
        Value::Count(count) if !matches!(kind, Kind::Money | Kind::Share) => {
            whole(i128::from(*count))
        }
        Value::Whole(number) if !matches!(kind, Kind::Money | Kind::Share) => {
            whole(i128::from(*number))
        }
        Value::Numbers(numbers) => {
            numbers.iter().map(|value| significant(*value)).collect::<Vec<_>>().join(" and ")
        }
        Value::Texts(texts) => {
            texts.iter().map(|text| code(text)).collect::<Vec<_>>().join(" and ")
        }
        Value::Named(named) => named
            .iter()
            .map(|(name, part)| format!("{} {}", code(name), self::value(kind, part)))
            .collect::<Vec<_>>()
            .join("; "),
        Value::Count(_) | Value::Whole(_) | Value::Number(_) => {
            value.as_f64().map_or_else(|| UNDEFINED.into(), |value| number(kind, value))
        }
    }
}

/// An interval: `26.0 to 35.4`, `18.2% to 26.0%`.
pub fn interval(kind: Kind, low: &Value, high: &Value) -> String {
    if matches!((low, high), (Value::Null, Value::Null)) {
        return UNDEFINED.into();
    }
    format!("{} to {}", value(kind, low), value(kind, high))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day: `3 March 2019`.
pub fn day(date: Date) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|place| MONTHS.get(place));
    format!("{} {} {}", date.day(), month.copied().unwrap_or_default(), date.year())
}

/// A month, or the step of a model after it (`level_2018-04`), in words.
fn dated(code: &str) -> Option<String> {
    match code.split_once('_') {
        Some((step @ ("level" | "slope"), month)) => {
            Some(format!("step in {step} after {}", month_of(month)?))
        }
        _ => month_of(code),
    }
}

/// A month as it is written in figures, `2019-03`, in words: `March 2019`.
fn month_of(text: &str) -> Option<String> {
    let (year, month) = text.split_once('-')?;
    let is_number =
        |part: &str, digits| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    let place = month.parse::<usize>().ok()?.checked_sub(1)?;
    (is_number(year, 4) && is_number(month, 2))
        .then(|| MONTHS.get(place).map(|month| format!("{month} {year}")))?
}

/// A whole number, or what stands where it is withheld.
pub fn whole_or_withheld(number: Option<u64>) -> String {
    number.map_or_else(|| SUPPRESSED.to_owned(), |number| whole(number.into()))
}

/// How many are counted of the base and how many are not: *Of men found suitable: 256 counted,
/// none missing.*
pub fn counted(figure: &evaluation::Figure) -> String {
    if figure.withheld {
        return match figure.of {
            "named per row" => {
                format!("{SUPPRESSED} counted; each row names what it is a share of.")
            }
            of => format!("Of {}: {SUPPRESSED} counted, {SUPPRESSED} missing.", base(of)),
        };
    }
    let missing = match figure.missing {
        0 => "none missing".into(),
        missing => format!("{} missing", whole(i128::from(missing))),
    };
    let counted = whole(i128::from(figure.n));
    if figure.of == "named per row" {
        return format!("{counted} counted, {missing}; each row names what it is a share of.");
    }
    format!("Of {}: {counted} counted, {missing}.", base(figure.of))
}

/// A figure's headline in words, without a full stop: it stands as a heading.
pub fn headline(figure: &evaluation::Figure) -> Option<String> {
    Some(prose(figure.headline.as_deref()?.trim_end_matches('.')))
}

/// The name by which a figure is called: `Figure 21`, and no number where the report has none.
pub fn name(figure: &evaluation::Figure) -> String {
    if figure.key.starts_with(|first: char| first.is_ascii_digit()) {
        format!("Figure {}. {}", figure.key, figure.title)
    } else {
        figure.title.to_owned()
    }
}

/// A figure's name in a few letters, for a link: `Figure 21`, or its title.
pub fn short_name(figure: &evaluation::Figure) -> String {
    if figure.key.starts_with(|first: char| first.is_ascii_digit()) {
        format!("Figure {}", figure.key)
    } else {
        figure.title.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_as_words_and_numbers_as_people_write_them() {
        assert_eq!(head("some_sessions"), "Some sessions");
        assert_eq!(head("Coventry"), "Coventry");
        assert_eq!(head("mixed_white_and_black_caribbean"), "Mixed White and Black Caribbean");
        assert_eq!(code("white_gypsy_or_irish_traveller"), "White Gypsy or Irish Traveller");
        assert_eq!(code("level_2018-04"), "step in level after April 2018");
        assert_eq!(value(Kind::Text, &"2018-04".into()), "April 2018");
        assert_eq!(printed("1074"), "1\u{202f}074");
        assert_eq!(printed("£298,000"), "£298\u{202f}000");
        assert_eq!(printed("18.2"), "18.2");
        assert_eq!(whole(1_074), "1\u{202f}074");
        assert_eq!(whole(-1_234_567), "−1\u{202f}234\u{202f}567");
        assert_eq!(decimals(-0.04, 1), "0.0");
        assert_eq!(decimals(-1234.56, 1), "−1\u{202f}234.6");
        assert_eq!(share(0.4972), "49.7%");
        assert_eq!(significant(0.012_345), "0.0123");
        assert_eq!(significant(2.128), "2.13");
        assert_eq!(significant(61_234.0), "61\u{202f}234");
    }

    #[test]
    fn a_p_value_never_reads_as_nothing() {
        assert_eq!(probability(0.0), "< 0.0001");
        assert_eq!(probability(0.0002), "= 0.0002");
        assert_eq!(probability(0.0457), "= 0.046");
        assert_eq!(probability(0.118), "= 0.12");
        assert_eq!(probability(0.0996), "= 0.10");
        assert_eq!(probability(1.0), "= 1.00");
    }

    #[test]
    fn an_interval_is_in_the_unit_of_its_number() {
        assert_eq!(
            interval(Kind::Mean, &Value::Number(26.04), &Value::Number(35.38)),
            "26.0 to 35.4"
        );
        assert_eq!(
            interval(Kind::Share, &Value::Number(0.182), &Value::Number(0.26)),
            "18.2% to 26.0%"
        );
        assert_eq!(interval(Kind::Mean, &Value::Null, &Value::Null), UNDEFINED);
    }

    #[test]
    fn how_many_are_counted_is_said_or_that_it_is_withheld() {
        let mut figure = crate::samples::suppressed();
        assert!(counted(&figure).contains("256 counted"), "{}", counted(&figure));
        figure.withheld = true;
        let said = counted(&figure);
        assert!(said.ends_with("[c] counted, [c] missing."), "{said}");
        assert_eq!(
            (whole_or_withheld(None), whole_or_withheld(Some(1074))),
            ("[c]".into(), whole(1074))
        );
    }

    #[test]
    fn a_day_reads_as_words() {
        assert_eq!(day(jiff::civil::date(2019, 3, 3)), "3 March 2019");
    }
}
