//! Taking a message back, and changing it (messages §2.9).

use alloc::string::{String, ToString};

use super::content::Content;
use super::{Kind, Outgoing, Problem};
use crate::error::InvalidMessage;
use crate::ids::ServerId;
use crate::message::Address;

impl Outgoing {
    /// Takes a message back: within two minutes, unless the application is set up otherwise.
    #[doc(alias = "recallMessage")]
    #[must_use]
    pub fn recall(to: impl Into<Address>, message: ServerId) -> Self {
        Self::of(to.into(), Kind::Recall { message, words: None })
    }

    /// Adds words to a recall; without effect on anything else. Empty ones are none.
    #[doc(alias = "recallMessageExtensionInfo")]
    #[must_use]
    pub fn recall_words(mut self, said: impl Into<String>) -> Self {
        if let Kind::Recall { words, .. } = &mut self.kind {
            *words = Some(said.into()).filter(|words| !words.is_empty());
        }
        self
    }

    /// Changes a message that was sent: `new` takes the place of what it says. Attributes given
    /// with [`Outgoing::ext`] or [`Outgoing::with_ext`] take the place of its own; without any,
    /// they stay.
    ///
    /// Of images, voice, video, files, places and bundles only the attributes can be changed, and
    /// `new` says no more than which kind it is. The server allows 10 changes of a message.
    ///
    /// # Errors
    /// [`InvalidMessage`] for a command, which cannot be changed.
    #[doc(alias = "modifyMessage")]
    pub fn edit(
        to: impl Into<Address>,
        message: ServerId,
        new: impl Into<Content>,
    ) -> Result<Self, InvalidMessage> {
        let content = new.into();
        if let Content::Command(_) = content {
            let problem = "cannot be edited: it is a command".to_string();
            return Err(InvalidMessage { field: "content", problem });
        }
        Ok(Self::of(to.into(), Kind::Edit { message, content }))
    }

    /// What travels beside the payload, and counts all the same.
    pub(crate) fn bytes_beside(&self) -> usize {
        match &self.kind {
            Kind::Recall { words: Some(words), .. } => words.len(),
            _ => 0,
        }
    }

    /// Something must change.
    pub(super) fn check_edit(&self, content: &Content) -> Result<(), Problem> {
        if self.ext.is_none() && !content.is_editable() {
            return Err(Problem::invalid("ext", "is all that can be edited of this kind"));
        }
        // An attachment is not repeated, so nothing of it needs to be right.
        if content.is_editable() || matches!(content, Content::Location(_)) {
            content.check()?;
        }
        Ok(())
    }
}
