//! Uplink: what the official client's application did is done with ours, and the frames are
//! compared byte for byte.
//!
//! What a test can choose is chosen as captured: token, clock, message ids, the server's keys. What
//! the client draws (trace ids, ids of pings, a device's name) is copied from the capture, where
//! the capture says that it varies.

use std::collections::BTreeMap;
use std::ops::Range;

use bytes::Bytes;
use easemob_core::io::Request;
use easemob_core::wire::{CommSyncUl, CompressDirection, Jid, Namespace, up};
use easemob_core::{AppKey, Config, Credentials, Identity, Input, Network, UserId};
use serde_json::Value;

use super::align::gaps;
use super::capture::{self, Action, Capture};
use super::differences::{Difference, Direction};
use super::pin::{label, pinned};
use super::say;
use super::script::{Script, text_from};
use super::stage::Stage;

/// The application of the captures.
pub(super) const APP_KEY: &str = "oracle#test";
const DAY: u64 = 86_400_000;
const SOME_TIME: u64 = 1_795_392_000_000;

/// Everything that is sent otherwise than captured. Also: how many frames were compared.
#[must_use]
pub fn differences() -> (Vec<Difference>, usize) {
    let cases = capture::uplink();
    let frames = cases.iter().map(Vec::len).sum();
    (cases.iter().flat_map(|case| compare(case)).collect(), frames)
}

fn compare(case: &[Capture]) -> Vec<Difference> {
    match perform(case) {
        Some(sent) => align(case, &sent),
        None => case.iter().map(|capture| differs(capture, vec!["unsaid".into()])).collect(),
    }
}

fn differs(capture: &Capture, what: Vec<String>) -> Difference {
    Difference { direction: Direction::Up, vector: capture.name.clone(), what }
}

// ---- doing what was done ------------------------------------------------------------------------

/// The frames our client sends; `None` when the action cannot be said.
fn perform(case: &[Capture]) -> Option<Vec<Bytes>> {
    let first = case.first()?;
    let action = first.action.as_ref()?;
    let facts = Facts::of(case);
    let mut stage =
        Stage::new(config(action, &facts.rest), script(action, first, &facts), facts.wall);
    if action.logged_in_before {
        stage.login(Credentials::token(UserId::new("alice").ok()?, facts.token.as_str()));
        stage.sent.clear();
    }
    for step in &action.steps {
        take(&mut stage, step, first, &facts)?;
    }
    compare_requests(first, &stage, &facts.rest);
    check_drawn_ids(&first.name, &facts, case.iter().map(|capture| &capture.plain));
    check_drawn_ids(&first.name, &facts, stage.sent.iter());
    Some(stage.sent)
}

/// What the captured frames tell of the circumstances.
struct Facts {
    token: String,
    /// Where the server is that answers requests.
    rest: String,
    wall: u64,
    message_ids: Vec<u64>,
    receipts_for: Vec<u64>,
    keys: Vec<u64>,
}

impl Facts {
    fn of(case: &[Capture]) -> Self {
        let mut facts = Self {
            token: "a token".into(),
            rest: "http://server.test".into(),
            wall: SOME_TIME,
            message_ids: Vec::new(),
            receipts_for: Vec::new(),
            keys: Vec::new(),
        };
        for capture in case {
            let frame = up::Frame::decode(capture.plain.clone()).expect("an uplink frame");
            if let Some(speaker) = &frame.speaker {
                facts.token = speaker.auth.trim_start_matches("$t$").into();
            }
            match frame.body {
                up::Body::Provision(body) => facts.began(body.session_id),
                up::Body::Logout(body) => facts.began(body.session_id),
                up::Body::Sync(body) => {
                    facts.keys.extend(body.key);
                    facts.message_ids.extend(body.meta.as_ref().and_then(|meta| meta.id));
                    facts.receipts_for.extend(body.meta.as_ref().and_then(receipt_for));
                    facts.rest = body.meta.as_ref().and_then(uploaded_to).unwrap_or(facts.rest);
                }
                up::Body::Unread | up::Body::Other { .. } => {}
            }
        }
        facts
    }

    /// A session's id is the time at which it began.
    fn began(&mut self, session_id: Option<String>) {
        let millis = session_id.as_deref().and_then(|id| id.trim_end_matches(':').parse().ok());
        self.wall = millis.expect("a session id");
    }
}

fn receipt_for(meta: &easemob_core::wire::Meta) -> Option<u64> {
    use easemob_core::wire::MessageBody;
    use prost::Message;
    MessageBody::decode(meta.payload.clone()?).ok()?.ack_message_id
}

/// The server that has taken the file of a message.
fn uploaded_to(meta: &easemob_core::wire::Meta) -> Option<String> {
    use easemob_core::wire::MessageBody;
    use prost::Message;
    let body = MessageBody::decode(meta.payload.clone()?).ok()?;
    let path = body.contents.into_iter().next()?.remote_path?;
    Some(path.split_once("/oracle/test/chatfiles/")?.0.into())
}

