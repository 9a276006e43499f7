//! Screening, duplicates and allocation: what the single point of contact needs to decide.

use access::{Facts, Kind, act, decide, scope};
use pathway::codes::Answer;
use pathway::screening::Verdict;
use pathway::{Area, CaseId, PersonId, Reference, WorkerId};
use programme::parts::{Duplicates, Merged, SessionNumber};
use programme::{Command, Stage};
use store::audit::Outcome;
use store::keys::index::Field;
use store::keys::{Details, Side};
use store::{Listed, OrganisationKind, State};

use super::HisCase;
use crate::fault::Fault;
use crate::groups::Seat;
use crate::messages;
use crate::office::{Acting, Busy, Done, MOST_TRIES, Sent};
use crate::streams::{self, Standing};

/// Somebody to whom a case can be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub id: WorkerId,
    /// Their name.
    pub name: String,
}

/// A case that may be of the same man.
#[derive(Debug)]
pub struct Alike {
    /// The case.
    pub listed: Listed,
    /// Who it is of; none of a restricted case.
    pub him: Option<Details>,
    /// By what the two agree; empty where a restricted case does not say.
    pub agree: Vec<Field>,
    /// What a person said of it before.
    pub compared: Option<Answer>,
}

impl Alike {
    /// Whether the case is over.
    pub fn is_over(&self) -> bool {
        Stage::from_code(&self.listed.state).is_some_and(Stage::is_over)
    }
}

/// Cases that may be of the same man, the likest first. Names are revealed by the scope.
#[derive(Debug)]
pub struct Alikes {
    /// By which names are revealed.
    pub scope: access::Scope,
    /// The cases.
    pub cases: Vec<Alike>,
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// What screening says of his case by the rules of the day on which it was received.
    pub fn his_screening(&self, case: &HisCase) -> Verdict {
        programme::screening(&case.case, &self.his_context())
    }

    /// The facilitators who can be given a case of an area, by name.
    pub async fn facilitators(&self, area: Option<&Area>) -> Result<Vec<Colleague>, Fault> {
        let facts = Facts {
            kind: Kind::Account,
            record: uuid::Uuid::nil(),
            programme: self.worker.programme,
            area: None,
            organisation: Some(self.worker.actor.organisation()),
            referrer: None,
            assigned: None,
            owner: None,
            conflict: false,
            restricted: false,
            glass_broken: false,
        };
        let permitted = decide(&self.worker.actor, act::ListColleagues, &facts)?;
        let role = access::Role::Facilitator;
        let workers = self.store().workers_holding(&permitted, role, area).await?;
        let name = |worker: &store::Worker| worker.name.reveal(&permitted).to_owned();
        Ok(workers.iter().map(|worker| Colleague { id: worker.id, name: name(worker) }).collect())
    }

    /// Cases that may be of the same man, among men's cases alone.
    pub async fn his_duplicates(&self, reference: Reference) -> Result<Alikes, Fault> {
        let (permitted, listed) = self.leave(act::ResolveDuplicate, reference).await?;
        let (standing, _) =
            self.standing::<programme::Case, _>(&permitted, listed.envelope.clone()).await?;
        let scope = scope(&self.worker.actor, act::SuggestDuplicates);
        let mut cases = Vec::new();
        let him = match standing.state.standing().him {
            Some(him) => self.store().people(&permitted, &[him]).await?.remove(&him),
            None => None,
        };
        if let Some(him) = him {
            let mut likely = self.store().likely(&scope, &him).await?;
            // Whoever works in two programmes is shown nothing of one by a case of the other.
            likely.retain(|(other, _)| {
                other.envelope.id != listed.envelope.id && of_one_programme(other, &listed).is_ok()
            });
            let found: Vec<Listed> = likely.into_iter().map(|(other, _)| other).collect();
            let mut people = self.store().people_of(&scope, &found).await?;
            for other in found {
                let details = other.person.and_then(|person| people.remove(&person));
                let agree = match &details {
                    Some(details) => {
                        let programme = listed.envelope.programme;
                        self.store().agreeing(&scope, programme, &him, details).await?
                    }
                    None => Vec::new(),
                };
                let case = CaseId::of(other.envelope.id);
                let compared = standing.state.standing().compared.get(&case).copied();
                cases.push(Alike { listed: other, him: details, agree, compared });
            }
        }
        self.note::<act::SuggestDuplicates>(Some(permitted.record()), Outcome::Allowed).await?;
        Ok(Alikes { scope, cases })
    }

    /// What the look for duplicates came to: the cases that a person said are of the same man.
    pub(super) async fn resolved(&self, reference: Reference) -> Result<Duplicates, Fault> {
        let alikes = self.his_duplicates(reference).await?;
        let same = alikes.cases.iter().filter(|alike| alike.compared == Some(Answer::Yes));
        let (over, live): (Vec<_>, Vec<_>) = same
            .map(|alike| (CaseId::of(alike.listed.envelope.id), alike.is_over()))
            .partition(|(_, over)| *over);
        Ok(match (live.first(), over.is_empty()) {
            (Some((live, _)), _) => Duplicates::Live(*live),
            (None, true) => Duplicates::None,
            (None, false) => Duplicates::Before(over.into_iter().map(|(case, _)| case).collect()),
        })
    }

