import { createHash } from 'node:crypto'

import type { PGlite } from '@electric-sql/pglite'
import type { ClientBase } from 'pg'

/** Begins a statement whose text is the same every time: `prepareMarked` connections read and plan it once. */
export const preparedMark = '/* prepared */'

const names = new Map<string, string>()

/** Makes a connection to PostgreSQL keep the statements that begin with `preparedMark`. */
export function prepareMarked(client: ClientBase): void {
  client.query = new Proxy(client.query.bind(client), {
    apply(query, self, [text, values, ...more]: unknown[]) {
      const isMarked = typeof text === 'string' && text.startsWith(preparedMark)
      return Reflect.apply(query, self, isMarked ? [{ name: toName(text), text, values }, ...more] : [text, values, ...more])
    },
  })
}

function toName(text: string): string {
  const name = names.get(text) ?? `packgrid_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
  names.set(text, name)
  return name
}

/** Makes an embedded database keep them: its own way of sending parameters plans a statement every time, which takes longer than most run. */
export function prepareMarkedEmbedded(pglite: PGlite): void {
  const preparing = new Map<string, Promise<unknown>>()
  const query = pglite.query.bind(pglite)
  pglite.query = async (text, values, options) => {
    if (!text.startsWith(preparedMark)) return query(text, values, options)
    const name = toName(text)
    const prepare = preparing.get(name) ?? query(`prepare ${name} as ${text}`)
    preparing.set(name, prepare)
    await prepare.catch((error: unknown) => {
      preparing.delete(name)
      throw error
    })
    return query(`execute ${name}(${(values ?? []).map(toLiteral).join(', ')})`, [], options)
  }
}

/** EXECUTE takes no parameters of the protocol, so they are written as literals. */
function toLiteral(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `array[${value.map(toLiteral).join(', ')}]::text[]`
  throw new TypeError(`Cannot write a ${typeof value} as a literal.`)
}
