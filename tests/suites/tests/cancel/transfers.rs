//! Files on their way up and down.

use std::io;
use std::sync::OnceLock;

use bytes::{Bytes, BytesMut};
use easemob_core::Outgoing;
use easemob_core::driver::{Handle, Sink, Source};
use easemob_core::rest::files::{Download, UploadFile, Uploaded};

use crate::room::{Conn, Heard, Room, numbered, text_to, user};
use crate::steps::End;
use crate::world::World;

/// Just large enough for parts.
const IN_PARTS: u64 = (15 << 19) + 1;

/// What every file here begins with. Nothing repeats where pieces or parts may be mixed up.
fn content(length: u64) -> Bytes {
    static LONGEST: OnceLock<Bytes> = OnceLock::new();
    let word = |number: u64| (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
    let longest = LONGEST.get_or_init(|| (0..=IN_PARTS / 8).flat_map(word).collect());
    longest.slice(..length as usize)
}

/// A file whose reads take a step each.
#[derive(Clone)]
struct Slow {
    world: World,
    length: u64,
}

impl Source for Slow {
    fn length(&self) -> u64 {
        self.length
    }

    async fn read(&self, offset: u64, most: usize) -> io::Result<Bytes> {
        self.world.turn().await;
        let end = self.length.min(offset + most as u64);
        Ok(content(end).slice(offset as usize..))
    }
}

/// Memory that is written in two steps: a chunk is there before anybody knows.
struct Slot {
    world: World,
    bytes: BytesMut,
    length: u64,
}

impl Slot {
    fn new(world: &World) -> Self {
        Self { world: world.clone(), bytes: BytesMut::new(), length: 0 }
    }
}

impl Sink for Slot {
    fn length(&self) -> u64 {
        self.length
    }

    async fn write(&mut self, chunk: Bytes) -> io::Result<()> {
        self.world.turn().await;
        self.bytes.truncate(self.length as usize);
        self.bytes.extend_from_slice(&chunk);
        self.world.turn().await;
        self.length += chunk.len() as u64;
        Ok(())
    }

    async fn finish(&mut self) -> io::Result<()> {
        self.world.turn().await;
        Ok(())
    }
}

fn to_bob() -> UploadFile {
    UploadFile::new(user("bob"), "a.bin")
}

fn download_of(file: &Uploaded) -> Download {
    Download::url(file.url.clone()).secret(file.secret.clone().expect("a secret"))
}

/// What bob gets to see of a file.
fn fetched(room: &mut Room, file: &Uploaded) -> BytesMut {
    let (mut bob, mut sink) = (room.online("bob"), BytesMut::new());
    let what = download_of(file);
    room.steps.finish(bob.download(what, &mut sink, drop)).expect("downloaded");
    sink
}

/// Who has only a connection goes on with it: nothing unasked-for is told, nothing was lost.
fn goes_on(room: &mut Room, alice: &mut Conn) {
    let mut heard = Heard::default();
    room.hear(alice, &mut heard);
    assert_eq!(heard.texts, numbered(2));
    assert_eq!((heard.answered, heard.registered, heard.settled.len()), (0, 0, 1));
}

/// A file of this length is uploaded, and once more, of that length, if it was dropped.
fn upload_of(length: u64, then: u64, steps: usize) -> bool {
    let mut room = Room::new();
    let mut alice = room.online("alice");
    room.inject("alice", 2);
    alice.send(text_to("bob", "before")).expect("room");
    let source = |length| Slow { world: room.world.clone(), length };
    let (first, again) = (source(length), source(then));
    let end = room.steps.run(alice.upload(to_bob(), first, drop), steps);
    let is_ready = matches!(end, End::Ready(_));
    let (length, file) = match end {
        End::Ready(file) => (length, file),
        _ => (then, room.steps.finish(alice.upload(to_bob(), again, drop))),
    };
    goes_on(&mut room, &mut alice);
    assert!(fetched(&mut room, &file.expect("uploaded")) == content(length));
    is_ready
}

pub(crate) fn upload(steps: usize) -> bool {
    upload_of(1_000, 1_000, steps)
}

/// The large one is not always repeated: it takes its time.
pub(crate) fn upload_in_parts(steps: usize) -> bool {
    upload_of(IN_PARTS, if steps.is_multiple_of(32) { IN_PARTS } else { 1_000 }, steps)
}

fn online(room: &mut Room) -> Handle {
    let alice = room.online("alice");
    room.in_background(alice).0
}

pub(crate) fn handle_upload(steps: usize) -> bool {
    let mut room = Room::new();
    let handle = online(&mut room);
    let source = Slow { world: room.world.clone(), length: 1_000 };
    let end = room.steps.run(handle.upload(to_bob(), source.clone(), drop), steps);
    let (is_ready, file) = match end {
        End::Ready(file) => (true, file),
        _ => (false, room.steps.finish(handle.upload(to_bob(), source, drop))),
    };
    room.steps.finish(handle.send(text_to("bob", "it is there"))).expect("sent");
    assert!(fetched(&mut room, &file.expect("uploaded")) == content(1_000));
    is_ready
}

/// Bytes of a file that is downloaded.
const LENGTH: u64 = 333;

fn uploaded(room: &mut Room) -> Uploaded {
    let mut bob = room.online("bob");
    room.steps.finish(bob.upload(to_bob(), content(LENGTH), drop)).expect("uploaded")
}

pub(crate) fn download(steps: usize) -> bool {
    let mut room = Room::new();
    let file = uploaded(&mut room);
    let mut alice = room.online("alice");
    room.inject("alice", 2);
    alice.send(Outgoing::text(user("bob"), "before")).expect("room");
    let mut sink = Slot::new(&room.world);
    let end = room.steps.run(alice.download(download_of(&file), &mut sink, drop), steps);
    let is_ready = matches!(end, End::Ready(Ok(_)));
    if !is_ready {
        let again = alice.download(download_of(&file), &mut sink, drop);
        assert_eq!(room.steps.finish(again).expect("downloaded").bytes, LENGTH);
    }
    assert_eq!(sink.bytes, content(LENGTH));
    goes_on(&mut room, &mut alice);
    is_ready
}

pub(crate) fn handle_download(steps: usize) -> bool {
    let mut room = Room::new();
    let file = uploaded(&mut room);
    let handle = online(&mut room);
    let mut sink = Slot::new(&room.world);
    let end = room.steps.run(handle.download(download_of(&file), &mut sink, drop), steps);
    let is_ready = matches!(end, End::Ready(Ok(_)));
    let before = sink.length();
    if !is_ready {
        let mut least = u64::MAX;
        let progress = |progress: easemob_core::driver::Progress| least = least.min(progress.done);
        let again = handle.download(download_of(&file), &mut sink, progress);
        assert_eq!(room.steps.finish(again).expect("downloaded").bytes, LENGTH);
        assert!(least > before, "what was there is not fetched again");
    }
    assert_eq!(sink.bytes, content(LENGTH));
    is_ready
}
