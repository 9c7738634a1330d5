import { createHash } from 'node:crypto'

import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { toNetwork } from '../http/client-address.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { toJob } from './jobs.ts'
import { countWishes, findOpenReceipt, saveWish } from './receipts.ts'
import type { Source } from './source.ts'

/** Who asks for a refresh. */
export interface Asker {
  /** `account:5`, or what stands for an address. */
  key: string
  isKnown: boolean
}

/** How many wishes an asker is granted in an hour, and all strangers together. */
const hourlyWishes = { known: 60, stranger: 5, strangers: 60 }
const hourMs = 3_600_000

/** An asker whose name nobody knows. The address itself is not kept, and of IPv6 only the network that a household has. */
export function toStranger(address: string, now: number): Asker {
  const day = new Date(now).toISOString().slice(0, 10)
  return {
    key: `address:${createHash('sha256')
      .update(`${day} ${toNetwork(address)}`)
      .digest('base64url')
      .slice(0, 16)}`,
    isKnown: false,
  }
}

export type Granted = { kind: 'granted'; receiptId: string } | { kind: 'too many' } | { kind: 'nothing to ask' }

/**
 * Notes the wish, and enqueues the work in the same transaction. A wish that somebody else has already costs the asker nothing. Wishes are
 * granted one after the other, over all processes: of many at once none more than allowed gets through.
 */
export async function grantWish(
  { db, queue, sources }: { db: Database; queue: JobQueue; sources: readonly Source[] },
  { packageId, asker, now }: { packageId: number; asker: Asker; now: number },
): Promise<Granted> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('packgrid wishes'))`.execute(tx)
    const open = await findOpenReceipt(tx, packageId)
    if (open !== undefined) return { kind: 'granted', receiptId: open }
    if (await hasTooMany(tx, asker, now)) return { kind: 'too many' }
    const wish = await saveWish(tx, { packageId, asker: asker.key, now, sources })
    if (!wish) return { kind: 'nothing to ask' }
    const jobs = sources.filter(({ name }) => wish.sources.includes(name)).map(toJob)
    await queue.enqueue(tx, jobs)
    return { kind: 'granted', receiptId: wish.receiptId }
  })
}

async function hasTooMany(db: Database, { key, isKnown }: Asker, now: number): Promise<boolean> {
  const since = now - hourMs
  if ((await countWishes(db, key, since)) >= (isKnown ? hourlyWishes.known : hourlyWishes.stranger)) return true
  return !isKnown && (await countWishes(db, 'address:%', since)) >= hourlyWishes.strangers
}
