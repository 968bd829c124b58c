//! `serve`: the server, and the tokens of those who may ask it.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::language::{reason, tr};
use crate::serve::{ServeError, ServeOptions, Served, Token, new_token, serve, serve_lines, token_hash};

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
        Some(ServeCommand::Token(TokenCommand::Add { name })) => add(name, out),
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
    let (is_guarded, is_open) = (!tokens.is_empty() && !arguments.open, arguments.open);
    let options = ServeOptions {
        index: served(index)?,
        listen: arguments.listen,
        is_open,
        hosts: arguments.hosts.clone(),
        tokens: if is_open { Vec::new() } else { tokens },
        threads: arguments.threads.unwrap_or_else(usual).max(1),
        time_limit: Duration::from_secs(arguments.time_limit.max(1)),
        per_client: arguments.per_client.max(1),
        log: arguments.log.then_some(log),
        log_queries: arguments.log_queries,
    };
    let begun = |address| {
        let address = format!("http://{address}/");
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

/// The tokens: a line for each, its hash, a blank, whose it is.
fn tokens() -> Result<Vec<Token>, Failure> {
    let file = file()?;
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        // Whoever cannot read them must not serve to all.
        Err(error) => {
            let hint = &tr!("serve-right");
            return Err(Failure::new(
                tr!("failure-cannot-read", file = format!("{file:?}"), error = error.to_string()),
                Some(hint),
            ));
        }
    };
    let read = |line: &str| {
        let (hash, name) = line.split_once(' ')?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then(|| Token { name: name.to_owned(), hash: hash.to_owned() })
    };
    let lines = text.lines().enumerate().map(|(nth, line)| {
        read(line).ok_or_else(|| {
            let hint = &tr!("serve-remove-line");
            Failure::new(
                tr!("serve-no-token-line", nth = (nth + 1).to_string(), file = format!("{file:?}")),
                Some(hint),
            )
        })
    });
    lines.collect()
}

fn write(tokens: &[Token]) -> Result<(), Failure> {
    let file = file()?;
    let failed = |error: io::Error| {
        Failure::new(tr!("failure-cannot-write", file = format!("{file:?}"), error = error.to_string()), None)
    };
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    // Whole or not at all, and for its owner alone.
    let fresh = folder.join(format!("{TOKENS}.new"));
    let lines: String = tokens.iter().map(|token| format!("{} {}\n", token.hash, token.name)).collect();
    let mut options = File::options();
    let written = crate::system::private(options.write(true).create(true).truncate(true)).open(&fresh);
    written
        .and_then(|mut fresh| fresh.write_all(lines.as_bytes()).and_then(|()| fresh.sync_all()))
        .and_then(|()| fs::rename(&fresh, &file))
        .map_err(failed)
}

fn add(name: &str, out: &mut dyn Write) -> Result<Outcome, Failure> {
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
    tokens.push(Token { name, hash: token_hash(&token) });
    write(&tokens)?;
    writeln!(out, "{token}")?;
    say(&tr!("serve-shown-once"));
    Ok(Outcome::Found)
}

fn list(out: &mut dyn Write) -> Result<Outcome, Failure> {
    let tokens = tokens()?;
    tokens.iter().try_for_each(|token| writeln!(out, "{}", token.name))?;
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
