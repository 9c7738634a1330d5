import { toWeekEnd, toWeekStart } from '../hosts/weeks.ts'
import type { LatestWeeks } from './facts.ts'

/** A repository to ask for: by its id, which follows renames and transfers, or by its name while no id is known. */
export type Target = { id: string } | { owner: string; name: string }

export interface Question {
  target: Target
  /** Whether commits are counted, which takes GitHub too long for a few giant repositories. */
  withHistory: boolean
}

export interface GraphqlQuery {
  query: string
  variables: Record<string, unknown>
}

export interface RepositoryQuery extends GraphqlQuery {
  /** Where in the data each question's answer stands. */
  paths: (readonly [string] | readonly [string, number])[]
}

const basics = `fragment Basics on Repository {
  id databaseId nameWithOwner url description isArchived archivedAt stargazerCount forkCount
  defaultBranchRef { target { oid ... on Commit { committedDate } } }
}`

/** Everything of `questions` in one query. */
export function toRepositoryQuery(
  questions: readonly Question[],
  weeks: readonly [last: string, running: string],
): RepositoryQuery {
  const ids: Record<'known' | 'giants', string[]> = { known: [], giants: [] }
  const variables: Record<string, unknown> = {}
  const parameters: string[] = []
  const fields: string[] = []
  const paths = questions.map(({ target, withHistory }, place): RepositoryQuery['paths'][number] => {
    if ('id' in target) {
      const field = withHistory ? 'known' : 'giants'
      return [field, ids[field].push(target.id) - 1]
    }
    parameters.push(`$owner${place}: String!, $name${place}: String!`)
    variables[`owner${place}`] = target.owner
    variables[`name${place}`] = target.name
    const spread = withHistory ? '...Basics ...History' : '...Basics'
    fields.push(`r${place}: repository(owner: $owner${place}, name: $name${place}) { ${spread} }`)
    return [`r${place}`]
  })
  for (const field of ['known', 'giants'] as const) {
    if (ids[field].length === 0) continue
    parameters.push(`$${field}: [ID!]!`)
    variables[field] = ids[field]
    fields.push(`${field}: nodes(ids: $${field}) { ...Basics ${field === 'known' ? '...History' : ''} }`)
  }
  const fragments = questions.some(({ withHistory }) => withHistory) ? [basics, toHistoryFragment(weeks)] : [basics]
  const query = [`query Repositories(${parameters.join(', ')}) {`, rateLimit, ...fields, '}', ...fragments].join('\n')
  return { query, variables, paths }
}

/** The commits of each of `weeks`, of the repositories with `ids`; the answer to the n-th week stands under `w<n>`. */
export function toWeeksQuery(ids: readonly string[], weeks: readonly string[]): GraphqlQuery {
  const counts = weeks.map((week, place) => `w${place}: ${toCount(week)}`)
  const query = `query Weeks($ids: [ID!]!) {
${rateLimit}
nodes(ids: $ids) { ... on Repository { defaultBranchRef { target { ... on Commit {
${counts.join('\n')}
} } } } }
}`
  return { query, variables: { ids } }
}

const rateLimit = 'rateLimit { cost remaining resetAt }'

/** Costs a point and tells whether GitHub answers at all. */
export const pingQuery: GraphqlQuery = { query: `query Ping { ${rateLimit} }`, variables: {} }

function toHistoryFragment([last, running]: LatestWeeks): string {
  return `fragment History on Repository {
  defaultBranchRef { target { ... on Commit {
    total: history { totalCount }
    lastWeek: ${toCount(last)}
    thisWeek: ${toCount(running)}
  } } }
}`
}

function toCount(week: string): string {
  return `history(since: "${toWeekStart(week)}", until: "${toWeekEnd(week)}") { totalCount }`
}
