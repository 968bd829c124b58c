//! `serve`: the server, and the tokens of those who may ask it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::index::Rights;
use crate::language::{reason, tr};
use crate::search::Searcher;
use crate::serve::{
    Certificate, ServeError, ServeOptions, Served, Token, TokensError, new_token, read_tokens, serve,
    serve_lines, token_hash, write_tokens,
};

use super::args::{ServeArguments, ServeCommand, TokenCommand};
use super::failure::Failure;
use super::{Outcome, engine, home, say};

/// The file of tokens, in the data folder.
const TOKENS: &str = "serve-tokens";

/// Longest time for an answer to an assistant.
const ASSISTING: Duration = Duration::from_secs(60);

/// Serves, or does something with tokens.
pub(super) fn run(
    arguments: &ServeArguments,
    index: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    match &arguments.command {
        Some(ServeCommand::Token(TokenCommand::Add { name, only, under })) => {
            let rights = rights(only.as_deref(), under, index)?;
            add(name, rights, out)
        }
        Some(ServeCommand::Token(TokenCommand::List)) => list(out),
        Some(ServeCommand::Token(TokenCommand::Revoke { name })) => revoke(name),
        None => begin(arguments, index),
    }
}

/// Answers an assistant until it is done.
pub(super) fn assist(index: Option<&Path>, out: &mut dyn Write) -> Result<Outcome, Failure> {
    serve_lines(served(index)?, ASSISTING, &mut io::stdin().lock(), out).map_err(failure)?;
    Ok(Outcome::Found)
}

/// The index of the engine that was named, else that of this machine.
fn served(index: Option<&Path>) -> Result<Served, Failure> {
    Ok(match engine::answers()? {
        Some(access) => Served::Engine(access),
        None => Served::Folder(home::index_folder(index)?),
    })
}

fn begin(arguments: &ServeArguments, index: Option<&Path>) -> Result<Outcome, Failure> {
    let usual = || std::thread::available_parallelism().map_or(2, usize::from);
    let log: Box<dyn Fn(&str) + Send + Sync> = Box::new(say);
    let tokens = tokens()?;
    let is_encrypted = arguments.tls_cert.is_some();
    let (is_guarded, is_open) = (!tokens.is_empty() && !arguments.open, arguments.open);
    let options = ServeOptions {
        index: served(index)?,
        listen: arguments.listen,
        is_open,
        hosts: arguments.hosts.clone(),
        tokens: file()?,
        certificate: arguments
            .tls_cert
            .clone()
            .zip(arguments.tls_key.clone())
            .map(|(chain, key)| Certificate { chain, key }),
        threads: arguments.threads.unwrap_or_else(usual).max(1),
        time_limit: Duration::from_secs(arguments.time_limit.max(1)),
        per_client: arguments.per_client.max(1),
        log: arguments.log.then_some(log),
        log_queries: arguments.log_queries,
    };
    let begun = |address| {
        let scheme = if is_encrypted { "https" } else { "http" };
        let address = format!("{scheme}://{address}/");
        say(&if is_guarded {
            tr!("serve-guarded", address = address)
        } else {
            tr!("serve-answering", address = address)
        });
    };
    serve(options, &begun).map_err(failure)?;
    say(&tr!("serve-ended"));
    Ok(Outcome::Found)
}

fn failure(error: ServeError) -> Failure {
    let what = reason(&error.to_string());
    let hint = match error {
        ServeError::Index(error) => return error.into(),
        ServeError::Tokens(_) => tr!("serve-list"),
        ServeError::Certificate(_) => tr!("serve-pem"),
        ServeError::Exposed(_) => {
            tr!("serve-make-token")
        }
        ServeError::Listen(_, error) => match error.kind() {
            io::ErrorKind::AddrInUse => {
                tr!("serve-port-used")
            }
            io::ErrorKind::PermissionDenied => {
                tr!("serve-port-rights")
            }
            _ => tr!("serve-name-address"),
        },
        ServeError::Lines(_) => tr!("serve-lines"),
        ServeError::System(_) => tr!("serve-limits"),
    };
    Failure::new(what, Some(&hint))
}

fn file() -> Result<PathBuf, Failure> {
    Ok(home::data_folder()?.join(TOKENS))
}

