import type { Database } from '../../src/db/connect.ts'

export interface TestFeature {
  title: string
  description?: string
  /** Text by slug of the package; each must be in the grid. */
  cells?: Readonly<Record<string, string>>
}

/** Writes features and their cells into a grid, as people would; the ids of the features. */
export async function saveFeatures(db: Database, gridSlug: string, features: readonly TestFeature[]): Promise<number[]> {
  const { id: gridId } = await db.selectFrom('grid').select('id').where('slug', '=', gridSlug).executeTakeFirstOrThrow()
  const ids: number[] = []
  for (const { title, description = '', cells = {} } of features) {
    const { id } = await db
      .insertInto('feature')
      .values({ grid_id: gridId, title, description })
      .returning('id')
      .executeTakeFirstOrThrow()
    ids.push(id)
    for (const [slug, text] of Object.entries(cells)) {
      const membership = await db
        .selectFrom('grid_package')
        .innerJoin('package', 'package.id', 'grid_package.package_id')
        .select('grid_package.id')
        .where('grid_id', '=', gridId)
        .where('slug', '=', slug)
        .executeTakeFirstOrThrow()
      await db.insertInto('element').values({ grid_id: gridId, grid_package_id: membership.id, feature_id: id, text }).execute()
    }
  }
  return ids
}
