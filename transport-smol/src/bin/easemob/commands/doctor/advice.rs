//! What to do about a step that failed.

use super::step::Step;
use crate::words::{Words, words};

/// What helps in most cases. `None` where the failure itself says what to do.
pub(super) fn of(step: Step) -> Option<Words> {
    Some(match step {
        Step::Settings => return None,
        Step::Resolve => words!(
            "check the host name, this machine's name server and its network",
            "请检查主机名、本机的 DNS 设置和网络连接"
        ),
        Step::Tcp => words!(
            "check the address and that the server is running; a firewall may be in the way",
            "请检查地址，并确认服务器已启动；连接也可能被防火墙拦截"
        ),
        Step::Tls => words!(
            "check that this port speaks TLS and that no proxy is in the way",
            "请确认该端口使用 TLS，且没有代理拦截连接"
        ),
        Step::Dns => words!(
            "check the app key and the addresses of --seeds; a private deployment is given with --ws \
             and --rest",
            "请检查 App Key 和 --seeds 的地址；私有部署请使用 --ws 和 --rest"
        ),
        Step::Token => words!(
            "check the user, the password and the app key; `easemob register` makes an account",
            "请检查用户名、密码和 App Key；可用 easemob register 注册账号"
        ),
        Step::WebSocket => words!(
            "check the address of --ws, its path too; a proxy may not let WebSockets through",
            "请检查 --ws 的地址和路径；也可能是代理不支持 WebSocket"
        ),
        Step::Provision => words!(
            "check that the token is this user's and has not expired, and that the console does not \
             forbid the login",
            "请确认 token 属于该用户且未过期，并在控制台确认没有禁止该用户登录"
        ),
        Step::Send => words!(
            "the login works; check in the console whether this user may send messages",
            "登录正常；请在控制台确认该用户是否可以发送消息"
        ),
        Step::Logout => words!(
            "nothing needs to be done: the server ends the session by itself",
            "无需处理：服务器会自行结束会话"
        ),
    })
}

/// Something that answers in the service's place.
pub(super) fn portal() -> Words {
    words!(
        "a web page answers instead of the service: log in to this network in a browser, or check the \
         address",
        "返回的是网页而不是服务的响应：请先在浏览器中完成网络认证，或检查地址"
    )
}

/// A server that takes connections and does not serve.
pub(super) fn mute() -> Words {
    words!(
        "check that this is the address of the service, its path too; if it is, the service has a \
         fault: try again later",
        "请检查这是否为服务的地址，路径是否正确；如果正确，则是服务端故障，请稍后重试"
    )
}

pub(super) fn untrusted() -> Words {
    words!(
        "for a CA of your own, or a proxy that reads along, give --trust FILE or --trust system",
        "如使用自签 CA 或会解密流量的代理，请指定 --trust FILE 或 --trust system"
    )
}

pub(super) fn another_host() -> Words {
    words!(
        "check the host name of the address; a proxy or a captive portal may answer in its place",
        "请检查地址中的主机名；也可能是代理或网络认证页面在冒充该主机应答"
    )
}

pub(super) fn wrong_time() -> Words {
    words!(
        "check this machine's clock; if it is right, the server needs a new certificate",
        "请检查本机时间；如果时间正确，则服务器需要更换证书"
    )
}

pub(super) fn no_tls() -> Words {
    words!(
        "check the port; a server without TLS is given as ws:// and http://",
        "请检查端口；不使用 TLS 的服务器请写成 ws:// 和 http://"
    )
}

pub(super) fn renew() -> Words {
    words!(
        "have the server's certificate renewed before nobody can log in",
        "请尽快更新服务器证书，否则到期后将无法登录"
    )
}
