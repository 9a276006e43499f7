//! How much of a file is read at most. None stands in the way of 1,000,000 referrals as CSV
//! or of a sheet with as many rows as a spreadsheet can have; each keeps a file that was
//! made to do harm, or is not what its name says, from filling memory or taking forever.

/// Bytes of a cell: what a spreadsheet's cell holds at most, in characters.
pub(crate) const CELL: usize = 32_767;
/// Bytes of a line of CSV. All columns of a referral, filled, are under 2 KiB.
pub(crate) const LINE: usize = 1 << 20;
/// Columns of a header; the widest file of the data set has 34.
pub(crate) const COLUMNS: usize = 256;
/// Rows of a sheet: what a spreadsheet program holds.
pub(crate) const SHEET_ROWS: u32 = 1_048_576;
/// Files in a workbook, which is a ZIP file; a usual one has under 30.
pub(crate) const ENTRIES: usize = 2_000;
/// Bytes of a workbook as it lies on the disk.
pub(crate) const WORKBOOK: u64 = 512 << 20;
/// Bytes of a workbook unpacked: a full sheet of referrals is about 1.5 GiB.
pub(crate) const UNPACKED: u64 = 4 << 30;
/// Bytes of a workbook's shared texts, unpacked; they are held in memory.
pub(crate) const SHARED: u64 = 256 << 20;
/// How many times larger than packed a part of a workbook may be, once past [`SMALL`].
pub(crate) const RATIO: u64 = 400;
/// Parts of a workbook below this many unpacked bytes are not held to [`RATIO`].
pub(crate) const SMALL: u64 = 16 << 20;
/// Bytes of a single tag or text of a workbook's XML.
pub(crate) const XML_RUN: usize = 1 << 20;
