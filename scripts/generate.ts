// Writes the generated files: table types from the migrations, the OpenAPI document from the routes, the client's types from that.
import { writeFile } from 'node:fs/promises'

import { createApp } from '../src/app.ts'
import { parseConfig } from '../src/config.ts'
import { openEmbedded } from '../src/db/connect.ts'
import { migrate } from '../src/db/migrate.ts'
import { renderOpenApi } from '../src/docs/openapi.ts'
import { generateClientTypes } from './client-types.ts'
import { generateTableTypes } from './table-types.ts'

const connection = await openEmbedded({ dataDir: 'memory://' }, { timeZone: 'UTC' })
await migrate(connection.db)
await writeFile(new URL('../src/db/tables.ts', import.meta.url), await generateTableTypes(connection.db))
const { server } = await createApp({ ...parseConfig({ LOG_LEVEL: 'silent' }), connection, fetch, now: Date.now })
await server.ready()
await writeFile(new URL('../openapi.json', import.meta.url), renderOpenApi(server))
await writeFile(new URL('../client/schema.d.ts', import.meta.url), generateClientTypes(JSON.parse(renderOpenApi(server))))
await server.close()
await connection.close()
