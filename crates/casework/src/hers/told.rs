//! What a referral said of her, as her worker reads it.

use pathway::SealedPartId;
use pathway::codes::Code;
use serde_json::Value;
use store::keys::Narrative;

use super::HerCase;

/// What one referral said of her, and of him for whoever supports her.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ToldOfHer {
    /// How to reach her safely, in words.
    pub safe_contact: Option<String>,
    /// Where she is, in words.
    pub whereabouts: Option<String>,
    /// Her needs, in words.
    pub needs: Vec<&'static str>,
    /// The score of a DASH, 0 to 24.
    pub dash_score: Option<u64>,
    /// Whether she was referred to the MARAC, in words.
    pub marac: Option<&'static str>,
    /// Her consent to be contacted: the form in words, the day, who took it.
    pub consent: Option<(&'static str, Option<String>, Option<String>)>,
    /// What else was said.
    pub note: Option<String>,
    /// His name and day of birth.
    pub him: Option<(String, Option<String>)>,
}

impl HerCase {
    /// What the referrals said of her, oldest first; none of one that is kept no more.
    pub fn referrals(&self) -> Vec<(SealedPartId, ToldOfHer)> {
        let told = |part: &SealedPartId| Some((*part, self.read(self.told.get(part)?)));
        self.case.parts.iter().filter_map(told).collect()
    }

    /// A part of another form than ours is shown whole rather than not at all.
    fn read(&self, told: &Narrative) -> ToldOfHer {
        let text = told.reveal(&self.permitted);
        match serde_json::from_str::<Value>(text) {
            Ok(part) if part.is_object() => of(&part),
            _ => ToldOfHer { note: Some(text.to_owned()), ..ToldOfHer::default() },
        }
    }
}

fn of(part: &Value) -> ToldOfHer {
    use pathway::codes::{Answer, ConsentForm, Need};
    let him = &part["him"];
    let name = [words(&him["given"]), words(&him["family"])];
    let name: Vec<String> = name.into_iter().flatten().collect();
    ToldOfHer {
        safe_contact: words(&part["safe_contact"]),
        whereabouts: words(&part["whereabouts"]),
        needs: list(&part["needs"]).filter_map(coded::<Need>).collect(),
        dash_score: part["dash_score"].as_u64(),
        marac: coded::<Answer>(&part["marac"]),
        consent: coded::<ConsentForm>(&part["consent"]["form"]).map(|form| {
            let consent = &part["consent"];
            (form, words(&consent["on"]), words(&consent["taken_by"]))
        }),
        note: words(&part["note"]),
        him: (!name.is_empty()).then(|| (name.join(" "), words(&him["date_of_birth"]))),
    }
}

fn words(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn coded<T: Code>(value: &Value) -> Option<&'static str> {
    value.as_str().and_then(T::from_code).map(Code::words)
}
