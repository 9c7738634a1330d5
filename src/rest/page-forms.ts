import { CrossOriginError, requireSameOrigin } from '../http/same-origin.ts'
import type { Conversation } from './conversation.ts'
import { permissionDenied } from './errors.ts'
import type { Fields } from './input/field.ts'
import { parseBody } from './input/parsers.ts'
import { Form, type Input } from './input/values.ts'
import { isWriteMethod, type WriteMethod } from './writing.ts'

/** What a request of the browsable page asks for. */
export interface PageForm {
  method: WriteMethod
  input: Input
}

/**
 * Lets a write by the cookie of a session pass only when it comes from this site. @throws RestError 403
 * @param given the token in the form
 */
export function requireOwnPage({ request, exchange, options }: Conversation, given?: string): void {
  const csrf = exchange.viewer && { given, expected: exchange.viewer.csrfToken }
  try {
    requireSameOrigin(request.raw, options.site.origin(), csrf)
  } catch (error) {
    if (error instanceof CrossOriginError) throw permissionDenied(`CSRF Failed: ${error.message}`)
    throw error
  }
}

/** The method and the content that a form of the page carries in its fields; lists stand in it one item a line. @throws RestError 400, 415 */
export async function readPageForm(form: Form, fields: Fields | undefined): Promise<PageForm> {
  const named = textOf(form, '_method') ?? 'POST'
  const method = isWriteMethod(named) ? named : 'POST'
  const content = textOf(form, '_content')
  if (content !== undefined) {
    return { method, input: await parseBody(textOf(form, '_content_type') ?? 'application/json', Buffer.from(content)) }
  }
  return { method, input: splitLists(form, fields ?? {}) }
}

export function textOf(form: Form, name: string): string | undefined {
  const value = form.get(name)
  return typeof value === 'string' ? value : undefined
}

function splitLists(form: Form, fields: Fields): Form {
  const isList = (name: string) => {
    const field = fields[name]
    return field !== undefined && !field.readOnly && field.isList
  }
  return new Form(
    form.pairs.flatMap(([name, value]) =>
      isList(name) && typeof value === 'string'
        ? value.split(/\s+/).flatMap((item) => (item === '' ? [] : [[name, item] as const]))
        : [[name, value] as const],
    ),
  )
}
