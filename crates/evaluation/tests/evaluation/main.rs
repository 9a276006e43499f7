//! The evaluation held against what others say of the same data.

#[cfg(test)]
mod statistics;
