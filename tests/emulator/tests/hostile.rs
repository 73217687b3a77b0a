//! Whatever a client sends, the server stays up, answers the next one, and repeats itself exactly
//! when it is told the same again.

mod common;

use bytes::Bytes;
use common::{World, provision_frame, text_meta, user_jid};
use easemob_core::wire::{CommSyncUl, down, up};
use easemob_emulator::{Answer, Config, Peer, Push, Request, Server};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::json;

/// A frame, a spoilt frame or noise.
fn something(random: &mut Xoshiro256PlusPlus, token: &str) -> Bytes {
    let pull = CommSyncUl { queue: Some(user_jid("bob")), key: Some(3), ..Default::default() };
    let meta = Some(text_meta(user_jid("bob"), random.next_u64(), "text"));
    let frame = match random.next_u32() % 4 {
        0 => provision_frame("alice", "phone", token),
        1 => up::Frame::new(up::Body::Unread, 1),
        2 => up::Frame::new(up::Body::Sync(pull), 1),
        _ => up::Frame::new(up::Body::Sync(CommSyncUl { meta, ..Default::default() }), 1),
    };
    let mut bytes = frame.encode().to_vec();
    match random.next_u32() % 4 {
        0 => {}
        1 => bytes.truncate(random.next_u32() as usize % bytes.len()),
        2 => {
            for _ in 0..=random.next_u32() % 8 {
                let place = random.next_u32() as usize % bytes.len();
                bytes[place] = random.next_u32() as u8;
            }
        }
        _ => {
            bytes.resize(random.next_u32() as usize % 300, 0);
            random.fill_bytes(&mut bytes);
        }
    }
    bytes.into()
}

#[test]
fn nothing_a_client_sends_stops_the_server() {
    let mut world = World::new();
    let mut random = Xoshiro256PlusPlus::seed_from_u64(3);
    let token = world.token("alice");
    let mut peer = world.connect();
    for round in 0..20_000 {
        let compress = ["ONLY_UP", "BI", "ONLY_DOWN"].get(round % 4);
        world.config(json!({ "lz4": compress }));
        world.raw(peer, something(&mut random, &token));
        if round % 50 == 0 {
            world.server.text(world.now, peer, "text");
            world.advance(7);
        }
        let frames = world.pushes(peer);
        if frames.iter().any(|push| matches!(push, Push::Close(_))) {
            peer = world.connect();
        }
    }
    let log = world.ctl(json!({ "op": "frames" }));
    assert!(log.as_array().unwrap().iter().all(|frame| frame["decoded"].is_object()));
    world.config(json!({ "lz4": null }));
    let carol = world.login("carol", "phone");
    assert_eq!(world.unread(carol), []);
}

