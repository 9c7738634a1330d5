import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Another process holds the directory; the message says what to do. */
export class DirectoryInUseError extends Error {
  override name = 'DirectoryInUseError'
}

/**
 * Takes the only right to `directory` until the returned function is called or the process ends, however it ends: the operating system
 * drops the lock of a killed process. Node has no file locks of its own; an exclusive transaction of SQLite is one, on every system.
 * @throws DirectoryInUseError when another process holds it.
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true })
  const file = new DatabaseSync(join(directory, 'lock'), { timeout: 0 })
  try {
    file.exec('begin exclusive')
  } catch (error) {
    file.close()
    if (!isBusy(error)) throw error
    throw new DirectoryInUseError(
      `The embedded database in ${directory} is in use by another Packgrid process. ` +
        'Stop that process, choose another directory with PACKGRID_DATA, or let both share a PostgreSQL server with DATABASE_URL.',
    )
  }
  return () => file.close()
}

function isBusy(error: unknown): boolean {
  const sqliteBusy = 5
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy
}
