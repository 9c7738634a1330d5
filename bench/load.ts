import { fileURLToPath } from 'node:url'

import { type ServerProcess, spawnScript, waitForExit } from '../test/support/process.ts'
import { median, toCount, toMilliseconds } from './figures.ts'
import { pinToCore } from './usage.ts'

/** A path to get, or another request; `[<id>]` in its body becomes another text each time. */
export type Asked = string | { method: 'PATCH'; path: string; headers: Record<string, string>; body: string }

export interface LoadOptions {
  targets: {
    origin: string
    pid: number | undefined
    /** Asked for in turn: all of them on every connection or, when there are enough, by each its own share. */
    paths: readonly Asked[]
  }[]
  rounds: number
  /** Length of one run. */
  seconds: number
  connections: number
}

/** One server under load for a moment. */
export interface Run {
  requests: number
  failures: number
  perSecond: number
  /** Of the server, for a request. */
  cpuMicroseconds: number
  p50Ms: number
  p99Ms: number
}

const script = fileURLToPath(new URL('load-process.ts', import.meta.url))

export interface Target {
  server: ServerProcess
  paths: readonly Asked[]
}

/**
 * Loads servers in turn, round after round, from another process: the runs of each, neighbours in time standing at one index. The servers
 * get one core, the load another.
 * @throws when an answer is no success
 */
export async function alternateLoads(targets: readonly Target[], options: Omit<LoadOptions, 'targets'>): Promise<Run[][]> {
  const described = targets.map(({ server: { origin, child }, paths }) => ({ origin, pid: child.pid, paths }))
  for (const { pid } of described) pinToCore(pid, 0)
  const child = spawnScript(script, [], {})
  child.stdin.end(JSON.stringify({ ...options, targets: described }))
  pinToCore(child.pid, 1)
  const { exitCode, stdout, stderr } = await waitForExit(child)
  if (exitCode !== 0) throw new Error(`The load failed: ${stderr}`)
  const runs: Run[][] = JSON.parse(stdout)
  const failed = runs.flat().find(({ failures, requests }) => failures > 0 || requests === 0)
  if (failed) throw new Error(`${failed.failures} of ${failed.requests} answers are no success.`)
  return runs
}

const medianOf = (runs: readonly Run[], figure: keyof Run) => median(runs.map((run) => run[figure]))

/** For a table: requests a second, p50, p99, CPU a request. */
export function toCells(runs: readonly Run[]): string[] {
  return [
    toCount(medianOf(runs, 'perSecond')),
    toMilliseconds(medianOf(runs, 'p50Ms')),
    toMilliseconds(medianOf(runs, 'p99Ms')),
    `${toCount(medianOf(runs, 'cpuMicroseconds'))} µs`,
  ]
}