/// The tokens, or why they cannot be had.
fn tokens() -> Result<Vec<Token>, Failure> {
    let file = file()?;
    read_tokens(&file).map_err(|error| match error {
        // Whoever cannot read them must not serve to all.
        TokensError::Io(error) => {
            let what = tr!("failure-cannot-read", file = format!("{file:?}"), error = error.to_string());
            Failure::new(what, Some(&tr!("serve-right")))
        }
        TokensError::Line(nth) => {
            let what = tr!("serve-no-token-line", nth = nth.to_string(), file = format!("{file:?}"));
            Failure::new(what, Some(&tr!("serve-remove-line")))
        }
    })
}

fn write(tokens: &[Token]) -> Result<(), Failure> {
    let file = file()?;
    write_tokens(&file, tokens).map_err(|error| {
        Failure::new(tr!("failure-cannot-write", file = format!("{file:?}"), error = error.to_string()), None)
    })
}

/// What a new token may see, held against the index where there is one.
fn rights(only: Option<&str>, under: &[PathBuf], index: Option<&Path>) -> Result<Rights, Failure> {
    let real = |folder: &PathBuf| {
        dunce::canonicalize(folder).map_err(|error| {
            let what = tr!("failure-cannot-read", file = format!("{folder:?}"), error = error.to_string());
            Failure::new(what, Some(&tr!("query-name-there")))
        })
    };
    let under = under.iter().map(real).collect::<Result<Vec<_>, _>>()?;
    let rights = Rights { only: only.unwrap_or_default().trim().to_owned(), under };
    let opened = home::index_folder(index).ok().and_then(|index| Some((Searcher::open(&index).ok()?, index)));
    let own = opened.as_ref().map(|(searcher, _)| searcher.own_fact_names()).unwrap_or_default();
    if only.is_some_and(|only| only.trim().is_empty()) || !rights.is_of_facts(&own) {
        let what = tr!("fault-view", only = only.unwrap_or_default());
        return Err(Failure::new(what, Some(&tr!("fault-view-facts"))));
    }
    if rights.under.iter().any(|folder| folder.to_str().is_none()) {
        return Err(Failure::new(tr!("serve-no-utf8"), Some(&tr!("query-name-there"))));
    }
    if let Some((all, index)) = opened.filter(|_| !rights.is_whole()) {
        let reports = Searcher::open_for(&index, &rights)?.manifest().counts.reports;
        let of = all.manifest().counts.reports;
        say(&tr!("serve-token-sees", reports = reports.to_string(), of = of.to_string()));
    }
    Ok(rights)
}

fn add(name: &str, rights: Rights, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let name = crate::text::harmless_line(name).trim().to_owned();
    if name.is_empty() {
        return Err(Failure::new(tr!("serve-nobody"), Some(&tr!("serve-for-whom"))));
    }
    let mut tokens = tokens()?;
    if tokens.iter().any(|token| token.name == name) {
        let hint = tr!("serve-revoke-first", name = &name);
        return Err(Failure::new(tr!("serve-has-token", name = &name), Some(&hint)));
    }
    let mut random = [0; 20];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut random))
        .map_err(|error| Failure::new(tr!("serve-no-random", error = error.to_string()), None))?;
    let token = new_token(&random);
    tokens.push(Token { name, hash: token_hash(&token), rights: Arc::new(rights) });
    write(&tokens)?;
    writeln!(out, "{token}")?;
    say(&tr!("serve-shown-once"));
    Ok(Outcome::Found)
}

fn list(out: &mut dyn Write) -> Result<Outcome, Failure> {
    let tokens = tokens()?;
    for Token { name, rights, .. } in &tokens {
        let under = rights.under.iter().map(|folder| format!("--under {}", folder.display()));
        let only = Some(&rights.only).filter(|only| !only.is_empty()).map(|only| format!("--only {only}"));
        let told: Vec<String> = [name.clone()].into_iter().chain(only).chain(under).collect();
        writeln!(out, "{}", told.join("  "))?;
    }
    Ok(if tokens.is_empty() { Outcome::Lacking } else { Outcome::Found })
}

fn revoke(name: &str) -> Result<Outcome, Failure> {
    let mut tokens = tokens()?;
    let before = tokens.len();
    tokens.retain(|token| token.name != name);
    if tokens.len() == before {
        return Err(Failure::new(tr!("serve-has-no-token", name = name), Some(&tr!("serve-list"))));
    }
    write(&tokens)?;
    say(&tr!("serve-forget"));
    Ok(Outcome::Found)
}
