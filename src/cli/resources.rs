//! Options of every command that reads files: how much of the machine it may use.

use clap::Args;

use crate::source::Limits;

/// How much of the machine indexing may use.
#[derive(Args, Clone, Debug)]
pub(super) struct ResourceArguments {
    /// Threads that read and analyse [default: all cores]
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<std::num::NonZeroUsize>,
    /// Memory that it may use, in MiB; a file that needs more is refused (text needs three to six times its size, lists
    /// of short headings more)
    #[arg(long, value_name = "MIB", default_value_t = MEMORY, value_parser = clap::value_parser!(u32).range(256..))]
    pub(super) memory: u32,
    /// Refuse larger files, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..4096))]
    pub(super) max_file_size: u32,
    #[command(flatten)]
    pub(super) reading: ReadingArguments,
}

/// MiB of memory where nothing is said: enough for 256 MiB of text; ordinary reports take a fifth of it.
const MEMORY: u32 = 2_048;

/// How much reading one file may take; what takes more is refused.
#[derive(Args, Clone, Debug)]
pub(super) struct ReadingArguments {
    /// Give up a file after so many seconds
    #[arg(long, value_name = "N", default_value_t = READING.reader_seconds, env = "XUNZHANG_READER_SECONDS", hide_env_values = true)]
    pub(super) reader_seconds: u32,
    /// Memory for the process that reads one file of another format than text, in MiB
    #[arg(long, value_name = "MIB", default_value_t = READING.reader_memory, env = "XUNZHANG_READER_MEMORY", hide_env_values = true)]
    pub(super) reader_memory: u32,
    /// Refuse files that unpack to more, in MiB
    #[arg(long, value_name = "MIB", default_value_t = READING.max_unpacked, env = "XUNZHANG_MAX_UNPACKED", hide_env_values = true)]
    pub(super) max_unpacked: u32,
    /// Archives inside archives, so many deep
    #[arg(long, value_name = "N", default_value_t = READING.max_depth, env = "XUNZHANG_MAX_DEPTH", hide_env_values = true)]
    pub(super) max_depth: u8,
}

/// What is allowed where nothing is said.
pub(super) const READING: ReadingArguments =
    ReadingArguments { reader_seconds: 60, reader_memory: 2_048, max_unpacked: 1_024, max_depth: 4 };

impl ResourceArguments {
    /// Returns the threads that were asked for, or one for each core.
    pub(super) fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or_else(cores, usize::from)
    }

    /// Returns the memory that was asked for, in bytes.
    pub(super) fn memory_bytes(&self) -> usize {
        (self.memory as usize) << 20
    }

    /// What is used where a command has no options for it.
    pub(super) fn usual() -> ResourceArguments {
        ResourceArguments { threads: None, memory: MEMORY, max_file_size: 512, reading: READING }
    }
}

impl ReadingArguments {
    /// Returns the limits that were asked for.
    pub(super) fn limits(&self) -> Limits {
        Limits {
            seconds: u64::from(self.reader_seconds),
            memory_bytes: u64::from(self.reader_memory) << 20,
            unpacked_bytes: u64::from(self.max_unpacked) << 20,
            depth: usize::from(self.max_depth),
        }
    }
}
