//! State that is kept in a file: what a restart finds, what a crash leaves, and files that are no state.
#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::{metas, provision_frame, text_meta, texts, user_jid};
use easemob_core::wire::{CommSyncDl, CommSyncUl, Jid, down, up};
use easemob_emulator::listener::{Options, Running, spawn};
use easemob_emulator::{Config, Server};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("emulator.state");
    (folder, path)
}

fn start(path: &Path) -> Running {
    spawn(Options { state: Some(path.into()), seed: Some(7), ..Options::default() }).unwrap()
}

fn refused(path: &Path) -> String {
    let options = Options { state: Some(path.into()), ..Options::default() };
    spawn(options).map(drop).unwrap_err().to_string()
}

async fn log_in(ws: &str, user: &str, token: &str) -> Socket {
    let (mut socket, _) = connect_async(ws).await.unwrap();
    send(&mut socket, provision_frame(user, "device", token)).await;
    let down::Frame::Provision(answer) = next(&mut socket).await.unwrap() else {
        panic!("no PROVISION")
    };
    assert_eq!(answer.status.unwrap().error_code, Some(0));
    socket
}

async fn send(socket: &mut Socket, frame: up::Frame) {
    socket.send(Message::Binary(frame.encode())).await.unwrap();
}

/// The next frame; nothing once the connection is gone.
async fn next(socket: &mut Socket) -> Option<down::Frame> {
    let message = tokio::time::timeout(Duration::from_secs(10), socket.next()).await.unwrap();
    match message {
        Some(Ok(Message::Binary(bytes))) => Some(down::Frame::decode(bytes).unwrap()),
        _ => None,
    }
}

fn text(to: Jid, id: u64, text: &str) -> up::Frame {
    let meta = Some(text_meta(to, id, text));
    up::Frame::new(up::Body::Sync(CommSyncUl { meta, ..CommSyncUl::default() }), 1)
}

/// Everything that waits for a user in one queue, page by page.
async fn pull(socket: &mut Socket, queue: &Jid) -> Vec<CommSyncDl> {
    let mut pages = Vec::new();
    let mut key = None;
    loop {
        let sync = CommSyncUl { queue: Some(queue.clone()), key, ..CommSyncUl::default() };
        send(socket, up::Frame::new(up::Body::Sync(sync), 1)).await;
        let page = loop {
            match next(socket).await.unwrap() {
                down::Frame::Sync(page) if page.queue.is_some() => break page,
                _ => {}
            }
        };
        if page.is_last == Some(true) {
            return pages;
        }
        key = page.next_key;
        pages.push(page);
    }
}

