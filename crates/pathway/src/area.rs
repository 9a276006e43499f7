//! Areas: the authorities that take part.

use std::fmt;

/// The name of an area, such as *Dudley*. Which there are is data of the programme.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area(Box<str>);

impl Area {
    /// An area by its name.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }
    /// Its name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