fn config(action: &Action, rest: &str) -> Config {
    let app_key = AppKey::parse(APP_KEY).expect("an app key");
    let mut config = Config::private(app_key, "ws://server.test/websocket", rest);
    config.identity = Identity::web();
    config.message_bytes_max = 1024 * 1024;
    for (option, value) in action.options.as_object().into_iter().flatten() {
        let text = || value.as_str().map(String::from);
        match option.as_str() {
            "customOSPlatform" => {
                config.identity.custom_platform = value.as_u64().and_then(|n| n.try_into().ok());
            }
            "customDeviceName" => config.identity.custom_device_name = text(),
            "deviceId" => config.device_id = text(),
            "delivery" => config.delivery = value == true,
            "useOwnUploadFun" => config.own_upload = value == true,
            // Ours is fixed, always (O-21).
            "isFixedDeviceId" => {}
            // The official one is the period of a check whether 30 s were quiet (HB-3).
            "heartBeatWait" => {
                let wait = value.as_u64().expect("milliseconds");
                config.heartbeat_ms = 30_000_u64.next_multiple_of(wait);
            }
            _ => panic!("option {option} is new"),
        }
    }
    let ext = action.steps.iter().find(|step| step["method"] == "setLoginInfoCustomExt");
    config.login_ext = ext.and_then(|step| step["args"][0].as_str()).map(String::from);
    config
}

fn script(action: &Action, first: &Capture, facts: &Facts) -> Script {
    let short = action.steps.iter().any(|step| step["token"] == "$SHORT");
    Script {
        talks: true,
        lz4: match action.server["lz4"].as_str() {
            Some("BI") => Some(CompressDirection::Bi),
            Some("ONLY_UP") => Some(CompressDirection::OnlyUp),
            Some("ONLY_DOWN") => Some(CompressDirection::OnlyDown),
            _ => None,
        },
        page_size: action.server["pageSize"].as_u64().map_or(20, |n| n as usize),
        flags_last: action.server["lastPage"] == "flag",
        token_life: if short { 1_200 } else { DAY },
        keys: facts.keys.iter().copied().collect(),
        rest: first.rest.iter().cloned().collect(),
        ..Script::default()
    }
}

/// Takes one step; `None` when it cannot be said.
fn take(stage: &mut Stage, step: &Value, first: &Capture, facts: &Facts) -> Option<()> {
    if let Some(millis) = step["sleep"].as_u64() {
        stage.pass(millis);
        return Some(());
    }
    if step["ctl"].is_object() {
        return inject(stage, &step["ctl"], facts);
    }
    let id = || facts.message_ids.last().copied().unwrap_or_default();
    match step["cmd"].as_str()? {
        "create" => {}
        "open" => {
            let user = UserId::new(step["user"].as_str()?).ok()?;
            stage.login(match step["pwd"].as_str() {
                Some(password) => Credentials::password(user, password),
                None => Credentials::token(user, facts.token.as_str()),
            });
        }
        "close" => stage.logout(),
        "send" => {
            let said = &step["msg"];
            let file = say::upload(said).map(|(what, bytes)| stage.upload(what, bytes));
            stage.send(say::message_with(file, said, id())?);
        }
        "rawSend" => stage.send(say::message(&step["body"], id())?),
        "call" => match step["method"].as_str()? {
            // Part of the configuration.
            "setLoginInfoCustomExt" => {}
            "onShow" => stage.input(Input::Network(Network::Resumed)),
            "joinChatRoom" => {
                let (room, options) = say::room(&step["args"][0])?;
                stage.join(room, options);
            }
            "leaveChatRoom" => {
                stage.leave(say::room(&step["args"][0])?.0);
            }
            method => stage.send(say::call(method, &step["args"][0], id())?),
        },
        other => panic!("{}: command {other} is new", first.name),
    }
    Some(())
}

/// Content for the client, from another user or in a group.
fn inject(stage: &mut Stage, ctl: &Value, facts: &Facts) -> Option<()> {
    if ctl["op"] != "inject" {
        return None;
    }
    let from = ctl["from"].as_str()?;
    let (name, group) = match ctl["group"].as_str() {
        Some(group) => (group, true),
        None => (from, false),
    };
    let domain = if group { "conference.easemob.com" } else { "easemob.com" };
    let jid = |name: &str, domain: &str| Jid {
        app_key: Some(APP_KEY.into()),
        name: Some(name.into()),
        domain: Some(domain.into()),
        client_resource: None,
    };
    let queue = jid(name, domain);
    let to = if group { queue.clone() } else { jid("alice", domain) };
    let first = facts.receipts_for.first().copied().unwrap_or(7_000_000) + u64::from(group) * 1_000;
    let ids = first..first + ctl["count"].as_u64().unwrap_or(1);
    let metas = ids.map(|id| text_from(from, &to, id, group));
    let notice = stage.script.store(&queue, metas);
    if stage.is_linked() {
        stage.deliver(&notice);
    }
    Some(())
}

