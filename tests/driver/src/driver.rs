//! The machine: lines and inputs in, lines and effects out.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use easemob_core::web::apply_options;
use easemob_core::{Config, Delivery, Effect, Input, Instant, Network};
use serde::Serialize;

use crate::calls::call;
use crate::command::{Command, Id};
use crate::connection::Connection;
use crate::credentials::credentials;
use crate::host::Host;
use crate::json::whole;
use crate::message::Form;
use crate::output::Output;
use crate::problem::Problem;
use crate::results::Done;
use crate::settings::Settings;

/// How long commands may go on after the end of the input.
const FINISH_MS: u64 = 5_000;

const DEFAULT_NAME: &str = "main";

/// One client of the driver, as the transport knows it. A name gets a new one when its client is
/// made anew, so late inputs of the old one go nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(u32);

/// Named clients behind a line protocol.
///
/// After each call take [`Driver::poll_effect`] until it says `None` and
/// [`Driver::take_lines`]; wait until [`Driver::next_deadline`] at most; end the process when
/// [`Driver::exit_code`] says so.
pub struct Driver {
    settings: Settings,
    host: Box<dyn Host>,
    pub(crate) out: Output,
    pub(crate) connections: BTreeMap<ConnId, Connection>,
    names: BTreeMap<String, ConnId>,
    effects: VecDeque<(ConnId, Effect)>,
    last_conn: u32,
    end: End,
}

/// How far the end of the process has come.
enum End {
    Open,
    /// No more commands come; those that run may go on until then.
    Finishing(Instant),
    /// Everybody is being logged out.
    Leaving,
    Exit(u8),
}

#[derive(Serialize)]
struct Ready<'a> {
    sdk: &'a str,
    pid: u32,
}

#[derive(Serialize)]
struct Stats {
    pid: u32,
    rss: u64,
    cpu: Cpu,
    connections: usize,
}

#[derive(Serialize)]
struct Cpu {
    user: u64,
    system: u64,
}

impl Driver {
    /// A driver without connections. Its first line, `_ready`, is there.
    #[must_use]
    pub fn new(settings: Settings, host: Box<dyn Host>, now: Instant) -> Self {
        let mut out = Output::new(now);
        out.own(None, "_ready", Some(&Ready { sdk: &settings.sdk, pid: host.pid() }));
        Self {
            settings,
            host,
            out,
            connections: BTreeMap::new(),
            names: BTreeMap::new(),
            effects: VecDeque::new(),
            last_conn: 0,
            end: End::Open,
        }
    }

    // ---- in -------------------------------------------------------------------------------------

    /// Takes one line of input, without its line break.
    pub fn line(&mut self, now: Instant, line: &[u8]) {
        self.out.now = self.out.now.max(now);
        match Command::parse(line) {
            None => {}
            Some(Ok(command)) => {
                if let Err(problem) = self.run(&command) {
                    self.out.failure(&command.id, &problem);
                }
            }
            Some(Err((id, problem))) => self.out.failure(&id, &problem),
        }
        self.settle();
    }

    /// Takes what happened to one client's sockets and requests.
    pub fn input(&mut self, now: Instant, conn: ConnId, input: Input) {
        self.out.now = self.out.now.max(now);
        if let Some(connection) = self.connections.get_mut(&conn) {
            connection.input(input, &mut self.out);
            self.drain(conn);
        }
        self.settle();
    }

    /// Takes the time.
    pub fn tick(&mut self, now: Instant) {
        self.out.now = self.out.now.max(now);
        let now = self.out.now;
        let due = |connection: &Connection| {
            connection.client.next_deadline().is_some_and(|deadline| deadline.at <= now)
        };
        let due: Vec<ConnId> = self
            .connections
            .iter()
            .filter(|(_, connection)| due(connection))
            .map(|(conn, _)| *conn)
            .collect();
        for conn in due {
            if let Some(connection) = self.connections.get_mut(&conn) {
                connection.client.handle(now, Input::Tick);
                self.drain(conn);
            }
        }
        self.settle();
    }

    /// No more lines come: what runs goes on for a while, then everybody logs out.
    pub fn end_of_input(&mut self, now: Instant) {
        self.out.now = self.out.now.max(now);
        if let End::Open = self.end {
            self.end = End::Finishing(self.out.now.plus(FINISH_MS));
        }
        self.settle();
    }

