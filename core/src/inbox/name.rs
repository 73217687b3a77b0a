//! What a queue is called on the wire.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::sync::Arc;
use core::hash::{Hash, Hasher};

use hashbrown::Equivalent;

use crate::context::Context;
use crate::ids::QueueId;
use crate::seeded::SeededBug;
use crate::wire::Jid;
use crate::wire::view::{self, Text};

/// The name of a queue in borrowed bytes. The device an address may name is no part of it.
pub(super) struct Name<'a> {
    app_key: &'a str,
    name: Cow<'a, str>,
    domain: &'a str,
}

impl<'a> Name<'a> {
    pub(super) fn of(jid: &'a Jid, cx: &Context) -> Self {
        let text = |text: &'a Option<String>| text.as_deref().unwrap_or_default();
        Self::new(
            text(&jid.app_key),
            text(&jid.name),
            text(&jid.domain),
            text(&jid.client_resource),
            cx,
        )
    }

    pub(super) fn of_view(jid: &view::Jid<'a>, cx: &Context) -> Self {
        let text = |text: Option<Text<'a>>| text.unwrap_or_default().as_str();
        Self::new(
            text(jid.app_key),
            text(jid.name),
            text(jid.domain),
            text(jid.client_resource),
            cx,
        )
    }

    fn new(app_key: &'a str, name: &'a str, domain: &'a str, resource: &str, cx: &Context) -> Self {
        let mut name = Cow::Borrowed(name);
        if cx.config.has_bug(SeededBug::QueueKeyedWithResource) {
            name.to_mut().push_str(resource);
        }
        Self { app_key, name, domain }
    }

    pub(super) fn to_id(&self) -> QueueId {
        QueueId {
            app_key: self.app_key.to_owned(),
            name: self.name.clone().into_owned(),
            domain: self.domain.to_owned(),
        }
    }
}

/// As that of [`QueueId`].
impl Hash for Name<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.app_key.hash(state);
        self.name.hash(state);
        self.domain.hash(state);
    }
}

impl Equivalent<Arc<QueueId>> for Name<'_> {
    fn equivalent(&self, id: &Arc<QueueId>) -> bool {
        self.app_key == id.app_key && self.name == id.name && self.domain == id.domain
    }
}

#[cfg(test)]
mod tests {
    use core::hash::BuildHasher as _;

    use super::super::keyed::Keyed;
    use super::*;

    #[test]
    fn is_spread_like_the_id_it_stands_for() {
        let name = Name { app_key: "org#app", name: Cow::Borrowed("bob"), domain: "easemob.com" };
        let id = Arc::new(name.to_id());
        assert_eq!(Keyed(7).hash_one(&name), Keyed(7).hash_one(&id));
        assert!(name.equivalent(&id));
        let other = Name { app_key: "org#appbob", name: Cow::Borrowed(""), domain: "easemob.com" };
        assert_ne!(Keyed(7).hash_one(&other), Keyed(7).hash_one(&id));
        assert!(!other.equivalent(&id));
    }
}
