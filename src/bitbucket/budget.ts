import type { Clock } from '../hosts/clock.ts'
import { HostLimitedError } from '../hosts/errors.ts'
import type { Urgency } from '../hosts/facts.ts'

export interface RollingBudget {
  /** @throws HostLimitedError while fewer than so many questions are left */
  require(questions: number, urgency?: Urgency): void
  /** Books questions that are about to be asked. @throws as `require` */
  take(questions: number, urgency?: Urgency): void
}

const hourMs = 3_600_000

/**
 * Bitbucket allows so many questions in any sixty minutes and does not say how many are left, so we count them.
 * @param reserve how many are kept for urgent ones
 */
export function createRollingBudget(perHour: number, reserve: number, clock: Pick<Clock, 'now'>): RollingBudget {
  /** When each of the last hour's questions was booked, oldest first. */
  const booked: number[] = []

  function require(questions: number, urgency?: Urgency): void {
    const now = clock.now()
    while (booked[0] !== undefined && booked[0] <= now - hourMs) booked.shift()
    const allowed = perHour - (urgency?.isUrgent ? 0 : reserve)
    const excess = booked.length + questions - allowed
    if (excess > 0) throw new HostLimitedError(new Date((booked[excess - 1] ?? now) + hourMs))
  }

  return {
    require,
    take(questions, urgency) {
      require(questions, urgency)
      for (let question = 0; question < questions; question++) booked.push(clock.now())
    },
  }
}
