//! The least that anything reading messages from a socket must do: read, find the frames, decode
//! with prost, count; ask for the next page where there is one. No books, no timers, nothing kept.
//! `read_floor --app-key KEY --ws URL`, and the commands `open` and `count` of `plain`.
#![forbid(unsafe_code)]

use std::io::{self, BufRead, Read, Write};
use std::net::TcpStream;

use bytes::Bytes;
use easemob_bench::floor;
use easemob_core::wire::{
    CommNotice, CommSyncDl, CommSyncUl, CommUnreadDl, Command, Jid, MSync, Provision, USER_DOMAIN,
    up,
};
use prost::Message as _;
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1)).cloned().unwrap_or_default()
    };
    let (app_key, ws) = (flag("--app-key"), flag("--ws"));
    println!("{}", json!({ "event": "_ready", "data": { "pid": std::process::id() } }));

    let mut link = None;
    let mut counting = None;
    for line in io::stdin().lock().lines() {
        let order: Value = serde_json::from_str(&line?)?;
        match order["cmd"].as_str() {
            Some("open") => {
                let name = |field: &str| order[field].as_str().unwrap_or_default().to_owned();
                link = Some(Link::open(&ws, &app_key, name("user"), &name("token"))?);
                println!("{}", json!({ "result": order["id"], "ok": true }));
            }
            Some("close") => {
                link = None;
                println!("{}", json!({ "result": order["id"], "ok": true }));
            }
            Some("count") => {
                println!("{}", json!({ "event": "_counting" }));
                counting = Some(order);
            }
            _ => return Err(io::Error::other("open, close or count")),
        }
        if let (Some(link), Some(order)) = (&mut link, &counting) {
            link.count(order["n"].as_u64().unwrap_or_default() as usize)?;
            println!("{}", json!({ "result": order["id"], "ok": true }));
            counting = None;
        }
    }
    Ok(())
}

struct Link {
    stream: TcpStream,
    room: Box<[u8]>,
    /// Read and not yet looked at: this part of the room.
    unread: core::ops::Range<usize>,
}

impl Link {
    /// Bytes read at once, and the longest frame.
    const ROOM: usize = 64 * 1024;

    fn open(ws: &str, app_key: &str, user: String, token: &str) -> io::Result<Self> {
        let place = ws.strip_prefix("ws://").unwrap_or(ws);
        let (host, path) = place.split_once('/').unwrap_or((place, ""));
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        let room = vec![0; Self::ROOM].into();
        let mut link = Self { stream, room, unread: 0..0 };
        let upgrade = format!(
            "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        );
        link.stream.write_all(upgrade.as_bytes())?;
        while !link.room[link.unread.clone()].ends_with(b"\r\n\r\n") {
            link.read()?;
        }
        link.unread = 0..0;

        let guid = Jid {
            app_key: Some(app_key.into()),
            name: Some(user),
            domain: Some(USER_DOMAIN.into()),
            client_resource: Some("floor".into()),
        };
        let auth = format!("$t${token}");
        let provision = Provision {
            os_type: Some(16),
            resource: Some("floor".into()),
            auth: Some(auth.clone()),
            ..Provision::default()
        };
        let speaker = Some(up::Speaker { guid, auth, device_id: 0 });
        link.send(&up::Frame { speaker, ..up::Frame::new(up::Body::Provision(provision), 1) })?;
        link.frame()?;
        link.send(&up::Frame::new(up::Body::Unread, 2))?;
        Ok(link)
    }

    /// Reads so many messages.
    fn count(&mut self, n: usize) -> io::Result<()> {
        let mut left = n;
        while left > 0 {
            let frame = MSync::decode(self.frame()?)?;
            let payload = frame.payload.unwrap_or_default();
            match frame.command.map(Command::try_from) {
                Some(Ok(Command::Sync)) => {
                    let page = CommSyncDl::decode(payload)?;
                    if page.next_key.is_some() {
                        self.pull(page.queue, page.next_key)?;
                    }
                    left = left.saturating_sub(floor::bodies(page.metas));
                }
                Some(Ok(Command::Notice)) => self.pull(CommNotice::decode(payload)?.queue, None)?,
                Some(Ok(Command::Unread)) => {
                    for line in CommUnreadDl::decode(payload)?.unread {
                        self.pull(line.queue, None)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn pull(&mut self, queue: Option<Jid>, key: Option<u64>) -> io::Result<()> {
        let pull = CommSyncUl { queue, key, ..CommSyncUl::default() };
        self.send(&up::Frame::new(up::Body::Sync(pull), 3))
    }

    /// A client's frame has a mask; this one is zero.
    fn send(&mut self, frame: &up::Frame) -> io::Result<()> {
        let payload = frame.encode();
        let mut bytes = vec![0x82];
        match payload.len() {
            short @ 0..126 => bytes.push(0x80 | short as u8),
            long => {
                bytes.push(0x80 | 126);
                bytes.extend((long as u16).to_be_bytes());
            }
        }
        bytes.extend([0; 4]);
        bytes.extend(payload);
        self.stream.write_all(&bytes)
    }

    /// The next frame's payload. A server's frame has no mask.
    fn frame(&mut self) -> io::Result<Bytes> {
        loop {
            let unread = &self.room[self.unread.clone()];
            let head = match unread {
                [_, 126, a, b, ..] => Some((4, usize::from(u16::from_be_bytes([*a, *b])))),
                [_, 127, ..] => return Err(io::Error::other("a frame too long")),
                [] | [_] | [_, 126, ..] => None,
                [_, short, ..] => Some((2, usize::from(*short))),
            };
            if let Some((head, length)) = head
                && let Some(payload) = unread.get(head..head + length)
            {
                let payload = Bytes::copy_from_slice(payload);
                self.unread.start += head + length;
                return Ok(payload);
            }
            self.read()?;
        }
    }

    fn read(&mut self) -> io::Result<()> {
        if self.unread.end == self.room.len() {
            self.room.copy_within(self.unread.clone(), 0);
            self.unread = 0..self.unread.len();
        }
        match self.stream.read(&mut self.room[self.unread.end..])? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                self.unread.end += read;
                Ok(())
            }
        }
    }
}
