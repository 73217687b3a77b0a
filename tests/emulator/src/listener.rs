//! The machine behind a real port.
//!
//! [`spawn`] starts it in this process on a thread of its own, so that tests, examples and the
//! quickstart need no runtime and no second program. Everything else here is plumbing: one
//! [`Server`] behind a mutex that is never held across an await, one task per connection, one
//! for the clock.
//!
//! ```
//! use easemob_emulator::listener::{Options, spawn};
//! use serde_json::json;
//!
//! let emulator = spawn(Options::default())?;
//! emulator.control(json!({ "op": "user", "user": "alice", "password": "pw" }))?;
//! println!("clients connect to {} and {}", emulator.ws, emulator.rest);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The control interface has no password, and whoever reaches the port can use it: that is why
//! only loopback addresses are served unless [`Options::allow_remote`] says otherwise. For ten
//! thousand connections raise the limit of open files first (`ulimit -n`).

mod guard;
mod http;
mod hub;
mod options;
mod pages;
mod socket;
mod store;

use std::fmt;
use std::fs;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::routing::any;
use axum::serve::ListenerExt;
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::oneshot;

use crate::config::Config;
use crate::control::{Batch, ControlError, pause};
use crate::server::Server;
use hub::{Hub, Site};
pub use options::Options;
use store::Store;

/// Connections the kernel keeps until they are accepted.
const BACKLOG: u32 = 4096;

/// A listening emulator. It stops when this is dropped.
pub struct Running {
    /// Where clients connect.
    pub ws: String,
    /// Base of the REST addresses.
    pub rest: String,
    /// Where operations are posted.
    pub ctl: String,
    /// The page that shows what happens.
    pub inspector: String,
    /// The address it listens on.
    pub address: SocketAddr,
    hub: Arc<Hub>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Starts an emulator and returns when it listens and its script has run, up to the first
/// `sleep` in it.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`] names the option that is wrong; anything else is the port's.
pub fn spawn(options: Options) -> io::Result<Running> {
    let addresses = resolve(&options)?;
    let (server, store) = prepare(&options)?;
    let hub = Arc::new(Hub::new(server, store, site(&options)?));
    let (started, starting) = mpsc::channel();
    let (stop, stopped) = oneshot::channel();
    let for_thread = Arc::clone(&hub);
    let thread = thread::Builder::new()
        .name("easemob-emulator".into())
        .spawn(move || run(&for_thread, &addresses, &started, stopped))?;
    let address = starting.recv().map_err(|_| io::Error::other("the listener ended"))??;
    let shown = reachable(address);
    Ok(Running {
        ws: format!("ws://{shown}/websocket"),
        rest: format!("http://{shown}"),
        ctl: format!("http://{shown}/_ctl"),
        inspector: format!("http://{shown}/_inspector"),
        address,
        hub,
        stop: Some(stop),
        thread: Some(thread),
    })
}

impl Running {
    /// Does an operation of the control interface, or an array of them, without going through
    /// the port. Waits where a `sleep` says so.
    ///
    /// # Errors
    /// [`ControlError`] names what was wrong.
    #[expect(clippy::disallowed_methods, reason = "blocks its caller, as a `sleep` asks for")]
    pub fn control(&self, operation: Value) -> Result<Value, ControlError> {
        let batch = match operation {
            Value::Array(operations) => Batch { operations, many: true },
            one => Batch { operations: vec![one], many: false },
        };
        let mut results = Vec::new();
        for (index, operation) in batch.operations.iter().enumerate() {
            let done = self.hub.with(|server, now| server.operate(now, operation));
            results.push(done.map_err(|error| batch.place(index, error))?);
            if let Some(ms) = pause(operation) {
                thread::sleep(Duration::from_millis(ms));
            }
        }
        Ok(batch.answer(results))
    }

    /// The line the program prints when it listens.
    #[must_use]
    pub fn start_line(&self) -> String {
        let addresses = [&self.ws, &self.rest, &self.ctl, &self.inspector];
        let [ws, rest, ctl, inspector] = addresses.map(|address| json!(address));
        format!("{{\"ws\":{ws},\"rest\":{rest},\"ctl\":{ctl},\"inspector\":{inspector}}}")
    }

