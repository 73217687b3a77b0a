//! The way to a host, on a connection of its own: name, TCP, TLS.

use std::future::Future;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use async_io::Timer;
use async_net::TcpStream;
use easemob_smol::Tls;
use easemob_smol::core::driver::in_turn;
use easemob_smol::rustls::pki_types::ServerName;
use easemob_smol::rustls::{CertificateError, ClientConnection, Error, ProtocolVersion};
use easemob_transport::hyper::Uri;
use futures_lite::future::or;
use futures_rustls::TlsConnector;
use jiff::Timestamp;

use super::certificate::Certificate;
use super::report::Report;
use super::step::Step;
use super::{advice, no_answer, unreachable};
use crate::exit::Failure;
use crate::words::{os, words};

/// How long one address of a host may take while others wait for their turn, as in the library.
const NEXT_ADDRESS: Duration = Duration::from_secs(2);

/// Where a URL leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    host: String,
    port: u16,
    plain: bool,
}

impl Place {
    /// `None` for what the library does not connect to either.
    pub(super) fn of(url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let plain = matches!(uri.scheme_str()?, "ws" | "http");
        let port = uri.port_u16().unwrap_or(if plain { 80 } else { 443 });
        let host = uri.host()?.trim_start_matches('[').trim_end_matches(']').to_owned();
        Some(Self { host, port, plain })
    }

    pub(super) fn name(&self) -> String {
        let Self { host, port, .. } = self;
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }
}

/// Goes there step by step; each is told, but for the one that fails.
pub(super) async fn reach(
    place: &Place,
    tls: &Tls,
    report: &mut Report,
    limit: Duration,
) -> Result<(), Failure> {
    report.set_out(if place.plain { &[Step::Resolve, Step::Tcp] } else { &Step::WAY });
    let addresses = resolve(place, report, limit).await?;
    let stream = connect(place, addresses, report, limit).await?;
    if place.plain {
        return Ok(());
    }
    encrypt(place, stream, tls, report, limit).await
}

async fn resolve(
    place: &Place,
    report: &mut Report,
    limit: Duration,
) -> Result<Vec<SocketAddr>, Failure> {
    let Place { host, port, .. } = place;
    report.begin(Step::Resolve, Some(host));
    if let Ok(address) = host.parse::<IpAddr>() {
        report.passed(words!("it is an address", "已经是 IP 地址"))?;
        return Ok(vec![(address, *port).into()]);
    }
    let addresses = within(limit, async_net::resolve((host.as_str(), *port))).await;
    let addresses = addresses.ok_or_else(|| silent(limit))?;
    let addresses = addresses.map_err(|error| {
        unreachable(words!("the name cannot be resolved ({error})", "无法解析该域名（{error}）"))
    })?;
    if addresses.is_empty() {
        return Err(unreachable(words!("the name has no address", "该域名没有对应的地址")));
    }
    let list: Vec<String> = addresses.iter().map(|it| it.ip().to_string()).collect();
    let list = list.join(", ");
    report.passed(words!("{list}", "{list}"))?;
    Ok(addresses)
}

/// Tries one address after another.
async fn connect(
    place: &Place,
    addresses: Vec<SocketAddr>,
    report: &mut Report,
    limit: Duration,
) -> Result<TcpStream, Failure> {
    report.begin(Step::Tcp, Some(&place.name()));
    let mut addresses = in_turn(addresses);
    let mut failure = silent(limit);
    while let Some(address) = addresses.pop_front() {
        let left = limit.saturating_sub(report.elapsed());
        let turn = if addresses.is_empty() { left } else { left.min(NEXT_ADDRESS) };
        match within(turn, TcpStream::connect(address)).await {
            Some(Ok(stream)) => {
                let ip = address.ip();
                report.passed(words!("to {ip}", "已连接 {ip}"))?;
                return Ok(stream);
            }
            Some(Err(error)) => failure = broken(&error),
            None => failure = silent(turn),
        }
    }
    Err(failure)
}

