//! Names of people who do not exist: a forename and a surname of one community drawn apart, a
//! day of birth that fits the age, a telephone number of the ranges that are kept for fiction,
//! a postcode that no house has.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use dataset::codes::{Area, Ethnicity};
use dataset::{Code, Referral};
use jiff::civil::Date;
use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use store::keys::{Contact, ContactKind, DateOfBirth, Details, Name, Safe, Secret};

/// Whose forename.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A man's.
    Him,
    /// A woman's.
    Her,
}

/// Somebody invented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invented {
    /// The forename.
    pub forename: &'static str,
    /// The surname.
    pub surname: &'static str,
    /// The day of birth.
    pub date_of_birth: Date,
    /// A mobile number of Ofcom's range for drama, 07700 900000 to 900999.
    pub phone: String,
    /// A postcode in form; its inward part has letters that Royal Mail does not use.
    pub postcode: String,
}

impl Invented {
    /// As the record keeps them.
    pub(crate) fn details(&self) -> Details {
        Details {
            given: Some(Name::new(self.forename)),
            family: Some(Name::new(self.surname)),
            date_of_birth: Some(DateOfBirth::new(self.date_of_birth)),
            contacts: vec![Contact {
                kind: ContactKind::Phone,
                value: Secret::new(self.phone.clone()),
                safe_to_use: Safe::Unknown,
                when: None,
                words: None,
            }],
            postcode: Some(Secret::new(self.postcode.clone())),
            ..Details::default()
        }
    }
}

/// The forenames and surnames of a community.
#[derive(Debug, Default)]
struct Community {
    his: Vec<&'static str>,
    hers: Vec<&'static str>,
    surnames: Vec<&'static str>,
}

static COMMUNITIES: LazyLock<BTreeMap<&'static str, Community>> = LazyLock::new(|| {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/invented-names.csv"));
    let mut communities: BTreeMap<&str, Community> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(community), Some(part), Some(name)) = (cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let community = communities.entry(community).or_default();
        match part {
            "his" => community.his.push(name),
            "hers" => community.hers.push(name),
            _ => community.surnames.push(name),
        }
    }
    communities
});

/// The community whose names are the likeliest for an ethnicity of the data set.
fn community(ethnicity: Option<&str>) -> &'static str {
    match ethnicity.unwrap_or_default() {
        "white_irish" => "white_irish",
        "white_other" | "white_roma" => "white_other",
        "asian_pakistani" | "asian_other" | "asian" => "asian_pakistani",
        "asian_bangladeshi" => "asian_bangladeshi",
        "asian_indian" => "asian_indian",
        "asian_chinese" => "asian_chinese",
        "black_caribbean" | "black_other" | "black" => "black_caribbean",
        "black_african" => "black_african",
        "arab" => "arab",
        _ => "white_british",
    }
}

/// The columns by which a file is a named one.
pub const NAMED: [&str; 5] = ["forename", "surname", "date_of_birth", "postcode", "phone"];

/// Invented men for the rows of a file: one man is the same in all his referrals.
#[derive(Debug)]
pub struct Men {
    seed: u64,
    first: HashMap<Box<str>, First>,
}

/// By what he is invented: his first referral in the file.
#[derive(Clone, Copy, Debug)]
struct First {
    received: Date,
    age: Option<u8>,
    ethnicity: Option<Ethnicity>,
    area: Option<Area>,
}

impl Men {
    /// By a seed: the same as in a demonstration of that seed.
    pub fn invented(seed: u64) -> Self {
        Self { seed, first: HashMap::new() }
    }

    /// What stands in the columns of [`NAMED`].
    pub fn of(&mut self, row: &Referral) -> [String; 5] {
        let who = row.individual_ref.as_ref().unwrap_or(&row.referral_ref);
        let now = First {
            received: row.received_on,
            age: row.age_at_referral,
            ethnicity: row.ethnicity,
            area: row.area,
        };
        let First { received, age, ethnicity, area } =
            *self.first.entry(who.as_str().into()).or_insert(now);
        let (ethnicity, area) = (ethnicity.map(Code::code), area.map(Code::code));
        let man = invent(self.seed, drawn_by(who), Of::Him, ethnicity, area, age, received);
        man.map_or_else(Default::default, |man| {
            [
                man.forename.to_owned(),
                man.surname.to_owned(),
                man.date_of_birth.to_string(),
                man.postcode,
                man.phone,
            ]
        })
    }
}