    // ---- out ------------------------------------------------------------------------------------

    /// The next thing to start for a client.
    pub fn poll_effect(&mut self) -> Option<(ConnId, Effect)> {
        self.effects.pop_front()
    }

    /// The lines printed since the last call, each with its line break.
    #[must_use]
    pub fn take_lines(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out.lines)
    }

    /// How many bytes of lines wait to be taken.
    #[must_use]
    pub fn lines_len(&self) -> usize {
        self.out.lines.len()
    }

    /// When to call [`Driver::tick`] at the latest.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        let clients = self.connections.values().filter_map(|c| c.client.next_deadline());
        let finishing = match self.end {
            End::Finishing(at) => Some(at),
            _ => None,
        };
        let own = [self.out.counter.deadline(), finishing].into_iter().flatten();
        clients.map(|deadline| deadline.at).chain(own).min()
    }

    /// What the process should exit with, once it should.
    #[must_use]
    pub fn exit_code(&self) -> Option<u8> {
        match self.end {
            End::Exit(code) => Some(code),
            _ => None,
        }
    }

    /// The configuration of a client, for the limits of its sockets.
    #[must_use]
    pub fn config(&self, conn: ConnId) -> Option<&Config> {
        self.connections.get(&conn).map(|connection| connection.client.config())
    }

    // ---- commands -------------------------------------------------------------------------------

    fn run(&mut self, command: &Command<'_>) -> Result<(), Problem> {
        match command.name.as_str() {
            "open" => self.open(command),
            "close" => self.with(command, |connection, out, id| {
                connection.close(id, out);
                Ok(())
            }),
            "send" => self.send(command, "msg", Form::Options),
            "rawSend" => self.send(command, "body", Form::Created),
            "call" => self.with(command, |connection, out, _| call(connection, command, out)),
            "create" => self.with(command, |_, out, id| {
                out.result(&id, &Done {});
                Ok(())
            }),
            "commit" | "refuse" => self.take_or_refuse(command),
            "net" => self.net(command),
            "mute" => {
                self.out.muted = command.flag("on")?.unwrap_or(true);
                self.done(command)
            }
            "count" => self.count(command),
            "stats" => self.stats(command),
            "exit" => {
                self.end = End::Exit(0);
                Ok(())
            }
            other => Err(Problem::UnknownCommand(other.to_owned())),
        }
    }

    fn done(&mut self, command: &Command<'_>) -> Result<(), Problem> {
        self.out.result(&command.id, &Done {});
        Ok(())
    }

    /// The connection a command is for. A name not seen before is made a client; only then its
    /// options count.
    fn connection(&mut self, command: &Command<'_>) -> Result<ConnId, Problem> {
        let name = command.connection()?.unwrap_or_else(|| DEFAULT_NAME.to_owned());
        if let Some(conn) = self.names.get(&name) {
            return Ok(*conn);
        }
        let mut config = self.settings.config.clone();
        if let Some(options) = command.fields.get("options") {
            apply_options(&mut config, options.get()).map_err(|wrong| Problem::of(&wrong))?;
        }
        let (now, host, tap) = (self.out.now, &mut *self.host, self.settings.tap);
        let connection = Connection::new(&name, config, now, host, tap)?;
        Ok(self.adopt(connection))
    }

    fn adopt(&mut self, connection: Connection) -> ConnId {
        self.last_conn += 1;
        let conn = ConnId(self.last_conn);
        self.names.insert(connection.name.clone(), conn);
        self.connections.insert(conn, connection);
        conn
    }

    fn with(
        &mut self,
        command: &Command<'_>,
        work: impl FnOnce(&mut Connection, &mut Output, Id) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let conn = self.connection(command)?;
        let Some(connection) = self.connections.get_mut(&conn) else { return Ok(()) };
        let result = work(connection, &mut self.out, command.id.clone());
        self.drain(conn);
        result
    }

    fn open(&mut self, command: &Command<'_>) -> Result<(), Problem> {
        let conn = self.connection(command)?;
        let (who, by_password) = credentials(command, &*self.host)?;
        self.renew_if_outdated(conn)?;
        self.with(command, |connection, out, id| {
            connection.open(id, out.now, who, by_password).map_err(|(_, problem)| problem)
        })
    }

    /// Options set since the client was made count from this login on.
    fn renew_if_outdated(&mut self, conn: ConnId) -> Result<(), Problem> {
        let outdated =
            self.connections.get(&conn).is_some_and(|c| c.outdated && c.client.is_offline());
        if outdated && let Some(mut connection) = self.connections.remove(&conn) {
            let renewed = connection.renew_client(self.out.now, &mut *self.host);
            self.adopt(connection);
            renewed?;
        }
        Ok(())
    }

    fn send(&mut self, command: &Command<'_>, field: &str, form: Form) -> Result<(), Problem> {
        self.with(command, |connection, out, id| {
            if !connection.is_logged_in() {
                return Err(Problem::NotLoggedIn);
            }
            let json = command.required(field)?;
            connection.send_with_file(id, json, form, out)
        })
    }

    fn take_or_refuse(&mut self, command: &Command<'_>) -> Result<(), Problem> {
        let bad = |what: &str| Problem::BadField(format!("token must be that of {what}"));
        let token = whole(command.required("token")?).ok_or_else(|| bad("an event"))?;
        self.with(command, |connection, out, id| {
            if command.name == "commit" {
                connection.client.commit(out.now, Delivery(token));
            } else if !connection.client.refuse(out.now, Delivery(token)) {
                return Err(bad("an event that was neither committed nor refused yet"));
            }
            out.result(&id, &Done {});
            Ok(())
        })
    }

    /// The network is one for all connections, unless one is named.
    fn net(&mut self, command: &Command<'_>) -> Result<(), Problem> {
        let online = command.flag("online")?;
        let online = online.ok_or_else(|| Problem::BadField("online is missing".into()))?;
        let network = if online { Network::Up } else { Network::Down };
        let all = match command.connection()? {
            Some(_) => vec![self.connection(command)?],
            None => self.connections.keys().copied().collect(),
        };
        for conn in all {
            if let Some(connection) = self.connections.get_mut(&conn) {
                connection.network(network, &mut self.out);
                self.drain(conn);
            }
        }
        self.done(command)
    }

    fn count(&mut self, command: &Command<'_>) -> Result<(), Problem> {
        let usage = self.host.usage().ok();
        self.out.counter.begin(command, self.out.now, usage)?;
        self.out.own(None, "_counting", None::<&()>);
        Ok(())
    }

    fn stats(&mut self, command: &Command<'_>) -> Result<(), Problem> {
        let usage = self.host.usage().map_err(Problem::Unavailable)?;
        let stats = Stats {
            pid: self.host.pid(),
            rss: usage.rss,
            cpu: Cpu { user: usage.user_us, system: usage.system_us },
            connections: self.connections.len(),
        };
        self.out.result(&command.id, &stats);
        Ok(())
    }

    // ---- what follows ---------------------------------------------------------------------------

    pub(crate) fn drain(&mut self, conn: ConnId) {
        if let Some(connection) = self.connections.get_mut(&conn) {
            let effects = &mut self.effects;
            connection.drain(&mut self.out, |effect| effects.push_back((conn, effect)));
        }
    }

    /// Ends what has come to its end: a count, and the process.
    pub(crate) fn settle(&mut self) {
        if self.out.counter.is_running() {
            let host = &self.host;
            if let Some((id, counted)) = self.out.counter.ended(self.out.now, || host.usage().ok())
            {
                self.out.answer_with(&id, counted);
            }
        }
        if let End::Finishing(at) = self.end
            && (at <= self.out.now || !self.is_busy())
        {
            self.leave();
        }
        if let End::Leaving = self.end
            && self.connections.values().all(|connection| connection.client.is_offline())
        {
            self.end = End::Exit(0);
        }
    }

    fn is_busy(&self) -> bool {
        self.out.counter.is_running() || self.connections.values().any(Connection::is_busy)
    }

    fn leave(&mut self) {
        self.end = End::Leaving;
        let why = "the input has ended";
        if let Some(id) = self.out.counter.abandon() {
            self.out.failure(&id, &Problem::Ended(why));
        }
        let all: Vec<ConnId> = self.connections.keys().copied().collect();
        for conn in all {
            if let Some(connection) = self.connections.get_mut(&conn) {
                connection.abandon(why, &mut self.out);
                connection.client.logout(self.out.now);
                self.drain(conn);
            }
        }
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver")
            .field("connections", &self.connections.len())
            .finish_non_exhaustive()
    }
}
