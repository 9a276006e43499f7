//! What crosses the wall: to the programme whether he is cleared, and that the service is ready
//! to discuss; from the programme what becomes a command here.

use pathway::crossing::{ToProgramme, ToSupport};
use pathway::{Area, CaseId, OrganisationId};

use crate::apply::apply;
use crate::case::Case;
use crate::codes::GivenBy;
use crate::command::Command;
use crate::event::{Event, What};
use crate::facts::*;

/// Between which two what the programme tells goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// His case.
    pub his: CaseId,
    /// The service that his area's women are given to.
    pub provider: OrganisationId,
    /// The area.
    pub area: Area,
    /// Who gave her contacts: he himself, when he referred himself.
    pub contacts: GivenBy,
}

/// What of an event crosses to the programme. It is fired by a clearance that is given or taken
/// back before he starts, and by *ready to discuss*, and by nothing else: whether she was
/// reached, or takes support, cannot be told from it.
pub fn crossing(before: &Case, event: &Event) -> Option<ToProgramme> {
    crosses_to(before, event).map(|(_, crossed)| crossed)
}

/// The same, with the case of his that it goes to.
pub fn crosses_to(before: &Case, event: &Event) -> Option<(CaseId, ToProgramme)> {
    match &event.what {
        What::ReadyToDiscuss(his) => Some((*his, ToProgramme::ReadyToDiscuss)),
        What::Cleared { .. } | What::NotYetCleared { .. } | What::Corrected(_) => {
            let mut after = before.clone();
            apply(&mut after, event);
            // After he has started there is a joint review and no automatic exit: a clearance
            // that falls then stays on this side.
            after.his.iter().filter(|his| !his.on_programme()).find_map(|his| {
                let cleared = after.is_cleared(his.case);
                (cleared != before.is_cleared(his.case))
                    .then_some((his.case, ToProgramme::Clearance { cleared }))
            })
        }
        _ => None,
    }
}

/// The command that something from the programme becomes. Where nobody was referred and the
/// service has no case yet, casework opens one first ([`Command::Open`] without a person): the
/// service takes part in every discussion, case or no case.
pub fn received(crossed: ToSupport, link: &Link) -> Command {
    fn told<T>(link: &Link, what: T) -> Told<T> {
        Told { his: link.his, what }
    }
    match crossed {
        ToSupport::Referred { part, risk } => Command::Refer(Referral {
            part,
            his: link.his,
            provider: link.provider,
            area: link.area.clone(),
            his_risk: risk,
            contacts: link.contacts,
        }),
        ToSupport::DiscussionDue { by } => Command::CallDiscussion(told(link, by)),
        ToSupport::Decided { suitable } => Command::TellOfDecision(told(link, suitable)),
        ToSupport::Started { on } => Command::TellOfStart(told(link, on)),
        ToSupport::Absent { on, with_notice } => {
            Command::TellOfAbsence(told(link, Absence { on, with_notice }))
        }
        ToSupport::Signal { on, kind, content } => {
            Command::TellOfSignal(told(link, SessionSignal { on, kind, content: content.into() }))
        }
        ToSupport::HeavySession { on, content } => {
            Command::AnnounceHeavySession(told(link, ComingSession { on, content: content.into() }))
        }
        ToSupport::ComingWeek { on, content } => {
            Command::TellOfComingWeek(told(link, ComingSession { on, content: content.into() }))
        }
        ToSupport::Risk { now } => Command::TellOfHisRisk(told(link, now)),
        ToSupport::Ended { on, how } => Command::TellOfEnd(told(link, End { on, how })),
        ToSupport::Returned { on } => Command::TellOfReturn(told(link, on)),
    }
}
