//! Invented people of known truth: what linkage is measured on.
//!
//! Every name is of the region's communities, the rarer ones of our own syllables. Some people
//! have a brother, a twin, or a son of their own name at the same address, and nobody's second
//! record is safe from slips of the keyboard, other spellings, short forms, swapped names, moves of
//! house, other telephones and gaps.

mod draw;
mod names;
mod slips;

use draw::Draw;
use names::Community;

use crate::people::Person;

/// A record, and of whom it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the columns of the specification, word for word")]
pub struct Invented {
    /// Who it is: records of one person have one number.
    pub person: u32,
    pub record_id: String,
    pub forename: String,
    pub surname: String,
    pub date_of_birth: String,
    pub postcode: String,
    pub phone: String,
    pub area: String,
}

impl Invented {
    /// The record as linkage reads it.
    pub fn as_person(&self) -> Person<'_> {
        Person {
            record_id: &self.record_id,
            forename: &self.forename,
            surname: &self.surname,
            date_of_birth: &self.date_of_birth,
            postcode: &self.postcode,
            phone: &self.phone,
            area: &self.area,
        }
    }
}

/// The areas, their share, and the districts of their postcodes.
const AREAS: [(&str, f64, &str, u32); 7] = [
    ("Birmingham", 0.40, "B", 48),
    ("Coventry", 0.13, "CV", 8),
    ("Dudley", 0.11, "DY", 14),
    ("Sandwell", 0.12, "B", 71),
    ("Solihull", 0.07, "B", 94),
    ("Walsall", 0.09, "WS", 15),
    ("Wolverhampton", 0.08, "WV", 16),
];

/// How many records a person has, of a hundred people.
const RECORDS: [(usize, f64); 4] = [(1, 0.70), (2, 0.20), (3, 0.07), (4, 0.03)];

/// Somebody, as he truly is.
#[derive(Clone, Debug, Default)]
struct Truth {
    forename: String,
    surname: String,
    born: (u32, u32, u32),
    postcode: String,
    phone: String,
    area: usize,
}

/// Makes so many records, in any order. The same seed gives the same.
pub fn people(records: usize, seed: u64) -> Vec<Invented> {
    let mut draw = Draw::seeded(seed);
    let communities = names::communities(&mut draw);
    let mut made: Vec<Invented> = Vec::with_capacity(records);
    let mut before: Option<Truth> = None;
    let mut person = 0;
    while made.len() < records {
        let truth = match before.filter(|_| draw.chance(0.05)) {
            Some(kin) => kin_of(&kin, &communities, &mut draw),
            None => somebody(&communities, &mut draw),
        };
        let mut now = truth.clone();
        for again in 0..how_many(&mut draw) {
            if again > 0 {
                later(&mut now, &mut draw);
            }
            if made.len() < records {
                made.push(written(&now, person, &communities, &mut draw));
            }
        }
        before = Some(truth);
        person += 1;
    }
    draw.shuffle(&mut made);
    for (row, of) in made.iter_mut().enumerate() {
        of.record_id = format!("R{:07}", row + 1);
    }
    made
}

fn how_many(draw: &mut Draw) -> usize {
    let mut left = draw.unit();
    let found = RECORDS.iter().find(|(_, share)| {
        left -= share;
        left < 0.0
    });
    found.map_or(1, |(count, _)| *count)
}

fn somebody(communities: &[Community], draw: &mut Draw) -> Truth {
    let Some(community) = Community::draw(communities, draw) else { return Truth::default() };
    let area = area(draw);
    Truth {
        forename: community.forename(draw),
        surname: community.surname(draw),
        born: date(1950, 2003, draw),
        postcode: postcode(area, draw),
        phone: phone(draw),
        area,
    }
}

/// A relative at the same address: a son of the same name, a twin, or a brother.
fn kin_of(of: &Truth, communities: &[Community], draw: &mut Draw) -> Truth {
    let mut kin = of.clone();
    if !draw.chance(0.3) {
        kin.phone = phone(draw);
    }
    match draw.below(10) {
        0..2 => {
            let (year, ..) = of.born;
            kin.born = date(year + 18, year + 38, draw);
        }
        2 => kin.forename = forename(communities, draw),
        _ => {
            kin.forename = forename(communities, draw);
            let (year, ..) = of.born;
            kin.born = date(year - 8, year + 8, draw);
        }
    }
    kin
}

fn forename(communities: &[Community], draw: &mut Draw) -> String {
    Community::draw(communities, draw).map(|of| of.forename(draw)).unwrap_or_default()
}

fn surname(communities: &[Community], draw: &mut Draw) -> String {
    Community::draw(communities, draw).map(|of| of.surname(draw)).unwrap_or_default()
}

/// What has changed since the last record.
fn later(now: &mut Truth, draw: &mut Draw) {
    if draw.chance(0.18) {
        if draw.chance(0.2) {
            now.area = area(draw);
        }
        now.postcode = postcode(now.area, draw);
    }
    if draw.chance(0.2) {
        now.phone = phone(draw);
    }
}

