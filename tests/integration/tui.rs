//! `tui` in a terminal of 80 columns and 24 rows, typed to byte by byte.

use std::io::{Read, Write};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::harness::{World, repository};

/// The program in a terminal, what it has drawn, and where bytes are typed.
struct Session {
    child: std::process::Child,
    keys: ChildStdin,
    drawn: Receiver<Vec<u8>>,
    seen: String,
}

impl Session {
    fn begin(world: &World, arguments: &str) -> Session {
        let program = env!("CARGO_BIN_EXE_xunzhang");
        let line = format!(
            "stty cols 80 rows 24; {program} {arguments}; echo ended with $?, $(stty -a | tr ' ' '\\n' | grep -c '^-icanon')"
        );
        let mut child = Command::new("script")
            .args(["-qc", &line, "/dev/null"])
            .current_dir(world.home())
            .env("HOME", world.home())
            .env("XDG_DATA_HOME", world.home().join("data"))
            .env("XDG_CONFIG_HOME", world.home().join("config"))
            .env("XDG_STATE_HOME", world.home().join("state"))
            .env("TERM", "xterm-256color")
            .env("EDITOR", "echo edited")
            .env_remove("VISUAL")
            .env_remove("XUNZHANG_INDEX")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("`script` of util-linux gives a terminal");
        let (tell, drawn) = channel();
        let mut out = child.stdout.take().expect("it is piped");
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = out.read(&mut bytes) {
                if tell.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keys = child.stdin.take().expect("it is piped");
        Session { child, keys, drawn, seen: String::new() }
    }

    fn types(&mut self, bytes: &[u8]) {
        self.keys.write_all(bytes).and_then(|()| self.keys.flush()).expect("the terminal takes keys");
    }

    /// Waits until this was drawn since the last time that something was waited for.
    fn waits_for(&mut self, text: &str) {
        let until = Instant::now() + Duration::from_secs(60);
        let mut bytes = Vec::new();
        while !self.seen.contains(text) {
            let left = until.saturating_duration_since(Instant::now());
            let more = self.drawn.recv_timeout(left);
            assert!(more.is_ok(), "{text} was not drawn: {}", self.seen);
            bytes.extend(more.unwrap_or_default());
            self.seen = plain(&String::from_utf8_lossy(&bytes));
        }
        self.seen.clear();
    }
}

/// What was drawn without what moves the cursor and colours.
fn plain(drawn: &str) -> String {
    let mut shown = String::new();
    let mut rest = drawn;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        shown.push_str(before);
        // OSC 52 ends in a string terminator or a bell, all others in a letter.
        let end = match after.as_bytes().first() {
            Some(b']') => after.find(['\u{7}', '\\']).map_or(after.len(), |at| at + 1),
            _ => after.find(|c: char| c.is_ascii_alphabetic()).map_or(after.len(), |at| at + 1),
        };
        if after.starts_with("]52") {
            shown.push_str(&after[..end]);
        }
        rest = &after[end..];
    }
    shown + rest
}

#[test]
fn a_reader_types_chooses_looks_inside_copies_and_opens() {
    let world = World::new();
    let reports = repository().join("examples/reports");
    world.expect(0, &["index", &reports.to_string_lossy()]);
    let mut session = Session::begin(&world, "tui");
    session.waits_for("type what to look for");
    // 减轻教师负担, the first character in three pieces, as slow lines send it.
    for byte in "减".as_bytes() {
        session.types(&[*byte]);
        std::thread::sleep(Duration::from_millis(30));
    }
    session.types("轻".as_bytes());
    // What is pasted comes in brackets; its line end is no Enter.
    session.types("\u{1b}[200~教师负担\r\u{1b}[201~".as_bytes());
    session.waits_for("passages in 8 reports");
    session.types(b"\x0f");
    session.waits_for("sections");
    session.types(b"\x1b[B\t/");
    session.types("表格\r".as_bytes());
    session.waits_for("表格");
    session.types(b"y");
    session.waits_for("]52;c;");
    session.types(b"\r");
    session.waits_for("was opened with echo");
    session.types(b"t");
    session.waits_for("per 10,000");
    session.types(b"q");
    session.waits_for("ended with 0, 0");
    drop(session.keys);
    assert!(session.child.wait().expect("it ends").success());
}

#[test]
fn the_terminal_is_given_back_when_the_program_is_ended_from_outside() {
    let world = World::new();
    let reports = repository().join("examples/reports");
    world.expect(0, &["index", &reports.to_string_lossy()]);
    let mut session = Session::begin(&world, "tui 教师");
    session.waits_for("passages in 8 reports");
    let own = session.child.id().to_string();
    // `script` runs a shell, which runs the program.
    let children = |of: &str| {
        let said = Command::new("ps").args(["-o", "pid=", "--ppid", of]).output().expect("`ps` runs");
        String::from_utf8_lossy(&said.stdout).trim().to_owned()
    };
    let program = children(&children(&own));
    let ended = Command::new("kill").arg(&program).status().expect("`kill` runs");
    assert!(ended.success(), "{program}");
    session.waits_for("ended with 0, 0");
}

#[test]
fn without_a_terminal_it_says_so() {
    let world = World::new();
    let said = world.expect(2, &["tui"]);
    assert!(said.err.contains("needs a terminal") && said.err.contains("hint:"), "{}", said.err);
}
