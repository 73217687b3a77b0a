//! Downlink: a logged-in client receives the captured bytes; what it tells, what it sends in return
//! and how a send or a login ends are compared with what was recorded of the official client.

use bytes::Bytes;
use easemob_core::wire::CompressDirection;
use easemob_core::{AppKey, Config, Credentials, Event, Identity, OfflineCause, Outcome, UserId};
use serde_json::{Value, json};

use super::align::gaps;
use super::capture::{self, Capture, Told};
use super::differences::{Difference, Direction};
use super::pin::{label, pinned};
use super::script::Script;
use super::stage::Stage;
use super::up::APP_KEY;
use super::{say, web};

/// Before the end of every token of the captures that has not ended.
const SOME_TIME: u64 = 1_795_392_000_000;
const DAY: u64 = 86_400_000;

/// Everything that is taken otherwise than captured. Also: how many frames were compared.
#[must_use]
pub fn differences() -> (Vec<Difference>, usize) {
    let links = capture::downlink();
    let frames = links.iter().map(Vec::len).sum();
    (links.iter().flat_map(|link| compare(link)).collect(), frames)
}

fn compare(link: &[Capture]) -> Vec<Difference> {
    let first = link.first().expect("no link without a frame");
    let logs_in = first.group() == "provision";
    let mut stage = Stage::new(config(first), script(first, logs_in), SOME_TIME);
    let alice = UserId::new("alice").expect("a user id");
    stage.login(Credentials::token(alice, "a token"));
    if !logs_in {
        assert!(stage.is_linked(), "{}: not logged in", first.name);
        stage.told.clear();
        stage.sent.clear();
    }
    let compared = link.iter().map(|capture| {
        let what = match prepare(&mut stage, capture) {
            Some(recipient) => {
                if !logs_in {
                    assert!(stage.is_linked(), "{}: the link is gone", capture.name);
                    stage.sent.clear();
                    stage.receive(capture.frame.clone());
                }
                judge(&mut stage, capture, &recipient)
            }
            None => vec!["unsaid".into()],
        };
        Difference { direction: Direction::Down, vector: capture.name.clone(), what }
    });
    compared.filter(|difference| !difference.what.is_empty()).collect()
}

fn config(first: &Capture) -> Config {
    let app_key = AppKey::parse(APP_KEY).expect("an app key");
    let mut config = Config::private(app_key, "ws://server.test/websocket", "http://server.test");
    config.identity = Identity::web();
    config.device_id = Some("vector".into());
    for (option, value) in first.options.as_object().into_iter().flatten() {
        match option.as_str() {
            "useReplacedMessageContents" => config.replaced_contents = value == true,
            "useOwnUploadFun" => config.own_upload = value == true,
            _ => panic!("option {option} is new"),
        }
    }
    config
}

fn script(first: &Capture, logs_in: bool) -> Script {
    Script {
        lz4: (first.group() == "lz4").then_some(CompressDirection::Bi),
        token_life: DAY,
        provision: logs_in.then(|| first.frame.clone()),
        ..Script::default()
    }
}

/// Does what the application had done before. Returns whom it wrote to; `None` when it cannot be
/// said.
fn prepare(stage: &mut Stage, capture: &Capture) -> Option<String> {
    let Some(after) = &capture.after else { return Some(String::new()) };
    if after["cmd"] != "rawSend" {
        return None;
    }
    let id = after["body"]["id"].as_str()?.parse().ok()?;
    stage.send(say::message(&after["body"], id)?);
    after["body"]["to"].as_str().map(String::from)
}

// ---- comparing ----------------------------------------------------------------------------------

fn judge(stage: &mut Stage, capture: &Capture, recipient: &str) -> Vec<String> {
    let events = std::mem::take(&mut stage.told);
    let sent = std::mem::take(&mut stage.sent);
    let mut what = judge_events(&capture.events, web::told(&events, recipient));
    if let Some(outcome) = &capture.outcome
        && !same_outcome(outcome, &events)
    {
        what.push("~outcome".into());
    }
    if let Some(open) = &capture.open
        && !same_login(open, &events)
    {
        what.push("~open".into());
    }
    // The first frame of a login is our PROVISION, which the capture leaves out.
    let sent = if capture.open.is_some() { sent.get(1..).unwrap_or_default() } else { &sent };
    what.extend(judge_replies(capture, sent));
    what
}

fn judge_events(theirs: &[Told], ours: Vec<Told>) -> Vec<String> {
    let theirs = theirs.iter().filter(|told| !told.event.starts_with("listen.")).cloned();
    let (theirs, ours) = (without_lists(theirs.collect()), without_lists(ours));
    let gaps = gaps(theirs.len(), ours.len(), |t, o| same_told(&theirs[t], &ours[o]));
    gaps.into_iter().flat_map(|(t, o)| gap(&theirs[t], &ours[o])).collect()
}

/// Without `onMessage` where it lists the messages told one by one: it says nothing new then.
fn without_lists(mut told: Vec<Told>) -> Vec<Told> {
    let messages: Vec<Value> =
        told.iter().filter(|told| web::is_content(told)).map(|told| told.data.clone()).collect();
    told.retain(|told| told.event != "onMessage" || told.data != Value::Array(messages.clone()));
    told
}

