//! Downlink: a logged-in client receives the captured bytes; what it tells, what it sends in return
//! and how a send or a login ends are compared with what was recorded of the official client.

use std::collections::BTreeSet;

use bytes::Bytes;
use easemob_core::wire::{CompressDirection, down};
use easemob_core::{AppKey, Config, Credentials, Identity, LocalId, Outgoing, UserId};
use serde_json::{Value, json};

use super::align::gaps;
use super::capture::{self, Capture, Told};
use super::differences::{Difference, Direction};
use super::pin::{label, pinned};
use super::script::Script;
use super::stage::Stage;
use super::up::APP_KEY;
use super::{say, web};
use crate::vectors;

/// Before the end of every token of the captures that has not ended.
const SOME_TIME: u64 = 1_795_392_000_000;
const DAY: u64 = 86_400_000;

/// Everything that is taken otherwise than captured. Also: how many frames were compared.
#[must_use]
pub fn differences() -> (Vec<Difference>, usize) {
    let links = capture::downlink();
    let frames = links.iter().map(Vec::len).sum();
    let with_replies = links.iter().flatten().filter(|capture| !capture.replies.is_empty());
    let with_replies: BTreeSet<&str> = with_replies.map(Capture::group).collect();
    let compare = |link: &Vec<Capture>| {
        let group = link.first().map_or("", Capture::group);
        compare(link, with_replies.contains(group))
    };
    (links.iter().flat_map(compare).collect(), frames)
}

/// Replies were not recorded in every group.
fn compare(link: &[Capture], with_replies: bool) -> Vec<Difference> {
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
            Ok(said) => {
                if !logs_in {
                    assert!(stage.is_linked(), "{}: the link is gone", capture.name);
                    stage.sent.clear();
                    catch_up(&mut stage, capture);
                    stage.receive(match &said {
                        Some(Said::Room(local)) => answering(&capture.frame, *local),
                        _ => capture.frame.clone(),
                    });
                }
                judge(&mut stage, capture, said.as_ref(), with_replies)
            }
            Err(Unsaid) => vec!["unsaid".into()],
        };
        Difference { direction: Direction::Down, vector: capture.name.clone(), what }
    });
    compared.filter(|difference| !difference.what.is_empty()).collect()
}

fn config(first: &Capture) -> Config {
    let app_key = AppKey::parse(APP_KEY).expect("an app key");
    let rest = first.rest_host.as_deref().unwrap_or("http://server.test");
    let mut config = Config::private(app_key, "ws://server.test/websocket", rest);
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

/// The application of a capture did what our builders cannot say.
struct Unsaid;

/// What the application of a capture sent.
enum Said {
    Message(Box<Outgoing>),
    /// A question about a room, under an id that our client draws.
    Room(LocalId),
}

/// Does what the application had done before.
fn prepare(stage: &mut Stage, capture: &Capture) -> Result<Option<Said>, Unsaid> {
    let Some(after) = &capture.after else { return Ok(None) };
    let args = &after["args"][0];
    match after["method"].as_str() {
        Some("modifyMessage") => {
            let id = args["modifiedMessage"]["id"].as_str().and_then(|id| id.parse().ok());
            let method = "modifyMessage";
            let edit = id.and_then(|id| say::call(method, args, id)).ok_or(Unsaid)?;
            stage.send(edit.clone());
            return Ok(Some(Said::Message(Box::new(edit))));
        }
        Some("joinChatRoom") => {
            let (room, options) = say::room(args).ok_or(Unsaid)?;
            return Ok(Some(Said::Room(stage.join(room, options))));
        }
        Some("leaveChatRoom") => {
            let (room, _) = say::room(args).ok_or(Unsaid)?;
            return Ok(Some(Said::Room(stage.leave(room))));
        }
        _ => {}
    }
    let body = &after["body"];
    let id = body["id"].as_str().and_then(|id| id.parse().ok());
    let message = id.and_then(|id| say::message(body, id)).ok_or(Unsaid)?;
    stage.send(message.clone());
    Ok(Some(Said::Message(Box::new(message))))
}

/// The captured answer, under the id our client drew where the captured client drew another.
fn answering(frame: &Bytes, local: LocalId) -> Bytes {
    let mut frame = down::Frame::decode(frame.clone()).expect("a captured frame");
    let down::Frame::Sync(answer) = &mut frame else { panic!("no answer: {frame:?}") };
    assert!(answer.meta_id.is_some(), "an answer names what it answers");
    answer.meta_id = Some(local.0);
    frame.encode()
}

/// Compressed frames refer to those before them: the script keeps the same history as the captured
/// server, and fills in the frame that was not captured.
fn catch_up(stage: &mut Stage, capture: &Capture) {
    if capture.name == "lz4/100kB" {
        stage.deliver(&vectors::lost_downlink());
        stage.told.clear();
    }
    stage.script.write(&capture.plain);
}

// ---- comparing ----------------------------------------------------------------------------------

fn judge(
    stage: &mut Stage,
    capture: &Capture,
    said: Option<&Said>,
    with_replies: bool,
) -> Vec<String> {
    let alice = stage.client.user().cloned().expect("a user");
    let events = std::mem::take(&mut stage.told);
    let sent = std::mem::take(&mut stage.sent);
    let message = match said {
        Some(Said::Message(message)) => Some(&**message),
        Some(Said::Room(_)) | None => None,
    };
    let mut what = judge_events(&capture.events, web::told(&events, message));
    if let (Some(outcome), Some(said)) = (&capture.outcome, said) {
        let ours = match said {
            Said::Message(message) => web::outcome(&events, message, &alice),
            Said::Room(local) => web::room(&events, *local, &alice),
        };
        what.extend(judge_end(outcome, &ours, "~outcome"));
    }
    if let Some(open) = &capture.open {
        let theirs = match open["ok"] == true {
            true => json!({ "ok": true, "resource": open["data"]["resource"] }),
            false => open.clone(),
        };
        what.extend(judge_end(&theirs, &web::login(&events), "~open"));
    }
    // The first frame of a login is our PROVISION, which the capture leaves out.
    let sent = if capture.open.is_some() { sent.get(1..).unwrap_or_default() } else { &sent };
    if with_replies {
        what.extend(judge_replies(capture, sent));
    }
    what
}

/// How a promise ended: otherwise, or in the same way with other words.
fn judge_end(theirs: &Value, ours: &Value, word: &str) -> Vec<String> {
    if theirs["ok"] == ours["ok"] { paths(theirs, ours, word) } else { vec![word.into()] }
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
    let mut words = Vec::new();
    for told in theirs {
        match ours.iter().position(|other| other.event == told.event) {
            Some(at) => {
                let other = ours.remove(at);
                words.extend(paths(&told.data, &other.data, &format!("~{}", told.event)));
            }
            None => words.push(format!("-{}", told.event)),
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
            keys.flat_map(|key| match (theirs.get(key), ours.get(key)) {
                (Some(theirs), Some(ours)) => paths(theirs, ours, &format!("{at}.{key}")),
                _ => vec![format!("{at}.{key}")],
            })
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
