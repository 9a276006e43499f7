//! What is served: the record, and the figures.

use std::sync::Arc;

use casework::Office;
use casework::demonstration::door::DemonstrationDoor;
use documents::Stamp;
use evaluation::Evaluation;

use crate::figures::evaluated::Evaluated;
use crate::figures::live::{Completes, Live};
use crate::operations::Metrics;

/// How browsers reach the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// Over TLS, which Waymark or a proxy before it does: cookies go over TLS alone.
    pub tls: bool,
    /// Through a proxy of ours, which adds the address of whoever asks to `X-Forwarded-For`.
    pub proxy: bool,
}

/// The record as pages reach it.
struct Record {
    office: Office,
    door: Option<DemonstrationDoor>,
}

/// Where the figures come from.
pub(crate) enum Figures {
    /// One evaluation that was made before.
    Given(Arc<Evaluated>),
    /// The record as it is.
    Live(Arc<Live>),
}

/// What is served.
pub struct Site {
    /// How the server is reached.
    pub(crate) outside: Outside,
    pub(crate) metrics: Metrics,
    pub(crate) figures: Figures,
    record: Option<Record>,
}

impl Site {
    /// A site of one evaluation.
    pub fn new(evaluation: Evaluation, stamp: Stamp) -> Self {
        Self {
            outside: Outside::default(),
            metrics: Metrics::default(),
            figures: Figures::Given(Arc::new(Evaluated::new(evaluation, stamp))),
            record: None,
        }
    }
    /// A site of a record, with its figures as they are when somebody asks, worked out by this
    /// version of Waymark.
    pub fn of_record(office: Office, outside: Outside, version: &'static str) -> Self {
        Self {
            outside,
            metrics: Metrics::default(),
            figures: Figures::Live(Arc::new(Live::new(version))),
            record: Some(Record { office, door: None }),
        }
    }
    /// A site of the demonstration's record, which anybody enters at one press. What the record
    /// does not hold of its evaluation is completed.
    pub fn of_demonstration(
        office: Office,
        door: DemonstrationDoor,
        version: &'static str,
        completes: Completes,
    ) -> Self {
        let mut live = Live::new(version);
        live.completed_by(completes);
        Self {
            outside: Outside::default(),
            metrics: Metrics::default(),
            figures: Figures::Live(Arc::new(live)),
            record: Some(Record { office, door: Some(door) }),
        }
    }
    /// The same with the record, for those who sign in.
    #[must_use]
    pub fn with_record(mut self, office: Office, outside: Outside) -> Self {
        self.outside = outside;
        self.record = Some(Record { office, door: None });
        self
    }
    /// The same with the demonstration's record, which anybody enters at one press.
    #[must_use]
    pub fn with_demonstration(mut self, office: Office, door: DemonstrationDoor) -> Self {
        self.record = Some(Record { office, door: Some(door) });
        self
    }
    /// The record, where one is served.
    pub(crate) fn office(&self) -> Option<&Office> {
        self.record.as_ref().map(|record| &record.office)
    }
    /// The door of the demonstration, with its record.
    pub(crate) fn door(&self) -> Option<(&Office, &DemonstrationDoor)> {
        let record = self.record.as_ref()?;
        Some((&record.office, record.door.as_ref()?))
    }
    /// Whether everything is invented: of a real record nothing is.
    pub(crate) fn is_invented(&self) -> bool {
        self.record.as_ref().is_none_or(|record| record.door.is_some())
    }
}
