//! Options and arguments for reading on and taking away what was found.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::complete;
use crate::output::CiteForm;

/// How a source is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum Cite {
    /// 《title》（issuer, date, number）, headings, place
    Text,
    /// As Chinese journals ask for it
    Gbt7714,
    /// A block of quotation with a link
    Markdown,
    /// For LaTeX
    Bibtex,
    /// CSL-JSON, for Zotero and pandoc
    Json,
}

impl From<Cite> for CiteForm {
    fn from(cite: Cite) -> CiteForm {
        match cite {
            Cite::Text => CiteForm::Text,
            Cite::Gbt7714 => CiteForm::Gbt7714,
            Cite::Markdown => CiteForm::Markdown,
            Cite::Bibtex => CiteForm::Bibtex,
            Cite::Json => CiteForm::Json,
        }
    }
}

/// What a matrix of terms has a row for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum RowOf {
    /// Each report
    #[default]
    Report,
    /// Each year
    Year,
    /// Each region
    Region,
}

/// Forms of an answer that is taken elsewhere.
#[derive(Args, Debug)]
pub(in crate::cli) struct TakingArguments {
    /// Each hit as a quotation with its source
    #[arg(
        long,
        value_enum,
        value_name = "FORM",
        hide_possible_values = true,
        help_heading = "Taking away",
        group = "form"
    )]
    pub(in crate::cli) cite: Option<Cite>,
    /// A table for spreadsheets, which Excel reads
    #[arg(long, help_heading = "Taking away", group = "form")]
    pub(in crate::cli) csv: bool,
    /// Write the table into a workbook
    #[arg(long, value_name = "FILE", help_heading = "Taking away", group = "form")]
    pub(in crate::cli) xlsx: Option<PathBuf>,
    /// Each hit as this text, with {rank}, {title}, {heading}, {headings}, {text}, {match}, {path}, {line}, {location},
    /// {score}, {cite}; \n and \t
    #[arg(
        long,
        value_name = "TEMPLATE",
        help_heading = "Taking away",
        hide_short_help = true,
        group = "form"
    )]
    pub(in crate::cli) format: Option<String>,
    /// Count every term of this file (one a line, - for standard input) in every report: a table, with --csv or --xlsx too
    #[arg(long, value_name = "FILE", help_heading = "Taking away", hide_short_help = true)]
    pub(in crate::cli) terms_from: Option<PathBuf>,
    /// What the table of terms has a row for
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        default_value = "report",
        help_heading = "Taking away",
        hide_short_help = true,
        requires = "terms_from"
    )]
    pub(in crate::cli) rows: RowOf,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  xunzhang show 2                        the second hit of the last query here
  xunzhang show 报告.docx#第三章         a chapter; the beginning of its heading
  xunzhang show 报告.txt:120             the section that holds line 120
  xunzhang show 刑法第二百六十六条       an article by its name
  xunzhang show 2 --report               the whole report, at that place
  xunzhang show 2 --cite gbt7714         its source, as journals ask for it")]
pub(in crate::cli) struct ShowArguments {
    /// A hit's number, FILE:LINE (or :page 3, as hits show it), FILE#HEADING, FILE, or a part by its name
    #[arg(required = true, value_name = "WHAT", add = complete::reports())]
    pub(in crate::cli) what: Vec<String>,
    /// All of the report; paged, at the place
    #[arg(long)]
    pub(in crate::cli) report: bool,
    /// As a quotation with its source
    #[arg(long, value_enum, value_name = "FORM", hide_possible_values = true, conflicts_with = "report")]
    pub(in crate::cli) cite: Option<Cite>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Texts open in VISUAL or EDITOR at the line, all else in what the system opens
it with, at the page where the viewer can.")]
pub(in crate::cli) struct OpenArguments {
    /// As of `show`: a hit's number, FILE:LINE, FILE#HEADING, or a part by its name
    #[arg(required = true, value_name = "WHAT", add = complete::reports())]
    pub(in crate::cli) what: Vec<String>,
    /// Only print the command
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}

/// What can be done with indexes of folders.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum FoldersCommand {
    /// Show them, with sizes and when they were built
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Remove the indexes of folders; the reports themselves are untouched
    Remove {
        /// The folders
        #[arg(value_name = "PATH", required_unless_present = "gone")]
        paths: Vec<PathBuf>,
        /// Those of folders that are there no more
        #[arg(long)]
        gone: bool,
    },
}

/// Arguments of `config`.
#[derive(Args, Debug)]
#[command(after_help = "\
A file holds lines as `limit = 20`, and tables: [colors] (title, heading, path,
match, note) and [weights] (as index_schema/ranking.toml). Your own lies where
`--path` says; another may lie beside the reports, in a folder or above it.")]
pub(in crate::cli) struct ConfigArguments {
    /// Only the path of your own file
    #[arg(long)]
    pub(in crate::cli) path: bool,
}

/// Arguments of `man`.
#[derive(Args, Debug)]
pub(in crate::cli) struct ManArguments {
    /// The command
    #[arg(value_name = "COMMAND")]
    pub(in crate::cli) command: Option<String>,
    /// Write the pages of all commands into this folder
    #[arg(long = "to", value_name = "FOLDER", conflicts_with = "command")]
    pub(in crate::cli) folder: Option<PathBuf>,
}
