import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

export type Child = ChildProcessByStdio<Writable, Readable, Readable>

/** A script in a Node of its own, all its streams piped. Of the variables that Packgrid reads it gets only those of `environment`. */
export function spawnScript(script: string, args: readonly string[], environment: Record<string, string>): Child {
  const own = new Set(['DATABASE_URL', 'PACKGRID_DATA', 'PUBLIC_URL', 'REFRESH', 'GITHUB_TOKEN'])
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.has(name)))
  const child = spawn(process.execPath, [script, ...args], { env: { ...inherited, ...environment }, stdio: 'pipe' })
  // A child that ends early leaves its input without a reader; what it said tells more than EPIPE.
  child.stdin.on('error', () => {})
  return child
}

export interface CommandResult {
  exitCode: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** What a child said and how it ended. */
export async function waitForExit(child: Child): Promise<CommandResult> {
  const closed = once(child, 'close')
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  await closed
  return { exitCode: child.exitCode, signal: child.signalCode, stdout, stderr }
}

/** Runs `packgrid` with `args` to its end. */
export function runCommand(
  args: readonly string[],
  environment: Record<string, string> = {},
  input = '',
): Promise<CommandResult> {
  const child = spawnScript(cli, args, environment)
  child.stdin.end(input)
  return waitForExit(child)
}

export interface ServerProcess extends AsyncDisposable {
  origin: string
  /** What it said until it answered. */
  greeting: string
  child: Child
}

/** `packgrid serve` as a process of its own, on a free port, once it answers. */
export function startServerProcess(environment: Record<string, string>): Promise<ServerProcess> {
  return waitForServer(spawnScript(cli, ['serve'], { PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error', ...environment }))
}

/** A child that serves, once it says the address at which it answers. */
export async function waitForServer(child: Child): Promise<ServerProcess> {
  child.stderr.pipe(process.stderr)
  const exited = once(child, 'exit')
  let greeting = ''
  for await (const line of createInterface({ input: child.stdout })) {
    greeting += `${line}\n`
    const origin = /answers at (http:\/\/[\w.:]+)/.exec(line)?.[1]
    if (!origin) continue
    return {
      origin,
      greeting,
      child,
      async [Symbol.asyncDispose]() {
        child.kill('SIGTERM')
        await exited
      },
    }
  }
  throw new Error('The server ended before it answered.')
}
