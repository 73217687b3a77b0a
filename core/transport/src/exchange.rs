//! One HTTP exchange.

use bytes::{Bytes, BytesMut};
use easemob_core::{Lost, LostKind, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderMap, HeaderValue, RETRY_AFTER};
use hyper::{Uri, Version};

use crate::connect::{connect, unusable};
use crate::net::{Net, either};
use crate::tls::Tls;

/// Makes the exchange on a connection of its own. Redirects are answers like any other.
pub(crate) async fn exchange<N: Net>(request: Request, tls: Tls) -> Result<Response, Lost> {
    let limit = request.answer_limit;
    let (uri, request) = prepare(&request, Full::new(request.body.clone()))?;
    let stream = N::http(connect::<N>(&uri, &tls).await?);
    let (mut sender, connection) = http1::handshake(stream).await.map_err(|e| lost(&e))?;
    let exchange = async {
        let answer = sender.send_request(request).await.map_err(|e| lost(&e))?;
        let mut response = Response::new(answer.status().as_u16(), Bytes::new());
        response.retry_after_ms = retry_after(answer.headers());
        response.body = read(answer.into_body(), limit).await?;
        Ok(response)
    };
    let drive = async {
        // Its errors reach the exchange.
        let _end = connection.await;
        std::future::pending().await
    };
    either(exchange, drive).await
}

/// How long the server asks to be left alone, in milliseconds.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?;
    seconds.trim().parse::<u64>().ok()?.checked_mul(1_000)
}

/// The request as HTTP has it, with this body.
pub(crate) fn prepare<B>(request: &Request, body: B) -> Result<(Uri, hyper::Request<B>), Lost> {
    let uri: Uri = request.url.parse().map_err(|_| unusable("no URL"))?;
    let authority = uri.authority().ok_or_else(|| unusable("the URL names no host"))?.as_str();
    // Who asks is nothing to be said there.
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = HeaderValue::from_str(host).map_err(|_| unusable("no host name"))?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let mut built = hyper::Request::builder()
        .method(request.method.as_str())
        .uri(path)
        .version(Version::HTTP_11)
        .header(HOST, host);
    for (name, value) in &request.headers {
        built = built.header(*name, value);
    }
    let built = built.body(body);
    Ok((uri, built.map_err(|_| unusable("a header holds characters HTTP does not carry"))?))
}

/// Reads a body as long as it stays within the limit.
async fn read(mut body: Incoming, limit: usize) -> Result<Bytes, Lost> {
    let too_large = || Lost::new(LostKind::TooLarge, format!("more than {limit} bytes"));
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large());
    }
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|e| lost(&e))?.into_data() else { continue };
        if data.len() > limit - whole.len() {
            return Err(too_large());
        }
        whole.extend_from_slice(&data);
    }
    Ok(whole.freeze())
}

pub(crate) fn lost(error: &hyper::Error) -> Lost {
    let kind = if error.is_parse() { LostKind::Protocol } else { LostKind::Broken };
    let mut words = error.to_string();
    if let Some(cause) = std::error::Error::source(error) {
        words = format!("{words}: {cause}");
    }
    Lost::new(kind, words)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use easemob_core::{Method, Request};
    use hyper::header::HOST;

    use super::prepare;

    #[test]
    fn the_host_is_named_without_who_asks() {
        for (url, host) in [
            ("http://host/path", "host"),
            ("https://host:44/", "host:44"),
            ("https://name:secret@host:44/", "host:44"),
            ("https://n%40me:s@[::1]/", "[::1]"),
        ] {
            let (headers, body) = (Vec::new(), Bytes::new());
            let request =
                Request { method: Method::Get, url: url.into(), headers, body, answer_limit: 1 };
            let (_, request) = prepare(&request, ()).expect("a request");
            assert_eq!(request.headers()[HOST], host, "{url}");
        }
    }
}
