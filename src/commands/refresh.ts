import { setTimeout as sleep } from 'node:timers/promises'

import { Presets, SingleBar } from 'cli-progress'

import type { Config } from '../config.ts'
import type { Connection } from '../db/connect.ts'
import { openRefreshing } from '../refresh/context.ts'
import { refreshChosen } from '../refresh/refresh-chosen.ts'
import { countChosen, listUnknownKeys, type PackageChoice } from '../refresh/selection.ts'
import { toTable } from '../refresh/table.ts'
import { openDatabase } from './database.ts'
import { openQueue, reportFault } from './refreshing.ts'
import { Refusal } from './refusal.ts'

export interface RefreshOptions {
  all?: true
  stale?: number
  dryRun?: true
}

/** Refreshes packages now. Where workers run, they and this process share the hosts: each is asked by one at a time. */
export async function refresh(config: Config, keys: readonly string[], options: RefreshOptions): Promise<void> {
  const choice = toChoice(keys, options)
  const { connection } = await openDatabase(config)
  const { context, close } = openRefreshing({ db: connection.db, settings: config.refresh, report: reportFault })
  try {
    await requireKnown(connection, keys)
    const now = context.clock.now()
    const chosen = await countChosen(connection.db, choice, context.sources, now)
    if (options.dryRun)
      return console.log(
        toTable(
          ['source', 'to be asked about'],
          chosen.map(({ source, packages }) => [source, packages]),
        ),
      )
    const bar = process.stderr.isTTY ? createBar() : undefined
    const queue = await openQueue(connection)
    try {
      const rows = await refreshChosen({
        context,
        queue,
        choice,
        wait: sleep,
        onProgress: (done, total) => showProgress(bar, done, total),
      })
      bar?.stop()
      const cells = rows.map(({ source, asked, changed, unchanged, failing, gone }) => [
        source,
        asked,
        changed,
        unchanged,
        failing,
        gone,
      ])
      console.log(toTable(['source', 'asked', 'changed', 'unchanged', 'failing', 'gone'], cells))
    } finally {
      bar?.stop()
      await queue.close()
    }
  } finally {
    await close()
    await connection.close()
  }
}

/** @throws Refusal */
function toChoice(keys: readonly string[], { all, stale }: RefreshOptions): PackageChoice {
  const given = [keys.length > 0, all, stale !== undefined].filter(Boolean).length
  if (given !== 1) throw new Refusal('Name packages, or give --all or --stale: one of the three.')
  return keys.length > 0 ? { keys } : { staleMs: stale ?? 0 }
}

async function requireKnown({ db }: Connection, keys: readonly string[]): Promise<void> {
  const unknown = await listUnknownKeys(db, keys)
  if (unknown.length > 0) throw new Refusal(`No package has this slug or id: ${unknown.join(', ')}.`)
}

function createBar(): SingleBar {
  const bar = new SingleBar({ format: '{bar} {value} of {total} asked', hideCursor: true }, Presets.rect)
  bar.start(1, 0)
  return bar
}

function showProgress(bar: SingleBar | undefined, done: number, total: number): void {
  bar?.setTotal(Math.max(total, 1))
  bar?.update(done)
}
