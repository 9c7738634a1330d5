import type { Role } from '../../src/accounts/actor.ts'
import { createToken } from '../../src/accounts/tokens.ts'
import type { TestAnswer, TestServer } from './server.ts'

export interface Editor {
  accountId: number
  /** The `Authorization` header. */
  authorization: string
  /** Sends `body` as JSON. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>
}

let count = 0

/** A new account with a token that may edit, as far as its role may. */
export async function createEditor(
  server: TestServer,
  { name = `editor-${(count += 1)}`, role = 'editor' }: { name?: string; role?: Role } = {},
): Promise<Editor> {
  const { db } = server.database
  const { id } = await db.insertInto('account').values({ name, role }).returning('id').executeTakeFirstOrThrow()
  const authorization = `Token ${await createToken(db, { accountId: id, name: 'test', scope: 'edit' })}`
  return {
    accountId: id,
    authorization,
    send(method, path, body, headers) {
      const content = body === undefined ? {} : { 'Content-Type': 'application/json' }
      return server.send(
        method,
        path,
        { Authorization: authorization, ...content, ...headers },
        body === undefined ? body : JSON.stringify(body),
      )
    },
  }
}
