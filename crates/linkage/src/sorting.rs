//! Records brought together by a key, many millions a second.

/// Fewer entries than this are sorted by the standard library.
const FEW: usize = 2048;

/// Sorts entries of a key in the upper half and a record in the lower by their keys. Entries of
/// one key keep their order.
pub(crate) fn by_key(entries: &mut Vec<u64>) {
    if entries.len() < FEW {
        return entries.sort_by_key(|entry| entry >> 32);
    }
    let mut other = vec![0; entries.len()];
    // From the lowest eleven bits of the key up, each time stable.
    for (shift, bits) in [(32, 11), (43, 11), (54, 10)] {
        let digit = |entry: u64| (entry >> shift) as usize & ((1 << bits) - 1);
        let mut places = [0_usize; 1 << 11];
        entries.iter().for_each(|entry| places[digit(*entry)] += 1);
        let mut next = 0;
        for place in &mut places {
            next += std::mem::replace(place, next);
        }
        for entry in entries.iter() {
            let place = &mut places[digit(*entry)];
            other[*place] = *entry;
            *place += 1;
        }
        std::mem::swap(entries, &mut other);
    }
}

/// An entry of a key, of which the upper half counts, and a record.
#[inline]
pub(crate) fn entry(key: u64, record: u32) -> u64 {
    key & !0xffff_ffff | u64::from(record)
}

/// The record of an entry.
#[inline]
pub(crate) fn record(entry: u64) -> u32 {
    entry as u32
}

/// Entries of one key, one after the other.
pub(crate) fn runs(entries: &[u64]) -> impl Iterator<Item = &[u64]> {
    entries.chunk_by(|a, b| a >> 32 == b >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::stirred;

    #[test]
    fn entries_stand_by_key_and_those_of_one_key_in_their_order() {
        for count in [0, 1, 100, 10_000] {
            let mut entries: Vec<u64> =
                (0..count).map(|number| entry(stirred(number % 700), number as u32)).collect();
            let mut expected = entries.clone();
            expected.sort_by_key(|entry| entry >> 32);
            by_key(&mut entries);
            assert_eq!(entries, expected);
        }
    }
}
