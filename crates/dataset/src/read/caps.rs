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
/// Bytes of the text of a sheet, with what is repeated as often as it stands there. A full sheet of
/// referrals has half of it.
pub(crate) const TEXT: u64 = 512 << 20;
/// Cells without a value of which it is looked whether they have a formula.
pub(crate) const BLANK_CELLS: usize = 1 << 22;
/// Bytes of a workbook as it lies on the disk.
pub(crate) const WORKBOOK: u64 = 512 << 20;

/// How much of a workbook, which is a ZIP file, is unpacked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unpacking {
    /// Files in it.
    pub entries: usize,
    /// Bytes of all.
    pub total: u64,
    /// Bytes of one that is held in memory whole, as the shared texts are.
    pub held: u64,
    /// How many times larger than packed one may be, once past `small`.
    pub ratio: u64,
    /// Bytes below which one is not held to `ratio`.
    pub small: u64,
    /// Bytes from one tag to the next, tag and text together.
    pub markup: usize,
}

impl Unpacking {
    /// A usual workbook has under 30 files; a full sheet of referrals is about 1.5 GiB.
    pub(crate) const USUAL: Self = Self {
        entries: 2_000,
        total: 4 << 30,
        held: 256 << 20,
        ratio: 400,
        small: 16 << 20,
        markup: 1 << 20,
    };
}
