//! Making a referral: one form for both services. The programme's part becomes his case; what
//! is said of each woman is sealed, for nobody, until the event that refers her.

use access::{Facts, Kind, Permitted, act, decide};
use pathway::codes::Source;
use pathway::{Area, CaseId, NarrativeId, OrganisationId, PersonId, SealedPartId, london_day};
use programme::Command;
use programme::parts::{Consent, Referral, Referrer};
use serde_json::json;
use store::audit::Outcome;
use store::keys::{
    Contact, ContactKind, DateOfBirth, Details, Name, Narrative, Safe, Secret, Side, Subject,
};
use store::{Change, Envelope, OrganisationKind, SEAL};

use super::refer::{Agreed, Her, Him, Refer};
use crate::fault::Fault;
use crate::messages;
use crate::office::{Acting, Done, Sent};
use crate::streams::{self, Standing};

impl Acting<'_> {
    /// Makes a referral. The reference is answered at once; the provider of the area is told.
    ///
    /// # Errors
    /// Where the worker may refer nobody, or nobody runs the programme in the area.
    pub async fn make_referral(&self, sent: Sent, refer: &Refer) -> Result<Done, Fault> {
        let area = refer
            .screening
            .area
            .clone()
            .ok_or(Fault::Refused("Choose the area in which he lives"))?;
        let provider = self.provider(&area, OrganisationKind::Programme).await?.ok_or(
            Fault::Refused("Nobody runs the programme in this area: choose another, or ask whoever runs Waymark"),
        )?;
        let id = CaseId::of(self.office.id());
        let reference = self.store().surroundings().reference();
        let facts = self.facts(Kind::Referral, id.uuid(), &area, Some(provider));
        let permitted = decide(&self.worker.actor, act::MakeReferral, &facts)?;

        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        let him = self.keep_him(&mut change, &permitted, refer, provider).await?;
        let note = match &refer.reason {
            Some(reason) => Some(self.keep_note(&mut change, &permitted, reason, provider).await?),
            None => None,
        };
        let mut sealed = Vec::new();
        for her in &refer.women {
            sealed.push(self.seal_her(&mut change, &area, refer, her).await?);
        }
        let referral = self.referral(reference, refer, him, note, sealed, provider);
        let envelope = Envelope {
            id: id.uuid(),
            programme: self.worker.programme,
            reference,
            restricted: false,
        };
        let mut standing = Standing::<programme::Case>::new(envelope);
        let receive = Command::Receive(Box::new(referral));
        let decided = programme::decide(&standing.state, receive, &self.his_context())?;
        let crossed = standing.take(streams::events(decided), programme::crossing);
        debug_assert!(crossed.is_empty(), "nothing of a referral crosses before it is read");
        standing.append(&mut change, &permitted);
        for message in messages::of_his(self, &standing) {
            change.message(&message);
        }
        change.audit(self.entry::<act::MakeReferral>(Some(id.uuid()), Outcome::Allowed));
        self.commit(change, reference).await
    }

    fn referral(
        &self,
        reference: pathway::Reference,
        refer: &Refer,
        him: PersonId,
        note: Option<NarrativeId>,
        sealed: Vec<SealedPartId>,
        provider: OrganisationId,
    ) -> Referral {
        let now = self.office.now();
        let consent = refer.consent.as_ref().map(|agreed| Consent {
            form: agreed.form,
            on: agreed.on.unwrap_or_else(|| london_day(now)),
            taken_by: Some(self.worker.actor.worker()),
        });
        Referral {
            reference,
            received: now,
            referrer: Some(Referrer {
                organisation: self.worker.actor.organisation(),
                worker: self.worker.actor.worker(),
            }),
            provider,
            him,
            screening: refer.screening.clone(),
            relationship: refer.him.relationship,
            children: refer.children,
            children_ages: refer.children_ages.clone(),
            ethnicity: refer.him.ethnicity,
            religion: refer.him.religion,
            needs: refer.him.needs.clone(),
            working_hours: refer.him.working_hours,
            other_services: refer.him.other_services.clone(),
            orders: refer.orders.clone(),
            consent,
            sealed,
            note,
        }
    }

    /// Keeps who he is, for the provider and for whoever refers him.
    async fn keep_him(
        &self,
        change: &mut Change,
        permitted: &Permitted<act::MakeReferral>,
        refer: &Refer,
        provider: OrganisationId,
    ) -> Result<PersonId, Fault> {
        let him = PersonId::of(self.office.id());
        let holders =
            [(provider, Side::Programme), (self.worker.actor.organisation(), Side::Referring)];
        let details = his_details(&refer.him);
        let (sealed, wraps) = self.store().seal_person(permitted, him, &details, &holders).await?;
        change.text(permitted, Subject::Person(him), &sealed, &wraps);
        let tokens = self.store().tokens(permitted, Side::Programme, &details).await?;
        change.index(permitted, Side::Programme, him, &tokens);
        Ok(him)
    }

    async fn keep_note(
        &self,
        change: &mut Change,
        permitted: &Permitted<act::MakeReferral>,
        text: &str,
        provider: OrganisationId,
    ) -> Result<NarrativeId, Fault> {
        let note = NarrativeId::of(self.office.id());
        let holders = [(provider, Side::Programme)];
        let (sealed, wraps) =
            self.store().seal_narrative(permitted, note, &Narrative::new(text), &holders).await?;
        change.text(permitted, Subject::Narrative(note), &sealed, &wraps);
        Ok(note)
    }

    /// Seals what is said of one woman, and of him for whoever supports her, under keys that are
    /// wrapped for nobody.
    async fn seal_her(
        &self,
        change: &mut Change,
        area: &Area,
        refer: &Refer,
        her: &Her,
    ) -> Result<SealedPartId, Fault> {
        let part = SealedPartId::of(self.office.id());
        let facts = self.facts(Kind::SealedPart, part.uuid(), area, None);
        let permitted = decide(&self.worker.actor, act::WriteSealedPart, &facts)?;
        let text = Narrative::new(told_of_her(refer, her));
        let (sealed, wraps) = self.store().seal_part(&permitted, part, &text).await?;
        change.text(&permitted, Subject::SealedPart(part), &sealed, &wraps);
        let person = PersonId::of(self.office.id());
        // What he gives of her counts as unsafe until the service has verified it.
        let by_him = refer.screening.source == Some(Source::Itself);
        let details = her_details(her, by_him);
        let (sealed, wraps) =
            self.store().seal_person(&permitted, person, &details, &[SEAL]).await?;
        change.text(&permitted, Subject::Person(person), &sealed, &wraps);
        change.audit(self.entry::<act::WriteSealedPart>(Some(part.uuid()), Outcome::Allowed));
        Ok(part)
    }

    fn facts(
        &self,
        kind: Kind,
        record: uuid::Uuid,
        area: &Area,
        organisation: Option<OrganisationId>,
    ) -> Facts {
        Facts {
            kind,
            record,
            programme: self.worker.programme,
            area: Some(area.clone()),
            organisation,
            referrer: Some(self.worker.actor.organisation()),
            assigned: None,
            owner: Some(self.worker.actor.worker()),
            conflict: false,
            restricted: false,
            glass_broken: false,
        }
    }
}

