import { LRUCache } from 'lru-cache'
import type { ClientBase } from 'pg'

/** Statements that a connection keeps: some hundred kilobytes of the server's memory each at most. */
const maxStatements = 300
/** A text that comes this often will come again. */
const repetitions = 3

interface Statement {
  name: string
  uses: number
}

const statements = new LRUCache<string, Statement>({ max: maxStatements })
let named = 0

/**
 * Makes a connection to PostgreSQL keep the statements that come again, so that it reads and plans them once. Their names are those of this
 * process. What selects `*` stays as it is: it would fail once a migration has added a column.
 */
export function prepareRepeated(client: ClientBase): void {
  client.query = new Proxy(client.query.bind(client), {
    apply(query, self, [text, values, ...more]: unknown[]) {
      const name = typeof text === 'string' && Array.isArray(values) ? findName(text) : undefined
      return Reflect.apply(query, self, name === undefined ? [text, values, ...more] : [{ name, text, values }, ...more])
    },
  })
}

function findName(text: string): string | undefined {
  let statement = statements.get(text)
  if (!statement) {
    statement = { name: `packgrid_${++named}`, uses: 0 }
    statements.set(text, statement)
  }
  statement.uses += 1
  return statement.uses >= repetitions && !/select \*|\.\*/.test(text) ? statement.name : undefined
}
