import { invalidFields } from './errors.ts'

/** Writes the place after the record with `id` as an opaque text. */
export function toCursor(id: number): string {
  return Buffer.from(`id:${id}`).toString('base64url')
}

/** The id after which to go on; 0 for an empty cursor, which starts. @throws RestError 400 */
export function parseCursor(cursor: string): number {
  if (cursor === '') return 0
  const id = /^id:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]
  if (id === undefined)
    throw invalidFields({ cursor: ['Not a cursor. Follow the "next" link of an answer, or start with an empty one.'] })
  return Number(id)
}
