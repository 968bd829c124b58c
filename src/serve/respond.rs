//! From a request to its answer: who asks is checked, what is asked is held against the table of the endpoint, the answer is
//! made on a thread of its own, and told with the headers that keep browsers safe.

use std::cell::OnceCell;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{RawPathParams, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use hyper::{HeaderMap, StatusCode};

use crate::index::Rights;

use super::App;
use super::api::{ENDPOINTS, Endpoint};
use super::kept::Key;
use super::library::Snapshot;
use super::mcp;
use super::page::{PAGES, problem_page};
use super::parameters::Asked;
use super::problem::Problem;

/// Nothing of another site is loaded, run, framed or sent to.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Longest message of an assistant, in bytes.
const BODY_BYTES_MAX: usize = 1 << 20;
/// Longest time in which it comes.
const BODY_TIME: Duration = Duration::from_secs(10);

/// The address that a request comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

/// Name of the endpoint that answered, for counting.
#[derive(Clone, Copy)]
struct Named(&'static str);

/// What whoever sends a request may see.
#[derive(Clone)]
struct Seeing(Arc<Rights>);

/// One request, as endpoints see it.
pub(super) struct Call {
    /// What all requests share.
    pub(super) app: Arc<App>,
    /// What is asked.
    pub(super) asked: Asked,
    /// What follows the `?`, for links to more of the same.
    pub(super) query: String,
    /// Whether English is read rather than Chinese.
    pub(super) english: bool,
    /// What whoever asks may see.
    pub(super) rights: Arc<Rights>,
    /// The commit that answers, once it is opened.
    pub(super) snapshot: OnceCell<Arc<Snapshot>>,
}

impl Call {
    /// Returns the commit that answers: the same for all of the request.
    ///
    /// # Errors
    /// A problem where the index cannot be opened.
    pub(super) fn snapshot(&self) -> Result<&Snapshot, Problem> {
        if self.snapshot.get().is_none() {
            let now = self.app.library.now(&self.rights)?;
            return Ok(self.snapshot.get_or_init(|| now));
        }
        Ok(self.snapshot.get().expect("it was opened above"))
    }
}

/// What an endpoint answers.
#[derive(Clone)]
pub(super) enum Reply {
    /// JSON.
    Json(Vec<u8>),
    /// A page.
    Page(String),
    /// A text of this type that may be kept for an hour.
    Text(&'static str, String),
    /// A file, to be kept under this name.
    File(String, Vec<u8>),
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let (kind, body) = match self {
            Reply::Json(body) => ("application/json", body),
            Reply::Page(page) => ("text/html; charset=utf-8", page.into_bytes()),
            Reply::Text(kind, text) => (kind, text.into_bytes()),
            Reply::File(name, body) => {
                let mut response = body.into_response();
                let headers = response.headers_mut();
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
                // RFC 6266 with RFC 8187: names in Chinese reach the disk whole.
                let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
                let name = format!("attachment; filename*=UTF-8''{}", name.replace('+', "%20"));
                if let Ok(name) = HeaderValue::from_str(&name) {
                    headers.insert(CONTENT_DISPOSITION, name);
                }
                return response;
            }
        };
        let mut response = body.into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        response
    }
}

/// Returns all that is answered, behind the guard.
pub(super) fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for endpoint in ENDPOINTS.iter().chain(PAGES) {
        let answer = move |State(app): State<Arc<App>>, path: RawPathParams, request: Request| {
            answered(app, endpoint, path, request)
        };
        router = router.route(endpoint.path, get(answer));
    }
    let nowhere = || async {
        Problem::not_there("there is nothing at this address", "the addresses stand in openapi.json")
    };
    router
        .route("/mcp", post(assistant))
        .method_not_allowed_fallback(|| async { Problem::method() })
        .fallback(nowhere)
        .layer(from_fn_with_state(Arc::clone(&app), guarded))
        .with_state(app)
}

async fn answered(
    app: Arc<App>,
    endpoint: &'static Endpoint,
    path: RawPathParams,
    request: Request,
) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
    let pairs: Vec<(String, String)> =
        path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).chain(pairs).collect();
    let (english, rights) = (reads_english(request.headers()), rights_of(&request));
    let reply = match Asked::read(pairs, endpoint.parameters) {
        Err(problem) => Err(problem),
        Ok(asked) => {
            let snapshot = OnceCell::new();
            let call = Call { app: Arc::clone(&app), asked, query, english, rights, snapshot };
            if endpoint.is_beside {
                tokio::task::spawn_blocking(move || (endpoint.answer)(&call))
                    .await
                    .unwrap_or_else(|_| Err(Problem::busy()))
            } else {
                app.works.run(move || answer_of(endpoint, &call)).await
            }
        }
    };
    let mut response = match reply {
        Ok(reply) => reply.into_response(),
        Err(problem) if PAGES.iter().any(|page| page.name == endpoint.name) => {
            let page = Reply::Page(problem_page(&problem, english));
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, page).into_response()
        }
        Err(problem) => problem.into_response(),
    };
    response.extensions_mut().insert(Named(endpoint.name));
    response
}

