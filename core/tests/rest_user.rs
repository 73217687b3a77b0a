//! Profiles, devices, tokens of audio and video: requests, replies, results in the Web SDK's form
//! (rest §2.1).

#![cfg(all(feature = "user", feature = "web"))]
#![allow(missing_docs)]

mod rest;

use easemob_core::rest::user::{
    FetchProfiles, FetchRtcToken, OtherDevices, Profile, ProfileKey, SetPushNickname, TokenExpiry,
    UpdateProfile, UsersByRtcId,
};
use easemob_core::{CallFailed, ErrorCode, UnixMillis, message::Address};
use rest::{
    check, code_of, exchange, exchange_bytes, logged_in, logged_out, refusal, success, user, web,
    wrong,
};
use serde_json::{Value, json};

const EVERYTHING: [&str; 8] =
    ["nickname", "avatarurl", "mail", "phone", "gender", "sign", "birth", "ext"];

#[test]
fn calls_ask_and_answer_as_in_the_web_sdk() {
    let set = json!({ "timestamp": 7, "data": { "nickname": "Al" } });
    let raw_set = json!({ "timestamp": 7, "data": { "nickname": "Al" }, "type": 0 });
    let profiles = json!({ "data": { "bob": { "nickname": "Bob" }, "carol": {} } });
    let raw_profiles = json!({ "data": profiles["data"], "type": 0 });
    let account = json!({ "entities": [{ "username": "alice", "nickname": "Al" }] });
    let raw_account = json!({ "entities": account["entities"], "type": 0 });
    let devices = json!({ "data": [{ "res": "rs_phone" }, { "res": "webim_1" }] });
    let rtc = json!({ "app_id": "a", "rtc_token": "t", "channel_name": "c", "rtcUid": 5, "expires_in": 60 });
    let rtc_data =
        json!({ "appId": "a", "RTCToken": "t", "channelName": "c", "RTCUId": 5, "expire": 60 });
    check(&[
        (
            "updateOwnUserInfo",
            json!([{ "ext": "e", "age": 7, "nickname": "Al & Co", "gender": 1 }]),
            "PUT /metadata/user/alice",
            json!("nickname=Al%20%26%20Co&gender=1&ext=e"),
            set.clone(),
            raw_set.clone(),
        ),
        (
            "updateUserInfo",
            json!(["nickname", "a=b"]),
            "PUT /metadata/user/alice",
            json!("nickname=a%3Db"),
            set,
            raw_set,
        ),
        (
            "fetchUserInfoById",
            json!(["bob"]),
            "POST /metadata/user/get",
            json!({ "targets": ["bob"], "properties": EVERYTHING }),
            profiles.clone(),
            raw_profiles.clone(),
        ),
        (
            "fetchUserInfoById",
            json!([["bob", "carol"], "level"]),
            "POST /metadata/user/get",
            json!({ "targets": ["bob", "carol"], "properties": ["level"] }),
            profiles,
            raw_profiles,
        ),
        (
            "updateCurrentUserNick",
            json!(["Al"]),
            "PUT /users/alice",
            json!({ "nickname": "Al" }),
            account,
            raw_account,
        ),
        (
            "getSelfIdsOnOtherPlatform",
            json!([]),
            "GET /users/alice/resources",
            Value::Null,
            devices,
            json!({ "type": 0, "data": ["alice/webim_1"] }),
        ),
        (
            "getRTCToken",
            json!([]),
            "GET /users/alice/token/rtc?channelName=%2A",
            Value::Null,
            rtc.clone(),
            json!({ "type": 0, "data": rtc_data }),
        ),
        (
            "getRTCToken",
            json!(["room 1"]),
            "GET /users/alice/token/rtc?channelName=room%201",
            Value::Null,
            rtc,
            json!({ "type": 0, "data": rtc_data }),
        ),
        (
            "getUserIdByRTCUIds",
            json!([[5, 6]]),
            "POST /rtc_mapper/batch/get",
            json!({ "data": [5, 6] }),
            json!({ "data": { "5": "alice" } }),
            json!({ "type": 0, "data": { "5": "alice" } }),
        ),
    ]);
}

#[test]
fn the_end_of_a_token_is_asked_with_that_token() {
    let answer = json!({ "expire_timestamp": 1_700_000_060_000_u64 });
    let (asked, result) = success(web("getTokenExpireTimestamp", &json!(["other"])), &answer);
    assert_eq!(asked.line, "GET /sdk/users/alice/token/expires");
    assert_eq!(asked.bearer.as_deref(), Some("Bearer other"));
    assert_eq!(result, json!({ "expire_timestamp": 1_700_000_060_000_u64, "type": 0 }));

    let call = || TokenExpiry { token: "other".into() };
    assert_eq!(success(call(), &answer).1, UnixMillis(1_700_000_060_000));
    let expired =
        json!({ "error_description": "Unable to authenticate due to expired access token" });
    assert_eq!(code_of(call(), 401, &expired), ErrorCode::TokenExpired);
    let nobodys = logged_out().call(easemob_core::Instant::from_millis(0), call()).map(|_| ());
    assert!(matches!(nobodys, Err(CallFailed::Invalid(_))), "{nobodys:?}");
}

