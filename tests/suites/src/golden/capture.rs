//! The captures, with everything recorded beside the frames.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::vectors::hex;

/// One captured frame and its circumstances.
#[derive(Clone, Debug)]
pub struct Capture {
    /// `group/case`, and `#n` where one action caused several frames.
    pub name: String,
    /// What crossed the socket; empty where the client refused to send.
    pub frame: Bytes,
    /// The same without compression.
    pub plain: Bytes,
    /// What the application did. `None` when it cannot be said in Unicode.
    pub action: Option<Action>,
    /// The frame belongs to the action of this one.
    pub same_as: Option<String>,
    /// Paths of what differs from capture to capture.
    pub varying: Vec<String>,
    /// What the official client told its application.
    pub events: Vec<Told>,
    /// What it sent in return.
    pub replies: Vec<Bytes>,
    /// Options of the client.
    pub options: Value,
    /// The REST host of the client.
    pub rest_host: Option<String>,
    /// What the application had done before: a downlink capture's action.
    pub after: Option<Value>,
    /// How that ended.
    pub outcome: Option<Value>,
    /// How the login ended whose PROVISION this frame answers.
    pub open: Option<Value>,
    /// How the steps of the action ended.
    pub results: Vec<Value>,
    /// REST exchanges of the action.
    pub rest: Vec<Exchange>,
}

/// What the application of an uplink capture did.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Action {
    /// One after the other; `customExts` as a list of pairs.
    #[serde(deserialize_with = "super::order::steps")]
    pub steps: Vec<Value>,
    /// Options of the client.
    pub options: Value,
    /// Settings of the server.
    pub server: Value,
    /// Whether the frames of the login are left out.
    pub logged_in_before: bool,
}

/// An event as an application of the Web SDK sees it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Told {
    /// The name of the callback.
    pub event: String,
    /// What it is given.
    #[serde(default)]
    pub data: Value,
}

/// A REST request and its answer.
#[derive(Clone, Debug, Deserialize)]
pub struct Exchange {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The body.
    pub request: String,
    /// The headers, where they were noted.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The status of the answer.
    pub status: u16,
    /// The body of the answer.
    pub response: String,
}

impl Capture {
    /// The part of the name before `#`.
    #[must_use]
    pub fn case(&self) -> &str {
        self.name.split('#').next().unwrap_or_default()
    }

    /// The part of the name before `/`.
    #[must_use]
    pub fn group(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }
}

/// What the official client sent, one list an action, in the order of capture.
#[must_use]
pub fn uplink() -> Vec<Vec<Capture>> {
    let captures = parse(include_str!("../../vectors/client-to-server.json"));
    let sent = captures.into_iter().filter(|capture| !capture.frame.is_empty());
    sent.fold(Vec::new(), |mut cases: Vec<Vec<Capture>>, capture| {
        match cases.last_mut() {
            Some(case) if capture.same_as.as_ref() == case.first().map(|first| &first.name) => {
                case.push(capture);
            }
            _ => cases.push(vec![capture]),
        }
        cases
    })
}

/// What the official client received, one list a connection. The compressed frames are one
/// connection: they refer to each other.
#[must_use]
pub fn downlink() -> Vec<Vec<Capture>> {
    let captures = parse(include_str!("../../vectors/server-to-client.json"));
    captures.into_iter().fold(Vec::new(), |mut links: Vec<Vec<Capture>>, capture| {
        match links.last_mut().and_then(|link| Some((link.first()?.clone(), link))) {
            Some((first, link)) if continues(&first, &capture) => link.push(capture),
            _ => links.push(vec![capture]),
        }
        links
    })
}

fn continues(first: &Capture, next: &Capture) -> bool {
    let compressed = |capture: &Capture| capture.group() == "lz4";
    (compressed(first) && compressed(next)) || first.case() == next.case()
}

/// One entry of a vector file.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Entry<'a> {
    name: String,
    frame_hex: Option<String>,
    plain_hex: Option<String>,
    #[serde(borrow)]
    action: Option<&'a RawValue>,
    varying: Vec<String>,
    events: Vec<Told>,
    replies: Vec<Reply>,
    context: Context,
    after: Option<Value>,
    outcome: Option<Value>,
    open: Option<Value>,
    results: Vec<Value>,
    rest: Vec<Exchange>,
}

#[derive(Deserialize)]
struct Reply {
    frame_hex: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Context {
    options: Value,
    #[serde(rename = "apiUrl")]
    api_url: Option<String>,
}

#[derive(Deserialize)]
struct SameAs {
    same_as: Option<String>,
}

impl Entry<'_> {
    fn capture(self) -> Capture {
        let action = self.action.map_or("null", RawValue::get);
        let frame = hex(&self.frame_hex.unwrap_or_default());
        let same_as: Option<SameAs> = serde_json::from_str(action).ok();
        Capture {
            plain: self.plain_hex.as_deref().map_or_else(|| frame.clone(), hex),
            frame,
            // Fails for one that holds half a character.
            action: serde_json::from_str(action).ok(),
            same_as: same_as.and_then(|same| same.same_as),
            name: self.name,
            varying: self.varying,
            events: self.events,
            replies: self.replies.iter().map(|reply| hex(&reply.frame_hex)).collect(),
            options: self.context.options,
            rest_host: self.context.api_url,
            after: self.after,
            outcome: self.outcome,
            open: self.open,
            results: self.results,
            rest: self.rest,
        }
    }
}

fn parse(file: &str) -> Vec<Capture> {
    let entries: Vec<Entry<'_>> = serde_json::from_str(file).expect("a vector file is a JSON list");
    entries.into_iter().map(Entry::capture).collect()
}
