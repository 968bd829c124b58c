//! What people say of reports, in a `xunzhang.toml` beside them, against what was known of it.

use std::path::{Path, PathBuf};

use crate::index::{CorrectionFile, FileTable, joined};
use crate::schema::{fact_tables, parse_corrections};
use crate::source::{CORRECTIONS_FILE, PathPattern, read_regular};

use super::difference::Difference;
use super::plan::{Plan, below_root};

/// No such file is longer, in bytes.
const BYTES_MAX: u64 = 1 << 20;

/// Reads the files that a walk met, puts all that hold from now on into the difference, and tells whether they are others than
/// the table knows, and what does not fit in them.
pub(super) fn compare_corrections(
    met: Vec<PathBuf>,
    table: &FileTable,
    plan: &Plan,
    difference: &mut Difference,
) {
    let mut now: Vec<CorrectionFile> =
        table.corrections.iter().filter(|one| still_holds(one, plan)).cloned().collect();
    for path in met {
        let read = read_regular(&path, BYTES_MAX).map_err(|error| format!("cannot be read: {error}"));
        let text = read.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned()));
        let text = text.unwrap_or_else(|why| {
            difference.warnings.push(format!("{path:?} {why}: what it says of reports is left out"));
            String::new()
        });
        let (root, below) = below_root(plan, &path);
        let folder = below.parent().unwrap_or(Path::new("")).as_os_str().as_encoded_bytes().to_vec();
        difference.warnings.extend(faults(&path, &text));
        now.push(CorrectionFile { root, folder, text });
    }
    now.sort();
    now.dedup();
    difference.corrected = now != table.corrections;
    difference.corrections = now;
}

/// Whether what was known stays: of a folder that this run did not walk.
fn still_holds(known: &CorrectionFile, plan: &Plan) -> bool {
    let root = plan.root(known.root);
    let path = joined(root.as_deref(), &known.folder).join(CORRECTIONS_FILE);
    let forgotten = known.root != 0 && root.is_none();
    let is_under = |paths: &[PathBuf]| paths.iter().any(|other| path.starts_with(other));
    !forgotten && !is_under(&plan.excluded) && !is_under(&plan.scope)
}

fn faults(path: &Path, text: &str) -> Vec<String> {
    let (rules, mut faults) = parse_corrections(text, &fact_tables().divisions);
    let folder = path.parent().unwrap_or(Path::new(""));
    for rule in rules {
        if let Err(why) = PathPattern::below(folder, &rule.pattern) {
            faults.push(format!("the pattern {:?} {why}", rule.pattern));
        }
    }
    faults.iter().map(|why| format!("{path:?}: {why}")).collect()
}
