//! Encryption: a certificate and its key, read again when they change, so that one that is renewed needs no new start.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

use crate::fault::lock;
use crate::system::{Stamps, stamps};

/// How often the files are looked at.
const LOOKED_EVERY: Duration = Duration::from_secs(10);

/// What proves to others who answers them.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// File of the certificate and of those that vouch for it, in PEM.
    pub chain: PathBuf,
    /// File of its private key, in PEM.
    pub key: PathBuf,
}

/// Makes encrypted streams of connections.
#[derive(Clone)]
pub(super) struct Acceptor {
    files: Arc<Certificate>,
    now: Arc<Mutex<Now>>,
}

struct Now {
    looked: Instant,
    stamps: Option<[Stamps; 2]>,
    acceptor: TlsAcceptor,
}

impl Acceptor {
    /// Reads certificate and key.
    ///
    /// # Errors
    /// What is wrong with them, in words for people.
    pub(super) fn open(files: Certificate) -> Result<Acceptor, String> {
        let stamps = stamps_of(&files);
        let now = Now { looked: Instant::now(), stamps, acceptor: acceptor(&files)? };
        Ok(Acceptor { files: Arc::new(files), now: Arc::new(Mutex::new(now)) })
    }

    /// Agrees with a client on the encryption of a connection; `None` where they do not.
    pub(super) async fn accept(&self, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        let acceptor = self.in_force();
        let agreed = acceptor.accept(stream).await;
        agreed
            .inspect_err(|error| log::debug!("a client and this server agree on no encryption: {error}"))
            .ok()
    }

    fn in_force(&self) -> TlsAcceptor {
        let mut now = lock(&self.now);
        if now.looked.elapsed() >= LOOKED_EVERY {
            now.looked = Instant::now();
            let stamps = stamps_of(&self.files);
            if stamps.is_some() && stamps != now.stamps {
                match acceptor(&self.files) {
                    Ok(acceptor) => (now.stamps, now.acceptor) = (stamps, acceptor),
                    // Half of a renewal: the other half comes.
                    Err(error) => log::warn!("the certificate of before goes on: {error}"),
                }
            }
        }
        now.acceptor.clone()
    }
}

fn stamps_of(files: &Certificate) -> Option<[Stamps; 2]> {
    let of = |file: &Path| std::fs::metadata(file).ok().map(|known| stamps(&known));
    Some([of(&files.chain)?, of(&files.key)?])
}

fn acceptor(files: &Certificate) -> Result<TlsAcceptor, String> {
    let wrong = |file: &Path, error: String| format!("{}: {error}", file.display());
    let chain = CertificateDer::pem_file_iter(&files.chain).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|error| wrong(&files.chain, error.to_string()))?;
    if chain.is_empty() {
        return Err(wrong(&files.chain, "there is no certificate in it".to_owned()));
    }
    let key =
        PrivateKeyDer::from_pem_file(&files.key).map_err(|error| wrong(&files.key, error.to_string()))?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key));
    let mut config = config.map_err(|error| wrong(&files.key, error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
