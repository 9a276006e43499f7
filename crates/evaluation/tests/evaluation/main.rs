//! The evaluation held against what others say of the same data.

#[cfg(test)]
mod auditor;
#[cfg(test)]
mod disclosure;
#[cfg(test)]
mod releases;
#[cfg(test)]
mod statistics;
