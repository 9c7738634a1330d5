/**
 * What the client remembers of a repository between two questions; it travels in the repository's validators, so that a restart, another
 * process or another machine knows it too.
 */
export interface Memory {
  /** The number that a repository has besides its id; it stays when GitHub changes the form of ids. */
  databaseId: number | undefined
  /** The id's form of today, where it is another than the one that the catalogue knows the repository by. */
  currentId: string | undefined
  /** ETag of the contributors. */
  etag: string | undefined
  /** The head (commit) that the contributors were asked for. */
  contributorsOf: string | undefined
  /** The head and week that the daily statistics were asked for, and answered or refused. */
  statisticsOf: string | undefined
  /** Statistics are being made: how often that was the answer, and when to ask again. */
  waiting: { times: number; until: number } | undefined
  /** Counting the commits was too much for GitHub; until then it is not asked again. */
  noHistoryUntil: number | undefined
  /** The same of the 52 weeks. */
  noWeeksUntil: number | undefined
  /** Which REST question was asked last, so that two that are due take turns. */
  lastAsked: string | undefined
}

export function toMemory(validators: Readonly<Record<string, string>>): Memory {
  const [times, until] = (validators['waiting'] ?? '').split(' ')
  return {
    databaseId: validators['databaseId'] ? Number(validators['databaseId']) : undefined,
    currentId: validators['currentId'],
    etag: validators['etag'],
    contributorsOf: validators['contributorsOf'],
    statisticsOf: validators['statisticsOf'],
    waiting: times && until ? { times: Number(times), until: Date.parse(until) } : undefined,
    noHistoryUntil: toTime(validators['noHistoryUntil']),
    noWeeksUntil: toTime(validators['noWeeksUntil']),
    lastAsked: validators['lastAsked'],
  }
}

export function toValidators({ databaseId, waiting, noHistoryUntil, noWeeksUntil, ...texts }: Memory): Record<string, string> {
  const entries = {
    ...texts,
    databaseId: databaseId?.toString(),
    waiting: waiting && `${waiting.times} ${new Date(waiting.until).toISOString()}`,
    noHistoryUntil: noHistoryUntil && new Date(noHistoryUntil).toISOString(),
    noWeeksUntil: noWeeksUntil && new Date(noWeeksUntil).toISOString(),
  }
  return Object.fromEntries(Object.entries(entries).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

function toTime(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) ? undefined : time
}
