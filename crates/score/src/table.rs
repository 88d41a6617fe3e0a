//! Tables with tabs between the cells, without quotes, below a line of column names.

use crate::Error;

/// A table's rows, each addressed by the names of the columns.
pub struct Table<'a> {
    columns: Vec<&'a str>,
    rows: Vec<Vec<&'a str>>,
}

/// A column that the table has, by number.
#[derive(Clone, Copy)]
pub struct Column {
    at: usize,
    name: &'static str,
}

impl<'a> Table<'a> {
    /// Rows end at a line feed, a carriage return or both; blank ones are none. (So Python's `csv` has it with
    /// `QUOTE_NONE`: see `Lib/csv.py`, `DictReader.__next__`, and `Modules/_csv.c`, `parse_process_char`.)
    pub fn new(text: &'a str) -> Self {
        let mut lines = text.split(['\n', '\r']).filter(|line| !line.is_empty()).map(cells);
        Self { columns: lines.next().unwrap_or_default(), rows: lines.collect() }
    }

    /// The column of a name; the last, where several have it.
    pub fn column(&self, name: &'static str) -> Result<Column, Error> {
        match self.columns.iter().rposition(|column| *column == name) {
            Some(at) => Ok(Column { at, name }),
            None => Err(Error::NoColumn { column: name }),
        }
    }

    /// The rows with their numbers, from 1.
    pub fn rows(&self) -> impl Iterator<Item = (usize, Row<'a, '_>)> {
        (1..).zip(self.rows.iter().map(|cells| Row { cells }))
    }
}

fn cells(line: &str) -> Vec<&str> {
    line.split('\t').collect()
}

/// One row.
#[derive(Clone, Copy)]
pub struct Row<'a, 't> {
    cells: &'t [&'a str],
}

impl<'a> Row<'a, '_> {
    /// What stands in a column; nothing where the row ends before it.
    pub fn get(self, column: Column) -> Option<&'a str> {
        self.cells.get(column.at).copied()
    }

    /// What stands in a column that every row must have.
    pub fn need(self, column: Column, row: usize) -> Result<&'a str, Error> {
        self.get(column).ok_or(Error::ShortRow { row, column: column.name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(text: &str, name: &'static str) -> Vec<Option<String>> {
        let table = Table::new(text);
        let column = table.column(name).unwrap();
        table.rows().map(|(_, row)| row.get(column).map(str::to_owned)).collect()
    }

    fn some(cells: &[&str]) -> Vec<Option<String>> {
        cells.iter().map(|cell| Some((*cell).to_owned())).collect()
    }

    #[test]
    fn quotes_are_letters_and_cells_may_be_empty() {
        assert_eq!(column("a\tb\n\"x\"\t\n\t\"y\n", "a"), some(&["\"x\"", ""]));
        assert_eq!(column("a\tb\n\"x\"\t\n\t\"y\n", "b"), some(&["", "\"y"]));
    }

    #[test]
    fn rows_end_as_they_do_anywhere_and_blank_ones_are_none() {
        assert_eq!(column("a\r\nx\r\n\r\ny\rz\n\n", "a"), some(&["x", "y", "z"]));
    }

    #[test]
    fn a_row_that_ends_early_has_no_cell() {
        assert_eq!(column("a\tb\nx\n", "b"), [None]);
    }

    #[test]
    fn the_last_of_two_columns_of_a_name_counts() {
        assert_eq!(column("a\ta\nx\ty\n", "a"), some(&["y"]));
    }

    #[test]
    fn a_column_that_is_not_there_is_named() {
        let missing = Error::NoColumn { column: "host" };
        assert_eq!(Table::new("a\tb\n").column("host").map(|_| ()), Err(missing.clone()));
        assert_eq!(Table::new("").column("host").map(|_| ()), Err(missing));
    }
}
