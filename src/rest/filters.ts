import { type RawBuilder, sql } from 'kysely'
import { Type } from 'typebox'

import type { Database } from '../db/connect.ts'
import { type Filter, type Filters, InvalidValueError } from './parameters.ts'

/** Rows in which one of `columns` contains `text`, whatever its case. */
export function matchText(text: string, columns: readonly RawBuilder<unknown>[]): RawBuilder<boolean> {
  const pattern = `%${text.replace(/[\\%_]/g, String.raw`\$&`)}%`
  const matches = columns.map((column) => sql`${column} ilike ${pattern}`)
  return sql`(${sql.join(matches, sql` or `)})`
}

export function booleanFilter(description: string, condition: RawBuilder<unknown>): Filter {
  return {
    schema: Type.Boolean({ description }),
    toCondition(value) {
      if (value !== 'true' && value !== 'false') throw new InvalidValueError(`Must be true or false, not "${value}".`)
      return value === 'true' ? sql`(${condition})` : sql`not (${condition})`
    },
  }
}

/** For each named column the filters `…_after` (at or after) and `…_before` (earlier than). */
export function datetimeFilters(columns: Record<string, RawBuilder<unknown>>): Filters {
  const filters: Filters = {}
  for (const [name, column] of Object.entries(columns)) {
    filters[`${name}_after`] = datetimeFilter(
      'At or after this date or ISO 8601 time.',
      (time) => sql`${column} >= ${time}::timestamptz`,
    )
    filters[`${name}_before`] = datetimeFilter(
      'Earlier than this date or ISO 8601 time.',
      (time) => sql`${column} < ${time}::timestamptz`,
    )
  }
  return filters
}

function datetimeFilter(description: string, toCondition: (time: string) => RawBuilder<boolean>): Filter {
  return {
    schema: Type.String({ description: `${description} Without an offset it is read in the time zone of the directory.` }),
    toCondition(value) {
      // A plus sign that nobody escaped has become a space.
      const time = value.replace(/ (?=\d\d:?\d\d$)/, '+')
      if (!isDatetime(time)) {
        throw new InvalidValueError(`"${value}" is not a date (2026-01-31) or an ISO 8601 time (2026-01-31T12:00:00Z).`)
      }
      return toCondition(time)
    },
  }
}

/** Four-digit years, real days, offsets within a day: whatever passes, PostgreSQL reads too. */
export function isDatetime(text: string): boolean {
  const match =
    /^([1-9]\d{3}-\d\d-\d\d)(?:[T ]([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-](0\d|1[0-5]):?[0-5]\d)?)?$/.exec(
      text,
    )
  const day = match?.[1]
  const date = day === undefined ? undefined : new Date(`${day}T00:00:00Z`)
  return date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${day}T`)
}

/** The id of the record that `key` names by id or slug. @throws InvalidValueError when there is none */
export async function findId(db: Database, table: 'category' | 'grid' | 'package', key: string): Promise<number> {
  const isId = /^\d{1,15}$/.test(key)
  const row = await db
    .selectFrom(table)
    .select('id')
    .where(isId ? sql<boolean>`id = ${Number(key)}` : sql<boolean>`slug = ${key}`)
    .executeTakeFirst()
  if (!row) throw new InvalidValueError(`No ${table} has the id or slug "${key}".`)
  return row.id
}
