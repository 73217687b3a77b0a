//! Files the members of a group share; their bytes are among all other files.

use serde::{Deserialize, Serialize};

/// One shared file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Share {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) owner: String,
    pub(crate) bytes: usize,
    pub(crate) created: u64,
}
