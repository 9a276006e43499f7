//! What passes the wall by itself: from his case into hers, and back. It happens in the same
//! transaction as what gave rise to it, done by the part of Waymark that is named for it.

use std::collections::{BTreeMap, BTreeSet};

use access::{Actor, Facts, Kind, System, act, decide};
use pathway::crossing::{ToProgramme, ToSupport};
use pathway::{Area, CaseId, NarrativeId, OrganisationId, PersonId, SealedPartId, SupportCaseId};
use store::audit::Outcome;
use store::keys::{Side, Subject};
use store::{Change, Envelope, Listed};
use support::codes::GivenBy;
use support::crossing::Link;
use uuid::Uuid;

use crate::fault::Fault;
use crate::messages;
use crate::office::Acting;
use crate::streams::{self, Standing};

/// A support case that something crosses into.
pub(crate) struct Hers {
    facts: Facts,
    standing: Standing<support::Case>,
}

/// The support cases that one form crosses into, each gone on with once, however many cases of his
/// it is told of.
pub(crate) type Touched = BTreeMap<Uuid, Hers>;

/// What crossed was not taken. Why not is in the words of the other side, which whoever sent it may
/// not read: not in an answer, and not in a log.
#[derive(Debug, thiserror::Error)]
#[error("a case of the other side did not take what crosses into it")]
pub(crate) struct NotTaken;

/// What comes of something that crosses into a support case.
pub(crate) fn unworded<E>(
    decided: Result<support::Decided<E>, support::Refusal>,
) -> Result<Vec<E>, Fault> {
    decided.map(streams::hers).map_err(|_refusal| Fault::unavailable(NotTaken))
}

/// What crosses out of one case of his, and what is needed to send it.
pub(crate) struct FromHis<'a> {
    /// His case.
    pub his: CaseId,
    /// Its area.
    pub area: &'a Area,
    /// What crosses, in order.
    pub crossed: Vec<ToSupport>,
    /// The providers that the sealed parts are given to.
    pub given: Vec<(SealedPartId, OrganisationId)>,
    /// Who gave what is known of her.
    pub contacts: GivenBy,
    /// The provider of support for the area.
    pub provider: Option<OrganisationId>,
    /// Women of a case that was united with his by mistake: what crosses is nothing to theirs.
    pub parted: BTreeSet<SealedPartId>,
}

impl Hers {
    /// Whether it is of a woman of another man's, whose case was united with his by mistake.
    fn is_parted(&self, parted: &BTreeSet<SealedPartId>) -> bool {
        let parts = &self.standing.state.parts;
        !parts.is_empty() && parts.iter().all(|part| parted.contains(part))
    }

    /// Whether the service takes part in it without a woman, and would support her.
    fn waits_for(&self, link: &Link) -> bool {
        let case = &self.standing.state;
        case.is_of_nobody()
            && case.provider == Some(link.provider)
            && case.closed.is_none()
            && case.merged_into.is_none()
    }
}

/// Who has the cases.
fn serving(cases: &Touched) -> Option<OrganisationId> {
    cases.values().find_map(|hers| hers.standing.state.provider)
}