#[tokio::test]
async fn a_restart_finds_accounts_groups_queues_and_tokens() {
    let (_folder, path) = folder();
    let token = {
        let running = start(&path);
        let control = |operation: Value| running.control(operation).unwrap();
        control(json!({ "op": "users", "users": ["alice", "bob"], "password": "pw" }));
        control(json!({ "op": "contact", "user": "alice", "peer": "bob" }));
        control(json!({ "op": "group", "id": "g1", "owner": "alice", "members": ["bob"] }));
        control(json!({ "op": "group", "id": "r1", "owner": "bob", "kind": "chatroom" }));
        let token = |user: &str| control(json!({ "op": "token", "user": user }))["token"].clone();
        let (alice, bob) = (token("alice"), token("bob"));
        // Bob was here before, and is away now.
        drop(log_in(&running.ws, "bob", bob.as_str().unwrap()).await);
        let mut socket = log_in(&running.ws, "alice", alice.as_str().unwrap()).await;
        for id in 1..=30 {
            send(&mut socket, text(user_jid("bob"), id, &format!("text {id}"))).await;
            let Some(down::Frame::Sync(_)) = next(&mut socket).await else { panic!("no answer") };
        }
        bob
    };
    let running = start(&path);
    let state = running.control(json!({ "op": "state" })).unwrap();
    assert_eq!(state["users"]["alice"]["contacts"], json!(["bob"]));
    assert_eq!(state["groups"]["g1"]["members"], json!(["alice", "bob"]));
    assert_eq!(state["groups"]["r1"]["kind"], "chatroom");
    assert_eq!(state["users"]["bob"]["queues"]["alice"]["messages"], 30);
    // A new token is none that was given before, though the seed is the same.
    let new = running.control(json!({ "op": "token", "user": "alice" })).unwrap();
    assert_ne!(new["token"], token);

    let mut bob = log_in(&running.ws, "bob", token.as_str().unwrap()).await;
    let pages = pull(&mut bob, &user_jid("alice")).await;
    let heard: Vec<_> = pages.iter().flat_map(texts).collect();
    assert_eq!(heard, (1..=30).map(|id| format!("text {id}")).collect::<Vec<_>>());
    // Ids go on where they were.
    let last = pages.iter().flat_map(metas).filter_map(|meta| meta.id).max().unwrap();
    let injected = json!({ "op": "inject", "user": "bob", "from": "alice" });
    let injected = running.control(injected).unwrap();
    assert!(injected["ids"][0].as_str().unwrap().parse::<u64>().unwrap() > last);
    drop(running);

    // What was taken does not come again after the next restart.
    let running = start(&path);
    let mut bob = log_in(&running.ws, "bob", token.as_str().unwrap()).await;
    let pages = pull(&mut bob, &user_jid("alice")).await;
    assert_eq!(pages.iter().flat_map(texts).collect::<Vec<_>>(), ["text"]);
    // And what is forgotten stays forgotten.
    running.control(json!({ "op": "reset" })).unwrap();
    drop(running);
    let state = start(&path).control(json!({ "op": "state" })).unwrap();
    assert_eq!((&state["users"], &state["groups"]), (&json!({}), &json!({})));
}

/// The program itself, so that it can be killed.
struct Program(Child, SocketAddr);

impl Program {
    fn start(path: &Path) -> Self {
        let program = env!("CARGO_BIN_EXE_easemob-emulator");
        let mut command = Command::new(program);
        command.arg("--state").arg(path).args(["--seed-users", "alice:pw,bob:pw"]);
        let mut child = command.arg("--auto-create-users").stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        let address = line["rest"].as_str().unwrap().strip_prefix("http://").unwrap();
        Self(child, address.parse().unwrap())
    }

    fn ws(&self) -> String {
        format!("ws://{}/websocket", self.1)
    }
}

