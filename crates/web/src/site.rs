//! What is served: the record, one evaluation, and the documents made from it.

use std::sync::Arc;

use axum::body::Bytes;
use casework::Office;
use casework::demonstration::door::DemonstrationDoor;
use documents::Stamp;
use evaluation::{Evaluation, Figure};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

use crate::operations::Metrics;

/// Why a document is not there.
#[derive(Debug, thiserror::Error)]
pub enum Unmade {
    /// The crate `documents` refused or failed.
    #[error("the {document} could not be made: {cause}")]
    Failed {
        /// Which document.
        document: &'static str,
        /// What it said.
        cause: String,
    },
    /// The thread that made it ended before its time.
    #[error("making the {0} was broken off")]
    BrokenOff(&'static str),
}

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

/// One evaluation and what is made from it. Pages are drawn when they are asked for; documents
/// are made the first time that somebody asks for one, apart from the threads that answer, and
/// then kept.
pub struct Site {
    /// The evaluation that the pages show.
    pub evaluation: Evaluation,
    /// When and by which version the evaluation was made.
    pub stamp: Stamp,
    /// How the server is reached.
    pub(crate) outside: Outside,
    pub(crate) metrics: Metrics,
    record: Option<Record>,
    report: OnceCell<Bytes>,
    pdf: OnceCell<Bytes>,
    workbook: OnceCell<Bytes>,
    figures: OnceCell<Bytes>,
}

impl Site {
    /// A site of an evaluation. Makes no document yet.
    pub fn new(evaluation: Evaluation, stamp: Stamp) -> Self {
        Self {
            evaluation,
            stamp,
            outside: Outside::default(),
            metrics: Metrics::default(),
            record: None,
            report: OnceCell::new(),
            pdf: OnceCell::new(),
            workbook: OnceCell::new(),
            figures: OnceCell::new(),
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
    /// A figure by its key, with its place in the reader's order, from 0.
    pub fn figure(&self, key: &str) -> Option<(usize, &Figure)> {
        self.evaluation.figures.iter().enumerate().find(|(_, figure)| figure.key == key)
    }

    /// The report as one HTML file.
    pub async fn report(self: &Arc<Self>) -> Result<Bytes, Unmade> {
        self.once(
            "report",
            |site| &site.report,
            |site| Ok(documents::html::report(&site.evaluation, &site.stamp).into()),
        )
        .await
    }
    /// The report as PDF.
    pub async fn pdf(self: &Arc<Self>) -> Result<Bytes, Unmade> {
        self.once(
            "PDF report",
            |site| &site.pdf,
            |site| {
                documents::pdf::report(&site.evaluation, &site.stamp)
                    .map_err(|fault| fault.to_string())
            },
        )
        .await
    }
    /// The workbook, a sheet a figure.
    pub async fn workbook(self: &Arc<Self>) -> Result<Bytes, Unmade> {
        self.once(
            "workbook",
            |site| &site.workbook,
            |site| {
                documents::workbook::workbook(&site.evaluation, &site.stamp)
                    .map_err(|fault| fault.to_string())
            },
        )
        .await
    }
    /// Every figure as JSON.
    pub async fn figures(self: &Arc<Self>) -> Result<Bytes, Unmade> {
        self.once(
            "file of figures",
            |site| &site.figures,
            |site| Ok(documents::json::figures(&site.evaluation, &site.stamp).into()),
        )
        .await
    }

    /// Makes a document once. It is made to its end even where whoever asked has gone, so that
    /// the next who asks finds it.
    async fn once(
        self: &Arc<Self>,
        document: &'static str,
        kept: fn(&Self) -> &OnceCell<Bytes>,
        make: fn(&Self) -> Result<Vec<u8>, String>,
    ) -> Result<Bytes, Unmade> {
        let site = Arc::clone(self);
        let making = tokio::spawn(async move {
            let made = kept(&site).get_or_try_init(|| async {
                let site = Arc::clone(&site);
                match spawn_blocking(move || make(&site)).await {
                    Ok(Ok(bytes)) => Ok(Bytes::from(bytes)),
                    Ok(Err(cause)) => Err(Unmade::Failed { document, cause }),
                    Err(_) => Err(Unmade::BrokenOff(document)),
                }
            });
            made.await.cloned()
        });
        making.await.unwrap_or(Err(Unmade::BrokenOff(document)))
    }
}
