//! The network card: SMSC LAN9118, for embassy-net. Section numbers are those of its data sheet.

use core::sync::atomic::{AtomicBool, Ordering};
use core::task::Context;

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};
use embassy_sync::waitqueue::AtomicWaker;

const BASE: usize = 0x4020_0000;
/// Its interrupt on this board.
pub(super) const LINE: i16 = 13;

/// An Ethernet frame without its check sum.
const FRAME_MAX: usize = 1_514;
/// The check sum, which the card appends and delivers.
const CHECKSUM: usize = 4;

static WAKER: AtomicWaker = AtomicWaker::new();
static LINK_CHANGED: AtomicBool = AtomicBool::new(true);

/// Registers, by their offset (§5.3).
#[derive(Clone, Copy)]
#[repr(usize)]
enum Register {
    RxData = 0x00,
    TxData = 0x20,
    RxStatus = 0x40,
    TxStatus = 0x48,
    IrqConfig = 0x54,
    IrqStatus = 0x58,
    IrqEnable = 0x5c,
    ByteTest = 0x64,
    FifoLevel = 0x68,
    RxConfig = 0x6c,
    TxConfig = 0x70,
    Config = 0x74,
    RxInfo = 0x7c,
    TxInfo = 0x80,
    MacCommand = 0xa4,
    MacData = 0xa8,
}

/// Registers of the MAC, behind a window (§5.4).
#[derive(Clone, Copy)]
#[repr(u32)]
enum Mac {
    Control = 1,
    AddressHigh = 2,
    AddressLow = 3,
    PhyAccess = 6,
    PhyData = 7,
}

/// Registers of the PHY, behind one of the MAC (§5.5).
#[derive(Clone, Copy)]
#[repr(u32)]
enum Phy {
    Status = 1,
    IrqSource = 29,
    IrqMask = 30,
}

const IRQ_RECEIVED: u32 = 1 << 3;
const IRQ_PHY: u32 = 1 << 18;
/// The PHY: link down, negotiation complete.
const PHY_IRQ_LINK: u32 = 1 << 4 | 1 << 6;
const PHY_LINK_UP: u32 = 1 << 2;
const BUSY: u32 = 1 << 31;
const READ: u32 = 1 << 30;

fn read(register: Register) -> u32 {
    // SAFETY: the card is mapped here for good, and reading a register is one aligned access.
    unsafe { ((BASE + register as usize) as *const u32).read_volatile() }
}

fn write(register: Register, value: u32) {
    // SAFETY: as in `read`. None of them lets the card reach memory by itself.
    unsafe { ((BASE + register as usize) as *mut u32).write_volatile(value) }
}

fn mac_command(command: u32) {
    write(Register::MacCommand, BUSY | command);
    while read(Register::MacCommand) & BUSY != 0 {}
}

fn mac_read(register: Mac) -> u32 {
    mac_command(READ | register as u32);
    read(Register::MacData)
}

fn mac_write(register: Mac, value: u32) {
    write(Register::MacData, value);
    mac_command(register as u32);
}

/// `operation` is 1 to read, 3 to write. The PHY inside the card has address 1.
fn phy_access(register: Phy, operation: u32) {
    mac_write(Mac::PhyAccess, 1 << 11 | (register as u32) << 6 | operation);
    while mac_read(Mac::PhyAccess) & 1 != 0 {}
}

fn phy_read(register: Phy) -> u32 {
    phy_access(register, 1);
    mac_read(Mac::PhyData)
}

fn phy_write(register: Phy, value: u32) {
    mac_write(Mac::PhyData, value);
    phy_access(register, 3);
}

/// Masks the card until the driver has looked, and lets it look.
pub(super) fn interrupted() {
    if read(Register::IrqStatus) & IRQ_PHY != 0 {
        LINK_CHANGED.store(true, Ordering::Relaxed);
    }
    write(Register::IrqEnable, 0);
    WAKER.wake();
}

/// Room for one frame, in whole words.
type Frame = [u8; (FRAME_MAX + CHECKSUM).next_multiple_of(4)];

/// The card, and room for the frames that come and go.
pub struct Lan9118 {
    address: [u8; 6],
    link: LinkState,
    received: Frame,
    sent: Frame,
}

