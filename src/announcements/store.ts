import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { BannerLevel } from '../http/banners.ts'

export interface Announcement {
  id: number
  slug: string
  title: string
  text: string
  level: BannerLevel
  /** Whether every page shows it until it ends. */
  isBanner: boolean
  startsAt: string
  endsAt: string | null
  author: string | null
}

export type AnnouncementValues = Pick<Announcement, 'title' | 'text' | 'level' | 'isBanner' | 'startsAt' | 'endsAt'>

// Times in UTC, whatever the session's zone.
const utc = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const columns = sql`announcement.id, slug, title, text, level, is_banner as "isBanner", ${utc('starts_at')} as "startsAt",
  ${utc('ends_at')} as "endsAt", (select name from account where account.id = announcement.created_by) as author`

/** The newest first. @param until only those that have begun then */
export async function listAnnouncements(
  db: Database,
  { until, limit, offset = 0 }: { until?: Date; limit: number; offset?: number },
): Promise<Announcement[]> {
  const { rows } = await sql<Announcement>`
    select ${columns} from announcement where ${until ? sql`starts_at <= ${until.toISOString()}` : sql`true`}
    order by starts_at desc, id desc limit ${limit} offset ${offset}`.execute(db)
  return rows
}

export async function countAnnouncements(db: Database, until: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from announcement where starts_at <= ${until.toISOString()}`.execute(db)
  return rows[0]?.count ?? 0
}

/** When the next one begins that has not begun. */
export async function findNextStart(db: Database, now: Date): Promise<Date | undefined> {
  const { rows } = await sql<{ next: string | null }>`
    select ${utc('starts_at')} as next from announcement where starts_at > ${now.toISOString()} order by starts_at limit 1`.execute(
    db,
  )
  return rows[0]?.next ? new Date(rows[0].next) : undefined
}

/** Those that are or will be banners. */
export async function listBanners(db: Database, now: Date): Promise<Announcement[]> {
  const { rows } = await sql<Announcement>`
    select ${columns} from announcement where is_banner and (ends_at is null or ends_at > ${now.toISOString()})
    order by starts_at desc, id desc`.execute(db)
  return rows
}

export async function findAnnouncement(db: Database, key: { id: number } | { slug: string }): Promise<Announcement | undefined> {
  const { rows } = await sql<Announcement>`
    select ${columns} from announcement where ${'id' in key ? sql`id = ${key.id}` : sql`slug = ${key.slug}`}`.execute(db)
  return rows[0]
}

/** Its address is made of its day and its title, once and for all. */
export async function createAnnouncement(db: Database, values: AnnouncementValues, accountId: number): Promise<number> {
  const words = values.title
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  const slug = `${values.startsAt.slice(0, 10)}-${words}`.slice(0, 100).replace(/-$/, '')
  const row = await db
    .insertInto('announcement')
    .values({
      ...toColumns(values),
      created_by: accountId,
      modified_by: accountId,
      // The same day and title twice: told apart by a number that nothing else has.
      slug: sql`case when exists (select from announcement where slug = ${slug})
        then ${`${slug}-`} || (select max(id) + 1 from announcement) else ${slug} end`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function updateAnnouncement(db: Database, id: number, values: AnnouncementValues, accountId: number): Promise<void> {
  await db
    .updateTable('announcement')
    .set({ ...toColumns(values), modified_by: accountId, modified_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}

export async function removeAnnouncement(db: Database, id: number): Promise<void> {
  await db.deleteFrom('announcement').where('id', '=', id).execute()
}

function toColumns({ title, text, level, isBanner, startsAt, endsAt }: AnnouncementValues) {
  return { title, text, level, is_banner: isBanner, starts_at: startsAt, ends_at: endsAt }
}
