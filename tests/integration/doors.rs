//! Who sees a part of an index, through every door of `serve`; and encrypted doors.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::harness::World;
use crate::serve::{Server, encoded, indexed};

/// Reports of 湖北, and others that who sees 湖北 alone must learn nothing of.
const OWN: [(&str, &str); 3] = [
    (
        "hb/2024.txt",
        "2024年湖北省政府工作报告\n一、总则\n粮食安全是大事，教师负担减轻。地区生产总值增长6%。\n二、打算\n粮食安全，粮食安全。",
    ),
    ("hb/2025.txt", "2025年湖北省政府工作报告\n一、总则\n粮食安全和产业计划。地区生产总值增长5.5%左右。"),
    (
        "hb/plan.txt",
        "湖北省人民政府关于减轻教师负担的通知\n鄂政〔2024〕3号\n一、要求\n减轻教师负担，减少检查。\n2024年5月6日",
    ),
];
const OTHERS: [(&str, &str); 3] = [
    (
        "hn/2024.txt",
        "2024年湖南省政府工作报告\n一、总则\n粮食安全是大事，机密粮仓。地区生产总值增长7%。\n二、打算\n湘江治理。",
    ),
    ("hn/2025.txt", "2025年湖南省政府工作报告\n一、总则\n粮食安全，湘莲产业。地区生产总值增长8%。"),
    (
        "hn/plan.txt",
        "湖南省人民政府关于减轻教师负担的通知\n湘政〔2024〕3号\n一、要求\n减轻教师负担，湘江减少检查。\n2024年5月6日",
    ),
];

fn add(world: &World, more: &[&str]) -> String {
    let said = world.expect(0, &[&["serve", "token", "add"], more].concat());
    format!("Authorization: Bearer {}", said.out.trim())
}

/// Everything that can be asked, with ids of a report that is seen.
fn targets(id: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for typed in [
        "粮食安全",
        "\"湘江\"",
        "机密",
        "湘莲 粮食",
        "地区:湖南",
        "年:2024 粮食",
        "-种类:通知 粮食",
        "title:湖南",
        "湖南省政府工作报告",
    ] {
        let typed = encoded(typed);
        all.push(format!("/v1/search?q={typed}&explain=true&why=true&count=true"));
        all.push(format!("/v1/search?q={typed}&fold=folded&fuzzy=true&limit=200"));
        all.push(format!("/v1/reports?q={typed}&sort=relevance"));
        all.extend(
            ["year", "region", "kind", "issuer", "report"].map(|by| format!("/v1/counts?q={typed}&by={by}")),
        );
        all.push(format!("/?q={typed}"));
    }
    all.extend(
        ["l", "xiang", "xianglian", "jimi", "湘", "粮"]
            .map(|typed| format!("/v1/suggest?q={}&limit=100", encoded(typed))),
    );
    all.push("/v1/reports?limit=500".to_owned());
    all.push("/v1/reports?sort=date".to_owned());
    all.extend(["", "/outline", "/sections/1", "/original"].map(|part| format!("/v1/reports/{id}{part}")));
    let (growth, crops, series) = (encoded("地区生产总值 增长"), encoded("粮食"), encoded("政府工作报告"));
    all.push(format!("/v1/figures?indicator={growth}"));
    all.push(format!("/figures?indicator={growth}"));
    for by in ["year", "region", "kind"] {
        all.push(format!("/v1/trend?word={crops}&word={}&by={by}&paths=true", encoded("湘江")));
        all.push(format!("/trend?word={crops}&by={by}"));
    }
    all.push(format!("/v1/compare?series={series}"));
    all.push(format!("/v1/compare?series={series}&region={}", encoded("湖南")));
    all.push(format!("/v1/similar?text={}", encoded("减轻教师负担，湘江减少检查。")));
    all.push(format!("/?open={id}&s=1"));
    all
}

/// Calls of the protocol of assistants.
fn calls(id: &str, other: &str) -> Vec<Value> {
    let tool = |name: &str, arguments: Value| json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": name, "arguments": arguments } });
    vec![
        tool("search", json!({ "query": "粮食安全" })),
        tool("search", json!({ "query": "湘江" })),
        tool("list_reports", json!({})),
        tool("outline", json!({ "report": id })),
        tool("outline", json!({ "report": other })),
        tool("read_section", json!({ "ref": format!("{id}#1") })),
        tool("read_section", json!({ "ref": format!("{other}#1") })),
        tool("figures", json!({ "indicator": ["地区生产总值", "增长"] })),
        tool("trend", json!({ "word": ["粮食", "湘江"], "by": "region" })),
        tool("compare", json!({ "series": "政府工作报告" })),
        json!({ "jsonrpc": "2.0", "id": 1, "method": "resources/list" }),
        json!({ "jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": { "uri": format!("xunzhang://report/{other}") } }),
    ]
}

