import { LRUCache } from 'lru-cache'
import type { ClientBase } from 'pg'

/** Statements that a connection keeps: some hundred kilobytes of the server's memory each at most. */
const maxStatements = 300
/** A text that comes this often will come again. */
const repetitions = 3

/**
 * What makes the connections of a pool keep the statements that come again, so that each reads and plans them once. What returns `*` stays as
 * it is: it would fail once a migration has added a column.
 */
export function createPreparer(): (client: ClientBase) => void {
  /**
   * The statements that came again first, with their names, or none for those that return `*`. Later ones have none either, so that nobody can
   * fill the server's memory with others.
   */
  const names = new Map<string, string | undefined>()
  /** How often other texts have come lately. */
  const uses = new LRUCache<string, number>({ max: 1_000 })

  function findName(text: string): string | undefined {
    if (names.has(text) || names.size === maxStatements) return names.get(text)
    const count = (uses.get(text) ?? 0) + 1
    uses.set(text, count)
    if (count < repetitions) return undefined
    const name = returnsAllColumns(text) ? undefined : `packgrid_${names.size}`
    names.set(text, name)
    uses.delete(text)
    return name
  }

  return (client) => {
    client.query = new Proxy(client.query.bind(client), {
      apply(query, self, [text, values, ...more]: unknown[]) {
        const name = typeof text === 'string' && Array.isArray(values) ? findName(text) : undefined
        return Reflect.apply(query, self, name === undefined ? [text, values, ...more] : [{ name, text, values }, ...more])
      },
    })
  }
}

/** Whether the outermost `select` has a `*`; one within parentheses is read anew whenever a table changes. */
function returnsAllColumns(text: string): boolean {
  let depth = 0
  let outermost = ''
  for (const [piece] of text.matchAll(/[()]|[^()]+/g)) {
    if (piece === '(') depth++
    else if (piece === ')') depth--
    else if (depth === 0) outermost += piece
  }
  return /select \*|\.\*/.test(outermost)
}
