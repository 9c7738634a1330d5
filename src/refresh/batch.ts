import type { Database } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import { toProjectName } from '../pypi/names.ts'
import { wantsHistory } from './commit-weeks.ts'
import { saveResults } from './receipts.ts'
import { saveProjects } from './save-projects.ts'
import { type Saved, saveRepositories } from './save-repositories.ts'
import type { Source } from './source.ts'
import type { Target } from './targets.ts'

export interface BatchContext {
  db: Database
  now: number
  maxAgeMs: number
  /** Hears of what is a fault of ours. */
  report: (error: unknown) => void
}

/** Writes what a source said, inside the transaction that it is given. */
type Save = (tx: Database, terms: { now: number; maxAgeMs: number }) => Promise<Saved[]>

/**
 * Asks a source about a batch and saves the answers, in one transaction. A package that breaks the batch – its answer trips the client
 * or the database – is found by halving; it alone fails.
 */
export async function refreshBatch(context: BatchContext, source: Source, targets: readonly Target[]): Promise<Saved[]> {
  if (targets.length === 0) return []
  try {
    return await save(context, source, await ask(source, targets, context.now))
  } catch (error) {
    if (isConnectionLost(error)) throw error
    if (targets.length > 1) {
      const middle = Math.ceil(targets.length / 2)
      const first = await refreshBatch(context, source, targets.slice(0, middle))
      return [...first, ...(await refreshBatch(context, source, targets.slice(middle)))]
    }
    context.report(error)
    return save(context, source, failAll(source, targets))
  }
}

async function ask(source: Source, targets: readonly Target[], now: number): Promise<Save> {
  const urgency = { isUrgent: targets.some(({ wantedAt }) => wantedAt !== null) }
  if (source.subject === 'project') {
    const named = targets.filter(({ url }) => toProjectName(url) !== undefined)
    const known = named.map(({ url, validators }) => ({ name: toProjectName(url) ?? url, validators }))
    const answers = pair(named, await source.client.fetchProjects(known, urgency))
    const nameless = targets.filter((target) => !named.includes(target)).map((target) => ({ target, outcome: namesNoProject }))
    return (tx, terms) => saveProjects(tx, [...answers, ...nameless], terms)
  }
  const known = targets.map(({ url, remoteId, validators, lastCommitAt, coverage }) => ({
    url,
    id: remoteId ?? undefined,
    validators,
    lastCommitAt: lastCommitAt ?? undefined,
    wantsHistory: wantsHistory(coverage, now),
  }))
  const answers = pair(targets, await source.client.fetchRepositories(known, urgency))
  return (tx, terms) => saveRepositories(tx, answers, terms)
}

const namesNoProject = { kind: 'missing', reason: 'the address names no project of the package index' } as const

function pair<Outcome>(targets: readonly Target[], outcomes: readonly Outcome[]): { target: Target; outcome: Outcome }[] {
  return outcomes.flatMap((outcome, index) => {
    const target = targets[index]
    return target ? [{ target, outcome }] : []
  })
}

function failAll({ subject }: Source, targets: readonly Target[]): Save {
  const answers = targets.map((target) => ({
    target,
    outcome: { kind: 'failed', reason: 'its answer could not be used' } as const,
  }))
  return (tx, terms) => (subject === 'project' ? saveProjects(tx, answers, terms) : saveRepositories(tx, answers, terms))
}

function save({ db, now, maxAgeMs }: BatchContext, { subject, maxAgeMs: own }: Source, write: Save): Promise<Saved[]> {
  return transact(db, async (tx) => {
    const saved = await write(tx, { now, maxAgeMs: own ?? maxAgeMs })
    await saveResults(tx, subject, saved, now)
    return saved
  })
}

/** Whether the database is out of reach, which is no package's fault. SQLSTATE classes as in http/errors.ts; 40: to be tried again. */
function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return /^(08|40|53|55|57)...$|^E[A-Z]+$/.test(code) || /connection|connect|timeout/i.test(error.message)
}
