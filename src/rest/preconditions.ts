import { toEtagHash } from '../http/stored-response.ts'
import type { WriteRequest } from './endpoint.ts'
import { RestError } from './errors.ts'
import type { JsonRecord } from './fields.ts'
import { renderJson, type Json } from './json.ts'

/**
 * Lets a request with `If-Match` pass only while the record is what the client has read: the ETag is the one that GET gives to the same
 * address as JSON, in any encoding. The refusal shows the record as it is now,
 * and its latest edits.
 * @throws RestError 412
 */
export async function requireMatch(
  { ifMatch }: Pick<WriteRequest, 'ifMatch'>,
  readRecord: () => Promise<JsonRecord | null>,
  listEdits: () => Promise<Json>,
): Promise<void> {
  if (ifMatch === undefined || ifMatch.trim() === '*') return
  const current = await readRecord()
  if (parseEntityTags(ifMatch).includes(toEtagHash('application/json', Buffer.from(renderJson(current, 0))))) return
  const detail = 'The record was changed by somebody else since you read it: compare it with what it is now, and try again.'
  throw new RestError(412, { detail, current, edits: await listEdits() })
}

/** The hashes of the strong tags in the header, without the name of the encoding; a weak one never matches. */
function parseEntityTags(header: string): string[] {
  return [...header.matchAll(/(W\/)?"([^"]*)"/g)].flatMap(([, weak, tag = '']) =>
    weak ? [] : [tag.replace(/-(?:br|zstd|gzip)$/, '')],
  )
}
