//! `serve`: what it answers, whom, and how it ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::harness::{World, reports};

/// A server in a world, ended with it.
pub(crate) struct Server {
    child: Child,
    /// Where it answers.
    pub(crate) address: String,
    /// What it said when it began.
    pub(crate) said: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What was answered.
pub(crate) struct Answered {
    /// The status.
    pub(crate) status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answered {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.text()).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

impl Server {
    /// Starts one with further arguments.
    pub(crate) fn start(world: &World, more: &[&str]) -> Server {
        let mut all = vec!["serve"];
        if !more.contains(&"--listen") {
            all.extend(["--listen", "127.0.0.1:0"]);
        }
        all.extend(more);
        let mut child =
            world.command().args(all).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it runs");
        let mut said = String::new();
        let mut err = BufReader::new(child.stderr.take().expect("it is piped"));
        err.read_line(&mut said).expect("it says where it answers");
        // Whoever says more must not wait for a reader.
        std::thread::spawn(move || std::io::copy(&mut err, &mut std::io::sink()));
        let address = said.split("://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("no address in {said}")).to_owned();
        Server { child, address, said }
    }

    pub(crate) fn ask(&self, target: &str, headers: &[&str]) -> Answered {
        let mut more = headers.to_vec();
        let host = format!("Host: {}", self.address);
        if !headers.iter().any(|header| header.starts_with("Host:")) {
            more.push(&host);
        }
        self.raw(&format!("GET {target} HTTP/1.1\r\nConnection: close\r\n{}\r\n\r\n", more.join("\r\n")))
    }

    pub(crate) fn raw(&self, request: &str) -> Answered {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time limit");
        stream.write_all(request.as_bytes()).expect("it can be asked");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let end = answer.windows(4).position(|part| part == b"\r\n\r\n").unwrap_or(answer.len());
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let mut body = answer.get(end + 4..).unwrap_or_default().to_vec();
        if head.to_lowercase().contains("transfer-encoding: chunked") {
            body = unchunked(&body);
        }
        Answered { status, head, body }
    }

    pub(crate) fn json(&self, target: &str) -> Value {
        let answered = self.ask(target, &[]);
        assert_eq!(answered.status, 200, "{target}: {}", answered.text());
        answered.json()
    }
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|part| part == b"\r\n") {
        let length =
            std::str::from_utf8(&body[..end]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let Some(length) = length.filter(|length| *length > 0) else { break };
        whole.extend_from_slice(&body[end + 2..end + 2 + length]);
        body = &body[end + 2 + length + 2..];
    }
    whole
}

/// As an address writes a text.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A world with an index of the example reports.
pub(crate) fn indexed() -> World {
    let world = World::new();
    world.expect(0, &["index", "--quiet", &reports("examples/reports")]);
    world
}

/// Snippets are as wide as whoever shows them: a page of the browser is wider than a terminal.
fn but_for_width(hits: &[Value]) -> Vec<Value> {
    let without = |hit: &Value| {
        let mut hit = hit.clone();
        hit["snippet"] = Value::Null;
        hit
    };
    hits.iter().map(without).collect()
}

#[test]
fn hits_are_those_of_the_command_and_lead_to_sections_and_files() {
    let world = indexed();
    let server = Server::start(&world, &[]);
    let query = encoded("减轻教师负担");
    let answer = server.json(&format!("/v1/search?q={query}&limit=5"));
    let hits = world.hits(&["减轻教师负担", "-n", "5"]);
    assert_eq!(but_for_width(answer["hits"].as_array().expect("a list")), but_for_width(&hits));
    // Pages put together are the whole.
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    for _ in 0..5 {
        let page = server.json(&format!("/v1/search?q={query}&limit=2{cursor}"));
        paged.extend(page["hits"].as_array().expect("a list").clone());
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(but_for_width(&paged[..5]), but_for_width(&hits));
    let id = hits[0]["report_id"].as_str().expect("an id");
    let outline = server.json(&format!("/v1/reports/{id}/outline"));
    let sections = outline["report"]["sections"].as_array().expect("sections").clone();
    let nth = sections.iter().position(|section| section["heading_path"] == hits[0]["heading_path"]);
    let number = sections[nth.expect("the section of the hit")]["number"].as_u64().expect("a number");
    let section = server.json(&format!("/v1/reports/{id}/sections/{number}?q={query}"));
    let section = &section["section"];
    let text = section["text"].as_str().expect("a text");
    assert!(text.contains(hits[0]["text"].as_str().expect("a text").lines().next().expect("a line")));
    assert!(!section["matches"].as_array().expect("marks").is_empty());
    assert!(
        section["citation"]
            .as_str()
            .expect("a citation")
            .contains(hits[0]["report"].as_str().expect("a title"))
    );
    let original = server.ask(&format!("/v1/reports/{id}/original"), &[]);
    let path = hits[0]["path"].as_str().expect("a path");
    assert_eq!(original.body, std::fs::read(path).expect("the file"));
    assert!(original.header("content-disposition").is_some_and(|value| value.starts_with("attachment")));
    let listed = server.json("/v1/reports?limit=500");
    assert!(listed["reports"].as_array().expect("a list").iter().any(|report| report["report_id"] == id));
    assert_eq!(listed["count"], server.json("/v1/stats")["manifest"]["reports"]);
}

#[test]
fn what_looks_across_reports_answers_too() {
    let world = indexed();
    let server = Server::start(&world, &[]);
    let trend = server.json(&format!("/v1/trend?word={}&by=kind", encoded("教师")));
    assert!(trend["trend"].as_array().expect("rows").iter().any(|row| row["hits"].as_u64() > Some(0)));
    let similar = server.json(&format!("/v1/similar?text={}", encoded("切实减轻中小学教师负担")));
    assert!(!similar["passages"].as_array().expect("passages").is_empty());
    let suggested = server.json("/v1/suggest?q=jiaoshi");
    assert!(suggested["suggestions"].as_array().expect("words").iter().any(|one| one["text"] == "教师"));
    server.json(&format!("/v1/figures?indicator={}", encoded("经费")));
    let reports = server.json("/v1/reports");
    let ids: Vec<&str> = reports["reports"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["report_id"].as_str())
        .collect();
    let changes = server.json(&format!("/v1/compare?old={}&new={}", ids[0], ids[1]));
    assert!(!changes["changes"].as_array().expect("changes").is_empty());
    assert_eq!(server.json("/healthz")["status"], "ok");
    let metrics = server.ask("/metrics", &[]);
    assert!(metrics.text().contains("xunzhang_requests_total{endpoint=\"trend\",status=\"200\"} 1"));
    let described = server.json("/openapi.json");
    assert!(
        described["paths"]["/v1/search"]["get"]["parameters"].as_array().is_some_and(|all| all.len() > 5)
    );
}

#[test]
fn what_is_wrong_is_told_with_what_to_do() {
    let world = indexed();
    let server = Server::start(&world, &[]);
    let long = "a".repeat(40_000);
    for (target, status, detail) in [
        ("/v1/search", 400, "`q` is missing"),
        ("/v1/search?q=-a", 400, "only says what to leave out"),
        ("/v1/search?q=a&limit=0", 400, "`limit`"),
        ("/v1/search?q=a&cursor=x", 400, "`cursor`"),
        ("/v1/search?q=a&cursor=1.99999999999999999999", 400, "`cursor`"),
        ("/v1/search?q=a&page=2", 400, "`page` is no parameter here"),
        (&format!("/v1/search?q={long}"), 400, "`q`"),
        ("/v1/reports/00", 404, "no report of this id"),
        ("/v1/reports/..%2F..%2Fetc%2Fpasswd/original", 404, "no report of this id"),
        ("/v1/figures?indicator=a&where=x", 400, "is no comparison"),
        ("/v1/compare", 400, "two reports are needed"),
        ("/nowhere", 404, "nothing at this address"),
    ] {
        let answered = server.ask(target, &[]);
        let target: String = target.chars().take(60).collect();
        assert_eq!(answered.status, status, "{target}: {}", answered.text());
        assert_eq!(answered.header("content-type"), Some("application/problem+json"), "{target}");
        let problem = answered.json();
        assert!(problem["detail"].as_str().is_some_and(|said| said.contains(detail)), "{target}: {problem}");
        assert!(problem["type"].as_str().is_some_and(|kind| kind.starts_with("urn:xunzhang:problem:")));
        assert!(problem["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{target}: {problem}");
    }
    let host = format!("Host: {}", server.address);
    let posted = server.raw(&format!("POST /v1/search HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n"));
    assert_eq!(posted.status, 405);
    // What is no HTTP is answered or cut off, and the next is served.
    for rubbish in
        ["\r\n\r\n", "GET\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET / HTTP/1.1\r\nHost localhost\r\n\r\n"]
    {
        assert!([0, 400].contains(&server.raw(rubbish).status), "{rubbish:?}");
    }
    // The limit is one of the buffer, which may hold twice of it.
    let head = "x".repeat(400_000);
    assert!([0, 431].contains(&server.raw(&format!("GET / HTTP/1.1\r\n{host}\r\nX: {head}\r\n\r\n")).status));
    assert_eq!(server.json("/healthz")["status"], "ok");
}

#[test]
fn strangers_are_kept_out_and_browsers_are_told_what_is_safe() {
    let world = indexed();
    let server = Server::start(&world, &[]);
    assert_eq!(server.ask("/", &["Host: evil.example"]).status, 421);
    assert_eq!(server.ask("/v1/stats", &["Origin: https://evil.example"]).status, 403);
    let page = server.ask("/", &[]);
    assert!(
        page.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'"))
    );
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    drop(server);
    let refused = world.run(&["serve", "--listen", "0.0.0.0:0"]);
    assert!(refused.status == 2 && refused.err.contains("--open"), "{}", refused.err);
    let token = world.expect(0, &["serve", "token", "add", "王"]).out.trim().to_owned();
    assert_eq!(world.expect(0, &["serve", "token", "list"]).out, "王\n");
    let kept = std::fs::read_to_string(world.data().join("serve-tokens")).expect("the tokens");
    assert!(!kept.contains(&token), "a token is kept as its hash");
    let guarded = Server::start(&world, &["--listen", "127.0.0.1:0"]);
    assert!(guarded.said.contains("to those who have a token"), "{}", guarded.said);
    assert_eq!(guarded.ask("/v1/stats", &[]).status, 401);
    assert_eq!(guarded.ask("/v1/stats", &[&format!("Authorization: Bearer {token}")]).status, 200);
    world.expect(0, &["serve", "token", "revoke", "王"]);
    world.expect(1, &["serve", "token", "list"]);
    world.expect(2, &["serve", "token", "revoke", "王"]);
}

#[test]
fn the_page_searches_and_reads_without_a_script() {
    let world = indexed();
    let server = Server::start(&world, &[]);
    let first = server.ask("/", &[]);
    assert!(first.text().contains("<html lang=\"zh-CN\">") && first.text().contains("按章节检索报告"));
    let english = server.ask("/", &["Accept-Language: en-GB,en;q=0.9"]);
    assert!(english.text().contains("<html lang=\"en\">") && english.text().contains("Search reports"));
    let hits = server.ask(&format!("/?q={}", encoded("教师负担")), &[]);
    let text = hits.text();
    assert!(text.contains("<mark>") && text.len() < 150_000);
    // The first hit's link, as a browser follows it.
    let link = text.split("<h2><a href=\"./").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let read = server.ask(&format!("/{}", link.replace("&amp;", "&")), &[]);
    assert_eq!(read.status, 200, "{}", read.text());
    assert!(read.text().contains("class=\"reader\"") && read.text().contains("原文位置"));
    assert!(read.text().len() < 150_000);
    let script = server.ask(&format!("/?q={}", encoded("\"><script>alert(1)</script>")), &[]);
    assert!(!script.text().contains("<script>alert"));
    let wrong = server.ask("/?open=00", &[]);
    assert!(wrong.status == 404 && wrong.text().contains("role=\"alert\""));
    for target in [
        "/figures",
        "/trend",
        &format!("/trend?word={}", encoded("教师 学生")),
        &format!("/figures?indicator={}", encoded("经费")),
    ] {
        assert_eq!(server.ask(target, &[]).status, 200, "{target}");
    }
}

#[test]
fn commits_are_picked_up_between_requests_and_a_lost_index_goes_on_answering() {
    let world = World::new();
    let commits: usize =
        std::env::var("XUNZHANG_COMMITS").ok().and_then(|count| count.parse().ok()).unwrap_or(6);
    let report = |nth: usize| format!("第{nth}号报告\n一、情况\n编号{nth}完成。编号{nth}到此。\n");
    world.write("reports/a.txt", report(0));
    let folder = world.home().join("reports");
    let folder = folder.to_str().expect("a path");
    world.expect(0, &["index", "--quiet", folder]);
    let server = Server::start(&world, &[]);
    let target = format!("/v1/search?q={}", encoded("编号 完成"));
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut asked = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                let hits = server.json(&target)["hits"].as_array().expect("a list").clone();
                // One report at any time, and of one state: its title and its text have one number.
                assert_eq!(hits.len(), 1, "{hits:?}");
                let digits = |text: &Value| -> String {
                    let text = text.as_str().expect("a text");
                    text.chars()
                        .skip_while(|c| !c.is_ascii_digit())
                        .take_while(char::is_ascii_digit)
                        .collect()
                };
                assert_eq!(digits(&hits[0]["report"]), digits(&hits[0]["text"]), "{hits:?}");
                asked += 1;
            }
            asked
        });
        for nth in 1..=commits {
            world.write("reports/a.txt", report(nth));
            world.expect(0, &["index", "--quiet", "--checksum"]);
            let found = server.json(&target);
            assert!(
                found["hits"][0]["report"].as_str().is_some_and(|title| title.contains(&nth.to_string())),
                "{found}"
            );
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(asking.join().expect("no request failed") > commits);
    });
    std::fs::rename(world.data().join("index"), world.home().join("elsewhere")).expect("it can be moved");
    assert!(server.json(&target)["hits"].as_array().is_some_and(|hits| hits.len() == 1));
    assert_eq!(server.json("/healthz")["status"], "stale");
    std::fs::rename(world.home().join("elsewhere"), world.data().join("index")).expect("it can be moved");
    assert_eq!(server.json("/healthz")["status"], "ok");
}

#[test]
fn a_server_that_is_told_to_end_answers_what_was_asked() {
    let world = indexed();
    let mut server = Server::start(&world, &[]);
    let mut slow = TcpStream::connect(&server.address).expect("it listens");
    let request = format!("GET /v1/stats HTTP/1.1\r\nHost: {}\r\n", server.address);
    slow.write_all(request.as_bytes()).expect("half a request");
    std::thread::sleep(Duration::from_millis(200));
    let pid = server.child.id().to_string();
    let killed = std::process::Command::new("kill").args(["-TERM", &pid]).status().expect("kill");
    assert!(killed.success());
    std::thread::sleep(Duration::from_millis(100));
    slow.write_all(b"Connection: close\r\n\r\n").expect("the other half");
    let mut answer = String::new();
    slow.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
    let _ = slow.read_to_string(&mut answer);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(server.child.wait().expect("it ends").code(), Some(0));
    assert!(TcpStream::connect(&server.address).is_err());
}
