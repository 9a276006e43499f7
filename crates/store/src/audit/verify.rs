//! Finds what was done to the audit, and where.

use std::collections::VecDeque;
use std::fmt;

use uuid::Uuid;

use super::chain::{ChainKey, Linked, Mac};
use super::heads::Head;

/// What a check of one server's chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// Entries read.
    pub entries: u64,
    /// The number of the last of them; 0 where there is none.
    pub last: u64,
    /// The last head that was recorded outside the database, whose entry is there; 0 where there
    /// is none. Whether entries after it are lost cannot be seen.
    pub proven_to: u64,
    /// Heads that were compared.
    pub heads: usize,
    /// What is wrong, in the order of the numbers, [`MOST`](Self::MOST) at most.
    pub found: Vec<Finding>,
    /// How much more is wrong.
    pub more: u64,
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The first of these was altered, or put in. Those that follow it were altered too, or cannot
    /// be told from it.
    Altered {
        /// Where it begins.
        first: u64,
        /// Where the chain holds again after.
        last: u64,
    },
    /// These were taken out. What the next entry says cannot be checked either.
    Missing {
        /// The first that is not there.
        first: u64,
        /// The last that is not there.
        last: u64,
    },
    /// This number is there twice, or comes after a higher one.
    OutOfPlace {
        /// Which.
        number: u64,
    },
    /// This entry says that another server wrote it.
    OtherServer {
        /// Which.
        number: u64,
        /// Which server it names.
        server: Uuid,
    },
    /// The sealed text of this entry is not the one that was written.
    DetailAltered {
        /// Which.
        number: u64,
    },
    /// The end was cut off: a head outside the database knows of more.
    CutOff {
        /// The last entry that is there.
        after: u64,
        /// The last that a head knows of.
        known: u64,
    },
    /// The entry does not end in the mac that was recorded outside the database: the chain was
    /// written anew with its key.
    HeadDiffers {
        /// Which.
        number: u64,
    },
}

impl Findings {
    /// The most that are listed; the rest is counted.
    pub const MOST: usize = 1_000;

    /// Whether nothing is wrong.
    pub const fn is_sound(&self) -> bool {
        self.found.is_empty()
    }

    fn add(&mut self, finding: Finding) {
        if let (Some(Finding::Altered { last, .. }), Finding::Altered { first, last: to }) =
            (self.found.last_mut(), &finding)
            && *last + 1 == *first
        {
            *last = *to;
        } else if self.found.len() < Self::MOST {
            self.found.push(finding);
        } else {
            self.more += 1;
        }
    }
}

/// A check of one server's chain that is under way: entries come in as they are read.
#[derive(Clone, Debug)]
pub struct Verification {
    key: ChainKey,
    server: Uuid,
    // What is still to be compared, by ascending number.
    heads: VecDeque<Head>,
    known: u64,
    // The macs that the next entry may follow: the stored, and what it should have been.
    before: Option<[Mac; 2]>,
    findings: Findings,
}

impl Verification {
    /// A check against the key and the heads recorded outside.
    pub fn of(key: ChainKey, server: Uuid, heads: &[Head]) -> Self {
        let mut heads: Vec<Head> =
            heads.iter().filter(|head| head.server == server).cloned().collect();
        heads.sort_by_key(|head| head.number);
        let known = heads.last().map_or(0, |head| head.number);
        let findings =
            Findings { entries: 0, last: 0, proven_to: 0, heads: 0, found: Vec::new(), more: 0 };
        let before = Some([key.start(server); 2]);
        Self { key, server, heads: heads.into(), known, before, findings }
    }

    /// The next entry, by ascending number as the database holds them.
    pub fn take(&mut self, linked: &Linked) {
        let number = linked.number;
        if linked.server != self.server {
            self.findings.entries += 1;
            self.findings.add(Finding::OtherServer { number, server: linked.server });
        } else if self.comes(number) {
            self.before = Some(check(&self.key, linked, self.before, &mut self.findings));
            self.compare(number, Some(linked.mac));
        }
    }

