//! What goes wrong as time passes: on the server, among its hosts, on people's machines. Drawn once a
//! second.

use bytes::Bytes;
use easemob_core::wire::{Provision, down};
use serde_json::{Value, json};

use super::{Who, World};
use crate::agenda::Happening;
use crate::fault::Fault;
use crate::network::HOSTS;

/// The pause between two draws.
const SECOND: u64 = 1_000;

/// Every way to refuse a login (PR rows): code and reason.
const REFUSALS: &[(i32, &str)] = &[
    (1, "Sorry, user register limit"),
    (1, "Sorry, user register rate limit"),
    (1, "Sorry, token expired"),
    (1, "Sorry, token or password does not match login info"),
    (1, "Sorry, user not found"),
    (1, "Sorry"),
    (2, "UNAUTHORIZED"),
    (3, "MISSING_PARAMETER"),
    (4, "WRONG_PARAMETER"),
    (6, "TOKEN_EXPIRED"),
    (7, "Sorry, the app month live count limit"),
    (7, "Sorry, the app day live count limit"),
    (7, "Sorry, the app online count limit"),
    (7, "PERMISSION_DENIED"),
    (8, "NO_ROUTE"),
    (9, "UNKNOWN_COMMAND"),
    (10, "PB_PARSER_ERROR"),
    (11, "BIND_ANOTHER_DEVICE"),
    (12, "IM_FORBIDDEN"),
    (13, "TOO_MANY_DEVICES"),
    (14, "PLATFORM_LIMIT"),
    (15, "USER_MUTED"),
    (16, "ENCRYPT_DISABLE"),
    (17, "ENCRYPT_ENABLE"),
    (18, "DECRYPT_FAILURE"),
    (19, "PERMISSION_DENIED_EXTERNAL"),
    (20, "RESOURCE_CHANGED"),
    (99, "a code nobody knows"),
];

impl World {
    /// A second has passed: draws what it brings.
    pub(super) fn gust(&mut self) {
        self.gusty = self.network.weather.has_any(Fault::OF_TIME);
        if !self.gusty || self.people.is_empty() {
            return;
        }
        for fault in Fault::OF_TIME {
            let who = Who(self.trouble.between((0, self.people.len() as u64 - 1)) as usize);
            let strikes = self.trouble.happens(self.network.weather.chance(*fault));
            if strikes && self.bring(*fault, who) {
                self.network.count(*fault);
            }
        }
        self.network.agenda.enter(self.now + SECOND, Happening::Gust);
    }

    /// Draws from now on, if there is anything to draw.
    pub(super) fn begin_gusts(&mut self) {
        if !self.gusty && self.network.weather.has_any(Fault::OF_TIME) {
            self.gusty = true;
            self.network.agenda.enter(self.now + SECOND, Happening::Gust);
        }
    }

    /// What the weather has left behind goes with it: on the server, among the hosts, on disks.
    pub(super) fn clear_up(&mut self) {
        self.network.dead.clear();
        self.people.iter_mut().for_each(|person| person.disk.failing = 0);
        // Who was not told that his network is back is told now.
        for who in std::mem::take(&mut self.network.gone).into_keys() {
            let back = Happening::NetworkUp(self.process(who));
            self.network.agenda.enter(self.now, back);
        }
        let long = json!({ "op": "config", "set": { "tokenTtlMs": LONG } });
        for operation in [json!({ "op": "clearFaults" }), long] {
            self.server.operate(self.wall(), &operation).expect("known operations");
        }
        self.push();
    }

