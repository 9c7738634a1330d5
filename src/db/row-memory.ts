import { LRUCache } from 'lru-cache'

import type { ChangeListener } from './changes.ts'
import type { Version } from './versions.ts'

/** A record's row as an edit left it. */
type EditedRow = Version & { slug?: string }

/** An edit under way: which transactions are heard to have changed its record since it began. */
interface Edit {
  tag: string
  heard: (string | undefined)[]
}

/**
 * Rows as edits left them, so that whoever reads such a record next, or edits it again, need not ask the database. A row is kept while no
 * transaction but the one that wrote it is heard to have changed its record. Starts paused: it keeps nothing.
 */
export class RowMemory implements ChangeListener {
  readonly #rows = new LRUCache<string, EditedRow>({ max: 1_000, dispose: ({ slug }, tag) => this.#forgetSlug(slug, tag) })
  readonly #tagsBySlug = new Map<string, string>()
  readonly #edits = new Set<Edit>()
  #isListening = false

  /** Makes an edit of the record with this surrogate key (`package:12`) and keeps the row that it leaves. */
  async keep<Row extends EditedRow>(tag: string, makeEdit: () => Promise<Row | undefined>): Promise<Row | undefined> {
    const edit: Edit = { tag, heard: this.#isListening ? [] : [undefined] }
    this.#edits.add(edit)
    try {
      const row = await makeEdit()
      if (row && edit.heard.every((version) => version === row.version)) this.#set(tag, row)
      return row
    } finally {
      this.#edits.delete(edit)
    }
  }

  /** The row of the record of this kind (`package`) that `key`, an id or a slug, names; undefined when it is not kept. */
  find(kind: string, key: string): Version | undefined {
    const tag = /^\d+$/.test(key) ? `${kind}:${key}` : this.#tagsBySlug.get(toSlugKey(kind, key))
    return tag === undefined ? undefined : this.#rows.get(tag)
  }

  changed(tag: string, version?: string): void {
    if (tag === '*') return this.#forgetAll()
    if (this.#rows.peek(tag)?.version !== version) this.#rows.delete(tag)
    for (const edit of this.#edits) if (edit.tag === tag) edit.heard.push(version)
  }

  paused(): void {
    this.#isListening = false
    this.#forgetAll()
  }

  resumed(): void {
    this.#isListening = true
  }

  #set(tag: string, row: EditedRow): void {
    this.#rows.set(tag, row)
    if (row.slug !== undefined) this.#tagsBySlug.set(toSlugKey(kindOf(tag), row.slug), tag)
  }

  #forgetAll(): void {
    this.#rows.clear()
    for (const edit of this.#edits) edit.heard.push(undefined)
  }

  #forgetSlug(slug: string | undefined, tag: string): void {
    if (slug !== undefined) this.#tagsBySlug.delete(toSlugKey(kindOf(tag), slug))
  }
}

const toSlugKey = (kind: string, slug: string) => `${kind}/${slug}`
const kindOf = (tag: string) => tag.slice(0, tag.indexOf(':'))
