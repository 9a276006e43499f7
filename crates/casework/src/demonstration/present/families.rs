//! The families of the demonstration's present: how long ago each was referred, and what became
//! of it. Some wait for somebody who is late.

use programme::codes::{ClosureReason, LeavingReason, UnsuitableReason};

/// A family that does not exist.
#[derive(Clone, Copy, Debug)]
pub(super) struct Family {
    /// Days since it was referred.
    pub ago: i32,
    pub area: &'static str,
    pub his: His,
    pub hers: Hers,
}

/// How his case went, up to where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum His {
    /// Referred, and nobody has read it.
    Unread,
    /// Acknowledged, and nobody has tried to reach him.
    Untried,
    /// Tried twice without reaching him.
    Unreached,
    /// Reached, and nothing offered.
    Reached,
    /// An assessment offered, some days from now or past it without an entry.
    Offered,
    /// He missed the first assessment, and another is offered.
    Missed,
    /// Assessed, and not decided what it came to.
    Assessed,
    /// Found unsuitable.
    Unsuitable(UnsuitableReason),
    /// Closed before he was assessed.
    Closed(ClosureReason),
    /// Pending: the discussion is to come.
    Pending,
    /// Suitable, and waits for the clearance or for his place.
    Suitable,
    /// On the programme; the weeks after the first in which he missed, with notice where the
    /// number is negative.
    OnProgramme(&'static [i32]),
    /// On the programme until so many weeks after the first, then he left.
    Left(i32, LeavingReason),
    /// All thirty sessions, and his reports.
    Completed,
}

/// How her support case went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Hers {
    /// Nobody has her case yet.
    Unallocated,
    /// Given to a worker who has not reached her.
    Unreached,
    /// Reached and assessed; her consents are to be asked.
    Assessed,
    /// She consents to his starting, and declines support for herself.
    Declines,
    /// She consents, and is supported.
    Supported,
}

const fn family(ago: i32, area: &'static str, his: His, hers: Hers) -> Family {
    Family { ago, area, his, hers }
}

const DUDLEY: &str = "Dudley";
const SANDWELL: &str = "Sandwell";
const WALSALL: &str = "Walsall";
const WOLVERHAMPTON: &str = "Wolverhampton";
const BIRMINGHAM: &str = "Birmingham";
const SOLIHULL: &str = "Solihull";
const COVENTRY: &str = "Coventry";

/// Everybody, in the order of the path.
pub(super) const FAMILIES: &[Family] = &[
    family(0, DUDLEY, His::Unread, Hers::Unallocated),
    family(1, BIRMINGHAM, His::Unread, Hers::Unallocated),
    family(5, WALSALL, His::Unread, Hers::Unallocated),
    family(2, DUDLEY, His::Untried, Hers::Unallocated),
    family(6, SANDWELL, His::Untried, Hers::Unallocated),
    family(7, WOLVERHAMPTON, His::Unreached, Hers::Unallocated),
    family(4, COVENTRY, His::Reached, Hers::Unallocated),
    family(19, DUDLEY, His::Reached, Hers::Unallocated),
    family(6, WALSALL, His::Offered, Hers::Unallocated),
    family(9, BIRMINGHAM, His::Offered, Hers::Unallocated),
    family(20, DUDLEY, His::Missed, Hers::Unallocated),
    family(13, SANDWELL, His::Assessed, Hers::Unallocated),
    family(15, SOLIHULL, His::Assessed, Hers::Unallocated),
    family(40, DUDLEY, His::Unsuitable(UnsuitableReason::Denial), Hers::Assessed),
    family(61, WOLVERHAMPTON, His::Unsuitable(UnsuitableReason::MentalHealth), Hers::Supported),
    family(52, WALSALL, His::Closed(ClosureReason::NoContact), Hers::Unallocated),
    family(33, BIRMINGHAM, His::Closed(ClosureReason::Declined), Hers::Unallocated),
    family(12, DUDLEY, His::Pending, Hers::Unallocated),
    family(16, WALSALL, His::Pending, Hers::Unreached),
    family(36, BIRMINGHAM, His::Pending, Hers::Assessed),
    family(18, COVENTRY, His::Pending, Hers::Declines),
    family(26, DUDLEY, His::Suitable, Hers::Assessed),
    family(23, SANDWELL, His::Suitable, Hers::Supported),
    family(24, BIRMINGHAM, His::Suitable, Hers::Declines),
    family(34, DUDLEY, His::OnProgramme(&[]), Hers::Supported),
    family(48, DUDLEY, His::OnProgramme(&[2]), Hers::Supported),
    family(62, WALSALL, His::OnProgramme(&[-3]), Hers::Declines),
    family(76, SANDWELL, His::OnProgramme(&[1, 5]), Hers::Supported),
    family(90, DUDLEY, His::OnProgramme(&[-2, 4]), Hers::Supported),
    family(118, DUDLEY, His::OnProgramme(&[3, -9]), Hers::Supported),
    family(145, WALSALL, His::OnProgramme(&[6]), Hers::Supported),
    family(55, BIRMINGHAM, His::OnProgramme(&[]), Hers::Supported),
    family(83, BIRMINGHAM, His::OnProgramme(&[7, 8]), Hers::Declines),
    family(111, BIRMINGHAM, His::OnProgramme(&[-4]), Hers::Supported),
    family(139, WOLVERHAMPTON, His::OnProgramme(&[2, 8]), Hers::Supported),
    family(69, COVENTRY, His::OnProgramme(&[]), Hers::Supported),
    family(150, DUDLEY, His::Left(7, LeavingReason::DroppedOut), Hers::Supported),
    family(120, BIRMINGHAM, His::Left(3, LeavingReason::BrokeRules), Hers::Declines),
    family(190, WALSALL, His::Left(11, LeavingReason::Moved), Hers::Supported),
    family(262, DUDLEY, His::Completed, Hers::Supported),
    family(270, BIRMINGHAM, His::Completed, Hers::Supported),
];
