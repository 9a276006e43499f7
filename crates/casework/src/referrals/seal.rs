//! What is said of a woman: sealed for nobody until the event that refers her, added to by whoever
//! refers, and never read back.

use access::{Facts, Kind, act, decide};
use jiff::civil::Date;
use pathway::codes::{Answer, Code, Source};
use pathway::{Area, NarrativeId, PersonId, SealedPartId};
use serde_json::json;
use store::audit::Outcome;
use store::keys::{
    Contact, ContactKind, DateOfBirth, Details, Name, Narrative, Safe, Secret, Subject,
};
use store::{Change, SEAL};

use super::refer::{Agreed, Her, Refer};
use crate::fault::Fault;
use crate::office::Acting;

/// What whoever supports her needs to know of him, and of who told: sealed with what is said of
/// her, so that no key of his side is ever wrapped for hers.
pub(super) struct About<'a> {
    pub given: &'a str,
    pub family: &'a str,
    pub date_of_birth: Option<Date>,
    pub source: Option<Source>,
}

impl<'a> About<'a> {
    pub fn of(refer: &'a Refer) -> Self {
        Self {
            given: &refer.him.given,
            family: &refer.him.family,
            date_of_birth: refer.him.date_of_birth,
            source: refer.screening.source,
        }
    }
}

impl Acting<'_> {
    /// Seals what is said of one woman, and of him for whoever supports her, under keys that are
    /// wrapped for nobody.
    pub(super) async fn seal_her(
        &self,
        change: &mut Change,
        area: &Area,
        about: &About<'_>,
        her: &Her,
    ) -> Result<SealedPartId, Fault> {
        let part = SealedPartId::of(self.office.id());
        let permitted = decide(&self.worker.actor, act::WriteSealedPart, &self.sealed(part, area))?;
        let text = Narrative::new(told_of_her(about, her));
        let (sealed, wraps) = self.store().seal_part(&permitted, part, &text).await?;
        change.text(&permitted, Subject::SealedPart(part), &sealed, &wraps);
        let person = PersonId::of(self.office.id());
        let details = her_details(her, about.source);
        let (sealed, wraps) =
            self.store().seal_person(&permitted, person, &details, &[SEAL]).await?;
        change.text(&permitted, Subject::Person(person), &sealed, &wraps);
        change.audit(self.entry::<act::WriteSealedPart>(Some(part.uuid()), Outcome::Allowed));
        Ok(part)
    }

    /// Seals more of a woman with what was said of her: it goes where that goes.
    pub(super) async fn seal_more(
        &self,
        change: &mut Change,
        area: &Area,
        part: SealedPartId,
        text: &Narrative,
    ) -> Result<(), Fault> {
        let permitted = decide(&self.worker.actor, act::WriteSealedPart, &self.sealed(part, area))?;
        let id = NarrativeId::of(self.office.id());
        let (sealed, wraps) = self.store().seal_narrative(&permitted, id, text, &[SEAL]).await?;
        change.text(&permitted, Subject::Narrative(id), &sealed, &wraps);
        Ok(())
    }

    fn sealed(&self, part: SealedPartId, area: &Area) -> Facts {
        self.facts(Kind::SealedPart, part.uuid(), area, None)
    }
}

fn her_details(her: &Her, source: Option<Source>) -> Details {
    let phone = her.phone.as_ref().map(|phone| Contact {
        kind: ContactKind::Phone,
        value: Secret::new(phone.clone()),
        safe_to_use: match her.safe_to_phone {
            // What he says of her contacts counts as unsafe until her support worker has asked.
            _ if source == Some(Source::Itself) => Safe::Unknown,
            Some(Answer::Yes) => Safe::Yes,
            Some(Answer::No) => Safe::No,
            _ => Safe::Unknown,
        },
        when: None,
        words: her.safe_contact.clone().map(Secret::new),
    });
    Details {
        given: Some(Name::new(her.given.clone())),
        family: Some(Name::new(her.family.clone())),
        date_of_birth: her.date_of_birth.map(DateOfBirth::new),
        contacts: phone.into_iter().collect(),
        ..Details::default()
    }
}

/// What her worker reads when she has been referred: what was said of her, and who he is.
fn told_of_her(about: &About<'_>, her: &Her) -> String {
    let consent = her.consent.as_ref().map(|Agreed { form, on, taken_by }| {
        json!({"form": form.code(), "on": on.map(|day| day.to_string()), "taken_by": taken_by})
    });
    json!({
        "version": 1,
        "safe_contact": her.safe_contact,
        "whereabouts": her.whereabouts,
        "needs": her.needs.iter().map(|need| need.code()).collect::<Vec<_>>(),
        "dash_score": her.dash_score,
        "marac": her.marac.map(Code::code),
        "consent": consent,
        "note": her.note,
        "him": {
            "given": about.given,
            "family": about.family,
            "date_of_birth": about.date_of_birth.map(|day| day.to_string()),
        },
    })
    .to_string()
}
