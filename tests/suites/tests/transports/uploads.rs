//! Files to the emulator, and what its users hear of them.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use easemob_core::driver::TransferFailed;
use easemob_core::message::incoming;
use easemob_core::message::outgoing::{Attachment, Image};
use easemob_core::rest::files::{Audio, Download, UploadFile, VoiceFileToText};
use easemob_core::{Body, CallFailed, ErrorCode, Event, Outgoing};
use futures_lite::future::zip;
use serde_json::{Value, json};

use crate::files::{Checked, Counted, Place, content, growing};
use crate::ground::{Desktop, maybe_within};
use crate::stage::{Conn, Stage, find, user};

const MIB: u64 = 1 << 20;

/// Requests about files so far: `METHOD path`.
fn calls(stage: &Stage) -> Vec<String> {
    let calls = stage.control(json!({ "op": "rest" }));
    let text = |call: &Value, name: &str| call[name].as_str().unwrap_or_default().to_owned();
    let line = |call: &Value| format!("{} {}", text(call, "method"), text(call, "path"));
    let all = calls.as_array().expect("a list").iter().map(line);
    all.filter(|line| line.contains("chatfiles")).collect()
}

fn count(stage: &Stage, method: &str, part: &str) -> usize {
    let is_it = |line: &&String| line.starts_with(method) && line.contains(part);
    calls(stage).iter().filter(is_it).count()
}

fn fault(stage: &Stage, on: &str, status: u16, times: u32) {
    stage.control(json!({
        "op": "fault", "kind": "restError", "match": on, "status": status, "times": times,
        "body": "{\"error\":\"some_error\",\"error_description\":\"no\"}",
    }));
}

fn to_bob(name: &str) -> UploadFile {
    UploadFile::new(user("bob"), name)
}

async fn image<G: Desktop>(connection: &mut Conn<G>) -> incoming::Image {
    find::<G, _>(connection, |event| match event {
        Event::Message(message) => match &message.body {
            Body::Image(image) => Some(image.clone()),
            _ => None,
        },
        _ => None,
    })
    .await
}

async fn settled<G: Desktop>(connection: &mut Conn<G>) {
    find::<G, _>(connection, |event| matches!(event, Event::Settled { .. }).then_some(())).await;
}

pub(crate) async fn uploaded_image_arrives<G: Desktop>() {
    const LENGTH: u64 = 300_000;
    let stage = Stage::new();
    let mut bob = stage.online::<G>("bob").await;
    let mut alice = stage.online::<G>("alice").await;
    let (here, there) = (Place::new(), Place::new());
    std::fs::write(&here.0, content(0..LENGTH)).expect("a file");

    let source = G::source(&here.0).await.expect("it is there");
    let what = to_bob("cät \"1\".png").content_type("image/png").thumbnail(60, 40);
    let mut done = 0;
    let uploaded = alice.upload(what, source, growing(&mut done, LENGTH)).await.expect("uploaded");
    assert_eq!((done, uploaded.bytes), (LENGTH, LENGTH));
    alice.send(Outgoing::new(user("bob"), Image::new(uploaded).size(60.0, 40.0))).expect("room");
    let (image, ()) = zip(image::<G>(&mut bob), settled::<G>(&mut alice)).await;
    assert_eq!((&*image.file.name, u64::from(image.file.size)), ("cät \"1\".png", LENGTH));

    let mut sink = G::sink(&there.0).await.expect("a place");
    let mut done = 0;
    let downloaded = bob.download(&image.file, &mut sink, growing(&mut done, LENGTH)).await;
    assert_eq!((downloaded.expect("downloaded").bytes, done), (LENGTH, LENGTH));
    assert!(std::fs::read(&there.0).expect("a file") == content(0..LENGTH));

    let mut small = BytesMut::new();
    bob.download(Download::url(&*image.thumbnail), &mut small, drop).await.expect("a thumbnail");
    assert!(small.starts_with(b"\x89PNG"));
    assert_eq!(small[16..24], [0, 0, 0, 60, 0, 0, 0, 40], "its width and height");
}

