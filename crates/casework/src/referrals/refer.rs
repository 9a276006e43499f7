//! What a referrer tells: the programme's part, and a sealed part for each woman.

use jiff::civil::Date;
use pathway::codes::{Answer, ConsentForm, Ethnicity, Need, OtherService, Relationship, Religion};
use pathway::screening::Facts;
use programme::codes::Order;

/// A referral as the form gives it. Nothing of it shows in a log.
#[derive(Clone, Default, PartialEq)]
pub struct Refer {
    /// He.
    pub him: Him,
    /// What screening asks, from all over the form. His age is worked out from his day of birth
    /// where that is known.
    pub screening: Facts,
    /// Why he is referred, in the referrer's words.
    pub reason: Option<String>,
    /// How many children.
    pub children: Option<u8>,
    /// Their ages in whole years.
    pub children_ages: Vec<u8>,
    /// Orders and conditions on him.
    pub orders: Vec<Order>,
    /// His consent to be referred.
    pub consent: Option<Agreed>,
    /// Each woman who is named: sealed until she is referred.
    pub women: Vec<Her>,
}

/// Who he is, as far as the programme needs it.
#[derive(Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are the questions of the form")]
pub struct Him {
    pub given: String,
    pub family: String,
    pub also_known_as: Option<String>,
    pub date_of_birth: Option<Date>,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// When and how he can be reached.
    pub contact_note: Option<String>,
    pub address: Option<String>,
    pub postcode: Option<String>,
    pub relationship: Option<Relationship>,
    pub ethnicity: Option<Ethnicity>,
    pub religion: Option<Religion>,
    pub needs: Vec<Need>,
    pub working_hours: Option<Answer>,
    pub other_services: Vec<OtherService>,
}

/// What the referral says of her. No role reads it until it is given to one support provider.
#[derive(Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are the questions of the form")]
pub struct Her {
    pub given: String,
    pub family: String,
    pub date_of_birth: Option<Date>,
    pub phone: Option<String>,
    pub safe_to_phone: Option<Answer>,
    /// How to reach her safely, in words.
    pub safe_contact: Option<String>,
    /// Where she is, in words.
    pub whereabouts: Option<String>,
    pub needs: Vec<Need>,
    /// 0 to 24.
    pub dash_score: Option<u8>,
    pub marac: Option<Answer>,
    /// Her consent to be contacted.
    pub consent: Option<Agreed>,
    pub note: Option<String>,
}

/// A consent as the referrer has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// None, verbal, written.
    pub form: ConsentForm,
    /// When.
    pub on: Option<Date>,
    /// Who took it, by name or role.
    pub taken_by: Option<String>,
}

impl std::fmt::Debug for Refer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Refer").field("women", &self.women.len()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Him {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Him(…)")
    }
}

impl std::fmt::Debug for Her {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Her(…)")
    }
}
