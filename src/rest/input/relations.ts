import type { Database } from '../../db/connect.ts'
import type { Choice } from '../../http/forms.ts'
import { FieldError, type FieldContext, type WritableField } from './field.ts'
import { type InputValue, toTypeName } from './values.ts'

export interface RelationOptions {
  label: string
  /** The resource that it leads to: `categories`. */
  target: string
  /** The ids of the records that have these ids (all digits) or slugs, by key. */
  findIds(db: Database, keys: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** All of them, where they are few; the value is an id. */
  listChoices?: (db: Database) => Promise<Choice[]>
}

/** More relations than any record has. */
const maxRelations = 1_000

/** A link to one record: its address, or its id or slug as text. */
export function relation(options: RelationOptions): WritableField<number> {
  return {
    ...toBasis(options),
    isList: false,
    async parse(value, context) {
      // An empty text means null, and no record may be without.
      if (value === '') throw new FieldError('This field may not be null.')
      const [id = 0] = await findAll([value], options, context)
      return id
    },
  }
}

/**
 * A record within another one, by its id or its address; whether it exists is for the caller to find out.
 * @param path of its endpoint: `grids/:key/features/:child/`
 */
export function part(label: string, path: string): WritableField<number> {
  return {
    ...toBasis({ label, target: path }),
    isList: false,
    parse(value, { findAddress }) {
      if (value === '') throw new FieldError('This field may not be null.')
      const link = typeof value === 'string' ? toPath(value) : undefined
      const address = link === undefined ? undefined : findAddress(link)
      const named = address?.kind === 'endpoint' && address.endpoint.path === path ? address.child : value
      if (typeof named !== 'bigint' && typeof named !== 'string') {
        throw new FieldError(`Incorrect type. Expected pk value, received ${toTypeName(value)}.`)
      }
      if (!/^\d{1,15}$/.test(String(named))) throw new FieldError(`Invalid pk "${named}" - object does not exist.`)
      return Number(named)
    },
  }
}

/** Links to records, each once, in the order given. */
export function relations(options: RelationOptions): WritableField<number[]> {
  return {
    ...toBasis(options),
    isList: true,
    async parse(value, context) {
      const items = toItems(value)
      if (!items) throw new FieldError(`Expected a list of items but got type "${toTypeName(value)}".`)
      if (items.length > maxRelations) throw new FieldError(`At most ${maxRelations} items, not ${items.length}.`)
      return [...new Set(await findAll(items, options, context))]
    },
  }
}

function toBasis({ label, target, listChoices }: Pick<RelationOptions, 'label' | 'target' | 'listChoices'>) {
  return {
    type: 'field',
    label,
    target,
    readOnly: false,
    required: true,
    allowNull: false,
    allowBlank: false,
    ...(listChoices && { listChoices }),
  } as const
}

/** Python goes through the keys of an object as through a list. */
function toItems(value: InputValue): readonly InputValue[] | undefined {
  if (value instanceof Map) return [...value.keys()]
  return Array.isArray(value) ? value : undefined
}

/** The records that `values` name, looked up together; the first one that names none is the one to complain about. */
async function findAll(values: readonly InputValue[], options: RelationOptions, context: FieldContext): Promise<number[]> {
  const named = values.map((value) => toKey(value, options.target, context))
  const keys = named.flatMap(({ key }) => (key === undefined ? [] : [key]))
  const ids = keys.length > 0 ? await options.findIds(context.db, [...new Set(keys)]) : new Map<string, number>()
  return named.map(({ key, complaint }) => {
    const id = key === undefined ? undefined : ids.get(key)
    if (id === undefined) throw new FieldError(complaint)
    return id
  })
}

/** The key that a value names, and what to say when there is none or no record has it. */
function toKey(value: InputValue, target: string, { findAddress }: FieldContext): { key?: string; complaint: string } {
  if (typeof value !== 'string') return { complaint: `Incorrect type. Expected URL string, received ${toTypeName(value)}.` }
  const noMatch = 'Invalid hyperlink - No URL match.'
  if (/^[-\w]{1,50}$/.test(value)) return { key: value, complaint: noMatch }
  const path = toPath(value)
  const address = path === undefined ? undefined : findAddress(path)
  if (address?.kind !== 'endpoint') return { complaint: noMatch }
  if (address.endpoint.path !== `${target}/:key/`) return { complaint: 'Invalid hyperlink - Incorrect URL match.' }
  return { key: address.key, complaint: 'Invalid hyperlink - Object does not exist.' }
}

/** The path that a link names, whatever its host; other texts are paths already. */
function toPath(link: string): string | undefined {
  try {
    const path = /^https?:/.test(link) ? (URL.parse(link)?.pathname ?? '') : link
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
