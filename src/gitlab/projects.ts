import { parseAnswer } from '../hosts/answer.ts'
import type { HostApi } from '../hosts/api.ts'
import { HostError, toFailure, UnexpectedStatusError } from '../hosts/errors.ts'
import type { Outcome, Urgency } from '../hosts/facts.ts'
import { type GitlabProject, projectsQuery, projectsValidator, projectValidator } from './schema.ts'

/** Projects by id, or why one could not be asked for; one that GitLab does not show is not in it. */
export type Projects = Map<string, GitlabProject | Extract<Outcome<never>, { kind: 'failed' | 'limited' }>>

const operation = 'POST /api/graphql (projects)'

/** GitLab will not answer the question as it is: it is too large, too slow, or it holds something poisonous. */
class RefusedQuestionError extends HostError {
  override name = 'RefusedQuestionError'
}

/** So many single projects refused, and none answered: it is the server that is ill, and not to be asked for each of the others. */
const signsOfIllness = 2

/**
 * Many projects in one question. By GraphQL, for it looks them up by id, and tells visitors more than REST does. A question that GitLab refuses is
 * halved until only the poisoned project fails.
 */
export async function listProjects(api: HostApi, apiUrl: string, ids: readonly string[], urgency?: Urgency): Promise<Projects> {
  const projects: Projects = new Map()
  const questions: (readonly string[])[] = ids.length > 0 ? [ids] : []
  let answered = 0
  let refused = 0
  for (let question = questions.shift(); question; question = questions.shift()) {
    try {
      for (const [id, project] of await askProjects(api, apiUrl, question, urgency)) projects.set(id, project)
      answered++
    } catch (error) {
      const middle = Math.ceil(question.length / 2)
      const isRefused = error instanceof RefusedQuestionError
      if (isRefused && question.length > 1) {
        questions.unshift(question.slice(0, middle), question.slice(middle))
        continue
      }
      refused += isRefused ? 1 : 0
      const isIll = !isRefused || (answered === 0 && refused >= signsOfIllness)
      const lost = isIll ? [question, ...questions.splice(0)] : [question]
      const failure = toFailure(error)
      for (const id of lost.flat()) projects.set(id, failure)
    }
  }
  return projects
}

async function askProjects(api: HostApi, apiUrl: string, ids: readonly string[], urgency?: Urgency): Promise<Projects> {
  const variables = { ids: ids.map((id) => `gid://gitlab/Project/${id}`), count: ids.length }
  const answer = await api.ask(
    {
      url: `${apiUrl}/graphql`,
      operation,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: projectsQuery, variables }),
    },
    urgency,
  )
  if (answer.status >= 500) throw new RefusedQuestionError(`${operation} answered ${answer.status}`)
  if (answer.status !== 200) throw new UnexpectedStatusError(operation, answer.status)
  const { data } = parseAnswer(projectsValidator, answer, operation)
  if (!data?.projects) throw new RefusedQuestionError(`${operation} was refused`)
  return new Map(data.projects.nodes.flatMap((node) => (node ? [[node.id.replace(/^.*\//, ''), toProject(node)] as const] : [])))
}

function toProject(node: unknown): GitlabProject | { kind: 'failed'; reason: string } {
  if (projectValidator.Check(node)) return node
  return { kind: 'failed', reason: `${operation} answered what its schema does not allow` }
}
