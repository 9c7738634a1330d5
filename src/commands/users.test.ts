import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { TokenMemory } from '../accounts/token-memory.ts'
import { connect } from '../db/connect.ts'

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url))
const run = promisify(execFile)

describe('packgrid users', () => {
  let directory = ''
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'packgrid-users-'))
  })
  after(() => rm(directory, { recursive: true }))

  const packgrid = (...words: string[]) =>
    run(process.execPath, [cli, ...words], { env: { ...process.env, DATABASE_URL: '', PACKGRID_DATA: directory } })
  const refusal = (...words: string[]) =>
    packgrid(...words).then(
      () => assert.fail('not refused'),
      (error: unknown) => {
        assert.ok(error instanceof Error && 'code' in error && 'stderr' in error)
        return `${String(error.code)}: ${String(error.stderr)}`
      },
    )

  it('adds an account, makes a token that speaks for it, and shuts it out', async () => {
    const added = await packgrid('users', 'add', 'sam', '--role', 'moderator')
    assert.match(added.stdout, /^Added sam \(moderator\)\. The password, shown only now: [\w-]{20}\n$/)
    const { stdout } = await packgrid('users', 'token', 'SAM', '--scope', 'read', '--days', '3')
    assert.match(stdout, /^pkg_\w{49}\n$/)
    const findActor = async () => {
      const connection = await connect({ engine: 'embedded', directory }, { timeZone: 'UTC' })
      try {
        return await new TokenMemory(connection.db).findActor(stdout.trim())
      } finally {
        await connection.close()
      }
    }
    const { accountId: _, ...known } = (await findActor()) ?? assert.fail('unknown')
    assert.deepEqual(known, { name: 'sam', role: 'moderator', scope: 'read', via: 'token', isNew: false })
    await packgrid('users', 'disable', 'sam')
    assert.equal(await findActor(), undefined)
    assert.match((await packgrid('users', 'list')).stdout, /\nsam   moderator  \d{4}-\d\d-\d\d  –  disabled\n/)
    assert.match(await refusal('users', 'add', 'Sam'), /^1: The name Sam is taken\.\n$/)
  })

  it('refuses what cannot be, in one line, before it opens the database', async () => {
    assert.match(await refusal('users', 'add', 'no way'), /^1: no way is no name/)
    assert.match(await refusal('users', 'role', 'sam', 'king'), /^2: error: .*king.*reader, editor, moderator, admin/)
    assert.match(await refusal('users', 'token', 'sam', '--days', '0'), /^2: /)
  })
})