async fn encrypt(
    place: &Place,
    stream: TcpStream,
    tls: &Tls,
    report: &mut Report,
    limit: Duration,
) -> Result<(), Failure> {
    report.begin(Step::Tls, Some(&place.name()));
    let Ok(name) = ServerName::try_from(place.host.clone()) else {
        return Err(unreachable(words!("this is no host name", "这不是有效的主机名")));
    };
    let encrypting = TlsConnector::from(tls.config()).connect(name, stream);
    match within(limit, encrypting).await {
        None => Err(silent(limit)),
        Some(Err(error)) => Err(unencrypted(&error, report)),
        Some(Ok(stream)) => told(stream.get_ref().1, report),
    }
}

/// What was agreed on, and with whom.
fn told(session: &ClientConnection, report: &mut Report) -> Result<(), Failure> {
    let version = match session.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "TLS",
    };
    let mut detail = words!("{version}", "{version}");
    let first = session.peer_certificates().and_then(<[_]>::first);
    let Some(certificate) = first.and_then(Certificate::read) else {
        return report.passed(detail);
    };
    detail.add(&words!(", ", "，"));
    detail.add(&certificate.words());
    match certificate.warning(Timestamp::now()) {
        None => report.passed(detail),
        Some(why) => {
            report.advise(advice::renew());
            report.warned(detail, &why)
        }
    }
}

/// Why TLS did not come about.
fn unencrypted(error: &io::Error, report: &mut Report) -> Failure {
    use CertificateError as Of;
    let (why, advice) = match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(Error::InvalidCertificate(Of::UnknownIssuer)) => (
            words!("nobody trusted signed its certificate", "服务器证书不是由受信任的机构签发"),
            advice::untrusted(),
        ),
        Some(Error::InvalidCertificate(
            Of::NotValidForName | Of::NotValidForNameContext { .. },
        )) => {
            let why = words!("its certificate is for another host", "服务器证书属于其他主机");
            (why, advice::another_host())
        }
        Some(Error::InvalidCertificate(Of::Expired | Of::ExpiredContext { .. })) => {
            (words!("its certificate has expired", "服务器证书已过期"), advice::wrong_time())
        }
        Some(Error::InvalidCertificate(Of::NotValidYet | Of::NotValidYetContext { .. })) => {
            (words!("its certificate is not valid yet", "服务器证书尚未生效"), advice::wrong_time())
        }
        Some(Error::InvalidMessage(_)) => {
            (words!("this port does not speak TLS", "该端口未使用 TLS"), advice::no_tls())
        }
        _ => return broken(error),
    };
    report.advise(advice);
    let mut why = why;
    why.add(&words!(" ({error})", "（{error}）"));
    unreachable(why)
}

fn broken(error: &io::Error) -> Failure {
    let words = match error.kind() {
        ErrorKind::ConnectionRefused => {
            words!("nobody listens there ({error})", "该端口没有程序监听（{error}）")
        }
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable => {
            words!("there is no way there ({error})", "网络不可达（{error}）")
        }
        ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset => {
            words!("the other side hung up ({error})", "对方断开了连接（{error}）")
        }
        _ => os(error),
    };
    unreachable(words)
}

fn silent(limit: Duration) -> Failure {
    unreachable(no_answer(limit))
}

/// The work, or `None` when it takes longer.
async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let over = async {
        Timer::after(limit).await;
        None
    };
    or(async { Some(work.await) }, over).await
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn places() {
        for (url, name, plain) in [
            ("ws://host/websocket", "host:80", true),
            ("https://name:secret@host:44/", "host:44", false),
            ("wss://[::1]:8443/x", "[::1]:8443", false),
            ("https://[::1]?a=http://b:1/", "[::1]:443", false),
        ] {
            let place = Place::of(url).expect("a place");
            assert_eq!((&*place.name(), place.plain), (name, plain), "{url}");
        }
        assert_eq!(Place::of("host"), None);
    }
}
