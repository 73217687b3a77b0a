//! Files of a store that something else than a store has written.

use std::fs;
use std::path::PathBuf;

use easemob_core::store::{Record, Store as _};
use easemob_core::{LocalId, LostKind, Outgoing, PhaseName, Session};
use easemob_transport::{FileStore, OpenFailed};

use super::tells;
use crate::peer::{self, PASSWORD, Peer, TOKEN, say, user};

/// What stands at the head of each file.
const HEADER: &[u8] = b"easemob-store 1\n";

/// A file, and before it what happens to it: lines can get their checksums, one bit can flip, the end
/// can be torn off. A file opens or is refused. What is torn off or damaged costs nothing that
/// stands before it, and what is read is a session that works.
pub fn store(data: &[u8]) {
    let Some((&[mode, high, low, bit], content)) = data.split_first_chunk() else { return };
    let file = if mode & 1 == 0 { content.to_vec() } else { checked(content) };
    let at = usize::from(u16::from_be_bytes([high, low])).min(file.len());
    let place = Place::new();
    let whole = place.open(&file);
    let is_store = whole.is_some();
    if is_store && mode & 2 != 0 {
        let torn = place.open(&file[..at]);
        assert_eq!(torn, place.open(lines_before(&file, at)), "torn at {at}");
    }
    if is_store && mode & 4 != 0 && at < file.len() {
        let mut damaged = file.clone();
        damaged[at] ^= 1 << (bit % 8);
        let damaged = place.open(&damaged);
        let before = place.open(lines_before(&file, at));
        assert!(damaged.is_none() || damaged == whole || damaged == before, "flipped at {at}");
    }
    if let Some(Some(session)) = whole
        && !names_a_secret(&session)
    {
        works(session);
    }
}

/// A header, and the lines of `content` as a store writes them.
fn checked(content: &[u8]) -> Vec<u8> {
    let mut file = HEADER.to_vec();
    for line in content.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        file.extend(format!("{:08x} ", crc32fast::hash(line)).bytes());
        file.extend(line);
        file.push(b'\n');
    }
    file
}

/// The whole lines among the first bytes of a file.
fn lines_before(file: &[u8], at: usize) -> &[u8] {
    let end = file[..at].iter().rposition(|byte| *byte == b'\n');
    end.map_or(&[], |end| &file[..=end])
}

/// A file of its own, which is gone afterwards.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let (process, thread) = (std::process::id(), std::thread::current().id());
        Self(std::env::temp_dir().join(format!("easemob-fuzz-{process}-{thread:?}")))
    }

    /// What a store reads from a file; `None` when it refuses it. What it has read it reads again,
    /// also when something was added.
    fn open(&self, file: &[u8]) -> Option<Option<Session>> {
        fs::write(&self.0, file).expect("a folder for temporary files");
        let kept = match FileStore::open(&self.0) {
            Ok((_, kept)) => kept,
            Err(OpenFailed::NotAStore(_) | OpenFailed::Damaged(..)) => return None,
            Err(other) => panic!("{other}"),
        };
        let (mut store, again) = FileStore::open(&self.0).expect("it was opened before");
        assert_eq!(again, kept, "a second look sees something else");
        let record = Record::Settled(LocalId(1));
        store.append(std::slice::from_ref(&record)).expect("one more record");
        drop(store);
        let (_, more) = FileStore::open(&self.0).expect("it was written by a store");
        assert_eq!(more, Session::folded(kept.clone(), record), "a record is lost");
        Some(kept)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _gone = fs::remove_file(&self.0);
    }
}

/// Whether somebody or something is called like a secret in this session: names are told.
fn names_a_secret(session: &Session) -> bool {
    let mut named = session.clone();
    named.token = None;
    let json = serde_json::to_string(&named).expect("a session is JSON");
    [TOKEN, PASSWORD].iter().any(|secret| tells(json.as_bytes(), secret))
}

/// A client goes on with whatever was kept: it logs in, receives, sends, comes back and logs out.
fn works(session: Session) {
    let json = serde_json::to_string(&session).expect("a session is JSON");
    assert_eq!(serde_json::from_str::<Session>(&json).expect("a session"), session);
    let mut config = peer::config();
    config.keep = true;
    // Other dice than the process before: its ids are not to be drawn again.
    let mut peer = Peer::seeded(config, Some(session), [8; 32]);
    if peer.resume().is_err() {
        peer.login();
    }
    peer.accept();
    peer.hear(&say::unread(&["bob"]));
    peer.hear(&say::page("bob", &[say::text(7, "hello")], 7, true));
    let local = peer.try_send(Outgoing::text(user("bob"), "hello")).expect("it is accepted");
    peer.hear(&say::ack(local, 8));
    peer.lose(LostKind::Broken);
    peer.come_back();
    peer.logout();
    peer.pass(10_000);
    assert_eq!((peer.phase(), peer.client.unsettled()), (PhaseName::Offline, 0));
}
