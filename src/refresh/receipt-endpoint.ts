import { Type } from 'typebox'

import type { Database } from '../db/connect.ts'
import type { Clock } from '../hosts/clock.ts'
import type { Endpoint } from '../rest/endpoint.ts'
import { pageNotFound } from '../rest/errors.ts'
import type { JsonRecord } from '../rest/fields.ts'
import { findReceipt, type Receipt } from './receipts.ts'

const time = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])

/** A receipt in the API. */
export const ReceiptRecord = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    url: Type.String({ format: 'uri', description: 'Where the receipt lies.' }),
    package: Type.String({ format: 'uri' }),
    state: Type.Enum(['waiting', 'finished']),
    asked_at: Type.String({ format: 'date-time' }),
    position: Type.Integer({ minimum: 0, description: 'Wishes that are served before this one.' }),
    expected_at: time,
    finished_at: time,
    results: Type.Record(
      Type.String(),
      Type.Union([
        Type.Null(),
        Type.Object({
          outcome: Type.Enum(['changed', 'unchanged', 'failed', 'missing']),
          changes: Type.Record(Type.String(), Type.Unknown(), { description: 'New values by field.' }),
          reason: Type.Optional(Type.String()),
          answered_at: Type.String({ format: 'date-time' }),
        }),
      ]),
      { description: 'What came of asking the repository and the project; null while it has not been asked.' },
    ),
  },
  { $id: 'RefreshReceipt' },
)

const fallbackSeconds = 5

/** `GET /api/v4/refreshes/{id}/`: what became of the wish that a package be refreshed. */
export function createReceiptEndpoint(db: Database, clock: Clock): Endpoint {
  return {
    path: 'refreshes/:key/',
    name: 'Refresh Receipt',
    description: 'What became of the wish that a package be refreshed.',
    documentation: {
      operationId: 'get_refresh',
      summary: 'Get the receipt of a refresh',
      tag: 'packages',
      querystring: Type.Object({}),
      response: Type.Ref('RefreshReceipt#'),
    },
    async respond({ key, url, links }) {
      const receipt = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(key) ? await findReceipt(db, key) : undefined
      if (!receipt) throw pageNotFound()
      const body = toReceiptRecord(receipt, { url, packageUrl: links.record('packages', receipt.package_id), now: clock.now() })
      return { body, tags: ['refresh-receipts'] }
    },
  }
}

/** A receipt as the API shows it. */
export function toReceiptRecord(
  receipt: Receipt,
  { url, packageUrl, now }: { url: string; packageUrl: string; now: number },
): JsonRecord {
  const isFinished = receipt.finished_at !== null
  return {
    id: receipt.id,
    url,
    package: packageUrl,
    state: isFinished ? 'finished' : 'waiting',
    asked_at: toIso(receipt.asked_at),
    position: isFinished ? 0 : receipt.position,
    expected_at: isFinished ? null : new Date(toExpectedAt(receipt, now)).toISOString(),
    finished_at: receipt.finished_at === null ? null : toIso(receipt.finished_at),
    results: Object.fromEntries(receipt.subjects.map((subject) => [subject, receipt.results[subject] ?? null])),
  }
}

function toExpectedAt({ asked_at, position, sleeping_until, usual_seconds }: Receipt, now: number): number {
  const usualMs = 1_000 * Math.max(1, usual_seconds ?? fallbackSeconds)
  const start = Math.max(Date.parse(asked_at), sleeping_until === null ? 0 : Date.parse(sleeping_until))
  return Math.max(start + usualMs * (position + 1), now)
}

function toIso(text: string): string {
  return new Date(text).toISOString()
}
