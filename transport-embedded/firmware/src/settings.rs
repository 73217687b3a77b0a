//! What the device is told when it is switched on: `name=value` words on its command line. A real
//! one reads them from its flash.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use easemob_embedded::core::{AppKey, Config, Credentials, UserId};
use semihosting::experimental::env;

/// Longest command line, with a token and a certificate.
const LINE: usize = 2_048;

/// Who the device is, and whom it talks to.
pub struct Settings {
    /// Bounds, intervals, and where the server is.
    pub config: Config,
    /// Who logs in.
    pub credentials: Credentials,
    /// Who is told that the device is there, and is answered.
    pub peer: UserId,
    /// The certificate of the server, in DER.
    #[cfg(feature = "tls")]
    pub certificate: Vec<u8>,
}

impl Settings {
    /// Reads the command line.
    ///
    /// # Errors
    /// Which word is missing or wrong, and what would be right.
    pub fn read() -> Result<Self, String> {
        let mut words = Words::read()?;
        let app = words.take("app-key", AppKey::parse)?;
        let websocket = words.take("websocket", text)?;
        let rest = words.take("rest", text)?;
        let mut config = Config::private(app, websocket, rest).small();
        config.heartbeat_ms = words.take("heartbeat", str::parse)?;
        config.heartbeat_reply_ms = config.heartbeat_ms;
        let user = words.take("user", |name| UserId::new(name))?;
        let credentials = Credentials::token(user, words.take("token", text)?);
        let peer = words.take("peer", |name| UserId::new(name))?;
        config.validate().map_err(|error| error.to_string())?;
        #[cfg(feature = "tls")]
        let certificate = words.take("certificate", bytes)?;
        words.is_empty()?;
        Ok(Self {
            config,
            credentials,
            peer,
            #[cfg(feature = "tls")]
            certificate,
        })
    }
}

/// The words not used yet.
struct Words(Vec<(String, String)>);

impl Words {
    fn read() -> Result<Self, String> {
        let line = env::args::<LINE>()
            .map_err(|_| format!("the command line is longer than {LINE} bytes"))?;
        // The first word is the name of the program.
        let words = (&line).skip(1).map(|word| {
            let pair = word.ok().and_then(|word| word.split_once('='));
            let (name, value) = pair.ok_or("a word is not name=value")?;
            Ok((name.to_owned(), value.to_owned()))
        });
        words.collect::<Result<_, String>>().map(Self)
    }

    /// The value of a word that has to be there. It is not shown when it is wrong: it may be a token.
    fn take<T, E: ToString>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, String> {
        let index = self.0.iter().position(|(it, _)| it == name);
        let index = index.ok_or_else(|| format!("{name} is missing: add {name}=…"))?;
        let (_, value) = self.0.swap_remove(index);
        read(&value).map_err(|error| format!("{name}: {}", error.to_string()))
    }

    fn is_empty(&self) -> Result<(), String> {
        self.0.first().map_or(Ok(()), |(name, _)| Err(format!("{name} is no word of this device")))
    }
}

fn text(value: &str) -> Result<String, String> {
    Ok(value.to_owned())
}

/// Two hexadecimal digits a byte.
#[cfg(feature = "tls")]
fn bytes(digits: &str) -> Result<Vec<u8>, &'static str> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| {
        let pair = core::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
        u8::from_str_radix(pair, 16).ok()
    });
    pairs.collect::<Option<_>>().ok_or("two hexadecimal digits a byte are wanted")
}
