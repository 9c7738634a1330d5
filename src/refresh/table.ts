/** Rows under a heading as text, in columns; the last line is the sum of the columns of numbers. */
export function toTable(heading: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const sums = heading.map((_, column) => (column === 0 ? 'total' : rows.reduce((sum, row) => sum + Number(row[column]), 0)))
  const lines = [heading, ...rows, sums].map((cells) => cells.map(String))
  const widths = heading.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)))
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n')
}
