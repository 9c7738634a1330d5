import type { Config } from '../config.ts'
import { openDatabase } from './database.ts'
import { openQueue, startRounds } from './refreshing.ts'
import { Refusal } from './refusal.ts'
import { untilAskedToStop } from './stopping.ts'

/** Refreshes packages until a signal asks it to stop; as many of these as wanted share one PostgreSQL. */
export async function work(config: Config): Promise<void> {
  if (config.database.engine === 'embedded') {
    throw new Refusal(
      'The embedded database belongs to one process: packgrid serve refreshes by itself. Workers need DATABASE_URL.',
    )
  }
  const { connection } = await openDatabase(config)
  try {
    const queue = await openQueue(connection)
    const rounds = await startRounds(config, connection, queue)
    console.log('Packgrid refreshes packages. Ctrl+C stops it.')
    await untilAskedToStop()
    await rounds[Symbol.asyncDispose]()
    await queue.close()
  } finally {
    await connection.close()
  }
}
