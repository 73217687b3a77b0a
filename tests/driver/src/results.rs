//! What commands are answered with, where the client has no form for it.

use easemob_core::UnixMillis;
use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct Opened<'a> {
    #[serde(rename = "accessToken", skip_serializing_if = "Option::is_none")]
    pub(crate) access_token: Option<&'a str>,
    pub(crate) resource: &'a str,
    pub(crate) open_ms: u64,
}

#[derive(Serialize)]
pub(crate) struct Renewed<'a> {
    pub(crate) status: bool,
    pub(crate) token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expire: Option<UnixMillis>,
}

#[derive(Serialize)]
pub(crate) struct Registration<'a> {
    pub(crate) r#type: u8,
    pub(crate) entities: [Account<'a>; 1],
}

#[derive(Serialize)]
pub(crate) struct Account<'a> {
    pub(crate) uuid: &'a str,
    pub(crate) r#type: &'static str,
    pub(crate) username: &'a str,
    pub(crate) nickname: &'a str,
    pub(crate) activated: bool,
}

/// A result without content.
#[derive(Serialize)]
pub(crate) struct Done {}
