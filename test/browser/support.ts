import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

import { startTestServer, type TestServer, type TestServerOptions } from '../support/server.ts'

export interface BrowserTest extends AsyncDisposable {
  browser: Browser
  server: TestServer
}

/** The whole server with the sample catalogue, and a browser to look at it. */
export async function startBrowserTest(options: TestServerOptions = {}): Promise<BrowserTest> {
  const server = await startTestServer(options)
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
  })
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
  transferredBytes(): Promise<number>
}

export async function openPage({ browser, server }: BrowserTest, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ baseURL: server.origin, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (entry) => {
    if (entry.type() === 'error' || entry.type() === 'warning') complaints.push(`${page.url()}: ${entry.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  let bytes: Promise<number> = Promise.resolve(0)
  page.on('request', (request) => {
    const isOurs = request.url().startsWith(`${server.origin}/`) || request.url().startsWith('data:')
    if (!isOurs) complaints.push(`${page.url()} asks for ${request.url()}`)
  })
  page.on('requestfinished', (request) => {
    const size = request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize)
    bytes = Promise.all([bytes, size]).then(([sum, more]) => sum + more)
  })
  return {
    page,
    complaints,
    transferredBytes: () => bytes,
    [Symbol.asyncDispose]: () => context.close(),
  }
}

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResult {
  violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
}

/** What axe finds on the page, one line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate<AxeResult>(`axe.run({ resultTypes: ['violations'] })`)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

/** Cumulative layout shift since the page was opened. */
export function measureLayoutShift(page: Page): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    let sum = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sum += entry.value
    }).observe({ type: 'layout-shift', buffered: true })
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum), 0)))
  })`)
}

/** Pixels by which the page is wider than the window. */
export function measureOverflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

/** Where the keyboard is: the text and the id of the focused element. */
export function readFocus(page: Page): Promise<{ text: string; id: string }> {
  return page.evaluate<{ text: string; id: string }>(
    '({ text: document.activeElement.textContent.trim(), id: document.activeElement.id })',
  )
}

/** Every kind of page, by an address of the sample catalogue. */
export const pages: readonly string[] = [
  '/',
  '/packages/',
  '/packages/?status=all&sort=title&page=3',
  '/packages/?q=auth&sort=no-such&page=x',
  '/packages/?q=no-such-thing',
  '/packages/latest/',
  '/packages/p/django-mfa/',
  '/packages/p/django-mfa/rules/',
  '/packages/django-mfa/versions/',
  '/packages/django-mfa/revisions/',
  '/revisions/',
  '/packages/liked/',
  '/categories/',
  '/categories/apps/',
  '/grids/',
  '/grids/g/security/packages/',
  '/search/',
  '/search/?q=auth&maintained=true',
  '/search/?q=no-such-thing+category:none',
  '/search/?q=two+factro',
  '/compare/?packages=django-mfa',
  '/compare/django-mfa,django-axes,no-such-package/',
  '/grids/g/security/?status=all&unknown=all',
  '/grids/g/security/?status=all&transpose=1&rows=stars,status',
  '/grids/g/security/?q=no-such-thing',
  '/about/',
  '/help/',
  '/faq/',
  '/terms/',
  '/syndication/',
  '/health/',
  '/api/docs/',
  '/api/v4/',
  '/api/v4/packages/?limit=2&offset=2',
  '/api/v4/packages/3402/',
  '/api/v4/packages/no-such-package/',
]

export interface Look {
  path: string
  page: Page
  /** The look in words. */
  where: string
}

/**
 * Shows each of `paths` to `inspect`, in every width, light and dark, and once as it is when our scripts do not come. Returns what the
 * pages complained of.
 */
export async function forEachPage(
  test: BrowserTest,
  paths: readonly string[],
  inspect: (look: Look) => Promise<void>,
): Promise<string[]> {
  const complaints: string[] = []
  const looks = [
    { scheme: 'light', scripts: 'with scripts', widths: [360, 800, 1400] },
    { scheme: 'dark', scripts: 'with scripts', widths: [360, 800, 1400] },
    { scheme: 'light', scripts: 'without scripts', widths: [800] },
  ] as const
  for (const { scheme, scripts, widths } of looks) {
    await using watched = await openPage(test, { colorScheme: scheme })
    const { page } = watched
    // Nothing could be measured with scripts switched off.
    if (scripts === 'without scripts')
      await page.route(/\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: '' }))
    for (const path of paths) {
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 })
        await page.goto(path)
        await inspect({ path, page, where: `${path} at ${width}, ${scheme}, ${scripts}` })
      }
    }
    complaints.push(...watched.complaints)
  }
  return complaints
}
