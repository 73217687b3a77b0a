//! The first serial port: a CMSDK UART (Arm DDI 0479, §4.3).

use super::uart;

const BASE: usize = 0x4000_4000;
/// Its interrupt when a byte has come.
pub(super) const LINE: i16 = 0;

#[derive(Clone, Copy)]
#[repr(usize)]
enum Register {
    Data = 0x00,
    State = 0x04,
    Control = 0x08,
    Interrupt = 0x0c,
    Divider = 0x10,
}

const SEND_FULL: u32 = 1;
const RECEIVE_FULL: u32 = 1 << 1;
/// On both ways, with an interrupt for each byte that comes.
const ON: u32 = 1 | 1 << 1 | 1 << 3;
const RECEIVED: u32 = 1 << 1;

fn read(register: Register) -> u32 {
    // SAFETY: the port is mapped here for good, and reading a register is one aligned access.
    unsafe { ((BASE + register as usize) as *const u32).read_volatile() }
}

fn write(register: Register, value: u32) {
    // SAFETY: as in `read`. The port reaches no memory by itself.
    unsafe { ((BASE + register as usize) as *mut u32).write_volatile(value) }
}

/// As fast as it goes.
pub(in super::super) fn start() {
    write(Register::Divider, 16);
    write(Register::Control, ON);
    super::unmask(LINE);
}

/// The byte that has come.
pub(in super::super) fn receive() -> Option<u8> {
    let here = read(Register::State) & RECEIVE_FULL != 0;
    here.then(|| read(Register::Data).to_le_bytes()[0])
}

/// Sends a byte, if there is room for it.
pub(in super::super) fn send(byte: u8) -> bool {
    let room = read(Register::State) & SEND_FULL == 0;
    if room {
        write(Register::Data, byte.into());
    }
    room
}

pub(super) fn interrupted() {
    write(Register::Interrupt, RECEIVED);
    uart::received();
}
