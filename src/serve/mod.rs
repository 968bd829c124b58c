//! One process that answers many: HTTP for programs and browsers, tools for assistants, over the index that the command uses.
//!
//! - `library.rs`: the index, opened anew between two requests after each commit
//! - `work.rs`: answers made off the threads of connections, a bounded number at once, each with a time limit
//! - `kept.rs`: answers kept for whoever asks the same again
//! - `parameters.rs`: what may be asked of an endpoint, as a table that checks, documents and describes it
//! - `api/`: the endpoints; `openapi.rs`: their description, made of the same table
//! - `page/`: the web page
//! - `mcp/`: the tools of assistants
//! - `problem.rs`: what is wrong, as RFC 9457 wants it told
//! - `guard.rs`: who may ask: hosts, origins, how much at once; `tokens.rs`: whom the server knows, and what each may see
//! - `tls.rs`: certificates; `listen.rs`: connections, their limits and their end; `metrics.rs`: what happened, in numbers

mod api;
mod guard;
mod kept;
mod library;
mod listen;
mod mcp;
mod metrics;
mod openapi;
mod page;
mod parameters;
mod problem;
mod respond;
mod tls;
mod tokens;
mod work;

use std::io::{BufRead, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use guard::Guard;
use kept::Kept;
use library::Library;
use metrics::Metrics;
use tokens::Tokens;
use work::Works;

pub use library::Served;
pub use tls::Certificate;
pub use tokens::{Token, TokensError, new_token, read_tokens, token_hash, write_tokens};

/// Who is told a line of each request.
pub type Log = Box<dyn Fn(&str) + Send + Sync>;

/// How a process serves.
pub struct ServeOptions {
    /// Where the index is.
    pub index: Served,
    /// Address and port; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// Whether whoever reaches the address may ask without a token.
    pub is_open: bool,
    /// Names beside those of the machine itself by which browsers may call it.
    pub hosts: Vec<String>,
    /// The file of those who may ask. With none in it, whoever reaches a loopback address may.
    pub tokens: PathBuf,
    /// What proves to others who answers them: traffic is encrypted then.
    pub certificate: Option<Certificate>,
    /// Answers that are made at once.
    pub threads: usize,
    /// Longest time for an answer.
    pub time_limit: Duration,
    /// Requests of one client that are answered at once; those of the machine itself are not counted.
    pub per_client: usize,
    /// Told of each request, for an access log: a line without what was asked for.
    pub log: Option<Log>,
    /// Whether the log tells what was asked for too.
    pub log_queries: bool,
}

/// Why a process cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Another address than the machine's own needs tokens.
    #[error("{0} can be reached from other machines, and nobody would need a token")]
    Exposed(SocketAddr),
    /// The tokens cannot be read.
    #[error("the tokens cannot be read: {0}")]
    Tokens(#[from] TokensError),
    /// The certificate or its key cannot be used.
    #[error("cannot encrypt: {0}")]
    Certificate(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The system gives no threads or signals.
    #[error("cannot begin to serve: {0}")]
    System(std::io::Error),
    /// The other end of the lines is gone.
    #[error("cannot go on: {0}")]
    Lines(std::io::Error),
    /// The index cannot be opened.
    #[error(transparent)]
    Index(#[from] crate::search::SearchError),
}

/// What all requests share.
struct App {
    library: Library,
    works: Works,
    kept: Kept,
    metrics: Metrics,
    guard: Guard,
    log: Option<Log>,
    log_queries: bool,
}

impl App {
    fn new(options: ServeOptions) -> App {
        let file = (!options.is_open).then_some(options.tokens);
        let tokens = Tokens::of(file, !options.listen.ip().is_loopback());
        App {
            library: Library::new(options.index),
            works: Works::new(options.threads, options.time_limit),
            kept: Kept::default(),
            metrics: Metrics::default(),
            guard: Guard::new(options.listen, options.hosts, tokens, options.per_client),
            log: options.log,
            log_queries: options.log_queries,
        }
    }
}

/// Answers an assistant over lines of the Model Context Protocol until they end. Each answer takes at most `time_limit`.
///
/// # Errors
/// When the index cannot be opened, or lines not be read or written.
pub fn serve_lines(
    index: Served,
    time_limit: Duration,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<(), ServeError> {
    let options = ServeOptions {
        index,
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        is_open: true,
        hosts: Vec::new(),
        tokens: PathBuf::new(),
        certificate: None,
        threads: 1,
        time_limit,
        per_client: 1,
        log: None,
        log_queries: false,
    };
    let app = Arc::new(App::new(options));
    app.library.begin()?;
    mcp::lines(&app, input, out).map_err(ServeError::Lines)
}

/// Serves until the process is told to end (SIGTERM, SIGINT): requests under way are answered first. `begun` is told the
/// address once it is listened on.
///
/// # Errors
/// When the index cannot be opened, or the address not be listened on; and when an address that others reach would be
/// open to all without anybody having said so.
pub fn serve(options: ServeOptions, begun: &dyn Fn(SocketAddr)) -> Result<(), ServeError> {
    let is_for_others = !options.listen.ip().is_loopback() && !options.is_open;
    if is_for_others && read_tokens(&options.tokens)?.is_empty() {
        return Err(ServeError::Exposed(options.listen));
    }
    let tls =
        options.certificate.clone().map(tls::Acceptor::open).transpose().map_err(ServeError::Certificate)?;
    let (listen, threads) = (options.listen, options.threads);
    let app = Arc::new(App::new(options));
    // What is wrong with the index is said at once, not to the first who asks.
    app.library.begin()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        // Answers, and a few more for what is waited for otherwise.
        .max_blocking_threads(threads + 2)
        .enable_all()
        .build()
        .map_err(ServeError::System)?;
    let served = runtime.block_on(listen::run(listen, app, tls, begun));
    // Work that nobody waits for any more is not waited for.
    runtime.shutdown_background();
    served
}
