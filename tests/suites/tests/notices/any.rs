//! Any bytes are told as something, and nothing panics.

use proptest::prelude::*;

use super::{forms, json_meta, told};
use easemob_core::Event;
use easemob_tests::peer::{say, texts};

/// JSON as a server might write it, and might not.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i64>().prop_map(|n| n.to_string()),
        any::<f64>().prop_map(|x| format!("{x:e}")),
        "[a-z_0-9]{0,8}".prop_map(|text| format!("\"{text}\"")),
    ];
    let key = proptest::sample::select(vec![
        "type",
        "data",
        "values",
        "op",
        "operation",
        "uid",
        "status",
        "from",
        "res",
        "ext",
        "reactions",
        "messageId",
        "last_message",
        "user",
        "group",
        "ignoreInterval",
    ]);
    leaf.prop_recursive(4, 24, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::vec((key.clone(), inner), 0..5).prop_map(|members| {
                let members: Vec<_> =
                    members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

fn kind() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "presence",
        "reaction",
        "thread",
        "roaming_delete",
        "conv",
        "user_notification_mute",
        "else",
    ])
}

proptest! {
    #[test]
    fn any_bytes(namespace in 0..8_i32, payload in prop::collection::vec(any::<u8>(), 0..120)) {
        let events = told(&[say::meta(1, namespace, "x", payload), say::text(2, "after")]);
        events.iter().for_each(|event| drop(forms(event)));
        let kicked = events.iter().any(|event| matches!(event, Event::Offline(_)));
        prop_assert!(kicked || texts(&events) == ["after"], "{:?}", events);
    }

    #[test]
    fn any_json(kind in kind(), data in json(), values in json()) {
        let notice = format!("{{\"type\":\"{kind}\",\"data\":{data},\"values\":{values}}}");
        let events = told(&[json_meta(1, &notice), say::text(2, "after")]);
        events.iter().for_each(|event| drop(forms(event)));
        prop_assert_eq!(texts(&events), ["after"]);
        prop_assert!(!events.iter().any(|event| matches!(event, Event::Malformed(_))));
    }
}
