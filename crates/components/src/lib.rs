//! Page furniture and form fields, typed; the styles, script and font that they need.
//!
//! Each part is a function with a typed argument that gives [`maud::Markup`]. The markup is
//! govuk-frontend's, held to the fixtures that it ships (`fixtures.rs`); the look is our own.

pub mod assets;
pub mod layout;

mod banners;
mod buttons;
mod casework;
mod fields;
#[cfg(test)]
mod fixtures;
mod form;
mod links;
mod marks;
mod rows;
#[cfg(test)]
mod samples;
mod table;

pub use banners::{Notification, Phase, notification, phase};
pub use buttons::{Weight, button, button_group, button_link, button_with};
pub use casework::{
    Account, Correction, Exit, Filters, Happening, Identity, Keyed, Mark, NextAct, SafeContact,
    Session, Step, Steps, Task, Tasks, Where, account, exit, filters, identity, keyed, next_act,
    nothing, safe_contact, session_warning, side_navigation, steps, tasks, timeline,
};
pub use fields::{
    Checkboxes, DateInput, Form, Item, Kind, Lines, Radios, Select, Text, Width, items, section,
};
pub use form::{
    Bounds, COMMAND, Choice, DatePart, Fault, Faults, Faulty, Field, Frame, Overfull, Read, ReadAs,
    ReadChoice, ReadChoices, ReadDate, ReadNumber, ReadText, Reader, Submission, TOKEN, day, form,
    likely, said_live,
};
pub use layout::{Furniture, Page, page};
pub use links::{
    Breadcrumb, Link, Pagination, acts, address, breadcrumbs, details, link, pagination, skip_link,
};
pub use marks::{Tag, Tone, inset, panel, tag, warning};
pub use rows::{Row, Summary, rows, summary_list};
pub use table::{Cell, Heading, Table, table, when};
