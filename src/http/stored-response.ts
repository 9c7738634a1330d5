import { hash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

import fresh from 'fresh'

import { compress, type Encoding, selectEncoding } from './encoding.ts'

/** What goes on the wire, made once and sent often. */
export interface Message {
  status: number
  /** Names and values in turn, as `response.writeHead` takes them. */
  headers: string[]
  /** In a string every character stands for a byte. */
  body: Buffer | string | undefined
}

export interface Content {
  type: string
  body: string | Buffer
  /** Headers that only this kind of content has. */
  headers: Record<string, string>
}

interface Variant extends Message {
  etag: string
  notModified: Message
}

/** The part of an ETag that names the content, whatever its encoding: 128 bits of the hash of the very bytes. */
export function toEtagHash(type: string, body: Buffer): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${type}\0`), body]), 'base64url').slice(0, 22)
}

/** Bodies shorter than this gain nothing from compression. */
const minCompressedBytes = 600

/** Node writes the head and a string of at most 16 KiB together with it in one call of the system, but a buffer in a second one. */
const maxJoinedBytes = 15_000

/** A successful answer to GET: its bytes in every encoding asked for so far, its validators, and which of them a request should get. */
export class StoredResponse {
  readonly #body: Buffer
  readonly #hash: string
  readonly #headers: string[]
  readonly #isCompressible: boolean
  readonly #lastModified: string
  readonly #validSinceMs: number
  readonly #variants = new Map<Encoding, Variant>()

  /** @param validSinceMs start of the second since which the content is known not to have changed; may be the next second. */
  constructor(content: Content, validSinceMs: number) {
    this.#body = typeof content.body === 'string' ? Buffer.from(content.body) : content.body
    this.#hash = toEtagHash(content.type, this.#body)
    this.#headers = Object.entries({ 'Content-Type': content.type, ...content.headers }).flat()
    this.#isCompressible = this.#body.length >= minCompressedBytes && content.type !== 'image/png'
    this.#lastModified = new Date(validSinceMs).toUTCString()
    this.#validSinceMs = validSinceMs
    this.#variants.set('identity', this.#createVariant('identity', this.#body))
  }

  /** Memory it takes, in bytes: the compressed bodies together stay below the plain one. */
  get size(): number {
    return this.#body.length * 2 + 2_000
  }

  /** The message for a request with `headers`, if it can be sent at once; otherwise `prepare` it. */
  find(headers: IncomingHttpHeaders): Message | undefined {
    const variant = this.#variants.get(this.#select(headers))
    return variant && this.#answer(variant, headers)
  }

  async prepare(headers: IncomingHttpHeaders): Promise<Message> {
    const encoding = this.#select(headers)
    let variant = this.#variants.get(encoding)
    if (!variant) {
      variant = this.#createVariant(encoding, encoding === 'identity' ? this.#body : await compress(this.#body, encoding))
      this.#variants.set(encoding, variant)
    }
    return this.#answer(variant, headers)
  }

  #select(headers: IncomingHttpHeaders): Encoding {
    return this.#isCompressible ? selectEncoding(headers['accept-encoding']) : 'identity'
  }

  #answer(variant: Variant, headers: IncomingHttpHeaders): Message {
    const isConditional = headers['if-none-match'] !== undefined || headers['if-modified-since'] !== undefined
    return isConditional && fresh(headers, { etag: variant.etag, 'last-modified': this.#lastModified })
      ? variant.notModified
      : variant
  }

  #createVariant(encoding: Encoding, body: Buffer): Variant {
    const etag = encoding === 'identity' ? `"${this.#hash}"` : `"${this.#hash}-${encoding}"`
    // In the second in which the content changed, no time can tell the old from the new: claim the second, confirm only the next.
    const lastModified = new Date(Math.min(this.#validSinceMs, Date.now())).toUTCString()
    const validators = ['ETag', etag, 'Last-Modified', lastModified]
    const shared = [...this.#headers, ...validators]
    const coding = encoding === 'identity' ? [] : ['Content-Encoding', encoding]
    return {
      status: 200,
      headers: [...shared, ...coding, 'Content-Length', String(body.length)],
      body: body.length <= maxJoinedBytes ? body.toString('latin1') : body,
      etag,
      notModified: { status: 304, headers: shared, body: undefined },
    }
  }
}
