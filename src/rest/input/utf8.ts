/** Bytes that are not UTF-8; the message is Python's. */
export class EncodingError extends Error {
  override name = 'EncodingError'
}

/**
 * Decodes as the reference does: a character that the end cuts off is dropped without a word, any other fault is named with its place.
 * @throws EncodingError
 */
export function decodeUtf8(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  // Nearly every body is right, and Buffer is fast: look for the fault only when there may be one.
  if (!text.includes('\ufffd')) return text
  let position = 0
  while (position < bytes.length) {
    const length = checkCharacter(bytes, position)
    if (length === undefined) return bytes.toString('utf8', 0, position)
    position += length
  }
  return text
}

/** Length of the character at `start`; undefined when the end cuts it off. */
function checkCharacter(bytes: Buffer, start: number): number | undefined {
  const first = bytes[start] ?? 0
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) throw toError(first, start, 'invalid start byte')
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  for (let offset = 1; offset < length; offset++) {
    const byte = bytes[start + offset]
    if (byte === undefined) return undefined
    const [low, high] = offset === 1 ? secondByteRange(first) : [0x80, 0xbf]
    if (byte < low || byte > high) throw toError(first, start, 'invalid continuation byte', offset)
  }
  return length
}

/** Overlong forms, surrogates and what lies beyond Unicode show in the second byte. */
function secondByteRange(first: number): [low: number, high: number] {
  if (first === 0xe0) return [0xa0, 0xbf]
  if (first === 0xed) return [0x80, 0x9f]
  if (first === 0xf0) return [0x90, 0xbf]
  return first === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf]
}

function toError(byte: number, start: number, reason: string, length = 1): EncodingError {
  const where =
    length === 1 ? `byte 0x${byte.toString(16)} in position ${start}` : `bytes in position ${start}-${start + length - 1}`
  return new EncodingError(`'utf-8' codec can't decode ${where}: ${reason}`)
}
