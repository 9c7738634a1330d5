import { countOf } from '../http/figures.ts'
import { type Html, html } from '../http/html.ts'

const height = 24
const barWidth = 2

/** Commits week by week as small bars, with their sum in words. */
export function commitSpark(commits: readonly number[], title: string): Html {
  const highest = Math.max(1, ...commits)
  const total = commits.reduce((sum, count) => sum + count, 0)
  if (total === 0) return html`<span class="faint">no commits</span>`
  const bars = commits.map((count, week) => {
    // The smallest commit is still to be seen.
    const barHeight = count === 0 ? 0 : Math.max(2, Math.round((count / highest) * height))
    return barHeight > 0 && `M${week * barWidth} ${height}v-${barHeight}`
  })
  return html`<svg class="chart spark" role="img" viewBox="-1 0 ${commits.length * barWidth} ${height}" aria-label="${title}: ${countOf(total, 'commit')} in 52 weeks"><path class="line" d="${bars.filter(Boolean).join('')}"/></svg> <span class="faint">${countOf(total, 'commit')}</span>`
}
