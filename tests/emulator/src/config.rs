//! Everything about the server that can be turned: names and defaults of the control interface.

use serde_json::{Map, Value, json};

use crate::ring::Limits;

/// Settings of a [`crate::Server`]; `config {set}` changes them while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// `org#app` the server serves.
    pub app_key: String,
    /// Metas a page of a queue holds.
    pub page_size: usize,
    /// How the end of a queue is told.
    pub last_page: LastPage,
    /// Life time of tokens given for a password, in milliseconds.
    pub token_ttl_ms: i64,
    /// Close the socket after a refused PROVISION.
    pub close_on_refuse: bool,
    /// Close the socket after a kick.
    pub close_on_kick: bool,
    /// Milliseconds between a refusal or a kick and the close that follows it.
    pub close_after_ms: u64,
    /// Send chat-room messages back to the device that sent them.
    pub echo_chatroom: bool,
    /// Say in `Meta.meta` whether the receiver was online.
    pub online_flag: bool,
    /// Name the device in the queues that are told: UNREAD and notices.
    pub queue_device: bool,
    /// Frame compression granted to clients that offer it.
    pub lz4: Option<Direction>,
    /// Let any name log in with any password or token.
    pub auto_create_users: bool,
    /// Let clients register accounts.
    pub open_registration: bool,
    /// Keep what crosses the sockets.
    pub record: bool,
    /// Frames kept, and as many REST calls, and as many ends of connections: a test looks back
    /// over one scenario, not over a day.
    pub record_limit: usize,
    /// Bytes of frames kept, and as many of REST calls: one frame can have megabytes.
    pub record_bytes: usize,
    /// Messages a queue holds before the oldest is dropped.
    pub queue_limit: usize,
    /// Milliseconds in which a message can be recalled.
    pub recall_window_ms: u64,
    /// Refuse messages of those who are not contacts of the receiver.
    pub contacts_only: bool,
    /// Enforce the limits the vendor's pages state.
    pub vendor_limits: bool,
    /// Milliseconds a file is there.
    pub file_ttl_ms: u64,
    /// Services the app has not opened: any of [`SERVICES`].
    pub closed_services: Vec<String>,
    /// Name and secret with which the app itself gets a token.
    pub client_id: String,
    /// See [`Config::client_id`].
    pub client_secret: ClientSecret,
}

/// Services `closedServices` can name.
pub const SERVICES: [&str; 6] =
    ["presence", "reaction", "report", "roaming", "speech", "translation"];

/// The secret of the app; it shows in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret(pub String);

impl std::fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientSecret(..)")
    }
}

/// How the end of a queue is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastPage {
    /// Pages carry a next key; an empty page ends.
    Ack,
    /// The last page itself says so.
    Flag,
}

/// Directions in which frames are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the client only.
    OnlyUp,
    /// To the client only.
    OnlyDown,
    /// Both.
    Both,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            app_key: "oracle#test".into(),
            page_size: 20,
            last_page: LastPage::Ack,
            token_ttl_ms: 86_400_000,
            close_on_refuse: true,
            close_on_kick: true,
            close_after_ms: 100,
            echo_chatroom: false,
            online_flag: false,
            queue_device: false,
            lz4: None,
            auto_create_users: false,
            open_registration: true,
            record: true,
            record_limit: 20_000,
            record_bytes: 64 << 20,
            queue_limit: 20_000,
            recall_window_ms: 120_000,
            contacts_only: false,
            vendor_limits: false,
            file_ttl_ms: 7 * 86_400_000,
            closed_services: Vec::new(),
            client_id: "emulator".into(),
            client_secret: ClientSecret("emulator".into()),
        }
    }
}

/// A setting that could not be taken over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("setting {name:?} must be {expected}")]
pub struct BadSetting {
    /// Its name.
    pub name: String,
    /// What it has to be.
    pub expected: &'static str,
}

impl Config {
    /// Takes over the named settings; unknown names are ignored. Either all are taken or none.
    ///
    /// # Errors
    /// [`BadSetting`] names the first one with a wrong value.
    pub fn set(&mut self, settings: &Map<String, Value>) -> Result<(), BadSetting> {
        let mut next = self.clone();
        for (name, value) in settings {
            next.set_one(name, value)
                .map_err(|expected| BadSetting { name: name.clone(), expected })?;
        }
        *self = next;
        Ok(())
    }

