//! `tui` in a terminal of 80 columns and 24 rows, typed to byte by byte. tmux is the terminal: what it shows is what a reader
//! sees.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::harness::{World, repository};

/// The program in a terminal of its own.
struct Session {
    world: World,
    name: String,
}

impl Session {
    fn begin(arguments: &str) -> Session {
        let world = World::new();
        let reports = repository().join("examples/reports");
        world.expect(0, &["index", &reports.to_string_lossy()]);
        let name = format!("xunzhang-{}-{}", std::process::id(), arguments.len());
        let home = world.home().display();
        // A shell around it shows how it ended, and whether lines and echo are back.
        let line = format!(
            "cd {home}; export HOME={home} XDG_DATA_HOME={home}/data XDG_CONFIG_HOME={home}/config \
             XDG_STATE_HOME={home}/state EDITOR='echo edited'; unset VISUAL XUNZHANG_INDEX; \
             '{}' tui {arguments}; echo \"status $?, $(stty -a | grep -cE '(^| )(icanon|isig).* echo ' )\"; sleep 100",
            env!("CARGO_BIN_EXE_xunzhang")
        );
        let session = Session { world, name };
        session.tmux(&["-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "sh", "-c", &line]);
        session.tmux(&["set", "-g", "set-clipboard", "on"]);
        session
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let said = Command::new("tmux").args(["-u", "-L", &self.name]).args(arguments).output();
        let said = said.expect("tmux is installed (apt install tmux)");
        assert!(said.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8_lossy(&said.stdout).into_owned()
    }

    /// Types bytes, all at once.
    fn types(&self, bytes: &[u8]) {
        let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut arguments = vec!["send-keys", "-H"];
        arguments.extend(bytes.iter().map(String::as_str));
        self.tmux(&arguments);
    }

    /// The number of its process.
    fn program(&self) -> String {
        let shell = self.tmux(&["list-panes", "-F", "#{pane_pid}"]);
        let children = Command::new("pgrep").args(["-P", shell.trim()]).output().expect("`pgrep` runs");
        String::from_utf8_lossy(&children.stdout).trim().to_owned()
    }

    /// Waits until the screen shows all of these; returns it.
    fn waits_for(&self, texts: &[&str]) -> String {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let screen = self.tmux(&["capture-pane", "-p"]);
            if texts.iter().all(|text| screen.contains(text)) {
                return screen;
            }
            assert!(Instant::now() < until, "{texts:?} is not on the screen:\n{screen}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = Command::new("tmux").args(["-L", &self.name, "kill-server"]).output();
    }
}

#[test]
#[ignore = "needs tmux"]
fn a_reader_types_chooses_looks_inside_copies_and_opens() {
    let session = Session::begin("");
    session.waits_for(&["type what to look for", "Ctrl-O"]);
    // 减轻教师负担, the first character in three pieces, as slow lines send it.
    for byte in "减".as_bytes() {
        session.types(&[*byte]);
        std::thread::sleep(Duration::from_millis(30));
    }
    session.types("轻".as_bytes());
    // What is pasted comes in brackets; its line end is no Enter.
    session.types("\u{1b}[200~教师负担\r\u{1b}[201~".as_bytes());
    let screen = session.waits_for(&["寻章 减轻教师负担", "passages in 8 reports", "% · 澜川市"]);
    assert!(screen.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{screen}");
    session.types(b"\x0f");
    session.waits_for(&[" sections ", "【"]);
    session.types(b"\t/");
    session.types("表格\r".as_bytes());
    session.waits_for(&["j k scroll", "表格"]);
    session.types(b"y");
    session.waits_for(&["copied: 澜川市"]);
    assert!(session.tmux(&["show-buffer"]).contains("——《澜川市"));
    session.types(b"\r");
    session.waits_for(&["opened with echo"]);
    session.types(b"t");
    session.waits_for(&["per 10,000"]);
    session.types(b"q");
    session.waits_for(&["status 0, 1"]);
}

#[test]
#[ignore = "needs tmux"]
fn the_terminal_is_given_back_when_the_program_is_ended_from_outside() {
    let session = Session::begin("教师");
    session.waits_for(&["寻章 教师", "passages in"]);
    let program = session.program();
    assert!(Command::new("kill").arg(&program).status().expect("`kill` runs").success(), "{program}");
    session.waits_for(&["status 0, 1"]);
    assert!(session.world.home().exists());
}

#[test]
#[ignore = "needs tmux"]
fn the_program_ends_with_its_terminal() {
    let session = Session::begin("教师减负");
    session.waits_for(&["寻章 教师减负", "passages in"]);
    let program = session.program();
    let is_there = || std::path::Path::new("/proc").join(&program).join("exe").exists();
    assert!(is_there());
    session.tmux(&["kill-server"]);
    let until = Instant::now() + Duration::from_secs(30);
    while is_there() {
        assert!(Instant::now() < until, "{program} goes on without a terminal");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn without_a_terminal_it_says_so() {
    let world = World::new();
    let said = world.expect(2, &["tui"]);
    assert!(said.err.contains("needs a terminal") && said.err.contains("hint:"), "{}", said.err);
}
