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
use crate::text::hexadecimal;

use super::problem::Problem;

/// Requests under way of each client.
type Counts = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// Letters of a token: 160 bits by base 32.
const TOKEN_LETTERS: usize = 32;
/// Letters that nobody takes for another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// What our tokens begin with, so that they are known where they are lost.
const TOKEN_PREFIX: &str = "xz_";

/// One who may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Whose it is.
    pub name: String,
    /// The hash of the token (see [`token_hash`]); the token itself is kept by its owner alone.
    pub hash: String,
}

/// Makes a token of 20 random bytes.
pub fn new_token(random: &[u8; 20]) -> String {
    let mut bits = random.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    let letters = (0..TOKEN_LETTERS).map(|_| {
        let number = (0..5).fold(0, |number, _| number << 1 | bits.next().unwrap_or(0));
        char::from(LETTERS[usize::from(number)])
    });
    format!("{TOKEN_PREFIX}{}", letters.collect::<String>())
}

/// Returns the hash of a token, in hexadecimal. A token is random and long: no hash that is slow on purpose is needed.
pub fn token_hash(token: &str) -> String {
    hexadecimal(&blake3::derive_key("xunzhang token 1", token.as_bytes()))
}

/// Says who may ask.
pub(super) struct Guard {
    /// Names by which it may be called, lower case, without port.
    hosts: Vec<String>,
    /// Whether any number of an address will do: it listens on all of the machine's.
    any_address: bool,
    tokens: Vec<[u8; 32]>,
    per_client: usize,
    clients: Counts,
}

/// One request of a client, counted until it is dropped.
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
    pub(super) fn new(
        listen: SocketAddr,
        hosts: Vec<String>,
        tokens: Vec<Token>,
        per_client: usize,
    ) -> Guard {
        let mut hosts: Vec<String> = hosts.into_iter().map(|host| host.to_lowercase()).collect();
        hosts.extend(["localhost", "127.0.0.1", "[::1]"].map(str::to_owned));
        hosts.push(match listen.ip() {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        });
        let tokens = tokens.iter().filter_map(|token| bytes_of(&token.hash)).collect();
        let any_address = listen.ip().is_unspecified();
        Guard { hosts, any_address, tokens, per_client, clients: Arc::default() }
    }

    /// Checks the head of a request.
    ///
    /// # Errors
    /// A problem, where the request is not to be answered.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<(), Problem> {
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
        if self.tokens.is_empty() {
            return Ok(());
        }
        let given = text(AUTHORIZATION).and_then(|given| token_of(&given)).map(|token| token_hash(&token));
        let given = given.and_then(|hash| bytes_of(&hash)).map(blake3::Hash::from_bytes);
        // Hashes are compared in a time that tells nothing of them.
        let is_known = given
            .is_some_and(|given| self.tokens.iter().any(|known| given == blake3::Hash::from_bytes(*known)));
        if is_known { Ok(()) } else { Err(Problem::no_token()) }
    }

    /// Counts a request of a client until what is returned is dropped.
    ///
    /// # Errors
    /// A problem where too many of it are under way.
    pub(super) fn turn(&self, ip: IpAddr) -> Result<Turn, Problem> {
        if ip.is_loopback() {
            return Ok(Turn { of: None });
        }
        let mut clients = lock(&self.clients);
        let count = clients.entry(ip).or_insert(0);
        if *count >= self.per_client {
            return Err(Problem::too_many(self.per_client));
        }
        *count += 1;
        Ok(Turn { of: Some((Arc::clone(&self.clients), ip)) })
    }

    fn is_own(&self, host: &str) -> bool {
        let name = without_port(host).to_lowercase();
        // A number cannot be made to point elsewhere, as a name can.
        let is_number = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
        self.hosts.contains(&name) || self.any_address && is_number
    }
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

    fn guard(listen: &str, tokens: &[&str]) -> Guard {
        let tokens = tokens.iter().map(|token| Token { name: "a".to_owned(), hash: token_hash(token) });
        Guard::new(
            listen.parse().expect("an address"),
            vec!["Search.example".to_owned()],
            tokens.collect(),
            2,
        )
    }

    fn said(guard: &Guard, headers: &[(HeaderName, &'static str)]) -> String {
        let pairs = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        match guard.check(&pairs.collect()) {
            Ok(()) => "fine".to_owned(),
            Err(problem) => problem.kind().to_owned(),
        }
    }

    #[test]
    fn only_its_own_names_and_pages_are_answered() {
        let local = guard("127.0.0.1:7700", &[]);
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
        let all = guard("0.0.0.0:80", &[]);
        assert_eq!(said(&all, &[(HOST, "192.168.1.2")]), "fine");
        assert_eq!(said(&all, &[(HOST, "evil.example")]), "unknown-host");
    }

    #[test]
    fn a_token_is_asked_for_and_known_by_its_hash() {
        let guard = guard("0.0.0.0:80", &["xz_secret"]);
        let host = (HOST, "1.2.3.4");
        assert_eq!(said(&guard, std::slice::from_ref(&host)), "token");
        // user:xz_secret and user:wrong
        for (given, wanted) in [
            ("Bearer xz_secret", "fine"),
            ("bearer  xz_secret", "fine"),
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
        let guard = guard("0.0.0.0:80", &[]);
        let ip: IpAddr = "10.0.0.1".parse().expect("an address");
        let turns = [guard.turn(ip).ok(), guard.turn(ip).ok()];
        assert_eq!(guard.turn(ip).err().map(|problem| problem.status()), Some(429));
        assert!(guard.turn("10.0.0.2".parse().expect("an address")).is_ok());
        drop(turns);
        assert!(guard.turn(ip).is_ok());
        assert!(
            (0..9).map(|_| guard.turn([127, 0, 0, 1].into())).collect::<Vec<_>>().iter().all(Result::is_ok)
        );
    }

    #[test]
    fn tokens_are_of_letters_that_nobody_takes_for_others() {
        let token = new_token(&[0xff; 20]);
        assert_eq!(token, format!("xz_{}", "9".repeat(32)));
        assert_ne!(new_token(&[0; 20]), token);
        assert_eq!(token_hash("a").len(), 64);
        assert_eq!(FORGIVING.decode("5a+75Zu9").as_deref(), Ok("寻国".as_bytes()));
    }
}
