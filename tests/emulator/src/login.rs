//! PROVISION and LOGOUT: who may have a session, and what ends it.

use easemob_core::wire::{
    CompressDirection, CompressType, Logout, Provision, RedirectInfo, Status, StatusCode, down, up,
};
use serde_json::{Value, json};

use crate::accounts::Account;
use crate::config::Direction;
use crate::server::{Close, Peer, Server};
use crate::sessions::Login;

/// Devices of one kind the vendor lets be online at once (DEV-12).
const DEVICES: usize = 4;

/// Marks a token in `auth` and `auth_token`.
const TOKEN_MARK: &str = "$t$";

/// Why a login is refused.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) code: i32,
    pub(crate) reason: String,
    /// Where to go instead.
    pub(crate) redirect: Vec<RedirectInfo>,
}

impl Server {
    /// Answers a login.
    pub(crate) fn provision(
        &mut self,
        peer: Peer,
        speaker: Option<up::Speaker>,
        request: &Provision,
    ) {
        match self.admit(peer, speaker, request) {
            Ok((login, expires)) => self.welcome(peer, login, expires, request),
            Err(refusal) => self.refuse(peer, refusal, request),
        }
    }

    /// Ends a session at its client's wish and forgets the device.
    pub(crate) fn logout(&mut self, peer: Peer, request: &Logout) {
        let status = Some(status(StatusCode::Ok as i32, None));
        let answer = Logout { session_id: request.session_id.clone(), reason: None, status };
        self.send(peer, &down::Frame::Logout(answer));
        if let Some(login) = self.sessions.log_out(peer) {
            self.mailboxes.of(&login.user).forget(&login.resource);
            self.presence_changed(&login.user);
            self.watch_rooms_of(&login.user);
        }
        self.close(peer, Close::Polite { code: 1000, reason: "logout".into() });
    }

    /// Creates an account; an existing one is left as it is.
    pub(crate) fn create_account(
        &mut self,
        name: &str,
        password: Option<&str>,
        nick: &str,
    ) -> bool {
        let (now, random) = (self.now, &mut self.random);
        self.accounts.create(name, || Account {
            uuid: random.uuid(),
            password: password.map(Into::into),
            nickname: nick.into(),
            created: now,
            contacts: Default::default(),
            blocked: Default::default(),
            requests: Default::default(),
            profile: Default::default(),
            push: Default::default(),
            switches: Default::default(),
        })
    }

    /// Gives a user a new token.
    pub(crate) fn give_token(&mut self, user: &str, ttl_ms: i64) -> String {
        let token = self.random.token();
        self.tokens.give(token.clone(), user, self.now.saturating_add_signed(ttl_ms));
        token
    }

    fn admit(
        &mut self,
        peer: Peer,
        speaker: Option<up::Speaker>,
        request: &Provision,
    ) -> Result<(Login, u64), Refusal> {
        let Some(speaker) = speaker else {
            return Err(Refusal::new(StatusCode::MissingParameter, "guid is missing"));
        };
        let Some(user) = speaker.guid.name.filter(|name| !name.is_empty()) else {
            return Err(Refusal::new(StatusCode::MissingParameter, "guid.name is missing"));
        };
        if let Some(refusal) = self.faults.on_login(&user) {
            return Err(refusal);
        }
        if speaker.guid.app_key.as_deref() != Some(self.config.app_key.as_str()) {
            return Err(Refusal::new(StatusCode::WrongParameter, "app key is not served here"));
        }
        let token = token_of(&speaker.auth, request);
        let expires = self.check_token(&user, &token)?;
        if let Some(session) = self.sessions.get_mut(peer) {
            session.token = Some(token);
        }
        let resource = request.resource.clone().filter(|resource| !resource.is_empty());
        let resource = resource.unwrap_or_else(|| format!("device_{}", self.random.uuid()));
        let login = Login { user, resource, os: request.os_type.unwrap_or_default() };
        self.make_room(peer, &login)?;
        Ok((login, expires))
    }

