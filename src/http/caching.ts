import { LRUCache } from 'lru-cache'

import { type Content, StoredResponse } from './stored-response.ts'

/** What a cached answer was made from: its content, and the surrogate keys whose change outdates it. */
export interface Product {
  content: Content
  tags: readonly string[]
  /** How long it holds if nothing changes. */
  maxAgeMs?: number
}

/** What every page shows beside its own content. */
export interface PageFrame {
  /** Its surrogate key. */
  tag: string
  /** Resolves when it is current, as far as anybody can know. */
  ready(): Promise<void>
  /** Milliseconds until it changes by itself; 0: it cannot be kept. */
  changesInMs(): number
}

interface Entry {
  response: StoredResponse
  tags: readonly string[]
}

/** A key's content being made. Whoever asks meanwhile waits for it. */
interface Fill {
  /** What changed since it began: by surrogate key the number of the first change. */
  changed: Map<string, number>
  made: Promise<{ response: StoredResponse; tags: readonly string[] }>
}

/** The surrogate key that stands for all. */
const everything = '*'

/**
 * Finished answers in bounded memory, each tagged with the surrogate keys of what it was made from. Starts paused: it answers nothing and
 * stores nothing until whoever feeds it changes says that every change is heard.
 */
export class ResponseCache {
  readonly #entries: LRUCache<string, Entry> | undefined
  readonly #keysByTag = new Map<string, Set<string>>()
  /** What changed, for each answer that is being made. */
  readonly #fills = new Set<Fill['changed']>()
  readonly #joinable = new Map<string, Fill>()
  readonly #frame: PageFrame | undefined
  #listening = false
  #lastChangeMs = Date.now()
  #changes = 0

  /** @param maxBytes memory for bodies and headers; 0 stores nothing. */
  constructor(maxBytes: number, frame?: PageFrame) {
    this.#frame = frame
    if (maxBytes === 0) return
    this.#entries = new LRUCache<string, Entry>({
      maxSize: maxBytes,
      // One huge answer must not push out all others.
      maxEntrySize: Math.ceil(maxBytes / 8),
      sizeCalculation: ({ response, tags }, key) => response.size + key.length * 2 + tags.length * 100,
      dispose: ({ tags }, key) => this.#untag(key, tags),
    })
  }

  get(key: string): StoredResponse | undefined {
    return this.#entries?.get(key)?.response
  }

  /** Makes the answer for `key` and keeps it, unless something it was made from changed meanwhile. */
  async fill(key: string, produce: () => Promise<Product>): Promise<StoredResponse> {
    const asked = this.#changes
    const joined = this.#joinable.get(key)
    if (!joined) return (await this.#begin(key, produce).made).response
    const { response, tags } = await joined.made
    if (!isOutdated(joined.changed, tags, asked)) return response
    // It shows what was before the request. Another, begun after it, can be joined by now, or is begun here.
    const later = this.#joinable.get(key) ?? this.#begin(key, produce)
    return (await later.made).response
  }

  #begin(key: string, produce: () => Promise<Product>): Fill {
    const changed = new Map<string, number>(this.#listening ? [] : [[everything, this.#changes]])
    this.#fills.add(changed)
    const fill = { changed, made: this.#make(key, changed, produce).finally(() => this.#end(key, changed)) }
    if (this.#listening && this.#entries) this.#joinable.set(key, fill)
    return fill
  }

  async #make(key: string, changed: ReadonlyMap<string, number>, produce: () => Promise<Product>) {
    const validSinceMs = this.#validSinceMs()
    const { content, tags, maxAgeMs } = await this.#produceFramed(produce)
    const response = new StoredResponse(content, validSinceMs)
    if (!isOutdated(changed, tags, this.#changes) && this.#entries) {
      // Whole milliseconds, and more than none: 0 would mean for ever.
      this.#entries.set(key, { response, tags }, maxAgeMs === undefined ? {} : { ttl: Math.max(1, Math.ceil(maxAgeMs)) })
      if (this.#entries.has(key)) this.#tag(key, tags)
    }
    return { response, tags }
  }

  /** A page also depends on its frame, which must not change unheard while the page is made. */
  async #produceFramed(produce: () => Promise<Product>): Promise<Product> {
    const frame = this.#frame
    if (!frame) return produce()
    await frame.ready()
    const changesInMs = frame.changesInMs()
    const product = await produce()
    if (!product.content.type.startsWith('text/html')) return product
    const maxAgeMs = Math.min(product.maxAgeMs ?? Infinity, changesInMs)
    return { content: product.content, tags: [...product.tags, frame.tag], ...(maxAgeMs < Infinity && { maxAgeMs }) }
  }

  #end(key: string, changed: Fill['changed']): void {
    this.#fills.delete(changed)
    if (this.#joinable.get(key)?.changed === changed) this.#joinable.delete(key)
  }

  /** Start of this second, or of the next one if something changed in this one. */
  #validSinceMs(): number {
    const second = Math.floor(Date.now() / 1_000) * 1_000
    return this.#listening && this.#lastChangeMs < second ? second : second + 1_000
  }

  changed(tag: string): void {
    this.#lastChangeMs = Date.now()
    this.#changes += 1
    for (const changed of this.#fills) if (!changed.has(tag)) changed.set(tag, this.#changes)
    if (tag === everything) this.#entries?.clear()
    else for (const key of this.#keysByTag.get(tag) ?? []) this.#entries?.delete(key)
  }

  paused(): void {
    this.#listening = false
    this.changed(everything)
  }

  resumed(): void {
    this.#listening = true
    this.#lastChangeMs = Date.now()
  }

  #tag(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const keys = this.#keysByTag.get(tag)
      if (keys) keys.add(key)
      else this.#keysByTag.set(tag, new Set([key]))
    }
  }

  #untag(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const keys = this.#keysByTag.get(tag)
      keys?.delete(key)
      if (keys?.size === 0) this.#keysByTag.delete(tag)
    }
  }
}

/** Whether one of `tags` was among the first `count` changes. */
function isOutdated(changed: ReadonlyMap<string, number>, tags: readonly string[], count: number): boolean {
  return [everything, ...tags].some((tag) => (changed.get(tag) ?? Infinity) <= count)
}
