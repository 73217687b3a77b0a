//! Where the servers are: this one, under the name it was asked by, or what a test says.

use serde_json::{Value, json};

use super::reply;
use super::{Call, Response};
use crate::server::Server;

impl Server {
    /// `GET /easemob/server.json` (EM-1, DNS-5).
    pub(super) fn discovery(&mut self, call: &Call<'_>) -> Response {
        if let Some(asked) = call.query("app_key").filter(|key| *key != self.config.app_key) {
            let (org, app) = asked.split_once('#').unwrap_or((asked, ""));
            return self.no_such_app(org, app);
        }
        let (rest, websocket) = match &self.hosts {
            Some((rest, websocket)) => {
                (list(rest, "https", "443"), list(websocket, "https", "443"))
            }
            None => {
                let here = [String::from(call.header("Host").unwrap_or("127.0.0.1"))];
                (list(&here, "http", "80"), list(&here, "http", "80"))
            }
        };
        let document = json!({
            "deploy_name": "emulator",
            "file_version": "1",
            "app_key": self.config.app_key,
            "rest": rest,
            "msync-wx": websocket,
            "msync-ws": websocket,
            "im": websocket,
            "enableReportLogs": "false",
            "reportInterval": "300000",
            "enableDataReport": "false",
            "uploadinparts_enable": "true",
        });
        reply::json(200, &document)
    }
}

/// Hosts as the document lists them.
fn list(addresses: &[String], protocol: &str, usual_port: &str) -> Value {
    let host = |address: &String| {
        let (domain, port) = match address.rsplit_once(':') {
            Some((domain, port)) if port.parse::<u16>().is_ok() => (domain, port),
            _ => (address.as_str(), usual_port),
        };
        let mut host = json!({ "protocol": protocol, "domain": domain, "port": port });
        if domain.parse::<std::net::Ipv4Addr>().is_ok() {
            host["ip"] = json!(domain);
        }
        host
    };
    json!({ "hosts": addresses.iter().map(host).collect::<Vec<_>>() })
}
