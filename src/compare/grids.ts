import type { Database } from '../db/connect.ts'

/** What stands above the table of a grid. */
export interface GridHead {
  id: number
  slug: string
  title: string
  description: string
  isLocked: boolean
}

export async function findGrid(db: Database, slug: string): Promise<GridHead | undefined> {
  if (!/^[\w-]{1,50}$/.test(slug)) return undefined
  return db
    .selectFrom('grid')
    .select(['id', 'slug', 'title', 'description', 'is_locked as isLocked'])
    .where('slug', '=', slug)
    .executeTakeFirst()
}
