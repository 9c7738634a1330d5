import type { Message } from '../http/stored-response.ts'
import type { Conversation } from './conversation.ts'
import { methodNotAllowed, notAuthenticated, permissionDenied } from './errors.ts'
import { readBody } from './input/body.ts'
import { parseBody } from './input/parsers.ts'
import { emptyMessage, renderContent, toMessage } from './rendering.ts'
import type { WriteMethod } from './writing.ts'

const writeMethods: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE'] satisfies WriteMethod[]

export function isWriteMethod(method: string): method is WriteMethod {
  return writeMethods.includes(method)
}

/** Carries out a request that changes something: first who may, then whether the address takes it, and only then is the body read. */
export async function write(conversation: Conversation, method: WriteMethod): Promise<Message> {
  const { request, address, exchange, format, reading, findAddress, options } = conversation
  const { writing } = address.endpoint
  const { actor } = reading
  if (!writing) throw methodNotAllowed(method)
  if (!actor) throw notAuthenticated()
  if (!writing.allows(actor, method)) throw permissionDenied()
  if (!writing.methods.includes(method)) throw methodNotAllowed(method)
  const { headers } = request.raw
  const answer = await writing.write({
    ...reading,
    actor,
    method,
    findAddress,
    ifMatch: headers['if-match'],
    readInput: async () => parseBody(headers['content-type'] ?? '', await readBody(request.raw)),
  })
  await options.settled()
  if (answer.status === 204) return emptyMessage(exchange)
  const content = renderContent(exchange, format, answer.status, answer)
  const location = answer.location === undefined ? {} : { Location: answer.location }
  return toMessage(answer.status, { ...content, headers: { ...content.headers, ...location } })
}
