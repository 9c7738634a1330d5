import type { KyselyPlugin, PluginTransformResultArgs, QueryResult, RootOperationNode, UnknownRow } from 'kysely'

/**
 * Gives better-auth the `Date`s that it compares: everywhere else a timestamp stays text, because a `Date` would lose microseconds. Without
 * it an expired session would count as valid, since no text is earlier than a date.
 */
export const datesPlugin: KyselyPlugin = {
  transformQuery: ({ node }): RootOperationNode => node,
  transformResult: async ({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> => ({
    ...result,
    rows: result.rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toDate(name, value)]))),
  }),
}

function toDate(column: string, value: unknown): unknown {
  // `2026-02-15 09:30:00.123456-05`: with a T and whole offset every engine reads it.
  return column.endsWith('_at') && typeof value === 'string' ? new Date(toIsoText(value)) : value
}

function toIsoText(timestamp: string): string {
  return timestamp.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')
}
