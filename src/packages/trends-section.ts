import { countOf, dateElement, formatNumber } from '../http/figures.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { trendChart } from '../http/trend-chart.ts'
import type { PackagePage } from './package-page.ts'
import type { TrendPoint } from './trends.ts'

const measures = [
  { key: 'stars', label: 'Stars', noun: 'star' },
  { key: 'forks', label: 'Forks', noun: 'fork' },
  { key: 'downloads', label: 'Downloads a month', noun: 'download' },
] as const satisfies { key: keyof TrendPoint; label: string; noun: string }[]

/** How stars, forks and downloads have moved; nothing while there is nothing to compare. */
export function trendsSection({ trend }: Pick<PackagePage, 'trend'>): HtmlValue {
  const [first, last] = [trend[0], trend.at(-1)]
  if (!first || !last || trend.length < 2) return undefined
  // What has always been zero is not counted at all.
  const shown = measures.filter(({ key }) => trend.some((point) => point[key] > 0))
  if (shown.length === 0) return undefined
  return html`<section class="section" aria-labelledby="trends"><div class="section-head"><h2 id="trends">Trends</h2><p class="soft">From ${dateElement(first.day)} to ${dateElement(last.day)}</p></div>
<div class="trends">${shown.map((measure) => trendFigure(measure, trend, first, last))}</div>
<details class="numbers"><summary>The numbers</summary><div class="table-scroll" tabindex="0" role="region" aria-label="Trends by day"><table><caption>As counted on each of these days; on the days between nothing changed, or little</caption><thead><tr><th scope="col">Day</th>${shown.map(({ label }) => html`<th scope="col" class="number">${label}</th>`)}</tr></thead><tbody>${trend.map(
    (point) =>
      html`<tr><th scope="row">${point.day}</th>${shown.map(({ key }) => html`<td class="number">${formatNumber(point[key])}</td>`)}</tr>`,
  )}</tbody></table></div></details></section>`
}

function trendFigure(
  { key, label, noun }: (typeof measures)[number],
  trend: readonly TrendPoint[],
  first: TrendPoint,
  last: TrendPoint,
): Html {
  const gain = last[key] - first[key]
  const title = `${label}: from ${formatNumber(first[key])} on ${first.day} to ${formatNumber(last[key])} on ${last.day}`
  const points = trend.map((point) => ({ day: point.day, value: point[key] }))
  return html`<figure class="figure trend"><figcaption><span>${label}</span> <strong class="number">${formatNumber(last[key])}</strong> <span class="soft">${toChange(gain, noun)}</span></figcaption>${trendChart(points, title, `trend-${key}`)}</figure>`
}

function toChange(gain: number, noun: string): string {
  if (gain === 0) return 'unchanged'
  return `${countOf(Math.abs(gain), noun)} ${gain > 0 ? 'more' : 'fewer'}`
}
