//! Bots on the API as an application writes them, told by lines of JSON what to do, so that the side
//! by side measures the client and not the lines: events become no JSON.
//! `plain smol|tokio --app-key KEY --ws URL --rest URL`
#![forbid(unsafe_code)]

mod bot;
mod order;
mod tally;

use std::collections::BTreeMap;
use std::future::Future;
use std::io::BufRead;
use std::pin::Pin;
use std::process::ExitCode;
use std::rc::Rc;

use async_channel::{Receiver, Sender};
use async_executor::LocalExecutor;
use easemob_core::driver::Runtime;
use easemob_core::{AppKey, Config};
use easemob_smol::Smol;
use easemob_tokio::Tokio;
use serde_json::json;
use tokio::task::LocalSet;

use self::bot::Bot;
use self::order::{Command, Order};
use self::tally::Tally;

type Task = Pin<Box<dyn Future<Output = ()>>>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("plain: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let runtime = arguments.next().unwrap_or_default();
    let mut flags = BTreeMap::new();
    while let Some(flag) = arguments.next() {
        flags.insert(flag, arguments.next().ok_or("each flag has a value")?);
    }
    let flag = |name: &str| flags.get(name).cloned().ok_or(format!("{name} is missing"));
    let app_key = AppKey::parse(&flag("--app-key")?)?;
    let config = Config::private(app_key, flag("--ws")?, flag("--rest")?);
    let orders = read_orders();
    println!("{}", json!({ "event": "_ready", "data": { "pid": std::process::id() } }));
    match runtime.as_str() {
        "smol" => {
            let executor = LocalExecutor::new();
            let spawn = |task| executor.spawn(task).detach();
            async_io::block_on(executor.run(obey::<Smol>(config, orders, spawn)));
        }
        "tokio" => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let spawn = |task| drop(tokio::task::spawn_local(task));
            LocalSet::new().block_on(&runtime, obey::<Tokio>(config, orders, spawn));
        }
        _ => return Err("smol or tokio?".into()),
    }
    Ok(())
}

/// Orders, one a line, read by a thread of its own; the end of input ends them.
fn read_orders() -> Receiver<Order> {
    let (sender, orders) = async_channel::bounded(64);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { return };
            match serde_json::from_str(&line) {
                Ok(order) => drop(sender.send_blocking(order)),
                Err(error) => println!("{}", json!({ "ok": false, "error": error.to_string() })),
            }
        }
    });
    orders
}

/// Hands each order to the bot it names, which is made at its first order.
async fn obey<R: Runtime + Default>(config: Config, orders: Receiver<Order>, spawn: impl Fn(Task)) {
    let tally = Rc::new(Tally::default());
    let mut bots: BTreeMap<String, Sender<Order>> = BTreeMap::new();
    while let Ok(order) = orders.recv().await {
        if let Command::Count { n } = order.command {
            tally.begin(order.id, n);
            continue;
        }
        let bot = bots.entry(order.conn.clone()).or_insert_with(|| {
            let (sender, receiver) = async_channel::bounded(1);
            spawn(Bot::<R>::new(config.clone(), receiver, Rc::clone(&tally)).run());
            sender
        });
        if bot.send(order).await.is_err() {
            return;
        }
    }
}
