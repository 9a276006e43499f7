//! How many may be here at a time: in all, and from one part of the network.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Room for so many, of which so many come from one address (of IPv6 from one network of 48 bits,
/// which one customer may have).
#[derive(Clone)]
pub(crate) struct Room(Arc<Inside>);

struct Inside {
    in_all: usize,
    from_one: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    in_all: usize,
    from: HashMap<IpAddr, usize>,
}

/// A place of it, which is free again when dropped.
pub(crate) struct Place {
    of: Room,
    from: Option<IpAddr>,
}

/// Why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoPlace {
    /// All are taken.
    InAll,
    /// One address has so many already.
    FromOne,
}

impl Room {
    pub(crate) fn of(in_all: usize, from_one: usize) -> Self {
        Self(Arc::new(Inside { in_all, from_one, taken: Mutex::default() }))
    }

    /// How many there may be in all.
    pub(crate) fn in_all(&self) -> usize {
        self.0.in_all
    }

    /// Takes a place; one that counts against no address, where none is given.
    pub(crate) fn place(&self, from: Option<IpAddr>) -> Result<Place, NoPlace> {
        let from = from.map(network);
        let mut taken = self.taken();
        if taken.in_all >= self.0.in_all {
            return Err(NoPlace::InAll);
        }
        if let Some(from) = from {
            let here = taken.from.entry(from).or_default();
            if *here >= self.0.from_one {
                return Err(NoPlace::FromOne);
            }
            *here += 1;
        }
        taken.in_all += 1;
        drop(taken);
        Ok(Place { of: self.clone(), from })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.of.taken();
        taken.in_all -= 1;
        if let Some(from) = self.from
            && let Some(here) = taken.from.get_mut(&from)
        {
            *here -= 1;
            if *here == 0 {
                taken.from.remove(&from);
            }
        }
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 80 << 80)),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(number: u32) -> Option<IpAddr> {
        Some(IpAddr::from(number.to_be_bytes()))
    }

    #[test]
    fn one_address_has_so_many_places_and_all_together_so_many_more() {
        let room = Room::of(10, 4);
        let held: Vec<_> = (0..4).map(|_| room.place(at(1)).unwrap()).collect();
        assert_eq!(room.place(at(1)).err(), Some(NoPlace::FromOne));
        let mut others: Vec<_> =
            (2..).map_while(|number| room.place(at(number)).ok()).take(10).collect();
        assert_eq!(held.len() + others.len(), 10);
        assert_eq!(room.place(None).err(), Some(NoPlace::InAll));
        others.pop();
        assert!(room.place(at(1)).is_err(), "still too many of one");
        assert!(room.place(at(u32::MAX)).is_ok());
        drop((held, others));
        assert!(room.place(at(1)).is_ok());
        let unnamed: Vec<_> = (0..10).map(|_| room.place(None).unwrap()).collect();
        drop(unnamed);
        let taken = room.taken();
        assert!((taken.in_all, taken.from.len()) == (0, 0), "nothing is kept of what ended");
    }

    #[test]
    fn of_the_newer_addresses_a_network_counts_as_one() {
        let read = |text: &str| network(text.parse().unwrap());
        assert_eq!(read("2001:db8::1"), read("2001:db8:0:ffff:ffff::2"));
        assert_ne!(read("2001:db8::1"), read("2001:db8:1::1"));
        assert_eq!(read("::ffff:192.0.2.1"), read("192.0.2.1"));
        assert_ne!(read("192.0.2.1"), read("192.0.2.2"));
    }
}
