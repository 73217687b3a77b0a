//! The modules as methods of whoever can make calls, listed once.

/// Gives a type the methods `contact()`, `group()`, …: `faces!([generics] Type, receiver)`.
macro_rules! faces {
    ([$($generics:tt)*] $caller:ty, $receiver:ty) => {
        impl<$($generics)*> $caller {
            /// Contacts, their remarks, and who is blocked.
            #[cfg(feature = "contact")]
            #[must_use]
            pub fn contact(self: $receiver) -> $crate::rest::contact::Contacts<$receiver> {
                $crate::rest::contact::Contacts(self)
            }

            /// Groups: their members, roles, rules, files and attributes.
            #[cfg(feature = "group")]
            #[must_use]
            pub fn group(self: $receiver) -> $crate::rest::group::Groups<$receiver> {
                $crate::rest::group::Groups(self)
            }

            /// Chat rooms: their members, roles, rules, files and attributes.
            #[cfg(feature = "chatroom")]
            #[must_use]
            pub fn chatroom(self: $receiver) -> $crate::rest::chatroom::ChatRooms<$receiver> {
                $crate::rest::chatroom::ChatRooms(self)
            }

            /// Threads below the messages of a group.
            #[cfg(feature = "thread")]
            #[must_use]
            pub fn thread(self: $receiver) -> $crate::rest::thread::Threads<$receiver> {
                $crate::rest::thread::Threads(self)
            }

            /// Presence: publishing it, subscribing to it.
            #[cfg(feature = "presence")]
            #[must_use]
            pub fn presence(self: $receiver) -> $crate::rest::presence::Presences<$receiver> {
                $crate::rest::presence::Presences(self)
            }

            /// Translating text.
            #[cfg(feature = "translation")]
            #[must_use]
            pub fn translation(self: $receiver) -> $crate::rest::translation::Translations<$receiver> {
                $crate::rest::translation::Translations(self)
            }

            /// History, conversations, reactions, pins, and speech to text.
            #[cfg(feature = "message")]
            #[must_use]
            pub fn message(self: $receiver) -> $crate::rest::message::Messages<$receiver> {
                $crate::rest::message::Messages(self)
            }

            /// Profiles, devices, tokens of audio and video.
            #[cfg(feature = "user")]
            #[must_use]
            pub fn user(self: $receiver) -> $crate::rest::user::Users<$receiver> {
                $crate::rest::user::Users(self)
            }

            /// Do not disturb, and the language of notifications.
            #[cfg(feature = "silent")]
            #[must_use]
            pub fn silent(self: $receiver) -> $crate::rest::silent::SilentModes<$receiver> {
                $crate::rest::silent::SilentModes(self)
            }

            /// Tokens of push services.
            #[cfg(feature = "push")]
            #[must_use]
            pub fn push(self: $receiver) -> $crate::rest::push::PushTokens<$receiver> {
                $crate::rest::push::PushTokens(self)
            }

            /// What a server of the application may do with an app token: never ship one in a client.
            #[cfg(feature = "admin")]
            #[must_use]
            pub fn admin(self: $receiver) -> $crate::rest::admin::Admin<$receiver> {
                $crate::rest::admin::Admin(self)
            }
        }
    };
}
pub(crate) use faces;