fn his_details(him: &Him) -> Details {
    let contact = |kind, value: &Option<String>| {
        value.as_ref().map(|value| Contact {
            kind,
            value: Secret::new(value.clone()),
            safe_to_use: Safe::Yes,
            when: him.contact_note.clone().map(Secret::new),
            words: None,
        })
    };
    let contacts =
        [contact(ContactKind::Phone, &him.phone), contact(ContactKind::Email, &him.email)];
    Details {
        given: Some(Name::new(him.given.clone())),
        family: Some(Name::new(him.family.clone())),
        aliases: him.also_known_as.iter().map(|name| Name::new(name.clone())).collect(),
        date_of_birth: him.date_of_birth.map(DateOfBirth::new),
        contacts: contacts.into_iter().flatten().collect(),
        address: him.address.clone().map(Secret::new),
        postcode: him.postcode.clone().map(Secret::new),
    }
}

fn her_details(her: &Her, by_him: bool) -> Details {
    use pathway::codes::Answer;
    let phone = her.phone.as_ref().map(|phone| Contact {
        kind: ContactKind::Phone,
        value: Secret::new(phone.clone()),
        safe_to_use: match her.safe_to_phone {
            Some(Answer::Yes) if by_him => Safe::Unknown,
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
fn told_of_her(refer: &Refer, her: &Her) -> String {
    use pathway::codes::Code;
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
            "given": refer.him.given,
            "family": refer.him.family,
            "date_of_birth": refer.him.date_of_birth.map(|day| day.to_string()),
        },
    })
    .to_string()
}
