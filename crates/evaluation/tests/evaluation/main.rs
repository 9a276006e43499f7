//! The evaluation held against what others say of the same data.

mod statistics;
