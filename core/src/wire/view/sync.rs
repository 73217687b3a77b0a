//! Metas, and what they hold.

use super::field::{Field, View, view};
use super::{Broken, Input, Repeated, Text, Whole};

view! {
    /// View of [`wire::Meta`](crate::wire::Meta).
    Meta<'a> {
        /// Up: our id. Down: the server's id.
        id: Option<u64> = 1,
        /// `from`.
        from: Option<Jid<'a>> = 2,
        /// `to`.
        to: Option<Jid<'a>> = 3,
        /// `timestamp`.
        timestamp: Option<u64> = 4,
        /// A [`Namespace`](crate::wire::Namespace) number.
        ns: Option<i32> = 5,
        /// The encoded body of that namespace.
        payload: Option<&'a [u8]> = 6,
        /// `routetype`, a [`RouteType`](crate::wire::RouteType) number.
        routetype: Option<i32> = 7,
        /// `ext`.
        ext: Repeated<'a, KeyValue<'a>> = 8,
        /// JSON text, such as `{"is_online":1}`.
        meta: Option<&'a [u8]> = 9,
        /// The last of `directed_users`: who is among them is no news to a receiver.
        directed_users: Option<Text<'a>> = 10,
    }
}

impl<'a> Whole<'a> for Meta<'a> {
    type Owned = crate::wire::Meta;
}

view! {
    /// View of [`wire::Jid`](crate::wire::Jid).
    Jid<'a> {
        /// `org#app`.
        app_key: Option<Text<'a>> = 1,
        /// User id, group id or room id.
        name: Option<Text<'a>> = 2,
        /// [`USER_DOMAIN`](crate::wire::USER_DOMAIN) or [`GROUP_DOMAIN`](crate::wire::GROUP_DOMAIN).
        domain: Option<Text<'a>> = 3,
        /// The device.
        client_resource: Option<Text<'a>> = 4,
    }
}

/// View of [`wire::KeyValue`](crate::wire::KeyValue).
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyValue<'a> {
    /// `key`.
    pub key: Option<Text<'a>>,
    /// `type`, a [`ValueType`](crate::wire::ValueType) number.
    pub kind: Option<i32>,
    /// The value, in the field its type asks for.
    pub value: Option<Value<'a>>,
}

/// View of [`wire::Value`](crate::wire::Value).
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// `varint_value`
    Varint(i64),
    /// `float_value`
    Float(f32),
    /// `double_value`
    Double(f64),
    /// `string_value`
    String(Text<'a>),
}

impl<'a> View<'a> for KeyValue<'a> {
    #[inline]
    fn field(&mut self, tag: u32, kind: u32, input: &mut Input<'a>) -> Result<(), Broken> {
        self.value = match tag {
            1 => return self.key.merge(kind, input),
            2 => return self.kind.merge(kind, input),
            3 => one(kind, input)?.map(Value::Varint),
            4 => one(kind, input)?.map(Value::Float),
            5 => one(kind, input)?.map(Value::Double),
            6 => one(kind, input)?.map(Value::String),
            _ => return input.skip(tag, kind),
        };
        Ok(())
    }
}

/// One of several: whichever comes last counts.
fn one<'a, T>(kind: u32, input: &mut Input<'a>) -> Result<Option<T>, Broken>
where
    Option<T>: Field<'a>,
{
    let mut value = None;
    Field::merge(&mut value, kind, input)?;
    Ok(value)
}