/// The record that somebody writes of him.
fn written(of: &Truth, person: u32, communities: &[Community], draw: &mut Draw) -> Invented {
    let mut forename = of.forename.clone();
    match draw.unit() {
        ..0.03 => forename = short_form(&forename, draw).unwrap_or(forename),
        ..0.08 => forename = slips::spelled_otherwise(&forename, draw),
        ..0.115 => forename = slips::mistyped(&forename, draw),
        ..0.12 => forename = forename.chars().take(1).collect(),
        ..0.125 => forename = self::forename(communities, draw),
        ..0.135 => forename.push_str(&format!(" {}", self::forename(communities, draw))),
        _ => {}
    }
    let mut surname = of.surname.clone();
    match draw.unit() {
        ..0.035 => surname = slips::spelled_otherwise(&surname, draw),
        ..0.07 => surname = slips::mistyped(&surname, draw),
        ..0.075 => surname = self::surname(communities, draw),
        ..0.08 => {
            surname = format!("{surname}-{}", self::surname(communities, draw));
        }
        _ => {}
    }
    if draw.chance(0.012) {
        std::mem::swap(&mut forename, &mut surname);
    }
    match draw.unit() {
        ..0.02 => forename = forename.to_uppercase(),
        ..0.03 => surname = surname.to_uppercase(),
        _ => {}
    }
    Invented {
        person,
        record_id: String::new(),
        forename: gap(forename, 0.005, draw),
        surname: gap(surname, 0.003, draw),
        date_of_birth: date_written(of.born, draw),
        postcode: match draw.unit() {
            ..0.08 => String::new(),
            ..0.11 => slips::wrong_postcode(&of.postcode, draw),
            ..0.13 => of.postcode.replace(' ', "").to_lowercase(),
            _ => of.postcode.clone(),
        },
        phone: match draw.unit() {
            ..0.2 => String::new(),
            ..0.22 => slips::wrong_digit(&of.phone, draw),
            ..0.25 => format!("+44 {}", &of.phone[1..]),
            _ => of.phone.clone(),
        },
        area: gap(AREAS[of.area].0.to_owned(), 0.02, draw),
    }
}

fn gap(text: String, share: f64, draw: &mut Draw) -> String {
    if draw.chance(share) { String::new() } else { text }
}

fn short_form(name: &str, draw: &mut Draw) -> Option<String> {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/short-forms.csv"));
    let lower = name.to_lowercase();
    let of = |line: &'static str| line.split_once(',').filter(|(full, _)| *full == lower);
    let short: Vec<&str> = text.lines().filter_map(of).map(|(_, short)| short).collect();
    draw.one_of(&short).map(|short| {
        let mut letters = short.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect())
            .unwrap_or_default()
    })
}

fn date_written((year, month, day): (u32, u32, u32), draw: &mut Draw) -> String {
    let iso = |year: u32, month: u32, day: u32| format!("{year:04}-{month:02}-{day:02}");
    match draw.unit() {
        ..0.05 => String::new(),
        ..0.08 => slips::wrong_digit(&iso(year, month, day), draw),
        ..0.092 if day <= 12 => iso(year, day, month),
        ..0.097 => iso(year, 1, 1),
        ..0.103 => {
            let (year, month, day) = date(1950, 2003, draw);
            iso(year, month, day)
        }
        ..0.107 => format!("about {year}"),
        ..0.12 => format!("{day:02}/{month:02}/{year}"),
        _ => iso(year, month, day),
    }
}

fn date(from: u32, to: u32, draw: &mut Draw) -> (u32, u32, u32) {
    // Two draws together: most are in the middle of their lives.
    let span = to.saturating_sub(from) + 1;
    let year = from + (draw.below(span as usize) + draw.below(span as usize)) as u32 / 2;
    let month = 1 + draw.below(12) as u32;
    let day = 1 + draw.below(28) as u32;
    (year, month, day)
}

fn area(draw: &mut Draw) -> usize {
    let mut left = draw.unit();
    let found = AREAS.iter().position(|(_, share, ..)| {
        left -= share;
        left < 0.0
    });
    found.unwrap_or(0)
}

fn postcode(area: usize, draw: &mut Draw) -> String {
    let (_, _, letters, districts) = AREAS[area];
    let (from, count) = match districts {
        71 => (64, 8),
        94 => (90, 5),
        districts => (1, districts as usize),
    };
    let district = from + draw.below(count);
    let unit = |letters: &[u8], draw: &mut Draw| draw.one_of(letters).map_or('A', char::from);
    let sector = draw.below(10);
    let (first, second) = (unit(UNITS, draw), unit(&UNITS[..4], draw));
    format!("{letters}{district} {sector}{first}{second}")
}

/// The letters that a postcode's unit has. Of its second only some are drawn, so that a postcode
/// has several people.
const UNITS: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";

fn phone(draw: &mut Draw) -> String {
    format!("07{:03} {:06}", 100 + draw.below(900), draw.below(1_000_000))
}
