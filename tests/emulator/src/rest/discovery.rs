//! Where the servers are: this one, under the name it was asked by.

use serde_json::json;

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
        let address = call.header("Host").unwrap_or("127.0.0.1");
        let (domain, port) = match address.rsplit_once(':') {
            Some((domain, port)) if port.parse::<u16>().is_ok() => (domain, port),
            _ => (address, "80"),
        };
        let mut host = json!({ "protocol": "http", "domain": domain, "port": port });
        if domain.parse::<std::net::Ipv4Addr>().is_ok() {
            host["ip"] = json!(domain);
        }
        let hosts = json!({ "hosts": [host] });
        let document = json!({
            "deploy_name": "emulator",
            "file_version": "1",
            "app_key": self.config.app_key,
            "rest": hosts,
            "msync-wx": hosts,
            "msync-ws": hosts,
            "im": hosts,
            "enableReportLogs": "false",
            "reportInterval": "300000",
            "enableDataReport": "false",
            "uploadinparts_enable": "true",
        });
        reply::json(200, &document)
    }
}
