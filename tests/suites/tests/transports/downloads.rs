//! Downloads that are refused, cut, redirected, too large, or too slow.

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use easemob_core::driver::{Sink, TransferFailed};
use easemob_core::rest::files::{Download, UploadFile};
use easemob_core::{CallFailed, ErrorCode, LostKind};
use serde_json::json;

use crate::files::{Checked, Place, Script, answer, content, serve};
use crate::ground::Desktop;
use crate::stage::{Conn, Stage, user};

/// A kind of loss, or a status and a code.
fn why(failed: &TransferFailed) -> Result<LostKind, (u16, ErrorCode)> {
    match failed {
        TransferFailed::Call(CallFailed::Lost(lost)) => Ok(lost.kind),
        TransferFailed::Call(CallFailed::Refused(refused)) => Err((refused.status, refused.code)),
        other => panic!("{other:?}"),
    }
}

async fn fails<G: Desktop>(
    connection: &mut Conn<G>,
    download: Download,
) -> Result<LostKind, (u16, ErrorCode)> {
    let mut sink = BytesMut::new();
    let failed = connection.download(download, &mut sink, drop).await;
    why(&failed.expect_err("no file"))
}

pub(crate) async fn download_refused<G: Desktop>() {
    let stage = Stage::new();
    let mut alice = stage.online::<G>("alice").await;
    let mut bob = stage.online::<G>("bob").await;
    let what = UploadFile::new(user("bob"), "a");
    let file = alice.upload(what, Bytes::from_static(b"abc"), drop).await.expect("uploaded");

    let url = file.url.clone();
    let denied = fails::<G>(&mut bob, Download::url(&*url)).await;
    assert_eq!(denied, Err((403, ErrorCode::DownloadNoPermission)));
    let missing = fails::<G>(&mut bob, Download::url(format!("{url}x"))).await;
    assert_eq!(missing, Err((404, ErrorCode::DownloadFailed)));
    for (status, body, code) in [
        (403, "{}", ErrorCode::PermissionDenied),
        (404, "{\"error\":\"file_expired\"}", ErrorCode::DownloadExpired),
        (404, "<html>", ErrorCode::DownloadFailed),
        (500, "", ErrorCode::ServerUnknown),
        (418, "", ErrorCode::DownloadFailed),
    ] {
        stage.control(json!({
            "op": "fault", "kind": "restError", "match": "GET .*chatfiles", "status": status,
            "body": body, "times": 1,
        }));
        assert_eq!(fails::<G>(&mut bob, Download::url(&*url)).await, Err((status, code)));
    }
    let mut sink = BytesMut::new();
    let secret = file.secret.expect("a secret");
    bob.download(Download::url(url).secret(secret), &mut sink, drop).await.expect("it is there");
    assert_eq!(&sink[..], b"abc");
}

async fn online<G: Desktop>(stage: &Stage) -> Conn<G> {
    let mut config = stage.config();
    config.stall_ms = 1_000;
    config.answer_bytes_max = 100_000;
    stage.online_with::<G>("alice", config, None).await
}

pub(crate) async fn download_goes_on_after_a_cut<G: Desktop>() {
    let stage = Stage::new();
    let mut alice = online::<G>(&stage).await;
    let (url, server) = serve(vec![
        answer("200 OK\ncontent-length: 200000\netag: \"1\"", 0..70_000),
        answer("503 Busy\ncontent-length: 0", 0..0),
        answer(
            "206 Partial Content\ncontent-length: 130000\netag: \"1\"\n\
             content-range: bytes 70000-199999/200000",
            70_000..150_000,
        ),
        // A server that knows no ranges.
        answer("200 OK\ncontent-length: 200000", 0..200_000),
    ]);
    let mut sink = Checked::default();
    let download = Download::url(format!("{url}/file")).secret("s");
    let done = alice.download(download, &mut sink, drop).await.expect("in the end");
    assert_eq!(done.bytes, 200_000);
    let heads = server.join().expect("no panic");
    let range = |head: &String| {
        head.lines().find_map(|line| line.strip_prefix("range: ")).map(str::to_owned)
    };
    let ranges: Vec<_> = heads.iter().map(range).collect();
    let from = |start: u32| Some(format!("bytes={start}-"));
    assert_eq!(ranges, [None, from(70_000), from(70_000), from(150_000)]);
    assert!(heads.iter().all(|head| head.contains("share-secret: s\n")));
    // Not a server of the vendor's.
    assert!(heads.iter().all(|head| !head.contains("authorization")), "{heads:?}");

    let (url, _server) = serve(vec![
        answer("200 OK\ncontent-length: 200000\netag: \"1\"", 0..70_000),
        answer(
            "206 Partial Content\netag: \"2\"\ncontent-range: bytes 70000-199999/200000",
            70_000..200_000,
        ),
    ]);
    let mut sink = Checked::default();
    let failed = alice.download(Download::url(url), &mut sink, drop).await;
    assert!(matches!(failed, Err(TransferFailed::Changed)), "{failed:?}");
    assert_eq!(sink.length(), 70_000);
}

