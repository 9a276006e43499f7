//! What is done in his case, by those whose work it is.

use access::{Role, act};
use jiff::civil::Date;
use pathway::codes::{ConsentForm, Source};
use pathway::crossing::Risk;
use pathway::{Reference, london_day};
use programme::Command;
use programme::codes::{Concern, Content, Degree, Kept, Mode, Party, Way};
use programme::parts::{
    Assessment, Attempt, Attended, Decision, ExitReview, JointReview, Missed, Offer, Placement,
    SessionNumber, Unsuitable,
};

use super::people;
use super::script::{Came, OfHis};
use super::walk::Walk;
use crate::fault::Fault;
use crate::his::{Noted, Screening};
use crate::office::{Acting, Sent, Worker};

impl Walk<'_> {
    /// A turn of his side.
    pub(super) async fn his_turn(&mut self, turn: OfHis) -> Result<(), Fault> {
        let now = self.office.now();
        let today = london_day(now);
        if turn == OfHis::Refer {
            self.his = Some(self.refer(today).await?);
            return Ok(());
        }
        let his = self.his.ok_or(Fault::Refused("he was not referred"))?;
        let who = self.his_worker(turn)?;
        let acting = self.office.acting(&who);
        let sent = self.sent_his(&acting, his).await?;
        match turn {
            OfHis::Acknowledge => {
                let to = self.somebody(Role::Facilitator)?.actor.worker();
                acting.acknowledge(his, sent, Screening::GoOn, to).await?;
            }
            OfHis::Try(result) => {
                let attempt = Attempt { when: now, way: Way::Telephone, result, note: None };
                acting.record_attempt(his, sent, attempt, None).await?;
            }
            OfHis::AskWhy => {
                let attempt = Attempt {
                    when: now,
                    way: Way::Telephone,
                    result: programme::codes::AttemptResult::Reached,
                    note: None,
                };
                let why = Some("He was at work, and will come next week (invented).".to_owned());
                acting.record_attempt(his, sent, attempt, why).await?;
            }
            OfHis::Offer(when) => {
                let place = Some(self.group.venue().into());
                let offer = Offer { when, mode: Mode::InPerson, place };
                acting.offer_assessment(his, sent, offer).await?;
            }
            OfHis::Keep(kept) => self.keep(&acting, his, sent, kept).await?,
            OfHis::Assess => {
                let note = Some("He speaks of the children at length (invented).".to_owned());
                acting.record_assessment(his, sent, assessment(today, self.place), note).await?;
            }
            OfHis::FindUnsuitable(reason) => {
                let found = Unsuitable {
                    reason,
                    risks: None,
                    dash_or_marac: false,
                    recommended: vec!["A counselling service (invented)".into()],
                };
                let risks = Some("No change of the risk to her was seen (invented).".to_owned());
                acting.find_unsuitable(his, sent, found, risks, None, true).await?;
            }
            OfHis::FindPending => drop(acting.find_pending(his, sent).await?),
            OfHis::Close(reason) => drop(acting.close(his, sent, reason, None).await?),
            OfHis::Discuss => {
                let both = vec![Party::Programme, Party::Support];
                acting.discuss(his, sent, both, Decision::Suitable, None, None).await?;
            }
            OfHis::Consent => {
                acting.record_his_consent(his, sent, ConsentForm::Written, today).await?;
            }
            OfHis::Place => {
                acting.place(his, sent, Placement::Group(self.group.id)).await?;
            }
            OfHis::OfferSession(on) => {
                acting.offer_session(his, sent, on, Some(session(on))).await?;
            }
            OfHis::Come(came) => self.come(&acting, his, sent, came).await?,
            OfHis::Miss { with_notice } => {
                let missed = Missed { on: today, session: session(today), with_notice };
                acting.record_missed(his, sent, missed).await?;
            }
            OfHis::Review => self.review(&acting, his, sent, today).await?,
            OfHis::Report(report) => {
                let command = Command::SendReport { report, document: None };
                acting.on_his(act::SendReport, his, sent, |_, _| Ok(command)).await?;
            }
            OfHis::Complete => {
                let command = Command::Complete { on: today };
                acting.on_his(act::Complete, his, sent, |_, _| Ok(command)).await?;
            }
            OfHis::Leave(reason) => {
                acting.confirm_ending(his, sent, today, reason, None).await?;
            }
            OfHis::ReviewExit => exit(&acting, his, sent).await?,
            // Answered above: there was no case.
            OfHis::Refer => {}
        }
        Ok(())
    }

    async fn refer(&self, today: Date) -> Result<Reference, Fault> {
        let police = self.place % 4 == 1;
        let source = if police { Source::Police } else { Source::ChildrenServices };
        let family = people::family(self.seed, self.place, self.family.area, today, source);
        let family = family.ok_or(Fault::Refused("no family was invented"))?;
        let who = self.somebody_at(Role::Referrer, usize::from(police))?;
        let acting = self.office.acting(who);
        Ok(acting.make_referral(self.office.form(0), &family).await?.reference)
    }

    fn his_worker(&self, turn: OfHis) -> Result<Worker, Fault> {
        let role = match turn {
            OfHis::Acknowledge => Role::SinglePointOfContact,
            OfHis::Leave(_) => Role::ProgrammeManager,
            _ => Role::Facilitator,
        };
        self.somebody(role).cloned()
    }

    /// A form drawn from his case as it is now.
    async fn sent_his(&self, acting: &Acting<'_>, his: Reference) -> Result<Sent, Fault> {
        let (_, listed) = acting.leave(act::ReadCase, his).await?;
        Ok(self.office.form(listed.version))
    }

    async fn keep(
        &self,
        acting: &Acting<'_>,
        his: Reference,
        sent: Sent,
        kept: Kept,
    ) -> Result<(), Fault> {
        let (permitted, listed) = acting.leave(act::ReadCase, his).await?;
        let (standing, _) =
            acting.standing::<programme::Case, _>(&permitted, listed.envelope).await?;
        let open = standing.state.standing().offers.iter().rev().find(|offer| offer.kept.is_none());
        let offer = open.ok_or(Fault::Refused("no appointment was invented"))?.event;
        acting.record_offer(his, sent, offer, kept).await.map(drop)
    }

    async fn come(
        &self,
        acting: &Acting<'_>,
        his: Reference,
        sent: Sent,
        came: Came,
    ) -> Result<(), Fault> {
        let on = london_day(self.office.now());
        let attended = Attended {
            on,
            session: session(on),
            content: content(session(on)),
            tags: Vec::new(),
            heavy: heavy(session(on)),
            group: Some(self.group.id),
            late: (self.place % 6 == 3).then_some(10),
            catch_up: false,
        };
        let noted = Noted {
            engagement: Some(if came == Came::Minimised {
                Degree::ALittle
            } else {
                Degree::Mostly
            }),
            responsibility: Some(Degree::ALittle),
            notable_response: came == Came::Moved,
            concerns: match came {
                Came::Minimised => vec![Concern::Minimises],
                Came::Plainly | Came::Moved => Vec::new(),
            },
            note: (came == Came::Moved)
                .then(|| "He was silent when the children were named (invented).".to_owned()),
        };
        acting.record_attended(his, sent, attended, Some(noted)).await.map(drop)
    }

    async fn review(
        &self,
        acting: &Acting<'_>,
        his: Reference,
        sent: Sent,
        on: Date,
    ) -> Result<(), Fault> {
        let review = JointReview {
            on,
            took_part: vec![Party::Programme, Party::Support, Party::ChildrenServices],
            shares: None,
            risk: Some(Risk::Medium),
            decisions: None,
            actions: Vec::new(),
            next: None,
        };
        let command = Command::ReviewJointly(Box::new(review));
        acting.on_his(act::RecordReview, his, sent, |_, _| Ok(command)).await.map(drop)
    }
}

