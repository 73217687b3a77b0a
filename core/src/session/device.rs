//! The device this client is to the server (DEV rows): one identity for the life of the client and
//! of its stored session. The official one changes it with every reconnection in places (O-21).

use alloc::format;
use alloc::string::{String, ToString};

use serde::{Deserialize, Serialize};

use crate::config::{Config, Naming};
use crate::random::Random;
use crate::time::UnixMillis;

/// What PROVISION says of the device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// `resource`: the name the server routes by.
    pub resource: String,
    /// `device_name`: the name people see.
    pub name: String,
    /// `device_uuid`.
    pub uuid: String,
}

impl Device {
    /// The device of a configuration; chance where it names none.
    pub(crate) fn new(config: &Config, random: &mut Random, wall: UnixMillis) -> Self {
        // "webim" is the vendor's default, not a name.
        let given = config.device_id.as_deref();
        let (resource, name, uuid) = match (config.identity.naming, given) {
            (Naming::Own, Some(id)) => {
                let name = format!("rs_{id}");
                (name.clone(), name.clone(), name)
            }
            (Naming::Own, None) => {
                let name = format!("rs_{:016x}", random.next());
                (name.clone(), "easemob-rs".to_string(), name)
            }
            (Naming::Web, Some(id)) if id != "webim" => {
                let name = format!("webim_web_{id}");
                (name.clone(), name.clone(), name)
            }
            (Naming::Web, _) => {
                let uuid = format!("web_{}{:06}", wall.0, random.up_to(999_999));
                (format!("webim_{uuid}"), "webim".to_string(), uuid)
            }
        };
        let device = Self { resource, name, uuid };
        match config.identity.custom_platform {
            Some(platform) => device.on_custom_platform(platform, config),
            None => device,
        }
    }

    /// A custom platform shows in the resource, and the device's name is as given (DEV-3).
    fn on_custom_platform(self, platform: u32, config: &Config) -> Self {
        let shown = config.identity.custom_device_name.as_ref().or(config.device_id.as_ref());
        Self {
            resource: format!("custom{platform}_{}", self.uuid),
            name: shown.cloned().unwrap_or(self.name),
            uuid: self.uuid,
        }
    }
}
