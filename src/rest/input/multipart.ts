import { Busboy } from '@fastify/busboy'

import { malformed } from './malformed.ts'
import { Form, UploadedFile } from './values.ts'

/** More than any record has; see also `maxFormFields`. */
const limits = { fieldNameSize: 200, fieldSize: 2 ** 20, fields: 5_000, files: 100, parts: 5_000, headerPairs: 100 }

/** Reads a `multipart/form-data` body. A file without a name, as browsers send for an empty field, counts as empty text. @throws RestError 400 */
export async function parseMultipart(contentType: string, boundary: string | undefined, body: Buffer): Promise<Form> {
  if (boundary === undefined) throw malformed('Multipart form', 'Invalid boundary in multipart: None')
  const pairs: [string, string | UploadedFile][] = []
  await new Promise<void>((resolve, reject) => {
    const refuse = (reason: string) => reject(malformed('Multipart form', reason))
    const busboy = Busboy({ headers: { 'content-type': contentType }, limits })
    busboy.on('field', (name, value, nameTruncated, valueTruncated) => {
      if (nameTruncated || valueTruncated) refuse('A name or value is too long')
      else pairs.push([name, value])
    })
    busboy.on('file', (name, stream, filename) => {
      pairs.push([name, filename ? new UploadedFile(filename) : ''])
      stream.resume()
    })
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) busboy.on(limit, () => refuse('Too many parts'))
    // What ends too early holds what was read so far, as in the reference.
    busboy.on('error', () => resolve())
    busboy.on('finish', () => resolve())
    busboy.end(body)
  })
  return new Form(pairs)
}
