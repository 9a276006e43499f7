//! For tests alone: the program as a user starts it, and the house's own rules.
