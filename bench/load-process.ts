import { text } from 'node:stream/consumers'

import autocannon from 'autocannon'

import type { LoadOptions, Run } from './load.ts'
import { readUsage } from './usage.ts'

/*
 * Loads the servers that its input describes, in turn, and prints what each run found. A process of its own, so that a server has
 * another core to itself; one for all runs, so that it is as warm in the first as in the last.
 */

const { targets, rounds, seconds, connections }: LoadOptions = JSON.parse(await text(process.stdin))

async function run({ origin, pid, paths }: LoadOptions['targets'][number]): Promise<Run> {
  const before = readUsage(pid)
  const startedAt = performance.now()
  const requests = paths.map((asked) => (typeof asked === 'string' ? { method: 'GET' as const, path: asked } : asked))
  let started = 0
  const result = await autocannon({
    url: origin,
    connections,
    duration: seconds,
    requests,
    // In step they would all ask for the same at the same time.
    setupClient(client) {
      const first = Math.floor((started++ * requests.length) / connections)
      client.setRequests([...requests.slice(first), ...requests.slice(0, first)])
    },
    idReplacement: paths.some((asked) => typeof asked !== 'string'),
  })
  return {
    requests: result['2xx'],
    failures: result.non2xx + result.errors + result.timeouts,
    perSecond: result['2xx'] / ((performance.now() - startedAt) / 1_000),
    cpuMicroseconds: ((readUsage(pid).cpuMs - before.cpuMs) / result['2xx']) * 1_000,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  }
}

// What comes first pays for warming up, and is not counted.
for (const target of targets) await run(target)
const runs: Run[][] = targets.map(() => [])
for (let round = 0; round < rounds; round++) {
  for (const [index, target] of targets.entries()) runs[index]?.push(await run(target))
}
console.log(JSON.stringify(runs))
