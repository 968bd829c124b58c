//! Arguments of `serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  xunzhang serve                                for this machine: http://127.0.0.1:7700/
  xunzhang serve token add 王                   a token, shown once
  xunzhang serve token add 李 --only 地区:湖北  one that sees a part
  xunzhang serve --listen 0.0.0.0:7700          for others, who need a token
The index may be written meanwhile, by `xunzhang index --watch` too. SIGTERM ends it once all is answered."
)]
pub(in crate::cli) struct ServeArguments {
    /// Address and port to listen on; port 0 lets the system choose
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7700")]
    pub(in crate::cli) listen: SocketAddr,
    /// Answer whoever reaches the address, without a token
    #[arg(long)]
    pub(in crate::cli) open: bool,
    /// Encrypt with this certificate, and those that vouch for it (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(in crate::cli) tls_cert: Option<PathBuf>,
    /// The private key of the certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(in crate::cli) tls_key: Option<PathBuf>,
    /// Also answer to this name, that of a proxy before it say; several may be given
    #[arg(long = "host", value_name = "NAME")]
    pub(in crate::cli) hosts: Vec<String>,
    /// Answers that are made at once [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    pub(in crate::cli) threads: Option<usize>,
    /// Longest time for an answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(in crate::cli) time_limit: u64,
    /// Requests of one client that are answered at once; those of this machine are not counted
    #[arg(long, value_name = "N", default_value_t = 32)]
    pub(in crate::cli) per_client: usize,
    /// Write a line for each request to standard error, without what was asked for
    #[arg(long)]
    pub(in crate::cli) log: bool,
    /// Write what was asked for too
    #[arg(long, requires = "log")]
    pub(in crate::cli) log_queries: bool,
    #[command(subcommand)]
    pub(in crate::cli) command: Option<ServeCommand>,
}

/// What is done about serving besides.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ServeCommand {
    /// The tokens of those who may ask
    #[command(subcommand)]
    Token(TokenCommand),
}

/// What is done with tokens; a server that runs learns of it at once.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum TokenCommand {
    /// Make a token and show it, once: only its hash is kept
    Add {
        /// Whose it is
        name: String,
        /// What its owner sees: only reports of which these facts are known, as a query asks for them
        #[arg(long, value_name = "FACTS")]
        only: Option<String>,
        /// What its owner sees: only reports below this folder; several may be given
        #[arg(long, value_name = "FOLDER")]
        under: Vec<PathBuf>,
    },
    /// Show whose tokens there are
    List,
    /// Take a token back
    Revoke {
        /// Whose it is
        name: String,
    },
}
