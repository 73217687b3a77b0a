//! A `ws://` or `wss://` URL (RFC 6455 §3), and what an `http://` or `https://` one has in common
//! with it.

/// Where to connect, and what to ask for there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    is_secure: bool,
    host: &'a str,
    port: u16,
    /// Path and query; may be empty or begin with `?`.
    resource: &'a str,
}

impl<'a> Target<'a> {
    /// Reads the URL of a WebSocket.
    ///
    /// # Errors
    /// [`BadUrl`] says what is wrong with it.
    pub fn parse(url: &'a str) -> Result<Self, BadUrl> {
        Self::with_schemes(url, "ws", "wss")
    }

    /// Reads the URL of an HTTP request.
    ///
    /// # Errors
    /// [`BadUrl`] says what is wrong with it.
    pub fn parse_http(url: &'a str) -> Result<Self, BadUrl> {
        Self::with_schemes(url, "http", "https")
    }

    fn with_schemes(url: &'a str, plain: &str, secure: &str) -> Result<Self, BadUrl> {
        // Whatever else a URL holds ends up in the request: no spaces, no line ends.
        if !url.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(BadUrl::Character);
        }
        let (scheme, rest) = url.split_once("://").ok_or(BadUrl::Scheme)?;
        let is_secure = match scheme {
            scheme if scheme.eq_ignore_ascii_case(secure) => true,
            scheme if scheme.eq_ignore_ascii_case(plain) => false,
            _ => return Err(BadUrl::Scheme),
        };
        if rest.contains('#') {
            return Err(BadUrl::Fragment);
        }
        let (authority, resource) = match rest.find(['/', '?']) {
            Some(end) => rest.split_at(end),
            None => (rest, ""),
        };
        let (host, port) = split_port(authority)?;
        let port = match port {
            Some(port) => port.parse().ok().filter(|port| *port != 0).ok_or(BadUrl::Port)?,
            None => default_port(is_secure),
        };
        Ok(Self { is_secure, host, port, resource })
    }

    /// Whether TLS is spoken.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// The name or address to dial, without the brackets of an IPv6 address.
    #[must_use]
    pub fn host(&self) -> &'a str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    /// The port to dial.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The host as the request names it, and the port where it is not the usual one.
    #[must_use]
    pub fn authority(&self) -> (&'a str, Option<u16>) {
        (self.host, Some(self.port).filter(|port| *port != default_port(self.is_secure)))
    }

    /// What precedes path and query in the request: a `/`, or nothing when the path has one.
    #[must_use]
    pub fn resource(&self) -> (&'static str, &'a str) {
        (if self.resource.starts_with('/') { "" } else { "/" }, self.resource)
    }
}

fn default_port(is_secure: bool) -> u16 {
    if is_secure { 443 } else { 80 }
}

fn split_port(authority: &str) -> Result<(&str, Option<&str>), BadUrl> {
    if authority.contains('@') {
        return Err(BadUrl::User);
    }
    let (host, port) = match authority.rfind(']') {
        Some(bracket) => {
            let (host, rest) = authority.split_at_checked(bracket + 1).unwrap_or_default();
            let port = rest.strip_prefix(':');
            if !host.starts_with('[') || host.len() < 4 || port.is_none() != rest.is_empty() {
                return Err(BadUrl::Host);
            }
            (host, port)
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    // An IPv6 address has two brackets.
    if host.is_empty() || (host.starts_with('[') && !host.ends_with(']')) {
        return Err(BadUrl::Host);
    }
    // `parse` would take a sign.
    if port.is_some_and(|port| !port.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(BadUrl::Port);
    }
    Ok((host, port))
}

/// A URL that leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadUrl {
    /// Not the scheme of a WebSocket, or of HTTP.
    #[error(
        "the URL must begin with wss:// or ws:// for a WebSocket, https:// or http:// for HTTP"
    )]
    Scheme,
    /// A space, a control character or one beyond ASCII.
    #[error("the URL must be visible ASCII; percent-encode the rest")]
    Character,
    /// §3: no `#`.
    #[error("the URL must not have a fragment")]
    Fragment,
    /// A user or password before the host.
    #[error("the URL must not hold a user or a password")]
    User,
    /// No host, or half an IPv6 address.
    #[error("the URL must name a host")]
    Host,
    /// Not a number from 1 to 65535.
    #[error("the URL's port must be 1 to 65535")]
    Port,
}
