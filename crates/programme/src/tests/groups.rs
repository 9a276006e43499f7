//! Groups: twelve men, two facilitators, one man and one woman.

use jiff::Timestamp;
use jiff::civil::{Weekday, date};
use pathway::Area;

use super::office::*;
use crate::Decided;
use crate::codes::Content;
use crate::group::{Command, Facilitators, Group, Planned, Refusal, SetUp, apply, decide};
use crate::parts::{Meets, TimeOfDay};

fn now() -> Timestamp {
    "2019-03-06T21:00:00Z".parse().unwrap()
}

fn does(group: &mut Group, command: Command) -> Result<usize, Refusal> {
    let events = decide(group, command, now())?.events();
    for event in &events {
        apply(group, event);
    }
    Ok(events.len())
}

fn set_up() -> SetUp {
    SetUp {
        organisation: organisation(2),
        area: Area::new("Dudley"),
        venue: "Civic hall".into(),
        meets: Meets { weekday: Weekday::Wednesday, time: TimeOfDay::Evening },
        facilitators: Facilitators { man: worker(1), woman: worker(2) },
        capacity: 12,
    }
}

fn group_of(men: u64) -> Group {
    let mut group = Group::new();
    does(&mut group, Command::SetUp(set_up())).unwrap();
    for man in 0..men {
        assert_eq!(does(&mut group, Command::TakePlace(other_case(man))), Ok(1));
    }
    group
}

#[test]
fn a_group_takes_twelve_men_and_the_next_one_waits() {
    let mut group = group_of(12);
    assert_eq!(does(&mut group, Command::TakePlace(other_case(99))), Err(Refusal::Full));
    assert_eq!(does(&mut group, Command::Queue(other_case(99))), Ok(1));
    assert_eq!(does(&mut group, Command::LeavePlace(other_case(3))), Ok(1));
    assert_eq!(does(&mut group, Command::TakePlace(other_case(99))), Ok(1));
    assert!(group.waiting.is_empty());
    assert_eq!(group.free(), 0);
}

#[test]
fn a_group_is_led_by_two_and_holds_no_more_than_twelve() {
    let alone = Facilitators { man: worker(1), woman: worker(1) };
    let mut group = Group::new();
    let led_by_one = SetUp { facilitators: alone, ..set_up() };
    assert_eq!(does(&mut group, Command::SetUp(led_by_one)), Err(Refusal::OneFacilitator));
    let too_many = SetUp { capacity: 13, ..set_up() };
    assert_eq!(does(&mut group, Command::SetUp(too_many)), Err(Refusal::Capacity));
    let mut group = group_of(5);
    assert_eq!(does(&mut group, Command::Resize(4)), Err(Refusal::TooManyInIt(5)));
    assert_eq!(does(&mut group, Command::Close), Err(Refusal::NotEmpty(5)));
}

#[test]
fn a_session_is_held_once_and_never_ahead_of_its_day() {
    let mut group = group_of(3);
    let session = |on| Planned {
        on,
        session: session(9),
        content: Content::Implications,
        tags: Vec::new(),
        heavy: true,
    };
    let today = session(date(2019, 3, 6));
    assert_eq!(does(&mut group, Command::Plan(today.clone())), Ok(1));
    let hold = Command::Hold { session: today.clone(), attended: 2 };
    assert_eq!(does(&mut group, hold.clone()), Ok(1));
    assert_eq!(decide(&group, hold, now()), Ok(Decided::AlreadySo));
    let other = Command::Hold { session: today, attended: 3 };
    assert_eq!(does(&mut group, other), Err(Refusal::Recorded(date(2019, 3, 6))));
    let ahead = Command::Hold { session: session(date(2019, 3, 13)), attended: 3 };
    assert_eq!(does(&mut group, ahead), Err(Refusal::NotYet(date(2019, 3, 13))));
    assert_eq!(group.used(), (2, 12));
}
