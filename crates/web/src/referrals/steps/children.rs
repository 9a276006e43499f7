//! The children.

use components::{Faults, Form, Kind, Reader, Submission, Text, Width};
use maud::{Markup, html};
use pathway::codes::{Answer, Plan};

use crate::coded::{self, asked};

asked! {
    /// The questions of this page.
    Asked {
        Father = "father", "Is he the father of a child?", "Choose whether he is the father of a child";
        Count = "children", "How many children are there in the family?";
        Ages = "children-ages", "How old are they?";
        Plan = "plan", "Which plan are the children on?", "Choose the plan that the children are on";
    }
}

/// The answers of this page.
#[derive(Debug)]
pub(crate) struct Children {
    pub father: Answer,
    pub count: Option<u8>,
    pub ages: Vec<u8>,
    pub plan: Plan,
}

pub(crate) fn read(submission: &Submission) -> Result<Children, Faults> {
    let mut read = Reader::new(submission);
    let father = coded::one(&mut read, Asked::Father).required();
    let count = read.number(Asked::Count).within(0..=20).optional();
    let ages = read.text(Asked::Ages).at_most(100).optional_as(|text| ages(&text));
    let plan = coded::one(&mut read, Asked::Plan).required();
    read.finish(|| {
        let (count, ages) = (count?, ages?.unwrap_or_default());
        let count = match count {
            Some(count) => u8::try_from(count).ok(),
            None => u8::try_from(ages.len()).ok().filter(|count| *count > 0),
        };
        Ok(Children { father: father?, count, ages, plan: plan? })
    })
}

/// Ages as people write them: `4, 7 and 11`.
fn ages(text: &str) -> Result<Vec<u8>, String> {
    let words = text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    let ages: Option<Vec<u8>> = words
        .filter(|word| !word.eq_ignore_ascii_case("and"))
        .map(|word| word.parse().ok().filter(|age| *age <= 30))
        .collect();
    match ages {
        Some(ages) if ages.len() <= 20 => Ok(ages),
        _ => Err("Enter the ages in whole years, such as 4, 7 and 11; 0 for a baby".to_owned()),
    }
}

/// How an answer reads; none where it is read as it was typed.
pub(crate) fn said(asked: Asked, typed: &str) -> Option<String> {
    match asked {
        Asked::Father => coded::said::<Answer>(typed),
        Asked::Plan => coded::said::<Plan>(typed),
        Asked::Count | Asked::Ages => None,
    }
}

pub(crate) fn view(form: &Form<'_>) -> Markup {
    html! {
        (form.radios(Asked::Father, &coded::radios::<Answer>(None)))
        (form.text(Asked::Count, &Text { kind: Kind::Number, width: Width::Three, ..Text::default() }))
        (form.text(Asked::Ages, &Text {
            hint: Some("In whole years, such as 4, 7 and 11; 0 for a baby"),
            width: Width::Twenty,
            ..Text::default()
        }))
        (form.radios(Asked::Plan, &coded::radios::<Plan>(Some("The highest, where they are on several"))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read_as_people_write_them() {
        assert_eq!(ages("4, 7 and 11"), Ok(vec![4, 7, 11]));
        assert_eq!(ages("0"), Ok(vec![0]));
        assert!(ages("four").is_err());
        assert!(ages("4 months").is_err());
        assert!(ages("99").is_err());
    }

    #[test]
    fn where_only_ages_are_given_they_are_counted() {
        let answers = [("father", "yes"), ("children-ages", "4 and 7"), ("plan", "cp")];
        let read = read(&Submission::of(answers)).unwrap();
        assert_eq!((read.count, read.ages), (Some(2), vec![4, 7]));
    }
}
