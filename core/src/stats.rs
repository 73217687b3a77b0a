//! How full a client is: every bounded buffer, with its bound.

use serde::{Deserialize, Serialize};

/// How full a buffer is, and where its bound lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gauge {
    /// What is in it now.
    pub fill: usize,
    /// What may be in it.
    pub bound: usize,
}

impl Gauge {
    pub(crate) const fn new(fill: usize, bound: usize) -> Self {
        Self { fill, bound }
    }

    /// Whether there is no more in it than may be.
    #[must_use]
    pub const fn is_within(self) -> bool {
        self.fill <= self.bound
    }
}

macro_rules! stats {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// Every buffer of a client that a bound of [`Config`](crate::Config) limits:
        /// [`Client::stats`](crate::Client::stats). Plain numbers, for a dashboard or an assertion.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct Stats {
            $($(#[$doc])* pub $name: Gauge,)+
        }

        impl Stats {
            /// All of them by name.
            pub fn iter(&self) -> impl Iterator<Item = (&'static str, Gauge)> {
                [$((stringify!($name), self.$name),)+].into_iter()
            }
        }
    };
}

stats! {
    /// Events of every kind that wait for the application. What they may be together follows from
    /// what each kind may be: `events_max` twice, `outbox_max`, `calls_max`, `rooms_max`; content that
    /// goes beyond its bound goes beyond this one, too.
    events,
    /// Content handed over and not yet taken: `events_max`. Reading stops there; the frame being
    /// read may go beyond it.
    content,
    /// Its bytes, and those of unreadable frames kept for the application: `events_bytes_max`, with
    /// the same exception.
    content_bytes,
    /// Content waiting above which no page is asked for: `events_high`. A page that was asked for
    /// before may go beyond it.
    content_waiting,
    /// Messages and questions about rooms whose end was not taken yet: `outbox_max`; with a store one
    /// more, whose outcome the application has in its hands.
    outbox,
    /// Questions of the client's own, which let it into its rooms again: `rooms_max`.
    rejoins,
    /// The bytes of those that were not settled yet: `outbox_bytes_max`.
    outbox_bytes,
    /// Delivery receipts that wait for a link: `outbox_max`.
    receipts,
    /// Chat rooms that are joined, or were asked to be: `rooms_max`.
    rooms,
    /// Calls and registrations accepted whose answer was not taken yet: `calls_max`.
    calls,
    /// HTTP exchanges of calls under way: `calls_at_once`.
    exchanges,
    /// Content remembered as refused, by an earlier process too: `events_max`.
    refusals,
    /// Queues that are known: `queues_max`.
    queues,
    /// Pulls under way: `pulls_max`.
    pulls,
    /// Pages in the application's hands: one a queue, and those that came unasked with something
    /// new.
    pages,
    /// Ids of content that was taken: `seen_max`.
    seen,
    /// Streamed texts under way: `streams_max`.
    streams,
    /// The bytes of the longest of them: `stream_bytes_max`.
    stream_bytes,
    /// Redirects followed in the attempt at hand: `redirects_max`.
    redirects,
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use crate::client::Client;
    use crate::config::Config;
    use crate::ids::AppKey;
    use crate::time::{Instant, UnixMillis};

    /// Whoever adds an option decides here whether it bounds a buffer: this does not build before.
    #[test]
    fn every_bound_of_the_configuration_is_a_gauge() {
        let mut config = Config::new(AppKey::parse("org#app").expect("an app key"));
        let mut prime = 100_000;
        let mut next = || {
            prime += 1_009;
            prime
        };
        let Config {
            // Bounds of buffers: each gets a number of its own, to be found again.
            calls_at_once,
            calls_max,
            redirects_max,
            outbox_max,
            outbox_bytes_max,
            rooms_max,
            events_high,
            events_max,
            events_bytes_max,
            pulls_max,
            queues_max,
            seen_max,
            streams_max,
            stream_bytes_max,
            // Bounds of one thing at a time, which is read or refused at once.
            answer_bytes_max: _,
            message_bytes_max: _,
            frame_bytes_max: _,
            file_bytes_max: _,
            // Parts of files are a transport's.
            parts_at_once: _,
            // How often, not how many.
            login_attempts: _,
            call_attempts: _,
            send_attempts: _,
            reconnect_max: _,
            malformed_max: _,
            refusals_max: _,
            log_burst: _,
            log_per_second: _,
            // Times.
            heartbeat_ms: _,
            heartbeat_reply_ms: _,
            probe_reply_ms: _,
            dial_ms: _,
            provision_ms: _,
            login_ms: _,
            logout_ms: _,
            call_ms: _,
            call_ttl_ms: _,
            upload_ms: _,
            stall_ms: _,
            backoff_base_ms: _,
            backoff_cap_ms: _,
            stable_ms: _,
            network_down_retry_ms: _,
            send_ack_ms: _,
            send_ttl_ms: _,
            pull_ms: _,
            refusal_pause_ms: _,
            // Manners.
            app_key: _,
            app_id: _,
            servers: _,
            identity: _,
            device_id: _,
            login_ext: _,
            offer_lz4: _,
            delivery: _,
            own_upload: _,
            replaced_contents: _,
            commit: _,
            keep: _,
            renewal: _,
            statistic_pings: _,
            upload_parts: _,
            resend: _,
            #[cfg(feature = "seeded-bugs")]
                seeded_bug: _,
        } = &mut config;
        *redirects_max = 97;
        *calls_at_once = 9_973;
        *rooms_max = 9_967;
        *pulls_max = 997;
        let mut bounds = Vec::from([97, *calls_at_once, *rooms_max, *pulls_max]);
        for bound in [
            calls_max,
            outbox_max,
            outbox_bytes_max,
            events_high,
            events_max,
            events_bytes_max,
            queues_max,
            seen_max,
            streams_max,
            stream_bytes_max,
        ] {
            *bound = next();
            bounds.push(*bound);
        }
        let client = Client::new(config, None, [1; 32], Instant::from_millis(0), UnixMillis(0));
        let stats = client.expect("a good configuration").stats();
        let gauges: Vec<_> = stats.iter().map(|(_, gauge)| gauge.bound).collect();
        for bound in bounds {
            assert!(gauges.contains(&bound), "{bound} in {stats:?}");
        }
        assert!(stats.iter().all(|(_, gauge)| gauge.is_within()));
    }
}
