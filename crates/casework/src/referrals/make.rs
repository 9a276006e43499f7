//! Making a referral: one form for both services. The programme's part becomes his case; what
//! is said of each woman is sealed, for nobody, until the event that refers her.

use access::{Facts, Kind, Permitted, act, decide};
use pathway::{Area, CaseId, NarrativeId, OrganisationId, PersonId, SealedPartId, london_day};
use programme::Command;
use programme::parts::{Consent, Referral, Referrer};
use store::audit::Outcome;
use store::keys::{
    Contact, ContactKind, DateOfBirth, Details, Name, Narrative, Safe, Secret, Side, Subject,
};
use store::{Change, Envelope, OrganisationKind};

use super::drafts::DraftId;
use super::refer::{Him, Refer};
use super::seal::About;
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
        self.made(sent, refer, None).await
    }

    /// Makes a referral of a draft, which is gone with it. However often it is sent, the draft
    /// becomes one referral: its id is the command's.
    ///
    /// # Errors
    /// As for [`Self::make_referral`].
    pub async fn send_draft(&self, draft: DraftId, refer: &Refer) -> Result<Done, Fault> {
        let sent = Sent { command: draft.command(), version: 0 };
        self.made(sent, refer, Some(draft)).await
    }

    async fn made(&self, sent: Sent, refer: &Refer, draft: Option<DraftId>) -> Result<Done, Fault> {
        let area = refer
            .screening
            .area
            .clone()
            .ok_or(Fault::Refused("Choose the area in which he lives"))?;
        let provider = self.provider(&area, OrganisationKind::Programme).await?.ok_or(
            Fault::Refused("Nobody runs the programme in this area: choose another, or ask whoever keeps accounts"),
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
            sealed.push(self.seal_her(&mut change, &area, &About::of(refer), her).await?);
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
        if let Some(draft) = draft {
            change.drop_draft(&self.keeping(draft)?);
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

    pub(super) fn facts(
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
