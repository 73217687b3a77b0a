//! Presence: publishing it, subscribing to it (rest §2.6).

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::{Answer, Draft, Page};
use crate::error::CallFailed;
use crate::event::Presence;
use crate::ids::UserId;
use crate::json::Object;

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

/// Users a call can name.
const USERS_MAX: usize = 100;
/// Bytes of one's own words.
const EXT_MAX: usize = 64;
/// Seconds of a subscription: thirty days.
const EXPIRY_MAX: u64 = 2_592_000;

/// A subscription to the presence of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Subscription {
    /// To whose.
    pub user: String,
    /// When it ends, in seconds since 1970.
    pub expiry: Option<i64>,
}

impl<'de> Deserialize<'de> for Subscription {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Object::deserialize(from).map(|it| Self {
            user: String::from(&*it.text_or_empty("uid")),
            expiry: it.number("expiry"),
        })
    }
}

endpoints! {
    /// Presence: publishing it, subscribing to it: `client.presence()`.
    ///
    /// ```
    /// # use core::time::Duration;
    /// # use easemob_core::rest::{Caller, presence::Presences};
    /// # use easemob_core::UserId;
    /// # fn subscribe<C: Caller>(presence: Presences<C>, bob: UserId) {
    /// presence.subscribe(vec![bob], Duration::from_secs(24 * 60 * 60));
    /// # }
    /// ```
    ///
    /// The presence of who one has subscribed to is told by
    /// [`Event::Presence`](crate::Event::Presence). A call names 100 users at most. All of them are
    /// refused with [`ErrorCode::ServiceNotEnabled`](crate::ErrorCode::ServiceNotEnabled) where
    /// presence is switched off for the application.
    pub face Presences;

    /// Says in one's own words how it is on this device: `busy`. Whoever has subscribed is told.
    publish = PublishPresence {
        /// At most 64 bytes; empty for nothing in particular.
        description: String,
    } -> ();
    Post safe "publishPresence",
    |to| {
        let device = to.resource();
        to.bytes_within("description", description, EXT_MAX)
            .mine(["presence", device, "1"])
            .json(json!({ "ext": description }))
    },
    |answer| answer.done()

    /// Subscribes to the presence of users, and tells how it is now. Subscribing again sets a new
    /// end; there may be 3,000 subscriptions.
    subscribe = SubscribePresence {
        /// To whose.
        users: Vec<UserId>,
        /// For how long: whole seconds, 30 days at most.
        expiry: Duration,
    } -> Vec<Presence>;
    Post safe "subscribePresence",
    |to| {
        let seconds = expiry.as_secs();
        let path = alloc::format!("{seconds}");
        named(to, users)
            .within("expiry", seconds, 1, EXPIRY_MAX)
            .mine(["presence", &path])
            .json(usernames(users))
    },
    |answer| result(answer)

    /// Ends subscriptions.
    unsubscribe = UnsubscribePresence {
        /// To whose presence.
        users: Vec<UserId>,
    } -> ();
    Delete safe "unsubscribePresence",
    |to| {
        let ids: Vec<&str> = users.iter().map(UserId::as_str).collect();
        named(to, users).mine(["presence"]).json(json!(ids))
    },
    |answer| answer.done()

    /// A page of one's own subscriptions.
    subscriptions = ListSubscriptions {
        /// Which page; the first is 1.
        page: u32,
        /// Subscriptions a page, 1 to 500.
        size: u32,
    } -> Page<Subscription>;
    Get safe "getSubscribedPresencelist" ["getSubscribedPresenceList"],
    |to| to
        .within("page", u64::from(*page), 1, u64::from(u32::MAX))
        .within("size", u64::from(*size), 1, 500)
        .mine(["presence", "sublist"])
        .query("pageNum", page)
        .query("pageSize", size),
    |answer| {
        #[derive(Deserialize)]
        struct List {
            #[serde(default)]
            sublist: Option<Vec<Subscription>>,
        }
        let list: List = result(answer)?;
        Ok(Page::with_number(list.sublist.unwrap_or_default(), *page, *size))
    }

    /// The presence of users, without a subscription.
    status = PresenceStatus {
        /// Whose.
        users: Vec<UserId>,
    } -> Vec<Presence>;
    Post safe "getPresenceStatus",
    |to| named(to, users).mine(["presence"]).json(usernames(users)),
    |answer| result(answer)
}

paged! { ListSubscriptions => Subscription, number page; }

fn named<'t, 'a>(to: &'t mut Draft<'a>, users: &[UserId]) -> &'t mut Draft<'a> {
    to.count("users", users, 1, USERS_MAX)
}

fn usernames(users: &[UserId]) -> Value {
    let ids: Vec<&str> = users.iter().map(UserId::as_str).collect();
    json!({ "usernames": ids })
}

/// The member `result` of the document: presence answers have no `data`.
fn result<T: serde::de::DeserializeOwned>(answer: &Answer) -> Result<T, CallFailed> {
    #[derive(Deserialize)]
    struct Document<T> {
        result: T,
    }
    answer.json::<Document<T>>().map(|document| document.result)
}
