//! Quotation marks in CSV: where a quoted cell ends, and where a record surely ends.
//!
//! The two questions are answered by the same rule, so that cutting a file into blocks
//! never changes what is read from it.

use memchr::{memchr, memrchr};

use super::caps;

/// What became of a quotation mark that opened a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quoted {
    /// It was closed by the mark at this place, and the cell ended there.
    Closed(usize),
    /// It was closed at a place after which the cell went on: no cell of CSV.
    Stray(usize),
    /// It was not closed before the end, or not within a cell's length.
    Open,
    /// That cannot be told before more of the file is there.
    Unsure,
}

/// Finds the end of the cell that the mark at `open` opens.
pub(crate) fn closing(bytes: &[u8], open: usize, separator: u8, at_end: bool) -> Quoted {
    let limit = bytes.len().min(open + 1 + 2 * caps::CELL);
    let mut from = open + 1;
    while let Some(place) = bytes.get(from..limit).and_then(|rest| memchr(b'"', rest)) {
        let place = from + place;
        match (bytes.get(place + 1), bytes.get(place + 2)) {
            (Some(b'"'), _) => from = place + 2,
            (Some(b'\n'), _) | (Some(b'\r'), Some(b'\n')) => return Quoted::Closed(place),
            (Some(byte), _) if *byte == separator => return Quoted::Closed(place),
            (None, _) | (Some(b'\r'), None) => {
                return if at_end { Quoted::Closed(place) } else { Quoted::Unsure };
            }
            _ => return Quoted::Stray(place),
        }
    }
    if at_end || limit < bytes.len() { Quoted::Open } else { Quoted::Unsure }
}

/// After how many bytes the last record ends whose end is certain.
pub(crate) fn whole_records(bytes: &[u8], separator: u8) -> usize {
    let mut cut = 0;
    let mut from = 0;
    while let Some(mark) = memchr(b'"', &bytes[from..]).map(|place| from + place) {
        if let Some(line_end) = memrchr(b'\n', &bytes[from..mark]) {
            cut = from + line_end + 1;
        }
        let opens = mark == cut || bytes[mark - 1] == separator;
        if !opens {
            from = mark + 1;
            continue;
        }
        match closing(bytes, mark, separator, false) {
            Quoted::Closed(place) => from = place + 1,
            Quoted::Unsure => return cut,
            Quoted::Stray(_) | Quoted::Open => match memchr(b'\n', &bytes[mark..]) {
                Some(line_end) => {
                    from = mark + line_end + 1;
                    cut = from;
                }
                None => return cut,
            },
        }
    }
    memrchr(b'\n', &bytes[from..]).map_or(cut, |line_end| from + line_end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_cell_ends_where_a_separator_or_a_line_end_follows() {
        let closing = |text: &str, at_end| closing(text.as_bytes(), 0, b',', at_end);
        assert_eq!(closing("\"a\",b", false), Quoted::Closed(2));
        assert_eq!(closing("\"a\"\r\n", false), Quoted::Closed(2));
        assert_eq!(closing("\"a\"\"b\"\n", false), Quoted::Closed(5));
        assert_eq!(closing("\"a\"b", false), Quoted::Stray(2));
        assert_eq!(closing("\"a\"", false), Quoted::Unsure);
        assert_eq!(closing("\"a\"", true), Quoted::Closed(2));
        assert_eq!(closing("\"a", true), Quoted::Open);
        assert_eq!(closing(&format!("\"{}", "a".repeat(70_000)), false), Quoted::Open);
    }

    #[test]
    fn a_record_is_not_cut_inside_a_quoted_cell() {
        let cut = |text: &str| whole_records(text.as_bytes(), b',');
        assert_eq!(cut("a,b\nc"), 4);
        assert_eq!(cut("a,\"b\nc\"\nd"), 8);
        assert_eq!(cut("a\nb,\"c\nd"), 2);
        assert_eq!(cut("\"a\"\n\"b"), 4);
        assert_eq!(cut("no line end"), 0);
    }
}
