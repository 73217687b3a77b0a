//! Everything that can happen to a client, one kind each.

use bytes::Bytes;
use easemob_core::wire::{Provision, StatusCode, down};
use easemob_core::{
    Credentials, Delivery, Input, Link, LocalId, Lost, LostKind, Network, Outgoing, PhaseName,
    Secret,
};
use easemob_tests::peer::{EPOCH, PASSWORD, Peer, TOKEN, USER, say, user};

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stimulus {
    Login,
    LoginByPassword,
    Logout,
    Send,
    Cancel,
    Commit,
    Renew,
    RenewEmpty,
    TokenUnavailable,
    Register,
    Opened,
    Closed,
    StaleInputs,
    Accepted,
    AcceptedForAMoment,
    Refused,
    TokenRefused,
    Redirected,
    Unanswered,
    LogoutAnswered,
    UnreadNothing,
    UnreadSomething,
    UnreadLater,
    Notice,
    Page,
    Kick,
    Acknowledged,
    UnknownCommand,
    Garbage,
    Text,
    AnsweredWell,
    AnsweredNo,
    AnsweredLater,
    NetworkUp,
    NetworkDown,
    NetworkResumed,
    TickEarly,
    Deadline,
}

use Stimulus as S;

/// All of them.
#[rustfmt::skip]
pub(crate) const ALL: &[Stimulus] = &[
    S::Login, S::LoginByPassword, S::Logout, S::Send, S::Cancel, S::Commit, S::Renew,
    S::RenewEmpty, S::TokenUnavailable, S::Register, S::Opened, S::Closed, S::StaleInputs,
    S::Accepted, S::AcceptedForAMoment, S::Refused, S::TokenRefused, S::Redirected, S::Unanswered,
    S::LogoutAnswered, S::UnreadNothing, S::UnreadSomething, S::UnreadLater, S::Notice, S::Page,
    S::Kick, S::Acknowledged, S::UnknownCommand, S::Garbage, S::Text, S::AnsweredWell,
    S::AnsweredNo, S::AnsweredLater, S::NetworkUp, S::NetworkDown, S::NetworkResumed,
    S::TickEarly, S::Deadline,
];

impl Stimulus {
    /// Whether a phase can take it: frames need a link, answers need a question, a dial ends once.
    pub(crate) fn fits(self, phase: PhaseName) -> bool {
        use PhaseName as P;
        let on_a_link = matches!(phase, P::Dialing | P::Provisioning | P::Online | P::LoggingOut);
        match self {
            S::Opened => phase == P::Dialing,
            S::Closed => on_a_link,
            S::AnsweredWell | S::AnsweredNo | S::AnsweredLater => {
                matches!(phase, P::Discovering | P::Authenticating)
            }
            S::Deadline => phase != P::Offline,
            _ if self.frame().is_some() || matches!(self, S::Garbage | S::Text) => on_a_link,
            _ => true,
        }
    }

    /// Whether the server accepts a login.
    pub(crate) fn accepts(self) -> bool {
        matches!(self, S::Accepted | S::AcceptedForAMoment)
    }

    /// Whether it can happen now.
    pub(crate) fn is_possible(self, peer: &Peer) -> bool {
        match self {
            S::AnsweredWell | S::AnsweredNo | S::AnsweredLater => peer.requests() == 1,
            S::Deadline => peer.client.next_deadline().is_some(),
            _ => self.fits(peer.phase()),
        }
    }

    /// Lets it happen.
    pub(crate) fn happen(self, peer: &mut Peer) {
        match self {
            S::Login => try_login(peer, Credentials::token(user(USER), TOKEN)),
            S::LoginByPassword => try_login(peer, Credentials::password(user(USER), PASSWORD)),
            S::Logout => peer.logout(),
            S::Send => drop(peer.try_send(Outgoing::text(user("bob"), "hello"))),
            S::Cancel => drop(peer.call(|client, now| client.cancel(now, LocalId(1)))),
            S::Commit => peer.commit(Delivery(1)),
            S::Renew => drop(peer.renew("RENEWED-never-to-be-seen")),
            S::RenewEmpty => {
                assert!(!peer.call(|client, now| client.renew_token(now, Secret::new(""))));
            }
            S::TokenUnavailable => peer.call(|client, now| client.token_unavailable(now)),
            S::Register => {
                let register = |id| {
                    move |client: &mut easemob_core::Client, now| {
                        client.register(now, id, PASSWORD.into(), "")
                    }
                };
                drop(peer.call(register(user("carl"))));
            }
            S::Opened => peer.open(),
            S::Closed => peer.lose(LostKind::Broken),
            S::StaleInputs => stale_inputs(peer),
            S::Garbage => peer.hear_bytes(Bytes::from_static(b"\xff\xff\xff")),
            S::Text => {
                let link = peer.link();
                peer.handle(Input::Stray(link, Bytes::from_static(b"hello")));
            }
            S::AnsweredWell => answer_well(peer),
            S::AnsweredNo => peer.answer(401, "no"),
            S::AnsweredLater => peer.answer(502, "<html>later</html>"),
            S::NetworkUp => peer.handle(Input::Network(Network::Up)),
            S::NetworkDown => peer.handle(Input::Network(Network::Down)),
            S::NetworkResumed => peer.handle(Input::Network(Network::Resumed)),
            S::TickEarly => peer.handle(Input::Tick),
            S::Deadline => drop(peer.pass_deadline()),
            _ => {
                let now = peer.now();
                let frame = self.frame().map(|frame| frame(now));
                peer.hear(&frame.expect("the rest are frames"));
            }
        }
    }

