//! Where people run it: over ssh, from cron, without a home, a pager or a locale. Each works, or says what to do.

use std::process::Output;

use crate::harness::World;

/// A query in a folder of reports with nothing of the surroundings but these variables.
#[cfg(unix)]
fn asked(world: &World, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = world.command();
    command.env_clear().env("PATH", "/usr/bin:/bin").args(arguments);
    command.envs(variables.iter().copied());
    command.output().expect("it runs")
}

#[cfg(unix)]
#[test]
fn it_works_or_says_what_to_do_wherever_it_is_run() {
    let world = World::new();
    world.write("r/a.txt", "关于减负的报告\n一、概况\n减轻教师负担。\n");
    world.write("file", "no folder");
    let home = world.home().to_string_lossy().into_owned();
    let (no_home, no_folder) = ("/proc/nowhere".to_owned(), format!("{home}/file"));
    let query = ["query", "减轻教师负担", "r"];
    for (variables, status, said) in [
        // Over ssh and from cron: no locale, or the plainest.
        (&[("HOME", home.as_str()), ("LANG", "C")][..], 0, "looking in r"),
        (&[("HOME", home.as_str())][..], 0, "looking in r"),
        (&[("HOME", home.as_str()), ("LANG", "zh_CN.GB18030")][..], 0, "在 r 中查找"),
        (&[("HOME", home.as_str()), ("LC_ALL", "zh_CN.UTF-8"), ("LANG", "C")][..], 0, "在 r 中查找"),
        // A pager that is not there.
        (&[("HOME", home.as_str()), ("PAGER", "no-such-pager"), ("TERM", "xterm")][..], 0, "looking in r"),
        (&[("HOME", home.as_str()), ("TERM", "dumb")][..], 0, "looking in r"),
        // A home that is nowhere, as services have it, or no folder: where else is said.
        (&[("HOME", no_home.as_str())][..], 2, "hint: choose a folder that you may write"),
        (&[("HOME", no_folder.as_str())][..], 2, "hint: "),
        (&[("HOME", no_home.as_str()), ("LANG", "zh_CN.UTF-8")][..], 2, "提示：用 `--index 文件夹`"),
        (&[("HOME", no_home.as_str()), ("XDG_DATA_HOME", home.as_str())][..], 0, "looking in r"),
    ] {
        let output = asked(&world, variables, &query);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(status), "{variables:?}: {err}");
        assert!(err.contains(said), "{variables:?}: {err}");
        assert_eq!(out.contains("a.txt"), status == 0, "{variables:?}: {out}");
    }
    // Where it is named, an index needs no home.
    for arguments in [&["--index", "ix", "index", "r"][..], &["--index", "ix", "query", "减轻教师负担"]]
    {
        assert_eq!(asked(&world, &[("HOME", &no_home)], arguments).status.code(), Some(0), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_typed_in_another_encoding_is_told_of() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let world = World::new();
    // 减负 in GB18030.
    let typed = OsStr::from_bytes(b"\xBC\xF5\xB8\xBA");
    let output = world.command().arg("query").arg(typed).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("UTF-8") && said.contains("hint: ") && said.contains("iconv"), "{said}");
}