fn id_of(server: &Server, header: &str, path: &str) -> String {
    let listed = server.ask("/v1/reports?limit=500", &[header]).json();
    let is_it = |one: &&Value| one["path"].as_str().is_some_and(|own| own.ends_with(path));
    let report =
        listed["reports"].as_array().expect("a list").iter().find(is_it).expect("the report").clone();
    report["report_id"].as_str().expect("an id").to_owned()
}

#[test]
fn who_sees_a_part_learns_nothing_of_the_rest_by_any_door() {
    let (world, alone) = (World::new(), World::new());
    for (name, text) in OWN.iter().chain(&OTHERS) {
        world.write(&format!("reports/{name}"), text);
    }
    let folder = |name: &str| world.home().join(name).to_str().expect("a path").to_owned();
    world.expect(0, &["index", "--quiet", &folder("reports")]);
    alone.expect(0, &["index", "--quiet", &folder("reports/hb")]);
    let all = add(&world, &["全"]);
    let parts =
        [add(&world, &["省", "--only", "地区:湖北"]), add(&world, &["处", "--under", &folder("reports/hb")])];
    let listed = world.expect(0, &["serve", "token", "list"]).out;
    assert!(listed.contains("省  --only 地区:湖北\n") && listed.contains("处  --under /"), "{listed}");
    let (server, wanted) = (Server::start(&world, &[]), Server::start(&alone, &[]));
    let own = id_of(&server, &all, "hb/2024.txt");
    let other = id_of(&server, &all, "hn/2024.txt");
    for part in &parts {
        for target in targets(&own) {
            let (got, want) = (server.ask(&target, &[part]), wanted.ask(&target, &[]));
            assert_eq!((got.status, got.text()), (want.status, want.text()), "{target} for {part}");
        }
        for target in
            ["", "/outline", "/sections/1", "/original"].map(|door| format!("/v1/reports/{other}{door}"))
        {
            let (got, want) = (server.ask(&target, &[part]), wanted.ask(&target, &[]));
            assert_eq!((got.status, got.text()), (404, want.text()), "{target}");
            assert_eq!(server.ask(&target, &[&all]).status, 200);
        }
        let compared = server.ask(&format!("/v1/compare?old={own}&new={other}"), &[part]);
        assert_eq!(compared.status, 404);
        for call in calls(&own, &other) {
            let answer = |server: &Server| {
                let (body, host) = (call.to_string(), &server.address);
                let head = format!(
                    "POST /mcp HTTP/1.1\r\nHost: {host}\r\n{part}\r\nConnection: close\r\nContent-Length: {}",
                    body.len()
                );
                server.raw(&format!("{head}\r\n\r\n{body}")).json()
            };
            assert_eq!(answer(&server), answer(&wanted), "{call}");
        }
        let stats = server.ask("/v1/stats", &[part]).json();
        let counts = wanted.ask("/v1/stats", &[]).json();
        for name in ["reports", "places", "sections", "passages", "text_bytes", "folded_chars", "body_words"]
        {
            assert_eq!(stats["manifest"][name], counts["manifest"][name], "{name}");
        }
        assert!(stats.get("index_bytes").is_none());
        assert_eq!(server.ask("/metrics", &[part]).status, 403);
        assert_eq!(server.ask("/healthz", &[part]).json()["status"], "ok");
    }
    assert_eq!(server.ask("/metrics", &[&all]).status, 200);
}

#[test]
fn tokens_are_known_at_once_and_commits_move_what_is_seen() {
    let world = World::new();
    let (name, text) = OWN[0];
    world.write(&format!("reports/{name}"), text);
    world.write("reports/hn/2024.txt", OTHERS[0].1);
    world.expect(0, &["index", "--quiet", world.home().join("reports").to_str().expect("a path")]);
    let server = Server::start(&world, &[]);
    assert_eq!(server.ask("/v1/stats", &[]).status, 200);
    let part = add(&world, &["省", "--only", "地区:湖北"]);
    assert_eq!(server.ask("/v1/stats", &[]).status, 401);
    let reports = || server.ask("/v1/reports", &[&part]).json()["count"].clone();
    assert_eq!(reports(), 1);
    world.write("reports/hb/2025.txt", OWN[1].1);
    world.expect(0, &["index", "--quiet"]);
    assert_eq!(reports(), 2);
    world.expect(0, &["serve", "token", "revoke", "省"]);
    assert_eq!(server.ask("/v1/stats", &[&part]).status, 401);
    for (more, said) in [
        (&["甲", "--only", "粮食"][..], "粮食"),
        (&["甲", "--only", "地区:湖北 粮食"], "粮食"),
        (&["甲", "--only", ""], "by facts alone"),
        (&["甲", "--under", "/nowhere"], "/nowhere"),
    ] {
        let refused = world.run(&[&["serve", "token", "add"], more].concat());
        assert!(refused.status == 2 && refused.err.contains(said), "{more:?}: {}", refused.err);
    }
    std::fs::write(world.data().join("serve-tokens"), "rubbish\n").expect("it can be written");
    assert_eq!(server.ask("/v1/stats", &[]).status, 503);
}