impl Drop for Program {
    /// Kills it without a word, as a power failure would.
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill_in_the_middle_of_traffic() {
    let (_folder, path) = folder();
    let mut acknowledged = Vec::new();
    for round in 0..4_u64 {
        let program = Program::start(&path);
        let mut alice = log_in(&program.ws(), "alice", "any").await;
        // Forty are on their way when it dies, after so many answers as the round says.
        for id in 1..=40 {
            send(&mut alice, text(user_jid("bob"), round * 100 + id, &format!("{round}/{id}")))
                .await;
        }
        for _ in 0..=round * 7 {
            let Some(down::Frame::Sync(answer)) = next(&mut alice).await else { panic!("gone") };
            acknowledged.push((answer.meta_id.unwrap(), answer.server_id.unwrap()));
        }
    }
    assert_eq!(acknowledged.len(), 1 + 8 + 15 + 22);
    let program = Program::start(&path);
    let mut bob = log_in(&program.ws(), "bob", "any").await;
    let pages = pull(&mut bob, &user_jid("alice")).await;
    let kept: Vec<_> = pages.iter().flat_map(metas).filter_map(|meta| meta.id).collect();
    assert!(kept.is_sorted_by(|one, other| one < other), "each once, in order");
    for (_, server_id) in &acknowledged {
        assert!(kept.contains(server_id), "{server_id} was acknowledged and is lost");
    }
    // A repetition gets the answer the first one got.
    let mut alice = log_in(&program.ws(), "alice", "any").await;
    let (meta_id, server_id) = acknowledged[acknowledged.len() / 2];
    send(&mut alice, text(user_jid("bob"), meta_id, "again")).await;
    let Some(down::Frame::Sync(answer)) = next(&mut alice).await else { panic!("no answer") };
    assert_eq!((answer.meta_id, answer.server_id), (Some(meta_id), Some(server_id)));
}

#[test]
fn a_file_that_is_no_state_is_refused_and_left_as_it_is() {
    let (_folder, path) = folder();
    let foreign: &[&[u8]] = &[b"no database at all", b"\0", &[7; 70_000]];
    for content in foreign {
        fs::write(&path, content).unwrap();
        let said = refused(&path);
        assert!(said.contains("--state") && said.contains("left as it is"), "{said}");
        assert_eq!(&fs::read(&path).unwrap(), content);
    }
    assert!(refused(path.parent().unwrap()).contains("--state"));
}

#[test]
fn a_damaged_state_is_refused() {
    let (_folder, path) = folder();
    let running = start(&path);
    let users: Vec<_> = (0..200).map(|n| format!("user{n}")).collect();
    running.control(json!({ "op": "users", "users": users, "password": "pw" })).unwrap();
    drop(running);
    let whole = fs::read(&path).unwrap();
    for keep in [100, whole.len() / 3] {
        fs::write(&path, &whole[..keep]).unwrap();
        let said = refused(&path);
        assert!(said.contains("--state"), "{said}");
        assert_eq!(fs::read(&path).unwrap(), &whole[..keep], "left as it was");
    }
    fs::write(&path, &whole).unwrap();
    let state = start(&path).control(json!({ "op": "state" })).unwrap();
    assert_eq!(state["users"].as_object().unwrap().len(), 200);
}

#[test]
fn a_state_belongs_to_one_app_and_one_server_at_a_time() {
    let (_folder, path) = folder();
    let running = start(&path);
    assert!(refused(&path).contains("--state"), "it is in use");
    drop(running);
    let options = Options { app_key: Some("my#app".into()), ..Options::default() };
    let options = Options { state: Some(path.clone()), ..options };
    let said = spawn(options).map(drop).unwrap_err().to_string();
    assert!(said.contains("oracle#test") && said.contains("my#app"), "{said}");
    drop(start(&path));
}

/// What a store would hold, moved into another server: both show the same afterwards.
#[test]
fn every_table_comes_back_as_it_was() {
    let mut world = common::World::new();
    world.server.follow_changes(1);
    let mut kept = std::collections::BTreeMap::new();
    world.ctl(json!({ "op": "users", "users": ["dora", "emil"], "password": "pw" }));
    world.ctl(json!({ "op": "contact", "user": "dora", "peer": "emil" }));
    world.ctl(json!({ "op": "group", "id": "g", "owner": "dora", "members": ["emil"] }));
    let dora = world.login("dora", "phone");
    let emil = world.login("emil", "phone");
    world.say(dora, user_jid("emil"), 5, "one");
    world.say(emil, user_jid("dora"), 6, "two");
    for change in world.server.changes() {
        match change.value {
            Some(value) => drop(kept.insert((change.table, change.key), value)),
            None => drop(kept.remove(&(change.table, change.key))),
        }
    }
    let tables: std::collections::BTreeSet<_> = kept.keys().map(|(table, _)| *table).collect();
    for table in ["accounts", "mailboxes", "groups", "sent", "archive.messages", "tokens", "nextId"]
    {
        assert!(tables.contains(table), "{table} is not among {tables:?}");
    }
    assert!(world.server.changes().is_empty(), "what was told is not told again");

    let mut other = Server::new(Config::default(), 7, world.now);
    for ((table, key), value) in &kept {
        other.restore(table, key, value).unwrap();
    }
    other.follow_changes(7);
    let shown = |server: &mut Server, now| {
        let mut state = server.operate(now, &json!({ "op": "state" })).unwrap();
        for user in state["users"].as_object_mut().unwrap().values_mut() {
            user["sessions"] = json!([]);
        }
        (state["users"].clone(), state["groups"].clone())
    };
    let (mut before, groups) = shown(&mut world.server, world.now);
    // Those who were there before anybody followed are not part of it.
    for user in ["alice", "bob", "carol"] {
        before.as_object_mut().unwrap().remove(user);
    }
    assert_eq!(shown(&mut other, world.now), (before, groups));
    assert!(other.restore("nothing", b"", b"").is_err());
    assert!(other.restore("accounts", b"x", b"\xc1").is_err());
}
