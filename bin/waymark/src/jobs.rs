//! What the service does by itself, each by the part of Waymark that is named for it: coming
//! sessions are announced, what is over is cleared away, and the audit is verified every night.

use std::path::PathBuf;
use std::time::Duration;

use casework::Office;
use casework::upkeep::Verified;
use jiff::civil::Date;
use mail::Mailer;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::record;

/// How often it looks what is to be done.
const OFTEN: Duration = Duration::from_secs(60);
/// From this hour on the night's work is done.
const NIGHT: i8 = 2;
/// How often it looks whether there is mail to be sent.
const SOON: Duration = Duration::from_secs(5);
/// How long a letter that is on its way at the stop is waited for.
const ENDS_WITHIN: Duration = Duration::from_secs(30);

/// Begins the work; it ends with the task.
pub fn begin(office: Office, heads: Option<PathBuf>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut often = tokio::time::interval(OFTEN);
        // The start is for those who wait for a page.
        often.tick().await;
        let mut verified: Option<Date> = None;
        loop {
            often.tick().await;
            match office.announce_sessions().await {
                Ok(0) => {}
                Ok(announced) => tracing::info!(announced, "sessions were announced"),
                Err(fault) => failed("announcing sessions", &fault),
            }
            if let Err(fault) = office.forget_what_is_over().await {
                failed("clearing away what is over", &fault);
            }
            let (today, hour) = office.london();
            if hour >= NIGHT && verified.replace(today).is_some_and(|last| last < today) {
                verify(&office, heads.as_ref()).await;
            }
        }
    })
}

/// Sends what waits to be sent, until it is ended.
pub struct Posting {
    stop: oneshot::Sender<()>,
    work: JoinHandle<()>,
}

impl Posting {
    /// Begins it. `site` is where browsers reach this one.
    pub fn begin(office: Office, mailer: Mailer, site: String) -> Self {
        let (stop, mut stopped) = oneshot::channel();
        let work = tokio::spawn(async move {
            let mut soon = tokio::time::interval(SOON);
            soon.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    _ = &mut stopped => return,
                    _ = soon.tick() => {}
                }
                // A letter that is on its way is not given up: it would be sent twice.
                match office.send_mail(&mailer, &site).await {
                    Ok(posted) if posted.sent + posted.failed > 0 => {
                        tracing::info!(sent = posted.sent, failed = posted.failed, "mail");
                    }
                    Ok(_) => {}
                    Err(fault) => failed("sending mail", &fault),
                }
            }
        });
        Self { stop, work }
    }

    /// Ends it, once what is on its way has come to an end; it is not waited for beyond reason.
    pub async fn end(self) {
        // Who does not hear it has ended.
        let _heard = self.stop.send(());
        if tokio::time::timeout(ENDS_WITHIN, self.work).await.is_err() {
            tracing::warn!("a letter was on its way at the stop, and may come twice");
        }
    }
}

async fn verify(office: &Office, heads: Option<&PathBuf>) {
    let programmes = match office.programmes().await {
        Ok(programmes) => programmes,
        Err(fault) => return failed("verifying the audit", &fault),
    };
    // One chain is of every programme: in the name of any.
    let Some(programme) = programmes.first() else { return };
    let worker = match office.command_line(Some(&programme.name)).await {
        Ok(worker) => worker,
        Err(fault) => return failed("verifying the audit", &fault),
    };
    let heads = heads.map(PathBuf::as_path).filter(|file| file.exists());
    match office.verify_audit(&worker, heads).await {
        Ok(verified) if verified.iter().all(Verified::is_sound) => {
            tracing::info!(servers = verified.len(), "the audit is as it was written");
        }
        Ok(_) => tracing::error!(
            "THE AUDIT IS NOT AS IT WAS WRITTEN: waymark audit verify says what is wrong, and where"
        ),
        Err(cause) => tracing::error!(cause = %record::chain(&cause), "the audit was not verified"),
    }
}

fn failed(what: &'static str, fault: &casework::Fault) {
    tracing::error!(cause = %record::chain(fault), "{what} failed, and is tried again");
}
