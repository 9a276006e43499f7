//! Handshakes: how long one may take, and how many one address may have begun.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Tls;
use crate::patient::Patient;
use crate::room::Room;

/// Handshakes of one address that are not done, behind which a whole organisation may be. One takes a
/// thousandth of a second of a core; what is not done at once waits for its client.
const FROM_ONE: usize = 64;
/// The first byte of whoever speaks TLS.
const HANDSHAKE: u8 = 22;
/// What is read of a plain request, so that its sender hears the answer, and for how long.
const PLAIN_BYTES: usize = 64 * 1024;
const PLAIN_WITHIN: Duration = Duration::from_secs(1);

/// Room for handshakes: in all for as many as there are connections.
pub(crate) fn room(in_all: usize) -> Room {
    Room::of(in_all, FROM_ONE)
}

/// What is agreed with whoever connected, in time; none where they do not speak TLS. Somebody who
/// typed http:// is told so. What is written to them afterwards they have to take in time too.
pub(crate) async fn shaken(
    mut stream: TcpStream,
    tls: &Tls,
    (within, written): (Duration, Duration),
) -> io::Result<Option<TlsStream<Patient<TcpStream>>>> {
    let shaking = async {
        let mut first = [0];
        match stream.peek(&mut first).await? {
            0 => Ok(None),
            _ if first != [HANDSHAKE] => {
                refused(&mut stream).await?;
                Ok(None)
            }
            _ => {
                let stream = Patient::new(stream, written);
                TlsAcceptor::from(Arc::clone(&tls.config)).accept(stream).await.map(Some)
            }
        }
    };
    let late = |_late| io::Error::new(io::ErrorKind::TimedOut, "the handshake took too long");
    tokio::time::timeout(within, shaking).await.map_err(late)?
}

const REFUSED: &str = "HTTP/1.1 400 Bad Request\r\n\
    content-type: text/plain; charset=utf-8\r\n\
    content-length: 63\r\n\
    connection: close\r\n\r\n\
    This address is reached by TLS alone: begin it with https://.\r\n";

/// Answers a plain request, reads what is left of it, and closes: a connection that is closed over
/// what was not read is reset, and its client may never see the answer.
async fn refused(stream: &mut TcpStream) -> io::Result<()> {
    stream.write_all(REFUSED.as_bytes()).await?;
    stream.shutdown().await?;
    let rest = async {
        let mut left = PLAIN_BYTES;
        let mut bytes = [0; 4096];
        while left > 0 {
            match stream.read(&mut bytes).await {
                Ok(0) | Err(_) => return,
                Ok(read) => left = left.saturating_sub(read),
            }
        }
    };
    // Whoever sends on is not waited for.
    let _late = tokio::time::timeout(PLAIN_WITHIN, rest).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_to_a_plain_request_is_as_long_as_it_says() {
        let (head, body) = REFUSED.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-length: {}", body.len())), "{}", body.len());
    }
}