    fn check_token(&mut self, user: &str, token: &str) -> Result<u64, Refusal> {
        let open = self.config.auto_create_users;
        if open {
            self.create_account(user, None, "");
        }
        if !self.accounts.contains(user) {
            return Err(Refusal::new(StatusCode::Fail, "Sorry, user not found"));
        }
        match self.tokens.get(token) {
            Some(grant) if grant.user == user && grant.expires <= self.now => {
                Err(Refusal::new(StatusCode::Fail, "Sorry, token expired"))
            }
            Some(grant) if grant.user == user => Ok(grant.expires),
            _ if open => Ok(self.now.saturating_add_signed(self.config.token_ttl_ms)),
            _ => {
                let reason = "Sorry, token or password does not match login info";
                Err(Refusal::new(StatusCode::Fail, reason))
            }
        }
    }

    /// Ends an earlier session of the same device; refuses one device too many.
    fn make_room(&mut self, peer: Peer, login: &Login) -> Result<(), Refusal> {
        let others = self.sessions.of(&login.user).into_iter().filter(|(other, _)| *other != peer);
        let (same, others): (Vec<_>, Vec<_>) =
            others.partition(|(_, other)| other.resource == login.resource);
        let alike = others.iter().filter(|(_, other)| other.os == login.os).count();
        if self.config.vendor_limits && alike >= DEVICES {
            let reason = "Sorry, the number of devices exceeds the limit";
            return Err(Refusal::new(StatusCode::TooManyDevices, reason));
        }
        let same: Vec<_> = same.into_iter().map(|(peer, _)| peer).collect();
        for old in same {
            let reason = "this device logged in again".into();
            self.close(old, Close::Polite { code: 1000, reason });
        }
        Ok(())
    }

    fn welcome(&mut self, peer: Peer, login: Login, expires: u64, request: &Provision) {
        let granted = self.config.lz4.filter(|_| offers_lz4(request));
        let answer = Provision {
            status: Some(status(StatusCode::Ok as i32, None)),
            resource: Some(login.resource.clone()),
            auth_token: Some(json!({ "expires_in": expires }).to_string()),
            session_id: request.session_id.clone(),
            protocol_compress_type: granted.map(|_| CompressType::Lz4 as i32).into_iter().collect(),
            protocol_compress_direction: granted.map(|granted| direction(granted) as i32),
            ..Provision::default()
        };
        let user = login.user.clone();
        self.mailboxes.of(&user).register(&login.resource, self.now);
        if let Some(session) = self.sessions.get_mut(peer) {
            session.granted = granted;
            (session.up, session.down) = (None, None);
            session.flagged.clear();
            session.claimed = Some(user.clone());
        }
        self.sessions.log_in(peer, login);
        self.record.count("logins", 1);
        self.send(peer, &down::Frame::Provision(answer));
        self.tell_missed_reads(peer, &user);
        self.presence_changed(&user);
        self.fire("login", &user);
    }

    fn refuse(&mut self, peer: Peer, refusal: Refusal, request: &Provision) {
        self.record.count("refusals", 1);
        let answer = Provision {
            status: Some(Status {
                redirect_info: refusal.redirect,
                ..status(refusal.code, Some(refusal.reason))
            }),
            resource: request.resource.clone(),
            session_id: request.session_id.clone(),
            ..Provision::default()
        };
        self.send(peer, &down::Frame::Provision(answer));
        if self.config.close_on_refuse {
            self.close_soon(peer, "login refused");
        }
    }
}

impl Refusal {
    fn new(code: StatusCode, reason: &str) -> Self {
        Self { code: code as i32, reason: reason.into(), redirect: Vec::new() }
    }
}

/// A verdict on the wire.
pub(crate) fn status(code: i32, reason: Option<String>) -> Status {
    Status { error_code: Some(code), reason, redirect_info: Vec::new() }
}

/// The token in `auth`, or else the one in the JSON of `auth_token`.
fn token_of(auth: &str, request: &Provision) -> String {
    let spare = || {
        let text = request.auth_token.as_deref().unwrap_or_default();
        let parsed: Option<Value> = serde_json::from_str(text).ok();
        parsed.and_then(|json| json.get("token")?.as_str().map(String::from)).unwrap_or_default()
    };
    let token = if auth.is_empty() { spare() } else { auth.into() };
    token.strip_prefix(TOKEN_MARK).map_or(token.clone(), String::from)
}

fn offers_lz4(request: &Provision) -> bool {
    request.protocol_compress_type.contains(&(CompressType::Lz4 as i32))
}

fn direction(direction: Direction) -> CompressDirection {
    match direction {
        Direction::OnlyUp => CompressDirection::OnlyUp,
        Direction::OnlyDown => CompressDirection::OnlyDown,
        Direction::Both => CompressDirection::Bi,
    }
}
