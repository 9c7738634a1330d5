import { LRUCache } from 'lru-cache'
import type { ClientBase } from 'pg'

/** Statements that a connection keeps: some hundred kilobytes of the server's memory each at most. */
const maxStatements = 300
/** A text that comes this often will come again. */
const repetitions = 3

/** The names of the statements that came again first; later ones have none, so that nobody can fill the server's memory with others. */
const names = new Map<string, string>()
/** How often other texts have come lately. */
const uses = new LRUCache<string, number>({ max: 1_000 })

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
  const known = names.get(text)
  if (known !== undefined || names.size === maxStatements || /select \*|\.\*/.test(text)) return known
  const count = (uses.get(text) ?? 0) + 1
  uses.set(text, count)
  if (count < repetitions) return undefined
  const name = `packgrid_${names.size}`
  names.set(text, name)
  uses.delete(text)
  return name
}
