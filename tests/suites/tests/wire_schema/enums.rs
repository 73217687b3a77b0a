//! Every enum of `easemob_core::wire` with the names the schema gives it.

use std::fmt::Debug;

use easemob_core::wire::*;

/// Above every number in use.
const NUMBERS: std::ops::Range<i32> = -2..1000;

/// The schema's name of an enum, and the numbers and names our type knows.
pub(crate) type Known = (&'static str, Vec<(i32, String)>);

pub(crate) fn every() -> Vec<Known> {
    vec![
        known::<MSyncVersion>("MSync.Version"),
        known::<Command>("MSync.Command"),
        known::<EncryptType>("EncryptType"),
        known::<StatusCode>("Status.ErrorCode"),
        known::<ValueType>("KeyValue.ValueType"),
        known::<OsType>("Provision.OsType"),
        known::<NetworkType>("Provision.NetworkType"),
        known::<CompressType>("Provision.CompressType"),
        known::<CompressDirection>("Provision.CompressDirection"),
        known::<Namespace>("Meta.NameSpace"),
        known::<RouteType>("Meta.RouteType"),
        known::<StatisticOperation>("StatisticsBody.Operation"),
        known::<OsType>("StatisticsBody.OsType"),
        known::<NetworkType>("StatisticsBody.NetworkType"),
        known::<BodyType>("MessageBody.Type"),
        known::<EditScope>("MessageBody.EditScope"),
        known::<ContentType>("MessageBody.Content.Type"),
        known::<ContentSubType>("MessageBody.Content.SubType"),
        known::<StreamStatus>("MessageBody.Stream.StreamStatus"),
        known::<MucOperation>("MUCBody.Operation"),
        known::<MucKind>("MUCBody.Setting.Type"),
        known::<MucStatusCode>("MUCBody.Status.ErrorCode"),
        known::<MucEventType>("MUCBody.EventInfo.EventType"),
        known::<RosterOperation>("RosterBody.Operation"),
        known::<RosterStatusCode>("RosterBody.Status.ErrorCode"),
        known::<ConferenceOperation>("ConferenceBody.Operation"),
        known::<ConferenceKind>("ConferenceBody.Type"),
        known::<ConferenceIdentity>("ConferenceBody.Identity"),
        known::<ConferenceEndReason>("ConferenceBody.EndReason"),
        known::<StreamControlType>("ConferenceBody.StreamControlType"),
    ]
}

/// Whether a Rust variant may carry the number of this schema name: it is the same word, or that
/// word without the prefix that proto scoping asks for (`STREAM_START` is `Start`).
pub(crate) fn same_name(rust: &str, proto: &str) -> bool {
    let rust = match rust {
        "FourG" => "4G",
        "ThreeG" => "3G",
        "TwoG" => "2G",
        other => other,
    };
    let words: Vec<String> = proto.split('_').map(str::to_lowercase).collect();
    (0..words.len()).any(|first| words[first..].concat() == rust.to_lowercase())
}

fn known<E: TryFrom<i32> + Debug>(name: &'static str) -> Known {
    let numbers = NUMBERS.filter_map(|n| Some((n, format!("{:?}", E::try_from(n).ok()?))));
    (name, numbers.collect())
}
