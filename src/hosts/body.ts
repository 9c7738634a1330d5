import { HostError } from './errors.ts'

/** The text of a body of at most `maxBytes`, unless `onChunk` takes it. @throws HostError beyond that; the rest is not read. */
export async function readLimited(
  body: AsyncIterable<Uint8Array> | null,
  maxBytes: number,
  onChunk?: (chunk: Uint8Array) => void,
): Promise<string> {
  const chunks: Uint8Array[] = []
  const take = onChunk ?? ((chunk) => chunks.push(chunk))
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new HostError(`the answer is larger than ${maxBytes} bytes`)
    take(chunk)
  }
  return Buffer.concat(chunks).toString()
}
