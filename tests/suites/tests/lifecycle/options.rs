//! Every option, OPT-1 to OPT-20: a bad value is named before anything starts. Those that are
//! either on or off (OPT-7, OPT-10, OPT-13, OPT-16 to OPT-18), names without rules (OPT-12) and what
//! is left out (OPT-15, OPT-19) have no bad values.

use easemob_core::error::InvalidConfig;
use easemob_core::{AppKey, Client, Config, Instant, Renewal, Servers, UnixMillis, UserId};
use easemob_tests::peer::config;

fn reject(option: &str, value: &str, config: Config) {
    let result = Client::new(config, None, [0; 32], Instant::default(), UnixMillis(0));
    let Err(InvalidConfig { option: named, value: shown, .. }) = &result else {
        panic!("{option} = {value} is accepted");
    };
    assert_eq!((*named, shown.as_str()), (option, value));
    let text = result.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(text.contains(option) && !text.contains("ter2"), "{text}");
}

fn accept(what: &str, config: Config) {
    let result = Client::new(config, None, [0; 32], Instant::default(), UnixMillis(0));
    assert!(result.is_ok(), "{what}: {}", result.err().map(|e| e.to_string()).unwrap_or_default());
}

fn with(change: impl FnOnce(&mut Config)) -> Config {
    let mut config = config();
    change(&mut config);
    config
}

/// OPT-1.
#[test]
fn app_keys_have_two_parts() {
    for text in ["", "org", "#", "org#", "#app", "a#b#c", "org #app", "org#a/b", "orgé#app", "a#%"]
    {
        let wrong = AppKey::parse(text).expect_err(text).to_string();
        assert!(wrong.contains("app key") && wrong.contains(&format!("{text:?}")), "{wrong}");
    }
    let key = AppKey::parse("org-1#app.2").expect("an app key");
    assert_eq!((key.org(), key.app(), key.as_str()), ("org-1", "app.2", "org-1#app.2"));
}

/// OPT-2.
#[test]
fn app_ids_need_discovery() {
    reject("app_id", "", Config::with_app_id(""));
    reject("app_id", "a\nb", Config::with_app_id("a\nb"));
    reject("app_id", "id", with(|config| config.app_id = Some("id".to_string())));
    accept("an app id", Config::with_app_id("id"));
    let mut neither = Config::with_app_id("id");
    neither.app_id = None;
    reject("app_key", "", neither);
}

/// OPT-3 to OPT-6.
#[test]
fn urls_are_checked() {
    let fixed = |websocket: &str, rest: &str| {
        let (websocket, rest) = (websocket.to_string(), rest.to_string());
        with(|config| config.servers = Servers::Fixed { websocket, rest })
    };
    let good = ("wss://im.test/websocket", "https://rest.test");
    accept("both secure", fixed(good.0, good.1));
    accept("both plain", fixed("ws://[::1]:80/", "http://127.0.0.1:8080"));
    for bad in ["", "im.test", "https://im.test", "wss://", "wss://:443/", "ws://a b"] {
        reject("servers.websocket", bad, fixed(bad, good.1));
    }
    for bad in ["", "rest.test", "wss://rest.test", "https:///path", "http://a\tb"] {
        reject("servers.rest", bad, fixed(good.0, bad));
    }
    let seeds = |seeds: &[&str]| {
        let seeds = seeds.iter().map(ToString::to_string).collect();
        let https = easemob_core::Https::Only;
        with(|config| config.servers = Servers::HttpDns { seeds, https })
    };
    reject("servers.seeds", "[]", seeds(&[]));
    reject("servers.seeds", "rs.test", seeds(&["https://rs.test", "rs.test"]));

    // A password is not repeated.
    for (bad, shown) in [
        ("https://u:hunter2@h", "https://…@h"),
        ("https://u:hunter2@h/p?q", "https://…@h/p?q"),
        ("https://hunter2@h", "https://…@h"),
        ("https://u:hun@ter2@h", "https://…@h"),
        ("https://u:hunter2@", "https://…@"),
        ("https://u:hun/ter2@h", "https://…@h"),
        ("https://u:hunter2 @h", "https://…@h"),
        ("ftp://u:hunter2@h", "ftp://…@h"),
        ("ftp://u:hun/ter2@h", "ftp://…@h"),
        ("u:hunter2@h", "…@h"),
        ("u:hun/ter2@h", "…@h"),
    ] {
        reject("servers.websocket", shown, fixed(bad, good.1));
        reject("servers.rest", shown, fixed(good.0, bad));
        reject("servers.seeds", shown, seeds(&["https://rs.test", bad]));
    }
}

/// OPT-9, DEV rows.
#[test]
fn device_ids_are_checked() {
    let device = |id: &str| with(|config| config.device_id = Some(id.to_string()));
    let long = "x".repeat(129);
    reject("device_id", "", device(""));
    reject("device_id", "a/b", device("a/b"));
    reject("device_id", "a\u{7}", device("a\u{7}"));
    reject("device_id", &long[..120], device(&long));
    accept("128 bytes", device(&long[..128]));
}

/// OPT-11.
#[test]
fn custom_platforms_are_1_to_100() {
    let platform = |n| with(|config| config.identity.custom_platform = Some(n));
    reject("identity.custom_platform", "0", platform(0));
    reject("identity.custom_platform", "101", platform(101));
    accept("the least", platform(1));
    accept("the most", platform(100));
}

