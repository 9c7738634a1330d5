import { parseAnswer } from '../hosts/answer.ts'
import type { HostApi } from '../hosts/api.ts'
import { HostError, toFailure, UnexpectedStatusError } from '../hosts/errors.ts'
import type { Outcome, Urgency } from '../hosts/facts.ts'
import type { HostAnswer } from '../hosts/fetch.ts'
import type { Manners } from '../hosts/paced-api.ts'
import type { ProjectFacts } from '../hosts/releases.ts'
import { toProjectFacts } from './facts.ts'
import { toNormalizedName } from './names.ts'
import { type ProjectDocument, projectDocumentValidator, type ProjectPage, projectPageValidator } from './schema.ts'

/** A project as far as it is known before the index is asked. */
interface KnownProject {
  /** In any spelling. */
  name: string
  /** As the last answer gave them. */
  validators: Readonly<Record<string, string>>
}

export interface PypiClient {
  /** Never throws for what the index or the network does. */
  fetchProject(known: KnownProject, urgency?: Urgency): Promise<Outcome<ProjectFacts>>
}

export interface PypiClientOptions {
  api: HostApi
  /** Origin of the index; `https://pypi.org` unless told. */
  url?: string | undefined
}

/** The index publishes no limit and asks for one question after the other. */
export const pypiManners: Manners = { pace: { concurrency: 1 } }

export const simpleMediaType = 'application/vnd.pypi.simple.v1+json'
/** Projects with a release a day for years have documents of several megabytes. */
const maxBytes = 32 * 2 ** 20

/**
 * The package index. The page of a project bears the serial of its last change, whatever was changed, so an unchanged page (304) stands for an
 * unchanged project: one request. Otherwise the metadata are asked for as well: two.
 */
export function createPypiClient({ api, url = 'https://pypi.org' }: PypiClientOptions): PypiClient {
  async function askPage(name: string, { validators }: KnownProject, urgency?: Urgency): Promise<HostAnswer> {
    const etag = validators['page']
    const headers = { accept: simpleMediaType, ...(etag === undefined ? {} : { 'if-none-match': etag }) }
    return api.ask({ url: `${url}/simple/${name}/`, operation: 'GET /simple/{project}/', headers, maxBytes }, urgency)
  }

  async function askDocument(name: string, urgency?: Urgency): Promise<HostAnswer> {
    const headers = { accept: 'application/json' }
    return api.ask({ url: `${url}/pypi/${name}/json`, operation: 'GET /pypi/{project}/json', headers, maxBytes }, urgency)
  }

  async function fetchProject(known: KnownProject, urgency?: Urgency): Promise<Outcome<ProjectFacts>> {
    const name = encodeURIComponent(toNormalizedName(known.name))
    const pageAnswer = await askPage(name, known, urgency)
    if (pageAnswer.status === 304 && known.validators['page'] !== undefined) return { kind: 'unchanged' }
    if (pageAnswer.status === 404) return { kind: 'missing', reason: 'The package index has no project of this name' }
    const page = parsePage(pageAnswer)
    const documentAnswer = await askDocument(name, urgency)
    if (documentAnswer.status === 404) return toUndocumented(page)
    const document = parseDocument(documentAnswer)
    requireSameProject(name, document, page)
    return { kind: 'found', facts: toProjectFacts(document, page), validators: toValidators(pageAnswer, document, page) }
  }

  return {
    fetchProject: (known, urgency) => fetchProject(known, urgency).catch(toFailure),
  }
}

function parsePage(answer: HostAnswer): ProjectPage {
  const operation = 'GET /simple/{project}/'
  if (answer.status !== 200) throw new UnexpectedStatusError(operation, answer.status)
  return parseAnswer(projectPageValidator, answer, operation)
}

function parseDocument(answer: HostAnswer): ProjectDocument {
  const operation = 'GET /pypi/{project}/json'
  if (answer.status !== 200) throw new UnexpectedStatusError(operation, answer.status)
  return parseAnswer(projectDocumentValidator, answer, operation)
}

function requireSameProject(name: string, { info }: ProjectDocument, page: ProjectPage): void {
  const names = [info.name, page.name].map(toNormalizedName)
  if (names.some((other) => other !== name)) throw new HostError('The package index answered with another project')
}

/** The index documents a project with a release that it shows, and no other. */
function toUndocumented(page: ProjectPage): Outcome<ProjectFacts> {
  if (page.versions.length > 0) throw new HostError('The package index lists releases but does not document them')
  const isQuarantined = page['project-status']?.status === 'quarantined'
  return { kind: 'missing', reason: isQuarantined ? 'The project is quarantined' : 'The project has no release' }
}

/** A document that is older than the page (caches differ) must be asked for again, which an unchanged page would prevent. */
function toValidators({ headers }: HostAnswer, document: ProjectDocument, page: ProjectPage): Record<string, string> {
  const etag = headers.get('etag')
  const isBehind = (document.last_serial ?? 0) < (page.meta['_last-serial'] ?? 0)
  return etag === null || isBehind ? {} : { page: etag }
}
