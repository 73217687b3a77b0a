//! Messages reported to whoever moderates the application.

use alloc::string::String;

use serde_json::json;

use super::Messages;
use crate::ids::ServerId;

endpoints! {
    face Messages;

    /// Reports a message to whoever moderates the application.
    ///
    /// [`MessageNotFound`](crate::ErrorCode::MessageNotFound) when the server does not have it,
    /// [`ServiceNotEnabled`](crate::ErrorCode::ServiceNotEnabled) when nobody moderates.
    report = ReportMessage {
        /// Which message.
        #[doc(alias = "messageId")]
        message: ServerId,
        /// Of what kind it is, such as `spam`: the application's own words.
        #[doc(alias = "reportType")]
        kind: String,
        /// What is wrong with it.
        #[doc(alias = "reportReason")]
        reason: String,
    } -> ();
    Post once "reportMessage",
    |to| {
        let me = to.me();
        to.path(["user", me, "moderation", "report", "message", &alloc::format!("{message}")])
            .json(json!({ "username": me, "reportType": kind, "reportReason": reason }))
    },
    |answer| answer.done()
}
