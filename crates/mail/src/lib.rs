//! Letters by mail, to a server that hands them on. What is said of a failure holds no address: it is
//! kept, shown and logged.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{AsyncSmtpTransport, AsyncSmtpTransportBuilder, Error};
use lettre::{Address, AsyncTransport, Message, Tokio1Executor};
use zeroize::Zeroizing;

/// The server is not waited for longer at any step.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which server takes the letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    host: String,
    port: u16,
    over: Over,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    /// TLS from the first byte.
    Tls,
    /// TLS before anything of a letter is said.
    StartTls,
    /// None: on this machine alone.
    Nothing,
}

/// Why something is no server of mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "smtps://HOST[:PORT] was expected (TLS from the start), or smtp://HOST[:PORT] (TLS by STARTTLS; \
     without it on this machine alone)"
)]
pub struct NoServer;

impl FromStr for Server {
    type Err = NoServer;

    fn from_str(text: &str) -> Result<Self, NoServer> {
        let (scheme, rest) = text.split_once("://").ok_or(NoServer)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().map_err(|_number| NoServer)?)),
            None => (rest, None),
        };
        let letters = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.');
        if host.is_empty() || !host.chars().all(letters) {
            return Err(NoServer);
        }
        let here = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        let (over, usual) = match scheme {
            "smtps" => (Over::Tls, 465),
            "smtp" if here => (Over::Nothing, 25),
            "smtp" => (Over::StartTls, 587),
            _ => return Err(NoServer),
        };
        Ok(Self { host: host.to_owned(), port: port.unwrap_or(usual), over })
    }
}

/// Whom letters are from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct From(Mailbox);

/// Why something is no sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an address of mail was expected, such as waymark@example.org or Waymark <waymark@example.org>"
)]
pub struct NoSender;

impl FromStr for From {
    type Err = NoSender;

    fn from_str(text: &str) -> Result<Self, NoSender> {
        text.parse().map(Self).map_err(|_address| NoSender)
    }
}

/// What Waymark signs in to the server with.
#[derive(Clone)]
pub struct SignsIn {
    /// The name.
    pub user: String,
    /// The password.
    pub password: Zeroizing<String>,
}

impl fmt::Debug for SignsIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignsIn(…)")
    }
}

/// A letter.
#[derive(Clone, Copy)]
pub struct Letter<'a> {
    /// By what it is known, so that one that comes twice is known as the same.
    pub id: &'a str,
    /// To whom.
    pub to: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// What it says, as plain text.
    pub words: &'a str,
}

/// Why a letter was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// The server refuses it, with this code.
    #[error("the mail server refuses it ({0})")]
    Refused(String),
    /// The server does not answer in time.
    #[error("the mail server does not answer in time")]
    Late,
    /// No TLS with it.
    #[error("no TLS with the mail server, or its certificate is not trusted")]
    NoTls,
    /// The server cannot be reached, or does not speak as it should.
    #[error("the mail server cannot be reached, or does not speak as it should")]
    Unreachable,
    /// To whom it is has no address of mail.
    #[error("it is to no address of mail")]
    NoAddress,
}

/// Whoever gives letters to a server.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailer(…)")
    }
}

impl Mailer {
    /// One for a server, which is not asked for anything yet.
    ///
    /// # Errors
    /// Where TLS cannot be begun on this machine at all.
    pub fn try_new(
        server: &Server,
        from: From,
        signs_in: Option<SignsIn>,
    ) -> Result<Self, NotTaken> {
        let host = server.host.as_str();
        let builder: AsyncSmtpTransportBuilder = match server.over {
            Over::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host),
            Over::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host),
            Over::Nothing => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)),
        }
        .map_err(|_tls| NotTaken::NoTls)?;
        let From(from) = from;
        let name = ClientId::Domain(from.email.domain().to_owned());
        let mut builder = builder.port(server.port).timeout(Some(PATIENCE)).hello_name(name);
        if let Some(SignsIn { user, password }) = signs_in {
            builder = builder.credentials(Credentials::new(user, password.to_string()));
        }
        Ok(Self { transport: builder.build(), from })
    }

    /// Gives a letter to the server: once this is done, it has taken it.
    ///
    /// # Errors
    /// See [`NotTaken`].
    pub async fn send(&self, letter: Letter<'_>) -> Result<(), NotTaken> {
        let to: Address = letter.to.parse().map_err(|_address| NotTaken::NoAddress)?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject)
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.words.to_owned())
            .map_err(|_parts| NotTaken::NoAddress)?;
        self.transport.send(message).await.map(drop).map_err(|cause| told(&cause))
    }
}