    /// Waits until the listener ends, which it does not do by itself.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _already_ended = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

/// The server the options ask for, with the state it left, its script run.
fn prepare(options: &Options) -> io::Result<(Server, Option<Store>)> {
    let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidInput, what);
    let mut config = Config::default();
    let mut settings = match &options.config {
        None => serde_json::Map::new(),
        Some(Value::Object(settings)) => settings.clone(),
        Some(_) => return Err(invalid("--config must be a JSON object".into())),
    };
    if let Some(app_key) = &options.app_key {
        settings.insert("appKey".into(), json!(app_key));
    }
    if options.auto_create_users {
        settings.insert("autoCreateUsers".into(), json!(true));
    }
    config.set(&settings).map_err(|error| invalid(error.to_string()))?;
    let clock = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seed = options.seed.unwrap_or(clock.as_nanos() as u64);
    let mut server = Server::new(config, seed, hub::unix_ms());
    let store = options.state.as_ref().map(|path| Store::open(path, &mut server, seed));
    let store = store.transpose().map_err(|error| invalid(error.to_string()))?;
    for (user, password) in &options.seed_users {
        let operation = json!({ "op": "user", "user": user, "password": password });
        let created = server.operate(hub::unix_ms(), &operation);
        created.map_err(|error| invalid(format!("--seed-users: {error}")))?;
    }
    if let Some(script) = &options.script {
        let ran = Batch::parse_script(script)
            .and_then(|batch| server.operate_all(hub::unix_ms(), &batch));
        ran.map_err(|error| invalid(format!("script: {error}")))?;
    }
    if let Some(store) = &store {
        store.write(&server.changes()).map_err(io::Error::other)?;
    }
    Ok((server, store))
}

fn site(options: &Options) -> io::Result<Site> {
    let web_sdk = options.web_sdk.as_ref().map(|path| {
        fs::read(path).map(Bytes::from).map_err(|error| {
            let what = format!("--web-sdk {}: {error}", path.display());
            io::Error::new(io::ErrorKind::InvalidInput, what)
        })
    });
    Ok(Site { allow_remote: options.allow_remote, web_sdk: web_sdk.transpose()? })
}

fn resolve(options: &Options) -> io::Result<Vec<SocketAddr>> {
    let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidInput, what);
    let addresses = options.listen.to_socket_addrs();
    let addresses: Vec<_> = addresses
        .map_err(|error| invalid(format!("cannot listen on {:?}: {error}", options.listen)))?
        .collect();
    let remote = addresses.iter().find(|address| !address.ip().is_loopback());
    match remote.filter(|_| !options.allow_remote) {
        Some(address) => Err(invalid(format!(
            "{address} is not a loopback address, and the control interface has no password: \
             whoever reaches it controls the server. Give --allow-remote if that is meant."
        ))),
        None => Ok(addresses),
    }
}

/// The thread of the listener.
fn run(
    hub: &Arc<Hub>,
    addresses: &[SocketAddr],
    started: &mpsc::Sender<io::Result<SocketAddr>>,
    stopped: oneshot::Receiver<()>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return drop(started.send(Err(error))),
    };
    runtime.block_on(async {
        let bound = bind(addresses).and_then(|listener| {
            let address = listener.local_addr()?;
            Ok((listener, address))
        });
        match bound {
            Ok((listener, address)) => {
                let _gone = started.send(Ok(address));
                tokio::select! {
                    () = serve(hub, listener) => {}
                    () = hub.failed() => {}
                    _ = stopped => {}
                }
            }
            Err(error) => drop(started.send(Err(error))),
        }
    });
    runtime.shutdown_background();
}

fn bind(addresses: &[SocketAddr]) -> io::Result<TcpListener> {
    let mut failure = io::Error::new(io::ErrorKind::InvalidInput, "no address to listen on");
    for address in addresses {
        let bound = (|| {
            let socket =
                if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
            socket.set_reuseaddr(true)?;
            socket.bind(*address)?;
            socket.listen(BACKLOG)
        })();
        match bound {
            Ok(listener) => return Ok(listener),
            Err(error) => failure = io::Error::new(error.kind(), format!("{address}: {error}")),
        }
    }
    Err(failure)
}

fn serve(hub: &Arc<Hub>, listener: TcpListener) -> impl Future<Output = ()> + use<> {
    let listener = listener.tap_io(|stream| {
        let _best_effort = stream.set_nodelay(true);
    });
    let clock = Arc::clone(hub);
    let router = Router::new()
        .route("/websocket", any(socket::upgrade))
        .merge(pages::routes(hub))
        .fallback(http::serve)
        .with_state(Arc::clone(hub));
    async move {
        tokio::select! {
            _ = axum::serve(listener, router).into_future() => {}
            () = clock.keep_time() => {}
        }
    }
}

/// The address clients of this machine can use.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        ip if ip.is_unspecified() => {
            SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port())
        }
        _ => address,
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").field("address", &self.address).finish_non_exhaustive()
    }
}