/// Returns what was answered to the same of the same commit, or answers.
fn answer_of(endpoint: &'static Endpoint, call: &Call) -> Result<Reply, Problem> {
    // An engine may have left out a part this time; what is wrong with the index the endpoint tells.
    let snapshot = call.app.library.folder().and_then(|_| call.snapshot().ok());
    let key =
        snapshot.and_then(|snapshot| Key::of(snapshot.serial, endpoint.name, &call.query, call.english));
    let Some(key) = key else { return (endpoint.answer)(call) };
    if let Some(known) = call.app.kept.get(&key) {
        return Ok(known);
    }
    let reply = (endpoint.answer)(call)?;
    call.app.kept.keep(key, &reply);
    Ok(reply)
}

/// Answers a message of the Model Context Protocol; a notification is taken without a word.
async fn assistant(State(app): State<Arc<App>>, request: Request) -> Response {
    let rights = rights_of(&request);
    let begun = tokio::time::timeout(BODY_TIME, to_bytes(request.into_body(), BODY_BYTES_MAX));
    let Ok(Ok(body)) = begun.await else {
        let detail = format!("the message is longer than {BODY_BYTES_MAX} bytes, or came too slowly");
        return Problem::wrong(detail, "ask in parts").into_response();
    };
    let shared = Arc::clone(&app);
    let answer =
        app.works.run(move || Ok(mcp::answer((&shared, &rights), &String::from_utf8_lossy(&body)))).await;
    let mut response = match answer {
        Ok(Some(answer)) => Reply::Json(answer.to_string().into_bytes()).into_response(),
        Ok(None) => StatusCode::ACCEPTED.into_response(),
        Err(problem) => problem.into_response(),
    };
    response.extensions_mut().insert(Named("mcp"));
    response
}

/// Chinese unless English is asked for before it.
fn reads_english(headers: &HeaderMap) -> bool {
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = asked.split(',').map(str::trim).find(|one| one.starts_with("zh") || one.starts_with("en"));
    first.is_some_and(|first| first.starts_with("en"))
}

/// What whoever sends a request may see, as the guard told: nothing that it did not let pass.
fn rights_of(request: &Request) -> Arc<Rights> {
    request
        .extensions()
        .get::<Seeing>()
        .map(|seeing| Arc::clone(&seeing.0))
        .unwrap_or_else(|| Arc::new(Rights::none()))
}

async fn guarded(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.0);
    let line = app.log.is_some().then(|| {
        let address =
            if app.log_queries { request.uri().to_string() } else { request.uri().path().to_owned() };
        format!("{peer} {} {address}", request.method())
    });
    let checked = app.guard.check(request.headers());
    let checked = checked.and_then(|rights| Ok((rights, app.guard.turn(peer)?)));
    let mut response = match checked {
        Ok((rights, _turn)) => {
            request.extensions_mut().insert(Seeing(rights));
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    };
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 5] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let is_fixed = headers.contains_key(CACHE_CONTROL);
    if !is_fixed {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache, private"));
    }
    let name = response.extensions().get::<Named>().map_or("other", |named| named.0);
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    app.metrics.count(name, status, took);
    if let (Some(log), Some(line)) = (&app.log, line) {
        log(&format!("{line} {status} {:.1}ms", took.as_secs_f64() * 1e3));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_spoken_unless_english_is_asked_for_first() {
        for (asked, english) in [
            ("", false),
            ("zh-CN,zh;q=0.9,en;q=0.8", false),
            ("en-US,en;q=0.9,zh;q=0.8", true),
            ("de, en;q=0.5", true),
            ("ja", false),
        ] {
            let value = HeaderValue::from_static(asked);
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, value)]);
            assert_eq!(reads_english(&headers), english, "{asked}");
        }
    }
}