/// What went wrong. The server's own words may hold the address: none of them is kept.
fn told(cause: &Error) -> NotTaken {
    match cause.status() {
        Some(code) => NotTaken::Refused(code.to_string()),
        None if cause.is_timeout() => NotTaken::Late,
        None if cause.is_tls() => NotTaken::NoTls,
        None => NotTaken::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use testkit::FakeMailServer;

    use super::*;

    #[test]
    fn a_server_is_over_tls_or_on_this_machine() {
        let over = |text: &str| text.parse::<Server>().map(|one| (one.over, one.port));
        assert_eq!(over("smtps://mail.example"), Ok((Over::Tls, 465)));
        assert_eq!(over("smtp://mail.example"), Ok((Over::StartTls, 587)));
        assert_eq!(over("smtp://mail.example:25/"), Ok((Over::StartTls, 25)));
        assert_eq!(over("smtp://localhost:2525"), Ok((Over::Nothing, 2525)));
        assert_eq!(over("smtps://127.0.0.1"), Ok((Over::Tls, 465)));
        for wrong in
            ["", "mail.example", "http://mail.example", "smtp://", "smtp://a@b", "smtp://a:b"]
        {
            assert_eq!(over(wrong), Err(NoServer), "{wrong}");
        }
        assert!("waymark@example.org".parse::<From>().is_ok());
        assert!("Waymark <waymark@example.org>".parse::<From>().is_ok());
        assert!("waymark".parse::<From>().is_err());
    }

    #[tokio::test]
    async fn a_letter_is_taken_with_its_own_id_and_a_refusal_holds_no_address() {
        let server = FakeMailServer::begin().await;
        let from: From = "Waymark <waymark@example.org>".parse().unwrap();
        let at = server.address().parse().unwrap();
        let mailer = Mailer::try_new(&at, from.clone(), None).unwrap();
        let letter = Letter {
            id: "one",
            to: "ada@example.org",
            subject: "A sign-in",
            words: "Somebody signed in – you?\n",
        };
        mailer.send(letter).await.unwrap();
        let taken = server.taken();
        assert_eq!(taken[0].to, "ada@example.org");
        assert!(taken[0].text.contains("Message-ID: <one@example.org>"), "{}", taken[0].text);
        server.refuses(Some("550 5.1.1 <ada@example.org> is not here"));
        let refused = mailer.send(letter).await.unwrap_err();
        assert_eq!(refused, NotTaken::Refused("550".to_owned()));
        drop(server);
        assert_eq!(mailer.send(letter).await, Err(NotTaken::Unreachable));
        let nobody = mailer.send(Letter { to: "nobody", ..letter }).await;
        assert_eq!(nobody, Err(NotTaken::NoAddress));
        for more in
            ["\r\nBcc: eve@example.org", "\nSubject: other", ", eve@example.org", ">\r\nDATA"]
        {
            let to = format!("ada@example.org{more}");
            let sent = mailer.send(Letter { to: &to, ..letter }).await;
            assert_eq!(sent, Err(NotTaken::NoAddress), "{to:?}");
        }
        // Another machine is told nothing without TLS.
        let other = Server { host: "127.0.0.1".to_owned(), over: Over::StartTls, ..at };
        let server = FakeMailServer::begin().await;
        let other = Server { port: server.port(), ..other };
        let mailer = Mailer::try_new(&other, from, None).unwrap();
        assert!(mailer.send(letter).await.is_err());
        assert!(server.taken().is_empty());
    }
}