#[test]
fn profiles_have_fields_and_whatever_else_a_server_has_set() {
    let call = FetchProfiles { users: vec![user("bob"), user("carol")], keys: vec![] };
    let bob = json!({ "nickname": "Bob", "gender": 2, "level": "9", "sign": null });
    let (_, profiles) = success(call, &json!({ "data": { "bob": bob, "carol": {} } }));
    let bob = &profiles["bob"];
    let mut expected = Profile::new().nickname("Bob").gender("2");
    expected.other.insert("level".into(), "9".into());
    assert_eq!(*bob, expected);
    assert_eq!(bob.get(&ProfileKey::Other("level".into())), Some("9"));
    assert_eq!(profiles["carol"], Profile::default());
}

#[test]
fn a_profile_is_set_attribute_by_attribute() {
    let profile = Profile::new().birth("2000").avatar_url("https://x.test/?a=1&b=2").mail("");
    let call = UpdateProfile { profile: profile.clone() };
    let answer =
        json!({ "data": { "birth": "2000", "avatarurl": "https://x.test/?a=1&b=2", "mail": "" } });
    let (asked, now) = success(call, &answer);
    let form = "avatarurl=https%3A%2F%2Fx.test%2F%3Fa%3D1%26b%3D2&mail=&birth=2000";
    assert_eq!(asked.body, json!(form));
    assert_eq!(asked.content_type.as_deref(), Some("application/x-www-form-urlencoded"));
    assert_eq!(now, profile);
}

#[test]
fn other_devices_are_addresses_without_ones_own() {
    let answer = json!({ "data": [{ "res": "webim_1" }, { "res": "rs_phone" }, {}] });
    let (_, devices) = success(OtherDevices {}, &answer);
    assert_eq!(devices, [Address::Device(user("alice"), "webim_1".into())]);
    assert_eq!(success(OtherDevices {}, &json!({})).1, []);
}

#[test]
fn a_token_for_audio_and_video_is_not_shown() {
    let call = || FetchRtcToken { channel: None };
    let (_, rtc) = success(call(), &json!({ "rtc_token": "hush", "rtcUid": "5" }));
    assert_eq!((rtc.token.expose(), rtc.rtc_id, rtc.expires_in), ("hush", Some(5), None));
    assert!(!format!("{rtc:?}").contains("hush"));

    for answer in [r#"{"app_id":"hush"}"#, r#"["hush"]"#, r#"{"rtc_token":"hush"#] {
        let (_, reply) = exchange_bytes(&mut logged_in(), call(), 200, answer);
        let failed = reply.expect_err("no token");
        assert!(matches!(failed, CallFailed::Malformed(_)));
        assert!(!format!("{failed} {failed:?}").contains("hush"), "{failed:?}");
    }
}

#[test]
fn unknown_numbers_of_audio_and_video_have_no_user() {
    let call = || UsersByRtcId { ids: vec![5, 6] };
    let (_, users) = success(call(), &json!({ "data": { "5": "alice", "x": "bob", "6": null } }));
    assert_eq!(users.into_iter().collect::<Vec<_>>(), [(5, "alice".to_owned())]);
    let (_, users) = exchange(&mut logged_in(), call(), 200, &json!({ "data": null }));
    assert_eq!(users.expect("nobody").len(), 0);
}

#[test]
fn what_cannot_be_is_refused_before_it_is_sent() {
    let update = |profile| refusal(UpdateProfile { profile });
    assert_eq!(update(Profile::new()), "profile is empty: there is nothing to set");
    assert_eq!(
        update(Profile::new().phone("0".repeat(33))),
        "phone has 33 characters, 32 are allowed",
    );
    // The Web SDK leaves what is too much to the server.
    success(
        web("updateUserInfo", &json!([{ "nickname": "n".repeat(65) }])),
        &json!({ "data": {} }),
    );
    let nobody = FetchProfiles { users: vec![], keys: vec![] };
    assert_eq!(refusal(nobody), "users has 0 entries, 1 to 100 are allowed");
    let nickname = "n".repeat(101);
    assert_eq!(
        refusal(SetPushNickname { nickname }),
        "nickname has 101 characters, 100 are allowed"
    );
    assert!(refusal(web("getUserIdByRTCUIds", &json!([[]]))).starts_with("ids has 0 entries"));
    assert_eq!(
        wrong("updateUserInfo", &json!(["age", "7"])),
        "options is \"age\", no key of a profile"
    );
    assert_eq!(
        wrong("updateUserInfo", &json!([{ "sign": true }])),
        "sign is a flag, a text is needed"
    );
}
