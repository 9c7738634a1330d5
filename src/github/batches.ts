import { toFailure } from '../hosts/errors.ts'
import type { Failure } from '../hosts/facts.ts'
import { OverloadError } from './graphql.ts'

export interface BatchOptions<Item, Answer> {
  /** How many items one call asks for when all goes well. */
  size: number
  /** One answer for each item, in their order; undefined where that item alone was too much. @throws OverloadError when the whole was. */
  ask: (items: readonly Item[], isUrgent: boolean) => Promise<(Answer | undefined)[]>
  /** Whether the host answers at all. When it is down, smaller calls would only be more calls. */
  isAlive: (isUrgent: boolean) => Promise<boolean>
  /** For an item that is too much by itself: what is left to ask, or the answer that it gets. */
  giveUp: (item: Item) => { lighter: Item } | { answer: Answer | Failure }
}

/** Asks for all items; one answer or failure for each, in their order. */
export type AskAll<Item, Answer> = (items: readonly Item[], isUrgent: boolean) => Promise<(Answer | Failure)[]>

/**
 * Asks for many items in calls of an adaptive size. A call that is too much is halved, down to the one item that poisons it; the next calls
 * have the largest size that passed, and it grows back by one with every full call.
 */
export function createBatches<Item, Answer>({ size, ask, isAlive, giveUp }: BatchOptions<Item, Answer>): AskAll<Item, Answer> {
  let current = size

  async function askPiece(items: readonly Item[], isUrgent: boolean): Promise<Piece<Answer>> {
    try {
      const answers = await ask(items, isUrgent)
      const complete = items.map(async (item, place) => answers[place] ?? (await askLighter(item, isUrgent)))
      return { answers: await Promise.all(complete), passed: items.length }
    } catch (error) {
      const failure = toFailure(error)
      const isTooMuch = error instanceof OverloadError && (await isAlive(isUrgent))
      if (!isTooMuch) return { answers: items.map(() => failure), passed: items.length }
      const [only] = items
      if (items.length === 1 && only !== undefined) return { answers: [await askAgain(only, isUrgent)], passed: 1 }
      const middle = Math.ceil(items.length / 2)
      const first = await askPiece(items.slice(0, middle), isUrgent)
      const second = await askPiece(items.slice(middle), isUrgent)
      return { answers: [...first.answers, ...second.answers], passed: Math.max(first.passed, second.passed) }
    }
  }

  /** Once more, for it may have been an accident. */
  async function askAgain(item: Item, isUrgent: boolean): Promise<Answer | Failure> {
    try {
      const [answer] = await ask([item], isUrgent)
      return answer ?? (await askLighter(item, isUrgent))
    } catch (error) {
      return error instanceof OverloadError ? askLighter(item, isUrgent) : toFailure(error)
    }
  }

  async function askLighter(item: Item, isUrgent: boolean): Promise<Answer | Failure> {
    const left = giveUp(item)
    return 'answer' in left ? left.answer : askAgain(left.lighter, isUrgent)
  }

  return async (items, isUrgent) => {
    const answers: (Answer | Failure)[] = []
    while (answers.length < items.length) {
      const piece = items.slice(answers.length, answers.length + current)
      const result = await askPiece(piece, isUrgent)
      answers.push(...result.answers)
      if (result.passed < piece.length) current = result.passed
      else if (piece.length >= current) current = Math.min(size, current + 1)
    }
    return answers
  }
}

interface Piece<Answer> {
  answers: (Answer | Failure)[]
  /** The largest number of items that was not too much at once. */
  passed: number
}
