import type { FastifyInstance } from 'fastify'

import { createPassword, savePassword } from '../accounts/passwords.ts'
import { createAccount, hasAccounts } from '../accounts/store.ts'
import { createApp } from '../app.ts'
import type { Config } from '../config.ts'
import type { Connection } from '../db/connect.ts'
import { importSampleIfEmpty } from '../import/sample.ts'
import { toSummary } from '../import/summary.ts'
import { openDatabaseForRequests } from './database.ts'
import { describeRefreshing, openForServer } from './refreshing.ts'
import { Refusal, toMessage } from './refusal.ts'
import { untilAskedToStop } from './stopping.ts'

/** How long answers under way may take when the server is asked to stop. */
const graceMs = 3_000

/** Answers requests until a signal asks it to stop. An embedded database that holds nothing gets the sample catalogue first. */
export async function serve(config: Config): Promise<void> {
  const connection = await openDatabaseForRequests(config)
  try {
    const loaded = config.database.engine === 'embedded' && (await importSampleIfEmpty(connection.db))
    if (loaded) console.log(`The database is empty, so the sample catalogue is loaded. ${toSummary(loaded)}`)
    await createFirstAdmin(config, connection)
    await using refreshing = await openForServer(config, connection)
    const { server } = await createApp({ ...config, connection, fetch, now: Date.now, refreshing })
    try {
      await listen(server, config)
      console.log(`Packgrid answers at ${config.publicUrl ?? server.listeningOrigin}/api/v4/`)
      console.log(describeRefreshing(config))
      await refreshing?.start()
      await untilAskedToStop()
    } finally {
      setTimeout(() => server.server.closeAllConnections(), graceMs).unref()
      await server.close()
    }
  } finally {
    await connection.close()
  }
}

/** The embedded database belongs to whoever starts it: with no account in it, that person gets one that may everything. */
async function createFirstAdmin({ database }: Config, { db }: Connection): Promise<void> {
  if (database.engine !== 'embedded' || (await hasAccounts(db))) return
  const password = createPassword()
  await savePassword(db, await createAccount(db, 'admin', 'admin'), password)
  console.log(`There is no account yet, so there is one now: admin, with the password ${password} (shown only now).`)
}

async function listen(server: FastifyInstance, { host, port }: Config): Promise<void> {
  await server.listen({ host, port }).catch((error: unknown) => {
    throw new Refusal(`Cannot listen on port ${port} of ${host}: ${toMessage(error)}. Choose others with PORT and HOST.`)
  })
}
