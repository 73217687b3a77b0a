//! HTTP exchanges whose bodies are streams.

use std::future::poll_fn;
use std::io;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use easemob_core::driver::{Chunks, Inflow, Outflow, Streams, Work};
use easemob_core::rest::files::Head;
use easemob_core::{Lost, Request};
use futures_util::Stream;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::client::conn::http1;
use hyper::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, HeaderName, LOCATION};

use crate::connect::connect;
use crate::exchange::{lost, prepare, retry_after};
use crate::net::{Net, Timer, either};
use crate::tls::Tls;

/// Bytes read or written ahead.
const BUFFER: usize = 64 * 1024;

/// Makes each exchange on a connection of its own.
pub(crate) struct Http<N> {
    tls: Tls,
    net: PhantomData<fn() -> N>,
}

impl<N> Http<N> {
    pub(crate) fn new(tls: Tls) -> Self {
        Self { tls, net: PhantomData }
    }
}

impl<N: Net> Streams for Http<N> {
    fn exchange(&self, request: Request, body: Outflow) -> Work<Result<Inflow, Lost>> {
        Box::pin(exchange::<N>(request, body, self.tls.clone()))
    }

    fn pause(&self, millis: u64) -> Work<()> {
        Box::pin(async move {
            let mut timer = N::Timer::new();
            timer.set(Duration::from_millis(millis));
            poll_fn(|cx| timer.poll(cx)).await;
        })
    }
}

async fn exchange<N: Net>(request: Request, body: Outflow, tls: Tls) -> Result<Inflow, Lost> {
    let (uri, request) = prepare(&request, Sending { left: body.length, chunks: body.chunks })?;
    let stream = N::http(connect::<N>(&uri, &tls).await?);
    let mut builder = http1::Builder::new();
    let handshake = builder.max_buf_size(BUFFER).handshake(stream);
    let (mut sender, connection) = handshake.await.map_err(|e| lost(&e))?;
    let mut connection = Driving(Some(Box::pin(async {
        // Its errors reach the exchange.
        let _end = connection.await;
    })));
    let drive = poll_fn(|cx| {
        connection.poll(cx);
        Poll::Pending
    });
    let answer = either(sender.send_request(request), drive).await.map_err(|e| lost(&e))?;
    let head = head(answer.status().as_u16(), answer.headers());
    let receiving = Receiving { connection, body: answer.into_body() };
    Ok(Inflow { head, chunks: Box::pin(receiving) })
}

fn head(status: u16, headers: &HeaderMap) -> Head {
    let text = |name: HeaderName| Some(headers.get(name)?.to_str().ok()?.trim().to_owned());
    Head {
        status,
        length: text(CONTENT_LENGTH).and_then(|length| length.parse().ok()),
        range: text(CONTENT_RANGE),
        location: text(LOCATION),
        tag: text(ETAG),
        retry_after_ms: retry_after(headers),
    }
}

/// The body of a request, of known length.
struct Sending {
    left: u64,
    chunks: Chunks<io::Error>,
}

impl Body for Sending {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let polled = self.chunks.as_mut().poll_next(cx);
        if let Poll::Ready(Some(Ok(chunk))) = &polled {
            self.left = self.left.saturating_sub(chunk.len() as u64);
        }
        polled.map_ok(Frame::data)
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// A connection as long as it lasts.
struct Driving(Option<Pin<Box<dyn Future<Output = ()> + Send>>>);

impl Driving {
    fn poll(&mut self, cx: &mut Context<'_>) {
        if self.0.as_mut().is_some_and(|connection| connection.as_mut().poll(cx).is_ready()) {
            self.0 = None;
        }
    }
}

/// The body of an answer, and the connection it comes over.
struct Receiving {
    connection: Driving,
    body: Incoming,
}

impl Stream for Receiving {
    type Item = Result<Bytes, Lost>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.connection.poll(cx);
        loop {
            return match Pin::new(&mut self.body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(chunk) => Poll::Ready(Some(Ok(chunk))),
                    Err(_) => continue,
                },
                Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(lost(&error)))),
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Pending => Poll::Pending,
            };
        }
    }
}
