import type { JobQueue } from '../jobs/queue.ts'
import { toJob } from './jobs.ts'
import { type RefreshContext, runSource } from './run.ts'
import { countChosen, makeChosenDue, type PackageChoice, type Tally, tally } from './selection.ts'
import { findSleep } from './sources.ts'

export interface ChosenOptions {
  context: RefreshContext
  queue: JobQueue
  choice: PackageChoice
  wait: (ms: number) => Promise<unknown>
  onProgress: (done: number, total: number) => void
}

const glanceMs = 250

/**
 * Makes the chosen packages due and works until all have been asked about, or nobody can be asked any more because limits are reached;
 * returns what came of it. Other workers may take part.
 */
export async function refreshChosen({ context, queue, choice, wait, onProgress }: ChosenOptions): Promise<Tally[]> {
  const { db, sources, clock } = context
  const since = clock.now()
  const chosen = await countChosen(db, choice, sources, since)
  const total = await makeChosenDue(db, choice, sources, since)
  const names = new Set(chosen.map(({ source }) => source))
  const isOnlyWanted = 'keys' in choice
  await queue.work('refresh', {
    concurrency: sources.length,
    async run(key, signal) {
      const source = sources.find((each) => toJob(each).key === key)
      if (source) await runSource(context, source, { signal, isThorough: true, isOnlyWanted })
    },
  })
  await queue.enqueue(db, sources.filter(({ name }) => names.has(name)).map(toJob))
  for (;;) {
    const rows = await tally(db, choice, sources, { since, now: since })
    const asked = rows.reduce((sum, row) => sum + row.asked, 0)
    onProgress(Math.min(asked, total), total)
    if (asked >= total || (await areAllAsleep(context, names, rows, chosen))) return rows
    await wait(glanceMs)
  }
}

/** Whether every source that has not finished sleeps. */
async function areAllAsleep(
  { db, clock }: RefreshContext,
  names: ReadonlySet<string>,
  rows: readonly Tally[],
  chosen: readonly { source: string; packages: number }[],
): Promise<boolean> {
  for (const name of names) {
    const wanted = chosen.filter(({ source }) => source === name).reduce((sum, { packages }) => sum + packages, 0)
    const asked = rows.find(({ source }) => source === name)?.asked ?? 0
    if (asked < wanted && (await findSleep(db, name, clock.now())) === undefined) return false
  }
  return true
}
