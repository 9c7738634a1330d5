import { once } from 'node:events'

const signals = ['SIGINT', 'SIGTERM'] as const

/** npm passes on a signal that the terminal has sent to the whole group already; an impatient second one comes later than this. */
const echoMs = 300

/** Resolves at the first SIGINT or SIGTERM; from a moment later on, another one ends the process at once. */
export async function untilAskedToStop(): Promise<void> {
  for (const signal of signals) process.on(signal, ignore)
  const stop = new AbortController()
  await Promise.race(signals.map((signal) => once(process, signal, { signal: stop.signal }).catch(ignore)))
  stop.abort()
  setTimeout(() => {
    for (const signal of signals) process.off(signal, ignore)
  }, echoMs).unref()
}

function ignore(): void {}
