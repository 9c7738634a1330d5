import { type RawBuilder, sql } from 'kysely'

import type { IconName } from '../http/icons.ts'

/** Where a package stands in its life; the first that applies, from the end of this list upwards. */
export const statuses = [
  'active',
  'steady',
  'finished',
  'slowing',
  'unmaintained',
  'unknown',
  'gone',
  'archived',
  'deprecated',
  'quarantined',
] as const
export type Status = (typeof statuses)[number]

/** What lists leave out unless asked: nobody should begin with these. */
export const deadStatuses = ['unmaintained', 'gone', 'archived', 'deprecated', 'quarantined'] as const satisfies Status[]
export const livingStatuses = statuses.filter((status) => !deadStatuses.some((dead) => dead === status))

export const statusWords: Readonly<Record<Status, { label: string; tone: string; icon: IconName; meaning: string }>> = {
  active: { label: 'Active', tone: 'good', icon: 'check', meaning: 'A commit or a release within the last year.' },
  steady: { label: 'Steady', tone: 'good', icon: 'check', meaning: 'The last commit or release is one to two years old.' },
  finished: {
    label: 'Finished',
    tone: 'good',
    icon: 'check',
    meaning: 'Quiet for more than two years, but stable by its own word and still downloaded a lot.',
  },
  slowing: { label: 'Slowing', tone: 'caution', icon: 'clock', meaning: 'The last commit or release is two to four years old.' },
  unmaintained: {
    label: 'Unmaintained',
    tone: 'bad',
    icon: 'warning',
    meaning: 'No commit and no release for more than four years.',
  },
  unknown: { label: 'Unknown', tone: '', icon: 'unknown', meaning: 'No commit and no release is known.' },
  gone: { label: 'Gone', tone: 'bad', icon: 'cross', meaning: 'Its repository has not been found for more than a week.' },
  archived: { label: 'Archived', tone: 'bad', icon: 'archive', meaning: 'Its people have closed its repository or its project.' },
  deprecated: { label: 'Deprecated', tone: 'bad', icon: 'warning', meaning: 'Its people or our community advise against it.' },
  quarantined: {
    label: 'Quarantined',
    tone: 'bad',
    icon: 'cross',
    meaning: 'The package index hands it out to nobody, because it may do harm.',
  },
}

/** Time of the last commit or release; from `package` and, as `latest`, its latest release. */
export const lastActivity = sql<string | null>`greatest(package.last_commit_at, latest.released_at)`

/** When any of its facts were fetched last; from `package`. What was found unchanged is noted in the books only, so that the package is not written. */
export const lastFetchedAt = sql<string | null>`coalesce(
  (select max(fetched_at) from refresh_state where refresh_state.package_id = package.id), package.last_fetched_at)`

/** The status at `now`, in SQL, so that lists can filter and count by it; from `package` and, as `latest`, its latest release. */
export function statusExpression(now: Date): RawBuilder<Status> {
  const olderThan = (years: number) => sql`${lastActivity} < ${yearsBefore(now, years)}::timestamptz`
  return sql<Status>`case
    when package.pypi_status = 'quarantined' then 'quarantined'
    when package.deprecated_at is not null or package.deprecated_by is not null or package.replaced_by_id is not null
      or package.pypi_status = 'deprecated' then 'deprecated'
    when package.archived_at is not null or package.pypi_status = 'archived' then 'archived'
    when package.gone_at is not null then 'gone'
    when ${lastActivity} is null then 'unknown'
    when ${olderThan(2)} and latest.development_status in (5, 6) and package.pypi_downloads >= 10000
      and package.supports_python3 is not false then 'finished'
    when ${olderThan(4)} then 'unmaintained'
    when ${olderThan(2)} then 'slowing'
    when ${olderThan(1)} then 'steady'
    else 'active'
  end`
}

/** To the day, so that the pages of one day ask the same. */
function yearsBefore(now: Date, years: number): string {
  const day = new Date(now)
  day.setUTCFullYear(day.getUTCFullYear() - years)
  return day.toISOString().slice(0, 10)
}
