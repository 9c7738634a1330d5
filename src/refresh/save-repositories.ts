import { sql } from 'kysely'

import { setAuthor } from '../db/author.ts'
import type { Database } from '../db/connect.ts'
import type { Outcome, RepositoryFacts } from '../hosts/facts.ts'
import { lockScores, type ScoredPackage, toScoreChange } from '../packages/scores.ts'
import type { JsonRecord } from '../rest/fields.ts'
import { assessOutcome } from './assess.ts'
import { type Coverage, extendCoverage, toShownWeeks } from './commit-weeks.ts'
import { type CommitWeeks, listCommitWeeks, saveCommitWeeks } from './commits.ts'
import { type StoredRepository, toRepositoryChanges } from './repository-changes.ts'
import { type Answered, saveStates } from './save-states.ts'
import type { Target } from './targets.ts'

/** A target and what the host said of it. */
export interface RepositoryAnswer {
  target: Target
  outcome: Outcome<RepositoryFacts>
}

/** What became of one target in the catalogue. */
export interface Saved {
  target: Target
  outcome: Outcome<unknown>
  /** New values by field; empty when nothing changed. */
  changes: JsonRecord
}

/** Writes what hosts said of a batch, in one transaction: facts that differ, commits, scores, and the books. */
export async function saveRepositories(
  tx: Database,
  answers: readonly RepositoryAnswer[],
  { now, maxAgeMs }: { now: number; maxAgeMs: number },
): Promise<Saved[]> {
  await setAuthor(tx, { via: 'refresh' })
  const ids = answers.map(({ target }) => target.packageId)
  const stored = await listStored(tx, ids)
  const weeks = await listCommitWeeks(tx, ids)
  const decided: Decided[] = []
  for (const { target, outcome } of answers) {
    const row = stored.get(target.packageId)
    // Removed, or led elsewhere, while the host was asked.
    if (!row || row.repo_url !== target.url) continue
    const answer = { target, outcome: refuseStranger(target, outcome) }
    decided.push(await decide(tx, answer, { row, known: weeks.get(row.id) ?? new Map(), now }))
  }
  const changed = decided.filter(({ changes }) => Object.keys(changes).length > 0).toSorted((a, b) => a.row.id - b.row.id)
  // All in the order of their ids, as every writer of many does, so that none waits for another that waits for it.
  const scores = await lockScores(
    tx,
    changed.map(({ row }) => row.id),
  )
  for (const { row, changes } of changed) await saveChanges(tx, row, changes, toScore(scores.get(row.id), changes, now))
  await saveStates(
    tx,
    'repository',
    decided.map(({ answered }) => answered),
    { now, maxAgeMs },
  )
  return decided.map(({ answered: { target, outcome }, changes }) => ({ target, outcome, changes: { ...changes } }))
}

/** What an answer comes to: changes of the package, and of the books. */
interface Decided {
  row: StoredRow
  changes: Partial<StoredRepository>
  answered: Answered
}

function toScore(known: ScoredPackage | undefined, changes: Partial<StoredRepository>, now: number): { score?: number } {
  const { repo_watchers: stars, last_commit_at: lastCommitAt } = changes
  return toScoreChange(
    known,
    {
      ...(stars !== undefined && { stars }),
      ...(lastCommitAt !== undefined && { lastCommitAt: lastCommitAt === null ? null : Date.parse(lastCommitAt) }),
    },
    now,
  )
}

interface StoredRow extends StoredRepository {
  id: number
}

