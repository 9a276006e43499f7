//! How long an act takes that may reach the other side's record.

use std::time::Duration;

/// Several times what the writing of an act takes, and less than anybody waits for.
const AT_LEAST: Duration = Duration::from_millis(40);

/// Does an act and answers no sooner than after a fixed time. What crosses is written with the act
/// that it comes from, and takes the longer the more there is in the other side's record: what is
/// answered at once would tell that to whoever has a clock.
pub(crate) async fn evenly<T>(act: impl Future<Output = T>) -> T {
    let ((), done) = tokio::join!(tokio::time::sleep(AT_LEAST), act);
    done
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn little_work_and_more_take_the_same_time() {
        let took = async |work| {
            let began = Instant::now();
            evenly(tokio::time::sleep(Duration::from_millis(work))).await;
            began.elapsed()
        };
        for work in [0, 5, 20] {
            assert!(took(work).await >= AT_LEAST, "{work} ms of work");
        }
    }
}
