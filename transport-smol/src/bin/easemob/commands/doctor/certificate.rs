//! Whose certificate it is, and until when.

use easemob_smol::rustls::pki_types::CertificateDer;
use jiff::{SignedDuration, Timestamp};
use x509_parser::prelude::{FromDer as _, GeneralName, X509Certificate};

use crate::words::{Words, words};

/// So long before its end a certificate is worth a warning.
const SOON: SignedDuration = SignedDuration::from_hours(14 * 24);

pub(super) struct Certificate {
    of: String,
    by: String,
    ends: Timestamp,
}

impl Certificate {
    /// `None` for what cannot be read; that it is valid has been found out by others.
    pub(super) fn read(der: &CertificateDer<'_>) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let ends = Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()?;
        let by = certificate.issuer().to_string();
        Some(Self { of: names(&certificate), by, ends })
    }

    pub(super) fn words(&self) -> Words {
        let Self { of, by, .. } = self;
        let ends = self.ends.strftime("%Y-%m-%d");
        words!(
            "certificate of {of} by {by}, until {ends}",
            "证书属于 {of}，由 {by} 签发，有效期至 {ends}"
        )
    }

    /// What is to be said of one that ends soon.
    pub(super) fn warning(&self, now: Timestamp) -> Option<Words> {
        let left = self.ends.duration_since(now);
        let days = left.as_hours() / 24;
        (left < SOON).then(|| {
            words!("its certificate ends in {days} days", "服务器证书将在 {days} 天后到期")
        })
    }
}

/// The hosts it is for, and where it names none its subject.
fn names(certificate: &X509Certificate<'_>) -> String {
    let alternatives = certificate.subject_alternative_name().ok().flatten();
    let names: Vec<&str> = alternatives
        .iter()
        .flat_map(|extension| &extension.value.general_names)
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(*name),
            _ => None,
        })
        .collect();
    match *names {
        [] => certificate.subject().to_string(),
        [one] => one.to_owned(),
        [first, ..] => format!("{first} (+{})", names.len() - 1),
    }
}
