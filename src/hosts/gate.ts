import { toBudget, toPauseEnd, toRetryAt } from './budget.ts'
import { type Clock, systemClock } from './clock.ts'
import { HostLimitedError } from './errors.ts'
import type { HostAnswer } from './fetch.ts'

export interface HostGateOptions {
  /** Requests at once; one unless the host documents more. */
  concurrency?: number
  /** Between the starts of two requests. */
  minIntervalMs?: number
  /** How much of a budget is kept for urgent questions. */
  reserve?: number
  clock?: Clock
}

export interface Turn {
  /** Which of the host's budgets the question draws on, where it has several. */
  budget?: string | undefined
  /** Somebody waits: the question goes first and may use the reserve. */
  isUrgent?: boolean | undefined
  /** Recognises a limit that a host tells in the body of a 200. */
  isLimit?: ((answer: HostAnswer) => boolean) | undefined
}

/** The way to one host, which keeps its rules. */
export interface HostGate {
  /**
   * Calls `ask` when it is this question's turn, and learns from the answer.
   * @throws HostLimitedError, without calling, while the host is not to be asked; and for an answer that says so.
   */
  run(ask: () => Promise<HostAnswer>, turn?: Turn): Promise<HostAnswer>
  /** Until when nothing is asked; undefined while the gate is open. */
  readonly closedUntil: Date | undefined
}

const minuteMs = 60_000
const maxPauseMs = 60 * minuteMs

export function createHostGate(options: HostGateOptions = {}): HostGate {
  const { concurrency = 1, minIntervalMs = 0, reserve = 0, clock = systemClock } = options
  const budgets = new Map<string, { remaining: number; resetAt: Date }>()
  const waiting: { isUrgent: boolean; start: () => void }[] = []
  let running = 0
  let nextStart = 0
  let closedUntil = 0
  /** Refusals in a row that named no time. */
  let strikes = 0

  function requireOpen({ budget = '', isUrgent = false }: Turn): void {
    if (closedUntil > clock.now()) throw new HostLimitedError(new Date(closedUntil))
    const left = budgets.get(budget)
    if (!left || left.resetAt.getTime() <= clock.now()) return
    if (left.remaining <= (isUrgent ? 0 : reserve)) throw new HostLimitedError(left.resetAt)
  }

  async function takeTurn(isUrgent: boolean): Promise<void> {
    if (running < concurrency) {
      running++
      return
    }
    await new Promise<void>((start) => {
      const firstCalm = isUrgent ? waiting.findIndex((other) => !other.isUrgent) : -1
      waiting.splice(firstCalm < 0 ? waiting.length : firstCalm, 0, { isUrgent, start })
    })
  }

  function passTurn(): void {
    const next = waiting.shift()
    if (next) next.start()
    else running--
  }

  async function keepInterval(): Promise<void> {
    const now = clock.now()
    const start = Math.max(now, nextStart)
    nextStart = start + minIntervalMs
    if (start > now) await clock.sleep(start - now)
  }

  /** Asks nothing until then; when no time is told, for a minute, and if that was too short, for two, four … */
  function close(until: Date | undefined): Date {
    const pauseMs = Math.min(minuteMs * 2 ** strikes, maxPauseMs)
    if (!until) strikes++
    closedUntil = Math.max(closedUntil, until?.getTime() ?? clock.now() + pauseMs)
    return new Date(closedUntil)
  }

  function learn(answer: HostAnswer, { budget = '', isLimit }: Turn): void {
    const { remaining, resetAt } = toBudget(answer.headers)
    if (remaining !== undefined && resetAt)
      budgets.set(budget, { remaining, resetAt: toPauseEnd(resetAt.getTime(), clock.now()) })
    const retryAt = toRetryAt(answer.headers, clock.now())
    if (isRefusal(answer, retryAt) || isLimit?.(answer)) {
      const isExhausted = remaining === 0 && resetAt && resetAt.getTime() > clock.now()
      throw new HostLimitedError(!retryAt && isExhausted ? toPauseEnd(resetAt.getTime(), clock.now()) : close(retryAt))
    }
    strikes = 0
  }

  return {
    async run(ask, turn = {}) {
      requireOpen(turn)
      await takeTurn(turn.isUrgent ?? false)
      try {
        await keepInterval()
        // While it waited, another answer may have closed the gate.
        requireOpen(turn)
        const answer = await ask()
        learn(answer, turn)
        return answer
      } finally {
        passTurn()
      }
    },
    get closedUntil() {
      return closedUntil > clock.now() ? new Date(closedUntil) : undefined
    },
  }
}

/** 403 also means "not allowed" and 503 "broken"; a limit says when to come back, that nothing is left, or what it is. */
function isRefusal({ status, headers, text }: HostAnswer, retryAt: Date | undefined): boolean {
  if (status === 429) return true
  if (status === 503) return retryAt !== undefined
  const isTold = retryAt !== undefined || headers.get('x-ratelimit-remaining') === '0' || /rate limit|abuse detection/i.test(text)
  return status === 403 && isTold
}
