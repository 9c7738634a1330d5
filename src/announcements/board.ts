import type { ChangeListener } from '../db/changes.ts'
import type { Database } from '../db/connect.ts'
import type { Banner, BannerBoard } from '../http/banners.ts'
import type { PageFrame } from '../http/caching.ts'
import { type Announcement, listBanners } from './store.ts'

/** The banners of now and of later in memory, kept current by the change feed, so that no page has to ask for them. */
export class Announcements implements ChangeListener, BannerBoard, PageFrame {
  readonly tag = 'announcements'
  readonly #db: Database
  readonly #now: () => number
  #banners: readonly Announcement[] = []
  /** Counts what may have changed them. */
  #changes = 1
  #known = 0
  #reading: Promise<number> | undefined

  constructor(db: Database, now: () => number) {
    this.#db = db
    this.#now = now
  }

  changed(key: string): void {
    if (key === this.tag || key === '*') this.#changes += 1
  }

  paused(): void {
    this.#changes += 1
  }

  resumed(): void {
    this.#changes += 1
  }

  due(): readonly Banner[] {
    const now = this.#now()
    return this.#banners
      .filter(({ startsAt, endsAt }) => Date.parse(startsAt) <= now && (endsAt === null || Date.parse(endsAt) > now))
      .map(({ id, title, level, slug }) => ({ id, title, level, path: `/changelog/${slug}/` }))
  }

  /** Resolves when every change heard so far is in memory, or the database does not answer. */
  async ready(): Promise<void> {
    const asked = this.#changes
    if (this.#known === asked) return
    // A reading that had begun already may not show the latest change; the next one does.
    if ((await this.#read()) < asked) await this.#read()
  }

  /** The number of the last change that it began after. */
  #read(): Promise<number> {
    this.#reading ??= this.#readOnce(this.#changes).finally(() => (this.#reading = undefined))
    return this.#reading
  }

  async #readOnce(changes: number): Promise<number> {
    try {
      this.#banners = await listBanners(this.#db, new Date(this.#now()))
      this.#known = changes
    } catch {
      // Pages that need the database say so themselves; the others do with the banners that were known.
    }
    return changes
  }

  /** Milliseconds until another banner begins or one ends; 0 when nobody knows. */
  changesInMs(): number {
    if (this.#known !== this.#changes) return 0
    const now = this.#now()
    const times = this.#banners.flatMap(({ startsAt, endsAt }) => [startsAt, ...(endsAt === null ? [] : [endsAt])])
    return Math.min(Infinity, ...times.map((time) => Date.parse(time) - now).filter((ms) => ms > 0))
  }
}
