import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Locator, Page } from 'playwright-core'

import type { Role } from '../../src/accounts/actor.ts'
import type { Browser as Visitor } from '../support/browser.ts'
import { createVisitor } from '../support/people.ts'
import type { TestServer, TestServerOptions } from '../support/server.ts'
import { type BrowserTest, openPage, startBrowserTest } from './support.ts'

export interface Traveller {
  page: Page
  server: TestServer
  hasScripts: boolean
  /** Lets somebody with an account go on; all in one file with the same name are one. */
  become: (name: string, role?: Role) => Promise<void>
  /** Another window of somebody else, to do something meanwhile. */
  withAnother: (name: string, role: Role, act: (page: Page) => Promise<void>) => Promise<void>
}

/** What somebody does here, told once and done twice: with scripts and without, in two catalogues. */
export type Journey = (name: string, travel: (traveller: Traveller) => Promise<void>) => void

export function describeJourneys(title: string, tell: (journey: Journey) => void, options?: () => TestServerOptions): void {
  for (const hasScripts of [true, false]) {
    describe(`${title}, ${hasScripts ? 'with scripts' : 'without scripts'}`, () => {
      let test: BrowserTest
      const visitors = new Map<string, Visitor>()
      before(async () => {
        test = await startBrowserTest({ publicUrl: null, ...options?.() })
      })
      after(() => test[Symbol.asyncDispose]())

      async function getVisitor(name: string, role: Role): Promise<Visitor> {
        const visitor = visitors.get(name) ?? (await createVisitor(test.server, name, role))
        visitors.set(name, visitor)
        return visitor
      }

      tell((name, travel) => {
        it(name, async () => {
          const context = { javaScriptEnabled: hasScripts, viewport: { width: 1400, height: 900 } }
          await using watched = await openPage(test, context)
          const complaints = [watched.complaints]
          await travel({
            page: watched.page,
            server: test.server,
            hasScripts,
            become: async (account, role = 'editor') => watched.lookAs(await getVisitor(account, role)),
            async withAnother(account, role, act) {
              await using other = await openPage(test, context)
              await other.lookAs(await getVisitor(account, role))
              await act(other.page)
              complaints.push(other.complaints)
            },
          })
          assert.deepEqual(complaints.flat(), [])
        })
      })
    })
  }
}

/** Presses what leads to `address`. A notice in it (`?done=`) is forgotten by a script at once, so it is looked for from before. */
export async function press(page: Page, button: Locator, address: string | RegExp): Promise<void> {
  await Promise.all([page.waitForURL(address), button.click()])
}

/** What the page says first of what has just been done. */
export function readMessage(page: Page): Promise<string> {
  return page.locator('.message').first().innerText()
}
