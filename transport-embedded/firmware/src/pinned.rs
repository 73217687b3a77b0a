//! Who may be at the other end of a TLS session: the server whose certificate the device knows.

use embedded_tls::pki::CertVerifier;
use embedded_tls::{
    Aes128GcmSha256, Certificate, CertificateEntryRef, CertificateRef, CertificateVerifyRef,
    CryptoProvider, CryptoRng, CryptoRngCore, TlsClock, TlsError, TlsVerifier,
};
use rand_core::RngCore;

use crate::board;

/// Longest certificate.
const CERTIFICATE: usize = 1_024;

type Suite = Aes128GcmSha256;

/// Takes one certificate, byte for byte: one that the server has signed itself. No authority is
/// believed.
///
/// embedded-tls 0.19 does not ask for a certificate: a handshake without one succeeds. So look at
/// [`Pinned::is_proven`] before the first byte is sent.
pub struct Pinned<'a> {
    known: &'a [u8],
    checks: CertVerifier<'a, Suite, Calendar, CERTIFICATE>,
    seen: Seen,
}

#[derive(PartialEq)]
enum Seen {
    Nothing,
    Certificate,
    Signature,
}

impl<'a> Pinned<'a> {
    /// A server with this certificate, in DER.
    #[must_use]
    pub fn new(known: &'a [u8]) -> Self {
        let checks = CertVerifier::new(Certificate::X509(known));
        Self { known, checks, seen: Seen::Nothing }
    }

    /// Whether the server has shown the certificate, and signed with its key.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.seen == Seen::Signature
    }
}

impl TlsVerifier<Suite> for Pinned<'_> {
    fn set_hostname_verification(&mut self, host: &str) -> Result<(), TlsError> {
        self.checks.set_hostname_verification(host)
    }

    fn verify_certificate(
        &mut self,
        transcript: &<Suite as embedded_tls::TlsCipherSuite>::Hash,
        shown: CertificateRef<'_>,
    ) -> Result<(), TlsError> {
        self.seen = Seen::Nothing;
        let [CertificateEntryRef::X509(certificate)] = shown.entries.as_slice() else {
            return Err(TlsError::InvalidCertificate);
        };
        if *certificate != self.known {
            return Err(TlsError::InvalidCertificate);
        }
        // Its name, its time, and what the signature is about.
        self.checks.verify_certificate(transcript, shown)?;
        self.seen = Seen::Certificate;
        Ok(())
    }

    fn verify_signature(&mut self, signature: CertificateVerifyRef<'_>) -> Result<(), TlsError> {
        if self.seen != Seen::Certificate {
            return Err(TlsError::InvalidHandshake);
        }
        self.checks.verify_signature(signature)?;
        self.seen = Seen::Signature;
        Ok(())
    }
}

impl CryptoProvider for Pinned<'_> {
    type CipherSuite = Suite;
    type Signature = &'static [u8];

    fn rng(&mut self) -> impl CryptoRngCore {
        Generator
    }

    fn verifier(&mut self) -> Result<&mut impl TlsVerifier<Suite>, TlsError> {
        Ok(self)
    }
}

/// The calendar of the board.
struct Calendar;

impl TlsClock for Calendar {
    fn now() -> Option<u64> {
        Some(board::wall_millis() / 1_000)
    }
}

/// The random numbers of the board.
struct Generator;

impl CryptoRng for Generator {}

impl RngCore for Generator {
    fn next_u32(&mut self) -> u32 {
        u32::from_le_bytes(board::random())
    }

    fn next_u64(&mut self) -> u64 {
        u64::from_le_bytes(board::random())
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for piece in bytes.chunks_mut(4) {
            piece.copy_from_slice(&board::random::<4>()[..piece.len()]);
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}
