import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'

import { LRUCache } from 'lru-cache'

/** In the order of preference: the smallest first. */
const encodings = ['br', 'zstd', 'gzip', 'identity'] as const
export type Encoding = (typeof encodings)[number]

// The header is a stranger's text: only so many different ones are remembered, and no long ones.
const maxHeaderLength = 200
const remembered = new LRUCache<string, Encoding>({ max: 500 })

/** The encoding that `Accept-Encoding` ranks highest (RFC 9110, 12.5.3), among equals the smallest; identity when it allows none. */
export function selectEncoding(acceptEncoding: string | undefined): Encoding {
  if (!acceptEncoding || acceptEncoding.length > maxHeaderLength) return 'identity'
  const known = remembered.get(acceptEncoding)
  if (known !== undefined) return known
  const qualities = parseQualities(acceptEncoding)
  // Every client takes identity unless it says otherwise, but rather anything that it names.
  const qualityOf = (encoding: Encoding) =>
    qualities.get(encoding) ?? qualities.get('*') ?? (encoding === 'identity' ? 0.0001 : 0)
  const best = encodings.reduce((a, b) => (qualityOf(b) > qualityOf(a) ? b : a))
  const selected = qualityOf(best) > 0 ? best : 'identity'
  remembered.set(acceptEncoding, selected)
  return selected
}

function parseQualities(header: string): Map<string, number> {
  const qualities = new Map<string, number>()
  for (const item of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim())
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1'
    qualities.set(name === 'x-gzip' ? 'gzip' : name, Number(quality) || 0)
  }
  return qualities
}

const brotli = promisify(brotliCompress)
const zstd = promisify(zstdCompress)
const deflate = promisify(gzip)

/** Compresses on a thread of the pool. Bodies are compressed once and sent often, so size counts a little more than speed. */
export function compress(body: Buffer, encoding: Exclude<Encoding, 'identity'>): Promise<Buffer> {
  if (encoding === 'gzip') return deflate(body, { level: 6 })
  if (encoding === 'zstd') return zstd(body, { params: { [constants.ZSTD_c_compressionLevel]: 6 } })
  return brotli(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  })
}
