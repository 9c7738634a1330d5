import { createHash } from 'node:crypto'

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
