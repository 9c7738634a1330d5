import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'

import { sql } from 'kysely'

import type { Database } from '../../src/db/connect.ts'
import { importFiles } from '../../src/import/import.ts'
import { deprecatedSlugs, generateTopics } from './topics.ts'

/** A query, and how much a person who typed it would want each hit: 3 just this, 2 also good, 1 better than nothing. */
export interface GradedQuery {
  class: string
  q: string
  /** By slug; a grid's with `grid:` before it. */
  grades: Record<string, number>
}

/** Slugs of the hits, best first; a grid's with `grid:` before it. */
export type Search = (typed: string) => Promise<string[]>

export interface Quality {
  queries: number
  /** Mean nDCG@10. */
  ndcg: number
  /** Share of queries whose first hit has the best grade. */
  firstRight: number
}

/** Classes of queries that name one record: it must be the first. */
export const naming = ['name', 'address']

export function readQueries(): GradedQuery[] {
  const text = readFileSync(new URL('../queries.ndjson', import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** Adds the generated packages to a database that holds the sample. */
export async function importTopics(db: Database): Promise<void> {
  const lines = [...generateTopics()].map((line) => `${JSON.stringify(line)}\n`)
  await importFiles(db, ['-'], { input: Readable.from([Buffer.from(lines.join(''))]) })
  await sql`update package set deprecated_at = now() where slug in (${sql.join(deprecatedSlugs)})`.execute(db)
}

/** Quality by class, and of `all`. */
export async function measureQuality(queries: readonly GradedQuery[], search: Search): Promise<Map<string, Quality>> {
  const results = new Map<string, { ndcg: number; isFirstRight: boolean }[]>()
  for (const { class: name, q, grades } of queries) {
    const hits = await search(q)
    const best = Math.max(...Object.values(grades))
    const result = { ndcg: toNdcg(hits, grades), isFirstRight: grades[hits[0] ?? ''] === best }
    for (const key of [name, 'all']) results.set(key, [...(results.get(key) ?? []), result])
  }
  const qualities = [...results].map(([name, found]): [string, Quality] => [
    name,
    {
      queries: found.length,
      ndcg: found.reduce((sum, { ndcg }) => sum + ndcg, 0) / found.length,
      firstRight: found.filter(({ isFirstRight }) => isFirstRight).length / found.length,
    },
  ])
  return new Map(qualities)
}

const depth = 10

/** Normalised discounted cumulative gain of the first ten hits. */
export function toNdcg(hits: readonly string[], grades: Record<string, number>): number {
  const ideal = Object.values(grades).toSorted((a, b) => b - a)
  return toGain(hits.map((hit) => grades[hit] ?? 0)) / toGain(ideal)
}

function toGain(grades: readonly number[]): number {
  return grades.slice(0, depth).reduce((sum, grade, place) => sum + (2 ** grade - 1) / Math.log2(place + 2), 0)
}
