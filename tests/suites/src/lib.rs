//! What the suites and the fuzz targets share.
#![forbid(unsafe_code)]
// Nobody but the suites sees these.
#![allow(missing_debug_implementations)]

pub mod fuzzing;
pub mod golden;
pub mod peer;
pub mod seeds;
pub mod vectors;
pub mod views;
pub mod websocket;

/// The examples of the documents compile.
#[cfg(doctest)]
mod documents {
    macro_rules! documents {
        ($($name:ident $path:literal)*) => { $(#[doc = include_str!($path)] struct $name;)* };
    }

    documents! {
        Readme "../../../README.md"
        Delivery "../../../docs/delivery.md"
        Core "../../../core/README.md"
        Smol "../../../transport-smol/README.md"
        Tokio "../../../transport-tokio/README.md"
        Embedded "../../../transport-embedded/README.md"
        Emulator "../../emulator/README.md"
        FirstBot "../../../docs/guide/first-bot.md"
        Concepts "../../../docs/guide/concepts.md"
        Messages "../../../docs/guide/messages.md"
        Reconnection "../../../docs/guide/reconnection.md"
        Errors "../../../docs/guide/errors.md"
        Testing "../../../docs/guide/testing.md"
        Logging "../../../docs/guide/logging.md"
        DrivingTheCore "../../../docs/guide/driving-the-core.md"
        PrivateDeployment "../../../docs/guide/private-deployment.md"
        Migration "../../../docs/guide/migration.md"
    }
}
