//! What the options of `query` say of hits that are the same.

use crate::search::{Fold, Hit, Repealed, SearchOptions, Versions, check_files};
use crate::source::Extractor;

use super::args::{FoldingArguments, RepealedArgument};

/// Hits of one report that come before those of others on the screen.
pub(super) const PER_REPORT: usize = 3;

/// Who reads the hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// A person.
    Person,
    /// A program that is told which hits belong together.
    Json,
    /// A program that wants lines.
    Program,
}

/// Adds to the options of a search what was asked for, or what its reader would want.
pub(super) fn options(arguments: &FoldingArguments, reader: Reader, options: SearchOptions) -> SearchOptions {
    let fold = match reader {
        _ if arguments.no_fold => Fold::Off,
        _ if arguments.fold || arguments.all_copies => Fold::Folded,
        Reader::Person => Fold::Folded,
        Reader::Json => Fold::Marked,
        Reader::Program => Fold::Off,
    };
    let is_ranked = !options.document_order && !options.count;
    let fold = if is_ranked { fold } else { Fold::Off };
    let per_report = if reader == Reader::Person { PER_REPORT } else { 0 };
    SearchOptions {
        fold,
        list_folded: arguments.all_copies || reader == Reader::Json && fold == Fold::Folded,
        per_report: if is_ranked { arguments.per_report.unwrap_or(per_report) } else { 0 },
        versions: arguments.version.unwrap_or(Versions::All),
        repealed: match arguments.repealed {
            Some(RepealedArgument::Show) => Repealed::Show,
            Some(RepealedArgument::Hide) => Repealed::Hide,
            Some(RepealedArgument::Last) | None => Repealed::Last,
        },
        ..options
    }
}

/// Looks at the files of the hits that are folded into others, as `check_files` does at those of the others.
pub(super) fn check_folded(hits: &mut [Hit], extractor: &Extractor, snippet_columns: usize) {
    let folded = hits.iter_mut().flat_map(|hit| &mut hit.folded).map(|(_, folded)| folded);
    check_files(folded, extractor, snippet_columns);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reads_decides_unless_told_otherwise() {
        let none = || FoldingArguments {
            fold: false,
            no_fold: false,
            all_copies: false,
            per_report: None,
            version: None,
            repealed: None,
        };
        let made = |arguments: FoldingArguments, reader| {
            let made = options(&arguments, reader, SearchOptions::default());
            (made.fold, made.list_folded, made.per_report)
        };
        for (arguments, reader, wanted) in [
            (none(), Reader::Person, (Fold::Folded, false, 3)),
            (none(), Reader::Json, (Fold::Marked, false, 0)),
            (none(), Reader::Program, (Fold::Off, false, 0)),
            (FoldingArguments { no_fold: true, ..none() }, Reader::Person, (Fold::Off, false, 3)),
            (FoldingArguments { fold: true, ..none() }, Reader::Json, (Fold::Folded, true, 0)),
            (FoldingArguments { all_copies: true, ..none() }, Reader::Person, (Fold::Folded, true, 3)),
            (FoldingArguments { per_report: Some(0), ..none() }, Reader::Person, (Fold::Folded, false, 0)),
        ] {
            assert_eq!(made(arguments, reader), wanted);
        }
    }
}