pub(crate) async fn upload_in_parts_and_in_little_memory<G: Desktop>() {
    const LENGTH: u64 = 24 * MIB + 1;
    let stage = Stage::new();
    let mut alice = stage.online::<G>("alice").await;
    let source = Counted::new(LENGTH);
    let memory = source.memory.clone();
    let mut done = 0;
    let what = to_bob("film.mp4").content_type("video/mp4");
    let uploaded = alice.upload(what, source, growing(&mut done, LENGTH)).await.expect("uploaded");
    assert_eq!(done, LENGTH);
    assert!(memory.most() as u64 <= 2 * MIB, "{} bytes at once", memory.most());
    assert_eq!(count(&stage, "PUT", "part-upload/"), 25);
    assert_eq!(count(&stage, "DELETE", ""), 0);
    let mut sink = Checked::default();
    let secret = uploaded.secret.clone().expect("a secret");
    let download = Download::url(&*uploaded.url).secret(secret);
    let mut done = 0;
    alice.download(download, &mut sink, growing(&mut done, LENGTH)).await.expect("downloaded");
    assert_eq!(done, LENGTH);
    assert!(sink.largest as u64 <= MIB, "chunks of {} bytes", sink.largest);
}

pub(crate) async fn a_part_is_sent_again<G: Desktop>() {
    const LENGTH: u64 = 8 * MIB;
    let stage = Stage::new();
    let mut alice = stage.online::<G>("alice").await;
    fault(&stage, "PUT .*part-upload", 503, 2);
    let mut done = 0;
    let source = Counted::new(LENGTH);
    let uploaded = alice.upload(to_bob("a"), source, growing(&mut done, LENGTH)).await;
    let uploaded = uploaded.expect("uploaded");
    assert_eq!(done, LENGTH);
    assert_eq!(count(&stage, "PUT", "part-upload/"), 8 + 2);
    let mut sink = Checked::default();
    let secret = uploaded.secret.expect("a secret");
    let download = Download::url(uploaded.url).secret(secret);
    alice.download(download, &mut sink, drop).await.expect("downloaded");
}

