//! What groups ask for: a register to be taken, one that was not, a session to be planned.

use access::{act, scope};
use jiff::ToSpan;
use jiff::civil::Date;
use store::{GroupListed, GroupSession, SessionState};

use crate::fault::Fault;
use crate::office::Acting;

/// A session that is planned and has no register after so many days is asked for no more.
const BEHIND: i32 = 28;
/// A session is to be planned so many days before: heavy ones are announced two days before.
const PLANNED_BEFORE: i32 = 3;

/// A group, and what its session of a day asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupToday {
    /// The group.
    pub group: GroupListed,
    /// The day.
    pub on: Date,
    /// What is known of the session; none where nothing was planned.
    pub session: Option<GroupSession>,
    /// What is to be done; none where it is done, or another's to do.
    pub act: Option<GroupAct>,
}

/// What a session asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupAct {
    /// That its register is taken.
    TakeRegister,
    /// That somebody says what it is about.
    Plan,
}

impl Acting<'_> {
    /// The groups that meet today, sessions behind without a register, and sessions ahead that
    /// nobody has planned.
    pub(super) async fn groups_today(
        &self,
        on: Date,
        groups: Vec<GroupListed>,
    ) -> Result<Vec<GroupToday>, Fault> {
        let lists = scope(&self.worker.actor, act::ListGroups);
        let (from, to) =
            (on.saturating_sub(BEHIND.days()), on.saturating_add(PLANNED_BEFORE.days()));
        let sessions = self.store().group_sessions(&lists, from, to).await?;
        let records = scope(&self.worker.actor, act::RecordSession);
        let mut asked = Vec::new();
        for group in groups.into_iter().filter(|group| group.open) {
            let may = records.holds(&group.facts);
            let of = |day: Date| {
                sessions.iter().find(|one| one.group == group.id() && one.on == day).cloned()
            };
            let behind = sessions.iter().filter(|one| {
                one.group == group.id() && one.on < on && one.state == SessionState::Planned
            });
            asked.extend(behind.map(|one| GroupToday {
                group: group.clone(),
                on: one.on,
                session: Some(one.clone()),
                act: may.then_some(GroupAct::TakeRegister),
            }));
            let meets = |day: Date| group.meets.is_some_and(|at| at.weekday == day.weekday());
            let today = of(on);
            if today.is_some() || meets(on) {
                let open = today.as_ref().is_none_or(|one| one.state == SessionState::Planned);
                let act = (may && open && group.taken > 0).then_some(GroupAct::TakeRegister);
                asked.push(GroupToday { group: group.clone(), on, session: today, act });
            }
            let mut ahead = (1..=PLANNED_BEFORE).map(|days| on.saturating_add(days.days()));
            if let Some(day) = ahead.find(|day| meets(*day) && of(*day).is_none())
                && may
                && group.taken > 0
            {
                let act = Some(GroupAct::Plan);
                asked.push(GroupToday { group, on: day, session: None, act });
            }
        }
        asked.sort_by_key(|one| one.on);
        Ok(asked)
    }
}
