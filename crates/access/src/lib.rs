//! Who may do what: one table of grants, from which both [`decide`] and [`scope`] come.
