//! Whether a folder lies on a network file system, where locks and the order of writes are not to be trusted.

use std::path::Path;

/// File systems over a network by the number that the kernel gives them (`linux/magic.h` and their own sources).
#[cfg(target_os = "linux")]
const NETWORKS: [(i64, &str); 12] = [
    (0x6969, "NFS"),
    (0x517B, "SMB"),
    (0xFF53_4D42, "CIFS"),
    (0xFE53_4D42, "SMB"),
    (0x0102_1997, "9P"),
    (0x5346_414F, "AFS"),
    (0x6B41_4653, "AFS"),
    (0x7375_7245, "Coda"),
    (0x00C3_6400, "Ceph"),
    (0x0BD0_0BD0, "Lustre"),
    (0x4750_4653, "GPFS"),
    (0x564C, "NCP"),
];

/// Returns the name of the network file system that a folder, or the nearest one above it that is there, lies on.
#[cfg(target_os = "linux")]
pub(crate) fn network_of(folder: &Path) -> Option<&'static str> {
    let known = folder.ancestors().find_map(|folder| rustix::fs::statfs(folder).ok())?;
    // The type of the number differs from machine to machine; 32 bits hold them all.
    let number = known.f_type as u32;
    NETWORKS.iter().find(|(magic, _)| *magic as u32 == number).map(|(_, name)| *name)
}

/// Other systems do not tell in a way that is the same everywhere.
#[cfg(not(target_os = "linux"))]
pub(crate) fn network_of(_: &Path) -> Option<&'static str> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_yet_is_judged_by_the_one_above() {
        assert_eq!(network_of(Path::new("/proc/none/at/all")), network_of(Path::new("/proc")));
        assert_eq!(network_of(Path::new("/proc")), None);
    }
}
