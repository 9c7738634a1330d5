import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('../src/', import.meta.url))

/** Who may import whom: a module, and the modules below it. ARCHITECTURE.md draws the same map. */
const map: Record<string, readonly string[]> = {
  'config-refresh.ts': [],
  'config.ts': ['config-refresh.ts'],
  hosts: [],
  github: ['hosts'],
  gitlab: ['hosts'],
  bitbucket: ['hosts'],
  forgejo: ['hosts'],
  pypi: ['hosts'],
  db: ['config.ts'],
  http: [],
  rest: ['db', 'http'],
  docs: ['http'],
  accounts: ['db', 'http', 'rest'],
  revisions: ['db', 'http', 'rest', 'accounts'],
  packages: ['db', 'http', 'rest', 'accounts', 'revisions'],
  categories: ['db', 'http', 'rest', 'accounts', 'revisions', 'packages'],
  grids: ['db', 'http', 'rest', 'accounts', 'revisions', 'packages'],
  search: ['db', 'http', 'rest', 'accounts', 'packages', 'categories', 'grids'],
  compare: ['db', 'http', 'rest', 'accounts', 'packages', 'grids'],
  announcements: ['db', 'http', 'accounts', 'feeds'],
  home: ['db', 'http', 'accounts', 'packages', 'categories', 'grids'],
  feeds: ['db', 'http', 'packages', 'grids'],
  pictures: ['db', 'http', 'packages', 'grids'],
  profiles: ['db', 'http', 'packages'],
  sitemaps: ['db', 'http', 'packages', 'grids'],
  statistics: ['db', 'http', 'packages'],
  texts: ['http', 'packages'],
  health: ['db', 'http'],
  import: ['db', 'packages', 'categories', 'grids'],
  jobs: ['db'],
  refresh: [
    'config-refresh.ts',
    'db',
    'http',
    'rest',
    'packages',
    'search',
    'hosts',
    'github',
    'gitlab',
    'bitbucket',
    'forgejo',
    'pypi',
    'jobs',
  ],
}

/** These put the modules together and may know them all. */
const tops = ['app.ts', 'cli.ts', 'commands']

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
)
const moduleOf = (file: string) => file.split('/')[0] ?? ''

function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8')
  const specifiers = [...text.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm)]
  return specifiers.map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '')
}

const edges = files.flatMap((file) =>
  importsOf(file)
    .filter((specifier) => specifier.startsWith('.') && specifier.endsWith('.ts'))
    .map((specifier) => ({ from: file, to: relative(source, normalize(join(source, dirname(file), specifier))) })),
)

describe('the architecture', () => {
  it('has a place for every module', () => {
    assert.deepEqual([...new Set(files.map(moduleOf))].toSorted(), [...Object.keys(map), ...tops].toSorted())
  })

  it('has dependencies that point down', () => {
    const upward = edges.filter(({ from, to }) => {
      const [importer, imported] = [moduleOf(from), moduleOf(to)]
      return importer !== imported && !tops.includes(importer) && !map[importer]?.includes(imported)
    })
    assert.ok(edges.length > 50, 'imports are found')
    assert.deepEqual(upward, [])
  })

  it('has one file that reads the environment and one that sets the exit code', () => {
    const mentions = (text: string) => files.filter((file) => readFileSync(join(source, file), 'utf8').includes(text))
    assert.deepEqual(mentions('process.env'), ['config.ts'])
    assert.deepEqual(
      [...mentions('process.exitCode'), ...mentions('process.exit(')].filter((file) => file !== 'cli.ts'),
      [],
    )
  })

  it('has no file of more than 300 lines but the generated one', () => {
    const long = files.filter((file) => readFileSync(join(source, file), 'utf8').split('\n').length > 301)
    assert.deepEqual(
      long.filter((file) => file !== 'db/tables.ts'),
      [],
    )
  })
})
