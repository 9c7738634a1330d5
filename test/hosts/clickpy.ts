import type { HostRules, SimulatedAnswer, SimulatedRequest } from './server.ts'
import type { World } from './world.ts'

export interface ClickPyOptions {
  /** Downloads of a project (normalised name) on a day (`2026-02-11`); undefined for one that the log does not know. */
  downloadsOn: (project: string, day: string) => number | undefined
  /** Whether 64-bit numbers are written as text, as older servers do. */
  quotesNumbers?: boolean
}

/** ClickHouse's HTTP interface with the download log of the index, as far as one question goes. */
export function createClickPyRules(world: World, { downloadsOn, quotesNumbers = false }: ClickPyOptions): HostRules {
  async function answer(request: SimulatedRequest): Promise<SimulatedAnswer> {
    if (request.method !== 'POST' || request.query.get('user') !== 'play')
      return { status: 403, body: 'Code: 516. Authentication failed' }
    const fields = await new Response(request.body, {
      headers: { 'content-type': request.headers['content-type'] ?? '' },
    }).formData()
    const read = (name: string) => {
      const value = fields.get(name)
      return typeof value === 'string' ? value : ''
    }
    const missing = [...read('query').matchAll(/\{(\w+):/g)].find(([, name = '']) => !fields.has(`param_${name}`))
    if (missing) return { status: 400, body: `Code: 456. Substitution ${missing[1]} is not set` }
    const days = listDays(read('param_since'), read('param_until'), world.clock.now())
    const data = parseArray(read('param_projects')).flatMap((project) => {
      const counts = days.flatMap((day) => downloadsOn(project, day) ?? [])
      const sum = counts.reduce((total, count) => total + count, 0)
      return counts.length > 0 ? [[project, quotesNumbers ? String(sum) : sum]] : []
    })
    return {
      status: 200,
      body: {
        meta: [
          { name: 'project', type: 'String' },
          { name: 'downloads', type: 'Int64' },
        ],
        data,
        rows: data.length,
      },
    }
  }
  return { answer, hasValidators: false }
}

/** The days from `since` to the one before `until`; the log has none of today. */
function listDays(since: string, until: string, now: number): string[] {
  const days: string[] = []
  for (let time = Date.parse(since); time < Math.min(Date.parse(until), now); time += 86_400_000)
    days.push(new Date(time).toISOString().slice(0, 10))
  return days
}

function parseArray(text: string): string[] {
  return [...text.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, item = '']) => item.replaceAll(/\\(.)/g, '$1'))
}
