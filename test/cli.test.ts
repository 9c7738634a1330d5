import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'

import { Environment } from '../src/config.ts'
import { category, grid, other, pkg, toText } from './support/importing.ts'
import { createDirectoryPlace, createTestPlace, type TestPlace } from './support/place.ts'
import { cli, runCommand, startServerProcess } from './support/process.ts'
import { sendRequest } from './support/server.ts'

const run = promisify(execFile)
const commands = ['serve', 'migrate', 'import']

describe('packgrid', () => {
  it('--help names every command, every variable and the exit codes', async () => {
    for (const args of [['--help'], ['-h'], ['help']]) {
      const { exitCode, stdout, stderr } = await runCommand(args)
      assert.deepEqual([exitCode, stderr], [0, ''])
      for (const name of [...commands, ...Object.keys(Environment.properties), 'Exit codes: 0 done'])
        assert.ok(stdout.includes(name), name)
    }
  })

  it('every command has help of its own, with examples', async () => {
    for (const command of commands) {
      const { exitCode, stdout } = await runCommand([command, '--help'])
      assert.equal(exitCode, 0)
      assert.match(stdout, new RegExp(`^Usage: packgrid ${command}`))
      assert.ok(stdout.includes('DATABASE_URL'))
    }
  })

  it('--version prints the version', async () => {
    assert.match((await runCommand(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
  })

  it('wrong usage ends with 2 and says what is wrong', async () => {
    for (const [args, said] of [
      [[], /Usage: packgrid/],
      [['sevre'], /unknown command 'sevre'/],
      [['serve', '--port'], /unknown option '--port'/],
      [['serve', 'extra'], /too many arguments/],
      [['import'], /missing required argument 'file'/],
    ] as const) {
      const { exitCode, stdout, stderr } = await runCommand(args)
      assert.deepEqual([exitCode, stdout], [2, ''], args.join(' '))
      assert.match(stderr, said)
    }
  })

  it('does not mind when nobody reads what it says', async () => {
    const script = '("$0" "$1" --help; echo "ended with $?" >&2) | true'
    const { stderr } = await run('sh', ['-c', script, process.execPath, cli])
    assert.equal(stderr, 'ended with 0\n')
  })

  it('a wrong environment ends with 1 and names every bad variable, but no password', async () => {
    const { exitCode, stderr } = await runCommand(['serve'], {
      PORT: '99999',
      TIME_ZONE: 'Mars',
      DATABASE_URL: 'mysql://me:secret@host/',
    })
    assert.equal(exitCode, 1)
    for (const name of ['PORT: ', 'TIME_ZONE: ', 'DATABASE_URL: ']) assert.ok(stderr.includes(name), name)
    assert.ok(!stderr.includes('secret'))
  })

  it('a database that cannot be reached ends with 1 and says what to do', async () => {
    // Nobody listens on port 1.
    const server = await runCommand(['migrate'], { DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/packgrid' })
    assert.equal(server.exitCode, 1)
    assert.match(server.stderr, /^PostgreSQL cannot be reached: .*\. Start it, or correct DATABASE_URL\.\n$/)
    const directory = await runCommand(['migrate'], { PACKGRID_DATA: '/dev/null' })
    assert.equal(directory.exitCode, 1)
    assert.match(
      directory.stderr,
      /^The directory \/dev\/null cannot hold the embedded database: .* Choose another with PACKGRID_DATA\.\n$/,
    )
  })

  it('migrate says what it did, once', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'packgrid-cli-'))
    try {
      const first = await runCommand(['migrate'], { PACKGRID_DATA: directory })
      assert.equal(first.exitCode, 0)
      assert.match(first.stdout, /^Migrated: 0001-catalogue\n(Migrated: \S+\n)+$/)
      assert.equal((await runCommand(['migrate'], { PACKGRID_DATA: directory })).stdout, 'The schema is up to date.\n')
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})

describe('packgrid import', () => {
  let place: TestPlace
  let directory: string
  before(async () => {
    place = await createTestPlace('empty')
    directory = await mkdtemp(join(tmpdir(), 'packgrid-cli-'))
  })
  after(async () => {
    await place[Symbol.asyncDispose]()
    await rm(directory, { recursive: true })
  })

  it('a bad line ends with 1, named, and nothing is imported', async () => {
    const file = join(directory, 'bad.ndjson')
    await writeFile(file, toText(category, grid, pkg, { ...other, repo_forks: -3 }))
    const { exitCode, stdout, stderr } = await runCommand(['import', file], place.environment)
    assert.deepEqual([exitCode, stdout], [1, ''])
    assert.equal(stderr, `${file}:4: repo_forks: must be a whole number from 0 to 2147483647, not -3\nNothing was imported.\n`)
  })

  it('files, plain and gzipped, and standard input make one import, which is counted', async () => {
    const files = { 'categories.ndjson': toText(category), 'packages.gz': gzipSync(toText(pkg, other)) }
    for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content)
    const paths = Object.keys(files).map((name) => join(directory, name))
    const first = await runCommand(['import', ...paths, '-'], place.environment, toText(grid))
    assert.deepEqual([first.exitCode, first.stderr], [0, ''])
    assert.equal(first.stdout, 'Imported 4 records: 2 packages (2 new), 1 grids (1 new), 1 categories (1 new).\n')
    const second = await runCommand(
      ['import', '-'],
      place.environment,
      toText(pkg, { ...other, title: 'New' }, { ...grid, id: 2, slug: 'x' }),
    )
    assert.equal(second.stdout, 'Imported 3 records: 2 packages (1 changed, 1 unchanged), 1 grids (1 new).\n')
  })
})

describe('packgrid serve', () => {
  it('fills a new embedded database with the sample, says so, and not again', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'packgrid-cli-'))
    const environment = { PACKGRID_DATA: join(directory, 'new') }
    try {
      for (const said of [/the sample catalogue is loaded\. Imported 258 records/, /^Packgrid answers at/]) {
        const server = await startServerProcess(environment)
        assert.match(server.greeting, said)
        const { body } = await sendRequest(server.origin, 'GET', '/api/v4/packages/3402/')
        assert.equal(JSON.parse(body).slug, 'django-mfa')
        await server[Symbol.asyncDispose]()
        assert.equal(server.child.exitCode, 0, 'asked to stop, it ends well')
      }
    } finally {
      await rm(directory, { recursive: true })
    }
  })

  it('refuses a second process on one embedded directory, says what to do, and goes on', async () => {
    await using place = await createDirectoryPlace('sample')
    await using server = await startServerProcess(place.environment)
    for (const args of [['serve'], ['migrate'], ['import', '-']]) {
      const { exitCode, stderr } = await runCommand(args, place.environment, toText(category))
      assert.equal(exitCode, 1)
      assert.match(
        stderr,
        /^The embedded database in .* is in use by another Packgrid process\. Stop that process, choose another directory/,
      )
    }
    assert.equal((await sendRequest(server.origin, 'GET', '/api/v4/packages/3402/')).status, 200)
  })

  it('the lock of a killed process does not stop the next one', async () => {
    await using place = await createDirectoryPlace('sample')
    const killed = await startServerProcess(place.environment)
    const exited = once(killed.child, 'exit')
    killed.child.kill('SIGKILL')
    await exited
    await using server = await startServerProcess(place.environment)
    assert.equal((await sendRequest(server.origin, 'GET', '/api/v4/packages/3402/')).status, 200)
  })

  it('a port that is taken ends with 1 and lets go of the database', async () => {
    await using place = await createTestPlace('sample')
    const occupant = createServer().listen(0, '127.0.0.1')
    await once(occupant, 'listening')
    const address = occupant.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    const { exitCode, stderr } = await runCommand(['serve'], { ...place.environment, PORT: port })
    occupant.close()
    assert.equal(exitCode, 1)
    assert.match(stderr, /^Cannot listen on port \d+ of 127\.0\.0\.1: .*EADDRINUSE.* Choose others with PORT and HOST\.\n$/)
    assert.equal((await runCommand(['migrate'], place.environment)).exitCode, 0)
  })
})
