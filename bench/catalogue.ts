import { readFileSync } from 'node:fs'

/*
 * A catalogue of any size that looks like the real one: the sample, multiplied. The same size and seed give the same bytes. The first
 * records are those of the sample itself, so that known ids and slugs stay.
 */

export interface CatalogueSize {
  packages: number
  grids: number
  /** Another seed, another catalogue of the same size. */
  seed?: number
}

/** The directory of today, and one ten times as large. */
export const today: CatalogueSize = { packages: 5_800, grids: 381 }
export const tenfold: CatalogueSize = { packages: 58_000, grids: 3_810 }

/** A line of an import: `{ model: 'package', id, slug, … }`. */
export interface CatalogueRecord {
  readonly model: string
  readonly id: number
  readonly slug: string
  readonly [field: string]: unknown
}

interface SampleRecord extends CatalogueRecord {
  readonly title: string
  readonly description: string
  /** Packages only. */
  readonly repo_description?: string
  readonly repo_url: string
  readonly repo_watchers: number
  readonly repo_forks: number
  readonly created: string
  readonly participants: readonly string[]
  readonly grids: readonly number[]
}

/** The records of a catalogue: categories, then grids, then packages, each by rising id. */
export function* generateCatalogue({ packages, grids, seed = 1 }: CatalogueSize): Generator<CatalogueRecord> {
  yield* readSample('categories')
  const sampleGrids = readSample('grids')
  const gridIds = new Map<number, number[]>(sampleGrids.map(({ id }) => [id, [id]]))
  for (const grid of multiply(sampleGrids, grids, createRandom(seed))) {
    if (grid.original !== grid.record) gridIds.get(grid.original.id)?.push(grid.record.id)
    yield grid.record
  }
  const random = createRandom(seed + 1)
  for (const { record, original } of multiply(readSample('packages'), packages, random)) {
    const isCopy = record !== original
    yield isCopy ? { ...record, grids: original.grids.map((id) => random.pick(gridIds.get(id) ?? [id])) } : record
  }
}

/** The catalogue as the NDJSON that `packgrid import` reads, in chunks of some hundred lines. */
export function* renderCatalogue(size: CatalogueSize): Generator<Buffer> {
  let lines = ''
  for (const record of generateCatalogue(size)) {
    lines += `${JSON.stringify(record)}\n`
    if (lines.length < 2 ** 18) continue
    yield Buffer.from(lines)
    lines = ''
  }
  yield Buffer.from(lines)
}

interface Random {
  /** From 0 up to 1. */
  next(): number
  pick<Item>(items: readonly Item[]): Item
}

/** Mulberry32: 32 bits of state, enough to spread records. */
function createRandom(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    pick(items) {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new Error('Nothing to pick from.')
      return item
    },
  }
}

function readSample(name: 'categories' | 'grids' | 'packages'): SampleRecord[] {
  const text = readFileSync(new URL(`../catalogue/${name}.ndjson`, import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** The records of the sample, then copies with ids, titles, words and figures of their own. */
function* multiply(
  sample: readonly SampleRecord[],
  count: number,
  random: Random,
): Generator<{ record: CatalogueRecord; original: SampleRecord }> {
  const byId = sample.toSorted((a, b) => a.id - b.id)
  const firstId = Math.ceil(((byId.at(-1)?.id ?? 0) + 1) / 1_000) * 1_000
  const words = toWords(sample)
  for (const original of byId.slice(0, count)) yield { record: original, original }
  for (let index = 0; index < count - sample.length; index++) {
    const original = random.pick(sample)
    yield { record: toCopy(original, firstId + index, words, random), original }
  }
}

function toCopy(original: SampleRecord, id: number, words: readonly string[], random: Random): CatalogueRecord {
  const [one, two, three] = [random.pick(words), random.pick(words), random.pick(words)]
  const slug = `${one}-${two}`.slice(0, 40).concat(`-${id}`)
  const copy = { ...original, id, slug, created: moveTime(original.created, random.next()) }
  if (original.model !== 'package')
    return { ...copy, title: `${one} ${two} ${id}`, description: `${original.description} ${three}` }
  const growth = random.next() * 2
  return {
    ...copy,
    title: `django-${one}-${two}`,
    repo_description: `${original.repo_description ?? ''} ${one} ${two} ${three}`.trim(),
    repo_url: original.repo_url.replace(/[^/]*$/, slug),
    repo_watchers: Math.floor(original.repo_watchers * growth),
    repo_forks: Math.floor(original.repo_forks * growth),
    participants: original.participants.map((name) => (random.next() < 0.5 ? name : `${name}-${random.pick(words)}`)),
  }
}

function toWords(sample: readonly SampleRecord[]): string[] {
  const text = sample.map(({ title, slug, repo_description = '' }) => `${title} ${slug} ${repo_description}`).join(' ')
  return [...new Set(text.toLowerCase().match(/[a-z]{4,12}/g))].toSorted()
}

/** Up to ten years earlier or later, the microseconds kept. */
function moveTime(time: string, share: number): string {
  const year = Math.max(2_010, Math.min(2_025, Number(time.slice(0, 4)) + Math.round(share * 20 - 10)))
  // Not every year has a 29 February.
  return `${year}${time.slice(4).replace(/^-02-29/, '-02-28')}`
}
