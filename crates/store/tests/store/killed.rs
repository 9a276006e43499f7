//! A server that is killed in the middle of its work loses nothing that it acknowledged.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use pathway::Reference;
use store::Envelope;
use uuid::Uuid;

use crate::said::{PROGRAMME, Still, open, reads, says, sound_audit, words};

/// Names the file to the process that is killed, and which run it is.
const FILE: &str = "WAYMARK_TEST_KILLED_FILE";
const RUN: &str = "WAYMARK_TEST_KILLED_RUN";

const RUNS: u64 = 100;
const WRITERS: u64 = 8;

fn stream(writer: u64) -> Envelope {
    let reference = Reference::random(writer);
    Envelope {
        id: Uuid::from_u128(writer.into()),
        programme: PROGRAMME,
        reference,
        restricted: false,
    }
}

/// The process that is killed: eight write as fast as they can, and say what was acknowledged.
#[test]
#[ignore = "is started, and killed, by the test below"]
fn commits_until_it_is_killed() {
    let file = std::env::var(FILE).unwrap();
    let run: u64 = std::env::var(RUN).unwrap().parse().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let still = Still::from(run << 24);
        let store = open(&file, &still).await;
        let mut writers = Vec::new();
        for writer in 1..=WRITERS {
            let (store, still) = (store.clone(), Arc::clone(&still));
            let stands = words(&store, stream(writer).id).await.len();
            writers.push(tokio::spawn(async move {
                for on in u32::try_from(stands).unwrap().. {
                    let change = says(&still, &stream(writer), on, &(on + 1).to_string());
                    store.commit(change).await.unwrap();
                    let acknowledged = format!("acknowledged {writer} {}\n", on + 1);
                    std::io::stdout().lock().write_all(acknowledged.as_bytes()).unwrap();
                    // Reads that the tables need not hold yet when it is killed.
                    for _ in 0..writer % 4 {
                        store.commit(reads(&still, stream(writer).id)).await.unwrap();
                        let read = format!("read {writer}\n");
                        std::io::stdout().lock().write_all(read.as_bytes()).unwrap();
                    }
                }
            }));
        }
        for writer in writers {
            writer.await.unwrap();
        }
    });
}

/// Starts it; the lines of its standard output say what was acknowledged.
fn start(file: &Path, run: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["killed::commits_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
        .env(FILE, file)
        .env(RUN, run.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn what_was_acknowledged_outlives_a_hundred_kills() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.db");
    let mut acknowledged: HashMap<u64, usize> = HashMap::new();
    let (mut worked, mut read) = (0, 0);
    for run in 1..=RUNS {
        let mut server = start(&file, run);
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        // Its work begins with the first that it acknowledges.
        let mut said: Vec<String> = Vec::new();
        for line in lines.by_ref() {
            said.push(line.unwrap());
            if said.last().is_some_and(|line| line.contains("acknowledged")) {
                break;
            }
        }
        std::thread::sleep(Duration::from_millis(5 + run * 23 % 36));
        server.kill().unwrap();
        server.wait().unwrap();
        said.extend(lines.map_while(Result::ok));
        read += said.iter().filter(|line| line.contains("read ")).count();
        for (_, line) in said.iter().filter_map(|line| line.split_once("acknowledged ")) {
            let (writer, version) = line.split_once(' ').unwrap();
            let (writer, version) = (writer.parse().unwrap(), version.parse().unwrap());
            let last = acknowledged.entry(writer).or_default();
            assert!(version > *last, "run {run}: version {version} of {writer} after {last}");
            *last = version;
            worked += 1;
        }
    }
    let address = file.to_str().unwrap();
    let still = Still::from((RUNS + 1) << 24);
    let store = open(address, &still).await;
    let mut written = 0;
    for writer in 1..=WRITERS {
        let words = words(&store, stream(writer).id).await;
        let said = acknowledged.get(&writer).copied().unwrap_or_default();
        assert!(words.len() >= said, "{writer}: {said} acknowledged, {} there", words.len());
        for (word, version) in words.iter().zip(1..) {
            assert_eq!(*word, version.to_string(), "writer {writer}");
        }
        written += words.len();
    }
    assert!(worked >= 1_000 && read >= 1_000, "only {worked} acknowledged, {read} read");
    let past = testkit::Past::connect(address).await.unwrap();
    let entries = usize::try_from(sound_audit(&store, &past).await).unwrap();
    assert!(entries >= written + read, "{entries} entries of {written} words and {read} reads");
}