impl Lan9118 {
    pub(super) fn start() -> Self {
        assert_eq!(read(Register::ByteTest), 0x8765_4321, "there is no LAN9118 here");
        write(Register::Config, 1); // soft reset
        while read(Register::Config) & 1 != 0 {}
        write(Register::Config, 1 << 20 | 5 << 16); // store and forward, 5 KiB to send
        write(Register::RxConfig, 0);
        write(Register::TxConfig, 1 << 1); // on
        write(Register::FifoLevel, 0); // interrupt from the first frame on
        mac_write(Mac::Control, 1 << 20 | 1 << 3 | 1 << 2); // full duplex, send, receive
        phy_write(Phy::IrqMask, PHY_IRQ_LINK);
        write(Register::IrqConfig, 1 << 8 | 1 << 4 | 1); // on, active high, push-pull
        super::unmask(LINE);
        let [a, b, c, d] = mac_read(Mac::AddressLow).to_le_bytes();
        let [e, f, ..] = mac_read(Mac::AddressHigh).to_le_bytes();
        let empty = || [0; size_of::<Frame>()];
        let (address, link) = ([a, b, c, d, e, f], LinkState::Down);
        Self { address, link, received: empty(), sent: empty() }
    }
}

impl Driver for Lan9118 {
    type RxToken<'a> = Received<'a>;
    type TxToken<'a> = Sent<'a>;

    fn receive(&mut self, cx: &mut Context<'_>) -> Option<(Received<'_>, Sent<'_>)> {
        let ready = has_received(cx) && has_room(cx);
        ready.then_some((Received(&mut self.received), Sent(&mut self.sent)))
    }

    fn transmit(&mut self, cx: &mut Context<'_>) -> Option<Sent<'_>> {
        has_room(cx).then_some(Sent(&mut self.sent))
    }

    fn link_state(&mut self, cx: &mut Context<'_>) -> LinkState {
        WAKER.register(cx.waker());
        if LINK_CHANGED.swap(false, Ordering::Relaxed) {
            phy_read(Phy::IrqSource); // which takes the interrupt back
            let up = phy_read(Phy::Status) & PHY_LINK_UP != 0;
            self.link = if up { LinkState::Up } else { LinkState::Down };
        }
        self.link
    }

    fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities::default();
        capabilities.max_transmission_unit = FRAME_MAX;
        capabilities.max_burst_size = Some(1);
        capabilities
    }

    fn hardware_address(&self) -> HardwareAddress {
        HardwareAddress::Ethernet(self.address)
    }
}

/// Whether a frame has come. If not, the next one wakes.
fn has_received(cx: &Context<'_>) -> bool {
    let waits = || read(Register::RxInfo) >> 16 & 0xff != 0;
    if waits() {
        return true;
    }
    WAKER.register(cx.waker());
    write(Register::IrqStatus, IRQ_RECEIVED);
    write(Register::IrqEnable, IRQ_RECEIVED | IRQ_PHY);
    waits()
}

/// Whether the largest frame fits. If not, it will in a moment: a frame takes 0.1 ms to leave.
fn has_room(cx: &Context<'_>) -> bool {
    // What became of earlier frames has to be read, and interests nobody.
    for _ in 0..read(Register::TxInfo) >> 16 & 0xff {
        read(Register::TxStatus);
    }
    let room = read(Register::TxInfo) & 0xffff >= (FRAME_MAX + 16) as u32;
    if !room {
        cx.waker().wake_by_ref();
    }
    room
}

/// A frame that waits in the card.
pub struct Received<'a>(&'a mut Frame);

impl RxToken for Received<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, take: F) -> R {
        let status = read(Register::RxStatus);
        let length = (status >> 16 & 0x3fff) as usize;
        for at in (0..length).step_by(4) {
            let word = read(Register::RxData).to_le_bytes();
            if let Some(place) = self.0.get_mut(at..at + 4) {
                place.copy_from_slice(&word);
            }
        }
        // A damaged frame is handed on as an empty one, which means nothing to anybody.
        let damaged = status >> 15 & 1 != 0;
        let kept = length.saturating_sub(CHECKSUM);
        take(self.0.get_mut(..kept).filter(|_| !damaged).unwrap_or_default())
    }
}

/// Room in the card for a frame.
pub struct Sent<'a>(&'a mut Frame);

impl TxToken for Sent<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, fill: F) -> R {
        let frame = &mut self.0[..length];
        let result = fill(frame);
        write(Register::TxData, 1 << 13 | 1 << 12 | length as u32); // first and last piece (§3.12)
        write(Register::TxData, length as u32);
        for piece in frame.chunks(4) {
            let mut word = [0; 4];
            word[..piece.len()].copy_from_slice(piece);
            write(Register::TxData, u32::from_le_bytes(word));
        }
        result
    }
}
