import type { Message } from '../http/stored-response.ts'
import type { Conversation } from './conversation.ts'
import type { WriteRequest } from './endpoint.ts'
import { methodNotAllowed, notAuthenticated, permissionDenied } from './errors.ts'
import { readBody } from './input/body.ts'
import { parseBody } from './input/parsers.ts'
import { Form } from './input/values.ts'
import { type PageForm, readPageForm, requireOwnPage, textOf } from './page-forms.ts'
import { emptyMessage, redirectMessage, renderContent, toMessage } from './rendering.ts'
import type { WriteAnswer, WriteMethod } from './writing.ts'

/** Carries out a request that changes something: first who may, then whether the address takes it, and only then is the body read. */
export async function write(conversation: Conversation, method: WriteMethod): Promise<Message> {
  const { request, exchange, format, reading } = conversation
  const page = await readPage(conversation, method)
  if (page) exchange.method = page.method
  const answer = await carryOut(conversation, page?.method ?? method, async () => {
    if (page) return page.input
    return parseBody(request.raw.headers['content-type'] ?? '', await readBody(request.raw))
  })
  await conversation.options.settled()
  if (page) return redirectMessage(toNextPage(conversation, answer), 303)
  if (answer.status === 204) return emptyMessage(exchange)
  const content = renderContent({ ...exchange, actor: reading.actor }, format, answer.status, answer)
  const location = answer.location === undefined ? {} : { Location: answer.location }
  return toMessage(answer.status, { ...content, headers: { ...content.headers, ...location } })
}

async function carryOut(
  { request, address, reading, findAddress }: Conversation,
  method: WriteMethod,
  readInput: WriteRequest['readInput'],
): Promise<WriteAnswer> {
  const { writing } = address.endpoint
  const { actor } = reading
  if (!writing) throw methodNotAllowed(method)
  if (!actor) throw notAuthenticated()
  if (!writing.allows(actor, method)) throw permissionDenied()
  if (!writing.methods.includes(method)) throw methodNotAllowed(method)
  return writing.write({ ...reading, actor, method, findAddress, ifMatch: request.raw.headers['if-match'], readInput })
}

/**
 * The form that the request is, when it comes from a browser with a session. Whatever a browser sends with a cookie, it must be from a
 * page of ours.
 */
async function readPage(conversation: Conversation, method: WriteMethod): Promise<PageForm | undefined> {
  const { request, address, exchange, reading } = conversation
  if (reading.actor?.via !== 'session') return undefined
  const type = request.raw.headers['content-type'] ?? ''
  if (method !== 'POST' || !/^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) {
    requireOwnPage(conversation)
    return undefined
  }
  const form = await parseBody(type, await readBody(request.raw))
  if (!(form instanceof Form)) return undefined
  requireOwnPage(conversation, textOf(form, 'csrf'))
  exchange.submitted = form
  return readPageForm(form, address.endpoint.writing?.fields)
}

/** Where a browser goes on, so that reloading does not write again. */
function toNextPage({ exchange, reading }: Conversation, { status, location }: WriteAnswer): string {
  if (location !== undefined) return location.slice(reading.links.origin.length)
  if (status !== 204) return exchange.address
  return exchange.address.replace(/[^/]+\/$/, '')
}
