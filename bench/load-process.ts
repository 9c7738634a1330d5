import { text } from 'node:stream/consumers'

import autocannon, { type Request } from 'autocannon'

import type { Asked, LoadOptions, Run } from './load.ts'
import { readUsage } from './usage.ts'

/*
 * Loads the servers that its input describes, in turn, and prints what each run found. A process of its own, so that a server has
 * another core to itself; one for all runs, so that it is as warm in the first as in the last.
 */

const { targets, rounds, seconds, connections }: LoadOptions = JSON.parse(await text(process.stdin))

let texts = 0

/** The body is another one each time. */
function toRequest({ method, path, headers, body }: Exclude<Asked, string>) {
  const setupRequest = (request: Request) => ({ ...request, body: body.replace('[<id>]', String(++texts)) })
  return { method, path, headers, setupRequest }
}

async function run({ origin, pid, paths }: LoadOptions['targets'][number]): Promise<Run> {
  const before = readUsage(pid)
  const startedAt = performance.now()
  const requests = paths.map((asked) => (typeof asked === 'string' ? { method: 'GET' as const, path: asked } : toRequest(asked)))
  const share = requests.length / connections
  let begun = 0
  const result = await autocannon({
    url: origin,
    connections,
    duration: seconds,
    requests: requests.slice(0, 1),
    setupClient(client) {
      const first = begun++ * share
      client.setRequests(share < 1 ? requests : requests.slice(Math.floor(first), Math.floor(first + share)))
    },
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
