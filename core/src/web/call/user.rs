//! Profiles, devices, tokens of audio and video (rest §2.1).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::args::Arg;
use super::{Args, Found, WebCall};
use crate::error::InvalidCall;
use crate::message::Address;
use crate::rest::user::{
    FetchProfiles, FetchRtcToken, OtherDevices, Profile, ProfileKey, SetPushNickname, TokenExpiry,
    UpdateProfile, UsersByRtcId,
};

pub(super) fn call(method: &str, args: &Args<'_>) -> Found {
    Ok(Some(match method {
        "updateUserInfo" | "updateOwnUserInfo" => {
            WebCall::raw(UpdateProfile { profile: profile(args)? })
        }
        "fetchUserInfoById" => {
            let keys = args.at(1, "properties");
            let keys = if keys.is_given() { keys.texts()? } else { Vec::new() };
            WebCall::raw(FetchProfiles {
                users: args.at(0, "userId").users()?,
                keys: keys.into_iter().map(ProfileKey::from).collect(),
            })
        }
        "updateCurrentUserNick" => {
            WebCall::raw(SetPushNickname { nickname: args.at(0, "nickname").string()? })
        }
        "getSelfIdsOnOtherPlatform" => WebCall::data(OtherDevices {}, |devices| {
            let name = |device| match device {
                Address::Device(user, resource) => json!(format!("{user}/{resource}")),
                other => json!(other.name()),
            };
            devices.into_iter().map(name).collect()
        }),
        "getRTCToken" => {
            let channel = args.at(0, "channelName").some_string()?;
            WebCall::data(FetchRtcToken { channel }, |rtc| {
                json!({
                    "appId": rtc.app_id,
                    "RTCToken": rtc.token.expose(),
                    "channelName": rtc.channel,
                    "RTCUId": rtc.rtc_id.unwrap_or_default(),
                    "expire": rtc.expires_in.unwrap_or_default(),
                })
            })
        }
        "getUserIdByRTCUIds" => {
            let ids = args.at(0, "uids").numbers()?;
            WebCall::data(UsersByRtcId { ids }, |users| {
                users.into_iter().map(|(id, user)| (id.to_string(), json!(user))).collect()
            })
        }
        "getTokenExpireTimestamp" => {
            WebCall::raw(TokenExpiry { token: args.at(0, "token").string()?.into() })
        }
        _ => return Ok(None),
    }))
}

/// `(profile)`, of which other members are ignored, or `(key, value)`.
fn profile(args: &Args<'_>) -> Result<Profile, InvalidCall> {
    let first = args.at(0, "options");
    if let Some(Value::String(key)) = first.value() {
        return match ProfileKey::from(key.as_str()) {
            ProfileKey::Other(_) => Err(first.wrong(format!("is {key:?}, no key of a profile"))),
            key => Ok(Profile::new().with(key, attribute(args.at(1, "value"))?)),
        };
    }
    let mut profile = Profile::new();
    for key in ProfileKey::ALL {
        let value = first.get(key.as_str());
        if value.is_given() {
            profile = profile.with(key.clone(), attribute(value)?);
        }
    }
    Ok(profile)
}

/// A text, or a number, of which `gender` is one.
fn attribute(value: Arg<'_>) -> Result<String, InvalidCall> {
    match value.value() {
        Some(Value::Number(number)) => Ok(number.to_string()),
        _ => value.string(),
    }
}
