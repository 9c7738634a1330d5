import type { Role } from '../../src/accounts/actor.ts'
import { savePassword } from '../../src/accounts/passwords.ts'
import { createAccount } from '../../src/accounts/store.ts'
import { type Browser, createBrowser } from './browser.ts'
import type { TestServer } from './server.ts'

const password = 'a few good words'
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36'

/** The browser of a new account that has just logged in. */
export async function createVisitor(server: TestServer, name: string, role: Role): Promise<Browser> {
  await savePassword(server.database.db, await createAccount(server.database.db, name, role), password)
  const browser = createBrowser(server)
  await browser.submit('/login/', { name, password }, { 'user-agent': userAgent })
  return browser
}