async fn exit(acting: &Acting<'_>, his: Reference, sent: Sent) -> Result<(), Fault> {
    let reviewed = acting.on_his(act::RecordReview, his, sent, |_, texts| {
        let risks = texts.keep("Her worker and children’s services were told (invented).");
        Ok(Command::ReviewExit(Box::new(ExitReview {
            risks: risks.ok_or(Fault::Refused("Write down the risks"))?,
            told: vec![Party::Support, Party::ChildrenServices],
            final_measures_tried: true,
            plan: None,
        })))
    });
    reviewed.await.map(drop)
}

/// The session that a group holds on a day: the thirty in turn, a week each.
pub(super) fn session(on: Date) -> SessionNumber {
    let monday = jiff::civil::date(2020, 1, 6);
    let days = on.since(monday).map(|span| span.get_days()).unwrap_or_default();
    let number = days.div_euclid(7).rem_euclid(30) + 1;
    let number = u8::try_from(number).unwrap_or(1);
    SessionNumber::try_new(number).unwrap_or_else(|_| first())
}

fn first() -> SessionNumber {
    SessionNumber::all().next().unwrap_or_else(first)
}

/// The content areas one after the other.
pub(super) fn content(session: SessionNumber) -> Content {
    match session.number() {
        0..=8 => Content::Understanding,
        9..=15 => Content::CognitiveBehavioural,
        16..=23 => Content::Implications,
        _ => Content::Alternatives,
    }
}

/// The children's session is a heavy one (seed 5.6.4).
pub(super) fn heavy(session: SessionNumber) -> bool {
    session.number() == 18
}

fn assessment(on: Date, place: usize) -> Assessment {
    Assessment {
        on,
        motivation: if place.is_multiple_of(3) { Degree::Fully } else { Degree::Mostly },
        responsibility: Degree::ALittle,
        honesty: Degree::Mostly,
        risk: if place % 7 == 3 { Risk::High } else { Risk::Medium },
        needs: Vec::new(),
        safe_to_take_part: None,
        tool: None,
        note: None,
    }
}
