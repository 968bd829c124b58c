//! Connections: how many, how long they may take, and how they end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::respond::{Peer, router};
use super::tls::Acceptor;
use super::{App, ServeError};

/// Connections that are open at once, at most.
const CONNECTIONS_MAX: usize = 1024;
/// Longest time for the head of a request, and between two requests.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// Largest head of a request, in bytes.
const HEAD_BYTES_MAX: usize = 64 << 10;
/// Longest time of one connection: one whose client hardly reads ends then too.
const CONNECTION_TIME: Duration = Duration::from_secs(300);
/// Longest time that requests under way are waited for at the end.
const DRAIN_TIME: Duration = Duration::from_secs(20);
/// Time before the next connection is taken where the system has no handles.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers on an address until the process is told to end.
///
/// # Errors
/// When the address cannot be listened on.
pub(super) async fn run(
    address: SocketAddr,
    app: Arc<App>,
    tls: Option<Acceptor>,
    begun: &dyn Fn(SocketAddr),
) -> Result<(), ServeError> {
    let listening = |error| ServeError::Listen(address, error);
    let listener = TcpListener::bind(address).await.map_err(listening)?;
    let mut told = std::pin::pin!(told_to_end());
    begun(listener.local_addr().map_err(listening)?);
    let router = router(Arc::clone(&app));
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &room) => accepted,
            () = &mut told => break,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let Some(turn) = app.guard.connection(peer.ip()) else { continue };
        let watcher = graceful.watcher();
        let (router, app, tls) = (router.clone(), Arc::clone(&app), tls.clone());
        tokio::spawn(async move {
            app.metrics.connections.fetch_add(1, Ordering::Relaxed);
            // Whoever is cut off here has had five minutes.
            let _ = tokio::time::timeout(CONNECTION_TIME, async {
                match tls {
                    None => drop(watcher.watch(connection(stream, peer, router)).await),
                    Some(tls) => {
                        let Ok(Some(stream)) = tokio::time::timeout(HEAD_TIME, tls.accept(stream)).await
                        else {
                            return;
                        };
                        drop(watcher.watch(connection(stream, peer, router)).await);
                    }
                }
            })
            .await;
            app.metrics.connections.fetch_sub(1, Ordering::Relaxed);
            drop((place, turn));
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(DRAIN_TIME, graceful.shutdown()).await;
    Ok(())
}

/// Waits until the process is told to end.
async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Takes the next connection once there is room for it.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Answers are short: waiting for more of them would only make them late.
            let _ = stream.set_nodelay(true);
            Some((stream, peer, place))
        }
        Err(error) => {
            log::warn!("a connection was not taken: {error}");
            tokio::time::sleep(PAUSE).await;
            None
        }
    }
}

fn connection<S: AsyncRead + AsyncWrite + Unpin + 'static>(
    stream: S,
    peer: SocketAddr,
    router: Router,
) -> http1::Connection<TokioIo<S>, TowerToHyperService<Router>> {
    let service = TowerToHyperService::new(router.layer(Extension(Peer(peer.ip()))));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service)
}
