//! What happens on the programme's side, as the field would say it.

mod again;
mod corrections;
mod groups;
mod history;
mod laws;
mod office;
mod situations;
mod walk;
