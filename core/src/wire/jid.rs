//! Addresses as the wire spells them.

use alloc::string::String;

/// The address of a user, a device, a group, a chat room or a queue.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Jid {
    /// `org#app`.
    #[prost(string, optional, tag = "1")]
    pub app_key: Option<String>,
    /// User id, group id or room id.
    #[prost(string, optional, tag = "2")]
    pub name: Option<String>,
    /// [`crate::wire::USER_DOMAIN`] or [`crate::wire::GROUP_DOMAIN`].
    #[prost(string, optional, tag = "3")]
    pub domain: Option<String>,
    /// The device.
    #[prost(string, optional, tag = "4")]
    pub client_resource: Option<String>,
}
