//! The tagged-union attribute.

use alloc::string::String;

/// One typed attribute of `ext`, `custom_exts`, `params` or `Meta.ext`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct KeyValue {
    /// `key`.
    #[prost(string, optional, tag = "1")]
    pub key: Option<String>,
    /// `type`, a [`ValueType`] number.
    #[prost(int32, optional, tag = "2")]
    pub kind: Option<i32>,
    /// The value, in the field its type asks for.
    #[prost(oneof = "Value", tags = "3, 4, 5, 6")]
    pub value: Option<Value>,
}

/// The value of a [`KeyValue`].
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum Value {
    /// `varint_value`
    #[prost(int64, tag = "3")]
    Varint(i64),
    /// `float_value`
    #[prost(float, tag = "4")]
    Float(f32),
    /// `double_value`
    #[prost(double, tag = "5")]
    Double(f64),
    /// `string_value`
    #[prost(string, tag = "6")]
    String(String),
}

/// Numbers of `KeyValue.ValueType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum ValueType {
    /// `BOOL`
    Bool = 1,
    /// `INT`
    Int = 2,
    /// `UINT`
    Uint = 3,
    /// `LLINT`
    Llint = 4,
    /// `FLOAT`
    Float = 5,
    /// `DOUBLE`
    Double = 6,
    /// `STRING`
    String = 7,
    /// `JSON_STRING`
    JsonString = 8,
}
