//! The record as the data set of an evaluation.

use std::collections::HashMap;

use access::{Kind, act, decide};
use dataset::{DataSet, Given};
use pathway::{CaseId, OrganisationId};
use store::audit::Outcome;

use super::facts;
use crate::fault::Fault;
use crate::history;
use crate::office::Acting;

/// So many cases are read at once.
const PAGE: u16 = 128;

impl Acting<'_> {
    /// The record as the data set of an evaluation: pseudonymous, both sides, matched by the
    /// references that only an evaluator's files have.
    ///
    /// # Errors
    /// Where the worker may not have it; see [`Fault`].
    pub async fn cohort(&self) -> Result<DataSet, Fault> {
        let programme = self.worker.programme.uuid();
        let facts = facts(self.worker, Kind::DataSet, programme, None, None);
        let Ok(permitted) = decide(&self.worker.actor, act::ExportDataSet, &facts) else {
            self.note::<act::ExportDataSet>(None, Outcome::Hidden).await?;
            return Err(Fault::NotFound);
        };
        self.note::<act::ExportDataSet>(None, Outcome::Allowed).await?;
        let organisations = self.store().organisations(self.worker.programme).await?;
        let names: HashMap<OrganisationId, String> =
            organisations.into_iter().map(|one| (one.id, one.name)).collect();
        let given = Given { support: true, ..Given::default() };
        let mut data = DataSet { given, ..DataSet::default() };
        let mut matched: HashMap<CaseId, String> = HashMap::new();
        let mut after = None;
        loop {
            let page = self.store().support_case_states(&permitted, after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = Some(last.id);
            for (envelope, case) in &page {
                // A case that went into another is no row of its own.
                if case.merged_into.is_some() {
                    continue;
                }
                let Some(row) = case.row() else { continue };
                let reference = envelope.reference.to_string();
                let support = history::support(&row, &reference, |id| names.get(&id).cloned());
                for his in &case.his {
                    matched.insert(his.case, support.support_ref.to_string());
                }
                data.support.push(support);
            }
        }
        let mut after = None;
        loop {
            let page = self.store().case_states(&permitted, after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = Some(last.id);
            for (envelope, case) in &page {
                let Some(reference) = case.referral_ref() else { continue };
                // Referrals of one man are linked by the person that they name.
                let individual =
                    case.standing().individual().map(|him| him.uuid().simple().to_string());
                let support = matched.get(&CaseId::of(envelope.id)).map(String::as_str);
                let row =
                    history::referral(&case.facts(), &reference, individual.as_deref(), support);
                data.referrals.extend(row);
            }
        }
        Ok(data)
    }
}
