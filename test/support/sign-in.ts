import type { Role } from '../../src/accounts/actor.ts'
import { savePassword } from '../../src/accounts/passwords.ts'
import { createAccount } from '../../src/accounts/store.ts'
import { type Browser, createBrowser } from './browser.ts'
import type { TestServer } from './server.ts'

const password = 'a few good words'

/** A browser in which a new account is logged in. */
export async function signInAs(
  server: TestServer,
  name: string,
  role: Role = 'editor',
): Promise<Browser & { accountId: number }> {
  const { db } = server.database
  const accountId = await createAccount(db, name, role)
  await savePassword(db, accountId, password)
  const browser = createBrowser(server)
  const answer = await browser.submit('/login/', { name, password })
  if (answer.status !== 303) throw new Error(`cannot log in: ${answer.status}`)
  return { ...browser, accountId }
}