impl Acting<'_> {
    pub(crate) fn crossing(&self) -> Actor {
        Actor::system(System::Crossing, self.worker.programme)
    }

    /// Sends what crosses from his case into the support cases that answer it.
    pub(crate) async fn cross_to_support(
        &self,
        change: &mut Change,
        from: FromHis<'_>,
    ) -> Result<(), Fault> {
        let mut touched = Touched::new();
        self.carry_to_support(change, &mut touched, from).await?;
        self.arrive_at_support(change, touched)
    }

    /// Carries what crosses from one case of several that a form is of; it arrives with
    /// [`Self::arrive_at_support`].
    pub(crate) async fn carry_to_support(
        &self,
        change: &mut Change,
        touched: &mut Touched,
        from: FromHis<'_>,
    ) -> Result<(), Fault> {
        if from.crossed.is_empty() {
            return Ok(());
        }
        let mut cases = self.hers_of(from.his).await?;
        cases.retain(|_, hers| !hers.is_parted(&from.parted));
        for (id, hers) in &mut cases {
            // As another case of the form left it.
            if let Some(before) = touched.remove(id) {
                *hers = before;
            }
        }
        for crossed in from.crossed {
            let provider = match &crossed {
                ToSupport::Referred { part, .. } => from
                    .given
                    .iter()
                    .find(|(given, _)| given == part)
                    .map(|(_, provider)| *provider),
                // Where nobody serves the area any more, or somebody else, whoever has a case of hers goes
                // on hearing of him.
                _ => from.provider.or_else(|| serving(&cases)),
            };
            let link = provider.map(|provider| Link {
                his: from.his,
                provider,
                area: from.area.clone(),
                contacts: from.contacts,
            });
            let Some(link) = link else { continue };
            // The service takes part in every discussion, case or no case; the case in which it
            // took part before a woman was named is that of the first who is.
            let opens = match &crossed {
                ToSupport::Referred { .. } => {
                    match cases.values_mut().find(|hers| hers.waits_for(&link)) {
                        Some(hers) => self.referred_into(hers, &crossed, &link).map(|()| false)?,
                        None => true,
                    }
                }
                ToSupport::DiscussionDue { .. } => cases.is_empty(),
                _ => false,
            };
            if opens {
                let hers = self.opened(&link, &crossed)?;
                cases.insert(hers.facts.record, hers);
            }
            if let ToSupport::Referred { part, .. } = &crossed {
                let given = |hers: &&mut Hers| hers.standing.state.parts.contains(part);
                if let Some(hers) = cases.values_mut().find(given) {
                    self.give_sealed(change, *part, link.provider, hers).await?;
                    change.message(&messages::to_support(self, &hers.standing, &crossed, &link));
                }
                continue;
            }
            for hers in cases.values_mut() {
                self.told(change, hers, &crossed, &link)?;
            }
        }
        touched.append(&mut cases);
        Ok(())
    }

    /// Adds to a change what was carried into each support case.
    pub(crate) fn arrive_at_support(
        &self,
        change: &mut Change,
        touched: Touched,
    ) -> Result<(), Fault> {
        for hers in touched.into_values() {
            let permitted = decide(&self.crossing(), act::CrossToSupport, &hers.facts)?;
            hers.standing.append(change, &permitted);
        }
        Ok(())
    }

    /// The support cases that answer a case of his, as they stand.
    async fn hers_of(&self, his: CaseId) -> Result<BTreeMap<Uuid, Hers>, Fault> {
        let crossing = self.crossing();
        let mut cases = BTreeMap::new();
        // A handful: as many women as were named.
        for Listed { envelope, facts, .. } in self.store().hers_of(&crossing, his).await? {
            let permitted = decide(&crossing, act::CrossToSupport, &facts)?;
            let (standing, _) = self.standing(&permitted, envelope).await?;
            cases.insert(facts.record, Hers { facts, standing });
        }
        Ok(cases)
    }

    /// The support case that a part was given to, as it stands; that which goes on, where it was
    /// merged into another, and that into a third.
    pub(crate) async fn given_to(
        &self,
        his: CaseId,
        part: SealedPartId,
    ) -> Result<Option<(Facts, Standing<support::Case>)>, Fault> {
        for hers in self.hers_of(his).await?.into_values() {
            if self.was_given(&hers, part).await? {
                return Ok(Some((hers.facts, hers.standing)));
            }
        }
        Ok(None)
    }

    /// Whether a part was given to a support case, or to one that it took in.
    async fn was_given(&self, hers: &Hers, part: SealedPartId) -> Result<bool, Fault> {
        let state = &hers.standing.state;
        let (mut given, mut taken_in) = (state.parts.contains(&part), state.took_in.clone());
        let mut seen = Vec::new();
        while let Some(from) = taken_in.pop().filter(|_| !given) {
            if seen.contains(&from) {
                continue;
            }
            seen.push(from);
            // Cases that are merged are of one service.
            let facts = Facts { record: from.uuid(), ..hers.facts.clone() };
            let permitted = decide(&self.crossing(), act::CrossToSupport, &facts)?;
            let envelope = Envelope { id: from.uuid(), ..hers.standing.envelope.clone() };
            let (before, _) = self.standing::<support::Case, _>(&permitted, envelope).await?;
            given = before.state.parts.contains(&part);
            taken_in.extend(before.state.took_in);
        }
        Ok(given)
    }

    /// Gives what was sealed to the provider, to be read through her support case, and her name
    /// to that case.
    async fn give_sealed(
        &self,
        change: &mut Change,
        part: SealedPartId,
        provider: OrganisationId,
        hers: &mut Hers,
    ) -> Result<(), Fault> {
        let crossing = self.crossing();
        let sealed = Facts { kind: Kind::SealedPart, record: part.uuid(), ..hers.facts.clone() };
        let opens = decide(&crossing, act::OpenSealedPart, &sealed)?;
        let case = SupportCaseId::of(hers.facts.record);
        let wraps = self.store().give_sealed(&opens, part, provider, case).await?;
        let people: Vec<PersonId> = wraps
            .iter()
            .filter_map(|wrap| match wrap.subject {
                Subject::Person(person) => Some(person),
                _ => None,
            })
            .collect();
        let permitted = decide(&crossing, act::CrossToSupport, &hers.facts)?;
        if let Some(opened) = self.store().open_sealed(&opens, part).await? {
            // She is found by her name from now on, on her side alone.
            for (person, details) in &opened.people {
                let tokens = self.store().tokens(&permitted, Side::Support, details).await?;
                change.index(&permitted, Side::Support, *person, &tokens);
            }
        }
        // What whoever referred added before is read as notes of her case, in its order.
        let mut added: Vec<NarrativeId> = wraps
            .iter()
            .filter_map(|wrap| match wrap.subject {
                Subject::Narrative(note) => Some(note),
                _ => None,
            })
            .collect();
        added.sort_unstable();
        let people = people.into_iter().map(support::Command::RecordPerson);
        for command in people.chain(added.into_iter().map(support::Command::WriteNote)) {
            let decided = support::decide(&hers.standing.state, command, &self.hers_context());
            hers.standing.take(unworded(decided)?, |_, _| None::<ToProgramme>);
        }
        change.wraps(&permitted, &wraps);
        change.audit(self.entry::<act::OpenSealedPart>(Some(part.uuid()), Outcome::Allowed));
        Ok(())
    }

    /// Refers her into the case in which the service takes part already.
    fn referred_into(
        &self,
        hers: &mut Hers,
        crossed: &ToSupport,
        link: &Link,
    ) -> Result<(), Fault> {
        let command = support::crossing::received(crossed.clone(), link);
        let decided = support::decide(&hers.standing.state, command, &self.hers_context())?;
        // That he is cleared no longer, his side knows by having referred her: nothing crosses
        // back.
        hers.standing.take(streams::hers(decided), |_, _| None::<ToProgramme>);
        hers.facts.area = Some(link.area.clone());
        Ok(())
    }

    /// A support case that begins: with her referral, or so that the service can take part.
    fn opened(&self, link: &Link, crossed: &ToSupport) -> Result<Hers, Fault> {
        let id = SupportCaseId::of(self.office.id());
        let envelope = Envelope {
            id: id.uuid(),
            programme: self.worker.programme,
            reference: self.store().surroundings().reference(),
            restricted: false,
        };
        let mut standing = Standing::<support::Case>::new(envelope);
        let command = match crossed {
            ToSupport::Referred { .. } => support::crossing::received(crossed.clone(), link),
            _ => support::Command::Open(support::facts::Opening {
                his: Some(link.his),
                person: None,
                provider: link.provider,
                area: link.area.clone(),
            }),
        };
        let decided = support::decide(&standing.state, command, &self.hers_context());
        standing.take(unworded(decided)?, support::crossing::crossing);
        let facts = Facts {
            kind: Kind::SupportCase,
            record: id.uuid(),
            programme: self.worker.programme,
            area: Some(link.area.clone()),
            organisation: Some(link.provider),
            referrer: None,
            assigned: None,
            owner: None,
            conflict: false,
            restricted: false,
            glass_broken: false,
        };
        Ok(Hers { facts, standing })
    }

    /// Tells one support case, and its worker.
    fn told(
        &self,
        change: &mut Change,
        hers: &mut Hers,
        crossed: &ToSupport,
        link: &Link,
    ) -> Result<(), Fault> {
        let command = support::crossing::received(crossed.clone(), link);
        let decided = support::decide(&hers.standing.state, command, &self.hers_context());
        let events = unworded(decided)?;
        if events.is_empty() {
            return Ok(());
        }
        // What the programme tells clears nobody: nothing crosses back.
        hers.standing.take(events, |_, _| None::<ToProgramme>);
        let message = messages::to_support(self, &hers.standing, crossed, link);
        change.message(&message);
        Ok(())
    }

    /// Sends what crosses from one support case into his.
    pub(crate) async fn cross_to_programme(
        &self,
        change: &mut Change,
        from: Uuid,
        crossed: Vec<(CaseId, ToProgramme)>,
    ) -> Result<(), Fault> {
        let crossing = self.crossing();
        for (his, crossed) in crossed {
            let Some(listed) = self.store().his(&crossing, his).await? else { continue };
            let permitted = decide(&crossing, act::CrossToProgramme, &listed.facts)?;
            let (mut standing, _) =
                self.standing::<programme::Case, _>(&permitted, listed.envelope).await?;
            let parted = standing.state.parted();
            let is_cleared = matches!(crossed, ToProgramme::Clearance { cleared: true });
            if is_cleared || !parted.is_empty() {
                let hers = self.hers_of(his).await?;
                // Of a woman who was never his, nothing is heard.
                if hers.get(&from).is_some_and(|hers| hers.is_parted(&parted)) {
                    continue;
                }
                // Cleared when all are.
                let waits = |hers: &Hers| {
                    hers.facts.record != from
                        && !hers.is_parted(&parted)
                        && !hers.standing.state.is_cleared(his)
                };
                if is_cleared && hers.values().any(waits) {
                    continue;
                }
            }
            let command = programme::Command::Hear(crossed);
            let decided = programme::decide(&standing.state, command, &self.his_context());
            let events = decided.map(streams::events).map_err(|_refusal| NotTaken);
            standing.take(events.map_err(Fault::unavailable)?, |_, _| None::<ToSupport>);
            standing.append(change, &permitted);
        }
        Ok(())
    }
}
