import type { Job } from '../jobs/queue.ts'
import type { SourceName, Subject } from './source.ts'

/** The queues that refreshing needs. */
export const refreshQueues = ['refresh', 'upkeep']

/** Asking a source about all that is due. */
export function toJob({ subject, name }: Pick<SourceName, 'name'> & { subject: Subject }): Job {
  return { queue: 'refresh', key: `${subject} ${name}` }
}

/** What time alone changes. */
export const upkeepJob: Job = { queue: 'upkeep', key: 'daily' }
