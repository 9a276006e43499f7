//! Who opens: what is revealed is revealed to a permission.

use pathway::OrganisationId;
use uuid::Uuid;

use super::wrap::Side;

/// A permission to read one record, as a wrap asks for it.
pub trait Permit {
    /// The record that may be read.
    fn record(&self) -> Uuid;
    /// The organisation that reads.
    fn organisation(&self) -> OrganisationId;
    /// The side that reads; none for one that reads no named record.
    fn side(&self) -> Option<Side>;
}
