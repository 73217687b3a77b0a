//! Files for uploads and downloads, and a server that says what a test wants.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread::JoinHandle;

use bytes::Bytes;
use easemob_core::driver::{Progress, Sink, Source};

/// The byte of every file here at an offset: nothing repeats where chunks or parts may be mixed up.
fn byte(offset: u64) -> u8 {
    let word = (offset / 8 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    word.to_le_bytes()[(offset % 8) as usize]
}

pub(crate) fn content(range: std::ops::Range<u64>) -> Vec<u8> {
    range.map(byte).collect()
}

/// A file that exists only while it is read, and counts how much of it does.
pub(crate) struct Counted {
    length: u64,
    pub(crate) memory: Arc<Memory>,
}

#[derive(Default)]
pub(crate) struct Memory {
    held: AtomicUsize,
    most: AtomicUsize,
}

impl Memory {
    pub(crate) fn most(&self) -> usize {
        self.most.load(Ordering::Relaxed)
    }
}

impl Counted {
    pub(crate) fn new(length: u64) -> Self {
        Self { length, memory: Arc::default() }
    }
}

struct Held(Vec<u8>, Arc<Memory>);

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.1.held.fetch_sub(self.0.len(), Ordering::Relaxed);
    }
}

impl Source for Counted {
    fn length(&self) -> u64 {
        self.length
    }

    async fn read(&self, offset: u64, most: usize) -> io::Result<Bytes> {
        let chunk = content(offset..self.length.min(offset + most as u64));
        let held = self.memory.held.fetch_add(chunk.len(), Ordering::Relaxed) + chunk.len();
        self.memory.most.fetch_max(held, Ordering::Relaxed);
        Ok(Bytes::from_owner(Held(chunk, self.memory.clone())))
    }
}

/// Keeps nothing, and knows whether all was right.
#[derive(Default)]
pub(crate) struct Checked {
    length: u64,
    pub(crate) largest: usize,
}

impl Sink for Checked {
    fn length(&self) -> u64 {
        self.length
    }

    async fn write(&mut self, chunk: Bytes) -> io::Result<()> {
        let end = self.length + chunk.len() as u64;
        assert!(chunk == content(self.length..end), "another file from {} on", self.length);
        self.length = end;
        self.largest = self.largest.max(chunk.len());
        Ok(())
    }
}

/// Progress that only grows, and where it ended.
pub(crate) fn growing(last: &mut u64, total: u64) -> impl FnMut(Progress) + Send + '_ {
    move |progress| {
        assert!(progress.done > *last && progress.done <= total, "{progress:?} after {last}");
        assert_eq!(progress.total, Some(total));
        *last = progress.done;
    }
}

/// A path of its own, gone with this.
pub(crate) struct Place(pub(crate) PathBuf);

impl Place {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("easemob-transports-{}-{number}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.0);
    }
}

/// What a server does once it has read a request.
pub(crate) type Script = Box<dyn FnOnce(&mut TcpStream) + Send>;

/// Serves one connection after another, a script each; gives the requests' heads in lower case.
pub(crate) fn serve(scripts: Vec<Script>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = std::thread::spawn(move || {
        let serve = |script: Script| {
            let (mut stream, _) = listener.accept().expect("a connection");
            let head = BufReader::new(&stream)
                .lines()
                .map_while(Result::ok)
                .take_while(|line| !line.is_empty())
                .fold(String::new(), |head, line| head + &line.to_lowercase() + "\n");
            script(&mut stream);
            head
        };
        scripts.into_iter().map(serve).collect()
    });
    (url, server)
}

/// An answer of a head and, of the file here, some bytes.
pub(crate) fn answer(head: &'static str, body: std::ops::Range<u64>) -> Script {
    Box::new(move |stream| {
        let head = format!("HTTP/1.1 {}\r\n\r\n", head.replace('\n', "\r\n"));
        stream.write_all(head.as_bytes()).expect("a head");
        // The client may have heard enough.
        let _cut = stream.write_all(&content(body));
    })
}
