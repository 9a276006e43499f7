//! A row of `support`, brought in. It has no name: hers is told by herself, or by who refers her.

use access::{Kind, act, decide};
use dataset::{Code, Support};
use pathway::{CaseId, OrganisationId, PersonId, SupportCaseId};
use store::Change;
use store::keys::{Side, Subject};

use super::{History, People};
use crate::demonstration::names::{Of, invent};
use crate::fault::Fault;
use crate::history;
use crate::office::Acting;
use crate::streams::{self, Standing};

impl Acting<'_> {
    pub(super) async fn import_hers(
        &self,
        change: &mut Change,
        history: &History<'_>,
        (row, place): (&Support, usize),
        provider: OrganisationId,
        his: Option<CaseId>,
    ) -> Result<(), Fault> {
        let id = SupportCaseId::of(self.office.id());
        let area = row.area.map(super::area);
        let (kind, answers) = (Kind::SupportCase, Some(provider));
        let facts = super::facts(self.worker, kind, id.uuid(), area.as_ref(), answers);
        let permitted = decide(&self.worker.actor, act::ImportSupportCase, &facts)?;
        let digest = self.store().row_digest(&permitted, &super::said_of_her(row)).await?;
        change.imported(&permitted, &row.support_ref, digest, None);

        let file = history.support;
        let before = history::before(row, file.name, file.number(place), provider, his);
        let mut standing = Standing::<support::Case>::new(self.begun(id.uuid()));
        let mut commands = vec![support::Command::RecordBefore(Box::new(before))];
        if let People::Invented(seed) = history.people {
            let (ethnicity, area) = (row.ethnicity.map(Code::code), row.area.map(Code::code));
            let on = row.referred_on.unwrap_or(jiff::civil::date(2018, 1, 1));
            let age = row.age_at_referral;
            if let Some(invented) = invent(seed, place as u64, Of::Her, ethnicity, area, age, on) {
                let (person, details) = (PersonId::of(self.office.id()), invented.details());
                let holder = (provider, Side::Support);
                let (sealed, wraps) =
                    self.store().seal_person(&permitted, person, &details, &[holder]).await?;
                change.text(&permitted, Subject::Person(person), &sealed, &wraps);
                commands.push(support::Command::RecordPerson(person));
            }
        }
        for command in commands {
            let decided = support::decide(&standing.state, command, &self.hers_context())?;
            standing.take(streams::hers(decided), |_, _| None::<()>);
        }
        standing.append(change, &permitted);
        Ok(())
    }
}
