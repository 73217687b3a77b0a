//! Binding this device: the login and logout frames, and what an accepting reply tells.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;

use serde::Deserialize;

use super::device::Device;
use crate::config::Config;
use crate::ids::UserId;
use crate::secret::Secret;
use crate::time::UnixMillis;
use crate::wire::{CompressType, Jid, Logout, OsType, Provision, USER_DOMAIN, up};

/// Who logs in, from where, with what.
pub(super) struct Login<'a> {
    pub(super) config: &'a Config,
    pub(super) user: &'a UserId,
    pub(super) device: &'a Device,
    /// The resource the server assigned last (DEV-11).
    pub(super) resource: &'a str,
    pub(super) token: &'a Secret,
    pub(super) session_id: &'a str,
    pub(super) offer_lz4: bool,
}

impl Login<'_> {
    fn speaker(&self) -> up::Speaker {
        let guid = Jid {
            app_key: Some(self.config.app_key.as_str().to_string()),
            name: Some(self.user.as_str().to_string()),
            domain: Some(USER_DOMAIN.to_string()),
            client_resource: Some(self.resource.to_string()),
        };
        up::Speaker { guid, auth: format!("$t${}", self.token.expose()), device_id: 0 }
    }

    /// PROVISION (connection §10). The token is escaped into its JSON, unlike the vendor's (O-31).
    pub(super) fn provision(&self, trace_id: u64) -> up::Frame {
        let identity = &self.config.identity;
        let token = serde_json::json!({ "token": format!("$t${}", self.token.expose()) });
        let os_type = match identity.custom_platform {
            Some(_) => OsType::Custom as i32,
            None => identity.os_type,
        };
        let body = Provision {
            os_type: Some(os_type),
            version: Some(identity.version.clone()),
            compress_type: vec![0],
            encrypt_type: vec![0],
            device_uuid: Some(self.device.uuid.clone()),
            device_name: Some(self.device.name.clone()),
            resource: Some(self.device.resource.clone()),
            action_version: Some(identity.action_version.clone()),
            auth_token: Some(token.to_string()),
            os_custom_value: identity.custom_platform,
            session_id: Some(self.session_id.to_string()),
            reason: self.config.login_ext.clone().filter(|ext| !ext.is_empty()),
            protocol_compress_type: if self.offer_lz4 {
                vec![CompressType::Lz4 as i32]
            } else {
                vec![]
            },
            ..Provision::default()
        };
        let body = up::Body::Provision(body);
        up::Frame { speaker: Some(self.speaker()), trace_id: Some(trace_id), body }
    }

    /// LOGOUT (LO-2).
    pub(super) fn logout(&self, reason: &str, trace_id: u64) -> up::Frame {
        let body = up::Body::Logout(Logout {
            session_id: Some(self.session_id.to_string()),
            reason: Some(reason.to_string()),
            status: None,
        });
        up::Frame { speaker: Some(self.speaker()), trace_id: Some(trace_id), body }
    }
}

/// When the token ends, as the reply's `auth_token` says: epoch milliseconds, epoch seconds or
/// seconds from now, by their size (EXP-1).
pub(super) fn expiry(auth_token: &str, wall: UnixMillis) -> Result<Option<UnixMillis>, String> {
    #[derive(Deserialize)]
    struct AuthToken {
        expires_in: Option<serde_json::Value>,
    }
    if auth_token.is_empty() {
        return Ok(None);
    }
    let parsed: AuthToken = serde_json::from_str(auth_token).map_err(|error| {
        // The error's own text may quote the token.
        format!("auth_token is not JSON (line {}, column {})", error.line(), error.column())
    })?;
    let number = match parsed.expires_in {
        None | Some(serde_json::Value::Null) => return Ok(None),
        Some(serde_json::Value::String(text)) => text.parse().ok(),
        Some(value) => value.as_u64(),
    };
    let number: u64 = number.ok_or_else(|| String::from("expires_in is not a whole number"))?;
    Ok(Some(UnixMillis(match number {
        0..1_000_000_000 => wall.0.saturating_add(number.saturating_mul(1_000)),
        1_000_000_000..1_000_000_000_000 => number.saturating_mul(1_000),
        _ => number,
    })))
}
