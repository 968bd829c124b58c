//! Where an engine is and who asks: URLs, the name of the index, and secrets, which are never shown.

use std::fmt;

use super::EngineError;

/// Name of the index where nobody says another.
const NAME: &str = "xunzhang";

/// Where an engine is, and who asks.
#[derive(Clone, Default)]
pub struct Access {
    /// Addresses of its nodes without a path; the next is tried when one does not answer.
    pub(super) urls: Vec<String>,
    /// Name of the index.
    name: String,
    /// User and password.
    pub(super) user: Option<(String, String)>,
    /// An API key, as the engine gave it out.
    pub(super) api_key: Option<String>,
    /// Certificates of who vouches for the server, PEM.
    pub(super) authorities: Option<Vec<u8>>,
}

impl fmt::Debug for Access {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Access({} at {})", self.name, self.urls.join(","))
    }
}

impl Access {
    /// Reads addresses, several parted by commas, and the index behind the last slash of any of them: `http://a:9200/reports`.
    ///
    /// # Errors
    /// [`EngineError::Address`] for what is none, and for one that holds a password.
    pub fn parse(typed: &str) -> Result<Access, EngineError> {
        let mut access = Access { name: NAME.to_owned(), ..Access::default() };
        let mut named = None;
        for one in typed.split(',').map(str::trim).filter(|one| !one.is_empty()) {
            let wrong = |why| EngineError::Address { typed: harmless(one), why };
            let (scheme, rest) =
                one.split_once("://").ok_or_else(|| wrong("it has no http:// or https://"))?;
            if !matches!(scheme, "http" | "https") {
                return Err(wrong("it must begin with http:// or https://"));
            }
            if rest.contains('@') {
                return Err(wrong("a password must not stand in it"));
            }
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            if host.is_empty() {
                return Err(wrong("it names no server"));
            }
            let name = path.trim_end_matches('/');
            if !name.is_empty() {
                if named.is_some_and(|known| known != name) {
                    return Err(wrong("another address names another index"));
                }
                access.set_name(name)?;
                named = Some(name);
            }
            access.urls.push(format!("{scheme}://{host}"));
        }
        match access.urls.is_empty() {
            true => Err(EngineError::Address { typed: harmless(typed), why: "it names no server" }),
            false => Ok(access),
        }
    }

    /// Names the index.
    ///
    /// # Errors
    /// [`EngineError::Address`] when engines take no such name.
    pub fn set_name(&mut self, name: &str) -> Result<(), EngineError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
        let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
        if !begins || name.len() > 100 || !name.chars().all(fits) {
            let why =
                "the name of an index is of small letters a to z, digits, - and _, and begins with a letter";
            return Err(EngineError::Address { typed: harmless(name), why });
        }
        name.clone_into(&mut self.name);
        Ok(())
    }

    /// Asks as this user.
    pub fn set_user(&mut self, name: &str, password: &str) {
        self.user = Some((name.to_owned(), password.to_owned()));
    }

    /// Asks with this API key.
    pub fn set_api_key(&mut self, key: &str) {
        self.api_key = Some(key.to_owned());
    }

    /// Trusts servers that one of these certificates (PEM) vouches for, and no others.
    pub fn set_authorities(&mut self, pem: Vec<u8>) {
        self.authorities = Some(pem);
    }

    /// Returns the name of the index.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// What was typed without what stands before an `@`.
fn harmless(typed: &str) -> String {
    typed.rsplit('@').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_or_refused() {
        let access = Access::parse("http://a:9200/reports/, https://b:9201").expect("they are right");
        assert_eq!(access.urls, ["http://a:9200", "https://b:9201"]);
        assert_eq!(
            (access.name(), Access::parse("http://a").expect("it is right").name()),
            ("reports", NAME)
        );
        for typed in ["http://a,http://b/reports", "http://a/reports,http://b/reports/"] {
            assert_eq!(Access::parse(typed).expect("it is right").name(), "reports", "{typed}");
        }
        for (typed, why) in [
            ("", "names no server"),
            ("a:9200", "http://"),
            ("ftp://a", "begin with"),
            ("http://", "names no server"),
            ("http://me:secret@a:9200", "password"),
            ("http://a/Reports", "small letters"),
            ("http://a/../_all", "small letters"),
            ("http://a/one,http://b/two", "another index"),
        ] {
            let said = Access::parse(typed).expect_err(typed).to_string();
            assert!(said.contains(why) && !said.contains("secret"), "{typed}: {said}");
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let mut access = Access::parse("http://a").expect("it is right");
        access.set_user("me", "secret");
        access.set_api_key("secret");
        assert!(!format!("{access:?}").contains("secret"));
    }
}