    /// Says whether another case is of the same man. Where it is, both are of one individual.
    pub async fn compare(
        &self,
        reference: Reference,
        sent: Sent,
        other: Reference,
        same: Answer,
    ) -> Result<Done, Fault> {
        let (_, one) = self.leave(act::ResolveDuplicate, reference).await?;
        let (permitted, listed) = self.leave(act::ResolveDuplicate, other).await?;
        of_one_programme(&one, &listed)?;
        let (others, _) = self.standing::<programme::Case, _>(&permitted, listed.envelope).await?;
        let case = CaseId::of(permitted.record());
        let person: Option<PersonId> = others.state.standing().individual();
        self.on_his(act::ResolveDuplicate, reference, sent, |_, _| {
            Ok(Command::Compare { case, same, person })
        })
        .await
    }

    /// Gives the case to another facilitator, or to another area of the same provider.
    pub async fn transfer(
        &self,
        reference: Reference,
        sent: Sent,
        area: Area,
        facilitator: WorkerId,
        why: Option<String>,
    ) -> Result<Done, Fault> {
        let provider = self.provider(&area, OrganisationKind::Programme).await?;
        let own = self.worker.actor.organisation();
        if provider.is_some_and(|provider| provider != own) {
            return Err(Fault::Refused(
                "Another provider runs the programme in that area. Agree it with them, and let \
                 him be referred there",
            ));
        }
        self.on_his(act::Transfer, reference, sent, |_, texts| {
            let why = texts.keep_some(why);
            Ok(Command::Transfer { area, organisation: own, facilitator, why })
        })
        .await
    }

    /// Unites another live case of the same man with this one: its sessions count here, its
    /// history stays readable there, and it ends. A woman who was referred from it is referred
    /// from here too, so that her service hears of him further; her cases are merged by her
    /// service alone.
    pub async fn merge(
        &self,
        reference: Reference,
        sent: Sent,
        other: Reference,
        why: String,
    ) -> Result<Done, Fault> {
        let (permitted, listed) = self.leave(act::MergeCases, reference).await?;
        if let Some(there) = self.worker.within(listed.envelope.programme) {
            return Box::pin(self.office.acting(&there).merge(reference, sent, other, why)).await;
        }
        let (leave_other, listed_other) = self.leave(act::MergeCases, other).await?;
        of_one_programme(&listed, &listed_other)?;
        let (mut goes_on, _) =
            self.standing::<programme::Case, _>(&permitted, listed.envelope).await?;
        let (mut ends, _) =
            self.standing::<programme::Case, _>(&leave_other, listed_other.envelope).await?;
        if let Some(done) = self.done_before(sent, reference).await? {
            return Ok(done);
        }
        if goes_on.on != sent.version {
            return Err(Fault::Stale);
        }
        if goes_on.envelope.id == ends.envelope.id {
            return Err(programme::Refusal::AlreadyMerged.into());
        }
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        let mut texts = self.texts();
        let why = texts.keep(why).ok_or(Fault::Refused("Say why they are one man"))?;
        let merged = merged(&ends, why);
        let referred = ends.state.standing().hers.clone();
        let mut crossed = self.take_in(&mut goes_on, Command::MergeFrom(Box::new(merged)))?;
        for (part, (provider, _)) in referred {
            if !goes_on.state.standing().hers.contains_key(&part) {
                crossed.extend(self.take_in(&mut goes_on, Command::ReferHer { part, provider })?);
            }
        }
        let goes_on_in = CaseId::of(goes_on.envelope.id);
        // That one of two cases of one man ends is nothing to anybody of her side.
        let before = Seat::of(&ends.state);
        let _none = self.take_in(&mut ends, Command::MergeInto(goes_on_in))?;
        goes_on.append(&mut change, &permitted);
        ends.append(&mut change, &leave_other);
        let holder = (self.worker.actor.organisation(), Side::Programme);
        self.seal(&mut change, &permitted, texts, holder).await?;
        for message in messages::of_his(self, &goes_on).iter().chain(&messages::of_his(self, &ends))
        {
            change.message(message);
        }
        for record in [permitted.record(), leave_other.record()] {
            change.audit(self.entry::<act::MergeCases>(Some(record), Outcome::Allowed));
        }
        let own = [goes_on.envelope.id, ends.envelope.id];
        for _ in 0..MOST_TRIES {
            let mut change = change.clone();
            self.change_places(&mut change, &ends, before).await?;
            self.cross(&mut change, &goes_on, crossed.clone()).await?;
            if let Some(done) = self.commit_to(&own, change, reference).await? {
                return Ok(done);
            }
        }
        Err(Fault::unavailable(Busy))
    }

    /// Takes what a command comes to into a case, and gives what crosses.
    fn take_in(
        &self,
        standing: &mut Standing<programme::Case>,
        command: Command,
    ) -> Result<Vec<pathway::crossing::ToSupport>, Fault> {
        let decided = programme::decide(&standing.state, command, &self.his_context())?;
        Ok(standing.take(streams::events(decided), programme::crossing))
    }
}

/// Two cases are held together within one programme alone.
fn of_one_programme(one: &Listed, other: &Listed) -> Result<(), Fault> {
    match one.envelope.programme == other.envelope.programme {
        true => Ok(()),
        false => Err(Fault::NotFound),
    }
}

/// What another case brings into the one that goes on.
fn merged(ends: &Standing<programme::Case>, why: pathway::NarrativeId) -> Merged {
    let from = ends.state.standing();
    let sessions: Vec<SessionNumber> = from.sessions.keys().copied().collect();
    Merged {
        case: CaseId::of(ends.envelope.id),
        sessions,
        counted_before: from.counted_before,
        sealed: from.sealed.iter().copied().collect(),
        why,
    }
}
