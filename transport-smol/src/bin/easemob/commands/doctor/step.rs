//! What is looked at.

use crate::words::{Words, words};

/// The steps, in their order. The way to a host is gone for each host anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Settings,
    Resolve,
    Tcp,
    Tls,
    Dns,
    Token,
    WebSocket,
    Provision,
    Send,
    Logout,
}

impl Step {
    /// The way to a host.
    pub(super) const WAY: [Self; 3] = [Self::Resolve, Self::Tcp, Self::Tls];
    /// What is done there.
    pub(super) const WORK: [Self; 6] =
        [Self::Dns, Self::Token, Self::WebSocket, Self::Provision, Self::Send, Self::Logout];

    /// Its name in JSON.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Resolve => "resolve",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Dns => "dns",
            Self::Token => "token",
            Self::WebSocket => "websocket",
            Self::Provision => "provision",
            Self::Send => "send",
            Self::Logout => "logout",
        }
    }

    pub(super) fn name(self) -> Words {
        match self {
            Self::Settings => words!("settings", "读取配置"),
            Self::Resolve => words!("name resolution", "域名解析"),
            Self::Tcp => words!("TCP", "TCP 连接"),
            Self::Tls => words!("TLS", "TLS 握手"),
            Self::Dns => words!("server list", "获取服务器列表"),
            Self::Token => words!("token", "获取 token"),
            Self::WebSocket => words!("WebSocket", "WebSocket 升级"),
            Self::Provision => words!("login (PROVISION)", "登录（PROVISION）"),
            Self::Send => words!("message to oneself", "给自己发消息"),
            Self::Logout => words!("log out", "退出登录"),
        }
    }
}
