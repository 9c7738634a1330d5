import { writeSync } from 'node:fs'

import { parseConfig } from '../../src/config.ts'
import { connect } from '../../src/db/connect.ts'

/*
 * A process that writes for ever: package after package, numbered from the first argument on, each with a release and a grid in one
 * transaction. It acknowledges what is committed by its number on a line of standard output.
 */

const { database, timeZone } = parseConfig()
const { db } = await connect(database, { timeZone })

for (let number = Number(process.argv[2]); ; number++) {
  await db.transaction().execute(async (tx) => {
    const { id } = await tx
      .insertInto('package')
      .values({ category_id: 1, title: `Written ${number}`, slug: `written-${number}`, repo_watchers: number })
      .returning('id')
      .executeTakeFirstOrThrow()
    const release = await tx
      .insertInto('release')
      .values({ package_id: id, number: `1.${number}` })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tx.updateTable('package').set({ latest_release_id: release.id }).where('id', '=', id).execute()
    await tx.insertInto('grid_package').values({ grid_id: 66, package_id: id }).execute()
  })
  writeSync(1, `${number}\n`)
}
