//! Rows of comma-separated values, after RFC 4180.

use std::io::{self, Write};

/// Writes a row; a cell that a spreadsheet would take for a formula begins with an apostrophe.
///
/// # Errors
/// What the writer says.
pub(super) fn write_row(out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
    for (nth, cell) in cells.iter().enumerate() {
        if nth > 0 {
            write!(out, ",")?;
        }
        write!(out, "{}", quoted(cell))?;
    }
    write!(out, "\r\n")
}

fn quoted(cell: &str) -> String {
    let plain: String = cell.chars().filter(|c| !c.is_control()).collect();
    let is_number = plain.parse::<f64>().is_ok();
    let plain =
        if !is_number && plain.starts_with(['=', '+', '-', '@']) { format!("'{plain}") } else { plain };
    if plain.contains(['"', ',', '\'']) { format!("\"{}\"", plain.replace('"', "\"\"")) } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        let mut out = Vec::new();
        let cells = ["a", "b,c", "d\"e", "=1+1", "-5", "5\n%"].map(str::to_owned);
        write_row(&mut out, &cells).expect("memory takes every byte");
        assert_eq!(String::from_utf8_lossy(&out), "a,\"b,c\",\"d\"\"e\",\"'=1+1\",-5,5%\r\n");
    }
}
