import { type ServerProcess, startServerProcess } from '../test/support/process.ts'
import { today } from './catalogue.ts'
import { toCount } from './figures.ts'
import { alternateLoads, toCells } from './load.ts'
import { createPlace, engines } from './place.ts'
import type { Report } from './report.ts'
import { compareWithBare } from './serve.ts'

const promisedShare = 0.6
const promisedBytes = { home: 60_000 }

const pages = [
  ['home', '/'],
  ['packages', '/packages/'],
  ['packages by name', '/packages/?status=all&sort=title&page=7'],
  ['category', '/categories/apps/'],
  ['grids', '/grids/'],
  ['grid', '/grids/g/security/?status=all'],
  ['package', '/packages/p/django-mfa/'],
  ['comparison', '/compare/django-mfa,django-two-factor-auth,django-auth-ldap/'],
  ['search', '/search/?q=auth'],
] as const

/** A page that nobody changed costs little more than node:http itself, and is light to receive. */
export async function benchPages(report: Report): Promise<void> {
  report.say(
    `Pages of a catalogue of ${toCount(today.packages)} packages. Promised: warm throughput is at least ${promisedShare} of a bare server that ` +
      `sends the same bytes; the home page weighs at most ${toCount(promisedBytes.home)} bytes with all that it needs, at the first visit.`,
  )
  const cold: string[][] = []
  for (const engine of engines) {
    await using place = await createPlace(engine, today)
    if (engine === 'embedded') await compareWithBare(report, place, pages, 10)
    await using server = await startServerProcess({ ...place.environment, CACHE_MB: '0' })
    for (const [name, path] of pages) {
      const [runs = []] = await alternateLoads([{ server, paths: [path] }], { rounds: 3, seconds: 2, connections: 4 })
      cold.push([name, engine, ...toCells(runs)])
    }
    if (engine === 'embedded') report.table(['page', 'bytes', 'with all it needs'], await weigh(server))
  }
  report.say('Cold: CACHE_MB=0, every page is made from the database; 4 connections.')
  report.table(['page', 'database', 'requests/s', 'p50', 'p99', 'CPU'], cold)
}

/** What a browser receives at the first visit, compressed, without the headers. */
async function weigh({ origin }: ServerProcess): Promise<string[][]> {
  const rows: string[][] = []
  for (const [name, path] of pages) {
    const page = await receive(origin + path)
    const files = new Set([...page.text.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, file]) => file ?? ''))
    let sum = page.bytes
    for (const file of files) sum += (await receive(origin + file)).bytes
    rows.push([name, toCount(page.bytes), toCount(sum)])
  }
  return rows
}

async function receive(url: string): Promise<{ bytes: number; text: string }> {
  const head = await fetch(url, { method: 'HEAD', headers: { 'Accept-Encoding': 'br' } })
  if (!head.ok) throw new Error(`${url} answers ${head.status}`)
  const text = await (await fetch(url)).text()
  return { bytes: Number(head.headers.get('content-length')), text }
}
