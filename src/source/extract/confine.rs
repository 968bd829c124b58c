//! What the process of a reader gives up before it reads the first byte: the network, every file, every other program.
//!
//! All that it needs comes over one pipe and goes over another. So whatever a hostile document made of a reader could
//! answer wrongly of itself, and do nothing else. Landlock (Linux 5.13, TCP from 6.7 on) and seccomp (3.5) are asked for what
//! they have; where a kernel has neither, the limits of the process and the pipes are what is left. Neither needs or gives
//! any rights: both set `no_new_privs`.

/// Gives it up, for this thread and all that it starts from now on.
pub(super) fn confine() {
    #[cfg(target_os = "linux")]
    {
        // A kernel that offers less is no reason to read nothing.
        let _ = linux::without_files();
        let _ = linux::without_calls();
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::error::Error;

    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

    /// The release of Landlock whose rights are named; older kernels take those that they know.
    const KNOWN: ABI = ABI::V6;

    /// Opens no file, makes none, runs none, speaks to no port and no process outside. Returns whether the kernel does it.
    pub(super) fn without_files() -> Result<bool, Box<dyn Error>> {
        let rules = Ruleset::default()
            .handle_access(AccessFs::from_all(KNOWN))?
            .handle_access(AccessNet::from_all(KNOWN))?
            .scope(Scope::from_all(KNOWN))?;
        let status = rules.create()?.restrict_self()?;
        Ok(status.ruleset != RulesetStatus::NotEnforced)
    }

    /// Calls that no reader has a use for, and that lead out of the process or deep into the kernel.
    const REFUSED: [i64; 41] = [
        // Sockets of any kind.
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        libc::SYS_sendto,
        libc::SYS_sendmsg,
        libc::SYS_sendmmsg,
        // Other programs and processes.
        libc::SYS_execve,
        libc::SYS_execveat,
        libc::SYS_kill,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_pidfd_open,
        libc::SYS_pidfd_getfd,
        libc::SYS_pidfd_send_signal,
        // Namespaces, mounts, rights.
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_pivot_root,
        libc::SYS_chroot,
        libc::SYS_setuid,
        libc::SYS_setgid,
        libc::SYS_capset,
        libc::SYS_open_by_handle_at,
        // Parts of the kernel that have been ways in.
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_io_uring_setup,
        libc::SYS_keyctl,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_init_module,
        libc::SYS_finit_module,
        libc::SYS_kexec_load,
        libc::SYS_memfd_create,
        libc::SYS_personality,
    ];

    /// Has the kernel answer these calls with an error.
    pub(super) fn without_calls() -> Result<(), Box<dyn Error>> {
        let rules: BTreeMap<i64, _> = REFUSED.iter().map(|call| (*call, Vec::new())).collect();
        let refusal = SeccompAction::Errno(libc::EPERM as u32);
        let filter =
            SeccompFilter::new(rules, SeccompAction::Allow, refusal, std::env::consts::ARCH.try_into()?)?;
        let program: BpfProgram = filter.try_into()?;
        Ok(seccompiler::apply_filter(&program)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confined_thread_reaches_nothing() {
        // In a thread of its own: it never gets back what it gave up.
        let tried = std::thread::spawn(|| {
            let has_landlock = linux::without_files().unwrap_or(false);
            let opens = std::fs::File::open("/etc/passwd").is_ok();
            let writes = std::fs::write(std::env::temp_dir().join("xunzhang-confined"), "x").is_ok();
            let filtered = linux::without_calls().is_ok();
            let connects = std::net::UdpSocket::bind("127.0.0.1:0").is_ok();
            let listens = std::os::unix::net::UnixListener::bind("xunzhang-confined").is_ok();
            let runs = std::process::Command::new("/bin/true").status().is_ok();
            ((has_landlock, opens, writes), (filtered, connects, listens, runs))
        });
        let (files, calls) = tried.join().expect("no panic");
        match files.0 {
            true => assert_eq!(files, (true, false, false)),
            false => eprintln!("SKIPPED: this kernel has no Landlock"),
        }
        match calls.0 {
            true => assert_eq!(calls, (true, false, false, false)),
            false => eprintln!("SKIPPED: this kernel filters no calls"),
        }
    }
}
