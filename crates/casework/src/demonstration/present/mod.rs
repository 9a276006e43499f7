//! What the invented workers have done in the last months: families referred, cases walked
//! through both services up to now, groups week by week. The same for the same seed and day.

mod families;
mod groups;
mod hers;
mod his;
mod people;
mod script;
mod walk;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::london_day;

use self::families::FAMILIES;
use self::groups::Meeting;
use self::script::{Line, OfHis, Turn};
use self::walk::Walk;
use super::clock::Clock;
use crate::fault::Fault;
use crate::office::Office;

/// What happens next in the demonstration.
enum Next {
    /// A turn of the family at a place.
    Family(usize, Turn),
    /// A group has met.
    Met(usize, Date),
}

impl Office {
    /// Walks every family up to now, in the order of time, and lets the clock go on from there.
    pub(super) async fn invent_present(&self, clock: &Clock, seed: u64) -> Result<(), Fault> {
        let walked = self.walk_up_to(self.now(), clock, seed).await;
        clock.goes();
        walked
    }

    async fn walk_up_to(&self, now: Timestamp, clock: &Clock, seed: u64) -> Result<(), Fault> {
        let staff = self.staff().await?;
        let groups = groups_of_areas(self);
        let group_of = |area: &str| groups.iter().position(|group| group.area == area);
        let mut timeline: Vec<(Timestamp, Next)> = Vec::new();
        let mut came: BTreeMap<(usize, Date), u8> = BTreeMap::new();
        let mut walks = Vec::with_capacity(FAMILIES.len());
        for (place, family) in FAMILIES.iter().enumerate() {
            let Some(at) = group_of(family.area) else { continue };
            let group = &groups[at];
            for Line { at: moment, turn } in script::lines(family, group.weekday, now) {
                if let Turn::His(OfHis::Come(_)) = turn {
                    *came.entry((at, london_day(moment))).or_default() += 1;
                }
                timeline.push((moment, Next::Family(walks.len(), turn)));
            }
            walks.push(Walk {
                office: self,
                staff: &staff,
                family,
                place,
                seed,
                group,
                his: None,
                hers: None,
            });
        }
        for &(group, day) in came.keys() {
            let evening = pathway::london_moment(day)
                .checked_add(jiff::SignedDuration::from_mins(20 * 60 + 50))
                .unwrap_or(now);
            timeline.push((evening.min(now), Next::Met(group, day)));
        }
        timeline.sort_by_key(|(moment, _)| *moment);
        clock.put(timeline.first().map_or(now, |(moment, _)| *moment));
        for group in &groups {
            group.set_up(self, &staff).await?;
        }
        for (moment, next) in timeline {
            clock.put(moment);
            match next {
                Next::Family(walk, turn) => walks[walk].take(turn).await?,
                Next::Met(group, day) => {
                    let came = came.get(&(group, day)).copied().unwrap_or_default();
                    groups[group].held(self, day, came).await?;
                }
            }
        }
        clock.put(now);
        for group in &groups {
            group.plan(self).await?;
        }
        Ok(())
    }
}

/// A group for each area that a family lives in.
fn groups_of_areas(office: &Office) -> Vec<Meeting> {
    let mut areas: Vec<&'static str> = FAMILIES.iter().map(|family| family.area).collect();
    areas.sort_unstable();
    areas.dedup();
    let group = |(place, area)| Meeting::of(office, area, place);
    areas.into_iter().enumerate().map(group).collect()
}