/// Words for what only one of the two told.
fn gap(theirs: &[Told], ours: &[Told]) -> Vec<String> {
    let mut ours: Vec<&Told> = ours.iter().collect();
    let mut take = |fits: &dyn Fn(&Told) -> bool| {
        let at = ours.iter().position(|told| fits(told))?;
        Some(ours.remove(at))
    };
    let mut words = Vec::new();
    for told in theirs {
        let renamed = |o: &Told| !told.data.is_null() && same_value(&o.data, &told.data);
        if let Some(other) = take(&|o| o.event == told.event) {
            words.extend(paths(&told.data, &other.data, &format!("~{}", told.event)));
        } else if let Some(other) = take(&renamed) {
            words.push(format!("{} as {}", told.event, other.event));
        } else {
            words.push(format!("-{}", told.event));
        }
    }
    words.extend(ours.iter().map(|told| format!("+{}", told.event)));
    words
}

fn same_told(theirs: &Told, ours: &Told) -> bool {
    theirs.event == ours.event && same_value(&theirs.data, &ours.data)
}

/// Whole numbers and floats of the same value are one thing in JavaScript.
fn same_value(theirs: &Value, ours: &Value) -> bool {
    paths(theirs, ours, "").is_empty()
}

/// Where two values differ.
fn paths(theirs: &Value, ours: &Value, at: &str) -> Vec<String> {
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            let added = ours.keys().filter(|key| !theirs.contains_key(*key));
            let keys = theirs.keys().chain(added);
            let of = |map: &serde_json::Map<String, Value>, key: &String| {
                map.get(key).cloned().unwrap_or(json!({ "$undefined": true }))
            };
            keys.flat_map(|key| paths(&of(theirs, key), &of(ours, key), &format!("{at}.{key}")))
                .collect()
        }
        (Value::Array(theirs), Value::Array(ours)) if theirs.len() == ours.len() => theirs
            .iter()
            .zip(ours)
            .enumerate()
            .flat_map(|(n, (theirs, ours))| paths(theirs, ours, &format!("{at}[{n}]")))
            .collect(),
        (Value::Number(t), Value::Number(o)) if t.is_f64() || o.is_f64() => {
            if t.as_f64() == o.as_f64() { vec![] } else { vec![at.into()] }
        }
        _ => {
            if theirs == ours {
                vec![]
            } else {
                vec![at.into()]
            }
        }
    }
}

/// The members of a send's result that a capture has, compared with ours.
fn same_outcome(recorded: &Value, events: &[Event]) -> bool {
    let settled = events.iter().find_map(|event| match event {
        Event::Settled { local, outcome } => Some((local.to_string(), outcome)),
        _ => None,
    });
    let theirs = if recorded["pending"] == true {
        return settled.is_none();
    } else if recorded["ok"] == true {
        let data = &recorded["data"];
        json!([data["localMsgId"], data["serverMsgId"], data["message"]["time"]])
    } else {
        let error = &recorded["error"];
        let words = if error["message"].is_null() { &error["reason"] } else { &error["message"] };
        // Without data the official client names neither message.
        match error["data"]["mid"].as_str() {
            Some(mid) => json!([error["type"], words, error["data"]["id"], mid]),
            None => json!([error["type"], words]),
        }
    };
    let ours = match settled {
        Some((local, Outcome::Sent { server, at })) => json!([local, server.to_string(), at.0]),
        Some((local, Outcome::Rejected { code, message, server, .. })) => {
            let both = json!([code.code(), message, local, server.map(|id| id.to_string())]);
            let length = theirs.as_array().map_or(0, Vec::len);
            both.as_array().map_or(Value::Null, |both| both[..length].to_vec().into())
        }
        _ => Value::Null,
    };
    theirs == ours
}

/// How a login ends: as which device, or why not.
fn same_login(recorded: &Value, events: &[Event]) -> bool {
    let ours = events.iter().find_map(|event| match event {
        Event::Online(online) => Some(json!({ "ok": true, "resource": online.resource })),
        Event::Offline(OfflineCause::Refused(refusal)) => {
            Some(json!({ "type": refusal.code.code(), "message": refusal.message }))
        }
        _ => None,
    });
    let theirs = if recorded["ok"] == true {
        json!({ "ok": true, "resource": recorded["data"]["resource"] })
    } else {
        recorded["error"].clone()
    };
    ours == Some(theirs)
}

fn judge_replies(capture: &Capture, sent: &[Bytes]) -> Vec<String> {
    let theirs = &capture.replies;
    let equal = |t: usize, o: usize| {
        let root = format!("replies[{t}].decoded.");
        pinned(&sent[o], &theirs[t], &capture.varying, &root) == theirs[t]
    };
    let word = |sign: char, frame: &Bytes| format!("{sign}{}", label(frame));
    let gaps = gaps(theirs.len(), sent.len(), equal).into_iter();
    gaps.flat_map(|(t, o)| {
        let theirs = theirs[t].iter().map(|frame| word('-', frame));
        theirs.chain(sent[o].iter().map(|frame| word('+', frame))).collect::<Vec<_>>()
    })
    .collect()
}
