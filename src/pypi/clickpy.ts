import { Type } from 'typebox'
import { Compile } from 'typebox/compile'

import { parseAnswer } from '../hosts/answer.ts'
import type { HostApi } from '../hosts/api.ts'
import { type Clock, systemClock } from '../hosts/clock.ts'
import { toFailure, UnexpectedStatusError } from '../hosts/errors.ts'
import type { DownloadsSource } from './downloads.ts'
import { toNormalizedName } from './names.ts'

export interface ClickPyOptions {
  api: HostApi
  /** Its HTTP interface, with the user that reads. */
  url?: string | undefined
  clock?: Pick<Clock, 'now'> | undefined
}

const operation = 'POST / (downloads)'
const dayMs = 86_400_000
/** Names in one question; a directory needs one or two. */
const namesAtOnce = 10_000

/** 64-bit sums come as numbers or, from older servers, as text. */
const Counts = Type.Object({
  data: Type.Array(
    Type.Tuple([Type.String(), Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: String.raw`^\d{1,15}$` })])]),
  ),
})
const countsValidator = Compile(Counts)

const query = `select project, sum(count) as downloads
from pypi.pypi_downloads_per_day
where project in {projects:Array(String)} and date >= {since:Date} and date < {until:Date}
group by project
format JSONCompact`

/** ClickPy, a public ClickHouse database of the index's download log, by one question for all projects. https://github.com/ClickHouse/clickpy */
export function createClickPySource(options: ClickPyOptions): DownloadsSource {
  const { api, url = 'https://clickpy-clickhouse.clickhouse.com/?user=play', clock = systemClock } = options

  async function fetchCounts(projects: readonly string[]): Promise<[string, number][]> {
    // The log of a day is complete on the day after the next.
    const until = clock.now() - dayMs
    const form = new FormData()
    form.set('query', query)
    form.set('param_projects', `[${projects.map(toLiteral).join(',')}]`)
    form.set('param_since', toDate(until - 30 * dayMs))
    form.set('param_until', toDate(until))
    // Thousands of names are too long for an address, so the parameters travel in the body.
    const { headers, body } = await toMultipart(form)
    const answer = await api.ask({ url, operation, method: 'POST', headers, body, timeoutMs: 120_000 })
    if (answer.status !== 200) throw new UnexpectedStatusError(operation, answer.status)
    return parseAnswer(countsValidator, answer, operation).data.map(([project, count]) => [project, Number(count)])
  }

  async function fetchMonthly(names: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const projects = [...new Set(names.map(toNormalizedName))]
    const counts = new Map<string, number>()
    for (let start = 0; start < projects.length; start += namesAtOnce) {
      for (const [project, count] of await fetchCounts(projects.slice(start, start + namesAtOnce))) counts.set(project, count)
    }
    return new Map(
      names.flatMap((name): [string, number][] => {
        const count = counts.get(toNormalizedName(name))
        return count === undefined ? [] : [[name, count]]
      }),
    )
  }

  return {
    title: 'ClickPy',
    fetchMonthly: async (names) => {
      try {
        return { kind: 'found', facts: await fetchMonthly(names), validators: {} }
      } catch (error) {
        return toFailure(error)
      }
    },
  }
}

/** A string within an array, as ClickHouse reads a parameter. */
function toLiteral(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`
}

function toDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

async function toMultipart(form: FormData): Promise<{ headers: Record<string, string>; body: string }> {
  const response = new Response(form)
  return { headers: { 'content-type': response.headers.get('content-type') ?? '' }, body: await response.text() }
}
