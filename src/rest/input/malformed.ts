import { RestError } from '../errors.ts'

/** 400: the body is not what its type says. */
export const malformed = (kind: 'JSON' | 'Multipart form' | 'Form', reason: string) =>
  new RestError(400, { detail: `${kind} parse error - ${reason}` })
