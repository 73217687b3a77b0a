//! A service: HTTP in, chat out. `POST /send` with `{"to":"bob","text":"hello"}` answers when the
//! server has the message; `GET /healthz` says whether somebody is logged in. SIGINT and SIGTERM end it in
//! good order: no new requests, those under way are finished, then the logout.
//!
//! EASEMOB_APP_KEY, EASEMOB_USER, EASEMOB_PASSWORD, and EASEMOB_LISTEN (127.0.0.1:8080).

mod account;

use account::Failure;
use axum::extract::{Json, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Router, serve};
use easemob_tokio::core::{Event, OfflineCause, Outgoing, UserId};
use easemob_tokio::{Connection, Events, Handle};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

#[derive(Clone)]
struct Service {
    handle: Handle,
    online: watch::Receiver<bool>,
}

type Answer = (StatusCode, Json<Value>);

fn answer(status: StatusCode, body: Value) -> Answer {
    (status, Json(body))
}

async fn send(State(service): State<Service>, Json(asked): Json<Value>) -> Answer {
    let (Some(to), Some(text)) = (asked["to"].as_str(), asked["text"].as_str()) else {
        return answer(StatusCode::BAD_REQUEST, json!({ "error": "`to` and `text` are texts" }));
    };
    let to = match UserId::new(to.to_owned()) {
        Ok(to) => to,
        Err(wrong) => {
            return answer(StatusCode::BAD_REQUEST, json!({ "error": wrong.to_string() }));
        }
    };
    // Over a lost link this waits for the next one, until `Config::send_ttl_ms`.
    match service.handle.send(Outgoing::text(to, text.to_owned())).await {
        Ok(sent) => answer(StatusCode::OK, json!({ "id": sent.server.to_string() })),
        Err(failed) => answer(StatusCode::BAD_GATEWAY, json!({ "error": failed.to_string() })),
    }
}

async fn healthz(State(service): State<Service>) -> Answer {
    let online = *service.online.borrow();
    let status = if online { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    answer(status, json!({ "online": online }))
}

/// Tells who asks whether somebody is logged in, until nobody is for good.
async fn follow(mut events: Events, online: watch::Sender<bool>) -> Option<OfflineCause> {
    while let Some(event) = events.next().await {
        match event {
            Event::Online(_) => drop(online.send_replace(true)),
            Event::Reconnecting { .. } => drop(online.send_replace(false)),
            Event::Offline(why) => return Some(why),
            _ => {}
        }
    }
    None
}

#[cfg(unix)]
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).expect("signals can be waited for");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    let _asked = tokio::signal::ctrl_c().await;
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let (handle, events, background) = Connection::new(account::config()?, None)?.into_background();
    let client = tokio::spawn(background.run());
    let (tell, online) = watch::channel(false);
    println!("online as {}", handle.login(account::credentials()?).await?.user);
    let mut following = tokio::spawn(follow(events, tell));

    let listen = std::env::var("EASEMOB_LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".into());
    let listener = TcpListener::bind(listen).await?;
    println!("listening on {}", listener.local_addr()?);
    let service = Service { handle: handle.clone(), online };
    let router = Router::new().route("/send", post(send)).route("/healthz", get(healthz));
    let (stop, mut stopped) = watch::channel(false);
    let serving = serve(listener, router.with_state(service))
        .with_graceful_shutdown(async move { drop(stopped.changed().await) });
    let serving = tokio::spawn(async move { serving.await });

    // Logged out for good, or asked to stop: either way what is under way is finished.
    let offline = tokio::select! {
        why = &mut following => why?,
        () = asked_to_stop() => None,
    };
    stop.send_replace(true);
    serving.await??;
    handle.shutdown().await;
    client.await?;
    println!("stopped");
    offline.map_or(Ok(()), |why| Err(why.into()))
}
