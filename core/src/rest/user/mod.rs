//! Profiles, devices, tokens of audio and video (rest §2.1).

mod profile;

pub use profile::{FetchProfiles, Profile, ProfileKey, UpdateProfile};

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::lenient;
use super::token::{ExpiryDocument, without_token};
use crate::ids::UserId;
use crate::json::Object;
use crate::message::Address;
use crate::secret::Secret;
use crate::time::UnixMillis;

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED, profile::DECLARED];

/// Characters of the name that notifications show.
const PUSH_NICKNAME_MAX: usize = 100;

/// What lets this user into audio and video.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RtcToken {
    /// The application, as the audio and video service calls it.
    pub app_id: String,
    /// The token.
    pub token: Secret,
    /// The channel it opens.
    pub channel: String,
    /// This user, as the audio and video service calls them.
    pub rtc_id: Option<u64>,
    /// How long it lives, in seconds.
    pub expires_in: Option<u64>,
}

/// All but the token may be missing.
impl<'de> Deserialize<'de> for RtcToken {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let it = Object::deserialize(from)?;
        let text = |key| it.text_or_empty(key).to_string();
        let token = it.text("rtc_token").filter(|token| !token.is_empty());
        Ok(Self {
            app_id: text("app_id"),
            token: token.ok_or_else(|| D::Error::missing_field("rtc_token"))?.to_string().into(),
            channel: text("channel_name"),
            rtc_id: it.count("rtcUid"),
            expires_in: it.count("expires_in"),
        })
    }
}

endpoints! {
    /// Profiles, devices, tokens of audio and video: `client.user()`.
    pub face Users;

    /// Sets the name that notifications on other users' devices show for this user.
    set_push_nickname = SetPushNickname {
        /// At most 100 characters.
        nickname: String,
    } -> ();
    Put safe "updateCurrentUserNick",
    |to| to
        .characters("nickname", nickname, PUSH_NICKNAME_MAX)
        .mine::<&str>([])
        .json(json!({ "nickname": nickname })),
    |answer| answer.done()

    /// The other devices this user is online with. A message to one of them reaches only that one.
    other_devices = OtherDevices {} -> Vec<Address>;
    Get safe "getSelfIdsOnOtherPlatform",
    |to| to.mine(["resources"]),
    |answer| {
        #[derive(Default, Deserialize)]
        struct Document {
            #[serde(default, deserialize_with = "lenient::list")]
            data: Vec<Device>,
        }
        #[derive(Deserialize)]
        struct Device {
            #[serde(default, deserialize_with = "lenient::id")]
            res: String,
        }
        let asker = answer.reader();
        let me = UserId::new(asker.user.to_owned()).map_err(|invalid| answer.malformed(invalid))?;
        let devices = answer.json::<Document>()?.data.into_iter().map(|device| device.res);
        let others = devices.filter(|res| !res.is_empty() && *res != asker.resource);
        Ok(others.map(|res| Address::Device(me.clone(), res)).collect())
    }

    /// A token for audio and video.
    rtc_token = FetchRtcToken {
        /// The channel it is to open; `None` for any.
        channel: Option<String>,
    } -> RtcToken;
    Get safe "getRTCToken",
    |to| to.mine(["token", "rtc"]).query("channelName", channel.as_deref().unwrap_or("*")),
    |answer| answer.json().map_err(without_token)

    /// Who the users of a channel are: names by the numbers audio and video know them by. Unknown
    /// numbers are left out.
    users_by_rtc_id = UsersByRtcId {
        /// The numbers, at least one.
        ids: Vec<u64>,
    } -> BTreeMap<u64, String>;
    Post safe "getUserIdByRTCUIds",
    |to| to
        .count("ids", ids, 1, usize::MAX)
        .path(["rtc_mapper", "batch", "get"])
        .json(json!({ "data": ids })),
    |answer| {
        #[derive(Deserialize)]
        struct Document {
            data: Option<BTreeMap<String, serde_json::Value>>,
        }
        let Document { data } = answer.json()?;
        let known = data.unwrap_or_default().into_iter().filter_map(|(id, user)| {
            Some((id.parse().ok()?, user.as_str()?.to_owned()))
        });
        Ok(known.collect())
    }

    /// When a token of this user ends. A token that is no good is refused with
    /// [`ErrorCode::TokenExpired`](crate::ErrorCode::TokenExpired) or
    /// [`ErrorCode::NoPermission`](crate::ErrorCode::NoPermission).
    token_expiry = TokenExpiry {
        /// Any token of this user; the session's is not touched.
        token: Secret,
    } -> UnixMillis;
    Get safe "getTokenExpireTimestamp",
    |to| {
        let me = to.me();
        to.require(!me.is_empty(), "token", "is nobody's: nobody is logged in")
            .path(["sdk", "users", me, "token", "expires"])
            .bearer(token)
    },
    |answer| answer.json::<ExpiryDocument>().map(|document| document.expire_timestamp)
}
