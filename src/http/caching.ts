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

/** A key's content being made. Whoever asks meanwhile waits for it, until something changes. */
interface Fill {
  /** What changed since it began. */
  changed: Set<string>
  response: Promise<StoredResponse> | undefined
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
  readonly #fills = new Set<Fill>()
  readonly #joinable = new Map<string, Fill>()
  readonly #frame: PageFrame | undefined
  #listening = false
  #lastChangeMs = Date.now()

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
  fill(key: string, produce: () => Promise<Product>): Promise<StoredResponse> {
    const joined = this.#joinable.get(key)?.response
    if (joined) return joined
    const fill: Fill = { changed: new Set(this.#listening ? [] : [everything]), response: undefined }
    this.#fills.add(fill)
    if (this.#listening && this.#entries) this.#joinable.set(key, fill)
    fill.response = this.#make(key, fill.changed, produce).finally(() => this.#end(key, fill))
    return fill.response
  }

  async #make(key: string, changed: ReadonlySet<string>, produce: () => Promise<Product>): Promise<StoredResponse> {
    const validSinceMs = this.#validSinceMs()
    const { content, tags, maxAgeMs } = await this.#produceFramed(produce)
    const response = new StoredResponse(content, validSinceMs)
    const isOutdated = changed.has(everything) || tags.some((tag) => changed.has(tag))
    if (!isOutdated && this.#entries) {
      // Whole milliseconds, and more than none: 0 would mean for ever.
      this.#entries.set(key, { response, tags }, maxAgeMs === undefined ? {} : { ttl: Math.max(1, Math.ceil(maxAgeMs)) })
      if (this.#entries.has(key)) this.#tag(key, tags)
    }
    return response
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

  #end(key: string, fill: Fill): void {
    this.#fills.delete(fill)
    if (this.#joinable.get(key) === fill) this.#joinable.delete(key)
  }

  /** Start of this second, or of the next one if something changed in this one. */
  #validSinceMs(): number {
    const second = Math.floor(Date.now() / 1_000) * 1_000
    return this.#listening && this.#lastChangeMs < second ? second : second + 1_000
  }

  changed(tag: string): void {
    this.#lastChangeMs = Date.now()
    this.#joinable.clear()
    for (const fill of this.#fills) fill.changed.add(tag)
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
