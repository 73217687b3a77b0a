//! How endpoints are written down.

/// Declares the endpoints of a module and the face that makes them.
///
/// ```text
/// endpoints! {
///     /// What the face is for.
///     pub face Contacts;
///
///     /// What the call does, for the struct and for the method of the face.
///     add = AddContact {
///         /// What the argument is.
///         user: UserId,
///         reason: Option<String>,
///     } -> ();                                   // the reply
///     Post once "addContact" ["otherName"],      // method, safe | once, Web SDK name, aliases
///     |to| to.mine(["contacts"]).acting().json(json!({ "usernames": [user], "reason": reason })),
///     |answer| answer.done()
/// }
/// ```
/// The arguments are at hand by name, as references, in both closures. `safe` calls may be asked
/// twice, `once` ones may not ([`Retry`](crate::rest::Retry)).
///
/// A call with `hidden` after its reply says itself how it is shown, for it holds a secret.
///
/// A face with many calls goes over several files: `pub face Groups;` in one, `face Groups;` in the
/// others.
macro_rules! endpoints {
    (
        $(#[$face_meta:meta])*
        pub face $face:ident;
        $($calls:tt)*
    ) => {
        $(#[$face_meta])*
        #[derive(Clone, Copy, Debug)]
        pub struct $face<C>(pub(crate) C);

        endpoints! { face $face; $($calls)* }
    };
    (
        face $face:ident;
        $(
            $(#[$meta:meta])*
            $method:ident = $name:ident {
                $( $(#[$field_meta:meta])* $field:ident : $type:ty ),* $(,)?
            } -> $reply:ty $(, $hidden:ident)?;
            $verb:ident $retry:ident $web:literal $([ $($alias:literal),* $(,)? ])?,
            |$to:ident| $write:expr,
            |$answer:ident| $read:expr
        )*
    ) => {
        /// What is declared here.
        pub(crate) const DECLARED: &[$crate::rest::Described] = &[$(
            $crate::rest::Described {
                name: $web,
                aliases: &[$( $($alias),* )?],
                endpoint: stringify!($name),
                method: concat!(stringify!($face), "::", stringify!($method)),
            }
        ),*];

        impl<C: $crate::rest::Caller> $face<C> {
            $(
                $(#[$meta])*
                #[doc = concat!("\n\nThe call is a [`", stringify!($name), "`].")]
                #[doc(alias = $web)]
                $( $( #[doc(alias = $alias)] )* )?
                #[allow(clippy::too_many_arguments)]
                pub fn $method(self, $( $field: $type ),*) -> C::Answer<$name> {
                    self.0.call($name { $( $field ),* })
                }
            )*
        }

        $(
            endpoints! {
                @struct [$( $hidden )?]
                $(#[$meta])*
                #[doc(alias = $web)]
                $( $( #[doc(alias = $alias)] )* )?
                pub struct $name {
                    $( $(#[$field_meta])* pub $field: $type ),*
                }
            }

            impl $crate::rest::Endpoint for $name {
                type Reply = $reply;

                fn name(&self) -> &'static str {
                    $web
                }

                fn method(&self) -> $crate::Method {
                    $crate::Method::$verb
                }

                fn retry(&self) -> $crate::rest::Retry {
                    endpoints!(@retry $retry)
                }

                fn write(&self, $to: &mut $crate::rest::Draft<'_>) {
                    let Self { $( $field ),* } = self;
                    $( let _ = $field; )*
                    let _ = $write;
                }

                fn read(
                    &self,
                    $answer: &$crate::rest::Answer,
                ) -> Result<Self::Reply, $crate::CallFailed> {
                    let Self { $( $field ),* } = self;
                    $( let _ = $field; )*
                    $read
                }
            }
        )*
    };
    (@struct [] $($item:tt)*) => { #[derive(Clone, Debug, PartialEq)] $($item)* };
    (@struct [hidden] $($item:tt)*) => { #[derive(Clone, PartialEq)] $($item)* };
    (@retry safe) => { $crate::rest::Retry::Safe };
    (@retry once) => { $crate::rest::Retry::Never };
}

/// Makes endpoints lead from page to page: `paged!(ListContacts => Contact, cursor)` for one with a
/// field `cursor: Option<String>`, `paged!(ListRooms => Room, number page)` for one with a field
/// `page: u32`.
macro_rules! paged {
    ($( $name:ident => $item:ty, cursor $field:ident; )*) => {$(
        impl $crate::rest::Paged for $name {
            type Item = $item;
            fn turn(&self, next: &str) -> Option<Self> {
                Some(Self { $field: Some(next.into()), ..self.clone() })
            }
        }
    )*};
    ($( $name:ident => $item:ty, number $field:ident; )*) => {$(
        impl $crate::rest::Paged for $name {
            type Item = $item;
            fn turn(&self, next: &str) -> Option<Self> {
                Some(Self { $field: next.parse().ok()?, ..self.clone() })
            }
        }
    )*};
}
