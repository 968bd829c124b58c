//! Zip archives in memory, for tests of the library and of the program alike.

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

/// Packs files, each a name and its content.
pub(crate) fn packed<C: AsRef<[u8]>>(files: &[(&str, C)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("memory");
        writer.write_all(content.as_ref()).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}