/// By what a man's name is drawn.
pub(crate) fn drawn_by(who: &str) -> u64 {
    who.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The postcode districts around each area's centre.
fn district(area: Option<&str>) -> &'static [&'static str] {
    match area.unwrap_or_default() {
        "Coventry" => &["CV1", "CV2", "CV5", "CV6"],
        "Dudley" => &["DY1", "DY2", "DY5", "B63"],
        "Sandwell" => &["B65", "B66", "B70", "DY4"],
        "Solihull" => &["B36", "B37", "B90", "B91"],
        "Walsall" => &["WS1", "WS2", "WS3", "WS10"],
        "Wolverhampton" => &["WV1", "WV2", "WV6", "WV10"],
        _ => &["B6", "B8", "B11", "B23", "B31", "B44"],
    }
}

/// Invents somebody: the same for the same seed and number.
pub fn invent(
    seed: u64,
    number: u64,
    of: Of,
    ethnicity: Option<&str>,
    area: Option<&str>,
    age: Option<u8>,
    on: Date,
) -> Option<Invented> {
    let whose = if of == Of::Him { 0 } else { 1 };
    let mut draw =
        Pcg64Mcg::seed_from_u64(seed ^ (number << 1 | whose).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let names = COMMUNITIES.get(community(ethnicity))?;
    let forenames = if of == Of::Him { &names.his } else { &names.hers };
    let age = i16::from(age.unwrap_or(33));
    let days = 1 + i64::try_from(below(&mut draw, 364)).unwrap_or_default();
    // He had his last birthday on the day or up to a year before it.
    let year = on.year() - age;
    let birthday = Date::new(year, on.month(), on.day().min(28)).ok()?;
    Some(Invented {
        forename: pick(&mut draw, forenames)?,
        surname: pick(&mut draw, &names.surnames)?,
        date_of_birth: birthday.checked_sub(jiff::Span::new().days(days)).ok()?,
        phone: format!("07700 900{:03}", below(&mut draw, 1000)),
        postcode: format!(
            "{} {}{}",
            pick(&mut draw, district(area))?,
            below(&mut draw, 10),
            pick(&mut draw, &["CI", "KO", "MC", "OV", "IV", "CK"])?
        ),
    })
}

fn pick<T: Copy>(draw: &mut Pcg64Mcg, from: &[T]) -> Option<T> {
    let place = below(draw, from.len() as u64);
    from.get(usize::try_from(place).ok()?).copied()
}

/// A number below another; the bias at these sizes is under 10^-16.
fn below(draw: &mut Pcg64Mcg, limit: u64) -> u64 {
    ((u128::from(draw.next_u64()) * u128::from(limit)) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const DAY: Date = date(2018, 3, 5);

    #[test]
    fn the_same_number_is_the_same_person_and_his_is_not_hers() {
        let him = invent(1, 7, Of::Him, Some("asian_indian"), Some("Dudley"), Some(40), DAY);
        assert_eq!(him, invent(1, 7, Of::Him, Some("asian_indian"), Some("Dudley"), Some(40), DAY));
        assert_ne!(him, invent(1, 8, Of::Him, Some("asian_indian"), Some("Dudley"), Some(40), DAY));
        assert_ne!(him, invent(1, 7, Of::Her, Some("asian_indian"), Some("Dudley"), Some(40), DAY));
    }

    #[test]
    fn one_man_is_the_same_in_all_his_referrals() {
        let data = evaluation::demonstration::cohort(None, 1).unwrap();
        let (mut men, mut known) = (Men::invented(1), HashMap::new());
        for row in &data.referrals {
            let man = men.of(row);
            assert!(man.iter().all(|cell| !cell.is_empty()), "{man:?}");
            let before = known.entry(row.individual_ref.clone()).or_insert_with(|| man.clone());
            assert_eq!(*before, man);
        }
        assert_eq!(known.len(), 959);
    }

    #[test]
    fn the_day_of_birth_gives_the_age() {
        for number in 0..500 {
            let one = invent(3, number, Of::Him, None, None, Some(31), DAY).unwrap();
            let had =
                (one.date_of_birth.month(), one.date_of_birth.day()) <= (DAY.month(), DAY.day());
            let age = DAY.year() - one.date_of_birth.year() - i16::from(!had);
            assert_eq!(age, 31, "{one:?}");
        }
    }

    #[test]
    fn telephone_numbers_are_of_the_range_that_nobody_has() {
        for number in 0..200 {
            let one = invent(1, number, Of::Her, Some("arab"), Some("Walsall"), None, DAY).unwrap();
            assert!(one.phone.starts_with("07700 900") && one.phone.len() == 12, "{}", one.phone);
        }
    }

    #[test]
    fn every_community_has_names_of_each_part() {
        for (name, community) in COMMUNITIES.iter() {
            assert!(community.his.len() >= 8 && community.hers.len() >= 8, "{name}");
            assert!(community.surnames.len() >= 12, "{name}");
        }
        assert_eq!(COMMUNITIES.len(), 10);
    }
}
