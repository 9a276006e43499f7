//! What the support service can do in her case, by its pages.

mod path;
mod samples;
mod town;
mod wall;
