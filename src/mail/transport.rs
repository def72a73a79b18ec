//! How mail leaves: over SMTP, or not at all.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};

use super::model::Mail;

/// Seconds that a server may take for one message.
const PATIENCE: Duration = Duration::from_secs(30);

/// A setting of mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The server's address.
    Server,
    /// In whose name messages are sent.
    Sender,
}

/// A message was not taken.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Trying again is of no use.
    pub for_good: bool,
    /// What the server or the line said.
    pub said: String,
}

/// How mail leaves.
#[derive(Clone, Default)]
pub enum Transport {
    /// None is set up: nothing is written and nothing is sent.
    #[default]
    None,
    /// Nothing leaves the machine: messages stay in the outbox, where they can be read. For demonstrations.
    Outbox,
    /// A mail server.
    Smtp(Box<Smtp>),
}

/// A mail server, and in whose name messages are sent.
#[derive(Clone)]
pub struct Smtp {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl Transport {
    /// A server by its address: `smtp://user:password@host:587?tls=required`, `smtps://…`.
    ///
    /// # Errors
    /// Which of the two settings is wrong.
    pub fn smtp(url: &str, from: &str) -> Result<Self, Setting> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| Setting::Server)?.timeout(Some(PATIENCE)).build();
        let from: Mailbox = from.parse().map_err(|_| Setting::Sender)?;
        Ok(Self::Smtp(Box::new(Smtp { server, from })))
    }

    /// Word in message keys.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Outbox => "outbox",
            Self::Smtp(_) => "smtp",
        }
    }

    /// Whether messages are written at all.
    pub const fn is_set(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Sends a message.
    ///
    /// # Errors
    /// What the server said.
    pub async fn send(&self, mail: &Mail) -> Result<(), Refusal> {
        let Self::Smtp(smtp) = self else { return Ok(()) };
        let broken = |said: String| Refusal { for_good: true, said };
        let to: Mailbox = mail.address.parse().map_err(|error: lettre::address::AddressError| broken(error.to_string()))?;
        let message = Message::builder()
            .from(smtp.from.clone())
            .to(to)
            .subject(mail.subject.clone())
            // The same id at every try: a server that took the message and was not heard can tell.
            .message_id(Some(format!("<{}@{}>", mail.id, smtp.from.email.domain())))
            .date(std::time::UNIX_EPOCH + Duration::from_millis(u64::try_from(mail.created_at.millis()).unwrap_or(0)))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())
            .map_err(|error| broken(error.to_string()))?;
        match smtp.server.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(Refusal { for_good: error.is_permanent(), said: error.to_string() }),
        }
    }
}
