//! Who may ask: by which name the server is called (against DNS rebinding), from which site a page asks, with which token,
//! and how much at once.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, HOST, ORIGIN};

use crate::fault::lock;
use crate::index::Rights;

use super::problem::Problem;
use super::tokens::{Token, Tokens, token_hash};

/// Connections of one client, at most: a tenth of all, so that one that opens them and says nothing shuts nobody out.
const CONNECTIONS_PER_CLIENT: usize = 100;

/// Requests or connections of each client.
type Counts = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// Says who may ask.
pub(super) struct Guard {
    /// Names by which it may be called, lower case, without port.
    hosts: Vec<String>,
    /// Whether any number of an address will do: it listens on all of the machine's.
    any_address: bool,
    tokens: Tokens,
    per_client: usize,
    clients: Counts,
    connections: Counts,
}

/// One request or connection of a client, counted until it is dropped.
pub(super) struct Turn {
    of: Option<(Counts, IpAddr)>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some((clients, ip)) = &self.of else { return };
        let mut clients = lock(clients);
        // Who has no request under way is forgotten, so that the list stays short.
        if let Some(count) = clients.get_mut(ip) {
            *count -= 1;
            if *count == 0 {
                clients.remove(ip);
            }
        }
    }
}

impl Guard {
    /// Makes the guard of a server that listens on this address.
    pub(super) fn new(listen: SocketAddr, hosts: Vec<String>, tokens: Tokens, per_client: usize) -> Guard {
        let mut hosts: Vec<String> = hosts.into_iter().map(|host| host.to_lowercase()).collect();
        hosts.extend(["localhost", "127.0.0.1", "[::1]"].map(str::to_owned));
        hosts.push(match listen.ip() {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        });
        let any_address = listen.ip().is_unspecified();
        Guard { hosts, any_address, tokens, per_client, clients: Arc::default(), connections: Arc::default() }
    }

    /// Checks the head of a request; returns what its sender may see.
    ///
    /// # Errors
    /// A problem, where the request is not to be answered.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<Arc<Rights>, Problem> {
        let text =
            |name| headers.get(&name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let host = text(HOST).unwrap_or_default();
        if !self.is_own(&host) {
            return Err(Problem::misdirected(&crate::text::harmless_line(&host)));
        }
        if let Some(origin) = text(ORIGIN) {
            let site = origin.split_once("://").map_or("", |(_, site)| site);
            if !self.is_own(site) {
                return Err(Problem::foreign(&crate::text::harmless_line(&origin)));
            }
        }
        let (tokens, is_needed) = self.tokens.now().map_err(|error| {
            log::warn!("nobody is answered, since the tokens cannot be read: {error}");
            Problem::unread_tokens()
        })?;
        if !is_needed {
            return Ok(Arc::default());
        }
        let given = text(AUTHORIZATION).and_then(|given| token_of(&given)).map(|token| token_hash(&token));
        let given = given.and_then(|hash| bytes_of(&hash)).map(blake3::Hash::from_bytes);
        // Hashes are compared in a time that tells nothing of them.
        let is_it = |token: &Token| {
            bytes_of(&token.hash).map(blake3::Hash::from_bytes).is_some_and(|known| given == Some(known))
        };
        let token = tokens.iter().rfind(|token| is_it(token));
        token.map(|token| Arc::clone(&token.rights)).ok_or_else(Problem::no_token)
    }

    /// Counts a request of a client until what is returned is dropped.
    ///
    /// # Errors
    /// A problem where too many of it are under way.
    pub(super) fn turn(&self, ip: IpAddr) -> Result<Turn, Problem> {
        counted(&self.clients, ip, self.per_client).ok_or_else(|| Problem::too_many(self.per_client))
    }

    /// Counts a connection of a client until what is returned is dropped; `None` where it has so many that others would find
    /// no room.
    pub(super) fn connection(&self, ip: IpAddr) -> Option<Turn> {
        counted(&self.connections, ip, CONNECTIONS_PER_CLIENT)
    }

    fn is_own(&self, host: &str) -> bool {
        let name = without_port(host).to_lowercase();
        // A number cannot be made to point elsewhere, as a name can.
        let is_number = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
        self.hosts.contains(&name) || self.any_address && is_number
    }
}

/// Counts one more of a client, unless it has `most`; those of the machine itself, a proxy say, are not counted.
fn counted(counts: &Counts, ip: IpAddr, most: usize) -> Option<Turn> {
    if ip.is_loopback() {
        return Some(Turn { of: None });
    }
    let mut clients = lock(counts);
    let count = clients.entry(ip).or_insert(0);
    if *count >= most {
        return None;
    }
    *count += 1;
    Some(Turn { of: Some((Arc::clone(counts), ip)) })
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.is_empty() => name,
        _ => host,
    }
}

