import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'

import { RestError } from '../errors.ts'

/** No record comes near it. */
const maxBodyBytes = 2 ** 20

/** The whole body of a request. @throws RestError 413 when it is larger than any record may be */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let length = 0
  // Iterating over the request would destroy the connection when it ends early.
  await new Promise<void>((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > maxBodyBytes) reject(tooLarge())
      else chunks.push(chunk)
    })
    request.on('end', resolve)
    request.on('error', reject)
    request.on('close', () => {
      if (!request.complete) reject(new RestError(400, { detail: 'The request ended before its body was complete.' }))
    })
  })
  return Buffer.concat(chunks)
}

const tooLarge = () => new RestError(413, { detail: `The body is larger than ${maxBodyBytes} bytes.` })

const maxDiscardedBytes = 8 * 2 ** 20
const maxDiscardMs = 5_000

/**
 * Lets what nobody has read of a body run out before the answer is written: many clients do not read an answer until they have sent
 * everything. A huge or slow one is cut off instead.
 */
export async function discardBody(request: IncomingMessage): Promise<void> {
  const isShort = Number(request.headers['content-length'] ?? 0) <= maxDiscardedBytes
  if (request.complete || request.destroyed || !isShort) return
  request.resume()
  await once(request, 'end', { signal: AbortSignal.timeout(maxDiscardMs) }).catch(() => {})
}
