//! Tokens of push services (rest §2.11).

use alloc::string::String;

use serde_json::json;

use crate::secret::Secret;

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

endpoints! {
    /// Tokens of push services: `client.push()`.
    pub face PushTokens;

    /// Tells where to push what arrives while this device is offline.
    upload = UploadPushToken {
        /// The device, as the application calls it.
        device_id: String,
        /// What the push service gave the device.
        token: Secret,
        /// The certificate of the push service, as the console calls it.
        notifier: String,
    } -> ();
    Put safe "uploadPushToken" ["uploadToken"],
    |to| to
        .require(!device_id.is_empty(), "device_id", "is empty")
        .require(!token.expose().is_empty(), "token", "is empty: unbind takes one back")
        .mine::<&str>([])
        .hide(token)
        .json(json!({
            "device_id": device_id,
            "device_token": token.expose(),
            "notifier_name": notifier,
        })),
    |answer| answer.done()

    /// Pushes nothing any longer to this device, which goes by its name in this session.
    unbind = UnbindPushToken {
        /// The certificate of the push service, as the console calls it.
        notifier: Option<String>,
    } -> ();
    Put safe "unbindPushToken",
    |to| {
        let device = to.resource();
        to.mine::<&str>([]).json(json!({
            "device_id": device,
            "device_token": "",
            "notifier_name": notifier.as_deref().unwrap_or_default(),
        }))
    },
    |answer| answer.done()
}