/// Base 64 (RFC 4648) as clients write it, padded or not.
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The token of a head: of Bearer, or the password of Basic, which browsers ask for.
fn token_of(given: &str) -> Option<String> {
    let (scheme, rest) = given.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    let both = scheme.eq_ignore_ascii_case("basic").then(|| FORGIVING.decode(rest.trim()).ok()).flatten()?;
    let both = String::from_utf8(both).ok()?;
    both.split_once(':').map(|(_, password)| password.to_owned())
}

fn bytes_of(hash: &str) -> Option<[u8; 32]> {
    blake3::Hash::from_hex(hash).ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderName, HeaderValue};

    use super::*;

    fn guard(listen: &str, tokens: Option<std::path::PathBuf>) -> Guard {
        let listen = listen.parse().expect("an address");
        Guard::new(listen, vec!["Search.example".to_owned()], Tokens::of(tokens, true), 2)
    }

    fn said(guard: &Guard, headers: &[(HeaderName, &'static str)]) -> String {
        let pairs = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        match guard.check(&pairs.collect()) {
            Ok(rights) if rights.is_whole() => "fine".to_owned(),
            Ok(_) => "a part".to_owned(),
            Err(problem) => problem.kind().to_owned(),
        }
    }

    #[test]
    fn only_its_own_names_and_pages_are_answered() {
        let local = guard("127.0.0.1:7700", None);
        for (host, origin, wanted) in [
            ("localhost:7700", None, "fine"),
            ("127.0.0.1", None, "fine"),
            ("[::1]:7700", None, "fine"),
            ("SEARCH.example", None, "fine"),
            ("evil.example:7700", None, "unknown-host"),
            ("localhost.evil.example", None, "unknown-host"),
            ("192.168.1.2", None, "unknown-host"),
            ("", None, "unknown-host"),
            ("localhost", Some("http://localhost:7700"), "fine"),
            ("localhost", Some("https://search.example"), "fine"),
            ("localhost", Some("https://evil.example"), "foreign-origin"),
            ("localhost", Some("null"), "foreign-origin"),
        ] {
            let mut headers = vec![(HOST, host)];
            headers.extend(origin.map(|origin| (ORIGIN, origin)));
            assert_eq!(said(&local, &headers), wanted, "{host} {origin:?}");
        }
        let all = guard("0.0.0.0:80", None);
        assert_eq!(said(&all, &[(HOST, "192.168.1.2")]), "fine");
        assert_eq!(said(&all, &[(HOST, "evil.example")]), "unknown-host");
    }

    #[test]
    fn a_token_is_asked_for_and_known_by_its_hash() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("tokens");
        let token = |name: &str, only: &str| Token {
            name: name.to_owned(),
            hash: token_hash(name),
            rights: Arc::new(Rights { only: only.to_owned(), under: Vec::new() }),
        };
        let all = [token("xz_secret", ""), token("xz_part", "地区:湖北")];
        crate::serve::write_tokens(&file, &all).expect("it is written");
        let guard = guard("0.0.0.0:80", Some(file));
        let host = (HOST, "1.2.3.4");
        assert_eq!(said(&guard, std::slice::from_ref(&host)), "token");
        // user:xz_secret and user:wrong
        for (given, wanted) in [
            ("Bearer xz_secret", "fine"),
            ("bearer  xz_secret", "fine"),
            ("Bearer xz_part", "a part"),
            ("Bearer xz_wrong", "token"),
            ("Basic dXNlcjp4el9zZWNyZXQ=", "fine"),
            ("Basic dXNlcjp3cm9uZw==", "token"),
            ("Basic %%%", "token"),
            ("xz_secret", "token"),
        ] {
            assert_eq!(said(&guard, &[host.clone(), (AUTHORIZATION, given)]), wanted, "{given}");
        }
    }

    #[test]
    fn one_client_has_so_many_turns_and_the_machine_itself_any_number() {
        let guard = guard("0.0.0.0:80", None);
        let ip: IpAddr = "10.0.0.1".parse().expect("an address");
        let turns = [guard.turn(ip).ok(), guard.turn(ip).ok()];
        assert_eq!(guard.turn(ip).err().map(|problem| problem.status()), Some(429));
        assert!(guard.turn("10.0.0.2".parse().expect("an address")).is_ok());
        drop(turns);
        assert!(guard.turn(ip).is_ok());
        let connections: Vec<_> = (0..100).map(|_| guard.connection(ip)).collect();
        assert!(connections.iter().all(Option::is_some) && guard.connection(ip).is_none());
        assert!(guard.connection("10.0.0.2".parse().expect("an address")).is_some());
        assert!(
            (0..9).map(|_| guard.turn([127, 0, 0, 1].into())).collect::<Vec<_>>().iter().all(Result::is_ok)
        );
    }

    #[test]
    fn base_64_is_read_as_clients_write_it() {
        assert_eq!(FORGIVING.decode("5a+75Zu9").as_deref(), Ok("寻国".as_bytes()));
    }
}
