/** The world outside does not let a command run; the message is one line that says what to do. */
export class Refusal extends Error {
  override name = 'Refusal'
}

/** What went wrong, in words: some errors of Node have only a code, or are several in one. */
export function toMessage(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return toMessage(error.errors[0])
  return error instanceof Error ? error.message || error.name : String(error)
}
