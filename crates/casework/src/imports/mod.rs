//! History into the record, and the record as the data set of an evaluation.

use std::collections::HashMap;

use access::{Facts, Kind, act, decide};
use dataset::{Code, DataSet, Given, Referral, Support};
use pathway::{Area, CaseId, CommandId, OrganisationId, PersonId, SupportCaseId};
use store::audit::Outcome;
use store::keys::{Contact, ContactKind, DateOfBirth, Details, Name, Safe, Secret, Side, Subject};
use store::{Change, Committed, Envelope, NotCommitted, OrganisationKind, Store};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::demonstration::names::{Invented, Of, invent};
use crate::fault::Fault;
use crate::history;
use crate::office::Acting;
use crate::streams::{self, Standing};

/// So many rows go into one transaction.
const TOGETHER: usize = 256;
/// So many cases are read at once.
const PAGE: u16 = 128;

/// Files of the data set on their way into the record.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    /// The rows.
    pub data: &'a DataSet,
    /// The name of the file of referrals.
    pub referrals: &'a str,
    /// The name of the file of support cases.
    pub support: &'a str,
    /// With people who are invented for each row, by this seed: for the demonstration alone.
    pub invented: Option<u64>,
}

/// One change is written while the next is being made.
#[derive(Default)]
struct Written(Option<JoinHandle<Result<Committed, NotCommitted>>>);

impl Written {
    async fn then(&mut self, store: &Store, change: Change) -> Result<(), Fault> {
        self.all().await?;
        let store = store.clone();
        self.0 = Some(tokio::spawn(async move { store.commit(change).await }));
        Ok(())
    }

    async fn all(&mut self) -> Result<(), Fault> {
        match self.0.take() {
            Some(writing) => Ok(writing.await.map_err(Fault::unavailable)?.map(drop)?),
            None => Ok(()),
        }
    }
}

/// Who answers for an area.
type Providers = HashMap<Area, (Option<OrganisationId>, Option<OrganisationId>)>;

