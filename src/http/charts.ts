import { scaleBand, scaleLinear } from 'd3-scale'

import { countOf, formatNumber } from './figures.ts'
import { type Html, html } from './html.ts'

const width = 624
const height = 120
const margin = { left: 34, bottom: 18, top: 8 }
const dayMs = 86_400_000

/**
 * Bars for the commits of each week, with the numbers in a table behind a summary. The last bar is the week of `now`; bars are shown in
 * groups of four weeks in the table, so that it can be read.
 */
export function weeklyChart(commits: readonly number[], now: Date, id: string): Html {
  const total = commits.reduce((sum, count) => sum + count, 0)
  const x = scaleBand<number>()
    .domain(commits.map((_, week) => week))
    .range([margin.left, width])
    .paddingInner(0.25)
  const y = scaleLinear()
    .domain([0, Math.max(4, ...commits)])
    .nice(4)
    .range([height - margin.bottom, margin.top])
  const toY = (count: number) => round(y(count))
  const weeks = commits.map((count, week) => ({ count, week, start: startOfWeek(now, commits.length - 1 - week) }))
  const words = `${countOf(total, 'commit')} in ${commits.length} weeks`
  return html`<figure class="figure"><svg class="chart" role="img" viewBox="0 0 ${width} ${height}" aria-labelledby="${id}-title"><title id="${id}-title">${words}</title>
${y.ticks(3).map((tick) => html`<line class="axis" x1="${margin.left}" x2="${width}" y1="${toY(tick)}" y2="${toY(tick)}"/><text x="${margin.left - 6}" y="${toY(tick)}" dy="0.32em" text-anchor="end">${formatNumber(tick)}</text>`)}
${weeks.map(({ count, week }) => count > 0 && html`<rect class="bar" x="${round(x(week) ?? 0)}" width="${round(x.bandwidth())}" y="${toY(count)}" height="${round(height - margin.bottom - toY(count))}"/>`)}
${weeks
  .filter(({ week }) => week % 13 === 0)
  .map(({ week, start }) => html`<text x="${round(x(week) ?? 0)}" y="${height - 4}">${toMonth(start)}</text>`)}
</svg>
<details class="numbers"><summary>The numbers</summary><div class="table-scroll" tabindex="0" role="region" aria-label="Commits by week"><table><caption>Commits in each week, by the day it began</caption><thead><tr><th scope="col">Weeks from</th>${[1, 2, 3, 4].map((number) => html`<th scope="col" class="number">Week ${number}</th>`)}</tr></thead><tbody>${inFours(
    weeks,
  ).map(
    (four) =>
      html`<tr><th scope="row">${toDay(four[0]?.start)}</th>${four.map(({ count }) => html`<td class="number">${formatNumber(count)}</td>`)}</tr>`,
  )}</tbody></table></div></details></figure>`
}

function inFours<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / 4) }, (_, index) => items.slice(index * 4, index * 4 + 4))
}

/** The Sunday on which the week began that lies `weeksAgo` before that of `now`, in UTC. */
function startOfWeek(now: Date, weeksAgo: number): Date {
  const days = now.getUTCDay() + weeksAgo * 7
  return new Date(now.getTime() - days * dayMs)
}

const round = (number: number) => Math.round(number * 10) / 10
const toDay = (date: Date | undefined) => date?.toISOString().slice(0, 10)
const toMonth = (date: Date) => date.toLocaleDateString('en', { month: 'short', year: 'numeric', timeZone: 'UTC' })