/// OPT-14.
#[test]
fn reconnections_are_at_least_one_or_without_end() {
    reject("reconnect_max", "0", with(|config| config.reconnect_max = Some(0)));
    accept("one", with(|config| config.reconnect_max = Some(1)));
    assert_eq!(config().reconnect_max, None, "a server-side client does not give up");
}

/// OPT-20: the length counts in UTF-16 units.
#[test]
fn login_texts_have_a_limit() {
    let ext = |text: String| with(|config| config.login_ext = Some(text));
    accept("1,024 units", ext("x".repeat(1_024)));
    accept("512 pairs", ext("😀".repeat(512)));
    reject("login_ext", &"x".repeat(120), ext("x".repeat(1_025)));
    reject("login_ext", &"😀".repeat(120), ext("😀".repeat(513)));
}

macro_rules! numbers {
    ($($option:ident: $($bad:expr),+;)*) => {
        &[$((stringify!($option), |n| with(|c| c.$option = n.try_into().expect("fits")), &[$($bad),+]),)*]
    };
}

/// OPT-8 and every other number: below, and above where there is an upper bound.
#[test]
fn numbers_have_bounds() {
    const DAY: u64 = 86_400_000;
    type Row = (&'static str, fn(u64) -> Config, &'static [u64]);
    let rows: &[Row] = numbers! {
        heartbeat_ms: 0, 999, 300_001;
        heartbeat_reply_ms: 0, 99, DAY + 1;
        probe_reply_ms: 0, 99, DAY + 1;
        dial_ms: 0, DAY + 1;
        provision_ms: 0, DAY + 1;
        login_ms: 0, DAY + 1;
        login_attempts: 0, 1_001;
        logout_ms: 0, DAY + 1;
        call_ms: 0, DAY + 1;
        answer_bytes_max: 0, 1_023;
        parts_at_once: 0, 101;
        upload_ms: 0, DAY + 1;
        stall_ms: 0, DAY + 1;
        file_bytes_max: 0;
        backoff_base_ms: 0, DAY + 1;
        backoff_cap_ms: 0, 999, DAY + 1;
        stable_ms: DAY + 1;
        network_down_retry_ms: 0, 999, DAY + 1;
        redirects_max: 101;
        outbox_max: 0, 1_000_001;
        outbox_bytes_max: 0, 1_023;
        message_bytes_max: 0, 63, 4 * 1024 * 1024 + 1;
        send_ack_ms: 0, DAY + 1;
        send_attempts: 0, 1_001;
        events_high: 0, 4_097;
        events_max: 0, 1_000_001;
        events_bytes_max: 0, 1_023;
        refusals_max: 1_001;
        refusal_pause_ms: DAY + 1;
        pulls_max: 0, 1_001;
        queues_max: 0, 1_000_001;
        pull_ms: 0, DAY + 1;
        seen_max: 0, 10_000_001;
        streams_max: 0, 1_000_001;
        stream_bytes_max: 0, 1_023;
        frame_bytes_max: 0, 1_023, 10 * 1024 * 1024 + 1;
        malformed_max: 0, 1_000_001;
        log_burst: 0, 1, 1_000_001;
        log_per_second: 0, 1_000_001;
    };
    for (option, config, bad) in rows {
        for value in *bad {
            let result = config(*value).validate();
            let named = result.err().unwrap_or_else(|| panic!("{option} = {value} is accepted"));
            assert_eq!((named.option, &named.value), (*option, &value.to_string()), "{named}");
        }
    }
    reject("heartbeat_ms", "999", with(|config| config.heartbeat_ms = 999));
    reject(
        "renewal.answer_ms",
        "0",
        with(|config| config.renewal = Renewal::Application { answer_ms: 0 }),
    );
    accept("no time to live", with(|config| config.send_ttl_ms = 0));
}

/// What is a number of `Config` can be set by name: by the Web SDK's, or by ours.
#[test]
fn every_bound_has_a_name() {
    let source = include_str!("../../../../core/src/config/mod.rs");
    let body = source.split("pub struct Config {").nth(1).expect("the struct");
    let body = body.split("\n}").next().expect("its end");
    let fields = body.lines().filter_map(|line| {
        let (name, kind) = line.trim().strip_prefix("pub ")?.split_once(": ")?;
        matches!(kind, "u64," | "u32," | "usize,").then_some(name)
    });
    let fields: Vec<&str> = fields.collect();
    assert!(fields.len() > 35, "{fields:?}");
    for field in fields {
        let name = match field {
            "heartbeat_ms" => "heartBeatWait".into(),
            field => field.split('_').skip(1).fold(
                format!("x-{}", field.split('_').next().unwrap_or_default()),
                |name, word| format!("{name}{}{}", word[..1].to_uppercase(), &word[1..]),
            ),
        };
        let wrong =
            easemob_core::web::apply_options(&mut config(), &format!(r#"{{"{name}":"?"}}"#))
                .expect_err("no number");
        assert_eq!((&wrong.option, &*wrong.value), (&name, r#""?""#), "{field} has no name");
    }
}

/// REG-8: checked before anything is sent.
#[test]
fn user_ids_are_of_the_vendors_characters() {
    let long = "x".repeat(65);
    for bad in ["", "a b", "a/b", "a#b", "a@b", "ü", "环信", "a\n", "a\0", "a%41", &long] {
        let wrong = UserId::new(bad.to_string()).expect_err(bad).to_string();
        assert!(wrong.contains("user id"), "{wrong}");
    }
    for good in ["a", "A-Z_a.z0", "123", &long[..64], "-", "."] {
        assert_eq!(UserId::new(good.to_string()).map(|id| id.to_string()), Ok(good.to_string()));
    }
}
