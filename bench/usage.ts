import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** What a process has taken of the machine so far. */
export interface Usage {
  cpuMs: number
  memoryBytes: number
  peakMemoryBytes: number
}

const tickMs = 10

/** Reads what Linux tells about a running process; the benches need Linux for this. @throws when it has ended */
export function readUsage(pid: number | undefined): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const readKibibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1_024
  // The name of the program may hold anything, but ends with the last bracket; then come the state and 10 fields before the times.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
    memoryBytes: readKibibytes('VmRSS'),
    peakMemoryBytes: readKibibytes('VmHWM'),
  }
}

/** Keeps a process and its threads on one core, so that servers and load do not take turns on the other's. */
export function pinToCore(pid: number | undefined, core: number): void {
  if (core < availableParallelism()) execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' })
}
