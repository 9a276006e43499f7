//! What is done in her support case, by those whose work it is.

use access::{Actor, Role, System, act};
use pathway::{CaseId, Reference, london_day};
use support::Command;
use support::codes::{AttemptResult, ConsentTo, ContactKind, Done, Form, Informant, Way};
use support::facts::{Assessment, Attempt, Contact, Ground, Household, Measure};

use super::script::OfHers;
use super::walk::Walk;
use crate::demonstration::TODAY;
use crate::fault::Fault;
use crate::office::{Acting, Sent};

impl Walk<'_> {
    /// A turn of her side.
    pub(super) async fn hers_turn(&mut self, turn: OfHers) -> Result<(), Fault> {
        let Some((his, hers)) = self.hers().await? else {
            return Err(Fault::Refused("she was not referred"));
        };
        let role = match turn {
            OfHers::GiveToWorker => Role::SupportManager,
            _ => Role::SupportWorker,
        };
        let who = self.somebody(role)?;
        let acting = self.office.acting(who);
        let (_, listed) = acting.leave(act::ReadSupportCase, hers).await?;
        let sent = self.office.form(listed.version);
        let when = self.office.now();
        match turn {
            OfHers::GiveToWorker => {
                let to = self.somebody(Role::SupportWorker)?.actor.worker();
                acting.allocate_support(hers, sent, to).await?;
            }
            OfHers::Try { reached } => {
                let attempt = Attempt {
                    when,
                    how: if reached { Way::ThroughProfessional } else { Way::Telephone },
                    result: if reached { AttemptResult::Reached } else { AttemptResult::NoAnswer },
                    safe: support::codes::Answer::Yes,
                };
                acting.record_support_attempt(hers, sent, attempt).await?;
            }
            OfHers::Assess => {
                let findings = Some("She is tired and wants quiet at home (invented).".to_owned());
                let assessment = Assessment {
                    when,
                    needs: Vec::new(),
                    household: Household {
                        domestic_abuse: support::codes::Answer::Yes,
                        mental_ill_health: support::codes::Answer::Unknown,
                        substance_misuse: support::codes::Answer::No,
                    },
                    findings: None,
                };
                acting.assess_her(hers, sent, assessment, findings).await?;
            }
            OfHers::ConsentToSupport => {
                let to = ConsentTo::Support;
                acting.record_her_consent(hers, sent, to, None, Form::Written).await?;
            }
            OfHers::ConsentToHisStarting => {
                let to = ConsentTo::HisStarting;
                acting.record_her_consent(hers, sent, to, Some(his), Form::Written).await?;
            }
            OfHers::Decline => {
                let command = Command::DeclineSupport { when };
                acting.on_hers(act::RecordSupportConsents, hers, sent, |_, _| Ok(command)).await?;
            }
            OfHers::Ready => drop(acting.ready_to_discuss(hers, sent, his).await?),
            OfHers::Clear => drop(acting.clear(hers, sent, his, Ground::HerConsent).await?),
            OfHers::StartSupport => drop(acting.start_support(hers, sent).await?),
            OfHers::Meet => {
                let kind = match self.place % 3 {
                    0 => ContactKind::FaceToFace,
                    1 => ContactKind::Telephone,
                    _ => ContactKind::GroupWork,
                };
                let note = Some("We spoke about the coming week (invented).".to_owned());
                let contact = Contact { when, kind, note: None };
                acting.record_support_contact(hers, sent, contact, note).await?;
            }
            OfHers::Measure(point) => {
                let on = london_day(when);
                acting
                    .on_hers(act::RecordSupportMeasures, hers, sent, |_, texts| {
                        let answers = texts.keep("Answers that are invented.");
                        Ok(Command::RecordMeasure(Measure {
                            point,
                            informant: Informant::Her,
                            instrument: "impact".into(),
                            version: "1".into(),
                            on,
                            answers: answers.ok_or(Fault::Refused("Write down the answers"))?,
                        }))
                    })
                    .await?;
            }
            OfHers::ActOnNews => act_on_news(&acting, hers, sent).await?,
        }
        Ok(())
    }

    /// Her support case, and his as her side knows it.
    async fn hers(&mut self) -> Result<Option<(CaseId, Reference)>, Fault> {
        if self.hers.is_none() {
            let Some(his) = self.his else { return Ok(None) };
            let who = self.somebody(Role::ProgrammeManager)?;
            let (_, listed) = self.office.acting(who).leave(act::ReadCase, his).await?;
            let his = CaseId::of(listed.envelope.id);
            let crossing = Actor::system(System::Crossing, TODAY);
            let found = self.office.store.hers_of(&crossing, his).await?;
            self.hers = found.first().map(|hers| (his, hers.envelope.reference));
        }
        Ok(self.hers)
    }
}

/// Says of everything that the programme told what was done.
async fn act_on_news(acting: &Acting<'_>, hers: Reference, sent: Sent) -> Result<(), Fault> {
    let (permitted, listed) = acting.leave(act::ReadSupportCase, hers).await?;
    let (standing, _) = acting.standing::<support::Case, _>(&permitted, listed.envelope).await?;
    let told: Vec<u64> = standing.state.not_acted_upon().map(|message| message.number).collect();
    let mut sent = sent;
    for number in told {
        let done = vec![Done::ToldHer, Done::SessionMatched];
        acting.act_on_signal(hers, sent, number, done, None).await?;
        sent = Sent { version: sent.version + 1, ..acting.office.form(0) };
    }
    Ok(())
}
