//! His case: what happens on the programme's side, as typed events that are decided and applied
//! by pure code. It knows nothing of her side but what [`pathway::crossing`] lets pass.
