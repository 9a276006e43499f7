//! Peoples and religions, which English writes with a capital.

use dataset::Code;
use dataset::codes::{Ethnicity, Religion};

const CAPITALS: [&str; 21] = [
    "african",
    "arab",
    "asian",
    "bangladeshi",
    "black",
    "british",
    "buddhist",
    "caribbean",
    "chinese",
    "christian",
    "gypsy",
    "hindu",
    "indian",
    "irish",
    "jewish",
    "muslim",
    "pakistani",
    "roma",
    "sikh",
    "traveller",
    "white",
];

/// An ethnicity or religion by its code, as it is written: `black_caribbean` is `Black
/// Caribbean`. None of any other code.
pub(super) fn peoples(code: &str) -> Option<String> {
    let is_one = Ethnicity::ALL.iter().any(|of| of.code() == code)
        || Religion::ALL.iter().any(|of| of.code() == code);
    let written = |word: &str| {
        if CAPITALS.contains(&word) { super::sentence(word) } else { word.to_owned() }
    };
    is_one.then(|| code.split('_').map(written).collect::<Vec<_>>().join(" "))
}
