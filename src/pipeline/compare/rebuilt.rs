//! What a build from nothing would lose: reports of folders that are away, which an index brought up to date keeps.

use crate::index::{IndexError, innermost, joined, named};
use crate::language::tr;

use super::super::Job;
use super::difference::Difference;
use super::plan::{Known, Plan};

/// Looks for roots of which a build from nothing finds less than half of the files that the index knows. As with an update
/// that is more likely a disk that is not mounted than a decision.
///
/// Where the index has to be built anew because this version cannot go on with it, it is only told.
///
/// # Errors
/// [`IndexError::Away`] where the user asks to rebuild an index that can go on.
pub(in crate::pipeline) fn guard_rebuild(
    job: &Job,
    plan: &Plan,
    known: Option<Known<'_>>,
    difference: &mut Difference,
) -> Result<(), IndexError> {
    let Some(known) = known.filter(|_| !plan.updates && !job.mode.prune) else { return Ok(()) };
    for root in known.roots {
        // Of a root that is forgotten, or not asked for, nothing is expected.
        let Some(path) = plan.root(root.id) else { continue };
        let mut all = 0;
        for folder in known.table.folders.iter().filter(|folder| folder.root == root.id) {
            let below = joined(Some(&path), &folder.path);
            let wanted = |name: &[u8]| {
                let file = named(&below, name);
                !plan.excluded.iter().any(|excluded| file.starts_with(excluded))
            };
            all += folder.files.iter().filter(|file| file.outcome.is_taken() && wanted(&file.name)).count();
        }
        let is_of_it = |file| innermost(&plan.roots, file).is_some_and(|one| one.id == root.id);
        let met = difference.candidates.iter().filter(|one| is_of_it(&one.file.path)).count();
        if met * 2 >= all {
            continue;
        }
        if job.mode.rebuild {
            return Err(IndexError::Away { root: path, met, all });
        }
        difference.warnings.push(tr!(
            "index-met",
            path = format!("{path:?}"),
            met = met.to_string(),
            all = all.to_string()
        ));
    }
    Ok(())
}
