import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Browser, Page } from 'playwright-core'

import type { Role } from '../../src/accounts/actor.ts'
import { createVisitor } from '../support/people.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/server.ts'
import { launchBrowser, openPage } from './support.ts'

export interface Traveller {
  page: Page
  server: TestServer
  hasScripts: boolean
  /** Makes an account, and its owner the one who goes on. */
  become: (name: string, role?: Role) => Promise<void>
  /** Another window of somebody else, to do something meanwhile. */
  withAnother: (name: string, role: Role, act: (page: Page) => Promise<void>) => Promise<void>
}

/** What somebody does here, told once and done twice: with scripts and without, each time in a catalogue of its own. */
export type Journey = (name: string, travel: (traveller: Traveller) => Promise<void>, options?: () => TestServerOptions) => void

export function describeJourneys(title: string, tell: (journey: Journey) => void): void {
  describe(title, () => {
    let browser: Browser
    before(async () => {
      browser = await launchBrowser()
    })
    after(() => browser.close())

    tell((name, travel, options) => {
      for (const hasScripts of [true, false]) {
        it(`${name}, ${hasScripts ? 'with scripts' : 'without scripts'}`, async () => {
          await using server = await startTestServer({ publicUrl: null, ...options?.() })
          const context = { javaScriptEnabled: hasScripts, viewport: { width: 1400, height: 900 } }
          await using watched = await openPage({ browser, server }, context)
          const complaints = [watched.complaints]
          watched.page.setDefaultTimeout(10_000)
          await travel({
            page: watched.page,
            server,
            hasScripts,
            become: async (account, role = 'editor') => watched.lookAs(await createVisitor(server, account, role)),
            async withAnother(account, role, act) {
              await using other = await openPage({ browser, server }, context)
              await other.lookAs(await createVisitor(server, account, role))
              await act(other.page)
              complaints.push(other.complaints)
            },
          })
          assert.deepEqual(complaints.flat(), [])
        })
      }
    })
  })
}

/** What the page says first of what has just been done. */
export function readMessage(page: Page): Promise<string> {
  return page.locator('.message').first().innerText()
}