async function listStored(tx: Database, ids: readonly number[]): Promise<Map<number, StoredRow>> {
  const iso = (column: string) =>
    sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${sql.ref(column)}`
  const { rows } = await sql<StoredRow>`
    select id, repo_url, repo_description, repo_watchers, repo_forks, participants, commit_count, commits_over_52w,
      ${iso('last_commit_at')}, ${iso('archived_at')}, ${iso('gone_at')}
    from package where id = any(${ids})`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

interface Known {
  row: StoredRow
  known: CommitWeeks
  now: number
}

async function decide(tx: Database, { target, outcome }: RepositoryAnswer, { row, known, now }: Known): Promise<Decided> {
  if (outcome.kind !== 'found') {
    const changes = toStandingChanges(target, outcome, { row, known, now })
    return { row, changes, answered: { target, outcome, changedFields: Object.keys(changes) } }
  }
  const { facts, validators } = outcome
  const coverage = await saveWeeks(tx, target, facts, known)
  const shown = toShownWeeks(known, coverage, now)
  const changes = await withoutTakenAddress(tx, row.id, toRepositoryChanges(row, facts, shown, now))
  const answered: Answered = {
    target,
    outcome,
    changedFields: Object.keys(changes),
    occasionalFields: toOccasionalFields(facts),
    remoteId: facts.id,
    validators,
    // A history that shrank was rewritten: all of it is asked for anew.
    coverage: isRewritten(row, facts) ? null : coverage,
    ...(changes.repo_url !== undefined && { url: changes.repo_url }),
  }
  return { row, changes, answered }
}

/** A name that was given up may be taken by somebody else, whose repository is not the package's. */
function refuseStranger(target: Target, outcome: Outcome<RepositoryFacts>): Outcome<RepositoryFacts> {
  const isStranger = outcome.kind === 'found' && target.remoteId !== null && outcome.facts.id !== target.remoteId
  return isStranger ? { kind: 'missing', reason: 'another repository has taken its name' } : outcome
}

/** What the package shows of an answer without facts: the series of commits moves on, and it is gone or not. */
function toStandingChanges(
  target: Target,
  outcome: Outcome<RepositoryFacts>,
  { row, known, now }: Known,
): Partial<StoredRepository> {
  const { goneAt } = assessOutcome(target.standing, outcome, now)
  const changes: Partial<StoredRepository> = {}
  if ((goneAt === null) !== (row.gone_at === null)) changes.gone_at = goneAt === null ? null : new Date(goneAt).toISOString()
  const shown = outcome.kind === 'unchanged' ? toShownWeeks(known, target.coverage, now) : undefined
  if (shown && shown.join() !== row.commits_over_52w.join()) changes.commits_over_52w = shown
  return changes
}

async function saveWeeks(
  tx: Database,
  target: Target,
  { commitsByWeek, commitsMethod }: RepositoryFacts,
  known: CommitWeeks,
): Promise<Coverage | undefined> {
  if (!commitsByWeek || commitsByWeek.size === 0) return target.coverage
  await saveCommitWeeks(tx, target.packageId, known, commitsByWeek, commitsMethod !== 'without merges')
  return extendCoverage(target.coverage, [...commitsByWeek.keys()])
}

function isRewritten(row: StoredRow, { commitCount, commitsByWeek }: RepositoryFacts): boolean {
  const answersHistory = (commitsByWeek?.size ?? 0) > 2
  return !answersHistory && commitCount !== undefined && commitCount < row.commit_count
}

function toOccasionalFields({ participants, commitCount, lastCommitAt, commitsByWeek }: RepositoryFacts): string[] {
  return Object.entries({
    participants,
    commit_count: commitCount,
    last_commit_at: lastCommitAt,
    commits_over_52w: commitsByWeek,
  }).flatMap(([field, value]) => (value === undefined ? [] : [field]))
}

/** Two packages may turn out to be one repository: the later one keeps its old address, which redirects. */
async function withoutTakenAddress(
  tx: Database,
  id: number,
  changes: Partial<StoredRepository>,
): Promise<Partial<StoredRepository>> {
  const { repo_url: url, ...others } = changes
  if (url === undefined) return changes
  const { rows } = await sql`select from package where repo_url = ${url} and id <> ${id}`.execute(tx)
  return rows.length > 0 ? others : changes
}

async function saveChanges(
  tx: Database,
  { id, repo_url: asked }: StoredRow,
  changes: Partial<StoredRepository>,
  score: { score?: number },
): Promise<void> {
  const { participants, commits_over_52w: weeks, ...others } = changes
  await tx
    .updateTable('package')
    .set({
      ...others,
      ...score,
      ...(participants && { participants: [...participants] }),
      ...(weeks && { commits_over_52w: [...weeks] }),
    })
    .where('id', '=', id)
    .where('repo_url', '=', asked)
    .execute()
}
