import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

import type { Browser as Visitor } from '../support/browser.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/server.ts'

export interface BrowserTest extends AsyncDisposable {
  browser: Browser
  server: TestServer
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
  })
}

/** The whole server with the sample catalogue, and a browser to look at it. */
export async function startBrowserTest(options: TestServerOptions = {}): Promise<BrowserTest> {
  const server = await startTestServer(options)
  const browser = await launchBrowser()
  return {
    browser,
    server,
    async [Symbol.asyncDispose]() {
      await browser.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** A page that takes note of what must not happen. */
export interface WatchedPage extends AsyncDisposable {
  page: Page
  /** Errors on the console and requests to elsewhere, as sentences. */
  complaints: string[]
  /** Bytes that came over the network so far, as compressed. */
  transferredBytes: () => Promise<number>
  /** Makes `visitor` look at the next pages; nobody who is known, unless told. */
  lookAs: (visitor?: Visitor) => Promise<void>
}

export async function openPage(
  { browser, server }: Pick<BrowserTest, 'browser' | 'server'>,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ baseURL: server.origin, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  // A browser calls a page that says "not found" an error; every other one is ours.
  const refusals = new Set<string>()
  page.on('response', (answer) => {
    if (answer.status() >= 400 && answer.request().isNavigationRequest()) refusals.add(answer.url())
  })
  page.on('console', (entry) => {
    const isError = entry.type() === 'error' || entry.type() === 'warning'
    if (isError && !refusals.has(entry.location().url)) complaints.push(`${page.url()}: ${entry.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  let bytes: Promise<number> = Promise.resolve(0)
  page.on('request', (request) => {
    const isOurs = request.url().startsWith(`${server.origin}/`) || request.url().startsWith('data:')
    // Whoever is led to another site knows; what a page asks for by itself, nobody sees.
    const isVisit = request.isNavigationRequest() && request.frame() === page.mainFrame()
    if (!isOurs && !isVisit) complaints.push(`${page.url()} asks for ${request.url()}`)
  })
  page.on('requestfinished', (request) => {
    const size = request.sizes().then(
      ({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize,
      // The page is closed: nobody asks what it weighed.
      () => 0,
    )
    bytes = Promise.all([bytes, size]).then(([sum, more]) => sum + more)
  })
  return {
    page,
    complaints,
    transferredBytes: () => bytes,
    async lookAs(visitor) {
      const name = 'packgrid_session'
      await context.clearCookies({ name })
      if (visitor) await context.addCookies([{ name, value: visitor.cookie(name), url: server.origin }])
    },
    [Symbol.asyncDispose]: () => context.close(),
  }
}

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResult {
  violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
}

/** Rules whose answer depends on the colours; that of the others is the same in every scheme. */
const colourRules = ['color-contrast', 'link-in-text-block']

/** What axe finds on the page, in its colours and in those of the other scheme, one line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(`globalThis.axe === undefined && (() => { ${axeSource} })()`)
  const isDark = await page.evaluate<boolean>(`matchMedia('(prefers-color-scheme: dark)').matches`)
  const found = await runAxe(page, {})
  await page.emulateMedia({ colorScheme: isDark ? 'light' : 'dark' })
  found.push(...(await runAxe(page, { runOnly: colourRules })))
  await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' })
  return found
}

async function runAxe(page: Page, options: { runOnly?: string[] }): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResult>(`axe.run(${JSON.stringify({ resultTypes: ['violations'], ...options })})`)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

/** What moved since the page was opened, and by how much: nothing, of a page that holds still. */
export function findLayoutShifts(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`new Promise((resolve) => {
    const shifts = []
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries()) {
        const moved = sources.map(({ node, previousRect: from, currentRect: to }) =>
          (node?.outerHTML ?? node?.textContent ?? '?').slice(0, 100) + ' from ' + [from.x, from.y, from.width, from.height] + ' to ' + [to.x, to.y, to.width, to.height])
        shifts.push(['moves by ' + value, ...moved].join(' | '))
      }
    }).observe({ type: 'layout-shift', buffered: true })
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(shifts), 0)))
  })`)
}

/** By how much the page is wider than the window, if it is. */
export async function findOverflow(page: Page): Promise<string[]> {
  const [excess, width] = await page.evaluate<[number, number]>(`(({ scrollWidth, clientWidth }) =>
    [scrollWidth - clientWidth, clientWidth])(document.documentElement)`)
  return excess > 0 ? [`${excess} px wider than ${width}`] : []
}

/** Where the keyboard is: the text and the id of the focused element. */
export function readFocus(page: Page): Promise<{ text: string; id: string }> {
  return page.evaluate<{ text: string; id: string }>(
    '({ text: document.activeElement.textContent.trim(), id: document.activeElement.id })',
  )
}