/// The REST requests of a login are those of the capture, but for the time.
fn compare_requests(first: &Capture, stage: &Stage, rest: &str) {
    let without_time = |text: &str| {
        let mut json: Value = serde_json::from_str(text).expect("a JSON body");
        json["timestamp"] = Value::Null;
        json
    };
    assert_eq!(stage.asked.len(), first.rest.len(), "{}: requests", first.name);
    for (ours, theirs) in stage.asked.iter().zip(&first.rest) {
        assert_eq!(ours.method.as_str(), theirs.method, "{}", first.name);
        assert_eq!(ours.url, format!("{rest}{}", theirs.path), "{}", first.name);
        if theirs.path.contains("/chatfiles") {
            compare_headers(&first.name, ours, &theirs.headers);
            continue;
        }
        let body = std::str::from_utf8(&ours.body).expect("UTF-8");
        assert_eq!(without_time(body), without_time(&theirs.request), "{}", first.name);
    }
}

/// The headers of an upload are alike but for token and boundary; the form is only known by its
/// length.
fn compare_headers(name: &str, ours: &Request, theirs: &BTreeMap<String, String>) {
    assert_eq!(ours.headers.len(), theirs.len(), "{name}: headers");
    for (header, value) in theirs {
        let ours = ours.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(header));
        let (_, ours) = ours.unwrap_or_else(|| panic!("{name}: no {header}"));
        let fixed = |value: &str| match value.split_once(['=', ' ']) {
            Some((fixed, _drawn)) => fixed.to_owned(),
            None => value.to_owned(),
        };
        let whole = !["authorization", "content-type"].contains(&&*header.to_ascii_lowercase());
        let part = |value: &str| if whole { value.to_owned() } else { fixed(value) };
        assert_eq!(part(ours), part(value), "{name}: {header}");
    }
}

/// Ids that are drawn cannot be compared, but both are made by the same rule: trace ids of the
/// time, the machine 1 and a sequence, ascending (ID-1); ids of pings are the time (ID-3).
fn check_drawn_ids<'a>(name: &str, facts: &Facts, frames: impl Iterator<Item = &'a Bytes>) {
    const LONGEST_CASE: u64 = 60_000;
    let in_time = |millis: u64| (facts.wall..facts.wall + LONGEST_CASE).contains(&millis);
    // Of a case that began before its first frame the time is not known.
    let known = facts.wall != SOME_TIME;
    let mut last = 0;
    for frame in frames {
        let frame = up::Frame::decode(frame.clone()).expect("an uplink frame");
        let trace_id = frame.trace_id.expect("every frame has a trace id");
        assert!(trace_id > last, "{name}: trace ids do not ascend");
        assert_eq!(trace_id >> 12 & 0x3ff, 1, "{name}: machine of a trace id");
        assert!(!known || in_time(trace_id >> 22), "{name}: time of a trace id");
        if let up::Body::Sync(CommSyncUl { meta: Some(meta), .. }) = frame.body
            && meta.ns == Some(Namespace::Statistic as i32)
        {
            assert!(!known || in_time(meta.id.unwrap_or_default()), "{name}: id of a ping");
        }
        last = trace_id;
    }
}

// ---- comparing ----------------------------------------------------------------------------------

/// Reports the frames that only one of the two sent.
fn align(case: &[Capture], sent: &[Bytes]) -> Vec<Difference> {
    let equal = |theirs: usize, ours: usize| same(&case[theirs], &sent[ours]);
    let gaps = gaps(case.len(), sent.len(), equal);
    gaps.into_iter().flat_map(|(theirs, ours)| gap(case, theirs, &sent[ours])).collect()
}

fn gap(case: &[Capture], theirs: Range<usize>, ours: &[Bytes]) -> Vec<Difference> {
    let mut ours = ours.iter().map(|frame| format!("+{}", label(frame)));
    let mut found = Vec::new();
    for capture in &case[theirs.clone()] {
        let what = [format!("-{}", label(&capture.plain))].into_iter().chain(ours.next());
        found.push(differs(capture, what.collect()));
    }
    // What is sent besides is reported under the capture before it.
    let before = &case[theirs.end.saturating_sub(1)];
    found.extend(ours.map(|frame| differs(before, vec![frame])));
    found
}

fn same(capture: &Capture, ours: &Bytes) -> bool {
    const CHOSEN: [&str; 3] =
        ["decoded.auth", "decoded.payload.authToken", "decoded.payload.sessionId"];
    // What an upload was answered is played as captured.
    const FILE: &str = "decoded.payload.meta.payload.contents[0].";
    let chosen = |path: &str| CHOSEN.contains(&path) || path.starts_with(FILE);
    let drawn = capture.varying.iter().filter(|path| !chosen(path));
    let drawn: Vec<String> = drawn.cloned().collect();
    pinned(ours, &capture.plain, &drawn, "decoded.") == capture.plain
}