pub(crate) async fn download_goes_on_with_a_file<G: Desktop>() {
    const LENGTH: u64 = 200_000;
    let stage = Stage::new();
    let mut alice = online::<G>(&stage).await;
    let what = UploadFile::new(user("bob"), "a");
    let source = Bytes::from(content(0..LENGTH));
    let file = alice.upload(what, source, drop).await.expect("uploaded");
    let download = Download::url(file.url).secret(file.secret.expect("a secret"));
    let place = Place::new();
    // What an earlier process left.
    std::fs::write(&place.0, content(0..LENGTH / 2)).expect("half a file");
    let mut seen = Vec::new();
    for expected in [LENGTH / 2, 0] {
        let mut sink = G::sink(&place.0).await.expect("a file");
        let mut first = None;
        let before = sink.length();
        let progress = |progress: easemob_core::driver::Progress| {
            first.get_or_insert(progress.done);
        };
        let done = alice.download(download.clone(), &mut sink, progress).await;
        assert_eq!(done.expect("downloaded").bytes, LENGTH);
        assert_eq!(LENGTH - before, expected);
        seen.push(first);
    }
    assert!(seen[0] > Some(LENGTH / 2), "{seen:?}");
    assert_eq!(seen[1], None, "all of it was there");
    assert!(std::fs::read(&place.0).expect("a file") == content(0..LENGTH));
}

pub(crate) async fn download_follows_redirects<G: Desktop>() {
    let stage = Stage::new();
    let mut alice = online::<G>(&stage).await;
    let (there, second) = serve(vec![answer("200 OK\ncontent-length: 1000", 0..1_000)]);
    let head: &'static str = format!("302 Found\nlocation: {there}/file?signed=1").leak();
    let (here, first) = serve(vec![answer(head, 0..0)]);
    let mut sink = Checked::default();
    let download = Download::url(format!("{here}/x")).secret("s");
    alice.download(download, &mut sink, drop).await.expect("downloaded");
    assert_eq!(sink.length(), 1_000);
    let (first, second) = (first.join().expect("no panic"), second.join().expect("no panic"));
    assert!(first[0].starts_with("get /x ") && first[0].contains("share-secret"));
    assert!(second[0].starts_with("get /file?signed=1 ") && !second[0].contains("share-secret"));

    let round = |_| answer("302 Found\nlocation: /again", 0..0);
    let (url, server) = serve((0..6 * 3).map(round).collect());
    assert_eq!(fails::<G>(&mut alice, Download::url(url)).await, Ok(LostKind::Protocol));
    assert_eq!(server.join().expect("no panic").len(), 18, "three tries of six");
}

pub(crate) async fn download_is_bounded<G: Desktop>() {
    let stage = Stage::new();
    let mut alice = online::<G>(&stage).await;
    for head in ["200 OK\ncontent-length: 100000000", "200 OK\nconnection: close"] {
        let (url, _server) = serve(vec![answer(head, 0..100_000)]);
        let mut sink = Checked::default();
        let download = Download::url(url).at_most(90_000);
        let failed = alice.download(download, &mut sink, drop).await.expect_err("too much");
        assert_eq!(why(&failed), Ok(LostKind::TooLarge));
        assert!(sink.length() <= 90_000);
    }
    // An explanation without an end is none.
    let (url, _server) = serve(vec![answer("404 No\nconnection: close", 0..200_000)]);
    assert_eq!(fails::<G>(&mut alice, Download::url(url)).await, Ok(LostKind::TooLarge));
}

pub(crate) async fn download_stands_still<G: Desktop>() {
    let stage = Stage::new();
    let mut config = stage.config();
    config.stall_ms = 200;
    config.call_attempts = 2;
    let mut alice = stage.online_with::<G>("alice", config, None).await;
    let silence = |body| -> Script {
        Box::new(move |stream| {
            if body {
                answer("200 OK\ncontent-length: 1000", 0..10)(stream);
            }
            // Until the client has had enough.
            let _gone = stream.read(&mut [0]);
        })
    };
    let (url, server) = serve(vec![silence(false), silence(true)]);
    assert_eq!(fails::<G>(&mut alice, Download::url(url)).await, Ok(LostKind::Timeout));
    server.join().expect("no panic");
}

/// Takes its time.
struct Slow<'a, G> {
    length: u64,
    sent: &'a AtomicU64,
    ahead: u64,
    ground: std::marker::PhantomData<fn() -> G>,
}

impl<G: Desktop> Sink for Slow<'_, G> {
    fn length(&self) -> u64 {
        self.length
    }

    async fn write(&mut self, chunk: Bytes) -> std::io::Result<()> {
        // Until the server can send no more.
        let mut before = 0;
        while self.length < 1_000_000 && before != self.sent.load(Ordering::Relaxed) {
            before = self.sent.load(Ordering::Relaxed);
            G::sleep(Duration::from_millis(100)).await;
        }
        self.ahead = self.ahead.max(self.sent.load(Ordering::Relaxed).saturating_sub(self.length));
        self.length += chunk.len() as u64;
        Ok(())
    }
}

pub(crate) async fn download_reads_no_faster_than_it_writes<G: Desktop>() {
    const LENGTH: u64 = 64 << 20;
    let stage = Stage::new();
    let mut alice = stage.online::<G>("alice").await;
    let sent = Arc::new(AtomicU64::new(0));
    let counter = sent.clone();
    let (url, server) = serve(vec![Box::new(move |stream| {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {LENGTH}\r\n\r\n");
        stream.write_all(head.as_bytes()).expect("a head");
        for _ in 0..LENGTH / 65_536 {
            stream.write_all(&[7; 65_536]).expect("the client reads");
            counter.fetch_add(65_536, Ordering::Relaxed);
        }
    })]);
    let mut sink = Slow::<G> { length: 0, sent: &sent, ahead: 0, ground: Default::default() };
    alice.download(Download::url(url), &mut sink, drop).await.expect("downloaded");
    assert_eq!(sink.length, LENGTH);
    // The buffers of the system, which are large on loopback.
    assert!(sink.ahead < 24 << 20, "{} bytes ahead", sink.ahead);
    server.join().expect("no panic");
}