/// Writes a certificate for `localhost` and its key; returns it.
fn certificate(world: &World) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    world.write("tls/chain.pem", made.cert.pem());
    world.write("tls/key.pem", made.signing_key.serialize_pem());
    made.cert.der().clone()
}

/// Asks over an encrypted connection, with a client that trusts this certificate alone.
fn ask_encrypted(
    server: &Server,
    trusted: &CertificateDer<'static>,
    target: &str,
) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).expect("a certificate");
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("a name");
    let client = ClientConnection::new(Arc::new(config), name).expect("a client");
    let mut stream = StreamOwned::new(client, TcpStream::connect(&server.address)?);
    write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[test]
fn traffic_is_encrypted_with_the_certificate_that_is_given() {
    let world = World::new();
    world.write("reports/a.txt", OWN[0].1);
    world.expect(0, &["index", "--quiet", world.home().join("reports").to_str().expect("a path")]);
    let first = certificate(&world);
    let file = |name: &str| world.home().join("tls").join(name).to_str().expect("a path").to_owned();
    let (chain, key) = (file("chain.pem"), file("key.pem"));
    let server = Server::start(&world, &["--tls-cert", &chain, "--tls-key", &key]);
    assert!(server.said.contains("https://"), "{}", server.said);
    let answer =
        ask_encrypted(&server, &first, &format!("/v1/search?q={}", encoded("粮食安全"))).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("粮食安全"), "{answer}");
    // Who does not encrypt, or says nothing, keeps no one else waiting.
    let _silent = TcpStream::connect(&server.address).expect("it listens");
    let mut plain = TcpStream::connect(&server.address).expect("it listens");
    plain.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("it can be asked");
    let mut said = Vec::new();
    let _ = plain.read_to_end(&mut said);
    assert!(!said.starts_with(b"HTTP/1.1 200"));
    assert!(ask_encrypted(&server, &first, "/healthz").is_ok_and(|answer| answer.contains("\"ok\"")));
    // A certificate of another is not what this client trusts.
    let other = certificate(&world);
    assert!(ask_encrypted(&server, &other, "/healthz").is_err());
    drop(server);
    // Renewed, and half of it: the key of another.
    let server = Server::start(&world, &["--tls-cert", &chain, "--tls-key", &key]);
    assert!(ask_encrypted(&server, &other, "/healthz").is_ok());
    drop(server);
    world.write("tls/rubbish.pem", "rubbish");
    for (chain, key, said) in [
        (&chain, &file("rubbish.pem"), "rubbish.pem"),
        (&file("rubbish.pem"), &key, "no certificate"),
        (&chain, &file("absent.pem"), "absent.pem"),
    ] {
        let refused = world.run(&["serve", "--listen", "127.0.0.1:0", "--tls-cert", chain, "--tls-key", key]);
        assert!(refused.status == 2 && refused.err.contains(said), "{}", refused.err);
    }
    assert_eq!(world.run(&["serve", "--tls-cert", &chain]).status, 2);
}

#[test]
fn facets_find_as_many_reports_as_they_say() {
    let world = indexed();
    let server = Server::start(&world, &[]);
    let hits = server.ask(&format!("/?q={}", encoded("教师负担")), &[]);
    let text = hits.text();
    // Beside the hits stands what the reports are: a value finds as many reports as it says.
    let side = text.split("<aside").nth(1).expect("facets");
    let facet = side.split("<li><a href=\"./").nth(1).expect("a value");
    let (link, rest) = facet.split_once('"').expect("an address");
    let reports =
        rest.split("class=\"reports\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a number");
    let narrowed = server.ask(&format!("/{}", link.replace("&amp;", "&")), &[]);
    assert!(
        narrowed.text().contains("class=\"chosen\"")
            && narrowed.text().contains(&format!("{reports} 篇报告</p>")),
        "{link}"
    );
    let facets = server.json(&format!("/v1/search?q={}&facets=true", encoded("教师负担")));
    assert_eq!(facets["facets"]["reports"]["certainty"], "counted");
    assert!(facets["facets"]["kind"].as_array().is_some_and(|kinds| !kinds.is_empty()), "{facets}");
    assert_eq!(server.ask("/?q=&year_from=&year_to=&region=&sort=relevance", &[]).status, 200);
    assert_eq!(server.ask("/?q=&year_from=2024&year_to=", &[]).status, 200);
    assert_eq!(server.ask("/?q=a&year_from=x", &[]).status, 400);
}
