import { execFile, execFileSync } from 'node:child_process'
import { accessSync, constants, globSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { Client } from 'pg'

const run = promisify(execFile)

/** Where the programs of a PostgreSQL server lie on this machine; undefined when there is none. */
export const serverPrograms: string | undefined = findServerPrograms()

function findServerPrograms(): string | undefined {
  const places = [
    ...readConfiguredPlace(),
    ...globSync('/usr/lib/postgresql/*/bin').toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true })),
    ...globSync('/usr/pgsql-*/bin'),
    ...globSync('/opt/homebrew/opt/postgresql*/bin'),
    '/usr/local/pgsql/bin',
    ...(process.env['PATH'] ?? '').split(':'),
  ]
  return places.find((place) => ['initdb', 'pg_ctl', 'postgres'].every((name) => canRun(join(place, name))))
}

function readConfiguredPlace(): string[] {
  try {
    return [execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()]
  } catch {
    return []
  }
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A PostgreSQL server of one's own, to be ill-treated. */
export interface Cluster extends AsyncDisposable {
  url: string
  /** `kill -9` of the server and everything that belongs to it. */
  kill(): Promise<void>
  /** Starts it again; resolves once it has recovered. */
  start(): Promise<void>
}

/** Makes a cluster in a directory of its own and starts it. PostgreSQL refuses to run as root: then it runs as somebody else. */
export async function startCluster(): Promise<Cluster> {
  const programs = serverPrograms ?? ''
  const directory = await mkdtemp(join(tmpdir(), 'packgrid-cluster-'))
  const owner = process.getuid?.() === 0 ? findOrdinaryUser() : undefined
  if (owner) await chown(directory, owner.uid, owner.gid)
  const data = join(directory, 'data')
  const port = await findFreePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const settings = `-p ${port} -h 127.0.0.1 -k '' -c max_connections=60 -c shared_buffers=32MB`
  const call = (name: string, args: readonly string[]) => run(join(programs, name), args, { cwd: directory, ...owner })

  const start = async () => {
    await call('pg_ctl', ['start', '-w', '-D', data, '-l', join(directory, 'log'), '-o', settings])
  }
  await call('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'])
  await start()
  return {
    url,
    start,
    async kill() {
      for (const pid of await listProcesses(url)) killNow(pid)
    },
    async [Symbol.asyncDispose]() {
      await call('pg_ctl', ['stop', '-D', data, '-m', 'immediate']).catch(() => {})
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** The server first, so that it starts none of the others again. */
async function listProcesses(url: string): Promise<number[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<{ pid: number }>(`
    select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer as pid union all
    (select pid from pg_stat_activity where pid <> pg_backend_pid()) union all select pg_backend_pid()`)
  return rows.map(({ pid }) => pid)
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself, as everything does that sees the server die.
  }
}

function findOrdinaryUser(): { uid: number; gid: number } {
  const [uid = '', gid = ''] =
    ['postgres', 'nobody'].flatMap((name) => {
      try {
        return [
          ['-u', '-g'].map((flag) =>
            execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(),
          ),
        ]
      } catch {
        return []
      }
    })[0] ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => {
    server.close(resolve)
  })
  if (address === null || typeof address === 'string') throw new Error('There is no port')
  return address.port
}
