//! The command line of Waymark.
fn main() {}
