import { dateElement, formatNumber } from '../http/figures.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import type { PackageFacts } from './package-facts.ts'
import { type Status, statusWords } from './status.ts'

interface Evidence {
  status: Status
  /** Why it has the status, with the dates that say so. */
  words: Html
}

/** The status of a package with its evidence, and whatever else is wrong with it: what is archived may be gone, too. */
export function listEvidence(facts: PackageFacts): Evidence[] {
  const ends = (['quarantined', 'deprecated', 'archived', 'gone'] as const).flatMap((status) => {
    const words = endWords[status](facts)
    return words ? [{ status, words: html`${statusWords[status].meaning} ${words}` }] : []
  })
  const [first, ...others] = ends
  if (!first) return [{ status: facts.status, words: html`${statusWords[facts.status].meaning} ${lifeWords(facts)}` }]
  return [{ ...first, words: html`${first.words} ${activity(facts)}` }, ...others]
}

/** What tells that a package has come to this end; nothing if it has not. */
const endWords: Record<'quarantined' | 'deprecated' | 'archived' | 'gone', (facts: PackageFacts) => Html | undefined> = {
  quarantined: (facts) => (facts.indexStatus === 'quarantined' ? indexWords(facts) : undefined),
  deprecated(facts) {
    const isIndexSure = facts.indexStatus === 'deprecated'
    if (!facts.isDeprecatedHere && !isIndexSure) return undefined
    const { deprecatedAt } = facts
    return html`${deprecatedAt && html`It has been so since ${dateElement(deprecatedAt)}.`} ${isIndexSure && indexWords(facts)}`
  },
  archived(facts) {
    const isIndexSure = facts.indexStatus === 'archived'
    if (facts.archivedAt === null && !isIndexSure) return undefined
    const { archivedAt } = facts
    return html`${archivedAt && html`Its repository has been read-only since ${dateElement(archivedAt)}.`} ${isIndexSure && indexWords(facts)}`
  },
  gone({ goneAt, failures }) {
    if (goneAt === null) return undefined
    const { since, reason } = failures.find(({ subject }) => subject === 'repository') ?? {}
    return html`${since && html`It was found last before ${dateElement(since)}${reason && html` (${reason})`}, and`}${since ? ' ' : 'It '}has been called gone since ${dateElement(goneAt)}.`
  },
}

/** The index's own word. */
function indexWords({ indexStatus, indexStatusReason, indexStatusAt }: PackageFacts): Html {
  return html`The package index lists it as ${indexStatus}${indexStatusAt && html`, as was first seen on ${dateElement(indexStatusAt)}`}${indexStatusReason && html`: “${indexStatusReason}”`}.`
}

function lifeWords(facts: PackageFacts): HtmlValue {
  if (facts.status === 'unknown') return undefined
  return facts.status === 'finished'
    ? html`${activity(facts)} ${formatNumber(facts.downloads)} downloads in the last month.`
    : activity(facts)
}

function activity({ lastCommitAt, releasedAt, version }: PackageFacts): Html {
  const commit = lastCommitAt && html`Last commit ${dateElement(lastCommitAt)}`
  const release = releasedAt && version !== null && html`release ${version} on ${dateElement(releasedAt)}`
  if (commit && release) return html`${commit}, ${release}.`
  const undated = version === null ? 'no release is known' : html`no date of its release ${version} is known`
  if (commit) return html`${commit}; ${undated}.`
  return release ? html`No commit is known; ${release}.` : html``
}
