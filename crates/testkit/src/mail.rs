//! A server of mail on this machine, which takes every letter until it is told to refuse them.
#![expect(clippy::expect_used, reason = "a test whose server cannot be made fails there")]

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A letter that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenLetter {
    /// To whom, as the envelope says it.
    pub to: String,
    /// Head and body, as they came.
    pub text: String,
}

/// A server, until it is dropped.
pub struct FakeMailServer {
    port: u16,
    inside: Arc<Inside>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct Inside {
    refuses: Mutex<Option<String>>,
    taken: Mutex<Vec<TakenLetter>>,
}

impl Drop for FakeMailServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl FakeMailServer {
    /// Begins one.
    ///
    /// # Panics
    /// Where the machine has no port free.
    pub async fn begin() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("a port").port();
        let inside = Arc::new(Inside::default());
        let serving = Arc::clone(&inside);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let inside = Arc::clone(&serving);
                // Whoever hangs up in the middle has sent nothing.
                tokio::spawn(async move { inside.serve(stream).await.ok() });
            }
        });
        Self { port, inside, serving }
    }

    /// Where it is.
    pub fn address(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Its port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// From now on it refuses whom a letter is to, with these words; with none it takes them.
    pub fn refuses(&self, words: Option<&str>) {
        *lock(&self.inside.refuses) = words.map(str::to_owned);
    }

    /// What was taken, in turn.
    pub fn taken(&self) -> Vec<TakenLetter> {
        lock(&self.inside.taken).clone()
    }
}

impl Inside {
    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 here\r\n").await?;
        let mut to = String::new();
        while let Some(line) = lines.next_line().await? {
            let word = line.to_ascii_uppercase();
            let answer = if word.starts_with("RCPT") {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                lock(&self.refuses).clone().unwrap_or_else(|| "250 well".to_owned())
            } else if word == "DATA" {
                write.write_all(b"354 go on\r\n").await?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    text.push_str(&line);
                    text.push('\n');
                }
                lock(&self.taken).push(TakenLetter { to: to.clone(), text });
                "250 taken".to_owned()
            } else if word == "QUIT" {
                write.write_all(b"221 well\r\n").await?;
                return Ok(());
            } else {
                "250 well".to_owned()
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
        Ok(())
    }
}
