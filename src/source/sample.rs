//! How many lines a large file is likely to have, told from samples before it is read.

use std::fs::File;
use std::io;

use super::SourceFile;

/// Number of samples, at even distances. Few, since other files wait for the answer; once the file is read, its lines are
/// counted.
const SAMPLES: u64 = 16;
/// Bytes of each sample.
const SAMPLE_BYTES: u64 = 1 << 14;

/// Estimates the number of line ends in a file.
///
/// # Errors
/// What the file system says.
pub fn estimated_lines(file: &SourceFile) -> io::Result<u64> {
    let (opened, mut sample) = (File::open(&file.path)?, [0; SAMPLE_BYTES as usize]);
    let (mut read, mut lines) = (0, 0);
    for nth in 0..SAMPLES {
        // From the beginning to the end of the file, both included.
        let at = file.size.saturating_sub(SAMPLE_BYTES) * nth / (SAMPLES - 1);
        let length = crate::system::read_at(&opened, &mut sample, at)?;
        read += length as u64;
        lines += memchr::memchr2_iter(b'\n', b'\r', &sample[..length]).count() as u64;
    }
    Ok(lines * file.size / read.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_estimated_from_samples_of_all_of_a_file() {
        let folder = tempfile::tempdir().expect("a place for files");
        let path = folder.path().join("a.txt");
        // Half of it has long lines, half short ones.
        let text =
            format!("{}{}", format!("{}\n", "长".repeat(33)).repeat(10_000), "短短短\n".repeat(100_000));
        std::fs::write(&path, &text).expect("room");
        let file = SourceFile { path, size: text.len() as u64, ..SourceFile::default() };
        let lines = estimated_lines(&file).expect("it can be read") as f64;
        assert!((lines / 110_000.0 - 1.0).abs() < 0.1, "{lines}");
    }
}