    /// Lets a fault happen to somebody. `false` when it cannot.
    fn bring(&mut self, fault: Fault, who: Who) -> bool {
        let user = self.people[who.0].name.clone();
        match fault {
            Fault::ServerRestarts | Fault::ServerCutOff => {
                let down = self.trouble.between((0, 20_000));
                self.break_links(down, fault == Fault::ServerCutOff);
            }
            Fault::Kick => {
                let operation = self.trouble.between((1, 4));
                let kick = json!({ "op": "kick", "user": user, "operation": operation });
                self.people[who.0].returns = true;
                return self.reaches_sessions(&kick);
            }
            Fault::Refusal => self.refuse_next(who, &user),
            Fault::OddReply => {
                let odd = down::Frame::Provision(Provision::default()).encode();
                self.oracle.odd(who, Bytes::new());
                self.does(&json!({ "op": "fault", "kind": "replace", "user": user, "times": 1,
                    "match": "PROVISION", "hex": hex(&odd) }));
                self.cut_quietly(who);
            }
            Fault::Redirect => self.redirect_next(who, &user),
            Fault::TokenExpires => {
                self.does(&json!({ "op": "expireToken", "user": user }));
                if self.trouble.happens(500) {
                    self.cut_quietly(who);
                }
            }
            Fault::TokenShort => {
                let life = self.trouble.between((2_000, 40_000));
                self.does(&json!({ "op": "config", "set": { "tokenTtlMs": life } }));
            }
            Fault::AckLost => {
                let times = self.trouble.between((1, 3));
                self.does(
                    &json!({ "op": "fault", "kind": "loseAck", "user": user, "times": times }),
                );
                if self.trouble.happens(500) {
                    self.cut_quietly(who);
                }
            }
            Fault::PageAgain => {
                return self.reaches_sessions(&json!({ "op": "again", "user": user }));
            }
            Fault::Duplicate => {
                // A second reply to PROVISION would not be compressed, as all that follows the first.
                let times = self.trouble.between((1, 4));
                self.does(&json!({ "op": "fault", "kind": "duplicate", "user": user,
                    "match": "SYNC|UNREAD|NOTICE", "times": times }));
            }
            Fault::Reorder => {
                self.does(&json!({ "op": "fault", "kind": "reorder", "user": user, "window": 2,
                    "match": "SYNC", "times": 1 }));
            }
            Fault::Ignored => {
                self.oracle.drops_messages_of(who);
                let times = self.trouble.between((1, 3));
                self.does(&json!({ "op": "hang", "user": user, "times": times }));
            }
            Fault::Poison => self.poison(who, &user),
            Fault::OddNotice => {
                let queue = ["nobody", "ann", "bob", &user][self.trouble.between((0, 3)) as usize];
                let notice = json!({ "queue": { "appKey": crate::person::APP_KEY, "name": queue,
                    "domain": "easemob.com" } });
                return self.reaches_sessions(
                    &json!({ "op": "down", "user": user, "command": "NOTICE", "body": notice }),
                );
            }
            Fault::Garbage => {
                let garbage = self.garbage();
                let op = if self.trouble.happens(300) { "wire" } else { "raw" };
                let sent = json!({ "op": op, "user": user, "hex": hex(&garbage) });
                self.oracle.odd(who, garbage);
                return self.reaches_sessions(&sent);
            }
            Fault::OddText => {
                self.oracle.odd(who, Bytes::from_static(b"<html>"));
                return self
                    .reaches_sessions(&json!({ "op": "text", "user": user, "text": "<html>" }));
            }
            Fault::HostDies => {
                let host = self.pick(HOSTS);
                let until = self.now + self.trouble.between((2_000, 40_000));
                self.trace.note(self.now, "-", format_args!("{host} is down"));
                self.network.dead.insert(host, until);
            }
            Fault::HostsChange => self.list_hosts(),
            Fault::Sleep => {
                // Seconds are likely, and so are hours.
                let millis =
                    (1_000 << self.trouble.between((0, 13))) + self.trouble.between((0, 999));
                let hint = self.trouble.happens(500);
                return self.sleep(who, millis, hint);
            }
            Fault::NetworkGone => {
                let millis = self.trouble.between((500, 60_000));
                let hint = self.trouble.happens(900);
                return self.lose_network(who, millis, hint);
            }
            Fault::Moves => return self.move_to_another_device(who),
            // They have occasions of their own.
            _ => return false,
        }
        true
    }

    fn refuse_next(&mut self, who: Who, user: &str) {
        let (code, reason) = self.pick(REFUSALS);
        let times = self.trouble.between((1, 2));
        self.does(&json!({ "op": "refuse", "user": user, "code": code, "reason": reason,
            "times": times }));
        self.cut_quietly(who);
    }

    /// To a host that lives, to one that does not, in a circle, nowhere.
    fn redirect_next(&mut self, who: Who, user: &str) {
        let ways: &[&[&str]] =
            &[&["other.test:443"], &["gone.test:443", "other.test:8443"], &["gone.test:443"], &[]];
        let (way, times) = (self.pick(ways), self.trouble.between((1, 3)));
        self.does(&json!({ "op": "refuse", "user": user, "code": 5, "reason": "REDIRECT",
            "redirect": way, "times": times }));
        self.cut_quietly(who);
    }

    /// A message that nobody can read, from a friend.
    fn poison(&mut self, who: Who, user: &str) {
        let from = self.people[(who.0 + 1) % self.people.len()].name.clone();
        let payload = self.garbage();
        let inject =
            json!({ "op": "inject", "user": user, "from": from, "payload": hex(&payload) });
        let answer = self.does(&inject);
        let id = answer["ids"][0].as_str().and_then(|id| id.parse().ok()).unwrap_or_default();
        self.oracle.poisoned(who, payload, id);
    }

    /// Bytes that no reader takes for anything: the first names a wire type that is none.
    fn garbage(&mut self) -> Bytes {
        let mut bytes = self.trouble.bytes();
        bytes[0] = 0x07;
        let length = self.trouble.between((8, 32)) as usize;
        Bytes::copy_from_slice(&bytes[..length])
    }

    /// What discovery names: some of the hosts, in some order.
    pub(super) fn list_hosts(&mut self) {
        let mut list = |kind: &str| {
            let first = self.trouble.between((1, 4));
            let count = self.trouble.between((1, 3));
            (first..first + count).map(|n| format!("{kind}{}.test", n % 4 + 1)).collect::<Vec<_>>()
        };
        let (rest, websocket) = (list("rest"), list("ws"));
        self.does(&json!({ "op": "hosts", "rest": rest, "websocket": websocket }));
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.trouble.between((0, from.len() as u64 - 1)) as usize]
    }

    fn cut_quietly(&mut self, who: Who) {
        if let Some(place) = self.place(who) {
            self.network.cut(self.now, place);
        }
    }

    fn reaches_sessions(&mut self, operation: &Value) -> bool {
        self.does(operation)["sessions"] != 0
    }

    fn does(&mut self, operation: &Value) -> Value {
        self.operate(operation).unwrap_or_else(|wrong| panic!("{operation}: {wrong}"))
    }
}

/// The life of a token in calm weather.
const LONG: u64 = 86_400_000;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
