import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

import { ImportError } from './errors.ts'

/** Something to import, opened when its turn comes. */
export interface Source {
  /** As it is called in messages. */
  name: string
  /** Undefined where it cannot be known: standard input, a pipe. */
  sizeBytes: number | undefined
  open(): AsyncIterable<Buffer>
}

/** What the paths name, `-` being `input`. @throws ImportError for a path that names no file, before any is opened. */
export async function findSources(paths: readonly string[], input: AsyncIterable<Buffer>): Promise<Source[]> {
  return Promise.all(paths.map((path) => findSource(path, input)))
}

async function findSource(path: string, input: AsyncIterable<Buffer>): Promise<Source> {
  if (path === '-') return { name: 'standard input', sizeBytes: undefined, open: () => input }
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new ImportError({ file: path }, 'there is no such file')
  if (found.isDirectory()) throw new ImportError({ file: path }, 'is a directory; name the files in it')
  return { name: path, sizeBytes: found.isFile() ? found.size : undefined, open: () => createReadStream(path) }
}

const gzipMagic = Buffer.from([0x1f, 0x8b])

/** The bytes themselves, or what gzip packed into them, which the first two show. */
export async function* unpack(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const iterator = bytes[Symbol.asyncIterator]()
  const head = await readHead(iterator)
  const whole = prepend(head, iterator)
  if (!head.subarray(0, gzipMagic.length).equals(gzipMagic)) {
    yield* whole
    return
  }
  const gunzip = createGunzip()
  // What goes wrong destroys `gunzip` too, so it surfaces where its bytes are read.
  void pipeline(Readable.from(whole), gunzip).catch(() => {})
  yield* gunzip
}

/** Enough bytes to tell, if there are as many. */
async function readHead(iterator: AsyncIterator<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0)
  while (head.length < gzipMagic.length) {
    const next = await iterator.next()
    if (next.done) break
    head = Buffer.concat([head, next.value])
  }
  return head
}

async function* prepend(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head
  yield* { [Symbol.asyncIterator]: () => rest }
}
