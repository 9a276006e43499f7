//! A row of `referrals`, brought in.

use access::{Kind, act, decide};
use dataset::{Code, Referral};
use pathway::{CaseId, OrganisationId, PersonId};
use store::Change;
use store::keys::{Details, Side, Subject};

use super::{History, People};
use crate::demonstration::names::{Of, drawn_by, invent};
use crate::fault::Fault;
use crate::history;
use crate::office::Acting;
use crate::streams::{self, Standing};

impl Acting<'_> {
    pub(super) async fn import_his(
        &self,
        change: &mut Change,
        history: &History<'_>,
        (row, place): (&Referral, usize),
        provider: Option<OrganisationId>,
        individual: Option<String>,
    ) -> Result<CaseId, Fault> {
        let id = CaseId::of(self.office.id());
        let area = row.area.map(super::area);
        let facts = super::facts(self.worker, Kind::Case, id.uuid(), area.as_ref(), provider);
        let permitted = decide(&self.worker.actor, act::ImportCase, &facts)?;
        let mut him = None;
        // Names are sealed for whoever answers for the case; where nobody does, nobody could read them.
        if let Some(provider) = provider
            && let Some(details) = him_of(history, row, place)
        {
            let person = PersonId::of(self.office.id());
            let holder = (provider, Side::Programme);
            let (sealed, wraps) =
                self.store().seal_person(&permitted, person, &details, &[holder]).await?;
            change.text(&permitted, Subject::Person(person), &sealed, &wraps);
            let tokens = self.store().tokens(&permitted, Side::Programme, &details).await?;
            change.index(&permitted, Side::Programme, person, &tokens);
            him = Some(person);
        }
        let said = history.said_of_him(row, place);
        let digest = self.store().row_digest(&permitted, &said).await?;
        let known_by = individual.clone().or_else(|| Some(him?.uuid().simple().to_string()));
        change.imported(&permitted, &row.referral_ref, digest, known_by.as_deref());

        let file = history.referrals;
        let number = file.number(place).into();
        let mut before = history::recorded_before(row, file.name, number, provider, him);
        before.facts.individual_ref = individual.map(Into::into);
        let mut standing = Standing::<programme::Case>::new(self.begun(id.uuid()));
        let command = programme::Command::RecordBefore(Box::new(before));
        let decided = programme::decide(&standing.state, command, &self.his_context())?;
        standing.take(streams::events(decided), |_, _| None::<()>);
        standing.append(change, &permitted);
        Ok(id)
    }
}

/// Who he is.
fn him_of(history: &History<'_>, row: &Referral, place: usize) -> Option<Details> {
    match history.people {
        People::Nobody => None,
        People::Named(names) => names.of(history.referrals.number(place)).details(),
        People::Invented(seed) => {
            // One man has one name, in however many referrals.
            let who = row.individual_ref.as_deref().unwrap_or(&row.referral_ref);
            let (ethnicity, area) = (row.ethnicity.map(Code::code), row.area.map(Code::code));
            let age = row.age_at_referral;
            let invented =
                invent(seed, drawn_by(who), Of::Him, ethnicity, area, age, row.received_on);
            Some(invented?.details())
        }
    }
}
