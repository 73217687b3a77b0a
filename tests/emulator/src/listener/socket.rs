//! One WebSocket connection: a reader, a writer, and three ways to end.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc::UnboundedReceiver;

use super::hub::{Connection, Hub};
use crate::server::{Close, Peer, Push};

/// Largest message a client may send: the limit of a compressed frame and room to spare.
const MESSAGE_BYTES: usize = 16 << 20;

/// Bytes read at once: small, for there may be ten thousand connections.
const READ_BYTES: usize = 4096;

/// Pushes written before the socket is flushed.
const BATCH: usize = 256;

/// How long a connection that is to be closed may still write.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// How long a client may take to answer a close frame.
const FAREWELL: Duration = Duration::from_secs(1);

/// How the writer ended.
enum End {
    Abrupt,
    Polite,
}

pub(crate) async fn upgrade(State(hub): State<Arc<Hub>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade
        .read_buffer_size(READ_BYTES)
        .max_message_size(MESSAGE_BYTES)
        .max_frame_size(MESSAGE_BYTES)
        .on_upgrade(|socket| async move { converse(&hub, socket).await })
}

async fn converse(hub: &Hub, socket: WebSocket) {
    let Connection { peer, pushes, closing } = hub.connect();
    let (sink, stream) = socket.split();
    let reading = read(hub, peer, stream);
    let writing = write(sink, pushes);
    let overdue = async {
        closing.notified().await;
        tokio::time::sleep(LAST_WORDS).await;
    };
    tokio::pin!(reading);
    let end = tokio::select! {
        end = writing => end,
        () = &mut reading => End::Abrupt,
        () = overdue => End::Abrupt,
    };
    if let End::Polite = end {
        let _late = tokio::time::timeout(FAREWELL, reading).await;
    }
    hub.disconnect(peer);
}

async fn read(hub: &Hub, peer: Peer, mut stream: SplitStream<WebSocket>) {
    while let Some(Ok(message)) = stream.next().await {
        match message {
            Message::Binary(bytes) => hub.with(|server, now| server.handle(now, peer, bytes)),
            Message::Text(text) => hub.with(|server, now| server.text(now, peer, &text)),
            Message::Close(_) => return,
            Message::Ping(_) | Message::Pong(_) => {}
        }
    }
}

async fn write(
    mut sink: SplitSink<WebSocket, Message>,
    mut pushes: UnboundedReceiver<Push>,
) -> End {
    let mut batch = Vec::with_capacity(BATCH);
    while pushes.recv_many(&mut batch, BATCH).await > 0 {
        for push in batch.drain(..) {
            let written = match push {
                Push::Binary(bytes) => sink.feed(Message::Binary(bytes)).await,
                Push::Text(text) => sink.feed(Message::Text(text.into())).await,
                Push::Close(Close::Abrupt) => {
                    let _gone = sink.flush().await;
                    return End::Abrupt;
                }
                Push::Close(Close::Polite { code, reason }) => {
                    let frame = CloseFrame { code, reason: reason.into() };
                    let sent = sink.send(Message::Close(Some(frame))).await;
                    return if sent.is_ok() { End::Polite } else { End::Abrupt };
                }
            };
            if written.is_err() {
                return End::Abrupt;
            }
        }
        if sink.flush().await.is_err() {
            return End::Abrupt;
        }
    }
    End::Abrupt
}
