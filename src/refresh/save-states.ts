import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Outcome } from '../hosts/facts.ts'
import { assessOutcome, type Standing } from './assess.ts'
import type { Coverage } from './commit-weeks.ts'
import { toChangesADay, toGoneRetryAt, toNextDueAt, toPeriodMs, toRetryAt } from './plan.ts'
import type { Subject } from './source.ts'
import type { FieldTimes, Target } from './targets.ts'

/** What an answer comes to for the bookkeeping of one target. */
export interface Answered {
  target: Target
  outcome: Outcome<unknown>
  /** Names of the fields that changed. */
  changedFields: readonly string[]
  /** Names of those that are not in every answer but were in this one. */
  occasionalFields?: readonly string[]
  /** What the source said of fields that a person may overrule. */
  values?: Readonly<Record<string, string | undefined>>
  remoteId?: string | undefined
  /** Of the last change, on an index that counts them. */
  serial?: number | undefined
  validators?: Readonly<Record<string, string>> | undefined
  /** Weeks that are known now; null: none may be relied on any more. */
  coverage?: Coverage | null | undefined
  /** The address that the catalogue has now, if a rename changed it. */
  url?: string
}

interface StateRow extends Standing {
  packageId: number
  url: string
  remoteId: string | null
  serial: number | null
  validators: Readonly<Record<string, string>>
  fetchedAt: number | null
  changedAt: number | null
  changesADay: number
  fields: Record<string, FieldTimes>
  weeksSince: string | null
  weeksUntil: string | null
  nextDueAt: number
}

/**
 * Keeps the books of one batch, in one statement: when each was asked, how it stands, when it is due. A package that got another address
 * meanwhile is left alone: the answer was about the old one.
 */
export async function saveStates(
  tx: Database,
  subject: Subject,
  answers: readonly Answered[],
  { now, maxAgeMs }: { now: number; maxAgeMs: number },
): Promise<void> {
  const rows = answers.filter(({ outcome }) => outcome.kind !== 'limited').map((answer) => toRow(answer, now, maxAgeMs))
  if (rows.length === 0) return
  await sql`
    update refresh_state set
      remote_id = new."remoteId", serial = new.serial, validators = new.validators, state = new.state, reason = new.reason, failures = new.failures,
      first_failed_at = to_timestamp(new."firstFailedAt" / 1000), missings = new.missings,
      missing_since = to_timestamp(new."missingSince" / 1000), gone_at = to_timestamp(new."goneAt" / 1000),
      asked_at = to_timestamp(${now}::float8 / 1000), fetched_at = to_timestamp(new."fetchedAt" / 1000),
      changed_at = to_timestamp(new."changedAt" / 1000), changes_a_day = new."changesADay", fields = new.fields,
      weeks_since = new."weeksSince", weeks_until = new."weeksUntil", next_due_at = to_timestamp(new."nextDueAt" / 1000),
      wanted_at = null
    from json_to_recordset(${JSON.stringify(rows)}) as new(
      "packageId" bigint, url text, "remoteId" text, serial bigint, validators jsonb, state text, reason text, failures integer,
      "firstFailedAt" float8, missings integer, "missingSince" float8, "goneAt" float8, "fetchedAt" float8, "changedAt" float8,
      "changesADay" real, fields jsonb, "weeksSince" date, "weeksUntil" date, "nextDueAt" float8
    ) join package on package.id = new."packageId"
    where refresh_state.package_id = new."packageId" and subject = ${subject}
      and new.url = case ${subject} when 'repository' then package.repo_url else package.pypi_url end`.execute(tx)
}

function toRow(answer: Answered, now: number, maxAgeMs: number): StateRow {
  const { target, outcome, changedFields } = answer
  const standing = assessOutcome(target.standing, outcome, now)
  const isAnswered = outcome.kind === 'found' || outcome.kind === 'unchanged'
  const hasChanged = changedFields.length > 0
  const elapsedMs = target.fetchedAt === null ? undefined : now - target.fetchedAt
  const changesADay = isAnswered ? toChangesADay(target.changesADay, hasChanged, elapsedMs) : target.changesADay
  const coverage = answer.coverage === undefined ? target.coverage : answer.coverage
  return {
    ...standing,
    packageId: target.packageId,
    url: answer.url ?? target.url,
    remoteId: answer.remoteId ?? target.remoteId,
    serial: answer.serial ?? target.serial,
    validators: answer.validators ?? target.validators,
    fetchedAt: isAnswered ? now : target.fetchedAt,
    changedAt: hasChanged ? now : target.changedAt,
    changesADay,
    fields: toFieldTimes(answer, now),
    weeksSince: coverage?.since ?? null,
    weeksUntil: coverage?.until ?? null,
    nextDueAt: toDueAt(target.packageId, standing, {
      now,
      periodMs: toPeriodMs({ maxAgeMs, changesADay, viewsADay: target.viewsADay }),
    }),
  }
}

function toDueAt(packageId: number, standing: Standing, { now, periodMs }: { now: number; periodMs: number }): number {
  if (standing.state === 'gone') return toGoneRetryAt(packageId, now)
  if (standing.state === 'failing') return toRetryAt(packageId, now, standing.failures, periodMs)
  return toNextDueAt(packageId, now, periodMs)
}

function toFieldTimes(
  { target, changedFields, occasionalFields = [], values = {} }: Answered,
  now: number,
): Record<string, FieldTimes> {
  const at = new Date(now).toISOString()
  const fields: Record<string, FieldTimes> = { ...target.fields }
  for (const field of occasionalFields) fields[field] = { ...fields[field], fetchedAt: at }
  for (const field of changedFields) fields[field] = { ...fields[field], changedAt: at }
  for (const [field, value] of Object.entries(values)) if (value !== undefined) fields[field] = { ...fields[field], value }
  return fields
}
