//! The loop: lines, sockets and the clock in, lines and effects out.

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::process::ExitCode;
use std::task::{Context, Poll};

use easemob_core::CallFailed;
use easemob_core::driver::{Clerk, Io, Runtime, TransferFailed};

use super::process::Process;
use super::stdin::Lines;
use super::{aside, write};
use crate::driver::{ConnId, Driver};
use crate::settings::Settings;
use crate::transfer::Transferred;

/// Bytes of lines that are written before the loop looks further.
const WRITE_AT: usize = 64 * 1_024;

/// Inputs of one connection in a row before others have their turn.
const TURN: u32 = 32;

/// How long sockets may take to say goodbye when the process ends.
const FAREWELL_MS: u64 = 500;

pub(super) async fn run<R: Runtime>(settings: Settings, lend: impl Fn() -> R) -> ExitCode {
    let clock = lend();
    let host = Box::new(Process(lend()));
    let lines = match Lines::read(io::stdin()) {
        Ok(lines) => lines,
        Err(error) => {
            aside(&format!("standard input cannot be read: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let driver = Driver::new(settings, host, clock.now());
    let mut shell = Shell {
        driver,
        clock,
        lend,
        lines: Some(lines),
        sockets: BTreeMap::new(),
        transfers: Vec::new(),
        moved: false,
    };
    let code = poll_fn(|cx| shell.poll(cx)).await;
    shell.farewell().await;
    code
}

type Transferring = Pin<Box<dyn Future<Output = Result<Transferred, TransferFailed>>>>;

struct Shell<R: Runtime, F> {
    driver: Driver,
    clock: R,
    lend: F,
    /// `None` after the last.
    lines: Option<Lines>,
    sockets: BTreeMap<ConnId, Io<R>>,
    transfers: Vec<(ConnId, u64, Transferring)>,
    /// Whether the pass at hand has found something to do.
    moved: bool,
}

impl<R: Runtime, F: Fn() -> R> Shell<R, F> {
    /// Passes over everything until one finds nothing to do; then all lines are out and every
    /// source will wake this task.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<ExitCode> {
        loop {
            self.moved = false;
            self.read_lines(cx);
            self.read_clock(cx);
            self.read_sockets(cx);
            self.transfer(cx);
            let code = self.driver.exit_code();
            if (code.is_some() || !self.moved || self.driver.lines_len() >= WRITE_AT)
                && let Err(error) = write(&self.driver.take_lines())
            {
                aside(&format!("standard output is gone: {error}"));
                return Poll::Ready(ExitCode::FAILURE);
            }
            if let Some(code) = code {
                return Poll::Ready(ExitCode::from(code));
            }
            if !self.moved {
                return Poll::Pending;
            }
        }
    }

    fn read_lines(&mut self, cx: &mut Context<'_>) {
        let Some(Poll::Ready(lines)) = self.lines.as_ref().map(|lines| lines.poll(cx)) else {
            return;
        };
        match lines {
            Some(lines) => {
                for line in lines {
                    self.driver.line(self.clock.now(), &line);
                    self.start();
                }
            }
            None => {
                self.lines = None;
                self.driver.end_of_input(self.clock.now());
                self.start();
            }
        }
        self.moved = true;
    }

    fn read_clock(&mut self, cx: &mut Context<'_>) {
        while let Some(at) = self.driver.next_deadline()
            && self.clock.poll_alarm(cx, at).is_ready()
        {
            self.driver.tick(self.clock.now().max(at));
            self.start();
            self.moved = true;
        }
    }

    fn read_sockets(&mut self, cx: &mut Context<'_>) {
        let all: Vec<ConnId> = self.sockets.keys().copied().collect();
        for conn in all {
            for _ in 0..TURN {
                let Some(io) = self.sockets.get_mut(&conn) else { break };
                let Poll::Ready(input) = io.poll_input(cx, true, None) else { break };
                self.driver.input(self.clock.now(), conn, input);
                self.start();
                self.moved = true;
            }
        }
    }

    /// Begins the transfers the driver wants, and moves those that run.
    fn transfer(&mut self, cx: &mut Context<'_>) {
        while let Some((conn, transfer)) = self.driver.poll_transfer() {
            let number = transfer.number;
            let io = self.sockets.get(&conn);
            let handle = io.and_then(|io| self.driver.attend(conn, || Clerk::new(io)));
            let Some(handle) = handle else {
                let nobody = TransferFailed::Call(CallFailed::NotLoggedIn);
                self.driver.transferred(self.clock.now(), conn, number, Err(nobody));
                continue;
            };
            let work = async move { transfer.run(&handle).await };
            self.transfers.push((conn, number, Box::pin(work)));
            self.moved = true;
        }
        let mut ended = Vec::new();
        self.transfers.retain_mut(|(conn, number, work)| {
            if !self.driver.wants(*conn, *number) {
                return false;
            }
            let Poll::Ready(result) = work.as_mut().poll(cx) else { return true };
            ended.push((*conn, *number, result));
            false
        });
        for (conn, number, result) in ended {
            self.driver.transferred(self.clock.now(), conn, number, result);
            self.start();
            self.moved = true;
        }
        if self.driver.poll_clerks(cx, self.clock.now()).is_ready() {
            self.start();
            self.moved = true;
        }
    }

    /// Starts everything the driver wants; nothing of it waits.
    fn start(&mut self) {
        while let Some((conn, effect)) = self.driver.poll_effect() {
            let io = match (self.sockets.get_mut(&conn), self.driver.config(conn)) {
                (Some(io), _) => io,
                (None, Some(config)) => {
                    let io = Io::with_runtime(config, (self.lend)());
                    self.sockets.entry(conn).or_insert(io)
                }
                (None, None) => continue,
            };
            io.start(effect);
            self.moved = true;
        }
    }

    /// Lets the sockets that are being closed say so.
    async fn farewell(mut self) {
        let until = self.clock.now().plus(FAREWELL_MS);
        for io in self.sockets.values_mut() {
            let mut settled = pin!(io.settled());
            let clock = &mut self.clock;
            poll_fn(|cx| match settled.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(()),
                Poll::Pending => clock.poll_alarm(cx, until),
            })
            .await;
        }
    }
}
