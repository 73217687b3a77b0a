//! The serial port: an NS16550A.

const BASE: usize = 0x1000_0000;

#[derive(Clone, Copy)]
#[repr(usize)]
enum Register {
    Data = 0,
    Fifo = 2,
    State = 5,
}

const RECEIVED: u8 = 1;
const SEND_EMPTY: u8 = 1 << 5;

fn read(register: Register) -> u8 {
    // SAFETY: the port is mapped here for good, and its registers are bytes.
    unsafe { ((BASE + register as usize) as *const u8).read_volatile() }
}

fn write(register: Register, value: u8) {
    // SAFETY: as in `read`. The port reaches no memory by itself.
    unsafe { ((BASE + register as usize) as *mut u8).write_volatile(value) }
}

pub(in super::super) fn start() {
    write(Register::Fifo, 1);
}

/// Whether a byte waits.
pub(super) fn has_received() -> bool {
    read(Register::State) & RECEIVED != 0
}

/// The byte that has come first.
pub(in super::super) fn receive() -> Option<u8> {
    has_received().then(|| read(Register::Data))
}

/// Sends a byte, if there is room for it.
pub(in super::super) fn send(byte: u8) -> bool {
    let room = read(Register::State) & SEND_EMPTY != 0;
    if room {
        write(Register::Data, byte);
    }
    room
}