fn status_of(failed: &TransferFailed) -> (u16, ErrorCode) {
    match failed {
        TransferFailed::Call(CallFailed::Refused(refused)) => (refused.status, failed.code()),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn a_failed_part_ends_it<G: Desktop>() {
    let stage = Stage::new();
    let mut alice = stage.online::<G>("alice").await;
    fault(&stage, "PUT .*part-upload", 400, 1);
    let failed = alice.upload(to_bob("a"), Counted::new(8 * MIB), drop).await;
    let failed = failed.expect_err("a part was refused");
    assert_eq!(status_of(&failed), (400, ErrorCode::UploadFailed));
    assert_eq!(count(&stage, "DELETE", "part-upload/"), 1);
    assert_eq!(count(&stage, "POST", "part-upload/"), 0, "it was not completed");
}

pub(crate) async fn too_large_for_parts<G: Desktop>() {
    let stage = Stage::new();
    let mut alice = stage.online::<G>("alice").await;
    let failed = alice.upload(to_bob("a"), Counted::new(200 * MIB), drop).await;
    let failed = failed.expect_err("100 MiB are allowed");
    assert!(matches!(failed, TransferFailed::TooLarge { limit, .. } if limit == 100 * MIB));
    assert_eq!(count(&stage, "PUT", ""), 0);
    assert_eq!(count(&stage, "DELETE", "part-upload/"), 1);
}

pub(crate) async fn without_parts_as_one<G: Desktop>() {
    const LENGTH: u64 = 8 * MIB;
    let stage = Stage::new();
    fault(&stage, "POST .*part-upload", 404, 9);
    let mut alice = stage.online::<G>("alice").await;
    let source = Counted::new(LENGTH);
    let memory = source.memory.clone();
    alice.upload(to_bob("a"), source, drop).await.expect("uploaded");
    assert!(memory.most() as u64 <= MIB, "{} bytes at once", memory.most());
    assert_eq!(count(&stage, "POST", "part-upload"), 1);

    let mut config = stage.config();
    config.upload_parts = false;
    let mut bob = stage.online_with::<G>("bob", config, None).await;
    bob.upload(to_bob("a"), Counted::new(LENGTH), drop).await.expect("uploaded");
    assert_eq!(count(&stage, "POST", "part-upload"), 1);
}

pub(crate) async fn upload_refused<G: Desktop>() {
    let stage = Stage::new();
    let mut alice = stage.online::<G>("alice").await;
    for (status, code) in [
        (400, ErrorCode::UploadFailed),
        (413, ErrorCode::UploadFailed),
        (500, ErrorCode::UploadFailed),
    ] {
        fault(&stage, "POST .*chatfiles", status, 1);
        let failed = alice.upload(to_bob("a"), Bytes::from_static(b"abc"), drop).await;
        assert_eq!(status_of(&failed.expect_err("refused")), (status, code));
    }
    let before = calls(&stage).len();
    let failed = alice.upload(to_bob("a"), Bytes::new(), drop).await;
    let failed = failed.expect_err("an empty file");
    assert!(matches!(failed, TransferFailed::Call(CallFailed::Invalid(_))), "{failed}");
    assert_eq!(calls(&stage).len(), before);
}

pub(crate) async fn not_uploaded_but_given<G: Desktop>() {
    let stage = Stage::new();
    let own = || {
        let mut config = stage.config();
        config.own_upload = true;
        config
    };
    let mut alice = stage.online_with::<G>("alice", own(), None).await;
    let mut bob = stage.online_with::<G>("bob", own(), None).await;
    let failed = alice.upload(to_bob("a"), Bytes::from_static(b"abc"), drop).await;
    let failed = failed.expect_err("the application uploads").to_string();
    assert!(failed.contains("Attachment::elsewhere"), "{failed}");
    assert_eq!(calls(&stage), [""; 0]);
    let image_there = Image::new(Attachment::elsewhere("https://cdn.test/o/a/chatfiles/u"));
    alice.send(Outgoing::new(user("bob"), image_there)).expect("room");
    let (image, ()) = zip(image::<G>(&mut bob), settled::<G>(&mut alice)).await;
    assert_eq!(image.file.url, "https://cdn.test/o/a/chatfiles/u");
}

pub(crate) async fn upload_dropped<G: Desktop>() {
    let stage = Stage::new();
    let mut alice = stage.online::<G>("alice").await;
    stage.control(json!({ "op": "fault", "kind": "restHang", "match": "PUT .*part-upload" }));
    let upload = alice.upload(to_bob("a"), Counted::new(8 * MIB), drop);
    assert!(maybe_within::<G, _>(300, upload).await.is_none(), "the parts hang");
    stage.control(json!({ "op": "clearFaults" }));
    let sent = crate::stage::deliver::<G>(&mut alice, "bob", "it goes on").await;
    assert!(sent.0 > 0);
}

pub(crate) async fn upload_by_a_handle<G: Desktop>() {
    let stage = Stage::new();
    let alice = stage.online::<G>("alice").await;
    let (handle, _events, background) = alice.into_background();
    let script = async move {
        // On a task of its own, as an application would.
        let (told, result) = async_channel();
        let talker = handle.clone();
        G::spawn(async move {
            let what = VoiceFileToText::new(&user("alice"), "a.wav", Audio::default());
            let what = what.content_type("audio/wav");
            let heard = talker.upload(what, Bytes::from_static(&[1; 1_000]), drop).await;
            let _sent = told.send(heard);
        });
        let heard = poll_for::<G, _>(&result).await;
        assert_eq!(heard.expect("heard"), "[speech] 1000 bytes of audio/wav");
        handle.shutdown().await;
        let failed = handle.upload(to_bob("a"), Bytes::from_static(b"a"), drop).await;
        assert!(matches!(failed, Err(TransferFailed::Call(CallFailed::Cancelled))), "{failed:?}");
    };
    zip(background.run(), script).await;
}

type Answer<T> = std::sync::mpsc::Receiver<T>;

fn async_channel<T>() -> (std::sync::mpsc::Sender<T>, Answer<T>) {
    std::sync::mpsc::channel()
}

async fn poll_for<G: Desktop, T>(answer: &Answer<T>) -> T {
    loop {
        match answer.try_recv() {
            Ok(answer) => return answer,
            Err(_) => G::sleep(Duration::from_millis(10)).await,
        }
    }
}
