import { dateElement, formatNumber } from '../http/figures.ts'
import { type Html, html } from '../http/html.ts'
import type { PackageFacts } from './package-facts.ts'
import { statusWords } from './status.ts'

/** Why a package has its status, with the dates that say so. */
export function statusEvidence(facts: PackageFacts): Html {
  const { status, deprecatedAt, archivedAt, downloads } = facts
  const meaning = statusWords[status].meaning
  if (status === 'deprecated') {
    return deprecatedAt
      ? html`${meaning} It has been so since ${dateElement(deprecatedAt)}. ${activity(facts)}`
      : html`${meaning} ${activity(facts)}`
  }
  if (status === 'archived' && archivedAt)
    return html`${meaning} It has been so since ${dateElement(archivedAt)}. ${activity(facts)}`
  if (status === 'finished') return html`${meaning} ${activity(facts)} ${formatNumber(downloads)} downloads in the last month.`
  return status === 'unknown' ? html`${meaning}` : html`${meaning} ${activity(facts)}`
}

function activity({ lastCommitAt, releasedAt, version }: PackageFacts): Html {
  const commit = lastCommitAt && html`Last commit ${dateElement(lastCommitAt)}`
  const release = releasedAt && version !== null && html`release ${version} on ${dateElement(releasedAt)}`
  if (commit && release) return html`${commit}, ${release}.`
  const undated = version === null ? 'no release is known' : html`no date of its release ${version} is known`
  if (commit) return html`${commit}; ${undated}.`
  return release ? html`No commit is known; ${release}.` : html``
}
