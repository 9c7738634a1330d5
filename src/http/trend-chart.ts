import { scaleLinear } from 'd3-scale'

import { type Html, html } from './html.ts'

const width = 200
const height = 56
const inset = 3

export interface ChartPoint {
  /** `2026-02-09` */
  day: string
  value: number
}

/**
 * A small line through two points or more; what it shows stands in its title, and the numbers must stand beside it. It begins at the least
 * value and not at zero, because it shows how something moves and not how much there is of it.
 */
export function trendChart(points: readonly ChartPoint[], title: string, id: string): Html {
  const days = points.map(({ day }) => Date.parse(day))
  const values = points.map(({ value }) => value)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const x = scaleLinear()
    .domain([days[0] ?? 0, days.at(-1) ?? 0])
    .range([inset, width - inset])
  const y = scaleLinear()
    .domain(least === most ? [least - 1, most + 1] : [least, most])
    .range([height - inset, inset])
  const line = points.map(({ value }, index) => `${round(x(days[index] ?? 0))} ${round(y(value))}`).join('L')
  const end = { x: round(x(days.at(-1) ?? 0)), y: round(y(values.at(-1) ?? 0)) }
  return html`<svg class="chart" role="img" viewBox="0 0 ${width} ${height}" aria-labelledby="${id}"><title id="${id}">${title}</title><path class="area" d="M${line}L${end.x} ${height}L${inset} ${height}Z"/><path class="line" d="M${line}"/><circle class="bar" cx="${end.x}" cy="${end.y}" r="2.5"/></svg>`
}

const round = (number: number) => Math.round(number * 10) / 10
