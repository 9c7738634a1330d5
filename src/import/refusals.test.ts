import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'

import { category, createImporting, grid, type Importing, inChunksOf, other, pkg, toText } from '../../test/support/importing.ts'
import type { ImportError } from './errors.ts'
import { importFiles } from './import.ts'

describe('an import that is wrong names file, line and field, and imports nothing', () => {
  let importing: Importing
  before(async () => {
    importing = await createImporting()
  })
  after(() => importing[Symbol.asyncDispose]())
  beforeEach(() => importing.reset())

  /** The message of the refusal, after the check that it changed nothing. */
  async function readRefusal(attempt: () => Promise<unknown>): Promise<string> {
    const earlier = await importing.readAll()
    let message = ''
    await assert.rejects(attempt, (error: ImportError) => {
      message = error.message.replaceAll(`${importing.directory}/`, '')
      return error.name === 'ImportError'
    })
    assert.deepEqual(await importing.readAll(), earlier)
    return message
  }

  const line = (changes: object, base: object = { ...other, title: 'Changed' }) => JSON.stringify({ ...base, ...changes })
  const cases: Record<string, [text: string, message: string | RegExp]> = {
    'a line that is not JSON': ['{"model": "package"', /^a\.ndjson:2: is not JSON: /],
    'a line that holds no object': ['[1]', 'a.ndjson:2: must be an object, one record a line'],
    'no model': ['{}', 'a.ndjson:2: model: is missing'],
    'an unknown model': [line({ model: 'user' }), 'a.ndjson:2: model: must be "package", "grid" or "category", not "user"'],
    'an unknown field': [line({ stars: 1 }), 'a.ndjson:2: stars: a package has no such field'],
    'a field of the prototype': ['{"model":"grid","__proto__":1}', 'a.ndjson:2: __proto__: a grid has no such field'],
    'a field twice': [line({}).replace('{', '{"title":"x",'), 'a.ndjson:2: title: stands twice on the line'],
    'a missing relation': [line({ grids: undefined }), 'a.ndjson:2: grids: is missing'],
    'a missing fact that may be null': [line({ pypi_version: undefined }), 'a.ndjson:2: pypi_version: is missing'],
    'a title of 101 characters': [
      line({ title: 'x'.repeat(101) }),
      /^a\.ndjson:2: title: must be text of 1 to 100 characters, not "x+…$/,
    ],
    'an empty title': [line({ title: '' }), 'a.ndjson:2: title: must be text of 1 to 100 characters, not ""'],
    'a slug with a blank': [line({ slug: 'a b' }), /^a\.ndjson:2: slug: must be 1 to 50 letters .*, not "a b"$/],
    'a category slug of digits': [line({ slug: '12' }, category), /^a\.ndjson:2: slug: must be .* not digits alone, not "12"$/],
    'an id as text': [line({ id: '2' }), /^a\.ndjson:2: id: must be a whole number from 1 to 9007199254740991, not "2"$/],
    'an id of zero': [line({ id: 0 }), /^a\.ndjson:2: id: must be a whole number from 1 /],
    'a count below zero': [
      line({ repo_forks: -1 }),
      'a.ndjson:2: repo_forks: must be a whole number from 0 to 2147483647, not -1',
    ],
    'a count beyond the column': [
      line({ repo_forks: 2 ** 31 }),
      /^a\.ndjson:2: repo_forks: must be a whole number from 0 to 2147483647/,
    ],
    'a day that is none': [
      line({ created: '2026-02-30T00:00:00Z' }),
      /^a\.ndjson:2: created: must be a real date and time such as/,
    ],
    'a time without an offset': [line({ created: '2026-02-03T00:00:00' }), /^a\.ndjson:2: created: must be a real date and time/],
    'finer than a microsecond': [
      line({ created: '2026-02-03T00:00:00.1234567Z' }),
      /^a\.ndjson:2: created: must be a real date and time/,
    ],
    'an item of a list': [
      line({ commits_over_52: [1, 'x'] }),
      /^a\.ndjson:2: commits_over_52: must be a list of .*; item 2 is "x"$/,
    ],
    'a grid twice': [line({ grids: [1, 1] }), /^a\.ndjson:2: grids: must be a list of ids of grids, each once, not \[1,1\]$/],
    'too many participants': [
      line({ participants: Array.from({ length: 10_001 }, (_, index) => String(index)) }),
      /^a\.ndjson:2: participants: must be a list of at most 10000 names/,
    ],
    'a NUL': [
      line({ repo_description: 'a\0b' }),
      'a.ndjson:2: repo_description: holds the character NUL, which PostgreSQL cannot store',
    ],
    'half a character': [
      line({ participants: ['\ud800'] }),
      'a.ndjson:2: participants: holds half of a surrogate pair, which is no character',
    ],
    'a category that does not exist': [line({ category: 9 }), 'a.ndjson:2: category: no category has the id 9'],
    'a grid that does not exist': [line({ grids: [1, 9] }), 'a.ndjson:2: grids: no grid has the id 9'],
    'an id on two lines': [line({ slug: 'x' }, pkg), 'a.ndjson:2: id: 1 is the id of another package, at a.ndjson:1'],
    'a slug on two lines': [
      line({ slug: 'one', repo_url: '' }),
      'a.ndjson:2: slug: one is the slug of another package, at a.ndjson:1',
    ],
    'an address on two lines': [
      line({ repo_url: pkg.repo_url }),
      'a.ndjson:2: repo_url: https://github.com/one/one is the repo_url of another package, at a.ndjson:1',
    ],
    'a slug that another record keeps': [
      line({ id: 3, slug: 'two', repo_url: '' }),
      'a.ndjson:2: slug: two is the slug of package 2 in the database',
    ],
    'a slug of a grid that another keeps': [
      line({ id: 2 }, grid),
      'a.ndjson:2: slug: forms is the slug of grid 1 in the database',
    ],
    'an address that another record keeps': [
      line({ id: 3, slug: 'x' }),
      'a.ndjson:2: repo_url: https://github.com/two/two is the repo_url of package 2 in the database',
    ],
    'a line of more than a mebibyte': [
      line({ repo_description: 'x'.repeat(2 ** 20) }),
      'a.ndjson:2: is longer than 1048576 bytes',
    ],
  }
  for (const [what, [text, message]] of Object.entries(cases)) {
    it(what, async () => {
      const found = await readRefusal(() => importing.importOne(`${JSON.stringify({ ...pkg, title: 'Changed' })}\n${text}\n`))
      if (typeof message === 'string') assert.equal(found, message)
      else assert.match(found, message)
    })
  }

  it('bytes that are not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from(toText(pkg)), Buffer.from('{"model":"\xff"}\n', 'latin1')])
    assert.equal(await readRefusal(() => importing.importOne(bytes)), 'a.ndjson:2: is not UTF-8')
  })

  it('a gzip file that is cut short, and one whose checksum is wrong', async () => {
    const whole = gzipSync(
      toText(...Array.from({ length: 500 }, (_, index) => ({ ...pkg, id: index + 1, slug: `s${index}`, repo_url: '' }))),
    )
    const damaged = Buffer.from(whole)
    // The lines are all there; only the checksum tells.
    damaged.subarray(-8).fill(0xff)
    for (const bytes of [whole.subarray(0, -100), damaged]) {
      assert.match(await readRefusal(() => importing.importOne(bytes)), /^a\.ndjson:\d+: cannot be read: /)
    }
  })

  it('of several wrong lines the first of the first file, also when only all lines together show it', async () => {
    const relation = await readRefusal(() =>
      importing.importMany({
        'a.ndjson': toText(pkg, { ...other, category: 8 }, { ...other, id: 4, slug: 'one' }),
        'b.ndjson': toText({ ...pkg, id: 5, slug: 'five', grids: [8] }),
      }),
    )
    assert.equal(relation, 'a.ndjson:2: category: no category has the id 8')
    const shape = await readRefusal(() =>
      importing.importMany({ 'a.ndjson': toText(pkg, { ...other, title: 1 }, { ...other, id: -1 }), 'b.ndjson': '{' }),
    )
    assert.match(shape, /^a\.ndjson:2: title: /)
  })

  it('standard input by its name', async () => {
    const input = inChunksOf(7, Buffer.from(`${toText(pkg)}{`))
    assert.match(await readRefusal(() => importFiles(importing.database.db, ['-'], { input })), /^standard input:2: is not JSON/)
  })

  it('a file that is not there and a directory, before anything is read', async () => {
    assert.equal(
      await readRefusal(() => importFiles(importing.database.db, [join(importing.directory, 'none')])),
      'none: there is no such file',
    )
    assert.equal(
      await readRefusal(() => importFiles(importing.database.db, [importing.directory])),
      `${importing.directory}: is a directory; name the files in it`,
    )
  })
})
