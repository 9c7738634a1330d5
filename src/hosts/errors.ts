import type { Failure } from './facts.ts'

/**
 * A host could not be asked or its answer is of no use: unreachable, refused, too slow, too large, not what its schema says. The message is
 * shown to readers and kept, so it never holds a credential, and of an answer nothing but its shape.
 */
export class HostError extends Error {
  override name = 'HostError'
}

/** There was no answer: the host was silent for too long, or the connection failed. */
export class NoAnswerError extends HostError {
  override name = 'NoAnswerError'
}

/** The answer's status is none that the question expects. */
export class UnexpectedStatusError extends HostError {
  override name = 'UnexpectedStatusError'
  readonly status: number

  constructor(operation: string, status: number) {
    super(`${operation} answered ${status}`)
    this.status = status
  }
}

/** The host's limit is reached; nothing is asked before `retryAt`. */
export class HostLimitedError extends Error {
  override name = 'HostLimitedError'
  readonly retryAt: Date

  constructor(retryAt: Date) {
    super(`The host is not to be asked before ${retryAt.toISOString()}`)
    this.retryAt = retryAt
  }
}

/** What a question came to that ended in `error`. @throws error when it is neither the host's nor the network's, but a bug. */
export function toFailure(error: unknown): Failure {
  if (error instanceof HostLimitedError) return { kind: 'limited', retryAt: error.retryAt }
  if (error instanceof HostError) return { kind: 'failed', reason: error.message }
  throw error
}
