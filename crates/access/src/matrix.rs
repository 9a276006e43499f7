//! The table of grants as a page that people who do not program can read.
