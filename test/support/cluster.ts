import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, globSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
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
  return places.find((place) => ['initdb', 'postgres'].every((name) => canRun(join(place, name))))
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
  let server: ChildProcess | undefined

  /** Whether it answers in the end; it may refuse to start while a process of the last one is on its way out. */
  async function tryToStart(): Promise<boolean> {
    const options = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-c', 'shared_buffers=32MB']
    const child = spawn(join(programs, 'postgres'), options, { cwd: directory, stdio: 'ignore', ...owner })
    server = child
    while (child.exitCode === null && child.signalCode === null) {
      if (await answers(url)) return true
      await sleep(100)
    }
    return false
  }

  async function start(): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt++) {
      if (await tryToStart()) return
      await sleep(200)
    }
    throw new Error('PostgreSQL does not start')
  }

  await run(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], {
    cwd: directory,
    ...owner,
  })
  await start()
  return {
    url,
    start,
    async kill() {
      const ended = server && once(server, 'exit')
      for (const pid of await listProcesses(url)) killNow(pid)
      await ended
    },
    async [Symbol.asyncDispose]() {
      if (server?.exitCode === null && server.signalCode === null) {
        const ended = once(server, 'exit')
        server.kill('SIGQUIT')
        await ended
      }
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
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