#[test]
fn nothing_an_operation_or_a_call_says_stops_the_server() {
    let mut world = World::new();
    let mut random = Xoshiro256PlusPlus::seed_from_u64(5);
    let names = [
        "user",
        "users",
        "contact",
        "group",
        "token",
        "expireToken",
        "config",
        "drop",
        "hang",
        "refuse",
        "kick",
        "fault",
        "garbage",
        "truncated",
        "raw",
        "wire",
        "text",
        "down",
        "inject",
        "muc",
        "roster",
        "notify",
        "blast",
        "frames",
        "rest",
        "state",
        "sleep",
        "purge",
        "on",
    ];
    let values = [
        json!(null),
        json!(-1),
        json!(3),
        json!(1e300),
        json!("alice"),
        json!("*"),
        json!("00ff"),
        json!([]),
        json!(["a"]),
        json!({}),
        json!({ "op": "state" }),
        json!(true),
        json!("SYNC"),
        json!("swallow"),
        json!("delay"),
        json!("reorder"),
        json!("USER_REMOVED"),
        json!("push"),
    ];
    let members = [
        "user",
        "users",
        "password",
        "peer",
        "owner",
        "members",
        "kind",
        "id",
        "ttlMs",
        "at",
        "token",
        "set",
        "how",
        "code",
        "reason",
        "times",
        "after",
        "match",
        "operation",
        "ms",
        "copies",
        "window",
        "bytes",
        "hex",
        "status",
        "body",
        "text",
        "command",
        "from",
        "count",
        "group",
        "payload",
        "perFrame",
        "size",
        "mode",
        "dir",
        "since",
        "event",
        "do",
    ];
    let mut pick = |below: usize| random.next_u32() as usize % below;
    for _ in 0..20_000 {
        let mut operation = json!({ "op": names[pick(names.len())] });
        for _ in 0..pick(8) {
            operation[members[pick(members.len())]] = values[pick(values.len())].clone();
        }
        world.now += 1;
        world.server.control(world.now, operation.to_string().as_bytes());
    }
    world.ctl(json!({ "op": "reset" }));
    world.config(json!({ "autoCreateUsers": true }));
    world.login("alice", "phone");
    for (id, kind) in [("g", "group"), ("a,b", "chatroom"), ("-1", "thread")] {
        world.ctl(json!({ "op": "group", "id": id, "owner": "alice", "kind": kind }));
    }
    let parts = [
        "users",
        "alice",
        "g",
        "chatgroups",
        "chatrooms",
        "contacts",
        "apply",
        "accept",
        "blocks",
        "presence",
        "thread",
        "threads",
        "user",
        "join",
        "quit",
        "mute",
        "white",
        "admin",
        "ban",
        "invite",
        "sdk",
        "chatfiles",
        "part-upload",
        "sublist",
        "-1",
        ",",
        "a,b",
    ];
    for _ in 0..20_000 {
        let method = ["GET", "POST", "PUT", "DELETE"][pick(4)];
        let path: Vec<_> = (0..=pick(6)).map(|_| parts[pick(parts.len())]).collect();
        let mut body = json!({});
        for name in ["usernames", "members", "maxusers", "mute_duration", "ext", "newowner"] {
            body[name] = values[pick(values.len())].clone();
        }
        let request = Request {
            method: method.into(),
            target: format!("/oracle/test/{}?resource=phone", path.join("/")),
            headers: vec![("Authorization".into(), "Bearer any".into())],
            body: body.to_string().into(),
        };
        world.server.answer(world.now, &request);
    }
    let routes = [
        "users/alice/messageroaming",
        "sdk/message/roaming/chat/user/alice",
        "sdk/message/roaming/group/user/alice/time",
        "sdk/message/roaming/user/alice/delete/all",
        "sdk/user/alice/user_channels/list",
        "sdk/user/alice/user_channels/mark/search",
        "sdk/user/alice/user_channels/mark",
        "sdk/user/alice/user_channel/top",
        "sdk/user/alice/user_channel/pin",
        "user/alice/user_channel",
        "users/alice/user_channels",
        "users/alice/user_channels/page",
        "reaction/user/alice",
        "reaction/user/alice/detail",
        "user/alice/moderation/report/message/1",
        "users/alice/translate",
        "users/alice/notification/user/alice",
        "users/alice/notification/chatgroup/g",
        "users/alice/notification/mute/type",
        "metadata/user/alice",
        "metadata/user/get",
        "users/alice",
        "users",
        "token",
        "rtc_mapper/batch/get",
        "users/alice/presence/60",
        "users/alice/presence/sublist",
        "users/alice/contacts",
        "chatfiles",
    ];
    let names = [
        "queue",
        "start",
        "pull_number",
        "msgType",
        "startTime",
        "userId",
        "groupId",
        "delTime",
        "msgIdList",
        "limit",
        "cursor",
        "mark",
        "targets",
        "to",
        "type",
        "pin_msg_id",
        "channel",
        "msgId",
        "message",
        "currentPage",
        "pageSize",
        "pageNum",
        "text",
        "ignoreDuration",
        "ignoreInterval",
        "nickname",
        "device_id",
        "device_token",
        "entities",
        "data",
        "username",
    ];
    let texts = ["alice", "g", "g@conference.easemob.com", "mark_3", "chat", "groupchat", "-1"];
    for _ in 0..20_000 {
        let method = ["GET", "POST", "PUT", "DELETE"][pick(4)];
        let (mut body, mut query) = (json!({}), String::new());
        for _ in 0..pick(6) {
            let text = texts[pick(texts.len())];
            let value = [values[pick(values.len())].clone(), json!(text)][pick(2)].clone();
            body[names[pick(names.len())]] = value;
            query += &format!("&{}={}", names[pick(names.len())], texts[pick(texts.len())]);
        }
        let request = Request {
            method: method.into(),
            target: format!("/oracle/test/{}?{query}", routes[pick(routes.len())]),
            headers: vec![("Authorization".into(), "Bearer any".into())],
            body: body.to_string().into(),
        };
        world.server.answer(world.now, &request);
    }
    for target in
        ["", "/", "//", "/%", "/%f", "/%ff%zz/?&=&==%", "/oracle/test/users//contacts/users"]
    {
        let request = Request {
            method: "GET".into(),
            target: target.into(),
            headers: vec![("Authorization".into(), "Bearer".into())],
            body: Bytes::from_static(b"\xff{"),
        };
        world.server.answer(world.now, &request);
    }
}

#[test]
fn the_same_story_told_twice_is_the_same() {
    let told = || {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(9);
        let mut server = Server::new(Config::default(), 11, 1000);
        let mut heard = Vec::new();
        let auto = json!({ "op": "config", "set": { "autoCreateUsers": true } });
        server.operate(1000, &auto).unwrap();
        for step in 0..2000_u64 {
            let (now, peer) = (1000 + step, Peer(u64::from(random.next_u32() % 5)));
            match random.next_u32() % 5 {
                0 => server.connected(now, peer),
                1 => server.disconnected(now, peer),
                _ => server.handle(now, peer, something(&mut random, "YWMtany")),
            }
            while let Some(push) = server.poll() {
                heard.push(push);
            }
        }
        let request = Request {
            method: "POST".into(),
            target: "/oracle/test/token".into(),
            headers: Vec::new(),
            body: json!({ "grant_type": "password", "username": "a", "password": "b" })
                .to_string()
                .into(),
        };
        let Answer::Now(token) = server.answer(4000, &request) else { panic!("not at once") };
        (heard, token)
    };
    let (first, second) = (told(), told());
    assert!(first.0.len() > 100);
    assert_eq!(first, second);
    let (_, push) = &first.0[0];
    assert!(matches!(push, Push::Binary(_) | Push::Close(_)));
    if let Push::Binary(bytes) = push {
        assert!(down::Frame::decode(bytes.clone()).is_ok());
    }
}
