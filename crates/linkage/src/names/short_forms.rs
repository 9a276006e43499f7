//! Which forenames are short forms of which, from `data/short-forms.csv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The most names that one short form stands for and that are kept: Al, Bert and Sandy have three.
const MOST: usize = 6;

/// The names that a forename is or is short for, by number; 0 is none.
pub type Families = [u16; MOST];

static FAMILIES: LazyLock<FxHashMap<&'static str, Families>> = LazyLock::new(|| {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/short-forms.csv"));
    let mut numbers: FxHashMap<&str, u16> = FxHashMap::default();
    let mut families: FxHashMap<&str, Families> = FxHashMap::default();
    for line in text.lines().skip(1) {
        let Some((name, short)) = line.split_once(',') else { continue };
        let next = numbers.len() as u16 + 1;
        let number = *numbers.entry(name).or_insert(next);
        for form in [name, short] {
            let of = families.entry(form).or_default();
            if !of.contains(&number)
                && let Some(free) = of.iter_mut().find(|place| **place == 0)
            {
                *free = number;
            }
        }
    }
    families
});

/// The families of a folded forename.
pub fn families(name: &str) -> Families {
    FAMILIES.get(name).copied().unwrap_or_default()
}

/// Whether two forenames have a family in common.
pub fn are_of_one(a: &Families, b: &Families) -> bool {
    a[0] != 0 && b[0] != 0 && a.iter().any(|family| *family != 0 && b.contains(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_form_is_known_and_so_are_two_of_one_name() {
        let are = |a: &str, b: &str| are_of_one(&families(a), &families(b));
        assert!(are("bill", "william") && are("will", "billy"));
        assert!(are("kasia", "katarzyna"));
        assert!(!are("bill", "robert") && !are("unheard", "unheard"));
    }

    #[test]
    fn no_short_form_stands_for_more_names_than_are_kept() {
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/short-forms.csv"));
        let mut lines: Vec<&str> = text.lines().skip(1).collect();
        for line in &lines {
            let short = line.split_once(',').unwrap().1;
            let names = lines.iter().filter(|other| other.split_once(',').unwrap().1 == short);
            let own = lines.iter().any(|other| other.split_once(',').unwrap().0 == short);
            assert!(names.count() + usize::from(own) <= MOST, "{short}");
        }
        let count = lines.len();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), count, "a line stands twice");
    }
}