    /// An entry that is no entry any more: a part of it is nothing that Waymark writes.
    pub fn take_unreadable(&mut self, number: u64) {
        if self.comes(number) {
            self.findings.add(Finding::Altered { first: number, last: number });
            self.before = None;
            self.compare(number, None);
        }
    }

    /// What was found.
    pub fn findings(mut self) -> Findings {
        let (after, known) = (self.findings.last, self.known);
        if known > after {
            self.findings.add(Finding::CutOff { after, known });
        }
        self.findings
    }

    /// Counts an entry; whether it is in its place.
    fn comes(&mut self, number: u64) -> bool {
        let findings = &mut self.findings;
        findings.entries += 1;
        if number <= findings.last {
            findings.add(Finding::OutOfPlace { number });
            return false;
        }
        if number > findings.last + 1 {
            findings.add(Finding::Missing { first: findings.last + 1, last: number - 1 });
            self.before = None;
        }
        findings.last = number;
        true
    }

    fn compare(&mut self, number: u64, mac: Option<Mac>) {
        while let Some(head) = self.heads.pop_front_if(|head| head.number <= number) {
            self.findings.heads += 1;
            if head.number == number && Some(head.mac) == mac {
                self.findings.proven_to = number;
            } else if head.number == number {
                self.findings.add(Finding::HeadDiffers { number });
            }
        }
    }
}

/// Checks the entries of one server, by ascending number as the database holds them, against the
/// key and the heads recorded outside.
pub fn verify(
    key: &ChainKey,
    server: Uuid,
    entries: impl IntoIterator<Item = Linked>,
    heads: &[Head],
) -> Findings {
    let mut verification = Verification::of(key.clone(), server, heads);
    for linked in entries {
        verification.take(&linked);
    }
    verification.findings()
}

/// Checks one entry against those macs that it may follow, and gives those that the next may.
fn check(
    key: &ChainKey,
    linked: &Linked,
    before: Option<[Mac; 2]>,
    findings: &mut Findings,
) -> [Mac; 2] {
    let number = linked.number;
    if linked.entry.detail.as_ref().is_some_and(|detail| !detail.is_whole()) {
        findings.add(Finding::DetailAltered { number });
    }
    let Some(before) = before else { return [linked.mac; 2] };
    let due = before.map(|mac| key.link(&mac, linked.server, number, &linked.entry));
    if due.contains(&linked.mac) {
        return [linked.mac; 2];
    }
    findings.add(Finding::Altered { first: number, last: number });
    [linked.mac, due[0]]
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Altered { first, last } if first == last => {
                write!(f, "entry {first} was altered or put in")
            }
            Self::Altered { first, last } => write!(
                f,
                "from entry {first} on the chain does not hold: it was altered or put in, and up \
                 to {last} it cannot be told what else was"
            ),
            Self::Missing { first, last } if first == last => write!(
                f,
                "entry {first} is missing, and what entry {} says cannot be checked",
                last + 1
            ),
            Self::Missing { first, last } => write!(
                f,
                "entries {first} to {last} are missing, and what entry {} says cannot be checked",
                last + 1
            ),
            Self::OutOfPlace { number } => {
                write!(f, "entry {number} is there twice or out of its place")
            }
            Self::OtherServer { number, server } => {
                write!(f, "entry {number} names another server, {server}")
            }
            Self::DetailAltered { number } => {
                write!(f, "the sealed text of entry {number} is not the one that was written")
            }
            Self::CutOff { after, known } => write!(
                f,
                "the end is cut off: the last entry is {after}, and a head outside the database \
                 knows of {known}"
            ),
            Self::HeadDiffers { number } => write!(
                f,
                "entry {number} is not the one that the head outside the database recorded"
            ),
        }
    }
}
