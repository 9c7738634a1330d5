import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { ComparedPackage } from './compared.ts'
import { renderExport } from './exports.ts'
import { createTable, type Row } from './table.ts'

/** As RFC 4180 has it. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [[]]
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end === '\r\n') lines.push([])
  }
  return lines.slice(0, -1)
}

/** Takes off what keeps a spreadsheet from running a text. */
const toText = (cell: string) => cell.replace(/^'/, '')

const origin = 'https://packages.example'
const nobody: Omit<ComparedPackage, 'slug' | 'title'> = {
  id: 0,
  description: '',
  category: '',
  categorySlug: '',
  status: 'unknown',
  watchers: 0,
  forks: 0,
  downloads: 0,
  users: 0,
  likes: 0,
  supportsPython3: null,
  version: null,
  releasedAt: null,
  lastCommitAt: null,
  createdAt: '',
  successor: null,
  repositoryUrl: '',
  indexUrl: '',
  documentationUrl: null,
  licence: null,
  requiresPython: null,
  developmentStatus: null,
  commits: [],
}

const text = fc.string({ unit: fc.constantFrom(...'aé שx,;"\'=+-@|\\`*_~[]<>&\t\r\n123'.split('')), maxLength: 12 })
const rowsOf = (columns: number) =>
  fc.array(fc.array(text, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 })
const tables = fc.integer({ min: 1, max: 5 }).chain((columns) =>
  rowsOf(columns).map((lines) => ({
    packages: Array.from({ length: columns }, (_, index) => ({ ...nobody, slug: `p-${index}`, title: `P ${index}` })),
    rows: lines.map((cells, index): Row => {
      const row = { key: `feature-${index}`, label: `Row ${index}`, description: '', group: 'features' as const }
      return { ...row, cells: cells.map((cell) => ({ text: cell, html: cell })) }
    }),
  })),
)
const all = { rows: [], onlyDifferences: false, showsUnknown: true }

describe('what is taken away of a comparison', () => {
  it('comes back from CSV as it was, and says the same as JSON', () => {
    fc.assert(
      fc.property(tables, ({ packages, rows }) => {
        const table = createTable(packages, rows, all)
        const [head = [], ...lines] = parseCsv(renderExport(table, 'csv', origin)).map((cells) => cells.map(toText))
        assert.deepEqual(
          head.slice(1),
          packages.map(({ title }) => title),
        )
        assert.deepEqual(
          lines,
          rows.map(({ label, cells }) => [label, ...cells.map((cell) => cell.text)]),
        )
        const json: unknown = JSON.parse(renderExport(table, 'json', origin))
        const expected = rows.map(({ key, label, description, group }, index) => ({
          key,
          label,
          description,
          group,
          cells: Object.fromEntries(packages.map(({ slug }, column) => [slug, lines[index]?.[column + 1] || null])),
        }))
        assert.deepEqual(json, {
          packages: packages.map(({ slug, title }) => ({ slug, title, url: `${origin}/packages/p/${slug}/` })),
          rows: expected,
        })
      }),
    )
  })

  it('has in no cell of CSV what a spreadsheet would run', () => {
    fc.assert(
      fc.property(tables, ({ packages, rows }) => {
        const cells = parseCsv(renderExport(createTable(packages, rows, all), 'csv', origin)).flat()
        assert.deepEqual(
          cells.filter((cell) => /^[=@+\t\r-]/.test(cell) && !/^[+-][+\-\d\s]*$/.test(cell)),
          [],
        )
      }),
    )
  })

  it('is one line of Markdown for each row, with a cell for each package', () => {
    fc.assert(
      fc.property(tables, ({ packages, rows }) => {
        const lines = renderExport(createTable(packages, rows, all), 'md', origin)
          .trimEnd()
          .split('\n')
        assert.equal(lines.length, rows.length + 2)
        for (const line of lines) assert.equal(line.replace(/\\./gs, '').split('|').length, packages.length + 3, line)
      }),
    )
  })
})

describe('only differences', () => {
  it('leave out no row in which two packages differ, and no other remains', () => {
    fc.assert(
      fc.property(tables, ({ packages, rows }) => {
        const { rows: shown, alike } = createTable(packages, rows, { ...all, onlyDifferences: true })
        const differing = rows.filter(({ cells }) => cells.some((cell) => cell.text !== cells[0]?.text))
        assert.deepEqual(shown, differing)
        assert.equal(alike, rows.length - differing.length)
      }),
    )
  })
})
