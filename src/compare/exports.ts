import type { ComparisonTable } from './table.ts'

/** What a comparison can be taken away as, by the ending of its address. */
export const exportTypes = {
  csv: 'text/csv; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  json: 'application/json',
} as const
export type ExportFormat = keyof typeof exportTypes

/** Exactly what the page shows, in words: a row for each row, a column for each package. */
export function renderExport(table: ComparisonTable, format: ExportFormat, origin: string): string {
  if (format === 'json') return renderJson(table, origin)
  const lines = [
    ['', ...table.packages.map(({ title }) => title)],
    ...table.rows.map((row) => [row.label, ...row.cells.map(({ text }) => text)]),
  ]
  return format === 'csv' ? renderCsv(lines) : renderMarkdown(lines)
}

/**
 * RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe in front, which shows it as text; so does one that begins
 * with an apostrophe, so that whoever takes one off reads every cell as it was.
 */
function renderCsv(lines: readonly string[][]): string {
  return lines.map((cells) => `${cells.map(toCsvCell).join(',')}\r\n`).join('')
}

function toCsvCell(text: string): string {
  const safe = /^['=@\t\r]|^[+-](?![+\-\d\s]*$)/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function renderMarkdown([head = [], ...rows]: readonly string[][]): string {
  const toLine = (cells: readonly string[]) => `| ${cells.map(toMarkdownCell).join(' | ')} |\n`
  return toLine(head) + toLine(head.map(() => '---')) + rows.map(toLine).join('')
}

function toMarkdownCell(text: string): string {
  return text.replace(/[\\|`*_~[\]<>&]/g, String.raw`\$&`).replace(/\s*[\r\n]+\s*/g, '<br>')
}

function renderJson({ packages, rows }: ComparisonTable, origin: string): string {
  return `${JSON.stringify(
    {
      packages: packages.map(({ slug, title }) => ({ slug, title, url: `${origin}/packages/p/${slug}/` })),
      rows: rows.map(({ key, label, description, group, cells }) => ({
        key,
        label,
        description,
        group,
        cells: Object.fromEntries(cells.map(({ text }, index) => [packages[index]?.slug ?? '', text === '' ? null : text])),
      })),
    },
    undefined,
    2,
  )}\n`
}
