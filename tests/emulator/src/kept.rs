//! Maps that know which of their entries changed, so that a store can follow them.
//!
//! Reading goes through to the map inside. Whatever can change an entry counts as a change of it,
//! whether or not it is one: a store compares before it writes.

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};
use std::ops::Deref;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A map whose entries are kept.
pub(crate) struct Kept<K, V> {
    map: BTreeMap<K, V>,
    /// What changed since a store last asked. `None`: no store will ask.
    changed: Option<BTreeSet<K>>,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self { map: BTreeMap::new(), changed: None }
    }
}

impl<K, V> Deref for Kept<K, V> {
    type Target = BTreeMap<K, V>;

    fn deref(&self) -> &Self::Target {
        &self.map
    }
}

impl<K: Ord + Clone, V> Kept<K, V> {
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.touch(&key);
        self.map.insert(key, value)
    }

    pub(crate) fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        self.touch(&key);
        self.map.entry(key)
    }

    pub(crate) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        if let (Some(changed), Some((known, _))) = (&mut self.changed, self.map.get_key_value(key))
        {
            changed.insert(known.clone());
        }
        self.map.get_mut(key)
    }

    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (key, value) = self.map.remove_entry(key)?;
        self.touch(&key);
        Some(value)
    }

    pub(crate) fn pop_first(&mut self) -> Option<(K, V)> {
        let first = self.map.pop_first()?;
        self.touch(&first.0);
        Some(first)
    }

    pub(crate) fn retain(&mut self, mut keeps: impl FnMut(&K, &V) -> bool) {
        let changed = &mut self.changed;
        self.map.retain(|key, value| {
            let stays = keeps(key, value);
            if let Some(changed) = changed.as_mut().filter(|_| !stays) {
                changed.insert(key.clone());
            }
            stays
        });
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.touch_all();
        self.map.iter_mut()
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.iter_mut().map(|(_, value)| value)
    }

    pub(crate) fn clear(&mut self) {
        self.touch_all();
        self.map.clear();
    }

    fn touch(&mut self, key: &K) {
        if let Some(changed) = &mut self.changed {
            changed.insert(key.clone());
        }
    }

    fn touch_all(&mut self) {
        if let Some(changed) = &mut self.changed {
            changed.extend(self.map.keys().cloned());
        }
    }
}

/// A map of any type, as a store sees it.
pub(crate) trait Table {
    /// Remembers changes from now on.
    fn follow(&mut self);

    /// The entries that changed since the last call: key, and value unless it is gone.
    fn changes(&mut self) -> Vec<(Vec<u8>, Option<Vec<u8>>)>;

    /// Puts back an entry that was kept.
    fn restore(&mut self, key: &[u8], value: &[u8]) -> Result<(), rmp_serde::decode::Error>;
}

impl<K, V> Table for Kept<K, V>
where
    K: Ord + Clone + Serialize + DeserializeOwned,
    V: Serialize + DeserializeOwned,
{
    fn follow(&mut self) {
        self.changed.get_or_insert_default();
    }

    fn changes(&mut self) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
        let Some(changed) = self.changed.as_mut().map(std::mem::take) else { return Vec::new() };
        let encoded = changed.iter().map(|key| (encode(key), self.map.get(key).map(encode)));
        encoded.collect()
    }

    fn restore(&mut self, key: &[u8], value: &[u8]) -> Result<(), rmp_serde::decode::Error> {
        self.map.insert(rmp_serde::from_slice(key)?, rmp_serde::from_slice(value)?);
        Ok(())
    }
}

/// MessagePack, with the names of fields: a later version can leave some out or add some.
fn encode(value: &impl Serialize) -> Vec<u8> {
    // What is kept are maps, texts, numbers and bytes in memory: there is nothing to fail.
    rmp_serde::to_vec_named(value).unwrap_or_default()
}
