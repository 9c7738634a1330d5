import type { IncomingMessage } from 'node:http'

import { RestError } from '../errors.ts'

/** No record comes near it. */
export const maxBodyBytes = 2 ** 20

/** The whole body of a request. @throws RestError 413 when it is larger than any record may be */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let length = 0
  // Ending the loop early would destroy the connection before the refusal is sent.
  await new Promise<void>((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > maxBodyBytes) reject(tooLarge())
      else chunks.push(chunk)
    })
    request.on('end', resolve)
    request.on('error', reject)
    request.on('close', () => reject(new RestError(400, { detail: 'The request ended before its body was complete.' })))
  })
  return Buffer.concat(chunks)
}

/** The rest of the body is not worth reading, so the connection ends with the answer. */
const tooLarge = () => new RestError(413, { detail: `The body is larger than ${maxBodyBytes} bytes.` }, { Connection: 'close' })
