//! One evaluation and what is made from it. Pages are drawn when they are asked for; documents
//! are made the first time that somebody asks for one, apart from the threads that answer, and
//! then kept.

use std::sync::Arc;

use axum::body::Bytes;
use documents::Stamp;
use evaluation::{Evaluation, Figure};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

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

/// One evaluation with its documents.
pub struct Evaluated {
    /// The evaluation that the pages show.
    pub evaluation: Evaluation,
    /// When and by which version the evaluation was made.
    pub stamp: Stamp,
    report: OnceCell<Bytes>,
    pdf: OnceCell<Bytes>,
    workbook: OnceCell<Bytes>,
    figures: OnceCell<Bytes>,
}

impl Evaluated {
    /// An evaluation of which no document is made yet.
    pub fn new(evaluation: Evaluation, stamp: Stamp) -> Self {
        Self {
            evaluation,
            stamp,
            report: OnceCell::new(),
            pdf: OnceCell::new(),
            workbook: OnceCell::new(),
            figures: OnceCell::new(),
        }
    }

    /// A figure by its key, with its place in the reader's order, from 0.
    pub fn figure(&self, key: &str) -> Option<(usize, &Figure)> {
        self.evaluation.figures.iter().enumerate().find(|(_, figure)| figure.key == key)
    }

    /// The report as one HTML file.
    pub async fn report(self: &Arc<Self>) -> Result<Bytes, Unmade> {
        self.once(
            "report",
            |made| &made.report,
            |made| Ok(documents::html::report(&made.evaluation, &made.stamp).into()),
        )
        .await
    }
    /// The report as PDF.
    pub async fn pdf(self: &Arc<Self>) -> Result<Bytes, Unmade> {
        self.once(
            "PDF report",
            |made| &made.pdf,
            |made| {
                documents::pdf::report(&made.evaluation, &made.stamp)
                    .map_err(|fault| fault.to_string())
            },
        )
        .await
    }
    /// The workbook, a sheet a figure.
    pub async fn workbook(self: &Arc<Self>) -> Result<Bytes, Unmade> {
        self.once(
            "workbook",
            |made| &made.workbook,
            |made| {
                documents::workbook::workbook(&made.evaluation, &made.stamp)
                    .map_err(|fault| fault.to_string())
            },
        )
        .await
    }
    /// Every figure as JSON.
    pub async fn figures(self: &Arc<Self>) -> Result<Bytes, Unmade> {
        self.once(
            "file of figures",
            |made| &made.figures,
            |made| Ok(documents::json::figures(&made.evaluation, &made.stamp).into()),
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
        let this = Arc::clone(self);
        let making = tokio::spawn(async move {
            let made = kept(&this).get_or_try_init(|| async {
                let this = Arc::clone(&this);
                match spawn_blocking(move || make(&this)).await {
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
