import { ImportError } from './errors.ts'

/** Longest line that an import takes: several times what the widest allowed record needs. */
const maxLineBytes = 2 ** 20

export interface Line {
  file: string
  number: number
  text: string
}

/**
 * The lines of a file that hold something, decoded strictly; a byte order mark before the first is dropped. Never holds more than
 * one line and one chunk. @throws ImportError for a line that is too long or not UTF-8, and when the bytes end badly.
 */
export async function* readLines(bytes: AsyncIterable<Buffer>, file: string): AsyncGenerator<Line> {
  let number = 1
  let unfinished: Buffer[] = []
  let unfinishedBytes = 0

  function extend(part: Buffer): void {
    unfinished.push(part)
    unfinishedBytes += part.length
    if (unfinishedBytes > maxLineBytes) {
      throw new ImportError({ file, line: number }, `is longer than ${maxLineBytes} bytes`)
    }
  }

  function* finish(): Generator<Line> {
    const text = decode(Buffer.concat(unfinished), { file, line: number })
    if (/[^ \t\r]/.test(text)) yield { file, number, text }
    unfinished = []
    unfinishedBytes = 0
    number++
  }

  try {
    for await (const chunk of bytes) {
      let start = 0
      for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
        extend(chunk.subarray(start, end))
        yield* finish()
        start = end + 1
      }
      extend(chunk.subarray(start))
    }
    yield* finish()
  } catch (error) {
    throw toReadError(error, { file, line: number })
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Buffer, place: { file: string; line: number }): string {
  try {
    const text = utf8.decode(bytes)
    return place.line === 1 && text.startsWith('\u{FEFF}') ? text.slice(1) : text
  } catch {
    throw new ImportError(place, 'is not UTF-8')
  }
}

/** A disk that fails or a gzip file that is cut short is the file's fault; anything else is a bug. */
function toReadError(error: unknown, place: { file: string; line: number }): unknown {
  const isOutside =
    error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(Z_|E[A-Z]+$)/.test(error.code)
  return isOutside ? new ImportError(place, `cannot be read: ${error.message}`) : error
}
