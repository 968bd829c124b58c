//! What is wrong, as RFC 9457 wants it told: `application/problem+json` with what can be done about it.

use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use serde::Serialize;

use crate::fault::Fault;
use crate::search::SearchError;

/// A problem of one request.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Problem {
    /// Which kind, as a name that stays the same: `urn:xunzhang:problem:…`.
    #[serde(rename = "type")]
    uri: String,
    title: &'static str,
    status: u16,
    detail: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Problem {
    fn new(status: StatusCode, kind: &str, title: &'static str, detail: impl Into<String>) -> Problem {
        let uri = format!("urn:xunzhang:problem:{kind}");
        Problem { uri, title, status: status.as_u16(), detail: detail.into(), hint: None }
    }

    fn with_hint(self, hint: impl Into<String>) -> Problem {
        Problem { hint: Some(hint.into()), ..self }
    }

    /// A request that cannot be understood.
    pub(super) fn wrong(detail: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "wrong-request", "The request cannot be answered", detail)
            .with_hint(hint)
    }

    /// What was asked for is not there.
    pub(super) fn not_there(detail: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not-found", "It is not there", detail).with_hint(hint)
    }

    /// Another method is needed.
    pub(super) fn method() -> Problem {
        let detail = "this address is read with GET";
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "Another method is needed", detail)
            .with_hint("nothing is changed over HTTP: the index is written by `xunzhang index`")
    }

    /// Too many requests wait.
    pub(super) fn busy() -> Problem {
        let detail = "too many requests wait for an answer";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Too much is asked at once", detail)
            .with_hint("ask again in a second")
    }

    /// One client asks too much at once.
    pub(super) fn too_many(most: usize) -> Problem {
        let detail = format!("{most} requests of this client are under way");
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too much is asked at once", detail)
            .with_hint("wait for an answer before asking more")
    }

    /// The answer took too long.
    pub(super) fn too_slow() -> Problem {
        let detail = "the answer took longer than this server waits for one";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "time-limit", "The answer took too long", detail)
            .with_hint(
                "ask for less: a rarer word, fewer reports; or have it started with a longer --time-limit",
            )
    }

    /// The program is at fault.
    pub(super) fn fault(fault: &Fault) -> Problem {
        let detail = format!("the program failed at {fault}");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", "The program is at fault", detail)
            .with_hint(format!("tell it at {}", crate::fault::REPORTS))
    }

    /// The caller is called by a name that is not the server's.
    pub(super) fn misdirected(host: &str) -> Problem {
        let detail = format!("`{host}` is no name of this server");
        Problem::new(StatusCode::MISDIRECTED_REQUEST, "unknown-host", "Another server is meant", detail)
            .with_hint("have it started with `xunzhang serve --host NAME`")
    }

    /// A page of another site asks.
    pub(super) fn foreign(origin: &str) -> Problem {
        let detail = format!("a page of `{origin}` may not ask this server");
        Problem::new(StatusCode::FORBIDDEN, "foreign-origin", "A page of another site asks", detail)
            .with_hint("have it started with `xunzhang serve --host NAME` where the site is yours")
    }

    /// A token is needed.
    pub(super) fn no_token() -> Problem {
        let detail = "this server answers those who have a token";
        Problem::new(StatusCode::UNAUTHORIZED, "token", "A token is needed", detail).with_hint(
            "send `Authorization: Bearer TOKEN`; `xunzhang serve token add NAME` makes one on the server",
        )
    }

    /// The tokens cannot be read, so that nobody can be told from others.
    pub(super) fn unread_tokens() -> Problem {
        let detail = "the tokens of this server cannot be read";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "tokens", "Nobody is answered", detail)
            .with_hint("whoever runs the server finds the reason by `xunzhang serve token list`")
    }

    /// Something is told to those only who see all.
    pub(super) fn of_all() -> Problem {
        let detail = "this is told to those only who may see the whole index";
        Problem::new(StatusCode::FORBIDDEN, "rights", "Your token opens a part of the index", detail)
            .with_hint("ask with a token that was made without --only and --under")
    }

    /// Parts of an index in an engine cannot be told apart.
    pub(super) fn part_of_engine() -> Problem {
        let detail = "a token that sees a part needs an index of the server's machine, not one in an engine";
        Problem::new(StatusCode::FORBIDDEN, "rights", "Your token opens a part of the index", detail)
            .with_hint("have it started without --engine, over an index of its own")
    }

    /// Returns the name of its kind.
    pub(super) fn kind(&self) -> &str {
        self.uri.rsplit(':').next().unwrap_or_default()
    }

    /// Returns its HTTP status.
    pub(super) fn status(&self) -> u16 {
        self.status
    }

    /// Returns what is wrong, and what can be done about it.
    pub(super) fn told(&self) -> (&str, &str) {
        (&self.detail, self.hint.as_deref().unwrap_or_default())
    }
}

impl From<SearchError> for Problem {
    fn from(error: SearchError) -> Problem {
        let hint = error.hint();
        let detail = error.to_string();
        let problem = match error {
            SearchError::GivenUp => return Problem::too_slow(),
            SearchError::TooManyConditions { .. } | SearchError::Filter(_) => Problem::wrong(detail, ""),
            _ => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "index", "The index cannot be read", detail),
        };
        Problem { hint, ..problem }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if status == StatusCode::UNAUTHORIZED {
            // Browsers then ask for a name and a password: any name, the token.
            let challenge = HeaderValue::from_static("Basic realm=\"xunzhang\", charset=\"UTF-8\"");
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
