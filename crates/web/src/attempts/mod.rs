//! Attempts on the wall through pages and addresses, by somebody who has read the code and has an
//! account. What was tried and what answered is told in `docs/security.md`.

mod doors;
mod forms;
mod typed;
mod wire;
mod work;

use casework::Worker;
use pathway::Reference;

use crate::town::Town;

impl Town {
    /// Everybody of his side, and whoever refers.
    fn his_side(&self) -> [&Worker; 5] {
        [&self.referrer, &self.single_point, &self.facilitator, &self.colleague, &self.manager]
    }

    /// Those who see no case at all.
    fn of_no_case(&self) -> [&Worker; 2] {
        [&self.commissioner, &self.administrator]
    }

    /// Everybody of hers.
    fn her_side(&self) -> [&Worker; 2] {
        [&self.support_manager, &self.support_worker]
    }

    /// The reference of the case of hers that was opened last.
    async fn hers(&self) -> Reference {
        let manager = self.office().acting(&self.support_manager);
        let list = manager.caseload(&casework::Filter::default(), None).await.unwrap();
        list.cases[0].envelope.reference
    }

    /// The address of the newest message in somebody's inbox.
    async fn newest_message(&self, worker: &Worker) -> String {
        let inbox = self.sees(worker, "/messages").await.body;
        let after = inbox.split("href=\"/messages/").nth(1).expect("a message");
        format!("/messages/{}", after.split('"').next().unwrap())
    }
}
