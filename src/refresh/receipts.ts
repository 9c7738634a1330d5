import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { JsonRecord } from '../rest/fields.ts'
import type { Saved } from './save-repositories.ts'
import type { SourceName, Subject } from './source.ts'

/** What asking one source came to, on a receipt. */
// A type, so that it may stand where JSON may.
type ReceiptResult = {
  outcome: 'changed' | 'unchanged' | 'failed' | 'missing'
  /** New values by field. */
  changes: JsonRecord
  reason?: string
  answered_at: string
}

/** A person's wish that a package be refreshed, and what became of it. Times as PostgreSQL writes them. */
export interface Receipt {
  id: string
  package_id: number
  asked_at: string
  finished_at: string | null
  subjects: Subject[]
  results: Partial<Record<Subject, ReceiptResult>>
  /** Wishes that are served before this one. */
  position: number
  /** Until when a source that it waits for sleeps. */
  sleeping_until: string | null
  /** How long wishes took lately. */
  usual_seconds: number | null
}

/** A wish that is noted: its receipt, and the sources that are to be asked. */
export interface Wish {
  receiptId: string
  sources: readonly string[]
}

/**
 * Notes that somebody waits for a package, and returns the receipt. Whoever asks while another one waits shares his receipt, and the work.
 * Undefined when the package has nothing that could be asked.
 */
export async function saveWish(
  tx: Database,
  { packageId, asker, now, sources }: { packageId: number; asker: string; now: number; sources: readonly SourceName[] },
): Promise<Wish | undefined> {
  const at = new Date(now).toISOString()
  const { rows: wanted } = await sql<{ subject: Subject; source: string }>`
    update refresh_state set wanted_at = coalesce(wanted_at, ${at})
    where package_id = ${packageId} and source = any(${sources.map(({ name }) => name)}) returning subject, source`.execute(tx)
  if (wanted.length === 0) return undefined
  const subjects = wanted.map(({ subject }) => subject).toSorted()
  const { rows } = await sql<{ id: string }>`
    insert into refresh_receipt (package_id, asker, asked_at, subjects) values (${packageId}, ${asker}, ${at}, ${subjects})
    on conflict (package_id) where finished_at is null do update set subjects = excluded.subjects
    returning id`.execute(tx)
  return rows[0] && { receiptId: rows[0].id, sources: wanted.map(({ source }) => source) }
}

export async function findReceipt(db: Database, id: string): Promise<Receipt | undefined> {
  const { rows } = await sql<Receipt>`
    select id, package_id, asked_at, finished_at, subjects, results,
      (select count(*) from refresh_receipt as other
        where other.finished_at is null and (other.asked_at, other.id) < (receipt.asked_at, receipt.id)) as position,
      (select max(sleeping_until) from refresh_state join refresh_source on name = source
        where refresh_state.package_id = receipt.package_id and wanted_at is not null) as sleeping_until,
      (select avg(extract(epoch from finished_at - asked_at))::float8
        from (select * from refresh_receipt where finished_at is not null order by asked_at desc limit 20) as latest) as usual_seconds
    from refresh_receipt as receipt where id = ${id}`.execute(db)
  return rows[0]
}

/** The receipt of somebody who waits for the package already. */
export async function findOpenReceipt(db: Database, packageId: number): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from refresh_receipt where package_id = ${packageId} and finished_at is null`.execute(db)
  return rows[0]?.id
}

/** How many wishes askers like this one (`%` stands for anything) have had granted since `since`. */
export async function countWishes(db: Database, asker: string, since: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from refresh_receipt where asker like ${asker} and asked_at > ${new Date(since).toISOString()}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Writes on the open receipts of a batch what became of it; one whose sources have all answered is finished. */
export async function saveResults(tx: Database, subject: Subject, saved: readonly Saved[], now: number): Promise<void> {
  const rows = saved.flatMap((each) => {
    const result = toResult(each, now)
    return result ? [{ package_id: each.target.packageId, result }] : []
  })
  if (rows.length === 0) return
  await sql`
    update refresh_receipt set
      results = results || jsonb_build_object(${subject}::text, result),
      finished_at = case when (results || jsonb_build_object(${subject}::text, result)) ?& subjects then ${new Date(now).toISOString()}::timestamptz end
    from json_to_recordset(${JSON.stringify(rows)}) as new(package_id bigint, result jsonb)
    where refresh_receipt.package_id = new.package_id and finished_at is null`.execute(tx)
}

function toResult({ outcome, changes }: Saved, now: number): ReceiptResult | undefined {
  const answered_at = new Date(now).toISOString()
  if (outcome.kind === 'limited') return undefined
  if (outcome.kind === 'failed' || outcome.kind === 'missing') {
    return { outcome: outcome.kind, changes, reason: outcome.reason, answered_at }
  }
  return { outcome: Object.keys(changes).length > 0 ? 'changed' : 'unchanged', changes, answered_at }
}
