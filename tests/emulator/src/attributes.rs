//! What the members of a chat room write down about it: each key belongs to who wrote it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Keys a room holds.
const KEYS: usize = 100;

/// Characters of a key.
const KEY_CHARS: usize = 128;

/// Characters of a value.
const VALUE_CHARS: usize = 4096;

/// One attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Attribute {
    value: String,
    setter: String,
    /// It goes when its setter does.
    passing: bool,
}

/// All attributes of a room by key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attributes(BTreeMap<String, Attribute>);

/// Who wants to change attributes.
#[derive(Clone, Copy)]
pub(crate) struct Setter<'a> {
    pub(crate) user: &'a str,
    /// What belongs to others as well.
    pub(crate) forced: bool,
}

impl Attributes {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &str)> {
        self.0.iter().map(|(key, attribute)| (key, attribute.value.as_str()))
    }

    /// Writes one down, or says why not, in the words of the vendor that clients look for.
    pub(crate) fn set(
        &mut self,
        setter: Setter<'_>,
        key: &str,
        value: &str,
        passing: bool,
    ) -> Result<(), String> {
        if !is_legal(key) {
            return Err(format!("the key {key} is not Legal"));
        }
        if value.chars().count() > VALUE_CHARS {
            return Err(format!("the value of {key} is exceeding maximum limit"));
        }
        if !self.0.contains_key(key) && self.0.len() >= KEYS {
            let which = "size of metadata for this single chatroom";
            return Err(format!("{which} exceeds the user defined limit"));
        }
        self.belongs(setter, key)?;
        let (value, setter) = (value.to_owned(), setter.user.to_owned());
        self.0.insert(key.into(), Attribute { value, setter, passing });
        Ok(())
    }

    /// Removes one, or says why not.
    pub(crate) fn remove(&mut self, setter: Setter<'_>, key: &str) -> Result<(), String> {
        self.belongs(setter, key)?;
        match self.0.remove(key) {
            Some(_) => Ok(()),
            None => Err(format!("the key {key} does not exist")),
        }
    }

    /// Removes what goes with somebody; the keys.
    pub(crate) fn remove_passing(&mut self, user: &str) -> Vec<String> {
        let goes = |attribute: &Attribute| attribute.passing && attribute.setter == user;
        let gone = self.0.iter().filter(|(_, attribute)| goes(attribute));
        let gone = gone.map(|(key, _)| key.clone()).collect();
        self.0.retain(|_, attribute| !goes(attribute));
        gone
    }

    fn belongs(&self, setter: Setter<'_>, key: &str) -> Result<(), String> {
        let foreign = self.0.get(key).is_some_and(|attribute| attribute.setter != setter.user);
        if foreign && !setter.forced {
            return Err(format!("the key {key} is not part of you"));
        }
        Ok(())
    }
}

fn is_legal(key: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    (1..=KEY_CHARS).contains(&key.len()) && key.chars().all(legal)
}
