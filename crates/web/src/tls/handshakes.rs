//! Handshakes: how long one may take, and how many there are at a time.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Tls;

/// Handshakes at a time. One takes a thousandth of a second of a core; what is not done at once
/// waits for its client.
const IN_ALL: usize = 1024;
/// Of these from one address (of IPv6 the first 64 bits), behind which a whole organisation may be.
const FROM_ONE: usize = 64;
/// The first byte of whoever speaks TLS.
const HANDSHAKE: u8 = 22;
/// What is read of a plain request, so that its sender hears the answer, and for how long.
const PLAIN_BYTES: usize = 64 * 1024;
const PLAIN_WITHIN: Duration = Duration::from_secs(1);

/// Handshakes that are not done yet, by where they come from.
#[derive(Clone, Default)]
pub(crate) struct Handshakes(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One of them; it ends when dropped.
pub(crate) struct Handshake {
    of: Handshakes,
    from: IpAddr,
}

impl Handshakes {
    /// Begins one; none where there are too many.
    pub(crate) fn begin(&self, from: IpAddr) -> Option<Handshake> {
        let from = network(from);
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if begun.values().sum::<usize>() >= IN_ALL {
            return None;
        }
        let here = begun.entry(from).or_default();
        if *here >= FROM_ONE {
            return None;
        }
        *here += 1;
        drop(begun);
        Some(Handshake { of: self.clone(), from })
    }
}

impl Drop for Handshake {
    fn drop(&mut self) {
        let mut begun = self.of.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(here) = begun.get_mut(&self.from) {
            *here -= 1;
            if *here == 0 {
                begun.remove(&self.from);
            }
        }
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let first = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(first))
        }
        address => address,
    }
}

/// What is agreed with whoever connected, in time; none where they do not speak TLS. Somebody who
/// typed http:// is told so.
pub(crate) async fn shaken(
    mut stream: TcpStream,
    tls: &Tls,
    within: Duration,
) -> io::Result<Option<TlsStream<TcpStream>>> {
    let shaking = async {
        let mut first = [0];
        match stream.peek(&mut first).await? {
            0 => Ok(None),
            _ if first != [HANDSHAKE] => {
                refused(&mut stream).await?;
                Ok(None)
            }
            _ => TlsAcceptor::from(Arc::clone(&tls.config)).accept(stream).await.map(Some),
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
mod counted {
    use super::*;

    #[test]
    fn one_address_begins_so_many_and_all_together_so_many_more() {
        let handshakes = Handshakes::default();
        let at = |number: u32| IpAddr::from(number.to_be_bytes());
        let held: Vec<_> = (0..FROM_ONE).map(|_| handshakes.begin(at(1)).unwrap()).collect();
        assert!(handshakes.begin(at(1)).is_none());
        let mut others: Vec<_> =
            (2..).map_while(|number| handshakes.begin(at(number))).take(IN_ALL).collect();
        assert_eq!(held.len() + others.len(), IN_ALL);
        others.pop();
        assert!(handshakes.begin(at(1)).is_none(), "still too many of one");
        assert!(handshakes.begin(at(u32::MAX)).is_some());
        drop((held, others));
        assert!(handshakes.begin(at(1)).is_some());
        assert!(handshakes.0.lock().unwrap().is_empty(), "nothing is kept of what ended");
    }

    #[test]
    fn of_the_newer_addresses_a_network_counts_as_one() {
        let read = |text: &str| network(text.parse().unwrap());
        assert_eq!(read("2001:db8::1"), read("2001:db8:0:0:ffff::2"));
        assert_ne!(read("2001:db8::1"), read("2001:db8:0:1::1"));
        assert_eq!(read("::ffff:192.0.2.1"), read("192.0.2.1"));
        assert_ne!(read("192.0.2.1"), read("192.0.2.2"));
    }

    #[test]
    fn what_is_said_to_a_plain_request_is_as_long_as_it_says() {
        let (head, body) = REFUSED.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-length: {}", body.len())), "{}", body.len());
    }
}