impl Acting<'_> {
    /// Takes history in as *recorded before Waymark*. Gives how many cases there are now; `told`
    /// hears so on the way.
    ///
    /// # Errors
    /// See [`Fault`]. What was written before a fault stays: the import goes on by rows.
    pub async fn import(
        &self,
        history: &History<'_>,
        told: &(dyn Fn(usize) + Sync),
    ) -> Result<usize, Fault> {
        let providers = self.providers().await?;
        let mut his_of = HashMap::new();
        let mut written = Written::default();
        for (rows, first) in history.data.referrals.chunks(TOGETHER).zip((0..).step_by(TOGETHER)) {
            let mut change = self.importing();
            for (row, number) in rows.iter().zip(first..) {
                let his = self.import_his(&mut change, history, row, number, &providers).await?;
                if let Some(support) = row.support_ref.as_deref() {
                    his_of.entry(support.to_owned()).or_insert(his);
                }
            }
            written.then(self.store(), change).await?;
            told(first + rows.len());
        }
        for (rows, first) in history.data.support.chunks(TOGETHER).zip((0..).step_by(TOGETHER)) {
            let mut change = self.importing();
            for (row, number) in rows.iter().zip(first..) {
                let his = his_of.get(row.support_ref.as_str()).copied();
                self.import_hers(&mut change, history, row, number, (his, &providers)).await?;
            }
            written.then(self.store(), change).await?;
            told(history.data.referrals.len() + first + rows.len());
        }
        written.all().await?;
        Ok(history.data.referrals.len() + history.data.support.len())
    }

    async fn import_his(
        &self,
        change: &mut Change,
        history: &History<'_>,
        row: &Referral,
        number: usize,
        providers: &Providers,
    ) -> Result<CaseId, Fault> {
        let id = CaseId::of(self.office.id());
        let area = row.area.map(|area| Area::new(area.code()));
        let provider = area.as_ref().and_then(|area| providers.get(area)).and_then(|both| both.0);
        let facts = self.imported(Kind::Case, id.uuid(), area.as_ref(), provider);
        let permitted = decide(&self.worker.actor, act::ImportCase, &facts)?;
        let mut him = None;
        if let (Some(seed), Some(provider)) = (history.invented, provider) {
            let (ethnicity, of) = (row.ethnicity.map(Code::code), row.area.map(Code::code));
            // One man has one name, in however many referrals.
            let who = row.individual_ref.as_deref().unwrap_or(&row.referral_ref);
            let draw = who.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
                (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
            let age = row.age_at_referral;
            if let Some(invented) = invent(seed, draw, Of::Him, ethnicity, of, age, row.received_on)
            {
                let person = PersonId::of(self.office.id());
                let holder = (provider, Side::Programme);
                let details = details(&invented);
                let (sealed, wraps) =
                    self.store().seal_person(&permitted, person, &details, &[holder]).await?;
                change.text(&permitted, Subject::Person(person), &sealed, &wraps);
                let tokens = self.store().tokens(&permitted, Side::Programme, &details).await?;
                change.index(&permitted, Side::Programme, person, &tokens);
                him = Some(person);
            }
        }
        // The header is row 1.
        let row_number = number as u64 + 2;
        let before = history::recorded_before(row, history.referrals, row_number, provider, him);
        let mut standing = Standing::<programme::Case>::new(self.begun(id.uuid()));
        let command = programme::Command::RecordBefore(Box::new(before));
        let decided = programme::decide(&standing.state, command, &self.his_context())?;
        standing.take(streams::events(decided), |_, _| None::<()>);
        standing.append(change, &permitted);
        Ok(id)
    }

    async fn import_hers(
        &self,
        change: &mut Change,
        history: &History<'_>,
        row: &Support,
        number: usize,
        (his, providers): (Option<CaseId>, &Providers),
    ) -> Result<(), Fault> {
        let id = SupportCaseId::of(self.office.id());
        let area = row.area.map(|area| Area::new(area.code()));
        let of_area = area.as_ref().and_then(|area| providers.get(area)).and_then(|both| both.1);
        // A row without an area has some provider all the same: the first that there is.
        let any = || providers.values().find_map(|both| both.1);
        let provider = of_area.or_else(any).ok_or(Fault::Refused(
            "No organisation runs the support service: name one before importing support cases",
        ))?;
        let facts = self.imported(Kind::SupportCase, id.uuid(), area.as_ref(), Some(provider));
        let permitted = decide(&self.worker.actor, act::ImportSupportCase, &facts)?;
        let row_number = u32::try_from(number + 2).unwrap_or(u32::MAX);
        let before = history::before(row, history.support, row_number, provider, his);
        let mut standing = Standing::<support::Case>::new(self.begun(id.uuid()));
        let mut commands = vec![support::Command::RecordBefore(Box::new(before))];
        if let Some(seed) = history.invented {
            let (ethnicity, of) = (row.ethnicity.map(Code::code), row.area.map(Code::code));
            let on = row.referred_on.unwrap_or(jiff::civil::date(2018, 1, 1));
            let age = row.age_at_referral;
            if let Some(invented) = invent(seed, number as u64, Of::Her, ethnicity, of, age, on) {
                let person = PersonId::of(self.office.id());
                let holder = (provider, Side::Support);
                let (sealed, wraps) = self
                    .store()
                    .seal_person(&permitted, person, &details(&invented), &[holder])
                    .await?;
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

    /// The record as the data set of an evaluation: pseudonymous, both sides, matched by the
    /// references that only an evaluator's files have.
    ///
    /// # Errors
    /// Where the worker may not have it; see [`Fault`].
    pub async fn cohort(&self) -> Result<DataSet, Fault> {
        let facts = self.imported(Kind::DataSet, self.worker.programme.uuid(), None, None);
        let permitted = decide(&self.worker.actor, act::ExportDataSet, &facts)?;
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

    async fn providers(&self) -> Result<Providers, Fault> {
        let mut providers = Providers::new();
        // Seven areas or so.
        for area in self.store().areas(self.worker.programme).await? {
            let his = self.provider(&area, OrganisationKind::Programme).await?;
            let hers = self.provider(&area, OrganisationKind::Support).await?;
            providers.insert(area, (his, hers));
        }
        Ok(providers)
    }

    fn importing(&self) -> Change {
        let command = CommandId::of(self.office.id());
        let (worker, programme) = (self.worker.actor.worker(), self.worker.programme);
        let mut change = Change::of(command, worker, programme, self.office.now());
        change.audit(self.entry::<act::ImportCase>(None, Outcome::Allowed));
        change
    }

    fn begun(&self, id: Uuid) -> Envelope {
        Envelope {
            id,
            programme: self.worker.programme,
            reference: self.store().surroundings().reference(),
            restricted: false,
        }
    }

    fn imported(
        &self,
        kind: Kind,
        record: Uuid,
        area: Option<&Area>,
        organisation: Option<OrganisationId>,
    ) -> Facts {
        Facts {
            kind,
            record,
            programme: self.worker.programme,
            area: area.cloned(),
            organisation,
            referrer: None,
            assigned: None,
            owner: None,
            conflict: false,
            restricted: false,
            glass_broken: false,
        }
    }
}

fn details(invented: &Invented) -> Details {
    Details {
        given: Some(Name::new(invented.forename)),
        family: Some(Name::new(invented.surname)),
        date_of_birth: Some(DateOfBirth::new(invented.date_of_birth)),
        contacts: vec![Contact {
            kind: ContactKind::Phone,
            value: Secret::new(invented.phone.clone()),
            safe_to_use: Safe::Unknown,
            when: None,
            words: None,
        }],
        postcode: Some(Secret::new(invented.postcode.clone())),
        ..Details::default()
    }
}
