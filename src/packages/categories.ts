import type { Database } from '../db/connect.ts'

/** Every package has one. */
export interface Category {
  id: number
  slug: string
  title: string
  titlePlural: string
  description: string
}

/** All categories, by title. */
export async function listCategories(db: Database): Promise<Category[]> {
  const rows = await db
    .selectFrom('category')
    .select(['id', 'slug', 'title', 'title_plural', 'description'])
    .orderBy('title')
    .orderBy('id')
    .execute()
  return rows.map(({ id, slug, title, description, title_plural: plural }) => ({
    id,
    slug,
    title,
    titlePlural: plural === '' ? title : plural,
    description,
  }))
}
