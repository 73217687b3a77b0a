//! Memory that is used again.

use bytes::BytesMut;

/// Makes room for so many bytes in an empty buffer. It is the memory of parts split off before, when
/// those are gone, and exactly as much new memory otherwise.
pub(crate) fn make_room(buffer: &mut BytesMut, bytes: usize) {
    if !buffer.try_reclaim(bytes) {
        *buffer = BytesMut::with_capacity(bytes);
    }
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;

    use super::make_room;

    #[test]
    fn memory_is_used_again_when_its_parts_are_gone() {
        let mut buffer = BytesMut::new();
        let mut write = |bytes: &[u8]| {
            make_room(&mut buffer, bytes.len());
            buffer.extend_from_slice(bytes);
            buffer.split().freeze()
        };
        let first = write(b"first");
        let place = first.as_ptr();
        drop(first);
        let second = write(b"again");
        assert_eq!(second.as_ptr(), place);
        // It is still read: another place.
        let third = write(b"third");
        assert_eq!((&second[..], &third[..]), (&b"again"[..], &b"third"[..]));
        drop((second, third));
        assert_eq!(write(b"last")[..], b"last"[..]);
    }
}
