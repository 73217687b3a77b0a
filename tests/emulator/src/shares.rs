//! Files the members of a group share; their bytes are among all other files.

/// One shared file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) owner: String,
    pub(crate) bytes: usize,
    pub(crate) created: u64,
}
