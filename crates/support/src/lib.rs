//! Her support case: what happens on the support service's side, as typed events that are decided
//! and applied by pure code. It knows nothing of his but what [`pathway::crossing`] lets pass.
