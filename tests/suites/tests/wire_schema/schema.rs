//! The schema file, compiled, and the second implementation of protobuf that reads by it.

use std::collections::BTreeMap;
use std::path::Path;

use protobuf::reflect::{
    EnumDescriptor, FieldDescriptor, FileDescriptor, MessageDescriptor, ReflectValueRef,
};
use protobuf::{Message, MessageDyn};

/// A message as a tree of named values, whoever read it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    Bool(bool),
    /// Also the number of an enum: on the wire there is no difference.
    I32(i32),
    I64(i64),
    U32(u32),
    U64(u64),
    /// Bits, because a NaN is not equal to itself.
    F32(u32),
    F64(u64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Tree>),
    Message(BTreeMap<String, Tree>),
}

impl Tree {
    /// The names of the fields that are present.
    pub(crate) fn names(&self) -> Vec<String> {
        match self {
            Self::Message(fields) => fields.keys().cloned().collect(),
            other => panic!("{other:?} is no message"),
        }
    }
}

/// `core/proto/msync.proto`, as protox compiles it.
pub(crate) struct Schema(FileDescriptor);

impl Schema {
    pub(crate) fn compile() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/proto");
        let mut compiler = protox::Compiler::new([folder]).expect("core/proto exists");
        compiler.open_file("msync.proto").expect("the schema compiles");
        let files = compiler.encode_file_descriptor_set();
        let mut files = protobuf::descriptor::FileDescriptorSet::parse_from_bytes(&files)
            .expect("a descriptor is protobuf");
        let file = files.file.pop().expect("one schema file");
        Self(FileDescriptor::new_dynamic(file, &[]).expect("the descriptor is sound"))
    }

    /// Every message, nested ones too.
    pub(crate) fn messages(&self) -> Vec<MessageDescriptor> {
        self.0.messages().flat_map(with_nested).collect()
    }

    /// Every enum, nested ones too.
    pub(crate) fn enums(&self) -> Vec<EnumDescriptor> {
        let nested = self.messages();
        let nested = nested.iter().flat_map(|m| m.nested_enums().collect::<Vec<_>>());
        self.0.enums().chain(nested).collect()
    }

    pub(crate) fn message(&self, name: &str) -> MessageDescriptor {
        let found = self.0.message_by_package_relative_name(name);
        found.unwrap_or_else(|| panic!("the schema has no message {name}"))
    }
}

/// What the second implementation makes of `bytes`, and how it writes that again.
pub(crate) fn read(message: &MessageDescriptor, bytes: &[u8]) -> (Tree, Vec<u8>) {
    let read = message.parse_from_bytes(bytes).expect("our bytes are protobuf");
    let written = read.write_to_bytes_dyn().expect("what was read can be written");
    (tree(&*read), written)
}

fn with_nested(message: MessageDescriptor) -> Vec<MessageDescriptor> {
    let nested: Vec<_> = message.nested_messages().flat_map(with_nested).collect();
    std::iter::once(message).chain(nested).collect()
}

fn tree(message: &dyn MessageDyn) -> Tree {
    let descriptor = message.descriptor_dyn();
    let fields = descriptor.fields();
    Tree::Message(fields.filter_map(|f| Some((f.name().to_owned(), field(&f, message)?))).collect())
}

fn field(field: &FieldDescriptor, message: &dyn MessageDyn) -> Option<Tree> {
    if !field.is_repeated() {
        return field.get_singular(message).map(value);
    }
    let list: Vec<Tree> = field.get_repeated(message).into_iter().map(value).collect();
    (!list.is_empty()).then_some(Tree::List(list))
}

fn value(value: ReflectValueRef<'_>) -> Tree {
    match value {
        ReflectValueRef::Bool(value) => Tree::Bool(value),
        ReflectValueRef::I32(value) | ReflectValueRef::Enum(_, value) => Tree::I32(value),
        ReflectValueRef::I64(value) => Tree::I64(value),
        ReflectValueRef::U32(value) => Tree::U32(value),
        ReflectValueRef::U64(value) => Tree::U64(value),
        ReflectValueRef::F32(value) => Tree::F32(value.to_bits()),
        ReflectValueRef::F64(value) => Tree::F64(value.to_bits()),
        ReflectValueRef::String(value) => Tree::Text(value.to_owned()),
        ReflectValueRef::Bytes(value) => Tree::Bytes(value.to_vec()),
        ReflectValueRef::Message(value) => tree(&*value),
    }
}