    /// The whole configuration under its control names.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "appKey": self.app_key,
            "pageSize": self.page_size,
            "lastPage": match self.last_page { LastPage::Ack => "ack", LastPage::Flag => "flag" },
            "tokenTtlMs": self.token_ttl_ms,
            "closeOnRefuse": self.close_on_refuse,
            "closeOnKick": self.close_on_kick,
            "closeAfterMs": self.close_after_ms,
            "echoChatroom": self.echo_chatroom,
            "onlineFlag": self.online_flag,
            "queueDevice": self.queue_device,
            "lz4": self.lz4.map(Direction::name),
            "autoCreateUsers": self.auto_create_users,
            "openRegistration": self.open_registration,
            "record": self.record,
            "recordLimit": self.record_limit,
            "recordBytes": self.record_bytes,
            "queueLimit": self.queue_limit,
            "recallWindowMs": self.recall_window_ms,
            "contactsOnly": self.contacts_only,
            "vendorLimits": self.vendor_limits,
            "fileTtlMs": self.file_ttl_ms,
            "closedServices": self.closed_services,
            "clientId": self.client_id,
        })
    }

    /// How much of what happens is kept.
    pub(crate) fn record_limits(&self) -> Limits {
        Limits { entries: self.record_limit, bytes: self.record_bytes }
    }

    /// Whether the app has not opened a service.
    pub(crate) fn closes(&self, service: &str) -> bool {
        self.closed_services.iter().any(|closed| closed == service)
    }

    /// The two halves of the app key.
    pub(crate) fn org_and_app(&self) -> (&str, &str) {
        self.app_key.split_once('#').unwrap_or((self.app_key.as_str(), ""))
    }

    fn set_one(&mut self, name: &str, value: &Value) -> Result<(), &'static str> {
        match name {
            "appKey" => {
                let key = value.as_str().filter(|key| key.split('#').count() == 2);
                self.app_key = key.ok_or("a text like \"org#app\"")?.into();
            }
            "pageSize" => {
                let size = count(value).ok().filter(|size| *size > 0);
                self.page_size = size.ok_or("a whole number, 1 or more")?;
            }
            "lastPage" => {
                self.last_page = match value.as_str() {
                    Some("ack") => LastPage::Ack,
                    Some("flag") => LastPage::Flag,
                    _ => return Err("\"ack\" or \"flag\""),
                }
            }
            "tokenTtlMs" => self.token_ttl_ms = value.as_i64().ok_or("a whole number")?,
            "closeOnRefuse" => self.close_on_refuse = flag(value)?,
            "closeOnKick" => self.close_on_kick = flag(value)?,
            "closeAfterMs" => self.close_after_ms = count(value)? as u64,
            "echoChatroom" => self.echo_chatroom = flag(value)?,
            "onlineFlag" => self.online_flag = flag(value)?,
            "queueDevice" => self.queue_device = flag(value)?,
            "lz4" => self.lz4 = Direction::parse(value)?,
            "autoCreateUsers" => self.auto_create_users = flag(value)?,
            "openRegistration" => self.open_registration = flag(value)?,
            "record" => self.record = flag(value)?,
            "recordLimit" => self.record_limit = count(value)?,
            "recordBytes" => self.record_bytes = count(value)?,
            "queueLimit" => self.queue_limit = count(value)?,
            "recallWindowMs" => self.recall_window_ms = count(value)? as u64,
            "contactsOnly" => self.contacts_only = flag(value)?,
            "vendorLimits" => self.vendor_limits = flag(value)?,
            "fileTtlMs" => self.file_ttl_ms = count(value)? as u64,
            "closedServices" => self.closed_services = services(value)?,
            "clientId" => self.client_id = value.as_str().ok_or("a text")?.into(),
            "clientSecret" => {
                self.client_secret = ClientSecret(value.as_str().ok_or("a text")?.into());
            }
            _ => {}
        }
        Ok(())
    }
}

impl Direction {
    /// Whether frames of the client are compressed.
    #[must_use]
    pub fn up(self) -> bool {
        self != Self::OnlyDown
    }

    /// Whether frames of the server are compressed.
    #[must_use]
    pub fn down(self) -> bool {
        self != Self::OnlyUp
    }

    fn name(self) -> &'static str {
        match self {
            Self::OnlyUp => "ONLY_UP",
            Self::OnlyDown => "ONLY_DOWN",
            Self::Both => "BI",
        }
    }

    fn parse(value: &Value) -> Result<Option<Self>, &'static str> {
        match value {
            Value::Null => Ok(None),
            Value::String(name) if name == "ONLY_UP" => Ok(Some(Self::OnlyUp)),
            Value::String(name) if name == "ONLY_DOWN" => Ok(Some(Self::OnlyDown)),
            Value::String(name) if name == "BI" => Ok(Some(Self::Both)),
            _ => Err("null, \"ONLY_UP\", \"ONLY_DOWN\" or \"BI\""),
        }
    }
}

fn services(value: &Value) -> Result<Vec<String>, &'static str> {
    const EXPECTED: &str = "a list of presence, reaction, report, roaming, speech and translation";
    let names = value.as_array().ok_or(EXPECTED)?.iter();
    let known = |name: &Value| {
        let name = name.as_str().filter(|name| SERVICES.contains(name));
        name.map(String::from).ok_or(EXPECTED)
    };
    names.map(known).collect()
}

fn flag(value: &Value) -> Result<bool, &'static str> {
    value.as_bool().ok_or("true or false")
}

fn count(value: &Value) -> Result<usize, &'static str> {
    let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
    number.ok_or("a whole number, 0 or more")
}
