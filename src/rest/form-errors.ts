import { RestError } from './errors.ts'

/** What is wrong with a form, field by field; `''` holds what is wrong with the whole. */
export type FormErrors = Readonly<Record<string, readonly string[]>>

/** The result of `change`, or what its refusal says about the fields of a form. */
export async function tryForm<Result>(
  change: () => Promise<Result>,
): Promise<{ result: Result; errors?: undefined } | { result?: undefined; errors: FormErrors }> {
  try {
    return { result: await change() }
  } catch (error) {
    if (error instanceof RestError && [400, 403, 404, 409].includes(error.status)) return { errors: toFormErrors(error) }
    throw error
  }
}

function toFormErrors({ body, message }: RestError): FormErrors {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { '': [message] }
  return Object.fromEntries(
    Object.entries(body).map(([name, texts]) => [
      name === 'detail' || name === 'non_field_errors' ? '' : name,
      (Array.isArray(texts) ? texts : [texts]).map(String),
    ]),
  )
}
