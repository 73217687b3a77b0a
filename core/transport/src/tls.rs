//! Which servers to trust.

use std::sync::{Arc, OnceLock};

use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

/// Which servers to trust.
#[derive(Clone, Debug)]
pub struct Tls(Arc<ClientConfig>);

impl Tls {
    /// With a configuration of your own: a private CA, a client certificate. Leave ALPN empty.
    #[must_use]
    pub fn custom(config: Arc<ClientConfig>) -> Self {
        Self(config)
    }

    /// The configuration, for a connection of your own.
    #[must_use]
    pub fn config(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.0)
    }

    /// Trusts these roots.
    ///
    /// # Errors
    /// None of the protocol versions rustls was built with is available.
    pub fn with_roots(roots: RootCertStore) -> Result<Self, rustls::Error> {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(Arc::new(config)))
    }

    /// Trusts what the operating system trusts.
    ///
    /// # Errors
    /// The operating system's roots cannot be read.
    #[cfg(feature = "platform-verifier")]
    pub fn platform() -> Result<Self, rustls::Error> {
        use rustls_platform_verifier::BuilderVerifierExt;
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_platform_verifier()?
            .with_no_client_auth();
        Ok(Self(Arc::new(config)))
    }
}

/// Mozilla's roots with the feature `webpki-roots`, otherwise none. Made once: sessions are resumed
/// across connections.
impl Default for Tls {
    fn default() -> Self {
        static DEFAULT: OnceLock<Tls> = OnceLock::new();
        let make = || {
            #[cfg(feature = "webpki-roots")]
            let roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            #[cfg(not(feature = "webpki-roots"))]
            let roots = RootCertStore::empty();
            Self::with_roots(roots).expect("ring has TLS 1.2 and 1.3")
        };
        DEFAULT.get_or_init(make).clone()
    }
}
