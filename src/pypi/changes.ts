import { JSONParser } from '@streamparser/json'

import type { HostApi } from '../hosts/api.ts'
import { HostError, toFailure, UnexpectedStatusError } from '../hosts/errors.ts'
import type { Outcome } from '../hosts/facts.ts'
import { simpleMediaType } from './client.ts'
import { toNormalizedName } from './names.ts'
import { listedProjectValidator } from './schema.ts'

export interface ProjectChanges {
  /** Those of the given names whose serial on the index is another than the given one, as they were given. */
  changed: readonly string[]
  /** Those that the index does not list: deleted, quarantined, or never there. */
  absent: readonly string[]
  /** How many projects the index lists. */
  listed: number
}

export interface ChangesOptions {
  api: HostApi
  /** Origin of the index; `https://pypi.org` unless told. */
  url?: string | undefined
}

const operation = 'GET /simple/'
/** The list has some fifty megabytes; it is never held. */
const maxBytes = 512 * 2 ** 20
const timeoutMs = 300_000

/**
 * Which of our projects changed since their serials were stored: one conditional request for the list of all projects, read as it arrives.
 * Memory does not grow with the list. Never throws for what the index or the network does.
 *
 * @param serials by name in any spelling; undefined for a project that was never fetched, which counts as changed
 */
export function fetchChangedProjects(
  { api, url = 'https://pypi.org' }: ChangesOptions,
  serials: ReadonlyMap<string, number | undefined>,
  validators: Readonly<Record<string, string>> = {},
): Promise<Outcome<ProjectChanges>> {
  return fetchList(api, url, serials, validators).catch(toFailure)
}

async function fetchList(
  api: HostApi,
  url: string,
  serials: ReadonlyMap<string, number | undefined>,
  validators: Readonly<Record<string, string>>,
): Promise<Outcome<ProjectChanges>> {
  const reader = createListReader(serials)
  const etag = validators['list']
  const answer = await api.ask({
    url: `${url}/simple/`,
    operation,
    headers: { accept: simpleMediaType, ...(etag === undefined ? {} : { 'if-none-match': etag }) },
    maxBytes,
    timeoutMs,
    onChunk: reader.write,
  })
  if (answer.status === 304 && etag !== undefined) return { kind: 'unchanged' }
  if (answer.status !== 200) throw new UnexpectedStatusError(operation, answer.status)
  const newEtag = answer.headers.get('etag')
  return { kind: 'found', facts: reader.end(), validators: newEtag === null ? {} : { list: newEtag } }
}

/** Takes the list piece by piece and keeps what concerns `serials`. Its functions throw HostError for what is no such list. */
function createListReader(serials: ReadonlyMap<string, number | undefined>) {
  const pending = Map.groupBy(serials.keys(), toNormalizedName)
  const changed: string[] = []
  let listed = 0

  const parser = new JSONParser({ paths: ['$.projects.*'], keepStack: false })
  parser.onValue = ({ value }) => {
    if (!listedProjectValidator.Check(value)) throw new HostError('the answer is not what its schema allows')
    listed++
    const key = toNormalizedName(value.name)
    const names = pending.get(key)
    if (!names) return
    pending.delete(key)
    for (const name of names) if (serials.get(name) !== value['_last-serial']) changed.push(name)
  }

  function write(chunk: Uint8Array): void {
    try {
      parser.write(chunk)
    } catch (error) {
      throw error instanceof HostError ? error : new HostError('the answer is not JSON')
    }
  }

  function end(): ProjectChanges {
    if (!parser.isEnded) throw new HostError(`${operation} answered what ends too early`)
    // An index without any project is one that is broken: nothing of ours is gone for that.
    if (listed === 0) throw new HostError(`${operation} answered an empty list`)
    return { changed, absent: [...pending.values()].flat(), listed }
  }

  return { write, end }
}
