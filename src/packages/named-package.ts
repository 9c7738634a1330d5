import type { Database } from '../db/connect.ts'
import { isSlug } from './package-facts.ts'

export interface NamedPackage {
  id: number
  slug: string
  title: string
}

/** What pages about a package that show nothing of it need. */
export async function findNamedPackage(db: Database, slug: string): Promise<NamedPackage | undefined> {
  if (!isSlug(slug)) return undefined
  return db.selectFrom('package').select(['id', 'slug', 'title']).where('slug', '=', slug).executeTakeFirst()
}