    /// What the server says.
    fn frame(self) -> Option<fn(u64) -> down::Frame> {
        Some(match self {
            S::Accepted => |_| say::accepted(),
            S::AcceptedForAMoment => |now| say::accepted_until(EPOCH + now + 8_000),
            S::Refused => |_| say::status(StatusCode::Unauthorized as i32, "no"),
            S::TokenRefused => |_| say::status(StatusCode::TokenExpired as i32, "old"),
            S::Redirected => |_| say::redirect(&[("other.test", Some(1_234))]),
            S::Unanswered => |_| down::Frame::Provision(Provision::default()),
            S::LogoutAnswered => |_| say::goodbye(),
            S::UnreadNothing => |_| say::unread(&[]),
            S::UnreadSomething => |_| say::unread(&["bob", "carl"]),
            S::UnreadLater => |now| say::unread_at(EPOCH + now + 3_600_000),
            S::Notice => |_| say::notice("bob"),
            S::Page => |_| say::page("bob", &[say::text(7, "hi")], 7, true),
            S::Kick => |_| say::kick(2),
            S::Acknowledged => |_| say::ack(LocalId(1), 8),
            S::UnknownCommand => |_| down::Frame::Other { command: 99, payload: Bytes::new() },
            _ => return None,
        })
    }
}

/// One helpful step: whatever the client waits for happens, and if it is idle it is used.
pub(crate) fn help(peer: &mut Peer) {
    match peer.phase() {
        PhaseName::Offline => S::Login.happen(peer),
        PhaseName::Discovering | PhaseName::Authenticating if peer.requests() == 1 => {
            answer_well(peer);
        }
        PhaseName::Discovering | PhaseName::Authenticating | PhaseName::BackingOff => {
            S::Deadline.happen(peer);
        }
        PhaseName::Dialing => peer.open(),
        PhaseName::Provisioning => peer.hear(&say::accepted()),
        PhaseName::Online => {}
        PhaseName::AwaitingToken => S::Renew.happen(peer),
        PhaseName::LoggingOut => peer.hear(&say::goodbye()),
    }
}

fn try_login(peer: &mut Peer, who: Credentials) {
    if peer.phase() == PhaseName::Offline {
        peer.login_as(who);
    } else {
        let before = peer.phase();
        assert!(peer.call(|client, now| client.login(now, who)).is_err());
        assert_eq!(peer.phase(), before, "a refused login changes nothing");
    }
}

/// Everything about a link and a call that never were.
fn stale_inputs(peer: &mut Peer) {
    let (link, bytes, lost) = (Link(u32::MAX), Bytes::new(), Lost::new(LostKind::Closed, "late"));
    for input in [
        Input::Opened(link),
        Input::Received(link, bytes.clone()),
        Input::Stray(link, bytes),
        Input::Closed(link, lost.clone()),
        Input::Answered(easemob_core::CallId(u32::MAX), Err(lost)),
    ] {
        let before = peer.phase();
        peer.handle(input);
        assert_eq!(peer.phase(), before, "an input of the past changes nothing");
    }
    peer.confirm_closes();
}

/// The answer the question deserves.
fn answer_well(peer: &mut Peer) {
    let (_, request) = peer.request();
    let path = request.url.split('?').next().unwrap_or_default();
    let body = match path.rsplit('/').next() {
        Some("server.json") => say::SERVERS.to_string(),
        Some("token") => format!("{{\"access_token\":\"{TOKEN}\",\"expires_in\":3600}}"),
        Some("expires") => format!("{{\"expire_timestamp\":{}}}", EPOCH + 3_600_000),
        Some("users") => "{\"entities\":[{\"username\":\"carl\"}]}".to_string(),
        _ => panic!("who answers {request:?}?"),
    };
    peer.answer(200, body);
}
