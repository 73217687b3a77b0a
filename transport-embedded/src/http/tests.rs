use std::string::String;
use std::vec::Vec;

use bytes::BytesMut;
use easemob_core::websocket::Target;
use easemob_core::{LostKind, Method, Request, Response};

use super::{Answer, write};
use crate::chance::Chance;

/// What this stream of bytes means, cut into pieces of `size`, before its end or with it.
fn read(stream: &[u8], size: usize, limit: usize) -> Result<Option<Response>, LostKind> {
    let mut answer = Answer::new(limit);
    for piece in stream.chunks(size) {
        let mut input = BytesMut::from(piece);
        if let Some(response) = answer.feed(&mut input).map_err(|lost| lost.kind)? {
            return Ok(Some(response));
        }
        assert!(input.is_empty(), "everything is taken");
    }
    Ok(answer.end())
}

/// The same in pieces of every size.
fn read_cut(stream: &[u8], limit: usize) -> Result<Option<Response>, LostKind> {
    let whole = read(stream, stream.len(), limit);
    for size in 1..stream.len() {
        assert_eq!(read(stream, size, limit), whole, "in pieces of {size}");
    }
    whole
}

fn answered(status: u16, body: &'static str) -> Result<Option<Response>, LostKind> {
    Ok(Some(Response::new(status, body)))
}

#[test]
fn bodies_of_every_kind() {
    for (stream, expected) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more", answered(200, "hello")),
        ("HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n", answered(404, "")),
        ("HTTP/1.1 200 OK\r\n\r\nto the end", answered(200, "to the end")),
        ("HTTP/1.1 204 No Content\r\n\r\nnothing", answered(204, "")),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\nx",
            answered(201, "x"),
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n\
             4;note=1\r\nwiki\r\n0B\r\npedia in \r\n\r\n0\r\nTrailer: 1\r\n\r\n",
            answered(200, "wikipedia in \r\n"),
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", Ok(None)),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n", Ok(None)),
        ("HTTP/1.1 200", Ok(None)),
    ] {
        assert_eq!(read_cut(stream.as_bytes(), 100), expected, "{stream}");
    }
}

#[test]
fn a_pause_is_asked_for() {
    let stream = b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n";
    let response = read_cut(stream, 100).expect("HTTP").expect("whole");
    assert_eq!((response.status, response.retry_after_ms), (503, Some(7_000)));
}

#[test]
fn what_is_not_http() {
    for stream in [
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nwhat\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffffff\r\nx",
    ] {
        assert_eq!(read_cut(stream.as_bytes(), 100), Err(LostKind::Protocol), "{stream}");
    }
}

#[test]
fn everything_is_bounded() {
    let long = "x".repeat(9_000);
    for stream in [
        // Refused by what it says, and by what comes.
        String::from("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n"),
        std::format!("HTTP/1.1 200 OK\r\n\r\n{long}"),
        String::from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n"),
        std::format!("HTTP/1.1 200 OK\r\nX: {long}\r\n\r\n"),
        std::format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{long}"),
        std::format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n{long}"),
        "HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000),
    ] {
        let read = read(stream.as_bytes(), 1_000, 100);
        assert_eq!(read, Err(LostKind::TooLarge), "{}", &stream[..60.min(stream.len())]);
    }
}

/// Whatever a server says: no panic, and no more than the request allows.
#[test]
fn mutilated_answers_stay_within_bounds() {
    const LIMIT: usize = 20;
    let whole = [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nRetry-After: 7\r\n\r\nhello"[..],
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nto the end",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;a\r\nwiki\r\n0B\r\npedia in \r\n\r\n0\r\nT: 1\r\n\r\n",
    ];
    let chance = Chance::new([1; 32]);
    let (mut refused, mut answered) = (0, 0);
    for _ in 0..30_000 {
        let [which, size, places @ ..] = chance.draw::<8>();
        let mut stream = whole[usize::from(which) % whole.len()].to_vec();
        for place in places.chunks(2) {
            let at = usize::from(place[0]) % stream.len();
            stream[at] = b"\r\n0159aF:; \xff"[usize::from(place[1]) % 12];
        }
        match read(&stream, usize::from(size % 40) + 1, LIMIT) {
            Ok(Some(response)) => {
                assert!(response.body.len() <= LIMIT);
                answered += 1;
            }
            Ok(None) => {}
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 1_000 && answered > 1_000, "{refused} refused, {answered} answered");
}

#[test]
fn requests() {
    let request = Request {
        method: Method::Post,
        url: String::from("https://[::1]:8443/org/app?a=b"),
        headers: Vec::from([("authorization", String::from("Bearer t"))]),
        body: "{}".into(),
        answer_limit: 100,
    };
    let mut out = BytesMut::new();
    write(&request, &Target::parse_http(&request.url).expect("a URL"), &mut out);
    let expected = "POST /org/app?a=b HTTP/1.1\r\nhost: [::1]:8443\r\nconnection: close\r\n\
        content-length: 2\r\nauthorization: Bearer t\r\n\r\n{}";
    assert_eq!(core::str::from_utf8(&out), Ok(expected));
}
