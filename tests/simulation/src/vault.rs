//! Every password and token that the world has ever given out, to be looked for where none may be.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

/// Bytes by which a secret is noticed before it is compared as a whole.
const START: usize = 4;

/// Shared by the world and the ear at its log.
#[derive(Clone, Default)]
pub(crate) struct Vault(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    secrets: BTreeSet<String>,
    /// What they begin with, of which there is little.
    starts: Vec<[u8; START]>,
}

impl Vault {
    /// From now on nothing may show this.
    pub(crate) fn lock_away(&self, secret: &str) {
        let Some(start) = secret.as_bytes().first_chunk::<START>() else { return };
        let mut known = self.known();
        if !known.starts.contains(start) {
            known.starts.push(*start);
        }
        known.secrets.insert(secret.into());
    }

    /// The tokens in a document of the server.
    pub(crate) fn lock_away_tokens(&self, document: &Value) {
        match document {
            Value::Object(members) => {
                for (name, value) in members {
                    match value {
                        Value::String(token) if name.ends_with("token") => self.lock_away(token),
                        value => self.lock_away_tokens(value),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.lock_away_tokens(value)),
            _ => {}
        }
    }

    /// Whether one of them is in there.
    pub(crate) fn is_told_by(&self, bytes: impl AsRef<[u8]>) -> bool {
        let (known, bytes) = (self.known(), bytes.as_ref());
        let noticed = bytes.windows(START).enumerate().filter(|(_, window)| {
            window.first_chunk().is_some_and(|start| known.starts.contains(start))
        });
        noticed
            .map(|(at, _)| &bytes[at..])
            .any(|rest| known.secrets.iter().any(|secret| rest.starts_with(secret.as_bytes())))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Vault;

    #[test]
    fn finds_every_secret_wherever_it_stands() {
        let vault = Vault::default();
        vault.lock_away("open sesame");
        vault.lock_away_tokens(
            &json!({ "access_token": "YWMt-1", "data": [{ "token": "YWMt-2" }] }),
        );
        for (text, told) in [
            ("he said open sesame!", true),
            ("YWMt-2", true),
            ("Bearer YWMt-1", true),
            ("YWMt-3", false),
            ("open sesam", false),
            ("", false),
        ] {
            assert_eq!(vault.is_told_by(text), told, "{text}");
        }
    }
}
